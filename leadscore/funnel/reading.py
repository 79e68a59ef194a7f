"""A table of events and one of leads become a history: what the log says, and up to which day."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.counted import counted
from leadscore.errors import Advice, Argument, ListError, Worded, check_choice
from leadscore.frames import column_names, open_table
from leadscore.funnel.events import open_events, read_events
from leadscore.funnel.history import BOTH, History, lead_columns, make_history
from leadscore.funnel.stages import read_stages
from leadscore.funnel.times import DAY, read_day, to_date

if TYPE_CHECKING:
    from leadscore.funnel.events import Events
    from leadscore.standards.process import Process


class LogWarning(Worded, UserWarning):
    """A log was read, but the day up to which it is complete was assumed.

    Attributes
    ----------
    day : date or None
        The day that was assumed.
    """

    day: dt.date | None = None


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes
    ----------
    history : History
        The log.
    make : callable
        Turns a result into the kind of table that was given.
    after : polars.Series
        Lead ids of the events after the last day.
    others : dict of str to polars.Series
        Lead ids that only the table of leads, or only the log, has.
    """

    history: History
    make: Callable[[pl.DataFrame], Any]
    after: pl.Series
    others: dict[str, pl.Series]


def read_log(
    events: object,
    leads: object,
    process: Process | Sequence[str] | None,
    as_of: str | dt.date | None,
    *,
    both: str,
    unknown: str,
    day_first: bool | None,
) -> Reading:
    """Read a log; see ``EventLog`` for the arguments and what is refused."""
    check_choice("both", both, BOTH)
    check_choice("unknown", unknown, ("error", "skip"))
    stages = read_stages(process)
    frame, make, _ = open_events(events)
    found = read_events(frame, stages, unknown=unknown, day_first=day_first)
    last = _last_day(found, as_of)
    table = None if leads is None else _lead_table(leads)
    segments = lead_columns(found, table)
    keep = found.time < (last + 1) * DAY
    after = found.ids[found.lead[~keep]] if not keep.all() else found.ids.head(0)
    if not keep.any():
        raise ListError(
            "The log has no event on or before ",
            Argument("as_of", str(to_date(last))),
            f"; the first one is of {to_date(int(found.time.min()) // DAY)}.",
        )
    known = found if keep.all() else found.take(keep)
    history = make_history(known, stages, last, segments, both)
    return Reading(history, make, after, _compare(found.ids, table))


def _last_day(events: Events, as_of: str | dt.date | None) -> int:
    if as_of is not None:
        return read_day("as_of", as_of)
    newest = int(events.time.max()) // DAY
    today = read_day("as_of", dt.datetime.now().astimezone().date())
    if newest > today:
        count = int((events.time >= (today + 1) * DAY).sum())
        raise ListError(
            f"{counted(count, 'event is', 'events are')} in the future, the last one of "
            f"{to_date(newest)}. Correct the log",
            Advice(
                ", or say up to which day it is complete, for example ",
                Argument("as_of", str(to_date(today))),
                "; what comes after it is left out",
            ),
            Advice(" and counted in checks()"),
            ".",
        )
    assumed = LogWarning(
        Argument("as_of"),
        " was not given: the log is taken as complete up to its last event, "
        f"{to_date(newest)}. Leads are open until then, so say ",
        Argument("as_of"),
        " when you know it.",
    )
    assumed.day = to_date(newest)
    warnings.warn(assumed, stacklevel=4)
    return newest


def _lead_table(leads: object) -> pl.DataFrame:
    if isinstance(leads, pl.LazyFrame):
        leads = leads.collect()
    names = column_names(leads)
    if "lead_id" not in names:
        open_table(leads).read({"lead_id": "any"})
    # Only columns of few kinds can break a result down; lists and objects stay outside.
    door = open_table(leads)
    table = door.read(dict.fromkeys(names, "any"))
    plain = [c.name for c in table if not c.dtype.is_nested() and c.dtype != pl.Object]
    return table.select(plain)


def _compare(ids: pl.Series, leads: pl.DataFrame | None) -> dict[str, pl.Series]:
    none = ids.head(0)
    if leads is None:
        return {"no_events": none, "not_in_leads": none}
    listed = leads["lead_id"].cast(ids.dtype, strict=False)
    return {
        "no_events": listed.filter(~listed.is_in(ids.implode())),
        "not_in_leads": ids.filter(~ids.is_in(listed.implode())),
    }
