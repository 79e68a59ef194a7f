"""Counts of stays, wherever they were counted, become the rows of the funnel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError
from leadscore.frames import open_table
from leadscore.funnel.curves import (
    Counts,
    aalen_johansen,
    followed,
    interval,
    quantiles,
    reach,
    tabulate,
)
from leadscore.funnel.history import read_segments
from leadscore.funnel.stages import OPEN, Stages, read_stages
from leadscore.funnel.stays import STATES, StayCounts
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import Segments
    from leadscore.standards.process import Process


def rate_table(
    stays: StayCounts,
    stages: Stages,
    start: int,
    spread: Callable[[NDArray[Any]], list[pl.Series]],
    lang: str,
    *,
    level: float,
) -> pl.DataFrame:
    """Make the rows of the funnel; see ``EventLog.funnel``.

    Parameters
    ----------
    stays : StayCounts
        The counts.
    stages : Stages
        The stages.
    start : int
        Place of the first stage to show.
    spread : callable
        Gives the label columns for places of segments.
    lang : {"en", "zh"}
        The language of the labels.
    level : float
        Coverage of the intervals.
    """
    check_language(lang)
    wide = len(stages)
    parts = [_rates(part, wide, start, level) for _, part in stays.parts(wide)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    row = np.arange(stays.size)
    place = row % wide
    found = pl.DataFrame(
        {
            **{c.name: c for c in spread(row // wide)},
            "stage": pl.Series(list(stages.keys))[place],
            "label": pl.Series(list(stages.label(lang)))[place],
            **columns,
        }
    ).filter(pl.Series(place >= start))
    return found.with_columns(pl.col(pl.Float64).fill_nan(None))


def _rates(stays: StayCounts, wide: int, start: int, level: float) -> dict[str, NDArray[Any]]:
    """Estimate the rates of some groups, all stages of each segment among them."""
    size = stays.size
    cells = np.bincount(stays.group * 5 + stays.state, stays.counts, size * 5)
    cells = cells.reshape(size, 5).astype(np.int64)
    # Going on and being won are successes; being lost and late are not.
    cause = np.array([0, 1, 2, 3, 3])[stays.state]
    table = tabulate(stays.days, cause, 3, counts=stays.counts, groups=stays.group, n_groups=size)
    d = table.events
    both = aalen_johansen(Counts(table.days, table.at_risk, np.stack([d[0] + d[1], d[2]])))
    at, row = reach(table), np.arange(size)
    some = at >= 0
    rate = np.where(some, both.incidence[0][row, at], np.nan)
    entered = cells.sum(axis=1)
    low, high = interval(rate, both.se[0][row, at], followed(table)[row, at], level)
    on = np.where(some, aalen_johansen(table).incidence[0][row, at], 0.0).reshape(-1, wide)
    overall = np.ones_like(on)
    overall[:, start + 1 :] = np.cumprod(on[:, start:-1], axis=1)
    return {
        "entered": entered,
        **{name: cells[:, STATES.index(name)] for name in (*STATES[1:], STATES[0])},
        "so_far": (cells[:, 1] + cells[:, 2]) / np.where(entered, entered, np.nan),
        "rate": rate,
        "low": low,
        "high": high,
        "undecided": np.where(some, both.survival[row, at], np.nan),
        "overall": np.where(entered > 0, overall.ravel(), np.nan),
        "days": np.where(some, at, 0),
    }


def duration_table(
    stays: StayCounts,
    stages: Stages,
    start: int,
    spread: Callable[[NDArray[Any]], list[pl.Series]],
    lang: str,
    *,
    shares: Sequence[float],
) -> pl.DataFrame:
    """Make the rows of the durations; see ``EventLog.durations`` and ``rate_table``."""
    check_language(lang)
    if not shares or any(not 0 < one < 1 for one in shares):
        raise ArgumentError(f"shares={list(shares)!r} must lie between 0 and 1, at least one.")
    wide = len(stages)
    parts = [_quantiles(part, shares) for _, part in stays.parts(1)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    row = np.arange(stays.size)
    place = row % wide
    table = pl.DataFrame(
        {
            **{c.name: c for c in spread(row // wide)},
            "stage": pl.Series(list(stages.keys))[place],
            "label": pl.Series(list(stages.label(lang)))[place],
            **columns,
        }
    ).filter(pl.Series(place >= start))
    return table.with_columns(pl.col(pl.Float64).fill_nan(None))


def _quantiles(stays: StayCounts, shares: Sequence[float]) -> dict[str, NDArray[Any]]:
    """Estimate the quantiles of some groups; skipped stages are not stays."""
    keep = stays.visited
    group, days, counts = stays.group[keep], stays.days[keep], stays.counts[keep]
    left = (stays.state[keep] != OPEN).astype(np.int64)
    table = tabulate(days, left, 1, counts=counts, groups=group, n_groups=stays.size)
    found = quantiles(aalen_johansen(table), shares)
    columns = {
        "entered": np.bincount(group, counts, stays.size).astype(np.int64),
        "left": table.events[0].sum(axis=1).astype(np.int64),
    }
    for n, share in enumerate(shares):
        for values, end in zip(found, ("", "_low", "_high"), strict=True):
            columns[f"q{share * 100:g}{end}"] = values[:, n]
    return columns


def read_counts(
    counts: object, process: Process | Sequence[str] | None
) -> tuple[StayCounts, Stages, Segments, Callable[[pl.DataFrame], Any]]:
    """Read what ``EventLog.counts`` gives, or several such tables one below the other.

    Returns
    -------
    stays : StayCounts
        The counts.
    stages : Stages
        The stages.
    segments : Segments
        The segments of its rows.
    make : callable
        Turns a result into the kind of table that was given.
    """
    door = open_table(counts)
    frame = door.read(dict.fromkeys(door.names, "any"))
    stages = read_stages(process)
    own = ("stage", "state", "days", "logged", "count")
    segments = read_segments(frame, [name for name in frame.columns if name not in own] or None)
    place = np.array([stages.place(name) for name in frame["stage"]], dtype=np.int64)
    state = np.array([STATES.index(name) for name in frame["state"]], dtype=np.int64)
    group = segments.codes * len(stages) + place
    order = np.argsort(group, kind="stable")
    stays = StayCounts(
        group[order],
        frame["days"].to_numpy()[order],
        state[order],
        frame["logged"].to_numpy()[order],
        frame["count"].to_numpy()[order],
        len(segments) * len(stages),
    )
    return stays, stages, segments, door.make


def funnel_from_counts(
    counts: object,
    process: Process | Sequence[str] | None = None,
    *,
    start: str | int = 1,
    level: float = 0.95,
    lang: str = "en",
) -> Any:
    """Make the funnel of counts that were made apart, such as one per partition of a large log.

    Parameters
    ----------
    counts : table
        What ``EventLog.counts`` gives, or several such one below the other: the counts add up,
        as long as all events of a lead were counted together.
    process : Process or sequence of str, optional
        The stages of the log.
    start : str or int
        The stage at which the clock started.
    level : float
        Coverage of the intervals.
    lang : {"en", "zh"}
        The language of the labels.

    Returns
    -------
    table
        As ``EventLog.funnel``, the kind of table that was given.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> log = example_log()
    >>> funnel_from_counts(log.counts(), log.stages).equals(log.funnel())
    True
    """
    stays, stages, segments, make = read_counts(counts, process)
    return make(rate_table(stays, stages, stages.place(start), segments.spread, lang, level=level))


def durations_from_counts(
    counts: object,
    process: Process | Sequence[str] | None = None,
    *,
    shares: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9),
    start: str | int = 1,
    lang: str = "en",
) -> Any:
    """Make the durations of counts that were made apart.

    Parameters
    ----------
    counts, process, start, lang
        As for ``funnel_from_counts``.
    shares : sequence of float
        The quantiles.

    Returns
    -------
    table
        As ``EventLog.durations``, the kind of table that was given.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> log = example_log()
    >>> durations_from_counts(log.counts(), log.stages).equals(log.durations())
    True
    """
    stays, stages, segments, make = read_counts(counts, process)
    place = stages.place(start)
    return make(duration_table(stays, stages, place, segments.spread, lang, shares=shares))
