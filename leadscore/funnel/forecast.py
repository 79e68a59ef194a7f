"""How many of the open leads will be won by when, and how well that was foretold before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.counted import counted
from leadscore.errors import Argument, ArgumentError, ListError, check_choice
from leadscore.funnel.curves import normal_quantile
from leadscore.funnel.markov import Markov
from leadscore.funnel.semi_markov import SemiMarkov
from leadscore.funnel.times import cohort_starts, to_date
from leadscore.funnel.visits import Visits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments

    Floats = NDArray[np.float64]

METHODS: dict[str, type[SemiMarkov] | type[Markov]] = {
    "semi_markov": SemiMarkov,
    "markov": Markov,
}
RUNS = 60
SEED = 20261123


@dataclass(frozen=True)
class Outlook:
    """Expected wins of groups of open leads, with the spread of chance and of ignorance.

    Attributes
    ----------
    expected : ndarray of float, shape (horizons, groups)
        Expected sum.
    chance : ndarray of float, shape (horizons, groups)
        Variance of the sum when the shares are known.
    draws : ndarray of float, shape (runs, horizons, groups)
        Expected sums under counts that were drawn again.
    most : ndarray of float, shape (groups,)
        The sum if every open lead were won.
    """

    expected: Floats
    chance: Floats
    draws: Floats
    most: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Return the bounds between which the sum falls with this probability."""
        ignorance = self.draws.var(axis=0)
        width = normal_quantile(0.5 + level / 2) * np.sqrt(self.chance + ignorance)
        low = np.maximum(self.expected - width, 0.0)
        return low, np.minimum(self.expected + width, np.maximum(self.most, self.expected))


def look_ahead(
    visits: Visits,
    days: NDArray[np.int64],
    method: str,
    groups: NDArray[np.int64],
    n_groups: int,
    *,
    worth: Sequence[Floats] = (),
) -> list[Outlook]:
    """Forecast the wins among the open leads, per group.

    Parameters
    ----------
    visits : Visits
        The log.
    days : ndarray of int
        Horizons from its last day.
    method : {"semi_markov", "markov"}
        The method.
    groups : ndarray of int, shape (leads,)
        Group of every lead.
    n_groups : int
        How many groups there are.
    worth : sequence of ndarray of float, shape (leads,)
        What a win of each lead is worth, in any number of ways.

    Returns
    -------
    list of Outlook
        The number of wins, then their worth in each way.
    """
    lead, stage, age = visits.on(visits.as_of)
    # Leads of one group, stage and age have one chance: they are summed first.
    keys = np.stack([groups[lead], stage, age])
    cells, place = np.unique(keys, axis=1, return_inverse=True)
    weights = [np.ones(len(lead)), *(one[lead] for one in worth)]
    sums = [_sum(place.ravel(), one, cells.shape[1]) for one in weights]
    squares = [_sum(place.ravel(), one**2, cells.shape[1]) for one in weights]

    def per_group(values: Floats) -> Floats:
        return np.stack([_sum(cells[0], v, n_groups) for v in values])

    model = METHODS[method].fit(visits)
    share = model.shares(cells[1], cells[2], days)
    rng = np.random.default_rng(SEED)
    again = [model.resample(rng).shares(cells[1], cells[2], days) for _ in range(RUNS)]
    return [
        Outlook(
            per_group(share * total),
            per_group(share * (1 - share) * square),
            np.stack([per_group(other * total) for other in again]),
            per_group(total[None])[0],
        )
        for total, square in zip(sums, squares, strict=True)
    ]


