"""The words of reports as data: the reader of ``reports/data/words.toml``."""

from __future__ import annotations

from leadscore import data_files

_FILE = "words.toml"


def has_words(group: str, key: str) -> bool:
    """Tell whether a key has words."""
    return key in data_files.read_toml("reports", _FILE).get(group, {})


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
    return data_files.say("reports", _FILE, group, key, lang=lang, **places)
