"""When: the moments of a log as whole microseconds, the last day it knows, and spans of days."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.errors import Argument, ArgumentError, ColumnTypeError, ListError, check_day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAY = 86_400_000_000
"""Microseconds of a day."""

_ISO = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\s?(.*))?$"
_SLASHED = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]\s?(.*))?$"
_CLOCK = r"^(\d{1,2}:\d{2})(:\d{2})?(\.\d+)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$"
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s?(h|d|w)")
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0}
Span = str | int | float | dt.timedelta


def read_moments(column: pl.Series, *, day_first: bool | None = None) -> pl.Series:
    """Read the moments of a log.

    Parameters
    ----------
    column : polars.Series
        Dates, times with or without a zone, or text: ``2026-03-31``, ``2026-03-31T08:00:00+08:00``,
        ``31/03/2026``.
    day_first : bool or None
        How ``03/04/2026`` is read. None: as the other cells of the column show; refused when they
        do not show it.

    Returns
    -------
    polars.Series
        Microseconds since 1970 on the clock of the column (text with a zone: in UTC); null where
        nothing can be read.

    Raises
    ------
    ListError
        When day and month cannot be told apart, or only a part of the texts has a zone.
    ColumnTypeError
        When the column holds neither dates nor text.

    Examples
    --------
    >>> read_moments(pl.Series("at", ["1970-01-02", "13/01/1970"])).to_list()
    [86400000000, 1036800000000]
    """
    dtype = column.dtype
    if dtype == pl.Date:
        return column.cast(pl.Int64) * DAY
    if isinstance(dtype, pl.Datetime):
        # Days are counted on the clock of the column's own zone: midnight there starts a day.
        return column.dt.replace_time_zone(None).cast(pl.Datetime("us")).cast(pl.Int64)
    if dtype == pl.Null:
        return column.cast(pl.Int64)
    if dtype == pl.String:
        distinct = column.unique()
        read = _read_text(distinct, day_first)
        if len(distinct) == len(column):
            return _read_text(column, day_first)
        pairs = pl.DataFrame({"text": distinct, "moment": read})
        found = (
            column.rename("text")
            .to_frame()
            .join(pairs, on="text", how="left", maintain_order="left")
        )
        return found["moment"]
    raise ColumnTypeError(
        f'Column "{column.name}" must hold dates, times or text, but it holds {dtype}'
        f"{_example(column)}. Convert it first, for example with pandas.to_datetime."
    )


def _read_text(texts: pl.Series, day_first: bool | None) -> pl.Series:
    name = texts.name
    cells = texts.rename("t").to_frame().select(t=pl.col("t").str.strip_chars())
    iso, slashed = (
        cells.select(pl.col("t").str.extract_groups(p).alias("g"))["g"].struct
        for p in (_ISO, _SLASHED)
    )
    first, second = (slashed.field(str(n)).cast(pl.Int64) for n in (1, 2))
    order = _day_first(name, texts, first, second) if day_first is None else day_first
    day, month = ("1", "2") if order else ("2", "1")
    parts = pl.DataFrame(
        {
            "y": iso.field("1").zip_with(iso.field("1").is_not_null(), slashed.field("3")),
            "m": iso.field("2").zip_with(iso.field("2").is_not_null(), slashed.field(month)),
            "d": iso.field("3").zip_with(iso.field("3").is_not_null(), slashed.field(day)),
            "c": iso.field("4").zip_with(iso.field("1").is_not_null(), slashed.field("4")),
        }
    )
    clock = parts.select(pl.col("c").str.extract_groups(_CLOCK).alias("g"))["g"].struct
    zone = clock.field("4").replace({"Z": "+0000", "UTC": "+0000"}).str.replace(":", "")
    some, plain = zone.is_not_null(), zone.is_null() & parts["c"].is_not_null()
    if some.any() and plain.any():
        raise ListError(
            f'Column "{name}": {some.sum()} times have a zone (such as "{texts.filter(some)[0]}") '
            f'and {plain.sum()} have none (such as "{texts.filter(plain)[0]}"). Give all of them '
            "a zone, or none."
        )
    text = pl.select(
        pl.format(
            "{}-{}-{} {}{}{}{}",
            *(parts[n] for n in "ymd"),
            clock.field("1").fill_null("00:00"),
            clock.field("2").fill_null(":00"),
            clock.field("3").fill_null(""),
            zone.fill_null("+0000"),
        ).alias(name)
    )[name]
    # A clock that cannot be read makes the whole cell unreadable, not a midnight.
    text = text.set(parts["c"].is_not_null() & clock.field("1").is_null(), None)
    moments = text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us", strict=False)
    return moments.dt.replace_time_zone(None).cast(pl.Int64)


def _day_first(name: str, texts: pl.Series, first: pl.Series, second: pl.Series) -> bool:
    days, months = first > 12, second > 12
    if days.any() and months.any():
        raise ListError(
            f'Column "{name}" holds dates in two orders: "{texts.filter(days)[0]}" begins with the '
            f'day, "{texts.filter(months)[0]}" with the month. Write one order, best 2026-03-31.'
        )
    unclear = first.is_not_null() & (first != second)
    if unclear.any() and not days.any() and not months.any():
        raise ListError(
            f'Column "{name}": "{texts.filter(unclear)[0]}" can be two days, and no other cell '
            "shows whether the day or the month comes first. Give day_first=True or "
            "day_first=False, or write 2026-03-31."
        )
    return bool(days.any())


def _example(column: pl.Series) -> str:
    values = column.drop_nulls()
    return f", such as {values[0]!r}" if len(values) else ""


def read_span(name: str, value: Span) -> int:
    """Read a span of time.

    Parameters
    ----------
    name : str
        The argument, as the caller wrote it.
    value : str, number or timedelta
        ``"90d"``, ``"2w"``, ``"12h"``, a number of days, or a timedelta.

    Returns
    -------
    int
        Microseconds.

    Raises
    ------
    ArgumentError
        When it is no span, or not more than 0.

    Examples
    --------
    >>> read_span("within", "2w") == read_span("within", 14) == 14 * DAY
    True
    """
    if isinstance(value, dt.timedelta):
        micros = value // dt.timedelta(microseconds=1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        micros = int(value * DAY)
    else:
        found = _SPAN.fullmatch(str(value).strip())
        micros = int(float(found[1]) * _HOURS[found[2]] * DAY / 24) if found else 0
    if micros <= 0:
        raise ArgumentError(
            Argument(name, value),
            ' is no span of time; write for example "90d", "2w", "12h", or a number of days '
            "above 0.",
        )
    return micros


def read_day(name: str, value: str | dt.date) -> int:
    """Read a day as the number of days since 1970.

    Raises
    ------
    ArgumentError
        When it is no day.

    Examples
    --------
    >>> read_day("as_of", "1970-01-11"), read_day("as_of", dt.datetime(1970, 1, 11, 9))
    (10, 10)
    """
    return (check_day(name, value) - dt.date(1970, 1, 1)).days


def to_date(day: int) -> dt.date:
    """Return the date of a day number.

    Examples
    --------
    >>> to_date(10).isoformat()
    '1970-01-11'
    """
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(day))


def cohort_starts(every: str, first: int, last: int) -> NDArray[np.int64]:
    """Cut the days from ``first`` to ``last`` into periods.

    Parameters
    ----------
    every : str
        ``"week"`` (from Monday), ``"month"``, ``"quarter"``, ``"year"``, or a span such as
        ``"30d"``, counted back from ``last``.
    first, last : int
        Day numbers, both inside.

    Returns
    -------
    ndarray of int
        The first day of each period, rising, and the day after the last period.

    Examples
    --------
    >>> [to_date(d).isoformat() for d in cohort_starts("month", 40, 70)]
    ['1970-02-01', '1970-03-01', '1970-04-01']
    """
    import numpy as np  # noqa: PLC0415

    if every not in ("week", "month", "quarter", "year"):
        step = max(1, round(read_span("every", every) / DAY))
        count = (last - first) // step + 1
        return last + 1 - step * np.arange(count, -1, -1, dtype=np.int64)
    if every == "week":
        start = first - (first + 3) % 7
        return np.arange(start, last + 8, 7, dtype=np.int64)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    begin = to_date(first)
    place = begin.year * 12 + (begin.month - 1) // months * months
    starts: list[Any] = []
    while True:
        starts.append(read_day("", dt.date(place // 12, place % 12 + 1, 1)))
        if starts[-1] > last:
            break
        place += months
    return np.array(starts, dtype=np.int64)
