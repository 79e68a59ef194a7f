"""The estimator does what scikit-learn asks of one."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import check_estimator

from leadscore.cards.card import hrm_card
from leadscore.cards.estimator import CardLearner
from leadscore.cards.learning import learn
from leadscore.cards.scoring import score
from leadscore.errors import ArgumentError, ColumnError
from leadscore.samples import make_leads


def sample(rows: int = 400) -> tuple[pl.DataFrame, np.ndarray]:
    """Leads and whether they were won."""
    leads = make_leads(rows)
    noise = np.random.default_rng(1).normal(0, 12, rows)
    return leads, (score(leads)["score"].to_numpy() + noise) > 55


def test_check_estimator() -> None:
    """Without a card it passes every check of scikit-learn that applies."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(CardLearner(), on_skip=None, on_fail=None)
    failed = [r["check_name"] for r in results if r["status"] == "failed"]
    assert failed == []
    assert sum(r["status"] == "passed" for r in results) > 40


def test_same_as_learn() -> None:
    """With a card it learns what ``learn`` learns."""
    leads, won = sample()
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    assert CardLearner(hrm_card()).fit(leads, won).card_ == learn(leads, outcomes).card
    pandas = CardLearner(hrm_card()).fit(leads.to_pandas(), won)
    assert pandas.card_ == learn(leads, outcomes).card


def test_weights_are_repeats() -> None:
    """A weight of two is two rows."""
    leads, won = sample(100)
    heavy = CardLearner(hrm_card()).fit(leads, won, sample_weight=np.full(100, 2.0))
    twice = CardLearner(hrm_card()).fit(pl.concat([leads, leads]), np.tile(won, 2))
    assert np.allclose(heavy.predict_proba(leads), twice.predict_proba(leads), atol=1e-9, rtol=0)


def test_trust_keeps_the_card() -> None:
    """Much trust keeps the points; cross-validation takes the estimator as it is."""
    leads, won = sample()
    assert CardLearner(hrm_card(), trust=1e9).fit(leads, won).card_ == hrm_card()
    scores = cross_val_score(CardLearner(hrm_card()), leads.to_pandas(), won, scoring="roc_auc")
    assert scores.mean() > 0.7


def test_wrong_input() -> None:
    """One outcome, three outcomes, missing columns and other lengths are refused in words."""
    leads, won = sample(50)
    with pytest.raises(ArgumentError, match="1 class only"):
        CardLearner(hrm_card()).fit(leads, np.ones(50))
    with pytest.raises(ArgumentError, match="3 kinds of outcome"):
        CardLearner(hrm_card()).fit(leads, np.arange(50) % 3)
    with pytest.raises(ArgumentError, match="X has 50 leads, but y has 49"):
        CardLearner(hrm_card()).fit(leads, won[:49])
    with pytest.raises(ColumnError, match='Column "size" is missing'):
        CardLearner(hrm_card()).fit(leads.drop("size"), won)
