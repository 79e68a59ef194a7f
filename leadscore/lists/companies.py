"""Rows of one company become one lead; what differed is kept beside it.

Which rows are one company is told by ``joins``, which of several values is kept by ``choices``;
here the rest is counted and joined. The city of a job says nothing about the company: the same
full name in two cities is one company.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from leadscore.lists.choices import Choice, settle
from leadscore.lists.joins import join_rows
from leadscore.lists.lineage import source_rows
from leadscore.lists.marks import agency_rows, kind_of_names

# Fields of which a company has one value; those in one group go together.
_SINGLE: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_key"),
    **{
        name: (name,)
        for name in (
            *("region", "city", "address", "revenue_cny", "capital_cny", "founded"),
            *("status", "nature", "financing", "website", "careers_url", "hr_department"),
            "channel",
        )
    },
    "employees": ("employees_low", "employees_high", "employees_kind"),
    "contact": ("contact_name", "contact_title"),
}
_JOINED = (
    *("industry_labels", "products", "brands", "phones", "emails", "tools"),
    *("told_titles", "told_codes"),
)
DUPLICATE_SCHEMA: dict[str, pl.DataType] = {
    name: pl.String() for name in ("lead_id", "rule", "source_rows", "field", "kept", "others")
}


@dataclass(frozen=True)
class Companies:
    """Rows put together.

    Attributes
    ----------
    leads : polars.DataFrame
        One row per company, in order of first appearance; only columns that the rows tell.
    duplicates : polars.DataFrame
        One row per company made of several rows, and one per value that differed
        (``field`` set): ``lead_id, rule, source_rows, field, kept, others``.
    ids : polars.Series
        The ``lead_id`` of every row given, in order.
    """

    leads: pl.DataFrame
    duplicates: pl.DataFrame
    ids: pl.Series


def merge_companies(rows: pl.DataFrame, choice: Choice | None = None) -> Companies:
    """Put rows together, one company each.

    Parameters
    ----------
    rows : polars.DataFrame
        One row per row of the lists: ``source``, ``row``, ``name``, ``name_key``,
        ``name_region``, ``post`` (true: a vacancy) and any of the lead columns and of ``uscc``,
        ``title``, ``hr_post``, ``posted``, ``salary``, ``job_url``, ``open_posts``,
        ``collected_on`` (day of the list), ``trusted`` (place of the list among the trusted).
    choice : Choice, optional
        Which of several values is kept.

    Returns
    -------
    Companies
        Leads, duplicates, and the lead of every row.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"source": ["a"] * 2, "row": [2, 3], "name": ["甲公司"] * 2, "name_key": ["甲"] * 2,
    ...      "name_region": ["上海"] * 2, "post": [True] * 2, "title": ["会计", "出纳"]}
    ... )
    >>> merge_companies(rows).leads.select("name", "vacancies", "source_rows").rows()
    [('甲公司', 2, 'a:2-3')]
    """
    choice = choice or Choice()
    ids, links = join_rows(rows)
    order, lead = _numbered(ids)
    rows = rows.with_columns(ids.alias("lead_id"), lead).with_row_index("at")
    rows = rows.with_columns(order["count"].gather(rows["lead"]))
    present = {
        field: [name for name in columns if name in rows.columns]
        for field, columns in _SINGLE.items()
    }
    kept, conflicts = settle(rows, {k: v for k, v in present.items() if v}, choice)
    leads = order.select("lead", "lead_id", "count")
    unions = [_union(rows, name) for name in _JOINED if name in rows.columns]
    told = (_codes(rows), _vacancies(rows), _agencies(rows), _lists(rows), source_rows(rows))
    for part in (kept, *unions, *told):
        leads = leads.join(part, on="lead", how="left", maintain_order="left")
    leads = _counted(rows, leads)
    return Companies(leads.drop("lead", "count"), _duplicates(rows, leads, conflicts, links), ids)


def _numbered(ids: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Give each company a number by first appearance, and each row the number of its company.

    Whole numbers stand for the texts here, for a million rows are quickly grouped by them.
    """
    marks = pl.DataFrame({"mark": ids.hash()})
    order = (
        marks.with_row_index("at")
        .group_by("mark")
        .agg(pl.col("at").min(), pl.len().alias("count"))
        .sort("at")
        .with_row_index("lead")
    )
    lead = marks.join(order, on="mark", how="left", maintain_order="left")["lead"]
    named = order.with_columns(ids.gather(order["at"]).alias("lead_id"))
    return named.select("lead", "lead_id", "count"), lead


