"""The change of the pipeline: it adds up, joins up, and says what a snapshot of the day says."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.errors import ArgumentError
from leadscore.funnel.log import EventLog
from leadscore.samples import make_log
from leadscore.standards.fields import table_fields

FIRST = dt.date(2026, 1, 1)
EVENT = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["new", "call", "offer", "won", "lost", None]),
    st.integers(0, 30),
    st.sampled_from([None, 0.1, 100.0, 250.25]),
)


def log_of(rows: list[tuple[int, str | None, int, float | None]], last: int = 40) -> EventLog:
    """A log of three stages; of several outcomes the last one counts."""
    events = pl.DataFrame(
        [(f"lead {n}", stage, FIRST + dt.timedelta(days=day), amount, "note")
         for n, stage, day, amount in rows],
        schema={"lead_id": pl.String, "stage": pl.String, "at": pl.Date, "amount": pl.Float64,
                "item": pl.String},
        orient="row",
    )  # fmt: skip
    as_of = FIRST + dt.timedelta(days=last)
    return EventLog(events, process=["new", "call", "offer"], as_of=as_of, both="last")


def column(table: pl.DataFrame, name: str) -> dict[str, float]:
    """One column by the key of the change."""
    return dict(table.select("change", name).rows())


@given(st.lists(EVENT, min_size=1, max_size=25), st.integers(0, 35), st.integers(0, 35))
@settings(max_examples=150)
def test_the_pipeline_adds_up_and_joins_up(
    rows: list[tuple[int, str | None, int, float | None]], one: int, other: int
) -> None:
    """All changes add up to the end; the end is the snapshot of that day and the next start."""
    since, until = sorted((one, other))
    log = log_of(rows)
    first, last = (FIRST + dt.timedelta(days=n) for n in (since, until))
    table = log.pipeline(first, last)
    leads, amount = column(table, "leads"), column(table, "amount")
    assert sum(leads.values()) == 2 * leads["open_end"]
    assert sum(amount.values()) == pytest.approx(2 * amount["open_end"], abs=1e-9)
    after = log.pipeline(last + dt.timedelta(days=1), log.as_of)
    assert column(after, "leads")["open_start"] == leads["open_end"]
    assert column(after, "amount")["open_start"] == pytest.approx(amount["open_end"])
    known = [row for row in rows if row[2] <= until]
    seen = log_of(known, until).snapshot()["open"].sum() if known else 0
    assert leads["open_end"] == seen


def test_what_a_lead_does_is_told_once() -> None:
    """New, won, lost, taken up again after a loss, a changed amount: by hand."""
    table = log_of(
        [
            (0, "new", 1, 100.0),  # open at the start, worth more, stays open
            (0, "call", 12, 150.0),
            (1, "new", 2, 100.0),  # open at the start, won
            (1, "won", 15, None),
            (2, "new", 11, 50.0),  # new, and lost at once
            (2, "lost", 13, None),
            (3, "new", 3, 10.0),  # lost before, won now
            (3, "lost", 5, None),
            (3, "won", 14, None),
            (4, "new", 25, 7.0),  # after the period
        ]
    ).pipeline("2026-01-11", "2026-01-21")
    assert column(table, "leads") == {
        "open_start": 2, "entered": 1, "reopened": 1, "revalued": 0, "won": -2, "lost": -1,
        "open_end": 1,
    }  # fmt: skip
    assert column(table, "amount") == {
        "open_start": 200.0, "entered": 50.0, "reopened": 10.0, "revalued": 50.0, "won": -110.0,
        "lost": -50.0, "open_end": 150.0,
    }  # fmt: skip


def test_the_columns_are_those_that_are_documented() -> None:
    """With and without amounts the table has the listed columns, with labels in both languages."""
    sample = make_log(200, seed=1)
    listed = {one.name: one.dtype for one in table_fields("pipeline")}
    for events in (sample.events, sample.events.drop("amount")):
        log = EventLog(events, as_of=sample.as_of)
        table = log.pipeline("2025-01-01", lang="zh")
        assert dict(table.schema) == listed
        assert table["label"][0] == "期初未结束"
        assert table["change"][-1] == "open_end"
        assert table["leads"][-1] == log.snapshot()["open"].sum()
    assert table["amount"].is_null().all()
    assert "revalued" not in table["change"].to_list()


def test_days_that_cannot_be_are_refused() -> None:
    """A day that the log does not know, days the wrong way round, and no day at all."""
    log = log_of([(0, "new", 1, None)])
    with pytest.raises(ArgumentError, match="until=2027-01-01 is after the last day"):
        log.pipeline("2026-01-01", "2027-01-01")
    with pytest.raises(ArgumentError, match="since=2026-02-01 is after until=2026-01-01"):
        log.pipeline("2026-02-01", "2026-01-01")
    with pytest.raises(ArgumentError, match="since='soon' is no day"):
        log.pipeline("soon")
