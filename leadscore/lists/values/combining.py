"""What fills what: parts of glued cells, addresses and names say what no column of their own says.

For the place of a company region and city are taken together: a column of cities or provinces goes
before an address, an address before the beginning of a name, and a source that goes behind adds a
city only where it means the same province.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from leadscore.distinct import places
from leadscore.lists.values.readers import SIZE
from leadscore.lists.vocabulary.words import pattern

# What fills which column, the first that tells.
_FILLED = {
    "name": ("name", "short_name"),
    "name_key": ("name_key", "short_key"),
    "name_region": ("name_region", "short_region"),
    "name_city": ("name_city", "short_city"),
    "nature": ("nature", "profile_nature"),
    "financing": ("financing", "moved", "profile_financing"),
    "industry_labels": ("industry_labels", "profile_labels"),
    "website": ("website", "profile_website"),
}
# A country that a cell names, with the region of the same cell.
_COUNTRIES = {
    "city_country": "city_province",
    "region_country": "region",
    "address_country": "address_region",
}
_TOGETHER = {
    "contact_name": ("contact_name", "phones_contact"),
    "phones": ("phones", "emails_phones", "contact_phones"),
    "emails": ("emails", "phones_emails", "contact_emails"),
}
_REGIONS = ("region", "city_province", "address_region", "name_region", "uscc_region")
_CITIES = (("address_region", "address_city"), ("name_region", "name_city"))


def combine(values: pl.DataFrame) -> pl.DataFrame:
    """Fill the columns of the fields from what other columns tell.

    Parameters
    ----------
    values : polars.DataFrame
        What the readers gave.

    Returns
    -------
    polars.DataFrame
        With every field in one column; parts that are of no more use are left out.

    Examples
    --------
    >>> told = {"city": [None, "杭州"], "city_province": [None, "浙江"],
    ...         "name_region": ["上海", "上海"], "name_city": ["上海", "上海"]}
    >>> combine(pl.DataFrame(told)).select("region", "city").rows()
    [('上海', '上海'), ('浙江', '杭州')]
    """
    has = set(values.columns)
    told = {name: [one for one in sources if one in has] for name, sources in _FILLED.items()}
    values = values.with_columns(
        pl.coalesce(present).alias(name)
        for name, present in told.items()
        if present and present != [name]
    )
    values = _combine_places(values)
    values = _combine_countries(values)
    for name, sources in _TOGETHER.items():
        present = [
            values[one] for one in sources if one in has and (one == name or values[one].count())
        ]
        if [one.name for one in present] not in ([], [name]):
            values = values.with_columns(each_once(present).alias(name))
    if {"contact_title", "contact_name"} <= has:
        # The recruiter of an agency is nobody of the company.
        client = ~pl.col("contact_title").str.contains(pattern("headhunter").pattern)
        values = values.with_columns(
            pl.when(client.fill_null(value=True)).then(name).alias(name)
            for name in ("contact_name", "contact_title")
        )
    if "profile_employees_low" in has:
        values = _combine_sizes(values, own="employees_low" in has)
    spent = {one for sources in _TOGETHER.values() for one in sources[1:]} | {"region_city"}
    spent |= set(_COUNTRIES)
    return values.drop(
        [c for c in values.columns if c.startswith(("profile_", "short_")) or c in spent]
    )


def _combine_places(values: pl.DataFrame) -> pl.DataFrame:
    has = set(values.columns)
    told = [one for one in _REGIONS if one in has]
    if not told:
        return values
    region = pl.coalesce(told)
    cities = [pl.col(one) for one in ("city", "region_city") if one in has]
    cities += [
        pl.when(pl.col(where) == region).then(pl.col(city))
        for where, city in _CITIES
        if {where, city} <= has
    ]
    if not cities:
        return values.with_columns(region.alias("region"))
    return values.with_columns(region.alias("region"), pl.coalesce(cities).alias("city"))


def _combine_countries(values: pl.DataFrame) -> pl.DataFrame:
    has = set(values.columns)
    # A company with a province in its name may look for people abroad: it is not from there.
    told: list[pl.Expr] = [
        pl.when(pl.col("region").eq_missing(pl.col(region))).then(pl.col(country))
        for country, region in _COUNTRIES.items()
        if country in has and values[country].count()
    ]
    if not told:
        return values
    own = [pl.col("country")] if "country" in has else []
    return values.with_columns(pl.coalesce(own + told).alias("country"))


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


def each_once(told: list[pl.Series]) -> pl.Series:
    """Join what several columns say, each value once.

    Parameters
    ----------
    told : list of polars.Series
        Texts with ``|`` between values, of equal length.

    Returns
    -------
    polars.Series
        Null where none of them says anything.

    Examples
    --------
    >>> each_once([pl.Series(["a|b", None]), pl.Series(["b|c", None])]).to_list()
    ['a|b|c', None]
    """
    known = [column.alias(str(at)) for at, column in enumerate(told) if column.count()]
    if len(known) < 2:
        return known[0] if known else told[0]
    at = np.zeros(len(known[0]), dtype=bool)
    for column in known:
        at |= column.is_not_null().to_numpy()
    rows = np.flatnonzero(at)
    every = pl.concat_str(pl.all(), separator="|", ignore_nulls=True)
    some = pl.DataFrame([column[rows] for column in known])
    texts, place = places(some.select(text=every)["text"])
    once = pl.col("text").str.split("|").list.unique(maintain_order=True).list.join("|")
    said = texts.alias("text").to_frame().select(once).to_series()
    nothing = pl.repeat(None, len(at), dtype=pl.String, eager=True)
    return nothing.scatter(rows, said[place])
