"""What was learned: the new card, what it says of a lead, and how sure that is."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl

from leadscore.cards.batch import card_needs, require_columns
from leadscore.cards.binning import find_patterns
from leadscore.cards.learned_tables import (
    LEAST_LEADS,
    NINETY,
    attributes_table,
    grades_table,
    points_table,
)
from leadscore.cards.learning_counts import BANDS, Counts, lead_slots, slot_keys, slot_points
from leadscore.cards.learning_solver import Fit, solve
from leadscore.counted import counted
from leadscore.errors import Argument, ArgumentError
from leadscore.frames import add_columns, column_names
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card

    Vector = NDArray[Any]

TableT = TypeVar("TableT")
_SLOPE_WORDS = {
    1: (
        "The outcomes support your card: slope {} ({} to {}).",
        "结果支持您的评分卡：斜率{}（{}至{}）。",
    ),
    0: (
        "The outcomes do not support your card yet: slope {} ({} to {}), the interval holds 0.",
        "结果尚不能支持您的评分卡：斜率{}（{}至{}），区间包含0。",
    ),
    -1: (
        "The outcomes contradict your card: slope {} ({} to {}).",
        "结果与您的评分卡相反：斜率{}（{}至{}）。",
    ),
}
PREDICTED: dict[str, pl.DataType] = {
    "probability": pl.Float64(),
    "probability_low": pl.Float64(),
    "probability_high": pl.Float64(),
    "supported": pl.Boolean(),
}


def as_frame(table: pl.DataFrame) -> pl.DataFrame:
    """Leave a result table a Polars frame."""
    return table


@dataclass(frozen=True)
class Slope:
    """How far the outcomes follow the card that learning began with.

    Attributes
    ----------
    value, low, high : float
        1: the card's points mean what they say; 0: they mean nothing. 90 % interval.

    Examples
    --------
    >>> print(Slope(0.9, 0.6, 1.2))
    The outcomes support your card: slope 0.90 (0.60 to 1.20).
    """

    value: float
    low: float
    high: float

    def in_words(self, lang: str = "en") -> str:
        """Answer "does the data support your card?" in one sentence."""
        check_language(lang)
        span = [f"{end:.2f}" for end in (self.value, self.low, self.high)]
        sign = 1 if self.low > 0 else -1 if self.high < 0 else 0
        return _SLOPE_WORDS[sign][1 if lang == "zh" else 0].format(*span)

    def __str__(self) -> str:
        return self.in_words()


@dataclass(frozen=True, repr=False)
class Learned:
    """A card after learning, and everything that says how far to believe it.

    Attributes
    ----------
    card : Card
        The prior card with its points moved and rounded; the rest is unchanged.
    prior : Card
        The card that learning began with.
    fit : Fit
        The numbers behind it, on the log-odds scale.
    counts : Counts
        What was learned from.
    trust : float
        How far the prior card was trusted.
    make : callable
        Makes the result tables; by default they stay Polars frames.

    Examples
    --------
    >>> from leadscore.cards.learning import learn
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> from leadscore.cards.scoring import score
    >>> leads = make_leads(200)
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": score(leads)["score"] > 55})
    >>> learned = learn(leads, won)
    >>> learned.slope.low > 1, learned.card.doubles_every
    (True, 20.0)
    >>> learned.predict(leads)["probability"].is_between(0, 1).all()
    True
    """

    card: Card
    prior: Card
    fit: Fit
    counts: Counts
    trust: float = 1.0
    make: Callable[[pl.DataFrame], Any] = field(default=as_frame, compare=False)

    @property
    def scale(self) -> float:
        """Log-odds of one point: ln 2 / the points that double the odds."""
        return math.log(2) / self.prior.doubles_every

    @property
    def intercept(self) -> float:
        """Log-odds of a lead with 0 points; of any lead: this + scale x score."""
        return self.fit.intercept - self.fit.slope * self.fit.centre + self._chance_level

    @property
    def _chance_level(self) -> float:
        """What sets leads contacted by chance apart; 0 where none are marked as such."""
        extra = self.fit.deviations[len(self.prior.attributes) :]
        return float(extra[0][0]) if extra else 0.0

    @property
    def slope(self) -> Slope:
        """How far the data support the card."""
        half = NINETY * math.sqrt(self.fit.covariance[1, 1])
        return Slope(self.fit.slope, self.fit.slope - half, self.fit.slope + half)

    @cached_property
    def exact(self) -> tuple[Vector, ...]:
        """Learned points per attribute and slot, before they are rounded."""
        return exact_points(self.prior, self.fit)

    def points(self, lang: str = "en") -> Any:
        """List every bin before and after; columns as ``points_table`` says."""
        check_language(lang)
        return self.make(points_table(self, lang))

    def attributes(self, lang: str = "en") -> Any:
        """Say where outcomes disagree with the card; columns as ``attributes_table`` says."""
        check_language(lang)
        return self.make(attributes_table(self, lang))

    def grades(self) -> Any:
        """Say what each grade means before and after; columns as ``grades_table`` says."""
        return self.make(grades_table(self))

    def slot_counts(self, j: int) -> dict[str, Vector]:
        """Count leads, wins and trials per slot of attribute number j."""
        slots, size = self.counts.slots[:, j], len(self.exact[j])
        return {
            name: np.bincount(slots, weights=getattr(self.counts, name), minlength=size)
            for name in ("leads", "wins", "trials")
        }

    @property
    def rounding(self) -> tuple[float, float]:
        """Mean and largest change of a score, in points, that whole numbers make."""
        if not len(self.counts.trials):
            return 0.0, 0.0
        whole = self.totals([slot_points(one) for one in self.card.attributes])
        change = np.abs(whole - self.totals(self.exact))
        return float(np.average(change, weights=self.counts.leads)), float(change.max())

    def totals(self, points: Sequence[Vector]) -> Vector:
        """Add up points per slot for every pattern that was learned from."""
        total = np.zeros(len(self.counts.trials))
        for j, one in enumerate(points):
            total += one[self.counts.slots[:, j]]
        return total

    def chance(self, points: Vector) -> Vector:
        """Return the probability of a win at each number of learned points."""
        return logistic(self.intercept + self.scale * points)

    def predict(self, leads: TableT) -> TableT:
        """Give every lead its probability of a win.

        Parameters
        ----------
        leads : table
            With the columns that the card reads.

        Returns
        -------
        table
            The same kind, with ``probability``, ``probability_low``, ``probability_high`` (a 90 %
            interval; ``docs/learning.md`` says for which truths it holds) and ``supported``
            (false: a bin of it was seen in fewer than 5 leads, or its score by the prior card
            lies outside those that were learned from).

        Raises
        ------
        ColumnError, ColumnTypeError
            As ``score`` does.
        """
        names = column_names(leads)
        require_columns(self.prior, names)
        gates = {gate.column for gate in self.prior.gates}
        needs = card_needs(self.prior, names)
        optional = [name for name in needs if name in gates]
        return add_columns(leads, self.predict_batch, needs, PREDICTED, optional)

    def predict_batch(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predict one batch: a pure function of each row, with the columns of ``PREDICTED``."""
        slots = lead_slots(frame, self.prior, self.exact)
        found = find_patterns(slots, [len(points) for points in self.exact])
        cells = [cell.astype(np.int64) for cell in found.cells]
        rule = np.full(len(cells[0]), -self.fit.centre)
        points, supported = np.zeros(len(rule)), np.ones(len(rule), dtype=bool)
        places, start = [], 2
        for j, (one, cell) in enumerate(zip(self.prior.attributes, cells, strict=True)):
            rule += slot_points(one)[cell] * self.scale
            points += self.exact[j][cell]
            supported &= (self.slot_counts(j)["leads"] >= LEAST_LEADS)[cell]
            places.append(start + cell)
            start += len(self.exact[j])
        if len(self.fit.deviations) > len(places):
            places.append(np.full(len(rule), start))
        supported &= self._inside(rule)
        eta = self.intercept + self.scale * points
        half = NINETY * np.sqrt(self._variance(rule, places))
        table = pl.DataFrame(
            {
                "probability": logistic(eta),
                "probability_low": logistic(eta - half),
                "probability_high": logistic(eta + half),
                "supported": supported,
            },
            schema=PREDICTED,
        )
        return table[found.inverse]

    def _inside(self, rule: Vector) -> NDArray[np.bool_]:
        seen = self.totals([slot_points(one) for one in self.prior.attributes]) * self.scale
        if not len(seen):
            return np.zeros(len(rule), dtype=bool)
        low, high = seen.min() - self.fit.centre, seen.max() - self.fit.centre
        inside: NDArray[np.bool_] = (rule >= low - 1e-9) & (rule <= high + 1e-9)
        return inside

    def _variance(self, rule: Vector, places: list[NDArray[np.int64]]) -> Vector:
        """Variance of the log-odds: x' C x, where x is 1, the rule, and one 1 per attribute."""
        c = self.fit.covariance
        total = c[0, 0] + 2 * c[0, 1] * rule + c[1, 1] * rule**2
        for i, first in enumerate(places):
            total += 2 * (c[0, first] + c[1, first] * rule) + c[first, first]
            for second in places[:i]:
                total += 2 * c[first, second]
        floor: Vector = np.maximum(total, 0.0)
        return floor

    def __repr__(self) -> str:
        mean, most = self.rounding
        leads, wins = self.counts.leads.sum(), self.counts.wins.sum()
        changes = self.prior.diff(self.card)
        return "\n".join(
            [
                f'Card "{self.prior.name}", learned from '
                f"{counted(f'{leads:.0f}', 'lead', 'leads')}, {wins:.0f} won.",
                str(self.slope),
                f"Whole points change a score by {mean:.1f} on average, at most {most:.1f}.",
                *(f"  {change}" for change in changes),
            ]
        )

    def _repr_html_(self) -> str:
        from leadscore.cards.learned_html import learned_html  # noqa: PLC0415  notebooks only

        return learned_html(self)


