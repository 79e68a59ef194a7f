"""One result of every question of the funnel: the columns that docs/columns_funnel.csv lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from leadscore.funnel.log import EventLog
from leadscore.samples import make_log


def funnel_tables() -> dict[str, list[str]]:
    """Return the column names of every result table of a log, by the name of the method.

    Every option that adds columns is used: ``by`` wherever a method takes it, and a log with
    owners, amounts and work items. ``pipeline`` is not here: ``fields.csv`` holds its columns.
    """
    sample = make_log(300)
    events = sample.events.with_columns(item=pl.lit("sign"))
    log = EventLog(events, sample.leads, as_of=sample.as_of)
    before, middle, after = (sample.as_of - dt.timedelta(days=days) for days in (720, 400, 100))
    by = "segment"
    results: dict[str, Any] = {
        "checks": log.checks(),
        "funnel": log.funnel(by, within="180d"),
        "snapshot": log.snapshot(by),
        "leads": log.leads(1, by=by),
        "durations": log.durations(by),
        "incidence": log.incidence(by=by),
        "cohorts": log.cohorts(),
        "trend": log.trend(by=by),
        "compare": log.compare(by),
        "change": log.change(by, (before, middle), (middle, after)),
        "forecast": log.forecast(by=by),
        "backtest": log.backtest(days=30, methods=["markov"], snapshots=1),
        "plan": log.plan(30, sample.as_of + dt.timedelta(days=180)),
        "due": log.due(),
        "standards_report": log.standards_report(),
        "items": log.items("closing"),
        "export": log.export(),
        "counts": log.counts(by),
    }
    return {name: list(table.columns) for name, table in results.items()}
