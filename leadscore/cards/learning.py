"""Outcomes move the points of a card as far as they justify: ``learn``, from a table to a card."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.batch import card_needs, gate_columns, require_columns
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.leaks import refuse_late, suspicious_attributes
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning_counts import count_patterns
from leadscore.cards.outcomes import read_outcomes, weigh_outcomes
from leadscore.counted import counted
from leadscore.errors import ArgumentError, CardWarning
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.cards.learning_counts import Counts
    from leadscore.cards.outcomes import WinCurve
    from leadscore.doors import ColumnKind, Door


def learn(
    leads: object,
    outcomes: object,
    card: Card | str | Path | None = None,
    *,
    trust: float = 1.0,
    curve: WinCurve | None = None,
    as_of: date | str | None = None,
    known: Mapping[str, str] | None = None,
) -> Learned:
    """Move the points of a card as far as the outcomes justify.

    Parameters
    ----------
    leads : table
        One row per lead, with ``lead_id`` and the columns that the card reads, as they were when
        the lead was scored.
    outcomes : table
        ``lead_id``, ``outcome`` (won, lost or open) and, where known, ``contacted_on`` and
        ``closed_on``, and ``explore``: true for leads that chance chose, as ``rank`` marks them;
        they then say what those that nobody chose are worth. Leads without a row are left out.
    card : Card, path or None
        The card to begin with; None is the shipped card ``hrm``.
    trust : float
        1 is the usual; 2 halves, 0.5 doubles how far outcomes move the points. The larger, the
        closer the result stays to the card.
    curve : WinCurve, optional
        How soon wins come, to count open leads in part; None: found from these outcomes.
    as_of : date or str, optional
        The day up to which outcomes are known; None: the last day in the table.
    known : mapping of str to {"before", "after"}, optional
        For your own columns: whether their value is known before the lead is scored.

    Returns
    -------
    Learned
        With ``card``, a card like the one given, with other points.

    Raises
    ------
    ArgumentError
        When all outcomes are of one kind, no lead has an outcome, a lead stands twice, or an
        attribute is known only after the score.
    ColumnError, ColumnTypeError
        As ``score`` does.

    Warns
    -----
    CardWarning
        When an attribute has one value in all leads, or looks as if it were filled in after the
        outcome.

    Examples
    --------
    >>> from leadscore.cards.scoring import score
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(300)
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": score(leads)["score"] > 55})
    >>> learned = learn(leads, won)
    >>> print(learned.slope.in_words()[:32])
    The outcomes support your card:
    """
    chosen = settle(card)
    door = open_table(leads)
    require_columns(chosen, door.names)
    refuse_late(chosen, known)
    weights = weigh_outcomes(outcomes, curve=curve, as_of=as_of)
    marks = read_outcomes(outcomes).select("explore")
    frame = join_outcomes(read_leads(door, chosen), weights.hstack(marks))
    counts = count_weighted(frame, chosen)
    learned = learn_counts(counts, chosen, trust=trust, make=table_maker(door))
    remark_on(learned)
    return learned


def remark_on(learned: Learned) -> None:
    """Warn of attributes of which nothing can be learned, or that look filled in afterwards."""
    remarks = [*_idle(learned), *suspicious_attributes(learned.counts, learned.prior)]
    if remarks:
        text = f'Card "{learned.prior.name}": ' + "; ".join(remarks) + "."
        warnings.warn(text, CardWarning, stacklevel=3)


def read_leads(door: Door, card: Card) -> pl.DataFrame:
    """Read the columns that a card needs, and ``lead_id``, through the door of a table."""
    needs: dict[str, ColumnKind] = {**card_needs(card, door.names), "lead_id": "any"}
    frame = door.read(needs, optional=gate_columns(card, door.names))
    twice = frame.filter(pl.col("lead_id").is_duplicated())["lead_id"].unique(maintain_order=True)
    if len(twice):
        raise ArgumentError(
            f"{counted(len(twice), 'lead stands', 'leads stand')} in the table more than once: "
            f"{', '.join(str(one) for one in twice[:5])}. One row per lead is needed."
        )
    return frame


def count_weighted(frame: pl.DataFrame, card: Card, *, marked: bool = True) -> Counts:
    """Count leads by their columns ``wins``, ``trials`` and, where ``marked``, ``explore``."""
    marks = frame["explore"].to_numpy() & marked
    wins, trials = frame["wins"].to_numpy(), frame["trials"].to_numpy()
    return count_patterns(frame, card, wins, trials, marks if marks.any() else None)


def table_maker(door: Door) -> Callable[[pl.DataFrame], Any]:
    """Return what makes tables of the door's kind, without holding on to its rows."""
    return door.take(np.zeros(0, dtype=np.int64)).make


def join_outcomes(frame: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Keep the leads that have an outcome, with the columns of both.

    Raises
    ------
    ArgumentError
        When outcomes were given and none belongs to a lead.

    Examples
    --------
    >>> leads = pl.DataFrame({"lead_id": ["a", "b"], "size": ["large", "small"]})
    >>> join_outcomes(leads, pl.DataFrame({"lead_id": ["b"], "wins": [1.0]})).rows()
    [('b', 'small', 1.0)]
    """
    if frame.schema["lead_id"] != outcomes.schema["lead_id"]:
        frame, outcomes = (
            f.with_columns(pl.col("lead_id").cast(pl.String)) for f in (frame, outcomes)
        )
    joined = frame.join(outcomes, on="lead_id", how="inner", maintain_order="left")
    if outcomes.height and not joined.height:
        here, there = (", ".join(str(v) for v in f["lead_id"][:3]) for f in (frame, outcomes))
        raise ArgumentError(
            f"No outcome belongs to a lead: the leads have lead_id {here or 'nothing'}; the "
            f"outcomes have {there}. Both tables must use the same ids."
        )
    return joined


def _idle(learned: Learned) -> list[str]:
    if len(learned.counts.trials) < 2:
        return []
    slots = learned.counts.slots
    return [
        f'attribute "{one.name}" has one value in all leads, so nothing can be learned of it'
        for j, one in enumerate(learned.prior.attributes)
        if np.all(slots[:, j] == slots[0, j])
    ]


def settle(card: Card | str | Path | None) -> Card:
    """Return the card, read from its file or the shipped one where need be."""
    if card is None:
        return hrm_card()
    return card if isinstance(card, Card) else Card.load(card)
