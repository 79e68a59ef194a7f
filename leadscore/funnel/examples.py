"""A log small enough to check by hand, for the examples in the documentation."""

from __future__ import annotations

import polars as pl

from leadscore.funnel.log import EventLog


def example_log() -> EventLog:
    """Make a log of three leads and three stages: one is won, one open, one lost.

    Examples
    --------
    >>> example_log()
    EventLog(8 events, 3 leads, 3 stages, as of 2026-03-01)
    """
    rows = [
        ("a", "new", "2026-01-01"),
        ("a", "call", "2026-01-11"),
        ("a", "offer", "2026-01-21"),
        ("a", "won", "2026-02-10"),
        ("b", "new", "2026-01-01"),
        ("b", "offer", "2026-01-21"),
        ("c", "new", "2026-01-01"),
        ("c", "lost", "2026-01-16"),
    ]
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "at"], orient="row")
    leads = pl.DataFrame({"lead_id": ["a", "b", "c"], "size": ["large", "large", "small"]})
    return EventLog(events, leads, process=["new", "call", "offer"], as_of="2026-03-01")
