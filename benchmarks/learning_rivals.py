"""The ways that the learning benchmark compares, each from slots and outcomes to probabilities."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leadscore.cards.card import Card
from leadscore.cards.crossing import Crossing, cross_slots, find_crossing
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning_counts import Counts, slot_keys, slot_points

STRENGTHS = np.logspace(-3, 2, 8)


@dataclass(frozen=True)
class Task:
    """What every way is given: slots (one number per bin) and outcomes, and slots to judge.

    ``at`` is the place in time of each lead, where a way asks for the newest.
    """

    card: Card
    slots: np.ndarray
    won: np.ndarray
    test: np.ndarray
    at: np.ndarray | None = None

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


def _fit(task: Task) -> Learned:
    ones = np.ones(len(task.won))
    return learn_counts(Counts(task.slots, task.won, ones, ones), task.card)


def learned(task: Task) -> np.ndarray:
    """Leadscore."""
    fit = _fit(task)
    totals = sum(points[task.test[:, j]] for j, points in enumerate(fit.exact))
    return fit.chance(totals)


def learned_without_rule(task: Task) -> np.ndarray:
    """Leadscore from a card with no points at all."""
    flat = {one.name: dict.fromkeys(slot_keys(one), 0) for one in task.card.attributes}
    return learned(Task(task.card.with_points(flat), task.slots, task.won, task.test))


def learned_wrong_card(task: Task) -> np.ndarray:
    """Leadscore from a card with the sign of every attribute's points tossed."""
    rng = np.random.default_rng([int(task.slots.sum()), len(task.won)])
    turned = {}
    for one in task.card.attributes:
        sign = int(rng.choice([-1, 1]))
        points = (sign * int(p) for p in slot_points(one))
        turned[one.name] = dict(zip(slot_keys(one), points, strict=True))
    return learned(Task(task.card.with_points(turned), task.slots, task.won, task.test, task.at))


def learned_crossed(task: Task) -> np.ndarray:
    """Leadscore, with the crossing that the older leads propose if it helps on the newest 30 %."""
    order = np.argsort(task.at)
    cut = round(0.7 * len(order))
    older, newest = order[:cut], order[cut:]
    if not 0 < task.won[older].sum() < cut:
        return learned(task)
    trial = Task(task.card, task.slots[older], task.won[older], task.slots[newest])
    found = find_crossing(_fit(trial))
    if found is None:
        return learned(task)
    newer, plain, with_it = task.won[newest], learned(trial), learned(_crossed(trial, found))
    gain = newer * np.log(with_it / plain) + (1 - newer) * np.log((1 - with_it) / (1 - plain))
    return learned(_crossed(task, found) if gain.sum() > 0 else task)


def _crossed(task: Task, found: Crossing) -> Task:
    slots, test = (
        cross_slots(task.card, found.first, found.second, one) for one in (task.slots, task.test)
    )
    return Task(task.card.cross(found.first, found.second), slots, task.won, test, task.at)


def _cross_validated(columns: np.ndarray, won: np.ndarray, asked: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegressionCV  # noqa: PLC0415

    folds = int(min(5, won.sum(), len(won) - won.sum()))
    if folds < 2:
        return np.full(len(asked), won.mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogisticRegressionCV(
            Cs=STRENGTHS, cv=folds, scoring="neg_log_loss", solver="newton-cholesky", max_iter=2000
        ).fit(columns, won)
    return model.predict_proba(asked)[:, 1]


def logistic_cv(task: Task) -> np.ndarray:
    """Ridge logistic regression on one-hot bins, strength by cross-validation.

    Newton steps find the same optimum as the usual solver, sooner at these sizes.
    """
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

    kinds = list(range(task.slots.shape[1]))
    model = HistGradientBoostingClassifier(categorical_features=kinds, random_state=0)
    return model.fit(task.slots, task.won).predict_proba(task.test)[:, 1]


def lightgbm(task: Task) -> np.ndarray:
    """LightGBM on the same bins."""
    from lightgbm import LGBMClassifier  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LGBMClassifier(verbose=-1, n_jobs=1)
        model.fit(task.slots, task.won, categorical_feature=list(range(task.slots.shape[1])))
        return model.predict_proba(task.test)[:, 1]


def lightgbm_numbers(task: Task) -> np.ndarray:
    """Fit the same with the number of the bin as a plain number."""
    from lightgbm import LGBMClassifier  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LGBMClassifier(verbose=-1, n_jobs=1).fit(task.slots, task.won)
        return model.predict_proba(task.test)[:, 1]


def catboost(task: Task) -> np.ndarray:
    """CatBoost on the same bins."""
    from catboost import CatBoostClassifier  # noqa: PLC0415

    model = CatBoostClassifier(iterations=300, verbose=0, allow_writing_files=False, thread_count=1)
    model.fit(task.slots, task.won, cat_features=list(range(task.slots.shape[1])))
    return model.predict_proba(task.test)[:, 1]


def ebm(task: Task) -> np.ndarray:
    """Explainable boosting without pairs, on the same bins."""
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = ["nominal"] * task.slots.shape[1]
        model = ExplainableBoostingClassifier(interactions=0, feature_types=kinds, n_jobs=1)
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
    "lightgbm_numbers": lightgbm_numbers,
    "catboost": catboost,
    "ebm": ebm,
    "optbinning": optbinning,
    "learned": learned,
    "learned_without_rule": learned_without_rule,
    "learned_wrong_card": learned_wrong_card,
    "learned_crossed": learned_crossed,
}
NAMED = (
    "rule",
    "recalibrated",
    "logistic_cv",
    "logistic_cv_rule",
    "woe",
    "optbinning",
    "lightgbm",
    "hist_gb",
)
"""The methods that the claim in docs/learning.md is about; ``woe`` twice, optbinning's too."""
