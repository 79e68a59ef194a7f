"""A picture of a forecast with its interval, beside what earlier forecasts were worth."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.errors import ArgumentError
from leadscore.plots.canvas import Canvas, dot
from leadscore.plots.inks import BLUE, DARK, GREY, ORANGE, SKY
from leadscore.plots.reading import read_table, segment_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ENDS: dict[str, ColumnKind] = dict.fromkeys(("days", "expected", "low", "high"), "number")
_FORECAST: dict[str, ColumnKind] = {
    **_ENDS,
    "until": "any",
    "method": "text",
    **dict.fromkeys(("open", "amount", "amount_low", "amount_high"), "number"),
}
_FAN: dict[str, Any] = {"color": BLUE, "linewidth": 2.0, "marker": "o", "markersize": 5}
_PAST = dot(filled=False, marker="o", colour=GREY, size=4.5)
_CAME = dot(filled=True, marker="X", colour=ORANGE, size=7) | {"markeredgecolor": DARK}


def forecast_fan(
    forecast: object, ax: Axes | None = None, *, backtest: object = None, lang: str = "en"
) -> Axes:
    """Draw how many of the open leads will be won, and how earlier forecasts did.

    How to read it: go right to a number of days; the dot is what to expect by then, the band its
    interval. Beside it stand forecasts that were made on earlier days, oldest first, and the
    cross that came: where crosses lie in their bars, the band can be trusted.

    Parameters
    ----------
    forecast : table
        What ``EventLog.forecast(days)`` gives, of one segment.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    backtest : table, optional
        What ``EventLog.backtest(days=days)`` gives; rows of the forecast's method are drawn.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When a column that ``forecast`` or ``backtest`` makes is missing or of another kind.
    ArgumentError
        When there are no rows, or more than one segment or method.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> log = example_log()
    >>> ax = forecast_fan(log.forecast([10, 20]), backtest=log.backtest(days=[10, 20]))
    >>> ax.get_xlabel()
    'Days ahead'
    """
    by = segment_names(forecast, _FORECAST)
    needs: dict[str, ColumnKind] = {**_ENDS, "method": "text", "until": "date"}
    frame = read_table(
        forecast, "forecast_fan", "EventLog.forecast(days)", needs, dict.fromkeys(by, "any")
    ).sort("days")
    _refuse_many(frame, [*by, "method"])
    canvas = Canvas(ax, lang, 4.6)
    canvas.grid("both")
    days = [0, *frame["days"]]
    ends = {name: [0, *frame[name]] for name in ("expected", "low", "high")}
    canvas.ax.fill_between(
        days, ends["low"], ends["high"], facecolor=SKY, alpha=0.35, edgecolor=BLUE, linewidth=0.8
    )
    canvas.ax.plot(days, ends["expected"], **_FAN)
    past = None if backtest is None else _read_past(backtest, frame)
    if past is not None:
        _draw_past(canvas, past)
    last = float(days[-1])
    room = _spread(past) if past is not None else 0.0
    canvas.ax.set_xlim(0, last + max(0.04 * last, 1.2 * room))
    canvas.ax.set_ylim(bottom=0)
    canvas.numbers("x")
    canvas.numbers("y")
    canvas.axes(x="days_ahead", y="wins")
    canvas.key_line("", words=canvas.say("key", "forecast", day=_first_day(frame)), **_FAN)
    if past is not None:
        canvas.key_line("past", **_PAST | {"linestyle": "-"})
        canvas.key_line("actual", **_CAME)
    return canvas.finish(canvas.say("title", "forecast_fan"))


def _first_day(frame: pl.DataFrame) -> object:
    return frame.select(pl.col("until").cast(pl.Date) - pl.duration(days="days")).item(0, 0)


def _refuse_many(frame: pl.DataFrame, columns: list[str]) -> None:
    if frame.select(columns).n_unique() > 1:
        names = ", ".join(f'"{name}"' for name in columns)
        raise ArgumentError(
            "plots.forecast_fan draws one segment and one method, and the table has "
            f"{frame.select(columns).n_unique()} in {names}. Keep the rows of one."
        )


def _read_past(backtest: object, frame: pl.DataFrame) -> pl.DataFrame:
    needs: dict[str, ColumnKind] = {
        "day": "any",
        **_ENDS,
        "method": "text",
        "actual": "number",
    }
    past = read_table(backtest, "forecast_fan", "EventLog.backtest(days=days)", needs)
    method, days = frame["method"][0], frame["days"].implode()
    kept = past.filter((pl.col("method") == method) & pl.col("days").is_in(days))
    if not kept.height:
        raise ArgumentError(
            f'plots.forecast_fan: no row of the backtest has the method "{method}" and one '
            f"of the forecast's days ({', '.join(map(str, frame['days']))}). Give both the same."
        )
    return kept.sort("days", "day")


def _spread(past: pl.DataFrame) -> float:
    """Return how far from its day the first and the last earlier forecast stand."""
    days = [0, *past["days"].unique().sort()]
    gaps = [after - before for before, after in pairwise(days)]
    return 0.3 * float(min(gaps))


def _draw_past(canvas: Canvas, past: pl.DataFrame) -> None:
    room = _spread(past)
    for (_,), group in past.group_by("days", maintain_order=True):
        steps = max(group.height - 1, 1)
        for at, row in enumerate(group.iter_rows(named=True)):
            x = row["days"] + room * (2 * at / steps - 1 if group.height > 1 else 0.5)
            canvas.ax.vlines(x, row["low"], row["high"], color=GREY, linewidth=1.6)
            canvas.ax.plot([x], [row["expected"]], **_PAST)
            canvas.ax.plot([x], [row["actual"]], **_CAME)
