"""Which two attributes to cross: where together they say more than their points add up to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from leadscore.cards.learning_counts import Counts, slot_points
from leadscore.cards.learning_solver import GRID_SD, solve_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.learned import Learned
    from leadscore.cards.parts import Attribute

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Crossing:
    """Two attributes that may belong together; ``Card.cross`` makes one of them.

    Attributes
    ----------
    first, second : str
        The attributes.
    evidence : float
        Gain of log evidence on the leads learned from; above 0 speaks for the crossing.

    Examples
    --------
    >>> Crossing("size", "brand", 12.5).first
    'size'
    """

    first: str
    second: str
    evidence: float


def cross_slots(card: Card, first: str, second: str, slots: Vector) -> Vector:
    """Add the slots of ``card.cross(first, second)`` to those that leads have with a card.

    Parameters
    ----------
    card : Card
        The card without the crossing.
    first, second : str
        The attributes.
    slots : ndarray of int, shape (patterns, columns)
        As in ``Counts``; what follows the attributes stays behind the new column.

    Returns
    -------
    ndarray of int64, shape (patterns, columns + 1)
        Where either attribute is unknown, so is the crossing; ``lead_slots`` of the crossed card
        tells apart the few leads more of which a set of values is known.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> cross_slots(hrm_card(), "size", "brand", np.array([[1, 0, 0, 0, 0, 0, 0]]))[0].tolist()
    [1, 0, 0, 0, 0, 0, 0, 2]
    """
    names = [one.name for one in card.attributes]
    i, j = names.index(first), names.index(second)
    crossed = _pairs(card.attributes[i], card.attributes[j], slots[:, i], slots[:, j])
    made: Vector = np.insert(slots, len(names), crossed, axis=1).astype(np.int64)
    return made


def _pairs(first: Attribute, second: Attribute, a: Vector, b: Vector) -> Vector:
    sizes = len(first.bins), len(second.bins)
    unknown = sizes[0] * sizes[1]
    slots = np.where((a > sizes[0]) | (b > sizes[1]), unknown + 1, a * sizes[1] + b)
    made: Vector = np.where((a == sizes[0]) | (b == sizes[1]), unknown, slots)
    return made


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
    counts, card = learned.counts, learned.prior
    if not len(counts.trials):
        return None
    chance = learned.chance(learned.totals(learned.exact))
    residual = counts.wins - counts.trials * chance
    weight = counts.trials * chance * (1 - chance)
    gains = {}
    for i, j in _plain_pairs(card):
        codes = _pairs(card.attributes[i], card.attributes[j], *counts.slots[:, (i, j)].T)
        sums, weights = (np.bincount(codes, weights=w) for w in (residual, weight))
        tight = weights + GRID_SD**-2
        gain = 0.5 * (sums**2 / tight - np.log(tight * GRID_SD**2))
        gains[i, j] = float(gain.sum())
    best = max(gains, key=gains.__getitem__, default=None)
    if best is None or gains[best] <= 0:
        return None
    first, second = (card.attributes[place].name for place in best)
    gained = _evidence(learned, card.cross(first, second), first, second) - learned.fit.evidence
    return Crossing(first, second, gained) if gained > 0 else None


def _plain_pairs(card: Card) -> list[tuple[int, int]]:
    """List the pairs that can be crossed and are not yet."""
    taken = [set(one.columns) for one in card.attributes]
    plain = [i for i, one in enumerate(card.attributes) if one.kind != "crossed"]
    pairs = combinations(plain, 2)
    return [(i, j) for i, j in pairs if taken[i] != taken[j] and taken[i] | taken[j] not in taken]


def _evidence(learned: Learned, crossed: Card, first: str, second: str) -> float:
    """Fit the crossed card with the spreads as they are, and the usual one for the crossing."""
    counts, place = learned.counts, len(learned.prior.attributes)
    slots = cross_slots(learned.prior, first, second, counts.slots)
    rules = [slot_points(one) * learned.scale for one in crossed.attributes]
    rules += [np.zeros(len(extra)) for extra in learned.fit.deviations[place:]]
    spreads = np.insert(learned.fit.spreads, place, GRID_SD)
    wider = Counts(slots, counts.wins, counts.trials, counts.leads)
    return solve_with(wider, rules, spreads, trust=learned.trust).evidence
