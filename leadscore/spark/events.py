"""A log of events on Spark: all events of a lead are counted together, the counts are summed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, ColumnError, ListError, check_choice, nearest
from leadscore.funnel.curves import tabulate
from leadscore.funnel.history import BOTH, read_segments
from leadscore.funnel.incidence import curve_table, find_spells
from leadscore.funnel.known import By, check_level
from leadscore.funnel.log import EventLog
from leadscore.funnel.questions import read_period
from leadscore.funnel.rates import durations_from_counts, funnel_from_counts
from leadscore.funnel.reading import read_log
from leadscore.funnel.rules import read_rules
from leadscore.funnel.stages import read_stages
from leadscore.funnel.times import DAY, read_day, read_moments
from leadscore.spark.partitions import refuse_repeats, sum_counts, to_spark
from leadscore.spark.rows import check_frame, quoted

if TYPE_CHECKING:
    from leadscore.standards.process import Process

_BY = "leadscore by "
_READ = ("lead_id", "stage", "at", "outcome", "reason", "owner", "channel")
_OF_EVENTS = ("owner", "channel", "reason")


@dataclass(frozen=True)
class _Reading:
    """How the events of a partition are read."""

    process: Process | Sequence[str] | None
    as_of: str | dt.date
    both: str
    unknown: str
    day_first: bool | None
    by: tuple[str, ...] = ()


class SparkLog:
    """A log of events as a Spark DataFrame; see ``leadscore.EventLog`` for what is asked of it.

    Parameters
    ----------
    events : pyspark.sql.DataFrame
        As for ``EventLog``.
    leads : pyspark.sql.DataFrame, optional
        One row per ``lead_id``; its columns can be used as ``by``.
    process, both, unknown, day_first
        As for ``EventLog``.
    as_of : str or date
        The last day up to which the log is complete. It must be said: no partition can see the
        last event of the others.

    Raises
    ------
    MissingDependencyError, ArgumentError, ColumnError, ColumnTypeError, ListError
        As ``EventLog`` does; what is wrong with the events is found when something is asked.

    Examples
    --------
    >>> from leadscore import spark
    >>> log = spark.SparkLog(session.table("events"), as_of="2026-11-23")    # doctest: +SKIP
    >>> log.funnel(by="owner").show()                                        # doctest: +SKIP
    """

    def __init__(
        self,
        events: Any,
        leads: Any = None,
        process: Process | Sequence[str] | None = None,
        *,
        as_of: str | dt.date,
        both: str = "error",
        unknown: str = "error",
        day_first: bool | None = None,
    ) -> None:
        check_frame(events)
        check_choice("both", both, BOTH)
        check_choice("unknown", unknown, ("error", "skip"))
        read_day("as_of", as_of)
        self.stages = read_stages(process).keys
        for name in ("lead_id", "stage", "at"):
            if name not in events.columns:
                raise ColumnError(
                    f'Column "{name}" is missing.{nearest(name, events.columns)}\nThe table has: '
                    f"{', '.join(events.columns[:30])}."
                )
        if leads is not None:
            check_frame(leads)
            if "lead_id" not in leads.columns:
                raise ColumnError(
                    f'leads: column "lead_id" is missing.{nearest("lead_id", leads.columns)}'
                )
            refuse_repeats(leads, "leads")
        if dict(events.dtypes)["at"] == "string":
            _check_texts(events, day_first)
        self._reading = _Reading(process, as_of, both, unknown, day_first)
        self._events = events.select(*(name for name in _READ if name in events.columns))
        self._leads = leads

    def counts(self, by: By = None, **rules: Any) -> Any:
        """Count the stays behind the funnel; see ``EventLog.counts``."""
        return self._spark(self._stays(by, rules))

    def funnel(self, by: By = None, *, level: float = 0.95, lang: str = "en", **rules: Any) -> Any:
        """Count the funnel and estimate its rates; see ``EventLog.funnel``."""
        check_level(level)
        start = rules.get("start", 1)
        stays = self._stays(by, rules)
        return self._spark(
            funnel_from_counts(stays, self._reading.process, start=start, level=level, lang=lang)
        )

    def durations(
        self,
        by: By = None,
        *,
        shares: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9),
        lang: str = "en",
        **rules: Any,
    ) -> Any:
        """Estimate how many days leads stay in each stage; see ``EventLog.durations``."""
        start = rules.get("start", 1)
        stays, process = self._stays(by, rules), self._reading.process
        found = durations_from_counts(stays, process, shares=shares, start=start, lang=lang)
        return self._spark(found)

    def incidence(
        self,
        outcomes: Sequence[str] = ("won", "lost"),
        by: By = None,
        *,
        period: tuple[str | dt.date, str | dt.date] | None = None,
        level: float = 0.95,
        **rules: Any,
    ) -> Any:
        """Estimate won, lost and still open over days; see ``EventLog.incidence``."""
        check_level(level)
        days = None if period is None else read_period("period", period)
        names = tuple(dict.fromkeys([*outcomes, "won", "lost"]))
        keys: dict[str, pl.DataType] = {
            "entry": pl.Int64(),
            "days": pl.Int64(),
            "cause": pl.Int64(),
        }
        count = partial(count_spells, outcomes=tuple(outcomes), period=days)
        table, wanted = self._count(count, keys, by, rules)
        if not table.height:
            raise ListError(f'No lead of the log reached the start, "{rules.get("start", 1)}".')
        segments = read_segments(table, wanted or None)
        entries = None if period is None else table["entry"].to_numpy()
        counts = tabulate(
            table["days"].to_numpy(),
            table["cause"].to_numpy(),
            len(names),
            counts=table["count"].to_numpy(),
            groups=segments.codes,
            n_groups=len(segments),
            entries=entries,
        )
        return self._spark(curve_table(counts, names, segments, tuple(outcomes), level))

    def _stays(self, by: By, rules: dict[str, Any]) -> pl.DataFrame:
        keys: dict[str, pl.DataType] = {
            "stage": pl.String(),
            "state": pl.String(),
            "days": pl.Int64(),
        }
        found, _ = self._count(count_stays, {**keys, "logged": pl.Boolean()}, by, rules)
        if not found.height:
            raise ListError(f"The log has no event on or before as_of={self._reading.as_of}.")
        return found

    def _count(
        self, count: Any, keys: dict[str, pl.DataType], by: By, rules: dict[str, Any]
    ) -> tuple[pl.DataFrame, list[str]]:
        wanted = [] if by is None else [by] if isinstance(by, str) else list(by)
        table, types = self._with_segments(wanted)
        read_rules(read_stages(self._reading.process), **rules)
        reading = _Reading(**{**vars(self._reading), "by": tuple(wanted)})
        schema = {**types, **keys, "count": pl.Int64()}
        step = partial(count, reading=reading, rules=rules)
        together = table.repartition("lead_id")
        return sum_counts(together, step, schema, ["count"], whole=True), wanted

    def _with_segments(self, wanted: list[str]) -> tuple[Any, dict[str, pl.DataType]]:
        from pyspark.sql import functions  # noqa: PLC0415  an extra

        own = [n for n in _OF_EVENTS if n in self._events.columns]
        others = [] if self._leads is None else [n for n in self._leads.columns if n != "lead_id"]
        for name in wanted:
            if name not in [*own, *others]:
                has = ", ".join([*others, *own]) or "none"
                raise ArgumentError(
                    f'by="{name}" is no column of the leads; they have: {has}.'
                    f"{nearest(name, [*others, *own])}"
                )
        joined = [name for name in wanted if name in others]
        types: dict[str, pl.DataType] = dict.fromkeys(wanted, pl.String())
        if not joined:
            return self._events, types
        types |= _key_types(self._leads, joined)
        right = self._leads.select(
            functions.col("lead_id").cast(dict(self._events.dtypes)["lead_id"]),
            *(functions.col(*quoted([name])).alias(_BY + name) for name in joined),
        )
        return self._events.join(right, "lead_id", "left"), types

    def _spark(self, table: pl.DataFrame) -> Any:
        return to_spark(table, self._events.sparkSession)


def count_stays(
    rows: pl.DataFrame, reading: _Reading, rules: dict[str, Any]
) -> pl.DataFrame | None:
    """Run on an executor: count the stays of the leads of one partition."""
    if not _known(rows, reading):
        return None
    events, leads = _tables(rows, reading)
    log = EventLog(
        events,
        leads,
        reading.process,
        as_of=reading.as_of,
        both=reading.both,
        unknown=reading.unknown,
        day_first=reading.day_first,
    )
    found: pl.DataFrame = log.counts(list(reading.by) or None, **rules)
    return found


def count_spells(
    rows: pl.DataFrame,
    reading: _Reading,
    rules: dict[str, Any],
    outcomes: tuple[str, ...],
    period: tuple[int, int] | None,
) -> pl.DataFrame | None:
    """Run on an executor: count the times from the start to the first outcome."""
    stays = count_stays(rows, reading, rules)
    if stays is None:
        return None
    events, leads = _tables(rows, reading)
    history = read_log(
        events,
        leads,
        reading.process,
        reading.as_of,
        both=reading.both,
        unknown=reading.unknown,
        day_first=reading.day_first,
    ).history
    settled = read_rules(history.stages, **rules)
    if not stays.height or history.stages.keys[settled.start] not in set(stays["stage"]):
        return None
    spells, entry = find_spells(history, settled, outcomes), None
    if period is not None:
        spells, entry = spells.during(*period)
    keys = pl.DataFrame(
        {
            **{c.name: c for c in _segments(history, reading, spells.lead)},
            "entry": np.zeros(len(spells.lead), dtype=np.int64) if entry is None else entry,
            "days": spells.days,
            "cause": spells.cause,
        }
    )
    return keys.group_by(keys.columns).len("count")


def _segments(history: Any, reading: _Reading, lead: Any) -> list[pl.Series]:
    segments = history.by(list(reading.by) or None)
    found: list[pl.Series] = segments.spread(segments.codes[lead])
    return found


def _known(rows: pl.DataFrame, reading: _Reading) -> bool:
    """Tell whether the partition has an event up to the last day."""
    moments = read_moments(rows["at"], day_first=reading.day_first)
    return bool((moments < (read_day("as_of", reading.as_of) + 1) * DAY).any())


def _tables(rows: pl.DataFrame, reading: _Reading) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Take the events and the columns of the leads apart again."""
    joined = [name for name in reading.by if _BY + name in rows.columns]
    events = rows.select(pl.exclude([_BY + name for name in joined]))
    if not joined:
        return events, None
    leads = rows.select("lead_id", *(pl.col(_BY + name).alias(name) for name in joined))
    return events, leads.drop_nulls("lead_id").unique("lead_id", keep="first")


