"""The ways that the learning benchmark compares, each from slots and outcomes to probabilities."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leadscore.cards.card import Card
from leadscore.cards.learned import learn_counts
from leadscore.cards.learning_counts import Counts, slot_keys, slot_points

STRENGTHS = np.logspace(-3, 2, 8)


@dataclass(frozen=True)
class Task:
    """What every way is given: slots (one number per bin) and outcomes, and slots to judge."""

    card: Card
    slots: np.ndarray
    won: np.ndarray
    test: np.ndarray

    def rule(self, slots: np.ndarray) -> np.ndarray:
        """Log-odds by the hand card."""
        points = [slot_points(one)[slots[:, j]] for j, one in enumerate(self.card.attributes)]
        return np.sum(points, axis=0) * math.log(2) / self.card.doubles_every

    def one_hot(self, slots: np.ndarray) -> np.ndarray:
        """One column per slot."""
        sizes = [len(slot_keys(one)) for one in self.card.attributes]
        made = np.zeros((len(slots), sum(sizes)))
        for j, start in enumerate(np.cumsum([0, *sizes[:-1]])):
            made[np.arange(len(slots)), start + slots[:, j]] = 1.0
        return made


def _logistic(eta: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * eta))


def _plain_fit(columns: np.ndarray, won: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Maximum likelihood with a trace of ridge."""
    theta = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = _logistic(columns @ theta + offset)
        gradient = columns.T @ (chance - won) + 1e-4 * theta
        weight = chance * (1 - chance)
        hessian = (columns * weight[:, None]).T @ columns + 1e-4 * np.eye(len(theta))
        step = np.linalg.solve(hessian, gradient)
        theta -= step * min(1.0, 5.0 / np.abs(step).max())
        if np.abs(step).max() < 1e-9:
            break
    return theta


def rule(task: Task) -> np.ndarray:
    """Judge by the card as declared, with the base rate of the data."""
    known = task.rule(task.slots)
    base = _plain_fit(np.ones((len(known), 1)), task.won, known)
    return _logistic(base[0] + task.rule(task.test))


def recalibrated(task: Task) -> np.ndarray:
    """Intercept and slope of the card fitted, as Platt does."""
    known, asked = task.rule(task.slots), task.rule(task.test)
    if np.ptp(known) == 0:
        return rule(task)
    theta = _plain_fit(np.stack([np.ones(len(known)), known], 1), task.won, np.zeros(len(known)))
    return _logistic(theta[0] + theta[1] * asked)


def learned(task: Task, trust: float = 1.0) -> np.ndarray:
    """Leadscore."""
    ones = np.ones(len(task.won))
    fit = learn_counts(Counts(task.slots, task.won, ones, ones), task.card, trust=trust)
    totals = sum(points[task.test[:, j]] for j, points in enumerate(fit.exact))
    return fit.chance(totals)


def learned_without_rule(task: Task) -> np.ndarray:
    """Leadscore from a card with no points at all."""
    flat = {one.name: dict.fromkeys(slot_keys(one), 0) for one in task.card.attributes}
    return learned(Task(task.card.with_points(flat), task.slots, task.won, task.test))


