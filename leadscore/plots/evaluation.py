"""Pictures of how good probabilities are: says and is, gains, lift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.plots.canvas import Canvas, dot
from leadscore.plots.inks import BLUE, DARK, GREY, ORANGE
from leadscore.plots.reading import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EVEN: dict[str, Any] = {"color": GREY, "linewidth": 1.2, "linestyle": "--"}
_BEST: dict[str, Any] = {"color": DARK, "linewidth": 1.0, "linestyle": ":"}
_CURVE: dict[str, Any] = {"color": BLUE, "linewidth": 1.8, "marker": "o", "markersize": 5}
_FITS = dot(filled=True, colour=BLUE)
_MISSES = dot(filled=False, marker="s", colour=ORANGE, size=7) | {"markeredgewidth": 1.8}


def calibration(table: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw what was said against what happened, one dot per group of leads.

    How to read it: on the dashed line the share won is what was said. Below it, too much was
    promised; above it, too little. Squares are groups where chance does not explain the distance.

    Parameters
    ----------
    table : table
        What ``evaluate(...).calibration()`` gives.
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
        When ``says``, ``is``, ``low``, ``high`` or ``fits`` is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> table = pl.DataFrame({"says": [0.6, 0.2], "is": [0.5, 0.3], "low": [0.4, 0.25],
    ...                       "high": [0.7, 0.4], "fits": [True, False]})
    >>> calibration(table).get_ylabel()
    'Happened: share won'
    """
    numbers = dict.fromkeys(("says", "is", "low", "high"), "number")
    frame = read_table(
        table,
        "calibration",
        "evaluate(leads, outcomes).calibration()",
        {**numbers, "fits": "boolean"},  # type: ignore[dict-item]
    )
    canvas = Canvas(ax, lang, 5.2, 5.6)
    canvas.grid("both")
    ends = frame.select(pl.max_horizontal("says", "is", "high").max()).item()
    end = min(1.0, 1.06 * float(ends or 1.0))
    canvas.ax.plot([0, end], [0, end], **_EVEN)
    for row in frame.iter_rows(named=True):
        how = _FITS if row["fits"] else _MISSES
        canvas.ax.vlines(row["says"], row["low"], row["high"], color=how["color"], linewidth=1.6)
        canvas.ax.plot([row["says"]], [row["is"]], **how)
    canvas.ax.set(xlim=(-0.02 * end, end), ylim=(-0.02 * end, end))
    canvas.percent("x")
    canvas.percent("y")
    canvas.axes(x="said", y="is")
    canvas.key_line("fits", **_FITS)
    if not frame["fits"].all():
        canvas.key_line("misses", **_MISSES)
    canvas.key_line("equal", **_EVEN)
    return canvas.finish(canvas.say("title", "calibration"))


_LIFT_COLUMNS = ("leads_share", "wins_share", "precision", "lift")


def _read_lift(table: object, plot: str) -> pl.DataFrame:
    return read_table(
        table,
        plot,
        "evaluate(leads, outcomes).lift()",
        dict.fromkeys(_LIFT_COLUMNS, "number"),
        gaps=_LIFT_COLUMNS[1:],
    )


def gains(table: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw how many of the wins lie among the likeliest leads.

    How to read it: go right to the share of leads that you can call, then up to the share of all
    wins that they hold. The dashed line is calling by chance, the dotted one cannot be beaten.

    Parameters
    ----------
    table : table
        What ``evaluate(...).lift()`` gives.
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
        When a column that ``lift`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> table = pl.DataFrame({"leads_share": [0.5, 1.0], "wins_share": [0.8, 1.0],
    ...                       "precision": [0.4, 0.25], "lift": [1.6, 1.0]})
    >>> gains(table).get_ylabel()
    'Wins among them'
    """
    frame = _read_lift(table, "gains")
    canvas = Canvas(ax, lang, 5.0, 5.6)
    canvas.grid("both")
    canvas.ax.plot([0, 1], [0, 1], **_EVEN)
    # The last group holds all leads, so its precision is the share won of all.
    won = frame["precision"][-1]
    if won is not None and 0 < won < 1:
        canvas.ax.plot([0, won, 1], [0, 1, 1], **_BEST)
    canvas.ax.plot([0, *frame["leads_share"]], [0, *frame["wins_share"]], **_CURVE)
    canvas.ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.04))
    canvas.percent("x")
    canvas.percent("y")
    canvas.axes(x="leads_share", y="wins_share")
    canvas.key_line("ranked", **_CURVE)
    canvas.key_line("chance", **_EVEN)
    canvas.key_line("best", **_BEST)
    return canvas.finish(canvas.say("title", "gains"))


def lift(table: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw how many times better than chance it is to call the likeliest leads first.

    How to read it: at 20 % on the axis and 3 on the curve, the likeliest fifth is won three times
    as often as leads in general. At the right end every lead is called and the curve meets 1.

    Parameters
    ----------
    table : table
        What ``evaluate(...).lift()`` gives.
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
        When a column that ``lift`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> table = pl.DataFrame({"leads_share": [0.5, 1.0], "wins_share": [0.8, 1.0],
    ...                       "precision": [0.4, 0.25], "lift": [1.6, 1.0]})
    >>> lift(table).get_xlabel()
    'Leads called, likeliest first'
    """
    frame = _read_lift(table, "lift")
    canvas = Canvas(ax, lang, 4.4, 5.6)
    canvas.grid("both")
    canvas.ax.axhline(1, **_EVEN)
    canvas.ax.plot(frame["leads_share"].to_list(), frame["lift"].to_list(), **_CURVE)
    most = max(1.0, *frame["lift"].fill_null(0))
    canvas.ax.set(xlim=(-0.02, 1.02), ylim=(0, 1.1 * most))
    canvas.percent("x")
    canvas.numbers("y", whole=False)
    canvas.axes(x="leads_share", y="lift")
    canvas.key_line("ranked", **_CURVE)
    canvas.key_line("chance", **_EVEN)
    return canvas.finish(canvas.say("title", "lift"))
