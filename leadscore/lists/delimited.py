"""Delimited text to cells: the delimiter is found outside quotes, and no row is lost."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import polars as pl

from leadscore.lists.words import read_words

_DELIMITERS = (",", "\t", ";", "|")
# A whole quoted cell, with the line breaks and delimiters in it.
_QUOTED = re.compile(r'(?:^|(?<=[,;\t|\n]))"(?:[^"]|"")*"(?=[,;\t|\r\n]|$)')
_NO_DELIMITER = "\x1f"
_SAMPLE_BYTES = 250_000
_SAMPLE_ROWS = 400
_LONGEST_RECORD = 500
_BLOCK = 1 << 24


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


class _Ragged(NamedTuple):
    """A row of another width: its number and its cells."""

    number: int
    cells: list[str]


def read_delimited(data: bytes, lang: str = "en") -> Cells:
    r"""Read UTF-8 text with one record a row.

    Quoted cells may hold delimiters and line breaks. A quotation mark that is never closed does
    not swallow the rest of the file: lines are then read one by one.

    Parameters
    ----------
    data : bytes
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
    data, delimiter = _said_delimiter(data.rstrip(b"\r\n"))
    if delimiter is None:
        delimiter, width = find_delimiter(_sample(data))
    else:
        width = _usual_width(_sample(data), delimiter)[1]
    remarks: list[str] = []
    frame, ragged = _parse(data, delimiter or _NO_DELIMITER, width, remarks, lang)
    if width == 1 and not ragged:
        inner = _unwrap(frame, remarks, lang)
        if inner is not None:
            frame, ragged, delimiter, width = inner
    rows = pl.Series("row", range(1, frame.height + len(ragged) + 1), dtype=pl.Int64)
    if ragged:
        frame = _insert(frame, ragged)
    kept = ~pl.all_horizontal(pl.all().is_null())
    mask = frame.select(kept.alias("kept"))["kept"]
    blank = int(mask.len() - mask.sum())
    if blank:
        frame, rows = frame.filter(mask), rows.filter(mask)
        remarks.append(_say("blank_rows", lang, count=blank))
    other = [r for r in ragged if any(r.cells)]
    if other:
        remarks.append(
            _say("ragged_rows", lang, count=len(other), width=width, row=other[0].number)
        )
    return Cells(frame, rows, delimiter, tuple(remarks))


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


def _sample(data: bytes) -> str:
    head = data[:_SAMPLE_BYTES]
    if len(data) > _SAMPLE_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    return head.decode("utf-8", "replace")


def _said_delimiter(data: bytes) -> tuple[bytes, str | None]:
    """Obey the line ``sep=;`` that spreadsheets write and do not show."""
    line, _, rest = data[:20].partition(b"\n")
    said = line.strip().lower()
    if said.startswith(b"sep=") and len(said) <= 5 and rest:
        mark = line.strip(b"\r ")[4:].decode("ascii", "ignore") or "\t"
        return data[len(line) + 1 :], mark
    return data, None


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


def _parse(
    data: bytes, delimiter: str, width: int, remarks: list[str], lang: str
) -> tuple[pl.DataFrame, list[_Ragged]]:
    import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read

    try:
        frame, ragged = _parse_fast(data, delimiter, width)
    except pa.ArrowInvalid:
        # A record longer than a block: nearly always a quotation mark that is never closed.
        frame, ragged = None, []
    if frame is not None and not _is_runaway(data, frame, ragged, delimiter, width):
        return frame, ragged
    frame, ragged, broken = _parse_lines(data, delimiter, width)
    if broken:
        remarks.append(_say("broken_quotes", lang, count=broken))
    return frame, ragged


def _parse_fast(data: bytes, delimiter: str, width: int) -> tuple[pl.DataFrame, list[_Ragged]]:
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    names = [str(place) for place in range(width)]
    odd: list[tuple[int | None, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    def read(*, threads: bool) -> pa.Table:
        odd.clear()
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(column_names=names, use_threads=threads, block_size=_BLOCK),
            arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=b'"' in data,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )

    table = read(threads=True)
    if odd:
        # Only one thread knows the numbers of the rows that it hands over.
        table = read(threads=False)
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):  # pragma: no cover
        raise TypeError(frame)
    return frame, [_Ragged(number or 0, _cells(text, delimiter)) for number, text in odd]


