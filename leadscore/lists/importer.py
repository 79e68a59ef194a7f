"""``read_list``: files, columns, values and companies in one go; no row is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from leadscore.errors import ArgumentError, ListError, check_choice
from leadscore.lists.cells import clean_cells
from leadscore.lists.columns import Decision, decide_columns
from leadscore.lists.companies import Companies, merge_companies
from leadscore.lists.files import RawTable, read_table
from leadscore.lists.headers import Header, find_header
from leadscore.lists.imported import Imported
from leadscore.lists.mapping import Mapping
from leadscore.lists.readers import Context
from leadscore.lists.readings import codes_of_labels, fact_columns, read_values, regions_of_cities
from leadscore.lists.report import write_report
from leadscore.lists.words import read_words, say
from leadscore.standards.fields import table_fields
from leadscore.standards.vocabulary import check_language

Paths = str | Path | Sequence[str | Path]
KINDS = ("pandas", "polars", "pyarrow")
_PROBLEMS = ("source", "row", "column", "raw", "problem", "action")


@dataclass
class _File:
    """One file on its way: its rows with their numbers, and what was said about them."""

    source: str
    values: pl.DataFrame
    problems: pl.DataFrame
    mapping: Mapping
    remarks: list[str]


def read_list(
    path: Paths,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    sheet: str | None = None,
    as_of: date | None = None,
    currency: str | None = None,
    vacancies: bool | None = None,
    kind: str = "pandas",
    lang: str = "en",
) -> Imported:
    r"""Read one or several scraped lists into leads, one row per company.

    Parameters
    ----------
    path : str, Path or sequence of them
        CSV, text, Excel or JSON files. Several are read as one list.
    mapping : Mapping, dict, str or Path, optional
        Field to column (a heading, or a number from 1), or a TOML file with a saved mapping.
        Columns it does not name are recognised by heading and content.
    sheet : str, optional
        Which sheet of a workbook; None takes the first that is not empty.
    as_of : date, optional
        The day of the list: settles dates without a year, and becomes ``collected_on``.
    currency : str, optional
        ISO code for amounts that state no currency, such as ``"USD"``.
    vacancies : bool, optional
        Whether the rows are vacancies; None: they are when there is a column of job titles.
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
        When ``kind``, ``lang`` or ``currency`` is not known, or no file is given.

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
    if currency is not None:
        currency = currency.upper()
        check_choice("currency", currency, read_words("currencies.toml"))
    paths = _paths(path)
    given = Mapping.of(mapping)
    context = Context(as_of, currency, vacancies, lang)
    names = _source_names(paths)
    files = [
        _read_file(read_table(one, sheet=sheet, lang=lang), name, given, context)
        for one, name in zip(paths, names, strict=True)
    ]
    return _assemble(files, as_of, kind, lang)


def _paths(path: Paths) -> list[Path]:
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    if not paths:
        raise ArgumentError("read_list was given no file. Give one path, or a list of them.")
    repeated = [str(p) for p, count in Counter(p.resolve() for p in paths).items() if count > 1]
    if repeated:
        raise ArgumentError(f"read_list was given the same file twice: {repeated[0]}.")
    return paths


def _source_names(paths: list[Path]) -> list[str]:
    """Name files by as much of their path as tells them apart."""
    names = [path.name for path in paths]
    parts = 1
    while len(set(names)) < len(names):
        parts += 1
        names = ["/".join(path.resolve().parts[-parts:]) for path in paths]
    return [name.replace("|", "/") for name in names]


