"""Rows of a sheet as the text that a workbook file holds: made column by column, many at once.

``xlsxwriter`` writes one cell after the other in Python; a long list takes a fifth of the time
when Polars joins the cells. Three of its inner functions are used for that; a test holds that the
sheet is the one that its own functions write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_AT_ONCE = 20_000
_ESCAPE = "(_x[0-9A-Fa-f]{4}_)"
_FIRST_DAY = 25_569
"""What a spreadsheet counts up to 1970-01-01."""


def write_rows(
    sheet: Worksheet,
    top: int,
    columns: Sequence[tuple[pl.Series, Format]],
    heights: pl.Series,
) -> None:
    """Write the rows of a table into a sheet whose last row so far stands above them.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
        Of a workbook that was opened with ``constant_memory``.
    top : int
        The first row, counted from 0.
    columns : sequence of (polars.Series, Format)
        Text, numbers or dates, and how they look; null is an empty cell.
    heights : polars.Series
        The height of each row in points; null for the usual one.
    """
    count = len(heights)
    if not count or not columns:
        return
    sheet._check_dimensions(top + count - 1, len(columns) - 1)  # noqa: SLF001
    # What stands above goes to the file first.
    sheet._write_single_row(top + count - 1)  # noqa: SLF001
    looks = [look._get_xf_index() for _, look in columns]  # noqa: SLF001
    frame = pl.DataFrame(
        [values.alias(str(place)) for place, (values, _) in enumerate(columns)]
        + [heights.alias("height")]
    )
    for text in _texts(frame, top + 1, looks):
        sheet.row_data_fh.write(text)


def _texts(frame: pl.DataFrame, first: int, looks: list[int]) -> Iterator[str]:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    number = pl.col("number").cast(pl.String)
    height = pl.format(' ht="{}" customHeight="1"', "height").fill_null("")
    cells = [
        _cell(pl.col(str(place)), frame.schema[str(place)], xl_col_to_name(place), number, look)
        for place, look in enumerate(looks)
    ]
    row = pl.concat_str(
        pl.lit('<row r="'), number, pl.lit('"'), height, pl.lit(">"), *cells, pl.lit("</row>")
    )
    for start in range(0, frame.height, _AT_ONCE):
        part = frame.slice(start, _AT_ONCE).with_row_index("number", offset=first + start)
        yield "".join(part.select(row.alias("row"))["row"])


def _cell(value: pl.Expr, dtype: pl.DataType, letters: str, number: pl.Expr, look: int) -> pl.Expr:
    head = pl.concat_str(pl.lit(f'<c r="{letters}'), number, pl.lit(f'" s="{look}"'))
    if dtype == pl.String:
        # Excel reads _x0041_ as a letter, and takes blanks at the ends away unless told not to.
        text = value.str.replace_all(_ESCAPE, "_x005F${1}")
        text = text.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
        kept = pl.when(value.str.contains(r"^\s|\s$")).then(pl.lit(' xml:space="preserve"'))
        opened = pl.concat_str(pl.lit(' t="inlineStr"><is><t'), kept.otherwise(pl.lit("")))
        return pl.concat_str(head, opened, pl.lit(">"), text, pl.lit("</t></is></c>")).fill_null("")
    if dtype == pl.Date:
        value = value.cast(pl.Int32) + _FIRST_DAY
    elif dtype.is_float():
        value = pl.when(value.is_finite()).then(value)
    text = value.cast(pl.String)
    return pl.concat_str(head, pl.lit("><v>"), text, pl.lit("</v></c>")).fill_null("")