def _key_types(leads: Any, names: list[str]) -> dict[str, pl.DataType]:
    allowed = {
        "string": pl.String(), "boolean": pl.Boolean(), "date": pl.Date(), "double": pl.Float64(),
        "bigint": pl.Int64(), "int": pl.Int64(), "smallint": pl.Int64(), "tinyint": pl.Int64(),
    }  # fmt: skip
    types = dict(leads.dtypes)
    for name in names:
        if types[name] not in allowed:
            raise ArgumentError(
                f'by="{name}" holds {types[name]}; results can be broken down by text, whole '
                "numbers, dates, and true and false. Cast it first."
            )
    return {name: allowed[types[name]] for name in names}


def _check_texts(events: Any, day_first: bool | None) -> None:
    """Refuse dates as text that partitions might read differently; runs a job."""
    from pyspark.sql import functions  # noqa: PLC0415

    at = functions.trim(functions.col("at"))
    clock = at.rlike(r"\d{1,2}:\d{2}")
    zone = clock & at.rlike(r"(Z|UTC|[+-]\d{2}:?\d{2})$")
    marks = (at.rlike(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"), zone, clock & ~zone)
    counts = [functions.count(functions.when(mark, 1)) for mark in marks]
    slashed, zoned, unzoned = events.agg(*counts).collect()[0]
    if slashed and day_first is None:
        raise ArgumentError(
            f'Column "at" has {slashed} dates such as 03/04/2026. Say day_first=True or '
            "day_first=False: partitions cannot ask each other which of them is meant."
        )
    if zoned and unzoned:
        raise ListError(
            f'Column "at": {zoned} times have a zone and {unzoned} have none. Give all of them a '
            "zone, or none."
        )
