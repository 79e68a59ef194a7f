"""Headings: the fields that one stands for, as a whole, without its year, or by its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from leadscore.lists.vocabulary.fields import FIELDS
from leadscore.lists.vocabulary.words import read_rows
from leadscore.standards.characters import traditional

WEAK = 9
"""The rank of a heading that counts only when the content agrees."""

BRACKETS = re.compile(r"[(（\[【<《]([^()（）\[\]【】<>《》]*)[)）\]】>》]")
"""What stands in brackets, such as a unit."""

_YEAR = re.compile(r"(?:(?<!\d)(?:19|20)\d\d(?!\d)年?(?:度|末|底)?)|\bfy ?\d{2,4}\b")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
_ENGLISH = re.compile(r"\b(?:英文?|en|eng|english)\b|英文")
_NAMED = ("名称", " name")
_LONGEST = 60

Claims = tuple[tuple[str, int], ...]


def normalise_header(text: str) -> tuple[str, str]:
    """Fold a heading so that its spellings compare equal.

    Parameters
    ----------
    text : str
        A heading as found.

    Returns
    -------
    key : str
        Letters and digits only, without case (NFKC), traditional characters as simplified ones.
    note : str
        What stood in brackets, such as a unit; empty when nothing did.

    Examples
    --------
    >>> normalise_header(" REVENUE "), normalise_header("companyFullName")
    (('revenue', ''), ('companyfullname', ''))
    >>> normalise_header("company_full name")[0], normalise_header("revenue ($ millions)")
    ('companyfullname', ('revenue', '$ millions'))
    """
    folded = _folded(text)
    notes = BRACKETS.findall(folded)
    return _key(folded), " ".join(notes).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(traditional())


def _key(folded: str) -> str:
    return "".join(c for c in BRACKETS.sub("", folded) if c.isalnum())


@cache
def _synonyms() -> dict[str, Claims]:
    table: dict[str, list[tuple[str, int]]] = {}
    for row in read_rows("headers.csv"):
        claim = row["field"], int(row["rank"])
        table.setdefault(normalise_header(row["header"])[0], []).append(claim)
    return {key: tuple(sorted(claims, key=lambda c: c[1])) for key, claims in table.items()}


class _Part(NamedTuple):
    text: str
    field: str
    rank: int
    where: str


@cache
def _parts() -> tuple[_Part, ...]:
    """Read the parts of headings, the longest first."""
    rows = read_rows("heading_parts.csv")
    parts = [_Part(r["part"], r["field"], int(r["rank"]), r["where"]) for r in rows]
    return tuple(sorted(parts, key=lambda part: (-len(part.text), part.text)))


@lru_cache(maxsize=4_096)
def whole_claims(text: str) -> Claims:
    """Name the fields that a heading stands for as a whole.

    Parameters
    ----------
    text : str
        A heading as found.

    Returns
    -------
    tuple of (str, int)
        Field and rank, the lowest rank first; a field of ``""`` means known and of no use.
        Empty when the heading is not in the table. A number at the end is overlooked for fields
        that several columns may tell, a year for all; of a path such as ``company.size`` the last
        parts may decide.

    Examples
    --------
    >>> whole_claims("companyFullName"), whole_claims("公司名称"), whole_claims("手机2")
    ((('name', 1),), (('name', 2),), (('phones', 1),))
    >>> whole_claims("2023年营业收入（亿元）"), whole_claims("合同日期")
    ((('revenue', 1),), ())
    """
    claims = _looked_up(text)
    if not claims and not _rules_out(text):
        claims = next(filter(None, map(_of_path, _endings(text))), ())
    if claims and _ENGLISH.search(normalise_header(text)[1]):
        # The name in English stands behind the name that is registered.
        return tuple((field, min(rank + 3, WEAK - 1)) for field, rank in claims)
    return claims


def _endings(text: str) -> Iterator[str]:
    """Give what stands behind each dot of a path."""
    while "." in text:
        text = text.partition(".")[2]
        yield text


def _rules_out(text: str) -> bool:
    """Tell a path with a word in it that makes it useless, such as one of earlier names."""
    words = _words(text)
    return any(
        p.where == "any" and p.rank == 1 and not p.field and _says(words, p) for p in _parts()
    )


def _of_path(ending: str) -> Claims:
    """Look up the end of a path: a weak word there says less than the path as a whole."""
    return tuple((f, rank) for f, rank in _looked_up(ending) if f and (rank < WEAK or f == "name"))


def _looked_up(text: str) -> Claims:
    table = _synonyms()
    folded = _folded(text)
    key = _key(folded)
    stem = table.get(key.rstrip("0123456789"), ())
    numbered = tuple(claim for claim in stem if claim[0] and FIELDS[claim[0]].many)
    if key in table or numbered:
        return table.get(key) or numbered
    yearless = _YEAR.sub("", folded)
    return table.get(_key(yearless), ()) if yearless != folded else ()


@lru_cache(maxsize=4_096)
def header_claims(text: str) -> Claims:
    """Name the fields that a heading can stand for, as a whole or by its parts.

    Parameters
    ----------
    text : str
        A heading as found.

    Returns
    -------
    tuple of (str, int)
        As ``whole_claims``; where the heading as a whole is not known, what its parts say
        (``heading_parts.csv``). A field of ``""`` with rank ``WEAK``: it tells something else than
        its cells look like.

    Examples
    --------
    >>> header_claims("总机电话"), header_claims("state_name"), header_claims("厂商名稱")
    ((('phones', 5),), (('region', 3),), (('name', 2),))
    >>> header_claims("上市日期"), header_claims("Award.Date"), header_claims("大小")
    ((('', 9),), (('', 9),), ())
    """
    return whole_claims(text) or _named_claims(text) or _part_claims(text)


def _named_claims(text: str) -> Claims:
    """Read ``城市名称`` and ``state_name`` as the heading before the word for name."""
    words = _words(text)
    for ending in _NAMED:
        if words.endswith(ending) and len(words) > len(ending):
            claims = _looked_up(words.removesuffix(ending))
            return tuple((field, min(rank + 1, WEAK)) for field, rank in claims if field)
    return ()


def _part_claims(text: str) -> Claims:
    words = _words(text)
    spoken = (part for part in _parts() if len(words) <= _LONGEST and _says(words, part))
    return next((((part.field, part.rank),) for part in spoken), ())


def _words(text: str) -> str:
    """Write a heading as words with blanks between: humps, numbers and marks divide."""
    humps = _HUMP.sub(" ", unicodedata.normalize("NFKC", text))
    folded = BRACKETS.sub("", _YEAR.sub("", humps.casefold().translate(traditional())))
    return " ".join(word for word in _WORDS.findall(folded) if not word.isdecimal())


def _says(words: str, part: _Part) -> bool:
    text = part.text
    if text.isascii() and part.where != "tail":
        words, text = f" {words} ", f" {text} "
    return text in words if part.where == "any" else words.endswith(text)


def nearly_a_name(text: str) -> bool:
    """Tell a misspelt heading of the company's name, one letter away from a known one.

    Examples
    --------
    >>> nearly_a_name("Conpany"), nearly_a_name("country")
    (True, False)
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  only where no name is found

    key = normalise_header(text)[0]
    known = (k for k, claims in _synonyms().items() if k.isascii() and claims[0][0] == "name")
    return any(len(k) > 5 and Levenshtein.distance(key, k, score_cutoff=1) <= 1 for k in known)
