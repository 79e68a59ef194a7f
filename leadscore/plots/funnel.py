"""Pictures of the funnel: stages as bars, segments against all others, the pipeline's change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.errors import ArgumentError, check_choice
from leadscore.plots.canvas import Canvas, dot, number_text, row_height, share_text
from leadscore.plots.inks import (
    BLUE,
    DARK,
    DONE,
    GREY,
    LATE,
    LOST,
    MINUS,
    STILL_OPEN,
    TOTAL,
    WON,
)
from leadscore.plots.reading import read_table, segment_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COUNTS = ("entered", "advanced", "won", "lost", "late", "open")
_RATES = ("rate", "low", "high")
_FUNNEL: dict[str, ColumnKind] = {
    "stage": "any",
    "label": "any",
    **dict.fromkeys((*_COUNTS, *_RATES, "so_far", "undecided", "overall", "days"), "number"),
}
_RATE = dot(filled=False, marker="o", colour=DARK, size=5)


def funnel_bars(
    funnel: object, ax: Axes | None = None, *, share: bool = False, lang: str = "en"
) -> Axes:
    """Draw the stages as bars: how many went on, are still open, were lost.

    How to read it: a bar is the leads that entered the stage. Open leads are not lost: the mark
    in the hatched part says how far the dark part will grow, with its interval, which is also
    written at the right. A long hatched part: it is too early to judge the stage.

    Parameters
    ----------
    funnel : table
        What ``EventLog.funnel()`` gives; with ``by``, one bar per stage and segment.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    share : bool
        Give each bar the same length: shares of the leads that entered the stage.
    lang : {"en", "zh"}
        The language; stages are named as in the table.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When a column that ``funnel`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = funnel_bars(example_log().funnel())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['new (3)', 'call (2)', 'offer (2)']
    """
    needs: dict[str, ColumnKind] = {
        "label": "any",
        **dict.fromkeys((*_COUNTS, *_RATES), "number"),
    }
    by = segment_names(funnel, _FUNNEL)
    frame = read_table(
        funnel, "funnel_bars", "EventLog.funnel()", needs, dict.fromkeys(by, "any"), gaps=_RATES
    )
    canvas = Canvas(ax, lang, row_height(frame.height, 0.36))
    canvas.grid("x")
    parts = {
        "gone_on": (frame["advanced"] + frame["won"], DONE),
        "open": (frame["open"], STILL_OPEN),
        "late": (frame["late"], LATE),
        "lost": (frame["lost"], LOST),
    }
    scale = 1 / frame["entered"].replace(0, 1) if share else pl.repeat(1, frame.height, eager=True)
    start = pl.repeat(0.0, frame.height, eager=True)
    for key, (counts, ink) in parts.items():
        width = counts * scale
        if key != "late" or (counts > 0).any():
            canvas.ax.barh(
                range(frame.height), width.to_list(), left=start.to_list(), height=0.6, **ink.area
            )
            canvas.key_area(key, ink)
        start = start + width
    _mark_rates(canvas, frame, share=share)
    canvas.rows([_stage_name(row, by, canvas) for row in frame.iter_rows(named=True)], width=44)
    canvas.beside([_rate_text(row, canvas) for row in frame.iter_rows(named=True)])
    widest = 1.0 if share else max(1.0, *frame["entered"].cast(pl.Float64))
    canvas.ax.set_xlim(0, 1.015 * widest)
    if share:
        canvas.percent("x")
    else:
        canvas.numbers("x")
    canvas.axes(x="share_entered" if share else "leads")
    canvas.key_line("will_go_on", **_RATE | {"linestyle": "-", "linewidth": 1.4})
    return canvas.finish(canvas.say("title", "funnel_bars"))


def _mark_rates(canvas: Canvas, frame: pl.DataFrame, *, share: bool) -> None:
    for y, row in enumerate(frame.iter_rows(named=True)):
        if None in (row["rate"], row["low"], row["high"]) or not row["entered"]:
            continue
        size = 1 if share else row["entered"]
        ends = [row["low"] * size, row["high"] * size]
        # White below dark, so that the mark is seen on every part.
        canvas.ax.plot(ends, [y, y], color="white", linewidth=4.0, solid_capstyle="butt")
        canvas.ax.plot(ends, [y, y], color=DARK, linewidth=1.4, marker="|", markersize=7)
        canvas.ax.plot([row["rate"] * size], [y], **_RATE)


def _stage_name(row: dict[str, Any], by: list[str], canvas: Canvas) -> str:
    values = [canvas.say("text", "empty") if row[n] is None else str(row[n]) for n in by]
    name = " · ".join([*values, str(row["label"])])
    return canvas.say("text", "counted", name=name, count=number_text(row["entered"]))


def _rate_text(row: dict[str, Any], canvas: Canvas) -> str:
    if None in (row["rate"], row["low"], row["high"]):
        return share_text(row["rate"])
    ends = {"low": share_text(row["low"]), "high": share_text(row["high"])}
    return canvas.say("text", "span", middle=share_text(row["rate"]), **ends)


def segments(compared: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw the share of each segment with its interval, and that of all other leads.

    How to read it: the dot is the segment, the bar its interval, the upright mark all other
    leads. Only filled dots are different from the others once chance, open leads and the number
    of comparisons are allowed for; a hollow dot is no news, however far away it looks.

    Parameters
    ----------
    compared : table
        What ``EventLog.compare(by)`` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When a column that ``compare`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = segments(example_log().compare("size"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['large (2)', 'small (1)']
    """
    numbers = dict.fromkeys(("leads", "share", "low", "high", "others"), "number")
    frame = read_table(
        compared,
        "segments",
        "EventLog.compare(by)",
        {"by": "any", "segment": "any", **numbers, "different": "boolean"},  # type: ignore[dict-item]
        gaps=["segment", "share", "low", "high", "others"],
    )
    canvas = Canvas(ax, lang, row_height(frame.height, 0.3))
    canvas.grid("x")
    many = frame["by"].n_unique() > 1
    for y, row in enumerate(frame.iter_rows(named=True)):
        ends = [row["low"], row["high"]]
        canvas.ax.plot(ends, [y, y], color=BLUE, linewidth=1.8, solid_capstyle="butt")
        canvas.ax.plot([row["others"]], [y], **_OTHERS)
        canvas.ax.plot([row["share"]], [y], **(_DIFFERENT if row["different"] else _ALIKE))
    canvas.rows([_segment_name(row, canvas, many=many) for row in frame.iter_rows(named=True)])
    rates = frame.select("share", "low", "high").rename({"share": "rate"})
    canvas.beside([_rate_text(row, canvas) for row in rates.iter_rows(named=True)])
    canvas.ax.set_xlim(left=min(0.0, canvas.ax.get_xlim()[0]))
    canvas.percent("x")
    canvas.axes(x="share")
    if frame["different"].any():
        canvas.key_line("different", **_DIFFERENT)
    if not frame["different"].all():
        canvas.key_line("alike", **_ALIKE)
    canvas.key_line("others", **_OTHERS)
    return canvas.finish(canvas.say("title", "segments"))


_DIFFERENT = dot(filled=True, colour=BLUE)
_ALIKE = dot(filled=False, colour=BLUE)
_OTHERS = dot(filled=True, marker="|", colour=GREY, size=13) | {"markeredgewidth": 2.2}


def _segment_name(row: dict[str, Any], canvas: Canvas, *, many: bool) -> str:
    value = canvas.say("text", "empty") if row["segment"] is None else str(row["segment"])
    name = canvas.say("text", "pair", name=row["by"], value=value) if many else value
    return canvas.say("text", "counted", name=name, count=number_text(row["leads"]))


def pipeline_change(
    pipeline: object, ax: Axes | None = None, *, of: str = "leads", lang: str = "en"
) -> Axes:
    """Draw how the open pipeline went from its size on one day to that on another.

    How to read it: from top to bottom each bar begins where the one before ended. Blue bars
    came in, dotted ones were won, striped ones were lost, and the last bar is what is open now.
    Growth is healthy when it comes from new leads and not from few endings.

    Parameters
    ----------
    pipeline : table
        What ``EventLog.pipeline(since, until)`` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    of : {"leads", "amount"}
        Count leads, or add up their amounts.
    lang : {"en", "zh"}
        The language; changes are named as in the table.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When ``change``, ``label`` or the column ``of`` is missing or of another kind.
    ArgumentError
        When there are no rows, or the log has no amounts.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = pipeline_change(example_log().pipeline("2026-01-15", "2026-02-28"))
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    'Open at the start'
    """
    check_choice("of", of, ("leads", "amount"))
    frame = read_table(
        pipeline,
        "pipeline_change",
        "EventLog.pipeline(since, until)",
        {"change": "any", "label": "any", of: "number"},
        gaps=["amount"],
    )
    if frame[of].null_count():
        raise ArgumentError(
            f'plots.pipeline_change: the column "{of}" is empty, because the log has no such '
            'values. Draw of="leads".'
        )
    canvas = Canvas(ax, lang, row_height(frame.height, 0.38))
    canvas.grid("x")
    level, levels = 0.0, [0.0, 1e-9]
    for y, (change, value) in enumerate(frame.select("change", of).iter_rows()):
        stock = str(change).startswith("open")
        left = 0.0 if stock else level
        ink = TOTAL if stock else WON if change == "won" else DONE if value >= 0 else MINUS
        canvas.ax.barh(y, value, left=left, height=0.6, **ink.area)
        level = left + value
        levels.append(level)
        if y < frame.height - 1:
            top = y + 0.3 if value else y - 0.3
            canvas.ax.vlines(level, top, y + 0.7, color=GREY, linewidth=0.8)
    canvas.rows([str(label) for label in frame["label"]])
    stocks = frame["change"].cast(pl.String).str.starts_with("open")
    canvas.beside([number_text(v, sign=not s) for v, s in zip(frame[of], stocks, strict=True)])
    canvas.ax.axvline(0, color=DARK, linewidth=0.8)
    room = 0.02 * (max(levels) - min(levels))
    canvas.ax.set_xlim(min(levels) - room if min(levels) < 0 else 0, max(levels) + room)
    canvas.numbers("x")
    canvas.axes(x=of)
    canvas.key_area("stock", TOTAL)
    canvas.key_area("plus", DONE)
    canvas.key_area("won", WON)
    canvas.key_area("minus", MINUS)
    return canvas.finish(canvas.say("title", "pipeline_change"))
