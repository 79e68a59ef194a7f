"""What is due today by the process standards: who was written to and has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.errors import Advice, Argument, ArgumentError, ColumnError
from leadscore.funnel.conversion import current_stage
from leadscore.funnel.rules import NEVER
from leadscore.funnel.stages import OPEN
from leadscore.funnel.times import DAY, to_date
from leadscore.standards.process import load_process

if TYPE_CHECKING:
    from leadscore.funnel.history import History


def due_table(history: History, on: int, lang: str) -> pl.DataFrame:
    """List the leads that must be followed up; see ``EventLog.due``."""
    if on > history.as_of:
        raise ArgumentError(
            Argument("on", str(to_date(on))),
            f" is after the last day that the log knows, {to_date(history.as_of)}: an answer could "
            "have come since.",
            Advice(" Give the log a later ", Argument("as_of"), "."),
        )
    events = history.events
    if "channel" not in events.details.columns:
        raise ColumnError(
            'Column "channel" is missing: the log does not say what was sent by which channel.'
        )
    known = history.known_on(on) if on < history.as_of else history
    windows = load_process().follow_up
    terms = {term.key: term for term in load_process().channels}
    channel = channel_keys(known)
    last = np.full(known.leads, -NEVER)
    np.maximum.at(last, known.events.lead, known.events.time)
    stage, _ = current_stage(known)
    parts = []
    for key, window in windows.items():
        sent = np.full(known.leads, -NEVER)
        by_key = (channel == key).fill_null(value=False).to_numpy()
        np.maximum.at(sent, known.events.lead[by_key], known.events.time[by_key])
        # Any later event, of either side, ends the wait.
        waiting = (sent > -NEVER) & (sent == last) & (known.outcome == OPEN)
        lead = np.flatnonzero(waiting & (on - sent // DAY >= window.min_days))
        day = sent[lead] // DAY
        parts.append(
            pl.DataFrame(
                {
                    "lead_id": events.ids[lead.astype(np.uint32)],
                    "stage": pl.Series([*history.stages.keys, None])[stage[lead]],
                    "channel": pl.Series([terms[key].label(lang)] * len(lead), dtype=pl.String),
                    "sent": pl.Series(day, dtype=pl.Int32).cast(pl.Date),
                    "days": on - day,
                    "due_until": pl.Series(day + window.max_days, dtype=pl.Int32).cast(pl.Date),
                    "overdue": on - day > window.max_days,
                    "\0lead": lead,
                }
            )
        )
    table = pl.concat(parts)
    if "owner" in history.segments.columns:
        owner = history.segments["owner"][table["\0lead"].to_numpy().astype(np.uint32)]
        table = table.with_columns(owner.alias("owner"))
    return table.drop("\0lead").sort("due_until", "lead_id", maintain_order=True)


def channel_keys(history: History) -> pl.Series:
    """Find the key of each event's channel; names in words are understood."""
    names = {
        word.strip().casefold(): term.key
        for term in load_process().channels
        for word in (term.key, term.en, term.zh)
    }
    column = history.events.details["channel"].cast(pl.String).str.strip_chars()
    lowered = column.str.to_lowercase()
    return lowered.replace(names)
