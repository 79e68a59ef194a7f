"""A list's values: every field read once per distinct text, faults kept by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from leadscore.distinct import MISSING_TEXT, is_missing, map_distinct
from leadscore.lists.columns.understanding import Decision
from leadscore.lists.tables.repeating import Repeating, TextTable
from leadscore.lists.tables.side_by_side import in_threads
from leadscore.lists.values.careers import with_careers_pages
from leadscore.lists.values.cell_text import joined
from leadscore.lists.values.combining import combine, each_once
from leadscore.lists.values.places import read_place
from leadscore.lists.values.plain_cells import read_plain
from leadscore.lists.values.readers import Context, Read, Schema, reader_of
from leadscore.standards.industry import codes_for_labels
from leadscore.standards.products import find_tools
from leadscore.standards.titles import hr_title, posting_prefix
from leadscore.standards.vocabulary import read_rows, read_toml

AS_FOUND = (
    *("nature", "financing", "contact_title", "hr_department", "channel"),
    *("title", "salary", "job_url", "description"),
)
_MISSING = sorted(MISSING_TEXT)
# What stands between the cells of several columns of one field; else each is a line.
_BETWEEN = {**dict.fromkeys(("industry", "products", "brands", "tools"), "|"), "contact_name": " "}
PROBLEM_SCHEMA: Schema = {
    "at": pl.UInt32(),
    "column": pl.String(),
    "raw": pl.String(),
    "problem": pl.String(),
    "action": pl.String(),
}


@dataclass(frozen=True)
class Readings:
    """The values of one list.

    Attributes
    ----------
    values : polars.DataFrame
        One row per row of the list, typed columns.
    problems : polars.DataFrame
        ``at`` (row from 0), ``column``, ``raw``, ``problem``, ``action`` (keys of texts.toml).
    moved : int
        Rows whose industry column held a financing stage.
    texts : dict of str to Repeating
        Columns of ``values``, each text once, as far as ``fact_columns`` looks at them.
    """

    values: pl.DataFrame
    problems: pl.DataFrame
    moved: int = 0
    texts: dict[str, Repeating] = field(default_factory=dict)


class _Field(NamedTuple):
    """The values of one field, the problems of its cells, and its texts where they are kept."""

    values: pl.DataFrame
    faults: pl.DataFrame
    texts: Repeating | None = None


def read_values(cells: TextTable, decision: Decision, context: Context) -> Readings:
    """Read the values of every field of one list.

    Parameters
    ----------
    cells : TextTable
        Cleaned cells, below the header.
    decision : Decision
        Which column is which field.
    context : Context
        The list's day and currency.

    Returns
    -------
    Readings
        Values (null where a cell is missing or was not understood), and a problem for every
        cell that holds something and was not understood.

    Examples
    --------
    >>> from leadscore.lists.columns.mapping import Mapping
    >>> decision = Decision(Mapping({"employees": ("size",)}), {"employees": [0]})
    >>> cells = TextTable.of(pl.DataFrame({"0": ["20-99人", "many"]}))
    >>> readings = read_values(cells, decision, Context())
    >>> readings.values["employees_low"].to_list(), readings.problems["problem"].to_list()
    ([20, None], ['employees'])
    """

    def read(name: str) -> _Field:
        return _read_field(cells, name, decision, context)

    found = dict(zip(decision.places, in_threads(read, decision.places, cells.height), strict=True))
    parts = {column.name: column for one in found.values() for column in one.values}
    values = pl.DataFrame(list(parts.values())) if parts else pl.DataFrame(height=cells.height)
    moved = int(parts["moved"].count()) if "moved" in parts else 0
    problems = [one.faults for one in found.values() if one.faults.height]
    faults = pl.concat(problems) if problems else pl.DataFrame(schema=PROBLEM_SCHEMA)
    texts = {name: one.texts for name, one in found.items() if one.texts is not None}
    return Readings(combine(values), faults, moved, texts)


def _read_field(table: TextTable, name: str, decision: Decision, context: Context) -> _Field:
    columns = decision.mapping.columns[name]
    cells = field_cells(table, decision.places[name], name)
    if name in AS_FOUND:
        cells = _without_missing(cells)
        return _Field(pl.DataFrame([cells.column().alias(name)]), pl.DataFrame(), cells)
    read, schema = reader_of(name, columns, cells, context)
    values, faults = _apply(cells, name, read, schema, " + ".join(columns))
    told = name == "short_name" and "name" in decision.places
    return _Field(values, pl.DataFrame() if told else faults)


def field_cells(table: TextTable, wanted: list[int], name: str) -> Repeating:
    r"""Give the cells of one field in every row; those of several columns are joined.

    Examples
    --------
    >>> table = TextTable.of(pl.DataFrame({"0": ["010-1", "-"], "1": ["010-2", None]}))
    >>> field_cells(table, [0, 1], "phones").column().to_list()
    ['010-1\n010-2', None]
    """
    if len(wanted) == 1:
        return table.columns[wanted[0]]
    separator = _BETWEEN.get(name, "\n")
    known = TextTable([_without_missing(table.columns[place]) for place in wanted]).frame
    joined_cells = pl.concat_str(pl.all(), separator=separator, ignore_nulls=True)
    some = pl.any_horizontal(pl.all().is_not_null())
    return Repeating.of(known.select(text=pl.when(some).then(joined_cells))["text"])


def _without_missing(cells: Repeating) -> Repeating:
    # No word for "missing" is that long, so the beginning of a long text decides.
    folded = pl.col("text").str.slice(0, 40).str.to_lowercase()
    frame = cells.texts.alias("text").to_frame()
    absent = frame.select(folded.is_in(_MISSING).fill_null(value=False)).to_series()
    return cells.turned_to(cells.texts.set(absent, None)) if absent.any() else cells


def _apply(
    cells: Repeating, name: str, read: Read, schema: Schema, column: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read every distinct text once; list the rows whose text was not understood."""
    result = _read_distinct(cells.texts, name, read, {**schema, "problem": pl.String()})
    place = pl.Series(cells.place)
    values = pl.DataFrame([one[place] for one in result if one.name != "problem"])
    if result["problem"].null_count() == result.height:
        return values, pl.DataFrame(schema=PROBLEM_SCHEMA)
    at = np.flatnonzero(result["problem"].is_not_null().to_numpy()[cells.place])
    faulty = pl.Series(cells.place[at])
    faults = pl.DataFrame(
        [
            pl.Series("at", at, dtype=pl.UInt32),
            pl.repeat(column, len(at), dtype=pl.String, eager=True).alias("column"),
            cells.texts[faulty].alias("raw"),
            result["problem"][faulty],
            pl.repeat("left_empty", len(at), dtype=pl.String, eager=True).alias("action"),
        ]
    )
    return values, faults


