"""Merged cells are written into each of their rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.importer import read_list
from leadscore.lists.opening.merged_cells import fill_down


def test_a_region_merged_over_its_companies_is_that_of_each(tmp_path: Path) -> None:
    """The rows below the first one of a merged range have its value; a remark counts them."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ("省份", "企业名称"),
        ("广东", "甲乙食品有限公司"),
        (None, "丙丁食品有限公司"),
        ("浙江", "戊己食品厂"),
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    result = read_list(tmp_path / "a.xlsx", kind="polars")
    assert result.leads["region"].to_list() == ["广东", "广东", "浙江"]
    assert "1 empty cell was filled with what is merged over several rows" in result.remarks


def test_rounds_below_a_merged_name_are_rows_of_the_company(tmp_path: Path) -> None:
    """No row is without a name because the name is merged over it."""
    book = openpyxl.Workbook()
    rows = [
        ("企业名称", "轮次"),
        ("甲乙科技有限公司", "A轮"),
        (None, "B轮"),
        ("丙丁食品有限公司", "天使轮"),
    ]
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    result = read_list(tmp_path / "a.xlsx", kind="polars")
    assert result.leads["source_rows"].to_list() == ["a.xlsx:2-3", "a.xlsx:4"]
    assert not len(result.problems)


def test_titles_and_empty_rows_stay_as_they_are() -> None:
    """A range of several columns is a title; a row that holds nothing else is no row."""
    cells: list[list[object]] = [["title", ""], ["", ""], ["a", 1.0], ["", ""]]
    before = [list(row) for row in cells]
    assert fill_down(cells, [((0, 0), (1, 1)), ((2, 0), (3, 0))]) == 0
    assert cells == before


_PLACES = st.tuples(st.integers(0, 12), st.integers(0, 5))


@given(
    st.lists(st.lists(st.sampled_from(["", "x", "y"]), min_size=3, max_size=3), max_size=8),
    st.lists(st.tuples(_PLACES, _PLACES), max_size=30),
)
def test_filling_changes_only_what_is_empty(
    cells: list[list[object]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Whatever ranges a file states, no cell is lost, and no row comes into being."""
    before = [list(row) for row in cells]
    count = fill_down(cells, ranges)
    pairs = [
        (a, b)
        for old, new in zip(before, cells, strict=True)
        for a, b in zip(old, new, strict=True)
    ]
    assert all(a in ("", b) for a, b in pairs)
    assert sum(a != b for a, b in pairs) == count
    assert [any(row) for row in before] == [any(row) for row in cells]


def test_ranges_that_overlap_without_end_are_left() -> None:
    """A file that states more merged cells than it has costs no more than its cells."""
    cells: list[list[object]] = [["x"], *([""] for _ in range(1_000))]
    assert fill_down(cells, [((0, 0), (10**9, 0))] * 100_000) == 0
