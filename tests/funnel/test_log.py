"""Reading a log: every kind of table, every oddity named, every wrong input answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from leadscore.errors import ArgumentError, ColumnError, ColumnTypeError, FileError, ListError
from leadscore.funnel.log import EventLog
from leadscore.funnel.reading import LogWarning
from leadscore.funnel.times import read_moments
from leadscore.samples import make_log

SAMPLE = make_log(300, seed=4)
NAMES = ["new", "call", "offer"]


def log_of(*rows: tuple[Any, ...], as_of: str = "2026-06-30", **options: Any) -> EventLog:
    """A log of three stages from rows of lead, stage and day."""
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "at"], orient="row")
    return EventLog(events, process=NAMES, as_of=as_of, **options)


def counts(log: EventLog) -> dict[str, int]:
    """The checks that found something."""
    checks = log.checks()
    return dict(checks.filter(pl.col("count") > 0).select("check", "count").rows())


def test_every_kind_of_table_gives_the_same_numbers(tmp_path: Path) -> None:
    """pandas, Arrow, Polars eager and lazy, DuckDB and Parquet agree to the last digit."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "events.parquet"
    SAMPLE.events.write_parquet(path)
    arrow = SAMPLE.events.to_arrow()
    kinds: list[tuple[object, type]] = [
        (SAMPLE.events, pl.DataFrame),
        (SAMPLE.events.lazy(), pl.DataFrame),
        (SAMPLE.events.to_pandas(), pd.DataFrame),
        (arrow, pa.Table),
        (duckdb.from_arrow(arrow), duckdb.DuckDBPyRelation),
        (path, pd.DataFrame),
    ]
    expected: list[pl.DataFrame] = []
    for table, kind in kinds:
        log = EventLog(table, SAMPLE.leads, as_of=SAMPLE.as_of)
        found = [log.funnel("segment"), log.incidence(), log.durations(), log.forecast(30)]
        assert all(isinstance(one, kind) for one in found)
        frames = [_polars(one) for one in found]
        for one, first in zip(frames, expected or frames, strict=True):
            assert one.shape == first.shape
            for name in first.columns:
                left, right = one[name].to_list(), first[name].to_list()
                assert [_plain(v) for v in left] == [_plain(v) for v in right], name
        expected = expected or frames


