"""The row of headings: which of the first rows it is, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from leadscore.lists.values.names import is_company_name
from leadscore.lists.vocabulary.headings import BRACKETS, header_claims, whole_claims

_SEARCHED_ROWS = 10
_LONG = 60
_SHORT = 24
_FEW = 3
_LOOKED_AT = 200
# A year may stand in a heading; a date, and any other long number, is data.
_DATA_LIKE = re.compile(
    r"https?://|@|\d{5,}|(?<!\d)(?!(?:19|20)\d\d)\d{4}|\d{4}[-/.年]\d|\d+\s*[-~]\s*\d+|有限公司|\d人"
)


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
    if first is not None and _unlike_data(rows[first], frame.slice(first + 1, _LOOKED_AT)):
        return _header_at(rows, first)
    for at, row in enumerate(rows):
        if _told_by_parts(row) or _names_company(row, frame, at):
            return _header_at(rows, at)
    return Header(None, tuple(str(i + 1) for i in range(frame.width)))


def _known_cells(row: tuple[str | None, ...], known: Collection[str]) -> int:
    return sum(cell in known or bool(whole_claims(cell)) for cell in {c for c in row if c})


def _is_header(row: tuple[str | None, ...], known: Collection[str]) -> bool:
    filled = [cell for cell in row if cell]
    count = _known_cells(row, known)
    if count == 0 or any(len(cell) > _LONG for cell in filled) or len(filled) * 2 < len(row):
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
    bare = [BRACKETS.sub("", cell) for cell in filled]
    if any(len(cell) > _LONG or cell[:1].isdigit() or _DATA_LIKE.search(cell) for cell in bare):
        return False
    shares = []
    for place, cell in enumerate(row):
        values = below[:, place].drop_nulls()
        if cell and len(values):
            hits = sum(bool(_DATA_LIKE.search(v)) or v[0].isdigit() for v in values)
            shares.append(hits / len(values))
    return any(share >= 0.7 for share in shares)


def _told_by_parts(row: tuple[str | None, ...]) -> bool:
    """Tell a row of headings that are known by their parts, such as ``门店编号``."""
    filled = [cell for cell in row if cell]
    if len(filled) < _FEW or len(filled) * 2 < len(row) or len(set(filled)) < len(filled):
        return False
    if any(len(cell) > _SHORT or _DATA_LIKE.search(cell) for cell in filled):
        return False
    told = sum(bool(header_claims(cell)) and not is_company_name(cell) for cell in filled)
    return told >= _FEW and told * 3 >= len(filled) * 2


def _names_company(row: tuple[str | None, ...], frame: pl.DataFrame, at: int) -> bool:
    """Tell a row of mostly unknown headings by the one that can only mean companies."""
    filled = [cell for cell in row if cell]
    if any(len(cell) > _LONG for cell in filled) or len(set(filled)) < len(filled):
        return False
    return any(_heads_names(cell, frame[:, j], at) for j, cell in enumerate(row) if cell)


def _heads_names(cell: str, column: pl.Series, at: int) -> bool:
    claims = dict(header_claims(cell))
    below = column.slice(at + 1, _LOOKED_AT).drop_nulls()
    if "name" not in claims or not len(below) or cell in below or is_company_name(cell):
        return False
    if ("name", 2) in whole_claims(cell) and not any(column.head(at).is_not_null()):
        return True
    named = sum(map(is_company_name, below.to_list())) * 2 >= len(below)
    return named and not any(map(is_company_name, column.head(at).drop_nulls().to_list()))


def _header_at(rows: list[tuple[str | None, ...]], at: int, *, numbered: bool = False) -> Header:
    names = []
    for place, cell in enumerate(rows[at]):
        name = cell or f"[{place + 1}]"
        names.append(name if name not in names else f"{name} [{place + 1}]")
    titles = tuple(i for i in range(at) if any(rows[i]))
    return Header(at, tuple(names), titles, numbered)