def _read_file(
    raw: RawTable,
    source: str,
    given: Mapping,
    context: Context,
) -> _File:
    lang = context.lang
    remarks = list(raw.remarks)
    cells = clean_cells(raw.frame)
    header = _header(raw, cells, given)
    remarks += _header_remarks(header, raw, cells, source, lang)
    cells, numbers, blank = _data_rows(raw, cells, header)
    again = _repeated_header(cells, header)
    if again.any():
        remarks.append(say("remark", "repeated", lang, source=source, count=int(again.sum())))
    if blank:
        remarks.append(say("remark", "blank", lang, source=source, count=blank))
    repeated = _row_problems(cells, numbers, again, "header_again")
    if again.any():
        cells, numbers = cells.filter(~again), numbers.filter(~again)
    if not cells.height:
        raise ListError(f"{source}: there is a header but no row of data below it.")
    headed = "keys" if raw.keys is not None else "header"
    decision = decide_columns(cells, header.names, given, source=source, headed=headed, lang=lang)
    values, faults, more = _values(cells, numbers, decision, context, source)
    is_post = context.vacancies if context.vacancies is not None else "title" in decision.places
    values = values.with_columns(
        pl.lit(source).alias("source"), numbers.alias("row"), pl.lit(is_post).alias("post")
    )
    nameless = values["name"].is_null()
    bad = (pl.col("problem") == "bad_name") & pl.col("row").is_in(
        numbers.filter(nameless).to_list()
    )
    faults = faults.with_columns(
        pl.when(bad).then(pl.lit("row_out")).otherwise("action").alias("action")
    )
    told = faults.filter(pl.col("action") == "row_out")["row"]
    unnamed = _row_problems(cells, numbers, nameless & ~numbers.is_in(told.to_list()), "no_name")
    problems = pl.concat([repeated, unnamed, faults]).sort("row", maintain_order=True)
    problems = problems.with_columns(pl.lit(source).alias("source"))
    return _File(source, values, problems, decision.mapping, remarks + more)


def _header(raw: RawTable, cells: pl.DataFrame, given: Mapping) -> Header:
    if raw.keys is not None:
        return Header(None, raw.keys)
    known = {name for names in given.columns.values() for name in names if not name.isdecimal()}
    return find_header(cells, known)


def _header_remarks(
    header: Header, raw: RawTable, cells: pl.DataFrame, source: str, lang: str
) -> list[str]:
    remarks = []
    for place in header.titles:
        text = " ".join(cell for cell in cells.row(place) if cell)[:80]
        remarks.append(
            say("remark", "titles", lang, source=source, rows=raw.rows[place], text=text)
        )
    if header.numbered:
        remarks.append(say("remark", "numbered", lang, source=source))
    elif header.row is None and raw.keys is None:
        remarks.append(say("remark", "no_header", lang, source=source, count=cells.width))
    return remarks


def _data_rows(
    raw: RawTable, cells: pl.DataFrame, header: Header
) -> tuple[pl.DataFrame, pl.Series, int]:
    """Leave out the header, what stands above it, and rows that hold nothing."""
    begin = 0 if header.row is None else header.row + 1
    cells, numbers = cells.slice(begin), raw.rows.slice(begin)
    if not cells.height:
        return cells, numbers, 0
    # An empty list as text is something: only the cells as they stand can be blank.
    raw_cells = raw.frame.slice(begin).select(pl.all().str.strip_chars().str.len_bytes() > 0)
    holds = raw_cells.select(pl.any_horizontal(pl.all().fill_null(value=False))).to_series()
    return cells.filter(holds), numbers.filter(holds), int((~holds).sum())


def _repeated_header(cells: pl.DataFrame, header: Header) -> pl.Series:
    """Mark rows in which at least four fifths of the filled cells are the headings again."""
    if not cells.height or header.row is None:
        return pl.Series([False] * cells.height, dtype=pl.Boolean)
    same = pl.sum_horizontal(
        [
            (pl.col(c) == name).fill_null(value=False)
            for c, name in zip(cells.columns, header.names, strict=True)
        ]
    )
    filled = pl.sum_horizontal([pl.col(c).is_not_null() for c in cells.columns])
    least = 1 if cells.width == 1 else 2
    return cells.select((same >= least) & (same * 5 >= filled * 4)).to_series()


def _row_problems(
    cells: pl.DataFrame, numbers: pl.Series, which: pl.Series, problem: str
) -> pl.DataFrame:
    """Say of whole rows why they are in no lead."""
    raw = pl.concat_str([pl.col(c) for c in cells.columns], separator=" ¦ ", ignore_nulls=True)
    return cells.filter(which).select(
        numbers.filter(which).alias("row"),
        pl.lit(None, pl.String).alias("column"),
        raw.str.slice(0, 200).alias("raw"),
        pl.lit(problem).alias("problem"),
        pl.lit("row_out").alias("action"),
    )


