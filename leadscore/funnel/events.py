"""Any table of events becomes arrays: which lead, which stage, when, which outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.distinct import is_missing
from leadscore.doors import Door, PandasDoor, PolarsDoor, require
from leadscore.errors import ArgumentError, FileError, ListError, nearest
from leadscore.frames import open_table
from leadscore.funnel.stages import OPEN, Stages, outcome_words, unknown_stage
from leadscore.funnel.times import read_moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEEDED = ("lead_id", "stage", "at")
DETAILS = ("reason", "owner", "channel", "item", "amount")


@dataclass(frozen=True)
class Events:
    """The events of a log, one place per event in each array.

    Attributes
    ----------
    ids : polars.Series
        The lead ids; the other arrays name a lead by its place here.
    lead : ndarray of int32
        Place of the lead.
    stage : ndarray of int8
        Place of the stage from 0; -1: the event enters no stage.
    time : ndarray of int64
        Microseconds since 1970.
    outcome : ndarray of int8
        0 none, 1 won, 2 lost.
    details : polars.DataFrame
        Those of the columns reason, owner, channel, item, amount that the log has.
    left_out : dict of str to polars.DataFrame
        Rows that could not be used, by what is wrong with them.
    """

    ids: pl.Series
    lead: NDArray[np.int32]
    stage: NDArray[np.int8]
    time: NDArray[np.int64]
    outcome: NDArray[np.int8]
    details: pl.DataFrame
    left_out: dict[str, pl.DataFrame] = field(default_factory=dict)

    def take(self, keep: NDArray[np.bool_]) -> Events:
        """Return the events of a mask; leads keep their places."""
        return Events(
            self.ids,
            self.lead[keep],
            self.stage[keep],
            self.time[keep],
            self.outcome[keep],
            self.details.filter(pl.Series(keep)) if self.details.width else self.details,
            self.left_out,
        )


def open_events(events: object) -> tuple[pl.DataFrame, Callable[[pl.DataFrame], Any], list[str]]:
    """Read the columns of a log that are used, and say how results are given back.

    Returns
    -------
    frame : polars.DataFrame
        The columns that are used.
    make : callable
        Turns a result into the kind of table that was given; pandas for a file.
    names : list of str
        All columns that the table has.

    Raises
    ------
    ColumnError, ColumnTypeError, FileError, ArgumentError
        When it is no table, has not the columns, or is a file of another kind than Parquet.

    Examples
    --------
    >>> table = pl.DataFrame({"lead_id": ["a"], "stage": [1], "at": ["2026-01-01"], "x": [0]})
    >>> open_events(table)[0].columns
    ['lead_id', 'stage', 'at']
    """
    wanted = (*NEEDED, "outcome", *DETAILS)
    optional = ("outcome", *DETAILS)
    lazy = events
    if isinstance(events, str | Path):
        if Path(events).suffix.lower() not in (".parquet", ".pq"):
            raise ArgumentError(
                f'events="{events}" is no Parquet file; read it first, for example with '
                "pandas.read_csv, and give the table."
            )
        if "*" not in str(events) and not Path(events).exists():
            raise FileError(f'events: there is no file "{events}".')
        lazy = pl.scan_parquet(events)
    if isinstance(lazy, pl.LazyFrame):
        names = lazy.collect_schema().names()
        picked = [name for name in wanted if name in names]
        require(dict.fromkeys(wanted, "any"), picked, names, optional)
        door: Door = PolarsDoor(lazy.select(picked).collect())
        maker = PandasDoor(None) if isinstance(events, str | Path) else PolarsDoor(None)
        return door.read(dict.fromkeys(picked, "any")), maker.make, names
    door = open_table(events)
    frame = door.read(dict.fromkeys(wanted, "any"), optional)
    return frame, type(door)(None).make, door.names


def read_events(
    frame: pl.DataFrame,
    stages: Stages,
    *,
    unknown: str = "error",
    day_first: bool | None = None,
) -> Events:
    """Turn a log into arrays.

    Parameters
    ----------
    frame : polars.DataFrame
        With ``lead_id``, ``stage``, ``at`` and any of ``outcome`` and ``DETAILS``.
    stages : Stages
        The stages.
    unknown : {"error", "skip"}
        What to do with a stage that is not known: refuse the log, or leave its rows out and list
        them in the checks.
    day_first : bool or None
        As for ``read_moments``.

    Returns
    -------
    Events
        The usable rows; the others are in ``left_out``.

    Raises
    ------
    ListError
        When the log is empty, no row can be used, or a stage or outcome is not known.

    Examples
    --------
    >>> days = ["2026-01-01"] * 2
    >>> table = pl.DataFrame({"lead_id": ["a", "a"], "stage": ["1", "won"], "at": days})
    >>> events = read_events(table, Stages(("new",), {}, ("new",)))
    >>> events.stage.tolist(), events.outcome.tolist()
    ([0, -1], [0, 1])
    """
    if not frame.height:
        raise ListError("The log is empty: it has columns, but no event.")
    stage, outcome = _stage_codes(frame, stages, unknown)
    moments = read_moments(frame["at"], day_first=day_first)
    ids = _clean_ids(frame["lead_id"])
    faults = {
        "no_lead": ids.is_null().to_numpy(),
        "no_time": moments.is_null().to_numpy(),
        "unknown_stage": stage == _UNKNOWN,
        "no_stage": (stage == -1) & (outcome == OPEN) & ~_has_item(frame),
    }
    bad = np.zeros(frame.height, dtype=bool)
    left_out = {}
    for name, mask in faults.items():
        if (mask & ~bad).any():
            left_out[name] = frame.filter(pl.Series(mask & ~bad))
            bad |= mask
    if bad.all():
        shown = ", ".join(f"{name} {rows.height}" for name, rows in left_out.items())
        raise ListError(f"No row of the log can be used: {shown}.")
    details = frame.select(name for name in DETAILS if name in frame.columns)
    if bad.any():
        keep = ~bad
        mask = pl.Series(keep)
        ids, moments = ids.filter(mask), moments.filter(mask)
        details = details.filter(mask) if details.width else details
        stage, outcome = stage[keep], outcome[keep]
    lead, distinct = number_leads(ids)
    return Events(distinct, lead, stage, moments.to_numpy(), outcome, details, left_out)


_UNKNOWN = -2


def _has_item(frame: pl.DataFrame) -> NDArray[np.bool_]:
    if "item" not in frame.columns:
        return np.zeros(frame.height, dtype=bool)
    return frame["item"].is_not_null().to_numpy()


def _clean_ids(ids: pl.Series) -> pl.Series:
    if ids.dtype == pl.String:
        return ids
    if ids.dtype.is_float():
        whole = ids.cast(pl.Int64, strict=False)
        return whole if bool((whole == ids).all()) else ids.cast(pl.String)
    return ids if ids.dtype.is_integer() else ids.cast(pl.String)


def number_leads(ids: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Give a number to each distinct id, from 0 on.

    Examples
    --------
    >>> codes, distinct = number_leads(pl.Series("lead_id", [7, 9, 7]))
    >>> codes.tolist(), distinct.to_list()
    ([0, 1, 0], [7, 9])
    """
    if ids.dtype.is_integer():
        low, high = int(ids.min()), int(ids.max())  # type: ignore[arg-type]
        if high - low < 4 * len(ids) + 1000:
            shifted = ids.to_numpy() - low
            seen = np.zeros(high - low + 1, dtype=bool)
            seen[shifted] = True
            values = np.flatnonzero(seen)
            table = np.cumsum(seen, dtype=np.int32) - 1
            return table[shifted], pl.Series("lead_id", values + low).cast(ids.dtype)
    encoded = ids.to_arrow().dictionary_encode()
    return (
        encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False),
        pl.Series("lead_id", pl.from_arrow(encoded.dictionary)),
    )


