"""Tables of results: read from files as they are, printed with headings in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from leadscore.cards.evaluation import METHODS
from leadscore.errors import FileError, ListError
from leadscore.reports.safe_text import restore
from leadscore.reports.tables import heading_of
from leadscore.reports.words import has_words, say
from leadscore.reports.workbook import write_result_workbook
from leadscore.shell.display import console, plain, print_line
from leadscore.shell.outputs import check_ending, check_output, write_table
from leadscore.standards.process import load_process

TABLE_ENDINGS = (".csv", ".parquet")
RESULT_ENDINGS = (*TABLE_ENDINGS, ".xlsx")
_SHARES = frozenset(["so_far", "rate", "undecided", "overall", "says", "is"])
_FINE = frozenset(["auc", "auc_error", "log_loss", "log_loss_error", "brier"])


def read_table(file: Path) -> pl.DataFrame:
    r"""Read a table; the cells of a CSV stay text, so that no id loses its zeros.

    Parameters
    ----------
    file : Path
        ``.csv`` or ``.parquet``.

    Returns
    -------
    polars.DataFrame
        Empty cells are null.

    Raises
    ------
    ArgumentError
        When it is another kind of file.
    FileError
        When it cannot be opened.
    ListError
        When it is not what its name says.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "outcomes.csv"
    >>> _ = file.write_text("lead_id,outcome\n007,won\n", encoding="utf-8")
    >>> read_table(file).rows()
    [('007', 'won')]
    """
    ending = file.suffix.lower()
    check_ending(file, TABLE_ENDINGS)
    try:
        if ending == ".parquet":
            return pl.read_parquet(file)
        table = pl.read_csv(file, infer_schema=False, encoding="utf8")
    except OSError as error:
        raise FileError(f'Cannot read "{file}": {error.strerror or error}.') from error
    except pl.exceptions.PolarsError as error:
        first = str(error).partition("\n")[0]
        raise ListError(
            f'"{file}" cannot be read as {ending[1:]}: {first}. A CSV must be UTF-8, with commas '
            "and one line of headings."
        ) from error
    return table.select(restore(pl.all()))


def check_table_output(output: Path | None) -> None:
    """Refuse, before the work begins, an output that no table can be written to."""
    if output is not None:
        check_output(output, RESULT_ENDINGS)


def give_table(
    table: pl.DataFrame,
    output: Path | None,
    lang: str,
    *,
    without: Iterable[str] = (),
    shares: Iterable[str] = (),
    kind: str = "result",
) -> None:
    """Print a table as ``print_table`` does and, where an output is given, write all of it.

    In a workbook it looks as ``write_result_workbook`` says of its ``kind``.
    """
    print_table(table, lang, without=without, shares=shares)
    if output is not None:
        write_result(output, table, lang, kind=kind)
        print_line(say("shell", "written", lang, path=output))


def write_result(output: Path, table: pl.DataFrame, lang: str, *, kind: str = "result") -> None:
    """Write a table of results; the ending decides the format."""
    if output.suffix.lower() == ".xlsx":
        write_result_workbook(output, table, kind=kind, lang=lang)
    else:
        write_table(output, table)


def print_table(
    table: pl.DataFrame, lang: str, *, without: Iterable[str] = (), shares: Iterable[str] = ()
) -> None:
    """Print a table of results.

    Parameters
    ----------
    table : polars.DataFrame
        The result.
    lang : {"en", "zh"}
        Language of the headings; a column of the user's own keeps its name.
    without : iterable of str
        Columns that are not shown.
    shares : iterable of str
        Further columns to show in per cent, beside those that always are shares.
    """
    hidden, per_cent = set(without), _SHARES | set(shares)
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    chosen = [name for name in table.columns if name not in hidden]
    for name in chosen:
        right = table.schema[name].is_numeric()
        head = say("result", name, lang) if has_words("result", name) else heading_of(name, lang)
        shown.add_column(plain(head), justify="right" if right else "left", overflow="fold")
    words = {name: _words(name, lang) for name in chosen}
    for row in table.select(chosen).rows():
        shown.add_row(
            *(
                plain(words[name].get(cell) or _cell(cell, _decimals(name, per_cent), lang))
                for name, cell in zip(chosen, row, strict=True)
            )
        )
    console().print(shown)


def _words(name: str, lang: str) -> dict[Any, str]:
    """Say in words the keys that a column of results holds."""
    if name == "stage":
        return {one.key: one.label(lang) for one in load_process().stages}
    if name == "method":
        return {key: say("method", key, lang) for key in METHODS}
    return {}


def _decimals(name: str, per_cent: set[str] | frozenset[str]) -> str:
    return ".1%" if name in per_cent else ",.4f" if name in _FINE else ",.1f"


def _cell(value: Any, decimals: str, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("word", "yes" if value else "no", lang)
    if isinstance(value, float):
        return format(value, decimals)
    if isinstance(value, int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
