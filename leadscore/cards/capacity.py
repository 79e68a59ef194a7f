"""How far down the list to call: the threshold that a number of calls sets, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadscore.cards.batch import Batch
from leadscore.cards.learned_tables import NINETY
from leadscore.cards.learning import read_leads
from leadscore.counted import counted
from leadscore.errors import ArgumentError, check_count
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.cards.learned import Learned


@dataclass(frozen=True)
class CallPlan:
    """What a number of calls brings.

    Attributes
    ----------
    calls : int
        Calls of one week; fewer than asked for when there are fewer leads.
    threshold : int
        Lowest score, by the learned card, of a lead that is called.
    expected, low, high : float
        Wins to expect, and their 90 % interval: the luck of each lead, and that all
        probabilities may be too high or too low together.

    Examples
    --------
    >>> print(CallPlan(50, 62, 9.2, 4.1, 14.3))
    50 calls reach down to 62 points and bring 9.2 wins (4.1 to 14.3).
    """

    calls: int
    threshold: int
    expected: float
    low: float
    high: float

    def in_words(self, lang: str = "en") -> str:
        """Say the plan in one sentence."""
        wins = f"{self.expected:.1f}", f"{self.low:.1f}", f"{self.high:.1f}"
        if lang == "zh":
            return (
                f"{self.calls}个电话可打到{self.threshold}分，"
                f"预计成交{wins[0]}个（{wins[1]}至{wins[2]}）。"
            )
        return (
            f"{counted(self.calls, 'call reaches', 'calls reach')} down to "
            f"{counted(self.threshold, 'point and brings', 'points and bring')} {wins[0]} wins "
            f"({wins[1]} to {wins[2]})."
        )

    def __str__(self) -> str:
        return self.in_words()


def plan_calls(learned: Learned, leads: object, calls: int) -> CallPlan:
    """Say how far down the list a week's calls reach and what they bring.

    Parameters
    ----------
    learned : Learned
        A learned card.
    leads : table
        The leads that may be called, with ``lead_id`` and the columns of the card; those that a
        gate takes out are not called.
    calls : int
        Calls in a week.

    Returns
    -------
    CallPlan

    Raises
    ------
    ArgumentError
        When ``calls`` is less than 1, or there are no leads to call.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.learning import learn
    >>> from leadscore.cards.scoring import score
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(400)
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": score(leads)["score"] > 55})
    >>> plan = plan_calls(learn(leads, won), leads, 20)
    >>> plan.low < plan.expected < plan.high <= 20
    True
    """
    check_count("calls", calls)
    frame = read_leads(open_table(leads), learned.card)
    batch = Batch(frame, learned.card)
    callable_ = np.flatnonzero(batch.per_lead(batch.gates) == 0)
    if not len(callable_):
        raise ArgumentError(
            "There are no leads to call: the table is empty, or gates close on all."
        )
    points = batch.per_lead(batch.best)[callable_]
    order = callable_[np.argsort(-points, kind="stable")][:calls]
    said = learned.predict_batch(frame[order])
    chance = said["probability"].to_numpy()
    expected = float(chance.sum())
    luck = float((chance * (1 - chance)).sum())
    together = float((said["probability_high"] - said["probability_low"]).sum()) / (2 * NINETY)
    half = NINETY * float(np.sqrt(luck + together**2))
    threshold = int(batch.per_lead(batch.best)[order].min())
    low, high = max(0.0, expected - half), min(float(len(order)), expected + half)
    return CallPlan(len(order), threshold, expected, low, high)
