"""Work in threads: it comes back in order, and what goes wrong is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leadscore.lists.tables.side_by_side import ENOUGH, in_threads


@pytest.mark.parametrize("rows", [0, ENOUGH])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_what_is_made_comes_in_order(count: int, rows: int) -> None:
    """Every thing is worked on once, and the results stand in the order of the things."""
    assert list(in_threads(lambda one: one * 2, range(count), rows)) == [
        one * 2 for one in range(count)
    ]


def test_things_are_read_only_as_they_are_needed() -> None:
    """The things of a long text are not all in memory while the first ones are worked on."""
    read: list[int] = []

    def things() -> Iterator[int]:
        for one in range(1_000):
            read.append(one)
            yield one

    made = in_threads(lambda one: one, things())
    assert next(made) == 0
    assert len(read) < 100
    assert sum(made) == sum(range(1, 1_000))


@pytest.mark.parametrize("rows", [0, ENOUGH])
def test_an_error_in_a_thread_is_raised(rows: int) -> None:
    """The caller meets the error that the work met."""
    with pytest.raises(ZeroDivisionError):
        list(in_threads(lambda one: 1 // one, [1, 0, 2], rows))
