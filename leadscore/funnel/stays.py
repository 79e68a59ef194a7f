"""How the stays in each stage end, lead by lead, and how many end so: counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from leadscore.funnel.blocks import at_once, blocks
from leadscore.funnel.rules import NEVER, Journeys, Rules
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments

STATES = ("open", "advanced", "won", "lost", "late")
"""How a stay in a stage ends, by code; ``late``: the window passed."""

# Of several ends at one moment the first of these counts; the codes are the places in STATES, and
# the end of what the log knows comes last.
_ADVANCED, _WON, _LOST, _LATE, _CUT = 1, 2, 3, 4, 5
# A table with a place for every possible count may have so many places.
_DENSE = 1 << 24


@dataclass(frozen=True)
class Stays:
    """One place per lead and stage that it reached.

    Attributes
    ----------
    lead, stage : ndarray of int
        Which lead, which stage.
    begin : ndarray of int
        Day number on which the stage was reached.
    days : ndarray of int
        Days until the stay ended, or until the last day that the log knows.
    state : ndarray of int
        Place in ``STATES``.
    visited : ndarray of bool
        Whether the stage itself was logged.
    """

    lead: NDArray[np.int64]
    stage: NDArray[np.int8]
    begin: NDArray[np.int64]
    days: NDArray[np.int64]
    state: NDArray[np.int8]
    visited: NDArray[np.bool_]


@dataclass(frozen=True)
class StayCounts:
    """How many stays there are by group, days, state and whether the stage was logged.

    Attributes
    ----------
    group : ndarray of int, rising
        Place of the segment times the number of stages, plus place of the stage.
    days, state : ndarray of int
        Days in the stage, and place in ``STATES``.
    visited : ndarray of bool
        Whether the stage itself was logged.
    counts : ndarray of int
        How many stays.
    size : int
        How many groups there are.
    """

    group: NDArray[np.int64]
    days: NDArray[np.int64]
    state: NDArray[np.int64]
    visited: NDArray[np.bool_]
    counts: NDArray[np.int64]
    size: int

    def parts(self, step: int) -> Iterator[tuple[int, StayCounts]]:
        """Cut the counts into parts whose tables by group and day are small.

        Parameters
        ----------
        step : int
            A part has a multiple of so many groups.

        Yields
        ------
        first : int
            The first group of the part.
        counts : StayCounts
            Its counts, with groups from 0 on.
        """
        width = int(self.days.max(initial=0)) + 1
        groups = max(1, (1 << 20) // (width * step)) * step
        for first in range(0, self.size, groups):
            size = min(groups, self.size - first)
            low, high = np.searchsorted(self.group, [first, first + size])
            own = slice(int(low), int(high))
            yield (
                first,
                StayCounts(
                    self.group[own] - first,
                    self.days[own],
                    self.state[own],
                    self.visited[own],
                    self.counts[own],
                    size,
                ),
            )


def find_stays(history: History, rules: Rules) -> Stays:
    """Find how each stay in a stage ended by the rules, stage by stage."""
    find = partial(_stays_of, history, rules, _ends(history))
    parts = [part for some in at_once(find, blocks(history.leads)) for part in some]
    order = np.argsort(np.concatenate([part.stage for part in parts]), kind="stable")
    names = ("lead", "stage", "begin", "days", "state", "visited")
    return Stays(
        *(np.concatenate([getattr(part, name) for part in parts])[order] for name in names)
    )


def count_stays(history: History, rules: Rules, segments: Segments) -> StayCounts:
    """Count the stays by segment, stage, days and how they ended, once for several questions."""
    name = f"stays {segments.labels.columns}"
    return history.keep(name, rules, lambda: _count(history, rules, segments))


def _count(history: History, rules: Rules, segments: Segments) -> StayCounts:
    stages = len(history.stages)
    first = history.first[rules.start :].min(initial=NEVER)
    width = max(history.as_of - int(first) // DAY, 0) + 1
    shape = (len(segments), stages, width, len(STATES), 2)
    tally, ends = Tally(int(np.prod(shape))), _ends(history)

    def keys(leads: slice) -> list[NDArray[np.int64]]:
        found = []
        for part in _stays_of(history, rules, ends, leads):
            key = part.days * 10 + part.state * 2 + part.visited
            key += part.stage.astype(np.int64) * (width * 10)
            if len(segments) > 1:
                key += segments.codes[part.lead] * (stages * width * 10)
            found.append(key)
        return found

    for some in at_once(keys, blocks(history.leads)):
        for key in some:
            tally.add(key)
    key, counts = tally.total()
    segment, stage, days, state, visited = np.unravel_index(key, shape)
    return StayCounts(
        segment * stages + stage, days, state, visited == 1, counts, len(segments) * stages
    )


class Tally:
    """Counts of numbers below a bound, in a table while that is small."""

    def __init__(self, size: int) -> None:
        self._table = np.zeros(size, dtype=np.int64) if size <= _DENSE else None
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def add(self, keys: NDArray[np.int64]) -> None:
        """Count some more numbers."""
        if self._table is not None:
            np.add.at(self._table, keys, 1)
        else:
            self._parts.append(np.unique(keys, return_counts=True))

    def total(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers that occurred, rising, and how often each did."""
        if self._table is not None:
            found = np.flatnonzero(self._table)
            return found, self._table[found]
        keys = np.concatenate([part for part, _ in self._parts])
        counts = np.concatenate([part for _, part in self._parts])
        found, place = np.unique(keys, return_inverse=True)
        return found, np.bincount(place, counts, len(found)).astype(np.int64)


