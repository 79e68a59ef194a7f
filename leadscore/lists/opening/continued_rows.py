"""Rows that go on with the company above, as in a sheet with merged cells that was saved as text.

Only where the list numbers its companies and such rows bear no number: then all columns that are
empty in every one of them stand once for several rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadscore.lists.tables.repeating import Repeating, TextTable
from leadscore.lists.vocabulary.headings import header_claims
from leadscore.lists.vocabulary.words import pattern

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW = 3


def continue_rows(cells: TextTable, names: tuple[str, ...]) -> tuple[TextTable, int]:
    """Fill what stands once for several rows into each of them.

    Parameters
    ----------
    cells : TextTable
        Cleaned cells below the header.
    names : tuple of str
        The heading of each column.

    Returns
    -------
    tuple of (TextTable, int)
        The cells, and how many rows go on with the one above.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [("1", "A", "x"), (None, None, "y"), ("2", "B", "z"), ("3", "C", "x")]
    >>> cells = TextTable.of(pl.DataFrame(rows, schema=["0", "1", "2"], orient="row"))
    >>> filled, count = continue_rows(cells, ("No.", "Company", "Post"))
    >>> filled.frame.row(1), count
    ((None, 'A', 'y'), 1)
    """
    nulls = [column.null_count() for column in cells.columns]
    for place, count in enumerate(nulls):
        if count and cells.height - count >= _FEW:
            further = ~_is_filled(cells.columns[place])
            if not further[0] and _is_numbering(cells.columns[place], ~further):
                return _continued(cells, names, place, further)
    return cells, 0


def _is_filled(column: Repeating) -> NDArray[np.bool_]:
    return column.texts.is_not_null().to_numpy()[column.place]


def _is_numbering(column: Repeating, filled: NDArray[np.bool_]) -> bool:
    """Tell running numbers: each filled row has the one after that above it."""
    place = column.place[filled]
    texts = column.texts[place[:_FEW].astype(np.int64)].to_list()
    if not all(text.isdecimal() and len(text) < 9 for text in texts):
        return False
    first = int(texts[0])
    wanted = [str(number) for number in range(first, first + len(place))]
    return bool(column.texts[place.astype(np.int64)].to_list() == wanted)


def _continued(
    cells: TextTable, names: tuple[str, ...], numbering: int, further: NDArray[np.bool_]
) -> tuple[TextTable, int]:
    numbered = ~further
    further &= ~_are_footers(cells, further)
    # What only stands at the end is no second row of a company, but a note or a sum.
    if not further.any() or not (~further[np.flatnonzero(further)[0] :]).any():
        return cells, 0
    filled = [_is_filled(column) for column in cells.columns]
    once = [at for at, some in enumerate(filled) if at != numbering and not some[further].any()]
    named = [at for at in once if "name" in dict(header_claims(names[at]))]
    if not any(filled[at][numbered].mean() > 0.9 for at in named):
        return cells, 0
    above = np.maximum.accumulate(np.where(further, 0, np.arange(cells.height)))
    columns = [
        Repeating(column.texts, column.place[above]) if at in once else column
        for at, column in enumerate(cells.columns)
    ]
    return TextTable(columns), int(further.sum())


def _are_footers(cells: TextTable, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark those of some rows in which a cell says that it is a sum or a note."""
    footer = pattern("footers")
    some = np.flatnonzero(rows)
    found = np.zeros(cells.height, dtype=bool)
    for column in cells.columns:
        texts = column.texts[column.place[some].astype(np.int64)]
        found[some] |= [bool(text and footer.match(text)) for text in texts]
    return found
