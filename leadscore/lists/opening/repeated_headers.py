"""A header that stands again among the rows, perhaps with other columns: the rows below follow it.

Lists that were scraped in several runs and put together have such headers; where one names its
columns in another order or has one more, the cells below it are brought under the right headings.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from leadscore.lists.opening.headers import Header
from leadscore.lists.tables.repeating import TextTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Aligned(NamedTuple):
    """Rows below a header, under its headings.

    Attributes
    ----------
    table : TextTable
        Among others the rows.
    rows : ndarray of int64
        Where in the table they stand.
    header : Header
        The headings; those that only a later header has are further columns.
    again : ndarray of bool
        Which of the rows are a header.
    """

    table: TextTable
    rows: NDArray[np.int64]
    header: Header
    again: NDArray[np.bool_]


def align_rows(cells: TextTable, rows: NDArray[np.int64], header: Header) -> Aligned:
    """Bring the cells below every repeated header under the headings of the first one.

    Parameters
    ----------
    cells : TextTable
        The whole list.
    rows : ndarray of int64
        The rows below the first header, ascending.
    header : Header
        The first header.

    Returns
    -------
    Aligned
        The rows in their order, with the headings.

    Examples
    --------
    >>> rows = [("A", "5", "x", None), ("id", "name", "size", "city"), ("7", "B", "6", "y")]
    >>> cells = TextTable.of(pl.DataFrame(rows, schema=["0", "1", "2", "3"], orient="row"))
    >>> header = Header(0, ("name", "size", "city", "[4]"))
    >>> aligned = align_rows(cells, np.arange(3), header)
    >>> aligned.header.names, aligned.again.tolist()
    (('name', 'size', 'city', '[4]', 'id'), [False, True, False])
    >>> aligned.table.frame.row(0), aligned.table.frame.row(2)
    (('A', '5', 'x', None, None), ('B', '6', 'y', None, '7'))
    """
    if not len(rows) or header.row is None:
        return Aligned(cells, rows, header, np.zeros(len(rows), dtype=bool))
    again = _same_places(cells, header.names)[rows]
    if not any(name.startswith("[") for name in header.names):
        # Without a column that has no heading, no row is wider than the header.
        return Aligned(cells, rows, header, again)
    frame = cells.rows(rows).frame
    moved = _other_places(frame, header.names) & ~again
    if not moved.any():
        return Aligned(cells, rows, header, again)
    again |= moved
    frame, names = _moved(frame, header.names, again, moved)
    header = Header(header.row, names, header.titles, header.numbered)
    return Aligned(TextTable.of(frame), np.arange(frame.height), header, again)


def _same_places(cells: TextTable, names: tuple[str, ...]) -> NDArray[np.bool_]:
    """Mark rows in which at least four fifths of the filled cells are the headings again."""
    known = np.zeros(cells.height, dtype=np.int64)
    for column, name in zip(cells.columns, names, strict=True):
        for number in (column.texts == name).arg_true():
            known[column.place == number] += 1
    able = np.flatnonzero(known >= (1 if cells.width == 1 else 2))
    filled = cells.rows(able).frame.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    again = np.zeros(cells.height, dtype=bool)
    again[able] = known[able] * 5 >= filled.to_numpy().astype(np.int64) * 4
    return again


def _other_places(cells: pl.DataFrame, names: tuple[str, ...]) -> NDArray[np.bool_]:
    """Mark rows that hold at least four fifths of the headings, wherever they stand."""
    told = [name for name in names if not name.startswith("[")]
    held = pl.sum_horizontal(
        [(pl.col(c).is_in(told)).fill_null(value=False) for c in cells.columns]
    )
    filled = pl.sum_horizontal([pl.col(c).is_not_null() for c in cells.columns])
    enough = (held >= 3) & (held * 5 >= len(told) * 4) & (held * 5 >= filled * 3)
    return cells.select(enough).to_series().to_numpy()


def _moved(
    cells: pl.DataFrame,
    names: tuple[str, ...],
    heads: NDArray[np.bool_],
    moved: NDArray[np.bool_],
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    found = list(names)
    starts = [0, *np.flatnonzero(heads).tolist(), cells.height]
    parts = []
    for start, end in pairwise(starts):
        part = cells.slice(start, end - start)
        if end > start and moved[start]:
            layout = _layout(part.row(0))
            found += [text for text in layout if text not in found]
            part = part.select(
                [
                    pl.nth(layout[name]).alias(str(at))
                    if name in layout
                    else pl.lit(None, pl.String).alias(str(at))
                    for at, name in enumerate(found)
                ]
            )
        else:
            part.columns = [str(at) for at in range(part.width)]
        parts.append(part)
    return pl.concat(parts, how="diagonal"), tuple(found)


def _layout(row: tuple[str | None, ...]) -> dict[str, int]:
    layout: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = cell or f"[{place + 1}]"
        layout[name if name not in layout else f"{name} [{place + 1}]"] = place
    return layout
