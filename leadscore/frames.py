"""The door: any table comes in, Polars is inside, the same kind goes out.

Only the columns that a step needs cross the door; the others are never touched, so an object
column or an index that Polars could not hold survives as it was. NaN and infinities become null
here, once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

import polars as pl

from leadscore.doors import (
    ArrowDoor,
    ColumnKind,
    Door,
    DuckDBDoor,
    PandasDoor,
    PolarsDoor,
    clean,
    require,
)
from leadscore.errors import ColumnTypeError

if TYPE_CHECKING:
    pass

TableT = TypeVar("TableT")
Step = Callable[[pl.DataFrame], pl.DataFrame]


def add_columns(
    table: TableT,
    step: Step,
    needs: Mapping[str, ColumnKind],
    schema: Mapping[str, pl.DataType],
    optional: Sequence[str] = (),
) -> TableT:
    """Give the needed columns to a step and add what it returns to the table.

    Parameters
    ----------
    table : pandas, PyArrow, Polars (eager or lazy), DuckDB relation, or Arrow C stream
        One row per lead. It is not changed.
    step : callable
        Takes a Polars frame with the columns of ``needs``; returns a frame of the same height
        and order with the columns of ``schema``. It must treat every row alone.
    needs : mapping of str to str
        Column name to the kind of value it must hold.
    schema : mapping of str to polars type
        The columns that come back.
    optional : sequence of str
        Needed columns that may be absent; they are then all null.

    Returns
    -------
    table
        The same kind as ``table`` with the columns added (replaced where the name exists), rows
        in order, index kept. An Arrow C stream of another kind comes back as a PyArrow table.

    Raises
    ------
    ColumnError
        When a column that is needed is missing or stands there twice.
    ColumnTypeError
        When a column holds another kind of value, or ``table`` is no table.

    Examples
    --------
    >>> people = pl.DataFrame({"employees": [10, 400]})
    >>> double = lambda frame: frame.select(twice=pl.col("employees") * 2)
    >>> add_columns(people, double, {"employees": "number"}, {"twice": pl.Int64()}).rows()
    [(10, 20), (400, 800)]
    """
    if isinstance(table, pl.LazyFrame):
        names = table.collect_schema()
        picked = [n for n in needs if n in names]
        require(needs, picked, list(names), optional)

        def batch(frame: pl.DataFrame) -> pl.DataFrame:
            return frame.with_columns(step(clean(frame.select(picked), needs)))

        out = {**dict(names), **schema}
        return cast("TableT", table.map_batches(batch, schema=out, streamable=True))
    door = open_table(table)
    return cast("TableT", door.add(step(door.read(needs, optional))).table)


def open_table(table: object) -> Door:
    """Find the door for this kind of table.

    Parameters
    ----------
    table : object
        A table in memory.

    Returns
    -------
    Door
        Reads columns, adds columns, takes rows.

    Raises
    ------
    ColumnTypeError
        When ``table`` is no table.

    Examples
    --------
    >>> open_table(pl.DataFrame({"a": [1]})).names
    ['a']
    """
    if isinstance(table, Door):
        return table
    if isinstance(table, pl.LazyFrame):
        return PolarsDoor(table.collect())
    if isinstance(table, pl.DataFrame):
        return PolarsDoor(table)
    # A library that was never imported cannot have made the table, so `sys.modules` is enough.
    pandas, arrow = sys.modules.get("pandas"), sys.modules.get("pyarrow")
    if pandas is not None and isinstance(table, pandas.DataFrame):
        return PandasDoor(table)
    if arrow is not None and isinstance(table, arrow.Table):
        return ArrowDoor(table)
    duckdb = sys.modules.get("duckdb")
    if duckdb is not None and isinstance(table, duckdb.DuckDBPyRelation):
        return DuckDBDoor(table.to_arrow_table())
    if hasattr(table, "__arrow_c_stream__"):
        import pyarrow as pa  # noqa: PLC0415  heavy, and only needed for foreign tables

        return ArrowDoor(pa.table(table))
    raise ColumnTypeError(
        f"A table is needed, but a {type(table).__name__} was given. Allowed: a pandas, Polars or "
        "PyArrow table, a DuckDB relation, or anything with the Arrow C stream interface. "
        "Try pandas.DataFrame(...) around it."
    )


def column_names(table: object) -> list[str]:
    """Return the column names of any table, without reading it.

    Examples
    --------
    >>> column_names(pl.LazyFrame({"a": [1]}))
    ['a']
    """
    if isinstance(table, pl.LazyFrame):
        return table.collect_schema().names()
    return open_table(table).names
