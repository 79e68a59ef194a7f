"""One batch of leads scored: everything is made once per distinct pattern of cells."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.binning import (
    UNFORESEEN,
    attribute_cells,
    column_needs,
    find_patterns,
    gate_codes,
)
from leadscore.cards.wording import part_texts
from leadscore.errors import CardWarning, ColumnError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute, Gate
    from leadscore.doors import ColumnKind

REASONS = 3
NUMBERS: dict[str, pl.DataType] = {"score": pl.Int64(), "low": pl.Int64(), "high": pl.Int64()}
OUTPUTS: dict[str, pl.DataType] = {
    **NUMBERS,
    "grade": pl.String(),
    "sure": pl.Boolean(),
    "gate": pl.String(),
    "why": pl.String(),
    "ask": pl.String(),
}


def card_needs(card: Card, names: list[str]) -> dict[str, ColumnKind]:
    """Name the columns that a card reads from a table with these columns.

    Parameters
    ----------
    card : Card
        The card.
    names : list of str
        The table's columns.

    Returns
    -------
    dict
        Column name to the kind of value.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card_needs(hrm_card(), [])["status"]
    'text'
    """
    needs: dict[str, ColumnKind] = {}
    parts: Sequence[Attribute | Gate] = (*card.attributes, *card.gates)
    for part in parts:
        needs.update(column_needs(part, names))
    return needs


def require_columns(card: Card, names: list[str]) -> None:
    """Refuse a table that lacks a column which an attribute reads.

    Parameters
    ----------
    card : Card
        The card.
    names : list of str
        The table's columns.

    Raises
    ------
    ColumnError
        Names every such attribute, its column and the nearest one that is there.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> require_columns(hrm_card(), [one.column for one in hrm_card().attributes])
    """
    faults = [
        f'Column "{column}" is missing: attribute "{one.name}" of card "{card.name}" reads it.'
        f"{nearest(column, names)}"
        for one in card.attributes
        for column in column_needs(one, names)
        if column not in names
    ]
    if faults:
        shown = ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")
        advice = "The facts of the standards are made by qualify(leads)."
        raise ColumnError("\n".join([*faults, f"The table has: {shown or 'no columns'}.", advice]))


def gate_columns(card: Card, names: list[str]) -> list[str]:
    """Name the columns that only gates read; without them a gate never closes."""
    attributes = {n for one in card.attributes for n in column_needs(one, names)}
    gates = [n for gate in card.gates for n in column_needs(gate, names)]
    return [name for name in gates if name not in attributes]


class Batch:
    """Everything about one batch, computed once per distinct pattern of cells."""

    def __init__(self, frame: pl.DataFrame, card: Card) -> None:
        self.card = card
        self.cells = [attribute_cells(one, frame) for one in card.attributes]
        gates = gate_codes(card.gates, frame)
        self._remark(frame)
        found = find_patterns(
            [*(c.codes for c in self.cells), gates],
            [*(len(c.best) for c in self.cells), len(card.gates) + 1],
        )
        self.inverse = found.inverse
        self.gates = found.cells[-1]
        self.places = found.cells[:-1]
        self.best = self._total([c.best for c in self.cells])
        self.low = self._total([c.low for c in self.cells])
        self.high = self._total([c.high for c in self.cells])

    def _total(self, points: list[NDArray[np.int64]]) -> NDArray[np.int64]:
        total = np.zeros(len(self.gates), dtype=np.int64)
        for part, place in zip(points, self.places, strict=True):
            total += part[place]
        return total

    def _remark(self, frame: pl.DataFrame) -> None:
        remarks = []
        for one, cells in zip(self.card.attributes, self.cells, strict=True):
            strange = np.flatnonzero(cells.state == UNFORESEEN)
            count = np.bincount(cells.codes, minlength=len(cells.state))[strange]
            seen = [(cells.values[s], n) for s, n in zip(strange, count, strict=True) if n]
            if seen:
                remarks.append(_unforeseen(one.name, one.otherwise, seen))
        remarks.extend(
            f'gate "{gate.name}" never closes: there is no column "{gate.column}"'
            for gate in self.card.gates
            if not set(column_needs(gate, frame.columns)) <= set(frame.columns)
        )
        if remarks:
            text = f'Card "{self.card.name}": ' + "; ".join(remarks) + "."
            warnings.warn(text, CardWarning, stacklevel=2)

    def per_lead(self, values: NDArray[Any]) -> NDArray[Any]:
        """Spread one value per pattern to one value per lead."""
        return values[self.inverse]

    def outputs(
        self,
        lang: str,
        rows: NDArray[np.int64] | None = None,
        names: Sequence[str] = tuple(OUTPUTS),
    ) -> pl.DataFrame:
        """Make the outputs with these names for all rows, or for these rows in this order."""
        if rows is not None:
            return self._only(rows).outputs(lang, names=names)
        grade, sure = self._grades()
        makers: dict[str, Callable[[], Any]] = {
            "score": lambda: self.best,
            "low": lambda: self.low,
            "high": lambda: self.high,
            "grade": lambda: grade,
            "sure": lambda: sure,
            "gate": lambda: self._gate_labels(lang),
            "why": lambda: self._reasons(lang),
            "ask": lambda: self._questions(lang),
        }
        table = pl.DataFrame(
            {name: makers[name]() for name in names}, schema={name: OUTPUTS[name] for name in names}
        )
        return table[self.inverse]

    def _only(self, rows: NDArray[np.int64]) -> Batch:
        """Narrow the batch to these rows: nothing is put into words for the patterns of others."""
        used, inverse = np.unique(self.inverse[rows], return_inverse=True)
        part = copy(self)
        part.inverse, part.gates = inverse, self.gates[used]
        part.places = [place[used] for place in self.places]
        part.best, part.low, part.high = self.best[used], self.low[used], self.high[used]
        return part

    def _grades(self) -> tuple[pl.Series, NDArray[np.bool_]]:
        least = np.array([score for _, score in reversed(self.card.grades)])
        letters = [self.card.rest_grade, *(name for name, _ in reversed(self.card.grades))]
        step = [np.searchsorted(least, t, side="right") for t in (self.best, self.low, self.high)]
        return pl.Series(letters)[step[0]], step[1] == step[2]

    def _gate_labels(self, lang: str) -> pl.Series:
        labels = [None, *(gate.label.in_language(lang) for gate in self.card.gates)]
        return pl.Series(labels, dtype=pl.String)[self.gates]

    def _reasons(self, lang: str) -> pl.Series:
        """Join the largest known parts; ties go to the attribute that stands first."""
        texts: list[str | None] = []
        first, weights = [], []
        for one, cells, place in zip(self.card.attributes, self.cells, self.places, strict=True):
            words = part_texts(one, cells, lang)
            first.append(len(texts) + place)
            texts.extend(words)
            weight = np.where([w is None for w in words], 0, np.abs(cells.best))
            weights.append(weight[place])
        # The smaller the packed number, the weightier the part; the attribute's place breaks ties.
        count = len(weights)
        packed = np.stack([-w * count + i for i, w in enumerate(weights)], axis=1)
        packed.sort(axis=1)
        table = pl.Series(texts, dtype=pl.String)
        stack = np.stack(first, axis=1)
        rows = np.arange(len(self.gates))
        chosen = [table[stack[rows, packed[:, k] % count]] for k in range(min(REASONS, count))]
        columns = [
            s.set(pl.Series(packed[:, k] >= 0), None).alias(str(k)) for k, s in enumerate(chosen)
        ]
        joint = "；" if lang == "zh" else "; "
        joined = pl.DataFrame(columns).select(
            pl.concat_str(pl.all(), separator=joint, ignore_nulls=True)
        )
        text = joined.to_series()
        return text.set(text == "", None)

    def _questions(self, lang: str) -> pl.Series:
        spans = np.stack(
            [(c.high - c.low)[place] for c, place in zip(self.cells, self.places, strict=True)],
            axis=1,
        )
        widest = spans.argmax(axis=1)
        questions = [one.ask.in_language(lang) for one in self.card.attributes]
        nothing = spans.max(axis=1) == 0
        return pl.Series([*questions, None], dtype=pl.String)[
            np.where(nothing, len(questions), widest)
        ]


def _unforeseen(name: str, otherwise: int | None, seen: list[tuple[str, Any]]) -> str:
    shown = ", ".join(f'"{value}" ({count} leads)' for value, count in seen[:5])
    more = f" and {len(seen) - 5} more" if len(seen) > 5 else ""
    return f'attribute "{name}" has no bin for {shown}{more}, which get {otherwise} points'