def _polars(table: Any) -> pl.DataFrame:
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, pd.DataFrame):
        return pl.from_pandas(table)
    frame = pl.from_arrow(table if isinstance(table, pa.Table) else table.to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.date()
    return None if value != value else value  # noqa: PLR0124


def test_the_order_of_rows_does_not_matter() -> None:
    """A shuffled log gives the same tables."""
    one = EventLog(SAMPLE.events, as_of=SAMPLE.as_of)
    two = EventLog(SAMPLE.events.sample(fraction=1, shuffle=True, seed=1), as_of=SAMPLE.as_of)
    assert one.funnel().equals(two.funnel())
    assert one.durations().equals(two.durations())
    assert one.snapshot().equals(two.snapshot())


def test_stages_by_key_number_and_name() -> None:
    """A stage may be written as key, number, English or Chinese name; won as 赢单."""
    events = pl.DataFrame(
        {
            "lead_id": ["a"] * 4,
            "stage": ["collect", "2", "First contact", "拜访面谈"],
            "at": ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"],
        }
    )
    found = EventLog(events, as_of="2026-02-01").funnel()
    assert found["entered"].to_list() == [1, 1, 1, 1, 0, 0, 0, 0]
    log = log_of(("a", "new", "2026-01-01"), ("a", "赢单", "2026-01-09"))
    assert log.funnel()["won"].to_list() == [1, 0, 0]


def test_every_row_of_the_funnel_adds_up_and_its_leads_are_listed() -> None:
    """Entered is the sum of the five states, and drilling down lists as many leads."""
    log = EventLog(SAMPLE.events, SAMPLE.leads, as_of=SAMPLE.as_of)
    for rules in ({}, {"within": "60d"}, {"skips": "strict", "entry": "any", "backs": "reset"}):
        table = log.funnel(**rules)
        states = ["advanced", "won", "lost", "late", "open"]
        assert (table.select(pl.sum_horizontal(states))[states[0]] == table["entered"]).all()
        for row in table.iter_rows(named=True):
            for state in states:
                found = log.leads(row["stage"], state, "segment", **rules)
                assert found.height == row[state]
                assert found["lead_id"].n_unique() == found.height


def test_segments_add_up_to_the_whole() -> None:
    """The counts of the segments sum to those of the undivided funnel."""
    log = EventLog(SAMPLE.events, SAMPLE.leads, as_of=SAMPLE.as_of)
    parts = (
        log.funnel("segment").group_by("stage", maintain_order=True).agg(pl.col("entered").sum())
    )
    assert parts["entered"].to_list() == log.funnel()["entered"].to_list()


def test_phases_are_stages_put_together() -> None:
    """Per phase the first stage of each phase says how many entered it."""
    log = EventLog(SAMPLE.events, as_of=SAMPLE.as_of)
    stages = log.funnel()["entered"].to_list()
    assert log.funnel(per="phase", lang="zh")["entered"].to_list() == [
        stages[n] for n in (0, 2, 4, 6)
    ]


def test_checks_name_what_is_odd() -> None:
    """Ties, repeats, skips, moves back, re-entries and late events are counted with examples."""
    log = log_of(
        ("tie", "new", "2026-01-01"),
        ("tie", "call", "2026-01-01"),
        ("skip", "new", "2026-06-01"),
        ("skip", "offer", "2026-06-02"),
        ("back", "new", "2026-06-01"),
        ("back", "call", "2026-06-02"),
        ("back", "new", "2026-06-03"),
        ("gone", "new", "2026-06-01"),
        ("gone", "lost", "2026-06-02"),
        ("gone", "call", "2026-06-03"),
        ("late", "new", "2026-06-01"),
        ("late", "call", "2026-07-03"),
        ("late", None, "2026-06-01"),
        ("late", "call", "soon"),
    )
    assert counts(log) == {
        "same_moment": 1,
        "skips": 1,
        "backs": 1,
        "re_entries": 1,
        "after_lost": 1,
        "after_as_of": 1,
        "stale_open": 1,
        "no_time": 1,
        "no_stage": 1,
    }
    checks = log.checks("zh")
    assert checks.filter(pl.col("check") == "skips")["examples"].item() == "skip"


def test_what_comes_after_a_loss_does_not_count() -> None:
    """A stage that is entered after the lead was lost is not reached."""
    log = log_of(
        ("a", "new", "2026-01-01"), ("a", "lost", "2026-01-05"), ("a", "call", "2026-01-09")
    )
    assert log.funnel()["entered"].to_list() == [1, 0, 0]


def test_no_as_of_is_said_loudly() -> None:
    """Without as_of the last event is taken, with a warning; in the future it is refused."""
    events = pl.DataFrame({"lead_id": ["a"], "stage": [1], "at": ["2020-03-01"]})
    with pytest.warns(LogWarning, match=r"complete up to its last event, 2020-03-01"):
        assert EventLog(events).as_of == dt.date(2020, 3, 1)
    later = events.with_columns(at=pl.lit("2999-01-01"))
    with pytest.raises(ListError, match=r"1 event is in the future, the last one of 2999-01-01"):
        EventLog(later)


def test_unknown_stages_are_refused_or_counted() -> None:
    """The nearest stage is offered; with unknown="skip" the rows are left out and counted."""
    rows = [("a", "new", "2026-01-01"), ("a", "calll", "2026-01-02")]
    with pytest.raises(ListError, match=r'1 row: stage "calll".*Did you mean "call"'):
        log_of(*rows)
    assert counts(log_of(*rows, unknown="skip")) == {"unknown_stage": 1, "stale_open": 1}


def test_won_and_lost_is_refused_or_settled() -> None:
    """A lead both won and lost is an error that names it, unless the caller says what counts."""
    rows = [("a", "new", "2026-01-01"), ("a", "won", "2026-01-02"), ("a", "lost", "2026-01-03")]
    with pytest.raises(ListError, match=r'1 lead is both won and lost, such as "a"'):
        log_of(*rows)
    assert log_of(*rows, both="first").funnel()["won"][0] == 1
    last = log_of(*rows, both="last")
    assert last.funnel()["lost"][0] == 1
    assert counts(last)["both_outcomes"] == 1


def test_an_empty_log_is_refused() -> None:
    """No event, no usable row, or none up to as_of: each says so."""
    empty = pl.DataFrame(schema={"lead_id": pl.String, "stage": pl.String, "at": pl.Date})
    with pytest.raises(ListError, match="The log is empty"):
        EventLog(empty, as_of="2026-01-01")
    with pytest.raises(ListError, match=r"No row of the log can be used: no_time 1"):
        log_of(("a", "new", "soon"))
    with pytest.raises(ListError, match='no event on or before as_of="2025-01-01"'):
        log_of(("a", "new", "2026-01-01"), as_of="2025-01-01")


def test_one_stage_is_enough() -> None:
    """A log with one stage still has wins, durations and a forecast."""
    rows = [("a", "deal", "2026-01-01"), ("a", "won", "2026-01-11"), ("b", "deal", "2026-01-05")]
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "at"], orient="row")
    log = EventLog(events, process=["deal"], as_of="2026-01-31")
    assert log.funnel().select("entered", "won", "open").rows() == [(2, 1, 1)]
    assert log.durations(shares=[0.5])["q50"].to_list() == [10.0]
    assert log.forecast(30)["open"].to_list() == [1]


