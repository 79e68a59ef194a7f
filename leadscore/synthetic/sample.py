"""A sample: a messy table, the truth behind it, and the file it would come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, check_choice
from leadscore.writing import write_whole

COLLECTED = dt.date(2026, 11, 20)
"""The day on which every sample is said to be collected."""


@dataclass(frozen=True)
class Sample:
    """An invented list with known truth.

    Attributes
    ----------
    rows : polars.DataFrame
        The table as its file holds it, all text; null is an empty cell.
    truth : polars.DataFrame
        One row per company of the list, what is true of it; null: the list cannot tell.
    mess : mapping of str to int
        How many rows are of each kind of disorder: ``blank``, ``header``, ``repeat``.
    encoding : str
        How a text file of it is encoded.
    title : str or None
        A line above the header.

    Examples
    --------
    >>> sample = Sample(pl.DataFrame({"a": ["1"]}), pl.DataFrame({"a": [1]}))
    >>> sample.encoding
    'utf-8'
    """

    rows: pl.DataFrame
    truth: pl.DataFrame
    mess: Mapping[str, int] = field(default_factory=dict)
    encoding: str = "utf-8"
    title: str | None = None

    def write(self, path: str | Path) -> None:
        """Write the messy table to a file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            Ending in ``.csv`` (in the sample's encoding) or ``.xlsx``.

        Raises
        ------
        ArgumentError
            When the ending is another one.
        FileError
            When the file cannot be written.

        Examples
        --------
        >>> Sample(pl.DataFrame({"a": ["1"]}), pl.DataFrame()).write("a.pdf")
        Traceback (most recent call last):
            ...
        leadscore.errors.ArgumentError: the ending of path=".pdf" is not known; ...
        """
        ending = Path(path).suffix.lower()
        check_choice("the ending of path", ending, (".csv", ".xlsx"))
        write_whole(path, self._write_csv if ending == ".csv" else self._write_xlsx)

    def _write_csv(self, path: Path) -> None:
        head = "" if self.title is None else self.title + "," * (self.rows.width - 1) + "\r\n"
        text = head + self.rows.write_csv(line_terminator="\r\n")
        path.write_bytes(text.encode(self.encoding))

    def _write_xlsx(self, path: Path) -> None:
        import xlsxwriter  # noqa: PLC0415  only this one format needs it

        options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        with xlsxwriter.Workbook(path, options) as book:
            # A fixed date, so that the same sample gives the same bytes.
            book.set_properties({"created": dt.datetime.combine(COLLECTED, dt.time())})
            sheet = book.add_worksheet("Sheet1")
            lines: list[Any] = [] if self.title is None else [(self.title,)]
            lines += [tuple(self.rows.columns), *self.rows.iter_rows()]
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell is not None:
                        sheet.write_string(at, column, cell)


def check_rows(rows: int, seed: int) -> None:
    """Refuse a number of rows or a seed that cannot be.

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> check_rows(0, 1)
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: rows must be a whole number from 1 on, found 0.
    """
    for name, value, least in (("rows", rows, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ArgumentError(f"{name} must be a whole number from {least} on, found {value!r}.")


def place_rows(rows: pl.DataFrame, order: Any, blank: Any, header: Any) -> pl.DataFrame:
    """Put rows in order, with blank rows and repeated headers among them.

    Parameters
    ----------
    rows : polars.DataFrame
        Text columns.
    order : ndarray of int
        Row numbers, in the order they shall stand.
    blank, header : ndarray of int
        Before which place of ``order`` a blank row, or the header again, stands.

    Returns
    -------
    polars.DataFrame
        ``len(order) + len(blank) + len(header)`` rows.

    Examples
    --------
    >>> two = pl.DataFrame({"a": ["x", "y"]})
    >>> place_rows(two, np.array([1, 0]), np.array([1]), np.array([2]))["a"].to_list()
    ['y', None, 'x', 'a']
    """
    extra = pl.DataFrame({name: [None, name] for name in rows.columns}, schema=rows.schema)
    where = np.concatenate([blank, header]).astype(np.int64)
    what = np.concatenate([np.full(len(blank), rows.height), np.full(len(header), rows.height + 1)])
    return pl.concat([rows, extra])[np.insert(order, where, what)]
