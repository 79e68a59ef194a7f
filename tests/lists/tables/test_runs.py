"""Runs: numbers of values and orders of rows are what plain Python makes of them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.distinct import first_rows
from leadscore.lists.tables import runs
from leadscore.lists.tables.runs import disagreement, numbered, ordered, text_numbers, together

VALUES = st.lists(st.sampled_from([None, "", "甲", "乙", "a long text of many characters"]))
SMALL = st.integers(0, 5)


@settings(max_examples=60)
@given(VALUES)
def test_numbers_follow_first_appearance(values: list[str | None]) -> None:
    """Each value has one number, counted by first appearance, and its first row is told."""
    found = numbered(pl.Series(values, dtype=pl.String))
    distinct = list(dict.fromkeys(values))
    assert found.place.tolist() == [distinct.index(value) for value in values]
    assert found.first.tolist() == [values.index(value) for value in distinct]


def test_equal_hashes_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two values with one hash stay two values."""
    column = pl.Series(["甲", "乙", "甲", None])
    monkeypatch.setattr(pl.Series, "hash", lambda self: pl.Series(np.zeros(len(self), np.uint64)))
    assert runs.numbered(column).place.tolist() == [0, 1, 0, 2]


@settings(max_examples=60)
@given(st.lists(st.tuples(SMALL, SMALL), min_size=1), st.sampled_from([1, 2**33]))
def test_rows_are_ordered_as_by_sorting(rows: list[tuple[int, int]], wide: int) -> None:
    """The order is that of a stable sort, also where the numbers are too wide to be packed."""
    keys = [np.array(key, dtype=np.int64) * wide for key in zip(*rows, strict=True)]
    assert ordered(keys).tolist() == sorted(range(len(rows)), key=lambda at: rows[at])


@settings(max_examples=60)
@given(st.lists(st.tuples(SMALL, SMALL), min_size=1), st.sampled_from([6, 2**40]))
def test_numbers_together_are_equal_where_all_are(rows: list[tuple[int, int]], wide: int) -> None:
    """One number of several is equal where all are equal, and below its bound."""
    one, other = (np.array(key, dtype=np.int64) for key in zip(*rows, strict=True))
    numbers, size = together([(one, wide), (other, wide)])
    assert len(set(zip(rows, numbers.tolist(), strict=True))) == len(set(rows))
    assert len(set(numbers.tolist())) == len(set(rows))
    assert numbers.max() < size


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([None, "甲", "乙"])), min_size=1))
def test_disagreement_is_where_values_differ(rows: list[tuple[int, str | None]]) -> None:
    """The first value is found, and all telling rows of leads that tell two values."""
    leads = sorted({lead for lead, _ in rows})
    lead = np.array([leads.index(one) for one, _ in rows])
    every = first_rows(lead, len(leads))
    table = pl.DataFrame({"value": [value for _, value in rows]}, schema={"value": pl.String})
    first, unlike = disagreement(table, lead, every)
    told = [[at for at, (n, v) in enumerate(rows) if n == one and v is not None] for one in leads]
    assert first.tolist() == [ats[0] if ats else -1 for ats in told]
    several = [ats for ats in told if len({rows[at][1] for at in ats}) > 1]
    assert unlike.tolist() == sorted(at for ats in several for at in ats)


def test_no_text_and_empty_text_have_one_number() -> None:
    """Null counts as the empty text."""
    numbers, size = text_numbers(pl.Series(["甲", None, "", "甲"]))
    assert numbers[1] == numbers[2] != numbers[0] == numbers[3]
    assert numbers.max() < size