def _read_distinct(texts: pl.Series, name: str, read: Read, schema: Schema) -> pl.DataFrame:
    """Read texts: those of the usual shape by expressions, the others one by one."""
    nothing = (None,) * len(schema)
    quick = read_plain(name, texts)
    others = texts if quick is None else texts.filter(~quick["plain"])
    found = [nothing if is_missing(text) else read(text) for text in others]
    parsed = pl.DataFrame(found, schema=schema, orient="row")
    if quick is None:
        return parsed
    plain = quick["plain"]
    if not len(others):
        return quick.select(list(schema))
    order = pl.concat([plain.arg_true(), (~plain).arg_true()]).arg_sort()
    return pl.concat([quick.filter(plain).select(list(schema)), parsed])[order]


def fact_columns(
    values: pl.DataFrame, known: Mapping[str, Repeating] | None = None
) -> pl.DataFrame:
    """Add what follows from the values: HR posts, and tools named in the texts.

    Parameters
    ----------
    values : polars.DataFrame
        As ``read_values`` gives them.
    known : mapping of str to Repeating, optional
        Columns of which it is known which texts they have.

    Returns
    -------
    polars.DataFrame
        With ``hr_post`` (true where the title is an HR one), ``tools`` (keys of the products that
        titles and descriptions name) and the careers pages that postings show, where the list has
        what they follow from.

    Examples
    --------
    >>> fact_columns(pl.DataFrame({"title": ["HRBP", "会计"]})).rows()
    [('HRBP', True, None), ('会计', False, None)]
    """
    if "job_url" in values.columns:
        values = with_careers_pages(values)
    told = [values["tools"]] if "tools" in values.columns else []
    for name in (one for one in ("title", "description") if one in values.columns):
        cells = (known or {}).get(name) or Repeating.of(values[name])
        place = pl.Series(cells.place)
        if name == "title":
            values = values.with_columns(_hr_posts(cells.texts)[place].alias("hr_post"))
        told.append(_tools_in(cells.texts)[place])
    if not {"title", "description"} & set(values.columns):
        return values
    return values.with_columns(each_once(told).alias("tools"))


