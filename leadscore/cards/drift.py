"""Whether the leads of today are still those that a card was made for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import polars.selectors as cs

from leadscore.cards.batch import card_needs, gate_columns, require_columns
from leadscore.cards.learning import settle
from leadscore.cards.learning_counts import lead_slots, slot_points
from leadscore.frames import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from leadscore.cards.card import Card

    Vector = NDArray[Any]

WATCH, MOVED = 0.1, 0.25
"""Population stability from which to watch, and from which the population has moved.

The usual thresholds of credit scoring (Siddiqi, Credit Risk Scorecards, 2006).
"""


def measure_drift(before: object, now: object, card: Card | str | Path | None = None) -> Any:
    """Measure how far the leads have moved since a card was made.

    Parameters
    ----------
    before, now : table
        Leads of the time when the card was made, and of today, with the columns it reads.
    card : Card, path or None
        The card; None is the shipped one.

    Returns
    -------
    table
        Of the kind of ``now``, one row per attribute and a last one ``score`` (in tenths of the
        scores before): ``attribute``, ``stability`` (population stability index; 0: the same),
        ``verdict`` (stable, watch from 0.1, moved from 0.25), ``mean_before``, ``mean_now``
        (points). Small tables move by chance, by about bins / leads.

    Raises
    ------
    ColumnError, ColumnTypeError
        As ``score`` does.

    Examples
    --------
    >>> from leadscore.samples import make_leads
    >>> old, new = make_leads(500, seed=1), make_leads(500, seed=2)
    >>> found = measure_drift(old, new.with_columns(size=pl.lit("large")))
    >>> found["attribute", "verdict"].rows()[:2]
    [('size', 'moved'), ('industry', 'stable')]
    """
    chosen = settle(card)
    doors = [open_table(table) for table in (before, now)]
    sides = []
    for door in doors:
        require_columns(chosen, door.names)
        frame = door.read(card_needs(chosen, door.names), optional=gate_columns(chosen, door.names))
        sides.append(lead_slots(frame, chosen))
    rows = []
    totals = [np.zeros(len(side[0])) for side in sides]
    for j, one in enumerate(chosen.attributes):
        points = slot_points(one)
        totals = [total + points[side[j]] for total, side in zip(totals, sides, strict=True)]
        shares = [np.bincount(side[j], minlength=len(points)) for side in sides]
        rows.append(_row(one.name, shares, [points[side[j]] for side in sides]))
    cuts = np.linspace(0.1, 0.9, 9)
    edges = np.unique(np.quantile(totals[0], cuts)) if len(totals[0]) else cuts[:0]
    places = [np.searchsorted(edges, total, side="right") for total in totals]
    tenths = [np.bincount(place, minlength=len(edges) + 1) for place in places]
    rows.append(_row("score", tenths, totals))
    columns = ["attribute", "stability", "verdict", "mean_before", "mean_now"]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    return doors[1].make(table.with_columns(cs.float().fill_nan(None)))


def _row(name: str, counts: list[Vector], points: list[Vector]) -> tuple[Any, ...]:
    stability = population_stability(*counts)
    verdict = "moved" if stability >= MOVED else "watch" if stability >= WATCH else "stable"
    means = [float(one.mean()) if len(one) else math.nan for one in points]
    return name, stability, verdict, *means


def population_stability(before: Vector, now: Vector) -> float:
    """Return the population stability index of two rows of counts.

    Parameters
    ----------
    before, now : ndarray, shape (bins,)
        Leads per bin.

    Returns
    -------
    float
        Sum of (share now - share before) x ln(share now / share before). Every bin that either
        has gets half a thousandth more, so that an empty one is no infinity. 0 when either has no
        leads.

    Examples
    --------
    >>> round(population_stability(np.array([50, 50]), np.array([500, 500])), 9)
    0.0
    >>> round(population_stability(np.array([50, 50]), np.array([80, 20])), 2)
    0.41
    """
    used = (before + now) > 0
    if not before.sum() or not now.sum():
        return 0.0
    first, second = (
        (one[used] + 0.5 * one.sum() / 1000) / (one.sum() * (1 + used.sum() / 2000))
        for one in (before.astype(np.float64), now.astype(np.float64))
    )
    return float(((second - first) * np.log(second / first)).sum())
