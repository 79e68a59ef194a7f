"""Which files of an archive, and which sheets, are lists of companies."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from leadscore.errors import ColumnError
from leadscore.lists.importer import read_list
from leadscore.lists.preview import preview

HEAD = ["Company", "City"]
NORTH = [HEAD, ["Alder Inc", "Hull"], ["Ash Ltd", "Leeds"]]
NOTE = [["This workbook holds the accounts of the year."]]
LIST = "Company,City\nAlder Inc,Hull\nAsh Ltd,Leeds\n"


def _book(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _zip(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_the_first_sheet_that_is_a_list_is_read(tmp_path: Path) -> None:
    """A note or a summary in front does not refuse a workbook; every other sheet is named."""
    sheets = {"Read me": NOTE, "Sums": [["Quarter", "Sum"], ["Q1", "5"]], "Accounts": NORTH}
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book(sheets))
    result = read_list(path, kind="polars")
    assert result.leads["source_rows"].to_list() == ["a.xlsx:2", "a.xlsx:3"]
    assert 'sheet "Accounts" was read; other sheets with cells: Read me, Sums' in result.remarks
    trail = result.trail(result.leads["lead_id"][0])
    assert "Alder Inc" in trail["raw"].to_list()
    assert preview(path, kind="polars").after["name"].to_list() == ["Alder Inc", "Ash Ltd"]


def test_sheets_that_go_on_with_the_list_are_read_too(tmp_path: Path) -> None:
    """The headings may stand in another order; each sheet is read by its own."""
    more = [["City", "Company"], ["York", "Oak Ltd"]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book({"Read me": NOTE, "A": NORTH, "B": more}))
    result = read_list(path, kind="polars")
    assert result.leads["name"].to_list() == ["Alder Inc", "Ash Ltd", "Oak Ltd"]
    assert result.leads["source_rows"][2] == "a.xlsx/B:2"
    path.write_bytes(_book({"Empty": [HEAD], "A": NORTH, "B": more}))
    result = read_list(path, kind="polars", lang="zh")
    assert result.leads["city"].to_list() == ["Hull", "Leeds", "York"]
    assert "没有公司名称的工作表未读取：Empty" in result.remarks


def test_a_copy_of_a_sheet_is_not_read_twice(tmp_path: Path) -> None:
    """A sheet with one more column and the rows of the first is a copy, and is named."""
    copy = [[*HEAD, "Note"], *([*row, "x"] for row in NORTH[1:])]
    wide = [[*row, "a", "b", "c"] for row in NORTH]
    wide_copy = [[*row, "d"] for row in wide]
    path = tmp_path / "a.xlsx"
    for rows, copied in ((NORTH, copy), (wide, wide_copy)):
        path.write_bytes(_book({"A": rows, "Mine": copied}))
        result = read_list(path, kind="polars")
        assert len(result.rows) == 2
        assert any("other sheets with cells: Mine" in one for one in result.remarks)


def test_a_workbook_without_a_list_names_its_sheets(tmp_path: Path) -> None:
    """The refusal of the first sheet says that the others were looked at."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book({"One": [["Quarter", "Sum"], ["Q1", "5"]], "Two": [["x", "y"]]}))
    with pytest.raises(ColumnError, match=r"The other sheets hold none either: Two\.$"):
        read_list(path)
    with pytest.raises(ColumnError, match=r"is this a list of companies\?$"):
        read_list(path, sheet="One")


def test_what_lies_beside_a_list_in_an_archive_is_put_aside(tmp_path: Path) -> None:
    """Notes and settings are named in a remark; a workbook in an archive may begin with a note."""
    beside = {"说明.txt": "本数据仅供参考。", "meta.json": '{"a": 1}', "b.json": "[1, 2]"}
    path = _zip(tmp_path / "a.zip", {"list.csv": LIST, **beside})
    result = read_list(path, kind="polars")
    assert result.leads["source_rows"].to_list() == ["a.zip/list.csv:2", "a.zip/list.csv:3"]
    named = "other files in the archive were not read: 说明.txt, meta.json, b.json"
    assert named in result.remarks
    path = _zip(tmp_path / "b.zip", {"a.xlsx": _book({"Read me": NOTE, "A": NORTH})})
    assert len(read_list(path, kind="polars").leads) == 2


def test_an_archive_without_companies_is_refused(tmp_path: Path) -> None:
    """When no file of an archive holds company names, the refusal names them all."""
    path = _zip(tmp_path / "a.zip", {"a.json": '{"a": 1}', "b.json": '{"b": 1}'})
    with pytest.raises(ColumnError, match=r"a.zip/a.json: .* files in it hold none either: b.json"):
        read_list(path)


def test_a_question_is_not_put_aside(tmp_path: Path) -> None:
    """A list with two columns of names is one; so is each file that was given by its name."""
    unclear = "Company name,Employer\nAlder Inc,Oak Inc\nAsh Ltd,Elm Ltd\n"
    path = _zip(tmp_path / "a.zip", {"list.csv": LIST, "unclear.csv": unclear, "c.json": "[1]"})
    with pytest.raises(ColumnError, match="both say they are"):
        read_list(path)
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "note.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ColumnError, match=r"note.csv: no column holds company names"):
        read_list([tmp_path / "list.csv", tmp_path / "note.csv"])


def test_summaries_of_one_form_in_front_are_passed_over(tmp_path: Path) -> None:
    """Several sheets that look like parts of one list do not hide the list behind them."""
    sums = [["Stage", "Won"], ["Q1", "5"]]
    other = [["Stage", "Won"], ["Q2", "7"]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book({"One": sums, "Two": other, "Accounts": NORTH}))
    result = read_list(path, kind="polars")
    assert result.leads["source_rows"].to_list() == ["a.xlsx:2", "a.xlsx:3"]
    assert 'sheet "Accounts" was read; other sheets with cells: One, Two' in result.remarks
