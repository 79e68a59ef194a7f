"""What a command prints: calm tables, one clean message, nothing that a scraped name can steer."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscore.reports.tables import call_columns
from leadscore.reports.words import say
from leadscore.standards.fields import field

_SHOWN = ("position", "name", "score", "range", "grade", "why", "ask", "gate")
_PIPE_WIDTH = 160
# A terminal obeys control characters, and bidirectional ones turn words around.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_GRADE_STYLES = {"A": "bold", "B": "", "C": "dim"}


def console(*, error: bool = False) -> Console:
    """Open the terminal, or the pipe, for printing.

    Parameters
    ----------
    error : bool
        Standard error instead of standard output.

    Returns
    -------
    rich.console.Console
        A pipe gets wide lines, because nobody can widen them later.
    """
    stream = sys.stderr if error else sys.stdout
    wide = None if stream.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(stderr=error, width=wide, highlight=False, markup=False, soft_wrap=False)


def plain(text: object, style: str = "") -> Text:
    r"""Make text printable: no markup, no control characters.

    Examples
    --------
    >>> plain("[red]某公司[/red]\x1b[31m").plain
    '[red]某公司[/red] [31m'
    """
    return Text(_CONTROL.sub(" ", "" if text is None else str(text)), style=style)


def print_line(text: str, *, error: bool = False) -> None:
    """Print text as it is; long lines are not cut."""
    console(error=error).print(plain(text), soft_wrap=True)


def print_remark(text: str, lang: str) -> None:
    """Print a remark on standard error."""
    print_line(say("shell", "remark", lang, text=text), error=True)


@contextmanager
def at_work(text: str) -> Iterator[None]:
    """Show on a terminal that work goes on; in a pipe show nothing."""
    err = console(error=True)
    if not err.is_terminal:
        yield
        return
    with err.status(plain(text)):
        yield


def print_calls(ranked: pl.DataFrame, lang: str, by: str | None = None) -> None:
    """Print a ranked list as a table.

    Parameters
    ----------
    ranked : polars.DataFrame
        The rows to show.
    lang : {"en", "zh"}
        Language of headings and words.
    by : str, optional
        A column to show in front: whose list each row is of.
    """
    columns = {one.name: one for one in call_columns(ranked, lang)}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=False, padding=(0, 1, 0, 0))
    front = () if by is None or by in _SHOWN else (by,)
    named = () if "name" in columns else ("lead_id",)
    chosen = [columns[name] for name in (*front, *named, *_SHOWN) if name in columns]
    for one in chosen:
        right = one.kind == "number"
        ratio = {"why": 4, "ask": 3, "name": 2}.get(one.name)
        table.add_column(
            plain(one.heading),
            justify="right" if right else "left",
            overflow="fold",
            ratio=ratio,
            no_wrap=one.name in ("position", "score", "range", "grade"),
        )
    grades = ranked["grade"].to_list() if "grade" in ranked.columns else [None] * ranked.height
    for place, cells in enumerate(zip(*(one.values for one in chosen), strict=True)):
        table.add_row(*map(plain, cells), style=_GRADE_STYLES.get(str(grades[place]), "dim"))
    console().print(table)


def print_summary(ranked: pl.DataFrame | pl.LazyFrame, lang: str) -> None:
    """Print how many companies have which grade, and how many are disqualified."""
    joint = say("word", "list", lang)
    grade = pl.when(pl.col("gate").is_null()).then("grade").alias("grade")
    counted = ranked.lazy().group_by(grade).len().sort("grade", nulls_last=True)
    counts: dict[str | None, int] = dict(counted.collect(engine="streaming").rows())
    gated = counts.pop(None, 0)
    parts = [f"{name} {count:,}" for name, count in counts.items()]
    if gated:
        parts.append(say("shell", "gated", lang, count=f"{gated:,}"))
    told = joint.join(parts) or "-"
    total = f"{sum(counts.values()) + gated:,}"
    print_line(say("shell", "companies", lang, companies=total, grades=told))


def print_explanation(lines: pl.DataFrame, lead: dict[str, object], lang: str) -> None:
    """Print how one score is made.

    Parameters
    ----------
    lines : polars.DataFrame
        What ``explain`` returned.
    lead : dict
        The lead's row with its scores.
    lang : {"en", "zh"}
        The language.
    """
    heads = [say("heading", key, lang) for key in ("attribute", "value", "points")]
    heads += [say("shell", key, lang) for key in ("low", "high", "note", "evidence")]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=True, padding=(0, 1, 0, 0))
    feet = [say("shell", "sum", lang), "", *(str(lead[key]) for key in ("score", "low", "high"))]
    for at, head in enumerate(heads):
        foot = feet[at] if at < len(feet) else ""
        side = "right" if 2 <= at <= 4 else "left"
        table.add_column(plain(head), plain(foot), justify=side, overflow="fold")  # type: ignore[arg-type]
    names = ("label", "value", "points", "low", "high", "note", "evidence")
    for row in lines.select(names).rows():
        table.add_row(*map(plain, row))
    print_line(f"{lead['name']} ({field('lead_id').heading(lang)} {lead['lead_id']})")
    console().print(table)
    print_line(say("shell", "grade", lang, grade=lead["grade"]))
    for key in ("gate", "ask"):
        if lead[key] is not None:
            print_line(say("shell", key, lang, **{key: lead[key]}))
