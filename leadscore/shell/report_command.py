"""The command that writes a page: a ranked list with everything that belongs to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import rank
from leadscore.errors import check_count
from leadscore.funnel.log import EventLog
from leadscore.lists.imported import Imported
from leadscore.lists.report import write_report
from leadscore.lists.trails import trails
from leadscore.lists.vocabulary.words import read_words
from leadscore.reports.page import write_page
from leadscore.reports.words import say
from leadscore.shell.commands import Lang, commanded, day_option
from leadscore.shell.display import at_work, print_line, print_remark, print_summary
from leadscore.shell.inputs import FACTS, Leads, Reading, check_files, qualified, read_leads
from leadscore.shell.outputs import check_output
from leadscore.shell.result_tables import read_table
from leadscore.standards.vocabulary import LANGUAGES, check_language

TRAILS = 200
"""The first so many leads show the cells that they were read from."""
_SENTENCES = ("problem", "action", "rule", "reading", "state")

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="CSV, Excel or JSON lists; several become one list."),
]
Events = Annotated[
    Path | None,
    typer.Option(help="A log of events (CSV, Parquet): adds its funnel and forecast, and owners."),
]
Day = Annotated[
    dt.date | None,
    day_option("The day of the list, such as 2026-11-23."),
]


def add_report(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("report")(report_list)


@commanded
def report_list(
    files: Files,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The page to write: .html.")
    ] = Path("page.html"),
    card: Annotated[
        Path | None, typer.Option(help="A card of your own; else the shipped one.")
    ] = None,
    brands: Annotated[
        Path | None,
        typer.Option(help="Known brands: a CSV with the columns brand, list, year, url."),
    ] = None,
    events: Events = None,
    days: Annotated[int, typer.Option(help="How many days ahead the forecast looks.")] = 90,
    top: Annotated[int | None, typer.Option(help="Keep only so many companies.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Which column is which field: a TOML file saved before.")
    ] = None,
    as_of: Day = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of amounts that state none, such as USD.")
    ] = None,
    lang: Lang = "en",
) -> None:
    """Write the ranked list as one page for a browser.

    Sliders on the page move the points of the card.

    \b
    Examples:
      leadscore report list.csv
      leadscore report jobs.csv directory.xlsx -o calls.html --as-of 2026-11-23 --lang zh
      leadscore report leads.parquet --card my.toml --events events.csv -o calls.html
    """  # noqa: D301  \b keeps the lines of the examples apart
    check_language(lang)
    check_files([*files, *(one for one in (mapping, brands, events) if one)], output)
    check_output(output, (".html", ".htm"))
    if top is not None:
        check_count("top", top)
    chosen = hrm_card() if card is None else Card.load(card)
    reading = Reading(mapping, sheet, as_of, currency, lang)
    with at_work(say("shell", "reading", lang, files=files[0].name)):
        leads = read_leads(files, reading)
    with at_work(say("shell", "ranking", lang)):
        told = _events(events, reading, days)
        owners = told.pop("owners", None)
        told |= _tables(leads, reading, brands=brands, card=chosen, owners=owners, top=top)
    print_summary(told["ranked"], lang)
    with at_work(say("shell", "writing", lang, path=output)):
        if leads.imported is not None:
            told |= _told(leads.imported, told["ranked"])
        write_page(output, card=chosen, remarks=leads.remarks, lang=lang, **told)
    for remark in leads.remarks:
        print_remark(remark, lang)
    print_line(say("shell", "written", lang, path=output))


def _tables(
    leads: Leads,
    reading: Reading,
    *,
    brands: Path | None,
    card: Card,
    owners: pl.DataFrame | None,
    top: int | None,
) -> dict[str, pl.DataFrame]:
    """Rank the leads, with the evidence in the page's first language and in the other one."""
    # A file that holds the facts already has them in one language only.
    langs = {"ranked": reading.lang}
    if not set(leads.table.columns) >= FACTS:
        langs["twin"] = next(one for one in LANGUAGES if one != reading.lang)
    made = {}
    for name, lang in langs.items():
        facts = qualified(leads, replace(reading, lang=lang), brands)
        if owners is not None and "owner" not in facts.columns:
            facts = facts.join(owners, on="lead_id", how="left", maintain_order="left")
        made[name] = rank(facts, card, top=top, lang=lang)
    return made


def _events(events: Path | None, reading: Reading, days: int) -> dict[str, Any]:
    """Work out what the page says of a log, and who has each lead now."""
    if events is None:
        return {}
    table = read_table(events)
    log = EventLog(table, as_of=reading.as_of)
    told: dict[str, Any] = {"funnel": log.funnel(lang=reading.lang), "forecast": log.forecast(days)}
    if "owner" in table.columns:
        last = table.drop_nulls("owner").sort("at", maintain_order=True)
        last = last.unique("lead_id", keep="last", maintain_order=True)
        told["owners"] = last.select(pl.col("lead_id", "owner").cast(pl.String))
    return told


def _told(imported: Imported, ranked: pl.DataFrame) -> dict[str, Any]:
    """Collect what the page says of the import, in both languages where it can."""
    sentences = read_words("texts.toml")
    pairs = [(both["en"], both["zh"]) for key in _SENTENCES for both in sentences[key].values()]
    tables = {
        name: getattr(imported, name)
        for name in ("leads", "problems", "duplicates", "rows", "mappings", "remarks")
    }
    return {
        "problems": imported.problems,
        "report": {lang: write_report(**tables, lang=lang) for lang in LANGUAGES},
        "trails": trails(imported, ranked["lead_id"].head(TRAILS).to_list()),
        "phrases": [pair for pair in pairs if "{" not in pair[0]],
    }
