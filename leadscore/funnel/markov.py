"""Forecast by monthly moves: where leads stood, and where they stood thirty days later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.visits import Visits

    Floats = NDArray[np.float64]

STEP = 30
MONTHS = 24


@dataclass(frozen=True)
class Markov:
    """Counts of moves between stages within thirty days.

    Attributes
    ----------
    moves : ndarray of float, shape (stages, stages + 2)
        From a stage to a stage, to won, to lost.
    """

    moves: Floats

    @classmethod
    def fit(cls, visits: Visits) -> Markov:
        """Count where the leads of up to 24 month ends stood thirty days later."""
        stages = visits.stages
        moves = np.zeros((stages, stages + 2))
        first = int(visits.begin.min(initial=visits.as_of))
        leads = int(visits.lead.max(initial=-1)) + 1
        final = np.full(leads, -1, dtype=np.int64)
        done = visits.goal >= stages
        for n in range(1, MONTHS + 1):
            day = visits.as_of - STEP * n
            if day < first:
                break
            lead, stage, _ = visits.on(day)
            then = final.copy()
            ended = done & (visits.end <= day + STEP)
            then[visits.lead[ended]] = visits.goal[ended]
            later, place, _ = visits.on(day + STEP)
            then[later] = place
            key = stage * (stages + 2) + then[lead]
            counts = np.bincount(key[then[lead] >= 0], minlength=moves.size)
            moves += counts.reshape(moves.shape)
        return cls(moves)

    def resample(self, rng: np.random.Generator) -> Markov:
        """Draw the counts again, as another log of the same process would have them."""
        return Markov(rng.poisson(self.moves).astype(float))

    def fresh(self, days: int) -> Floats:
        """Return the share of leads that is won within 0, 1, ... days of standing in each stage.

        Returns
        -------
        ndarray of float, shape (stages, days + 1)
            Straight lines between whole months.
        """
        stages = len(self.moves)
        total = self.moves.sum(axis=1, keepdims=True)
        chain = np.zeros((stages + 2, stages + 2))
        chain[:stages] = np.where(total > 0, self.moves / np.maximum(total, 1.0), 0.0)
        # A stage in which nobody was ever seen keeps its leads.
        chain[:stages][total[:, 0] == 0, :] = np.eye(stages + 2)[:stages][total[:, 0] == 0]
        chain[stages, stages] = chain[stages + 1, stages + 1] = 1.0
        steps = days // STEP + 1
        won = [np.zeros(stages)]
        power = np.eye(stages + 2)
        for _ in range(steps):
            power = power @ chain
            won.append(power[:stages, stages])
        at = np.arange(days + 1) / STEP
        return np.stack([np.interp(at, np.arange(steps + 1), line) for line in np.array(won).T])

    def shares(
        self, stage: NDArray[np.int64], age: NDArray[np.int64], days: NDArray[np.int64]
    ) -> Floats:
        """Return the chance to be won within some days, given the stage; the age is not used.

        Returns
        -------
        ndarray of float, shape (horizons, cells)
        """
        found: Floats = self.fresh(int(days.max()))[stage][:, days].T
        return found if len(age) else found[:, :0]
