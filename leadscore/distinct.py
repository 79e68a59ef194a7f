"""Distinct values: what means "missing", and work that is done once per distinct value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.coded import Coded, code_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING_TEXT = frozenset(
    {
        *("", "-", "--", "---", "—", "——", "/", "\\", ".", "?", "？", "*", "#n/a", "#name?"),
        *("n/a", "n.a.", "n.a", "na", "nan", "nat", "null", "none", "nil", "<na>", "()", "（）"),
        *("select", "unknown", "not available", "not specified", "undisclosed", "[]", "{}", "['']"),
        *("无", "暂无", "不详", "未知", "未公开", "未填写", "未填", "不限", "空", "没有", "保密"),
        *("暂未公开", "无数据", "暂无数据", "待定", "-/-", "null/null", "-1", "-1.0", "·", "•"),
        *("unknown / non-applicable", "not applicable", "not disclosed", "none supplied", "n/d"),
        *("無", "暫無", "不詳", "未公開", "未填寫", "沒有", "無資料", "未披露", "未提供", "不明"),
        *(
            "暂不提供",
            "暫不提供",
            "不拘",
            "略",
            "查看电话",
            "点击查看",
            "登录后查看",
            "融资情况未知",
            "融资未公开",
        ),
    }
)
"""Texts that say "nothing here", stripped and casefolded (see the traps of scraped lists)."""


def is_missing(text: str | None) -> bool:
    """Tell whether a text means that nothing is known.

    Parameters
    ----------
    text : str or None
        A cell as it was found.

    Returns
    -------
    bool
        True for null, blanks and the forms in ``MISSING_TEXT``, whatever their case.

    Examples
    --------
    >>> is_missing(" N/A "), is_missing("不限"), is_missing("0")
    (True, True, False)
    """
    return text is None or text.strip().casefold() in MISSING_TEXT


def codes(column: pl.Series, keep: Collection[str] = ()) -> tuple[NDArray[np.int32], list[str]]:
    """Give a number to each distinct text of a column; every form of "missing" is -1.

    Parameters
    ----------
    column : polars.Series
        Text or categories.
    keep : collection of str
        Texts that mean something here although elsewhere they would mean missing, such as the
        value ``"none"`` of a fact.

    Returns
    -------
    codes : ndarray of int32, shape (rows,)
        The place of each row's text in ``values``, or -1 where nothing is known.
    values : list of str
        The distinct texts, surrounding blanks removed.

    Examples
    --------
    >>> numbers, values = codes(pl.Series(["large", None, "N/A", "large "]))
    >>> numbers.tolist(), values
    ([0, -1, -1, 0], ['large'])
    """
    [coded] = code_columns(column.to_frame()).values()
    place, values = text_places(coded, keep)
    return place[coded.numbers], values


def text_places(column: Coded, keep: Collection[str] = ()) -> tuple[NDArray[np.int32], list[str]]:
    """Say which number of a column stands for which distinct text; as ``codes``, but not by row.

    Parameters
    ----------
    column : Coded
        Text as numbers.
    keep : collection of str
        As for ``codes``.

    Returns
    -------
    places : ndarray of int32, shape (column.size,)
        The place of each number's text in ``values``, or -1 where nothing is known.
    values : list of str
        The distinct texts, surrounding blanks removed.

    Examples
    --------
    >>> text_places(Coded(np.array([1, 3, 0]), {0: "large", 1: "large ", 2: "-"}, 4))
    (array([ 0,  0, -1, -1], dtype=int32), ['large'])
    """
    values: dict[str, int] = {}
    mapping = np.full(column.size, -1, dtype=np.int32)
    for number, raw in column.texts.items():
        text = raw.strip()
        if text in keep or not is_missing(text):
            mapping[number] = values.setdefault(text, len(values))
    return mapping, list(values)


def places(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give a number to each distinct value of a column, in the order of first appearance.

    Parameters
    ----------
    column : polars.Series
        Any values.

    Returns
    -------
    distinct : polars.Series
        Each value once; null is one of them.
    place : polars.Series
        For each row the place of its value in ``distinct``; UInt32.

    Examples
    --------
    >>> distinct, place = places(pl.Series(["b", None, "b"]))
    >>> distinct.to_list(), place.to_list()
    (['b', None], [0, 1, 0])
    """
    if column.dtype != pl.String:
        return _joined_places(column)
    known, place = ranked(*_numbers(column))
    return column[known], pl.Series("place", place)


