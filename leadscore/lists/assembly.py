"""Batches become an import: rows put together, tables in their documented form, words said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from leadscore.lists.companies.batches import Batch, batch_labels
from leadscore.lists.companies.choices import Choice
from leadscore.lists.companies.one_company import Companies, merge_companies
from leadscore.lists.imported import Imported
from leadscore.lists.readings import codes_of_labels, regions_of_cities
from leadscore.lists.report import write_report
from leadscore.lists.vocabulary.words import read_words, say
from leadscore.standards.fields import table_fields

_PROBLEMS = ("source", "row", "column", "raw", "problem", "action")


def assemble(
    batches: Sequence[Batch],
    choice: Choice | None = None,
    *,
    kind: str = "pandas",
    lang: str = "en",
) -> Imported:
    """Work out the leads of some batches, and everything that is told with them.

    Parameters
    ----------
    batches : sequence of Batch
        At least one.
    choice : Choice, optional
        Which of several values is kept.
    kind : {"pandas", "polars", "pyarrow"}
        Kind of the tables.
    lang : {"en", "zh"}
        Language of what is said.

    Returns
    -------
    Imported
        The import; the same batches in the same order always give the same one.

    Examples
    --------
    >>> from leadscore.lists.lead_table import batch_of_leads
    >>> batch = batch_of_leads(pl.DataFrame({"name": ["甲乙科技有限公司"]}))
    >>> assemble([batch], kind="polars").leads.select("name", "source_rows").rows()
    [('甲乙科技有限公司', 'leads:1')]
    """
    choice = choice or Choice()
    labels = batch_labels(batches)
    every = pl.concat(
        [_labelled(one, label, choice) for one, label in zip(batches, labels, strict=True)],
        how="diagonal",
    )
    if len(batches) > 1:
        # Each has numbers of its own.
        every = every.drop("spelling", strict=False)
    problems = pl.concat(
        [
            one.problems.with_columns(pl.lit(label).alias("source")).select(_PROBLEMS)
            for one, label in zip(batches, labels, strict=True)
        ]
    )
    named = every.filter(pl.col("name").is_not_null())
    found = merge_companies(named, choice)
    leads = _finish(found)
    rows = _account(labels, named, found, problems)
    problems = problems.with_columns(_said("problem", lang), _said("action", lang))
    duplicates = found.duplicates.with_columns(_said("rule", lang))
    mappings = {label: one.mapping for one, label in zip(batches, labels, strict=True)}
    remarks = list(dict.fromkeys(remark for one in batches for remark in one.remarks))
    if len(mappings) > 1 and len({mapping.to_toml() for mapping in mappings.values()}) > 1:
        remarks.append(say("remark", "mappings", lang))
    tables = {"leads": leads, "problems": problems, "duplicates": duplicates, "rows": rows}
    return Imported(
        **{name: as_kind(table, kind) for name, table in tables.items()},
        mappings=mappings,
        remarks=tuple(remarks),
        report=write_report(**tables, mappings=mappings, remarks=remarks, lang=lang),
        lang=lang,
        kind=kind,
        batches=tuple(batches),
        choice=choice,
    )


def _labelled(batch: Batch, label: str, choice: Choice) -> pl.DataFrame:
    added = [pl.lit(label).alias("source")]
    if "collected_on" not in batch.values.columns:
        added.append(pl.lit(batch.collected_on, pl.Date).alias("collected_on"))
    if choice.trusted:
        places = [
            place
            for place, name in enumerate(choice.trusted)
            if name in (batch.source, label, batch.name)
        ]
        place = min(places, default=len(choice.trusted))
        added.append(pl.lit(place, pl.Int64).alias("trusted"))
    return batch.values.with_columns(added)


def _finish(found: Companies) -> pl.DataFrame:
    """Give the leads every documented column, in order, with its type."""
    leads = found.leads
    if "industry_labels" in leads.columns:
        leads = leads.with_columns(codes_of_labels(leads["industry_labels"]))
    if "told_codes" in leads.columns:
        known = [name for name in ("industry_codes",) if name in leads.columns]
        leads = leads.with_columns(pl.coalesce(*known, "told_codes").alias("industry_codes"))
    if "city" in leads.columns:
        by_city = regions_of_cities(leads["city"])
        told = ["region"] if "region" in leads.columns else []
        leads = leads.with_columns(by_city).with_columns(
            pl.coalesce(*told, "city_region").alias("region")
        )
    return leads.select(
        [
            (pl.col(one.name) if one.name in leads.columns else pl.lit(None))
            .cast(one.dtype)
            .alias(one.name)
            for one in table_fields("leads")
        ]
    )


def _account(
    labels: Sequence[str], named: pl.DataFrame, found: Companies, problems: pl.DataFrame
) -> pl.DataFrame:
    """List every data row once, with its lead or without."""
    with_lead = named.select("source", "row").with_columns(found.ids.alias("lead_id"))
    out = problems.filter(pl.col("action") == "row_out").select("source", "row")
    nothing = out.with_columns(pl.lit(None, pl.String).alias("lead_id"))
    if len(labels) == 1:
        return pl.concat([with_lead, nothing]).sort("row")
    order = {label: place for place, label in enumerate(labels)}
    return pl.concat([with_lead, nothing]).sort(
        pl.col("source").replace_strict(order, return_dtype=pl.Int64), "row"
    )


def _said(group: str, lang: str) -> pl.Expr:
    words = {key: entry[lang] for key, entry in read_words("texts.toml")[group].items()}
    return pl.col(group).replace_strict(words, return_dtype=pl.String)


def as_kind(table: pl.DataFrame, kind: str) -> Any:
    """Give a Polars table as one of another kind, whole numbers and truth values kept.

    Examples
    --------
    >>> as_kind(pl.DataFrame({"a": [1, None]}), "pandas")["a"].dtype
    Int64Dtype()
    """
    if kind == "polars":
        return table
    if kind == "pyarrow":
        return table.to_arrow()
    frame = table.to_pandas()
    whole = {n: "Int64" for n, t in table.schema.items() if t == pl.Int64}
    truth = {n: "boolean" for n, t in table.schema.items() if t == pl.Boolean}
    return frame.astype({**whole, **truth})