def _sum(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    return np.bincount(place, weights=values, minlength=size).astype(float)


def check_days(days: int | Sequence[int]) -> NDArray[np.int64]:
    """Read one or several horizons in whole days.

    Raises
    ------
    ArgumentError
        When one is not a whole number from 1 to 3650.

    Examples
    --------
    >>> check_days(90).tolist()
    [90]
    """
    wanted = [days] if isinstance(days, int) else list(days)
    if not wanted or any(isinstance(d, bool) or int(d) != d or not 1 <= d <= 3650 for d in wanted):
        raise ArgumentError(
            Argument("days", days), " must be whole days from 1 to 3650, at least one."
        )
    return np.array(wanted, dtype=np.int64)


def forecast_table(
    visits: Visits,
    days: NDArray[np.int64],
    method: str,
    segments: Segments,
    *,
    amounts: Floats | None,
    level: float,
) -> pl.DataFrame:
    """Forecast the wins among open leads; see ``EventLog.forecast``."""
    if method == "best":
        method = best_method(
            backtest_table(visits, "30d", tuple(METHODS), days, snapshots=6, level=level)
        )
    check_choice("method", method, [*METHODS, "best"])
    size = len(segments)
    worth = [] if amounts is None else [amounts]
    found, *money = look_ahead(visits, days, method, segments.codes, size, worth=worth)
    low, high = found.interval(level)
    lead, _, _ = visits.on(visits.as_of)
    still = np.bincount(segments.codes[lead], minlength=size)
    row = np.tile(np.arange(size), len(days))
    until = np.repeat(days + visits.as_of, size)
    columns: dict[str, Any] = {
        **{c.name: c for c in segments.spread(row)},
        "days": np.repeat(days, size),
        "until": pl.Series(until, dtype=pl.Int32).cast(pl.Date),
        "method": [method] * len(row),
        "open": still[row],
        "expected": found.expected.ravel(),
        "low": low.ravel(),
        "high": high.ravel(),
    }
    for one in money:
        low, high = one.interval(level)
        columns |= {
            "amount": one.expected.ravel(),
            "amount_low": low.ravel(),
            "amount_high": high.ravel(),
        }
    return pl.DataFrame(columns)


def backtest_table(
    visits: Visits,
    every: str,
    methods: Sequence[str],
    days: NDArray[np.int64],
    *,
    snapshots: int,
    level: float,
) -> pl.DataFrame:
    """Forecast from earlier days and compare; see ``EventLog.backtest``."""
    for method in methods:
        check_choice("method", method, METHODS)
    first = int(visits.begin.min(initial=visits.as_of))
    # A forecast needs a past to learn from, at least as long as what it foretells.
    starts = cohort_starts(every, first, visits.as_of)[1:-1] - 1
    rows: list[tuple[Any, ...]] = []
    for horizon in days.tolist():
        ripe = [d for d in starts.tolist() if d + horizon <= visits.as_of and d - first >= horizon]
        for day in ripe[-snapshots:]:
            rows += _compare(visits, day, horizon, methods, level)
    if not rows:
        raise ListError(
            "The log is too short for a backtest: it has "
            f"{counted(visits.as_of - first + 1, 'day', 'days')}, and a "
            f"forecast of {counted(int(days.min()), 'day', 'days')} needs that many before it and "
            "after it."
        )
    names = ["day", "days", "method", "open", "expected", "low", "high", "actual", "error"]
    kinds = [pl.Date(), pl.Int64(), pl.String(), pl.Int64(), *[pl.Float64()] * 3, pl.Int64()]
    schema = dict(zip(names, [*kinds, pl.Float64()], strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _compare(
    visits: Visits, day: int, horizon: int, methods: Sequence[str], level: float
) -> list[tuple[Any, ...]]:
    known = visits.known_on(day)
    lead, _, _ = known.on(day)
    won = visits.wins(day, day + horizon)
    actual = int(np.isin(won, lead).sum())
    rows: list[tuple[Any, ...]] = []
    one = np.zeros(int(visits.lead.max(initial=0)) + 1, dtype=np.int64)
    for method in methods:
        found = look_ahead(known, np.array([horizon]), method, one, 1)[0]
        low, high = (float(bound[0, 0]) for bound in found.interval(level))
        mean = float(found.expected[0, 0])
        error = (mean - actual) / actual if actual else None
        rows.append((to_date(day), horizon, method, len(lead), mean, low, high, actual, error))
    return rows


def best_method(backtest: pl.DataFrame) -> str:
    """Name the method with the smallest sum of absolute errors in a backtest.

    Examples
    --------
    >>> table = {"method": ["a", "b"], "expected": [5.0, 9.0], "actual": [8, 8]}
    >>> best_method(pl.DataFrame(table))
    'b'
    """
    missed = (pl.col("expected") - pl.col("actual")).abs().sum()
    found = backtest.group_by("method", maintain_order=True).agg(missed.alias("missed"))
    return str(found.sort("missed", maintain_order=True)["method"][0])


def last_amounts(history: History) -> Floats | None:
    """Give each lead the last amount that its events name; NaN: none. None: the log has none."""
    events = history.events
    if "amount" not in events.details.columns:
        return None
    amount = events.details["amount"].cast(pl.Float64, strict=False).to_numpy()
    some = np.flatnonzero(~np.isnan(amount))
    order = some[np.argsort(events.time[some], kind="stable")]
    found = np.full(history.leads, np.nan)
    found[events.lead[order]] = amount[order]
    return found


def win_amounts(history: History) -> Floats | None:
    """Say what a win of each lead is worth: its last known amount, else the mean of the won."""
    worth = last_amounts(history)
    if worth is None:
        return None
    won = worth[(history.outcome == 1) & ~np.isnan(worth)]
    usual = won if len(won) else worth[~np.isnan(worth)]
    return np.where(np.isnan(worth), usual.mean() if len(usual) else 0.0, worth)
