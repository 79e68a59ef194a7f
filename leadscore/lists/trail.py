"""The trail of a lead: which cell of which file says what, worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import polars as pl

from leadscore.errors import ArgumentError, nearest
from leadscore.lists.companies.batches import Batch
from leadscore.lists.importer import open_rows
from leadscore.lists.opening.files import read_table
from leadscore.lists.readings import AS_FOUND, field_cells
from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.readers import Context, reader_of
from leadscore.lists.vocabulary.words import read_words, say
from leadscore.standards.fields import table_fields

SCHEMA = {
    "field": pl.String(),
    "value": pl.String(),
    "raw": pl.String(),
    "rule": pl.String(),
    "source": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "status": pl.String(),
}
# What a reader calls a value, where the lead calls it otherwise.
_LEAD_NAMES = {
    **dict.fromkeys(("name_region", "address_region", "uscc_region", "city_province"), "region"),
    **dict.fromkeys(("name_city", "address_city", "region_city"), "city"),
    **dict.fromkeys(("city_country", "region_country", "address_country"), "country"),
    "phones_contact": "contact_name",
    **dict.fromkeys(("emails_phones", "contact_phones"), "phones"),
    **dict.fromkeys(("phones_emails", "contact_emails"), "emails"),
    "short_name": "name",
    "short_key": "name_key",
    "short_region": "region",
    "short_city": "city",
    "profile_labels": "industry_labels",
    "moved": "financing",
    "posted": "last_posted",
    "open_posts": "vacancies",
    "open_hr_posts": "hr_vacancies",
    "title": "hr_titles",
    **{f"told_{name}": name for name in ("agency", "id", "source", "rows")},
    "told_titles": "hr_titles",
    "told_codes": "industry_codes",
}
_INNER = frozenset({"source", "row", "post", "hr_post", "collected_on"})
_LINEAGE = frozenset({"source", "source_rows", "collected_on"})


def trail_of(
    lead: dict[str, Any], rows: pl.DataFrame, batches: dict[str, Batch], lang: str = "en"
) -> pl.DataFrame:
    """Show what every value of one lead was read from.

    Parameters
    ----------
    lead : dict
        The lead, column to value.
    rows : polars.DataFrame
        ``source, row`` of its rows.
    batches : dict of str to Batch
        The batch of each source.
    lang : {"en", "zh"}
        Language of rules and states.

    Returns
    -------
    polars.DataFrame
        ``field, value, raw, rule, source, row, column, status``: one row per value read from a
        cell, one per cell that was not understood (``value`` null), and one per value of the lead
        that was worked out of others (``raw`` null).

    Raises
    ------
    FileError
        When a file is gone, or is no longer the one that was imported.

    Examples
    --------
    >>> from leadscore.lists.lead_table import batch_of_leads
    >>> batch = batch_of_leads(pl.DataFrame({"name": ["甲乙科技有限公司"], "city": ["上海"]}))
    >>> lead = {"name": "甲乙科技有限公司", "name_key": "甲乙科技", "city": "上海"}
    >>> rows = pl.DataFrame({"source": ["leads"], "row": [1]})
    >>> trail_of(lead, rows, {"leads": batch}).select("field", "value", "status").rows()
    [('name', '甲乙科技有限公司', 'in the lead'), ('name_key', '甲乙科技', 'in the lead'),
     ('city', '上海', 'in the lead')]
    """
    return pl.DataFrame(tell(lead, read_cells(rows, batches), lang), schema=SCHEMA, orient="row")


def read_cells(rows: pl.DataFrame, batches: dict[str, Batch]) -> list[dict[str, Any]]:
    """Read the cells of some rows again, each file once; arguments as for ``trail_of``."""
    found: list[dict[str, Any]] = []
    for (source,), some in rows.group_by("source", maintain_order=True):
        batch = batches[str(source)]
        numbers = some["row"].to_list()
        read = _from_table(batch, numbers) if batch.origin is None else _from_file(batch, numbers)
        found += [{**one, "source": str(source)} for one in read]
    return found


def tell(lead: dict[str, Any], found: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Say what became of the cells of one lead, in the order of the lead columns."""
    out = []
    for one in found:
        problem = one.get("problem")
        key = "problem" if problem else _state(one["field"], one["value"], lead)
        words = say("problem", problem, lang) if problem else say("state", key, lang)
        rule = say("reading", one["rule"], lang)
        value = None if one["value"] is None else str(one["value"])
        said = {name: content for name, content in one.items() if name != "problem"}
        out.append({**said, "value": value, "rule": rule, "status": words})
    told = {one["field"] for one in out if one["value"] is not None}
    out += [_derived(name, lead[name], lang) for name in _untold(lead, told)]
    order = {one.name: place for place, one in enumerate(table_fields("leads"))}
    out.sort(key=lambda one: order.get(one["field"], len(order)))
    return out


