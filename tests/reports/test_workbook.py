"""The workbook and the CSV: what a person sees, and that nothing in it runs or vanishes."""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from leadscore.cards.card import hrm_card
from leadscore.cards.scoring import rank
from leadscore.errors import ArgumentError, FileError
from leadscore.reports import sheets, workbook
from leadscore.reports.csv_file import write_csv
from leadscore.reports.row_text import write_rows
from leadscore.reports.safe_text import defuse, restore
from leadscore.reports.tables import call_columns
from leadscore.reports.workbook import write_leads_workbook, write_workbook
from leadscore.samples import make_leads

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "'=1")


def ranked(rows: int = 40, lang: str = "en") -> pl.DataFrame:
    leads = make_leads(rows, 1).with_columns(
        name=pl.format("公司{}", pl.int_range(pl.len())),
        phones=pl.lit("13800000001|021-99990001"),
        contact_name=pl.lit(None, pl.String),
        employees_low=pl.lit(150),
        employees_high=pl.lit(500),
        last_posted=pl.lit(dt.date(2026, 11, 1)),
        size_why=pl.lit("150–500 people"),
    )
    return rank(leads, lang=lang)


def read(path: Path) -> Any:
    with warnings.catch_warnings():
        # openpyxl knows no solid data bars; programs that show workbooks do.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


def headings(sheet: Any, row: int = 1) -> list[str]:
    return [cell.value for cell in sheet[row]]


@pytest.fixture
def book(tmp_path: Path) -> Any:
    problems = pl.DataFrame(
        {
            "source": ["a.csv"],
            "row": [7],
            "column": ["公司规模"],
            "raw": ["=x"],
            "problem": ["headcount not understood"],
            "action": ["left empty"],
        }
    )
    write_workbook(
        tmp_path / "calls.xlsx",
        ranked(),
        problems=problems,
        card=hrm_card(),
        remarks=["a.csv: one remark"],
    )
    return read(tmp_path / "calls.xlsx")


def test_sheets_stand_in_order(book: Any) -> None:
    """First the call list, then its numbers, the problems, and how the score is made."""
    assert book.sheetnames == ["Call list", "Overview", "Problems", "How the score is made"]


def test_call_list_begins_with_whom_to_call_and_why(book: Any) -> None:
    """Place, company, grade, score, range, reasons and question stand first; phones follow."""
    sheet = book["Call list"]
    assert headings(sheet)[:10] == [
        *("No.", "Company", "Grade", "Score", "Range", "Sure", "Why", "Ask next"),
        *("Phones", "Disqualified"),
    ]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert [cell.value for cell in sheet["A"][1:4]] == [1, 2, 3]


def test_facts_are_words_and_phones_are_text(book: Any) -> None:
    """Facts stand there in words, several phones as text, ranges of people as one text."""
    sheet = book["Call list"]
    row = dict(zip(headings(sheet), [cell.value for cell in sheet[2]], strict=True))
    assert row["Phones"] == "13800000001, 021-99990001"
    assert row["Employees"] == "150–500"
    assert row["Company size"] in ("large", "medium or large", "medium")
    assert row["Last posted"].date() == dt.date(2026, 11, 1)
    assert "Contact person" not in row


def test_colours_follow_the_values(book: Any) -> None:
    """Grades, disqualified leads and score bars are conditional, so that sorting keeps them."""
    rules = book["Call list"].conditional_formatting
    kinds = sorted(rule.type for one in rules for rule in one.rules)
    assert kinds == ["cellIs", "cellIs", "cellIs", "dataBar", "expression"]


