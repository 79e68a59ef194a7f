"""Rows of one company become one lead; what differed is kept beside it.

Which rows are one company is told by ``joins``, which of several values is kept by ``choices``;
here the rest is counted and joined. The city of a job says nothing about the company: the same
full name in two cities is one company.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.distinct import first_rows
from leadscore.lists.companies.choices import Choice, settle
from leadscore.lists.companies.joins import join_rows
from leadscore.lists.companies.lineage import source_rows
from leadscore.lists.companies.marks import agency_names, agency_titles, kind_of_names
from leadscore.lists.tables.runs import (
    disagreement,
    distinct_numbers,
    numbered,
    text_numbers,
    together,
)
from leadscore.lists.tables.side_by_side import call, do_both, in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Fields of which a company has one value; those in one group go together.
_SINGLE: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_key"),
    **{
        name: (name,)
        for name in (
            *("country", "region", "city", "address", "revenue_cny", "capital_cny", "founded"),
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
_LATEST = {
    "collected_on": "collected_on",
    "posted": "last_posted",
    "open_posts": "open_posts",
    "open_hr_posts": "open_hr_posts",
}
_NEVER = np.iinfo(np.int64).min
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
    joined, (titles, keys) = do_both(
        partial(join_rows, rows), partial(_posts_apart, rows), rows.height
    )
    ids, links, spellings, place = joined
    first, lead_of = numbered(spellings["lead_id"])
    spellings = spellings.with_columns(pl.Series("lead", lead_of, pl.UInt32))
    order = spellings[first].select("lead", "lead_id")
    lead = lead_of[place]
    rows = rows.with_columns(spellings["lead"][place]).with_row_index("at")
    counts = np.bincount(lead, minlength=len(first))
    order = order.with_columns(pl.Series("count", counts, pl.UInt32))
    present = {
        field: [name for name in columns if name in rows.columns]
        for field, columns in _SINGLE.items()
    }
    every = first_rows(lead, len(first))
    # The longest first: so the threads end together.
    tasks: list[Callable[[], Any]] = [
        partial(settle, rows, {k: v for k, v in present.items() if v}, choice),
        partial(source_rows, rows),
        partial(_vacancies, rows, lead, len(first), keys),
        partial(_agencies, rows, spellings, lead, place, titles),
        partial(_merged, spellings, order),
        *(partial(_union, rows, name, lead, every) for name in _JOINED if name in rows.columns),
        partial(_latest, rows, lead, len(first)),
    ]
    done = in_threads(call, tasks, rows.height)
    (kept, conflicts), origins, posts, agency, merged, *unions, latest = done
    leads = order.select("lead", "lead_id", "count").hstack(
        [*kept.drop("lead").get_columns(), *unions, *latest, *posts, agency]
    )
    for part in (_codes(spellings), origins):
        leads = leads.join(part, on="lead", how="left", maintain_order="left")
    leads = _counted(leads)
    return Companies(leads.drop("lead", "count"), _duplicates(merged, leads, conflicts, links), ids)


def _union(
    rows: pl.DataFrame, name: str, lead: NDArray[np.int64], every: NDArray[np.int64]
) -> pl.Series:
    """Join all values of a company, the most frequent first."""
    first, unlike = disagreement(rows.select(name), lead, every)
    # A place of null gives null.
    alike = rows[name][pl.Series(first).cast(pl.UInt32, strict=False)]
    if not len(unlike):
        return alike
    texts = (
        rows.select("lead", "at", name)[unlike]
        .group_by("lead", name)
        .agg(pl.col("at").min(), pl.len().alias("times"))
        .sort("at")
    )
    joined = (
        texts.with_columns(pl.col(name).str.split("|"))
        .explode(name)
        .with_row_index("place")
        .group_by("lead", name)
        .agg(pl.col("times").sum(), pl.col("place").min())
        .sort(["lead", "times", "place"], descending=[False, True, False])
        .group_by("lead", maintain_order=True)
        .agg(pl.col(name).str.join("|"))
    )
    return alike.scatter(joined["lead"], joined[name])


def _latest(rows: pl.DataFrame, lead: NDArray[np.int64], count: int) -> list[pl.Series]:
    """Give the last day of lists and posts of each company, and the greatest stated numbers."""
    found = []
    for name, to in _LATEST.items():
        if name not in rows.columns:
            continue
        told = rows[name].is_not_null().to_numpy()
        values = rows[name].drop_nulls().to_physical().cast(pl.Int64).to_numpy()
        most = np.full(count, _NEVER)
        np.maximum.at(most, lead[told], values)
        series = pl.Series(to, most).set(pl.Series(most == _NEVER), None)
        found.append(series.cast(rows[name].to_physical().dtype).cast(rows[name].dtype))
    return found


def _codes(rows: pl.DataFrame) -> pl.DataFrame:
    if "uscc" not in rows.columns:
        return rows.select("lead").head(0)
    known = rows.select("lead", "uscc").drop_nulls()
    return known.unique("lead", keep="first", maintain_order=True)


def _vacancies(
    rows: pl.DataFrame, lead: NDArray[np.int64], count: int, keys: tuple[NDArray[np.int64], int]
) -> list[pl.Series]:
    """Count the distinct posts of each company; null where none of its rows is a vacancy."""
    post = rows["post"].fill_null(value=False).to_numpy()
    key, size = keys
    pairs = lead * size + key

    def counted(which: NDArray[np.bool_], name: str) -> pl.Series:
        numbers = distinct_numbers(pairs if which.all() else pairs[which]) // size
        return pl.Series(name, np.bincount(numbers, minlength=count), pl.Int64)

    posts = counted(post, "vacancies")
    nothing = posts == 0
    if "hr_post" not in rows.columns:
        return [posts.set(nothing, None)]
    hr = post & rows["hr_post"].fill_null(value=False).to_numpy()
    titles = (
        rows.select("lead", hr_titles="title")
        .filter(pl.Series(hr))
        .with_columns(pl.col("hr_titles").str.replace_all("|", "/", literal=True))
        .unique(maintain_order=True)
        .group_by("lead")
        .agg(pl.col("hr_titles").str.join("|"))
    )
    texts = pl.repeat(None, count, dtype=pl.String, eager=True).alias("hr_titles")
    texts = texts.scatter(titles["lead"], titles["hr_titles"])
    return [posts.set(nothing, None), counted(hr, "hr_vacancies").set(nothing, None), texts]


def _posts_apart(
    rows: pl.DataFrame,
) -> tuple[NDArray[np.bool_] | None, tuple[NDArray[np.int64], int]]:
    """Look at the posts alone: which titles only an agency has, and which posts are one."""
    titles = agency_titles(rows["title"]).to_numpy() if "title" in rows.columns else None
    return titles, _post_keys(rows, 2**62 // max(rows.height, 1))


def _post_keys(rows: pl.DataFrame, most: int) -> tuple[NDArray[np.int64], int]:
    """Tell posts apart: by their page, else by title, place and pay, else every row is one."""
    if "title" in rows.columns:
        told = [text_numbers(rows[n]) for n in ("title", "city", "salary") if n in rows.columns]
        key, size = together(told, most // 2)
    else:
        key, size = np.arange(rows.height), rows.height
    if "job_url" not in rows.columns:
        return key, max(size, 1)
    page = rows["job_url"].str.strip_chars_end("?#/")
    pages, place = numbered(page)
    has = page.is_not_null().to_numpy()
    return np.where(has, size + place, key), size + len(pages) + 1


def _counted(leads: pl.DataFrame) -> pl.DataFrame:
    """Add the numbers of posts that a list states itself, and the kind that the name says."""
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


def _agencies(
    rows: pl.DataFrame,
    spellings: pl.DataFrame,
    lead: NDArray[np.int64],
    place: NDArray[np.int64],
    titles: NDArray[np.bool_] | None,
) -> pl.Series:
    """Mark companies that post for others, by their names and titles."""
    marks = agency_names(spellings["name"]).to_numpy()[place]
    if titles is not None:
        marks = marks | titles
    if "told_agency" in rows.columns:
        marks = marks | rows["told_agency"].fill_null(value=False).to_numpy()
    found = np.bincount(lead[marks], minlength=int(lead.max(initial=-1)) + 1) > 0
    return pl.Series("agency", found).set(pl.Series(~found), None)


def _duplicates(
    merged: pl.DataFrame, leads: pl.DataFrame, conflicts: list[pl.DataFrame], links: pl.DataFrame
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
        pl.concat([merged.with_columns(nothing), weak, *differing])
        .join(leads.select("lead", "lead_id", "source_rows"), on="lead", how="left")
        .sort("lead", maintain_order=True)
        .select(list(DUPLICATE_SCHEMA))
    )


def _merged(spellings: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Say by which strong rule the rows of each company came together."""
    coded, told = (
        pl.col(name).is_not_null() if name in spellings.columns else pl.lit(value=False)
        for name in ("uscc", "told_id")
    )
    # A company with one spelling needs no closer look.
    once = np.bincount(spellings["lead"].to_numpy(), minlength=order.height) == 1
    several = pl.Series(~once)[spellings["lead"]]
    alike = order.filter(pl.Series(once) & (order["count"] > 1))
    key = pl.concat_str("name_key", pl.col("name_region").fill_null(""), separator="\0")
    marks = spellings.select(
        "lead", "name", key.alias("key"), coded.alias("coded"), told.alias("told")
    ).filter(several)
    marks = marks.group_by("lead", "name", "key").agg(pl.col("coded", "told").any())
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
    found = names.join(keys, on="lead").select("lead", rule.alias("rule")).drop_nulls("rule")
    return pl.concat([alike.select("lead", pl.lit("name").alias("rule")), found])
