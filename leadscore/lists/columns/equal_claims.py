"""Columns that claim one field alike: which says more, which is newer, which say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence

import numpy as np

from leadscore.lists.columns.votes import Column
from leadscore.lists.values.dates import parse_date
from leadscore.lists.values.places import read_place

_FULL = 0.9
_MUCH_FULLER = 1.5
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LOOKED_AT = 300
_AGREED = 0.9


def fuller(winners: list[Column], columns: Sequence[Column]) -> list[Column]:
    """Prefer a column that names far more rows than the one with the better heading.

    Parameters
    ----------
    winners : list of Column
        The columns with the best heading.
    columns : sequence of Column
        All that claim the field.

    Returns
    -------
    list of Column
        Of the winners those that are filled nearly everywhere; where none is, the fullest column
        if it is filled half as often again, else the winners.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.lists.tables.repeating import Repeating
    >>> brand = Column.of(0, "business name", Repeating.of(pl.Series(["甲", None, None])))
    >>> name = Column.of(1, "name", Repeating.of(pl.Series(["甲公司", "乙公司", "丙公司"])))
    >>> [column.name for column in fuller([brand], [brand, name])]
    ['name']
    """
    most = max(columns, key=lambda column: (column.filled, -column.place))
    least = max(column.filled for column in winners)
    if least >= _FULL:
        return [column for column in winners if column.filled >= _FULL]
    return [most] if most.filled >= _MUCH_FULLER * least else winners


def latest(columns: list[Column]) -> list[Column]:
    """Of the same figure in several years, give the newest.

    Parameters
    ----------
    columns : list of Column
        Columns with equal claims.

    Returns
    -------
    list of Column
        Those of the last year, where every heading has a year; else all.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.lists.tables.repeating import Repeating
    >>> cells = Repeating.of(pl.Series(["1"]))
    >>> years = [Column.of(at, f"{2022 + at}年营业收入", cells) for at in range(2)]
    >>> [column.name for column in latest(years)]
    ['2023年营业收入']
    """
    years = [_YEAR.findall(column.name) for column in columns]
    if not all(years):
        return columns
    newest = max(max(found) for found in years)
    return [column for column, found in zip(columns, years, strict=True) if newest in found]


def agree(name: str, columns: Sequence[Column]) -> bool:
    """Tell whether columns say the same, so that it does not matter which is read.

    Parameters
    ----------
    name : str
        The field.
    columns : sequence of Column
        Columns with equal claims.

    Returns
    -------
    bool
        True when all cells are equal, or name the same city or day in nearly all rows that were
        looked at.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.lists.tables.repeating import Repeating
    >>> texts = (["上海", "北京"], ["上海-奉贤区", "北京·海淀区"])
    >>> places = [Column.of(at, str(at), Repeating.of(pl.Series(t))) for at, t in enumerate(texts)]
    >>> agree("city", places), agree("name", places)
    (True, False)
    """
    first, *others = [column.cells.column() for column in columns]
    if all(first.equals(other) for other in others):
        return True
    read = _READ.get(name)
    if read is None:
        return False
    rows = np.unique(np.linspace(0, len(first) - 1, _LOOKED_AT).astype(int))
    told = [
        [None if text is None else read(text) for text in one[rows]] for one in (first, *others)
    ]
    pairs = [row for row in zip(*told, strict=True) if None not in row]
    same = sum(len(set(row)) == 1 for row in pairs)
    return len(pairs) > 0 and same >= _AGREED * len(pairs)


def _city(text: str) -> Hashable:
    return read_place(text)[1]


def _day(text: str) -> Hashable:
    found = parse_date(text)
    return None if found is None else found.value


_READ: dict[str, Callable[[str], Hashable]] = {"city": _city, "posted": _day}