def _cross_validated(columns: np.ndarray, won: np.ndarray, asked: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegressionCV  # noqa: PLC0415

    folds = int(min(5, won.sum(), len(won) - won.sum()))
    if folds < 2:
        return np.full(len(asked), won.mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogisticRegressionCV(
            Cs=STRENGTHS, cv=folds, scoring="neg_log_loss", max_iter=2000
        ).fit(columns, won)
    return model.predict_proba(asked)[:, 1]


def logistic_cv(task: Task) -> np.ndarray:
    """Ridge logistic regression on one-hot bins, strength by cross-validation."""
    return _cross_validated(task.one_hot(task.slots), task.won, task.one_hot(task.test))


def logistic_cv_rule(task: Task) -> np.ndarray:
    """Fit the same with the score of the card as one more column."""
    columns, asked = (
        np.column_stack([task.one_hot(s), task.rule(s)]) for s in (task.slots, task.test)
    )
    return _cross_validated(columns, task.won, asked)


def woe(task: Task) -> np.ndarray:
    """Weight of evidence per bin (half a lead added), then logistic regression."""
    columns, asked = [], []
    for j, one in enumerate(task.card.attributes):
        size = len(slot_keys(one))
        wins = np.bincount(task.slots[:, j], weights=task.won, minlength=size)
        losses = np.bincount(task.slots[:, j], weights=1 - task.won, minlength=size)
        odds = np.log((wins + 0.5) / (wins.sum() + 1) / ((losses + 0.5) / (losses.sum() + 1)))
        columns.append(odds[task.slots[:, j]])
        asked.append(odds[task.test[:, j]])
    return _cross_validated(np.column_stack(columns), task.won, np.column_stack(asked))


def naive_bayes(task: Task) -> np.ndarray:
    """Odoo's formula: counts begin with 0.1, frequencies multiply."""
    won, lost = task.won.sum() + 0.1, (1 - task.won).sum() + 0.1
    eta = np.full(len(task.test), math.log(won / lost))
    for j, one in enumerate(task.card.attributes):
        size = len(slot_keys(one))
        wins = np.bincount(task.slots[:, j], weights=task.won, minlength=size) + 0.1
        losses = np.bincount(task.slots[:, j], weights=1 - task.won, minlength=size) + 0.1
        eta += np.log(wins / won / (losses / lost))[task.test[:, j]]
    return np.clip(_logistic(eta), 0.0001, 0.9999)


def hist_gb(task: Task) -> np.ndarray:
    """scikit-learn's gradient boosting on the same bins, taken as categories."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415

    model = HistGradientBoostingClassifier(categorical_features=list(range(task.slots.shape[1])))
    return model.fit(task.slots, task.won).predict_proba(task.test)[:, 1]


def lightgbm(task: Task) -> np.ndarray:
    """LightGBM on the same bins."""
    from lightgbm import LGBMClassifier  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LGBMClassifier(verbose=-1, n_jobs=2)
        model.fit(task.slots, task.won, categorical_feature=list(range(task.slots.shape[1])))
        return model.predict_proba(task.test)[:, 1]


def catboost(task: Task) -> np.ndarray:
    """CatBoost on the same bins."""
    from catboost import CatBoostClassifier  # noqa: PLC0415

    model = CatBoostClassifier(iterations=300, verbose=0, allow_writing_files=False, thread_count=2)
    model.fit(task.slots, task.won, cat_features=list(range(task.slots.shape[1])))
    return model.predict_proba(task.test)[:, 1]


def ebm(task: Task) -> np.ndarray:
    """Explainable boosting without pairs, on the same bins."""
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = ["nominal"] * task.slots.shape[1]
        model = ExplainableBoostingClassifier(interactions=0, feature_types=kinds, n_jobs=2)
        return model.fit(task.slots, task.won).predict_proba(task.test)[:, 1]


def optbinning(task: Task) -> np.ndarray:
    """Optbinning's scorecard on the same bins, taken as categories."""
    import pandas as pd  # noqa: PLC0415
    from optbinning import BinningProcess, Scorecard  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    names = [one.name for one in task.card.attributes]
    columns, asked = (pd.DataFrame(s.astype(str), columns=names) for s in (task.slots, task.test))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        process = BinningProcess(names, categorical_variables=names)
        made = Scorecard(binning_process=process, estimator=LogisticRegression())
        made.fit(columns, task.won)
        return made.predict_proba(asked)[:, 1]


WAYS: dict[str, Callable[[Task], np.ndarray]] = {
    "rule": rule,
    "recalibrated": recalibrated,
    "logistic_cv": logistic_cv,
    "logistic_cv_rule": logistic_cv_rule,
    "woe": woe,
    "naive_bayes": naive_bayes,
    "hist_gb": hist_gb,
    "lightgbm": lightgbm,
    "catboost": catboost,
    "ebm": ebm,
    "optbinning": optbinning,
    "learned": learned,
    "learned_without_rule": learned_without_rule,
}
NAMED = ("rule", "recalibrated", "logistic_cv", "logistic_cv_rule", "woe", "lightgbm", "hist_gb")
"""The methods that the claim of the reference page names."""