def test_problems_have_remarks_above(book: Any) -> None:
    """The second sheet begins with the remarks; the scraped cell is text."""
    sheet = book["Problems"]
    assert [sheet["A1"].value, sheet["A2"].value] == [
        "Remarks on how the files were read",
        "a.csv: one remark",
    ]
    assert [sheet["A3"].value, sheet["A4"].value] == [
        "1 problem in 1 row, by kind:",
        "1 x headcount not understood (left empty), column 公司规模",
    ]
    expected = ["File", "Row", "Column", "Found", "What is wrong", "What was done"]
    assert headings(sheet, 6) == expected
    assert sheet["D7"].value == "=x"
    assert sheet["D7"].data_type == "s"
    assert sheet.print_area == "'Problems'!$A$1:$F$7"


def test_card_sheet_adds_up(book: Any) -> None:
    """The third sheet says the card's span, every bin with its points, and the grades."""
    text = [[cell.value for cell in row] for row in book["How the score is made"].iter_rows()]
    assert text[0][0] == "HR software, first call (hrm 1): 3 to 100 points"
    assert ["Company size", "large", 20, "How many people work there?"] in text
    assert ["Grade A: from 70 points", None, None, None] in text
    points = sum(isinstance(row[2], int) for row in text)
    assert points == sum(len(one.bins) + 2 for one in hrm_card().attributes)


def test_chinese_workbook_is_chinese(tmp_path: Path) -> None:
    """With lang="zh" sheets, headings and words are Chinese."""
    write_workbook(tmp_path / "a.xlsx", ranked(lang="zh"), card=hrm_card(), lang="zh")
    made = read(tmp_path / "a.xlsx")
    assert made.sheetnames == ["呼叫名单", "概览", "问题", "得分说明"]
    assert headings(made["呼叫名单"])[:4] == ["名次", "企业名称", "等级", "得分"]
    assert made["问题"]["A1"].value == "没有问题：所有行均已识别。"


@pytest.mark.parametrize("evil", EVIL)
def test_scraped_text_never_runs_in_the_workbook(tmp_path: Path, evil: str) -> None:
    """A name that looks like a formula is text in the workbook, letter for letter."""
    path = tmp_path / "calls.xlsx"
    write_workbook(path, pl.DataFrame({"position": [1], "name": [evil], "why": [evil]}))
    sheet = read(path).worksheets[0]
    expected = evil.replace("\r", "\n")
    assert [cell.value for cell in sheet[2]][1:] == [expected, expected]
    assert sheet["B2"].data_type == "s"


@pytest.mark.parametrize("evil", EVIL)
def test_scraped_text_never_runs_in_the_csv(tmp_path: Path, evil: str) -> None:
    """In a CSV such a cell, and such a heading, begins with an apostrophe; numbers do not."""
    path = tmp_path / "calls.csv"
    write_csv(path, pd.DataFrame({"name": [evil], "score": [-3], "=own": ["x"]}))
    back = pl.read_csv(path, infer_schema=False)
    assert back.columns == ["name", "score", "'=own"]
    assert back["name"][0] == "'" + evil
    assert back["score"][0] == "-3"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@given(st.lists(st.text(alphabet="=+-@'\t\r\n＝aé中 ", max_size=6) | st.none(), max_size=8))
def test_restore_undoes_defuse(texts: list[str | None]) -> None:
    """Whatever was there comes back, and nothing dangerous is left in front."""
    frame = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    safe = frame.select(defuse(pl.col("t")))
    assert not safe["t"].str.contains(r"^[=+\-@\t\r\n＝]").any()
    assert safe.select(restore(pl.col("t"))).equals(frame)


