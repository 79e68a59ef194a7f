"""A header that stands again among the rows, perhaps with other columns: the rows below follow it.

Lists that were scraped in several runs and put together have such headers; where one names its
columns in another order or has one more, the cells below it are brought under the right headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.lists.headers import Header
from leadscore.lists.repeating import Repeating

if TYPE_CHECKING:
    from numpy.typing import NDArray


def align_rows(
    cells: pl.DataFrame, header: Header, known: NDArray[np.int64] | None = None
) -> tuple[pl.DataFrame, Header, pl.Series]:
    """Bring the cells below every repeated header under the headings of the first one.

    Parameters
    ----------
    cells : polars.DataFrame
        The rows below the first header.
    header : Header
        The first header.
    known : ndarray of int, shape (rows,), optional
        How many cells of each row are the headings of their columns (``headings_in``).

    Returns
    -------
    cells : polars.DataFrame
        The same rows in the same order; headings that only a later header has are further columns.
    header : Header
        With those headings.
    again : polars.Series
        True for rows that are a header.

    Examples
    --------
    >>> rows = [("A", "5", "x", None), ("id", "name", "size", "city"), ("7", "B", "6", "y")]
    >>> cells = pl.DataFrame(rows, schema=["0", "1", "2", "3"], orient="row")
    >>> aligned, header, again = align_rows(cells, Header(0, ("name", "size", "city", "[4]")))
    >>> header.names, again.to_list()
    (('name', 'size', 'city', '[4]', 'id'), [False, True, False])
    >>> aligned.row(0), aligned.row(2)
    (('A', '5', 'x', None, None), ('B', '6', 'y', None, '7'))
    """
    if not cells.height or header.row is None:
        return cells, header, pl.Series([False] * cells.height, dtype=pl.Boolean)
    again = _same_places(cells, header.names, known)
    if not any(name.startswith("[") for name in header.names):
        # Without a column that has no heading, no row is wider than the header.
        return cells, header, again
    moved = _other_places(cells, header.names) & ~again
    if not moved.any():
        return cells, header, again
    cells, names = _moved(cells, header.names, again, moved)
    return cells, Header(header.row, names, header.titles, header.numbered), again | moved


def headings_in(columns: Sequence[Repeating], names: Sequence[str]) -> NDArray[np.int64]:
    """Count in each row the cells that are the headings of their columns.

    Parameters
    ----------
    columns : sequence of Repeating
        Cleaned cells.
    names : sequence of str
        The heading of each column.

    Returns
    -------
    ndarray of int64, shape (rows,)
        Of all rows, the first header among them.

    Examples
    --------
    >>> columns = [Repeating.of(pl.Series(texts)) for texts in (["id", "7"], ["name", "name"])]
    >>> headings_in(columns, ("id", "name")).tolist()
    [2, 1]
    """
    found = np.zeros(len(columns[0].place), dtype=np.int64)
    for column, name in zip(columns, names, strict=True):
        own = (column.texts == name).fill_null(value=False)
        if own.any():
            found += own.to_numpy()[column.place]
    return found


def _same_places(
    cells: pl.DataFrame, names: tuple[str, ...], known: NDArray[np.int64] | None
) -> pl.Series:
    """Mark rows in which at least four fifths of the filled cells are the headings again."""
    least = 1 if cells.width == 1 else 2
    if known is None:
        same = pl.sum_horizontal(
            [
                (pl.col(c) == name).fill_null(value=False)
                for c, name in zip(cells.columns, names, strict=True)
            ]
        )
        known = cells.select(same).to_series().to_numpy()
    able = np.flatnonzero(known >= least)
    filled = cells[able].select(pl.sum_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    again = np.zeros(cells.height, dtype=bool)
    again[able] = known[able] * 5 >= filled.astype(np.int64) * 4
    return pl.Series(again)


def _other_places(cells: pl.DataFrame, names: tuple[str, ...]) -> pl.Series:
    """Mark rows that hold at least four fifths of the headings, wherever they stand."""
    told = [name for name in names if not name.startswith("[")]
    held = pl.sum_horizontal(
        [(pl.col(c).is_in(told)).fill_null(value=False) for c in cells.columns]
    )
    filled = pl.sum_horizontal([pl.col(c).is_not_null() for c in cells.columns])
    enough = (held >= 3) & (held * 5 >= len(told) * 4) & (held * 5 >= filled * 3)
    return cells.select(enough).to_series()


def _moved(
    cells: pl.DataFrame, names: tuple[str, ...], again: pl.Series, moved: pl.Series
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    found = list(names)
    starts = [0, *(again | moved).arg_true().to_list(), cells.height]
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
