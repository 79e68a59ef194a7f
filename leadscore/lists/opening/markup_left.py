"""What a scraper left in a cell: tags within a line, entities, and the escapes of JSON."""

from __future__ import annotations

import re
from html import unescape

import polars as pl

_WITHIN = r"(?:em|b|i|u|s|strong|font|span|mark|small|big|sup|sub|nobr|highlight)"
_TAG = re.compile(rf"</?{_WITHIN}(?:\s[^<>]{{0,300}})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{4,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
_ESCAPED = re.compile(r"(?:\\u[0-9a-f]{4})+", re.IGNORECASE)
# What one of them begins and ends with: few cells have both.
_SIGNS = r"(?s)<.*>|&.*;|\\/|\\u[0-9a-fA-F]{4}"


def without_markup(text: str) -> str:
    r"""Take the tags out of a text, and write entities as the letters that they stand for.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        A line break for each ``<br>``; other tags than those within a line are left.

    Examples
    --------
    >>> without_markup("<em>云岭</em>科技"), without_markup("R&amp;D"), without_markup("a<br/>b")
    ('云岭科技', 'R&D', 'a\nb')
    >>> without_markup("AT&T; x < y"), without_markup("<h1>Jobs</h1>")
    ('AT&T; x < y', '<h1>Jobs</h1>')
    >>> without_markup("IT\\/\\u7535\\u5b50")
    'IT/电子'
    """
    bare = _TAG.sub("", _BREAK.sub("\n", text)) if "<" in text else text
    if "\\" in bare:
        bare = _ESCAPED.sub(_letters, bare.replace("\\/", "/"))
    return _ENTITY.sub(lambda match: unescape(match[0]), bare) if "&" in bare else bare


def _letters(escaped: re.Match[str]) -> str:
    halves = bytes.fromhex(escaped[0].replace(escaped[0][:2], ""))
    return halves.decode("utf-16-be", "replace")


def drop_markup(column: pl.Series) -> pl.Series:
    """Take the markup out of every text of a column.

    Parameters
    ----------
    column : polars.Series
        Texts.

    Returns
    -------
    polars.Series
        The same length and order; the same series where there is none.

    Examples
    --------
    >>> drop_markup(pl.Series(["<b>A</b>", None, "B"])).to_list()
    ['A', None, 'B']
    """
    places = column.str.contains(_SIGNS).fill_null(value=False).arg_true()
    if not len(places):
        return column
    bare = [without_markup(text) for text in column.gather(places)]
    return column.clone().scatter(places, pl.Series(bare, dtype=pl.String))