def test_every_value_that_has_words_speaks_chinese(tmp_path: Path) -> None:
    """Kinds, statuses, fields that differ and what disqualifies are no English keys in Chinese."""
    leads = ranked(lang="zh").with_columns(
        kind=pl.lit("branch"), status=pl.lit("suspended"), hr_department=pl.lit("人事部")
    )
    differing = {"lead_id": ["a"] * 4, "field": ["employees", "revenue", "kind", "mine"]}
    write_workbook(
        tmp_path / "a.xlsx",
        leads,
        card=hrm_card(),
        duplicates=pl.DataFrame({**differing, "rule": ["名称相同"] * 4}),
        lang="zh",
    )
    book = read(tmp_path / "a.xlsx")
    sheet = book["呼叫名单"]
    assert len(set(headings(sheet))) == len(headings(sheet))
    row = dict(zip(headings(sheet), [cell.value for cell in sheet[2]], strict=True))
    assert (row["主体类型"], row["登记状态"]) == ("分支机构", "停业")
    assert row["人力资源部门（原文）"] == "人事部"
    merged = book["合并记录"]
    place = headings(merged).index("不一致的列")
    said = [row[place].value for row in merged.iter_rows(min_row=2)]
    assert said == ["人数", "营业收入 (元)", "主体类型", "mine"]
    rules = [cell.value for cell in book["得分说明"]["A"] if cell.value]
    assert rules[-1].endswith("（登记状态：注销、吊销）")


def test_long_and_illegal_texts_are_told(tmp_path: Path) -> None:
    """A text too long for a cell is cut, an illegal character is replaced; both are said."""
    path = tmp_path / "calls.xlsx"
    names = ["长" * 40_000, "a\x07b\ufffe"]
    write_workbook(path, pl.DataFrame({"position": [1, 2], "name": names}))
    made = read(path)
    sheet = made.worksheets[0]
    assert len(sheet["B2"].value) == 32_767
    assert sheet["B2"].value.endswith("…")
    assert sheet["B3"].value == "a\ufffdb\ufffd"
    said = [row[0].value for row in made["Problems"].iter_rows()]
    assert said[1].startswith("1 text is longer than a cell can hold (32,767 characters)")
    assert said[2].startswith("1 text holds characters that a workbook cannot store")


def test_long_lists_go_on_in_further_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list longer than a sheet loses no row, and the problems say where it goes on."""
    for module in (sheets, workbook):
        monkeypatch.setattr(module, "SHEET_ROWS", 100)
    names = [f"公司{n}" for n in range(250)]
    path = tmp_path / "calls.xlsx"
    write_workbook(path, pl.DataFrame({"position": range(1, 251), "name": names}))
    made = read(path)
    assert made.sheetnames[:3] == ["Call list", "Call list 2", "Call list 3"]
    found = [row[1] for s in made.worksheets[:3] for row in s.iter_rows(2, values_only=True)]
    assert found == names
    assert "has 250 rows, more than one sheet can hold" in made["Problems"]["A2"].value


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs on one list differ in nothing."""
    digests = set()
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, ranked(), card=hrm_card())
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_any_kind_of_table_gives_the_same_columns() -> None:
    """Tables of pandas and PyArrow give the columns that a Polars frame gives."""
    table = ranked(20)
    expected = [(c.name, c.values.to_list()) for c in call_columns(table)]
    for other in (table.to_arrow(), table.to_pandas()):
        assert [(c.name, c.values.to_list()) for c in call_columns(other)] == expected


def test_own_columns_are_kept() -> None:
    """A column that leadscore does not know is in the call list, under its own name."""
    columns = call_columns(ranked(5).with_columns(memo=pl.lit("met at the fair")))
    assert "memo" in [column.heading for column in columns]


def test_empty_list_gives_a_workbook(tmp_path: Path) -> None:
    """A list without a row is a workbook without a row, not an error."""
    write_workbook(tmp_path / "a.xlsx", ranked(5).clear(), card=hrm_card())
    assert read(tmp_path / "a.xlsx").sheetnames[0] == "Call list"


def test_plain_workbook_keeps_names(tmp_path: Path) -> None:
    """Tables as they are have the names of their columns as headings."""
    table = pl.DataFrame({"lead_id": ["a"], "agency": [True], "vacancies": [3]})
    write_leads_workbook(tmp_path / "a.xlsx", table)
    rows = list(read(tmp_path / "a.xlsx")["leads"].iter_rows(values_only=True))
    assert rows == [("lead_id", "agency", "vacancies"), ("a", "true", 3)]


