"""Work that is done side by side: threads, where the work itself lets others run."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Other = TypeVar("Other")

ENOUGH = 50_000
"""Rows from which on threads are worth their while."""
_MOST = 8
# Things that wait for a free thread, for each thread.
_AHEAD = 2


def in_threads(
    work: Callable[[Given], Made], things: Iterable[Given], rows: int = ENOUGH
) -> Iterator[Made]:
    """Do one work for several things, each in a thread; what it makes comes in order.

    The next thing is taken while the ones before are worked on, so that the things may be read
    from a file.

    Parameters
    ----------
    work : callable
        Takes one thing.
    things : iterable
        What it is done for; a single thing is worked on at once.
    rows : int
        How large the work is; fewer than ``ENOUGH`` are worked on here, one after another.

    Yields
    ------
    object
        What ``work`` returns, in the order of the things; the first error is raised.

    Examples
    --------
    >>> list(in_threads(len, ["a", "bc", "def"]))
    [1, 2, 3]
    """
    several = iter(things)
    begin = list(islice(several, 2))
    threads = min(os.cpu_count() or 1, _MOST)
    if len(begin) < 2 or threads < 2 or rows < ENOUGH:
        yield from map(work, begin)
        yield from map(work, several)
        return
    running: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        running.extend(pool.submit(work, thing) for thing in begin)
        for thing in several:
            running.append(pool.submit(work, thing))
            if len(running) > threads * (1 + _AHEAD):
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def do_both(
    task: Callable[[], Made], aside: Callable[[], Other], rows: int = ENOUGH
) -> tuple[Made, Other]:
    """Do two tasks side by side: the first here, where memory is used again, one in a thread.

    Parameters
    ----------
    task, aside : callable
        Take nothing.
    rows : int
        As for ``in_threads``.

    Returns
    -------
    tuple
        What both return; an error of the first is raised before one of the second.

    Examples
    --------
    >>> do_both(lambda: 1, lambda: "a")
    (1, 'a')
    """
    if rows < ENOUGH:
        return task(), aside()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(aside)
        return task(), other.result()


def call(task: Callable[[], Made]) -> Made:
    """Do one task: the work of ``in_threads`` for things that are tasks themselves.

    Examples
    --------
    >>> list(in_threads(call, [lambda: 1, lambda: 2]))
    [1, 2]
    """
    return task()
