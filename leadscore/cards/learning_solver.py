"""The points that outcomes and the card's own points justify together, found from counts.

Log-odds of a win = intercept + slope x rule + one deviation per slot. The priors are: intercept
N(0, 3), slope N(1, 0.5), deviations of attribute j N(0, t_j), with t_j found from the data. Slope
1 and no deviation is the card as written; no deviation is the card recalibrated; slope 0 is ridge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.learning_counts import Counts

    Vector = NDArray[Any]

INTERCEPT_SD = 3.0
SLOPE_SD = 0.5
GRID = (0.03, 0.06, 0.10, 0.15, 0.22, 0.32, 0.45, 0.65, 0.90, 1.3)
GRID_SD = 0.3
SHARED_WEIGHT = 4.0
"""How many bins the common spread counts for, beside an attribute's own."""
MOST_TRUST = 1e5
_SETTLED, _NEAR = 1e-9, 1e-5
_MOST_STEPS = 100
_CLOSE = 1e-3
"""Log-odds that a step may move any lead for the expansion to be taken as exact."""
_LARGEST_BLOCK = 256


@dataclass(frozen=True)
class Fit:
    """What was learned, on the log-odds scale.

    Attributes
    ----------
    intercept, slope : float
        As in the model; the rule is centred on ``centre``.
    centre : float
        Mean rule log-odds of the leads that were learned from.
    deviations : tuple of ndarray, one per attribute, shape (slots,)
        Deviation of each slot from slope x rule.
    spreads : ndarray, shape (attributes,)
        t_j: how far the data move the slots of each attribute.
    covariance : ndarray, shape (2 + slots, 2 + slots)
        Posterior covariance of intercept, slope and all deviations, in that order, with what it
        adds that the spreads are themselves found from the data.
    evidence : float
        Log evidence of the final fit, up to a constant of the data.
    """

    intercept: float
    slope: float
    centre: float
    deviations: tuple[Vector, ...]
    spreads: Vector
    covariance: Vector
    evidence: float


@dataclass(frozen=True)
class _Block:
    """Some attributes taken together: a code per pattern, and the slots that each code means."""

    codes: NDArray[np.int64]
    marks: Vector


@dataclass(frozen=True)
class _Expansion:
    """The data's loss around a place, to second order; the prior is not in it."""

    place: Vector
    loss: float
    gradient: Vector
    hessian: Vector


