"""Won, lost and still open over days as competing outcomes: curves, cohorts and trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, ListError, check_choice
from leadscore.funnel.blocks import at_once, blocks
from leadscore.funnel.curves import Counts, aalen_johansen, followed, interval, reach, tabulate
from leadscore.funnel.rules import NEVER, Rules
from leadscore.funnel.stages import LOST, WON
from leadscore.funnel.times import DAY, cohort_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments

MOST_POINTS = 8_000_000
"""So many points may all curves of one question have together."""


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
    names = tuple(dict.fromkeys([*outcomes, "won", "lost"]))
    places = [_place(history, rules, name) for name in names]
    find = partial(_spells_of, history, rules, places)
    parts = list(at_once(find, blocks(history.leads)))
    lead, begin, days, cause = (np.concatenate(column) for column in zip(*parts, strict=True))
    if not len(lead):
        raise ListError(
            f'No lead of the log reached the start, "{history.stages.keys[rules.start]}".'
        )
    return Spells(lead, begin, days, cause, names)


def _place(history: History, rules: Rules, name: str) -> int:
    """Find the place of a stage that is an outcome; -1 won, -2 lost."""
    if name in ("won", "lost"):
        return -WON if name == "won" else -LOST
    place = history.stages.place(name)
    if place <= rules.start:
        start = history.stages.keys[rules.start]
        raise ArgumentError(f'outcome "{name}" is no stage after the start, "{start}".')
    return place


def _spells_of(
    history: History, rules: Rules, places: Sequence[int], leads: slice
) -> tuple[NDArray[Any], ...]:
    """Find lead, begin, days and cause for some leads."""
    start = history.starts(rules, leads)
    lead = np.flatnonzero(start != NEVER)
    begin = start[lead]
    closed, outcome = history.closed[leads][lead], history.outcome[leads][lead]
    first = np.full(len(lead), (history.as_of + 1) * DAY - 1)
    cause = np.zeros(len(lead), dtype=np.int64)
    # Of several outcomes at one moment the one that was named first counts.
    for number, place in reversed(list(enumerate(places, start=1))):
        if place < 0:
            moment, possible = closed, (outcome == -place) & (closed >= begin)
        else:
            moment, possible = history.journeys(rules, leads).reached[lead, place], None
        here = moment <= first if possible is None else possible & (moment <= first)
        np.copyto(first, moment, where=here)
        cause[here] = number
    day = begin // DAY
    return lead + leads.start, day, first // DAY - day, cause


def check_points(segments: int, days: NDArray[np.int64]) -> None:
    """Refuse curves that would need more memory than a machine has.

    Raises
    ------
    ArgumentError
        When segments times days are more than eight million.
    """
    width = int(days.max(initial=0)) + 1
    if segments * width > MOST_POINTS:
        raise ArgumentError(
            f"by gives {segments:,} segments, each with a curve of {width:,} days; at most "
            f"{MOST_POINTS // width:,} can be drawn at once. Take a column of fewer kinds, or ask "
            "funnel or durations, which have no such bound."
        )


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
    check_points(len(segments), spells.days)
    counts = spells.tabulate(segments, entries=entries)
    return curve_table(counts, spells.names, segments, outcomes, level)


def curve_table(
    counts: Counts, names: Sequence[str], segments: Segments, outcomes: Sequence[str], level: float
) -> pl.DataFrame:
    """Make the rows of the curves of counts, wherever these were made.

    Parameters
    ----------
    counts : Counts
        Per segment and day.
    names : sequence of str
        Their outcomes, in order.
    segments : Segments
        The segments.
    outcomes : sequence of str
        Those to show.
    level : float
        Coverage of the intervals.
    """
    curves = aalen_johansen(counts)
    until = _known_until(counts)
    shown = np.arange(len(counts.days)) <= until[:, None]
    segment, day = np.nonzero(shown)
    parts = []
    for name in (*outcomes, "open"):
        if name == "open":
            share, se = curves.survival, curves.survival_se
        else:
            place = names.index(name)
            share, se = curves.incidence[place], curves.se[place]
        low, high = interval(share, se, followed(counts), level)
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
    n = followed(counts)[row, last]
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
