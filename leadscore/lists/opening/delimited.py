"""Delimited text to cells: the delimiter is found outside quotes, and no row is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import polars as pl

from leadscore.lists.opening.broken_quotes import is_runaway, parse_lines
from leadscore.lists.opening.rows import (
    Block,
    Rows,
    cells_of,
    cut_cells,
    joined_rows,
    rows_of,
    taken_over,
)
from leadscore.lists.opening.unquoted import rejoin_cells
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.tables.side_by_side import in_threads
from leadscore.lists.vocabulary.words import remark

_DELIMITERS = (",", "\t", ";", "|")
# A whole quoted cell, with the line breaks and delimiters in it.
_QUOTED = re.compile(r'(?:^|(?<=[,;\t|\n]))"(?:[^"]|"")*"(?=[,;\t|\r\n]|$)')
_NO_DELIMITER = "\x1f"
_SAMPLE_BYTES = 250_000
_BLOCK = 1 << 22
_SAMPLE_ROWS = 400


class Cells(NamedTuple):
    """What was read out of a text.

    Attributes
    ----------
    table : TextTable
        An empty cell is null; blank rows are left out.
    rows : polars.Series
        The number of each row as a spreadsheet shows it, counted from 1, blank rows included.
    delimiter : str or None
        None for a text of one column.
    remarks : tuple of str
        What was noticed.
    """

    table: TextTable
    rows: pl.Series
    delimiter: str | None
    remarks: tuple[str, ...]


def read_delimited(data: bytes | Iterable[bytes], lang: str = "en") -> Cells:
    r"""Read UTF-8 text with one record a row.

    Quoted cells may hold delimiters and line breaks. A quotation mark that is never closed does
    not swallow the rest of the file: lines are then read one by one.

    Parameters
    ----------
    data : bytes or iterable of bytes
        UTF-8 without a byte order mark, whole or in pieces.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    Cells
        The cells, their row numbers and what was noticed.

    Examples
    --------
    >>> cells = read_delimited(b"name;size\nA;10\n;\nB;20;more\n")
    >>> cells.table.frame.rows()
    [('name', 'size', None), ('A', '10', None), ('B', '20', 'more')]
    >>> cells.rows.to_list(), cells.remarks[0]
    ([1, 2, 4], '1 blank row was left out')
    """
    pieces = iter((data,)) if isinstance(data, bytes) else iter(data)
    head, delimiter = _said_delimiter(_first(pieces))
    sample = _sample(head.rstrip(b"\r\n"))
    if delimiter is None:
        delimiter, width = find_delimiter(sample)
    else:
        width = _usual_width(_sampled_lines(sample), delimiter)[1]
    remarks: list[str] = []
    blocks = cut_blocks(chain((head,), pieces))
    rows = _parse(blocks, delimiter or _NO_DELIMITER, width, remarks, lang)
    if width == 1 and not rows.ragged:
        inner = _unwrap(rows, remarks, lang)
        if inner is not None:
            rows, delimiter, width = inner
    rows, torn = rejoin_cells(rows, delimiter or _NO_DELIMITER)
    if torn:
        remarks.append(remark("torn_cells", lang, count=len(torn), row=torn[0]))
    columns, numbers = rows.join()
    if len(numbers) < rows.height:
        remarks.append(remark("blank_rows", lang, count=rows.height - len(numbers)))
    width = len(rows.columns)
    other = [row for row in rows.ragged if any(row.cells) and len(row.cells) != width]
    if other:
        remarks.append(
            remark("ragged_rows", lang, count=len(other), width=width, row=other[0].number)
        )
    return Cells(TextTable(columns), numbers, delimiter, tuple(remarks))


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
    lines = _sampled_lines(sample)
    for delimiter in _DELIMITERS:
        share, width, cut = _usual_width(lines, delimiter)
        if width < 2 or cut < 0.6:
            continue
        # Many cells in nearly all rows say more than two cells in all rows.
        found = (round(share * (1 - 0.5 / width), 2), width, delimiter)
        if best is None or found[:2] > best[:2]:
            best = found
    return (None, 1) if best is None else (best[2], best[1])


def _first(pieces: Iterator[bytes]) -> bytes:
    head = b""
    while len(head) < _SAMPLE_BYTES and (piece := next(pieces, b"")):
        head += piece
    return head


def _sample(text: bytes) -> str:
    head = text[:_SAMPLE_BYTES]
    if len(text) > _SAMPLE_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    return head.decode("utf-8", "replace")


def _said_delimiter(head: bytes) -> tuple[bytes, str | None]:
    """Obey the line ``sep=;`` that spreadsheets write and do not show."""
    line, _, rest = head[:20].partition(b"\n")
    said = line.strip().lower()
    if said.startswith(b"sep=") and len(said) <= 5 and rest:
        mark = line.strip(b"\r ")[4:].decode("ascii", "ignore") or "\t"
        return head[len(line) + 1 :], mark
    return head, None


def _sampled_lines(sample: str) -> list[str]:
    """Take the first lines that hold something, without what is quoted in them."""
    bare = _QUOTED.sub("", sample) if '"' in sample else sample
    lines = (line for line in bare.split("\n") if line.strip(" \r"))
    return list(islice(lines, _SAMPLE_ROWS))


def _usual_width(lines: list[str], delimiter: str) -> tuple[float, int, float]:
    """Return the share of the usual width, that width, and the share of lines that are cut."""
    widths = Counter(line.count(delimiter) + 1 for line in lines)
    if not widths:
        return 0.0, 1, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / len(lines), width, 1 - widths[1] / len(lines)


class _Lines(NamedTuple):
    """Whole lines of a text, and whether a quotation mark is among them."""

    text: memoryview
    quoted: bool


def cut_blocks(pieces: Iterable[bytes], size: int = _BLOCK) -> Iterator[_Lines]:
    r"""Cut a text at ends of lines, as long as no quotation mark can hide one in a cell.

    Parameters
    ----------
    pieces : iterable of bytes
        The text.
    size : int
        Bytes of a block, at least; from the first quotation mark on all is one block.

    Yields
    ------
    tuple of memoryview and bool
        At least one block, and whether it holds a quotation mark. Line ends behind the last row
        are left out.

    Examples
    --------
    >>> blocks = cut_blocks([b"a\nb\nc", b"\nd\n", b'\ne\n"f\n', b'"\n\n'], size=4)
    >>> [(bytes(text), quoted) for text, quoted in blocks]
    [(b'a\nb\n', False), (b'c\nd\n', False), (b'\ne\n"f\n"', True)]
    """
    held: list[bytes] = []
    length, marked, some = 0, False, False
    for piece in pieces:
        marked = marked or b'"' in piece
        held.append(piece)
        length += len(piece)
        if length < size or marked:
            continue
        text = b"".join(held)
        end = _end_of_rows(text)
        if end:
            yield _Lines(memoryview(text)[:end], quoted=False)
            some = True
        held, length = [text[end:]], len(text) - end
    while held and not held[-1].rstrip(b"\r\n"):
        held.pop()
    if held or not some:
        held[-1:] = [piece.rstrip(b"\r\n") for piece in held[-1:]]
        yield _Lines(memoryview(b"".join(held)), quoted=marked)


def _end_of_rows(text: bytes) -> int:
    """Find the end of the last whole line; blank ones may be the end of the text, and stay."""
    end = text.rfind(b"\n") + 1
    if not end:
        return 0
    while end and text[end - 1] in b"\r\n":
        end -= 1
    return end + (2 if text[end : end + 2] == b"\r\n" else 1)


def _parse(
    blocks: Iterable[_Lines], delimiter: str, width: int, remarks: list[str], lang: str
) -> Rows:
    """Cut blocks into cells while the next ones are read; only the last one holds quotes."""

    def cut(lines: _Lines) -> tuple[_Lines, Block | None]:
        import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read

        try:
            return lines, cut_cells(lines.text, delimiter, width, quoted=lines.quoted)
        except pa.ArrowInvalid:
            # A record longer than a block: nearly always a quotation mark that is never closed.
            return lines, None

    done: list[Block] = []
    broken: list[int] = []
    rows: Rows | None = None
    for lines, block in in_threads(cut, blocks):
        if block is not None and not lines.quoted:
            done.append(block)
            continue
        rows = _joined(rows, taken_over(done, delimiter) if done else None)
        rows = _joined(rows, _checked(lines.text, block, delimiter, width, broken))
        done = []
    found = _joined(rows, taken_over(done, delimiter) if done else None)
    if any(broken):
        remarks.append(remark("broken_quotes", lang, count=sum(broken)))
    return rows_of([], width, 0) if found is None else found


def _joined(first: Rows | None, second: Rows | None) -> Rows | None:
    if first is None or second is None:
        return first or second
    return joined_rows(first, second)


def _checked(
    text: memoryview, block: Block | None, delimiter: str, width: int, broken: list[int]
) -> Rows:
    """Take a block over, unless a quotation mark that is never closed swallowed records."""
    if block is not None:
        rows = taken_over([block], delimiter)
        if not is_runaway(text, rows, delimiter, width):
            return rows
    rows, marks = parse_lines(text, delimiter, width)
    broken.append(marks)
    return rows


def _unwrap(rows: Rows, remarks: list[str], lang: str) -> tuple[Rows, str, int] | None:
    """Open a text in which every record is one quoted cell."""
    cells = rows.columns[0].column()
    delimiter, width = find_delimiter("\n".join(cells.head(_SAMPLE_ROWS)))
    if delimiter is None or width < 3:
        return None
    inside = [cells_of(cell, delimiter) for cell in cells]
    alike = sum(len(record) == width for record in inside)
    if alike < 0.9 * len(inside):
        return None
    remarks.append(remark("quoted_rows", lang))
    records = list(zip(rows.numbers.tolist(), inside, strict=True))
    return rows_of(records, width, rows.height), delimiter, width
