"""One crossed attribute: where two facts together say more than their points add up to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from leadscore.cards.learning_counts import Counts, slot_points
from leadscore.cards.learning_solver import GRID_SD, Fit, solve_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.learned import Learned

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Crossing:
    """Two attributes that may belong together.

    Attributes
    ----------
    first, second : str
        The attributes.
    evidence : float
        Gain of log evidence on the leads learned from; above 0 speaks for the crossing.
    fit : Fit
        The fit with the crossed attribute last.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.cards.learned import learn_counts
    >>> find_crossing(learn_counts(Counts(np.zeros((0, 7), int), *[np.zeros(0)] * 3), hrm_card()))
    """

    first: str
    second: str
    evidence: float
    fit: Fit

    def log_odds(self, learned: Learned, slots: Vector) -> Vector:
        """Return the log-odds of leads given by their slots, crossing included."""
        names = [one.name for one in learned.prior.attributes]
        i, j = names.index(self.first), names.index(self.second)
        level = self.fit.intercept - self.fit.slope * self.fit.centre
        if len(self.fit.deviations) > len(names) + 1:
            level += self.fit.deviations[len(names)][0]
        eta = np.full(len(slots), level)
        for k, one in enumerate(learned.prior.attributes):
            rule = slot_points(one) * learned.scale
            eta += (self.fit.slope * rule + self.fit.deviations[k])[slots[:, k]]
        crossed = slots[:, i] * len(learned.exact[j]) + slots[:, j]
        result: Vector = eta + self.fit.deviations[-1][crossed]
        return result


def find_crossing(learned: Learned) -> Crossing | None:
    """Find the pair of attributes whose crossing the outcomes speak for most.

    Parameters
    ----------
    learned : Learned
        What was learned without a crossing.

    Returns
    -------
    Crossing or None
        None where no pair gains evidence. Pairs are screened by what the residuals of the card
        would give each combination; only the best is fitted. It may still be luck: ask the newest
        period, as ``evaluate`` does.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.cards.learned import learn_counts
    >>> find_crossing(learn_counts(Counts(np.zeros((0, 7), int), *[np.zeros(0)] * 3), hrm_card()))
    """
    counts, sizes = learned.counts, [len(points) for points in learned.exact]
    if len(sizes) < 2 or not len(counts.trials):
        return None
    chance = learned.chance(learned.totals(learned.exact))
    residual = counts.wins - counts.trials * chance
    weight = counts.trials * chance * (1 - chance)
    spread = GRID_SD
    gains = {}
    for i, j in combinations(range(len(sizes)), 2):
        codes = counts.slots[:, i] * sizes[j] + counts.slots[:, j]
        sums, weights = (np.bincount(codes, weights=w) for w in (residual, weight))
        tight = weights + spread**-2
        gain = 0.5 * (sums**2 / tight - np.log(tight * spread**2))
        gains[i, j] = float(gain.sum())
    i, j = max(gains, key=gains.__getitem__)
    if gains[i, j] <= 0:
        return None
    crossed = counts.slots[:, i] * sizes[j] + counts.slots[:, j]
    wider = Counts(
        np.column_stack([counts.slots, crossed]), counts.wins, counts.trials, counts.leads
    )
    rules = [slot_points(one) * learned.scale for one in learned.prior.attributes]
    rules += [np.zeros(len(d)) for d in learned.fit.deviations[len(rules) :]]
    rules.append(np.zeros(sizes[i] * sizes[j]))
    fit = solve_with(wider, rules, np.append(learned.fit.spreads, spread), trust=learned.trust)
    gained = fit.evidence - learned.fit.evidence
    if gained <= 0:
        return None
    names = [one.name for one in learned.prior.attributes]
    return Crossing(names[i], names[j], gained, fit)
