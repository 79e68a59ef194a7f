"""A log of events as a notebook shows it: how long it is, and where its leads stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadscore import markup
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.funnel.known import KnownLog

_LARGE = 5_000_000
_COLUMNS = ("label", "open", "won", "lost", "mean_age")
_HEADS = ("Stage they reached last", "Open", "Won", "Lost", "Days there, mean")


def log_html(log: KnownLog, events: int) -> str:
    """Show a log.

    Parameters
    ----------
    log : EventLog
        The log.
    events : int
        Its number of events; a very long log shows its size only, because counting takes time.

    Returns
    -------
    str
        HTML; names of stages are escaped.
    """
    told = markup.paragraph([repr(log)])
    if events > _LARGE:
        return told
    rows = open_table(log.snapshot()).read(dict.fromkeys(_COLUMNS, "any")).rows()
    cells = [[*row, "" if age is None else f"{age:,.1f}"] for *row, age in rows]
    return told + markup.table(_HEADS, cells, right=range(1, 5))
