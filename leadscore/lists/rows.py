"""Text cut at a delimiter into numbered rows, block by block: blank rows go at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

_BLOCK = 1 << 23
_COUNTED = 1 << 20


class Ragged(NamedTuple):
    """A row of another width: its number and its cells."""

    number: int
    cells: list[str]


class Rows(NamedTuple):
    """The rows of a text.

    Attributes
    ----------
    frame : polars.DataFrame
        Columns ``"0"``, ``"1"``, ... of text: the rows of the usual width that hold something.
    numbers : numpy.ndarray
        The number of each of them, counted from 1, blank rows included.
    ragged : list of Ragged
        The rows of another width.
    height : int
        How many rows the text has, blank ones included.
    """

    frame: pl.DataFrame
    numbers: npt.NDArray[np.int64]
    ragged: list[Ragged]
    height: int

    def join(self) -> tuple[pl.DataFrame, pl.Series]:
        """Put the rows of other widths into their places; give all rows and their numbers."""
        odd = [row for row in self.ragged if any(row.cells)]
        if not odd:
            return self.frame, pl.Series("row", self.numbers, dtype=pl.Int64)
        width = max(self.frame.width, *(len(row.cells) for row in odd))
        names = [str(place) for place in range(width)]
        more = [[cell or None for cell in row.cells] for row in odd]
        filled = [cells + [None] * (width - len(cells)) for cells in more]
        added = pl.DataFrame(filled, schema=dict.fromkeys(names, pl.String), orient="row")
        empty = [pl.lit(None, pl.String).alias(name) for name in names[self.frame.width :]]
        numbers = np.concatenate([self.numbers, np.array([row.number for row in odd])])
        order = np.argsort(numbers, kind="stable")
        frame = pl.concat([self.frame.with_columns(empty), added], rechunk=False)[order]
        return frame, pl.Series("row", numbers[order], dtype=pl.Int64)


def parse_blocks(text: memoryview, delimiter: str, width: int) -> Rows:
    r"""Cut a text into rows; quoted cells may hold delimiters and line breaks.

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
    Rows
        Cells that occur again and again stand in memory once for each block.

    Raises
    ------
    pyarrow.ArrowInvalid
        When a record is longer than a block.

    Examples
    --------
    >>> rows = parse_blocks(memoryview(b"a,b\n,\nc\n1,2"), ",", 2)
    >>> rows.frame.rows(), rows.numbers.tolist(), rows.ragged, rows.height
    ([('a', 'b'), ('1', '2')], [1, 4], [Ragged(number=3, cells=['c'])], 4)
    """
    import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    names = [str(place) for place in range(width)]
    odd: list[tuple[int, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number or 0, row.text))
        return "skip"

    blocks = arrow_csv.open_csv(
        pa.BufferReader(pa.py_buffer(text)),
        # Only one thread knows the numbers of the rows that it hands over.
        arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
        arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=count(text, b'"') > 0,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        ),
    )
    frames, masks = [pl.DataFrame(schema=dict.fromkeys(names, pl.String))], [np.zeros(0, bool)]
    for block in blocks:
        frame, mask = _without_blank(_to_polars(block))
        frames.append(frame)
        masks.append(mask)
    ragged = [Ragged(number, cells_of(record, delimiter)) for number, record in odd]
    kept = np.concatenate(masks)
    places = np.ones(len(kept) + len(ragged), dtype=bool)
    places[[row.number - 1 for row in ragged]] = False
    numbers = (np.flatnonzero(places) + 1)[kept]
    return Rows(pl.concat(frames, rechunk=False), numbers, ragged, len(places))


def rows_of(records: Sequence[tuple[int, list[str]]], width: int, height: int) -> Rows:
    """Make rows of numbered records.

    Parameters
    ----------
    records : sequence of (int, list of str)
        The number of each row and its cells.
    width : int
        The usual number of cells.
    height : int
        How many rows the text has.

    Returns
    -------
    Rows
        As ``parse_blocks`` gives them.
    """
    whole = [(n, cells) for n, cells in records if len(cells) == width and any(cells)]
    schema = {str(place): pl.String for place in range(width)}
    values = [[cell or None for cell in cells] for _, cells in whole]
    frame = pl.DataFrame(values, schema=schema, orient="row")
    ragged = [Ragged(n, cells) for n, cells in records if len(cells) != width]
    return Rows(frame, np.array([n for n, _ in whole], dtype=np.int64), ragged, height)


def count(text: memoryview, mark: bytes) -> int:
    """Count a character of ASCII in a text.

    Examples
    --------
    >>> count(memoryview(b"a,b,c"), b",")
    2
    """
    starts = range(0, len(text), _COUNTED)
    return sum(bytes(text[start : start + _COUNTED]).count(mark) for start in starts)


def cells_of(record: str, delimiter: str) -> list[str]:
    r"""Cut one record into its cells.

    Examples
    --------
    >>> cells_of('a,"b,c"', ",")
    ['a', 'b,c']
    """
    with long_cells():
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
    return [cell for row in rows for cell in row]


@contextmanager
def long_cells() -> Iterator[None]:
    """Let the csv module read cells of any length, and put its limit back."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _to_polars(block: Any) -> pl.DataFrame:
    """Take over the cells of a block: repeated ones point to one text."""
    return pl.DataFrame(
        [
            pl.Series(str(place), column.dictionary, dtype=pl.String).gather(
                pl.Series(column.indices)
            )
            for place, column in enumerate(block.columns)
        ]
    )


def _without_blank(frame: pl.DataFrame) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
    mask = frame.select(kept=~pl.all_horizontal(pl.all().is_null()))["kept"]
    return (frame if mask.all() else frame.filter(mask)), mask.to_numpy()
