"""Pictures of points: a card, and a card before and after learning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadscore.plots.canvas import Canvas, dot, number_text, row_height
from leadscore.plots.inks import BLUE, DARK, DONE, GREY, MINUS, REST, UNSURE
from leadscore.plots.reading import read_table
from leadscore.reports.card_lines import card_title, point_lines
from leadscore.reports.words import say as report_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def card_points(card: Any, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw a card: what gives how many points.

    How to read it: every attribute gives the points of one of its bars. The attribute with the
    longest bars decides most. The hatched bar is what counts while nothing is known.

    Parameters
    ----------
    card : Card
        The card.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import leadscore as ls
    >>> ax = card_points(ls.hrm_card())
    >>> ax.get_title()
    'HR software, first call (hrm 1): 3 to 100 points'
    """
    height = sum(len(one.bins) + 2.5 for one in card.attributes)
    canvas = Canvas(ax, lang, row_height(height, 0.215))
    lines = point_lines(card, canvas.lang)
    unknown, rest = (report_words("word", key, canvas.lang) for key in ("unknown", "rest"))
    places = _grouped([head for head, *_ in lines])
    canvas.grid("x")
    for y, (_, words, points, _) in zip(places, lines, strict=True):
        ink = MINUS if points < 0 else DONE
        ink = {unknown: UNSURE, rest: REST}.get(words, ink)
        canvas.ax.barh(y, points, height=0.66, **ink.area)
    canvas.ax.axvline(0, color=DARK, linewidth=0.8)
    _name_groups(canvas, [head for head, *_ in lines], [words for _, words, *_ in lines], places)
    canvas.beside([number_text(points) for *_, points, _ in lines], places)
    canvas.numbers("x")
    canvas.axes(x="points")
    canvas.key_area("known", DONE)
    if any(points < 0 for *_, points, _ in lines):
        canvas.key_area("taken", MINUS)
    canvas.key_area("part_known", UNSURE)
    if any(words == rest for _, words, *_ in lines):
        canvas.key_area("rest", REST)
    return canvas.finish(card_title(card, canvas.lang))


def learned_points(points: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw the points of every bin before and after learning, with their intervals.

    How to read it: the diamond is what the card gave before, the dot what it gives now. Where the
    bar leaves the diamond out, the outcomes contradict the card. A hollow dot was seen in fewer
    than five leads, so the card's own opinion stands. The count is of the leads learned from.

    Parameters
    ----------
    points : table
        What ``learn(...).points()`` gives.
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
        When a column that ``points`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> import leadscore as ls, polars as pl
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(200)
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": ls.score(leads)["score"] > 55})
    >>> ax = learned_points(ls.learn(leads, won).points())
    >>> ax.get_xlabel()
    'Points'
    """
    numbers = dict.fromkeys(("leads", "before", "after", "low", "high"), "number")
    frame = read_table(
        points,
        "learned_points",
        "learn(leads, outcomes).points()",
        {"attribute": "text", "bin": "text", **numbers, "supported": "boolean"},  # type: ignore[dict-item]
    )
    first = frame["attribute"] != frame["attribute"].shift(1)
    starts = [True, *first.to_list()[1:]]
    heads = [name if start else "" for name, start in zip(frame["attribute"], starts, strict=True)]
    places = _grouped(heads)
    canvas = Canvas(ax, lang, row_height(places[-1], 0.215))
    canvas.grid("x")
    canvas.ax.axvline(0, color=DARK, linewidth=0.8)
    for y, row in zip(places, frame.iter_rows(named=True), strict=True):
        style = "-" if row["supported"] else ":"
        canvas.ax.plot(
            [row["low"], row["high"]], [y, y], color=BLUE, linewidth=1.8, linestyle=style
        )
        canvas.ax.plot([row["before"]], [y], **_BEFORE)
        canvas.ax.plot([row["after"]], [y], **(_AFTER if row["supported"] else _AFTER_FEW))
    _name_groups(canvas, heads, frame["bin"].to_list(), places)
    counts = [canvas.say("text", "leads", count=number_text(n)) for n in frame["leads"]]
    canvas.beside(counts, places)
    canvas.numbers("x")
    canvas.axes(x="points")
    canvas.key_line("before", **_BEFORE)
    canvas.key_line("after", **_AFTER)
    if not frame["supported"].all():
        canvas.key_line("after_few", **_AFTER_FEW)
    canvas.key_line("interval", color=BLUE, linewidth=1.8)
    return canvas.finish(canvas.say("title", "learned_points"))


_BEFORE = dot(filled=False, marker="D", colour=GREY, size=7)
_AFTER = dot(filled=True, colour=BLUE, size=5)
_AFTER_FEW = dot(filled=False, colour=BLUE, size=5)


def _grouped(heads: list[str]) -> list[float]:
    """Place rows below each other, with a line for each heading."""
    places: list[float] = []
    y = -1.0
    for head in heads:
        y += (2.3 if places else 2.0) if head else 1.0
        places.append(y)
    return places


def _name_groups(canvas: Canvas, heads: list[str], names: list[str], places: list[float]) -> None:
    """Name the rows, and write each heading above the first row of its group."""
    headed = [(y - 1, head) for y, head in zip(places, heads, strict=True) if head]
    both = sorted(
        [
            *((y, name, False) for y, name in zip(places, names, strict=True)),
            *((y, head, True) for y, head in headed),
        ]
    )
    canvas.rows([name for _, name, _ in both], [y for y, *_ in both], width=40)
    for label, (_, _, is_head) in zip(canvas.ax.get_yticklabels(), both, strict=True):
        if is_head:
            label.set_fontweight("bold")
