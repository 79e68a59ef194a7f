"""A log of events beside a ranked list: its funnel and its follow-ups, for the workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from leadscore.errors import ArgumentError
from leadscore.funnel.log import EventLog
from leadscore.shell.result_tables import read_table


def check_events(events: Path | None, output: Path | None) -> None:
    """Refuse a log that would be shown nowhere, before the work begins.

    Raises
    ------
    ArgumentError
        When there is a log, and no workbook to write.

    Examples
    --------
    >>> check_events(Path("events.csv"), Path("calls.csv"))
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: --events adds sheets to a workbook: give one, such as ...
    """
    if events is not None and (output is None or output.suffix.lower() != ".xlsx"):
        raise ArgumentError(
            "--events adds sheets to a workbook: give one, such as -o calls.xlsx. For a table of "
            "its own use: leadscore funnel EVENTS -o funnel.csv"
        )


def event_sheets(
    events: Path | None, lang: str, as_of: dt.date | None = None
) -> dict[str, pl.DataFrame]:
    """Work out what a workbook says of a log.

    Parameters
    ----------
    events : Path or None
        CSV or Parquet, one row per event.
    lang : {"en", "zh"}
        Language of stages and channels.
    as_of : date or None
        The day up to which the log is complete; None: its last one.

    Returns
    -------
    dict of str to polars.DataFrame
        ``funnel`` and, where the log says by which channel was written, ``due``; as
        ``write_workbook`` takes them. Nothing without a log.

    Raises
    ------
    LeadscoreError
        As ``EventLog`` does.
    """
    if events is None:
        return {}
    table = read_table(events)
    log = EventLog(table, as_of=as_of)
    sheets = {"funnel": log.funnel(lang=lang)}
    if "channel" in table.columns:
        sheets["due"] = log.due(lang=lang)
    return sheets
