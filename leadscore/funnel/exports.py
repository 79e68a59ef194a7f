"""Events for other tools, and the work items that are logged in a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, ColumnError
from leadscore.standards.process import load_process

if TYPE_CHECKING:
    from leadscore.funnel.history import History


def export_table(history: History) -> pl.DataFrame:
    """Name the events as process-mining tools do; see ``EventLog.export``."""
    events = history.events
    names = pl.Series([*history.stages.keys, None], dtype=pl.String)[events.stage.astype(np.int64)]
    ends = pl.Series([None, "won", "lost"], dtype=pl.String)[events.outcome.astype(np.int64)]
    table = pl.DataFrame(
        {
            "case:concept:name": events.ids[events.lead.astype(np.uint32)].cast(pl.String),
            "stage": names,
            "end": ends,
            "time:timestamp": pl.Series(events.time).cast(pl.Datetime("us")),
            "order": np.where(events.stage >= 0, events.stage, len(history.stages)),
        }
    )
    if "owner" in events.details.columns:
        table = table.with_columns(events.details["owner"].alias("org:resource"))
    # An event that enters a stage and ends the lead is two events there.
    both = pl.concat_list("stage", "end").list.drop_nulls()
    sort = ["case:concept:name", "time:timestamp", "order"]
    table = table.sort(sort, maintain_order=True).with_columns(both.alias("concept:name"))
    found = table.filter(pl.col("concept:name").list.len() > 0).explode("concept:name")
    last = [name for name in ("org:resource",) if name in found.columns]
    return found.select("case:concept:name", "concept:name", "time:timestamp", *last)


def items_table(history: History, place: int, lang: str) -> pl.DataFrame:
    """Count the work items of a stage; see ``EventLog.items``."""
    process = load_process()
    if history.stages.keys != tuple(stage.key for stage in process.stages):
        raise ArgumentError("Work items are those of the sales process; this log has other stages.")
    events = history.events
    if "item" not in events.details.columns:
        raise ColumnError('Column "item" is missing: the log does not say which work was done.')
    words = events.details["item"].cast(pl.String).str.strip_chars().str.to_lowercase()
    entered = np.zeros(history.leads, dtype=bool)
    entered[history.steps.lead[history.steps.stage == place]] = True
    rows = []
    for item in process.stages[place].items:
        names = [item.key, item.en.lower(), item.zh]
        done = np.zeros(history.leads, dtype=bool)
        done[events.lead[words.is_in(names).fill_null(value=False).to_numpy()]] = True
        count = int((done & entered).sum())
        share = count / int(entered.sum()) if entered.any() else None
        rows.append((item.key, item.label(lang), count, share))
    columns = {"item": pl.String, "label": pl.String, "leads": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(rows, schema=columns, orient="row")
