"""Rows with too many cells, because one of their cells holds the delimiter and no quotes.

Scrapers that join cells with commas do not quote the comma in a list of benefits. The cells behind
it are then one or more places too far to the right, in the columns of other fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from leadscore.lists.opening.rows import Ragged, Rows, rows_of

_DIGITS = re.compile(r"[0-9]+")
_LEAST, _MOST = 5, 2000
_FITS, _GAIN = 0.9, 0.3
"""Share of cells that must look like those of their column, and how much better than unmoved."""

Record = tuple[int, list[str]]
Shape = frozenset[str]
"""What the cells of a column look like; empty for a column in which nearly all are different."""


def rejoin_cells(rows: Rows, delimiter: str) -> tuple[Rows, list[int]]:
    """Put cells together again that were cut at a delimiter without quotes.

    Parameters
    ----------
    rows : Rows
        The rows of a text.
    delimiter : str
        The character at which they were cut.

    Returns
    -------
    rows : Rows
        In rows with more cells than the first one, those of one column are put together, where
        all that follow then look like the other cells of their columns; other rows stay.
    moved : list of int
        The numbers of these rows, in order; empty when nothing was put together.

    Examples
    --------
    >>> records = [(1, ["name", "perks", "size"]), (7, ["x", "car", "lunch", "20-99"])]
    >>> records += [(n, [f"c{n}", "car", f"{n}0-99"]) for n in range(2, 7)]
    >>> rows, moved = rejoin_cells(rows_of(records, 3, 7), ",")
    >>> [column.column()[-1] for column in rows.join()[0]], moved
    (['x', 'car,lunch', '20-99'], [7])
    """
    width, usual = _first_width(rows), len(rows.columns)
    if width < 3 or usual < width or not rows.ragged:
        return rows, []
    whole = _records(rows) if usual > width else []
    odd = [*whole, *((row.number, row.cells) for row in rows.ragged)]
    shapes = [_shape(column) for column in _told(rows, width)]
    place = _torn_column([cells for _, cells in odd if len(cells) > width], shapes)
    if place is None:
        return rows, []
    mended = {
        number: joined
        for number, cells in odd
        if len(cells) > width
        for joined in [_joined(cells, place, width, delimiter)]
        if all(_outline(joined[j]) in shapes[j] for j in range(place + 1, width) if shapes[j])
    }
    records = [(number, mended.get(number, cells)) for number, cells in odd]
    if usual > width:
        return rows_of(sorted(records), width, rows.height), sorted(mended)
    return rows._replace(ragged=[Ragged(*record) for record in records]), sorted(mended)


def _first_width(rows: Rows) -> int:
    """Count the cells of the first row that holds something: it is the header, or well-formed."""
    odd = next((row for row in rows.ragged if any(row.cells)), None)
    if odd is not None and (not len(rows.numbers) or odd.number < rows.numbers[0]):
        return len(odd.cells)
    return len(rows.columns)


def _records(rows: Rows) -> list[Record]:
    columns = [column.column().to_list() for column in rows.columns]
    cells = ([cell or "" for cell in row] for row in zip(*columns, strict=True))
    return list(zip(rows.numbers.tolist(), cells, strict=True))


def _told(rows: Rows, width: int) -> list[list[str]]:
    """Return the cells of some rows that have as many as the first, column by column."""
    if len(rows.columns) == width:
        some = np.arange(min(_MOST, len(rows.numbers)))
        return [[cell or "" for cell in one.rows(some).column()] for one in rows.columns]
    alike = [row.cells for row in rows.ragged if len(row.cells) == width][1 : _MOST + 1]
    return [list(column) for column in zip(*alike, strict=True)]


def _outline(cell: str) -> str:
    return _DIGITS.sub("9", cell.strip())


def _shape(cells: Sequence[str]) -> Shape:
    seen = {_outline(cell) for cell in cells}
    telling = len(cells) >= _LEAST and len(seen) * 3 <= len(cells)
    return frozenset(seen) if telling else frozenset()


def _torn_column(wide: Sequence[list[str]], shapes: Sequence[Shape]) -> int | None:
    """Find the column whose cells were cut: behind it all cells fit some places to the left."""
    width = len(shapes)
    sample = wide[:: max(1, len(wide) // _MOST)]
    found = []
    for place in range(width - 1):
        behind = [j for j in range(place + 1, width) if shapes[j]]
        unmoved = _share(shapes, ((j, cells[j]) for cells in sample for j in behind))
        moved = _share(shapes, ((j, cells[j - width]) for cells in sample for j in behind))
        if behind and moved >= _FITS and moved - unmoved >= _GAIN:
            told = [j for j in range(width) if shapes[j]]
            joined = [_joined(cells, place, width, "") for cells in sample]
            found.append((_share(shapes, ((j, cells[j]) for cells in joined for j in told)), place))
    # Of columns that fit alike it is the last one: what stands before it need not be moved.
    return max(found)[1] if found else None


def _share(shapes: Sequence[Shape], cells: Iterable[tuple[int, str]]) -> float:
    hits = [_outline(cell) in shapes[j] for j, cell in cells]
    return sum(hits) / max(1, len(hits))


def _joined(cells: list[str], place: int, width: int, delimiter: str) -> list[str]:
    end = len(cells) - (width - place - 1)
    return [*cells[:place], delimiter.join(cells[place:end]), *cells[end:]]
