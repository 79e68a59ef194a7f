"""Headings in two rows become one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from leadscore.lists.importer import read_list
from leadscore.lists.opening.stacked_headings import join_headings
from leadscore.lists.tables.repeating import TextTable

UPPER = ("序号", "企业名称", "联系方式", None, "经营情况", None)
LOWER = (None, None, "联系人", "电话", "营业收入", "员工人数")
FIRST = ("1", "上海甲乙科技有限公司", "某甲", "13800000001", "1000万元", "50")
SECOND = ("2", "广州丙丁食品有限公司", "某乙", "13800000002", "3亿元", "500")
Rows = list[tuple[str | None, ...]]


def _joined(rows: Rows) -> tuple[Rows, list[int], int | None]:
    width = len(rows[0])
    frame = pl.DataFrame(rows, schema={str(n): pl.String for n in range(width)}, orient="row")
    found = join_headings(TextTable.of(frame), pl.Series("row", range(1, len(rows) + 1)))
    return found.table.frame.rows(), found.rows.to_list(), found.upper


@pytest.mark.parametrize("title", [(), (("名单", None, None, None, None, None),)])
def test_the_lower_heading_counts_below_a_group(title: Rows) -> None:
    """The row of groups goes, title rows stay, and every row keeps its number."""
    rows, numbers, upper = _joined([*title, UPPER, LOWER, FIRST, SECOND])
    assert rows[len(title)] == ("序号", "企业名称", "联系人", "电话", "营业收入", "员工人数")
    assert rows[len(title) + 1 :] == [FIRST, SECOND]
    assert upper == len(title) + 1
    assert numbers == [n for n in range(1, len(title) + 5) if n != upper]


def test_headings_below_several_groups_bear_their_names() -> None:
    """A heading that stands twice is told by its group."""
    upper = ("企业名称", "法定代表人", None, "联系人", None)
    lower = (None, "姓名", "电话", "姓名", "电话")
    rows, _, _ = _joined([upper, lower, ("甲乙公司", "a", "1", "b", "2")])
    assert rows[0] == ("企业名称", "法定代表人姓名", "法定代表人电话", "联系人姓名", "联系人电话")


@pytest.mark.parametrize(
    "rows",
    [
        [("企业名称", "电话", None), (None, "13800000001", "某甲"), FIRST[:3]],
        [("企业名称", "电话", "联系人"), ("甲乙公司", "1", "某甲"), FIRST[:3]],
        [("企业名称", None, "电话"), (None, "联系人", "电话"), FIRST[:3]],
        [("企业名称", "联系方式", None), ("甲乙科技有限公司", "联系人", "电话"), FIRST[:3]],
        [("甲", "乙", None), (None, "联系人", "电话"), FIRST[:3]],
        [(None, None, None), (None, None, None)],
    ],
)
def test_other_rows_are_left(rows: Rows) -> None:
    """A row of data below the header, a heading that is missing, a title: none is a group."""
    assert _joined(rows) == (rows, list(range(1, len(rows) + 1)), None)


@pytest.mark.parametrize("merged", [True, False])
def test_a_workbook_with_merged_headings_is_understood(tmp_path: Path, merged: bool) -> None:
    """Contact, phone, revenue and headcount are read from below their groups."""
    book = openpyxl.Workbook()
    for row in (UPPER, LOWER, FIRST, SECOND):
        book.active.append(row)
    for place in ("A1:A2", "B1:B2", "C1:D1", "E1:F1") if merged else ():
        book.active.merge_cells(place)
    book.save(tmp_path / "a.xlsx")
    result = read_list(tmp_path / "a.xlsx", kind="polars")
    read = result.leads.select("contact_name", "phones", "revenue_cny", "employees_low").rows()
    assert read == [("某甲", "13800000001", 1e7, 50), ("某乙", "13800000002", 3e8, 500)]
    assert result.leads["source_rows"].to_list() == ["a.xlsx:3", "a.xlsx:4"]
    assert any("the headings stand in two rows, 1 and 2" in one for one in result.remarks)
