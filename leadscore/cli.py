"""The verbs of leadscore from a shell: demo, import, rank, explain, and those about a card."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import explain as explain_lead
from leadscore.cards.scoring import rank as rank_leads
from leadscore.errors import check_count
from leadscore.reports.words import say
from leadscore.samples import COLLECTED, make_brands, make_directory, make_vacancies
from leadscore.shell.card_commands import card_app
from leadscore.shell.commands import Lang, commanded, day_option
from leadscore.shell.display import (
    at_work,
    print_calls,
    print_explanation,
    print_line,
    print_remark,
    print_summary,
)
from leadscore.shell.event_sheets import check_events, event_sheets
from leadscore.shell.funnel_commands import add_funnel
from leadscore.shell.inputs import (
    Reading,
    check_files,
    find_lead,
    preview_raw,
    qualified,
    read_leads,
    read_raw,
)
from leadscore.shell.learning_commands import add_learning
from leadscore.shell.outputs import check_output, write_calls, write_import
from leadscore.shell.parquet_ranking import rank_parquet, streams
from leadscore.shell.report_command import add_report
from leadscore.standards.vocabulary import check_language
from leadscore.writing import write_whole

SHOWN = 10

app = typer.Typer(
    help="Turn a scraped list of companies into a ranked call list with reasons.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(card_app, name="card")

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="CSV, Excel or JSON lists; several become one list."),
]
MappingFile = Annotated[
    Path | None, typer.Option(help="Which column is which field: a TOML file saved before.")
]
CardFile = Annotated[Path | None, typer.Option(help="A card of your own; else the shipped one.")]
Brands = Annotated[
    Path | None, typer.Option(help="Known brands: a CSV with the columns brand, list, year, url.")
]
Day = Annotated[
    dt.date | None,
    day_option("The day of the list, such as 2026-11-23."),
]
EventsFile = Annotated[
    Path | None,
    typer.Option(help="A log of events (CSV, Parquet): adds its funnel and follow-ups."),
]
Sheet = Annotated[str | None, typer.Option(help="Which sheet of a workbook.")]
Currency = Annotated[
    str | None, typer.Option(help="Currency of amounts that state none, such as USD.")
]


@app.command()
@commanded
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The workbook to write.")] = Path(
        "leadscore-demo.xlsx"
    ),
    lang: Lang = "en",
) -> None:
    """Rank invented lists, print the ten best, write a workbook.

    \b
    Examples:
      leadscore demo
      leadscore demo --lang zh -o 演示.xlsx
    """  # noqa: D301  \b keeps the lines of the examples apart
    check_language(lang)
    check_output(output)
    print_line(say("shell", "demo", lang))
    with tempfile.TemporaryDirectory() as folder:
        lists = [Path(folder) / "vacancies.csv", Path(folder) / "directory.xlsx"]
        brands = Path(folder) / "brands.csv"
        samples = (make_vacancies(), make_directory(), make_brands())
        for path, sample in zip((*lists, brands), samples, strict=True):
            sample.write(path)
        reading = Reading(as_of=COLLECTED, lang=lang)
        _rank(lists, reading, brands=brands, card=hrm_card(), output=output, remarks=False)
    print_line(say("shell", "next", lang))
    print_line(f"  leadscore rank LIST.csv -o calls.xlsx{'' if lang == 'en' else ' --lang zh'}")


@app.command("import")
@commanded
def import_lists(
    files: Files,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where: .parquet, .csv or .xlsx.")
    ] = Path("leads.parquet"),
    mapping: MappingFile = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write which column was read as which field.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show the first rows before and after.")
    ] = False,
    as_of: Day = None,
    sheet: Sheet = None,
    currency: Currency = None,
    lang: Lang = "en",
) -> None:
    """Read lists into one row per company; say what was understood.

    \b
    Examples:
      leadscore import list.csv --preview
      leadscore import list.csv
      leadscore import jobs.csv directory.xlsx -o leads.parquet --as-of 2026-11-23
      leadscore import list.csv --save-mapping list.toml
      leadscore import list2.csv --mapping list.toml -o leads.csv
    """  # noqa: D301
    check_language(lang)
    check_files([*files, *([mapping] if mapping else [])], output)
    check_output(output)
    reading = Reading(mapping, sheet, as_of, currency, lang)
    written: list[Path] = []
    mappings: Mapping[str, object]
    if preview:
        mappings = _preview(files, reading)
    else:
        with at_work(say("shell", "reading", lang, files=_names(files, lang))):
            imported = read_raw(files, reading)
        print_line(imported.report)
        with at_work(say("shell", "writing", lang, path=output)):
            written = write_import(output, imported)
        mappings = imported.mappings
    if save_mapping is not None:
        for path, text in _mapping_files(save_mapping, mappings).items():
            write_whole(path, partial(_write_text, text=text))
            written.append(path)
    for path in written:
        print_line(say("shell", "written", lang, path=path))


def _preview(files: list[Path], reading: Reading) -> dict[str, object]:
    """Print how each list would be read, and give the mappings."""
    mappings: dict[str, object] = {}
    for seen in preview_raw(files, reading):
        print_line(str(seen))
        print_line("")
        mappings[seen.source] = seen.mapping
    return mappings


@app.command()
@commanded
def rank(
    files: Files,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where: .xlsx, .csv or .parquet.")
    ] = None,
    card: CardFile = None,
    brands: Brands = None,
    by: Annotated[
        str | None, typer.Option(help="A list for each value of a column, such as region.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(help="Keep only so many companies (of each list).")
    ] = None,
    events: EventsFile = None,
    mapping: MappingFile = None,
    as_of: Day = None,
    sheet: Sheet = None,
    currency: Currency = None,
    lang: Lang = "en",
) -> None:
    """Say whom to call first and why.

    Takes raw lists, or what `leadscore import` made.

    \b
    Examples:
      leadscore rank list.csv -o calls.xlsx
      leadscore rank jobs.csv directory.xlsx -o calls.xlsx --as-of 2026-11-23 --lang zh
      leadscore rank leads.parquet --card my.toml --brands brands.csv --by region --top 20
      leadscore rank companies.csv -o calls.csv --currency USD
      leadscore rank leads.parquet --events events.csv -o calls.xlsx
      leadscore rank "leads/*.parquet" -o calls.parquet
      leadscore rank leads/ --top 1000 -o calls.xlsx
    """  # noqa: D301
    check_language(lang)
    streamed = streams(files, output, top)
    others = [one for one in (mapping, brands, events) if one]
    check_files([*([] if streamed else files), *others], output)
    check_events(events, output)
    if output is not None:
        check_output(output)
    if top is not None:
        check_count("top", top)
    chosen = hrm_card() if card is None else Card.load(card)
    reading = Reading(mapping, sheet, as_of, currency, lang)
    run = rank_parquet if streamed else _rank
    run(files, reading, brands=brands, card=chosen, output=output, by=by, top=top, events=events)


def _rank(
    files: list[Path],
    reading: Reading,
    *,
    brands: Path | None,
    card: Card,
    output: Path | None,
    by: str | None = None,
    top: int | None = None,
    events: Path | None = None,
    remarks: bool = True,
) -> None:
    lang = reading.lang
    with at_work(say("shell", "reading", lang, files=_names(files, lang))):
        leads = read_leads(files, reading)
    with at_work(say("shell", "qualifying", lang)):
        facts = qualified(leads, reading, brands)
    with at_work(say("shell", "ranking", lang)):
        ranked = rank_leads(facts, card, by=by, lang=lang)
    if leads.summary:
        print_line(leads.summary)
    for remark in leads.remarks if remarks else ():
        print_remark(remark, lang)
    print_summary(ranked, lang)
    if top is not None:
        ranked = ranked.filter(ranked["position"] <= top)
    print_line("")
    print_line(say("shell", "top", lang, count=min(SHOWN, ranked.height)))
    print_calls(ranked.head(SHOWN), lang, by)
    if output is None:
        return
    with at_work(say("shell", "writing", lang, path=output)):
        sheets = event_sheets(events, lang, reading.as_of)
        written = write_calls(output, ranked, leads, card, lang, sheets)
    for path in written:
        print_line(say("shell", "written", lang, path=path))


@app.command()
@commanded
def explain(
    file: Annotated[Path, typer.Argument(help="A list, or what `leadscore import` made.")],
    *,
    lead: Annotated[
        str, typer.Option(help="The lead id, the name, or a part of the name that is enough.")
    ],
    card: CardFile = None,
    brands: Brands = None,
    mapping: MappingFile = None,
    as_of: Day = None,
    sheet: Sheet = None,
    currency: Currency = None,
    lang: Lang = "en",
) -> None:
    """Show how the score of one company is made, with the evidence.

    \b
    Examples:
      leadscore explain leads.parquet --lead 91990000010000004K
      leadscore explain list.csv --lead "某某食品" --lang zh
    """  # noqa: D301
    check_language(lang)
    check_files([file, *(one for one in (mapping, brands) if one)])
    chosen = hrm_card() if card is None else Card.load(card)
    reading = Reading(mapping, sheet, as_of, currency, lang)
    with at_work(say("shell", "reading", lang, files=file.name)):
        leads = read_leads([file], reading)
        wanted = find_lead(leads.table, lead)
        leads.table = leads.table.filter(leads.table["lead_id"] == wanted)
        one = qualified(leads, reading, brands)
    lines = explain_lead(one, wanted, chosen, lang=lang)
    print_explanation(lines, rank_leads(one, chosen, lang=lang).row(0, named=True), lang)


def _names(files: list[Path], lang: str) -> str:
    return files[0].name if len(files) == 1 else say("shell", "files", lang, count=len(files))


def _mapping_files(path: Path, mappings: Mapping[str, object]) -> dict[Path, str]:
    """Give each mapping a file: one when all are the same, else one for each list."""
    texts = {source: str(mapping) for source, mapping in mappings.items()}
    if len(set(texts.values())) == 1:
        return {path: next(iter(texts.values()))}
    return {
        path.with_name(f"{path.stem}-{Path(source).stem}{path.suffix}"): text
        for source, text in texts.items()
    }


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


# Help lists the commands in this order.
add_report(app)
add_learning(app)
add_funnel(app)


def main() -> None:
    """Run the command line; the entry point of the command ``leadscore``."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark instead of a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
