"""The commands about a card: show, check, diff, sql and cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.diff import diff_cards as compare_cards
from leadscore.cards.regrade import attribute_labels, compare_on_leads
from leadscore.cards.show import card_text
from leadscore.errors import ArgumentError
from leadscore.reports.words import say
from leadscore.shell.commands import Lang, commanded
from leadscore.shell.display import print_line
from leadscore.shell.fact_files import read_facts
from leadscore.shell.outputs import check_output, write_table
from leadscore.shell.result_tables import (
    TABLE_ENDINGS,
    check_table_output,
    print_table,
    write_result,
)
from leadscore.standards.vocabulary import check_language

SHOWN = 20

card_app = typer.Typer(
    help="Look at a card: what gives how many points, and the same as SQL.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
CardArgument = Annotated[
    Path | None, typer.Argument(help="A card's TOML file; else the shipped one.")
]


@card_app.command("show")
@commanded
def show_card(
    card: CardArgument = None,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print the file itself, to start a card of your own.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """Print a card: attributes, values, points, grades.

    \b
    Examples:
      leadscore card show
      leadscore card show my.toml --lang zh
      leadscore card show --toml > my.toml
    """  # noqa: D301
    check_language(lang)
    chosen = _settle(card)
    typer.echo(chosen.to_toml() if toml else card_text(chosen, lang))


@card_app.command("check")
@commanded
def check_card(
    card: CardArgument = None,
    lang: Lang = "en",
) -> None:
    """Look for gaps, grades nobody can reach, facts counted twice. Exit code 1: something found.

    \b
    Examples:
      leadscore card check my.toml
      leadscore card check my.toml && leadscore rank list.csv --card my.toml
    """  # noqa: D301
    check_language(lang)
    chosen = _settle(card)
    name = str(card or chosen.name)
    findings = chosen.check()
    for finding in findings:
        print_line(f"  - {finding}")
    key = "check_found" if findings else "check_fine"
    print_line(say("shell", key, lang, card=name, count=len(findings)))
    if findings:
        raise typer.Exit(1)


@card_app.command("diff")
@commanded
def diff_cards(
    old: Annotated[Path, typer.Argument(help="The TOML file of the card before.")],
    new: Annotated[Path, typer.Argument(help="The TOML file of the card after.")],
    *,
    leads: Annotated[
        Path | None, typer.Option(help="Leads, to see which of them change grade and why.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where the regraded leads go: .xlsx, .csv, .parquet."),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Say what two cards give differently, on paper or on leads.

    \b
    Examples:
      leadscore card diff old.toml new.toml
      leadscore card diff old.toml new.toml --leads leads.parquet -o regraded.csv
    """  # noqa: D301
    check_language(lang)
    check_table_output(output)
    if output is not None and leads is None:
        raise ArgumentError("-o writes the leads that change grade: give the leads with --leads.")
    before, after = Card.load(old), Card.load(new)
    _print_changes(before, after, lang)
    if leads is None:
        return
    found = compare_on_leads(before, after, read_facts(leads, lang), lang)
    print_line(found.in_words(lang))
    labels = attribute_labels((before, after), lang)
    print_table(found.attributes.with_columns(pl.col("attribute").replace(labels)), lang)
    if len(found.leads):
        print_line(say("shell", "first_leads", lang, count=min(SHOWN, len(found.leads))))
        shown = found.leads.head(SHOWN).with_columns(pl.col("by").replace(labels))
        print_table(shown, lang)
    if output is not None:
        write_result(output, found.leads, lang)
        print_line(say("shell", "written", lang, path=output))


@card_app.command("sql")
@commanded
def card_sql(
    table: Annotated[str, typer.Argument(help="The table or view in the warehouse.")],
    *,
    card: Annotated[Path | None, typer.Option(help="A card of your own.")] = None,
    dialect: Annotated[
        str, typer.Option(help="duckdb, postgres, spark, bigquery or snowflake.")
    ] = "duckdb",
    lang: Lang = "en",
) -> None:
    """Print the card as one SQL query with the same scores.

    \b
    Examples:
      leadscore card sql leads --dialect postgres
      leadscore card sql leads --card my.toml > score.sql
    """  # noqa: D301
    check_language(lang)
    typer.echo(_settle(card).sql(table, dialect, lang=lang))


@card_app.command("cases")
@commanded
def card_cases(
    card: CardArgument = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where to write: .csv or .parquet.")
    ],
    lang: Lang = "en",
) -> None:
    """Write the cases that any other engine must pass.

    The expected outputs stand beside them.

    \b
    Examples:
      leadscore card cases -o cases.csv
      leadscore card cases my.toml -o cases.parquet
    """  # noqa: D301
    check_language(lang)
    check_output(output, TABLE_ENDINGS)
    cases = _settle(card).cases(kind="polars", lang=lang)
    write_table(output, cases)
    print_line(say("shell", "written", lang, path=output))


def _print_changes(before: Card, after: Card, lang: str) -> None:
    """Print what another card gives differently, one line per change."""
    changes = compare_cards(before, after, lang)
    if not changes:
        print_line(say("shell", "same", lang))
        return
    print_line(say("shell", "changes", lang, count=len(changes)))
    for change in changes:
        print_line(f"  {change}")


def _settle(card: Path | None) -> Card:
    return hrm_card() if card is None else Card.load(card)
