"""Vacancies and repeats become one row per company; what differed is kept beside it.

Two rows are one company when they carry the same valid credit code, or when their names have the
same key and name the same region. A job board gives the city of the job, so the city of a row says
nothing here: the same full name in two cities is one company. Nothing similar is merged. The id of
a company without a code depends on its name only, so it is the same in every import.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.lists.lineage import source_rows
from leadscore.standards.agencies import is_agency

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
_JOINED = ("industry_labels", "products", "brands", "phones", "emails", "tools")
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


def company_id(name_key: str, region: str | None) -> str:
    """Make the id of a company that has no credit code.

    Parameters
    ----------
    name_key : str
        Key of its name.
    region : str or None
        The region that its name says.

    Returns
    -------
    str
        ``c`` and 12 hexadecimal digits; the same in every import.

    Examples
    --------
    >>> company_id("甲乙", "上海")
    'c7b80d9465513'
    """
    return _hashed(f"{name_key}\0{region or ''}", 6)


def _hashed(text: str, size: int) -> str:
    return "c" + blake2b(text.encode(), digest_size=size).hexdigest()


def merge_companies(rows: pl.DataFrame) -> Companies:
    """Put rows together, one company each.

    Parameters
    ----------
    rows : polars.DataFrame
        One row per row of the lists: ``source``, ``row``, ``name``, ``name_key``,
        ``name_region``, ``post`` (true: a vacancy) and any of the lead columns and of ``uscc``,
        ``title``, ``hr_post``, ``posted``, ``salary``, ``job_url``, ``open_posts``.

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
    ids = _ids(rows)
    rows = rows.with_columns(ids.alias("lead_id")).with_row_index("at")
    order = rows.group_by("lead_id", maintain_order=True).agg(pl.len().alias("count"))
    order = order.with_row_index("lead")
    rows = rows.join(order, on="lead_id", how="left", maintain_order="left")
    leads = order.select("lead", "lead_id", "count")
    conflicts = []
    for field, columns in _SINGLE.items():
        present = [name for name in columns if name in rows.columns]
        if present:
            kept, others = _settle(rows, present, field)
            leads = leads.join(kept, on="lead", how="left", maintain_order="left")
            conflicts.append(others)
    for name in _JOINED:
        if name in rows.columns:
            joined = _union(rows, name)
            leads = leads.join(joined, on="lead", how="left", maintain_order="left")
    for part in (_codes(rows), _vacancies(rows), _agencies(rows), source_rows(rows)):
        leads = leads.join(part, on="lead", how="left", maintain_order="left")
    leads = _counted(rows, leads)
    return Companies(leads.drop("lead", "count"), _duplicates(rows, leads, conflicts), ids)


def _ids(rows: pl.DataFrame) -> pl.Series:
    keys = rows.select(
        key=pl.concat_str(["name_key", pl.col("name_region").fill_null("")], separator="\0"),
        code=pl.col("uscc") if "uscc" in rows.columns else pl.lit(None, pl.String),
    )
    hashed = map_distinct(keys, ["key"], lambda key: (_hashed(key, 6),), {"id": pl.String})["id"]
    if hashed.n_unique() < keys["key"].n_unique():
        # Two names gave one short id (1 of 400 imports of a million companies): lengthen both.
        hashed = _lengthened(keys["key"], hashed)
    codes = (
        keys.drop_nulls("code")
        .group_by("key")
        .agg(pl.col("code").n_unique().alias("codes"), pl.col("code").first().alias("only"))
        .filter(pl.col("codes") == 1)
    )
    return (
        keys.with_columns(hashed.alias("hashed"))
        .join(codes, on="key", how="left", maintain_order="left")
        .select(lead_id=pl.coalesce("code", "only", "hashed"))["lead_id"]
    )


def _lengthened(keys: pl.Series, hashed: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"key": keys, "id": hashed})
    clashing = frame.group_by("id").agg(pl.col("key").n_unique()).filter(pl.col("key") > 1)["id"]
    longer = map_distinct(frame, ["key"], lambda key: (_hashed(key, 12),), {"id": pl.String})
    return frame.select(
        id=pl.when(pl.col("id").is_in(clashing.to_list())).then(longer["id"]).otherwise("id")
    )["id"]


