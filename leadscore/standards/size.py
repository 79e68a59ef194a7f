"""The size of each lead: headcount, revenue and industry against the NBS size standard.

Numbers fall into the few cells between the bounds of the table, so the standard is asked once for
each combination of cells and industry groups that occurs, and never once for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.counted import fill
from leadscore.distinct import codes as distinct_codes
from leadscore.errors import check_choice
from leadscore.standards.industry import codes_for_labels
from leadscore.standards.industry_codes import read_code
from leadscore.standards.size_bounds import (
    NOT_APPLICABLE,
    SIZES,
    SizeTable,
    headcount_bounds,
    headcount_classes,
    nbs_classes,
    nbs_groups_of,
    nbs_table,
)
from leadscore.standards.vocabulary import check_language, label, read_toml

if TYPE_CHECKING:
    from numpy.typing import NDArray

    People = tuple[NDArray[np.float64], NDArray[np.float64]]

COLUMNS = ("employees_low", "employees_high", "revenue_cny", "industry_codes", "industry_labels")
READINGS = ("headcount", "legal")
_TEXT = ("industry_codes", "industry_labels")
_NAMED = 3

Groups = tuple[str, ...]
Cell = tuple[float | None, float | None, float | None, int]


def size_of(
    low: float | None,
    high: float | None,
    groups: Groups = (),
    *,
    revenue: float | None = None,
    reading: str = "headcount",
    table: SizeTable | None = None,
) -> str | None:
    """Give the classes that one company may have, over all its possible industry groups.

    Parameters
    ----------
    low, high : float or None
        Persons, both ends inside; None: nothing known at that end.
    groups : tuple of str
        Groups of the NBS table; empty: the industry is unknown and any covered group is possible.
    revenue : float, optional
        Yuan a year. Only the reading ``legal`` looks at it.
    reading : {"headcount", "legal"}
        ``headcount``: the headcount decides alone. ``legal``: all that the standard leaves open.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    str or None
        micro, small, medium, large, not_applicable; ``|`` between them, the smallest first. None:
        nothing is known that the reading looks at.

    Raises
    ------
    ArgumentError
        When a group or the reading is not known, or the interval runs downwards.

    Examples
    --------
    >>> size_of(150, 500, ("industry",)), size_of(150, 500, ("software",)), size_of(150, 500)
    ('small|medium', 'medium|large', 'small|medium|large')
    >>> size_of(150, 150, ("industry",), reading="legal"), size_of(None, None, ("industry",))
    ('micro|small', None)
    """
    check_choice("reading", reading, READINGS)
    people = low is not None or high is not None
    if not (people or (reading == "legal" and revenue is not None)) and groups != (NOT_APPLICABLE,):
        return None
    found: set[str] = set()
    for group in groups or tuple((table or nbs_table()).groups):
        if reading == "headcount":
            found |= set(headcount_classes(group, low, high, table=table))
        else:
            money = (revenue, revenue)
            found |= set(nbs_classes(group, low, high, revenue=money, table=table))
    return "|".join(one for one in (*SIZES, NOT_APPLICABLE) if one in found)


def size_groups_of(codes: str | None, table: SizeTable | None = None) -> Groups:
    """Find the groups of the NBS table for a company's industry codes.

    Parameters
    ----------
    codes : str or None
        Codes of GB/T 4754-2017 with ``|`` between them.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    tuple of str
        All groups that one of the codes may fall into, in the order of the table,
        ``not_applicable`` last. Empty: the industry is unknown.

    Examples
    --------
    >>> size_groups_of("39|65"), size_groups_of("65|66"), size_groups_of(None)
    (('industry', 'software'), ('software', 'not_applicable'), ())
    """
    read = [code for part in (codes or "").split("|") if (code := read_code(part))]
    found = {group for code in read for group in nbs_groups_of(code, table)}
    order = [*(table or nbs_table()).groups, NOT_APPLICABLE]
    return tuple(group for group in order if group in found)


def classify_size(
    leads: pl.DataFrame,
    *,
    reading: str = "headcount",
    table: SizeTable | None = None,
    lang: str = "en",
) -> pl.DataFrame:
    """Classify companies by size.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``employees_low``, ``employees_high``, ``revenue_cny``,
        ``industry_codes`` and, where codes are null, ``industry_labels``. Columns that are absent
        count as null. An interval includes both its ends; a low end without a high one is open.
    reading : {"headcount", "legal"}
        ``headcount`` lets the headcount decide alone, the sales default; groups that the standard
        does not measure in people (agriculture, construction, property development) are read by
        the bounds of other services, and the evidence says so. ``legal`` gives every class that
        the standard leaves possible: a headcount alone proves only a ceiling.
    table : SizeTable, optional
        Another table than the NBS one of 2017, from ``nbs_table(path)``.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``size``: micro, small, medium, large, not_applicable (an industry
        that the standard leaves out), with ``|`` between what is still possible; null: unknown.
        ``size_why``: the evidence; null where ``size`` is.

    Raises
    ------
    ArgumentError
        When ``reading`` or ``lang`` is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"employees_low": [150, 2000], "employees_high": [500, None],
    ...                       "industry_codes": ["34", None]})
    >>> classify_size(leads).rows()[0]
    ('small|medium', '150-500 people; industry (B-D): medium from 300')
    >>> classify_size(leads, lang="zh").rows()[1]
    ('large', '2000人以上；行业未知：按各行业合并判断')
    """
    check_choice("reading", reading, READINGS)
    check_language(lang)
    used = table or nbs_table()
    people = _interval(leads)
    revenue = _numbers(leads, "revenue_cny")
    if reading == "headcount":
        revenue = np.full(leads.height, np.nan)
    numbers, groups = _group_sets(leads, used)
    places, cells = _cells(used, people, revenue, numbers)
    facts: list[str | None] = []
    bases: list[str | None] = []
    for cell in cells:
        low, high, money, number = cell
        fact = size_of(low, high, groups[number], revenue=money, reading=reading, table=used)
        facts.append(fact)
        bases.append(
            fact and _basis(fact, cell, groups[number], reading=reading, table=used, lang=lang)
        )
    schema = {"size": pl.String, "basis": pl.String}
    found = pl.DataFrame({"size": facts, "basis": bases}, schema=schema)[places]
    mark = read_toml("size_evidence.toml")["separator"][lang]
    why = pl.concat_str([_quantity(people, revenue, lang), found["basis"]], separator=mark)
    return found.select("size", size_why=why)


def _numbers(leads: pl.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in leads.columns:
        return np.full(leads.height, np.nan)
    return leads[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _interval(leads: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read the headcount; NaN is an end that is not known, and ends the wrong way are turned."""
    low, high = _numbers(leads, "employees_low"), _numbers(leads, "employees_high")
    turned = low > high
    return np.where(turned, high, low), np.where(turned, low, high)


