"""Curves of competing outcomes with bands, from counts of (group, day, outcome) alone.

Counts add up over files and machines, so nothing here needs the rows. Estimator: Aalen and
Johansen 1978; its standard error is the delta-method form (as in statsmodels); intervals are on
the log(-log) scale, which keeps them inside 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How many were at risk and left, per group and day.

    Attributes
    ----------
    days : ndarray, shape (days,)
        The times, rising.
    at_risk : ndarray of float, shape (..., days)
        Followed up to this day or longer, and entered on this day or before.
    events : ndarray of float, shape (causes, ..., days)
        How many left on the day, by cause.
    """

    days: NDArray[Any]
    at_risk: Floats
    events: Floats

    def __add__(self, other: Counts) -> Counts:
        """Add the counts of other leads on the same days."""
        return Counts(self.days, self.at_risk + other.at_risk, self.events + other.events)


@dataclass(frozen=True)
class Curves:
    """Survival and incidences over days.

    Attributes
    ----------
    days : ndarray, shape (days,)
        The times, rising.
    at_risk : ndarray of float, shape (..., days)
        As in ``Counts``.
    survival, survival_se : ndarray of float, shape (..., days)
        Share still open at the end of each day, and its standard error.
    incidence, se : ndarray of float, shape (causes, ..., days)
        Share that has left by each cause, and its standard error.
    """

    days: NDArray[Any]
    at_risk: Floats
    survival: Floats
    survival_se: Floats
    incidence: Floats
    se: Floats


def tabulate(
    days: ArrayLike,
    causes: ArrayLike,
    n_causes: int,
    *,
    counts: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    n_groups: int = 1,
    entries: ArrayLike | None = None,
    grid: ArrayLike | None = None,
) -> Counts:
    """Count who was at risk and who left, per group and day.

    Parameters
    ----------
    days : array of shape (rows,)
        Days from the start to leaving, or to the end of follow-up.
    causes : array of int, shape (rows,)
        0: still open; 1 to ``n_causes``: why it left.
    n_causes : int
        How many causes there are.
    counts : array, optional
        How many leads a row stands for; 1 each when not given.
    groups : array of int, optional
        From 0 to ``n_groups - 1``.
    n_groups : int
        How many groups there are.
    entries : array, optional
        Delayed entry: the first day on which the lead was under observation; it is at risk on
        that day already. 0 when not given.
    grid : array, optional
        The days to report, rising; all that occur when not given.

    Returns
    -------
    Counts
        ``at_risk`` of shape (groups, days), ``events`` of shape (causes, groups, days).

    Examples
    --------
    >>> table = tabulate([1, 2, 2], [1, 0, 2], 2)
    >>> table.at_risk.tolist(), table.events[:, 0].tolist()
    ([[3.0, 3.0, 2.0]], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    """
    days, causes = np.asarray(days), np.asarray(causes, dtype=np.int64)
    times = _grid(days, entries) if grid is None else np.asarray(grid)
    width = len(times)
    cell = _places(times, days)
    late = None if entries is None else np.searchsorted(times, np.asarray(entries), side="left")
    if groups is not None:
        shift = np.asarray(groups, dtype=np.int64) * (width + 1)
        cell = cell + shift
        late = None if late is None else late + shift
    size = n_groups * (width + 1)
    weights = None if counts is None else np.asarray(counts, dtype=float)
    keys = cell * (n_causes + 1) + causes
    flat = np.bincount(keys, weights=weights, minlength=size * (n_causes + 1))
    table = flat.astype(float).reshape(n_groups, width + 1, n_causes + 1)
    leave = table.sum(axis=2)
    at_risk = np.cumsum(leave[:, ::-1], axis=1)[:, ::-1]
    if late is not None:
        joined = np.bincount(late, weights=weights, minlength=size).reshape(n_groups, width + 1)
        at_risk = np.cumsum(joined, axis=1) - (np.cumsum(leave, axis=1) - leave)
    events = np.moveaxis(table[:, :width, 1:], 2, 0)
    return Counts(times, at_risk[:, :width], np.ascontiguousarray(events))


def _places(times: NDArray[Any], days: NDArray[Any]) -> NDArray[np.int64]:
    """Find each day's place in the grid; what lies beyond it comes after the last place."""
    whole = np.issubdtype(days.dtype, np.integer) and np.issubdtype(times.dtype, np.integer)
    if whole and len(times) == int(times[-1]) + 1 and times[0] == 0:
        places: NDArray[np.int64] = np.minimum(days, len(times)).astype(np.int64)
        return places
    return np.searchsorted(times, days)


def _grid(days: NDArray[Any], entries: ArrayLike | None) -> NDArray[Any]:
    """Every whole day for whole days, else each time that occurs."""
    if not len(days):
        return np.arange(1)
    if np.issubdtype(days.dtype, np.integer):
        return np.arange(int(days.max()) + 1)
    return np.unique(days if entries is None else np.concatenate([days, np.asarray(entries)]))


def aalen_johansen(counts: Counts) -> Curves:
    """Estimate survival and incidences of competing outcomes.

    Parameters
    ----------
    counts : Counts
        From ``tabulate``, or sums of such.

    Returns
    -------
    Curves
        Several outcomes on one day are exact: all who are at risk on the day stand in the
        denominator of each. A day without anybody at risk changes nothing.

    Examples
    --------
    >>> curves = aalen_johansen(tabulate([1, 1, 2, 3], [1, 2, 1, 0], 2))
    >>> curves.incidence[0, 0].tolist()
    [0.0, 0.25, 0.5, 0.5]
    """
    n, d = counts.at_risk, counts.events
    total = d.sum(axis=0)
    some = np.where(n > 0, n, 1.0)
    survival = np.cumprod(1.0 - total / some, axis=-1)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    rate = before / some
    incidence = np.cumsum(rate * d, axis=-1)
    # On a day on which all leave, (F(t) - F(s)) is 0 for s = t: its term is 0, not 0 * infinity.
    rest = n - total
    greenwood = np.where(rest > 0, total / (some * np.where(rest > 0, rest, 1.0)), 0.0)
    survival_se = survival * np.sqrt(np.cumsum(greenwood, axis=-1))
    return Curves(
        counts.days,
        n,
        survival,
        survival_se,
        incidence,
        _incidence_se(some, d, rate, incidence, greenwood),
    )


