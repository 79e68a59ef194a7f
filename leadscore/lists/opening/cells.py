"""Cells as they were meant: blanks at the ends gone, lists written as text opened."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.distinct import is_missing, map_distinct
from leadscore.lists.opening.markup_left import drop_markup
from leadscore.lists.tables.repeating import Repeating, TextTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b\u2003\u2002\u2009"
_NO_WIDTH = "\u200b"
_ODD = "[\u200b<&\\\\]"
_LONGEST_LIST = 20_000


def unwrap_list(text: str) -> str:
    """Open a cell that holds a Python or JSON list of texts.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        The items with ``|`` between them, an empty text for an empty list, and ``text`` itself
        when it is no such list (or longer than 20,000 characters: then it is left alone).

    Examples
    --------
    >>> unwrap_list("['1-1.5万/月']"), unwrap_list("[]"), unwrap_list("[急聘] 会计")
    ('1-1.5万/月', '', '[急聘] 会计')
    >>> unwrap_list('["a", "b"]')
    'a|b'
    """
    if not (text.startswith("[") and text.endswith("]")) or len(text) > _LONGEST_LIST:
        return text
    try:
        items = ast.literal_eval(text.replace("null", "None") if "null" in text else text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    if not isinstance(items, list) or not all(
        item is None or isinstance(item, str | int | float) for item in items
    ):
        return text
    parts = [str(item).strip(_BLANKS) for item in items if item is not None]
    return "|".join(part for part in parts if not is_missing(part))


def clean_cells(frame: pl.DataFrame) -> pl.DataFrame:
    r"""Strip every cell, open lists written as text, and turn empty cells into null.

    A space of no width, which nobody sees, goes wherever it stands, and so does markup within a
    line (see ``without_markup``).

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of text.

    Returns
    -------
    polars.DataFrame
        The same columns, same height and order.

    Examples
    --------
    >>> clean_cells(pl.DataFrame({"0": ["\u00a0 50-150人 ", "['民营公司']", " "]}))["0"].to_list()
    ['50-150人', '民营公司', None]
    """
    mended = frame.with_columns([_mended(column) for column in frame])
    stripped = mended.with_columns(pl.all().str.strip_chars(_BLANKS))
    empty = stripped.select((pl.all().str.len_bytes() == 0).any()).row(0)
    emptied = [c for c, some in zip(frame.columns, empty, strict=True) if some]
    stripped = stripped.with_columns(
        [pl.when(pl.col(c).str.len_bytes() > 0).then(pl.col(c)).alias(c) for c in emptied]
    )
    opened = stripped.select(pl.all().str.starts_with("[").any()).row(0)
    listed = [c for c, some in zip(frame.columns, opened, strict=True) if some]
    return stripped.with_columns([_unwrapped(stripped[name]) for name in listed])


def clean_table(table: TextTable) -> TextTable:
    """Clean the cells of a table: each text once.

    Parameters
    ----------
    table : TextTable
        Cells as they stand.

    Returns
    -------
    TextTable
        What ``clean_cells`` makes of them.

    Examples
    --------
    >>> cleaned = clean_table(TextTable.of(pl.DataFrame({"0": [" a", "b", "a", " "]})))
    >>> cleaned.frame.rows(), cleaned.columns[0].texts.to_list()
    ([('a',), ('b',), ('a',), (None,)], ['a', 'b', None])
    """
    every = pl.concat([column.texts for column in table.columns]).alias("text")
    cleaned = clean_cells(every.to_frame())["text"]
    unlike = cleaned.ne_missing(every).to_numpy()
    made, start = [], 0
    for column in table.columns:
        end = start + len(column.texts)
        same = not unlike[start:end].any()
        made.append(column if same else column.turned_to(cleaned[start:end]))
        start = end
    return TextTable(made)


def blank_rows(columns: Sequence[Repeating]) -> NDArray[np.int64]:
    """Find the rows in which nothing but blanks stands.

    Parameters
    ----------
    columns : sequence of Repeating
        Cells as they stand.

    Returns
    -------
    ndarray of int64
        Rows, ascending.

    Examples
    --------
    >>> blank_rows([Repeating.of(pl.Series(texts)) for texts in ([" ", "a", None], ["", "", "b"])])
    array([0])
    """
    rows = np.arange(len(columns[0].place))
    for column in columns:
        # Nearly every row holds something in its first column: few are left for the others.
        if len(rows):
            nothing = (column.texts.str.strip_chars() == "").fill_null(value=True).to_numpy()
            rows = rows[nothing[column.place[rows]]]
    return rows


def _mended(column: pl.Series) -> pl.Series:
    """Take out what nobody sees; one look at each text finds the few that hold any."""
    places = column.str.contains(_ODD).fill_null(value=False).arg_true()
    if not len(places):
        return column
    texts = column.gather(places).str.replace_all(_NO_WIDTH, "", literal=True)
    return column.clone().scatter(places, drop_markup(texts))


def _unwrapped(column: pl.Series) -> pl.Series:
    is_list = (column.str.starts_with("[") & column.str.ends_with("]")).fill_null(value=False)
    if not is_list.any():
        return column
    frame = pl.DataFrame({"cell": column.filter(is_list)})
    opened = map_distinct(
        frame, ["cell"], lambda cell: (unwrap_list(cell or "") or None,), {"cell": pl.String}
    )
    return column.scatter(is_list.arg_true(), opened["cell"])
