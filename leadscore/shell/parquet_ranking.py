"""Ranking Parquet lists of any size: streamed from files to a file, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from leadscore.cards.batch import require_columns
from leadscore.cards.big_files import Prepare, find_top, rank_files
from leadscore.cards.card import Card
from leadscore.cards.parquet_sources import open_files
from leadscore.errors import ArgumentError, ColumnError
from leadscore.reports.words import say
from leadscore.shell.display import (
    console,
    plain,
    print_calls,
    print_line,
    print_remark,
    print_summary,
)
from leadscore.shell.event_sheets import event_sheets
from leadscore.shell.inputs import FACTS, Leads, Reading
from leadscore.shell.outputs import write_calls
from leadscore.standards.brand import BrandLists
from leadscore.standards.qualify import READS, qualify

SHOWN = 10


def several_in_one(file: Path) -> bool:
    """Tell a folder, or a pattern such as ``leads/*.parquet``, from a file.

    Examples
    --------
    >>> several_in_one(Path("leads/*.parquet")), several_in_one(Path("leads.parquet"))
    (True, False)
    """
    pattern = file.suffix.lower() == ".parquet" and any(mark in str(file) for mark in "*?[")
    return file.is_dir() or (pattern and not file.exists())


def streams(files: Sequence[Path], output: Path | None, top: int | None) -> bool:
    """Decide whether lists are streamed: one Parquet file to another, folders, patterns, ``top``.

    Parameters
    ----------
    files : sequence of Path
        What was given to the command.
    output : Path or None
        What it shall write.
    top : int or None
        How many leads it shall keep.

    Returns
    -------
    bool
        False: the lists are read into memory, and made one.

    Raises
    ------
    ArgumentError
        When folders stand among raw lists, or a list of any size shall be written as a list for
        people.

    Examples
    --------
    >>> streams([Path("big.parquet")], Path("out.parquet"), None)
    True
    >>> streams([Path("list.csv")], Path("out.parquet"), None)
    False
    """
    parquet = Path("a.parquet").suffix
    small = output is None or output.suffix.lower() != parquet
    if not any(several_in_one(file) for file in files):
        one = len(files) == 1 and files[0].suffix.lower() == parquet
        return one and (top is not None or not small)
    for file in files:
        if not several_in_one(file) and file.suffix.lower() != parquet:
            raise ArgumentError(
                f'"{file}" is a raw list, and cannot be ranked together with folders or patterns '
                "of Parquet files. Make leads of it first: leadscore import LIST.csv -o "
                "leads.parquet"
            )
    if output is not None and small and top is None:
        raise ArgumentError(
            f'A folder or pattern of Parquet files is ranked into a Parquet file, not "{output}". '
            "Write -o calls.parquet, or keep the first ones: --top 1000."
        )
    return True


def rank_parquet(
    files: Sequence[Path],
    reading: Reading,
    *,
    brands: Path | None,
    card: Card,
    output: Path | None,
    by: str | None,
    top: int | None,
    events: Path | None = None,
) -> None:
    """Rank Parquet lists in bounded memory, and print the first ones.

    Parameters
    ----------
    files : sequence of Path
        Files, folders and patterns, of leads or of their facts.
    reading : Reading
        For the day and the language.
    brands : Path or None
        A list of known brands.
    card : Card
        The card.
    output : Path or None
        The file to write; None: the first ones are only printed.
    by : str or None
        A column: a list for each of its values.
    top : int or None
        How many leads (of each list) are kept; None: all.
    events : Path or None
        A log of events, for a workbook.
    """
    lang = reading.lang
    sources = [str(file) for file in files]
    leads, total = open_files(sources, output)
    prepare = _preparation(leads.collect_schema().names(), card, reading, brands)
    options: dict[str, Any] = {"by": by, "prepare": prepare, "lang": lang}
    if output is not None and top is None:
        with _progress(say("shell", "ranking", lang)) as told:
            rank_files(sources, output, card, progress=told, **options)
        ranked = pl.scan_parquet(output)
        written = [output]
    else:
        most = SHOWN if top is None else top
        with _progress(say("shell", "ranking", lang)) as told:
            found = find_top(sources, card, top=most, out=output, progress=told, **options)
        kept = say("shell", "kept_of", lang, kept=f"{found.height:,}", leads=f"{total:,}")
        print_line(kept)
        ranked = found.lazy()
        sheets = event_sheets(events, lang, reading.as_of)
        written = (
            [] if output is None else write_calls(output, found, Leads(found), card, lang, sheets)
        )
    print_summary(ranked, lang)
    first = ranked.head(SHOWN).collect()
    print_line("")
    print_line(say("shell", "top", lang, count=first.height))
    print_calls(first, lang, by)
    for path in written:
        print_line(say("shell", "written", lang, path=path))


def _preparation(
    names: list[str], card: Card, reading: Reading, brands: Path | None
) -> Prepare | None:
    """Say what has to be done before leads can be scored: nothing, or the standards."""
    try:
        require_columns(card, names)
    except ColumnError:
        if not set(READS) & set(names):
            raise
        lists = None if brands is None else BrandLists.from_csv(brands)
        return partial(qualify, as_of=reading.as_of, brands=lists, lang=reading.lang)
    if set(names) >= FACTS:
        print_remark(say("shell", "kept_facts", reading.lang), reading.lang)
    return None


@contextmanager
def _progress(text: str) -> Iterator[Callable[[int, int], object] | None]:
    """Show on a terminal how far the work is; in a pipe show nothing."""
    from rich import progress  # noqa: PLC0415  slow to import

    err = console(error=True)
    if not err.is_terminal:
        yield None
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(plain(text).plain)
        yield lambda done, total: bar.update(task, completed=done, total=total)
