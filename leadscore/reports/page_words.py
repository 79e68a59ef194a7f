"""The words of the page, in both languages at once: a switch in the page chooses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from leadscore.data_files import read_toml
from leadscore.standards.vocabulary import LANGUAGES

T = TypeVar("T")


@cache
def page_words() -> dict[str, dict[str, str]]:
    """Return every word of the page by language and key.

    Examples
    --------
    >>> page_words()["zh"]["title"]
    '呼叫名单'
    """
    words = read_toml("reports", "page_words.toml")
    return {lang: {key: both[lang] for key, both in words.items()} for lang in LANGUAGES}


def in_both(say: Callable[[str], T]) -> dict[str, T]:
    """Call a function once for each language.

    Examples
    --------
    >>> in_both(str.upper)
    {'en': 'EN', 'zh': 'ZH'}
    """
    return {lang: say(lang) for lang in LANGUAGES}
