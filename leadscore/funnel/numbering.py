"""Texts become numbers: which lead, which word, looked up once per row and exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.funnel.blocks import at_once, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIX = 0x9E3779B97F4A7C15
"""An odd number whose powers spread bits (2**64 over the golden ratio)."""
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)


def number_leads(ids: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Give a number to each distinct id, from 0 on.

    Parameters
    ----------
    ids : polars.Series of text or integer
        Without null.

    Returns
    -------
    codes : ndarray of int32
        The number of each row.
    distinct : polars.Series
        The id of each number, in the order of first appearance (integers that lie close together:
        rising).

    Examples
    --------
    >>> codes, distinct = number_leads(pl.Series("lead_id", [7, 9, 7]))
    >>> codes.tolist(), distinct.to_list()
    ([0, 1, 0], [7, 9])
    """
    if ids.dtype.is_integer() and len(ids):
        low, high = int(ids.min()), int(ids.max())  # type: ignore[arg-type]
        if high - low < 4 * len(ids) + 1000:
            shifted = ids.to_numpy() - low
            seen = np.zeros(high - low + 1, dtype=bool)
            seen[shifted] = True
            values = np.flatnonzero(seen)
            table = np.cumsum(seen, dtype=np.int32) - 1
            return table[shifted], pl.Series("lead_id", values + low).cast(ids.dtype)
    first = first_rows(ids.hash().to_numpy())
    own = np.zeros(len(ids), dtype=bool)
    own[first] = True
    codes, numbers = first, np.cumsum(own, dtype=np.int32)
    numbers -= 1
    distinct = ids.gather(np.flatnonzero(own)).alias("lead_id")

    def settle(block: slice) -> bool:
        codes[block] = numbers[first[block]]
        return bool((distinct.gather(codes[block]) == ids[block]).all())

    # Two texts may share a hash: then the rows are not those of one text, and text decides.
    if not all(list(at_once(settle, blocks(len(ids))))):
        words, texts = number_words(ids)
        used = np.unique(words)
        distinct = pl.Series("lead_id", [texts[number] for number in used], dtype=ids.dtype)
        return np.searchsorted(used, words).astype(np.int32), distinct
    return codes, distinct


def first_rows(hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Find for each row the first row with the same hash.

    Each row leaves its number in the slot of its hash, the first row last; who finds a row of
    another hash there tries again with other bits. Two hashes that agree in the bits of the slot
    and in 32 others are taken for one.

    Examples
    --------
    >>> first_rows(np.array([9, 5, 9, 5], dtype=np.uint64)).tolist()
    [0, 1, 0, 1]
    """
    found = np.zeros(len(hashes), dtype=np.int32)
    rows = _one_turn(hashes, np.arange(len(hashes), dtype=np.int32), found, 0)
    turn = 1
    while len(rows):
        rows, turn = _one_turn(hashes[rows], rows, found, turn), turn + 1
    return found


def _one_turn(
    own: NDArray[np.uint64], rows: NDArray[np.int32], found: NDArray[np.int32], turn: int
) -> NDArray[np.int32]:
    """Settle the rows that find their own hash in their slot; return the others."""
    bits = max(len(rows) // 2, 2).bit_length()
    # The slot is read from the top bits; each turn brings others there. The low half stands in
    # the slot, beside the row.
    factor, shift = np.uint64(pow(_MIX, turn, 1 << 64)), np.uint64(64 - bits)
    table = np.empty(1 << bits, dtype=np.uint64)
    parts = blocks(len(rows))

    def slot_and_mark(block: slice) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        mixed = own[block] * factor
        return (mixed >> shift).astype(np.int64), mixed << _HALF

    def entry(block: slice) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        slot, mark = slot_and_mark(block)
        mark |= rows[block].astype(np.uint64)
        return slot[::-1], mark[::-1]

    def settle(block: slice) -> NDArray[np.int32]:
        slot, mark = slot_and_mark(block)
        seen, here = table[slot], rows[block]
        seen ^= mark
        # Where the marks are the same only the row is left.
        found[here] = seen.astype(np.int32)
        left: NDArray[np.int32] = here[seen > _LOW]
        return left

    for slot, value in at_once(entry, parts[::-1]):
        table[slot] = value
    return np.concatenate(list(at_once(settle, parts)))


def number_words(column: pl.Series) -> tuple[NDArray[Any], list[Any]]:
    """Give a number to each distinct value of a column with few of them; null is one of them.

    Returns
    -------
    codes : ndarray of int
        The number of each row.
    words : list
        The value of each number; text, unless the column holds numbers.

    Examples
    --------
    >>> codes, words = number_words(pl.Series(["new", None, "new"]))
    >>> [words[code] for code in codes.tolist()]
    ['new', None, 'new']
    """
    if column.dtype.is_numeric():
        encoded: Any = column.to_arrow().dictionary_encode(null_encoding="encode")
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    if not isinstance(column.dtype, pl.Categorical):
        column = column.cast(pl.String).cast(as_words())
    physical = column.to_physical()
    highest = physical.max()
    count = 0 if highest is None else int(highest) + 1  # type: ignore[arg-type]
    listed = pl.Series(range(count), dtype=physical.dtype).cat.to(column.dtype)
    return physical.fill_null(count).to_numpy(), [*listed.cast(pl.String), None]


def as_words() -> pl.Categorical:
    """Return the type of a column of few distinct texts; its list is dropped with the column."""
    return pl.Categorical(pl.Categories.random())
