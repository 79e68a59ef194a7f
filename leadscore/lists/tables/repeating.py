"""Columns of texts that repeat: every text stands once, and each row has the place of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from leadscore.distinct import first_rows, places
from leadscore.lists.tables.runs import numbered
from leadscore.lists.tables.side_by_side import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Repeating(NamedTuple):
    """A column of texts.

    Attributes
    ----------
    texts : polars.Series
        Every text of the column once; null may be among them.
    place : ndarray of uint32, shape (rows,)
        The place of each row's text in ``texts``.

    Examples
    --------
    >>> column = Repeating.of(pl.Series(["b", None, "b", "a"]))
    >>> column.texts.to_list(), column.place.tolist()
    (['b', None, 'a'], [0, 1, 0, 2])
    >>> column.rows(np.array([3, 1])).column().to_list()
    ['a', None]
    """

    texts: pl.Series
    place: NDArray[np.uint32]

    @classmethod
    def of(cls, column: pl.Series) -> Repeating:
        """Find the texts of a column."""
        texts, place = places(column)
        return cls(texts, place.to_numpy())

    def column(self) -> pl.Series:
        """Return the text of every row."""
        return self.texts[pl.Series(self.place)]

    def null_count(self) -> int:
        """Count the rows without a text."""
        if not self.texts.null_count():
            return 0
        return int(np.count_nonzero(self.texts.is_null().to_numpy()[self.place]))

    def appearing(self, step: int = 1) -> pl.Series:
        """List the texts of every ``step``-th row, as they appear; null is none."""
        place = self.place[::step].astype(np.int64)
        first = first_rows(place, len(self.texts))
        texts = self.texts[place[np.sort(first[first >= 0])]]
        return texts.drop_nulls() if texts.null_count() else texts

    def turned_to(self, texts: pl.Series) -> Repeating:
        """Return the column with another text in the place of each; some may be alike."""
        first, rank = numbered(texts)
        if len(first) == len(texts):
            return Repeating(texts, self.place)
        return Repeating(texts[first], rank.astype(np.uint32)[self.place])

    def rows(self, kept: NDArray[np.int64]) -> Repeating:
        """Return the column of some of its rows, with the texts that they have."""
        place = self.place[kept]
        used = np.zeros(len(self.texts), dtype=bool)
        used[place] = True
        if used.all():
            return Repeating(self.texts, place)
        rank = (np.cumsum(used) - 1).astype(np.uint32)
        return Repeating(self.texts.filter(pl.Series(used)), rank[place])


class TextTable:
    """A table of text.

    Parameters
    ----------
    columns : sequence of Repeating
        At least one; all of one height.

    Examples
    --------
    >>> table = TextTable.of(pl.DataFrame({"0": ["a", "b", "a"]}))
    >>> table.rows(np.array([2, 1])).frame.rows(), table.height, table.width
    ([('a',), ('b',)], 3, 1)
    """

    def __init__(self, columns: Sequence[Repeating]) -> None:
        self.columns = list(columns)

    @classmethod
    def of(cls, frame: pl.DataFrame) -> TextTable:
        """Find the texts of columns of text."""
        return cls(list(in_threads(Repeating.of, frame.get_columns(), frame.height)))

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.columns[0].place) if self.columns else 0

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The same as columns ``"0"``, ``"1"``, ... of Polars, made when they are asked for."""
        texts = in_threads(Repeating.column, self.columns, self.height)
        return pl.DataFrame([text.alias(str(place)) for place, text in enumerate(texts)])

    def rows(self, kept: NDArray[np.int64]) -> TextTable:
        """Return some of the rows."""
        return TextTable(list(in_threads(lambda one: one.rows(kept), self.columns, len(kept))))

    def head(self, count: int) -> TextTable:
        """Return the first rows."""
        return self.rows(np.arange(min(count, self.height)))


def one_below_another(parts: Sequence[Repeating]) -> Repeating:
    """Put columns one below another.

    Parameters
    ----------
    parts : sequence of Repeating
        At least one.

    Returns
    -------
    Repeating
        One column; its texts are distinct where those of each part are.

    Examples
    --------
    >>> parts = [Repeating.of(pl.Series(["a", "b"])), Repeating.of(pl.Series(["b", None]))]
    >>> column = one_below_another(parts)
    >>> column.texts.to_list(), column.place.tolist()
    (['a', 'b', None], [0, 1, 1, 2])
    """
    if len(parts) == 1:
        return parts[0]
    every = pl.concat([part.texts for part in parts], rechunk=True)
    first, place = numbered(every)
    lengths = np.array([len(part.texts) for part in parts])
    # One part after the other: what stands together in memory is found again faster.
    own = np.split(place.astype(np.uint32), np.cumsum(lengths)[:-1])
    rows = [ranks[part.place] for ranks, part in zip(own, parts, strict=True)]
    return Repeating(every[first], np.concatenate(rows))
