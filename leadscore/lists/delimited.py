"""Delimited text to cells: the delimiter is found outside quotes, and no row is lost."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import polars as pl

from leadscore.lists.broken_quotes import is_runaway, parse_lines
from leadscore.lists.rows import Rows, cells_of, parse_blocks, rows_of
from leadscore.lists.words import read_words

_DELIMITERS = (",", "\t", ";", "|")
# A whole quoted cell, with the line breaks and delimiters in it.
_QUOTED = re.compile(r'(?:^|(?<=[,;\t|\n]))"(?:[^"]|"")*"(?=[,;\t|\r\n]|$)')
_NO_DELIMITER = "\x1f"
_SAMPLE_BYTES = 250_000
_SAMPLE_ROWS = 400


class Cells(NamedTuple):
    """What was read out of a text.

    Attributes
    ----------
    frame : polars.DataFrame
        Columns ``"0"``, ``"1"``, ... of text; an empty cell is null; blank rows are left out.
    rows : polars.Series
        The number of each row as a spreadsheet shows it, counted from 1, blank rows included.
    delimiter : str or None
        None for a text of one column.
    remarks : tuple of str
        What was noticed.
    """

    frame: pl.DataFrame
    rows: pl.Series
    delimiter: str | None
    remarks: tuple[str, ...]


def read_delimited(data: bytes | bytearray, lang: str = "en") -> Cells:
    r"""Read UTF-8 text with one record a row.

    Quoted cells may hold delimiters and line breaks. A quotation mark that is never closed does
    not swallow the rest of the file: lines are then read one by one.

    Parameters
    ----------
    data : bytes or bytearray
        UTF-8 without a byte order mark.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    Cells
        The cells, their row numbers and what was noticed.

    Examples
    --------
    >>> cells = read_delimited(b"name;size\nA;10\n;\nB;20;more\n")
    >>> cells.frame.rows()
    [('name', 'size', None), ('A', '10', None), ('B', '20', 'more')]
    >>> cells.rows.to_list(), cells.remarks[0]
    ([1, 2, 4], '1 blank rows were left out')
    """
    text, delimiter = _said_delimiter(_without_end(data))
    if delimiter is None:
        delimiter, width = find_delimiter(_sample(text))
    else:
        width = _usual_width(_sample(text), delimiter)[1]
    remarks: list[str] = []
    rows = _parse(text, delimiter or _NO_DELIMITER, width, remarks, lang)
    if width == 1 and not rows.ragged:
        inner = _unwrap(rows, remarks, lang)
        if inner is not None:
            rows, delimiter, width = inner
    frame, numbers = rows.join()
    if frame.height < rows.height:
        remarks.append(_say("blank_rows", lang, count=rows.height - frame.height))
    other = [row for row in rows.ragged if any(row.cells)]
    if other:
        remarks.append(
            _say("ragged_rows", lang, count=len(other), width=width, row=other[0].number)
        )
    return Cells(frame, numbers, delimiter, tuple(remarks))


def find_delimiter(sample: str) -> tuple[str | None, int]:
    r"""Find the delimiter that cuts most rows of a sample into the same number of cells.

    Parameters
    ----------
    sample : str
        The beginning of a text.

    Returns
    -------
    tuple of (str or None, int)
        The delimiter, None when the text has one column, and the usual number of cells.

    Examples
    --------
    >>> find_delimiter('a|"x|y"|c\nd|e|f\n')
    ('|', 3)
    >>> find_delimiter("Apple\nExample, Inc.\nOther\n")
    (None, 1)
    """
    best: tuple[float, int, str] | None = None
    for delimiter in _DELIMITERS:
        share, width, cut = _usual_width(sample, delimiter)
        if width < 2 or cut < 0.6:
            continue
        # Many cells in nearly all rows say more than two cells in all rows.
        found = (round(share * (1 - 0.5 / width), 2), width, delimiter)
        if best is None or found[:2] > best[:2]:
            best = found
    return (None, 1) if best is None else (best[2], best[1])


def _say(key: str, lang: str, **places: object) -> str:
    sentence: str = read_words("remarks.toml")[key][lang]
    return sentence.format(**places)


def _without_end(data: bytes | bytearray) -> memoryview:
    """Leave out the line ends after the last row, without a copy of the rest."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return memoryview(data)[:end]


def _sample(text: memoryview) -> str:
    head = bytes(text[:_SAMPLE_BYTES])
    if len(text) > _SAMPLE_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    return head.decode("utf-8", "replace")


def _said_delimiter(text: memoryview) -> tuple[memoryview, str | None]:
    """Obey the line ``sep=;`` that spreadsheets write and do not show."""
    line, _, rest = bytes(text[:20]).partition(b"\n")
    said = line.strip().lower()
    if said.startswith(b"sep=") and len(said) <= 5 and rest:
        mark = line.strip(b"\r ")[4:].decode("ascii", "ignore") or "\t"
        return text[len(line) + 1 :], mark
    return text, None


def _usual_width(sample: str, delimiter: str) -> tuple[float, int, float]:
    """Return the share of the usual width, that width, and the share of lines that are cut."""
    widths: Counter[int] = Counter()
    for line in _QUOTED.sub("", sample).split("\n"):
        if line.strip(" \r"):
            widths[line.count(delimiter) + 1] += 1
        if widths.total() >= _SAMPLE_ROWS:
            break
    if not widths:
        return 0.0, 1, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / widths.total(), width, 1 - widths[1] / widths.total()


def _parse(text: memoryview, delimiter: str, width: int, remarks: list[str], lang: str) -> Rows:
    import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read

    try:
        rows = parse_blocks(text, delimiter, width)
    except pa.ArrowInvalid:
        # A record longer than a block: nearly always a quotation mark that is never closed.
        pass
    else:
        if not is_runaway(text, rows, delimiter, width):
            return rows
    rows, broken = parse_lines(text, delimiter, width)
    if broken:
        remarks.append(_say("broken_quotes", lang, count=broken))
    return rows


def _unwrap(rows: Rows, remarks: list[str], lang: str) -> tuple[Rows, str, int] | None:
    """Open a text in which every record is one quoted cell."""
    cells = rows.frame["0"]
    delimiter, width = find_delimiter("\n".join(cells.head(_SAMPLE_ROWS)))
    if delimiter is None or width < 3:
        return None
    inside = [cells_of(cell, delimiter) for cell in cells]
    alike = sum(len(record) == width for record in inside)
    if alike < 0.9 * len(inside):
        return None
    remarks.append(_say("quoted_rows", lang))
    records = list(zip(rows.numbers.tolist(), inside, strict=True))
    return rows_of(records, width, rows.height), delimiter, width