def test_time_zones_are_counted_on_their_own_clock() -> None:
    """A time with a zone belongs to the day of that zone; mixed zones in text are refused."""
    late = dt.datetime.fromisoformat("2026-01-01T23:30:00")
    zoned = pl.Series("at", [late]).dt.replace_time_zone("Asia/Shanghai")
    assert read_moments(zoned)[0] // 86_400_000_000 == (late.date() - dt.date(1970, 1, 1)).days
    text = pl.Series("at", ["2026-01-01T23:30:00+08:00", "2026-01-01T00:10:00Z"])
    assert (read_moments(text) % 86_400_000_000 // 3_600_000_000).to_list() == [15, 0]
    with pytest.raises(ListError, match="1 times have a zone"):
        read_moments(pl.Series("at", ["2026-01-01T23:30:00Z", "2026-01-01T23:30:00"]))


def test_two_formats_of_dates() -> None:
    """ISO and slashed dates may be mixed; a day that could be two is an error, not a guess."""
    days = (
        read_moments(pl.Series("at", ["2026-03-04", "25/12/2026", "04/03/2026"])) // 86_400_000_000
    )
    assert days[0] == days[2]
    with pytest.raises(ListError, match=r'"04/03/2026" can be two days.*day_first=True'):
        read_moments(pl.Series("at", ["2026-03-04", "04/03/2026"]))
    with pytest.raises(ListError, match='"25/12/2026" begins with the day'):
        read_moments(pl.Series("at", ["25/12/2026", "12/25/2026"]))
    given = read_moments(pl.Series("at", ["04/03/2026"]), day_first=False) // 86_400_000_000
    assert given[0] == (dt.date(2026, 4, 3) - dt.date(1970, 1, 1)).days


def test_wrong_tables_and_arguments_are_named() -> None:
    """A missing column, a number as date, a list as table, an unknown segment, a missing file."""
    table = pl.DataFrame({"lead": ["a"], "stage": [1], "at": ["2026-01-01"]})
    with pytest.raises(ColumnError, match='Column "lead_id" is missing'):
        EventLog(table, as_of="2026-02-01")
    good = table.rename({"lead": "lead_id"})
    with pytest.raises(ColumnTypeError, match='Column "at" must hold dates'):
        EventLog(good.with_columns(at=pl.lit(45000)), as_of="2026-02-01")
    with pytest.raises(ColumnTypeError, match="A table is needed"):
        EventLog([1, 2], as_of="2026-02-01")
    with pytest.raises(ArgumentError, match="no Parquet file"):
        EventLog("events.csv", as_of="2026-02-01")
    with pytest.raises(FileError, match="there is no file"):
        EventLog("nowhere.parquet", as_of="2026-02-01")
    log = EventLog(good, pl.DataFrame({"lead_id": ["a"], "size": ["large"]}), as_of="2026-02-01")
    with pytest.raises(ArgumentError, match=r'by="sise".*Did you mean "size"'):
        log.funnel("sise")
    with pytest.raises(ArgumentError, match=r"as_of='yesterday' is no day"):
        EventLog(good, as_of="yesterday")
    with pytest.raises(ArgumentError, match="level=95"):
        log.funnel(level=95)
    with pytest.raises(ListError, match="more than once"):
        EventLog(good, pl.DataFrame({"lead_id": ["a", "a"]}), as_of="2026-02-01")


def test_ids_may_be_numbers() -> None:
    """Leads with number ids, near or far apart, are counted like those with text ids."""
    for ids in ([1, 2, 1], [10**12, 5, 10**12], [1.0, 2.0, 1.0]):
        events = pl.DataFrame(
            {"lead_id": ids, "stage": [1, 1, 2], "at": ["2026-01-01", "2026-01-01", "2026-01-02"]}
        )
        log = EventLog(events, process=NAMES, as_of="2026-02-01")
        assert log.funnel()["entered"].to_list() == [2, 1, 0]
        assert log.leads("call")["lead_id"].to_list() == [ids[0]]


def test_the_sample_keeps_its_word() -> None:
    """Made logs repeat with their seed, and moves back and skips do not change the truth."""
    assert SAMPLE.events.equals(make_log(300, seed=4).events)
    plain = make_log(300, seed=4, skips=0, backs=0, re_entries=0)
    assert plain.truth.equals(SAMPLE.truth)
    assert SAMPLE.events["at"].max() < dt.datetime.combine(
        SAMPLE.as_of + dt.timedelta(days=1), dt.time()
    )
    assert np.isin(["won", "lost"], SAMPLE.truth["outcome"]).all()


def test_a_start_that_nobody_reached() -> None:
    """The funnel shows zeros; a curve says that no lead reached the start."""
    log = log_of(("a", "new", "2026-01-01"))
    found = log.funnel(start="offer")
    assert found.select("stage", "entered", "rate").rows() == [("offer", 0, None)]
    with pytest.raises(ListError, match='No lead of the log reached the start, "offer"'):
        log.incidence(start="offer")
    ended = log_of(("a", "won", "2026-01-01"), ("b", "new", "2026-01-01"))
    assert counts(ended)["no_stage_at_all"] == 1
    assert log_of(("a", "won", "2026-01-01")).forecast(30)["open"].to_list() == [0]


def test_work_items_and_the_export() -> None:
    """Items of a stage are counted by lead; the export has the names of process-mining tools."""
    events = pl.DataFrame(
        {
            "lead_id": ["a", "b", "a"],
            "stage": ["closing", "closing", None],
            "at": ["2026-01-01", "2026-01-02", "2026-01-03"],
            "item": [None, "签订合同", "sign"],
            "owner": ["kim", "lee", "kim"],
        }
    )
    log = EventLog(events, as_of="2026-02-01")
    found = {row["item"]: row["share"] for row in log.items("closing").to_dicts()}
    assert found == {"negotiate": 0.0, "agree_terms": 0.0, "get_approval": 0.0, "sign": 1.0}
    exported = log.export()
    assert exported.columns == [
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "org:resource",
    ]
    assert exported.height == 2
    with pytest.raises(ColumnError, match='Column "item" is missing'):
        EventLog(events.drop("item").head(2), as_of="2026-02-01").items("closing")


def test_an_outcome_before_the_first_stage_counts_there() -> None:
    """A win or a loss that is dated before the first stage is counted in it, and reported."""
    log = log_of(
        ("a", "new", "2026-01-05"),
        ("a", "won", "2026-01-03"),
        ("b", "new", "2026-01-05"),
        ("b", "lost", "2026-01-03"),
    )
    assert counts(log) == {"outcome_first": 2}
    assert log.funnel().row(0, named=True) | {
        "entered": 2,
        "won": 1,
        "lost": 1,
    } == log.funnel().row(0, named=True)
    assert log.incidence().filter(pl.col("day") == 0)["share"].to_list() == [0.5, 0.5, 0.0]
