"""Pictures of scores: the ranking with its ranges, and how one lead's score is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.errors import check_count
from leadscore.plots.canvas import Canvas, dot, number_text, row_height
from leadscore.plots.inks import BLUE, DARK, DONE, GREY, MINUS, TOTAL, UNSURE
from leadscore.plots.reading import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def score_ranges(
    ranked: object, ax: Axes | None = None, *, card: Any = None, top: int = 25, lang: str = "en"
) -> Axes:
    """Draw the first leads of a ranking, each with the scores that are still possible.

    How to read it: a line is a lead, the dot its score, the bar from the lowest to the highest
    score that is still possible. A filled dot: the bar stays within one grade, so the grade is
    sure. A long bar: ask the next question before you decide.

    Parameters
    ----------
    ranked : table
        What ``rank`` or ``score`` gives; the lines are named by ``name``, else by ``lead_id``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    card : Card, optional
        Shades its grades.
    top : int
        How many leads, from the first one on.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When ``score``, ``low``, ``high`` or ``grade`` is missing or of another kind.
    ArgumentError
        When there are no rows, or ``top`` is less than 1.

    Examples
    --------
    >>> import leadscore as ls
    >>> from leadscore.samples import make_leads
    >>> ax = score_ranges(ls.rank(make_leads(50)), card=ls.hrm_card(), top=20)
    >>> len(ax.get_yticklabels())
    20
    """
    check_count("top", top)
    frame = read_table(
        ranked,
        "score_ranges",
        "rank(leads)",
        {"score": "number", "low": "number", "high": "number", "grade": "text"},
        {"name": "any", "lead_id": "any", "position": "number", "sure": "boolean", "gate": "text"},
    ).head(top)
    canvas = Canvas(ax, lang, row_height(frame.height, 0.24))
    low, high = _reach(frame, card)
    if card is not None:
        canvas.bands(card, low, high)
    else:
        canvas.grid("x")
    seen = set()
    for y, row in enumerate(frame.iter_rows(named=True)):
        kind = _kind(row)
        seen.add(kind)
        canvas.ax.hlines(y, row["low"], row["high"], color=GREY, linewidth=2.2)
        canvas.ax.plot([row["score"]], [y], **_MARKERS[kind], zorder=3)
    canvas.rows([_lead_name(row, at) for at, row in enumerate(frame.iter_rows(named=True), 1)])
    canvas.beside([_verdict(row, canvas) for row in frame.iter_rows(named=True)])
    canvas.ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    canvas.numbers("x")
    canvas.axes(x="score")
    for kind, how in _MARKERS.items():
        if kind in seen:
            canvas.key_line(kind, **how)
    canvas.key_line("possible", color=GREY, linewidth=2.2)
    return canvas.finish(canvas.say("title", "score_ranges"))


_MARKERS = {
    "sure": dot(filled=True, colour=BLUE),
    "unsure": dot(filled=False, colour=BLUE),
    "out": dot(filled=True, marker="x", colour=DARK),
}


def _reach(frame: pl.DataFrame, card: Any) -> tuple[float, float]:
    """Return the scores from which and to which the axis goes."""
    lows, highs = frame["low"].to_list(), frame["high"].to_list()
    if card is not None:
        lows, highs = [*lows, card.lowest], [*highs, card.highest]
    low, high = float(min(lows)), float(max(highs))
    return low, max(high, low + 1)


def _kind(row: dict[str, Any]) -> str:
    if row.get("gate") is not None:
        return "out"
    sure = row.get("sure")
    return "sure" if (row["low"] == row["high"] if sure is None else sure) else "unsure"


def _lead_name(row: dict[str, Any], number: int) -> str:
    name = row.get("name") or row.get("lead_id") or ""
    place = row.get("position")
    return f"{number if place is None else place}  {name}"


def _verdict(row: dict[str, Any], canvas: Canvas) -> str:
    if row.get("gate") is not None:
        return canvas.say("key", "out")
    return f"{number_text(row['score'])}  {row['grade']}"


def lead_waterfall(
    explained: object,
    ax: Axes | None = None,
    *,
    card: Any = None,
    name: str | None = None,
    lang: str = "en",
) -> Axes:
    """Draw how the score of one lead is made, attribute by attribute.

    How to read it: from top to bottom each bar begins where the one before ended, and the last
    one is the score. A hatched bar is a best guess because nothing is known; the thin line shows
    where it could end. The longest thin line is the question to ask next.

    Parameters
    ----------
    explained : table
        What ``explain`` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    card : Card, optional
        Shades its grades.
    name : str, optional
        The lead's name, for the title.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ColumnError, ColumnTypeError
        When ``label``, ``value``, ``points``, ``low`` or ``high`` is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> import leadscore as ls
    >>> from leadscore.samples import make_leads
    >>> ax = lead_waterfall(ls.explain(make_leads(5), "lead-0000003"), name="Example Ltd")
    >>> ax.get_title()
    'Example Ltd'
    """
    points = dict.fromkeys(("points", "low", "high"), "number")
    frame = read_table(
        explained,
        "lead_waterfall",
        "explain(leads, lead_id)",
        {"label": "text", "value": "text", **points},  # type: ignore[dict-item]
        gaps=["value"],
    )
    canvas = Canvas(ax, lang, row_height(frame.height + 1, 0.34))
    sums = {end: int(frame[end].sum()) for end in ("points", "low", "high")}
    steps = [0, *frame["points"].cum_sum().to_list()]
    reach = [*steps, sums["low"], sums["high"]]
    for at, row in enumerate(frame.iter_rows(named=True)):
        reach += [steps[at] + row["low"], steps[at] + row["high"]]
    low, high = float(min(reach)), float(max([*reach, 1]))
    if card is not None:
        low, high = min(low, card.lowest), max(high, card.highest)
        canvas.bands(card, low, high)
    else:
        canvas.grid("x")
    _draw_steps(canvas, frame, steps, sums)
    total = canvas.say("key", "total")
    canvas.rows(
        [*(_step_name(row, canvas) for row in frame.iter_rows(named=True)), total], width=44
    )
    rows = [*frame.select("points", "low", "high").rows(), tuple(sums.values())]
    canvas.beside([_span(canvas, row, sign=at < frame.height) for at, row in enumerate(rows)])
    canvas.ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    canvas.numbers("x")
    canvas.axes(x="score")
    _waterfall_key(canvas, frame)
    return canvas.finish(name or canvas.say("title", "lead_waterfall"))


def _draw_steps(
    canvas: Canvas, frame: pl.DataFrame, steps: list[int], sums: dict[str, int]
) -> None:
    for at, row in enumerate(frame.iter_rows(named=True)):
        ink = UNSURE if row["value"] is None else MINUS if row["points"] < 0 else DONE
        canvas.ax.barh(at, row["points"], left=steps[at], height=0.6, **ink.area)
        canvas.ax.vlines(steps[at + 1], at + 0.3, at + 0.7, color=GREY, linewidth=0.8)
        _whisker(canvas, at, steps[at] + row["low"], steps[at] + row["high"])
    last = frame.height
    canvas.ax.barh(last, sums["points"], height=0.6, **TOTAL.area)
    _whisker(canvas, last, sums["low"], sums["high"])


def _whisker(canvas: Canvas, y: float, low: float, high: float) -> None:
    if low < high:
        canvas.ax.plot([low, high], [y + 0.4] * 2, color=DARK, linewidth=1.2, marker="|")


def _step_name(row: dict[str, Any], canvas: Canvas) -> str:
    value = canvas.say("text", "unknown") if row["value"] is None else row["value"]
    return canvas.say("text", "pair", name=row["label"], value=value)


def _span(canvas: Canvas, row: tuple[Any, ...], *, sign: bool) -> str:
    points, low, high = row
    middle = number_text(points, sign=sign)
    if low == high:
        return middle
    ends = {"low": number_text(low), "high": number_text(high)}
    return canvas.say("text", "span", middle=middle, **ends)


def _waterfall_key(canvas: Canvas, frame: pl.DataFrame) -> None:
    known = frame["value"].is_not_null()
    if known.any():
        canvas.key_area("known", DONE)
    if (known & (frame["points"] < 0)).any():
        canvas.key_area("taken", MINUS)
    if not known.all():
        canvas.key_area("part_known", UNSURE)
    if (frame["low"] < frame["high"]).any():
        canvas.key_line("possible", color=DARK, linewidth=1.2, marker="|")
