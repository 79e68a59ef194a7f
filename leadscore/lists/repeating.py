"""A column of texts that repeat: every text stands once, and each row has the place of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from leadscore.distinct import places
from leadscore.lists.side_by_side import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Repeating(NamedTuple):
    """A column of texts.

    Attributes
    ----------
    texts : polars.Series
        Every text of the column, mostly once; null may be among them.
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

    def rows(self, kept: NDArray[np.int64]) -> Repeating:
        """Return the column of some of its rows, with the texts that they have."""
        place = self.place[kept]
        used = np.zeros(len(self.texts), dtype=bool)
        used[place] = True
        if used.all():
            return Repeating(self.texts, place)
        rank = (np.cumsum(used) - 1).astype(np.uint32)
        return Repeating(self.texts.filter(pl.Series(used)), rank[place])


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
    every = pl.concat([part.texts for part in parts])
    texts, rank = places(every)
    lengths = np.array([len(part.texts) for part in parts])
    starts = np.cumsum(lengths) - lengths
    ranks = rank.to_numpy()
    place = [ranks[part.place + start] for part, start in zip(parts, starts, strict=True)]
    return Repeating(texts, np.concatenate(place))


def as_frame(columns: Sequence[Repeating]) -> pl.DataFrame:
    """Make a table of columns; they are named by their places, ``"0"``, ``"1"``, ...

    Parameters
    ----------
    columns : sequence of Repeating
        Columns of one height.

    Returns
    -------
    polars.DataFrame
        Columns of text.

    Examples
    --------
    >>> as_frame([Repeating.of(pl.Series(["a", "b", "a"]))]).rows()
    [('a',), ('b',), ('a',)]
    """
    rows = len(columns[0].place) if columns else 0
    texts = in_threads(Repeating.column, columns, rows)
    return pl.DataFrame([text.alias(str(place)) for place, text in enumerate(texts)])
