"""A file, whatever it is, to a table of text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.errors import ArgumentError, FileError, LeadscoreError, ListError
from leadscore.lists.opening import files as module
from leadscore.lists.opening.files import RawTable, read_table

TEXT = "公司,规模\n某某公司,20-99人\n"


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_table_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """The same list in four encodings gives the same cells."""
    table = read_table(_file(tmp_path, "a.csv", TEXT.encode(encoding)))
    assert table.frame.rows() == [("公司", "规模"), ("某某公司", "20-99人")]
    assert (table.kind, table.source, table.delimiter) == ("delimited", "a.csv", ",")
    assert (table.keys, table.sheet, table.remarks) == (None, None, ())


def test_a_workbook_named_csv_is_opened_with_a_remark(tmp_path: Path) -> None:
    """What a file is decides, not what it is called."""
    book = openpyxl.Workbook()
    book.active.append(["公司", 5])
    book.save(tmp_path / "a.csv")
    table = read_table(str(tmp_path / "a.csv"))
    assert (table.kind, table.sheet, table.frame.rows()) == ("workbook", "Sheet", [("公司", "5")])
    assert table.remarks == (
        "the file is named .csv but is an Excel workbook; it was opened as one",
    )
    assert "实际是 Excel 工作簿" in read_table(tmp_path / "a.csv", lang="zh").remarks[0]


def test_text_named_xls_is_read_with_a_remark(tmp_path: Path) -> None:
    """Many systems export text under the name of a workbook."""
    table = read_table(_file(tmp_path, "a.xls", TEXT.replace(",", "\t").encode("gb18030")))
    assert (table.delimiter, table.encoding) == ("\t", "gb18030")
    assert table.remarks == ("the file is named .xls but holds text; it was read as text",)


def test_json_keeps_its_names(tmp_path: Path) -> None:
    """Where the format has names they come along."""
    table = read_table(_file(tmp_path, "a.json", json.dumps([{"name": "A", "size": 3}]).encode()))
    assert (table.kind, table.keys, table.frame.rows()) == ("json", ("name", "size"), [("A", "3")])
    assert table.rows.to_list() == [1]


def test_a_csv_that_begins_with_a_bracket_is_a_csv(tmp_path: Path) -> None:
    """Cells that are lists written as text do not make a file JSON."""
    table = read_table(_file(tmp_path, "a.csv", "['会计'],['2人']\n['出纳'],['3人']\n".encode()))
    assert (table.kind, table.frame.height, table.frame.width) == ("delimited", 2, 2)


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    """Numbers, dates and lists of a Parquet file become the texts that other files would hold."""
    frame = pl.DataFrame(
        {"n": [1, None], "x": [2.0, 2.5], "d": [date(2020, 1, 2), None], "l": [["a", "b"], []]}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    table = read_table(tmp_path / "a.parquet")
    assert (table.kind, table.keys) == ("parquet", ("n", "x", "d", "l"))
    assert table.frame.rows() == [("1", "2", "2020-01-02", "a|b"), (None, "2.5", None, None)]


def test_a_missing_file_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """The name of a file that lies there is offered."""
    _file(tmp_path, "lagou_2019.csv", b"a,b\n")
    with pytest.raises(FileError, match=r'no such file. Did you mean "lagou_2019.csv"\?'):
        read_table(tmp_path / "lagou_2018.csv")
    with pytest.raises(FileError, match="no folder"):
        read_table(tmp_path / "nowhere" / "a.csv")
    with pytest.raises(FileError, match="this is a folder"):
        read_table(tmp_path)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """No bytes, or nothing but blanks, is no list."""
    with pytest.raises(ListError, match=r"a.csv: the file is empty. Try to export"):
        read_table(_file(tmp_path, "a.csv", data))


@pytest.mark.parametrize("data", [b",,\n,,\n", b"[{}]", b"[[], []]", b"[{}"])
def test_rows_without_a_cell_are_refused(tmp_path: Path, data: bytes) -> None:
    """A file that has rows or records but no cell in them is refused as well."""
    with pytest.raises(ListError, match=r"a.csv: the file holds no cells"):
        read_table(_file(tmp_path, "a.csv", data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html>\n<html><body>login</body></html>", "this is an HTML page"),
        (b"\xef\xbb\xbf  <table><tr><td>a</td></tr></table>", "this is an HTML page"),
        ("<html><head>登录</head></html>".encode("gb18030"), "this is an HTML page"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "this is an XML file"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"BZh91AY&SY", "a bzip2 archive, no list that can be read. Try to unpack it"),
        (bytes(range(256)), "this is a binary file"),
    ],
)
def test_what_is_no_list_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    """A page, a picture, an archive or a program named .csv is refused with what it is."""
    with pytest.raises(ListError, match=rf"a.csv: .*{said}"):
        read_table(_file(tmp_path, "a.csv", data))


def test_a_broken_json_file_is_refused(tmp_path: Path) -> None:
    """A file that is named JSON and is none is not read as something else."""
    with pytest.raises(ListError, match=r"a.json: named as JSON, but not valid JSON"):
        read_table(_file(tmp_path, "a.json", b"{name: A, size: 3}\n"))


def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is said, and what to do."""
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    with pytest.raises(ListError, match=r"the limit is .* GB. Try to split the file"):
        read_table(_file(tmp_path, "a.csv", TEXT.encode()))


