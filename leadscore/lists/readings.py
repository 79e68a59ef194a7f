"""A list's values: every field read once per distinct text, faults kept by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from leadscore.distinct import MISSING_TEXT, map_distinct
from leadscore.lists.columns import Decision
from leadscore.lists.places import read_place
from leadscore.lists.readers import SIZE, Context, Read, Schema, joined, reader_of
from leadscore.standards.industry import codes_for_labels
from leadscore.standards.products import find_tools
from leadscore.standards.titles import hr_title
from leadscore.standards.vocabulary import read_rows, read_toml

_AS_FOUND = (
    *("nature", "financing", "contact_name", "contact_title", "hr_department", "channel"),
    *("title", "salary", "job_url", "description"),
)
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
    """

    values: pl.DataFrame
    problems: pl.DataFrame
    moved: int = 0


def read_values(frame: pl.DataFrame, decision: Decision, context: Context) -> Readings:
    """Read the values of every field of one list.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of cleaned text, below the header.
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
    >>> from leadscore.lists.mapping import Mapping
    >>> decision = Decision(Mapping({"employees": ("size",)}), {"employees": [0]})
    >>> readings = read_values(pl.DataFrame({"0": ["20-99人", "many"]}), decision, Context())
    >>> readings.values["employees_low"].to_list(), readings.problems["problem"].to_list()
    ([20, None], ['employees'])
    """
    parts: dict[str, pl.Series] = {}
    problems: list[pl.DataFrame] = []
    for name, places in decision.places.items():
        columns = decision.mapping.columns[name]
        text = _together(frame, places, name)
        if name in _AS_FOUND:
            parts[name] = _known(text).alias(name)
            continue
        read, schema = reader_of(name, columns, text, context)
        read_frame, faults = _apply(text, read, schema, " + ".join(columns))
        if name != "short_name" or "name" not in decision.places:
            problems.append(faults)
        parts.update({column.name: column for column in read_frame})
    values = pl.DataFrame(list(parts.values())) if parts else pl.DataFrame(height=frame.height)
    moved = int(parts["moved"].count()) if "moved" in parts else 0
    faults = pl.concat([pl.DataFrame(schema=PROBLEM_SCHEMA), *problems])
    return Readings(_combine(values), faults, moved)


def _together(frame: pl.DataFrame, places: list[int], name: str) -> pl.Series:
    if len(places) == 1:
        return frame[:, places[0]].alias("text")
    separator = "|" if name in ("industry", "products", "brands", "tools") else "\n"
    known = pl.DataFrame([_known(frame[:, place]).alias(str(place)) for place in places])
    joined_cells = pl.concat_str(pl.all(), separator=separator, ignore_nulls=True)
    some = pl.any_horizontal(pl.all().is_not_null())
    return known.select(text=pl.when(some).then(joined_cells))["text"]


def _known(text: pl.Series) -> pl.Series:
    # No word for "missing" is that long, so the beginning of a long text decides.
    folded = pl.col("text").str.slice(0, 24).str.to_lowercase()
    known = pl.when(~folded.is_in(sorted(MISSING_TEXT))).then(pl.col("text"))
    return pl.DataFrame({"text": text}).select(known)["text"]


def _apply(
    text: pl.Series, read: Read, schema: Schema, column: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    nothing = (None,) * (len(schema) + 1)
    result = map_distinct(
        pl.DataFrame({"text": text}),
        ["text"],
        lambda cell: nothing if cell is None else read(cell),
        {**schema, "problem": pl.String},
    )
    faults = (
        pl.DataFrame({"raw": text, "problem": result["problem"]})
        .with_row_index("at")
        .filter(pl.col("problem").is_not_null())
        .select(
            pl.col("at"),
            pl.lit(column, pl.String).alias("column"),
            "raw",
            "problem",
            pl.lit("left_empty", pl.String).alias("action"),
        )
    )
    return result.drop("problem"), faults


def _combine(values: pl.DataFrame) -> pl.DataFrame:
    """Let the parts of glued cells, addresses and names fill what no column of their own says."""
    has = set(values.columns)
    wanted = {
        "name": ("name", "short_name"),
        "name_key": ("name_key", "short_key"),
        "name_region": ("name_region", "short_region"),
        "nature": ("nature", "profile_nature"),
        "financing": ("financing", "moved", "profile_financing"),
        "industry_labels": ("industry_labels", "profile_labels"),
        "region": ("region", "name_region", "address_region", "uscc_region"),
        "name_city": ("name_city", "short_city"),
        "city": ("city", "address_city", "name_city"),
    }
    for name, sources in wanted.items():
        present = [source for source in sources if source in has]
        if present and present != [name]:
            values = values.with_columns(pl.coalesce(present).alias(name))
    if "profile_employees_low" in has:
        values = _combine_sizes(values, own="employees_low" in has)
    return values.drop([c for c in values.columns if c.startswith(("profile_", "short_"))])


def _combine_sizes(values: pl.DataFrame, *, own: bool) -> pl.DataFrame:
    if not own:
        return values.with_columns([pl.col(f"profile_{name}").alias(name) for name in SIZE])
    use = pl.col("employees_low").is_null() & pl.col("employees_high").is_null()
    return values.with_columns(
        [
            pl.when(use).then(pl.col(f"profile_{name}")).otherwise(pl.col(name)).alias(name)
            for name in SIZE
        ]
    )


def fact_columns(values: pl.DataFrame) -> pl.DataFrame:
    """Add what follows from the values: HR posts, and tools named in the texts.

    Parameters
    ----------
    values : polars.DataFrame
        As ``read_values`` gives them.

    Returns
    -------
    polars.DataFrame
        With ``hr_post`` (true where the title is an HR one) and ``tools`` (keys of the products
        that titles and descriptions name), where the list has what they follow from.

    Examples
    --------
    >>> fact_columns(pl.DataFrame({"title": ["HRBP", "会计"]})).rows()
    [('HRBP', True, None), ('会计', False, None)]
    """
    if "title" in values.columns:
        hr = map_distinct(
            values,
            ["title"],
            lambda title: (title is not None and hr_title(title) is not None,),
            {"hr_post": pl.Boolean},
        )
        values = values.with_columns(hr.get_columns())
    told = [_tools_in(values[name]) for name in ("title", "description") if name in values.columns]
    if not told:
        return values
    if "tools" in values.columns:
        told.insert(0, values["tools"])
    found = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(told)])
    every = pl.concat_list([pl.col(c).str.split("|").fill_null([]) for c in found.columns])
    text = every.list.unique(maintain_order=True).list.join("|")
    tools = found.select(tools=pl.when(text.str.len_bytes() > 0).then(text))
    return values.with_columns(tools["tools"])


def _tools_in(text: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": text}).with_row_index("at")
    able = frame.filter(_may_name_tools())
    found = map_distinct(
        able,
        ["text"],
        lambda cell: (joined(find_tools(cell)) if cell else None,),
        {"tools": pl.String},
    )
    told = able.select("at").with_columns(found["tools"])
    return frame.join(told, on="at", how="left", maintain_order="left")["tools"]


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
