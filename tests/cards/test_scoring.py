"""The laws of the score, and what each output says."""

from __future__ import annotations

import math
import random
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cards_and_leads

from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import explain, rank, score
from leadscore.errors import ArgumentError, CardWarning, ColumnError, ColumnTypeError

FACTS = [one.column for one in hrm_card().attributes]
lawful = settings(max_examples=60)
pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")


def facts(**columns: list[str | None]) -> pl.DataFrame:
    """Leads for the shipped card; facts that are not given are unknown."""
    height = len(next(iter(columns.values())))
    data = {"lead_id": [f"L{i}" for i in range(height)]}
    for name in [*FACTS, "status"]:
        data[name] = columns.get(name, [None] * height)
    return pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))


@given(cards_and_leads())
@lawful
def test_parts_add_up(drawn: tuple[Card, pl.DataFrame]) -> None:
    """The rows of `explain` add up to score, low and high, for every lead of every card."""
    card, leads = drawn
    scored = score(leads, card)
    for row in scored.iter_rows(named=True):
        parts = explain(leads, row["lead_id"], card)
        assert parts["points"].sum() == row["score"]
        assert parts["low"].sum() == row["low"]
        assert parts["high"].sum() == row["high"]


@given(cards_and_leads())
@lawful
def test_score_lies_in_its_range(drawn: tuple[Card, pl.DataFrame]) -> None:
    """Low <= score <= high, and all three lie in the range of the card."""
    card, leads = drawn
    scored = score(leads, card)
    for row in scored.iter_rows(named=True):
        assert card.lowest <= row["low"] <= row["score"] <= row["high"] <= card.highest
        assert row["grade"] == card.grade(row["score"])
        assert row["sure"] == (card.grade(row["low"]) == card.grade(row["high"]))
        assert (row["ask"] is None) == (row["low"] == row["high"])


@given(cards_and_leads(), st.data())
@lawful
def test_filling_in_never_widens(drawn: tuple[Card, pl.DataFrame], data: st.DataObject) -> None:
    """A value in the place of an unknown never widens the range and stays within it."""
    card, leads = drawn
    one = data.draw(st.sampled_from(card.attributes))
    if leads.is_empty() or one.column.endswith("interval"):
        return
    blank = leads.with_columns(pl.lit(None, leads.schema[one.column]).alias(one.column))
    before, after = score(blank, card), score(leads, card)
    assert ((before["low"] <= after["low"]) & (after["high"] <= before["high"])).all()


@given(cards_and_leads(), st.data())
@lawful
def test_narrowing_a_set_never_widens(
    drawn: tuple[Card, pl.DataFrame], data: st.DataObject
) -> None:
    """Striking out a value that is no longer possible never widens the range."""
    card, leads = drawn
    texts = [one for one in card.attributes if one.kind == "text"]
    if not texts or leads.is_empty():
        return
    one = data.draw(st.sampled_from(texts))
    fewer = leads.with_columns(pl.col(one.column).str.split("|").list.first().alias(one.column))
    before, after = score(leads, card), score(fewer, card)
    assert ((before["low"] <= after["low"]) & (after["high"] <= before["high"])).all()


@given(cards_and_leads(), st.randoms(use_true_random=False))
@lawful
def test_order_and_batches_change_nothing(
    drawn: tuple[Card, pl.DataFrame], chance: random.Random
) -> None:
    """The order of rows, the order of columns and the size of batches change no output."""
    card, leads = drawn
    expected = score(leads, card)
    order = list(range(leads.height))
    chance.shuffle(order)
    columns = chance.sample(leads.columns, len(leads.columns))
    shuffled = score(leads[order].select(columns), card)
    assert shuffled.select(expected.columns).equals(expected[order])
    pieces = [score(leads[i : i + 2], card) for i in range(0, leads.height, 2)]
    if pieces:
        assert pl.concat(pieces).equals(expected)


@given(cards_and_leads())
@lawful
def test_every_kind_of_frame_gives_the_same(drawn: tuple[Card, pl.DataFrame]) -> None:
    """Polars, lazy, streaming, pandas of six column kinds and PyArrow give equal outputs."""
    card, leads = drawn
    expected = score(leads, card).select(list(OUTPUTS))
    lazy = score(leads.lazy(), card)
    assert lazy.collect().select(list(OUTPUTS)).equals(expected)
    assert lazy.collect(engine="streaming").select(list(OUTPUTS)).equals(expected)
    arrow = score(leads.to_arrow(), card)
    assert isinstance(arrow, pa.Table)
    assert pl.from_arrow(arrow).select(list(OUTPUTS)).equals(expected)
    frame = leads.to_pandas()
    texts = [name for name, dtype in leads.schema.items() if dtype == pl.String]
    for kind in ("object", "str", "string", "string[pyarrow]", "category"):
        made = score(frame.astype(dict.fromkeys(texts, kind)), card)
        assert isinstance(made, pd.DataFrame)
        assert pl.from_pandas(made[list(OUTPUTS)], schema_overrides=OUTPUTS).equals(expected)
    made = score(leads.to_pandas(use_pyarrow_extension_array=True), card)
    assert pl.from_pandas(made[list(OUTPUTS)], schema_overrides=OUTPUTS).equals(expected)


