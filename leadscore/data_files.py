"""Vocabularies, labels and thresholds are data: the readers of the ``data`` folders."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from leadscore.counted import fill
from leadscore.errors import DataFileError


def read_text(part: str, name: str) -> str:
    """Read a file that comes with the package.

    Parameters
    ----------
    part : str
        The part of the package, such as ``"standards"``.
    name : str
        The file in its folder ``data``.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> read_text("cards", "hrm.toml").startswith("# The shipped card")
    True
    """
    return (files(f"leadscore.{part}") / "data" / name).read_text(encoding="utf-8")


@cache
def read_toml(part: str, name: str) -> dict[str, Any]:
    """Read a TOML file that comes with the package, once.

    Parameters
    ----------
    part, name : str
        As for ``read_text``.

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
    >>> read_toml("standards", "labels.toml")["size"]["large"]["zh"]
    '大型'
    """
    try:
        return tomllib.loads(read_text(part, name))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{part}/data/{name} is not valid TOML: {error}.") from error


def say(part: str, file: str, /, *keys: str, lang: str, **places: object) -> str:
    """Say a sentence of a TOML file that comes with the package.

    Parameters
    ----------
    part, file : str
        As ``part`` and ``name`` of ``read_text``.
    *keys : str
        Where the sentence stands: tables, and its key.
    lang : {"en", "zh"}
        The language.
    **places : object
        What is filled in where the sentence has ``{name}``, or ``{name:lead|leads}`` for a number
        and the word that goes with it; without any it is taken as it is.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> say("standards", "evidence.toml", "hiring", "posts", lang="en", n=3, hr=1)
    'open posts: 3, of them HR: 1'
    """
    found: Any = read_toml(part, file)
    for key in keys:
        found = found[key]
    text: str = found[lang]
    return fill(text, **places) if places else text


@cache
def read_rows(part: str, name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file that comes with the package, once.

    Parameters
    ----------
    part, name : str
        As for ``read_text``. Lines that begin with ``#`` are remarks.

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
    >>> read_rows("lists", "headers.csv")[0]
    {'header': '企业全称', 'field': 'name', 'rank': '1'}
    """
    lines = [line for line in read_text(part, name).splitlines() if not line.startswith("#")]
    rows = tuple(csv.DictReader(lines))
    for row in rows:
        if None in row or None in row.values():
            raise DataFileError(
                f'{part}/data/{name}, the row that begins with "{next(iter(row.values()))}": '
                "not as many cells as the header has."
            )
    return rows
