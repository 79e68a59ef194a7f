"""The measures that the sales process names per stage, per owner and period, as far as logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.data_files import read_toml
from leadscore.errors import ArgumentError
from leadscore.funnel.followups import channel_keys
from leadscore.funnel.rules import NEVER
from leadscore.funnel.stages import WON
from leadscore.funnel.times import DAY, cohort_starts
from leadscore.standards.process import load_process

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History

_KEYS = ("owner", "period")
Rule = dict[str, str]


class Measures:
    """The measures of one log: tables of owner, period and value.

    Parameters
    ----------
    history : History
        The log, with the stages of the sales process.
    every : str
        Length of a period.
    """

    def __init__(self, history: History, every: str) -> None:
        self._history = history
        events = history.events
        self._starts = cohort_starts(every, int(events.time.min()) // DAY, history.as_of)
        self._first = history.first.T
        columns = history.segments.columns
        none = pl.Series("owner", [None] * history.leads, dtype=pl.String)
        self._owner = history.segments["owner"] if "owner" in columns else none

    def table(self, rule: Rule, done: dict[str, pl.DataFrame]) -> pl.DataFrame | None:
        """Compute one measure; None when the log does not hold it."""
        kind = rule["kind"]
        if kind == "ratio":
            top, below = done.get(rule["of"]), done.get(rule["to"])
            if top is None or below is None:
                return None
            both = below.join(top, on=_KEYS, how="left", nulls_equal=True, suffix="_of")
            share = pl.col("value_of").fill_null(0) / pl.col("value")
            return both.select(*_KEYS, value=share)
        if kind in ("events", "channels"):
            return self._events(rule)
        place = self._history.stages.place(rule["stage"])
        if kind == "leads_with_item":
            return self._with_item(place, rule["item"])
        entered = self._first[:, place]
        if kind == "entries":
            return self._sum(np.flatnonzero(entered != NEVER), entered)
        left = self._left(place)
        lead = np.flatnonzero(left != NEVER)
        if kind == "exits":
            return self._sum(lead, left)
        if kind == "days":
            days = left // DAY - entered // DAY
            return self._of(lead, left, days).group_by(_KEYS).agg(pl.col("value").median())
        return self._amounts(lead, left)

    def _left(self, place: int) -> NDArray[np.int64]:
        """When each lead went on from a stage to a later one, or was won in it."""
        history = self._history
        entered = self._first[:, place]
        later = self._first[:, place + 1 :].min(axis=1, initial=NEVER)
        won = np.where(history.outcome == WON, history.closed, NEVER)
        left = np.minimum(later, won)
        return np.where((entered != NEVER) & (left >= entered), left, NEVER)

    def _amounts(self, lead: NDArray[np.int64], moment: NDArray[np.int64]) -> pl.DataFrame | None:
        from leadscore.funnel.forecast import win_amounts  # noqa: PLC0415

        worth = win_amounts(self._history)
        if worth is None:
            return None
        known = self._history.events.details["amount"].is_not_null().to_numpy()
        has = np.zeros(self._history.leads, dtype=bool)
        has[self._history.events.lead[known]] = True
        mine = lead[has[lead]]
        return self._of(mine, moment, worth).group_by(_KEYS).agg(pl.col("value").sum())

    def _with_item(self, place: int, item: str) -> pl.DataFrame | None:
        events = self._history.events
        if "item" not in events.details.columns:
            return None
        done = np.zeros(self._history.leads, dtype=bool)
        done[events.lead[_is(events.details["item"], _item_words(item))]] = True
        entered = self._first[:, place]
        lead = np.flatnonzero(entered != NEVER)
        table = self._of(lead, entered, done.astype(float))
        return table.group_by(_KEYS).agg(pl.col("value").mean())

    def _events(self, rule: Rule) -> pl.DataFrame | None:
        events = self._history.events
        details = events.details
        channel = channel_keys(self._history) if "channel" in details.columns else None
        hit = np.zeros(len(events.lead), dtype=bool)
        if rule["kind"] == "channels":
            if channel is None:
                return None
            hit = channel.is_not_null().to_numpy()
        elif channel is None and "item" not in details.columns:
            return None
        else:
            if channel is not None:
                hit |= (channel == rule["channel"]).fill_null(value=False).to_numpy()
            if "item" in details.columns:
                hit |= _is(details["item"], _item_words(rule["item"]))
        rows = np.flatnonzero(hit)
        table = pl.DataFrame(
            {
                "owner": self._event_owner()[rows.astype(np.uint32)],
                "period": self._period(events.time[rows]),
            }
        )
        if rule["kind"] == "channels" and channel is not None:
            table = table.with_columns(channel[rows.astype(np.uint32)].alias("detail"))
        return table.group_by(table.columns).agg(value=pl.len().cast(pl.Float64))

    def _event_owner(self) -> pl.Series:
        events = self._history.events
        of_lead = self._owner[events.lead.astype(np.uint32)].alias("owner")
        if "owner" not in events.details.columns:
            return of_lead
        own = events.details["owner"]
        return own.zip_with(own.is_not_null(), of_lead.cast(own.dtype))

    def _period(self, moment: NDArray[np.int64]) -> pl.Series:
        place = np.searchsorted(self._starts, moment // DAY, side="right") - 1
        return pl.Series(self._starts[place], dtype=pl.Int32).cast(pl.Date)

    def _of(
        self, lead: NDArray[np.int64], moment: NDArray[np.int64], value: NDArray[Any]
    ) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "owner": self._owner[lead.astype(np.uint32)],
                "period": self._period(moment[lead]),
                "value": value[lead].astype(float),
            }
        )

    def _sum(self, lead: NDArray[np.int64], moment: NDArray[np.int64]) -> pl.DataFrame:
        one = np.ones(len(moment))
        return self._of(lead, moment, one).group_by(_KEYS).agg(pl.col("value").sum())


def _is(column: pl.Series, words: list[str]) -> NDArray[np.bool_]:
    plain = column.cast(pl.String).str.strip_chars().str.to_lowercase()
    return plain.is_in(words).fill_null(value=False).to_numpy()


def _item_words(key: str) -> list[str]:
    items = [one for one in load_process().items if one.key == key]
    return [word.casefold() for one in items for word in (one.key, one.en, one.zh)]


def standards_table(history: History, every: str, lang: str) -> pl.DataFrame:
    """Compute the measures of every stage; see ``EventLog.standards_report``.

    Raises
    ------
    ArgumentError
        When the log has other stages than the sales process.
    """
    process = load_process()
    if history.stages.keys != tuple(stage.key for stage in process.stages):
        raise ArgumentError(
            "The measures are those of the sales process, and this log has other stages. Leave "
            "process out to use the eight stages."
        )
    rules = read_toml("funnel", "measures.toml")
    measures = Measures(history, every)
    done: dict[str, pl.DataFrame] = {}
    parts = []
    for stage in process.stages:
        for term in stage.measures:
            if term.key not in done:
                found = measures.table(rules[term.key], done)
                if found is not None:
                    done[term.key] = found
            table = done.get(term.key, _nothing())
            table = table if table.height else _nothing()
            if "detail" not in table.columns:
                table = table.with_columns(detail=pl.lit(None, dtype=pl.String))
            parts.append(
                table.sort("period", "owner", "detail", nulls_last=True).select(
                    *_KEYS,
                    stage=pl.lit(stage.key),
                    measure=pl.lit(term.key),
                    label=pl.lit(term.label(lang)),
                    detail="detail",
                    value=pl.col("value").cast(pl.Float64),
                    unit=pl.lit(rules[term.key]["unit"]),
                )
            )
    return pl.concat(parts, how="vertical_relaxed")


def _nothing() -> pl.DataFrame:
    """One row that says: the log does not hold this measure."""
    types = {"owner": pl.String, "period": pl.Date, "value": pl.Float64}
    return pl.DataFrame({name: [None] for name in types}, schema=types)
