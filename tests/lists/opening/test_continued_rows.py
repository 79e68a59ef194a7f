"""Rows that go on with the company above."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.importer import read_list
from leadscore.lists.opening.continued_rows import continue_rows
from leadscore.lists.tables.repeating import TextTable

NAMES = ("序号", "单位名称", "岗位", "人数")
Rows = list[tuple[str | None, ...]]
FAIR: Rows = [
    ("1", "上海甲乙科技有限公司", "软件工程师", "3"),
    (None, None, "人事专员", "1"),
    (None, None, "测试工程师", "2"),
    ("2", "广州丙丁食品有限公司", "会计", "1"),
    ("3", "杭州戊己贸易有限公司", "司机", "1"),
]


def _filled(rows: Rows) -> tuple[Rows, int]:
    frame = pl.DataFrame(rows, schema={str(n): pl.String for n in range(4)}, orient="row")
    cells, count = continue_rows(TextTable.of(frame), NAMES)
    return cells.frame.rows(), count


def test_posts_below_a_company_are_its_posts(tmp_path: Path) -> None:
    """A fair's table saved as CSV: each post is a row of its company, and none is a problem."""
    lines = [NAMES, *FAIR]
    text = "\n".join(",".join(cell or "" for cell in row) for row in lines)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    result = read_list(tmp_path / "a.csv", kind="polars")
    first = result.leads.filter(pl.col("name") == "上海甲乙科技有限公司")
    assert first["source_rows"].to_list() == ["a.csv:2-4"]
    assert first["hr_titles"].to_list() == ["人事专员"]
    assert not len(result.problems)
    assert any("2 rows go on with the company above" in one for one in result.remarks)


@pytest.mark.parametrize(
    "rows",
    [
        [FAIR[0], FAIR[3], FAIR[4], (None, None, "合计", "5")],
        [FAIR[0], FAIR[3], FAIR[4], (None, None, None, "5")],
        [("1", "甲公司", "a", "1"), (None, None, "b", "1"), ("5", "乙公司", "c", "1"), FAIR[4]],
        [("7", "甲公司", "a", "1"), (None, "乙公司", "b", "1"), ("8", "丙公司", "c", "1"), FAIR[4]],
        [(None, None, "a", "1"), *FAIR],
        [*FAIR[:1], FAIR[3]],
    ],
    ids=["sum", "end", "no numbering", "named", "first", "short"],
)
def test_other_rows_are_left(rows: Rows) -> None:
    """Sums, rows with a name of their own, and lists without running numbers stay as they are."""
    assert _filled(rows) == (rows, 0)


def test_sums_between_companies_belong_to_none() -> None:
    """A subtotal is not filled where other rows are."""
    rows = [*FAIR[:3], (None, None, "小计", "6"), *FAIR[3:]]
    filled, count = _filled(rows)
    assert (filled[2][1], filled[3][1], count) == ("上海甲乙科技有限公司", None, 2)


_CELL = st.sampled_from([None, "甲公司", "会计", "1", "2", "3", "合计"])


@given(st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL), min_size=1, max_size=12))
def test_no_cell_that_is_filled_changes(rows: Rows) -> None:
    """Whatever the rows, only empty cells are filled, each with the cell above it."""
    filled, _ = _filled(rows)
    for at, (old, new) in enumerate(zip(rows, filled, strict=True)):
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            assert after == before or (before is None and after == filled[at - 1][place])
