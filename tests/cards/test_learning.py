"""Laws of the learned card, and what it says to wrong input."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cards

from leadscore.cards import learning_solver
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning import learn
from leadscore.cards.learning_counts import Counts, count_patterns, merge_counts, slot_points
from leadscore.cards.scoring import score
from leadscore.errors import ArgumentError, CardWarning, ColumnError
from leadscore.samples import make_leads

TINY = """
[card]
name = "tiny"
grades = { A = 10 }
[[attribute]]
name = "size"
unknown = 4
bins = [{ in = ["large"], points = 9 }, { in = ["medium"], points = 6 }]
otherwise = 0
[[attribute]]
name = "staff"
unknown = 2
bins = [
  { below = 20, points = 0 },
  { from = 20, below = 300, points = 3 },
  { from = 300, points = 8 },
]
"""


def drawn_counts(card: Card, seed: int, rows: int) -> Counts:
    """Random patterns of a card with random outcomes of both kinds."""
    rng = np.random.default_rng(seed)
    sizes = [len(slot_points(one)) for one in card.attributes]
    slots = np.stack([rng.integers(0, size, rows) for size in sizes], axis=1)
    wins = rng.integers(0, 2, rows).astype(float)
    wins[:2] = [0.0, 1.0]
    return merge_counts([Counts(slots, wins, np.ones(rows), np.ones(rows))], card)


def shifted(learned: Learned) -> list[float]:
    """All learned numbers as one list."""
    return [learned.intercept, learned.slope.value, *np.concatenate(learned.exact)]


def sample(rows: int = 300, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leads with outcomes that follow the shipped card, with noise."""
    leads = make_leads(rows, seed=seed)
    points = score(leads)["score"].to_numpy()
    chance = 1 / (1 + np.exp(-(points - 55) * math.log(2) / 12))
    won = np.random.default_rng(seed).random(rows) < chance
    return leads, pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})


@given(cards(), st.integers(0, 99), st.integers(2, 60))
@settings(max_examples=15)
def test_endless_trust_gives_the_prior_card(card: Card, seed: int, rows: int) -> None:
    """With trust without end the outcomes move no point."""
    learned = learn_counts(drawn_counts(card, seed, rows), card, trust=math.inf)
    assert learned.card == card
    assert learned.slope.value == pytest.approx(1, abs=1e-6)


@given(cards())
@settings(max_examples=15)
def test_no_leads_give_the_prior_card(card: Card) -> None:
    """Without leads nothing is learned, and every lead's interval is wide."""
    none = np.zeros(0)
    counts = Counts(np.zeros((0, len(card.attributes)), dtype=np.int64), none, none, none)
    learned = learn_counts(counts, card)
    assert learned.card == card
    assert learned.slope.low < 1 < learned.slope.high
    assert learned.rounding == (0.0, 0.0)


def test_no_leads_through_tables() -> None:
    """Empty tables go in, the prior card comes out."""
    leads, outcomes = sample(5)
    assert learn(leads.clear(), outcomes.clear()).card == hrm_card()
    assert learn(leads, outcomes.clear()).card == hrm_card()
    assert learn(leads, outcomes.clear()).predict(leads)["supported"].to_list() == [False] * 5


@given(cards(), st.integers(0, 99), st.integers(2, 80))
@settings(max_examples=15)
def test_order_and_grouping_change_nothing(card: Card, seed: int, rows: int) -> None:
    """Rows in another order, ungrouped, or in two batches give the same points."""
    counts = drawn_counts(card, seed, rows)
    whole = learn_counts(counts, card)
    order = np.random.default_rng(seed).permutation(len(counts.wins))
    mixed = Counts(
        counts.slots[order], counts.wins[order], counts.trials[order], counts.leads[order]
    )
    half = len(order) // 2
    parts = [
        Counts(mixed.slots[s], mixed.wins[s], mixed.trials[s], mixed.leads[s])
        for s in (slice(None, half), slice(half, None))
    ]
    for other in (mixed, merge_counts([parts[0], parts[1], parts[0]][:2], card)):
        np.testing.assert_allclose(
            shifted(learn_counts(other, card)), shifted(whole), rtol=0, atol=1e-9
        )


