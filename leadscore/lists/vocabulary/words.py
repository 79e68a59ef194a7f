"""Vocabularies of the importer as data: the readers of ``lists/data``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from leadscore import data_files


def read_words(name: str) -> dict[str, Any]:
    """Read a TOML file of ``lists/data``; see ``data_files.read_toml``.

    Examples
    --------
    >>> "active" in read_words("words.toml")["status"]
    True
    """
    return data_files.read_toml("lists", name)


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file of ``lists/data``; see ``data_files.read_rows``.

    Examples
    --------
    >>> read_rows("headers.csv")[0]
    {'header': '企业全称', 'field': 'name', 'rank': '1'}
    """
    return data_files.read_rows("lists", name)


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
    return data_files.say("lists", "texts.toml", group, key, lang=lang, **places)


def remark(key: str, lang: str, **places: object) -> str:
    """Say how a file was opened; see ``say``.

    Examples
    --------
    >>> remark("other_sheets", "en", sheet="a", others="b")
    'sheet "a" was read; other sheets with cells: b'
    """
    return data_files.say("lists", "remarks.toml", key, lang=lang, **places)
