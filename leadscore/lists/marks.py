"""What names and posts say a company is: a shop, a branch, an organisation, an agency."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from leadscore.lists.words import read_words
from leadscore.standards.agencies import is_agency
from leadscore.standards.titles import pattern
from leadscore.standards.vocabulary import read_toml

KINDS = ("organisation", "branch", "company", "shop")


def kind_of_names(names: pl.Series) -> pl.Series:
    """Tell companies, branches, shops and organisations apart by their names.

    Parameters
    ----------
    names : polars.Series
        Names as found.

    Returns
    -------
    polars.Series
        ``company``, ``branch``, ``shop`` or ``organisation``; null where the name does not say.

    Examples
    --------
    >>> names = ["上海甲乙餐饮管理有限公司", "甲乙火锅(五四广场店)", "某市第一中学", "甲乙"]
    >>> kind_of_names(pl.Series(names)).to_list()
    ['company', 'shop', 'organisation', None]
    """
    table = read_words("kinds.toml")
    kind = pl.lit(None, pl.String)
    for name in reversed(KINDS):
        # The patterns are in lower case: a flag to ignore it would cost ten times as much.
        found = pl.col("name").str.contains(table[name])
        kind = pl.when(found).then(pl.lit(name)).otherwise(kind)
    frame = names.alias("name").to_frame().with_row_index("at")
    # Nearly every name in a register ends so; the long patterns are for the others.
    plain = pl.col("name").str.ends_with(table["plain"])
    for ending in table["unless"]:
        plain = plain & ~pl.col("name").str.ends_with(ending)
    others = frame.filter(~plain.fill_null(value=False)).select(
        "at", pl.col("name").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    )
    told = others.select("at", kind.alias("kind"))
    rest = frame.join(told, on="at", how="left", maintain_order="left")
    return rest.select(kind=pl.when(plain).then(pl.lit("company")).otherwise("kind"))["kind"]


def agency_rows(rows: pl.DataFrame) -> pl.Series:
    """Mark the rows that show that a company posts for others.

    Parameters
    ----------
    rows : polars.DataFrame
        ``name``, and ``title`` where there is one.

    Returns
    -------
    polars.Series
        True where the name or the title shows it, else false.

    Examples
    --------
    >>> rows = pl.DataFrame({"name": ["甲猎头公司", "乙公司"], "title": ["会计", "猎头顾问"]})
    >>> agency_rows(rows).to_list()
    [True, True]
    """
    names = [n for n in _candidates(rows["name"], "name") if is_agency(n)]
    found = pl.col("name").is_in(names)
    if "title" in rows.columns:
        titles = _candidates(rows["title"], "title")
        found = found | pl.col("title").is_in([t for t in titles if is_agency(None, [t])])
    return rows.select(found.fill_null(value=False).alias("agency"))["agency"]


def _candidates(texts: pl.Series, of: str) -> list[str]:
    """Pick the texts worth a close look: all that match, and some that do not."""
    distinct = texts.drop_nulls().unique()
    blanks = r"\s+"
    plain = distinct.str.normalize("NFKC").str.to_lowercase().str.replace_all(blanks, " ")
    found: list[str] = distinct.filter(plain.str.contains(_loose(of))).to_list()
    return found


@cache
def _loose(of: str) -> str:
    if of == "name":
        strict = str(read_toml("agencies.toml")["agency"])
    else:
        strict = pattern(read_toml("hr_titles.toml")["agency"]["pattern"]).pattern
    # Without its conditions on neighbours a pattern finds more, never less.
    return re.sub(r"\(\?<?[!=][^()]*\)", "", strict)
