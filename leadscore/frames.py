"""The door: any table comes in, Polars is inside, the same kind goes out.

Only the columns that a step needs cross the door; the others are never touched, so an object
column or an index that Polars could not hold survives as it was. NaN and infinities become null
here, once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import polars as pl

from leadscore.distinct import MISSING_TEXT, codes, is_missing, map_distinct
from leadscore.errors import ColumnError, ColumnTypeError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TableT = TypeVar("TableT")
ColumnKind = Literal["text", "number", "boolean", "date", "any"]
Step = Callable[[pl.DataFrame], pl.DataFrame]

_KIND_WORDS: dict[ColumnKind, str] = {
    "text": "text",
    "number": "numbers",
    "boolean": "true and false",
    "date": "dates",
    "any": "values",
}


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
        _require(needs, picked, list(names), optional)

        def batch(frame: pl.DataFrame) -> pl.DataFrame:
            return frame.with_columns(step(_clean(frame.select(picked), needs)))

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


class Door:
    """One kind of table: how its columns are read, added and its rows taken.

    Attributes
    ----------
    table : object
        The table as it goes out.
    """

    def __init__(self, inside: Any) -> None:
        self._inside = inside

    @property
    def table(self) -> Any:
        """The table as it goes out."""
        return self._inside

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [str(name) for name in self._inside.columns]

    def read(self, needs: Mapping[str, ColumnKind], optional: Sequence[str] = ()) -> pl.DataFrame:
        """Read the needed columns, checked, with NaN and infinities as null.

        Parameters
        ----------
        needs : mapping of str to str
            Column name to the kind of value it must hold.
        optional : sequence of str
            Those that may be absent; they are left out of the result.

        Returns
        -------
        polars.DataFrame
            The columns of ``needs`` that exist, rows in order.

        Raises
        ------
        ColumnError, ColumnTypeError
            As ``add_columns`` does.

        Examples
        --------
        >>> door = open_table(pl.DataFrame({"a": [1.5, float("nan")]}))
        >>> door.read({"a": "number"})["a"].to_list()
        [1.5, None]
        """
        names = self.names
        picked = [name for name in needs if name in names]
        _require(needs, picked, names, optional)
        frame = pl.DataFrame([self._column(n).alias(n) for n in picked])
        if not picked:
            frame = pl.DataFrame(height=self.height)
        return _clean(frame, needs)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self._inside)

    def _column(self, name: str) -> pl.Series:
        raise NotImplementedError

    def add(self, new: pl.DataFrame) -> Door:
        """Return a door to the table with the columns of ``new`` added."""
        raise NotImplementedError

    def take(self, order: NDArray[np.int64]) -> Door:
        """Return a door to the rows with these numbers (from 0), in this order."""
        raise NotImplementedError

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        raise NotImplementedError


class PolarsDoor(Door):
    """The door for Polars frames."""

    def _column(self, name: str) -> pl.Series:
        column: pl.Series = self._inside[name]
        return column

    def add(self, new: pl.DataFrame) -> Door:
        """Return a door to the table with the columns of ``new`` added."""
        return PolarsDoor(self._inside.with_columns(new.get_columns()))

    def take(self, order: NDArray[np.int64]) -> Door:
        """Return a door to the rows with these numbers (from 0), in this order."""
        return PolarsDoor(self._inside[order])

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        return frame


class PandasDoor(Door):
    """The door for pandas frames of any column kind, with any index."""

    def _column(self, name: str) -> pl.Series:
        import pyarrow as pa  # noqa: PLC0415

        column = self._inside[name]
        if getattr(column, "ndim", 1) != 1:
            raise ColumnError(
                f'Column "{name}" stands {column.shape[1]} times in the table. Rename or drop the '
                "copies: leadscore will not choose one."
            )
        try:
            array = pa.Array.from_pandas(column)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            raise ColumnTypeError(_mixed(name, column)) from error
        return pl.Series(name, pl.from_arrow(array))

    def add(self, new: pl.DataFrame) -> Door:
        """Return a door to the table with the columns of ``new`` added."""
        result = self._inside.copy(deep=False)
        for column in new.get_columns():
            # Arrays, not Series: a Series would be aligned on the index, and it may have repeats.
            result[column.name] = column.to_pandas().array
        return PandasDoor(result)

    def take(self, order: NDArray[np.int64]) -> Door:
        """Return a door to the rows with these numbers (from 0), in this order."""
        return PandasDoor(self._inside.iloc[order])

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        return frame.to_pandas()


class ArrowDoor(Door):
    """The door for PyArrow tables, and for foreign tables that speak Arrow."""

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return list(self._inside.column_names)

    def _column(self, name: str) -> pl.Series:
        if self.names.count(name) > 1:
            raise ColumnError(f'Column "{name}" stands twice in the table. Rename or drop one.')
        return pl.Series(name, pl.from_arrow(self._inside.column(name)))

    def add(self, new: pl.DataFrame) -> Door:
        """Return a door to the table with the columns of ``new`` added."""
        result = self._inside
        for column in new.get_columns():
            place = result.column_names.index(column.name) if column.name in self.names else -1
            if place >= 0:
                result = result.set_column(place, column.name, column.to_arrow())
            else:
                result = result.append_column(column.name, column.to_arrow())
        return type(self)(result)

    def take(self, order: NDArray[np.int64]) -> Door:
        """Return a door to the rows with these numbers (from 0), in this order."""
        return type(self)(self._inside.take(order))

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        return frame.to_arrow()


class DuckDBDoor(ArrowDoor):
    """The door for DuckDB relations.

    A relation is a question, and asking it twice may give two answers or two orders; so it is
    asked once, and the answer goes back as a relation on the default connection.
    """

    @property
    def table(self) -> Any:
        """The table as it goes out: a relation again."""
        return self.make_relation(self._inside)

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        return self.make_relation(frame.to_arrow())

    @staticmethod
    def make_relation(arrow: object) -> Any:
        """Return Arrow data as a relation on the default connection."""
        import duckdb  # noqa: PLC0415

        return duckdb.from_arrow(arrow)


def _require(
    needs: Mapping[str, ColumnKind], picked: list[str], names: list[str], optional: Sequence[str]
) -> None:
    missing = [name for name in needs if name not in picked and name not in optional]
    if missing:
        shown = ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")
        raise ColumnError(
            "\n".join(f'Column "{n}" is missing.{nearest(n, names)}' for n in missing)
            + f"\nThe table has: {shown or 'no columns'}."
        )


def _clean(frame: pl.DataFrame, needs: Mapping[str, ColumnKind]) -> pl.DataFrame:
    return frame.with_columns([_checked(column, needs[column.name]) for column in frame])


def _checked(column: pl.Series, kind: ColumnKind) -> pl.Series:
    dtype = column.dtype
    if dtype == pl.Null:
        return column
    if dtype.is_float():
        finite = column.is_finite()
        if not finite.all():
            column = column.to_frame().select(pl.when(finite).then(pl.col(column.name)))[
                column.name
            ]
    if kind == "date" and isinstance(dtype, pl.Datetime):
        return column.cast(pl.Date)
    is_text = dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)
    fits = {
        "text": is_text,
        "number": dtype.is_numeric(),
        "boolean": dtype == pl.Boolean,
        "date": dtype == pl.Date,
        "any": True,
    }[kind]
    if not fits:
        raise ColumnTypeError(_wrong_kind(column, kind))
    return column


def _wrong_kind(column: pl.Series, kind: ColumnKind) -> str:
    values = column.drop_nulls()
    first = f", such as {values[0]!r}" if len(values) else ""
    found = {"String": "text", "Boolean": "true and false"}.get(str(column.dtype), column.dtype)
    advice = {
        "number": "Convert it first, for example with leadscore.lists.parse_headcount.",
        "boolean": "Turn the words into true and false first.",
        "text": "Turn the values into text first.",
        "date": "Turn the values into dates first.",
    }.get(kind, "")
    return (
        f'Column "{column.name}" must hold {_KIND_WORDS[kind]}, but it holds {found}{first}. '
        f"{advice}"
    )


def _mixed(name: str, column: Any) -> str:
    kinds: dict[str, Any] = {}
    for value in column:
        if value is not None and value == value:  # noqa: PLR0124  NaN is the one unlike itself
            kinds.setdefault(type(value).__name__, value)
    found = ", ".join(f"{kind} ({value!r})" for kind, value in list(kinds.items())[:4])
    return (
        f'Column "{name}" mixes kinds of values: {found}. '
        "Make it one kind first, for example with .astype(str)."
    )
