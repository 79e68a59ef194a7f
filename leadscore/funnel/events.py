"""Any table of events becomes arrays: which lead, which stage, when, which outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.counted import counted
from leadscore.distinct import is_missing
from leadscore.doors import PandasDoor, PolarsDoor, require
from leadscore.errors import Advice, Argument, ArgumentError, FileError, ListError, nearest
from leadscore.frames import open_table
from leadscore.funnel.blocks import at_once, blocks
from leadscore.funnel.numbering import as_words, number_leads, number_words
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
        frame = _words(lazy.select(picked)).collect()
        maker = PandasDoor(None) if isinstance(events, str | Path) else PolarsDoor(None)
        return frame, maker.make, names
    door = open_table(events)
    frame = door.read(dict.fromkeys(wanted, "any"), optional)
    return _words(frame.lazy()).collect(), type(door)(None).make, door.names


def _words(table: pl.LazyFrame) -> pl.LazyFrame:
    """Let texts that repeat become words while they are read, which is faster and smaller."""
    kinds = (pl.String, pl.Categorical, pl.Enum)
    types = table.collect_schema()
    names = [n for n in ("stage", "outcome") if n in types and isinstance(types[n], kinds)]
    return table.with_columns(pl.col(n).cast(pl.String).cast(as_words()) for n in names)


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
    ids = _clean_ids(frame["lead_id"])
    jobs: list[Callable[[], Any]] = [
        lambda: _stage_codes(frame, stages, unknown),
        lambda: read_moments(frame["at"], day_first=day_first),
        lambda: number_leads(ids),
    ]
    (stage, outcome), moments, (lead, distinct) = at_once(lambda job: job(), jobs)
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
            rows = frame.filter(pl.Series(mask & ~bad))
            left_out[name] = rows.with_columns(pl.col(pl.Categorical).cast(pl.String))
            bad |= mask
    if bad.all():
        shown = ", ".join(f"{name} {rows.height}" for name, rows in left_out.items())
        raise ListError(f"No row of the log can be used: {shown}.")
    details = frame.select(name for name in DETAILS if name in frame.columns)
    if bad.any():
        keep = ~bad
        mask = pl.Series(keep)
        moments = moments.filter(mask)
        details = details.filter(mask) if details.width else details
        stage, outcome = stage[keep], outcome[keep]
        # Leads of which nothing can be used are not leads of the log.
        used = np.unique(lead[keep])
        lead, distinct = np.searchsorted(used, lead[keep]).astype(np.int32), distinct[used]
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


def _stage_codes(
    frame: pl.DataFrame, stages: Stages, unknown: str
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Read stages and outcomes once per distinct word."""
    names, ends = stages.names(), outcome_words()
    columns = [frame[name] for name in ("stage", "outcome") if name in frame.columns]
    (codes, words), *closes = at_once(number_words, columns)
    texts = [_word(value) for value in words]
    places = [
        names.get(text, -1 if text in ends or is_missing(text) else _UNKNOWN) for text in texts
    ]
    strange = [n for n, place in enumerate(places) if place == _UNKNOWN]
    if strange and unknown == "error":
        count = int(np.isin(codes, strange).sum())
        raise _unknown_stages(sorted(str(words[n]) for n in strange), count, stages)
    stage = _look_up(places, codes)
    outcome = _look_up([0 if text in names else ends.get(text, OPEN) for text in texts], codes)
    for numbers, found in closes:
        np.maximum(outcome, _look_up(_outcomes(found, ends), numbers), out=outcome)
    return stage, outcome


def _look_up(values: list[int], codes: NDArray[Any]) -> NDArray[np.int8]:
    table, found = np.array(values, dtype=np.int8), np.empty(len(codes), dtype=np.int8)
    for block in blocks(len(codes)):
        found[block] = table[codes[block]]
    return found


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip().casefold()


def _outcomes(found: list[Any], words: Mapping[str, int]) -> list[int]:
    for value in found:
        text = _word(value)
        if text not in words and not is_missing(text):
            raise ListError(
                f'Column "outcome": "{value}" is not known; allowed: won, lost, or nothing while '
                f"the lead is open.{nearest(text, words)}"
            )
    return [words.get(_word(value), OPEN) for value in found]


def _unknown_stages(strange: list[str], count: int, stages: Stages) -> ListError:
    more = ", ".join(f'"{v}"' for v in strange[1:6])
    return ListError(
        f'Column "stage", {counted(count, "row", "rows")}: {unknown_stage(strange[0], stages)}',
        f" Also unknown: {more}." if more else "",
        Advice(
            *(" With ", Argument("unknown", "skip")),
            " such rows are left out and counted in checks().",
        ),
    )