class _Problem:
    """Counts arranged for Newton steps; slots without a trial are left out.

    Attributes are taken together in blocks, so that sums over patterns are made once per block
    (or pair of blocks) and shared out to slots as small matrices.
    """

    def __init__(self, counts: Counts, rules: Sequence[Vector]) -> None:
        self.sizes = sizes = [len(rule) for rule in rules]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.wins, self.trials = counts.wins, counts.trials
        flat = counts.slots + starts[:-1]
        self.used = np.bincount(flat.ravel(), minlength=int(starts[-1])) > 0
        self.owner = np.repeat(np.arange(len(sizes)), sizes)[self.used]
        self.attributes = len(sizes)
        self.width = 2 + int(self.used.sum())
        rule = np.zeros(len(self.wins))
        for j, one in enumerate(rules):
            rule += one[counts.slots[:, j]]
        total = float(self.trials.sum())
        self.centre = float(rule @ self.trials) / total if total > 0 else 0.0
        self.rule = rule - self.centre
        self.steepest = float(np.abs(self.rule).max(initial=0.0))
        self.mean = np.zeros(self.width)
        self.mean[1] = 1.0
        # Columns 0 and 1 are the intercept and the slope.
        place = np.cumsum(self.used) + 1
        self.blocks = self._blocks([place[flat[:, j]] for j in range(len(sizes))])
        self._pairs = [
            (first, second, first.codes * len(second.marks) + second.codes)
            for first, second in combinations(self.blocks, 2)
        ]

    def _blocks(self, columns: list[NDArray[np.int64]]) -> list[_Block]:
        most = min(_LARGEST_BLOCK, len(self.wins) // 64)
        blocks: list[_Block] = []
        for j, column in enumerate(columns):
            slots = np.flatnonzero(self.owner == j) + 2
            codes = column - (slots[0] if len(slots) else 0)
            marks = np.zeros((len(slots), self.width))
            marks[np.arange(len(slots)), slots] = 1.0
            if blocks and len(blocks[-1].marks) * len(slots) <= most:
                last = blocks.pop()
                codes = last.codes * len(slots) + codes
                marks = (last.marks[:, None, :] + marks[None, :, :]).reshape(-1, self.width)
            blocks.append(_Block(codes, marks))
        return blocks

    def log_odds(self, theta: Vector) -> Vector:
        eta: Vector = theta[0] + theta[1] * self.rule
        for block in self.blocks:
            eta += (block.marks @ theta)[block.codes]
        return eta

    def loss(self, eta: Vector) -> float:
        """Minus the log-likelihood."""
        return float(self.trials @ np.logaddexp(0.0, eta) - self.wins @ eta)

    def reach(self, step: Vector) -> float:
        """Bound how far a step moves the log-odds of any lead."""
        tops = np.zeros(self.attributes)
        np.maximum.at(tops, self.owner, np.abs(step[2:]))
        return float(abs(step[0]) + abs(step[1]) * self.steepest + tops.sum())

    def expand(self, theta: Vector, eta: Vector, loss: float) -> _Expansion:
        """Find gradient and Hessian of the loss."""
        chance = 0.5 * (1.0 + np.tanh(0.5 * eta))
        residual = self.trials * chance - self.wins
        weight = self.trials * chance * (1.0 - chance)
        tilted = weight * self.rule
        gradient = np.zeros(self.width)
        gradient[:2] = residual.sum(), residual @ self.rule
        hessian = np.zeros((self.width, self.width))
        hessian[0, 0] = weight.sum()
        hessian[1, 1] = tilted @ self.rule
        sides = np.zeros((self.width, self.width))
        sides[0, 1] = tilted.sum()
        for block in self.blocks:
            sums = [
                np.bincount(block.codes, weights=one, minlength=len(block.marks))
                for one in (residual, weight, tilted)
            ]
            gradient += sums[0] @ block.marks
            sides[:2] += np.array(sums[1:]) @ block.marks
            hessian += block.marks.T @ (block.marks * sums[1][:, None])
        for first, second, codes in self._pairs:
            shape = len(first.marks), len(second.marks)
            table = np.bincount(codes, weights=weight, minlength=shape[0] * shape[1])
            sides += first.marks.T @ (table.reshape(shape) @ second.marks)
        return _Expansion(theta, loss, gradient, hessian + sides + sides.T)

    def begin(self) -> _Expansion:
        """Expand at the mean of the prior."""
        eta = self.log_odds(self.mean)
        return self.expand(self.mean, eta, self.loss(eta))


def solve(counts: Counts, rules: Sequence[Vector], *, trust: float = 1.0) -> Fit:
    """Find the most probable points, and how sure they are.

    Parameters
    ----------
    counts : Counts
        Outcomes per pattern of slots.
    rules : sequence of ndarray, one per attribute, shape (slots,)
        Log-odds of each slot by the card: points x ln 2 / points that double the odds.
    trust : float
        How far the card is trusted: the prior spreads of slope and deviations are divided by it.

    Returns
    -------
    Fit

    Notes
    -----
    The common spread is averaged over a grid, weighted by Laplace evidence and a half-normal
    prior; then each attribute gets its own, in at most ten rounds of expectation-maximisation.
    How far the places found along the grid lie apart, by the same weights, is added to the
    covariance. Measured on real data in ``docs/learning.md``.

    Examples
    --------
    >>> from leadscore.cards.learning_counts import Counts
    >>> slots = np.array([[0], [1]])
    >>> counts = Counts(slots, np.array([40.0, 10.0]), np.array([50.0, 50.0]), np.array([50.0] * 2))
    >>> fit = solve(counts, [np.array([0.5, -0.5])])
    >>> fit.slope > 1, bool(fit.deviations[0][0] > fit.deviations[0][1])
    (True, True)
    """
    trust = min(trust, MOST_TRUST)
    problem = _Problem(counts, rules)
    near = problem.begin()
    grid = np.array(GRID) / trust
    weights, places = [], []
    for spread in grid:
        precision = _precision(problem, np.full(problem.attributes, spread), trust)
        theta, loss, hessian, near = _newton(problem, precision, near)
        height = _evidence(precision, loss, hessian) - 0.5 * (spread * trust / GRID_SD) ** 2
        weights.append(height + np.log(spread))
        places.append(theta)
    share = np.exp(np.array(weights) - max(weights))
    share /= share.sum()
    common = float(np.sqrt(share @ grid**2))
    spreads = np.full(problem.attributes, common)
    for _ in range(10):
        precision = _precision(problem, spreads, trust)
        theta, loss, hessian, near = _newton(problem, precision, near)
        before, spreads = spreads, _own_spreads(problem, theta, hessian, common)
        if np.all(np.abs(spreads - before) < 0.02 * before):
            break
    precision = _precision(problem, spreads, trust)
    theta, loss, hessian, _ = _newton(problem, precision, near, _SETTLED)
    evidence = _evidence(precision, loss, hessian)
    apart = np.array(places) - share @ np.array(places)
    covariance = np.linalg.inv(hessian) + (apart.T * share) @ apart
    return _spread_out(problem, theta, covariance, spreads, evidence)


def solve_with(
    counts: Counts, rules: Sequence[Vector], spreads: Vector, *, trust: float = 1.0
) -> Fit:
    """Find the most probable points for given spreads, without searching for them.

    Parameters
    ----------
    counts, rules, trust
        As for ``solve``.
    spreads : ndarray, shape (attributes,)
        t_j of each attribute.

    Returns
    -------
    Fit

    Examples
    --------
    >>> from leadscore.cards.learning_counts import Counts
    >>> slots = np.array([[0], [1]])
    >>> counts = Counts(slots, np.array([40.0, 10.0]), np.array([50.0, 50.0]), np.array([50.0] * 2))
    >>> rules = [np.array([0.5, -0.5])]
    >>> loose, tight = (solve_with(counts, rules, np.array([t])) for t in (1.0, 0.01))
    >>> bool(abs(loose.deviations[0][0]) > abs(tight.deviations[0][0]))
    True
    """
    trust = min(trust, MOST_TRUST)
    problem = _Problem(counts, rules)
    precision = _precision(problem, spreads, trust)
    theta, loss, hessian, _ = _newton(problem, precision, problem.begin(), _SETTLED)
    evidence = _evidence(precision, loss, hessian)
    return _spread_out(problem, theta, np.linalg.inv(hessian), spreads, evidence)


def _precision(problem: _Problem, spreads: Vector, trust: float) -> Vector:
    head = [INTERCEPT_SD**-2, (SLOPE_SD / trust) ** -2]
    return np.concatenate([head, spreads[problem.owner] ** -2.0])


def _newton(
    problem: _Problem, precision: Vector, near: _Expansion, settled: float = _NEAR
) -> tuple[Vector, float, Vector, _Expansion]:
    """Minimise the penalised loss; returns the place, the loss, the Hessian, and an expansion.

    Where the minimum lies so near that the expansion holds there, it is taken from it, and the
    leads are not gone through once more. A settled one is always found on the leads themselves.
    """
    for _ in range(_MOST_STEPS):
        gradient = near.gradient + precision * (near.place - problem.mean)
        hessian = near.hessian + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        drop = float(gradient @ step)
        if settled == _NEAR and problem.reach(step) < _CLOSE:
            moved = -near.gradient @ step + 0.5 * step @ near.hessian @ step
            place = near.place - step
            return (
                place,
                near.loss + float(moved) + _penalty(problem, precision, place),
                hessian,
                near,
            )
        best = near.loss + _penalty(problem, precision, near.place)
        size = 1.0
        while size > 1e-10:
            place = near.place - size * step
            eta = problem.log_odds(place)
            data = problem.loss(eta)
            loss = data + _penalty(problem, precision, place)
            if loss <= best + 1e-12 * abs(best):
                break
            size /= 2.0
        else:
            return near.place, best, hessian, near
        if drop < settled:
            break
        near = problem.expand(place, eta, data)
    # One settled step later the Hessian has changed by less than its rounding matters.
    return place, loss, hessian, near


def _penalty(problem: _Problem, precision: Vector, place: Vector) -> float:
    return 0.5 * float(precision @ (place - problem.mean) ** 2)


def _evidence(precision: Vector, loss: float, hessian: Vector) -> float:
    return -loss + 0.5 * float(np.log(precision).sum()) - 0.5 * float(np.linalg.slogdet(hessian)[1])


def _own_spreads(problem: _Problem, theta: Vector, hessian: Vector, common: float) -> Vector:
    if problem.width == 2:
        return np.full(problem.attributes, common)
    squares = theta[2:] ** 2 + np.diag(np.linalg.inv(hessian))[2:]
    total = np.bincount(problem.owner, weights=squares, minlength=problem.attributes)
    bins = np.bincount(problem.owner, minlength=problem.attributes)
    spreads: Vector = np.sqrt((total + SHARED_WEIGHT * common**2) / (bins + SHARED_WEIGHT))
    return spreads


def _spread_out(
    problem: _Problem,
    theta: Vector,
    known: Vector,
    spreads: Vector,
    evidence: float,
) -> Fit:
    """Give back the slots that had no trial: deviation 0, as uncertain as before."""
    sizes = problem.sizes
    deviations = np.zeros(sum(sizes))
    deviations[problem.used] = theta[2:]
    places = np.concatenate([[0, 1], 2 + np.flatnonzero(problem.used)])
    variances = np.concatenate([[0.0, 0.0], np.repeat(spreads**2, sizes)])
    variances[places] = 0.0
    covariance = np.diag(variances)
    covariance[np.ix_(places, places)] = known
    return Fit(
        float(theta[0]),
        float(theta[1]),
        problem.centre,
        tuple(np.split(deviations, np.cumsum(sizes)[:-1])),
        spreads,
        covariance,
        evidence,
    )
