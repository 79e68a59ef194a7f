"""How good probabilities are: figures and tables from what was said and what happened.

Every lead has weighted ``wins`` and ``trials``, so that an open lead can count in part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.learned_tables import NINETY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

_FLOOR = 1e-9


@dataclass(frozen=True)
class Judged:
    """What a way of scoring said of some leads, and what happened to them.

    Attributes
    ----------
    says : ndarray of float64, shape (leads,)
        Probability of a win.
    wins, trials : ndarray of float64, shape (leads,)
        Weighted wins, and wins and losses together.

    Examples
    --------
    >>> judged = Judged(np.array([0.8, 0.4, 0.3]), np.array([1.0, 0, 1]), np.ones(3))
    >>> judged.auc()[0], round(judged.log_loss()[0], 3), round(judged.brier(), 3)
    (0.5, 0.646, 0.23)
    """

    says: Vector
    wins: Vector
    trials: Vector

    @property
    def losses(self) -> Vector:
        """Weighted losses."""
        return self.trials - self.wins

    def log_losses(self) -> Vector:
        """Minus the log-likelihood of each lead, not yet divided by anything."""
        chance = np.clip(self.says, _FLOOR, 1 - _FLOOR)
        loss: Vector = -(self.wins * np.log(chance) + self.losses * np.log1p(-chance))
        return loss

    def log_loss(self) -> tuple[float, float]:
        """Mean minus log-likelihood per trial, and its standard error."""
        return weighted_mean(self.log_losses(), self.trials)

    def brier(self) -> float:
        """Mean squared distance between what was said and what happened, per trial."""
        squares = self.wins * (1 - self.says) ** 2 + self.losses * self.says**2
        return float(squares.sum() / self.trials.sum())

    def auc(self) -> tuple[float, float]:
        """Chance that a win was said to be likelier than a loss, and its standard error.

        Ties count half; the standard error is that of Hanley and McNeil (1982). Not a number
        where only one kind of outcome is there.
        """
        values, inverse = np.unique(self.says, return_inverse=True)
        wins = np.bincount(inverse, weights=self.wins, minlength=len(values))
        losses = np.bincount(inverse, weights=self.losses, minlength=len(values))
        n1, n0 = float(wins.sum()), float(losses.sum())
        if not n1 or not n0:
            return math.nan, math.nan
        area = float(wins @ (np.cumsum(losses) - losses / 2)) / (n1 * n0)
        q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
        spread = area * (1 - area) + (n1 - 1) * (q1 - area**2) + (n0 - 1) * (q2 - area**2)
        return area, math.sqrt(max(0.0, spread) / (n1 * n0))

    def take(self, rows: Vector) -> Judged:
        """Return the same of some of the leads."""
        return Judged(self.says[rows], self.wins[rows], self.trials[rows])


def weighted_mean(sums: Vector, trials: Vector) -> tuple[float, float]:
    """Return sum / trials and its standard error, leads taken as independent.

    Examples
    --------
    >>> weighted_mean(np.array([1.0, 3.0]), np.ones(2))
    (2.0, 1.0)
    """
    total = float(trials.sum())
    if not total:
        return math.nan, math.nan
    mean = float(sums.sum()) / total
    count = len(sums)
    if count < 2:
        return mean, math.nan
    residual = sums - mean * trials
    return mean, math.sqrt(count / (count - 1) * float(residual @ residual)) / total


def share_interval(wins: float, trials: float) -> tuple[float, float]:
    """Return the 90 % interval of a share (Wilson 1927).

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(1, 10)]
    [0.023, 0.348]
    """
    if trials <= 0:
        return 0.0, 1.0
    z2 = NINETY**2
    middle = (wins + z2 / 2) / (trials + z2)
    half = NINETY / (trials + z2) * math.sqrt(max(0.0, wins * (1 - wins / trials)) + z2 / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_table(judged: Judged, groups: int = 10) -> pl.DataFrame:
    """Set what was said against what happened, tenth by tenth.

    Parameters
    ----------
    judged : Judged
        Leads.
    groups : int
        How many groups of equal size; leads with the same probability stay together.

    Returns
    -------
    polars.DataFrame
        ``group`` (1: the likeliest), ``leads``, ``says`` (mean probability), ``is`` (share won),
        ``low``, ``high`` (90 % interval of ``is``), ``fits`` (the interval holds ``says``).

    Examples
    --------
    >>> says, wins = np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1, 0, 0])
    >>> calibration_table(Judged(says, wins, np.ones(4)), 2)["says", "is"].rows()
    [(0.8500000000000001, 1.0), (0.15000000000000002, 0.0)]
    """
    rows = []
    for number, part in enumerate(_tenths(judged, groups), 1):
        one = judged.take(part)
        wins, trials = float(one.wins.sum()), float(one.trials.sum())
        low, high = share_interval(wins, trials)
        says = float(one.says @ one.trials / trials)
        rows.append((number, len(part), says, wins / trials, low, high, low <= says <= high))
    columns = ["group", "leads", "says", "is", "low", "high", "fits"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _tenths(judged: Judged, groups: int) -> list[Vector]:
    order = np.argsort(-judged.says, kind="stable")
    values = judged.says[order]
    heavy = np.cumsum(judged.trials[order])
    place = np.floor(groups * (heavy - judged.trials[order] / 2) / heavy[-1]).astype(int)
    # Ties go together, with the first of them.
    first = np.searchsorted(-values, -values, side="left")
    place = place[first]
    return [order[place == one] for one in np.unique(place)]


def lift_table(judged: Judged, groups: int = 10) -> pl.DataFrame:
    """Say how many of the wins the likeliest leads hold.

    Parameters
    ----------
    judged : Judged
        Leads.
    groups : int
        How many steps.

    Returns
    -------
    polars.DataFrame
        ``group``, ``leads_share`` (share of leads down to here, likeliest first), ``wins_share``
        (share of all wins among them), ``precision`` (share of them won), ``lift`` (precision /
        share of all leads won).

    Examples
    --------
    >>> says, wins = np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1, 0, 0])
    >>> lift_table(Judged(says, wins, np.ones(4)), 2)["wins_share", "lift"].rows()
    [(1.0, 2.0), (1.0, 1.0)]
    """
    total, trials = float(judged.wins.sum()), float(judged.trials.sum())
    rows, leads, wins, heavy = [], 0, 0.0, 0.0
    for number, part in enumerate(_tenths(judged, groups), 1):
        leads += len(part)
        wins += float(judged.wins[part].sum())
        heavy += float(judged.trials[part].sum())
        lift = wins / heavy / (total / trials) if total else math.nan
        share = wins / total if total else math.nan
        rows.append((number, leads / len(judged.says), share, wins / heavy, lift))
    columns = ["group", "leads_share", "wins_share", "precision", "lift"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def capacity_row(judged: Judged, calls: int) -> dict[str, float]:
    """Say what calling only the likeliest leads would have brought.

    Parameters
    ----------
    judged : Judged
        Leads.
    calls : int
        How many can be called; of equally likely ones each counts in part.

    Returns
    -------
    dict
        ``calls``, ``threshold`` (lowest probability called), ``expected`` (wins that were said),
        ``wins`` (that came), ``precision``, ``low``, ``high`` (90 % interval of precision).

    Examples
    --------
    >>> says, wins = np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 0, 0, 0])
    >>> capacity_row(Judged(says, wins, np.ones(4)), 2)["precision"]
    0.5
    """
    calls = min(calls, len(judged.says))
    threshold = float(np.sort(judged.says)[::-1][calls - 1])
    above = judged.says > threshold
    share = above.astype(np.float64)
    tied = judged.says == threshold
    share[tied] = (calls - above.sum()) / tied.sum()
    wins, trials = float(share @ judged.wins), float(share @ judged.trials)
    low, high = share_interval(wins, trials)
    expected = float(share @ (judged.says * judged.trials))
    return {
        "calls": calls,
        "threshold": threshold,
        "expected": expected,
        "wins": wins,
        "precision": wins / trials if trials else math.nan,
        "low": low,
        "high": high,
    }


def segment_table(judged: Judged, segments: pl.DataFrame) -> pl.DataFrame:
    """Set what was said against what happened, segment by segment.

    Parameters
    ----------
    judged : Judged
        Leads.
    segments : polars.DataFrame
        One column per way to cut the leads, rows as in ``judged``.

    Returns
    -------
    polars.DataFrame
        ``segment`` (column), ``value`` (null: unknown), ``leads``, ``says``, ``is``, ``gap``
        (is - says), ``low``, ``high`` (90 % interval of ``gap``), ``differs`` (the interval
        leaves the gap of all leads out). The largest segments first.

    Examples
    --------
    >>> judged = Judged(np.full(40, 0.5), np.repeat([1.0, 0.0], 20), np.ones(40))
    >>> region = pl.DataFrame({"region": ["north"] * 20 + ["south"] * 20})
    >>> segment_table(judged, region)["value", "gap", "differs"].rows()
    [('north', 0.5, True), ('south', -0.5, True)]
    """
    overall = float((judged.wins - judged.says * judged.trials).sum() / judged.trials.sum())
    rows = []
    for column in segments:
        for value in column.unique(maintain_order=True):
            at = (column.is_null() if value is None else column == value).fill_null(value=False)
            one = judged.take(np.flatnonzero(at.to_numpy()))
            trials = float(one.trials.sum())
            if not trials:
                continue
            says = float(one.says @ one.trials) / trials
            real = float(one.wins.sum()) / trials
            half = NINETY * math.sqrt(float(one.trials @ (one.says * (1 - one.says)))) / trials
            gap = real - says
            differs = not gap - half <= overall <= gap + half
            text = None if value is None else str(value)
            figures = (len(one.says), says, real, gap, gap - half, gap + half, differs)
            rows.append((column.name, text, *figures))
    schema = {
        "segment": pl.String(),
        "value": pl.String(),
        "leads": pl.Int64(),
        **dict.fromkeys(("says", "is", "gap", "low", "high"), pl.Float64()),
        "differs": pl.Boolean(),
    }
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.sort("leads", descending=True, maintain_order=True)
