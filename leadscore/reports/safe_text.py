"""Scraped text in a spreadsheet: nothing in it may run as a formula.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is a formula to a
spreadsheet program, and full-width forms of the signs become one in some. A workbook cell says of
itself that it is text; a CSV file cannot, so there such a cell gets an apostrophe in front, as the
OWASP advice on CSV injection has it. ``restore`` takes it off again.
"""

from __future__ import annotations

import polars as pl

_SIGNS = r"^'*[=+\-@\t\r\n＝＋－＠]"
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


def defuse(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    Parameters
    ----------
    text : polars.Expr
        A text column.

    Returns
    -------
    polars.Expr
        The column; what is already behind apostrophes gets one more, so that ``restore`` gives
        back exactly what was there.

    Examples
    --------
    >>> names = pl.DataFrame({"name": ["=1+1", "某某公司", "'=x"]})
    >>> names.select(defuse(pl.col("name")))["name"].to_list()
    ["'=1+1", '某某公司', "''=x"]
    """
    return pl.when(~text.str.contains(_SIGNS)).then(text).otherwise(pl.lit("'") + text)


def restore(text: pl.Expr) -> pl.Expr:
    """Take the apostrophe of ``defuse`` off again.

    Parameters
    ----------
    text : polars.Expr
        A text column of a file that ``write_csv`` wrote.

    Returns
    -------
    polars.Expr
        The column as it was.

    Examples
    --------
    >>> names = pl.DataFrame({"name": ["'=1+1", "'quoted'", "''=x"]})
    >>> names.select(restore(pl.col("name")))["name"].to_list()
    ['=1+1', "'quoted'", "'=x"]
    """
    added = text.str.starts_with("'") & text.str.contains(_SIGNS)
    return pl.when(~added).then(text).otherwise(text.str.slice(1))


def clean(column: pl.Series, longest: int) -> tuple[pl.Series, int, int]:
    r"""Make a text column fit for a workbook.

    Parameters
    ----------
    column : polars.Series
        Text.
    longest : int
        How many characters a cell can hold, as UTF-16 counts them.

    Returns
    -------
    column : polars.Series
        Long texts cut, characters that a workbook cannot store replaced.
    cut, replaced : int
        How many texts were cut, and in how many characters were replaced.

    Examples
    --------
    >>> cleaned, cut, replaced = clean(pl.Series(["abcdef", "a\x07"]), 4)
    >>> cleaned.to_list(), cut, replaced
    (['abc…', 'a�'], 1, 1)
    """
    text = column.str.replace_all("\r\n?", "\n")
    illegal, long = text.str.contains(_ILLEGAL), _units(text) > longest
    replaced, cut = int(illegal.sum() or 0), int(long.sum() or 0)
    if replaced:
        text = text.str.replace_all(_ILLEGAL, "\ufffd")
    if cut:
        # A character beyond the first plane may count twice.
        least = text.str.slice(0, longest - 1)
        half = text.str.slice(0, longest // 2 - 1)
        short = pl.when(_units(least) < longest).then(least).otherwise(half) + "…"
        text = pl.select(pl.when(long).then(short).otherwise(text)).to_series()
    return text.alias(column.name), cut, replaced


def _units(text: pl.Series) -> pl.Series:
    return text.str.len_chars() + text.str.count_matches("[\U00010000-\U0010ffff]")