def _values(
    cells: pl.DataFrame,
    numbers: pl.Series,
    decision: Decision,
    context: Context,
    source: str,
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    readings = read_values(cells, decision, context)
    remarks = list(decision.remarks)
    if readings.moved:
        remarks.append(say("remark", "moved", context.lang, source=source, count=readings.moved))
    faults = readings.problems.select(
        numbers.gather(readings.problems["at"]).alias("row"),
        *("column", "raw", "problem", "action"),
    )
    return fact_columns(readings.values), faults, remarks


def _assemble(files: list[_File], as_of: date | None, kind: str, lang: str) -> Imported:
    every = pl.concat([file.values for file in files], how="diagonal")
    problems = pl.concat([file.problems for file in files])
    named = every.filter(pl.col("name").is_not_null())
    found = merge_companies(named)
    leads = _finish(found, as_of)
    rows = _account(every, named, found, problems)
    problems = _in_words(problems.select(_PROBLEMS), ("problem", "action"), lang)
    duplicates = found.duplicates.with_columns(_said("rule", lang))
    mappings = {file.source: file.mapping for file in files}
    remarks = [remark for file in files for remark in file.remarks]
    if len({file.mapping.to_toml() for file in files}) > 1:
        remarks.append(say("remark", "mappings", lang))
    tables = {"leads": leads, "problems": problems, "duplicates": duplicates, "rows": rows}
    return Imported(
        **{name: _as_kind(table, kind) for name, table in tables.items()},
        mappings=mappings,
        remarks=tuple(remarks),
        report=write_report(**tables, mappings=mappings, remarks=remarks, lang=lang),
        lang=lang,
    )


def _finish(found: Companies, as_of: date | None) -> pl.DataFrame:
    """Give the leads every documented column, in order, with its type."""
    leads = found.leads
    if "industry_labels" in leads.columns:
        leads = leads.with_columns(codes_of_labels(leads["industry_labels"]))
    if "city" in leads.columns:
        by_city = regions_of_cities(leads["city"])
        told = ["region"] if "region" in leads.columns else []
        leads = leads.with_columns(by_city).with_columns(
            pl.coalesce(*told, "city_region").alias("region")
        )
    leads = leads.with_columns(pl.lit(as_of, pl.Date).alias("collected_on"))
    return leads.select(
        [
            (pl.col(one.name) if one.name in leads.columns else pl.lit(None))
            .cast(one.dtype)
            .alias(one.name)
            for one in table_fields("leads")
        ]
    )


def _account(
    every: pl.DataFrame, named: pl.DataFrame, found: Companies, problems: pl.DataFrame
) -> pl.DataFrame:
    """List every data row once, with its lead or without."""
    with_lead = named.select("source", "row").with_columns(found.ids.alias("lead_id"))
    out = problems.filter(pl.col("action") == "row_out").select("source", "row")
    nothing = out.with_columns(pl.lit(None, pl.String).alias("lead_id"))
    order = {name: place for place, name in enumerate(every["source"].unique(maintain_order=True))}
    return pl.concat([with_lead, nothing]).sort(
        pl.col("source").replace_strict(order, return_dtype=pl.Int64), "row"
    )


def _in_words(table: pl.DataFrame, groups: tuple[str, ...], lang: str) -> pl.DataFrame:
    return table.with_columns([_said(group, lang) for group in groups])


def _said(group: str, lang: str) -> pl.Expr:
    words = {key: entry[lang] for key, entry in read_words("texts.toml")[group].items()}
    return pl.col(group).replace_strict(words, return_dtype=pl.String)


def _as_kind(table: pl.DataFrame, kind: str) -> Any:
    if kind == "polars":
        return table
    if kind == "pyarrow":
        return table.to_arrow()
    frame = table.to_pandas()
    whole = {n: "Int64" for n, t in table.schema.items() if t == pl.Int64}
    truth = {n: "boolean" for n, t in table.schema.items() if t == pl.Boolean}
    return frame.astype({**whole, **truth})
