"""The charts of a workbook: there, drawn from the right cells, in both languages, harmless."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import range_boundaries

from leadscore.cards.scoring import rank
from leadscore.errors import ArgumentError
from leadscore.funnel.log import EventLog
from leadscore.reports.overview import SHOWN, sum_up
from leadscore.reports.result_columns import due_columns, funnel_columns
from leadscore.reports.workbook import write_result_workbook, write_workbook
from leadscore.samples import make_leads, make_log


def read(path: Path) -> Any:
    with warnings.catch_warnings():
        # openpyxl knows no solid data bars; programs that show workbooks do.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


def ranked(rows: int = 60) -> pl.DataFrame:
    leads = make_leads(rows, 3).with_columns(name=pl.format("公司{}", pl.int_range(pl.len())))
    return rank(leads.with_columns(name=pl.col("name").str.replace("公司1", "=公司1")))


def log() -> EventLog:
    sample = make_log(300)
    return EventLog(sample.events, sample.leads, as_of=sample.as_of)


def cells(book: Any, reference: str) -> list[Any]:
    """Give what stands in the cells that a chart refers to."""
    name, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    sheet = book[name.strip("'")]
    rows = sheet.iter_rows(top, bottom, left, right, values_only=True)
    return [cell for row in rows for cell in row]


def words(title: Any) -> str:
    return "".join(run.t for p in title.tx.rich.p for run in p.r or ())


def names_of(series: Any) -> str:
    source = series.cat.strRef or series.cat.numRef
    return str(source.f)


@pytest.fixture
def book(tmp_path: Path) -> Any:
    calls, path = ranked(), tmp_path / "calls.xlsx"
    due = log().due().with_columns(lead_id=pl.Series(calls["lead_id"].head(log().due().height)))
    write_workbook(path, calls, funnel=log().funnel(), due=due)
    return read(path)


def test_sheets_stand_in_the_order_of_work(book: Any) -> None:
    """First whom to call and whom to follow up, then the numbers, then what went wrong."""
    assert book.sheetnames == ["Call list", "To follow up", "Funnel", "Overview", "Problems"]


def test_grades_are_counted_and_drawn(book: Any) -> None:
    """The first chart shows the companies of each grade; together they are all of the list."""
    chart = book["Overview"]._charts[0]
    assert words(chart.title) == "Companies by grade"
    assert (words(chart.x_axis.title), words(chart.y_axis.title)) == ("Grade", "Companies")
    (series,) = chart.series
    names, counts = cells(book, names_of(series)), cells(book, series.val.numRef.f)
    calls = ranked()
    assert sum(counts) == calls.height
    expected = calls.filter(pl.col("gate").is_null())["grade"].value_counts().sort("grade").rows()
    assert list(zip(names, counts, strict=True))[: len(expected)] == expected


def test_ranges_are_drawn_from_the_scores(book: Any) -> None:
    """The second chart shows the highest scores; its lines end at the lowest and highest ones."""
    chart = book["Overview"]._charts[1]
    (series,) = chart.series
    best = ranked().filter(pl.col("gate").is_null()).sort("score", descending=True).head(SHOWN)
    scores = cells(book, series.val.numRef.f)
    assert scores == best["score"].to_list()
    fall = cells(book, series.errBars.minus.numRef.f)
    rise = cells(book, series.errBars.plus.numRef.f)
    assert [a - b for a, b in zip(scores, fall, strict=True)] == sorted_alike(best, "low")
    assert [a + b for a, b in zip(scores, rise, strict=True)] == sorted_alike(best, "high")
    assert cells(book, names_of(series))[0].startswith("1. ")
    assert chart.x_axis.title is not None
    assert chart.y_axis.title is not None
    assert chart.y_axis.scaling.max >= best["high"].max()


def sorted_alike(best: pl.DataFrame, column: str) -> list[int]:
    return best[column].to_list()


def test_funnel_is_drawn_from_its_table(book: Any) -> None:
    """The bars of the funnel are its stages; their parts refer to the columns of the same name."""
    sheet = book["Funnel"]
    (chart,) = sheet._charts
    assert chart.grouping == "stacked"
    found = log().funnel()
    heads = {"Went on": "advanced", "Won": "won", "Lost": "lost", "Open": "open"}
    for series in chart.series:
        (head,) = cells(book, series.tx.strRef.f)
        assert cells(book, series.val.numRef.f) == found[heads[head]].to_list()
        assert cells(book, names_of(series)) == found["label"].to_list()
    assert len(chart.series) == len(heads)


def test_sheets_of_a_log_have_filters_and_fixed_heads(book: Any) -> None:
    """Funnel and follow-ups can be filtered by every column, and their headings stay in sight."""
    for name in ("Funnel", "To follow up"):
        sheet = book[name]
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes.endswith("2")
    assert book["Funnel"]["G2"].number_format == "0.0%"


def test_follow_ups_say_whom(book: Any) -> None:
    """Where the list knows a company, its name stands beside the lead that is due."""
    sheet = book["To follow up"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["Overdue", "Due until", "Company"]
    assert isinstance(sheet["B2"].value, dt.datetime)
    first = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    name = ranked().filter(pl.col("lead_id") == first["Lead"])["name"].item()
    assert first["Company"] == name
    assert sum(len(one.rules) for one in sheet.conditional_formatting) == 1


def test_a_segment_each_and_no_more_than_can_be_read(tmp_path: Path) -> None:
    """By segment every one of the first has a chart of its own rows, with its name above."""
    sample = make_log(300)
    places = pl.Series([f"R{n % 10}" for n in range(sample.leads.height)])
    many = EventLog(sample.events, sample.leads.with_columns(place=places), as_of=sample.as_of)
    path = tmp_path / "funnel.xlsx"
    write_result_workbook(path, many.funnel("place"), kind="funnel", lang="zh")
    book = read(path)
    charts = book["漏斗"]._charts
    assert [words(chart.title) for chart in charts] == [f"漏斗：R{n}" for n in range(8)]
    for chart in charts[:2]:
        row = range_boundaries(chart.series[0].val.numRef.f.rpartition("!")[2].replace("$", ""))
        place = {book["漏斗"].cell(n, 1).value for n in range(row[1], row[3] + 1)}
        assert words(chart.title) == f"漏斗：{place.pop()}"
        assert not place
    assert words(charts[0].x_axis.title) == "阶段"


@pytest.mark.parametrize("evil", ["=1+1", "=Funnel!$A$1", "x!A1", "<b>&", "a\x07b"])
def test_scraped_text_is_text_in_charts_too(tmp_path: Path, evil: str) -> None:
    """A segment that looks like a formula, a reference or markup is shown as text, and told."""
    found = log().funnel().with_columns(place=pl.lit(evil)).select("place", pl.exclude("place"))
    path = tmp_path / "funnel.xlsx"
    write_result_workbook(path, found, kind="funnel")
    sheet = read(path)["Funnel"]
    shown = evil.replace("\x07", "\ufffd")
    assert (sheet["A2"].value, sheet["A2"].data_type) == (shown, "s")
    assert words(sheet._charts[0].title) == f"Funnel: {shown}".replace("!", "！")


def test_a_name_that_looks_like_a_formula_stays_text_in_the_overview(book: Any) -> None:
    """No cell of the workbook is a formula, whatever the names are."""
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_nothing_due_is_said(tmp_path: Path) -> None:
    """An empty list of follow-ups is a sheet that says so, not an error."""
    write_result_workbook(tmp_path / "a.xlsx", log().due().clear(), kind="due", lang="zh")
    assert read(tmp_path / "a.xlsx")["待跟进"]["A1"].value == "没有待跟进的线索。"


def test_other_results_are_plain_sheets(tmp_path: Path) -> None:
    """Any table of results can be written, with its headings in words."""
    found = log().forecast(30)
    write_result_workbook(tmp_path / "a.xlsx", found)
    sheet = read(tmp_path / "a.xlsx")["Result"]
    assert "Expected wins" in [cell.value for cell in sheet[1]]
    with pytest.raises(ArgumentError, match="allowed: funnel, due, result"):
        write_result_workbook(tmp_path / "a.xlsx", found, kind="page")


def test_any_kind_of_table_gives_the_same_columns() -> None:
    """Tables of pandas and PyArrow give the columns that a Polars frame gives."""
    found, due, calls = log().funnel(), log().due(), ranked()
    for other in (pl.DataFrame.to_arrow, pl.DataFrame.to_pandas):
        for made, table in ((funnel_columns, found), (partial_due(calls), due)):
            expected = [(c.heading, c.values.to_list()) for c in made(table, "en")]
            assert [(c.heading, c.values.to_list()) for c in made(other(table), "en")] == expected


def partial_due(companies: pl.DataFrame) -> Any:
    return lambda table, lang: due_columns(table, companies, lang)


def test_scores_below_nothing_are_drawn_from_below_nothing(tmp_path: Path) -> None:
    """Cards may take points away: the axis then begins below 0, and no line is cut."""
    table = {"name": ["甲", "乙"], "score": [-5, 12], "low": [-13, 12], "high": [21, 12]}
    frame = pl.DataFrame({**table, "grade": ["D", "D"], "gate": [None, None]})
    write_workbook(tmp_path / "a.xlsx", frame)
    chart = read(tmp_path / "a.xlsx")["Overview"]._charts[1]
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (-20, 30)


def test_disqualified_companies_are_a_bar_of_their_own() -> None:
    """What a gate takes out counts in no grade, and its score is not among the highest."""
    table = {"name": ["甲", "乙"], "score": [99, 12], "low": [99, 12], "high": [99, 12]}
    frame = pl.DataFrame({**table, "grade": ["A", "D"], "gate": ["closed", None]})
    found = sum_up(frame)
    assert found is not None
    assert found.grades.rows() == [("D", 1, 0.5), ("Disqualified", 1, 0.5)]
    assert found.ranges["company"].to_list() == ["乙"]
    assert sum_up(frame.clear()) is None
