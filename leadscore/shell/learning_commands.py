"""The commands that set a card against what became of the leads: learn and evaluate."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from leadscore.cards.evaluation import evaluate as evaluate_card
from leadscore.cards.learned import Learned
from leadscore.cards.learning import learn as learn_card
from leadscore.cards.learning import settle
from leadscore.errors import ArgumentError
from leadscore.reports.words import say
from leadscore.shell.commands import Lang, commanded, day_option
from leadscore.shell.display import at_work, print_line
from leadscore.shell.fact_files import read_facts, read_outcome_file
from leadscore.shell.inputs import check_files
from leadscore.shell.outputs import check_output
from leadscore.shell.result_tables import check_table_output, give_table, print_table
from leadscore.standards.vocabulary import check_language

LeadsFile = Annotated[Path, typer.Argument(help="What `leadscore import` or `rank -o` wrote.")]
OutcomesFile = Annotated[
    Path,
    typer.Argument(
        help="CSV or Parquet: lead_id, outcome (won, lost, open), contacted_on, closed_on."
    ),
]
CardFile = Annotated[Path | None, typer.Option(help="A card of your own; else the shipped one.")]
Known = Annotated[
    dt.date | None,
    day_option("The day up to which the outcomes are known."),
]


def add_learning(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (learn, evaluate):
        app.command()(command)


@commanded
def learn(
    leads: LeadsFile,
    outcomes: OutcomesFile,
    *,
    card: CardFile = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the card: .toml.")
    ] = None,
    cross: Annotated[
        str | None, typer.Option(help="Two attributes that may count together: size,brand.")
    ] = None,
    trust: Annotated[
        float, typer.Option(help="How far the card is trusted; 2 halves what outcomes move.")
    ] = 1.0,
    as_of: Known = None,
    lang: Lang = "en",
) -> None:
    """Move the points of a card as far as the outcomes justify.

    \b
    Examples:
      leadscore learn leads.parquet outcomes.csv -o learned.toml
      leadscore learn leads.parquet outcomes.csv --card my.toml -o learned.toml --lang zh
      leadscore learn leads.parquet outcomes.csv --cross size,brand -o learned.toml
    """  # noqa: D301
    check_language(lang)
    check_files([leads, outcomes, *([card] if card else [])], output)
    if output is not None:
        check_output(output, (".toml",))
    with at_work(say("shell", "reading", lang, files=leads.name)):
        facts, known = read_facts(leads, lang), read_outcome_file(outcomes)
    prior = settle(card)
    if cross is not None:
        prior = prior.cross(*_pair(cross))
    learned = learn_card(facts, known, prior, trust=trust, as_of=as_of)
    _print_learned(learned, lang)
    if output is not None:
        learned.card.save(output)
        print_line(say("shell", "written", lang, path=output))


def _pair(text: str) -> tuple[str, str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(names):
        raise ArgumentError(
            f'--cross takes two names of attributes, such as --cross size,brand; found "{text}".'
        )
    return names[0], names[1]


def _print_learned(learned: Learned, lang: str) -> None:
    """Print the slope, how far each attribute moved, and every bin that has other points."""
    print_line(learned.slope.in_words(lang))
    mean, most = learned.rounding
    figures = {"mean": f"{mean:.1f}", "most": f"{most:.1f}"}
    count, wins = f"{learned.counts.leads.sum():,.0f}", f"{learned.counts.wins.sum():,.0f}"
    print_line(say("shell", "learned", lang, leads=count, wins=wins, **figures))
    attributes = learned.attributes(lang)
    print_table(attributes, lang, without=("attribute",))
    labels = dict(attributes.select("attribute", "label").rows())
    points = learned.points(lang).with_columns(pl.col("attribute").replace(labels))
    moved = points.filter(pl.col("before") != pl.col("after"))
    if not moved.height:
        print_line(say("shell", "same", lang))
        return
    print_line(say("shell", "changes", lang, count=moved.height))
    columns = ("attribute", "bin", "leads", "before", "after")
    print_table(moved.select(columns), lang)


@commanded
def evaluate(
    leads: LeadsFile,
    outcomes: OutcomesFile,
    *,
    card: CardFile = None,
    split: Annotated[
        str, typer.Option(help="Judge on the leads contacted last (time), or on some (random).")
    ] = "time",
    as_of: Known = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write the methods: .xlsx, .csv or .parquet."),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Judge whether a learned card may replace the old one.

    They are judged on leads that the learned one has not seen.

    \b
    Examples:
      leadscore evaluate leads.parquet outcomes.csv
      leadscore evaluate leads.parquet outcomes.csv --card my.toml --split random -o methods.csv
    """  # noqa: D301
    check_language(lang)
    check_files([leads, outcomes, *([card] if card else [])], output)
    check_table_output(output)
    with at_work(say("shell", "reading", lang, files=leads.name)):
        facts, known = read_facts(leads, lang), read_outcome_file(outcomes)
    with at_work(say("shell", "judging", lang)):
        found = evaluate_card(facts, known, card, split=split, as_of=as_of)
    print_line(found.verdict.in_words(lang))
    if found.undecided:
        count = f"{found.undecided:,}"
        print_line(say("shell", "still_open", lang, count=count, day=found.since))
    print_line(found.learned.slope.in_words(lang))
    for sentence in found.proposal(lang):
        print_line(sentence)
    print_line(say("shell", "calibration", lang))
    print_table(found.calibration(), lang, shares=("low", "high"))
    print_line(say("shell", "methods", lang))
    give_table(found.methods(), output, lang)
