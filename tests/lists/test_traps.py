"""Wrong answers seen in other tools, each as a file that must be read rightly from end to end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list

HEAD = ["公司名称", "公司规模", "所在城市", "职位名称"]
ROWS = [
    ["上海甲乙科技有限公司", "150-500人", "上海", "人事经理"],
    ["北京丙丁食品有限公司", "20-99人", "北京", "销售代表"],
    ["广州戊己机械有限公司", "1000人以上", "广州", "前台兼人事助理"],
]
WANTED = [
    ("上海甲乙科技有限公司", 150),
    ("北京丙丁食品有限公司", 20),
    ("广州戊己机械有限公司", 1000),
]


def text(rows: list[list[str]], delimiter: str = ",", ending: str = "\r\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return file.getvalue()


def imported(folder: Path, data: bytes, name: str = "list.csv") -> Imported:
    (folder / name).write_bytes(data)
    return read_list(folder / name, kind="polars")


def found(leads: pl.DataFrame) -> list[tuple[object, ...]]:
    return leads.sort("employees_low").select("name", "employees_low").rows()


ORDERED = sorted(WANTED, key=lambda one: one[1])


def test_trail_bytes_of_gbk_are_no_delimiters(tmp_path: Path) -> None:
    """Characters whose second byte is "|" or a backslash stay whole: decoding comes first."""
    bars = "".join(bytes([lead, 0x7C]).decode("gbk") for lead in range(0xB0, 0xB2))
    strokes = "".join(bytes([lead, 0x5C]).decode("gbk") for lead in range(0xB0, 0xB2))
    rows = [[*HEAD, "备注"], *([*row, bars + strokes] for row in ROWS)]
    result = imported(tmp_path, text(rows, "|").encode("gbk"))
    assert found(result.leads) == ORDERED
    assert result.mapping.ignored == ("备注",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030"])
def test_every_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    """By its mark, as valid UTF-8, or as the reading with the most common characters."""
    result = imported(tmp_path, text([HEAD, *ROWS * 5]).encode(encoding))
    assert found(result.leads) == ORDERED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_spoils_one_character(tmp_path: Path, encoding: str) -> None:
    """A stray byte in a long file does not change the encoding of the rest, and is remarked."""
    rows = [HEAD, *ROWS * 200]
    data = bytearray(text(rows).encode(encoding))
    place = len(data) // 2
    place = data.index(b"\r\n", place)
    data[place:place] = b"\xff"
    result = imported(tmp_path, bytes(data))
    assert set(WANTED) <= set(found(result.leads))
    assert any(f"could not be read as {encoding}" in remark for remark in result.remarks)


def test_a_title_and_blank_second_lines(tmp_path: Path) -> None:
    r"""A line above the header is remarked; rows parted by \r\r\n keep their numbers."""
    lines = ["某某名录（2025 年）,,,", *text([HEAD, *ROWS], ending="\n").splitlines()]
    result = imported(tmp_path, "\r\r\n".join(lines).encode("gb18030"))
    assert found(result.leads) == ORDERED
    assert result.rows["row"].to_list() == [5, 7, 9]
    assert any("is a title" in remark for remark in result.remarks)


def test_a_header_again_in_the_middle(tmp_path: Path) -> None:
    """It is a problem of its own and no company."""
    result = imported(tmp_path, text([HEAD, *ROWS[:2], HEAD, *ROWS[2:]]).encode())
    assert found(result.leads) == ORDERED
    assert result.problems.select("row", "problem").rows() == [(4, "the header stands here again")]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_header_again_with_one_more_column(tmp_path: Path, place: int) -> None:
    """The rows below it are read under its headings, wherever the new column stands."""
    wider = [
        [*row[:place], more, *row[place:]]
        for row, more in zip([HEAD, *ROWS[1:]], ["电话", "13800000001", "13800000002"], strict=True)
    ]
    first = [[f"杭州庚辛{n}号贸易有限公司", "5人", "杭州", "会计"] for n in "一二三四五六"]
    result = imported(tmp_path, text([HEAD, *first, ROWS[0], *wider]).encode())
    leads = result.leads.filter(pl.col("employees_low") > 5)
    assert found(leads) == ORDERED
    assert dict(leads.select("city", "phones").rows()) == {
        "上海": None,
        "北京": "13800000001",
        "广州": "13800000002",
    }
    assert result.problems["problem"].to_list() == ["the header stands here again"]


def test_rows_that_are_one_quoted_cell(tmp_path: Path) -> None:
    """A file in which every row was quoted as a whole is opened once more."""
    lines = [[line] for line in text([HEAD, *ROWS], ending="\n").splitlines()]
    assert found(imported(tmp_path, text(lines).encode()).leads) == ORDERED


def test_no_header_at_all(tmp_path: Path) -> None:
    """What the columns hold says what they are."""
    result = imported(tmp_path, text(ROWS * 4).encode())
    assert found(result.leads) == ORDERED


@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list.json", "list"])
def test_a_workbook_with_any_name(tmp_path: Path, name: str) -> None:
    """The kind of a file is told by what is in it."""
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert found(imported(tmp_path, file.getvalue(), name).leads) == ORDERED


def test_json_lines_with_a_line_separator_inside(tmp_path: Path) -> None:
    """U+2028 within a text ends no record, and no record is lost."""
    records = [dict(zip(HEAD, row, strict=True)) | {"备注": "甲\u2028乙\u0085丙"} for row in ROWS]
    data = "\n".join(json.dumps(one, ensure_ascii=False) for one in records)
    result = imported(tmp_path, data.encode(), "list.json")
    assert found(result.leads) == ORDERED
    assert result.rows.height == 3


def test_json_with_objects_in_objects(tmp_path: Path) -> None:
    """Companies that lie inside an answer, with facts in an object of their own, are found."""
    records = [
        {"company": {"companyFullName": row[0], "companySize": row[1]}, "positionName": row[3]}
        for row in ROWS
    ]
    data = json.dumps({"code": 0, "content": {"result": records}}, ensure_ascii=False)
    assert found(imported(tmp_path, data.encode(), "list.json").leads) == ORDERED


@pytest.mark.parametrize("cell", ["['{}']", '["{}"]', "['{}', '']"])
def test_cells_that_are_lists(tmp_path: Path, cell: str) -> None:
    """Cells that a scraper wrote as a list of Python or JSON are their content."""
    rows = [[cell.format(one) for one in row] for row in ROWS]
    assert found(imported(tmp_path, text([HEAD, *rows]).encode()).leads) == ORDERED


def test_a_size_is_digits_and_people(tmp_path: Path) -> None:
    """Labels that hold the word for people are no headcount; the last part is not always it."""
    rows = [
        ["公司名称", "公司信息"],
        ["上海甲乙科技有限公司", "民营|150-500人|人力资源服务"],
        ["北京丙丁食品有限公司", "外资|20-99人|人工智能,机器人"],
        ["广州戊己机械有限公司", "人力资源服务|国企|1000人以上"],
    ]
    assert found(imported(tmp_path, text(rows).encode()).leads) == ORDERED


def test_spreadsheet_damage_is_a_problem(tmp_path: Path) -> None:
    """#NAME?, a rounded code and a phone with .0 do not become facts; the phone is repaired."""
    rows = [
        ["公司名称", "电话", "统一社会信用代码", "公司规模"],
        ["上海甲乙科技有限公司", "13800000001.0", "#NAME?", "150-500人"],
        ["北京丙丁食品有限公司", "13800000002", "8.01901E+12", "20-99人"],
        ["广州戊己机械有限公司", "1.38E+10", "", "1000人以上"],
    ]
    result = imported(tmp_path, text(rows).encode())
    leads = result.leads.sort("employees_low")
    assert leads["phones"].to_list() == ["13800000002", "13800000001", None]
    assert leads["uscc"].null_count() == 3
    raw = set(result.problems["raw"])
    assert {"8.01901E+12", "1.38E+10"} <= raw


@pytest.mark.parametrize(
    "nothing", ["-", "N/A", "Select", "unknown", "不限", "未公开", "null", " "]
)
def test_disguised_missing_is_missing(tmp_path: Path, nothing: str) -> None:
    """What only looks like a value is null, and no problem either."""
    rows = [*ROWS, ["庚辛贸易有限公司", nothing, nothing, nothing]]
    result = imported(tmp_path, text([HEAD, *rows]).encode())
    lead = result.leads.filter(pl.col("name") == "庚辛贸易有限公司")
    assert lead.select("employees_low", "employees_high", "city", "hr_titles").row(0) == (None,) * 4
    assert not result.problems.height
