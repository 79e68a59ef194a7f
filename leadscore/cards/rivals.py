"""What the learned card is held against: the card as it is, recalibrated, and boosted trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadscore.cards.learned import Learned, logistic
from leadscore.cards.learning_counts import Counts, slot_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

_RIDGE = 1e-3
_LEAST_BOOSTED = 40


def rule_log_odds(learned: Learned, slots: Vector) -> Vector:
    """Return the log-odds that the prior card gives leads, up to a constant."""
    eta: Vector = np.zeros(len(slots))
    for j, one in enumerate(learned.prior.attributes):
        eta += slot_points(one)[slots[:, j]] * learned.scale
    return eta


def untouched(learned: Learned, slots: Vector) -> Vector:
    """Judge leads by the prior card; only the share of wins is taken from the outcomes.

    Parameters
    ----------
    learned : Learned
        What was learned; its counts give the share of wins.
    slots : ndarray of int, shape (leads, attributes)
        The leads to judge.

    Returns
    -------
    ndarray of float64, shape (leads,)
        Probabilities.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.cards.learned import learn_counts
    >>> slots = np.zeros((2, 7), dtype=int)
    >>> seen = Counts(slots[:1], np.array([2.0]), np.array([8.0]), np.array([8.0]))
    >>> untouched(learn_counts(seen, hrm_card()), slots).round(2).tolist()
    [0.25, 0.25]
    """
    known = rule_log_odds(learned, learned.counts.slots)
    theta = _logistic_fit(np.ones((len(known), 1)), learned.counts, known)
    return logistic(theta[0] + rule_log_odds(learned, slots))


def recalibrated(learned: Learned, slots: Vector) -> Vector:
    """Judge leads by the prior card with intercept and slope fitted; see ``untouched``."""
    known = rule_log_odds(learned, learned.counts.slots)
    columns = np.stack([np.ones(len(known)), known - learned.fit.centre], axis=1)
    theta = _logistic_fit(columns, learned.counts, np.zeros(len(known)))
    return logistic(theta[0] + theta[1] * (rule_log_odds(learned, slots) - learned.fit.centre))


def boosted(counts: Counts, slots: Vector, seed: int = 0) -> Vector | None:
    """Judge leads by scikit-learn's gradient boosting on the same bins, taken as categories.

    Parameters
    ----------
    counts : Counts
        The leads to learn from.
    slots : ndarray of int, shape (leads, attributes)
        The leads to judge.
    seed : int
        For the trees.

    Returns
    -------
    ndarray or None
        Probabilities; None where there are fewer than 40 leads, too few for any tree.

    Examples
    --------
    >>> none = np.zeros(0)
    >>> boosted(Counts(np.zeros((0, 1), int), none, none, none), np.zeros((1, 1), int))
    """
    if counts.leads.sum() < _LEAST_BOOSTED:
        return None
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  heavy

    # A pattern is its wins and its losses, as many rows of each as leads: a leaf counts rows.
    x, y, weight = [], [], []
    for outcome, total in ((1, counts.wins), (0, counts.trials - counts.wins)):
        copies = np.ceil(total).astype(np.int64)
        x.append(np.repeat(counts.slots[:, : slots.shape[1]], copies, axis=0))
        y.append(np.full(copies.sum(), outcome))
        weight.append(np.repeat(total / np.maximum(copies, 1), copies))
    model = HistGradientBoostingClassifier(
        categorical_features=list(range(slots.shape[1])), random_state=seed
    )
    model.fit(np.concatenate(x), np.concatenate(y), sample_weight=np.concatenate(weight))
    chance: Vector = model.predict_proba(slots)[:, 1]
    return chance


def _logistic_fit(columns: Vector, counts: Counts, offset: Vector) -> Vector:
    """Maximise the likelihood, with a trace of ridge so that it always has a maximum."""
    theta = np.zeros(columns.shape[1])
    for _ in range(100):
        chance = logistic(columns @ theta + offset)
        gradient = columns.T @ (counts.trials * chance - counts.wins) + _RIDGE * theta
        weight = counts.trials * chance * (1 - chance)
        hessian = (columns * weight[:, None]).T @ columns + _RIDGE * np.eye(len(theta))
        step = np.linalg.solve(hessian, gradient)
        theta = theta - step * min(1.0, 3.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            break
    return theta
