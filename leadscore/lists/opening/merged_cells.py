"""Merged cells: what stands once for several rows is written into each of them."""

from __future__ import annotations

from collections.abc import Sequence

Range = tuple[tuple[int, int], tuple[int, int]]


def fill_down(cells: list[list[object]], ranges: Sequence[Range]) -> int:
    """Write the value of each merged column of cells into its lower rows.

    Parameters
    ----------
    cells : list of list
        The rows of a sheet from its first cell on; they are changed. Empty is ``""``.
    ranges : sequence of ((int, int), (int, int))
        First and last row and column of each merged range, from 0. Ranges of several columns are
        titles, and left as they are.

    Returns
    -------
    int
        How many cells were filled. A row that holds nothing else stays empty.

    Examples
    --------
    >>> cells = [["region", "name"], ["north", "A"], ["", "B"], ["", ""]]
    >>> fill_down(cells, [((1, 0), (3, 0))]), cells[2], cells[3]
    (1, ['north', 'B'], ['', ''])
    """
    filled: dict[tuple[int, int], object] = {}
    # Ranges of an honest file do not overlap: they have no more cells than the sheet.
    left = sum(map(len, cells))
    for (top, column), (end, last) in ranges:
        if column != last or top >= len(cells) or column >= len(cells[top]):
            continue
        value, bottom = cells[top][column], min(end, len(cells) - 1)
        left -= max(bottom - top, 0)
        if left < 0:
            break
        if value in ("", None):
            continue
        for row in range(top + 1, bottom + 1):
            if column < len(cells[row]) and cells[row][column] in ("", None):
                filled[row, column] = value
    holding = {row for row, _ in filled if any(cell not in ("", None) for cell in cells[row])}
    kept = {place: value for place, value in filled.items() if place[0] in holding}
    for (row, column), value in kept.items():
        cells[row][column] = value
    return len(kept)
