"""Equal names that are several companies: another legal form, country or site, another address.

A name's key leaves the legal form out, and a Western name says no place. So one key can stand for
``Tarnvale GmbH`` and ``Tarnvale Inc.``, and a name of common words alone, such as that of a
dentist's surgery, for a place in every street. Chinese names with a brand are registered once in a
province and need no such look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.lists.values.name_words import form_families, name_pattern
from leadscore.lists.values.names import split_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

# From here on characters are those of Chinese, Japanese and Korean.
_EAST = "\u2e80"
_GROUP = ("name_key", "name_region")
_PLACES = ("country", "city", "address")
_SIGNS = ("website", *_PLACES)
_HOST = r"^(?:[a-z]+:)?//(?:www\.)?([^\s/?#:@]+)"
_LEVELS = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "gob", "ne", "or"})


def form_family(name: str) -> str | None:
    """Tell of which family the legal form of a Western name is.

    Parameters
    ----------
    name : str
        A company name.

    Returns
    -------
    str or None
        ``Inc.`` and ``Corporation`` are one family, ``GmbH`` and ``S.p.A.`` are two; None where
        the name has no form, or one that says nothing, such as ``Co.``.

    Examples
    --------
    >>> [form_family(name) for name in ("Tarnvale Limited", "Tarnvale GmbH", "Tarnvale Co.")]
    ['ltd', 'gmbh', None]
    """
    form = split_name(name).form
    return form_families().get(re.sub(r"\band\b|\s", "", form)) if form else None


def is_common(keys: pl.Series) -> pl.Series:
    """Tell which name keys are made of common words alone, so that many places have them.

    Parameters
    ----------
    keys : polars.Series
        Name keys.

    Returns
    -------
    polars.Series
        True where no part of the name is its owner's own.

    Examples
    --------
    >>> is_common(pl.Series(["牙科诊所", "甲乙牙科诊所"])).to_list()
    [True, False]
    """
    return keys.str.contains(f"^(?:{name_pattern('common').pattern})+$").fill_null(value=False)


def told_apart(
    rows: pl.DataFrame, spellings: pl.DataFrame, place: NDArray[np.int64]
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Tell spellings apart by what shows that equal names are several companies.

    Parameters
    ----------
    rows : polars.DataFrame
        ``country``, ``website``, ``city``, ``address`` and ``post``, where they are known.
    spellings : polars.DataFrame
        ``name``, ``name_key`` and ``name_region``, each spelling once.
    place : ndarray of int64, shape (rows,)
        The place of each row's spelling.

    Returns
    -------
    tuple of polars.DataFrame and ndarray
        As given, when nothing tells rows of one name apart. Else a spelling for each that is told
        apart, with a text ``aside`` that says by what, and the places in them.

    Examples
    --------
    >>> names = ["Tarnvale GmbH", "Tarnvale Inc.", "Tarnvale"]
    >>> spelled = pl.DataFrame({"name": names, "name_key": ["tarnvale"] * 3})
    >>> spelled = spelled.with_columns(name_region=pl.lit(None, pl.String))
    >>> told_apart(pl.DataFrame({"row": [1, 2, 3]}), spelled, np.arange(3))[0]["aside"].to_list()
    ['gmbh', 'inc', None]
    """
    key = spellings["name_key"]
    # Nearly every name of a Chinese list begins with such a character: few are left for patterns.
    western = (key.str.slice(0, 1) < _EAST).fill_null(value=False)
    if western.any():
        western = western & ~key.str.contains(f"[{_EAST}-\uffff]")
    common = pl.repeat(value=False, n=len(key), dtype=pl.Boolean, eager=True)
    if "address" in rows.columns and not _posts(rows).all():
        common = is_common(key)
    if not (western.any() or common.any()):
        return spellings, place
    at = np.flatnonzero((western | common).to_numpy()[place])
    names = spellings.select("name", *_GROUP, western=western, common=common)[place[at]]
    told = [
        rows[name][at] if name in rows.columns else pl.Series(name, [None] * len(at), pl.String)
        for name in _SIGNS
    ]
    some = names.hstack([pl.Series("at", at), *told])
    # The place of a post says nothing about the company.
    own = pl.when(~_posts(rows)[at])
    some = some.with_columns(own.then(name).alias(name) for name in _PLACES)
    found = pl.concat([_western(some.filter("western")), _common(some.filter("common"))])
    return _split(spellings, place, found.drop_nulls("aside"))


def _posts(rows: pl.DataFrame) -> pl.Series:
    """Tell which rows are vacancies."""
    if "post" in rows.columns:
        return rows["post"].fill_null(value=False)
    return pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)