def test_unknown_is_a_range() -> None:
    """Nothing known gives the card's best guess between the lowest and the highest score."""
    row = score(facts(size=[None])).row(0, named=True)
    assert (row["score"], row["low"], row["high"]) == (41, 3, 100)
    assert row["why"] is None
    assert row["ask"] == "How many people work there?"


def test_best_guess_of_a_set_is_the_unknown_moved_into_its_range() -> None:
    """small|medium keeps the guess 9; medium|large moves it up to 16; small|micro down to 4."""
    sets = ["small|medium", "medium|large", "small|micro", "large|medium|small|micro"]
    leads = facts(size=sets)
    points = [explain(leads, f"L{i}")["points"][0] for i in range(4)]
    assert points == [9, 16, 4, 9]


def test_the_value_none_of_a_fact_is_not_missing() -> None:
    """The fact `contact` has a value called none; it scores its bin and leaves nothing to ask."""
    row = explain(facts(contact=["none"]), "L0").row(3, named=True)
    assert (row["value"], row["points"], row["high"]) == ("nothing to dial", 0, 0)


def test_unforeseen_is_not_missing() -> None:
    """An unseen value gets `otherwise`, never the points of another bin or of missing."""
    with pytest.warns(CardWarning, match=r'"size" has no bin for "huge" \(1 lead\), which get 0'):
        score(facts(size=["huge"]))
    row = explain(facts(size=["huge"]), "L0").row(0, named=True)
    assert (row["points"], row["low"], row["high"]) == (0, 0, 0)
    assert row["note"] == "the card does not name this value"


def test_reasons_are_the_largest_known_parts() -> None:
    """Reasons come in order of points, ties in the card's order, with the range of a set."""
    leads = facts(size=["large"], industry=["fmcg"], contact=["named"], hr_type=["B|C"])
    assert score(leads)["why"][0] == (
        "Company size: large +20; Industry: fast-moving consumer goods +12; "
        "Contact data: a named person +12"
    )
    assert score(leads.with_columns(size=pl.lit("small|medium")), lang="zh")["why"][0] == (
        "行业：快消 +12；联系资料：有具体联系人 +12；企业规模：小型或中型 +9 (4至16)"
    )


def test_gate_closes_only_when_known() -> None:
    """A gate closes on its values alone, not on null, not on a set that leaves a way out."""
    states = ["revoked", "deregistered|revoked", "active|revoked", None]
    leads = facts(status=states)
    label = "No longer in business"
    assert score(leads)["gate"].to_list() == [label, label, None, None]


def test_absent_gate_column_is_remarked() -> None:
    """Without its column a gate never closes, and a warning says so."""
    with pytest.warns(CardWarning, match='gate "closed" never closes: there is no column "status"'):
        score(facts(size=["large"]).drop("status"))


def test_rank_orders_and_positions() -> None:
    """Higher scores first, ties by id, disqualified leads last, `top` per list."""
    leads = facts(size=["small", "large", "large", "large"], status=[None, None, None, "revoked"])
    leads = leads.with_columns(
        lead_id=pl.Series(["d", "c", "b", "a"]), region=pl.Series(["x", "y", "y", None])
    )
    assert rank(leads)["lead_id"].to_list() == ["b", "c", "d", "a"]
    listed = rank(leads, by="region", top=1)
    assert listed["lead_id", "position"].rows() == [("d", 1), ("b", 1), ("a", 1)]
    assert rank(leads.lazy(), top=2).collect()["lead_id"].to_list() == ["b", "c"]


def test_rank_keeps_pandas_index_and_other_columns() -> None:
    """A pandas frame with a repeated index and an object column comes back as it was, reordered."""
    frame = facts(size=["small", "large"]).to_pandas()
    frame.index = pd.Index(["k", "k"])
    frame["anything"] = [{"a": 1}, [2]]
    ranked = rank(frame)
    assert list(ranked.index) == ["k", "k"]
    assert ranked["anything"].tolist() == [[2], {"a": 1}]
    assert "score" not in frame.columns


