"""Long arrays are worked through in blocks that stay in the cache, several at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

BLOCK = 1 << 17
THREADS = min(8, os.cpu_count() or 1)
S = TypeVar("S")
T = TypeVar("T")


def blocks(rows: int) -> list[slice]:
    """Cut rows into blocks; at least one.

    Examples
    --------
    >>> len(blocks(BLOCK + 5)), blocks(5)
    (2, [slice(0, 5, None)])
    """
    return [slice(first, min(first + BLOCK, rows)) for first in range(0, max(rows, 1), BLOCK)]


def at_once(function: Callable[[S], T], parts: Iterable[S]) -> Iterator[T]:
    """Apply a function to parts on several threads; NumPy and Polars work side by side there.

    Parameters
    ----------
    function : callable
        Changes nothing that is shared, or a place of its own.
    parts : iterable
        Such as ``blocks(rows)``.

    Yields
    ------
    object
        The results in the order of the parts; only a few wait to be taken.

    Examples
    --------
    >>> list(at_once(abs, [-1, 2]))
    [1, 2]
    """
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for part in parts:
            waiting.append(pool.submit(function, part))
            if len(waiting) > 2 * THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
