"""Texts become numbers: which lead, which word, looked up once per row and exactly."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.funnel.blocks import BLOCK, at_once, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIX = 0x9E3779B97F4A7C15
"""An odd number whose powers spread bits (2**64 over the golden ratio)."""
_WORD = 8
"""So many bytes are read as one number."""
_ZEROS, _SIXES, _UPPER = (np.uint64(byte * 0x0101010101010101) for byte in (0x30, 0x06, 0xF0))
_PAIRS = [
    (np.uint64(bits), np.uint64(ten), np.uint64(mask))
    for bits, ten, mask in (
        (8, 10, 0x00FF00FF00FF00FF),
        (16, 100, 0x0000FFFF0000FFFF),
        (32, 10_000, 0x00000000FFFFFFFF),
    )
]
"""Neighbouring digits, then pairs, then fours become one number."""
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
        if _close(low, high, len(ids)):
            shifted = ids.to_numpy() - low
            seen = np.zeros(high - low + 1, dtype=bool)
            seen[shifted] = True
            values = np.flatnonzero(seen)
            table = np.cumsum(seen, dtype=np.int32) - 1
            return table[shifted], pl.Series("lead_id", values + low).cast(ids.dtype)
    numbers_in_ids = _running_numbers(ids)
    if numbers_in_ids is not None:
        return _number_by_place(ids, *numbers_in_ids)
    first = first_rows(ids.hash().to_numpy())
    own = np.zeros(len(ids), dtype=bool)
    own[first] = True
    codes, numbers = first, np.cumsum(own, dtype=np.int32)
    numbers -= 1
    distinct = ids.filter(pl.Series(own)).alias("lead_id")

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


def _close(low: int, high: int, rows: int) -> bool:
    """Say whether a table with a place for each number in between is worth its memory."""
    return high - low < 4 * rows + 1000


def _running_numbers(ids: pl.Series) -> tuple[NDArray[np.uint64], int, int] | None:
    """Read ids that differ in their last digits only, such as ``lead-000123``.

    Returns
    -------
    tuple or None
        The number of each row, the lowest and the highest one; None for ids of another form, and
        for numbers that lie far apart. Two rows have one number only if their texts are the same.
    """
    example = ids[0] if len(ids) and ids.dtype == pl.String and not ids.null_count() else ""
    raw = example.encode()
    digits = len(raw) - len(raw.rstrip(b"0123456789"))
    if len(raw) < _WORD or not digits:
        return None
    text, length = pl.col(ids.name), pl.col(ids.name).str.len_bytes()
    some = ids.head(BLOCK).to_frame().select(low=length.min(), high=length.max())
    if some.row(0) != (len(raw), len(raw)):
        return None
    table = ids.to_frame().lazy()
    fixed = text.cast(pl.Binary).bin.starts_with(raw[:-_WORD])
    same = (fixed & (length == len(raw))).all()
    ends = text.cast(pl.Binary).bin.slice(-_WORD, _WORD).bin
    word = ends.reinterpret(dtype=pl.UInt64, endianness="big")
    try:
        found = table.select(same=same, word=word).collect()
    except pl.exceptions.ComputeError:
        # A text of fewer than eight bytes.
        return None
    if not found["same"][0]:
        return None
    fixed_bits = (1 << 64) - (1 << 8 * min(digits, _WORD))
    words, begin = found["word"].to_numpy(), int.from_bytes(raw[-_WORD:], "big") & fixed_bits
    numbers = np.empty(len(ids), dtype=np.uint64)

    def read(block: slice) -> tuple[bool, int, int]:
        sure, numbers[block] = _eight_digits(words[block], fixed_bits, begin)
        return sure, int(numbers[block].min()), int(numbers[block].max())

    all_sure, lows, highs = zip(*at_once(read, blocks(len(ids))), strict=True)
    low, high = min(lows), max(highs)
    return (numbers, low, high) if all(all_sure) and _close(low, high, len(ids)) else None


def _eight_digits(
    words: NDArray[np.uint64], fixed_bits: int, begin: int
) -> tuple[bool, NDArray[np.uint64]]:
    """Read eight characters as a number; those of the fixed bits must be ``begin`` and count 0."""
    sure = bool(((words & np.uint64(fixed_bits)) == np.uint64(begin)).all())
    zeros = _ZEROS & ~np.uint64(fixed_bits)
    plain = words & ~np.uint64(fixed_bits)
    plain ^= zeros
    # A digit has become 0 to 9: neither it nor six more reaches the upper half of its byte.
    sure = sure and not bool((((plain + _SIXES) | plain) & _UPPER).any())
    for bits, ten, mask in _PAIRS:
        plain = ((plain >> bits) & mask) * ten + (plain & mask)
    return sure, plain


def _number_by_place(
    ids: pl.Series, found: NDArray[np.uint64], low: int, high: int
) -> tuple[NDArray[np.int32], pl.Series]:
    """Give numbers in the order of first appearance, by a table with a place for each found one."""
    first = np.full(high - low + 1, -1, dtype=np.int32)
    place = found.view(np.int64)
    place -= low
    for block in reversed(blocks(len(ids))):
        # The first row of a number is written last.
        first[place[block][::-1]] = np.arange(block.start, block.stop, dtype=np.int32)[::-1]
    seen = first >= 0
    own = np.zeros(len(ids), dtype=bool)
    own[first[seen]] = True
    first[seen] = np.cumsum(own, dtype=np.int32)[first[seen]] - 1
    codes = np.empty(len(ids), dtype=np.int32)

    def look_up(block: slice) -> None:
        np.take(first, place[block], out=codes[block], mode="clip")

    deque(at_once(look_up, blocks(len(ids))), maxlen=0)
    return codes, ids.filter(pl.Series(own)).alias("lead_id")


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
