"""Text cut at a delimiter into numbered rows, block by block."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from leadscore.lists.tables.repeating import Repeating, one_below_another
from leadscore.lists.tables.side_by_side import in_threads

_BLOCK = 1 << 25
_COUNTED = 1 << 20


class Ragged(NamedTuple):
    """A row of another width: its number and its cells."""

    number: int
    cells: list[str]


class Rows(NamedTuple):
    """The rows of a text.

    Attributes
    ----------
    columns : list of Repeating
        The rows of the usual width that hold something.
    numbers : numpy.ndarray
        The number of each of them, counted from 1, blank rows included.
    ragged : list of Ragged
        The rows of another width.
    height : int
        How many rows the text has, blank ones included.
    """

    columns: list[Repeating]
    numbers: npt.NDArray[np.int64]
    ragged: list[Ragged]
    height: int

    def join(self) -> tuple[list[Repeating], pl.Series]:
        """Put the rows of other widths into their places; give all rows and their numbers."""
        odd = [row for row in self.ragged if any(row.cells)]
        if not odd:
            return self.columns, pl.Series("row", self.numbers, dtype=pl.Int64)
        width = max(len(self.columns), *(len(row.cells) for row in odd))
        numbers = np.concatenate([self.numbers, np.array([row.number for row in odd])])
        order = np.argsort(numbers, kind="stable")
        nothing = np.zeros(len(self.numbers), dtype=np.uint32)
        columns = []
        for place in range(width):
            given = place < len(self.columns)
            more = [(row.cells[place] or None) if place < len(row.cells) else None for row in odd]
            own = self.columns[place] if given else Repeating(_texts([None]), nothing)
            columns.append(one_below_another([own, Repeating.of(_texts(more))]).rows(order))
        return columns, pl.Series("row", numbers[order], dtype=pl.Int64)


class Block(NamedTuple):
    """A piece of a text, cut into cells but not yet taken over.

    Attributes
    ----------
    columns : pyarrow.Table
        The cells of the rows of the usual width; repeated ones point to one text.
    odd : list of (int, str)
        The number and the text of each row of another width.
    """

    columns: Any
    odd: list[tuple[int, str]]


def cut_cells(text: memoryview, delimiter: str, width: int, *, quoted: bool = True) -> Block:
    """Cut a text into cells; quoted cells may hold delimiters and line breaks.

    Parameters
    ----------
    text : memoryview
        UTF-8; that it is, is not looked at again.
    delimiter : str
        One character.
    width : int
        The usual number of cells.
    quoted : bool
        Whether there are quotation marks at all.

    Returns
    -------
    Block
        For ``taken_over``; other threads can run meanwhile.

    Raises
    ------
    pyarrow.ArrowInvalid
        When a record is longer than a block.
    """
    import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    names = [str(place) for place in range(width)]
    odd: list[tuple[int, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number or 0, row.text))
        return "skip"

    columns = arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(text)),
        # Only one thread knows the numbers of the rows that it hands over.
        arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
        arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    )
    return Block(columns, odd)


def taken_over(blocks: Sequence[Block], delimiter: str) -> Rows:
    r"""Give the rows of the blocks of one text, numbered; blank ones go.

    Parameters
    ----------
    blocks : sequence of Block
        In order, at least one.
    delimiter : str
        The character at which they were cut.

    Returns
    -------
    Rows
        Cells that occur again and again stand in memory once.

    Examples
    --------
    >>> blocks = [cut_cells(memoryview(text), ",", 2) for text in (b"a,b\n,\nc\n", b"1,2\n3")]
    >>> rows = taken_over(blocks, ",")
    >>> [column.column().to_list() for column in rows.columns], rows.numbers.tolist(), rows.height
    ([['a', '1'], ['b', '2']], [1, 4], 5)
    >>> rows.ragged
    [Ragged(number=3, cells=['c']), Ragged(number=5, cells=['3'])]
    """
    heights = np.array([block.columns.num_rows + len(block.odd) for block in blocks])
    before = np.cumsum(heights) - heights
    ragged = [
        Ragged(number + int(start), cells_of(record, delimiter))
        for block, start in zip(blocks, before, strict=True)
        for number, record in block.odd
    ]
    places = np.ones(int(heights.sum()), dtype=bool)
    places[[row.number - 1 for row in ragged]] = False

    def column(place: int) -> Repeating:
        chunks = [chunk for block in blocks for chunk in block.columns.column(place).chunks]
        none = Repeating(_texts([]), np.zeros(0, dtype=np.uint32))
        return one_below_another([_repeating(chunk) for chunk in chunks] or [none])

    width = blocks[0].columns.num_columns
    columns, kept = _without_blank(list(in_threads(column, range(width), int(heights.sum()))))
    return Rows(columns, (np.flatnonzero(places) + 1)[kept], ragged, len(places))


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
        As ``taken_over`` gives them.
    """
    whole = [(n, cells) for n, cells in records if len(cells) == width and any(cells)]
    columns = [
        Repeating.of(_texts([cells[place] or None for _, cells in whole])) for place in range(width)
    ]
    ragged = [Ragged(n, cells) for n, cells in records if len(cells) != width]
    return Rows(columns, np.array([n for n, _ in whole], dtype=np.int64), ragged, height)


def joined_rows(first: Rows, second: Rows) -> Rows:
    """Put the rows of two parts of one text together.

    Parameters
    ----------
    first, second : Rows
        The numbers of each begin with 1.

    Returns
    -------
    Rows
        All of them, numbered through.

    Examples
    --------
    >>> first, second = (rows_of([(1, [text, "b"])], 2, 3) for text in ("a", "c"))
    >>> rows = joined_rows(first, second)
    >>> [column.column().to_list() for column in rows.columns], rows.numbers.tolist(), rows.height
    ([['a', 'c'], ['b', 'b']], [1, 4], 6)
    """
    before = first.height
    moved = [Ragged(row.number + before, row.cells) for row in second.ragged]
    return Rows(
        [one_below_another(pair) for pair in zip(first.columns, second.columns, strict=True)],
        np.concatenate([first.numbers, second.numbers + before]),
        first.ragged + moved,
        before + second.height,
    )


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


def _texts(cells: Sequence[str | None]) -> pl.Series:
    return pl.Series(cells, dtype=pl.String)


def _repeating(chunk: Any) -> Repeating:
    texts, indices = pl.Series(chunk.dictionary, dtype=pl.String), chunk.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
        texts = pl.concat([texts, _texts([None])])
    return Repeating(texts, indices.to_numpy().astype(np.uint32))


def _without_blank(columns: list[Repeating]) -> tuple[list[Repeating], npt.NDArray[np.bool_]]:
    mask = np.ones(len(columns[0].place), dtype=bool)
    blank = np.arange(len(mask))
    for column in columns:
        # Nearly every row holds something in its first column: few are left for the others.
        if not len(blank) or not column.texts.null_count():
            return columns, mask
        blank = blank[column.texts.is_null().to_numpy()[column.place[blank]]]
    mask[blank] = False
    if len(blank):
        kept = np.flatnonzero(mask)
        columns = [column.rows(kept) for column in columns]
    return columns, mask
