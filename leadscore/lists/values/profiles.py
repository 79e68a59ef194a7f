"""Several company facts glued into one cell: ownership, headcount, financing and industry.

Parts are told by what they are, not by where they stand; only the industry, which can be any word,
also needs a place: right after the headcount or right before it, by the habit of the whole column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from leadscore.lists.values.headcount import Headcount, find_headcount, parse_headcount
from leadscore.lists.values.labels import commas_within
from leadscore.lists.vocabulary.headings import whole_claims
from leadscore.lists.vocabulary.words import pattern, read_words
from leadscore.standards.industry import is_industry_label

Side = Literal["after", "before"]

_PARTS = re.compile(r"[|丨\n\r\t;；]+|\s{3,}|\s[·•/]\s")
_COMMA = re.compile(r"(?<!\d)[,，]|[,，](?!\d)")
_LABEL = re.compile(r"[(（\[【]?(?:[\u4e00-\u9fff]{2,6}|[A-Za-z][A-Za-z ]{2,20})[:：]\s*")
_EDGES = " \u00a0\u3000,，/、·•-—_:：|"
_LONGEST = 300
# No headcount is found in glued text without a number right before people.
_SIZED = re.compile(r"\d.{0,6}?(?:[员职]工|人|employees|people)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Profile:
    """The company facts of one cell.

    Attributes
    ----------
    nature, financing, industry, website : str or None
        As found; null when the cell does not say. Several industries have ``|`` between them.
    headcount : Headcount or None
        The size; null when the cell does not say.
    """

    nature: str | None = None
    headcount: Headcount | None = None
    financing: str | None = None
    industry: str | None = None
    website: str | None = None


@dataclass(frozen=True)
class _Part:
    kind: Literal["nature", "financing", "size", "industry", "website", "other"]
    text: str
    headcount: Headcount | None = None


@cache
def _natures() -> frozenset[str]:
    return frozenset(_fold(word) for word in read_words("words.toml")["nature"]["words"])


@cache
def _vague() -> frozenset[str]:
    return frozenset(read_words("words.toml")["nature"]["vague"])


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=65_536)
def is_nature(text: str) -> bool:
    """Tell whether a text is a kind of ownership, such as ``民营公司``.

    Examples
    --------
    >>> is_nature("外资（欧美）"), is_nature("计算机软件")
    (True, False)
    """
    folded = _fold(text)
    return folded in _natures() or bool(pattern("nature").fullmatch(folded))


def is_financing(text: str) -> bool:
    """Tell whether a text is a financing stage, such as ``A轮``.

    Examples
    --------
    >>> is_financing("D轮及以上"), is_financing("不需要融资"), is_financing("电商")
    (True, True, False)
    """
    return bool(pattern("financing").fullmatch(unicodedata.normalize("NFKC", text).strip()))


@cache
def _financing_at_end() -> re.Pattern[str]:
    return re.compile(f"(?P<rest>.+?)(?P<stage>{pattern('financing').pattern})", re.IGNORECASE)


@cache
def _financing_at_start() -> re.Pattern[str]:
    return re.compile(f"(?P<stage>{pattern('financing').pattern})(?P<rest>.+)", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def _split(text: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for piece in _PARTS.split(_label_after().sub(r"\g<0>\n", text)):
        fact, told = _labelled_after(piece.strip())
        if told is not None:
            parts.extend(_told(fact.strip(_EDGES), told))
            continue
        label = _LABEL.match(piece.strip())
        bare = piece.strip()[label.end() if label else 0 :].strip(_EDGES)
        if bare and label and ("industry", 1) in whole_claims(label[0].strip(":： ")):
            parts.append(_Part("industry", bare))
        elif bare:
            pieces = [two for one in _at_commas(bare) for two in _at_slashes(one)]
            parts.extend(part for one in pieces for part in _sized(one))
    return tuple(parts)


@cache
def _label_after() -> re.Pattern[str]:
    words = [word for words in read_words("words.toml")["label_after"].values() for word in words]
    return re.compile(rf"(?<=\s)(?P<label>{'|'.join(words)})(?=\s|$)")


def _labelled_after(piece: str) -> tuple[str, str | None]:
    """Take the label off a fact that stands before it, such as ``2000人以上 规模``."""
    label = _label_after().search(piece)
    if label is None or label.end() < len(piece):
        return piece, None
    table = read_words("words.toml")["label_after"]
    return piece[: label.start()], next(key for key in table if label["label"] in table[key])


def _told(fact: str, kind: str) -> list[_Part]:
    if kind == "industry":
        return [_Part("industry", one) for one in _at_commas(fact)]
    if kind == "website":
        return [_Part("website", fact)]
    return list(_sized(fact)) if kind == "company" else []


def _at_commas(text: str) -> list[str]:
    """Cut at commas that stand between facts, not within a number or a label."""
    kept = {match.start() for match in commas_within().finditer(text)}
    places = [m.start() for m in _COMMA.finditer(text) if m.start() not in kept]
    if not places or "(" in text or "（" in text:
        return [text]
    edges = [-1, *places, len(text)]
    parts = [text[a + 1 : b].strip(_EDGES) for a, b in pairwise(edges)]
    return [part for part in parts if part]


def _at_slashes(text: str) -> list[str]:
    """Cut at the slashes beside ownership, financing or a headcount; labels keep theirs."""
    if "/" not in text or is_nature(text) or "://" in text:
        return [text]
    pieces = [piece.strip(_EDGES) for piece in text.split("/")]
    found: list[str] = []
    loose: list[str] = []
    at = 0
    while at < len(pieces):
        wholes = ((end, "/".join(pieces[at:end])) for end in range(len(pieces), at, -1))
        end, whole = next(((end, one) for end, one in wholes if _is_told(one)), (at + 1, ""))
        if whole:
            found += ["/".join(loose), whole]
            loose = []
        else:
            loose.append(pieces[at])
        at = end
    return [part for part in (*found, "/".join(loose)) if part] if found else [text]


def _is_told(text: str) -> bool:
    known = is_nature(text) or is_financing(text)
    return known or parse_headcount(text, bare_number=False) is not None


# The pieces of a column come again and again, even where its cells do not.
@lru_cache(maxsize=16_384)
def _sized(text: str) -> tuple[_Part, ...]:
    told = is_nature(text) or is_financing(text)
    found = find_headcount(text) if not told and may_hold_headcount(text) else None
    if found is None:
        return tuple(_plain(text))
    headcount, start, end = found
    size = _Part("size", text[start:end], headcount)
    before, after = text[:start].strip(_EDGES), text[end:].strip(_EDGES)
    return (*_plain(before), size, *_plain(after))


def may_hold_headcount(text: str) -> bool:
    """Tell quickly whether glued text may hold a headcount; what has one never fails.

    Examples
    --------
    >>> may_hold_headcount("互联网A轮1000-9999人"), may_hold_headcount("2019 互联网")
    (True, False)
    """
    return bool(_SIZED.search(unicodedata.normalize("NFKC", text)))


def _plain(text: str) -> list[_Part]:
    if not text:
        return []
    if is_financing(text) and not (is_nature(text) and "上市" not in text):
        return [_Part("nature" if is_nature(text) else "financing", text)]
    if is_nature(text):
        return [_Part("nature", text)]
    glued = _financing_at_end().fullmatch(text)
    if glued:
        return [*_plain(glued["rest"].strip(_EDGES)), _Part("financing", glued["stage"])]
    glued = _financing_at_start().fullmatch(text)
    if glued and is_industry_label(glued["rest"]) and not is_industry_label(text[:4]):
        return [_Part("financing", glued["stage"]), _Part("other", glued["rest"].strip(_EDGES))]
    for length in range(min(len(text) - 1, 12), 1, -1):
        rest = text[length:].strip(_EDGES)
        if (
            rest
            and text[:length] not in _vague()
            and is_nature(text[:length])
            and is_industry_label(rest)
        ):
            return [_Part("nature", text[:length]), _Part("other", rest)]
    return [_Part("other", text)]


def read_profile(text: str, side: Side = "after") -> Profile:
    """Take the company facts out of one cell.

    Parameters
    ----------
    text : str
        A cell in which several facts stand together, with or without separators.
    side : {"after", "before"}
        On which side of the headcount the industry stands (``profile_side`` finds it).

    Returns
    -------
    Profile
        What was found; words that are none of the four (skills, benefits) stay out.

    Examples
    --------
    >>> found = read_profile("Java|民营|20-99人|计算机软件")
    >>> found.nature, found.headcount.high, found.industry
    ('民营', 99, '计算机软件')
    >>> found = read_profile("互联网A轮1000-9999人", "before")
    >>> found.financing, found.industry, found.headcount.low
    ('A轮', '互联网', 1000)
    """
    parts = _split(text[:_LONGEST])
    sizes = [i for i, part in enumerate(parts) if part.kind == "size"]
    size = sizes[-1] if sizes else None
    return Profile(
        nature=_first(parts, "nature"),
        headcount=None if size is None else parts[size].headcount,
        financing=_first(parts, "financing"),
        industry=_industry(parts, size, side),
        website=_first(parts, "website"),
    )


def _first(parts: tuple[_Part, ...], kind: str) -> str | None:
    return next((part.text for part in parts if part.kind == kind), None)


def _industry(parts: tuple[_Part, ...], size: int | None, side: Side) -> str | None:
    labelled = [part.text for part in parts if part.kind == "industry"]
    if labelled:
        return "|".join(labelled)
    anchor = size
    if anchor is None:
        told = [i for i, part in enumerate(parts) if part.kind in ("nature", "financing")]
        anchor = told[-1] if told else None
    if anchor is None:
        if not parts:
            return None
        last = parts[-1] if side == "after" else parts[0]
        return last.text if is_industry_label(last.text) else None
    if side == "after" or size is None:
        following = _following(parts, anchor)
        if following or side == "after":
            return (
                "|".join(t for i, t in enumerate(following) if i == 0 or is_industry_label(t))
                or None
            )
    preceding = [part.text for part in parts[:anchor] if part.kind == "other"]
    return preceding[-1] if preceding else None


def _following(parts: tuple[_Part, ...], anchor: int) -> list[str]:
    """List the words behind the anchor; ownership told a second time is an industry there."""
    told = any(part.kind == "nature" for part in parts[:anchor])
    kinds = ("other", "nature") if told else ("other",)
    return [part.text for part in parts[anchor + 1 :] if part.kind in kinds]


def profile_side(texts: Iterable[str]) -> Side:
    """Find on which side of the headcount a column keeps its industries.

    Parameters
    ----------
    texts : iterable of str
        Cells of the column.

    Returns
    -------
    {"after", "before"}
        The side where more words are known industries; after when neither is.

    Examples
    --------
    >>> profile_side(["互联网A轮1000-9999人", "计算机软件0-20人"])
    'before'
    """
    balance = 0
    for text in texts:
        parts = _split(text[:_LONGEST])
        sizes = [i for i, part in enumerate(parts) if part.kind == "size"]
        if sizes:
            after = next((p.text for p in parts[sizes[-1] + 1 :] if p.kind == "other"), None)
            before = next((p.text for p in parts[: sizes[-1]][::-1] if p.kind == "other"), None)
            balance += bool(after and is_industry_label(after)) - bool(
                before and is_industry_label(before)
            )
    return "before" if balance < 0 else "after"


def is_profile(text: str) -> bool:
    """Tell whether a cell holds a headcount together with another company fact.

    Examples
    --------
    >>> is_profile("民营公司| 50-150人| 计算机软件"), is_profile("50-150人")
    (True, False)
    """
    if len(text) > _LONGEST or not may_hold_headcount(text):
        return False
    parts = _split(text)
    others = [part for part in parts if part.kind != "size"]
    known = any(p.kind in ("nature", "financing") or is_industry_label(p.text) for p in others)
    return known and any(part.kind == "size" for part in parts)
