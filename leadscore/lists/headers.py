"""Headings: the row that holds them, and the fields they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl

from leadscore.lists.fields import FIELDS
from leadscore.lists.words import read_rows
from leadscore.standards.characters import traditional

_SEARCHED_ROWS = 10
_BRACKETS = re.compile(r"[(（\[【<《]([^()（）\[\]【】<>《》]*)[)）\]】>》]")
_DATA_LIKE = re.compile(r"https?://|@|\d{4,}|\d+\s*[-~]\s*\d+|有限公司|\d人")


@dataclass(frozen=True)
class Header:
    """Where the headings are.

    Attributes
    ----------
    row : int or None
        Place of the header among the rows given, from 0; None when there is none.
    names : tuple of str
        One name per column; ``"1"``, ``"2"``, ... where there is no header.
    titles : tuple of int
        Places of rows above the header that hold something.
    numbered : bool
        The headings are only numbers.
    """

    row: int | None
    names: tuple[str, ...]
    titles: tuple[int, ...] = ()
    numbered: bool = False


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
    folded = unicodedata.normalize("NFKC", text).casefold().translate(traditional())
    notes = _BRACKETS.findall(folded)
    bare = _BRACKETS.sub("", folded)
    key = "".join(c for c in bare if c.isalnum())
    return key, " ".join(notes).strip()


@cache
def _synonyms() -> dict[str, tuple[tuple[str, int], ...]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for row in read_rows("headers.csv"):
        claim = row["field"], int(row["rank"])
        table.setdefault(normalise_header(row["header"])[0], []).append(claim)
    return {key: tuple(sorted(claims, key=lambda c: c[1])) for key, claims in table.items()}


@lru_cache(maxsize=4_096)
def header_claims(text: str) -> tuple[tuple[str, int], ...]:
    """Name the fields that a heading can stand for.

    Parameters
    ----------
    text : str
        A heading as found.

    Returns
    -------
    tuple of (str, int)
        Field and rank, the lowest rank first; a field of ``""`` means known and of no use.
        Empty when the heading is not known. A number at the end is overlooked for fields that
        several columns may tell; of a path such as ``company.size`` the last part may decide.

    Examples
    --------
    >>> header_claims("companyFullName"), header_claims("公司名称"), header_claims("手机2")
    ((('name', 1),), (('name', 2),), (('phones', 1),))
    """
    table = _synonyms()
    for part in (text, text.rpartition(".")[2]):
        key = normalise_header(part)[0]
        stem = table.get(key.rstrip("0123456789"), ())
        numbered = tuple(claim for claim in stem if claim[0] and FIELDS[claim[0]].many)
        if key in table or numbered:
            return table.get(key) or numbered
    return ()


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


def find_header(frame: pl.DataFrame, known: Collection[str] = ()) -> Header:
    """Find the row of headings among the first rows.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of text, no header consumed.
    known : collection of str
        Headings that the caller knows to be there (from a mapping).

    Returns
    -------
    Header
        The row, the names of the columns, and the title rows above it.

    Examples
    --------
    >>> find_header(pl.DataFrame({"0": ["名录", "序号", "1"], "1": [None, "企业名称", "甲"]})).row
    1
    >>> find_header(pl.DataFrame({"0": ["甲有限公司"], "1": ["20-99人"]})).names
    ('1', '2')
    """
    rows = frame.head(_SEARCHED_ROWS).rows()
    best = max(range(len(rows)), key=lambda i: (_known_cells(rows[i], known), -i), default=None)
    if best is not None and _is_header(rows[best], known):
        # A header that stands again with one more column knows more; the first one is the header.
        half = _known_cells(rows[best], known) / 2
        able = (i for i, row in enumerate(rows) if _is_header(row, known))
        return _header_at(rows, next(i for i in able if _known_cells(rows[i], known) > half))
    first = next((i for i, row in enumerate(rows) if any(row)), None)
    if first is not None and _is_numbered(rows[first]):
        return _header_at(rows, first, numbered=True)
    if first is not None:
        below = frame.slice(first + 1, 200)
        if _unlike_data(rows[first], below) or _names_company(rows[first], below):
            return _header_at(rows, first)
    return Header(None, tuple(str(i + 1) for i in range(frame.width)))


def _known_cells(row: tuple[str | None, ...], known: Collection[str]) -> int:
    return sum(cell in known or bool(header_claims(cell)) for cell in {c for c in row if c})


def _is_header(row: tuple[str | None, ...], known: Collection[str]) -> bool:
    filled = [cell for cell in row if cell]
    count = _known_cells(row, known)
    if count == 0 or any(len(cell) > 60 for cell in filled) or len(filled) * 2 < len(row):
        return False
    return count * 3 >= len(filled) and (count >= 2 or len(filled) <= 3)


def _is_numbered(row: tuple[str | None, ...]) -> bool:
    cells = [cell for cell in row if cell]
    start = 1 if cells[:1] == ["1"] else 0
    return len(cells) >= 3 and cells == [str(i + start) for i in range(len(cells))]


def _unlike_data(row: tuple[str | None, ...], below: pl.DataFrame) -> bool:
    """Tell a row of unknown headings: short distinct words above cells of another make."""
    filled = [cell for cell in row if cell]
    if len(filled) < 2 or len(filled) * 10 < len(row) * 8 or len(set(filled)) < len(filled):
        return False
    bare = [_BRACKETS.sub("", cell) for cell in filled]
    if any(len(cell) > 60 or cell[:1].isdigit() or _DATA_LIKE.search(cell) for cell in bare):
        return False
    shares = []
    for place, cell in enumerate(row):
        values = below[:, place].drop_nulls()
        if cell and len(values):
            hits = sum(bool(_DATA_LIKE.search(v)) or v[0].isdigit() for v in values)
            shares.append(hits / len(values))
    return any(share >= 0.7 for share in shares)


def _names_company(row: tuple[str | None, ...], below: pl.DataFrame) -> bool:
    """Tell a row of mostly unknown headings by the one that can only mean companies."""
    filled = [cell for cell in row if cell]
    if any(len(cell) > 60 for cell in filled) or len(set(filled)) < len(filled):
        return False
    named = [j for j, cell in enumerate(row) if cell and ("name", 2) in header_claims(cell)]
    return below.height > 0 and any(row[j] not in below[:, j] for j in named)


def _header_at(rows: list[tuple[str | None, ...]], at: int, *, numbered: bool = False) -> Header:
    names = []
    for place, cell in enumerate(rows[at]):
        name = cell or f"[{place + 1}]"
        names.append(name if name not in names else f"{name} [{place + 1}]")
    titles = tuple(i for i in range(at) if any(rows[i]))
    return Header(at, tuple(names), titles, numbered)
