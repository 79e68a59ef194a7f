"""The words of reports as data: the reader of ``reports/data/words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _words() -> dict[str, Any]:
    text = (files("leadscore.reports") / "data" / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def has_words(group: str, key: str) -> bool:
    """Tell whether a key has words."""
    return key in _words().get(group, {})


def say(group: str, key: str, lang: str, **places: object) -> str:
    """Say a key in one language.

    Parameters
    ----------
    group, key : str
        A table and a key of ``words.toml``.
    lang : {"en", "zh"}
        The language.
    **places : object
        What is filled in where the words have ``{name}``.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> say("line", "grade", "en", letter="A", least=70)
    'Grade A: from 70 points'
    """
    text: str = _words()[group][key][lang]
    return text.format(**places) if places else text
