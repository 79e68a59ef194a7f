"""The leak guard: what is known only after the score may not make the score.

An attribute that is filled in while the lead is worked on, such as a status, predicts perfectly in
the past and not at all when it matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from leadscore.cards.check import Finding
from leadscore.cards.learning_counts import count_patterns, slot_words
from leadscore.cards.metrics import Judged
from leadscore.data_files import read_toml
from leadscore.errors import ArgumentError, check_choice

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.learning_counts import Counts

TOO_GOOD = 0.85
"""Area under the curve of one attribute alone, less two standard errors, from which it is remarked.

Our choice: the best honest attribute of the six real sets has 0.78 (time on the website).
"""
FILLED, EMPTY = 0.5, 0.05
_LEAST = 20


def refuse_late(card: Card, known: Mapping[str, str] | None = None) -> None:
    """Refuse a card that reads a column which is known only after the score.

    Parameters
    ----------
    card : Card
        The card.
    known : mapping of str to {"before", "after"}, optional
        What the caller says of columns; it overrules the words of the data file.

    Raises
    ------
    ArgumentError
        Names every such attribute.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> refuse_late(hrm_card())
    >>> refuse_late(hrm_card(), {"hiring": "after"})
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: Attribute "hiring" reads column "hiring", which is known ...
    """
    said = dict(known or {})
    for column, moment in said.items():
        check_choice(f'known["{column}"]', moment, ("before", "after"))
    late = set(read_toml("cards", "known_at.toml")["after"])
    faults = [
        f'Attribute "{one.name}" reads column "{column}", which is known only after the lead '
        "is scored; it cannot be learned from."
        for one in card.attributes
        for column in one.columns
        if said.get(column, "after" if _plain(column) in late else "before") == "after"
    ]
    if faults:
        advice = (
            "Take the attribute out of the card. If the column does hold what was known when the "
            'lead was scored, say so: known={"column": "before"}.'
        )
        raise ArgumentError("\n".join([*faults, advice]))


def _plain(column: str) -> str:
    return "_".join(column.casefold().split())


def find_leaks(
    frame: pl.DataFrame, card: Card, outcomes: NDArray[np.str_] | list[str]
) -> list[Finding]:
    """Look for attributes that seem to be filled in after the outcome.

    Parameters
    ----------
    frame : polars.DataFrame
        The columns that the card reads.
    card : Card
        The card.
    outcomes : sequence of str, one per lead
        won, lost or open.

    Returns
    -------
    list of Finding
        One per attribute that tells outcomes too well alone, or is filled for closed leads and
        empty for open ones.

    Examples
    --------
    >>> import dataclasses
    >>> import polars as pl
    >>> from leadscore.cards.card import hrm_card
    >>> card = dataclasses.replace(hrm_card(), attributes=hrm_card().attributes[:1])
    >>> leads = pl.DataFrame({"size": ["large"] * 50 + ["small"] * 50})
    >>> print(find_leaks(leads, card, ["won"] * 50 + ["lost"] * 50)[0])
    attribute "size": tells won from lost almost alone (AUC 1.00); ...
    """
    words = np.asarray(outcomes)
    closed = words != "open"
    counts = count_patterns(
        frame, card, (words == "won").astype(np.float64), closed.astype(np.float64)
    )
    found = [Finding(*text.split(": ", 1)) for text in suspicious_attributes(counts, card)]
    still = count_patterns(frame, card, np.zeros(len(words)), (~closed).astype(np.float64))
    if min(counts.leads.sum(), still.leads.sum()) < _LEAST:
        return found
    for j, one in enumerate(card.attributes):
        unknown = len(one.bins)
        empty = [
            float(c.leads[c.slots[:, j] == unknown].sum() / c.leads.sum()) for c in (counts, still)
        ]
        if 1 - empty[0] >= FILLED and 1 - empty[1] <= EMPTY:
            found.append(
                Finding(
                    f'attribute "{one.name}"',
                    f"is filled for {1 - empty[0]:.0%} of the closed leads and {1 - empty[1]:.0%} "
                    "of the open ones; it may be filled in when a lead is closed",
                )
            )
    return found


def suspicious_attributes(counts: Counts, card: Card) -> list[str]:
    """Say which attributes tell won from lost almost alone, in a sentence each."""
    lost = counts.trials - counts.wins
    if min(counts.wins.sum(), lost.sum()) < _LEAST / 2:
        return []
    texts = []
    for j, one in enumerate(card.attributes):
        size = len(slot_words(one))
        wins, losses = (
            np.bincount(counts.slots[:, j], weights=w, minlength=size) for w in (counts.wins, lost)
        )
        rates = (wins + 0.5) / (wins + losses + 1.0)
        area, error = Judged(rates, wins, wins + losses).auc()
        if area - 2 * error >= TOO_GOOD:
            texts.append(
                f'attribute "{one.name}": tells won from lost almost alone (AUC {area:.2f}); '
                "check that it is not filled in after the outcome"
            )
    return texts