def _ends(history: History) -> NDArray[np.int64]:
    """Give each lead's outcome as one number: its moment times 8 plus its code."""
    ends: NDArray[np.int64] = history.closed * 8 + np.array([0, _WON, _LOST])[history.outcome]
    return ends


def _stays_of(history: History, rules: Rules, ends: NDArray[np.int64], leads: slice) -> list[Stays]:
    """Find the stays of some leads, per stage."""
    journeys = history.journeys(rules, leads)
    return [
        _in_stage(journeys, rules, place, ends[leads], as_of=history.as_of, first=leads.start)
        for place in range(rules.start, len(history.stages))
    ]


def _in_stage(
    journeys: Journeys,
    rules: Rules,
    place: int,
    ends: NDArray[np.int64],
    *,
    as_of: int,
    first: int,
) -> Stays:
    """Find when and how the stays in one stage end.

    An end is one number: its moment times 8 plus its code, so the smallest is the one that counts.
    ``ends`` has the outcome of each lead in this form.
    """
    lead = np.flatnonzero(journeys.reached[:, place] != NEVER)
    begin = journeys.reached[lead, place]
    end = np.full(len(lead), ((as_of + 1) * DAY - 1) * 8 + _CUT)
    closed = ends[lead]
    if place + 1 == journeys.reached.shape[1]:
        # What is won before the last stage is won in it, at once.
        np.minimum(end, np.maximum(closed, begin * 8 + _WON), out=end)
    else:
        np.minimum(end, closed, out=end, where=closed >= begin * 8)
        after = np.maximum(journeys.reached[lead, place + 1], begin)
        np.minimum(end, after * 8 + _ADVANCED, out=end)
    if rules.within is not None:
        limit = journeys.reached[lead, rules.start] + rules.within
        np.minimum(end, limit * 8 + _LATE, out=end)
    for stage, span in rules.steps:
        if stage == place + 1:
            np.minimum(end, (begin + span) * 8 + _LATE, out=end)
    day = begin // DAY
    stage_ = np.full(len(lead), place, dtype=np.int8)
    state = ((end & 7) % _CUT).astype(np.int8)
    days = end // (8 * DAY) - day
    return Stays(lead + first, stage_, day, days, state, journeys.visited[lead, place])
