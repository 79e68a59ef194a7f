"""Headings in two rows: groups above, and below them the headings that count."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from leadscore.lists.tables.repeating import Repeating, TextTable, one_below_another
from leadscore.lists.values.names import is_company_name
from leadscore.lists.vocabulary.headings import header_claims, whole_claims

_SEARCHED_ROWS = 10
_FEW = 2

Row = tuple[str | None, ...]


class Joined(NamedTuple):
    """A table whose headings stand in one row.

    Attributes
    ----------
    table : TextTable
        The cells.
    rows : polars.Series
        The number of each row.
    upper : int or None
        The number of the row of groups, which was taken away; None when there is none.
    """

    table: TextTable
    rows: pl.Series
    upper: int | None = None


def join_headings(table: TextTable, rows: pl.Series) -> Joined:
    """Make one row of headings of two.

    The upper row heads some columns alone and groups of others; the lower one has the headings
    of the groups, and nothing, or the same again, below the others.

    Parameters
    ----------
    table : TextTable
        Cells as they stand.
    rows : polars.Series
        The number of each row.

    Returns
    -------
    Joined
        The same, when no two of the first rows are such headings.

    Examples
    --------
    >>> head = [("企业名称", "联系方式", None), (None, "联系人", "电话"), ("甲", "乙", "1")]
    >>> table = TextTable.of(pl.DataFrame(head, schema=["0", "1", "2"], orient="row"))
    >>> joined = join_headings(table, pl.Series("row", [1, 2, 3]))
    >>> joined.table.frame.row(0), joined.rows.to_list(), joined.upper
    (('企业名称', '联系人', '电话'), [2, 3], 1)
    """
    first = table.head(_SEARCHED_ROWS + 1).frame.rows()
    for at, (upper, lower) in enumerate(pairwise(first)):
        names = _one_row(_stripped(upper), _stripped(lower))
        if names is not None and rows[at + 1] == rows[at] + 1:
            return _replaced(table, rows, at, names)
    return Joined(table, rows)


def _stripped(row: Row) -> Row:
    return tuple((cell.strip() or None) if cell else None for cell in row)


def _one_row(upper: Row, lower: Row) -> Row | None:
    own = [place for place, cell in enumerate(lower) if cell and cell != upper[place]]
    alone = [place for place, cell in enumerate(upper) if cell and place not in own]
    below_groups = [place for place in own if not upper[place]]
    if len(own) < _FEW or not alone or not below_groups:
        return None
    if any(place - 1 not in own for place in below_groups):
        return None
    # A cell that was merged over both rows stands in both, and is a sign by itself.
    merged = any(lower[place] for place in alone)
    known = sum(bool(header_claims(lower[place] or "")) for place in own)
    if known * 2 < len(own) if merged else known < len(own):
        return None
    if not any(whole_claims(upper[place] or "") for place in alone):
        return None
    if any(is_company_name(cell) for cell in lower if cell):
        return None
    return _names(upper, lower, own)


def _names(upper: Row, lower: Row, own: list[int]) -> Row:
    """Name the columns; headings that stand below several groups bear the group's name too."""
    often = Counter(lower[place] for place in own)
    names: list[str | None] = []
    group: str | None = None
    for place, cell in enumerate(upper):
        if place not in own:
            names.append(cell)
            continue
        group = cell or group
        heading = lower[place] or ""
        between = " " if heading.isascii() else ""
        several = often[heading] > 1 and group
        names.append(f"{group}{between}{heading}" if several else heading)
    return tuple(names)


def _replaced(table: TextTable, rows: pl.Series, at: int, names: Row) -> Joined:
    """Put the one row of headings in the place of two."""
    rest = np.arange(at + 2, table.height)
    columns = []
    for column, name in zip(table.columns, names, strict=True):
        above = column.rows(np.arange(at)).column().to_list()
        head = Repeating.of(pl.Series([*above, name], dtype=pl.String))
        columns.append(one_below_another([head, column.rows(rest)]))
    numbers = pl.concat([rows[:at], rows[at + 1 :]])
    return Joined(TextTable(columns), numbers, int(rows[at]))
