"""From stage to stage: who entered, went on, was lost or is still open, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.funnel.rates import duration_table, rate_table
from leadscore.funnel.rules import NEVER, Rules
from leadscore.funnel.stages import LOST, OPEN, WON
from leadscore.funnel.stays import STATES, count_stays, find_stays
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments


def funnel_table(
    history: History, rules: Rules, segments: Segments, lang: str, level: float
) -> pl.DataFrame:
    """Count the funnel and estimate its rates; see ``EventLog.funnel``."""
    counted = count_stays(history, rules, segments)
    return rate_table(counted, history.stages, rules.start, segments.spread, lang, level=level)


def durations_table(
    history: History, rules: Rules, segments: Segments, shares: Sequence[float], lang: str
) -> pl.DataFrame:
    """Estimate quantiles of the time in stage; see ``EventLog.durations``."""
    counted = count_stays(history, rules, segments)
    return duration_table(
        counted, history.stages, rules.start, segments.spread, lang, shares=shares
    )


def counts_table(history: History, rules: Rules, segments: Segments) -> pl.DataFrame:
    """Count the stays by segment, stage, state and days; see ``EventLog.counts``."""
    counted = count_stays(history, rules, segments)
    segment, place = np.divmod(counted.group, len(history.stages))
    table = pl.DataFrame(
        {
            **{c.name: c for c in segments.spread(segment)},
            "stage": pl.Series(list(history.stages.keys))[place],
            "state": pl.Series(list(STATES))[counted.state],
            "days": counted.days,
            "logged": counted.visited,
            "count": counted.counts,
        }
    )
    return table.sort(table.columns[:-1], nulls_last=True)


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
