"""Cells that hold the delimiter without quotes are put together again, and nothing else is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.importer import read_list
from leadscore.lists.opening.delimited import read_delimited

SIZES = ("15-50人", "50-150人", "150-500人", "500-2000人")
PERKS = st.lists(
    st.sampled_from(["五险一金", "双休", "福利好", "班车", "餐补"]), min_size=1, max_size=5
)


def written(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Join cells as careless scrapers do, without quotes."""
    return "\n".join(delimiter.join(row) for row in rows).encode()


@given(st.lists(st.tuples(PERKS, st.sampled_from(SIZES)), min_size=20, max_size=60))
def test_headcounts_behind_a_torn_cell_are_found_again(rows: list[tuple[list[str], str]]) -> None:
    """Whatever the perks of a company are torn into, its headcount stands in its own column."""
    whole = [[f"某{i}科技", "双休", SIZES[i % 4]] for i in range(30)]
    torn = [[f"甲{i}科技", ",".join(perks), size] for i, (perks, size) in enumerate(rows)]
    cells = read_delimited(written([["公司", "福利", "规模"], *whole, *torn]))
    columns, numbers = cells_of(cells)
    assert columns[0][1:] == [row[0] for row in (*whole, *torn)]
    assert columns[1][1:] == [row[1] for row in (*whole, *torn)]
    assert columns[2][1:] == [row[2] for row in (*whole, *torn)]
    assert numbers == list(range(1, len(whole) + len(torn) + 2))


def cells_of(cells: object) -> tuple[list[list[str]], list[int]]:
    """Return the columns of what was read, and the numbers of the rows."""
    frame: pl.DataFrame = cells.table.frame  # type: ignore[attr-defined]
    return [frame[:, j].to_list() for j in range(frame.width)], cells.rows.to_list()  # type: ignore[attr-defined]


def test_most_rows_may_be_torn(tmp_path: Path) -> None:
    """The header tells how many cells a row has, even where most rows have more."""
    rows = [["公司", "城市", "福利", "规模"]]
    rows += [[f"北京甲{i}科技有限公司", "北京", "双休", SIZES[i % 4]] for i in range(10)]
    rows += [[f"北京乙{i}科技有限公司", "北京", "双休,班车,餐补", SIZES[i % 4]] for i in range(40)]
    file = tmp_path / "list.csv"
    file.write_bytes(written(rows))
    found = read_list(file, kind="polars")
    assert found.leads["employees_low"].null_count() == 0
    assert "40 rows hold the delimiter in a cell without quotes, the first is row 12" in repr(found)
    trail = found.trail(found.leads["lead_id"][20])
    assert trail.filter(column="规模")["raw"].to_list()[0] in SIZES


@pytest.mark.parametrize("quoted", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_well_formed_rows_stay_as_they_are(quoted: int) -> None:
    """Quoted cells with commas, and a header that stands again with one more column, stay."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoted, lineterminator="\n")  # type: ignore[arg-type]
    rows = [["name", "perks", "size"], *([f"x{i}", "car,lunch", f"{i}-99"] for i in range(30))]
    rows += [["name", "perks", "size", "tags"]]
    rows += [[f"y{i}", "car,lunch", f"{i}-99", "a,b"] for i in range(20)]
    writer.writerows(rows)
    cells = read_delimited(text.getvalue().encode())
    columns, _ = cells_of(cells)
    assert columns[2] == [row[2] for row in rows]
    assert columns[3][-20:] == ["a,b"] * 20
    assert not any("without quotes" in remark for remark in cells.remarks)


def test_a_row_that_does_not_fit_is_left_as_it_was() -> None:
    """A row with more cells whose last ones look like nothing known keeps all its cells."""
    whole = [[f"某{i}科技", "双休", SIZES[i % 4]] for i in range(30)]
    odd = [["甲科技", "双休", "班车", "50-150人"]] * 12 + [["乙科技", "五险", "一金", "很多"]]
    cells = read_delimited(written([["公司", "福利", "规模"], *whole, *odd]))
    columns, _ = cells_of(cells)
    assert [column[-2] for column in columns] == ["甲科技", "双休,班车", "50-150人", None]
    assert [column[-1] for column in columns] == ["乙科技", "五险", "一金", "很多"]
    assert any(r.startswith("12 ") and "without quotes" in r for r in cells.remarks)
    assert any("another number of cells than 3" in r for r in cells.remarks)