def test_bad_bytes_are_remarked(tmp_path: Path) -> None:
    """Characters that are lost are counted, with the first place."""
    data = (TEXT * 20).encode() + b"x\xff,y\n"
    table = read_table(_file(tmp_path, "a.csv", data))
    assert table.remarks == (
        "1 character could not be read as utf-8, the first in line 41; each stands as \ufffd now",
    )


def test_arguments_are_checked(tmp_path: Path) -> None:
    """A language or an encoding that does not exist is refused."""
    path = _file(tmp_path, "a.csv", TEXT.encode())
    with pytest.raises(ArgumentError, match="lang="):
        read_table(path, lang="fr")
    with pytest.raises(ArgumentError, match="encoding="):
        read_table(path, encoding="utf-9")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples of a property."""
    return tmp_path_factory.mktemp("random")


def _try(path: Path) -> RawTable | None:
    try:
        return read_table(path)
    except LeadscoreError:
        return None


_HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"[{", b"\xff\xfe"]
)


@given(_HEADS, st.binary(max_size=300))
def test_random_bytes_raise_only_our_errors(folder: Path, head: bytes, data: bytes) -> None:
    """Whatever the bytes, a table with a number per row comes back, or an error of ours."""
    table = _try(_file(folder, "a.csv", head + data))
    assert table is None or table.frame.height == len(table.rows) > 0


@given(st.data())
def test_damaged_lists_raise_only_our_errors(folder: Path, data: st.DataObject) -> None:
    """Cutting a real-shaped file and flipping its bits is survived."""
    rows = '公司,规模,职位\n某某公司,20-99人,"会计,\n出纳"\n某某厂,少于15人,前台\n' * 4
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16-le", "big5"]))
    whole = bytearray(rows.encode(encoding, "replace"))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[place] ^= 1 << data.draw(st.integers(0, 7))
    _try(_file(folder, "b.csv", bytes(whole[: data.draw(st.integers(1, len(whole)))])))


REAL = {
    "51job_2019_fengxian_xlsx/qianchengwuyou.xlsx": (1603, 11),
    "51job_2019_gbk/51job.csv": (4951, 11),
    "51job_2023_noheader/data_undeal.csv": (10_150, 12),
    "boss_2022/boss.csv": (2412, 8),
    "inc5000/inc5000.csv": (5001, 8),
    "lagou_2017_json_array/lagou.json": (450, 38),
    "lagou_2018_gbk_blankrows/lagou.csv": (436, 10),
    "lagou_2019_full/lagou.csv": (1830, 24),
    "qichacha_top500/new_500.csv": (348, 4),
    "yc_companies/S21.json": (391, 29),
    "zhaopin_2018_jsonl_shenzhen/zhilian_java.json": (6000, 13),
    "zhaopin_2024_numcols/zhilian.csv": (14_252, 8),
    "zhuanjingtexin_lists/南京.csv": (611, 3),
}


@pytest.mark.parametrize("name", REAL)
def test_real_lists_come_out_whole(name: str) -> None:
    """Every record of the real files is there, in as many columns as the file has."""
    folder, file = name.split("/")
    assert read_table(shared(folder) / file).frame.shape == REAL[name]
