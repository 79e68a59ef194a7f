"""A picture of cohorts by age: shares as a map, with what is not mature hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import polars as pl
from matplotlib.patches import Rectangle

from leadscore.plots.canvas import Canvas, number_text, row_height, share_text
from leadscore.plots.inks import BLACK, GREY, WHITE, Ink
from leadscore.plots.reading import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def cohort_map(cohorts: object, ax: Axes | None = None, *, lang: str = "en") -> Axes:
    """Draw the share with an outcome for each cohort and age, as a map.

    How to read it: a line is the leads that began in one period, a column their age. Read down a
    column to see whether newer leads do better at the same age. Hatched cells are not mature:
    not all leads of the cohort have been followed so long, and the number will still move.

    Parameters
    ----------
    cohorts : table
        What ``EventLog.cohorts()`` gives.
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
        When a column that ``cohorts`` makes is missing or of another kind.
    ArgumentError
        When there are no rows.

    Examples
    --------
    >>> from leadscore.funnel.examples import example_log
    >>> ax = cohort_map(example_log().cohorts(ages=[30, 60]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['2026-01 (3)']
    """
    frame = read_table(
        cohorts,
        "cohort_map",
        "EventLog.cohorts()",
        {
            "cohort": "any",
            "leads": "number",
            "age": "number",
            "share": "number",
            "mature": "boolean",
        },
        gaps=["share"],
    )
    lines = frame.select("cohort", "leads").unique("cohort", maintain_order=True)
    ages = frame["age"].unique().sort().to_list()
    canvas = Canvas(ax, lang, row_height(lines.height, 0.34), max(5.0, 2.4 + 0.75 * len(ages)))
    most = float(frame["share"].max() or 1.0)  # type: ignore[arg-type]
    rows = {name: at for at, name in enumerate(lines["cohort"])}
    for cohort, age, share, mature in frame.select("cohort", "age", "share", "mature").iter_rows():
        _draw_cell(canvas, ages.index(age), rows[cohort], share, most, mature=bool(mature))
    counted = zip(_day_names(lines["cohort"]), lines["leads"], strict=True)
    names = [canvas.say("text", "counted", name=n, count=number_text(c)) for n, c in counted]
    canvas.rows(names)
    canvas.columns([number_text(age) for age in ages])
    canvas.ax.set(xlim=(-0.5, len(ages) - 0.5), ylim=(lines.height - 0.5, -0.5))
    canvas.ax.spines["bottom"].set_visible(False)
    canvas.axes(x="age")
    if not frame["mature"].all():
        canvas.key_area("immature", Ink(WHITE, "////", GREY))
    if frame["share"].null_count():
        canvas.key_line("unseen", marker="_", color=GREY, linestyle="none")
    return canvas.finish(canvas.say("title", "cohort_map"))


def _draw_cell(
    canvas: Canvas, x: int, y: int, share: float | None, most: float, *, mature: bool
) -> None:
    """Fill one cell, darker for more, and write its share."""
    if share is None:
        canvas.write(x, y, "–", color=GREY)
        return
    # Never so dark that black on it is hard to read.
    colour = mpl.colormaps["Blues"](0.04 + 0.5 * share / max(most, 1e-9))
    hatch = None if mature else "////"
    place = (x - 0.5, y - 0.5)
    canvas.ax.add_patch(Rectangle(place, 1, 1, facecolor=colour, edgecolor=GREY, hatch=hatch, lw=0))
    canvas.ax.add_patch(Rectangle(place, 1, 1, fill=False, edgecolor=WHITE, lw=1.5))
    behind = {} if mature else {"bbox": {"facecolor": colour, "edgecolor": "none", "pad": 1.2}}
    canvas.write(x, y, share_text(share), color=BLACK, **behind)


def _day_names(days: pl.Series) -> list[str]:
    """Write days as short as they stay different: years, months, or whole dates."""
    if not days.dtype.is_temporal():
        return [str(day) for day in days]
    if (days.dt.day() == 1).all():
        return days.dt.strftime("%Y-%m").to_list()
    return days.dt.strftime("%Y-%m-%d").to_list()
