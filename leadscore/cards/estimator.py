"""The learned card as a scikit-learn estimator, for pipelines and cross-validation."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from leadscore.cards.batch import card_needs, gate_columns, require_columns
from leadscore.cards.card import Card
from leadscore.cards.learned import learn_counts
from leadscore.cards.learning_counts import count_patterns
from leadscore.cards.parts import Attribute, Bin, Test, Words
from leadscore.counted import counted
from leadscore.errors import ArgumentError
from leadscore.frames import open_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

_TENTHS = 10


class CardLearner(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learn the points of a card from outcomes, the scikit-learn way.

    Parameters
    ----------
    card : Card, optional
        The card to begin with; X is then a table with its columns. None begins with no opinion:
        X is an array of numbers, and every column is cut at its tenths.
    trust : float
        As for ``learn``.

    Attributes
    ----------
    learned_ : Learned
        Everything that was learned.
    card_ : Card
        The learned card.
    classes_ : ndarray, shape (2,)
        The two outcomes in order; the second is a win.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.cards.scoring import score
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(300)
    >>> won = (score(leads)["score"] > 55).to_numpy()
    >>> learner = CardLearner(hrm_card()).fit(leads, won)
    >>> learner.predict_proba(leads).shape, learner.score(leads, won) > 0.9
    ((300, 2), True)
    """

    def __init__(self, card: Card | None = None, *, trust: float = 1.0) -> None:
        self.card = card
        self.trust = trust

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> CardLearner:  # noqa: N803
        """Learn.

        Parameters
        ----------
        X : table or array
            Leads; see ``card``.
        y : array, shape (leads,)
            Two kinds of outcome.
        sample_weight : array, shape (leads,), optional
            How much each lead counts; an open lead may count in part.

        Returns
        -------
        CardLearner
            Itself.

        Raises
        ------
        ArgumentError
            When there is one kind of outcome only, or more than two.

        Examples
        --------
        >>> CardLearner().fit(np.array([[1.0], [2.0], [3.0]]), [0, 0, 1]).classes_.tolist()
        [0, 1]
        """
        if self.card is None:
            x, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan")
            weights = _check_sample_weight(sample_weight, x)
            chosen = _flat_card(x, weights)
        else:
            x, y, chosen = None, np.asarray(y), self.card
            weights = _check_sample_weight(sample_weight, y.reshape(-1, 1))
        frame = self._frame(X if x is None else x, chosen)
        check_classification_targets(y)
        self.classes_, places = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ArgumentError(
                "Only binary classification is supported. The type of the target is multiclass: "
                f"{len(self.classes_)} kinds of outcome; a lead is won or not."
            )
        if len(self.classes_) < 2 or len(np.unique(places[weights > 0])) < 2:
            raise ArgumentError(
                "The outcomes hold 1 class only: nothing tells good leads from bad ones. At least "
                "one win and one loss are needed."
            )
        if len(places) != frame.height:
            raise ArgumentError(
                f"X has {counted(frame.height, 'lead', 'leads')}, but y has "
                f"{counted(len(places), 'outcome', 'outcomes')}."
            )
        counts = count_patterns(frame, chosen, places * weights, weights.astype(np.float64))
        self.learned_ = learn_counts(counts, chosen, trust=self.trust)
        self.card_ = self.learned_.card
        return self

    def predict_proba(self, X: Any) -> Vector:  # noqa: N803
        """Return the probability of each outcome.

        Parameters
        ----------
        X : table or array
            Leads.

        Returns
        -------
        ndarray, shape (leads, 2)
            In the order of ``classes_``.

        Examples
        --------
        >>> learner = CardLearner().fit(np.array([[1.0], [2.0], [3.0]]), [0, 0, 1])
        >>> says = learner.predict_proba(np.array([[1.0], [3.0]]))
        >>> says.shape, bool(says[1, 1] > says[0, 1])
        ((2, 2), True)
        """
        check_is_fitted(self)
        if self.card is None:
            X = validate_data(  # noqa: N806
                self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
            )
        said = self.learned_.predict_batch(self._frame(X, self.learned_.prior))
        chance = said["probability"].to_numpy()
        return np.column_stack([1.0 - chance, chance])

    def predict(self, X: Any) -> Vector:  # noqa: N803
        """Return the likelier outcome of each lead.

        Parameters
        ----------
        X : table or array
            Leads.

        Returns
        -------
        ndarray, shape (leads,)

        Examples
        --------
        >>> learner = CardLearner().fit(np.array([[1.0], [2.0], [3.0]]), ["lost", "lost", "won"])
        >>> learner.predict(np.array([[1.0]])).tolist()
        ['lost']
        """
        likelier = (self.predict_proba(X)[:, 1] > 0.5).astype(int)
        chosen: Vector = self.classes_[likelier]
        return chosen

    def _frame(self, x: Any, card: Card) -> pl.DataFrame:
        if self.card is None:
            columns = {one.column: x[:, j] for j, one in enumerate(card.attributes)}
            return pl.DataFrame(columns).fill_nan(None)
        door = open_table(x)
        require_columns(card, door.names)
        needs = card_needs(card, door.names)
        return door.read(needs, optional=gate_columns(card, door.names))

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn what this estimator takes."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags


def _flat_card(x: Vector, weights: Vector) -> Card:
    """Make a card without an opinion: every column cut at its tenths, no points anywhere."""
    attributes = []
    for j in range(x.shape[1]):
        ends = [-np.inf, *_weighted_tenths(x[:, j], weights), np.inf]
        bins = tuple(Bin(Test(start=start, below=below), 0) for start, below in pairwise(ends))
        words = Words(f"x{j}", f"x{j}")
        attributes.append(Attribute(f"x{j}", f"x{j}", words, words, 0, bins))
    head = Words("Learned from nothing", "无先验")
    return Card("flat", "1", head, 20.0, (("A", 20),), tuple(attributes))


def _weighted_tenths(values: Vector, weights: Vector) -> list[float]:
    """Cut at values that were seen, so that a weight of two is the same as two rows."""
    known = np.isfinite(values) & (weights > 0)
    if not known.any():
        return [0.0]
    distinct, places = np.unique(values[known], return_inverse=True)
    heavy = np.cumsum(np.bincount(places, weights=weights[known]))
    cuts = np.arange(1, _TENTHS) / _TENTHS * heavy[-1]
    at = np.searchsorted(heavy, cuts * (1 - 1e-12))
    edges: list[float] = np.unique(distinct[np.minimum(at, len(distinct) - 1)]).tolist()
    return edges
