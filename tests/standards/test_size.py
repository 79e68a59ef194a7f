"""The size of leads: readings, industries, intervals, evidence."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.errors import ArgumentError
from leadscore.standards.size import classify_size, size_groups_of, size_of
from leadscore.standards.size_bounds import SIZES, headcount_classes, nbs_table

TYPES = {
    "employees_low": pl.Int64,
    "employees_high": pl.Int64,
    "revenue_cny": pl.Float64,
    "industry_codes": pl.String,
    "industry_labels": pl.String,
}


def leads(*rows: tuple[object, ...]) -> pl.DataFrame:
    full = [(*row, *(None,) * (5 - len(row))) for row in rows]
    return pl.DataFrame(full, schema=TYPES, orient="row")


def sizes(*rows: tuple[object, ...], **options: object) -> list[str | None]:
    return classify_size(leads(*rows), **options)["size"].to_list()


def test_a_band_that_straddles_a_bound_is_a_set() -> None:
    """150 to 500 people are small or medium in manufacturing, medium or large in software."""
    rows = [(150, 500, None, "34"), (150, 500, None, "65"), (500, 1000, None, "39")]
    assert sizes(*rows) == ["small|medium", "medium|large", "medium|large"]


def test_an_open_end_reaches_the_top() -> None:
    """A null high end is open; a null low end with a high one starts at nothing."""
    assert sizes((2000, None, None, "34"), (200, None, None, "34"), (None, 15, None, "34")) == [
        "large",
        "small|medium|large",
        "micro",
    ]


def test_an_unknown_industry_is_the_union_of_all_covered_groups() -> None:
    """No industry: every covered group is possible, and not_applicable is not added."""
    every = {size for group in nbs_table().groups for size in headcount_classes(group, 60, 60)}
    assert sizes((60, 60)) == ["|".join(size for size in SIZES if size in every)]
    assert sizes((60, 60), (60, 60, None, "nonsense"))[1] == sizes((60, 60))[0]


def test_several_industries_are_the_union_and_show_what_is_not_covered() -> None:
    """Software and banking: the class in software, or outside the standard."""
    assert sizes((400, 400, None, "65|66"), (400, 400, None, "66")) == [
        "large|not_applicable",
        "not_applicable",
    ]


def test_labels_speak_where_codes_are_missing() -> None:
    """A label is read as its codes; a code counts before a label."""
    assert sizes(
        (150, 500, None, None, "计算机软件"),
        (150, 500, None, "34", "计算机软件"),
    ) == ["medium|large", "small|medium"]


def test_nothing_known_is_null_with_no_evidence() -> None:
    """Without people the headcount reading is silent, unless the industry is left out."""
    found = classify_size(leads((None, None, 1e9, "34"), (None, None, None, "66")))
    assert found.rows()[0] == (None, None)
    assert found["size"][1] == "not_applicable"


def test_the_headcount_reading_ignores_money_and_the_legal_one_does_not() -> None:
    """400 people with 15 million yuan of revenue: medium by headcount, small by the standard."""
    row = (400, 400, 15e6, "34")
    assert sizes(row) == ["medium"]
    assert sizes(row, reading="legal") == ["small"]
    assert sizes((400, 400, None, "34"), reading="legal") == ["micro|small|medium"]
    assert sizes((None, None, 15e6, "34"), reading="legal") == ["micro|small"]


@pytest.mark.parametrize(
    ("row", "lang", "words"),
    [
        ((150, 500, None, "34"), "en", "150-500 people; industry (B-D): medium from 300"),
        ((150, 500, None, "34"), "zh", "150-500人；工业：300人起为中型"),
        ((7, 7, None, "65"), "zh", "7人；软件和信息技术服务业：10人起为小型"),
        ((0, 20, None, "34"), "en", "up to 20 people; industry (B-D): small from 20"),
        ((2000, None, None, "52"), "zh", "2000人以上；零售业：300人起为大型"),
        (
            (150, 150, None, "47"),
            "zh",
            "150人；建筑业无人数标准，按其他未列明行业：100人起为中型",
        ),
        ((60, 60, None, "66"), "zh", "60人；所属行业不在划型标准之内"),
        ((60, 60), "en", "60 people; industry unknown: all NBS groups"),
    ],
)
def test_the_evidence_names_people_industry_and_bound(
    row: tuple[object, ...], lang: str, words: str
) -> None:
    """A reader sees why, in both languages."""
    assert classify_size(leads(row), lang=lang)["size_why"][0] == words


def test_the_legal_evidence_says_that_headcount_is_only_a_ceiling() -> None:
    """It names the ceiling, and the revenue where it is known."""
    why = classify_size(leads((400, 400, None, "34"), (400, 400, 15e6, "34")), reading="legal")
    assert why["size_why"].to_list() == [
        "400 people; industry (B-D); by headcount alone no higher than medium",
        "400 people; revenue 15.0 million yuan; industry (B-D); "
        "headcount and revenue allow no higher than small",
    ]


number = st.none() | st.integers(0, 30_000)
codes = st.sampled_from([None, "34", "65", "51|52", "59", "70", "66", "A", "E", "85|83", "?"])


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(number, number, st.none() | st.floats(0, 5e9), codes), min_size=1, max_size=15
    ),
    st.sampled_from(["headcount", "legal"]),
)
def test_the_columns_say_what_the_function_of_one_lead_says(
    rows: list[tuple[int | None, int | None, float | None, str | None]], reading: str
) -> None:
    """Cells between bounds change nothing: the batch equals one lead at a time."""
    expected = []
    for low, high, revenue, code in rows:
        ends = sorted([low, high]) if low is not None and high is not None else [low, high]
        groups = size_groups_of(code)
        expected.append(size_of(*ends, groups, revenue=revenue, reading=reading))
    assert sizes(*rows, reading=reading) == expected


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000), codes)
def test_knowing_more_never_adds_a_class(a: int, b: int, x: int, code: str | None) -> None:
    """A headcount inside a band gives a subset of what the band gives."""
    low, high = min(a, b), max(a, b)
    exact = min(max(x, low), high)
    wide, narrow = sizes((low, high, None, code), (exact, exact, None, code))
    assert set(str(narrow).split("|")) <= set(str(wide).split("|"))


def test_absent_columns_and_an_empty_batch_are_no_trouble() -> None:
    """Height and columns hold whatever is given."""
    assert classify_size(pl.DataFrame({"employees_low": [400]})).height == 1
    assert classify_size(leads().clear()).columns == ["size", "size_why"]


def test_mistyped_options_are_named() -> None:
    """The reading and the language are closed sets."""
    with pytest.raises(ArgumentError, match='Did you mean "legal"'):
        classify_size(leads((1, 1)), reading="leagl")
    with pytest.raises(ArgumentError, match="lang"):
        classify_size(leads((1, 1)), lang="fr")
