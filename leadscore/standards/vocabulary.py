"""Vocabularies are data: the readers of ``standards/data`` and the two languages."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from leadscore.errors import DataFileError, check_choice

LANGUAGES = ("en", "zh")


def check_language(lang: str) -> None:
    """Refuse a language that the labels do not have.

    Raises
    ------
    ArgumentError
        When ``lang`` is neither ``"en"`` nor ``"zh"``.

    Examples
    --------
    >>> check_language("zh")
    """
    check_choice("lang", lang, LANGUAGES)


def _text(name: str) -> str:
    return (files("leadscore.standards") / "data" / name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read a TOML file of ``standards/data``, once.

    Parameters
    ----------
    name : str
        File name, such as ``"labels.toml"``.

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
    >>> read_toml("labels.toml")["size"]["large"]["zh"]
    '大型'
    """
    try:
        return tomllib.loads(_text(name))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"standards/data/{name} is not valid TOML: {error}.") from error


@cache
def read_rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file of ``standards/data``, once; lines that begin with ``#`` are remarks.

    Parameters
    ----------
    name : str
        File name, such as ``"hosts.csv"``.

    Returns
    -------
    list of dict
        One dict per row; an empty cell is an empty text. It is shared: do not change it.

    Raises
    ------
    DataFileError
        When a row has more or fewer cells than the header.

    Examples
    --------
    >>> sorted(read_rows("fields.csv")[0])[:3]
    ['en', 'from', 'name']
    """
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    rows = []
    for row in csv.DictReader(lines):
        if None in row or None in row.values():
            raise DataFileError(
                f"standards/data/{name}, the row that begins with "
                f'"{next(iter(row.values()))}": not as many cells as the header has.'
            )
        rows.append(row)
    return rows


def label(group: str, key: str, lang: str = "en") -> str:
    """Say a fact's value, a stage or a column heading in words.

    Parameters
    ----------
    group : str
        A table of ``labels.toml``, such as ``"size"``.
    key : str
        The value, or several with ``|`` between them.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The label; a key that has none comes back as it is.

    Examples
    --------
    >>> label("size", "small|medium", "zh")
    '小型或中型'
    >>> label("hr_type", "A")
    'A: complete HR system'
    """
    check_language(lang)
    table = read_toml("labels.toml").get(group, {})
    words = [table.get(part, {}).get(lang, part) for part in key.split("|")]
    return ("或" if lang == "zh" else " or ").join(words)