def learn_counts(
    counts: Counts,
    card: Card,
    *,
    trust: float = 1.0,
    make: Callable[[pl.DataFrame], Any] = as_frame,
) -> Learned:
    """Learn from counts, wherever they were made.

    Parameters
    ----------
    counts : Counts
        From ``count_patterns`` or ``merge_counts`` with the same card.
    card : Card
        The prior card.
    trust : float
        As for ``learn``.
    make : callable
        Makes the result tables.

    Returns
    -------
    Learned

    Raises
    ------
    ArgumentError
        When ``trust`` is not a number above 0, or outcomes are of one kind only.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> none = Counts(np.zeros((0, 7), dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0))
    >>> learn_counts(none, hrm_card()).card == hrm_card()
    True
    """
    if isinstance(trust, bool) or not isinstance(trust, int | float) or not trust > 0:
        raise ArgumentError(
            Argument("trust"),
            f" must be a number above 0, found {trust!r}: 1 is the usual, 2 moves the points "
            "less, 0.5 moves them more.",
        )
    wins, trials = float(counts.wins.sum()), float(counts.trials.sum())
    if trials and (wins <= 0 or wins >= trials):
        kind = "lost or open" if wins <= 0 else "won"
        raise ArgumentError(
            f"All {counts.leads.sum():.0f} outcomes are {kind}: nothing tells good leads from bad "
            "ones. At least one win and one loss are needed; the card stays as it is."
        )
    scale = math.log(2) / card.doubles_every
    rules = [slot_points(one) * scale for one in card.attributes]
    if counts.slots.shape[1] > len(rules):
        rules.append(np.zeros(BANDS + 1))
    fit = solve(counts, rules, trust=trust)
    exact = exact_points(card, fit)
    moved = tuple(
        one.with_points(dict(zip(slot_keys(one), map(round, points.tolist()), strict=True)))
        for one, points in zip(card.attributes, exact, strict=True)
    )
    return Learned(
        dataclasses.replace(card, attributes=moved), card, fit, counts, float(trust), make
    )


def exact_points(card: Card, fit: Fit) -> tuple[Vector, ...]:
    """Return the learned points per attribute and slot, before they are rounded."""
    scale = math.log(2) / card.doubles_every
    return tuple(
        fit.slope * slot_points(one) + deviation / scale
        for one, deviation in zip(card.attributes, fit.deviations, strict=False)
    )


def logistic(eta: Vector) -> Vector:
    """Turn log-odds into probabilities."""
    chance: Vector = 0.5 * (1.0 + np.tanh(0.5 * eta))
    return chance
