"""What a command is given: raw lists, or files of leads that ``leadscore import`` made."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from leadscore.errors import ArgumentError, FileError, ListError, nearest
from leadscore.lists.importer import read_list
from leadscore.lists.opening.candidates import Place, read_companies
from leadscore.lists.opening.packed import exists, lists_in
from leadscore.lists.opening.workbook import check_opened_size
from leadscore.lists.preview import Preview, preview
from leadscore.reports.safe_text import restore
from leadscore.reports.words import say
from leadscore.standards.brand import BrandLists
from leadscore.standards.fields import all_fields, table_fields
from leadscore.standards.qualify import qualify

if TYPE_CHECKING:
    from leadscore.lists.imported import Imported

MADE = frozenset({"lead_id", "name_key", "source_rows"})
"""Columns by which a file of leads is told from a raw list."""

FACTS = frozenset(one.name for one in table_fields("facts") if not one.name.endswith("_why"))
"""The facts of the standards, without their evidence."""


@dataclass
class Reading:
    """How the files shall be read.

    Attributes
    ----------
    mapping : Path or None
        A saved mapping for raw lists.
    sheet : str or None
        Which sheet of a workbook.
    as_of : date or None
        The day of the list.
    currency : str or None
        For amounts that state none.
    lang : str
        Language of what is said.
    """

    mapping: Path | None = None
    sheet: str | None = None
    as_of: dt.date | None = None
    currency: str | None = None
    lang: str = "en"


@dataclass
class Leads:
    """One list of leads out of several files.

    Attributes
    ----------
    table : polars.DataFrame
        One row per company.
    imported : Imported or None
        What was said of the raw lists; None when there was no raw list.
    remarks : list of str
        What a person should know.
    summary : str or None
        Rows, companies, problems in a sentence; None when there was no raw list.
    """

    table: pl.DataFrame
    imported: Imported | None = None
    remarks: list[str] = field(default_factory=list)
    summary: str | None = None


def check_files(files: Sequence[Path], output: Path | None = None) -> None:
    """Refuse files that do not exist, and an output that is one of them.

    Raises
    ------
    FileError
        When there is no such file; names the nearest one in its folder.
    ArgumentError
        When the output would replace an input.

    Examples
    --------
    >>> check_files([Path("no-such-list.csv")])
    Traceback (most recent call last):
        ...
    leadscore.errors.FileError: No such file: "no-such-list.csv"...
    """
    for file in files:
        if not exists(file):
            folder = file.parent
            beside = [one.name for one in folder.iterdir()] if folder.is_dir() else []
            raise FileError(
                f'No such file: "{file}".{nearest(file.name, beside)} Check the folder and the '
                "spelling; put a name with blanks in quotation marks."
            )
        if output is not None and output.resolve() == file.resolve():
            raise ArgumentError(
                f'The output "{output}" is one of the files to read. Choose another.'
            )


def read_raw(files: Sequence[Path], reading: Reading) -> Imported:
    """Read raw lists into leads; see ``read_list``."""
    return read_list(
        list(files),
        mapping=reading.mapping,
        sheet=reading.sheet,
        as_of=reading.as_of,
        currency=reading.currency,
        kind="polars",
        lang=reading.lang,
    )


def preview_raw(files: Sequence[Path], reading: Reading) -> Iterator[Preview]:
    """Show how each of some raw lists would be read; see ``preview``."""

    def read(place: Place) -> Preview:
        return preview(
            place.path,
            mapping=reading.mapping,
            sheet=place.sheet,
            as_of=reading.as_of,
            currency=reading.currency,
            kind="polars",
            lang=reading.lang,
        )

    for file in files:
        paths = [file] if reading.sheet else lists_in(file)
        for taken in read_companies(paths, read, reading.sheet, reading.lang):
            yield taken.made


def read_leads(files: Sequence[Path], reading: Reading) -> Leads:
    """Read files of any kind as one list of leads.

    Parameters
    ----------
    files : sequence of Path
        Raw lists and files of leads.
    reading : Reading
        How.

    Returns
    -------
    Leads
        A company that stands in several files of leads is taken from the first one.

    Raises
    ------
    FileError, ListError, ColumnError, ArgumentError
        As ``read_list`` does.
    """
    made = [file for file in files if is_made(file)]
    raw = [file for file in files if file not in made]
    for file in raw:
        if file.suffix.lower() == ".parquet":
            raise ListError(
                f'"{file}" is no file of leads: it needs the columns {", ".join(sorted(MADE))}. '
                "Make one with: leadscore import LIST.csv -o leads.parquet"
            )
    leads = Leads(pl.DataFrame())
    tables = []
    if raw:
        imported = read_raw(raw, reading)
        leads = Leads(
            imported.leads,
            imported,
            list(imported.remarks),
            imported.report.partition("\n")[0],
        )
        tables.append(imported.leads)
    tables += [read_made(file) for file in made]
    leads.table = pl.concat(tables, how="diagonal_relaxed") if len(tables) > 1 else tables[0]
    once = leads.table.unique("lead_id", keep="first", maintain_order=True)
    if once.height < leads.table.height:
        count = f"{leads.table.height - once.height:,}"
        leads.remarks.append(say("shell", "again", reading.lang, count=count))
        leads.table = once
    return leads


def is_made(file: Path) -> bool:
    r"""Tell a file of leads from a raw list, by its columns.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "leads.csv"
    >>> _ = file.write_text("lead_id,name,name_key,source_rows\n", encoding="utf-8")
    >>> is_made(file)
    True
    """
    return set(_columns(file)) >= MADE


def _columns(file: Path) -> list[str]:
    ending = file.suffix.lower()
    try:
        if ending == ".parquet":
            return list(pl.read_parquet_schema(file))
        if ending == ".csv":
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                return next(csv.reader([lines.readline(100_000)]), [])
        if ending == ".xlsx":
            return _sheets_of(file, first=True)[0][0]
    except (OSError, ValueError, IndexError, pl.exceptions.PolarsError):
        # Not what its name says: read_list tells what it is instead.
        return []
    return []


def _sheets_of(file: Path, *, first: bool = False) -> list[list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        check_opened_size(file)
        with file.open("rb") as opened, CalamineWorkbook.from_filelike(opened) as book:
            names = book.sheet_names[:1] if first else book.sheet_names
            sheets = [book.get_sheet_by_name(name).to_python() for name in names]
    except CalamineError as error:
        raise ValueError(str(error)) from error
    return [[[str(cell) for cell in row] for row in rows] for rows in sheets]


def read_made(file: Path) -> pl.DataFrame:
    """Read a file of leads that ``leadscore import`` or ``leadscore rank`` wrote.

    Parameters
    ----------
    file : Path
        ``.parquet``, ``.csv`` or ``.xlsx``.

    Returns
    -------
    polars.DataFrame
        The columns with the documented types; columns of the user's own stay text.

    Raises
    ------
    ListError
        When a documented column holds something of another type.
    """
    if file.suffix.lower() == ".parquet":
        return pl.read_parquet(file)
    if file.suffix.lower() == ".xlsx":
        # A list longer than a sheet goes on in the next ones; a sheet of problems is no list.
        lists = [rows for rows in _sheets_of(file) if rows and set(rows[0]) >= MADE]
        schema = dict.fromkeys(lists[0][0], pl.String)
        body = [row for rows in lists for row in rows[1:]]
        table = pl.DataFrame(body, schema=schema, orient="row")
        table = table.with_columns(pl.all().replace("", None))
    else:
        table = pl.read_csv(file, infer_schema=False, encoding="utf8").select(restore(pl.all()))
    return _typed(table, file)


def _typed(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    made = []
    # A caller's own columns "amount" and "leads" are not those of the pipeline.
    made_here = (pair for pair in all_fields().items() if pair[0][0] != "pipeline")
    types = {name: one.dtype for (_, name), one in made_here}
    for column in table:
        dtype = types.get(column.name, pl.String())
        try:
            made.append(_cast(column, dtype))
        except pl.exceptions.PolarsError as error:
            raise ListError(
                f'"{file}", column "{column.name}": it must hold {dtype}, and one cell does not. '
                f"{error}"
            ) from error
    return pl.DataFrame(made)


def _cast(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Boolean:
        words = {"true": True, "false": False}
        return column.str.to_lowercase().replace_strict(words, return_dtype=pl.Boolean)
    if dtype == pl.Date:
        return column.str.slice(0, 10).str.to_date("%Y-%m-%d")
    if dtype == pl.Int64:
        return column.cast(pl.Float64).cast(pl.Int64)
    return column.cast(dtype)


def qualified(leads: Leads, reading: Reading, brands: Path | None) -> pl.DataFrame:
    """Apply the standards, unless the file holds the facts already.

    Parameters
    ----------
    leads : Leads
        What ``read_leads`` returned; a remark is added when its facts are kept.
    reading : Reading
        For the day and the language.
    brands : Path or None
        A list of known brands.

    Returns
    -------
    polars.DataFrame
        The leads with the seven facts.
    """
    if set(leads.table.columns) >= FACTS:
        leads.remarks.append(say("shell", "kept_facts", reading.lang))
        return leads.table
    lists = None if brands is None else BrandLists.from_csv(brands)
    return qualify(leads.table, as_of=reading.as_of, brands=lists, lang=reading.lang)


def find_lead(table: pl.DataFrame, wanted: str) -> str:
    """Find the one lead that an id or a name means.

    Parameters
    ----------
    table : polars.DataFrame
        Leads.
    wanted : str
        The id, the name, or a part of the name that only one company has.

    Returns
    -------
    str
        Its ``lead_id``.

    Raises
    ------
    ArgumentError
        When no company is meant, or several are; names some.

    Examples
    --------
    >>> leads = pl.DataFrame({"lead_id": ["a", "b"], "name": ["甲乙食品厂", "丙丁软件公司"]})
    >>> find_lead(leads, "软件")
    'b'
    >>> find_lead(leads, "公司厂")
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: No company has the id or name "公司厂"...
    """
    for exact in (pl.col("lead_id") == wanted, pl.col("name").str.strip_chars() == wanted):
        found = table.filter(exact)
        if found.height == 1:
            return str(found["lead_id"][0])
    part = table.filter(pl.col("name").str.contains(wanted, literal=True))
    if part.height == 1:
        return str(part["lead_id"][0])
    if part.height:
        first = part["lead_id", "name"].head(5).rows()
        some = ", ".join(f"{name} ({lead})" for lead, name in first)
        raise ArgumentError(
            f'{part.height:,} companies have "{wanted}" in their name: {some}'
            f"{', ...' if part.height > 5 else '.'} Give the id or the whole name."
        )
    names = [*table["name"].drop_nulls().head(50_000), *table["lead_id"].head(50_000)]
    raise ArgumentError(f'No company has the id or name "{wanted}".{nearest(wanted, names)}')
