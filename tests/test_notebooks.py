"""The notebooks run from top to bottom, and what they keep is small and clean."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 300_000
# What a path of the machine that ran a notebook would have in it.
PLACES = [*(f"/{folder}/" for folder in ("home", "root")), "ipykernel_", "C:" + r"\\Users"]

# The kernel speaks to this process over a local port, and says so.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def make() -> Any:
    """The script that executes notebooks."""
    pytest.importorskip("nbclient", reason='notebooks need nbclient (pip install ".[test]")')
    script = ROOT / "docs" / "make_notebooks.py"
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_seven() -> None:
    """Six stories and one of traps."""
    assert [path.name[:2] for path in NOTEBOOKS] == [f"0{number}" for number in range(1, 8)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(make: Any, path: Path) -> None:
    """Every cell runs, and none of them warns."""
    book = make.execute(path)
    shown = [one for cell in book.cells for one in cell.get("outputs", ())]
    assert shown
    assert not [one["text"] for one in shown if one.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_keeps(make: Any, path: Path) -> None:
    """What is kept in git is there for every cell that shows something, small, without a path."""
    text = path.read_text(encoding="utf-8")
    book = make.nbformat.reads(text, as_version=4)
    counts = [cell["execution_count"] for cell in book.cells if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1)), f"run: python docs/{make.__name__}.py"
    assert len(text) < LARGEST
    assert not [word for word in PLACES if word in text]
