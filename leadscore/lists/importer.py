"""``read_list``: files, columns, values and companies in one go; no row is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, check_choice, check_day
from leadscore.lists.assembly import assemble
from leadscore.lists.columns.labelled_cells import spread_labels
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.columns.understanding import Decision, decide_columns
from leadscore.lists.columns.unit_notes import unit_note, with_unit
from leadscore.lists.companies.batches import Batch, Origin
from leadscore.lists.companies.choices import Choice, check_trusted
from leadscore.lists.imported import Imported
from leadscore.lists.opening.candidates import Place, read_companies
from leadscore.lists.opening.cells import blank_rows, clean_table
from leadscore.lists.opening.continued_rows import continue_rows
from leadscore.lists.opening.files import RawTable, read_table
from leadscore.lists.opening.headers import Header, find_header
from leadscore.lists.opening.packed import list_name, lists_in, plain_file
from leadscore.lists.opening.refusals import NoListError
from leadscore.lists.opening.repeated_headers import align_rows
from leadscore.lists.readings import fact_columns, field_cells, read_values
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.tables.side_by_side import do_both
from leadscore.lists.values.readers import Context
from leadscore.lists.vocabulary.words import read_words, remark, say
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

Paths = str | Path | Sequence[str | Path]
_SEEN_BELOW = 300
KINDS = ("pandas", "polars", "pyarrow")


@dataclass
class _File:
    """One file on its way: its rows with their numbers, and what was said about them."""

    source: str
    values: pl.DataFrame
    problems: pl.DataFrame
    mapping: Mapping
    remarks: list[str]
    origin: Origin | None = None


def read_list(
    path: Paths,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    sheet: str | None = None,
    as_of: date | str | None = None,
    currency: str | None = None,
    vacancies: bool | None = None,
    prefer: Sequence[str] = (),
    trusted: Sequence[str] = (),
    kind: str = "pandas",
    lang: str = "en",
) -> Imported:
    r"""Read one or several scraped lists into leads, one row per company.

    Parameters
    ----------
    path : str, Path or sequence of them
        CSV, text, Excel, JSON or HTML files. Several are read as one list.
    mapping : Mapping, dict, str or Path, optional
        Field to column (a heading, or a number from 1), or a TOML file with a saved mapping.
        Columns it does not name are recognised by heading and content.
    sheet : str, optional
        Which sheet of a workbook; None takes the first that is a list of companies, and those
        that go on with it.
    as_of : date or str, optional
        The day of the list: settles dates without a year, and becomes ``collected_on``.
    currency : str, optional
        ISO code for amounts that state no currency, such as ``"USD"``.
    vacancies : bool, optional
        Whether the rows are vacancies; None: they are when there is a column of job titles.
    prefer : sequence of str
        What decides between the values of one company, first things first: ``trusted``,
        ``newest_list``, ``most_frequent``, ``newest``, ``most_complete`` (see ``Choice``). That is
        the default order too; what is left out follows in it.
    trusted : sequence of str
        Names of files, the most trusted first.
    kind : {"pandas", "polars", "pyarrow"}
        Kind of the tables in the result.
    lang : {"en", "zh"}
        Language of problems, remarks and the report.

    Returns
    -------
    Imported
        Leads, problems, duplicates, rows, mapping, remarks and a report.

    Raises
    ------
    FileError
        When a file cannot be opened or read.
    ListError
        When a file holds no table.
    ColumnError
        When no column holds company names, columns have equal claims to one field, or the
        mapping names a column or field that does not exist.
    ArgumentError
        When ``kind``, ``lang``, ``currency``, ``prefer`` or ``trusted`` is not known, or no file
        is given.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "list.csv"
    >>> text = "公司名称,公司规模\n上海甲乙科技有限公司,150-500人\n,\n"
    >>> _ = file.write_text(text, encoding="utf-8")
    >>> imported = read_list(file, kind="polars")
    >>> imported.leads.select("name", "employees_low", "source_rows").rows()
    [('上海甲乙科技有限公司', 150, 'list.csv:2')]
    """
    check_language(lang)
    check_choice("kind", kind, KINDS)
    day = None if as_of is None else check_day("as_of", as_of)
    context = Context(day, _currency(currency), vacancies, lang)
    choice = Choice.of(prefer, trusted)
    batches = [_batch(file, day) for file in _read_files(path, mapping, context, sheet)]
    check_trusted(choice, batches)
    return assemble(batches, choice, kind=kind, lang=lang)


def row_values(
    path: Paths,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    sheet: str | None = None,
    as_of: date | str | None = None,
    currency: str | None = None,
) -> pl.DataFrame:
    r"""Read what every row of a list says, before rows become companies.

    Parameters
    ----------
    path, mapping, sheet, as_of, currency
        As for ``read_list``.

    Returns
    -------
    polars.DataFrame
        One row per data row: ``source``, ``row``, ``name`` (null: the row is in no lead), ``post``
        (it is a vacancy) and the values of the fields that the list tells.

    Raises
    ------
    LeadscoreError
        As ``read_list``.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "list.csv"
    >>> _ = file.write_text("公司名称,公司规模\n上海甲乙科技有限公司,150-500人\n", encoding="utf-8")
    >>> row_values(file).select("row", "name", "employees_low").rows()
    [(2, '上海甲乙科技有限公司', 150)]
    """
    day = None if as_of is None else check_day("as_of", as_of)
    files = _read_files(path, mapping, Context(day, _currency(currency)), sheet)
    return pl.concat([file.values.drop("spelling", strict=False) for file in files], how="diagonal")


def _currency(code: str | None) -> str | None:
    if code is not None:
        code = code.upper()
        check_choice("currency", code, read_words("currencies.toml"))
    return code


def _read_files(
    path: Paths,
    mapping: Mapping | dict[str, Any] | str | Path | None,
    context: Context,
    sheet: str | None,
) -> list[_File]:
    paths = _paths(path, sheet)
    names = dict(zip(paths, _source_names(paths), strict=True))
    given = Mapping.of(mapping)

    def table(place: Place) -> _File:
        raw = read_table(place.path, sheet=place.sheet, lang=context.lang)
        part = f"/{place.sheet}" if place.one_of_several else ""
        name = names.get(place.path, list_name(place.path)) + part
        return _read_file(raw, name, given, context)

    def read(place: Place) -> _File:
        described = partial(Origin.of, place.path, place.sheet, context)
        file, origin = do_both(partial(table, place), described)
        return replace(file, origin=origin)

    files = []
    for _, of_one_file in groupby(paths, key=_given_as(path)):
        for taken in read_companies(list(of_one_file), read, sheet, context.lang):
            remarks = [*taken.made.remarks, *taken.remarks]
            files.append(replace(taken.made, remarks=remarks))
    return files


def _given_as(path: Paths) -> Callable[[Path], Path]:
    """Tell lists that were named by the caller from those that were found in a file."""
    named = {Path(path)} if isinstance(path, str | Path) else {Path(one) for one in path}
    return lambda one: one if one in named else plain_file(one)


def _batch(file: _File, as_of: date | None) -> Batch:
    digest = file.origin.digest if file.origin is not None else ""
    return Batch(
        *(file.source, as_of, digest, file.values, file.problems, file.mapping),
        *(tuple(file.remarks), file.origin),
    ).trimmed()


def _paths(path: Paths, sheet: str | None) -> list[Path]:
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    if not paths:
        raise ArgumentError("read_list was given no file. Give one path, or a list of them.")
    if sheet is None:
        paths = [one for path in paths for one in lists_in(path)]
    # A file that is given twice is read once.
    return list({path.resolve(): path for path in reversed(paths)}.values())[::-1]


def _source_names(paths: list[Path]) -> list[str]:
    """Name files by as much of their path as tells them apart."""
    names = [list_name(path) for path in paths]
    parts = 1
    while len(set(names)) < len(names):
        parts += 1
        names = ["/".join(path.resolve().parts[-parts:]) for path in paths]
    return [name.replace("|", "/") for name in names]


@dataclass(frozen=True)
class Opened:
    """The data rows of one file, and what its columns are.

    Attributes
    ----------
    cells : TextTable
        Cleaned cells below the header, of rows that hold something.
    numbers : polars.Series
        The number of each row.
    header : tuple of str
        The headings.
    decision : Decision
        Which column is which field.
    repeated : polars.DataFrame
        The problems of rows in which the header stands again.
    remarks : list of str
        What was noticed.
    """

    cells: TextTable
    numbers: pl.Series
    header: tuple[str, ...]
    decision: Decision
    repeated: pl.DataFrame
    remarks: list[str]


def open_rows(raw: RawTable, source: str, given: Mapping, context: Context) -> Opened:
    """Find the header, the data rows and the fields of an open file.

    Raises
    ------
    ListError, ColumnError
        As ``read_list``.
    """
    lang = context.lang
    remarks = list(raw.remarks)
    cells = clean_table(raw.table)
    header = _header(raw, cells, given)
    remarks += _header_remarks(header, raw, cells, source, lang)
    unit = unit_note([text for at in header.titles for text in _texts(cells, at)])
    below = _rows_below(header, raw.table)
    blank = cells.height - len(below) - (0 if header.row is None else header.row + 1)
    cells, rows, header, again = align_rows(cells, below, header)
    if again.any():
        remarks.append(say("remark", "repeated", lang, source=source, count=int(again.sum())))
    if blank:
        remarks.append(say("remark", "blank", lang, source=source, count=blank))
    repeated = _row_problems(cells.rows(rows[again]), raw.rows[below[again]], "header_again")
    cells, numbers = cells.rows(rows[~again]), raw.rows[below[~again]]
    if not cells.height:
        raise NoListError(f"{source}: there is a header but no row of data below it.")
    cells, continued = continue_rows(cells, header.names)
    if continued:
        remarks.append(remark("continued", lang, count=continued))
    names, given = with_unit(header.names, unit, given)
    cells, names = spread_labels(cells, names)
    headed = "keys" if raw.keys is not None else "header"
    said = {"source": source, "headed": headed, "lang": lang}
    decision = decide_columns(cells, names, given, **said)
    return Opened(cells, numbers, names, decision, repeated, remarks)


def _read_file(raw: RawTable, source: str, given: Mapping, context: Context) -> _File:
    opened = open_rows(raw, source, given, context)
    cells, numbers, decision = opened.cells, opened.numbers, opened.decision
    values, faults, more = _values(opened, context, source)
    is_post = context.vacancies if context.vacancies is not None else "title" in decision.places
    values = values.with_columns(
        pl.lit(source).alias("source"), numbers.alias("row"), pl.lit(is_post).alias("post")
    )
    if "short_name" not in decision.places:
        spelling = pl.Series("spelling", field_cells(cells, decision.places["name"], "name").place)
        values = values.with_columns(spelling)
    nameless = values["name"].is_null()
    bad = (pl.col("problem") == "bad_name") & pl.col("row").is_in(
        numbers.filter(nameless).to_list()
    )
    faults = faults.with_columns(
        pl.when(bad).then(pl.lit("row_out")).otherwise("action").alias("action")
    )
    told = faults.filter(pl.col("action") == "row_out")["row"]
    untold = np.flatnonzero(nameless & ~numbers.is_in(told.to_list()))
    unnamed = _row_problems(cells.rows(untold), numbers[untold], "no_name")
    problems = pl.concat([opened.repeated, unnamed, faults]).sort("row", maintain_order=True)
    problems = problems.with_columns(pl.lit(source).alias("source"))
    return _File(source, values, problems, decision.mapping, opened.remarks + more)


def _header(raw: RawTable, cells: TextTable, given: Mapping) -> Header:
    if raw.keys is not None:
        return Header(None, raw.keys)
    known = {name for names in given.columns.values() for name in names if not name.isdecimal()}
    return find_header(cells.head(_SEEN_BELOW).frame, known)


def _header_remarks(
    header: Header, raw: RawTable, cells: TextTable, source: str, lang: str
) -> list[str]:
    remarks = []
    for place in header.titles:
        text = " ".join(_texts(cells, place))[:80]
        remarks.append(
            say("remark", "titles", lang, source=source, rows=raw.rows[place], text=text)
        )
    if header.numbered:
        remarks.append(say("remark", "numbered", lang, source=source))
    elif header.row is None and raw.keys is None:
        remarks.append(say("remark", "no_header", lang, source=source, count=cells.width))
    return remarks


def _texts(cells: TextTable, at: int) -> list[str]:
    row = (column.texts[int(column.place[at])] for column in cells.columns)
    return [text for text in row if text]


def _rows_below(header: Header, table: TextTable) -> NDArray[np.int64]:
    """Leave out the header, what stands above it, and rows that hold nothing."""
    # An empty list as text is something: only the cells as they stand can be blank.
    holds = np.ones(table.height, dtype=bool)
    holds[blank_rows(table.columns)] = False
    holds[: 0 if header.row is None else header.row + 1] = False
    return np.flatnonzero(holds)


def _row_problems(cells: TextTable, numbers: pl.Series, problem: str) -> pl.DataFrame:
    """Say of whole rows why they are in no lead."""
    raw = pl.concat_str(pl.all(), separator=" ¦ ", ignore_nulls=True).str.slice(0, 200)
    return cells.frame.select(
        numbers.alias("row"),
        pl.lit(None, pl.String).alias("column"),
        raw.alias("raw"),
        pl.lit(problem).alias("problem"),
        pl.lit("row_out").alias("action"),
    )


def _values(
    opened: Opened, context: Context, source: str
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    readings = read_values(opened.cells, opened.decision, context)
    remarks = list(opened.decision.remarks)
    if readings.moved:
        remarks.append(say("remark", "moved", context.lang, source=source, count=readings.moved))
    faults = readings.problems.select(
        opened.numbers[readings.problems["at"]].alias("row"),
        *("column", "raw", "problem", "action"),
    )
    return fact_columns(readings.values, readings.texts), faults, remarks
