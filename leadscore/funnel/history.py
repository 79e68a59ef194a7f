"""What is known of every lead on one day: its stage entries, its outcome, its segments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl

from leadscore.counted import counted
from leadscore.errors import Advice, Argument, ArgumentError, ListError, nearest
from leadscore.funnel.blocks import at_once, blocks
from leadscore.funnel.rules import (
    NEVER,
    Journeys,
    Rules,
    Steps,
    first_moments,
    walk,
    walk_first,
)
from leadscore.funnel.stages import LOST, OPEN, WON, Stages
from leadscore.funnel.times import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.events import Events

BOTH = ("error", "first", "last")
T = TypeVar("T")


@dataclass(frozen=True)
class History:
    """A log as it was known at the end of one day.

    Attributes
    ----------
    stages : Stages
        The stages.
    events : Events
        All usable events up to that day.
    first : ndarray of int64, shape (stages, leads)
        The first moment of each stage that counts: not after the lead was lost.
    outcome : ndarray of int8, shape (leads,)
        0 open, 1 won, 2 lost.
    closed : ndarray of int64, shape (leads,)
        The moment of the outcome; ``NEVER`` while open.
    as_of : int
        Number of the last day that the log knows, counted from 1970.
    segments : polars.DataFrame
        One row per lead: the columns by which results can be broken down.
    """

    stages: Stages
    events: Events
    first: NDArray[np.int64]
    outcome: NDArray[np.int8]
    closed: NDArray[np.int64]
    as_of: int
    segments: pl.DataFrame
    both: str = "error"
    kept: dict[tuple[str, Rules], Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def leads(self) -> int:
        """How many leads the log has."""
        return len(self.events.ids)

    @cached_property
    def steps(self) -> Steps:
        """The stage entries that count: none after a lead was lost."""
        events = self.events
        end = np.where(self.outcome == LOST, self.closed, NEVER)
        keep = (events.stage >= 0) & (events.time <= end[events.lead])
        return Steps(events.lead[keep], events.stage[keep], events.time[keep])

    def journeys(self, rules: Rules, leads: slice = slice(None)) -> Journeys:
        """Find what each lead, or each of some leads, reached by the rules."""
        if rules.by_first:
            return walk_first(self.first[:, leads], rules)
        steps, stages = self.steps, len(self.stages)
        return self.keep("journeys", rules, lambda: walk(steps, self.leads, stages, rules)).of(
            leads
        )

    def starts(self, rules: Rules, leads: slice = slice(None)) -> NDArray[np.int64]:
        """Find when the clock of each lead, or of some leads, starts."""
        if rules.by_first:
            begin: NDArray[np.int64] = self.first[rules.start :, leads].min(axis=0)
            return begin
        return self.journeys(rules, leads).reached[:, rules.start]

    def keep(self, name: str, rules: Rules, make: Callable[[], T]) -> T:
        """Make something once for the rules of the last question: several questions share it."""
        if (name, rules) not in self.kept:
            # Only one set of rules is kept: a journey is as large as the log.
            for key in [key for key in self.kept if key[1] != rules]:
                del self.kept[key]
            self.kept[name, rules] = make()
        found: T = self.kept[name, rules]
        return found

    def known_on(self, day: int) -> History:
        """Return the log as it was known at the end of an earlier day; leads keep their places."""
        events = self.events.take(self.events.time < (day + 1) * DAY)
        return make_history(events, self.stages, day, self.segments, self.both)

    def by(self, names: str | Sequence[str] | None) -> Segments:
        """Give a number to the segments of the leads."""
        return read_segments(self.segments, names)

    def with_stages(self, places: NDArray[np.int8], stages: Stages) -> History:
        """Return the log with its stages put together into fewer ones."""
        # The last place is for events that enter no stage.
        stage = np.append(places, np.int8(-1))[self.events.stage]
        first = np.full((len(stages), self.leads), NEVER)
        for old, new in enumerate(places):
            np.minimum(first[new], self.first[old], out=first[new])
        return replace(
            self, stages=stages, events=replace(self.events, stage=stage), first=first, kept={}
        )


def make_history(
    events: Events, stages: Stages, as_of: int, segments: pl.DataFrame, both: str
) -> History:
    """Settle the outcome of every lead, and leave out what came after a loss.

    Raises
    ------
    ListError
        When a lead is both won and lost and ``both`` is ``"error"``.
    """
    leads = len(events.ids)
    jobs: list[Callable[[], NDArray[np.int64]]] = [
        lambda: first_moments(events.lead, events.stage, events.time, leads, len(stages)),
        lambda: _moments(events, WON, leads, last=both == "last"),
        lambda: _moments(events, LOST, leads, last=both == "last"),
    ]
    first, won, lost = at_once(lambda job: job(), jobs)
    twice = (won != NEVER) & (lost != NEVER)
    if twice.any() and both == "error":
        raise _both_outcomes(events, twice)
    # Of two outcomes at one moment the contract counts.
    wins = (won != NEVER) & ((lost == NEVER) | ((won >= lost) if both == "last" else won <= lost))
    outcome = np.where(wins, WON, np.where(lost != NEVER, LOST, OPEN)).astype(np.int8)
    closed = np.where(wins, won, lost)

    def settle(block: slice) -> None:
        part, end = first[:, block], closed[block]
        # An outcome that is dated before the first stage happened in that stage.
        begin = part.min(axis=0)
        late = (outcome[block] != OPEN) & (end < begin) & (begin != NEVER)
        end[late] = begin[late]
        np.copyto(part, NEVER, where=part > np.where(outcome[block] == LOST, end, NEVER))

    deque(at_once(settle, blocks(leads)), maxlen=0)
    return History(stages, events, first, outcome, closed, as_of, segments, both)


def _moments(events: Events, code: int, leads: int, *, last: bool) -> NDArray[np.int64]:
    sel = events.outcome == code
    lead, time = events.lead[sel], events.time[sel]
    if not last:
        found = np.full(leads, NEVER)
        np.minimum.at(found, lead, time)
        return found
    latest = np.full(leads, -NEVER)
    np.maximum.at(latest, lead, time)
    return np.where(latest == -NEVER, NEVER, latest)


def _both_outcomes(events: Events, twice: NDArray[np.bool_]) -> ListError:
    ids = events.ids.filter(pl.Series(twice))
    shown = ", ".join(f'"{one}"' for one in ids[:3])
    return ListError(
        f"{counted(len(ids), 'lead is', 'leads are')} both won and lost, such as {shown}. "
        "Correct the log",
        Advice(
            *(", or say which outcome counts: ", Argument("both", "first"), " or "),
            Argument("both", "last"),
        ),
        ".",
    )


@dataclass(frozen=True)
class Segments:
    """The segment of each lead.

    Attributes
    ----------
    codes : ndarray of int64, shape (leads,)
        Place of the segment in ``labels``.
    labels : polars.DataFrame
        One row per segment, its values in the columns that were asked for; sorted.
    """

    codes: NDArray[np.int64]
    labels: pl.DataFrame

    def __len__(self) -> int:
        return max(1, self.labels.height)

    def spread(self, places: NDArray[Any]) -> list[pl.Series]:
        """Return the label columns for rows of these segments."""
        return [column[places.astype(np.uint32)] for column in self.labels]


def read_segments(table: pl.DataFrame, names: str | Sequence[str] | None) -> Segments:
    """Give a number to the segments of the leads.

    Parameters
    ----------
    table : polars.DataFrame
        One row per lead.
    names : str, sequence of str, or None
        The columns; None: all leads are one segment.

    Returns
    -------
    Segments
        Null is a segment of its own.

    Raises
    ------
    ArgumentError
        When there is no such column; names the nearest one.

    Examples
    --------
    >>> table = pl.DataFrame({"size": ["small", "large", "small"]})
    >>> read_segments(table, "size").codes.tolist()
    [1, 0, 1]
    """
    wanted = [] if names is None else [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in table.columns:
            has = ", ".join(table.columns) or "none"
            raise ArgumentError(
                Argument("by", name),
                f" is no column of the leads; they have: {has}.{nearest(name, table.columns)}",
            )
    if not wanted:
        return Segments(np.zeros(table.height, dtype=np.int64), pl.DataFrame())
    keys = table.select(wanted)
    labels = keys.unique().sort(wanted, nulls_last=True)
    numbered = labels.with_columns(pl.Series("\0place", np.arange(labels.height)))
    codes = keys.join(numbered, on=wanted, how="left", nulls_equal=True, maintain_order="left")
    return Segments(codes["\0place"].to_numpy().astype(np.int64), labels)


def lead_columns(events: Events, leads: pl.DataFrame | None) -> pl.DataFrame:
    """Put the columns together by which results can be broken down, one row per lead.

    Parameters
    ----------
    events : Events
        The log; a lead's owner, channel and reason are the first ones that its events name.
    leads : polars.DataFrame or None
        A table with ``lead_id``; its columns come before those of the log.

    Raises
    ------
    ListError
        When a lead stands in the table twice.
    """
    table = pl.DataFrame({"lead_id": events.ids})
    own = [n for n in ("owner", "channel", "reason") if n in events.details.columns]
    if leads is not None:
        if leads["lead_id"].n_unique() < leads.height:
            twice = leads.filter(leads["lead_id"].is_duplicated())["lead_id"][0]
            raise ListError(f'leads: lead_id "{twice}" stands in the table more than once.')
        right = leads.with_columns(pl.col("lead_id").cast(events.ids.dtype, strict=False))
        table = table.join(right, on="lead_id", how="left", maintain_order="left")
        own = [n for n in own if n not in table.columns]
    for name in own:
        column = events.details[name]
        some = column.is_not_null().to_numpy()
        lead, time = events.lead[some], events.time[some]
        first = np.full(len(events.ids), NEVER)
        np.minimum.at(first, lead, time)
        hit = time == first[lead]
        place = np.full(len(events.ids), -1, dtype=np.int64)
        place[lead[hit]] = np.flatnonzero(some)[hit]
        values = column[np.maximum(place, 0).astype(np.uint32)]
        known = pl.Series(place >= 0)
        table = table.with_columns(pl.select(pl.when(known).then(values).alias(name))[name])
    return table.drop("lead_id")
