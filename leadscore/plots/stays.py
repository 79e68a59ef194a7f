"""A picture of the days that leads stay in each stage."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.errors import ColumnError
from leadscore.frames import column_names
from leadscore.plots.canvas import Canvas, number_text, row_height
from leadscore.plots.inks import BLACK, DARK, SKY
from leadscore.plots.reading import read_table, segment_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DURATIONS: dict[str, ColumnKind] = {
    "stage": "any",
    "label": "any",
    "entered": "number",
    "left": "number",
}
_QUANTILE = re.compile(r"q\d+(\.\d+)?")


def stage_durations(durations: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw how many days leads stay in each stage, those that are still in it included.

    How to read it: the upright mark is the day by which half of the leads have left the stage,
    the box holds the middle ones, the line the outer ones. An arrow: that day has not come yet,
    because too many are still in the stage, so the true time is longer than the line.

    Parameters
    ----------
    durations : table
        What ``EventLog.durations()`` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    lang : {"en", "zh"}
        The language; stages are named as in the table.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When a column that ``durations`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = stage_durations(example_log().durations())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['new (3)', 'call (1)', 'offer (2)']
    """
    names = column_names(durations)
    quantiles = sorted((n for n in names if _QUANTILE.fullmatch(n)), key=lambda n: float(n[1:]))
    if not quantiles:
        raise ColumnError(
            "plots.stage_durations draws what EventLog.durations() gives.\nNo column holds a "
            f'quantile such as "q50".\nThe table has: {", ".join(names) or "no columns"}.'
        )
    by = [n for n in segment_names(durations, _DURATIONS) if not re.match(r"q\d", n)]
    frame = read_table(
        durations,
        "stage_durations",
        "EventLog.durations()",
        {"label": "any", "entered": "number", **dict.fromkeys(quantiles, "number")},
        dict.fromkeys(by, "any"),
        gaps=quantiles,
    )
    canvas = Canvas(ax, lang, row_height(frame.height, 0.34))
    canvas.grid("x")
    known = frame.select(quantiles).to_numpy()
    end = max(float(frame.select(pl.max_horizontal(quantiles).max()).item() or 0), 1.0) * 1.1
    for y, days in enumerate(known.tolist()):
        _draw_stay(canvas, y, days, end)
    canvas.rows([_row_name(row, by, canvas) for row in frame.iter_rows(named=True)], width=44)
    canvas.ax.set_xlim(-0.01 * end, 1.02 * end)
    canvas.numbers("x", whole=False)
    canvas.axes(x="days_in_stage")
    _durations_key(
        canvas, quantiles, open_end=bool(frame.select(quantiles).null_count().to_numpy().any())
    )
    return canvas.finish(canvas.say("title", "stage_durations"))


def _draw_stay(canvas: Canvas, y: int, days: list[float], end: float) -> None:
    """Draw nested pairs of quantiles, the innermost thickest; NaN: that day has not come."""
    pairs = len(days) // 2
    for at in range(pairs):
        low, high = days[at], days[-1 - at]
        if math.isnan(low):
            continue
        how = _LINE if at == 0 and pairs > 1 else _BOX
        canvas.ax.plot([low, end if math.isnan(high) else high], [y, y], **how)
    if any(math.isnan(day) for day in days):
        canvas.ax.plot([end], [y], **_ARROW)
    middle = days[pairs] if len(days) % 2 else math.nan
    if not math.isnan(middle):
        canvas.ax.plot([middle], [y], **_MIDDLE)


_LINE: dict[str, Any] = {"color": DARK, "linewidth": 1.3, "solid_capstyle": "butt"}
_BOX: dict[str, Any] = {"color": SKY, "linewidth": 9, "solid_capstyle": "butt"}
_MIDDLE: dict[str, Any] = {
    "color": BLACK,
    "marker": "|",
    "markersize": 13,
    "markeredgewidth": 2.4,
    "linestyle": "none",
}
_ARROW: dict[str, Any] = {"color": DARK, "marker": ">", "markersize": 6, "linestyle": "none"}


def _row_name(row: dict[str, Any], by: list[str], canvas: Canvas) -> str:
    values = [canvas.say("text", "empty") if row[n] is None else str(row[n]) for n in by]
    name = " · ".join([*values, str(row["label"])])
    return canvas.say("text", "counted", name=name, count=number_text(row["entered"]))


def _durations_key(canvas: Canvas, quantiles: list[str], *, open_end: bool) -> None:
    if len(quantiles) % 2:
        share = f"{quantiles[len(quantiles) // 2][1:]}%"
        canvas.key_line("", **_MIDDLE, words=canvas.say("text", "middle", share=share))
    pairs = len(quantiles) // 2
    for at in reversed(range(pairs)):
        ends = {"low": f"{quantiles[at][1:]}%", "high": f"{quantiles[-1 - at][1:]}%"}
        how = _LINE if at == 0 and pairs > 1 else _BOX
        canvas.key_line("", **how, words=canvas.say("text", "between", **ends))
    if open_end:
        canvas.key_line("later", **_ARROW)
