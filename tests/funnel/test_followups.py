"""Who is due by the process standards, and the measures of the standards report."""

from __future__ import annotations

import polars as pl
import pytest

from leadscore.errors import ArgumentError, ColumnError
from leadscore.funnel.log import EventLog
from leadscore.standards.process import load_process


def log_of(rows: list[dict[str, object]], as_of: str = "2026-03-20") -> EventLog:
    """A log from rows with any of the optional columns."""
    return EventLog(pl.DataFrame(rows, infer_schema_length=None), as_of=as_of)


def mail(lead: str, day: str, **more: object) -> dict[str, object]:
    """An e-mail in the first contact."""
    row = {"lead_id": lead, "stage": "first_contact", "at": day, "channel": "email"}
    return {**row, "owner": "kim", "outcome": None, **more}


def test_the_window_is_three_to_seven_calendar_days() -> None:
    """Two days: not yet; three to seven: due; eight: overdue, and the oldest stands first."""
    rows = [mail(f"{n}", f"2026-03-{20 - n:02d}") for n in (2, 3, 7, 8)]
    found = log_of(rows).due()
    assert found.select("lead_id", "days", "overdue").rows() == [
        ("8", 8, True),
        ("7", 7, False),
        ("3", 3, False),
    ]
    assert found["due_until"].to_list()[1].isoformat() == "2026-03-20"
    assert found["owner"].to_list() == ["kim"] * 3


def test_whoever_answered_or_closed_is_not_due() -> None:
    """Any later event ends the wait, and so does an outcome; a Chinese channel name counts."""
    rows = [
        mail("answered", "2026-03-14"),
        mail("answered", "2026-03-15", channel="phone"),
        mail("lost", "2026-03-14"),
        mail("lost", "2026-03-16", outcome="lost", channel=None),
        mail("waits", "2026-03-15", channel="邮件"),
        mail("called", "2026-03-15", channel="phone"),
    ]
    assert log_of(rows).due()["lead_id"].to_list() == ["waits"]


def test_an_earlier_day_is_seen_as_it_was() -> None:
    """On an earlier day the answer had not come yet; a day after the log is refused."""
    rows = [mail("a", "2026-03-10"), mail("a", "2026-03-15", channel="phone")]
    assert log_of(rows).due("2026-03-14")["days"].to_list() == [4]
    assert log_of(rows).due()["days"].to_list() == []
    with pytest.raises(ArgumentError, match="after the last day that the log knows"):
        log_of(rows).due("2026-03-21")


def test_without_channels_nothing_is_due() -> None:
    """A log that does not say by which channel is refused with the reason."""
    events = pl.DataFrame({"lead_id": ["a"], "stage": [1], "at": ["2026-03-01"]})
    with pytest.raises(ColumnError, match='Column "channel" is missing'):
        EventLog(events, as_of="2026-03-20").due()


def test_the_report_counts_what_the_process_names() -> None:
    """Calls, meetings, confirmed visits, days and amounts of one owner and month, by hand."""
    base = {"owner": "kim", "outcome": None, "channel": None, "item": None, "amount": None}

    def row(lead: str, stage: str | None, day: str, **more: object) -> dict[str, object]:
        return {"lead_id": lead, "stage": stage, "at": day, **base, **more}

    rows = [
        row("a", "collect", "2026-03-01"),
        row("b", "collect", "2026-03-01"),
        row("a", "confirm_target", "2026-03-02"),
        row("a", "first_contact", "2026-03-03", channel="phone"),
        row("a", None, "2026-03-04", item="Call"),
        row("a", "meeting", "2026-03-05", item="confirm_visit"),
        row("b", "meeting", "2026-03-05"),
        row("a", "demo", "2026-03-06"),
        row("a", "closing", "2026-03-07"),
        row("a", "installation", "2026-03-09", amount=5000.0),
        row("a", "payment", "2026-03-13"),
        row("a", None, "2026-03-18", outcome="won"),
    ]
    report = log_of(rows).standards_report()
    one = report.filter(pl.col("detail").is_null() & pl.col("value").is_not_null())
    assert one["owner"].unique().to_list() == ["kim"]
    values = dict(one.select("measure", "value").rows())
    assert values == {
        "companies_collected": 2.0,
        "targets_confirmed": 1.0,
        "confirm_rate": 0.5,
        "calls_made": 2.0,
        "meetings_won": 1.0,
        "visits_made": 2.0,
        "confirmable_visit_rate": 0.5,
        "demos_given": 1.0,
        "demo_rate": 0.5,
        "contracts_signed": 1.0,
        "contract_value": 5000.0,
        "installations_done": 1.0,
        "days_to_acceptance": 4.0,
        "amount_received": 5000.0,
        "days_to_payment": 5.0,
    }
    assert report.filter(pl.col("detail") == "phone")["value"].to_list() == [1.0, 1.0]


def test_what_the_log_does_not_hold_is_said() -> None:
    """Every measure of the process is in the report; one that is not logged has no value."""
    events = pl.DataFrame({"lead_id": ["a"], "stage": [1], "at": ["2026-03-01"]})
    report = EventLog(events, as_of="2026-03-20").standards_report(lang="zh")
    named = {term.key for stage in load_process().stages for term in stage.measures}
    assert set(report["measure"]) == named
    calls = report.filter(pl.col("measure") == "calls_made")
    assert calls.select("value", "owner", "label").rows() == [(None, None, "电话量")]


def test_other_stages_have_no_such_measures() -> None:
    """A log with stages of its own is refused."""
    events = pl.DataFrame({"lead_id": ["a"], "stage": ["new"], "at": ["2026-03-01"]})
    with pytest.raises(ArgumentError, match="this log has other stages"):
        EventLog(events, process=["new"], as_of="2026-03-20").standards_report()