def _split(
    spellings: pl.DataFrame, place: NDArray[np.int64], found: pl.DataFrame
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Give the rows that are told apart spellings of their own."""
    if not found.height:
        return spellings, place
    aside = pl.repeat("", len(place), dtype=pl.String, eager=True)
    aside = aside.scatter(found["at"], found["aside"])
    both = ["place", "aside"]
    numbers = pl.DataFrame({"place": place, "aside": aside})
    first = numbers.unique(both, keep="first", maintain_order=True).with_row_index("number")
    number = numbers.join(first, on=both, how="left", maintain_order="left")["number"]
    told = first.select(pl.when(pl.col("aside") != "").then("aside").alias("aside"))
    return spellings[first["place"]].hstack(told), number.to_numpy().astype(np.int64)


def _several(column: str, group: tuple[str, ...]) -> pl.Expr:
    """Give a column where its group has several values of it, else null."""
    count = pl.col(column).drop_nulls().n_unique().over(group)
    return pl.when(count > 1).then(pl.col(column))


def _joined(columns: list[str]) -> pl.Expr:
    text = pl.concat_str(columns, separator=" ", ignore_nulls=True)
    return pl.when(text.str.len_bytes() > 0).then(text).alias("aside")


def _western(some: pl.DataFrame) -> pl.DataFrame:
    some = some.filter(pl.len().over(_GROUP) > 1)
    several = some.filter(pl.col("name").n_unique().over(_GROUP) > 1)["name"].unique()
    forms = pl.DataFrame(
        {"name": several, "form": [form_family(name) for name in several]},
        schema_overrides={"form": pl.String},
    )
    some = some.join(forms, on="name", how="left", maintain_order="left")
    some = some.with_columns(host=pl.col("website").str.extract(_HOST))
    some = some.with_columns(_several("form", _GROUP), _several("country", _GROUP))
    # A name without a form goes with the form that has its site.
    same = (*_GROUP, "host")
    only = pl.col("host").is_not_null() & (pl.col("form").drop_nulls().n_unique().over(same) == 1)
    some = some.with_columns(
        pl.when(only).then(pl.col("form").max().over(same)).otherwise("form").alias("form")
    )
    some = some.with_columns(_sites(some).alias("site"))
    return some.select("at", _joined(["form", "country", "site"]))


def _sites(some: pl.DataFrame) -> pl.Series:
    """Name the site of each row, where its namesakes have other sites in other cities."""
    group = (*_GROUP, "form", "country")
    names = {host: site_name(host) for host in some["host"].drop_nulls().unique()}
    site = some["host"].replace_strict(names, return_dtype=pl.String)
    some = some.select(*group, "city", site=site).with_row_index("place")
    known = pl.all_horizontal(
        pl.col(name).drop_nulls().n_unique().over(group) > 1 for name in ("site", "city")
    )
    texts: list[str | None] = [None] * some.height
    for _, one in some.filter(known).group_by(group, maintain_order=True):
        of_site, of_city = _components(one.select("site", "city").rows())
        if len(set(of_site.values())) > 1:
            for place, site_of_row, city in one.select("place", "site", "city").iter_rows():
                texts[place] = of_site.get(site_of_row) or of_city.get(city)
    return pl.Series(texts, dtype=pl.String)


def _components(
    pairs: list[tuple[str | None, str | None]],
) -> tuple[dict[str | None, str], dict[str | None, str]]:
    """Put sites that share a city together: each, and each city, to the first by the alphabet."""
    heads = {site: site for site, _ in pairs if site is not None}

    def head(site: str) -> str:
        while heads[site] != site:
            site = heads[site]
        return site

    cities: dict[str, str] = {}
    for site, city in sorted({(s, c) for s, c in pairs if s is not None and c is not None}):
        one, other = sorted((head(site), head(cities.setdefault(city, site))))
        heads[other] = one
    return {site: head(site) for site in heads}, {city: head(cities[city]) for city in cities}


def _common(some: pl.DataFrame) -> pl.DataFrame:
    where = pl.col("address").str.replace_all(r"[\s\p{P}]", "")
    some = some.with_columns(where=where).with_columns(_several("where", _GROUP))
    return some.select("at", _joined(["where"]))


def site_name(host: str) -> str | None:
    """Take the name that its owner chose out of a host.

    Parameters
    ----------
    host : str
        Without ``www.`` and port.

    Returns
    -------
    str or None
        None for pages on a host that many companies share.

    Examples
    --------
    >>> site_name("tarnvale.co.uk"), site_name("jobs.tarnvale.de"), site_name("facebook.com")
    ('tarnvale', 'tarnvale', None)
    """
    parts = host.split(".")
    while len(parts) > 2 and parts[-2] in _LEVELS:
        parts.pop()
    name = parts[-2] if len(parts) > 1 else None
    return None if name is None or name_pattern("shared_host").fullmatch(name) else name
