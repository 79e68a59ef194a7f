"""Judging on the newest leads, the champion gate, regrading, exploration, capacity and drift."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cards, leads_for

from leadscore.cards.capacity import plan_calls
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.drift import measure_drift, population_stability
from leadscore.cards.evaluation import evaluate
from leadscore.cards.learning import learn
from leadscore.cards.metrics import Judged, calibration_table, lift_table
from leadscore.cards.scoring import rank, score
from leadscore.errors import ArgumentError
from leadscore.samples import make_leads

DAY = date(2026, 1, 1)


def dated(
    rows: int = 600, truth: Card | None = None, turn: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leads with dated outcomes that follow a card; with ``turn`` the newest third is reversed."""
    leads = make_leads(rows).with_columns(
        region=pl.Series(["north", "south", None] * (rows // 3 + 1))[:rows]
    )
    points = score(leads, truth)["score"].to_numpy() - 55.0
    if turn:
        points[rows * 2 // 3 :] *= -1
    rng = np.random.default_rng(5)
    won = rng.random(rows) < 1 / (1 + np.exp(-points * math.log(2) / 12))
    days = [DAY + timedelta(days=i // 4) for i in range(rows)]
    return leads, pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won, "contacted_on": days})


def distorted() -> Card:
    """The shipped card with two attributes turned round."""
    return hrm_card().with_points(
        {"contact": {0: -20, 1: -10, 2: 20, 3: 30}, "industry": {0: 0, 1: 30, 2: -20}}
    )


def test_newest_leads_judge() -> None:
    """The newest leads judge, all methods on the same ones, and the tables fit together."""
    leads, outcomes = dated()
    found = evaluate(leads, outcomes, newest=0.25, segments=["region"])
    assert found.since == DAY + timedelta(days=112)
    methods = found.methods()
    assert methods["method"].to_list() == ["untouched", "recalibrated", "learned", "boosted"]
    assert methods["leads"].to_list() == [152] * 4
    assert methods["auc"].is_between(0.5, 1).all()
    assert found.learned.counts.leads.sum() == 448
    assert found.calibration()["leads"].sum() == 152
    assert found.lift()["wins_share"][-1] == pytest.approx(1)
    assert set(found.segments()["value"]) == {"north", "south", None}
    assert found.capacity(20)["calls"].to_list() == [20] * 4
    assert found.additivity_gap == pytest.approx(methods["log_loss"][2] - methods["log_loss"][3])
    assert "log loss" in repr(found)


def test_gate_replaces_what_is_wrong_and_keeps_what_is_right() -> None:
    """A distorted truth replaces the card; a newest period that turns round keeps it."""
    leads, outcomes = dated(900, truth=distorted())
    better = evaluate(leads, outcomes, boosted_trees=False)
    assert better.verdict.replace
    assert better.champion == better.everything.card != hrm_card()
    assert better.verdict.in_words("zh").startswith("采用学习后的评分卡")
    leads, outcomes = dated(900, turn=True)
    worse = evaluate(leads, outcomes, boosted_trees=False)
    assert not worse.verdict.replace
    assert worse.champion == hrm_card()
    assert str(worse.verdict).startswith("Keep the old card: on the")


def test_older_leads_count_as_they_were_known_then() -> None:
    """A lead closed after the newest period began was open then; hindsight changes nothing."""
    leads, outcomes = dated(600)
    rng = np.random.default_rng(3)
    days = [timedelta(days=int(wait)) for wait in rng.exponential(25, 600)]
    outcomes = outcomes.with_columns(
        outcome=pl.when(pl.col("outcome")).then(pl.lit("won")).otherwise(pl.lit("lost")),
        closed_on=pl.Series([a + b for a, b in zip(outcomes["contacted_on"], days, strict=True)]),
    )
    found = evaluate(leads, outcomes, boosted_trees=False)
    since = found.since
    assert since is not None
    late = pl.col("closed_on") >= since
    then = outcomes.filter(pl.col("contacted_on") < since).with_columns(
        outcome=pl.when(late).then(pl.lit("open")).otherwise(pl.col("outcome")),
        closed_on=pl.when(late).then(None).otherwise(pl.col("closed_on")),
    )
    assert found.undecided == then.filter(pl.col("outcome") == "open").height > 50
    assert found.learned.card == learn(leads, then, as_of=since - timedelta(days=1)).card
    assert f"{found.undecided} older leads were still open on {since}" in repr(found)
    turned = outcomes.with_columns(
        outcome=pl.when(late & (pl.col("contacted_on") < since))
        .then(pl.lit("lost"))
        .otherwise(pl.col("outcome"))
    )
    again = evaluate(leads, turned, boosted_trees=False)
    assert again.learned.card == found.learned.card
    assert again.everything.card != found.everything.card
    undated = outcomes.with_columns(closed_on=pl.lit(None, dtype=pl.Date))
    assert evaluate(leads, undated, boosted_trees=False).undecided == 0
    never = outcomes.with_columns(closed_on=pl.lit(since + timedelta(days=200)))
    with pytest.raises(ArgumentError, match=f"on {since}, no lead had been won yet"):
        evaluate(leads, never, boosted_trees=False)


def test_a_crossing_is_found_and_asked_of_the_newest() -> None:
    """Two facts that only count together are proposed; the newest leads say whether it helps."""
    leads = make_leads(3000)
    both = (leads["size"] == "large").fill_null(value=False) ^ (
        leads["brand"] == "known"
    ).fill_null(value=False)
    rng = np.random.default_rng(2)
    won = rng.random(3000) < np.where(both.to_numpy(), 0.6, 0.2)
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    found = evaluate(leads, outcomes, split="random", boosted_trees=False)
    assert found.crossing is not None
    assert {found.crossing.first, found.crossing.second} == {"size", "brand"}
    assert found.crossing_gain > 0.005
    assert 'Crossing "size" and "brand" helps' in repr(found)


def test_wrong_evaluations_are_refused() -> None:
    """No dates, one day only, strange shares and words are refused in words."""
    leads, outcomes = dated(60)
    with pytest.raises(ArgumentError, match="60 outcomes have no contacted_on"):
        evaluate(leads, outcomes.drop("contacted_on"))
    with pytest.raises(ArgumentError, match="no older ones are left to learn from"):
        evaluate(leads, outcomes.with_columns(contacted_on=pl.lit(DAY)))
    with pytest.raises(ArgumentError, match='split="tim" is not known'):
        evaluate(leads, outcomes, split="tim")
    with pytest.raises(ArgumentError, match="newest must be a share between 0 and 1"):
        evaluate(leads, outcomes, newest=30)
    with pytest.raises(ArgumentError, match="No lead has an outcome"):
        evaluate(leads, outcomes.clear())
    found = evaluate(leads, outcomes, boosted_trees=False)
    with pytest.raises(ArgumentError, match='method="lernt" is not known'):
        found.calibration("lernt")
    with pytest.raises(ArgumentError, match="calls must be a whole number"):
        found.capacity(0)


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=60))
@settings(max_examples=50)
def test_figures_do_not_depend_on_order_or_repeats(rows: list[tuple[float, bool]]) -> None:
    """Metrics are the same for rows in another order, and for rows twice or weighted by two."""
    says = np.array([p for p, _ in rows])
    wins = np.array([float(w) for _, w in rows])
    one = Judged(says, wins, np.ones(len(rows)))
    for other in (
        Judged(says[::-1], wins[::-1], np.ones(len(rows))),
        Judged(np.tile(says, 2), np.tile(wins, 2), np.ones(2 * len(rows))),
        Judged(says, 2 * wins, np.full(len(rows), 2.0)),
    ):
        assert other.log_loss()[0] == pytest.approx(one.log_loss()[0])
        assert other.brier() == pytest.approx(one.brier())
        assert other.auc()[0] == pytest.approx(one.auc()[0], nan_ok=True)
    assert calibration_table(one)["leads"].sum() == len(rows)
    if wins.any():
        assert lift_table(one)["lift"][-1] == pytest.approx(1)


def test_auc_is_that_of_scikit_learn() -> None:
    """AUC and log loss agree with scikit-learn, ties included."""
    from sklearn.metrics import log_loss, roc_auc_score

    rng = np.random.default_rng(0)
    says, won = rng.integers(1, 9, 300) / 10, rng.integers(0, 2, 300).astype(float)
    one = Judged(says, won, np.ones(300))
    assert one.auc()[0] == pytest.approx(roc_auc_score(won, says))
    assert one.log_loss()[0] == pytest.approx(log_loss(won, says))


@given(st.data())
@settings(max_examples=25)
@pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")
def test_every_change_of_grade_is_explained(data: st.DataObject) -> None:
    """Every lead whose grade changes is listed, and its parts add up to the change of its score."""
    card = data.draw(cards())
    leads = data.draw(leads_for(card))
    leads = leads.with_columns(lead_id=pl.int_range(leads.height))
    points = {
        one.name: {i: data.draw(st.integers(-40, 40)) for i in range(len(one.bins))}
        for one in card.attributes
    }
    other = card.with_points(points)
    found = card.diff(other, leads)
    before, after = score(leads, card), score(leads, other)
    changed = before.filter(before["grade"] != after["grade"])["lead_id"]
    assert found.leads["lead_id"].to_list() == changed.to_list()
    assert found.leads["by"].null_count() == 0
    assert set(found.leads["by"]) <= {one.name for one in card.attributes}
    sums = dict(
        found.parts.group_by("lead_id").agg(pl.col("after").sum() - pl.col("before").sum()).rows()
    )
    for row in found.leads.iter_rows(named=True):
        assert sums[row["lead_id"]] == row["score_after"] - row["score_before"]
    assert found.attributes["leads"].sum() == len(changed)


def test_a_moved_threshold_is_named() -> None:
    """Where only the lowest score of a grade moved, that is what is named."""
    import dataclasses

    leads = make_leads(200)
    stricter = dataclasses.replace(hrm_card(), grades=(("A", 90), ("B", 60), ("C", 30)))
    found = hrm_card().diff(stricter, leads)
    assert found.leads["by"].unique().to_list() == ["(grades)"]
    assert "of 200 leads change grade" in repr(found)
    same = hrm_card().diff(hrm_card(), leads.to_pandas())
    assert len(same.leads) == len(same.parts) == 0


def test_exploration_is_chance_recorded() -> None:
    """The slice has the share asked for, does not care for scores, and can be drawn again."""
    leads = make_leads(4000)
    marked = rank(leads, explore=0.05, seed=7)
    slice_ = marked.filter("explore")
    assert 140 < slice_.height < 260
    assert slice_["gate"].null_count() == slice_.height
    open_ = marked.filter(pl.col("gate").is_null())
    assert abs(slice_["score"].mean() - open_["score"].mean()) < 5
    again = rank(leads.sample(fraction=1, shuffle=True, seed=1), explore=0.05, seed=7)
    assert set(again.filter("explore")["lead_id"]) == set(slice_["lead_id"])
    other = rank(leads, explore=0.05, seed=8)
    assert set(other.filter("explore")["lead_id"]) != set(slice_["lead_id"])
    lazy = rank(leads.lazy(), explore=0.05, seed=7).collect()
    assert lazy.equals(marked)


def test_exploration_shares_the_places_of_a_short_list() -> None:
    """With ``top`` some places go to leads from further down, list by list, at its end."""
    leads = make_leads(600).with_columns(region=pl.Series(["n", "s"] * 300))
    ranked = rank(leads, by="region", top=40, explore=0.1, seed=3)
    assert ranked.height == 80
    for _, part in ranked.group_by("region", maintain_order=True):
        assert part["position"].to_list() == list(range(1, 41))
        assert part["explore"].to_list() == [False] * 36 + [True] * 4
        assert part["score"][:36].is_sorted(descending=True)
    few = rank(leads.head(5), top=40, explore=0.1, seed=3)
    assert few["explore"].any() is False
    assert few.height == 5
    for explore, seed in ((0, 1), (1.5, 1), (True, 1), (0.1, None), (0.1, -1), (None, 3)):
        with pytest.raises(ArgumentError, match="explore"):
            rank(leads, explore=explore, seed=seed)  # type: ignore[arg-type]


def test_call_plan() -> None:
    """More calls reach further down and bring more wins, each sure to the same degree."""
    leads, outcomes = dated(800)
    learned = learn(leads, outcomes)
    few, many = plan_calls(learned, leads, 20), plan_calls(learned, leads, 200)
    assert few.threshold > many.threshold
    assert 0 <= few.low < few.expected < few.high <= 20
    assert few.expected < many.expected
    assert few.in_words("zh").startswith("20个电话")
    assert plan_calls(learned, leads, 10_000).calls <= 800
    with pytest.raises(ArgumentError, match="no leads to call"):
        plan_calls(learned, leads.clear(), 5)


def test_drift() -> None:
    """The same leads are stable; another mix of sizes has moved, and so has its score."""
    leads = make_leads(2000)
    same = measure_drift(leads, leads.sample(fraction=1, shuffle=True, seed=1))
    assert set(same["verdict"]) == {"stable"}
    assert same["stability"].max() < 1e-12
    moved = measure_drift(leads, leads.with_columns(size=pl.lit("large")))
    verdicts = dict(moved.select("attribute", "verdict").rows())
    assert verdicts["size"] == "moved"
    assert verdicts["hiring"] == "stable"
    assert verdicts["score"] != "stable"
    assert population_stability(np.array([0, 0]), np.array([1, 2])) == 0


def test_what_cannot_be_told_is_null() -> None:
    """Newest leads that are all lost have no AUC and no lift: null, in Polars too, not NaN."""
    leads = make_leads(200)
    day = [date(2026, 1, 1) + timedelta(days=k) for k in range(200)]
    won = ["won" if k % 3 == 0 and k < 130 else "lost" for k in range(200)]
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won, "contacted_on": day})
    found = evaluate(leads, outcomes, boosted_trees=False)
    assert found.methods()["auc"].null_count() == 3
    assert found.lift()["lift"].null_count() == found.lift().height
