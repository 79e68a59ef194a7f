"""One batch of leads scored: everything is made once per distinct pattern of cells."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cached_property, reduce
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
from leadscore.coded import CodedTable
from leadscore.counted import counted
from leadscore.errors import CardWarning, ColumnError, nearest, shown_columns

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
        advice = "The facts of the standards are made by qualify(leads)."
        raise ColumnError("\n".join([*faults, f"The table has: {shown_columns(names)}.", advice]))


def gate_columns(card: Card, names: list[str]) -> list[str]:
    """Name the columns that only gates read; without them a gate never closes."""
    attributes = {n for one in card.attributes for n in column_needs(one, names)}
    gates = [n for gate in card.gates for n in column_needs(gate, names)]
    return [name for name in gates if name not in attributes]


class Batch:
    """Everything about one batch, computed once per distinct pattern of cells."""

    def __init__(self, leads: pl.DataFrame | CodedTable, card: Card) -> None:
        table = CodedTable(leads) if isinstance(leads, pl.DataFrame) else leads
        table.code(name for name, kind in card_needs(card, table.columns).items() if kind == "text")
        self.card = card
        self.cells = [attribute_cells(one, table) for one in card.attributes]
        gates = gate_codes(card.gates, table)
        self._remark(table.columns)
        found = find_patterns(
            [*(c.numbers for c in self.cells), gates],
            [*(len(c.cell_of) for c in self.cells), len(card.gates) + 1],
        )
        self.inverse = found.inverse
        self.gates = found.cells[-1]
        self.numbers = found.cells[:-1]

    @cached_property
    def best(self) -> NDArray[np.int64]:
        """The best guess of each pattern's score."""
        return self._total([c.best for c in self.cells])

    @cached_property
    def low(self) -> NDArray[np.int64]:
        """The fewest points that each pattern can have."""
        return self._total([c.low for c in self.cells])

    @cached_property
    def high(self) -> NDArray[np.int64]:
        """The most points that each pattern can have."""
        return self._total([c.high for c in self.cells])

    def _total(self, points: list[NDArray[np.int64]]) -> NDArray[np.int64]:
        total = np.zeros(len(self.gates), dtype=np.int64)
        for part in self._per_pattern(points):
            total += part
        return total

    def _per_pattern(self, tables: list[NDArray[Any]]) -> Iterator[NDArray[Any]]:
        """Spread one value per cell of each attribute to one value per pattern."""
        for table, cells, number in zip(tables, self.cells, self.numbers, strict=True):
            yield table[cells.cell_of][number]

    def _remark(self, columns: list[str]) -> None:
        remarks = []
        for one, cells in zip(self.card.attributes, self.cells, strict=True):
            strange = np.flatnonzero(cells.state == UNFORESEEN)
            if not len(strange):
                continue
            count = np.bincount(cells.codes, minlength=len(cells.state))[strange]
            seen = [(cells.values[s], n) for s, n in zip(strange, count, strict=True) if n]
            if seen:
                remarks.append(_unforeseen(one.name, one.otherwise, seen))
        remarks.extend(
            f'gate "{gate.name}" never closes: there is no column "{gate.column}"'
            for gate in self.card.gates
            if not set(column_needs(gate, columns)) <= set(columns)
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
        if rows is not None and len(rows) < len(self.gates):
            return self._only(rows).outputs(lang, names=names)
        makers: dict[str, Callable[[], Any]] = {
            "score": lambda: self.best,
            "low": lambda: self.low,
            "high": lambda: self.high,
            "grade": self._grades,
            "sure": lambda: self._step(self.low) == self._step(self.high),
            "gate": lambda: self._gate_labels(lang),
            "why": lambda: self._reasons(lang),
            "ask": lambda: self._questions(lang),
        }
        table = pl.DataFrame(
            {name: makers[name]() for name in names}, schema={name: OUTPUTS[name] for name in names}
        )
        return table[self.inverse if rows is None else self.inverse[rows]]

    def _only(self, rows: NDArray[np.int64]) -> Batch:
        """Narrow the batch to these rows: nothing is put into words for the patterns of others."""
        used, inverse = np.unique(self.inverse[rows], return_inverse=True)
        part = copy(self)
        for total in ("best", "low", "high"):
            part.__dict__.pop(total, None)
        part.inverse, part.gates = inverse, self.gates[used]
        part.numbers = [number[used] for number in self.numbers]
        return part

    def _grades(self) -> pl.Series:
        letters = [self.card.rest_grade, *(name for name, _ in reversed(self.card.grades))]
        return pl.Series(letters)[self._step(self.best)]

    def _step(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        least = np.array([score for _, score in reversed(self.card.grades)])
        return np.searchsorted(least, points, side="right")

    def _gate_labels(self, lang: str) -> pl.Series:
        labels = [None, *(gate.label.in_language(lang) for gate in self.card.gates)]
        return pl.Series(labels, dtype=pl.String)[self.gates]

    def _reasons(self, lang: str) -> pl.Series:
        """Join the largest known parts; ties go to the attribute that stands first."""
        texts: list[str | None] = [None]
        weights, numbers = [], []
        for one, cells in zip(self.card.attributes, self.cells, strict=True):
            words = part_texts(one, cells, lang)
            weights.append(np.where([w is None for w in words], 0, np.abs(cells.best)))
            numbers.append(len(texts) + np.arange(len(words)))
            texts.extend(words)
        chosen = self._weightiest(weights, numbers, len(texts), REASONS)
        # Many patterns have the same reasons.
        found = find_patterns(chosen, [len(texts)] * len(chosen))
        table = pl.Series(texts, dtype=pl.String)
        columns = [table[cell].alias(str(k)) for k, cell in enumerate(found.cells)]
        joint = "；" if lang == "zh" else "; "
        joined = pl.DataFrame(columns).select(
            pl.concat_str(pl.all(), separator=joint, ignore_nulls=True)
        )
        text = joined.to_series()
        return text.set(text == "", None)[found.inverse]

    def _questions(self, lang: str) -> pl.Series:
        spans = [cells.high - cells.low for cells in self.cells]
        questions = [None, *(one.ask.in_language(lang) for one in self.card.attributes)]
        numbers = [np.full_like(span, i) for i, span in enumerate(spans, 1)]
        [widest] = self._weightiest(spans, numbers, len(questions), 1)
        return pl.Series(questions, dtype=pl.String)[widest]

    def _weightiest(
        self,
        weights: Sequence[NDArray[np.int64]],
        numbers: Sequence[NDArray[np.int64]],
        size: int,
        most: int,
    ) -> list[NDArray[np.int64]]:
        """Find for each pattern the numbers of its heaviest cells, heaviest first; 0: none left.

        Each cell of each attribute has a weight and a number below ``size``. Of equal weights
        that which stands first comes first.
        """
        count = len(weights)
        # Weight, place and number in one number: the greatest of them is all that is sought.
        packed = [
            np.where(weight > 0, (weight * count + count - 1 - i) * size + number, 0)
            for i, (weight, number) in enumerate(zip(weights, numbers, strict=True))
        ]
        left = list(self._per_pattern(packed))
        greatest = [reduce(np.maximum, left)]
        while len(greatest) < min(most, count):
            for one in left:
                one[one == greatest[-1]] = 0
            greatest.append(reduce(np.maximum, left))
        return [one % size for one in greatest]


def _unforeseen(name: str, otherwise: int | None, seen: list[tuple[str, Any]]) -> str:
    shown = ", ".join(f'"{value}" ({counted(count, "lead", "leads")})' for value, count in seen[:5])
    more = f" and {len(seen) - 5} more" if len(seen) > 5 else ""
    return f'attribute "{name}" has no bin for {shown}{more}, which get {otherwise} points'