def test_infinities_and_nan_are_unknown() -> None:
    """NaN and infinities are null on every engine, so they are unknown and never large."""
    card = Card.from_toml(
        '[card]\nname = "n"\ngrades = { A = 5 }\n[[attribute]]\nname = "n"\nunknown = 1\n'
        "bins = [{ below = 500, points = 0 }, { from = 500, points = 9 }]\n"
    )
    values = [math.nan, math.inf, -math.inf, None, 500.0]
    for leads in (pl.DataFrame({"n": values}), pd.DataFrame({"n": np.array(values, dtype=float)})):
        assert list(score(leads, card)["score"]) == [1, 1, 1, 1, 9]


def test_float32_is_widened_first() -> None:
    """0.7 stored as float32 is below 0.7, because it is: 0.699999988."""
    card = Card.from_toml(
        '[card]\nname = "n"\ngrades = { A = 5 }\n[[attribute]]\nname = "n"\nunknown = 1\n'
        "bins = [{ below = 0.7, points = 0 }, { from = 0.7, points = 9 }]\n"
    )
    leads = pl.DataFrame({"n": pl.Series([0.7, 0.7], dtype=pl.Float32)})
    assert score(leads, card)["score"].to_list() == [0, 0]


@pytest.mark.parametrize(
    ("leads", "kind", "text"),
    [
        (
            facts(size=["large"]).drop("hiring").rename({"brand": "brnd"}),
            ColumnError,
            'Column "brand" is missing: attribute "brand" of card "hrm" reads it. '
            'Did you mean "brnd"?\nColumn "hiring" is missing',
        ),
        (
            facts(size=["large"]).with_columns(size=pl.lit(3)),
            ColumnTypeError,
            'Column "size" must hold text, but it holds Int32, such as 3',
        ),
        ([1, 2], ColumnTypeError, "A table is needed, but a list was given"),
        (
            facts(size=["large"])
            .to_pandas()
            .assign(size=["large"])
            .assign(hiring=pd.Series([1], dtype=object)),
            ColumnTypeError,
            'Column "hiring" must hold text',
        ),
    ],
)
def test_wrong_tables(leads: object, kind: type[Exception], text: str) -> None:
    """A wrong table is refused with the column and what was found."""
    with pytest.raises(kind) as caught:
        score(leads)
    assert text in str(caught.value)


def test_text_in_number_and_boolean_columns_is_refused() -> None:
    """The text 'True' is no boolean and '500' no number; a mixed column is named as mixed."""
    card = Card.from_toml(
        '[card]\nname = "n"\ngrades = { A = 5 }\n[[attribute]]\nname = "n"\nunknown = 0\n'
        "bins = [{ in = [true], points = 9 }, { in = [false], points = 0 }]\n"
    )
    with pytest.raises(ColumnTypeError, match="must hold true and false, but it holds text"):
        score(pl.DataFrame({"n": ["True"]}), card)
    mixed = pd.DataFrame({"n": pd.Series([True, "x"], dtype=object)})
    with pytest.raises(ColumnTypeError, match=r"mixes kinds of values: bool \(True\), str \('x'\)"):
        score(mixed, card)


def test_wrong_arguments() -> None:
    """An unknown lead, language or top is refused with what is allowed."""
    leads = facts(size=["large"]).with_columns(lead_id=pl.lit("lead1"))
    with pytest.raises(
        ArgumentError, match=r'No leads have the id "lead0"; .* Did you mean "lead1"'
    ):
        explain(leads, "lead0")
    with pytest.raises(ArgumentError, match='lang="de" is not known; allowed: en, zh'):
        score(leads, lang="de")
    with pytest.raises(ArgumentError, match="top must be a whole number from 1 on, found 0"):
        rank(leads, top=0)


def test_many_attributes_still_find_patterns() -> None:
    """Forty attributes make more combinations than any table holds; totals stay exact."""
    parts = "".join(
        f'[[attribute]]\nname = "f{i}"\nunknown = 0\notherwise = 0\n'
        f'bins = [{{ in = ["a"], points = {i} }}, {{ in = ["b"], points = -{i} }}]\n'
        for i in range(40)
    )
    card = Card.from_toml(f'[card]\nname = "wide"\ngrades = {{ A = 5 }}\n{parts}')
    chance = np.random.default_rng(7)
    draws = chance.integers(0, 3, (500, 40))
    leads = pl.DataFrame(
        {f"f{i}": [("a", "b", None)[v] for v in draws[:, i]] for i in range(40)},
        schema={f"f{i}": pl.String for i in range(40)},
    )
    expected = (np.array([1, -1, 0])[draws] * np.arange(40)).sum(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert score(leads, card)["score"].to_list() == expected.tolist()
