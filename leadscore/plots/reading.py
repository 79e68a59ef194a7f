"""The door of pictures: which columns a table must have to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.errors import ArgumentError, ColumnError
from leadscore.frames import open_table


def read_table(
    table: object,
    plot: str,
    made_by: str,
    needs: Mapping[str, ColumnKind],
    optional: Mapping[str, ColumnKind] | None = None,
    *,
    gaps: Sequence[str] = (),
) -> pl.DataFrame:
    """Read the columns that a picture shows.

    Parameters
    ----------
    table : table
        Any kind.
    plot : str
        The picture, for messages.
    made_by : str
        What makes such a table, for messages.
    needs, optional : mapping of str to str
        Column name to the kind of value it must hold.
    gaps : sequence of str
        The needed columns that may be null.

    Returns
    -------
    polars.DataFrame
        These columns; optional ones where they are.

    Raises
    ------
    ColumnError
        When a needed column is missing; says which, and what makes such a table.
    ColumnTypeError
        When a column holds another kind of value, or ``table`` is no table.
    ArgumentError
        When the table has no rows, or a column is null that may not be.

    Examples
    --------
    >>> read_table(pl.DataFrame({"a": [1]}), "funnel_bars", "EventLog.funnel()", {"rate": "number"})
    Traceback (most recent call last):
        ...
    leadscore.errors.ColumnError: plots.funnel_bars draws what EventLog.funnel() gives.
    Column "rate" is missing.
    The table has: a.
    """
    door = open_table(table)
    extra = optional or {}
    try:
        frame = door.read({**needs, **extra}, optional=list(extra))
    except ColumnError as error:
        raise ColumnError(f"plots.{plot} draws what {made_by} gives.\n{error}") from None
    if not frame.height:
        raise ArgumentError(
            f"plots.{plot}: the table has no rows, so there is nothing to draw. It draws what "
            f"{made_by} gives."
        )
    for name in needs:
        empty = frame[name].null_count()
        if empty and name not in gaps:
            raise ArgumentError(
                f'plots.{plot}: the column "{name}" is null in {empty} of {frame.height} rows. It '
                f"draws what {made_by} gives, where every row has a value."
            )
    return frame


def segment_names(table: object, known: Mapping[str, ColumnKind]) -> list[str]:
    """Name the columns by which a result is broken down: all that the result itself has not."""
    return [name for name in open_table(table).names if name not in known]
