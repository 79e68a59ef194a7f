"""Counts of stays, wherever they were counted, become the rows of the funnel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.frames import open_table
from leadscore.funnel.curves import Counts, aalen_johansen, interval, reach, tabulate
from leadscore.funnel.history import read_segments
from leadscore.funnel.stages import Stages, read_stages
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.standards.process import Process

STATES = ("open", "advanced", "won", "lost", "late")
"""How a stay in a stage ends, by code; ``late``: the window passed."""


@dataclass(frozen=True)
class StayCounts:
    """Stays by group, days and state.

    Attributes
    ----------
    group : ndarray of int
        Place of the segment times the number of stages, plus place of the stage.
    days, state : ndarray of int
        Days in the stage, and place in ``STATES``.
    counts : ndarray of float or None
        How many stays a row stands for; None: one each.
    size : int
        How many groups there are.
    """

    group: NDArray[Any]
    days: NDArray[Any]
    state: NDArray[Any]
    counts: NDArray[np.float64] | None
    size: int


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
    size, wide = stays.size, len(stages)
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
    low, high = interval(rate, both.se[0][row, at], np.maximum(entered, 1), level)
    on = np.where(some, aalen_johansen(table).incidence[0][row, at], 0.0).reshape(-1, wide)
    overall = np.ones_like(on)
    overall[:, start + 1 :] = np.cumprod(on[:, start:-1], axis=1)
    place = row % wide
    found = pl.DataFrame(
        {
            **{c.name: c for c in spread(row // wide)},
            "stage": pl.Series(list(stages.keys))[place],
            "label": pl.Series(list(stages.label(lang)))[place],
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
    ).filter(pl.Series(place >= start))
    return found.with_columns(pl.col(pl.Float64).fill_nan(None))


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
    door = open_table(counts)
    frame = door.read(dict.fromkeys(door.names, "any"))
    stages = read_stages(process)
    by = [name for name in frame.columns if name not in ("stage", "state", "days", "count")]
    segments = read_segments(frame, by or None)
    place = np.array([stages.place(name) for name in frame["stage"]], dtype=np.int64)
    state = np.array([STATES.index(name) for name in frame["state"]], dtype=np.int64)
    stays = StayCounts(
        segments.codes * len(stages) + place,
        frame["days"].to_numpy(),
        state,
        frame["count"].to_numpy().astype(float),
        len(segments) * len(stages),
    )
    found = rate_table(stays, stages, stages.place(start), segments.spread, lang, level=level)
    return door.make(found)
