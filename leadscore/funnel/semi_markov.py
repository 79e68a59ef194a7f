"""Forecast by time in stage: every way out of a stage competes, and the age in it counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from leadscore.funnel.visits import Visits

    Floats = NDArray[np.float64]

# Below so many at risk the hazard of a single day says nothing, and the tail's mean is used.
LEAST = 30


@dataclass(frozen=True)
class SemiMarkov:
    """Counts of visits by stage, days and way out; everything else follows from them.

    Attributes
    ----------
    leave : ndarray of float, shape (stages, days, ways out + 1)
        How many visits lasted so many days; the first place of the last axis: went on.
    """

    leave: Floats

    @classmethod
    def fit(cls, visits: Visits) -> SemiMarkov:
        """Count the visits of a log."""
        days = visits.end - visits.begin
        width, ways = int(days.max(initial=0)) + 1, visits.stages + 3
        key = (visits.stage * width + days) * ways + visits.goal + 1
        counts = np.bincount(key, minlength=visits.stages * width * ways)
        return cls(counts.reshape(visits.stages, width, ways).astype(float))

    def resample(self, rng: np.random.Generator) -> SemiMarkov:
        """Draw the counts again, as another log of the same process would have them."""
        return SemiMarkov(rng.poisson(self.leave).astype(float))

    @cached_property
    def _hazards(self) -> tuple[Floats, Floats]:
        """Share that leaves on each day by each way, and the same for days beyond the data."""
        leave = self.leave
        total = leave.sum(axis=2)
        risk = np.cumsum(total[:, ::-1], axis=1)[:, ::-1]
        out = leave[:, :, 1:]
        hazard = out / np.maximum(risk, 1.0)[:, :, None]
        tail = np.zeros((len(leave), out.shape[2]))
        for k in range(len(leave)):
            last = int((risk[k] >= LEAST).sum())
            quarter = int((risk[k] > risk[k, 0] / 4).sum())
            first = min(quarter, max(last - 1, 0))
            tail[k] = out[k, first:].sum(axis=0) / max(float(risk[k, first:].sum()), 1.0)
            hazard[k, last:] = tail[k]
        return hazard, tail

    @cached_property
    def _next(self) -> Floats:
        """The hazards of the day after each age; the last place is for ages beyond the data."""
        hazard, tail = self._hazards
        return np.concatenate([hazard[:, 1:], tail[:, None], tail[:, None]], axis=1)

    def _walk(self, days: int) -> Iterator[tuple[Floats, Floats]]:
        """Go from horizon to horizon: the chance to be won within 0, 1, ... days.

        Yields
        ------
        aged : ndarray of float, shape (stages, ages + 1)
            Of a lead that has been in the stage for so many days.
        fresh : ndarray of float, shape (stages,)
            Of a lead that enters the stage today.
        """
        stages = len(self.leave)
        now, after = self._hazards[0][:, 0], self._next
        moves, won = np.ascontiguousarray(after[:, :, :stages]), after[:, :, stages]
        stay = np.maximum(1.0 - after.sum(axis=2), 0.0)
        wait = np.maximum(1.0 - now.sum(axis=1), 0.0)
        # Steps that take no day come back to the same day: they are solved for, not summed.
        solve = np.linalg.inv(np.eye(stages) - now[:, :stages])
        aged = np.zeros(won.shape)
        fresh = solve @ now[:, stages]
        yield aged, fresh
        for _ in range(days):
            older = np.concatenate([aged[:, 1:], aged[:, -1:]], axis=1)
            aged = moves @ fresh + won + stay * older
            fresh = solve @ (now[:, stages] + wait * aged[:, 0])
            yield aged, fresh

    def fresh(self, days: int) -> Floats:
        """Return the share of leads that is won within 0, 1, ... days of entering each stage.

        Returns
        -------
        ndarray of float, shape (stages, days + 1)
        """
        return np.stack([fresh for _, fresh in self._walk(days)], axis=1)

    def shares(
        self, stage: NDArray[np.int64], age: NDArray[np.int64], days: NDArray[np.int64]
    ) -> Floats:
        """Return the chance to be won within some days, given stage and age in it.

        Parameters
        ----------
        stage, age : ndarray of int, shape (cells,)
            Where the leads stand, and for how many days; the day of the age itself is over.
        days : ndarray of int, shape (horizons,)
            Days from now.

        Returns
        -------
        ndarray of float, shape (horizons, cells)
        """
        place = np.minimum(age, self.leave.shape[1])
        wanted = set(days.tolist())
        found = {
            horizon: aged[stage, place]
            for horizon, (aged, _) in enumerate(self._walk(int(days.max())))
            if horizon in wanted
        }
        return np.clip(np.stack([found[horizon] for horizon in days.tolist()]), 0.0, 1.0)
