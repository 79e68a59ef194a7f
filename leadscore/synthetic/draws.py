"""Chance with a seed: the same seed and name give the same numbers, however many are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import polars as pl

from leadscore.data_files import read_toml

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample_words() -> dict[str, Any]:
    """Read the words that samples are made of, once.

    Returns
    -------
    dict
        The document ``synthetic/data/words.toml``. It is shared: do not change it.

    Examples
    --------
    >>> sample_words()["syllables"][0]
    ['岚', 'lan']
    """
    return read_toml("synthetic", "words.toml")


class Draws:
    """Columns of chance, each with a stream of its own.

    A column's first numbers do not depend on how many are drawn nor on which other columns exist,
    so a longer list begins with the same companies as a shorter one.

    Attributes
    ----------
    seed : int
        From 0 on.

    Examples
    --------
    >>> draws = Draws(1)
    >>> bool((draws.share("size", 3) == draws.share("size", 9)[:3]).all())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def share(self, name: str, count: int) -> NDArray[np.float64]:
        """Draw numbers from 0 up to 1.

        Parameters
        ----------
        name : str
            The stream.
        count : int
            How many.

        Returns
        -------
        ndarray of float, shape (count,)
        """
        return np.random.default_rng([self.seed, crc32(name.encode())]).random(count)

    def pick(self, name: str, count: int, choices: int) -> NDArray[np.int64]:
        """Draw whole numbers from 0 up to ``choices``, all equally likely."""
        return (self.share(name, count) * choices).astype(np.int64)

    def pick_weighted(self, name: str, count: int, weights: Sequence[float]) -> NDArray[np.int64]:
        """Draw whole numbers from 0 on, each as likely as its weight says."""
        upper = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(upper[:-1], self.share(name, count), side="right")


def gather(words: Sequence[object], places: NDArray[Any], dtype: Any = pl.String) -> pl.Series:
    """Take words by their places.

    Parameters
    ----------
    words : sequence
        The distinct values; None is null.
    places : ndarray of int
        Which one, for each row.
    dtype : polars type
        Type of the values.

    Returns
    -------
    polars.Series
        One value per place.

    Examples
    --------
    >>> gather(["a", None], np.array([1, 0, 0])).to_list()
    [None, 'a', 'a']
    """
    return pl.Series("", list(words), dtype=dtype)[places]


def gather_by(
    pools: Sequence[Sequence[str]], pool: NDArray[Any], share: NDArray[np.float64]
) -> pl.Series:
    """Take a word from the pool of each row.

    Parameters
    ----------
    pools : sequence of sequence of str
        Words, pool by pool; none is empty.
    pool : ndarray of int
        Each row's pool.
    share : ndarray of float
        Chance from 0 up to 1, which decides the word.

    Returns
    -------
    polars.Series
        One word per row.

    Examples
    --------
    >>> gather_by([["a"], ["b", "c"]], np.array([0, 1]), np.array([0.5, 0.9])).to_list()
    ['a', 'c']
    """
    sizes = np.array([len(one) for one in pools])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    places = starts[pool] + (share * sizes[pool]).astype(np.int64)
    return gather([word for one in pools for word in one], places)


def places_of(values: pl.Series, words: Sequence[str]) -> NDArray[np.int64]:
    """Find the place of each value among the words.

    Examples
    --------
    >>> places_of(pl.Series(["C", "A"]), ("A", "B", "C")).tolist()
    [2, 0]
    """
    places = {word: place for place, word in enumerate(words)}
    return values.replace_strict(places, return_dtype=pl.Int64).to_numpy()
