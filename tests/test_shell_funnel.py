"""The commands about a log of events, on an invented log."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
from commands import run

from leadscore.funnel.log import EventLog
from leadscore.samples import make_directory, make_log

SAMPLE = make_log(300)
DAY = SAMPLE.as_of.isoformat()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log and its leads, which is also the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    SAMPLE.events.write_parquet("events.parquet")
    SAMPLE.events.write_csv("events.csv")
    SAMPLE.leads.write_csv("leads.csv")
    return tmp_path


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_funnel_is_that_of_the_log(folder: Path, ending: str) -> None:
    """The table written is the one that ``EventLog.funnel`` gives, whatever the file."""
    asked = ("--leads", "leads.csv", "--by", "segment", "--within", "90d", "--as-of", DAY)
    out = run("funnel", f"events.{ending}", *asked, "-o", "funnel.parquet").stdout
    expected = EventLog(SAMPLE.events, SAMPLE.leads, as_of=DAY).funnel("segment", within="90d")
    assert pl.read_parquet("funnel.parquet").equals(expected)
    for heading in ("segment", "Name", "Entered", "Went on", "Too late", "Rate"):
        assert heading in out
    assert "First contact" in out


def test_funnel_speaks_chinese(folder: Path) -> None:
    """With --lang zh headings are Chinese; without a window nothing is too late."""
    out = run("funnel", "events.csv", "--as-of", DAY, "--lang", "zh").stdout
    assert "转化率" in out
    assert "超期" not in out


def test_the_last_day_is_remarked_on_when_it_is_not_given(folder: Path) -> None:
    """Without --as-of the command says which day it took."""
    assert "Remark: --as-of was not given" in run("funnel", "events.csv").stderr


def test_forecast_is_that_of_the_log(folder: Path) -> None:
    """The forecast written is the one that ``EventLog.forecast`` gives."""
    out = run("forecast", "events.csv", "--days", "60", "--as-of", DAY, "-o", "f.parquet").stdout
    expected = EventLog(SAMPLE.events, as_of=DAY).forecast(60)
    found = pl.read_parquet("f.parquet")
    assert found["open"].to_list() == expected["open"].to_list()
    assert found["expected"].to_list() == pytest.approx(expected["expected"].to_list())
    assert found["amount"].to_list() == pytest.approx(expected["amount"].to_list())
    assert "Expected wins" in out


def test_due_lists_who_must_be_followed_up(folder: Path) -> None:
    """A lead that was written to four days ago is due; on the day after it is not yet."""
    lines = "lead_id,stage,at,channel\n007,first_contact,2026-03-02,email\n"
    Path("sent.csv").write_text(lines, encoding="utf-8")
    out = run("due", "sent.csv", "--on", "2026-03-06", "-o", "due.csv").stdout
    assert "2026-03-02" in out
    assert pl.read_csv("due.csv", infer_schema=False)["lead_id"].to_list() == ["007"]
    assert "Nothing is due." in run("due", "sent.csv", "--on", "2026-03-03").stdout


def test_wrong_input_is_told_in_one_message(folder: Path) -> None:
    """Wrong files, columns, days and endings end with code 2 and say what to do."""
    asked = ("--as-of", DAY)
    assert "No such file" in run("funnel", "event.csv", code=2).stderr
    assert "is no column" in run("funnel", "events.csv", "--by", "sgment", *asked, code=2).stderr
    assert "--days 0 must" in run("forecast", "events.csv", "--days", "0", *asked, code=2).stderr
    assert ".csv" in run("due", "events.csv", "-o", "due.docx", code=2).stderr
    assert '"stage"' in run("funnel", "leads.csv", *asked, code=2).stderr
    assert "--lang fr" in run("forecast", "events.csv", "--lang", "fr", code=2).stderr


def test_workbooks_hold_funnel_and_follow_ups(folder: Path) -> None:
    """With -o NAME.xlsx the tables are workbooks; with a ranked list they are sheets of its own."""
    run("funnel", "events.csv", "--as-of", DAY, "-o", "funnel.xlsx")
    run("due", "events.csv", "--on", DAY, "-o", "due.xlsx", "--lang", "zh")
    make_directory(40, 1).write(folder / "list.csv")
    ranked = run("rank", "list.csv", "--events", "events.csv", "-o", "calls.xlsx")
    assert "as-of was not given" in ranked.stderr
    options = ("--events", "events.csv", "--as-of", DAY, "-o", "calls.xlsx")
    assert "as-of was not given" not in run("rank", "list.csv", *options).stderr
    names = {}
    for name in ("funnel", "due", "calls"):
        book = openpyxl.load_workbook(f"{name}.xlsx", read_only=True)
        names[name] = book.sheetnames
        book.close()
    assert (names["funnel"], names["due"]) == (["Funnel"], ["待跟进"])
    assert names["calls"][:4] == ["Call list", "To follow up", "Funnel", "Overview"]


def test_a_log_needs_a_workbook(folder: Path) -> None:
    """Sheets of a log have no place in a CSV: the command says so before it reads anything."""
    make_directory(40, 1).write(folder / "list.csv")
    told = run("rank", "list.csv", "--events", "events.csv", "-o", "calls.csv", code=2).stderr
    assert "--events adds sheets to a workbook: give one, such as -o calls.xlsx." in told
    assert not (folder / "calls.csv").exists()


@pytest.mark.parametrize("command", ["funnel", "forecast", "due"])
def test_help_has_examples(command: str) -> None:
    """The help of each command shows examples."""
    assert "Examples:" in run(command, "--help").stdout