def ranked(numbers: NDArray[Any], size: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Give numbers anew, in the order of first appearance.

    Parameters
    ----------
    numbers : ndarray of int, shape (rows,)
        From 0.
    size : int
        All numbers are less than this.

    Returns
    -------
    first : ndarray of int64
        The row in which each number stands first, ascending.
    place : ndarray of uint32, shape (rows,)
        For each row the place of its number among these.

    Examples
    --------
    >>> first, place = ranked(np.array([7, 2, 7]), 8)
    >>> first.tolist(), place.tolist()
    ([0, 1], [0, 1, 0])
    """
    first = first_rows(numbers, size)
    known = np.sort(first[first >= 0])
    rank = np.empty(size, dtype=np.uint32)
    rank[numbers[known]] = np.arange(len(known), dtype=np.uint32)
    return known, rank[numbers]


def first_rows(
    number: NDArray[Any], count: int, rows: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Find the first row of each number.

    Parameters
    ----------
    number : ndarray of int, shape (rows,)
        A number below ``count`` for each row.
    count : int
        How many numbers there are.
    rows : ndarray of int64, optional
        The rows that are looked at, ascending; None: all.

    Returns
    -------
    ndarray of int64, shape (count,)
        -1 where there is none.

    Examples
    --------
    >>> first_rows(np.array([1, 0, 1]), 3).tolist()
    [1, 0, -1]
    """
    rows = np.arange(len(number)) if rows is None else rows
    first = np.full(count, -1, dtype=np.int64)
    # Of several writes to one place the last one stays.
    first[number[rows[::-1]]] = rows[::-1]
    return first


def _numbers(column: pl.Series) -> tuple[NDArray[Any], int]:
    """Give equal texts one number, and a bound of the numbers; null has the last one."""
    physical = column.cast(pl.Categorical).to_physical()
    size = int(physical.max() or 0) + 2  # type: ignore[arg-type]
    if column.null_count():
        physical = physical.fill_null(size - 1)
    return physical.to_numpy(), size


def _joined_places(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    keys = column.alias("value").to_frame()
    distinct = keys.unique(maintain_order=True)
    numbered = distinct.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"))
    joined = keys.join(numbered, on="value", how="left", nulls_equal=True, maintain_order="left")
    return distinct["value"].alias(column.name), joined["place"]


def map_distinct(
    frame: pl.DataFrame,
    columns: Sequence[str],
    function: Callable[..., tuple[Any, ...]],
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
) -> pl.DataFrame:
    """Apply a function once per distinct combination of values.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows.
    columns : sequence of str
        The columns whose values are the arguments, in this order.
    function : callable
        Takes one value per column (None where nothing is known); returns one value per
        column of ``schema``.
    schema : mapping of str to polars type
        The columns that come back.

    Returns
    -------
    polars.DataFrame
        The columns of ``schema``, same height and order as ``frame``.

    Examples
    --------
    >>> table = pl.DataFrame({"size": ["large", "N/A", "large"]})
    >>> map_distinct(table, ["size"], lambda size: (size and len(size),), {"n": pl.Int64}).rows()
    [(5,), (None,), (5,)]
    """
    keys = frame.select(columns)
    if keys.width == 1:
        values, place = places(keys.to_series())
        distinct = values.to_frame()
    else:
        distinct = keys.unique(maintain_order=True)
    rows = [
        function(*(None if isinstance(v, str) and is_missing(v) else v for v in row))
        for row in distinct.iter_rows()
    ]
    results = pl.DataFrame(rows, schema=dict(schema), orient="row")
    if keys.width == 1:
        return results[place]
    joined = keys.join(
        distinct.with_columns(pl.Series("\0place", np.arange(len(rows)), dtype=pl.UInt32)),
        on=list(columns),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return results[joined["\0place"]]