def _from_file(batch: Batch, numbers: list[int]) -> Iterator[dict[str, Any]]:
    """Read the cells of some rows again, with the habits of their whole columns."""
    origin = batch.origin
    if origin is None:
        return
    origin.check()
    raw = read_table(origin.path, sheet=origin.sheet, lang=origin.context.lang)
    opened = open_rows(raw, batch.source, batch.mapping, origin.context)
    wanted = opened.numbers.is_in(numbers)
    rows = opened.numbers.filter(wanted).to_list()
    for name, places in opened.decision.places.items():
        columns = opened.decision.mapping.columns[name]
        cells = field_cells(opened.cells, places, name)
        read = _reader(name, columns, cells, origin.context)
        column = " + ".join(columns)
        for row, cell in zip(rows, cells.column().filter(wanted), strict=True):
            if cell is not None:
                for one in read(cell):
                    yield {**one, "raw": cell, "row": row, "column": column}


def _reader(
    name: str, columns: tuple[str, ...], cells: Repeating, context: Context
) -> Callable[[str], list[dict[str, Any]]]:
    if name in AS_FOUND:
        return lambda cell: [
            {"field": _LEAD_NAMES.get(name, name), "value": cell, "rule": "as_found"}
        ]
    read, schema = reader_of(name, columns, cells, context)
    rule = name if name in read_words("texts.toml")["reading"] else "as_found"

    def parts(cell: str) -> list[dict[str, Any]]:
        *values, problem = read(cell)
        if problem is not None:
            return [{"field": name, "value": None, "rule": rule, "problem": problem}]
        named = zip(schema, values, strict=True)
        return [
            {"field": _lead_name(column), "value": value, "rule": rule}
            for column, value in named
            if value is not None
        ]

    return parts


def _lead_name(column: str) -> str:
    return _LEAD_NAMES.get(column, column.removeprefix("profile_"))


def _from_table(batch: Batch, numbers: list[int]) -> Iterator[dict[str, Any]]:
    values = batch.values.filter(pl.col("row").is_in(numbers))
    for row in values.iter_rows(named=True):
        for column, value in row.items():
            if value is not None and column not in _INNER:
                name = _lead_name(column)
                found = {"field": name, "value": value, "raw": str(value), "rule": "table"}
                yield {**found, "row": row["row"], "column": name}


def _state(name: str, value: Any, lead: dict[str, Any]) -> str:
    if name not in _lead_columns():
        return "read"
    kept = lead[name]
    if kept is None:
        return "unused"
    if value == kept or str(value) == str(kept):
        return "kept"
    parts = str(kept).split("|")
    inside = all(part in parts for part in str(value).replace("\n", "|").split("|"))
    return "kept" if inside else "other"


@cache
def _lead_columns() -> frozenset[str]:
    return frozenset(one.name for one in table_fields("leads"))


def _untold(lead: dict[str, Any], told: set[str]) -> list[str]:
    return [
        name
        for name, value in lead.items()
        if value is not None and name not in told and name not in _LINEAGE
    ]


def _derived(name: str, value: Any, lang: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(SCHEMA),
        "field": name,
        "value": str(value),
        "rule": say("reading", "derived", lang),
        "status": say("state", "kept", lang),
    }


def find_lead(leads: pl.DataFrame, lead_id: str) -> dict[str, Any]:
    """Look a lead up by its id.

    Raises
    ------
    ArgumentError
        When no lead has it; the nearest id is named.

    Examples
    --------
    >>> find_lead(pl.DataFrame({"lead_id": ["a"], "name": ["甲"]}), "a")["name"]
    '甲'
    """
    found = leads.filter(pl.col("lead_id") == lead_id)
    if not found.height:
        some = leads["lead_id"].head(10_000).to_list()
        raise ArgumentError(f'There is no lead "{lead_id}".{nearest(lead_id, some)}')
    return found.row(0, named=True)
