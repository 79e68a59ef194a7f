"""What is odd about a log: each kind with its count and examples, before any number is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.data_files import read_toml
from leadscore.funnel.rules import NEVER
from leadscore.funnel.stages import LOST, OPEN, WON
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History

STALE_DAYS = 90
_ROWS_LEFT_OUT = ("unknown_stage", "no_lead", "no_time", "no_stage")


def checks_table(
    history: History, others: dict[str, pl.Series], after: pl.Series, lang: str
) -> pl.DataFrame:
    """List what is odd about a log; see ``EventLog.checks``.

    Parameters
    ----------
    history : History
        The log.
    others : dict of str to polars.Series
        Lead ids of what was found by comparing with the table of leads.
    after : polars.Series
        Lead ids of the events after the last day.
    lang : {"en", "zh"}
        The language of the labels.
    """
    ids = history.events.ids
    found = {name: ids[places.astype(np.uint32)] for name, places in _odd(history).items()}
    found["after_as_of"] = after
    for name in _ROWS_LEFT_OUT:
        rows = history.events.left_out.get(name)
        column = "stage" if name == "unknown_stage" else "lead_id"
        found[name] = pl.Series(dtype=pl.String) if rows is None else rows[column]
    found |= others
    labels = read_toml("funnel", "checks.toml")
    rows_ = [
        (name, labels[name][lang], len(found[name]), _examples(found[name])) for name in labels
    ]
    texts = dict.fromkeys(("check", "label", "count", "examples"), pl.String())
    return pl.DataFrame(rows_, schema={**texts, "count": pl.Int64()}, orient="row")


def _examples(ids: pl.Series) -> str | None:
    shown = ids.drop_nulls().head(1000).unique(maintain_order=True).head(3)
    return ", ".join(str(one) for one in shown) or None


def _odd(history: History) -> dict[str, NDArray[np.int64]]:
    """For each kind of oddity the places of the leads, one per event or per lead."""
    events = history.events
    is_step = events.stage >= 0
    lead, stage, time = events.lead[is_step], events.stage[is_step], events.time[is_step]
    order = np.lexsort((stage, time, lead))
    lead, stage, time = lead[order].astype(np.int64), stage[order].astype(np.int64), time[order]
    same = lead[1:] == lead[:-1]
    moment = same & (time[1:] == time[:-1])
    repeat = moment & (stage[1:] == stage[:-1])
    change = stage[1:] - stage[:-1]
    seen = np.full((history.leads, len(history.stages)), NEVER)
    np.minimum.at(seen, (lead, stage), time)
    again = np.concatenate([[False], same & (change != 0)]) & (time > seen[lead, stage])
    # The first moment at which the stage before, or nothing, was there.
    before = np.concatenate([np.full((history.leads, 1), -NEVER), seen[:, :-1]], axis=1)
    skipped = (seen != NEVER) & (before > seen)
    closed, outcome = history.closed, history.outcome
    ends = np.full(history.leads, NEVER)
    np.minimum.at(ends, events.lead[events.outcome > 0], events.time[events.outcome > 0])
    stepped = seen.min(axis=1)
    won, lost = (_has(history, code) for code in (WON, LOST))
    last = np.full(history.leads, -NEVER)
    np.maximum.at(last, events.lead, events.time)
    ended = closed[lead] < time
    stale = (outcome == OPEN) & (history.as_of - last // DAY >= STALE_DAYS)
    return {
        "same_moment": lead[1:][moment & ~repeat],
        "repeats": lead[1:][repeat],
        "skips": np.nonzero(skipped)[0],
        "backs": lead[1:][same & (change < 0)],
        "re_entries": lead[again],
        "after_lost": lead[ended & (outcome[lead] == LOST)],
        "after_won": lead[ended & (outcome[lead] == WON)],
        "both_outcomes": np.flatnonzero(won & lost),
        "outcome_first": np.flatnonzero((ends < stepped) & (stepped != NEVER)),
        "no_stage_at_all": np.flatnonzero((outcome != OPEN) & (stepped == NEVER)),
        "stale_open": np.flatnonzero(stale),
    }


def _has(history: History, code: int) -> NDArray[np.bool_]:
    found = np.zeros(history.leads, dtype=bool)
    found[history.events.lead[history.events.outcome == code]] = True
    return found
