"""The NBS table and the EU recommendation: the figures, the rules, and the traps of other tools."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError, DataFileError, FileError
from leadscore.standards.industry_codes import industry_codes
from leadscore.standards.size_bounds import (
    NOT_APPLICABLE,
    SIZES,
    headcount_bounds,
    headcount_classes,
    nbs_class,
    nbs_classes,
    nbs_groups_of,
    nbs_table,
)
from leadscore.standards.size_eu import eu_class
from leadscore.standards.vocabulary import read_rows

GROUPS = tuple(nbs_table().groups)
people = st.integers(0, 20_000)
money = st.floats(0, 3e9)


def test_the_table_has_sixteen_groups_and_bounds_that_fall_strictly_from_large_to_small() -> None:
    """Fifteen named groups and "other", each indicator with three different bounds in order."""
    table = nbs_table()
    assert len(table.groups) == 16
    for group in table.groups.values():
        assert group.bounds
        for small, medium, large in group.bounds.values():
            assert 0 < small < medium < large


@pytest.mark.parametrize(
    ("group", "indicator", "bounds"),
    [
        ("storage", "employees", (20, 100, 200)),
        ("information", "revenue", (1e6, 1e7, 1e9)),
        ("industry", "employees", (20, 300, 1000)),
        ("leasing_business", "assets", (1e6, 8e7, 1.2e9)),
        ("property_development", "assets", (2e7, 5e7, 1e8)),
    ],
)
def test_figures_that_other_tools_get_wrong(
    group: str, indicator: str, bounds: tuple[float, ...]
) -> None:
    """Storage is medium from 100 people, information transmission large from 1,000 million yuan."""
    assert nbs_table().groups[group].bounds[indicator] == bounds


@given(st.sampled_from(GROUPS), people, money, money)
def test_every_point_has_exactly_one_class(group: str, x: int, y: float, z: float) -> None:
    """All indicators known: one class, and the interval form agrees."""
    known = nbs_class(group, employees=x, revenue=y, assets=z)
    assert known in SIZES
    assert nbs_classes(group, x, x, revenue=(y, y), assets=(z, z)) == (known,)


@given(st.sampled_from(GROUPS), st.tuples(people, money, money), st.tuples(people, money, money))
def test_classes_never_fall_when_an_indicator_rises(
    group: str, one: tuple[int, float, float], two: tuple[int, float, float]
) -> None:
    """The class is monotone in every indicator, alone and together."""
    below = [min(pair) for pair in zip(one, two, strict=True)]
    above = [max(pair) for pair in zip(one, two, strict=True)]
    ranks = [
        SIZES.index(nbs_class(group, employees=x, revenue=y, assets=z))
        for x, y, z in (below, above)
    ]
    assert ranks[0] <= ranks[1]


@given(st.sampled_from(GROUPS), people, money, money)
def test_dropping_a_class_until_all_bounds_hold_gives_the_same_class(
    group: str, x: int, y: float, z: float
) -> None:
    """The rule as the standard words it equals the lowest class over the indicators."""
    given_values = {"employees": x, "revenue": y, "assets": z}
    bounds = nbs_table().groups[group].bounds
    rank = 3
    while rank and not all(given_values[name] >= b[rank - 1] for name, b in bounds.items()):
        rank -= 1
    assert nbs_class(group, employees=x, revenue=y, assets=z) == SIZES[rank]


@given(st.sampled_from(GROUPS), people, people, st.none() | money)
def test_an_interval_gives_every_class_inside_it_and_no_other(
    group: str, a: int, b: int, y: float | None
) -> None:
    """The set holds the class at both ends, and whatever a hidden indicator can make of it."""
    low, high = min(a, b), max(a, b)
    found = nbs_classes(group, low, high, revenue=(y, y))
    assert found
    for x in (low, high):
        for hidden in (0.0, 3e9):
            revenue = hidden if y is None else y
            assert nbs_class(group, employees=x, revenue=revenue, assets=hidden) in found
    positions = [SIZES.index(size) for size in found]
    assert positions == list(range(positions[0], positions[-1] + 1))


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("row", read_rows("size_bands.csv"), ids=lambda r: r["board"] + r["band"])
def test_every_band_gives_the_class_of_each_headcount_inside_it(
    group: str, row: dict[str, str]
) -> None:
    """Every job-board band in every group, both end points inside."""
    low, high = int(row["low"]), int(row["high"]) if row["high"] else None
    found = headcount_classes(group, low, high)
    small, medium, large = headcount_bounds(group)
    edges = {low, high or 10**7, *(int(b) + d for b in (small, medium, large) for d in (-1, 0))}
    inside = [x for x in edges if low <= x <= (high or 10**7)]
    assert {headcount_classes(group, x, x)[0] for x in inside} == set(found)


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("591", ("transport",)),
        ("5920", ("storage",)),
        ("59", ("transport", "storage")),
        ("3921", ("industry",)),
        ("A", ("agriculture",)),
        ("48", ("construction",)),
        ("64", ("information",)),
        ("65", ("software",)),
        ("7010", ("property_development",)),
        ("702", ("property_management",)),
        ("7030", ("other",)),
        ("72", ("leasing_business",)),
        ("85", ("other",)),
        ("Q", ("other", NOT_APPLICABLE)),
        *[(code, (NOT_APPLICABLE,)) for code in ("53", "66", "J", "83", "84", "704", "S", "97")],
        ("F", ("wholesale", "retail")),
        ("999", ()),
    ],
)
def test_industry_codes_find_their_group(code: str, groups: tuple[str, ...]) -> None:
    """Handling goes with transport and the rest of division 59 is storage; J, P, 84 are outside."""
    assert nbs_groups_of(code) == groups


def test_every_class_of_the_industry_standard_has_one_group() -> None:
    """No class of GB/T 4754-2017 falls into two groups, or into none."""
    classes = [code for code in industry_codes() if len(code) == 4]
    assert len(classes) == 1381
    assert all(len(nbs_groups_of(code)) == 1 for code in classes)


def test_headcount_alone_proves_a_ceiling_and_no_floor() -> None:
    """Under 300 people in industry proves "not medium"; 300 and more prove nothing."""
    assert nbs_classes("industry", 250, 299) == ("micro", "small")
    assert nbs_classes("industry", 300, 999) == ("micro", "small", "medium")
    assert nbs_classes("industry", 5000) == SIZES


def test_the_headcount_reading_measures_every_group_in_people() -> None:
    """Groups without a headcount bound are read by the bounds of other services."""
    assert headcount_classes("construction", 150, 150) == ("medium",)
    assert headcount_bounds("agriculture") == headcount_bounds("other")


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "answer"),
    [
        (9, 2e6, 99e6, "micro"),
        (9, 3e6, 3e6, "small"),
        (249, 51e6, 43e6, "medium"),
        (249, 51e6, 44e6, "large"),
        (250, 1e6, 1e6, "large"),
        (49, None, None, "small|medium|large"),
        (49, 20e6, None, "small|medium"),
    ],
)
def test_the_eu_needs_the_headcount_and_one_of_the_two_money_tests(
    staff: int, turnover: float | None, balance: float | None, answer: str
) -> None:
    """What is not given leaves the classes open that it could still decide."""
    assert eu_class(staff, turnover=turnover, balance=balance) == answer


def test_errors_name_the_group_the_indicator_and_the_interval() -> None:
    """A mistyped group, a missing indicator and an interval that runs downwards are refused."""
    with pytest.raises(ArgumentError, match="industry"):
        nbs_class("industri", employees=3, revenue=4)
    with pytest.raises(ArgumentError, match="needs revenue, which was not given"):
        nbs_class("industry", employees=3)
    with pytest.raises(ArgumentError, match="runs from 9 down to 3"):
        nbs_classes("industry", 9, 3)


def test_another_table_can_take_the_place_of_the_shipped_one(tmp_path) -> None:
    """A changed bound counts; a table that does not rise is refused with all its faults."""
    columns = list(read_rows("size_nbs_2017.csv")[0])
    rows = [dict(row) for row in read_rows("size_nbs_2017.csv")]
    by_group = {row["group"]: row for row in rows}
    by_group["industry"]["employees_medium"] = "400"
    path = tmp_path / "own.csv"

    def write() -> None:
        lines = [",".join(f'"{row[c]}"' for c in columns) for row in rows]
        path.write_text("\n".join(["# ours", ",".join(columns), *lines]), encoding="utf-8")

    write()
    assert headcount_classes("industry", 350, 350, table=nbs_table(path)) == ("small",)
    by_group["industry"]["employees_medium"] = "4000"
    by_group["retail"]["revenue_large"] = "many"
    write()
    with pytest.raises(DataFileError, match=r"industry.*do not rise; .*retail.*not three numbers"):
        nbs_table(path)
    with pytest.raises(FileError, match="cannot be read"):
        nbs_table(tmp_path / "absent.csv")