def _settle(
    rows: pl.DataFrame, columns: list[str], field: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the most frequent value of each company, the newest and then the first of equals."""
    told = pl.any_horizontal([pl.col(name).is_not_null() for name in columns])
    newest = pl.col("posted") if "posted" in rows.columns else pl.lit(None, pl.Date)
    known = rows.filter(told).select("lead", "at", "count", *columns, newest.alias("newest"))
    alone = known.filter(pl.col("count") == 1).select("lead", *columns)
    counted = (
        known.filter(pl.col("count") > 1)
        .group_by("lead", *columns)
        .agg(pl.len().alias("times"), pl.col("newest").max(), pl.col("at").min())
        .sort(
            ["lead", "times", "newest", "at"],
            descending=[False, True, True, False],
            nulls_last=True,
        )
    )
    first = counted.group_by("lead", maintain_order=True).agg(pl.col(columns).first())
    kept = pl.concat([alone, first])
    several = counted.filter(pl.len().over("lead") > 1)
    if field == "employees":
        shown = _interval_text()
    elif field == "name":
        shown = pl.col("name")
    else:
        texts = [pl.col(name).cast(pl.String) for name in columns]
        shown = pl.concat_str(texts, separator=" / ", ignore_nulls=True)
    others = (
        several.with_columns(shown.alias("shown"))
        .group_by("lead", maintain_order=True)
        .agg(
            pl.col("shown").first().alias("kept"),
            pl.format("{} ({})", pl.col("shown"), pl.col("times"))
            .slice(1)
            .str.join("|")
            .alias("others"),
        )
        .with_columns(pl.lit(field, pl.String).alias("field"))
    )
    return kept, others


def _interval_text() -> pl.Expr:
    low, high = (pl.col(f"employees_{end}").cast(pl.String) for end in ("low", "high"))
    return (
        pl.when(pl.col("employees_high").is_null())
        .then(pl.format("{}+", low.fill_null("")))
        .when(pl.col("employees_low") == pl.col("employees_high"))
        .then(low)
        .otherwise(pl.format("{}-{}", low.fill_null(""), high.fill_null("")))
    )


def _union(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Join all values of a company, the most frequent first."""
    known = rows.filter(pl.col(name).is_not_null()).select("lead", "count", name)
    alone = known.filter(pl.col("count") == 1).select("lead", name)
    joined = (
        known.filter(pl.col("count") > 1)
        .select("lead", pl.col(name).str.split("|"))
        .explode(name)
        .with_row_index("place")
        .group_by("lead", name)
        .agg(pl.len().alias("times"), pl.col("place").min())
        .sort(["lead", "times", "place"], descending=[False, True, False])
        .group_by("lead", maintain_order=True)
        .agg(pl.col(name).str.join("|"))
    )
    return pl.concat([alone, joined])


def _codes(rows: pl.DataFrame) -> pl.DataFrame:
    if "uscc" not in rows.columns:
        return rows.select("lead").unique()
    code = pl.col("uscc").drop_nulls().first()
    return rows.group_by("lead", maintain_order=True).agg(code)


def _vacancies(rows: pl.DataFrame) -> pl.DataFrame:
    """Count the distinct posts of each company; null where none of its rows is a vacancy."""
    posts = rows.filter(pl.col("post")).with_columns(_post_key(rows.columns).alias("key"))
    counts = [pl.col("key").n_unique().cast(pl.Int64).alias("vacancies")]
    if "hr_post" in rows.columns:
        hr = pl.col("hr_post")
        titles = pl.col("title").filter(hr).str.replace_all("|", "/", literal=True)
        counts += [
            pl.col("key").filter(hr).n_unique().cast(pl.Int64).alias("hr_vacancies"),
            titles.unique(maintain_order=True).str.join("|").alias("hr_titles"),
        ]
    table = posts.group_by("lead", maintain_order=True).agg(counts)
    if "hr_post" in rows.columns:
        seen = pl.col("hr_titles").str.len_bytes() > 0
        table = table.with_columns(pl.when(seen).then(pl.col("hr_titles")))
    return table


def _post_key(have: list[str]) -> pl.Expr:
    """Tell posts apart: by their page, else by title, place and pay, else every row is one."""
    if "title" not in have:
        key = pl.col("at").cast(pl.String)
    else:
        told = [pl.col(n).fill_null("") for n in ("title", "city", "salary") if n in have]
        key = pl.concat_str(told, separator="\0")
    if "job_url" not in have:
        return key
    return pl.coalesce(pl.col("job_url").str.strip_chars_end("?#/"), key)


def _counted(rows: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
    """Add the newest date, and the number of posts that a directory states itself."""
    wanted = [pl.col("posted").max().alias("last_posted")] if "posted" in rows.columns else []
    if "open_posts" in rows.columns:
        wanted.append(pl.col("open_posts").max())
    if not wanted:
        return leads
    told = rows.group_by("lead", maintain_order=True).agg(wanted)
    leads = leads.join(told, on="lead", how="left", maintain_order="left")
    if "open_posts" in rows.columns:
        leads = leads.with_columns(pl.coalesce("vacancies", "open_posts").alias("vacancies"))
    return leads


def _agencies(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark companies that post for others, by their names and titles."""
    marks = map_distinct(rows, ["name"], lambda n: (is_agency(n),), {"agency": pl.Boolean})
    if "title" in rows.columns:
        by_title = map_distinct(
            rows, ["title"], lambda t: (is_agency(None, [t] if t else []),), {"told": pl.Boolean}
        )
        marks = marks.select(agency=pl.coalesce("agency", by_title["told"]))
    return (
        rows.select("lead", marks["agency"])
        .group_by("lead", maintain_order=True)
        .agg(pl.col("agency").drop_nulls().first())
    )


def _duplicates(
    rows: pl.DataFrame, leads: pl.DataFrame, conflicts: list[pl.DataFrame]
) -> pl.DataFrame:
    several = rows.filter(pl.col("count") > 1)
    merged = several.group_by("lead", maintain_order=True).agg(
        pl.when(pl.col("name").n_unique() == 1)
        .then(pl.lit("name"))
        .when(pl.col("lead_id").first().str.len_chars() == 18)
        .then(pl.lit("uscc"))
        .otherwise(pl.lit("name_key"))
        .alias("rule")
    )
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("field", "kept", "others")]
    differing = [
        table.select("lead", pl.lit("conflict").alias("rule"), "field", "kept", "others")
        for table in conflicts
    ]
    return (
        pl.concat([merged.with_columns(nothing), *differing])
        .join(leads.select("lead", "lead_id", "source_rows"), on="lead", how="left")
        .sort("lead", maintain_order=True)
        .select(list(DUPLICATE_SCHEMA))
    )
