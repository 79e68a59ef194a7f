"""Size classes of the NBS table of 2017, on points and on intervals.

A class of the NBS table is the lowest of the classes that its indicators give one by one (the
and-rule; "drop a class until all bounds hold" says the same). What is not known is an interval
without ends, and the answer is then the set of classes that are still possible.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leadscore.errors import ArgumentError, DataFileError, FileError, check_choice
from leadscore.standards.industry_codes import classes_under
from leadscore.standards.vocabulary import read_rows

SIZES = ("micro", "small", "medium", "large")
NOT_APPLICABLE = "not_applicable"
STAND_IN = "other"
"""The group whose headcount bounds the headcount reading lends to groups that have none."""

Bounds = tuple[float, float, float]
Interval = tuple[float | None, float | None]
ANYTHING: Interval = (None, None)
_YUAN = {"employees": 1, "revenue": 10_000, "assets": 10_000}


@dataclass(frozen=True)
class SizeGroup:
    """One industry group of the table.

    Attributes
    ----------
    key : str
        Its name in leadscore, such as ``"industry"``.
    codes : tuple of str
        GB/T 4754-2017 prefixes that it covers.
    section : str
        The same for people, such as ``"B-D"``.
    names : mapping of str to str
        Its name in ``en`` and ``zh``.
    bounds : mapping of str to (small, medium, large)
        Lowest value of each class, by indicator: persons, yuan of revenue, yuan of total assets.
    """

    key: str
    codes: tuple[str, ...]
    section: str
    names: Mapping[str, str]
    bounds: Mapping[str, Bounds]


@dataclass(frozen=True)
class SizeTable:
    """A size standard: its groups, and the day from which it holds.

    Attributes
    ----------
    groups : mapping of str to SizeGroup
        The groups by key, in the order of the standard.
    valid_from : str
        ISO date.
    """

    groups: Mapping[str, SizeGroup]
    valid_from: str


def nbs_table(path: str | Path | None = None) -> SizeTable:
    """Give the shipped NBS table of 2017, or read another one of the same form.

    Parameters
    ----------
    path : str or Path, optional
        A CSV file with the columns of ``standards/data/size_nbs_2017.csv`` (monetary bounds in
        10,000 yuan), for a later standard or an own reading of it.

    Returns
    -------
    SizeTable
        Bounds in persons and yuan.

    Raises
    ------
    FileError
        When the file cannot be read.
    DataFileError
        When a column is missing or bounds do not rise from small to large; all faults together.

    Examples
    --------
    >>> table = nbs_table()
    >>> len(table.groups), table.groups["industry"].bounds["employees"]
    (16, (20.0, 300.0, 1000.0))
    """
    if path is None:
        return _shipped_table()
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"Size table {path} cannot be read as UTF-8 text: {error}.") from error
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return _table_of(list(csv.DictReader(lines)), str(path))


@cache
def _shipped_table() -> SizeTable:
    return _table_of(read_rows("size_nbs_2017.csv"), "standards/data/size_nbs_2017.csv")


def _table_of(rows: Sequence[dict[str, str]], place: str) -> SizeTable:
    needed = {"group", "codes", "section", "en", "zh", "valid_from"}
    needed |= {f"{indicator}_{size}" for indicator in _YUAN for size in SIZES[1:]}
    missing = sorted(needed - set(rows[0] if rows else ()))
    if missing:
        raise DataFileError(f"{place}: no rows, or these columns are missing: {missing}.")
    faults: list[str] = []
    groups = {row["group"]: _group_of_row(row, faults) for row in rows}
    if STAND_IN not in groups or "employees" not in groups[STAND_IN].bounds:
        faults.append(f'the group "{STAND_IN}" with bounds of employees is needed')
    if faults:
        raise DataFileError(f"{place} is faulty: " + "; ".join(faults) + ".")
    return SizeTable(groups, max(row["valid_from"] for row in rows))


def _group_of_row(row: dict[str, str], faults: list[str]) -> SizeGroup:
    bounds: dict[str, Bounds] = {}
    for indicator, unit in _YUAN.items():
        cells = [row[f"{indicator}_{size}"].strip() for size in SIZES[1:]]
        if not any(cells):
            continue
        try:
            small, medium, large = (float(cell) * unit for cell in cells)
        except ValueError:
            faults.append(f'group "{row["group"]}", {indicator}: {cells} are not three numbers')
            continue
        if not 0 < small < medium < large:
            faults.append(f'group "{row["group"]}", {indicator}: {cells} do not rise')
        bounds[indicator] = (small, medium, large)
    names = {"en": row["en"], "zh": row["zh"]}
    return SizeGroup(row["group"], tuple(row["codes"].split("|")), row["section"], names, bounds)


def nbs_groups_of(code: str, table: SizeTable | None = None) -> tuple[str, ...]:
    """Find the groups of the NBS table that an industry code falls into.

    Parameters
    ----------
    code : str
        A GB/T 4754-2017 code of any level.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    tuple of str
        One group for a code that lies in one; several for a coarse code, such as division 59
        (591 belongs to transport, the rest to storage); ``not_applicable`` among them where
        classes under it are not covered. Empty for a code that the standard does not have.

    Examples
    --------
    >>> nbs_groups_of("5920"), nbs_groups_of("59"), nbs_groups_of("66")
    (('storage',), ('transport', 'storage'), ('not_applicable',))
    """
    found = {_group_of_class(c, table or _shipped_table()) for c in classes_under(code)}
    order = [*(table or _shipped_table()).groups, NOT_APPLICABLE]
    return tuple(key for key in order if key in found)


def _group_of_class(code: str, table: SizeTable) -> str:
    fitting = [
        (len(prefix), group.key)
        for group in table.groups.values()
        for prefix in group.codes
        if code.startswith(prefix)
    ]
    return max(fitting)[1] if fitting else NOT_APPLICABLE


def nbs_class(
    group: str,
    *,
    employees: float | None = None,
    revenue: float | None = None,
    assets: float | None = None,
    table: SizeTable | None = None,
) -> str:
    """Give the one class of a company whose indicators are all known.

    Parameters
    ----------
    group : str
        A group of the table, such as ``"industry"``, or ``"not_applicable"``.
    employees : float, optional
        Persons.
    revenue, assets : float, optional
        Yuan a year, and yuan.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    str
        micro, small, medium, large or not_applicable. Indicators that the group does not use
        are ignored.

    Raises
    ------
    ArgumentError
        When the group is unknown or an indicator that it needs is not given.

    Examples
    --------
    >>> nbs_class("industry", employees=400, revenue=15_000_000)
    'small'
    """
    given = {"employees": employees, "revenue": revenue, "assets": assets}
    bounds = {} if group == NOT_APPLICABLE else _group(group, table).bounds
    missing = [name for name in bounds if given[name] is None]
    if missing:
        raise ArgumentError(
            f'The class of a company in the group "{group}" needs {" and ".join(missing)}, '
            "which was not given. Try nbs_classes for the classes that are still possible."
        )
    points = {name: (value, value) for name, value in given.items()}
    return _classes(bounds, points)[0]


def nbs_classes(
    group: str,
    low: float | None = None,
    high: float | None = None,
    *,
    revenue: Interval = ANYTHING,
    assets: Interval = ANYTHING,
    table: SizeTable | None = None,
) -> tuple[str, ...]:
    """Give the classes that a company may have, by the letter of the standard (reading ``legal``).

    Parameters
    ----------
    group : str
        A group of the table, such as ``"industry"``, or ``"not_applicable"``.
    low, high : float, optional
        Persons, both ends inside; None: nothing known at that end.
    revenue, assets : (low, high)
        Yuan, both ends inside, None as above.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    tuple of str
        From the smallest to the largest. An unknown indicator can only pull a class down, so
        headcount alone proves a ceiling and no floor.

    Raises
    ------
    ArgumentError
        When the group is unknown or an interval has its ends the wrong way round.

    Examples
    --------
    >>> nbs_classes("software", 150, 500)
    ('micro', 'small', 'medium', 'large')
    >>> nbs_classes("industry", 150, 250)
    ('micro', 'small')
    """
    bounds = {} if group == NOT_APPLICABLE else _group(group, table).bounds
    return _classes(bounds, {"employees": (low, high), "revenue": revenue, "assets": assets})


def headcount_classes(
    group: str,
    low: float | None = None,
    high: float | None = None,
    *,
    table: SizeTable | None = None,
) -> tuple[str, ...]:
    """Give the classes that headcount alone leaves open (reading ``headcount``, the sales default).

    Parameters
    ----------
    group : str
        A group of the table, such as ``"industry"``, or ``"not_applicable"``.
    low, high : float, optional
        Persons, both ends inside; None: nothing known at that end.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    tuple of str
        From the smallest to the largest. A group without a headcount bound (agriculture,
        construction, property development) is read by the bounds of ``other``: a choice of
        this library, not of the standard.

    Raises
    ------
    ArgumentError
        As for ``nbs_classes``.

    Examples
    --------
    >>> headcount_classes("industry", 150, 500), headcount_classes("construction", 150, 150)
    (('small', 'medium'), ('medium',))
    """
    if group == NOT_APPLICABLE:
        return (NOT_APPLICABLE,)
    return _classes({"employees": headcount_bounds(group, table)}, {"employees": (low, high)})


def headcount_bounds(group: str, table: SizeTable | None = None) -> Bounds:
    """Give the headcount bounds of a group, or those of ``other`` where it has none.

    Parameters
    ----------
    group : str
        A group of the table.
    table : SizeTable, optional
        Another table than the shipped one.

    Returns
    -------
    tuple of float
        The fewest persons of a small, a medium and a large company.

    Raises
    ------
    ArgumentError
        When the group is unknown.

    Examples
    --------
    >>> headcount_bounds("retail"), headcount_bounds("agriculture")
    ((10.0, 50.0, 300.0), (10.0, 100.0, 300.0))
    """
    own = _group(group, table).bounds.get("employees")
    return own or _group(STAND_IN, table).bounds["employees"]


def _group(key: str, table: SizeTable | None) -> SizeGroup:
    groups = (table or _shipped_table()).groups
    check_choice("group", key, (*groups, NOT_APPLICABLE))
    return groups[key]


def _classes(bounds: Mapping[str, Bounds], known: Mapping[str, Interval]) -> tuple[str, ...]:
    if not bounds:
        return (NOT_APPLICABLE,)
    lowest = min(_step(bounds[name], known[name][0], 0) for name in bounds)
    highest = min(_step(bounds[name], known[name][1], 3) for name in bounds)
    for name in bounds:
        low, high = known[name]
        if low is not None and high is not None and low > high:
            raise ArgumentError(f"The interval of {name} runs from {low} down to {high}.")
    return SIZES[lowest : highest + 1]


def _step(bounds: Bounds, value: float | None, unknown: int) -> int:
    return unknown if value is None else sum(value >= bound for bound in bounds)
