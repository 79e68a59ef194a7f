"""The cases that other engines must pass: complete, and right by a scorer written by hand."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import cards

from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.parts import Attribute, Test
from leadscore.cards.scoring import score
from leadscore.distinct import is_missing
from leadscore.errors import ArgumentError

lawful = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")
NUMBERS = Card.from_toml(
    '[card]\nname = "n"\ngrades = { A = 5 }\n[[attribute]]\nname = "staff"\nunknown = 1\n'
    "bins = [{ below = 20, points = 0 }, { from = 20, below = 300, points = 5 }, "
    "{ from = 300, points = 9 }]\n[[gate]]\nname = 'old'\n"
    "when = { column = 'age', from = 100 }\n"
)


Stretch = tuple[float, float]


def stretches(one: Attribute, low: float | None, high: float | None) -> list[Stretch]:
    """Every stretch between two edges that an interval touches; empty when nothing is known."""
    low, high = (None if v is None or not math.isfinite(v) else v for v in (low, high))
    if low is None and high is None:
        return []
    least, most = (-math.inf if low is None else low), (math.inf if high is None else high)
    least, most = min(least, most), max(least, most)
    line = sorted({-math.inf, *(e for b in one.bins for e in (b.test.start, b.test.below))})
    ends = zip(line, [*line[1:], math.inf], strict=True)
    return [(start, end) for start, end in ends if start < end and start <= most and least < end]


def texts(one: Attribute, text: str | None) -> list[str]:
    """Every value that is still possible; empty when nothing is known."""
    named = {v for b in one.bins for v in b.test.values}
    if text is None or (text.strip() not in named and is_missing(text)):
        return []
    return [p.strip() for p in text.split("|") if p.strip()] or [text]


def possible(one: Attribute, row: dict[str, Any]) -> list[Any]:
    """What one column of a lead may be."""
    if one.kind == "number":
        return stretches(one, row[f"{one.column}_low"], row[f"{one.column}_high"])
    if one.kind == "boolean":
        return [] if row[one.column] is None else [row[one.column]]
    return texts(one, row[one.column])


def passes(test: Test, value: Any) -> bool:
    """Whether one value, or a whole stretch, passes a test."""
    if test.values:
        return value in test.values
    return test.start <= value[0] and value[1] <= test.below


def by_hand(one: Attribute, row: dict[str, Any]) -> tuple[int, int, int]:
    """Best, fewest and most points of one attribute, by the rule of the documentation."""
    rest = one.lowest if one.otherwise is None else one.otherwise
    found = []
    for values in product(*(possible(side, row) for side in one.sides)):
        named = [
            b.points
            for b in one.bins
            if passes(b.test, values[0]) and (b.also is None or passes(b.also, values[1]))
        ]
        found.append(named[0] if named else rest)
    if not found:
        return one.unknown, one.lowest, one.highest
    return min(max(one.unknown, min(found)), max(found)), min(found), max(found)


@given(cards())
@lawful
def test_expected_outputs_are_right(card: Card) -> None:
    """A scorer written by hand gives the expected score, range and grade of every case."""
    for row in card.cases(kind="polars").iter_rows(named=True):
        parts = [by_hand(one, row) for one in card.attributes]
        totals = tuple(sum(part[i] for part in parts) for i in range(3))
        assert totals == (row["score"], row["low"], row["high"]), row["case"]
        assert row["grade"] == card.grade(row["score"])


@given(cards())
@lawful
def test_cases_touch_every_bin(card: Card) -> None:
    """Every value of every bin stands alone in some case, and so do missing and unseen values."""
    cases = card.cases(kind="polars")
    for one, cells in zip(card.attributes, card.touched(cases).attributes, strict=True):
        assert {(place,) for place in range(len(one.bins))} <= set(cells.slots)
        if one.kind == "text":
            held = set(cases[one.column].to_list())
            assert held >= {v for b in one.bins for v in b.test.values} | {None, "", "N/A"}
        if one.kind == "number":
            low, high = cases[f"{one.column}_low"], cases[f"{one.column}_high"]
            single = set(low.filter((low == high).fill_null(value=False)).to_list())
            edges = {e for b in one.bins for e in (b.test.start, b.test.below) if math.isfinite(e)}
            around = {math.nextafter(e, side) for e in edges for side in (-math.inf, math.inf)}
            assert edges | around <= single


@given(cards())
@lawful
def test_cases_at_the_grades_have_the_score_they_name(card: Card) -> None:
    """A case beside a grade's line has the score it was made for, also where attributes cross."""
    cases = card.cases(kind="polars").filter(pl.col("case").str.starts_with("grade "))
    for case, points in cases.select("case", "score").iter_rows():
        assert case.endswith(f": {points}")


def test_numbers_are_cut_from_both_sides() -> None:
    """An edge, the number before it, the number after it, and an interval across it are there."""
    cases = NUMBERS.cases(kind="polars").rows_by_key("case", named=True, unique=True)
    before = math.nextafter(300.0, 0)
    assert cases[f"staff: {before!r} to {before!r}"]["score"] == 5
    assert cases["staff: 300.0 to 300.0"]["score"] == 9
    across = cases[f"staff: {before!r} to 300.0"]
    assert (across["low"], across["score"], across["high"]) == (5, 5, 9)
    assert cases["gate old: 100.0 to 100.0"]["gate"] == "old"
    assert cases["gate old: 100.0 to None"]["gate"] == "old"
    assert cases["gate old: None to 100.0"]["gate"] is None


def test_cases_of_a_table_without_intervals() -> None:
    """Told the columns of a table, the cases have the same ones."""
    cases = NUMBERS.cases(columns=["staff", "age"], kind="polars")
    assert cases.columns == ["lead_id", "case", "staff", "age", *OUTPUTS]
    assert score(cases.drop(list(OUTPUTS)), NUMBERS).equals(cases)


def test_shipped_card_has_both_sides_of_every_grade() -> None:
    """For each grade there is the lowest score that earns it and the highest that does not."""
    cases = hrm_card().cases(kind="polars")
    edges = cases.filter(pl.col("case").str.starts_with("grade "))
    assert edges["score"].to_list() == [70, 69, 50, 49, 30, 29]
    assert edges["grade"].to_list() == ["A", "B", "B", "C", "C", "D"]


def test_kinds_and_languages() -> None:
    """The table comes as pandas, Polars or PyArrow; words come in both languages."""
    assert type(hrm_card().cases()).__module__.startswith("pandas")
    assert type(hrm_card().cases(kind="pyarrow")).__module__.startswith("pyarrow")
    assert "已注销或吊销" in hrm_card().cases(lang="zh")["gate"].to_list()
    with pytest.raises(ArgumentError, match='kind="excel" is not known; allowed: pandas'):
        hrm_card().cases(kind="excel")
