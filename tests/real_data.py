"""Where the real lists are, for tests that skip, saying so, when they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(folder: str) -> Path:
    """Return a folder of real data, or skip the test that asks for it."""
    path = ROOT / folder
    if not path.exists():
        pytest.skip(f"real data not present: {folder}")
    return path
