"""The tables of a learned card: bins before and after, attributes, grades."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.cards.learning_counts import slot_points, slot_words

if TYPE_CHECKING:
    from leadscore.cards.learned import Learned

NINETY = 1.6448536269514722
"""Standard deviations to each side of a 90 % interval."""
LEAST_LEADS = 5
"""Leads of a bin from which it counts as seen; the reference study's choice."""


def points_table(learned: Learned, lang: str = "en") -> pl.DataFrame:
    """List every bin before and after.

    Parameters
    ----------
    learned : Learned
        What was learned.
    lang : {"en", "zh"}
        Language of the bins.

    Returns
    -------
    polars.DataFrame
        ``attribute``, ``bin``, ``leads`` (learned from), ``wins``, ``trials`` (weighted),
        ``before``, ``after`` (points), ``exact`` (before rounding), ``low``, ``high`` (90 %
        interval of ``exact``), ``supported`` (at least 5 leads).
    """
    rows = []
    place = 2
    for j, one in enumerate(learned.prior.attributes):
        before, after = slot_points(one), slot_points(learned.card.attributes[j])
        counts = learned.slot_counts(j)
        for slot, words in enumerate(slot_words(one, lang)):
            at = [1, place + slot]
            lever = np.array([before[slot] * learned.scale, 1.0])
            spread = float(lever @ learned.fit.covariance[np.ix_(at, at)] @ lever)
            half = NINETY * math.sqrt(max(0.0, spread)) / learned.scale
            exact = float(learned.exact[j][slot])
            rows.append(
                {
                    "attribute": one.name,
                    "bin": words,
                    "leads": int(counts["leads"][slot]),
                    "wins": float(counts["wins"][slot]),
                    "trials": float(counts["trials"][slot]),
                    "before": int(before[slot]),
                    "after": int(after[slot]),
                    "exact": exact,
                    "low": exact - half,
                    "high": exact + half,
                    "supported": bool(counts["leads"][slot] >= LEAST_LEADS),
                }
            )
        place += len(before)
    return pl.DataFrame(rows)


def attributes_table(learned: Learned, lang: str = "en") -> pl.DataFrame:
    """Say per attribute how far the outcomes disagree with the card.

    Parameters
    ----------
    learned : Learned
        What was learned.
    lang : {"en", "zh"}
        Language of labels and bins.

    Returns
    -------
    polars.DataFrame
        ``attribute``, ``label``, ``spread`` (points: how far outcomes move a bin of it; the
        larger, the less they agree), ``most_moved`` (the bin with leads that moved most; null: no
        leads), ``moved`` (by how many points), ``values`` (slots that leads were seen in; 1:
        nothing can be learned of it). Largest spread first.
    """
    rows = []
    for j, one in enumerate(learned.prior.attributes):
        seen = learned.slot_counts(j)["trials"] > 0
        moved = np.where(seen, learned.exact[j] - slot_points(one), 0.0)
        most = int(np.argmax(np.abs(moved)))
        rows.append(
            {
                "attribute": one.name,
                "label": one.label.in_language(lang),
                "spread": float(learned.fit.spreads[j]) / learned.scale,
                "most_moved": slot_words(one, lang)[most] if seen.any() else None,
                "moved": float(moved[most]),
                "values": int(seen.sum()),
            }
        )
    table = pl.DataFrame(rows, schema_overrides={"most_moved": pl.String})
    return table.sort("spread", descending=True, maintain_order=True)


def grades_table(learned: Learned) -> pl.DataFrame:
    """Say what each grade means before and after.

    Parameters
    ----------
    learned : Learned
        What was learned.

    Returns
    -------
    polars.DataFrame
        ``grade``, ``least`` (points; null: the rest), ``probability`` (of a win at that score;
        null: the rest), ``leads_before``, ``leads_after`` (of those learned from).
    """
    graded = []
    for card in (learned.prior, learned.card):
        totals = learned.totals([slot_points(one) for one in card.attributes])
        graded.append(np.array([card.grade(round(total)) for total in totals], dtype=object))
    rows = []
    for letter, least in [*learned.card.grades, (learned.card.rest_grade, None)]:
        chance = None if least is None else float(learned.chance(np.array([float(least)]))[0])
        before, after = (int(learned.counts.leads[one == letter].sum()) for one in graded)
        rows.append((letter, least, chance, before, after))
    columns = {
        "grade": pl.String(),
        "least": pl.Int64(),
        "probability": pl.Float64(),
        "leads_before": pl.Int64(),
        "leads_after": pl.Int64(),
    }
    return pl.DataFrame(rows, schema=columns, orient="row")
