"""A picture of outcomes by days since the start, stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.errors import ArgumentError
from leadscore.plots.canvas import Canvas
from leadscore.plots.inks import DARK, DONE, LOST, OTHERS, STILL_OPEN, Ink
from leadscore.plots.reading import read_table, segment_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("share", "low", "high")
_INCIDENCE: dict[str, ColumnKind] = {
    "day": "number",
    "outcome": "text",
    **dict.fromkeys(("at_risk", *_SHARES), "number"),
}


def incidence(curves: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw what has become of leads by days since the start: won below, lost above, open between.

    How to read it: go right to a number of days; the heights are the shares of leads that were
    won, still open and lost by then. Where the parts no longer change, waiting longer brings
    nothing. The dotted lines are the interval of the lowest part.

    Parameters
    ----------
    curves : table
        What ``EventLog.incidence()`` gives, of one segment.
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
        When a column that ``incidence`` makes is missing or of another kind.
    ArgumentError
        When there are no rows, or more than one segment.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = incidence(example_log().incidence())
    >>> ax.get_xlabel()
    'Days since the start'
    """
    by = segment_names(curves, _INCIDENCE)
    frame = read_table(
        curves,
        "incidence",
        "EventLog.incidence()",
        _INCIDENCE,
        dict.fromkeys(by, "any"),
        gaps=_SHARES,
    )
    _refuse_segments(frame, by, "incidence")
    canvas = Canvas(ax, lang, 4.4)
    parts = _stacked(list(dict.fromkeys(frame["outcome"])))
    below = pl.DataFrame()
    for name, ink in parts:
        curve = frame.filter(pl.col("outcome") == name).sort("day")
        bottom = below["top"] if below.width else pl.repeat(0.0, curve.height, eager=True)
        below = pl.DataFrame({"day": curve["day"], "top": bottom + curve["share"].fill_null(0)})
        canvas.ax.fill_between(
            curve["day"].to_list(),
            bottom.to_list(),
            below["top"].to_list(),
            step="post",
            **ink.area,
        )
    lowest = frame.filter(pl.col("outcome") == parts[0][0]).sort("day")
    for end in ("low", "high"):
        canvas.ax.step(lowest["day"], lowest[end], where="post", **_DOTTED)
    last = float(frame["day"].max() or 0)  # type: ignore[arg-type]
    canvas.ax.set(xlim=(0, max(last, 1)), ylim=(0, 1))
    canvas.numbers("x")
    canvas.percent("y")
    canvas.axes(x="days_since", y="share")
    for name, ink in reversed(parts):
        canvas.key_area(name, ink, words=None if name in ("won", "open", "lost") else name)
    canvas.key_line("won_interval", **_DOTTED)
    return canvas.finish(canvas.say("title", "incidence"))


_DOTTED: dict[str, Any] = {"color": DARK, "linewidth": 1.2, "linestyle": ":"}


def _stacked(outcomes: list[str]) -> list[tuple[str, Ink]]:
    """Put the outcomes in order, from below: won, stages, open, lost."""
    others = [name for name in outcomes if name not in ("won", "open", "lost")]
    inks = {"won": DONE, **{n: OTHERS[at % len(OTHERS)] for at, n in enumerate(others)}}
    inks |= {"open": STILL_OPEN, "lost": LOST}
    return [(name, ink) for name, ink in inks.items() if name in outcomes]


def _refuse_segments(frame: pl.DataFrame, by: list[str], plot: str) -> None:
    if by and frame.select(by).n_unique() > 1:
        names = ", ".join(f'"{name}"' for name in by)
        raise ArgumentError(
            f"plots.{plot} draws one segment, and the table has {frame.select(by).n_unique()} in "
            f"{names}. Keep the rows of one, and draw each into its own axes."
        )
