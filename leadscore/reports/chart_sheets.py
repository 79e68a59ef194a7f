"""The sheets that show numbers as charts, and who must be followed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.reports.charts import STATE_FILLS, Cells, funnel_chart, grade_chart, range_chart
from leadscore.reports.row_text import write_rows
from leadscore.reports.safe_text import clean
from leadscore.reports.sheets import head_look
from leadscore.reports.words import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from leadscore.reports.overview import Overview
    from leadscore.reports.sheets import Sheets
    from leadscore.reports.tables import Column

_BESIDE = 12
"""The column in which the numbers beside a chart begin."""
_SECOND = 17
"""The row in which the second chart begins."""
_WIDTHS = (16, 12, 12, 16, 16)
_NAME_WIDTH = 32
_NAME = 200
_CHARTS = 8
"""How many segments get a chart; the table has them all."""
_SHORT = 40
"""Up to so many rows the charts stand below the table, else on its right."""
_PIXELS_A_ROW = 20


def add_overview(sheets: Sheets, overview: Overview) -> None:
    """Write how many companies have which grade, and the range of the highest scores.

    Parameters
    ----------
    sheets : Sheets
        Of an open workbook.
    overview : Overview
        What ``sum_up`` returned.
    """
    lang = sheets.lang
    name = say("sheet", "overview", lang)
    sheet = sheets.book.add_worksheet(name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(_BESIDE, _BESIDE, _NAME_WIDTH)
    for place, width in enumerate(_WIDTHS, start=_BESIDE + 1):
        sheet.set_column(place, place, width)
    looks = {"grade": "text", "companies": "money", "share": "share"}
    grades, counts, _ = _beside(sheets, sheet, 0, overview.grades, looks)
    sheet.insert_chart(0, 0, grade_chart(sheets.book, grades, counts, lang))
    if overview.ranges.height:
        points = dict.fromkeys(("score", "lowest", "highest", "fall", "rise"), "whole")
        looks, ranges = {"company": "text", **points}, _numbered(overview.ranges)
        names, scores, _, _, fall, rise = _beside(sheets, sheet, _SECOND, ranges, looks)
        chart = range_chart(sheets.book, names, scores, fall, rise, lang)
        sheet.insert_chart(_SECOND, 0, chart)


def _numbered(ranges: pl.DataFrame) -> pl.DataFrame:
    """Give each company a number, and a name that fits into a cell."""
    company = clean(ranges["company"], _NAME)[0].fill_null("")
    number = pl.int_range(1, pl.len() + 1)
    return ranges.with_columns(company).with_columns(
        pl.format("{}. {}", number, "company").alias("company")
    )


def _beside(
    sheets: Sheets,
    sheet: Worksheet,
    top: int,
    table: pl.DataFrame,
    looks: Mapping[str, str],
) -> list[Cells]:
    """Write a table beside its chart, and say where its columns stand.

    ``looks`` gives the words of each heading, and how the cells below look.
    """
    nothing = sheets.formats["text"]

    def write(row: int, cells: Sequence[tuple[pl.Series, Format]]) -> None:
        height = len(cells[0][0])
        space = pl.repeat(None, height, dtype=pl.String, eager=True)
        usual = pl.repeat(None, height, dtype=pl.Int64, eager=True)
        write_rows(sheet, row, [(space, nothing)] * _BESIDE + list(cells), usual)

    words = [say("chart", key, sheets.lang) for key in looks]
    above = [sheets.formats[head_look(look)] for look in looks.values()]
    write(top, [(pl.Series([word]), look) for word, look in zip(words, above, strict=True)])
    write(
        top + 1,
        [(one, sheets.formats[look]) for one, look in zip(table, looks.values(), strict=True)],
    )
    return [
        Cells(sheet.name, top, top + 1, _BESIDE + place, word, one.to_list())
        for place, (word, one) in enumerate(zip(words, table, strict=True))
    ]


def add_funnel(sheets: Sheets, columns: list[Column]) -> None:
    """Write a funnel, with a chart for each of the first segments.

    Parameters
    ----------
    sheets : Sheets
        Of an open workbook.
    columns : list of Column
        Those of ``funnel_columns``, fit for the cells.
    """
    at = {column.name: place for place, column in enumerate(columns)}
    frozen = at.get("stage", -1) + 1
    name = say("sheet", "funnel", sheets.lang)
    sheet, last = sheets.add_table(name, columns, frozen=frozen)[0]
    if "stage" not in at or not {"advanced", "lost", "open"} <= at.keys():
        return
    row, place = (last + 2, 0) if last <= _SHORT else (1, len(columns) + 1)
    own = columns[: at["stage"]]
    for title, first, count in list(_segments(own, columns[at["stage"]], sheets.lang))[:_CHARTS]:
        cells = {
            column.name: _cells(sheet, columns, at[column.name], first, count)
            for column in columns
            if column.name == "stage" or column.name in STATE_FILLS
        }
        stages = cells.pop("stage")
        chart = funnel_chart(sheets.book, stages, cells, title, sheets.lang)
        sheet.insert_chart(row, place, chart)
        row += int(chart.height / _PIXELS_A_ROW) + 2


def _cells(sheet: Worksheet, columns: list[Column], place: int, first: int, count: int) -> Cells:
    column = columns[place]
    values: list[Any] = column.values.slice(first, count).to_list()
    return Cells(sheet.name, 0, first + 1, place, column.heading, values)


def _segments(own: list[Column], stage: Column, lang: str) -> Iterator[tuple[str, int, int]]:
    """Find the rows of each segment: the title of its chart, its first row and their number."""
    height = len(stage.values)
    if not own:
        if height:
            yield say("chart", "funnel", lang), 0, height
        return
    keys = pl.DataFrame([one.values.alias(str(at)) for at, one in enumerate(own)])
    first = 0
    for run in keys.to_struct().rle().to_list():
        nothing = say("chart", "no_segment", lang)
        words = [str(nothing if cell is None else cell) for cell in run["value"].values()]
        segment = say("word", "list", lang).join(words)[:_NAME]
        yield say("chart", "segment", lang, segment=segment), first, run["len"]
        first += run["len"]


def add_due(sheets: Sheets, columns: list[Column]) -> None:
    """Write who must be followed up; what is overdue stands out.

    Parameters
    ----------
    sheets : Sheets
        Of an open workbook.
    columns : list of Column
        Those of ``due_columns``, fit for the cells; none: nothing is due.
    """
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    height = len(columns[0].values) if columns else 0
    lines = [] if height else [say("shell", "nothing_due", sheets.lang)]
    made = sheets.add_table(say("sheet", "due", sheets.lang), columns, lines=lines)
    names = [column.name for column in columns]
    if "overdue" not in names or not height:
        return
    letter, yes = xl_col_to_name(names.index("overdue")), say("word", "yes", sheets.lang)
    look = sheets.book.add_format({"bg_color": "#FCE4C8"})
    rule = {"type": "formula", "criteria": f'=${letter}2="{yes}"', "format": look}
    for sheet, last in made:
        sheet.conditional_format(1, 0, last, len(columns) - 1, rule)