def _cells(record: str, delimiter: str) -> list[str]:
    with _long_cells():
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
    return [cell for row in rows for cell in row]


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let the csv module read cells of any length, and put its limit back."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _insert(frame: pl.DataFrame, ragged: list[_Ragged]) -> pl.DataFrame:
    """Put the rows of other widths back into their places."""
    width = max(frame.width, *(len(row.cells) for row in ragged))
    names = [str(place) for place in range(width)]
    odd = pl.DataFrame(
        [
            [cell or None for cell in row.cells] + [None] * (width - len(row.cells))
            for row in ragged
        ],
        schema=dict.fromkeys(names, pl.String),
        orient="row",
    )
    missing = [pl.lit(None, pl.String).alias(name) for name in names[frame.width :]]
    places = np.ones(frame.height + len(ragged), dtype=bool)
    numbers = np.array([row.number - 1 for row in ragged])
    places[numbers] = False
    order = np.empty(len(places), dtype=np.int64)
    order[places] = np.arange(frame.height)
    order[numbers] = frame.height + np.arange(len(ragged))
    return pl.concat([frame.with_columns(missing), odd])[order]


def _is_runaway(
    data: bytes, frame: pl.DataFrame, ragged: list[_Ragged], delimiter: str, width: int
) -> bool:
    """Tell whether a quotation mark that was never closed swallowed records."""
    if data.count(b'"') % 2:
        return True
    if data.count(b"\n") < frame.height + len(ragged):
        return False
    long = [cell for row in ragged for cell in row.cells if cell.count("\n") > 2]
    for column in frame:
        broken = column.filter(column.str.contains("\n", literal=True).fill_null(value=False))
        long += broken.filter(broken.str.count_matches("\n", literal=True) > 2).to_list()
    return width > 2 and any(_holds_records(cell, delimiter, width) for cell in long)


def _holds_records(cell: str, delimiter: str, width: int) -> bool:
    inner = [line for line in cell.split("\n")[1:-1] if line.strip()]
    alike = sum(line.count(delimiter) == width - 1 for line in inner)
    return len(inner) > 1 and alike >= 0.8 * len(inner)


def _parse_lines(
    data: bytes, delimiter: str, width: int
) -> tuple[pl.DataFrame, list[_Ragged], int]:
    """Read line by line: a record goes on in the next line only if it comes out whole."""
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records: list[list[str]] = []
    place = broken = 0
    with _long_cells():
        while place < len(lines):
            cells, used = _record(lines, place, delimiter, width)
            if cells is None:
                broken += 1
                cells = [cell.strip().strip('"') for cell in lines[place].split(delimiter)]
            records.append(cells)
            place += used
    whole = [cells for cells in records if len(cells) == width]
    ragged = [
        _Ragged(number, cells)
        for number, cells in enumerate(records, start=1)
        if len(cells) != width
    ]
    schema = {str(place): pl.String for place in range(width)}
    values = [[cell or None for cell in cells] for cells in whole]
    return pl.DataFrame(values, schema=schema, orient="row"), ragged, broken


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


def _unwrap(
    frame: pl.DataFrame, remarks: list[str], lang: str
) -> tuple[pl.DataFrame, list[_Ragged], str, int] | None:
    """Open a text in which every record is one quoted cell."""
    cells = frame["0"].fill_null("")
    delimiter, width = find_delimiter("\n".join(cells.head(_SAMPLE_ROWS)))
    if delimiter is None or width < 3:
        return None
    inside = [_cells(cell, delimiter) if cell else [] for cell in cells]
    alike = sum(len(record) == width for record in inside)
    if alike < 0.9 * sum(bool(record) for record in inside):
        return None
    remarks.append(_say("quoted_rows", lang))
    whole = [[cell or None for cell in record] for record in inside if len(record) == width]
    ragged = [_Ragged(n, r) for n, r in enumerate(inside, start=1) if len(r) != width]
    schema = {str(place): pl.String for place in range(width)}
    return pl.DataFrame(whole, schema=schema, orient="row"), ragged, delimiter, width
