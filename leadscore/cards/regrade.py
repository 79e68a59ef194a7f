"""What another card does to real leads: which change grade, and by which attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.batch import Batch, card_needs, gate_columns, require_columns
from leadscore.cards.diff import Change, diff_cards
from leadscore.counted import counted
from leadscore.frames import open_table
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind

THRESHOLDS = "(grades)"
"""Stands in the place of an attribute where the lowest score of a grade was changed."""


@dataclass(frozen=True, repr=False)
class Regrade:
    """What two cards give differently, on paper and on leads.

    Attributes
    ----------
    changes : list of Change
        What the cards say differently.
    leads : table
        One row per lead whose grade changes: ``lead_id``, ``grade_before``, ``grade_after``,
        ``score_before``, ``score_after``, ``by`` (the attribute that did most of it;
        ``(grades)``: the grade's own threshold moved) and ``why`` (every part in words, with its
        points).
    parts : table
        One row per such lead and attribute that gives it other points: ``lead_id``,
        ``attribute``, ``before``, ``after``. They add up to the change of the score.
    attributes : table
        ``attribute``, ``leads`` (whose grade changes mostly by it), ``up``, ``down`` (of them),
        ``moved`` (mean change of points over all leads).
    total : int
        All leads, regraded or not.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> card = hrm_card()
    >>> found = card.diff(card.with_points({"size": {0: 40}}), make_leads(200))
    >>> found.leads["by"].unique().to_list()
    ['size']
    """

    changes: list[Change]
    leads: Any
    parts: Any
    attributes: Any
    total: int

    def in_words(self, lang: str = "en") -> str:
        """Say how many leads change grade."""
        check_language(lang)
        if lang == "zh":
            return f"{self.total:,} 条线索中有 {len(self.leads):,} 条等级变动。"
        of_all = f"of {self.total:,} leads"
        return f"{counted(len(self.leads), f'{of_all} changes', f'{of_all} change')} grade."

    def __repr__(self) -> str:
        lines = [str(one) for one in self.changes]
        lines.append(self.in_words())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from leadscore.cards.learned_html import regrade_html  # noqa: PLC0415  notebooks only

        return regrade_html(self)


def compare_on_leads(old: Card, new: Card, leads: object, lang: str = "en") -> Regrade:
    """Find the leads that two cards grade differently, and why; see ``Card.diff``."""
    door = open_table(leads)
    needs: dict[str, ColumnKind] = {}
    optional: list[str] = []
    for card in (old, new):
        require_columns(card, door.names)
        needs.update(card_needs(card, door.names))
        optional += gate_columns(card, door.names)
    frame = door.read({**needs, "lead_id": "any"}, optional=optional)
    sides = [_Side(frame, card) for card in (old, new)]
    # A gate that changes takes a lead out whatever its grade; that stands in `changes`.
    rows = np.flatnonzero(sides[0].grades != sides[1].grades)
    names = list(dict.fromkeys(name for side in sides for name in side.parts))
    before, after = (np.stack([side.part(name) for name in names], axis=1) for side in sides)
    moved = after - before
    causes = _causes(old, sides, moved, rows)
    labels = attribute_labels((old, new), lang)
    table = pl.DataFrame(
        {
            "lead_id": frame["lead_id"][rows],
            "grade_before": sides[0].grades[rows].astype(str),
            "grade_after": sides[1].grades[rows].astype(str),
            "score_before": sides[0].scores[rows],
            "score_after": sides[1].scores[rows],
            "by": pl.Series([[*names, THRESHOLDS][c] for c in causes], dtype=pl.String),
            "why": _reasons([labels[n] for n in (*names, THRESHOLDS)], moved[rows], causes),
        }
    )
    at, part = np.nonzero(moved[rows])
    parts = pl.DataFrame(
        {
            "lead_id": frame["lead_id"][rows[at]],
            "attribute": pl.Series([names[p] for p in part], dtype=pl.String),
            "before": before[rows[at], part],
            "after": after[rows[at], part],
        }
    )
    summary = _summary([*names, THRESHOLDS], causes, table, moved)
    made = [door.make(one) for one in (table, parts, summary)]
    return Regrade(diff_cards(old, new, lang), made[0], made[1], made[2], frame.height)


class _Side:
    """The leads as one card sees them."""

    def __init__(self, frame: pl.DataFrame, card: Card) -> None:
        batch = Batch(frame, card)
        self.scores = batch.per_lead(batch.best)
        outputs = batch.outputs("en")
        self.grades: NDArray[Any] = outputs["grade"].to_numpy()
        self.parts = {
            one.name: cells.best[cells.codes]
            for one, cells in zip(card.attributes, batch.cells, strict=True)
        }

    def part(self, name: str) -> NDArray[np.int64]:
        return self.parts.get(name, np.zeros(len(self.scores), dtype=np.int64))


def _causes(
    old: Card, sides: list[_Side], moved: NDArray[Any], rows: NDArray[Any]
) -> NDArray[np.int64]:
    """Find, per regraded lead, the attribute that moved the score most in the grade's direction.

    Where the score alone would not have changed the grade that way, the threshold did.
    """
    before, after = (side.grades[rows] for side in sides)
    by_score = np.array([old.grade(int(score)) for score in sides[1].scores[rows]], dtype=object)
    # Letters rise as grades fall.
    up = by_score < before
    moved_by_score = (by_score != before) & (up == (after < before))
    push = np.where(up[:, None], moved[rows], -moved[rows])
    best: NDArray[np.int64] = push.argmax(axis=1) if push.size else np.zeros(0, dtype=np.int64)
    return np.where(moved_by_score, best, moved.shape[1])


def attribute_labels(cards: Sequence[Card], lang: str) -> dict[str, str]:
    """Say what people read for each value of ``by``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> attribute_labels([hrm_card()], "zh")["size"]
    '企业规模'
    """
    said = {one.name: one.label.in_language(lang) for card in cards for one in card.attributes}
    return {**said, THRESHOLDS: "（等级线）" if lang == "zh" else THRESHOLDS}


def _reasons(labels: list[str], moved: NDArray[Any], causes: NDArray[np.int64]) -> pl.Series:
    texts = []
    for row, cause in zip(moved, causes, strict=True):
        order = np.argsort(-np.abs(row), kind="stable")
        parts = [f"{labels[j]} {row[j]:+d}" for j in order if row[j]]
        texts.append("; ".join([*(labels[-1:] if cause == len(row) else []), *parts]))
    return pl.Series(texts, dtype=pl.String)


def _summary(
    names: list[str], causes: NDArray[np.int64], table: pl.DataFrame, moved: NDArray[Any]
) -> pl.DataFrame:
    up = (table["grade_after"] < table["grade_before"]).to_numpy()
    rows = []
    for j, name in enumerate(names):
        mine = causes == j
        mean = float(moved[:, j].mean()) if j < moved.shape[1] and len(moved) else 0.0
        rows.append((name, int(mine.sum()), int((mine & up).sum()), int((mine & ~up).sum()), mean))
    columns = ["attribute", "leads", "up", "down", "moved"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.filter((pl.col("leads") > 0) | (pl.col("moved") != 0)).sort(
        "leads", descending=True, maintain_order=True
    )