def _incidence_se(n: Floats, d: Floats, rate: Floats, f: Floats, greenwood: Floats) -> Floats:
    v = f**2 * np.cumsum(np.broadcast_to(greenwood, f.shape), axis=-1)
    v = v - 2 * f * np.cumsum(f * greenwood, axis=-1)
    v = v + np.cumsum(f**2 * greenwood, axis=-1)
    v = v + np.cumsum(rate**2 * (n - d) * d / n, axis=-1)
    step = rate * d / n
    v = v - 2 * f * np.cumsum(step, axis=-1) + 2 * np.cumsum(f * step, axis=-1)
    se: Floats = np.sqrt(np.maximum(v, 0.0))
    return se


def interval(
    share: ArrayLike, se: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Put an interval around shares, on the log(-log) scale.

    Parameters
    ----------
    share, se : array of float
        Estimates and their standard errors.
    n : array of float
        How many leads stand behind each; used where the share is 0 or 1, for which the scale
        has no place: the bound is then the exact binomial one.
    level : float
        Coverage, such as 0.95.

    Returns
    -------
    low, high : ndarray of float
        Between 0 and 1.

    Examples
    --------
    >>> low, high = interval([0.5, 0.0], [0.05, 0.0], [100, 100])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.399, 0.0], [0.593, 0.036])
    """
    f, s = np.asarray(share, dtype=float), np.asarray(se, dtype=float)
    z = normal_quantile(0.5 + level / 2)
    inside = (f > 1e-12) & (f < 1 - 1e-12)
    safe = np.where(inside, f, 0.5)
    width = z * s / (safe * np.log(safe))
    low, high = safe ** np.exp(-width), safe ** np.exp(width)
    tail = ((1 - level) / 2) ** (1.0 / np.maximum(np.asarray(n, dtype=float), 1e-9))
    low = np.where(inside, low, np.where(f > 0.5, tail, 0.0))
    high = np.where(inside, high, np.where(f > 0.5, 1.0, 1.0 - tail))
    unknown = np.isnan(f)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def quantiles(curves: Curves, shares: ArrayLike, level: float = 0.95) -> tuple[Floats, ...]:
    """Find the day by which a share has left (Kaplan and Meier), with its interval.

    Parameters
    ----------
    curves : Curves
        With survival of shape (groups, days).
    shares : array of float, shape (shares,)
        Such as 0.5 for the median.
    level : float
        Coverage of the interval.

    Returns
    -------
    day, low, high : ndarray of float, shape (groups, shares)
        The first day on which at most ``1 - share`` is still open; NaN when that day has not
        come yet. The interval holds the days whose band reaches ``1 - share`` (Brookmeyer and
        Crowley 1982).

    Examples
    --------
    >>> day, low, high = quantiles(aalen_johansen(tabulate([1, 2, 3, 4], [1, 1, 1, 0], 1)), [0.5])
    >>> day.tolist(), high.tolist()
    ([[2.0]], [[nan]])
    """
    below, above = interval(curves.survival, curves.survival_se, curves.at_risk[..., :1], level)
    # A little slack, so that 1 - 0.9 and a product of shares that is 0.1 are the same.
    cut = 1.0 - np.asarray(shares, dtype=float)[:, None] + 1e-12
    found = []
    for line in (curves.survival, below, above):
        # Survival on the log(-log) scale has width 0 while nobody has left: it stays at 1.
        whole = np.where(curves.survival >= 1.0, 1.0, line)
        hit = whole[..., None, :] <= cut
        day = np.asarray(curves.days, dtype=float)[hit.argmax(axis=-1)]
        found.append(np.where(hit.any(axis=-1), day, np.nan))
    return found[0], found[1], found[2]


def reach(counts: Counts) -> NDArray[np.int64]:
    """Find the place of the last day on which anybody is at risk; -1 when there is none.

    Examples
    --------
    >>> reach(tabulate([1, 4], [1, 0], 1, grid=range(9))).tolist()
    [4]
    """
    some = counts.at_risk > 0
    last = some.shape[-1] - 1 - some[..., ::-1].argmax(axis=-1)
    return np.where(some.any(axis=-1), last, -1)


def followed(counts: Counts) -> Floats:
    """Count the leads of which it is known what they had become by each day.

    Returns
    -------
    ndarray of float, shape (groups, days)
        At risk on the day, or left before; at least 1.

    Examples
    --------
    >>> followed(tabulate([1, 2, 3], [1, 0, 0], 1)).tolist()
    [[3.0, 3.0, 3.0, 2.0]]
    """
    left = counts.events.sum(axis=0)
    known = counts.at_risk + np.cumsum(left, axis=-1) - left
    # With delayed entry those who left are no longer part of those at risk.
    most: Floats = np.minimum(known, counts.at_risk.max(axis=-1, keepdims=True))
    return np.maximum(most, 1.0)


def normal_quantile(share: float) -> float:
    """Return the quantile of the normal distribution.

    Examples
    --------
    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    from statistics import NormalDist  # noqa: PLC0415

    return NormalDist().inv_cdf(share)
