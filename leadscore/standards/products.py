"""Products and hosts: which HR tool a text names, and which one serves a careers page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from leadscore.standards.titles import pattern
from leadscore.standards.vocabulary import check_language, read_rows, read_toml

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Tool:
    """A product, or a statement about tools, with what it proves.

    Attributes
    ----------
    key : str
        Its name in tables.
    degree : str
        The degrees of e-tooling it leaves possible, such as ``"suite"`` or ``"point|office"``.
    en, zh : str
        Its name in words.
    """

    key: str
    degree: str
    en: str
    zh: str

    def label(self, lang: str = "en") -> str:
        """Say the tool's name.

        Parameters
        ----------
        lang : {"en", "zh"}
            The language.

        Returns
        -------
        str
            The name.

        Examples
        --------
        >>> tool("beisen").label("zh")
        '北森'
        """
        check_language(lang)
        return self.zh if lang == "zh" else self.en


def tool(key: str) -> Tool | None:
    """Look a tool up by its key.

    Parameters
    ----------
    key : str
        A key that ``find_tools`` or ``tool_of_url`` gave.

    Returns
    -------
    Tool or None
        The tool; null when no tool has this key.

    Examples
    --------
    >>> tool("moka").degree, tool("spoon") is None
    ('point', True)
    """
    return _tools().get(key)


def find_tools(text: str | None) -> tuple[str, ...]:
    """Find the HR and office products that a text names.

    Latin names count as whole words only. A name that is a common word too (Lever, Workday, Moka)
    counts in its exact case and beside a word such as "ATS" or "人事系统". Names that mean the
    maker's other products (用友 and 金蝶 in an accountant's ad) do not count without their HR part.
    Statements such as 手工考勤 are found too.

    Parameters
    ----------
    text : str or None
        Any text, such as a job description.

    Returns
    -------
    tuple of str
        Keys of the products and statements, each once, in the order of the data files.

    Examples
    --------
    >>> find_tools("熟悉北森系统，日常用钉钉打卡")
    ('beisen', 'dingtalk', 'office_sheets')
    >>> find_tools("leverage data in an 8-hour workday"), find_tools("ATS: Lever or Greenhouse")
    ((), ('greenhouse', 'lever'))
    """
    if not text:
        return ()
    original = unicodedata.normalize("NFKC", text)
    folded = original.casefold()
    # A plain search per name is several times faster than one pattern of all of them.
    latin = not _HAN.search(folded)
    there = tuple(name for name in _names(latin=latin) if name in folded)
    matches = _one_of(there).finditer(folded) if there else ()
    found = {_aliases()[m.group()] for m in matches if _whole(folded, *m.span())}
    common = tuple(name for name in _strict_keys() if name in original)
    strict = {_strict_keys()[name] for name in common if _as_word(name).search(original)}
    if not strict <= found and _context().search(folded):
        found |= strict
    found |= {said.key for said in _statements() if said.stands_in(folded)}
    return tuple(key for key in _tools() if key in found)


@lru_cache(maxsize=65536)
def tool_of_url(url: str | None) -> str | None:
    """Tell which product serves a careers page, by its host.

    Parameters
    ----------
    url : str or None
        An address, with or without ``https://``.

    Returns
    -------
    str or None
        The product's key; null for a host of the company's own, or one that is not known.

    Examples
    --------
    >>> tool_of_url("https://example.zhiye.com/campus"), tool_of_url("https://zhiye.com.evil.cn")
    ('beisen', None)
    """
    row = _host_row(url) if url else None
    return row["product"] if row else None


@lru_cache(maxsize=65536)
def degree_of_url(url: str | None) -> str | None:
    """Tell what a careers page's host proves about the degree of e-tooling.

    Parameters
    ----------
    url : str or None
        An address, with or without ``https://``.

    Returns
    -------
    str or None
        The degrees still possible, such as ``"suite|point"``; null for an unknown host.

    Examples
    --------
    >>> degree_of_url("app.mokahr.com/apply/example"), degree_of_url("www.example.com")
    ('point', None)
    """
    row = _host_row(url) if url else None
    return row["degree"] if row else None


@cache
def _tools() -> dict[str, Tool]:
    words: dict[str, Any] = read_toml("tool_words.toml")
    products = [
        Tool(row["key"], words["degree"][row["kind"]], row["en"], row["zh"])
        for row in read_rows("products.csv")
    ]
    said = [Tool(s["key"], s["degree"], s["en"], s["zh"]) for s in words["statement"]]
    return {tool.key: tool for tool in [*products, *said]}


@cache
def _aliases() -> dict[str, str]:
    return {
        alias: row["key"]
        for row in read_rows("products.csv")
        for alias in row["aliases"].split("|")
    }


@cache
def _names(*, latin: bool) -> tuple[str, ...]:
    return tuple(name for name in _aliases() if name.isascii() or not latin)


@lru_cache(maxsize=1024)
def _one_of(names: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: 飞书招聘 is another product than 飞书.
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


def _whole(text: str, start: int, end: int) -> bool:
    # An empty slice before the text's beginning or after its end is no letter.
    before, first = text[max(start - 1, 0) : start], text[start]
    after, last = text[end : end + 1], text[end - 1]
    return not (_latin(before) and _latin(first)) and not (_latin(last) and _latin(after))


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


@cache
def _strict_keys() -> dict[str, str]:
    return {row["strict"]: row["key"] for row in read_rows("products.csv") if row["strict"]}


@cache
def _as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])")


@cache
def _context() -> re.Pattern[str]:
    return pattern(read_toml("tool_words.toml")["context"])


@dataclass(frozen=True, slots=True)
class _Statement:
    key: str
    needs: tuple[str, ...]
    words: re.Pattern[str]

    def stands_in(self, folded: str) -> bool:
        return any(word in folded for word in self.needs) and bool(self.words.search(folded))


@cache
def _statements() -> list[_Statement]:
    rows = read_toml("tool_words.toml")["statement"]
    return [_Statement(s["key"], tuple(s["needs"]), pattern(s["pattern"])) for s in rows]


def _host_row(url: str) -> dict[str, str] | None:
    text = unicodedata.normalize("NFKC", url).strip().casefold()
    try:
        address = urlsplit(text if "//" in text else f"//{text}")
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return None
    for row in read_rows("hosts.csv"):
        name = row["host"].removeprefix("*.")
        below = row["host"].startswith("*.") and host.endswith(f".{name}")
        if (host == name or below) and address.path.startswith(row["path"]):
            return row
    return None