@given(cards(), st.integers(0, 99), st.integers(2, 60))
@settings(max_examples=15)
def test_every_row_twice_is_a_weight_of_two(card: Card, seed: int, rows: int) -> None:
    """To have every lead twice is to count it twice."""
    counts = drawn_counts(card, seed, rows)
    twice = merge_counts([counts, counts], card)
    heavy = Counts(counts.slots, 2 * counts.wins, 2 * counts.trials, counts.leads)
    np.testing.assert_allclose(
        shifted(learn_counts(twice, card)), shifted(learn_counts(heavy, card)), rtol=0, atol=1e-9
    )


def test_near_minima_are_found_without_going_through_the_leads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is taken from an expansion close by is what going through the leads again would give."""
    leads, outcomes = sample(5000)
    quick = learn(leads, outcomes)
    monkeypatch.setattr(learning_solver, "_CLOSE", 0.0)
    slow = learn(leads, outcomes)
    np.testing.assert_allclose(shifted(quick), shifted(slow), rtol=0, atol=1e-3)
    np.testing.assert_allclose(quick.fit.covariance, slow.fit.covariance, rtol=1e-2, atol=1e-5)


def test_score_follows_probability() -> None:
    """The learned card's score rises with the probability, to within the rounding of its points."""
    leads, outcomes = sample(800)
    learned = learn(leads, outcomes)
    points = score(leads, learned.card)["score"].to_numpy()
    chance = learned.predict(leads)["probability"].to_numpy()
    wished = (np.log(chance / (1 - chance)) - learned.intercept) / learned.scale
    assert np.abs(points - wished).max() <= len(learned.card.attributes) / 2
    order = np.argsort(chance)
    assert (np.maximum.accumulate(points[order]) - points[order]).max() <= 7


def test_rows_and_patterns_agree() -> None:
    """Counting through a table gives what counting by hand gives, sets and blanks included."""
    card = Card.from_toml(TINY)
    leads = pl.DataFrame(
        {
            "size": ["large", "medium|large", None, "tiny", "large|tiny"],
            "staff_low": [10, 10, None, 400, 300],
            "staff_high": [15, 500, None, None, 300],
        }
    )
    counts = count_patterns(leads, card, np.ones(5), np.ones(5))
    # Possible bins 6 and 9, best guess 4: the nearest is medium; 0 and 9 possible: 4 stays.
    assert sorted(map(tuple, counts.slots.tolist())) == [(0, 0), (1, 3), (2, 2), (2, 3), (3, 2)]


def test_learning_moves_points_toward_the_truth() -> None:
    """A bin that wins more than the card says gets more points; one that was not seen gets s x."""
    slots = np.array([[0, 0], [1, 0]])
    counts = Counts(slots, np.array([10.0, 90.0]), np.full(2, 100.0), np.full(2, 100.0))
    learned = learn_counts(counts, Card.from_toml(TINY))
    size = learned.card.attribute("size")
    assert size.bins[1].points > size.bins[0].points
    assert learned.exact[1][2] == pytest.approx(8 * learned.slope.value)
    table = learned.points()
    seen = table.filter(pl.col("attribute") == "size")
    unseen = seen.filter(pl.col("leads") == 0)
    assert (unseen["high"] - unseen["low"]).min() > 0
    assert not unseen["supported"].any()


def test_intervals_widen_where_nothing_was_seen() -> None:
    """A lead with a value that was never seen has a wider interval and no support."""
    leads, outcomes = sample(600)
    kept = leads.filter(pl.col("size") != "micro")
    learned = learn(kept, outcomes.filter(pl.col("lead_id").is_in(kept["lead_id"].to_list())))
    one = kept.head(1)
    known, strange = (
        learned.predict(one.with_columns(size=pl.lit(v))).row(0, named=True)
        for v in (one["size"][0], "micro")
    )
    width = [
        math.log(p["probability_high"] / (1 - p["probability_high"]))
        - math.log(p["probability_low"] / (1 - p["probability_low"]))
        for p in (known, strange)
    ]
    assert width[1] > width[0]
    assert not strange["supported"]


