"""Quotation marks that are never closed: they are noticed, and lines are then read one by one."""

from __future__ import annotations

import csv
import io

from leadscore.lists.opening.rows import Rows, count, long_cells, rows_of

_LONGEST_RECORD = 500


def is_runaway(text: memoryview, rows: Rows, delimiter: str, width: int) -> bool:
    """Tell whether a quotation mark that was never closed swallowed records.

    Parameters
    ----------
    text : memoryview
        UTF-8.
    rows : Rows
        What ``taken_over`` made of it.
    delimiter : str
        One character.
    width : int
        The usual number of cells.

    Returns
    -------
    bool
        True when the marks are odd, or a cell holds what look like records.
    """
    marks = count(text, b'"')
    if marks % 2:
        return True
    if not marks:
        return False
    if count(text, b"\n") < rows.height:
        return False
    long = [cell for row in rows.ragged for cell in row.cells if cell.count("\n") > 2]
    for column in (one.texts for one in rows.columns):
        broken = column.filter(column.str.contains("\n", literal=True).fill_null(value=False))
        long += broken.filter(broken.str.count_matches("\n", literal=True) > 2).to_list()
    return width > 2 and any(_holds_records(cell, delimiter, width) for cell in long)


def _holds_records(cell: str, delimiter: str, width: int) -> bool:
    inner = [line for line in cell.split("\n")[1:-1] if line.strip()]
    alike = sum(line.count(delimiter) == width - 1 for line in inner)
    return len(inner) > 1 and alike >= 0.8 * len(inner)


def parse_lines(text: memoryview, delimiter: str, width: int) -> tuple[Rows, int]:
    r"""Read line by line: a record goes on in the next line only if it comes out whole.

    Parameters
    ----------
    text : memoryview
        UTF-8.
    delimiter : str
        One character.
    width : int
        The usual number of cells.

    Returns
    -------
    tuple of (Rows, int)
        The rows, and in how many lines quotation marks do not close.

    Examples
    --------
    >>> rows, broken = parse_lines(memoryview(b'a,b\n"c,d\ne,f'), ",", 2)
    >>> [column.column().to_list() for column in rows.columns], broken
    ([['a', 'c', 'e'], ['b', 'd', 'f']], 1)
    """
    lines = str(text, "utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records: list[tuple[int, list[str]]] = []
    place = broken = 0
    with long_cells():
        while place < len(lines):
            cells, used = _record(lines, place, delimiter, width)
            if cells is None:
                broken += 1
                cells = [cell.strip().strip('"') for cell in lines[place].split(delimiter)]
            records.append((len(records) + 1, cells))
            place += used
    return rows_of(records, width, len(records)), broken


def _record(
    lines: list[str], place: int, delimiter: str, width: int
) -> tuple[list[str] | None, int]:
    """Read the record that begins in a line; None when its quotation marks do not close."""
    marks = 0
    for used in range(1, min(_LONGEST_RECORD, len(lines) - place) + 1):
        marks += lines[place + used - 1].count('"')
        if used > 1 and marks % 2:
            continue
        text = "\n".join(lines[place : place + used])
        closed = _closed_record(text, delimiter)
        if closed is not None and (used == 1 or len(closed) == width):
            return closed, used
    return None, 1


def _closed_record(text: str, delimiter: str) -> list[str] | None:
    source = io.StringIO(text, newline="")
    try:
        rows = list(csv.reader(source, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows[0] if len(rows) == 1 else ([] if not rows else None)
