"""Excel workbooks to cells."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from leadscore.errors import ListError
from leadscore.lists.opening import workbook as module
from leadscore.lists.opening.workbook import read_workbook


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("数据")
    sheet["B3"], sheet["C3"], sheet["D3"] = "名称", 15255311462, 3.25
    sheet["B5"], sheet["C5"], sheet["D5"] = "某某公司", dt.date(2020, 1, 2), "#N/A"
    sheet["E5"], sheet["F5"] = dt.datetime(2020, 1, 2, 3, 4, 5), True  # noqa: DTZ001
    book.create_sheet("更多")["A1"] = "x"
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(path)
    return path


def test_cells_are_text_with_the_rows_of_the_sheet(tmp_path: Path) -> None:
    """Numbers, dates, errors and blanks become what a reader sees, in the rows of the sheet."""
    sheet = read_workbook(_workbook(tmp_path / "a.xlsx"))
    assert sheet.name == "数据"
    assert sheet.rows.to_list() == [3, 5]
    assert sheet.frame.rows() == [
        ("名称", "15255311462", "3.25", None, None),
        ("某某公司", "2020-01-02", None, "2020-01-02 03:04:05", "TRUE"),
    ]
    assert sheet.remarks == ('sheet "数据" was read; other sheets with cells: 更多',)


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    """A named sheet is read; a mistyped name is answered with those that exist."""
    path = _workbook(tmp_path / "a.xlsx")
    assert read_workbook(path, "更多").frame.rows() == [("x",)]
    with pytest.raises(ListError, match=r'no sheet "更少"; its sheets are: 说明, 数据, 更多, 隐藏'):
        read_workbook(path, "更少")


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    """The format of Excel 97 is read as well."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, "名称")
    sheet.write(1, 0, 5)
    book.save(str(tmp_path / "a.xls"))
    assert read_workbook(tmp_path / "a.xls").frame.rows() == [("名称",), ("5",)]


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook without a cell is no list."""
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(ListError, match="holds no cells"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Half a workbook, or a file that only begins like one, is refused."""
    whole = _workbook(tmp_path / "a.xlsx").read_bytes()
    for data in (
        whole[: len(whole) // 2],
        b"PK\x03\x04junk",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk",
    ):
        (tmp_path / "b.xlsx").write_bytes(data)
        with pytest.raises(ListError, match=r"b.xlsx: .*(damaged|cannot be opened)"):
            read_workbook(tmp_path / "b.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size after decompression is bounded, also where the archive states a smaller one."""
    monkeypatch.setattr(module, "LARGEST_OPENED", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 500_000)
    with pytest.raises(ListError, match="would take more than"):
        read_workbook(path)
    lying = path.read_bytes().replace((500_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(ListError, match="would take more than"):
        read_workbook(path)