def _group_sets(leads: pl.DataFrame, table: SizeTable) -> tuple[NDArray[np.int64], list[Groups]]:
    """Mark each row with the number of its set of groups, and list the sets."""
    sets: dict[Groups, int] = {(): 0}
    number = np.zeros(leads.height, dtype=np.int64)
    readers: tuple[Callable[[str], str | None], ...] = (codes_for_labels, str)
    for name, read in zip(reversed(_TEXT), readers, strict=True):
        if name not in leads.columns:
            continue
        places, values = distinct_codes(leads[name])
        groups = [size_groups_of(read(value), table) for value in values]
        numbered = np.array([sets.setdefault(g, len(sets)) for g in groups] or [0])
        number = np.where(places >= 0, numbered[places], number)
    return number, list(sets)


def _cells(
    table: SizeTable, people: People, revenue: NDArray[np.float64], groups: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[Cell]]:
    """Find the distinct combinations that occur: each row's place among them, and one of each.

    All values between two neighbouring bounds of the table give the same classes, so the bound
    below speaks for them.
    """
    key = groups
    steps: list[tuple[NDArray[np.float64], int]] = []
    for indicator, values in (
        ("employees", people[0]),
        ("employees", people[1]),
        ("revenue", revenue),
    ):
        bounds = {b for g in table.groups.values() for b in g.bounds.get(indicator, ())}
        marks = np.array([0.0, *sorted(bounds), np.nan])
        place = np.searchsorted(marks[1:-1], values, side="right")
        key = key * len(marks) + np.where(np.isnan(values), len(marks) - 1, place)
        steps.append((marks, len(marks)))
    seen = np.zeros(int(key.max(initial=0)) + 1, dtype=np.int64)
    seen[key] = 1
    found = np.flatnonzero(seen)
    seen[found] = np.arange(len(found))
    return seen[key], [_cell(int(number), steps) for number in found]


