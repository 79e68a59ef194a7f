"""From stage to stage: who entered, went on, was lost or is still open, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.funnel.curves import aalen_johansen, quantiles, tabulate
from leadscore.funnel.rates import STATES, StayCounts, rate_table
from leadscore.funnel.rules import NEVER, Journeys, Rules
from leadscore.funnel.stages import LOST, OPEN, WON
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments


@dataclass(frozen=True)
class Stays:
    """One place per lead and stage that it reached.

    Attributes
    ----------
    lead, stage : ndarray of int
        Which lead, which stage.
    begin : ndarray of int
        Day number on which the stage was reached.
    days : ndarray of int
        Days until the stay ended, or until the last day that the log knows.
    state : ndarray of int
        Place in ``STATES``.
    visited : ndarray of bool
        Whether the stage itself was logged.
    """

    lead: NDArray[np.int32]
    stage: NDArray[np.int8]
    begin: NDArray[np.int32]
    days: NDArray[np.int32]
    state: NDArray[np.int8]
    visited: NDArray[np.bool_]


def find_stays(history: History, rules: Rules) -> Stays:
    """Find how each stay in a stage ended by the rules."""
    return history.keep("stays", rules, lambda: _stays(history, rules))


def _stays(history: History, rules: Rules) -> Stays:
    journeys = history.journeys(rules)
    parts = [
        _stays_of(history, journeys, rules, place)
        for place in range(rules.start, len(history.stages))
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Stays(*columns)


def _stays_of(
    history: History, journeys: Journeys, rules: Rules, place: int
) -> tuple[NDArray[Any], ...]:
    lead = np.flatnonzero(journeys.reached[:, place] != NEVER)
    begin = journeys.reached[lead, place]
    end, state = _end(history, journeys, rules, place, lead)
    first = (begin // DAY).astype(np.int32)
    days = (end // DAY).astype(np.int32) - first
    visited = journeys.visited[lead, place]
    stage = np.full(len(lead), place, dtype=np.int8)
    return lead.astype(np.int32), stage, first, days, state, visited


def _end(
    history: History, journeys: Journeys, rules: Rules, place: int, lead: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """When and how the stays of some leads in one stage end."""
    begin = journeys.reached[lead, place]
    last = place + 1 == len(history.stages)
    closed, outcome = history.closed[lead], history.outcome[lead]
    counts = (closed >= begin) | last
    cut = (history.as_of + 1) * DAY - 1
    end = np.full(len(lead), cut)
    state = np.zeros(len(lead), dtype=np.int8)
    # At one moment what comes later here takes precedence.
    ways: list[tuple[int, NDArray[np.int64], NDArray[np.bool_] | None]] = []
    if rules.within is not None:
        ways.append((4, journeys.reached[lead, rules.start] + rules.within, None))
    ways += [(4, begin + span, None) for stage, span in rules.steps if stage == place + 1]
    ways += [(3, closed, (outcome == LOST) & (closed >= begin))]
    ways += [(2, np.maximum(closed, begin), (outcome == WON) & counts)]
    if not last:
        ways += [(1, np.maximum(journeys.reached[lead, place + 1], begin), None)]
    for code, moment, possible in ways:
        first = moment <= end
        if possible is not None:
            first &= possible
        np.copyto(end, moment, where=first)
        state[first] = code
    return end, state


def funnel_table(
    history: History, rules: Rules, segments: Segments, lang: str, level: float
) -> pl.DataFrame:
    """Count the funnel and estimate its rates; see ``EventLog.funnel``."""
    stays = find_stays(history, rules)
    group = segments.codes[stays.lead] * len(history.stages) + stays.stage
    size = len(segments) * len(history.stages)
    counted = StayCounts(group, stays.days, stays.state, None, size)
    return rate_table(counted, history.stages, rules.start, segments.spread, lang, level=level)


def durations_table(
    history: History, rules: Rules, segments: Segments, shares: Sequence[float], lang: str
) -> pl.DataFrame:
    """Estimate quantiles of the time in stage; see ``EventLog.durations``."""
    stays = find_stays(history, rules)
    keep = stays.visited
    stages = len(history.stages)
    group = (segments.codes[stays.lead] * stages + stays.stage)[keep]
    size = len(segments) * stages
    left = (stays.state[keep] != OPEN).astype(np.int64)
    counts = tabulate(stays.days[keep], left, 1, groups=group, n_groups=size)
    curves = aalen_johansen(counts)
    day, low, high = quantiles(curves, shares)
    row = np.arange(size)
    place = row % stages
    names = [f"q{share * 100:g}" for share in shares]
    columns: dict[str, Any] = {
        **{c.name: c for c in segments.spread(row // stages)},
        "stage": pl.Series(list(history.stages.keys))[place],
        "label": pl.Series(list(history.stages.label(lang)))[place],
        "entered": np.bincount(group, minlength=size),
        "left": counts.events[0].sum(axis=1).astype(np.int64),
    }
    for n, name in enumerate(names):
        columns |= {name: day[:, n], f"{name}_low": low[:, n], f"{name}_high": high[:, n]}
    table = pl.DataFrame(columns).filter(pl.Series(place >= rules.start))
    return table.with_columns(pl.col(pl.Float64).fill_nan(None))


def counts_table(history: History, rules: Rules, by: Sequence[str]) -> pl.DataFrame:
    """Count the stays by segment, stage, state and days; see ``EventLog.counts``."""
    table = lead_states(history, rules)
    lead = table["\0lead"].to_numpy().astype(np.uint32)
    table = table.with_columns([history.segments[name][lead].alias(name) for name in by])
    keys = [*by, "stage", "state", "days"]
    return table.group_by(keys).agg(count=pl.len().cast(pl.Int64)).sort(keys, nulls_last=True)


def lead_states(history: History, rules: Rules) -> pl.DataFrame:
    """List every lead and stage with how the stay ended: what stands behind the funnel's counts."""
    stays = find_stays(history, rules)
    return pl.DataFrame(
        {
            "lead_id": history.events.ids[stays.lead.astype(np.uint32)],
            "stage": pl.Series(list(history.stages.keys))[stays.stage],
            "state": pl.Series(list(STATES))[stays.state],
            "since": pl.Series(stays.begin, dtype=pl.Int32).cast(pl.Date),
            "days": stays.days,
            "logged": stays.visited,
            "\0lead": stays.lead,
        }
    )


