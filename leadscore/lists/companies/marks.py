"""What names and posts say a company is: a shop, a branch, an organisation, an agency, unnamed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from leadscore.distinct import first_rows
from leadscore.lists.tables.runs import text_numbers
from leadscore.lists.vocabulary.words import read_words
from leadscore.standards.agencies import is_agency
from leadscore.standards.titles import pattern
from leadscore.standards.vocabulary import read_toml

# Folding a text leaves all other characters as they are, but for the width of brackets.
_ODD = "[^\u4e00-\u9fff()（）]"
KINDS = ("anonymous", "branch", "organisation", "company", "shop")


def kind_of_names(names: pl.Series) -> pl.Series:
    """Tell companies, branches, shops and organisations apart by their names.

    Parameters
    ----------
    names : polars.Series
        Names as found.

    Returns
    -------
    polars.Series
        ``company``, ``branch``, ``shop``, ``organisation``, or ``anonymous`` where a description
        stands in the place of a name; null where the name does not say.

    Examples
    --------
    >>> names = ["上海甲乙餐饮管理有限公司", "甲乙火锅(五四广场店)", "云岭市第一中学", "甲乙"]
    >>> kind_of_names(pl.Series([*names, "某知名互联网公司"])).to_list()
    ['company', 'shop', 'organisation', None, 'anonymous']
    """
    table = read_words("kinds.toml")
    kind = pl.lit(None, pl.String)
    for name in reversed(KINDS):
        # The patterns are in lower case: a flag to ignore it would cost ten times as much.
        found = pl.col("body" if name == "organisation" else "name").str.contains(table[name])
        if name == "organisation":
            found = found | pl.col("name").str.contains(table["organisation_anywhere"])
        kind = pl.when(found).then(pl.lit(name)).otherwise(kind)
    frame = names.alias("name").to_frame().with_row_index("at")
    # Nearly every name in a register ends so; the long patterns are for the others.
    plain = pl.col("name").str.ends_with(table["plain"])
    for ending in table["unless"]:
        plain = plain & ~pl.col("name").str.ends_with(ending)
    plain = plain & ~pl.col("name").str.contains_any(table["unless_within"])
    others = frame.filter(~plain.fill_null(value=False)).select(
        "at", pl.col("name").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    )
    bracketed = pl.col("name").str.contains(table["unless_aside"])
    body = pl.col("name").str.replace(table["aside"], "")
    told = others.with_columns(body=pl.when(bracketed).then("name").otherwise(body))
    told = told.select("at", kind.alias("kind"))
    rest = frame.join(told, on="at", how="left", maintain_order="left")
    return rest.select(kind=pl.when(plain).then(pl.lit("company")).otherwise("kind"))["kind"]


def agency_names(names: pl.Series) -> pl.Series:
    """Mark the names that show that a company posts for others.

    Parameters
    ----------
    names : polars.Series
        Names as found.

    Returns
    -------
    polars.Series
        True where the name shows it, else false.

    Examples
    --------
    >>> agency_names(pl.Series(["甲猎头公司", "乙公司"])).to_list()
    [True, False]
    """
    return _marked(names, "name", is_agency)


def agency_titles(titles: pl.Series) -> pl.Series:
    """Mark the titles of posts that only a company has that posts for others.

    Parameters
    ----------
    titles : polars.Series
        Titles as found.

    Returns
    -------
    polars.Series
        True where the title shows it, else false.

    Examples
    --------
    >>> agency_titles(pl.Series(["会计", "猎头顾问"])).to_list()
    [False, True]
    """
    # Titles come again and again; names are few.
    numbers, size = text_numbers(titles)
    first = first_rows(numbers, size)
    known = np.flatnonzero(first >= 0)
    marks = np.zeros(size, dtype=bool)
    distinct = titles[first[known]]
    marks[known] = _marked(distinct, "title", lambda title: is_agency(None, [title])).to_numpy()
    return pl.Series(marks[numbers], dtype=pl.Boolean)


def _marked(texts: pl.Series, of: str, test: Callable[[str], bool | None]) -> pl.Series:
    """Test each text that is worth a close look: all that match, and some that do not."""
    odd = texts.str.contains(_ODD).fill_null(value=False)
    close = (texts.str.contains(_loose(of)) & ~odd).fill_null(value=False).to_numpy().copy()
    folded = texts.filter(odd).str.normalize("NFKC").str.to_lowercase()
    close[odd.to_numpy()] = folded.str.replace_all(r"\s+", " ").str.contains(_loose(of)).to_numpy()
    marks = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero(close):
        marks[at] = bool(test(texts[int(at)]))
    return pl.Series(marks, dtype=pl.Boolean)


@cache
def _loose(of: str) -> str:
    if of == "name":
        strict = str(read_toml("agencies.toml")["agency"])
    else:
        strict = pattern(read_toml("hr_titles.toml")["agency"]["pattern"]).pattern
    # Without its conditions on neighbours a pattern finds more, never less.
    # Texts of plain characters are not folded first: their brackets can be wide ones.
    return re.sub(r"\(\?<?[!=][^()]*\)", "", strict).replace(r"\(", "[(（]")
