"""Crossed attributes: two columns taken together, as a card, as scores, as something learned."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cards, leads_for

from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.crossing import cross_slots, find_crossing
from leadscore.cards.learning import learn
from leadscore.cards.learning_counts import lead_slots
from leadscore.cards.scoring import explain, score
from leadscore.errors import ArgumentError, CardError
from leadscore.samples import make_leads

lawful = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")
TEXT = """
[card]
name = "two"
grades = { A = 5 }
[[attribute]]
name = "both"
column = "size"
crossed_with = "employees"
unknown = 1
bins = [
    { in = ["large"], and = { from = 300 }, points = 9 },
    { in = ["large", "medium"], and = { below = 300 }, points = 4 },
]
otherwise = 0
"""


@given(cards(), st.data())
@lawful
def test_a_fresh_crossing_changes_nothing(card: Card, data: st.DataObject) -> None:
    """Crossing any two attributes leaves every output as it was, until there are points."""
    plain = [one.name for one in card.attributes if one.kind != "crossed"]
    if len(plain) < 2:
        return
    try:
        crossed = card.cross(*plain[:2])
    except ArgumentError as error:
        assert "crossed already" in str(error)  # noqa: PT017  drawn cards may be crossed
        return
    leads = data.draw(leads_for(card))
    names = list(OUTPUTS)
    assert score(leads, crossed).select(names).equals(score(leads, card).select(names))
    assert Card.from_toml(crossed.to_toml()) == crossed


def test_both_columns_decide_together() -> None:
    """Sets and intervals give every pair that is possible; one side alone gives nothing."""
    card = Card.from_toml(TEXT)
    rows = [
        ("large", 300.0, 300.0, (9, 9, 9)),
        ("large|medium", 10.0, 20.0, (4, 4, 4)),
        ("large", 200.0, 400.0, (4, 4, 9)),
        ("medium|large", 500.0, None, (1, 0, 9)),
        ("medium", 300.0, 300.0, (0, 0, 0)),
        ("large", None, None, (1, 0, 9)),
        (None, 500.0, 500.0, (1, 0, 9)),
    ]
    columns = ["size", "employees_low", "employees_high", "expected"]
    leads = pl.DataFrame(rows, schema=columns, orient="row", strict=False)
    assert score(leads, card).select("score", "low", "high").rows() == [row[3] for row in rows]


def test_words_of_a_crossing() -> None:
    """Its bins and its reasons are said in both languages, by the words of the standards."""
    card = hrm_card().cross("size", "industry").with_points({"size + industry": {0: 8}})
    leads = make_leads(1).with_columns(
        lead_id=pl.lit("x"), size=pl.lit("large"), industry=pl.lit("manufacturing")
    )
    crossed = explain(leads, "x", card).row(-1, named=True)
    assert (crossed["value"], crossed["points"]) == ("large + manufacturing", 8)
    assert explain(leads, "x", card, lang="zh")["value"][-1] == "大型 + 制造业"
    assert "Company size + Industry" in repr(card)
    assert not card.check()
    assert "size + industry, large + manufacturing: new, 8 points" in [
        str(change) for change in hrm_card().diff(card)
    ]


def test_wrong_crossings_are_refused() -> None:
    """The same column, a crossing of a crossing, or one that is there is refused in words."""
    card = hrm_card().cross("size", "brand")
    with pytest.raises(ArgumentError, match='has "brand" and "size" crossed already'):
        card.cross("brand", "size")
    with pytest.raises(ArgumentError, match=r'"size \+ brand" is crossed already'):
        card.cross("size + brand", "hiring")
    with pytest.raises(ArgumentError, match='both read column "size"; crossed they say no more'):
        card.cross("size", "size")
    with pytest.raises(ArgumentError, match=r'has no attribute "sise"\. Did you mean "size"'):
        card.cross("sise", "brand")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("and = { from = 300 }, ", "", 'a crossed bin also needs and = { in = ["..."] }'),
        ('crossed_with = "employees"\n', "", '"and" tests a second column; name it'),
        ('crossed_with = "employees"', 'crossed_with = "size"', 'crossed_with names "size" again'),
        ('crossed_with = "employees"', "crossed_with = 3", "crossed_with must be the name of a"),
        ("below = 300", "below = 301", "bin 1 (large + from 300) and bin 2 (large, medium + bel"),
        ("from = 300 }", 'in = ["x"] }', "its bins mix kinds of tests"),
        ("from = 300 }", "form = 300 }", 'bin 1, and: "form" has no meaning here'),
        ("otherwise = 0\n", "", "how many points has a pair that no bin names?"),
    ],
)
def test_faults_of_crossed_bins_are_named(old: str, new: str, said: str) -> None:
    """Every fault of a crossed attribute in a file is said with its place."""
    with pytest.raises(CardError) as caught:
        Card.from_toml(TEXT.replace(old, new))
    assert said in str(caught.value)


@given(cards(), st.data())
@lawful
def test_slots_of_a_crossing_follow_from_those_of_its_parts(
    card: Card, data: st.DataObject
) -> None:
    """Where single values are known, counts can be crossed without going back to the leads."""
    plain = [one for one in card.attributes if one.kind != "crossed"]
    if len(plain) < 2 or len(plain) < len(card.attributes):
        return
    leads = data.draw(leads_for(card))
    first, second = plain[0].name, plain[1].name
    crossed = card.cross(first, second)
    slots = np.stack(lead_slots(leads, card), axis=1)
    direct = np.stack(lead_slots(leads, crossed), axis=1)
    touched = card.touched(leads).attributes[:2]
    single = [
        all(len(one.slots[one.codes[row]]) == 1 for one in touched) for row in range(leads.height)
    ]
    assert (cross_slots(card, first, second, slots)[single] == direct[single]).all()


def test_a_crossing_is_learned() -> None:
    """Where two facts only count together, the crossed card tells leads apart, the plain not."""
    leads, rng = make_leads(3000), np.random.default_rng(2)
    large, known = (
        (leads[name] == value).fill_null(value=False).to_numpy()
        for name, value in (("size", "large"), ("brand", "known"))
    )
    won = rng.random(3000) < np.where(large ^ known, 0.6, 0.2)
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    learned = learn(leads, outcomes)
    found = find_crossing(learned)
    assert found is not None
    assert {found.first, found.second} == {"size", "brand"}
    crossed = learn(leads, outcomes, hrm_card().cross("size", "brand"))
    assert find_crossing(crossed) is None
    chances = [one.predict(leads)["probability"].to_numpy() for one in (learned, crossed)]
    plain, better = (float(chance[large ^ known].mean()) for chance in chances)
    assert better > 0.5 > plain
    assert crossed.card.attributes[-1].name == "size + brand"
    assert set(crossed.attributes()["attribute"]) == {one.name for one in crossed.card.attributes}
