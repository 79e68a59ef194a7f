"""Vocabularies of the importer as data: the readers of ``lists/data``."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from leadscore.errors import DataFileError


def _text(name: str) -> str:
    return (files("leadscore.lists") / "data" / name).read_text(encoding="utf-8")


@cache
def read_words(name: str) -> dict[str, Any]:
    """Read a TOML file of ``lists/data``, once.

    Parameters
    ----------
    name : str
        File name, such as ``"words.toml"``.

    Returns
    -------
    dict
        The document. It is shared: do not change it.

    Raises
    ------
    DataFileError
        When the file is not valid TOML.

    Examples
    --------
    >>> "active" in read_words("words.toml")["status"]
    True
    """
    try:
        return tomllib.loads(_text(name))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"lists/data/{name} is not valid TOML: {error}.") from error


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file of ``lists/data``, once; lines that begin with ``#`` are remarks.

    Parameters
    ----------
    name : str
        File name, such as ``"headers.csv"``.

    Returns
    -------
    tuple of dict
        One dict per row; an empty cell is an empty text. They are shared: do not change them.

    Raises
    ------
    DataFileError
        When a row has more or fewer cells than the header.

    Examples
    --------
    >>> read_rows("headers.csv")[0]
    {'header': '企业全称', 'field': 'name', 'rank': '1'}
    """
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    rows = tuple(csv.DictReader(lines))
    for row in rows:
        if None in row or None in row.values():
            raise DataFileError(
                f"lists/data/{name}, the row that begins with "
                f'"{next(iter(row.values()))}": not as many cells as the header has.'
            )
    return rows


@cache
def pattern(group: str) -> re.Pattern[str]:
    """Compile the pattern of one group of ``words.toml``.

    Parameters
    ----------
    group : str
        A table of the file, such as ``"salary"``.

    Returns
    -------
    re.Pattern
        Case does not matter to it.

    Examples
    --------
    >>> bool(pattern("salary").fullmatch("15k-30k"))
    True
    """
    return re.compile(read_words("words.toml")[group]["pattern"], re.IGNORECASE)


def say(group: str, key: str, lang: str, **places: object) -> str:
    """Say a sentence of ``texts.toml`` in one language.

    Parameters
    ----------
    group, key : str
        Where the sentence stands.
    lang : {"en", "zh"}
        The language.
    **places : object
        What fills the places in braces.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> say("problem", "no_name", "zh")
    '没有公司名称'
    """
    sentence: str = read_words("texts.toml")[group][key][lang]
    return sentence.format(**places) if places else sentence
