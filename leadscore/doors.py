"""One door per kind of table: how its columns are read and checked, added, and its rows taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from leadscore.coded import CodedTable, code_arrays
from leadscore.errors import ColumnError, ColumnTypeError, nearest, shown_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ColumnKind = Literal["text", "number", "boolean", "date", "any"]

_KIND_WORDS: dict[ColumnKind, str] = {
    "text": "text",
    "number": "numbers",
    "boolean": "true and false",
    "date": "dates",
    "any": "values",
}


class Door:
    """One kind of table: how its columns are read, added and its rows taken.

    Attributes
    ----------
    table : object
        The table as it goes out.
    in_arrow : bool
        Columns can be had as Arrow's without a copy.
    """

    in_arrow = False

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
        >>> door = PolarsDoor(pl.DataFrame({"a": [1.5, float("nan")]}))
        >>> door.read({"a": "number"})["a"].to_list()
        [1.5, None]
        """
        names = self.names
        picked = [name for name in needs if name in names]
        require(needs, picked, names, optional)
        frame = pl.DataFrame([self._column(n).alias(n) for n in picked])
        if not picked:
            frame = pl.DataFrame(height=self.height)
        return clean(frame, needs)

    def read_coded(
        self, needs: Mapping[str, ColumnKind], optional: Sequence[str] = ()
    ) -> CodedTable:
        """Read the needed columns as ``read`` does, with the texts as numbers.

        Parameters
        ----------
        needs, optional
            As for ``read``.

        Returns
        -------
        CodedTable
            For texts of which few are different: they need not be copied.

        Raises
        ------
        ColumnError, ColumnTypeError
            As ``add_columns`` does.

        Examples
        --------
        >>> table = PolarsDoor(pl.DataFrame({"a": ["x", None]})).read_coded({"a": "text"})
        >>> list(table.text("a").texts.values())
        ['x']
        """
        names = self.names
        picked = [name for name in needs if name in names]
        require(needs, picked, names, optional)
        words = [name for name in picked if needs[name] == "text"] if self.in_arrow else []
        texts = code_arrays({name: self._array(name) for name in words})
        rest = {name: needs[name] for name in picked if name not in texts}
        return CodedTable(self.read(rest), texts)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self._inside)

    def _column(self, name: str) -> pl.Series:
        return pl.Series(name, pl.from_arrow(self._array(name)))

    def _array(self, name: str) -> Any:
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

    in_arrow = True

    def _array(self, name: str) -> Any:
        import pyarrow as pa  # noqa: PLC0415

        column = self._inside[name]
        if getattr(column, "ndim", 1) != 1:
            raise ColumnError(
                f'Column "{name}" stands {column.shape[1]} times in the table. Rename or drop the '
                "copies: leadscore will not choose one."
            )
        try:
            return pa.Array.from_pandas(column)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            raise ColumnTypeError(_mixed(name, column)) from error

    def add(self, new: pl.DataFrame) -> Door:
        """Return a door to the table with the columns of ``new`` added."""
        result = self._inside.copy(deep=False)
        # Arrays, not Series: a Series would be aligned on the index, and it may have repeats.
        for name, column in new.to_pandas().items():
            result[name] = column.array
        return PandasDoor(result)

    def take(self, order: NDArray[np.int64]) -> Door:
        """Return a door to the rows with these numbers (from 0), in this order."""
        return PandasDoor(self._inside.iloc[order])

    def make(self, frame: pl.DataFrame) -> Any:
        """Make a new table of this kind."""
        return frame.to_pandas()


class ArrowDoor(Door):
    """The door for PyArrow tables, and for foreign tables that speak Arrow."""

    in_arrow = True

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return list(self._inside.column_names)

    def _array(self, name: str) -> Any:
        if self.names.count(name) > 1:
            raise ColumnError(f'Column "{name}" stands twice in the table. Rename or drop one.')
        return self._inside.column(name)

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


def require(
    needs: Mapping[str, ColumnKind], picked: list[str], names: list[str], optional: Sequence[str]
) -> None:
    """Refuse a table in which a needed column is missing; names the nearest one."""
    missing = [name for name in needs if name not in picked and name not in optional]
    if missing:
        raise ColumnError(
            "\n".join(f'Column "{n}" is missing.{nearest(n, names)}' for n in missing)
            + f"\nThe table has: {shown_columns(names)}."
        )


def clean(frame: pl.DataFrame, needs: Mapping[str, ColumnKind]) -> pl.DataFrame:
    """Check the kind of every column, and make NaN and infinities null."""
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
