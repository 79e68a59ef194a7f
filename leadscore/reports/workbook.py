"""A call list as a workbook: whom to call, what went wrong in the list, how the score is made."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.errors import check_choice
from leadscore.frames import open_table
from leadscore.reports.chart_sheets import add_due, add_funnel, add_overview
from leadscore.reports.csv_file import write_csv
from leadscore.reports.overview import Overview, sum_up
from leadscore.reports.problem_lines import problem_lines
from leadscore.reports.result_columns import due_columns, funnel_columns, result_columns
from leadscore.reports.safe_text import clean
from leadscore.reports.sheets import CELL_CHARACTERS, SHEET_ROWS, Sheets
from leadscore.reports.tables import Column, call_columns, plain_columns, raw_columns
from leadscore.reports.words import say
from leadscore.standards.vocabulary import check_language
from leadscore.writing import write_whole

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_csv", "write_leads_workbook", "write_result_workbook", "write_workbook"]

_OPTIONS = {
    # Row by row to disk: a long list does not fill the memory.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NO_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  workbooks hold local times without a zone
_PROBLEMS = ("source", "row", "column", "raw", "problem", "action")
_MERGED = ("lead_id", "name", "source", "row")
_DUPLICATES = ("lead_id", "rule", "source_rows", "field", "kept", "others")


def write_workbook(
    path: str | Path,
    ranked: object,
    *,
    problems: object = None,
    card: Any = None,
    duplicates: object = None,
    merged: object = None,
    funnel: object = None,
    due: object = None,
    remarks: Sequence[str] | None = None,
    lang: str = "en",
) -> None:
    """Write a call list as an Excel workbook, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Where; ends in ``.xlsx``.
    ranked : table
        What ``rank`` returned, in any kind of table.
    problems, duplicates : table, optional
        Those of ``read_list``; ``problem_rows`` gives the problems with the whole rows beside.
    merged : table, optional
        The rows of merged companies, as ``merged_rows`` gives them.
    card : Card, optional
        The card that gave the points.
    funnel, due : table, optional
        What ``EventLog.funnel`` and ``EventLog.due`` returned.
    remarks : sequence of str, optional
        What a person should know about how the files were read.
    lang : {"en", "zh"}
        Language of headings and words.

    Raises
    ------
    FileError
        When the file cannot be written; the old one is then still whole.
    ArgumentError
        When ``lang`` is not known.

    Notes
    -----
    Every scraped text is written as text, so nothing in it runs as a formula. A table that is
    longer than a sheet goes on in further sheets; a text that is longer than a cell is cut, and
    characters that a workbook cannot hold are replaced: the sheet of problems says so. The same
    tables give the same bytes. The charts are native ones: the program that opens the workbook
    draws them from the cells.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "calls.xlsx"
    >>> write_workbook(path, pl.DataFrame({"position": [1], "name": ["=某某公司"]}))
    >>> path.stat().st_size > 5000
    True
    """
    check_language(lang)
    tables = {
        "calls": _Fitted(call_columns(ranked, lang)),
        **_event_tables(funnel, due, ranked, lang),
        "problems": _Fitted(_plain(problems, lang, _PROBLEMS)),
        "duplicates": _Fitted(_plain(duplicates, lang, _DUPLICATES)),
        "merged": _Fitted(_plain(merged, lang, _MERGED)),
    }
    lines = _lines(tables, list(remarks or []), lang) + problem_lines(problems, lang)
    created = _collected(ranked)
    overview = sum_up(ranked, lang)
    fill = partial(
        _fill,
        tables=tables,
        overview=overview,
        card=card,
        lines=lines,
        lang=lang,
        created=created,
    )
    write_whole(path, fill)


class _Fitted:
    """The columns of a sheet, made to fit its cells, and what that took."""

    def __init__(self, columns: list[Column]) -> None:
        self.cut = self.replaced = 0
        self.columns = [self._fit(column) for column in columns]
        self.height = len(columns[0].values) if columns else 0

    def _fit(self, column: Column) -> Column:
        if column.kind != "text":
            return column
        values, cut, replaced = clean(column.values, CELL_CHARACTERS)
        self.cut, self.replaced = self.cut + cut, self.replaced + replaced
        return dataclasses.replace(column, values=values)


def _plain(table: object, lang: str, names: Sequence[str]) -> list[Column]:
    if table is None or not open_table(table).height:
        return []
    return plain_columns(table, lang, names)


def _event_tables(funnel: object, due: object, companies: object, lang: str) -> dict[str, _Fitted]:
    tables = {}
    if due is not None:
        tables["due"] = _Fitted(due_columns(due, companies, lang))
    if funnel is not None:
        tables["funnel"] = _Fitted(funnel_columns(funnel, lang))
    return tables


def _collected(ranked: object) -> dt.datetime:
    """Date the workbook by its list, so that the same list gives the same bytes."""
    door = open_table(ranked)
    if "collected_on" not in door.names:
        return _NO_DATE
    day = door.read({"collected_on": "any"})["collected_on"]
    newest = day.max() if day.dtype == pl.Date else None
    return dt.datetime.combine(newest, dt.time()) if isinstance(newest, dt.date) else _NO_DATE


def _lines(tables: dict[str, _Fitted], remarks: list[str], lang: str) -> list[str]:
    """Say what stands above the problems: remarks, and what did not fit into the workbook."""
    for key, table in tables.items():
        if table.height > SHEET_ROWS - 1:
            sheet, count = say("sheet", key, lang), f"{table.height:,}"
            remarks.append(say("line", "split", lang, sheet=sheet, count=count))
    cut = sum(table.cut for table in tables.values())
    replaced = sum(table.replaced for table in tables.values())
    if cut:
        limit = f"{CELL_CHARACTERS:,}"
        remarks.append(say("line", "cut", lang, count=f"{cut:,}", limit=limit))
    if replaced:
        remarks.append(say("line", "illegal", lang, count=f"{replaced:,}"))
    lines = [say("line", "remarks", lang), *remarks] if remarks else []
    if not tables["problems"].height:
        lines.append(say("word", "no_problems", lang))
    return clean(pl.Series(lines, dtype=pl.String), CELL_CHARACTERS)[0].to_list()


def _fill(
    path: Path,
    *,
    tables: dict[str, _Fitted],
    overview: Overview | None,
    card: Any,
    lines: list[str],
    lang: str,
    created: dt.datetime,
) -> None:
    with _open_book(path, created) as book:
        sheets = Sheets(book, lang)
        sheets.add_calls(tables["calls"].columns, 100 if card is None else card.highest)
        _add_events(sheets, tables)
        if overview is not None:
            add_overview(sheets, overview)
        _add_problems(sheets, tables, lines, lang)
        if card is not None:
            sheets.add_card(card)
        _add_merging(sheets, tables, lang)


def _add_problems(sheets: Sheets, tables: dict[str, _Fitted], lines: list[str], lang: str) -> None:
    name, columns = say("sheet", "problems", lang), tables["problems"].columns
    # The whole rows beside the problems would make a page too small to read.
    sheets.add_table(name, columns, lines=lines, printed=len(_PROBLEMS))


def _add_events(sheets: Sheets, tables: dict[str, _Fitted]) -> None:
    if "due" in tables:
        add_due(sheets, tables["due"].columns)
    if "funnel" in tables:
        add_funnel(sheets, tables["funnel"].columns)


def _add_merging(sheets: Sheets, tables: dict[str, _Fitted], lang: str) -> None:
    for key in ("duplicates", "merged"):
        if tables[key].height:
            sheets.add_table(say("sheet", key, lang), tables[key].columns)


def write_leads_workbook(
    path: str | Path,
    leads: object,
    *,
    problems: object = None,
    duplicates: object = None,
    merged: object = None,
    remarks: Sequence[str] | None = None,
    lang: str = "en",
) -> None:
    """Write an import as a workbook: leads to go on with, the rest for a person to read.

    Parameters
    ----------
    path : str or Path
        Where; ends in ``.xlsx``.
    leads : table
        Written as it is, with the documented names of its columns as headings.
    problems, duplicates, merged, remarks
        As ``write_workbook`` takes them.
    lang : {"en", "zh"}
        Language of the other sheets.

    Raises
    ------
    FileError
        When the file cannot be written; the old one is then still whole.
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "leads.xlsx"
    >>> write_leads_workbook(path, pl.DataFrame({"lead_id": ["a"]}))
    >>> path.stat().st_size > 5000
    True
    """
    check_language(lang)
    tables = {
        "leads": _Fitted(raw_columns(leads)),
        "problems": _Fitted(_plain(problems, lang, _PROBLEMS)),
        "duplicates": _Fitted(_plain(duplicates, lang, _DUPLICATES)),
        "merged": _Fitted(_plain(merged, lang, _MERGED)),
    }
    lines = _lines(tables, list(remarks or []), lang) + problem_lines(problems, lang)
    created = _collected(leads)

    def fill(part: Path) -> None:
        with _open_book(part, created) as book:
            sheets = Sheets(book, lang)
            sheets.add_table("leads", tables["leads"].columns)
            _add_problems(sheets, tables, lines, lang)
            _add_merging(sheets, tables, lang)

    write_whole(path, fill)


def write_result_workbook(
    path: str | Path, table: object, *, kind: str = "result", lang: str = "en"
) -> None:
    """Write one table of results as a workbook.

    Parameters
    ----------
    path : str or Path
        Where; ends in ``.xlsx``.
    table : table
        Any kind.
    kind : {"funnel", "due", "result"}
        A funnel gets charts, and what is overdue stands out.
    lang : {"en", "zh"}
        Language of headings and words.

    Raises
    ------
    FileError
        When the file cannot be written; the old one is then still whole.
    ArgumentError
        When ``kind`` or ``lang`` is not known.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "funnel.xlsx"
    >>> write_result_workbook(path, pl.DataFrame({"stage": ["demo"], "open": [3]}))
    >>> path.stat().st_size > 5000
    True
    """
    check_language(lang)
    check_choice("kind", kind, ("funnel", "due", "result"))
    if kind == "result":
        tables = {kind: _Fitted(result_columns(table, lang))}
    else:
        funnel, due = (table, None) if kind == "funnel" else (None, table)
        tables = _event_tables(funnel, due, None, lang)

    def fill(part: Path) -> None:
        with _open_book(part, _NO_DATE) as book:
            sheets = Sheets(book, lang)
            _add_events(sheets, tables)
            if kind == "result":
                sheets.add_table(say("sheet", kind, lang), tables[kind].columns)

    write_whole(path, fill)


@contextmanager
def _open_book(path: Path, created: dt.datetime) -> Iterator[Workbook]:
    import xlsxwriter  # noqa: PLC0415  only writing needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    path.touch()  # Refused now, not after the work, where nothing may be written.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(path, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"created": created})
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise _reason(error) from error
        finally:
            # What close() did not come to close, when it failed.
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


def _reason(error: Exception) -> OSError:
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, OSError) else OSError(str(error))