def _hr_posts(titles: pl.Series) -> pl.Series:
    # A word that a scraper put before every title says nothing about the post.
    prefix = posting_prefix(titles.drop_nulls()) or ""
    found = [
        not is_missing(title) and hr_title(title.removeprefix(prefix)) is not None
        for title in titles
    ]
    return pl.Series("hr_post", found, dtype=pl.Boolean)


def _tools_in(texts: pl.Series) -> pl.Series:
    may = texts.alias("text").to_frame().select(may=_may_name_tools())["may"]
    found = [
        joined(find_tools(text)) if able and not is_missing(text) else None
        for text, able in zip(texts, may, strict=True)
    ]
    return pl.Series("tools", found, dtype=pl.String)


@cache
def _may_name_tools() -> pl.Expr:
    """Pick the texts worth a close look: all that name a tool, and some that do not."""
    products = read_rows("products.csv")
    names = {name for row in products for name in [*row["aliases"].split("|"), row["strict"]]}
    # Full-width letters can spell any of the names.
    wide = {chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    text = pl.col("text")
    may = text.str.contains_any(sorted((names - {""}) | wide), ascii_case_insensitive=True)
    for said in read_toml("tool_words.toml")["statement"]:
        # Without its conditions on neighbours a pattern finds more, never less.
        loose = re.sub(r"\(\?<?[!=][^()]*\)", "", said["pattern"])
        may = may | text.str.contains(f"(?i){loose}")
    return may


def codes_of_labels(labels: pl.Series) -> pl.Series:
    """Translate joined labels into joined GB/T 4754-2017 codes, once per distinct text.

    Parameters
    ----------
    labels : polars.Series
        Labels with ``|`` between them.

    Returns
    -------
    polars.Series
        Codes with ``|`` between them; null where no label is known.

    Examples
    --------
    >>> codes_of_labels(pl.Series(["计算机软件", None])).to_list()
    ['65', None]
    """
    found = map_distinct(
        pl.DataFrame({"labels": labels}),
        ["labels"],
        lambda text: (codes_for_labels(text) if text else None,),
        {"industry_codes": pl.String},
    )
    return found["industry_codes"]


def regions_of_cities(cities: pl.Series) -> pl.Series:
    """Name the province of each city, once per distinct city.

    Parameters
    ----------
    cities : polars.Series
        Names of cities.

    Returns
    -------
    polars.Series
        ``city_region``; null where the city is not known.

    Examples
    --------
    >>> regions_of_cities(pl.Series(["苏州", "Springfield"])).to_list()
    ['江苏', None]
    """
    found = map_distinct(
        pl.DataFrame({"city": cities}),
        ["city"],
        lambda city: (read_place(city)[0] if city else None,),
        {"city_region": pl.String},
    )
    return found["city_region"]
