"""The log without rules: each visit to a stage, how long it lasted, and what came next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadscore.funnel.rules import NEVER
from leadscore.funnel.stages import OPEN, WON
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History


@dataclass(frozen=True)
class Visits:
    """One place per visit; entering the same stage twice in a row is one visit.

    Attributes
    ----------
    lead, stage : ndarray of int
        Which lead, which stage.
    begin, end : ndarray of int
        Day numbers of entering and leaving; the last known day for visits that go on.
    goal : ndarray of int
        Where it went: place of a stage (moves back and skips included), ``stages`` for won,
        ``stages + 1`` for lost, -1 while it goes on.
    stages : int
        How many stages there are.
    as_of : int
        The last known day.
    """

    lead: NDArray[np.int64]
    stage: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    goal: NDArray[np.int64]
    stages: int
    as_of: int

    def on(self, day: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return lead, stage and age of the leads that are open at the end of a day."""
        here = (self.begin <= day) & ((self.end > day) | (self.goal == -1))
        return self.lead[here], self.stage[here], day - self.begin[here]

    def known_on(self, day: int) -> Visits:
        """Return the visits as they were known at the end of an earlier day."""
        keep = self.begin <= day
        end, goal = self.end[keep], self.goal[keep]
        later = end > day
        return Visits(
            self.lead[keep],
            self.stage[keep],
            self.begin[keep],
            np.where(later, day, end),
            np.where(later, -1, goal),
            self.stages,
            day,
        )

    def wins(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the leads that were won after the first day, up to the last one."""
        won = (self.goal == self.stages) & (self.end > first) & (self.end <= last)
        leads: NDArray[np.int64] = self.lead[won]
        return leads


def find_visits(history: History) -> Visits:
    """Find the visits of every lead up to its outcome.

    Several stages at one moment are visited in the order of the process.
    """
    steps = history.steps
    steps = steps.take(steps.time <= history.closed[steps.lead])
    order = np.lexsort((steps.stage, steps.time, steps.lead))
    lead = steps.lead[order].astype(np.int64)
    stage = steps.stage[order].astype(np.int64)
    time = steps.time[order]
    new = np.ones(len(lead), dtype=bool)
    new[1:] = (lead[1:] != lead[:-1]) | (stage[1:] != stage[:-1])
    lead, stage, time = lead[new], stage[new], time[new]
    stages = len(history.stages)
    goal = np.full(len(lead), -1, dtype=np.int64)
    end = np.full(len(lead), NEVER)
    follows = np.flatnonzero(lead[1:] == lead[:-1])
    goal[follows], end[follows] = stage[follows + 1], time[follows + 1]
    final = np.ones(len(lead), dtype=bool)
    final[follows] = False
    done = final & (history.outcome[lead] != OPEN)
    goal[done] = np.where(history.outcome[lead[done]] == WON, stages, stages + 1)
    end[done] = history.closed[lead[done]]
    day = np.where(end == NEVER, history.as_of, end // DAY)
    return Visits(lead, stage, time // DAY, day, goal, stages, history.as_of)