def _cell(number: int, steps: list[tuple[NDArray[np.float64], int]]) -> Cell:
    values: list[float | None] = []
    for marks, count in reversed(steps):
        number, place = divmod(number, count)
        values.append(None if np.isnan(marks[place]) else float(marks[place]))
    revenue, high, low = values
    return low, high, revenue, number


def _basis(
    fact: str, cell: Cell, groups: Groups, *, reading: str, table: SizeTable, lang: str
) -> str:
    """Say which bounds of the standard lead to the fact."""
    words = read_toml("size_evidence.toml")
    covered = [group for group in groups if group != NOT_APPLICABLE]
    if not groups:
        parts = [words["unknown_industry"][lang]]
    elif len(covered) > _NAMED:
        parts = [words["many"][lang].format(n=len(covered))]
    elif reading == "headcount":
        parts = [_group_words(group, cell[0], cell[1], table, lang) for group in covered]
    else:
        named = [table.groups[group] for group in covered]
        form = words["legal_group"][lang]
        parts = [form.format(name=one.names[lang], section=one.section) for one in named]
    if len(covered) < len(groups):
        parts.append(words["uncovered"][lang])
    if reading == "legal" and fact != NOT_APPLICABLE:
        top = [size for size in fact.split("|") if size in SIZES][-1]
        ceiling = words["ceiling" if cell[2] is None else "ceiling_revenue"][lang]
        parts.append(ceiling.format(label=label("size", top, lang)))
    mark: str = words["separator"][lang]
    return mark.join(parts)


def _group_words(
    group: str, low: float | None, high: float | None, table: SizeTable, lang: str
) -> str:
    words = read_toml("size_evidence.toml")
    own = table.groups[group]
    bounds = headcount_bounds(group, table)
    possible = headcount_classes(group, low, high, table=table)
    named = possible[1:] or (possible[0] if possible[0] != SIZES[0] else SIZES[1],)
    cuts = words["list"][lang].join(
        words["from"][lang].format(
            label=label("size", size, lang), bound=f"{bounds[SIZES.index(size) - 1]:g}"
        )
        for size in named
    )
    form: str = words["group" if "employees" in own.bounds else "no_headcount_rule"][lang]
    return form.format(name=own.names[lang], section=own.section, cuts=cuts)


def _quantity(people: People, revenue: NDArray[np.float64], lang: str) -> pl.Series:
    """Say the headcount, and the revenue where it counts, of every row."""
    words = read_toml("size_evidence.toml")
    unit = 10_000 if lang == "zh" else 1_000_000
    frame = pl.DataFrame({"low": people[0], "high": people[1], "money": revenue}).with_columns(
        pl.col("low", "high").fill_nan(None).cast(pl.Int64),
        (pl.col("money").fill_nan(None) / unit).round(1),
    )
    low, high = pl.col("low"), pl.col("high")

    def said(key: str, *numbers: pl.Expr) -> pl.Expr:
        one, many = (fill(words[key][lang], n=number) for number in ("1", "{n}"))
        before, after = many.split("{n}")
        some = pl.concat_str([pl.lit(before), *numbers, pl.lit(after)])
        only = len(numbers) == 1 and one != many.replace("{n}", "1")
        return pl.when(numbers[0] == 1).then(pl.lit(one)).otherwise(some) if only else some

    text = (
        pl.when(low.is_null() & high.is_null())
        .then(pl.lit(words["no_people"][lang]))
        .when(high.is_null())
        .then(said("at_least", low))
        .when(low == high)
        .then(said("people", low))
        .when(low.is_null() | (low <= 1))
        .then(said("at_most", high))
        .otherwise(said("people", low, pl.lit("-"), high))
    )
    money = pl.concat_str([pl.lit(words["separator"][lang]), said("with_revenue", pl.col("money"))])
    return frame.select(
        text=text + pl.when(pl.col("money").is_null()).then(pl.lit("")).otherwise(money)
    )["text"]
