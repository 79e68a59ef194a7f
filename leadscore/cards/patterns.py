"""Which bins every lead touches, as plain data: enough to score the leads again with other points.

A program that shows leads, such as the page in a browser, changes points and adds them up anew. It
gets the cells that the scorer itself found, so that there is no second rule of what touches what.
Every attribute is a row of slots: its bins in order, then ``unknown``, then ``otherwise`` where the
card has one. A cell is the set of slots that are possible. Its points are those of the slots: the
fewest, the most, and as best guess the points of ``unknown`` moved into that range; a cell where
nothing is known ranges over all slots.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadscore.cards.batch import card_needs, gate_columns, require_columns
from leadscore.cards.binning import Cells, attribute_cells, gate_codes
from leadscore.cards.learning_counts import slot_keys
from leadscore.cards.wording import cell_note, value_words
from leadscore.frames import open_table
from leadscore.standards.vocabulary import LANGUAGES

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute


@dataclass(frozen=True)
class TouchedCells:
    """What leads say of one attribute.

    Attributes
    ----------
    codes : ndarray of int64, shape (rows,)
        The cell of each lead; a place in the tuples below.
    slots : tuple of tuple of int
        The slots that each cell touches; the slot of ``unknown`` alone where nothing is known.
    values, notes : dict of str to tuple of (str or None)
        By language: what each cell holds (None: nothing is known), and what is uncertain about it
        (None: nothing).
    """

    codes: NDArray[np.int64]
    slots: tuple[tuple[int, ...], ...]
    values: dict[str, tuple[str | None, ...]]
    notes: dict[str, tuple[str | None, ...]]


@dataclass(frozen=True)
class Touched:
    """What leads say of a whole card.

    Attributes
    ----------
    attributes : tuple of TouchedCells
        In the order of the card.
    gates : ndarray of int32, shape (rows,)
        The first gate that closes, from 1; 0 where none does.
    score : ndarray of int64, shape (rows,)
        The score that the card gives as it is.
    pieces : list of str
        The card's TOML text, cut at its points.
    places : list of (int, int)
        Which points stand between the pieces: attribute and slot.
    """

    attributes: tuple[TouchedCells, ...]
    gates: NDArray[np.int32]
    score: NDArray[np.int64]
    pieces: list[str]
    places: list[tuple[int, int]]


def touch(card: Card, leads: object) -> Touched:
    """Find which bins every lead touches.

    Parameters
    ----------
    card : Card
        The card.
    leads : table
        As for ``score``.

    Returns
    -------
    Touched

    Raises
    ------
    ColumnError, ColumnTypeError
        As ``score`` does.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.card import Card
    >>> card = Card.from_toml('''
    ... [card]
    ... name = "tiny"
    ... grades = { A = 5 }
    ... [[attribute]]
    ... name = "size"
    ... unknown = 2
    ... bins = [{ in = ["large"], points = 9 }, { in = ["small"], points = 1 }]
    ... otherwise = 0
    ... ''')
    >>> size = touch(card, pl.DataFrame({"size": [None, "large|small", "tiny"]})).attributes[0]
    >>> [size.slots[code] for code in size.codes]
    [(2,), (0, 1), (3,)]
    """
    door = open_table(leads)
    require_columns(card, door.names)
    frame = door.read(card_needs(card, door.names), gate_columns(card, door.names))
    found = [_cells(one, frame) for one in card.attributes]
    return Touched(
        tuple(cells for cells, _ in found),
        gate_codes(card.gates, frame),
        np.sum([points for _, points in found], axis=0, dtype=np.int64),
        *toml_pieces(card),
    )


def _cells(one: Attribute, frame: pl.DataFrame) -> tuple[TouchedCells, NDArray[np.int64]]:
    """Find the cells of one attribute that leads have, and the points of each lead."""
    cells = attribute_cells(one, frame)
    used, codes = np.unique(cells.codes, return_inverse=True)
    slots = tuple(tuple(sorted(cells.slots[cell])) or (len(one.bins),) for cell in used)
    said = TouchedCells(codes, slots, _values(one, cells, used), _notes(cells, used))
    return said, cells.best[cells.codes]


def _values(
    one: Attribute, cells: Cells, used: NDArray[np.int32]
) -> dict[str, tuple[str | None, ...]]:
    return {
        lang: tuple(value_words(one, cells, int(cell), lang) for cell in used) for lang in LANGUAGES
    }


def _notes(cells: Cells, used: NDArray[np.int32]) -> dict[str, tuple[str | None, ...]]:
    return {lang: tuple(cell_note(cells, int(cell), lang) for cell in used) for lang in LANGUAGES}


def toml_pieces(card: Card) -> tuple[list[str], list[tuple[int, int]]]:
    """Cut a card's TOML text at its points, so that other points can stand there.

    Parameters
    ----------
    card : Card
        The card; comments of the text that it was read from are kept.

    Returns
    -------
    pieces : list of str
        The text between the points, one piece more than there are points.
    places : list of (int, int)
        Which points stand between them: attribute and slot.

    Examples
    --------
    >>> from leadscore.cards.card import Card, hrm_card
    >>> pieces, places = toml_pieces(hrm_card())
    >>> text = "".join(f"{piece}7" for piece in pieces[:-1]) + pieces[-1]
    >>> {one.unknown for one in Card.from_toml(text).attributes}, places[:2]
    ({7}, [(0, 5), (0, 0)])
    """
    places = [(i, k) for i, one in enumerate(card.attributes) for k in range(len(slot_keys(one)))]
    marks = _marks(card.to_toml(), len(places))
    marked = dict(zip(places, marks, strict=True))
    attributes = tuple(
        one.with_points({key: marked[i, k] for k, key in enumerate(slot_keys(one))})
        for i, one in enumerate(card.attributes)
    )
    text = dataclasses.replace(card, attributes=attributes).to_toml()
    order = sorted(places, key=lambda place: text.index(str(marked[place])))
    pieces = []
    for place in order:
        piece, _, text = text.partition(str(marked[place]))
        pieces.append(piece)
    return [*pieces, text], order


def _marks(text: str, count: int) -> list[int]:
    """Choose numbers that the text does not hold."""
    marks: list[int] = []
    number = 700_001
    while len(marks) < count:
        if str(number) not in text:
            marks.append(number)
        number += 1
    return marks