def _stage_codes(
    frame: pl.DataFrame, stages: Stages, unknown: str
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Read stages and outcomes once per distinct word."""
    names, words = stages.names(), outcome_words()
    column = frame["stage"]
    distinct = column.unique().to_list()
    places: dict[Any, int] = {}
    ends: dict[Any, int] = {}
    for value in distinct:
        text = _word(value)
        places[value] = names.get(text, -1 if text in words or is_missing(text) else _UNKNOWN)
        ends[value] = 0 if text in names else words.get(text, OPEN)
    strange = [v for v, place in places.items() if place == _UNKNOWN]
    if strange and unknown == "error":
        raise ListError(_unknown_message(column, strange, stages))
    # One look at the column: the place of the word, from which both codes follow.
    word = _translate(column, {value: n for n, value in enumerate(places)})
    stage = np.array(list(places.values()), dtype=np.int8)[word]
    outcome = np.array(list(ends.values()), dtype=np.int8)[word]
    if "outcome" in frame.columns:
        outcome = np.maximum(outcome, _outcomes(frame["outcome"], words))
    return stage, outcome


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip().casefold()


def _translate(column: pl.Series, codes: Mapping[Any, int]) -> NDArray[np.int32]:
    old = pl.Series(list(codes), dtype=column.dtype)
    new = pl.Series(list(codes.values()), dtype=pl.Int32)
    return column.replace_strict(old, new, return_dtype=pl.Int32).to_numpy()


def _outcomes(column: pl.Series, words: Mapping[str, int]) -> NDArray[np.int8]:
    codes: dict[Any, int] = {}
    for value in column.unique().to_list():
        text = _word(value)
        if text not in words and not is_missing(text):
            raise ListError(
                f'Column "outcome": "{value}" is not known; allowed: won, lost, or nothing while '
                f"the lead is open.{nearest(text, words)}"
            )
        codes[value] = words.get(text, OPEN)
    # Most events end nothing: only the others are looked up.
    found = np.zeros(len(column), dtype=np.int8)
    some = column.is_not_null().to_numpy()
    codes.pop(None, None)
    if codes:
        found[some] = _translate(column.drop_nulls(), codes)
    return found


def _unknown_message(column: pl.Series, strange: list[Any], stages: Stages) -> str:
    count = int(column.is_in(pl.Series(strange, dtype=column.dtype).implode()).sum())
    more = ", ".join(f'"{v}"' for v in strange[1:6])
    return (
        f'Column "stage", {count} rows: {unknown_stage(str(strange[0]), stages)}'
        + (f" Also unknown: {more}." if more else "")
        + ' With unknown="skip" such rows are left out and counted in checks().'
    )
