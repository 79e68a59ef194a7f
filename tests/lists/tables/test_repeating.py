"""Columns of repeating texts: the same cells as the plain column, whatever is done to them."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.opening.cells import clean_cells, clean_table
from leadscore.lists.tables.repeating import Repeating, TextTable, one_below_another

CELLS = st.sampled_from([None, "", " ", "甲", " 甲 ", "['甲', '乙']", "a\u200bb", "b"])
COLUMNS = st.lists(CELLS, max_size=30)


def _column(cells: list[str | None]) -> pl.Series:
    return pl.Series("0", cells, dtype=pl.String)


@settings(max_examples=60)
@given(st.lists(COLUMNS, min_size=1, max_size=4))
def test_parts_make_the_whole(parts: list[list[str | None]]) -> None:
    """Columns one below another hold the cells of all, each text once."""
    whole = one_below_another([Repeating.of(_column(part)) for part in parts])
    assert whole.column().to_list() == [cell for part in parts for cell in part]
    assert whole.texts.n_unique() == len(whole.texts)


@settings(max_examples=60)
@given(COLUMNS, st.data())
def test_some_rows_have_only_their_texts(cells: list[str | None], data: st.DataObject) -> None:
    """Texts of rows that are left out are left out too."""
    kept = [at for at in range(len(cells)) if data.draw(st.booleans())]
    some = Repeating.of(_column(cells)).rows(np.array(kept, dtype=np.int64))
    assert some.column().to_list() == [cells[at] for at in kept]
    assert set(some.texts) == {cells[at] for at in kept}


@settings(max_examples=60)
@given(COLUMNS)
def test_texts_are_cleaned_as_cells_are(cells: list[str | None]) -> None:
    """Cleaning every text once gives what cleaning every cell gives."""
    columns = [Repeating.of(_column(cells)), Repeating.of(_column(cells[::-1]))]
    table = TextTable(columns)
    cleaned = clean_table(table)
    assert cleaned.frame.equals(clean_cells(table.frame))
    assert all(column.texts.n_unique() == len(column.texts) for column in cleaned.columns)


@settings(max_examples=60)
@given(COLUMNS, st.integers(1, 3))
def test_texts_are_told_as_they_appear(cells: list[str | None], step: int) -> None:
    """The texts of every so-manieth row come in the order of the rows, each once, without null."""
    column = Repeating.of(_column(cells))
    known = dict.fromkeys(cell for cell in cells[::step] if cell is not None)
    assert column.appearing(step).to_list() == list(known)
    assert column.null_count() == cells.count(None)