def current_stage(history: History) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the stage that each lead entered last, and when; -1 for a lead that entered none.

    Of several at one moment the furthest counts.
    """
    steps = history.steps
    moment = np.full(history.leads, -NEVER)
    np.maximum.at(moment, steps.lead, steps.time)
    here = steps.time == moment[steps.lead]
    stage = np.full(history.leads, -1, dtype=np.int64)
    np.maximum.at(stage, steps.lead[here], steps.stage[here].astype(np.int64))
    return stage, moment


def snapshot_table(history: History, segments: Segments, lang: str) -> pl.DataFrame:
    """Count where the leads stand on the last day; see ``EventLog.snapshot``."""
    stage, moment = current_stage(history)
    known = stage >= 0
    stages = len(history.stages)
    group = segments.codes[known] * stages + stage[known]
    size = len(segments) * stages
    cells = np.bincount(group * 3 + history.outcome[known], minlength=size * 3).reshape(size, 3)
    age = history.as_of - moment[known] // DAY
    is_open = history.outcome[known] == OPEN
    total = np.bincount(group[is_open], weights=age[is_open], minlength=size)
    row = np.arange(size)
    count = cells[:, OPEN]
    return pl.DataFrame(
        {
            **{c.name: c for c in segments.spread(row // stages)},
            "stage": pl.Series(list(history.stages.keys))[row % stages],
            "label": pl.Series(list(history.stages.label(lang)))[row % stages],
            "open": count,
            "won": cells[:, WON],
            "lost": cells[:, LOST],
            "mean_age": total / np.where(count, count, np.nan),
        }
    ).with_columns(pl.col("mean_age").fill_nan(None))