def test_slope_says_whether_the_data_support_the_card() -> None:
    """Outcomes that follow the card support it; reversed ones contradict it; noise does neither."""
    leads, outcomes = sample(2000)
    assert "support your card: slope" in str(learn(leads, outcomes).slope)
    against = outcomes.with_columns(~pl.col("outcome"))
    assert str(learn(leads, against, trust=0.25).slope).startswith("The outcomes contradict")
    noise = outcomes.with_columns(outcome=pl.Series(np.random.default_rng(3).random(2000) < 0.3))
    assert "do not support your card yet" in learn(leads, noise).slope.in_words("en")
    assert learn(leads, noise).slope.in_words("zh").startswith("结果尚不能支持")


def test_tables_are_of_the_kind_of_the_leads() -> None:
    """Results come back as the kind of table that came in."""
    leads, outcomes = sample(200)
    learned = learn(leads.to_pandas(), outcomes)
    for made in (learned.points("zh"), learned.attributes(), learned.grades()):
        assert type(made).__module__.startswith("pandas")
    assert list(learned.predict(leads.to_pandas()).index) == list(range(200))
    grades = learn(leads, outcomes).grades()
    assert grades["grade"].to_list() == ["A", "B", "C", "D"]
    assert grades["leads_after"].sum() == 200
    assert grades["probability"][:3].is_sorted(descending=True)
    lazy = learned.predict(leads.lazy()).collect()
    assert lazy["probability"].to_list() == learned.predict(leads)["probability"].to_list()


def test_card_stays_readable() -> None:
    """The learned card is a card: it keeps its comments, scores, and shows its changes."""
    leads, outcomes = sample(400)
    learned = learn(leads, outcomes)
    assert learned.card.to_toml().startswith("# The shipped card")
    assert Card.from_toml(learned.card.to_toml()) == learned.card
    text = repr(learned)
    assert 'Card "hrm", learned from 400 leads' in text
    assert " -> " in text


def test_open_leads_count_in_part() -> None:
    """A lead that is open counts as much of a loss as its age says."""
    leads, outcomes = sample(300)
    dated = outcomes.with_columns(
        outcome=pl.when(pl.col("outcome")).then(pl.lit("won")).otherwise(pl.lit("open")),
        contacted_on=pl.lit(date(2026, 1, 1)),
    )
    from leadscore.cards.outcomes import WinCurve

    curve = WinCurve.typed({100: 1.0})
    young = learn(leads, dated, curve=curve, as_of=date(2026, 1, 11))
    old = learn(leads, dated, curve=curve, as_of=date(2026, 12, 1))
    assert young.counts.trials.sum() < old.counts.trials.sum() == 300
    assert young.predict(leads)["probability"].mean() > old.predict(leads)["probability"].mean()


def test_exploration_removes_half_of_the_selection_bias() -> None:
    """A marked random slice takes away more than half of what a hunch adds in the lower half."""
    ratios: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(6):
        rng = np.random.default_rng(seed)
        leads = make_leads(4000, seed=seed)
        points = score(leads)["score"].to_numpy()
        hunch = rng.normal(0, 1, 4000)
        odds = (points - 60) * math.log(2) / 20
        won = rng.random(4000) < 1 / (1 + np.exp(-odds - hunch))
        liking = points + 25 * hunch
        chance = rng.random(4000) < 0.05
        called = liking >= np.quantile(liking, 0.7)
        lower = points <= np.median(points)
        truth = won[lower].mean()
        for marked in (True, False):
            rows = np.flatnonzero(called | chance if marked else called)
            outcomes = pl.DataFrame(
                {"lead_id": leads["lead_id"][rows], "outcome": won[rows], "explore": chance[rows]}
            )
            if not marked:
                outcomes = outcomes.drop("explore")
            said = learn(leads, outcomes).predict(leads)["probability"].to_numpy()
            ratios[marked].append(said[lower].mean() / truth)
    plain, explored = np.mean(ratios[False]) - 1, np.mean(ratios[True]) - 1
    assert plain > 0.3
    assert abs(explored) < plain / 2