def _union(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Join all values of a company, the most frequent first."""
    mark = pl.col("\0mark")
    known = rows.filter(pl.col(name).is_not_null()).select(
        "lead", "at", name, pl.col(name).hash().alias("\0mark")
    )
    each = known.group_by("lead").agg(
        pl.col("at").min().alias("first"), (mark.min() == mark.max()).alias("same")
    )
    alike = each.filter("same").select("lead", rows[name][each.filter("same")["first"]])
    texts = (
        known.drop(name)
        .join(each.filter(~pl.col("same")), on="lead", how="semi")
        .group_by("lead", mark)
        .agg(pl.col("at").min(), pl.len().alias("times"))
        .sort("at")
    )
    joined = (
        texts.with_columns(rows[name].gather(texts["at"]).str.split("|"))
        .explode(name)
        .with_row_index("place")
        .group_by("lead", name)
        .agg(pl.col("times").sum(), pl.col("place").min())
        .sort(["lead", "times", "place"], descending=[False, True, False])
        .group_by("lead", maintain_order=True)
        .agg(pl.col(name).str.join("|"))
    )
    return pl.concat([alike, joined])


def _lists(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each company on which day it was last seen in a list."""
    if "collected_on" not in rows.columns:
        return rows.select("lead").unique()
    return rows.group_by("lead").agg(pl.col("collected_on").max())


def _codes(rows: pl.DataFrame) -> pl.DataFrame:
    if "uscc" not in rows.columns:
        return rows.select("lead").head(0)
    known = rows.select("lead", "uscc").drop_nulls()
    return known.unique("lead", keep="first", maintain_order=True)


def _vacancies(rows: pl.DataFrame) -> pl.DataFrame:
    """Count the distinct posts of each company; null where none of its rows is a vacancy."""
    hr = pl.col("hr_post") if "hr_post" in rows.columns else pl.lit(value=False)
    posts = (
        rows.filter(pl.col("post"))
        .select("lead", _post_key(rows.columns).alias("key"), hr.alias("hr"))
        .group_by("lead", "key")
        .agg(pl.col("hr").any())
    )
    counts = [pl.len().cast(pl.Int64).alias("vacancies")]
    if "hr_post" not in rows.columns:
        return posts.group_by("lead").agg(counts)
    counts.append(pl.col("hr").sum().cast(pl.Int64).alias("hr_vacancies"))
    titles = (
        rows.filter(pl.col("post") & hr)
        .select("lead", hr_titles=pl.col("title").str.replace_all("|", "/", literal=True))
        .unique(maintain_order=True)
        .group_by("lead")
        .agg(pl.col("hr_titles").str.join("|"))
    )
    return posts.group_by("lead").agg(counts).join(titles, on="lead", how="left")


def _post_key(have: list[str]) -> pl.Expr:
    """Tell posts apart: by their page, else by title, place and pay, else every row is one."""
    told = [pl.col(n).fill_null("") for n in ("title", "city", "salary") if n in have]
    key = pl.struct(told).hash() if "title" in have else pl.col("at").hash()
    if "job_url" not in have:
        return key
    page = pl.col("job_url").str.strip_chars_end("?#/")
    return pl.when(page.is_not_null()).then(page.hash()).otherwise(key)


def _counted(rows: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
    """Add the newest date, and the numbers of posts that a list states itself."""
    latest = {"last_posted": "posted", "open_posts": "open_posts", "open_hr_posts": "open_hr_posts"}
    wanted = [pl.col(n).max().alias(to) for to, n in latest.items() if n in rows.columns]
    if wanted:
        told = rows.group_by("lead").agg(wanted)
        leads = leads.join(told, on="lead", how="left", maintain_order="left")
    for name, told_by in (("vacancies", "open_posts"), ("hr_vacancies", "open_hr_posts")):
        if told_by in leads.columns:
            counted = [name] if name in leads.columns else []
            leads = leads.with_columns(pl.coalesce(*counted, told_by).alias(name))
    if "told_titles" in leads.columns:
        both = [n for n in ("hr_titles", "told_titles") if n in leads.columns]
        every = pl.concat_list([pl.col(n).str.split("|").fill_null([]) for n in both])
        text = every.list.unique(maintain_order=True).list.join("|")
        leads = leads.with_columns(hr_titles=pl.when(text.str.len_bytes() > 0).then(text))
    return leads.with_columns(kind_of_names(leads["name"]))


def _agencies(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark companies that post for others, by their names and titles."""
    marks = agency_rows(rows)
    if "told_agency" in rows.columns:
        marks = marks | rows["told_agency"].fill_null(value=False)
    found = rows.filter(marks).select("lead").unique()
    return found.with_columns(pl.lit(value=True).alias("agency"))


def _duplicates(
    rows: pl.DataFrame, leads: pl.DataFrame, conflicts: list[pl.DataFrame], links: pl.DataFrame
) -> pl.DataFrame:
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("field", "kept", "others")]
    weak = links.join(leads.select("lead", "lead_id", "name"), on="lead_id").select(
        *("lead", "rule"),
        pl.lit(None, pl.String).alias("field"),
        pl.col("name").alias("kept"),
        "others",
    )
    differing = [
        table.select("lead", pl.lit("conflict").alias("rule"), "field", "kept", "others")
        for table in conflicts
    ]
    return (
        pl.concat([_merged(rows).with_columns(nothing), weak, *differing])
        .join(leads.select("lead", "lead_id", "source_rows"), on="lead", how="left")
        .sort("lead", maintain_order=True)
        .select(list(DUPLICATE_SCHEMA))
    )


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    """Say by which strong rule the rows of each company came together."""
    coded = pl.col("uscc").is_not_null() if "uscc" in rows.columns else pl.lit(value=False)
    told = pl.col("told_id").is_not_null() if "told_id" in rows.columns else pl.lit(value=False)
    marks = rows.filter(pl.col("count") > 1).select(
        "lead",
        pl.col("name").hash(),
        pl.struct("name_key", "name_region").hash().alias("key"),
        coded.alias("coded"),
        told.alias("told"),
    )
    marks = marks.unique().group_by("lead", "name", "key").agg(pl.col("coded", "told").any())
    names = marks.group_by("lead").agg(
        pl.len().alias("names"), pl.col("coded").sum(), pl.col("told").any()
    )
    keys = marks.select("lead", "key").unique().group_by("lead").agg(pl.len().alias("keys"))
    rule = (
        pl.when(pl.col("names") == 1)
        .then(pl.lit("name"))
        .when(pl.col("coded") > 1)
        .then(pl.lit("uscc"))
        .when(pl.col("keys") < pl.col("names"))
        .then(pl.lit("name_key"))
        .when("told")
        .then(pl.lit("lead_id"))
    )
    return names.join(keys, on="lead").select("lead", rule.alias("rule")).drop_nulls("rule")
