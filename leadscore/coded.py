"""Columns of text as numbers: each text once, and for every row the number of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE = 500
_FEW = 12
"""So many comparisons of a text cost less than looking it up once."""


@dataclass(frozen=True)
class Coded:
    """A column of text as numbers.

    Attributes
    ----------
    numbers : ndarray of int of any width, shape (rows,)
        The number of each row's text, from 0; one that is not in ``texts`` is null.
    texts : dict of int to str
        What the numbers stand for; those that no row has may be there, too.
    size : int
        All numbers are less than this.
    """

    numbers: NDArray[Any]
    texts: dict[int, str]
    size: int


class CodedTable:
    """Columns of a table: texts as numbers, all others in Polars.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of any kind.
    texts : mapping of str to Coded
        Columns of text that are not in ``frame``.

    Examples
    --------
    >>> table = CodedTable(pl.DataFrame({"size": ["large", None, "large"]}))
    >>> list(table.text("size").texts.values())
    ['large']
    """

    def __init__(self, frame: pl.DataFrame, texts: Mapping[str, Coded] | None = None) -> None:
        self.frame = frame
        self._texts = dict(texts or {})

    @property
    def columns(self) -> list[str]:
        """The names of all columns."""
        return [*self.frame.columns, *(n for n in self._texts if n not in self.frame.columns)]

    @property
    def height(self) -> int:
        """The number of rows."""
        for column in self._texts.values():
            return len(column.numbers)
        return self.frame.height

    def text(self, name: str) -> Coded:
        """Return a column of text as numbers."""
        if name not in self._texts:
            self.code([name])
        return self._texts[name]

    def code(self, names: Iterable[str]) -> None:
        """Make numbers of several columns at once, which is faster than one by one."""
        new = [name for name in names if name in self.frame.columns and name not in self._texts]
        self._texts.update(code_columns(self.frame.select(new)))


def code_columns(frame: pl.DataFrame) -> dict[str, Coded]:
    """Make numbers of columns in Polars.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of text or categories, or of nothing but null.

    Returns
    -------
    dict of str to Coded

    Examples
    --------
    >>> made = code_columns(pl.DataFrame({"size": ["a", None, "b", "a"]}))["size"]
    >>> [made.texts.get(n) for n in made.numbers.tolist()]
    ['a', None, 'b', 'a']
    """
    few = {one.name: _few_texts(one) for one in frame if one.dtype == pl.String}
    numbers = frame.select(_number(name, texts) for name, texts in few.items() if texts)
    made = {}
    for column in frame:
        if column.name in numbers.columns:
            made[column.name] = _with_others(column, few[column.name], numbers[column.name])
        elif column.dtype == pl.Null:
            made[column.name] = Coded(np.zeros(len(column), dtype=np.uint8), {}, 1)
        else:
            made[column.name] = _by_category(column)
    return made


def _few_texts(column: pl.Series) -> list[str]:
    """Find the texts of a sample; none if these are too many to compare every row with each."""
    sample = column.gather_every(max(1, len(column) // _SAMPLE)).drop_nulls()
    texts = sample.unique(maintain_order=True).to_list()
    return texts if len(texts) <= _FEW else []


def _number(name: str, texts: Sequence[str]) -> pl.Expr:
    number: Any = pl
    for place, text in enumerate(texts, 1):
        number = number.when(pl.col(name) == text).then(pl.lit(place, pl.UInt8))
    said: pl.Expr = number.otherwise(pl.lit(0, pl.UInt8)).alias(name)
    return said


def _with_others(column: pl.Series, few: Sequence[str], places: pl.Series) -> Coded:
    """Look up what is neither null nor one of the few texts that a sample showed."""
    numbers: NDArray[Any] = places.to_numpy()
    texts = dict(enumerate(few, 1))
    size = len(few) + 1
    if np.count_nonzero(numbers) + column.null_count() < len(column):
        rows = np.flatnonzero((places == 0) & column.is_not_null())
        others = _by_category(column.gather(rows))
        numbers = numbers.astype(np.min_scalar_type(size + others.size))
        numbers[rows] = others.numbers.astype(np.int64) + size
        texts |= {size + number: text for number, text in others.texts.items()}
        size += others.size
    return Coded(numbers, texts, size)


def _by_category(column: pl.Series) -> Coded:
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical)
    physical = column.to_physical().cast(pl.UInt32)
    # One more place at the end: null is written as that place, and no text lives there.
    null = int(physical.max() or 0) + 1  # type: ignore[arg-type]
    places = physical.fill_null(null).to_numpy()
    row_of = np.full(null + 1, -1, dtype=np.int32)
    row_of[places] = np.arange(len(places), dtype=np.int32)
    used = np.flatnonzero(row_of[:-1] >= 0)
    texts = column.gather(row_of[used]).cast(pl.String).to_list()
    number = np.full(null + 1, len(used), dtype=np.min_scalar_type(len(used)))
    number[used] = np.arange(len(used))
    size = len(used) + (column.null_count() > 0)
    return Coded(number.take(places), dict(enumerate(texts)), size)


def code_arrays(arrays: Mapping[str, Any]) -> dict[str, Coded]:
    """Make numbers of those Arrow columns that hold text, several at once.

    Parameters
    ----------
    arrays : mapping of str to pyarrow Array or ChunkedArray
        Columns of any kind.

    Returns
    -------
    dict of str to Coded
        The columns of text, or of categories that are texts.

    Examples
    --------
    >>> import pyarrow as pa
    >>> made = code_arrays({"a": pa.array(["x", None, "x"]), "n": pa.array([1, 2, 3])})
    >>> list(made), made["a"].numbers.tolist(), made["a"].texts
    (['a'], [0, 1, 0], {0: 'x'})
    """
    texts = {name: array for name, array in arrays.items() if _is_text(array.type)}
    if not texts:
        return {}
    # Arrow lets other threads run meanwhile; Polars would have to copy the text first.
    with ThreadPoolExecutor(min(len(texts), pl.thread_pool_size())) as pool:
        return dict(zip(texts, pool.map(_code_array, texts.values()), strict=True))


def _is_text(kind: Any) -> bool:
    import pyarrow as pa  # noqa: PLC0415  heavy, and here before only if a table came with it

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _code_array(array: Any) -> Coded:
    import pyarrow as pa  # noqa: PLC0415

    pieces = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    if pa.types.is_dictionary(array.type) and len(pieces) > 1:
        # Every piece may have a dictionary of its own.
        array = array.cast(array.type.value_type)
    if not pa.types.is_dictionary(array.type):
        encoded = array.dictionary_encode(null_encoding="encode")
        pieces = encoded.chunks if isinstance(encoded, pa.ChunkedArray) else [encoded]
    words = pieces[-1].dictionary.to_pylist() if pieces else []
    # Null is either a word of the dictionary, or written here as the number after the last.
    size = len(words) + any(piece.indices.null_count for piece in pieces)
    numbers = [_without_null(piece.indices, len(words)) for piece in pieces]
    texts = {i: word for i, word in enumerate(words) if word is not None}
    joined = numbers[0] if len(numbers) == 1 else np.concatenate([*numbers, np.empty(0, np.int32)])
    return Coded(joined, texts, size)


def _without_null(indices: Any, null: int) -> NDArray[Any]:
    if indices.null_count:
        indices = indices.cast("int64").fill_null(null)
    numbers: NDArray[Any] = indices.to_numpy()
    return numbers
