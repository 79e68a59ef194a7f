"""A Spark of this machine for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from engines import spark_session


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Start Spark, or skip with a word where it cannot be had."""
    with spark_session() as found:
        yield found