def test_unwritable_output_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk refuses, the error says so and the old workbook is as it was."""
    path = tmp_path / "calls.xlsx"
    write_workbook(path, ranked(5))
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", refuse)
    with pytest.raises(FileError, match=r"No space left on device\. Nothing was changed there"):
        write_workbook(path, ranked(6))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["calls.xlsx"]


def test_missing_folder_and_unknown_language_are_told(tmp_path: Path) -> None:
    """A folder that does not exist and a language without words are refused with the reason."""
    with pytest.raises(FileError, match="Check that the folder exists"):
        write_workbook(tmp_path / "none" / "calls.xlsx", ranked(5))
    with pytest.raises(ArgumentError, match="allowed: en, zh"):
        write_workbook(tmp_path / "calls.xlsx", ranked(5), lang="de")


def test_rows_are_those_that_xlsxwriter_writes(tmp_path: Path) -> None:
    """Many cells at once are the same cells as one after the other, whatever is in them."""
    # A lone carriage return has become a line feed before (clean).
    texts = [
        *(one for one in EVIL if "\r" not in one),
        " x ",
        "a\nb\t",
        "_x0041_",
        "<b>&amp;</b>",
        'say "x"',
        None,
        "\u2028",
        "😀",
    ]
    columns = [
        pl.Series("text", texts, dtype=pl.String),
        pl.Series("whole", [None, -3, 10**13, *range(len(texts) - 3)]),
        pl.Series("broken", [0.1, None, 1e20, *[n / 4 for n in range(len(texts) - 3)]]),
        pl.Series("day", [None, dt.date(1999, 12, 31), *[dt.date(2026, 1, 1)] * (len(texts) - 2)]),
    ]
    for name in ("fast", "slow"):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(tmp_path / f"{name}.xlsx", options) as book:
            looks = [book.add_format({"bold": True, "num_format": "0.0"}) for _ in columns]
            sheet = book.add_worksheet()
            sheet.write_string(0, 0, "head")
            if name == "fast":
                heights = pl.Series([36, *[None] * (len(texts) - 1)], dtype=pl.Int64)
                write_rows(sheet, 1, list(zip(columns, looks, strict=True)), heights)
                continue
            writers = (sheet.write_string, *[sheet.write_number] * 2, sheet.write_datetime)
            sheet.set_row(1, 36)
            for row, cells in enumerate(zip(*columns, strict=True), start=1):
                for place, cell in enumerate(cells):
                    if cell is not None:
                        writers[place](row, place, cell, looks[place])
    fast, slow = (read(tmp_path / f"{name}.xlsx").worksheets[0] for name in ("fast", "slow"))
    assert fast.dimensions == slow.dimensions
    for row in range(1, len(texts) + 2):
        assert fast.row_dimensions[row].height == slow.row_dimensions[row].height
        for one, other in zip(fast[row], slow[row], strict=True):
            assert (one.value, one.data_type) == (other.value, other.data_type)
            assert one.font.b == other.font.b
            assert one.number_format == other.number_format


def test_a_text_that_looks_like_rich_text_is_text(tmp_path: Path) -> None:
    """A scraped cell in the tags of rich text neither breaks the workbook nor formats anything."""
    evil = "<r><t>x</t></r>"
    table = pl.DataFrame({evil: [evil], "ends": ["<r>&</r>"]})
    write_leads_workbook(tmp_path / "a.xlsx", table)
    rows = list(read(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows == [(evil, "ends"), (evil, "<r>&</r>")]


def test_characters_that_count_twice_fit_into_a_cell(tmp_path: Path) -> None:
    """Excel counts UTF-16 units: a cell of emojis is cut so that it fits."""
    write_leads_workbook(tmp_path / "a.xlsx", pl.DataFrame({"a": ["😀" * 20_000]}))
    found = read(tmp_path / "a.xlsx").worksheets[0]["A2"].value
    assert found.endswith("…")
    assert len(found.encode("utf-16-le")) // 2 <= 32_767
