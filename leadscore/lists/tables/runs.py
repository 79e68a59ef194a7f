"""Rows stand in runs: equal values get one number, and the rows of one company stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from leadscore.distinct import first_rows, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_WIDEST = 2**62


class Numbered(NamedTuple):
    """Values and their numbers.

    Attributes
    ----------
    first : ndarray of int64, shape (values,)
        The row in which each value stands first, ascending.
    place : ndarray of int64, shape (rows,)
        The number of the value of each row.
    """

    first: NDArray[np.int64]
    place: NDArray[np.int64]


def numbered(column: pl.Series) -> Numbered:
    """Give a number to each distinct value of a column, by first appearance.

    Parameters
    ----------
    column : polars.Series
        Any values; null is one of them.

    Returns
    -------
    Numbered
        Exact: that equal hashes are equal values is looked up.

    Examples
    --------
    >>> numbered(pl.Series(["b", None, "b"])).place.tolist()
    [0, 1, 0]
    """
    count = len(column)
    if not count:
        nothing = np.zeros(0, dtype=np.int64)
        return Numbered(nothing, nothing)
    # Sorting whole numbers that end in the row's place is many times faster than an argsort.
    shift = np.uint64(count.bit_length())
    key = column.hash().to_numpy() << shift
    key |= np.arange(count, dtype=np.uint64)
    key.sort()
    at = (key & ((np.uint64(1) << shift) - np.uint64(1))).view(np.int64)
    key >>= shift
    begins = np.append(np.ones(1, dtype=bool), key[1:] != key[:-1])
    head = np.empty(count, dtype=np.int64)
    head[at] = at[begins][np.cumsum(begins) - 1]
    if not column[head].eq_missing(column).all():
        distinct, place = places(column)
        numbers = place.to_numpy().astype(np.int64)
        return Numbered(first_rows(numbers, len(distinct)), numbers)
    own = head == np.arange(count)
    return Numbered(np.flatnonzero(own), (np.cumsum(own) - 1)[head])


def disagreement(
    table: pl.DataFrame, lead: NDArray[np.int64], every: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find what the rows of each lead tell first, and where they do not all tell the same.

    Parameters
    ----------
    table : polars.DataFrame
        The columns that are compared; a row in which all are null tells nothing.
    lead : ndarray of int64, shape (rows,)
        The lead of each row.
    every : ndarray of int64, shape (leads,)
        The first row of each lead.

    Returns
    -------
    first : ndarray of int64, shape (leads,)
        The first row that tells something; -1 where none does.
    rows : ndarray of int64
        The rows that tell something, of leads whose rows differ.

    Examples
    --------
    >>> table = pl.DataFrame({"city": [None, "a", "b", "a", "a"]})
    >>> lead = np.array([0, 0, 0, 1, 1])
    >>> [found.tolist() for found in disagreement(table, lead, np.array([0, 3]))]
    [[1, 3], [1, 2]]
    """
    told = np.arange(len(lead))
    some = not any(column.null_count() == 0 for column in table)
    if some:
        tells = table.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        told = np.flatnonzero(tells.to_numpy())
    first = first_rows(lead, len(every), told) if some else every
    leads = lead[told] if some else lead
    heads = first[leads]
    unlike = np.zeros(len(leads), dtype=bool)
    for column in table:
        own = column[told] if some else column
        unlike |= own.ne_missing(column[heads]).to_numpy()
    several = np.zeros(len(every), dtype=bool)
    several[leads[unlike]] = True
    return first, told[several[leads]]


def together(
    columns: Sequence[tuple[NDArray[np.int64], int]], most: int = _WIDEST
) -> tuple[NDArray[np.int64], int]:
    """Make one number of several: equal where all of them are equal.

    Parameters
    ----------
    columns : sequence of (ndarray of int64, int)
        Numbers, and how many there can be: each number is below it.
    most : int
        A bound that the numbers keep, where there are as many values.

    Returns
    -------
    tuple of ndarray of int64 and int
        Numbers below the second.

    Examples
    --------
    >>> a, b = np.array([0, 0, 1]), np.array([2, 2, 0])
    >>> together([(a, 2), (b, 3)])[0].tolist()
    [2, 2, 3]
    """
    (numbers, size), *others = columns
    for more, wide in others:
        if size * wide > _WIDEST:
            numbers, size = _narrowed(numbers)
        numbers, size = numbers * wide + more, size * wide
    return (numbers, size) if size <= most else _narrowed(numbers)


def _narrowed(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    values, places_of = np.unique(numbers, return_inverse=True)
    return places_of.astype(np.int64), len(values)


def distinct_numbers(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort numbers and leave repeats out.

    Examples
    --------
    >>> distinct_numbers(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(numbers)
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def text_numbers(column: pl.Series) -> tuple[NDArray[np.int64], int]:
    """Give a number to each text of a column of few texts; null counts as the empty text.

    Parameters
    ----------
    column : polars.Series
        Texts.

    Returns
    -------
    tuple of ndarray of int64 and int
        Numbers, in no order, and a bound of them.

    Examples
    --------
    >>> numbers, size = text_numbers(pl.Series(["a", None, ""]))
    >>> bool(numbers[1] == numbers[2] != numbers[0]), bool((numbers < size).all())
    (True, True)
    """
    numbers = column.fill_null("").cast(pl.Categorical).to_physical().to_numpy().astype(np.int64)
    return numbers, int(numbers.max(initial=0)) + 1


def ordered(keys: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Find the order of rows by several keys; rows that are equal stay in their order.

    Parameters
    ----------
    keys : sequence of ndarray of int64
        Numbers from 0 on, the key that decides first.

    Returns
    -------
    ndarray of int64
        Rows in order.

    Examples
    --------
    >>> ordered([np.array([1, 0, 1]), np.array([5, 9, 3])]).tolist()
    [1, 2, 0]
    """
    count = len(keys[0])
    widths = [int(key.max(initial=0)).bit_length() for key in keys]
    shift = count.bit_length()
    if sum(widths) + shift > 63:
        return np.lexsort(tuple(keys[::-1]))
    packed = np.zeros(count, dtype=np.int64)
    for key, width in zip(keys, widths, strict=True):
        packed = (packed << width) | key
    packed = (packed << shift) | np.arange(count)
    packed.sort()
    return packed & ((1 << shift) - 1)
