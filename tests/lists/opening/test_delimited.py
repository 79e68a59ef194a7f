"""Delimited text to cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadscore.lists.opening.delimited import cut_blocks, find_delimiter, read_delimited

ROWS = [["公司", "规模", "地区"], ["某某公司", "20-99人", "上海"], ["某某厂", "少于15人", "北京"]]


def _written(rows: list[list[str]], delimiter: str = ",", ending: str = "\n") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return file.getvalue().encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_delimiter_and_line_end_is_read(delimiter: str, ending: str) -> None:
    """The same rows come back whatever stands between them."""
    cells = read_delimited(_written(ROWS, delimiter, ending))
    assert [list(row) for row in cells.table.frame.rows()] == ROWS
    assert (cells.delimiter, cells.rows.to_list(), cells.remarks) == (delimiter, [1, 2, 3], ())


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    """Lists inside quoted cells do not mislead the choice."""
    assert find_delimiter('a;"1,2,3,4";b\nc;"5,6,7,8";d\n') == (";", 3)
    assert find_delimiter("Apple, Inc\nOther\nThird\nFourth, Ltd\n") == (None, 1)


def test_line_breaks_inside_quotes_stay() -> None:
    """A record may go over several lines, and rows are counted as a spreadsheet counts them."""
    cells = read_delimited(b'a,b\n"x\ny\n\nz",1\nlast,2\n')
    assert cells.table.frame.rows() == [("a", "b"), ("x\ny\n\nz", "1"), ("last", "2")]
    assert cells.rows.to_list() == [1, 2, 3]


@pytest.mark.parametrize("ending", ["\r\r\n", "\n,,\n", "\r\n,,\r\n", "\n\n"])
def test_blank_rows_go_but_are_counted(ending: str) -> None:
    """Blank second lines and rows of commas are left out; row numbers stay those of the file."""
    text = ending.join(",".join(row) for row in ROWS)
    cells = read_delimited(text.encode())
    assert [list(row) for row in cells.table.frame.rows()] == ROWS
    assert cells.rows.to_list() == [1, 3, 5]
    assert cells.remarks == ("2 blank rows were left out",)


def test_ragged_rows_are_kept() -> None:
    """A title, a short row and a long row all stay in their places, filled up with nulls."""
    cells = read_delimited(b'List of 2025\na,b,c\n1,2,3\n\n4,"5\n6"\n7,8,9,10\n11,12,13\n')
    assert cells.table.frame.rows() == [
        ("List of 2025", None, None, None),
        ("a", "b", "c", None),
        ("1", "2", "3", None),
        ("4", "5\n6", None, None),
        ("7", "8", "9", "10"),
        ("11", "12", "13", None),
    ]
    assert cells.rows.to_list() == [1, 2, 3, 5, 6, 7]
    assert cells.remarks[1].startswith(
        "3 rows have another number of cells than 3, the first is row 1; nothing"
    )


def test_an_unclosed_quotation_mark_swallows_nothing() -> None:
    """Lines after a mark that is never closed are still records."""
    lines = [f"company {n},10-20,place {n}" for n in range(50)]
    lines[20] = '"company 20,10-20,place 20'
    cells = read_delimited("\n".join(lines).encode())
    assert cells.table.frame.height == 50
    assert cells.table.frame.row(20) == ("company 20", "10-20", "place 20")
    assert cells.table.frame.row(49) == ("company 49", "10-20", "place 49")
    assert "quotation marks are not closed in 1 line" in cells.remarks[0]


def test_two_unclosed_marks_swallow_nothing() -> None:
    """Two stray marks that seem to close each other do not hide the records between them."""
    lines = [f"company {n},10-20,place {n}" for n in range(60)]
    lines[20] = '"company 20,10-20,place 20'
    lines[40] = 'company 40,10-20,"place 40'
    assert read_delimited("\n".join(lines).encode()).table.height == 60


def test_a_mark_inside_a_cell_is_text() -> None:
    """An inch sign is no quotation."""
    cells = read_delimited(b'a,b\n5" pipe,1\nx,2\n')
    assert cells.table.frame.rows() == [("a", "b"), ('5" pipe', "1"), ("x", "2")]
    assert cells.remarks == ()


def test_rows_that_are_one_quoted_cell_are_opened() -> None:
    """A file whose every line was quoted as a whole is read as it was meant."""
    inner = _written([*ROWS, ["某某,公司", "100人", "广州"]]).decode().splitlines()
    cells = read_delimited(_written([[line] for line in inner]))
    assert cells.table.frame.row(3) == ("某某,公司", "100人", "广州")
    assert cells.remarks == ("every row was one quoted cell; the cells inside were read",)


def test_the_line_that_names_the_delimiter_is_obeyed() -> None:
    """``sep=;`` is no row: spreadsheets do not show it either."""
    cells = read_delimited(b"sep=;\r\na;b,c\r\n1;2\r\n")
    assert (cells.delimiter, cells.table.frame.rows()) == (";", [("a", "b,c"), ("1", "2")])


def test_remarks_speak_chinese() -> None:
    """Remarks come in both languages."""
    assert read_delimited(b"a,b\n,\n1,2\n", "zh").remarks == ("略去 1 个空行",)


def test_very_long_cells_are_read() -> None:
    """A cell longer than the limit of the csv module is kept, and that limit is left alone."""
    before = csv.field_size_limit()
    long = "x" * 300_000
    cells = read_delimited(f'a,b\n1,"{long}"\n2\n3,"{long}",4\n'.encode())
    assert cells.table.frame["1"].to_list() == ["b", long, None, long]
    assert csv.field_size_limit() == before


_CELL = st.text(st.sampled_from('ab,;|\t"\n 公司1'), max_size=6)


@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=3, max_size=12))
def test_what_is_quoted_comes_back(rows: list[list[str]]) -> None:
    """Rows written with every cell quoted come back cell by cell, in their places."""
    # A header fixes the delimiter; without it three cells of text could be read in several ways.
    rows = [["aa", "bb", "cc"]] * 9 + rows
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    cells = read_delimited(file.getvalue().encode())
    expected = [(n, row) for n, row in enumerate(rows, start=1) if any(row)]
    assert cells.rows.to_list() == [number for number, _ in expected]
    found = [[cell or "" for cell in row[:3]] for row in cells.table.frame.rows()]
    assert found == [row for _, row in expected]


@given(st.text(alphabet='ab,;"\n\r\t|公', max_size=80))
def test_any_text_is_survived(text: str) -> None:
    """Nothing is raised, and there is a number for each row."""
    cells = read_delimited(text.encode())
    assert cells.table.frame.height == len(cells.rows)
    assert cells.rows.is_sorted()
    assert cells.rows.n_unique() == len(cells.rows)


CELL = st.text(st.sampled_from(["a", "甲", ",", '"', "\n", "\r", " "]), max_size=6)


@settings(max_examples=80)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=25), st.integers(1, 40))
@example([["", "\r\r"]], 1)
def test_blocks_are_read_as_one_text(rows: list[list[str]], size: int) -> None:
    """Where a text is cut into pieces and blocks makes no difference to its cells."""
    data = _written([["a", "b", "c"], *rows]) + b"\r\n\r\n"
    whole = read_delimited(data)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_blocks, "__defaults__", (size,))
        parts = read_delimited(pieces)
    assert parts.table.frame.equals(whole.table.frame)
    assert parts.rows.to_list() == whole.rows.to_list()
    assert (parts.delimiter, parts.remarks) == (whole.delimiter, whole.remarks)
