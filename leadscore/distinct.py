"""Distinct values: what means "missing", and work that is done once per distinct value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING_TEXT = frozenset(
    {
        *("", "-", "--", "---", "—", "——", "/", "\\", ".", "?", "？", "*", "#n/a", "#name?"),
        *("n/a", "n.a.", "n.a", "na", "nan", "nat", "null", "none", "nil", "<na>", "()", "（）"),
        *("select", "unknown", "not available", "not specified", "undisclosed", "[]", "{}", "['']"),
        *("无", "暂无", "不详", "未知", "未公开", "未填写", "未填", "不限", "空", "没有", "保密"),
        *("暂未公开", "无数据", "暂无数据", "待定", "-/-", "null/null"),
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
    if column.dtype == pl.Null:
        return np.full(len(column), -1, dtype=np.int32), []
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical)
    physical = column.to_physical().cast(pl.UInt32)
    # One more place at the end: null is written as that place, and no text lives there.
    size = int(physical.max() or 0) + 2  # type: ignore[arg-type]
    numbers = physical.fill_null(size - 1).to_numpy()
    row_of = np.full(size, -1, dtype=np.int32)
    row_of[numbers] = np.arange(len(numbers), dtype=np.int32)
    distinct = np.flatnonzero(row_of[:-1] >= 0)
    values: dict[str, int] = {}
    mapping = np.full(size, -1, dtype=np.int32)
    for place, raw in zip(distinct, column.gather(row_of[distinct]).cast(pl.String), strict=True):
        text = raw.strip()
        if text in keep or not is_missing(text):
            mapping[place] = values.setdefault(text, len(values))
    return mapping[numbers], list(values)


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
    marks = column.hash().alias("mark").to_frame().with_row_index("at")
    first = marks.select(pl.col("at").min().over("mark"))["at"]
    own = first == marks["at"]
    if not column.gather(first).eq_missing(column).all():
        # Two values with one hash: hardly ever, but then hashes cannot be used.
        return _joined_places(column)
    return column.filter(own), (own.cum_sum() - 1).cast(pl.UInt32).gather(first).alias("place")


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
