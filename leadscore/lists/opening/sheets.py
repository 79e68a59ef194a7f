"""Which sheets of a workbook belong together: parts of one list, and copies of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leadscore.errors import ListError
from leadscore.lists.opening.workbook import cell_text, check_opened_size, visible_first

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SEARCHED_ROWS = 20

Heads = dict[str, tuple[str, ...]]


def continued_sheets(path: Path) -> tuple[list[str], list[str]]:
    """Name the sheets that hold one list in parts: all with the headings of the first one.

    Parameters
    ----------
    path : pathlib.Path
        A file.

    Returns
    -------
    tuple of (list of str, list of str)
        The sheets of the list, and other ones that hold something; both empty when the file is
        no workbook, or has no second sheet with these headings.
    """
    heads = sheet_heads(path)
    parts = parts_of(path, heads, next(iter(heads), ""))
    return (parts, [n for n in heads if n not in parts]) if len(parts) > 1 else ([], [])


def sheet_heads(path: Path) -> Heads:
    """Take the first row that is as wide as a list from each sheet that holds something.

    Parameters
    ----------
    path : pathlib.Path
        A file.

    Returns
    -------
    dict of str to tuple of str
        Sheet to the cells of the row, visible sheets first; empty when the file is no workbook
        that can be read, or has one sheet only.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        check_opened_size(path)
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            names = visible_first(workbook)
            if len(names) < 2:
                return {}
            found = {name: _head_of(workbook.get_sheet_by_name(name)) for name in names}
            return {name: head for name, head in found.items() if head}
    except (CalamineError, ListError, OSError):
        # Whoever reads the file says what is the matter with it.
        return {}


def _head_of(sheet: CalamineSheet) -> tuple[str, ...]:
    found = sheet.to_python(nrows=_SEARCHED_ROWS)
    rows = [[text for text in map(cell_text, row) if text] for row in found]
    widest = max(map(len, rows), default=0)
    return tuple(next((row for row in rows if row and len(row) * 2 >= widest), ()))


def parts_of(path: Path, heads: Heads, first: str) -> list[str]:
    """Name a sheet and those that go on with its list.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    heads : dict of str to tuple of str
        As ``sheet_heads`` gives them.
    first : str
        The sheet.

    Returns
    -------
    list of str
        The sheet first. One most of whose rows stand in it is a copy, and left out.
    """
    alike = [name for name in alike_sheets(heads, first) if "/" not in name and name.strip(".")]
    copies = _copies(path, heads, first, alike[1:]) if alike[1:] else set()
    return [name for name in alike if name not in copies]


def alike_sheets(heads: Heads, first: str) -> list[str]:
    """Name a sheet and those that share most of its headings, in whatever order they stand.

    Parameters
    ----------
    heads : dict of str to tuple of str
        As ``sheet_heads`` gives them.
    first : str
        The sheet.

    Returns
    -------
    list of str
        The sheet first.

    Examples
    --------
    >>> heads = {"north": ("name", "size"), "notes": ("see", "also"), "south": ("size", "name")}
    >>> alike_sheets(heads, "north")
    ['north', 'south']
    """
    wanted = set(heads.get(first, ()))
    if len(wanted) < 2:
        return [first] if first in heads else []
    most = {name for name, head in heads.items() if 4 * _common(wanted, head) >= 3 * len(wanted)}
    return [first, *(name for name in heads if name in most and name != first)]


def _common(wanted: set[str], head: Sequence[str]) -> int:
    return len(wanted & set(head)) if len(head) * 3 <= len(wanted) * 4 else 0


def _copies(path: Path, heads: Heads, first: str, others: list[str]) -> set[str]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    copies = set()
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        original = workbook.get_sheet_by_name(first).to_python()
        for name in others:
            shared = [heading for heading in heads[first] if heading in heads[name]]
            known = set(_rows_below(original, shared))
            rows = _rows_below(workbook.get_sheet_by_name(name).to_python(), shared)
            if 2 * sum(row in known for row in rows) > len(rows):
                copies.add(name)
    return copies


def _rows_below(
    cells: Sequence[Sequence[object]], headings: Sequence[str]
) -> list[tuple[str | None, ...]]:
    """Take the columns with some headings, below the row in which they stand."""
    rows = [[cell_text(cell) for cell in row] for row in cells]
    at = next((at for at, row in enumerate(rows) if set(headings) <= set(row)), None)
    if at is None:
        return []
    places = [rows[at].index(heading) for heading in headings]
    found = (tuple(row[place] for place in places) for row in rows[at + 1 :])
    return [row for row in found if any(row)]
