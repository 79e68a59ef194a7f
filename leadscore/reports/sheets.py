"""The sheets of a call list: how tables and the card look in a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.reports.card_lines import card_title, point_lines, rule_lines
from leadscore.reports.row_text import write_rows
from leadscore.reports.tables import PRINTED, Column, line_counts
from leadscore.reports.words import say

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576
"""Rows of a sheet, as Excel has them."""
CELL_CHARACTERS = 32_767
"""Characters of a cell, as Excel has them."""

# One hue from dark to light: readable without telling colours apart, and in print.
_GRADE_COLOURS = {
    "A": ("#1F4E79", "#FFFFFF"),
    "B": ("#7BAFD4", "#000000"),
    "C": ("#D6E6F2", "#000000"),
}
_GREY = "#9A9A9A"
_CARD_WIDTHS = (24, 40, 10, 60)
_LINE_HEIGHT = 16
_ROW_GAP = 4
_HEAD_HEIGHT = 22
_FROZEN = ("position", "name")
_USUAL_HEIGHT = pl.Series([None], dtype=pl.Int64)
# A little room, so that a number does not touch the text of the next column.
_NUMBER = {"valign": "top", "align": "right", "indent": 1}
_HEAD = {"bold": True, "bg_color": "#E8E8E8", "bottom": 1, "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right", "indent": 1},
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "name": {"valign": "top", "text_wrap": True, "bold": True},
    "bold": {"valign": "top", "bold": True},
    "letter": {"valign": "top", "align": "center", "bold": True},
    "centre": {"valign": "top", "align": "center"},
    "place": {"valign": "top", "align": "center", "num_format": "0"},
    "whole": {**_NUMBER, "num_format": "0"},
    "broken": {**_NUMBER, "num_format": "0.###"},
    "share": {**_NUMBER, "num_format": "0.0%"},
    "money": {**_NUMBER, "num_format": "#,##0"},
    "date": {"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"},
    "title": {"bold": True, "font_size": 14},
    "gone": {"font_color": _GREY},
}


def _look(column: Column) -> str:
    if column.kind == "date":
        return "date"
    if column.look:
        return column.look
    if column.kind == "number":
        look = "whole" if column.values.dtype.is_integer() else "broken"
        look = "money" if column.name.endswith("_cny") else look
        return "place" if column.name == "position" else look
    own = {"grade": "letter", "sure": "centre", "range": "centre", "name": "name"}
    return own.get(column.name, "wrap" if column.wrap else "text")


def head_look(look: str) -> str:
    """Name the look of a heading above cells of a look: right above numbers."""
    return "head_right" if "indent" in _LOOKS[look] else "head"


class Sheets:
    """Writes sheets into a workbook, in the order they are added.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open for writing.
    lang : {"en", "zh"}
        Language of names and words.
    """

    def __init__(self, book: Workbook, lang: str) -> None:
        self.book = book
        self.lang = lang
        self.formats = {name: book.add_format(look) for name, look in _LOOKS.items()}

    def add_calls(self, columns: list[Column], highest: int) -> None:
        """Write the call list.

        Parameters
        ----------
        columns : list of Column
            Those of ``call_columns``, fit for the cells.
        highest : int
            The highest score, for the bars.
        """
        frozen = sum(column.name in _FROZEN for column in columns[:2])
        printed = sum(column.name in PRINTED for column in columns)
        for sheet, last in self.add_table(say("sheet", "calls", self.lang), columns, frozen=frozen):
            self._colour(sheet, columns, last, highest)
            if printed:
                sheet.print_area(0, 0, last, printed - 1)

    def _colour(self, sheet: Worksheet, columns: list[Column], last: int, highest: int) -> None:
        """Colour by value, not by place, so that the sheet may be sorted."""
        from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

        at = {column.name: place for place, column in enumerate(columns)}
        if "gate" in at:
            test = f'=${xl_col_to_name(at["gate"])}2<>""'
            rule = {"type": "formula", "criteria": test, "format": self.formats["gone"]}
            sheet.conditional_format(1, 0, last, len(columns) - 1, {**rule, "stop_if_true": True})
        if "grade" in at:
            for letter, (back, ink) in _GRADE_COLOURS.items():
                look = self.book.add_format({"bg_color": back, "font_color": ink})
                rule = {"type": "cell", "criteria": "==", "value": f'"{letter}"', "format": look}
                sheet.conditional_format(1, at["grade"], last, at["grade"], rule)
        if "score" in at:
            bar = {"type": "data_bar", "bar_color": "#BFD7EA", "bar_solid": True}
            ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": highest}
            sheet.conditional_format(1, at["score"], last, at["score"], {**bar, **ends})

    def add_table(
        self,
        name: str,
        columns: list[Column],
        *,
        frozen: int = 0,
        lines: Sequence[str] = (),
        printed: int | None = None,
    ) -> list[tuple[Worksheet, int]]:
        """Write a table below some lines of text, in as many sheets as it needs.

        Parameters
        ----------
        name : str
            What the sheet is called; further ones get a number.
        columns : list of Column
            Fit for the cells; may be none.
        frozen : int
            How many columns stay in sight.
        lines : sequence of str
            What stands above the table.
        printed : int, optional
            How many columns go to paper; None: all.

        Returns
        -------
        list of (Worksheet, int)
            Each sheet and its last row.
        """
        top = len(lines) + bool(lines)
        height = len(columns[0].values) if columns else 0
        room = SHEET_ROWS - 1 - top
        made = []
        for number, start in enumerate(range(0, max(height, 1), room), start=1):
            sheet = self.book.add_worksheet(name if number == 1 else f"{name} {number}")
            count = min(room, height - start)
            for row, line in enumerate(lines):
                look = self.formats["bold" if row == 0 else "text"]
                write_rows(sheet, row, [(pl.Series([line]), look)], _USUAL_HEIGHT)
            if columns:
                self._head(sheet, top, columns, top + count)
                sheet.freeze_panes(top + 1, frozen)
                self._rows(sheet, top + 1, columns, start, count)
                if printed is not None:
                    sheet.print_area(0, 0, top + count, min(printed, len(columns)) - 1)
            made.append((sheet, top + count))
        return made

    def _head(self, sheet: Worksheet, top: int, columns: list[Column], last: int) -> None:
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        heads = [
            (pl.Series([column.heading]), self.formats[head_look(_look(column))])
            for column in columns
        ]
        write_rows(sheet, top, heads, pl.Series([_HEAD_HEIGHT]))
        sheet.autofilter(top, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)

    def _rows(
        self, sheet: Worksheet, top: int, columns: list[Column], start: int, count: int
    ) -> None:
        cells = [
            (column.values.slice(start, count), self.formats[_look(column)]) for column in columns
        ]
        lines = pl.Series(line_counts(columns), dtype=pl.Int64).slice(start, count)
        tall = pl.when(pl.col("lines") > 1).then(pl.col("lines") * _LINE_HEIGHT + _ROW_GAP)
        write_rows(sheet, top, cells, pl.DataFrame({"lines": lines}).select(tall).to_series())

    def add_card(self, card: Any) -> None:
        """Write how the score is made: how to read it, points, grades and gates.

        Parameters
        ----------
        card : Card
            The card.
        """
        sheet = self.book.add_worksheet(say("sheet", "card", self.lang))
        for place, width in enumerate(_CARD_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, card_title(card, self.lang), self.formats["title"])
        for row, key in enumerate(("read", "ask"), start=1):
            self._merged(sheet, row, say("line", key, self.lang))
        row = self._points(sheet, 4, card)
        for line in rule_lines(card, self.lang):
            sheet.write_string(row, 0, line, self.formats["text"])
            row += 1

    def _merged(self, sheet: Worksheet, row: int, text: str) -> None:
        lines = (len(text.encode()) + len(text)) / 2 / sum(_CARD_WIDTHS)
        sheet.set_row(row, _LINE_HEIGHT * (1 + int(lines * 1.1)))
        sheet.merge_range(row, 0, row, len(_CARD_WIDTHS) - 1, "", self.formats["wrap"])
        sheet.write_string(row, 0, text, self.formats["wrap"])

    def _points(self, sheet: Worksheet, top: int, card: Any) -> int:
        for place, key in enumerate(("attribute", "value", "points", "ask")):
            sheet.write_string(top, place, say("heading", key, self.lang), self.formats["head"])
        row = top + 1
        for head, words, points, ask in point_lines(card, self.lang):
            sheet.write_string(row, 0, head, self.formats["bold"])
            sheet.write_string(row, 1, words, self.formats["text"])
            sheet.write_number(row, 2, points, self.formats["place"])
            sheet.write_string(row, 3, ask, self.formats["text"])
            row += 1
        return row + 1
