"""The commands about a log of events: funnel, forecast, due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from leadscore.funnel.log import EventLog
from leadscore.reports.words import say
from leadscore.shell.commands import Lang, commanded, day_option
from leadscore.shell.display import at_work, print_line
from leadscore.shell.inputs import check_files
from leadscore.shell.result_tables import (
    check_table_output,
    give_table,
    read_table,
)
from leadscore.standards.vocabulary import check_language

EventsFile = Annotated[
    Path,
    typer.Argument(help="CSV or Parquet, one row per event: lead_id, stage, at, outcome, ..."),
]
LeadsFile = Annotated[
    Path | None, typer.Option(help="CSV or Parquet of leads, one row each, for --by.")
]
By = Annotated[str | None, typer.Option(help="A column of the leads: one part for each value.")]
Day = Annotated[
    dt.date | None,
    day_option("The day up to which the log is complete."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Where to write the table: .xlsx, .csv or .parquet."),
]


def add_funnel(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (funnel, forecast, due):
        app.command()(command)


@commanded
def funnel(
    events: EventsFile,
    *,
    leads: LeadsFile = None,
    by: By = None,
    within: Annotated[
        str | None, typer.Option(help="Count only what comes so soon after the start, as 90d.")
    ] = None,
    as_of: Day = None,
    output: Output = None,
    lang: Lang = "en",
) -> None:
    """Say from stage to stage how many leads go on.

    Open leads are counted as open, not as lost.

    \b
    Examples:
      leadscore funnel events.csv --as-of 2026-11-23
      leadscore funnel events.parquet --leads leads.parquet --by region --within 90d
      leadscore funnel events.csv -o funnel.xlsx --lang zh
    """  # noqa: D301
    log = _open(events, leads, as_of, output, lang)
    found = log.funnel(by, within=within, lang=lang)
    hidden = {"stage", *(() if within else ("late",))}
    give_table(found, output, lang, without=hidden, shares=("low", "high"), kind="funnel")


@commanded
def forecast(
    events: EventsFile,
    *,
    days: Annotated[int, typer.Option(help="How many days ahead.")] = 90,
    leads: LeadsFile = None,
    by: By = None,
    as_of: Day = None,
    output: Output = None,
    lang: Lang = "en",
) -> None:
    """Say how many of the open leads will be won.

    The interval holds the number with a certainty of 90 %.

    \b
    Examples:
      leadscore forecast events.csv --days 90 --as-of 2026-11-23
      leadscore forecast events.parquet --leads leads.parquet --by region -o forecast.csv
    """  # noqa: D301
    log = _open(events, leads, as_of, output, lang)
    found = log.forecast(days, by=by)
    give_table(found, output, lang, without=("method",))


@commanded
def due(
    events: EventsFile,
    *,
    on: Annotated[
        dt.date | None,
        day_option("The day of work; else the last one of the log."),
    ] = None,
    output: Output = None,
    lang: Lang = "en",
) -> None:
    """List who must be followed up by now.

    They were written to, and the standards of the process say until when to ask again.

    \b
    Examples:
      leadscore due events.csv --on 2026-11-23
      leadscore due events.parquet --on 2026-11-23 -o due.xlsx --lang zh
    """  # noqa: D301
    found = _open(events, None, on, output, lang).due(lang=lang)
    if not found.height:
        print_line(say("shell", "nothing_due", lang))
    give_table(found, output, lang, kind="due")


def _open(
    events: Path,
    leads: Path | None,
    as_of: dt.date | None,
    output: Path | None,
    lang: str,
) -> EventLog:
    check_language(lang)
    check_files([events, *([leads] if leads else [])], output)
    check_table_output(output)
    with at_work(say("shell", "reading", lang, files=events.name)):
        table = None if leads is None else read_table(leads)
        return EventLog(read_table(events), table, as_of=as_of)