def covered(rows: int, slope: float, worlds: int = 30) -> float:
    """Share of leads whose truth, slope x card and 0.3 about it, lies in the 90 % interval."""
    inside = []
    for seed in range(worlds):
        rng = np.random.default_rng([seed, rows])
        points = rng.normal(0, 12, (8, 5)).round()
        lines = ["[card]", 'name = "w"', "grades = { A = 9 }"]
        for j, row in enumerate(points):
            bins = ", ".join(f"{{ in = ['v{k}'], points = {p:.0f} }}" for k, p in enumerate(row))
            lines += ["[[attribute]]", f'name = "a{j}"', "unknown = 0", f"bins = [{bins}]"]
            lines.append("otherwise = 0")
        truth = slope * points * math.log(2) / 20 + rng.normal(0, 0.3, (8, 5))
        slots = rng.integers(0, 5, (rows + 500, 8))
        odds = truth[np.arange(8), slots].sum(axis=1) - 1.2
        won = (rng.random(rows) < 1 / (1 + np.exp(-odds[:rows]))).astype(float)
        ones = np.ones(rows)
        learned = learn_counts(
            Counts(slots[:rows], won, ones, ones), Card.from_toml("\n".join(lines))
        )
        names = pl.Series([f"v{k}" for k in range(5)])
        fresh = pl.DataFrame({f"a{j}": names[slots[rows:, j]] for j in range(8)})
        said = learned.predict_batch(fresh)
        real = pl.Series(1 / (1 + np.exp(-odds[rows:])))
        inside.append(real.is_between(said["probability_low"], said["probability_high"]).mean())
    return float(np.mean(inside))


@pytest.mark.parametrize("rows", [100, 500, 2000])
def test_intervals_cover(rows: int) -> None:
    """The 90 % intervals hold the truth in 85 to 92 % of leads when the card is half right."""
    assert 0.85 <= covered(rows, 0.5) <= 0.92


def test_wrong_outcomes_are_refused_in_words() -> None:
    """One kind only, no overlap, doubles and impossible dates are each named."""
    leads, outcomes = sample(20)
    with pytest.raises(ArgumentError, match="All 20 outcomes are lost or open: nothing tells"):
        learn(leads, outcomes.with_columns(outcome=pl.lit("lost")))
    with pytest.raises(ArgumentError, match="All 20 outcomes are won"):
        learn(leads, outcomes.with_columns(outcome=pl.lit("won")))
    with pytest.raises(ArgumentError, match="No outcome belongs to a lead: the leads have lead_id"):
        learn(leads, outcomes.with_columns(lead_id=pl.lit("x") + pl.col("lead_id")))
    with pytest.raises(ArgumentError, match="20 leads have more than one outcome"):
        learn(leads, pl.concat([outcomes, outcomes]))
    with pytest.raises(ArgumentError, match="20 leads stand in the table more than once"):
        learn(pl.concat([leads, leads]), outcomes)
    early = outcomes.with_columns(
        contacted_on=pl.lit(date(2026, 2, 1)), closed_on=pl.lit(date(2026, 1, 1))
    )
    with pytest.raises(ArgumentError, match="20 leads were closed before they were contacted"):
        learn(leads, early)
    with pytest.raises(ArgumentError, match='outcome "one" is not known; allowed: won, lost, open'):
        learn(leads, outcomes.with_columns(outcome=pl.lit("one")))
    with pytest.raises(ColumnError, match='Column "outcome" is missing'):
        learn(leads, outcomes.select("lead_id"))
    for trust in (0, -1, math.nan, True, "much"):
        with pytest.raises(ArgumentError, match="trust must be a number above 0"):
            learn(leads, outcomes, trust=trust)  # type: ignore[arg-type]


def test_one_value_is_remarked() -> None:
    """An attribute with one value in all leads is named, and the rest is learned."""
    leads, outcomes = sample(100)
    with pytest.warns(CardWarning, match='attribute "size" has one value in all leads'):
        learned = learn(leads.with_columns(size=pl.lit("large")), outcomes)
    values = dict(learned.attributes().select("attribute", "values").rows())
    assert values["size"] == 1
    assert values["hiring"] > 1
