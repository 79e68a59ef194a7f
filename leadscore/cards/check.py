"""What does not fit together in a card that is valid: gaps, idle grades, facts counted twice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from leadscore.cards.binning import MISSING, UNFORESEEN, Cells, attribute_cells, column_needs
from leadscore.cards.card_rules import number_gaps
from leadscore.cards.parts import AND
from leadscore.counted import counted
from leadscore.errors import nearest
from leadscore.frames import open_table
from leadscore.standards.vocabulary import read_toml

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute
    from leadscore.doors import ColumnKind

SAME_FACT = 0.8
"""Cramer's V from which two attributes are said to count one fact twice; our choice."""
_LEADS_FOR_LIKENESS = 30


@dataclass(frozen=True)
class Finding:
    """One remark on a card.

    Attributes
    ----------
    place : str
        Where: an attribute, a pair of them, a grade.
    text : str
        What was found and what to do.

    Examples
    --------
    >>> str(Finding("grade A", "no lead can reach it"))
    'grade A: no lead can reach it'
    """

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def check_card(card: Card, leads: object = None) -> list[Finding]:
    """Look for what does not fit together; see ``Card.check``."""
    found = [
        *_grades(card),
        *(finding for one in card.attributes for finding in _bins(one)),
        *_same_source(card),
    ]
    if leads is not None:
        found.extend(_against(card, leads))
    return found


def _grades(card: Card) -> Iterator[Finding]:
    for letter, least in card.grades:
        if least > card.highest:
            yield Finding(
                f"grade {letter}",
                f"asks for {counted(least, 'point', 'points')}, but the card gives at most "
                f"{card.highest}",
            )
    lowest = card.grade(card.lowest)
    letters = [*(letter for letter, _ in card.grades), card.rest_grade]
    for letter in letters[letters.index(lowest) + 1 :]:
        yield Finding(
            f"grade {letter}",
            f"can never be given: the lowest possible score, {card.lowest}, already earns {lowest}",
        )


def _bins(one: Attribute) -> Iterator[Finding]:
    place = f'attribute "{one.name}"'
    if one.lowest == one.highest:
        points = counted(one.lowest, "point", "points")
        yield Finding(place, f"gives {points} whatever the value; it decides nothing")
    least, most = min(one.possible), max(one.possible)
    if not least <= one.unknown <= most:
        yield Finding(
            place,
            f"unknown = {one.unknown} is outside what its bins can give ({least} to {most}); "
            "right only when an empty field itself says something, as outcomes may teach",
        )
    if one.kind == "number":
        for gap in number_gaps(one.bins):
            yield Finding(
                place,
                f"no bin covers {gap.describe()}; such leads get otherwise = {one.otherwise}",
            )


def _same_source(card: Card) -> Iterator[Finding]:
    """Remark pairs that read one column, or a fact and a column that the fact is made from."""
    made_from: dict[str, list[str]] = read_toml("facts.toml")["made_from"]
    for first, second in combinations(card.attributes, 2):
        if set(first.columns) == set(second.columns):
            shared = [AND.join(first.columns)]
        elif "crossed" in (first.kind, second.kind):
            # A crossing says on purpose what its columns do not say alone.
            continue
        else:
            sources = [
                {one.column, f"{one.column}_low", *made_from.get(one.column, [])}
                for one in (first, second)
            ]
            # Two facts may share a source (vacancies tell of hiring and of HR); a fact and its
            # own source may not.
            shared = [
                one.column
                for one, other in ((first, sources[1]), (second, sources[0]))
                if one.column not in made_from and {one.column, f"{one.column}_low"} & other
            ]
        if shared:
            yield Finding(
                f'attributes "{first.name}" and "{second.name}"',
                f'both count "{shared[0]}"; the same fact earns points twice. Keep one of them',
            )


def _against(card: Card, leads: object) -> Iterator[Finding]:
    door = open_table(leads)
    needs: dict[str, ColumnKind] = {}
    for one in card.attributes:
        needs.update(column_needs(one, door.names))
    for gate in card.gates:
        absent = [name for name in column_needs(gate, door.names) if name not in door.names]
        for name in absent:
            yield Finding(
                f'gate "{gate.name}"',
                f'never closes: there is no column "{name}".{nearest(name, door.names)}',
            )
    frame = door.read(needs)
    cells = {one.name: attribute_cells(one, frame) for one in card.attributes}
    for one in card.attributes:
        yield from _unforeseen(one, cells[one.name])
    plain = [one for one in card.attributes if one.kind != "crossed"]
    for first, second in combinations(plain, 2):
        likeness = _cramers_v(cells[first.name], cells[second.name])
        if likeness >= SAME_FACT:
            yield Finding(
                f'attributes "{first.name}" and "{second.name}"',
                f"say nearly the same thing of these leads (Cramer's V {likeness:.2f}); "
                "the same fact may earn points twice",
            )


def _unforeseen(one: Attribute, cells: Cells) -> Iterator[Finding]:
    count = np.bincount(cells.codes, minlength=len(cells.state))
    words = [b.describe() for b in one.bins]
    if one.kind == "text":
        words = [value for b in one.bins for value in b.test.values if isinstance(value, str)]
    for cell in np.flatnonzero((cells.state == UNFORESEEN) & (count > 0)):
        value = cells.values[cell]
        yield Finding(
            f'attribute "{one.name}"',
            f'{counted(count[cell], "lead has", "leads have")} "{value}", which no bin '
            f"names; they get otherwise = {one.otherwise}.{nearest(value, words)}",
        )


def _cramers_v(first: Cells, second: Cells) -> float:
    """Measure how far one attribute tells the other, from 0 to 1, where both are known."""
    known = (first.state[first.codes] != MISSING) & (second.state[second.codes] != MISSING)
    if known.sum() < _LEADS_FOR_LIKENESS:
        return 0.0
    shape = (len(first.state), len(second.state))
    flat = first.codes[known].astype(np.int64) * shape[1] + second.codes[known]
    table: NDArray[Any] = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape) * 1.0
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    least = min(table.shape) - 1
    if least < 1:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi2 = float(((table - expected) ** 2 / expected).sum())
    return math.sqrt(chi2 / (table.sum() * least))
