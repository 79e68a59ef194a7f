"""Charts of a workbook: drawn by the program that opens it, from cells that stand beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadscore.reports.words import say

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

GRADE_FILLS = ("#1F4E79", "#7BAFD4", "#D6E6F2", "#EFEFEF")
"""Grades, best first: one hue from dark to light, readable in print; then the rest."""
_GONE = "#B0B0B0"
_INK = "#404040"
_EDGE = {"color": "#7F7F7F", "width": 0.5}
# Dark, middle, light: told apart without colours; blue and orange are safe for every eye.
STATE_FILLS = {
    "advanced": ("#1F4E79", "#FFFFFF"),
    "won": ("#5B9BD5", "#000000"),
    "lost": ("#E69F00", "#000000"),
    "late": ("#B07AA1", "#FFFFFF"),
    "open": ("#E8E8E8", "#000000"),
}
"""How a stay in a stage ended, in the order of the bar: its fill, and the ink on it."""
_BAR, _AROUND = 26, 130
_WIDTH = 760
_LABELLED = 0.04


@dataclass(frozen=True)
class Cells:
    """One column of cells that a chart reads, and what stands in them.

    Attributes
    ----------
    sheet : str
        The sheet's name.
    top, first, column : int
        Row of the heading, first row of the values, and the column, counted from 0.
    heading : str
        What stands in the heading.
    values : sequence
        What stands in the cells. Heading and values are also kept in the chart, for programs that
        show one without looking at the cells.
    """

    sheet: str
    top: int
    first: int
    column: int
    heading: str
    values: Sequence[Any]

    @property
    def place(self) -> list[Any]:
        """Where the values stand."""
        return [self.sheet, self.first, self.column, self.first + len(self.values) - 1, self.column]

    @property
    def formula(self) -> str:
        """Where the values stand, as error bars are told."""
        from xlsxwriter.utility import quote_sheetname, xl_range_abs  # noqa: PLC0415

        return f"={quote_sheetname(self.sheet)}!{xl_range_abs(*self.place[1:])}"


def grade_chart(book: Workbook, names: Cells, counts: Cells, lang: str) -> Chart:
    """Draw how many companies have which grade; the last ones may be disqualified.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open for writing.
    names, counts : Cells
        Grades, best first, and how many companies have them.
    lang : {"en", "zh"}
        Language of title and axes.

    Returns
    -------
    Chart
        To be put on a sheet.
    """
    chart = book.add_chart({"type": "column"})
    gone = say("chart", "disqualified", lang)
    fills = [
        _GONE if name == gone else GRADE_FILLS[min(at, len(GRADE_FILLS) - 1)]
        for at, name in enumerate(names.values)
    ]
    chart.add_series(
        {
            **_series(names, counts),
            "points": [{"fill": {"color": one}, "border": _EDGE} for one in fills],
            "data_labels": {"value": True, "num_format": "#,##0", "font": {"color": _INK}},
            "gap": 60,
        }
    )
    _dress(chart, say("chart", "grades", lang), lang, ("grade", "companies"))
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": 300})
    return chart


def range_chart(  # noqa: PLR0917  the five columns of one table
    book: Workbook, names: Cells, scores: Cells, fall: Cells, rise: Cells, lang: str
) -> Chart:
    """Draw scores as bars, and what is still possible as a line through the end of each.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open for writing.
    names, scores, fall, rise : Cells
        Companies, their scores, and how far each score could fall and rise.
    lang : {"en", "zh"}
        Language of title and axes.

    Returns
    -------
    Chart
    """
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            **_series(names, scores),
            "fill": {"color": GRADE_FILLS[1]},
            "border": _EDGE,
            "gap": 45,
            "y_error_bars": {
                "type": "custom",
                "plus_values": rise.formula,
                "plus_data": list(rise.values),
                "minus_values": fall.formula,
                "minus_data": list(fall.values),
                "line": {"color": "#000000", "width": 1.25},
            },
        }
    )
    title = say("chart", "ranges", lang, count=len(names.values))
    lowest = [one - down for one, down in zip(scores.values, fall.values, strict=True)]
    highest = [one + up for one, up in zip(scores.values, rise.values, strict=True)]
    # Bars begin at 0, so that their lengths compare; programs that draw the axis by the bars alone
    # would cut the lines.
    least, most = min(0, *lowest), max(0, *highest)
    ends = (10 * math.floor(least / 10), 10 * math.ceil(most / 10))
    _dress(chart, title, lang, ("company", "score"), downwards=True, ends=ends)
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": _AROUND + _BAR * len(names.values)})
    return chart


def funnel_chart(
    book: Workbook, stages: Cells, states: dict[str, Cells], title: str, lang: str
) -> Chart:
    """Draw per stage a bar of who went on, was won, lost, too late, or is still open.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open for writing.
    stages : Cells
        The stages in order.
    states : dict of str to Cells
        Keys of ``STATE_FILLS`` to counts per stage.
    title : str
        Above the chart; may hold scraped text.
    lang : {"en", "zh"}
        Language of the axes.

    Returns
    -------
    Chart
    """
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    longest = max(map(sum, zip(*(one.values for one in states.values()), strict=True)), default=0)
    # A number that does not fit into its part of the bar is left to the table.
    shown = f'[>={max(1, round(longest * _LABELLED))}]#,##0;""'
    for state, (fill, ink) in STATE_FILLS.items():
        if state in states and any(states[state].values):
            labels = {"value": True, "num_format": shown, "font": {"color": ink, "size": 9}}
            chart.add_series(
                {
                    **_series(stages, states[state]),
                    "fill": {"color": fill},
                    "border": _EDGE,
                    "data_labels": labels,
                    "gap": 35,
                }
            )
    _dress(chart, title, lang, ("stage", "leads"), downwards=True)
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _WIDTH, "height": _AROUND + 30 + _BAR * len(stages.values)})
    return chart


def _series(names: Cells, values: Cells) -> dict[str, Any]:
    return {
        "name": [values.sheet, values.top, values.column],
        "name_data": [values.heading],
        "categories": names.place,
        "categories_data": list(names.values),
        "values": values.place,
        "values_data": list(values.values),
    }


def _dress(
    chart: Chart,
    title: str,
    lang: str,
    axes: tuple[str, str],
    *,
    downwards: bool = False,
    ends: tuple[int, int] | None = None,
) -> None:
    """Give a chart its title and the names of its axes, of categories and of values."""
    names, values = (say("chart", key, lang) for key in axes)
    font = {"bold": False, "color": _INK}
    # A title such as "x!A1" would be read as a reference to a cell.
    title = title.replace("!", "！")
    chart.set_title({"name": title, "name_font": {"size": 12, "color": _INK}, "overlay": False})
    lines = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
    along = {"name": names, "name_font": font, "major_gridlines": {"visible": False}}
    across: dict[str, Any] = {
        "name": values,
        "name_font": font,
        "num_format": "#,##0",
        "major_gridlines": lines,
    }
    across |= {"min": ends[0], "max": ends[1]} if ends else {"min": 0}
    if downwards:
        # The first row on top, and the values still counted below the last one.
        chart.set_y_axis({**along, "reverse": True, "label_position": "low", "crossing": "max"})
        chart.set_x_axis(across)
    else:
        chart.set_x_axis(along)
        chart.set_y_axis(across)
