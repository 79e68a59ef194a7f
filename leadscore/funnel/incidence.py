"""Won, lost and still open over days as competing outcomes: curves, cohorts and trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, ListError, check_choice
from leadscore.funnel.curves import Counts, aalen_johansen, interval, reach, tabulate
from leadscore.funnel.rules import NEVER, Rules
from leadscore.funnel.stages import LOST, WON
from leadscore.funnel.times import DAY, cohort_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments


@dataclass(frozen=True)
class Spells:
    """The time of each lead from the start to the first of several outcomes.

    Attributes
    ----------
    lead : ndarray of int
        The leads that reached the start.
    begin : ndarray of int
        Day number of the start.
    days : ndarray of int
        Days until the outcome, or until the last day that the log knows.
    cause : ndarray of int
        0: still open; else the place of the outcome in ``names``, from 1.
    names : tuple of str
        The outcomes; won and lost always compete, also where nobody asked for them.
    """

    lead: NDArray[np.int64]
    begin: NDArray[np.int64]
    days: NDArray[np.int64]
    cause: NDArray[np.int64]
    names: tuple[str, ...]

    def tabulate(self, segments: Segments, **options: Any) -> Counts:
        """Count the spells per segment."""
        return tabulate(
            self.days,
            self.cause,
            len(self.names),
            groups=segments.codes[self.lead],
            n_groups=len(segments),
            **options,
        )

    def during(self, first: int, last: int) -> tuple[Spells, NDArray[np.int64]]:
        """Keep the follow-up inside a period; returns the ages at which it begins."""
        end = self.begin + self.days
        keep = (self.begin <= last) & (end >= first)
        begin, end = self.begin[keep], end[keep]
        cause = np.where(end <= last, self.cause[keep], 0)
        spells = Spells(self.lead[keep], begin, np.minimum(end, last) - begin, cause, self.names)
        return spells, np.maximum(first - begin, 0)


def find_spells(history: History, rules: Rules, outcomes: Sequence[str]) -> Spells:
    """Find each lead's first outcome after its start.

    Raises
    ------
    ArgumentError
        When an outcome is neither won, lost nor a stage after the start.
    ListError
        When no lead reached the start.
    """
    journeys = history.journeys(rules)
    begin = journeys.reached[:, rules.start]
    lead = np.flatnonzero(begin != NEVER)
    if not len(lead):
        raise ListError(
            f'No lead of the log reached the start, "{history.stages.keys[rules.start]}".'
        )
    begin = begin[lead]
    closed, outcome = history.closed[lead], history.outcome[lead]
    names = list(dict.fromkeys([*outcomes, "won", "lost"]))
    cut = np.full(len(lead), (history.as_of + 1) * DAY - 1)
    ends = []
    for name in names:
        if name in ("won", "lost"):
            code = WON if name == "won" else LOST
            ends.append(np.where((outcome == code) & (closed >= begin), closed, NEVER))
            continue
        place = history.stages.place(name)
        if place <= rules.start:
            start = history.stages.keys[rules.start]
            raise ArgumentError(f'outcome "{name}" is no stage after the start, "{start}".')
        ends.append(journeys.reached[lead, place])
    table = np.stack([*ends, cut])
    which = table.argmin(axis=0)
    cause = np.where(which == len(names), 0, which + 1)
    first = begin // DAY
    return Spells(lead, first, table.min(axis=0) // DAY - first, cause, tuple(names))


def incidence_table(
    history: History,
    rules: Rules,
    segments: Segments,
    outcomes: Sequence[str],
    *,
    period: tuple[int, int] | None,
    level: float,
) -> pl.DataFrame:
    """Estimate the curves of competing outcomes; see ``EventLog.incidence``."""
    spells = find_spells(history, rules, outcomes)
    entries = None
    if period is not None:
        spells, entries = spells.during(*period)
    counts = spells.tabulate(segments, entries=entries)
    curves = aalen_johansen(counts)
    until = _known_until(counts)
    shown = np.arange(len(counts.days)) <= until[:, None]
    segment, day = np.nonzero(shown)
    parts = []
    for name in (*outcomes, "open"):
        if name == "open":
            share, se = curves.survival, curves.survival_se
        else:
            place = spells.names.index(name)
            share, se = curves.incidence[place], curves.se[place]
        low, high = interval(share, se, np.maximum(counts.at_risk.max(axis=1), 1)[:, None], level)
        parts.append(
            pl.DataFrame(
                {
                    **{c.name: c for c in segments.spread(segment)},
                    "day": day,
                    "outcome": pl.Series([name])[np.zeros(len(day), dtype=np.uint32)],
                    "at_risk": counts.at_risk[shown].astype(np.int64),
                    "share": share[shown],
                    "low": low[shown],
                    "high": high[shown],
                }
            )
        )
    return pl.concat(parts)


def _known_until(counts: Counts) -> NDArray[np.int64]:
    """Find the last day up to which somebody was at risk on every day; no curve goes further."""
    gap = counts.at_risk <= 0
    first = np.where(gap.any(axis=1), gap.argmax(axis=1), gap.shape[1])
    until: NDArray[np.int64] = np.minimum(first - 1, reach(counts))
    return until


def shares_at(
    counts: Counts, place: int, days: NDArray[np.int64], level: float
) -> tuple[NDArray[np.float64], ...]:
    """Read an outcome's share with its interval on given days; NaN beyond the follow-up.

    Returns
    -------
    share, low, high, open : ndarray of float, shape (groups, days)
        Of a group in which everything is finished the last value holds for ever.
    """
    curves = aalen_johansen(counts)
    until = _known_until(counts)
    last = np.minimum(days, np.maximum(until, 0)[:, None])
    row = np.arange(len(until))[:, None]
    finished = (curves.survival[row, np.maximum(until, 0)[:, None]] <= 1e-12) & (until >= 0)[
        :, None
    ]
    known = (days <= until[:, None]) | finished
    share = np.where(known, curves.incidence[place][row, last], np.nan)
    n = np.maximum(counts.at_risk.max(axis=1), 1)[:, None]
    low, high = interval(share, curves.se[place][row, last], n, level)
    return share, low, high, np.where(known, curves.survival[row, last], np.nan)


def cohorts_table(
    history: History,
    rules: Rules,
    every: str,
    *,
    ages: Sequence[int],
    outcome: str,
    level: float,
) -> pl.DataFrame:
    """Estimate an outcome by cohort and age; see ``EventLog.cohorts``."""
    spells = find_spells(history, rules, [outcome])
    _check_ages(ages)
    starts = cohort_starts(every, int(spells.begin.min()), history.as_of)
    cohort = np.searchsorted(starts, spells.begin, side="right") - 1
    size = len(starts) - 1
    counts = tabulate(spells.days, spells.cause, len(spells.names), groups=cohort, n_groups=size)
    age = np.asarray(ages, dtype=np.int64)
    share, low, high, _ = shares_at(counts, spells.names.index(outcome), age, level)
    # Mature: the youngest lead of the cohort has been followed to this age.
    youngest = np.full(size, -NEVER)
    np.maximum.at(youngest, cohort, spells.begin)
    mature = history.as_of - youngest[:, None] >= age
    return (
        pl.DataFrame(
            {
                "cohort": pl.Series(np.repeat(starts[:-1], len(age)), dtype=pl.Int32).cast(pl.Date),
                "leads": np.repeat(np.bincount(cohort, minlength=size), len(age)),
                "age": np.tile(age, size),
                "share": share.ravel(),
                "low": low.ravel(),
                "high": high.ravel(),
                "mature": mature.ravel(),
            }
        )
        .filter(pl.col("leads") > 0)
        .with_columns(pl.col(pl.Float64).fill_nan(None))
    )


def _check_ages(ages: Sequence[int]) -> None:
    if not len(ages) or any(isinstance(a, bool) or int(a) != a or a < 0 for a in ages):
        raise ArgumentError(f"ages={list(ages)!r} must be whole days from 0 on, at least one.")


def trend_table(
    history: History,
    rules: Rules,
    segments: Segments,
    every: str,
    *,
    horizon: int,
    outcome: str,
    kind: str,
    level: float,
) -> pl.DataFrame:
    """Estimate an outcome per calendar period; see ``EventLog.trend``."""
    check_choice("kind", kind, ("period", "cohort"))
    spells = find_spells(history, rules, [outcome])
    starts = cohort_starts(every, int(spells.begin.min()), history.as_of)
    place = spells.names.index(outcome)
    parts = []
    for first, after in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        last = min(after - 1, history.as_of)
        if kind == "period":
            part, entries = spells.during(first, last)
            counts = part.tabulate(segments, entries=entries, grid=np.arange(horizon + 1))
        else:
            part = _started(spells, first, last)
            counts = part.tabulate(segments, grid=np.arange(horizon + 1))
        share, low, high, _ = shares_at(counts, place, np.array([horizon]), level)
        events = np.bincount(
            segments.codes[part.lead[part.cause == place + 1]], minlength=len(segments)
        )
        parts.append(
            pl.DataFrame(
                {
                    **{c.name: c for c in segments.spread(np.arange(len(segments)))},
                    "period": pl.Series([first] * len(segments), dtype=pl.Int32).cast(pl.Date),
                    "leads": np.bincount(segments.codes[part.lead], minlength=len(segments)),
                    outcome: events,
                    "share": share[:, 0],
                    "low": low[:, 0],
                    "high": high[:, 0],
                }
            )
        )
    return pl.concat(parts).with_columns(pl.col(pl.Float64).fill_nan(None))


def _started(spells: Spells, first: int, last: int) -> Spells:
    keep = (spells.begin >= first) & (spells.begin <= last)
    return Spells(
        spells.lead[keep], spells.begin[keep], spells.days[keep], spells.cause[keep], spells.names
    )
