"""The country that a cell names, under one name whatever its language and spelling."""

from __future__ import annotations

from functools import cache

from leadscore.lists.vocabulary.words import read_rows


@cache
def _named() -> dict[str, str]:
    """Give the first English name for each name and code of a country."""
    named = {}
    for row in read_rows("countries.csv"):
        if row["code"] == "-":
            continue
        names = [name for name in (*row["en"].split(";"), *row["zh"].split(";")) if name]
        for name in (*names, row["code"]):
            named[_plain(name)] = names[0]
    return named


@cache
def country_name(code: str) -> str | None:
    """Name the country of a code.

    Parameters
    ----------
    code : str
        A code of ``countries.csv``.

    Returns
    -------
    str or None
        Its first English name; None for a part of the world.

    Raises
    ------
    KeyError
        When there is no such code.

    Examples
    --------
    >>> country_name("DE"), country_name("-")
    ('Germany', None)
    """
    named = {row["code"]: row["en"].split(";")[0] for row in read_rows("countries.csv")}
    return None if code == "-" else named[code]


def _plain(text: str) -> str:
    return text.replace(".", "").strip().casefold()


def read_country(text: str) -> str | None:
    """Read the country that a cell names.

    Parameters
    ----------
    text : str
        A cell of a column of countries.

    Returns
    -------
    str or None
        Its English name for a name or a code that is known, else the cell as found; None when
        it holds no word.

    Examples
    --------
    >>> [read_country(text) for text in ("USA", "德国", "de", "Ruritania", "17")]
    ['United States', 'Germany', 'Germany', 'Ruritania', None]
    """
    found = _named().get(_plain(text))
    return found or (text if any(letter.isalpha() for letter in text) else None)
