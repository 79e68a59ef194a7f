"""Leads and outcomes become counts per distinct pattern of bins: all that learning needs to see.

Every attribute is a row of slots: its bins in order, then ``unknown``, then ``otherwise`` where
the card has one. Counts of two batches that were made with the same card add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from leadscore.cards.binning import attribute_cells, find_patterns

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute


BANDS = 10
"""Bands of the score by which chosen leads may differ from those that chance chose."""


def slot_points(one: Attribute) -> NDArray[np.float64]:
    """Return the points of every slot of an attribute: bins, unknown, otherwise.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> slot_points(hrm_card().attribute("brand")).tolist()
    [10.0, 0.0, 2.0, 0.0]
    """
    return np.array(one.slot_points, dtype=np.float64)


def slot_keys(one: Attribute) -> list[int | str]:
    """Return the name of every slot as ``Card.with_points`` takes it.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> slot_keys(hrm_card().attribute("brand"))
    [0, 1, 'unknown', 'otherwise']
    """
    rest = [] if one.otherwise is None else ["otherwise"]
    return [*range(len(one.bins)), "unknown", *rest]


def slot_words(one: Attribute, lang: str = "en") -> list[str]:
    """Return what people read for every slot: the label or the test of its bin."""
    unknown, otherwise = ("未知", "其他") if lang == "zh" else ("unknown", "otherwise")
    bins = [one.bin_words(b, lang) for b in one.bins]
    return [*bins, unknown, *([] if one.otherwise is None else [otherwise])]


def lead_slots(
    frame: pl.DataFrame, card: Card, points: Sequence[NDArray[np.float64]] | None = None
) -> list[NDArray[np.int32]]:
    """Find the slot that gives each lead its points, attribute by attribute.

    Parameters
    ----------
    frame : polars.DataFrame
        The columns that the card reads.
    card : Card
        The card.
    points : sequence of ndarray, optional
        Other points per slot than the card's, as the learned ones before they are rounded.

    Returns
    -------
    list of ndarray of int32, one per attribute, shape (rows,)
        A place in ``slot_points``. Where several values are possible it is the slot that the
        best guess takes its points from: ``unknown``, or the nearest possible bin.

    Examples
    --------
    >>> import dataclasses
    >>> import polars as pl
    >>> from leadscore.cards.card import hrm_card
    >>> card = dataclasses.replace(hrm_card(), attributes=hrm_card().attributes[:1])
    >>> leads = pl.DataFrame({"size": ["large", "small|medium", "medium|large", None, "vast"]})
    >>> lead_slots(leads, card)[0].tolist()
    [0, 5, 1, 5, 6]
    """
    found = []
    for place, one in enumerate(card.attributes):
        cells = attribute_cells(one, frame)
        gives = slot_points(one) if points is None else points[place]
        slots = [_giving(touched, gives, len(one.bins)) for touched in cells.slots]
        found.append(np.array(slots, dtype=np.int32)[cells.codes])
    return found


def _giving(touched: tuple[int, ...], points: NDArray[np.float64], unknown: int) -> int:
    """Find the slot whose points the best guess is: ``unknown``, moved into the possible range."""
    if not touched:
        return unknown
    low = min(touched, key=lambda slot: points[slot])
    high = max(touched, key=lambda slot: points[slot])
    if len(touched) == 1 or points[unknown] < points[low]:
        return low
    return high if points[unknown] > points[high] else unknown


def _chosen(slots: Sequence[NDArray[np.int32]], card: Card, by_chance: NDArray[Any]) -> Any:
    """Say how a lead came to be contacted: 0 by chance, else 1 and up by the band of its score."""
    total = np.zeros(len(by_chance))
    for one, column in zip(card.attributes, slots, strict=True):
        total += slot_points(one)[column]
    share = (total - card.lowest) / max(1, card.highest - card.lowest)
    band = np.clip((share * BANDS).astype(np.int32), 0, BANDS - 1)
    return np.where(by_chance, 0, band + 1).astype(np.int32)


@dataclass(frozen=True)
class Counts:
    """Outcomes per distinct pattern of slots.

    Attributes
    ----------
    slots : ndarray of int64, shape (patterns, attributes)
        The slot of each attribute. Where some leads were contacted by chance, one more column: 0
        for these, else 1 and up by the band of the prior score.
    wins, trials : ndarray of float64, shape (patterns,)
        Weighted wins, and weighted wins and losses together.
    leads : ndarray of float64, shape (patterns,)
        How many leads, unweighted.
    """

    slots: NDArray[np.int64]
    wins: NDArray[np.float64]
    trials: NDArray[np.float64]
    leads: NDArray[np.float64]


def count_patterns(
    frame: pl.DataFrame,
    card: Card,
    wins: NDArray[np.float64],
    trials: NDArray[np.float64],
    by_chance: NDArray[np.bool_] | None = None,
) -> Counts:
    """Count outcomes per distinct pattern of slots.

    Parameters
    ----------
    frame : polars.DataFrame
        The columns that the card reads.
    card : Card
        The card.
    wins, trials : ndarray of float64, shape (rows,)
        Weighted wins and trials of each lead; a lead with no trials is not counted.
    by_chance : ndarray of bool, shape (rows,), optional
        Which leads were contacted by chance and not because somebody chose them. All batches
        that are to be merged need it, or none.

    Returns
    -------
    Counts
        In the order of the slots, so the order of rows does not matter.

    Examples
    --------
    >>> import dataclasses
    >>> import polars as pl
    >>> from leadscore.cards.card import hrm_card
    >>> card = dataclasses.replace(hrm_card(), attributes=hrm_card().attributes[:1])
    >>> leads = pl.DataFrame({"size": ["large", "small", "large"]})
    >>> counts = count_patterns(leads, card, np.array([1.0, 0, 0]), np.ones(3))
    >>> counts.slots.tolist(), counts.wins.tolist(), counts.trials.tolist()
    ([[0], [2]], [1.0, 0.0], [2.0, 1.0])
    """
    counted = trials > 0
    if not counted.all():
        frame, wins, trials = frame.filter(counted), wins[counted], trials[counted]
    slots = lead_slots(frame, card)
    if by_chance is not None:
        slots.append(_chosen(slots, card, by_chance[counted]))
    return _group(slots, card, wins, trials, np.ones(len(wins)))


def merge_counts(parts: Sequence[Counts], card: Card) -> Counts:
    """Add up the counts of several batches of the same card.

    Parameters
    ----------
    parts : sequence of Counts
        One per batch; at least one.
    card : Card
        The card they were counted with.

    Returns
    -------
    Counts
        As if all batches had been counted at once.

    Examples
    --------
    >>> import dataclasses
    >>> import polars as pl
    >>> from leadscore.cards.card import hrm_card
    >>> card = dataclasses.replace(hrm_card(), attributes=hrm_card().attributes[:1])
    >>> one = count_patterns(pl.DataFrame({"size": ["large"]}), card, np.ones(1), np.ones(1))
    >>> merge_counts([one, one], card).trials.tolist()
    [2.0]
    """
    slots = np.concatenate([part.slots for part in parts]).astype(np.int32)
    columns = [slots[:, j] for j in range(slots.shape[1])]
    wins, trials, leads = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("wins", "trials", "leads")
    )
    return _group(columns, card, wins, trials, leads)


def _group(
    columns: Sequence[NDArray[np.int32]],
    card: Card,
    wins: NDArray[np.float64],
    trials: NDArray[np.float64],
    leads: NDArray[np.float64],
) -> Counts:
    sizes = [len(slot_keys(one)) for one in card.attributes]
    found = find_patterns(columns, [*sizes, BANDS + 1][: len(columns)])
    size = len(found.cells[0])
    sums: list[NDArray[Any]] = [
        np.bincount(found.inverse, weights=w, minlength=size) for w in (wins, trials, leads)
    ]
    return Counts(np.stack(found.cells, axis=1).astype(np.int64), *sums)
