"""Which bins a lead touches: every attribute becomes a cell number, every lead a pattern of cells.

Totals, parts, reasons, ranges and questions are all read from these numbers, so they cannot
disagree. Leads that touch the same cells share a pattern; what is made per pattern is made once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.crossed import pair_slots
from leadscore.cards.parts import AND, Attribute, Gate
from leadscore.cards.segments import Segment, segments
from leadscore.coded import Coded, CodedTable
from leadscore.distinct import text_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.doors import ColumnKind

KNOWN, SET, MISSING, UNFORESEEN = 0, 1, 2, 3
_DENSE = 1 << 22


@dataclass(frozen=True)
class Cells:
    """One attribute on one batch of leads.

    Attributes
    ----------
    numbers : ndarray of int, shape (rows,)
        What each lead has, as a number from 0; several may stand for one cell.
    cell_of : ndarray of int32, shape (numbers,)
        The cell of each of these numbers; a place in the arrays below.
    slots : tuple of tuple of int, one per cell
        The bins that are possible, as places in ``Attribute.slot_points``; none where nothing is
        known.
    best, low, high : ndarray of int64, shape (cells,)
        Points: the best guess, the fewest and the most that are possible.
    state : ndarray of int8, shape (cells,)
        KNOWN, SET (several values are possible), MISSING or UNFORESEEN.
    values : tuple of str
        What the cell holds, as text: ``"small|medium"``; empty where missing.
    """

    numbers: NDArray[Any]
    cell_of: NDArray[np.int32]
    slots: tuple[tuple[int, ...], ...]
    best: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    state: NDArray[np.int8]
    values: tuple[str, ...]

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """The cell of each lead."""
        cells: NDArray[np.int32] = self.cell_of[self.numbers]
        return cells


def column_needs(part: Attribute | Gate, names: Sequence[str]) -> dict[str, ColumnKind]:
    """Name the lead columns that an attribute or a gate reads.

    Parameters
    ----------
    part : Attribute or Gate
        The part of the card.
    names : sequence of str
        The columns that the table has: a number may stand there as ``x``, or as the interval
        ``x_low``, ``x_high``.

    Returns
    -------
    dict
        Column name to the kind of value.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> column_needs(hrm_card().attribute("size"), ["size"])
    {'size': 'text'}
    """
    if isinstance(part, Attribute) and part.crossed_with is not None:
        return {k: v for side in part.sides for k, v in column_needs(side, names).items()}
    kind = part.bins[0].test.kind if isinstance(part, Attribute) else part.test.kind
    ends = (f"{part.column}_low", f"{part.column}_high")
    if kind == "number" and part.column not in names and set(ends) <= set(names):
        return dict.fromkeys(ends, kind)
    return {part.column: kind}


def attribute_cells(one: Attribute, leads: pl.DataFrame | CodedTable) -> Cells:
    """Find the cell of every lead for one attribute.

    Parameters
    ----------
    one : Attribute
        The attribute.
    leads : polars.DataFrame or CodedTable
        Leads with the columns of ``column_needs``.

    Returns
    -------
    Cells

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> leads = pl.DataFrame({"size": ["large", "small|medium", None]})
    >>> cells = attribute_cells(hrm_card().attribute("size"), leads)
    >>> cells.low[cells.codes].tolist(), cells.high[cells.codes].tolist()
    ([20, 4, 0], [20, 16, 20])
    """
    table = _as_table(leads)
    makers = {"number": _number_cells, "crossed": _crossed_cells}
    return makers.get(one.kind, _text_cells)(one, table)


def _as_table(leads: pl.DataFrame | CodedTable) -> CodedTable:
    return CodedTable(leads) if isinstance(leads, pl.DataFrame) else leads


def _words(table: CodedTable, name: str, kind: str) -> Coded:
    if kind == "boolean":
        table = CodedTable(table.frame.select(pl.col(name).cast(pl.Boolean).cast(pl.String)))
    return table.text(name)


_Row = tuple[tuple[int, ...], int, str]
"""Slots, state and text of a cell."""
_NOTHING: _Row = ((), MISSING, "")


def _cells(
    one: Attribute, numbers: NDArray[Any], cell_of: NDArray[np.int32], rows: Sequence[_Row]
) -> Cells:
    gives = one.slot_points
    points = np.array([_points(gives, len(one.bins), slots) for slots, _, _ in rows], np.int64)
    best, low, high = points.reshape(-1, 3).T
    return Cells(
        numbers=numbers,
        cell_of=cell_of,
        slots=tuple(slots for slots, _, _ in rows),
        best=best,
        low=low,
        high=high,
        state=np.array([state for _, state, _ in rows], dtype=np.int8),
        values=tuple(text for _, _, text in rows),
    )


def _points(gives: Sequence[int], unknown: int, slots: Sequence[int]) -> tuple[int, int, int]:
    # One rule for sets, intervals and nothing at all: the card's best guess for the unknown,
    # moved into the range that is still possible.
    possible = [gives[slot] for slot in slots] or gives
    low, high = min(possible), max(possible)
    return min(max(gives[unknown], low), high), low, high


def _text_cells(one: Attribute, table: CodedTable) -> Cells:
    slots = {word: place for place, b in enumerate(one.bins) for word in b.test.words}
    column = _words(table, one.column, one.bins[0].test.kind)
    places, values = text_places(column, keep=slots)
    rows = [_said([slots.get(p) for p in _parts(v)], one.rest_slot, v) for v in values]
    return _cells(one, column.numbers, places + np.int32(1), [_NOTHING, *rows])


def _said(found: Sequence[int | None], rest: int, text: str) -> _Row:
    """Say what a set of values is; None is a value that no bin names."""
    slots = tuple(dict.fromkeys(rest if slot is None else slot for slot in found))
    state = KNOWN if len(found) == 1 else SET
    return slots, UNFORESEEN if None in found else state, text


def _parts(value: str) -> list[str]:
    parts = [part.strip() for part in value.split("|") if part.strip()]
    return list(dict.fromkeys(parts)) or [value]


def _crossed_cells(one: Attribute, table: CodedTable) -> Cells:
    """Find the pairs of cells that the two columns have, and what each pair may be."""
    first, second = (attribute_cells(side, table) for side in one.sides)
    found = find_patterns([first.codes, second.codes], [len(first.state), len(second.state)])
    slots = pair_slots(one)
    rows = []
    for a, b in zip(*found.cells, strict=True):
        if MISSING in (first.state[a], second.state[b]):
            rows.append(_NOTHING)
            continue
        pairs = list(product(_parts(first.values[a]), _parts(second.values[b])))
        text = "|".join(AND.join(pair) for pair in pairs)
        rows.append(_said([slots.get(pair) for pair in pairs], one.rest_slot, text))
    return _cells(one, found.inverse, np.arange(len(rows), dtype=np.int32), rows)


def _number_cells(one: Attribute, table: CodedTable) -> Cells:
    frame, line = table.frame, segments(one)
    count = len(line)
    edges = np.array([s.test.start for s in line[1:]])
    ends = [one.column] if one.column in frame.columns else list(column_needs(one, frame.columns))
    low, high = _ends(frame[ends[0]], frame[ends[-1]])
    missing = np.isneginf(low) & np.isposinf(high)
    first = np.searchsorted(edges, np.minimum(low, high), side="right")
    last = np.searchsorted(edges, np.maximum(low, high), side="right")
    numbers = np.where(missing, 0, 1 + first * count + last).astype(np.int32)
    spans = [line[i : j + 1] or line[i : i + 1] for i in range(count) for j in range(count)]
    rows = [_NOTHING, *(_segment_cell(len(one.bins), span) for span in spans)]
    return _cells(one, numbers, np.arange(len(rows), dtype=np.int32), rows)


def _segment_cell(bins: int, touched: Sequence[Segment]) -> _Row:
    slots = tuple(dict.fromkeys(s.slot for s in touched))
    text = "|".join(s.test.describe() for s in touched)
    if len(touched) > 1:
        return slots, SET, text
    return slots, KNOWN if slots[0] < bins else UNFORESEEN, text


def _ends(low: pl.Series, high: pl.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # float64 before any comparison: float32 0.7 is not 0.7.
    left = low.cast(pl.Float64).fill_null(-math.inf).to_numpy()
    right = high.cast(pl.Float64).fill_null(math.inf).to_numpy()
    return left, right


def gate_codes(gates: Sequence[Gate], leads: pl.DataFrame | CodedTable) -> NDArray[np.int32]:
    """Find the first gate that closes for every lead.

    Parameters
    ----------
    gates : sequence of Gate
        In the order they are tried.
    leads : polars.DataFrame or CodedTable
        A gate whose column is absent never closes.

    Returns
    -------
    ndarray of int32, shape (rows,)
        The gate's number, from 1; 0 where none closes.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> gate_codes(hrm_card().gates, pl.DataFrame({"status": ["active", "revoked", None]})).tolist()
    [0, 1, 0]
    """
    table = _as_table(leads)
    result = np.zeros(table.height, dtype=np.int32)
    for number, gate in reversed(list(enumerate(gates, 1))):
        needs = list(column_needs(gate, table.columns))
        if set(needs) <= set(table.columns):
            np.copyto(result, number, where=_closes(gate, table, needs))
    return result


def _closes(gate: Gate, table: CodedTable, needs: Sequence[str]) -> NDArray[np.bool_]:
    if gate.test.kind == "number":
        low, high = _ends(table.frame[needs[0]], table.frame[needs[-1]])
        known = ~(np.isneginf(low) & np.isposinf(high))
        # An open end lies in a test that is open there: "at least 500" is surely "from 300".
        below = (high < gate.test.below) | math.isinf(gate.test.below)
        inside: NDArray[np.bool_] = known & (low >= gate.test.start) & below
        return inside
    wanted = set(gate.test.words)
    column = _words(table, needs[0], gate.test.kind)
    places, values = text_places(column, keep=wanted)
    closes = np.array([*(set(_parts(value)) <= wanted for value in values), False])
    return closes[places][column.numbers]  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Patterns:
    """The distinct combinations of cells in a batch.

    Attributes
    ----------
    inverse : ndarray of int64, shape (rows,)
        The pattern of each lead.
    cells : list of ndarray, one per column, shape (patterns,)
        The code of each pattern, of the column's own type.
    """

    inverse: NDArray[np.int64]
    cells: list[NDArray[Any]]


def find_patterns(columns: Sequence[NDArray[Any]], sizes: Sequence[int]) -> Patterns:
    """Give a number to each distinct combination of codes.

    Parameters
    ----------
    columns : sequence of ndarray of int, each of shape (rows,)
        Codes from 0.
    sizes : sequence of int
        How many codes each column can hold.

    Returns
    -------
    Patterns
        Numbered in the order of their codes, so the order of rows does not matter.

    Examples
    --------
    >>> found = find_patterns([np.array([0, 1, 0]), np.array([2, 0, 2])], [2, 3])
    >>> found.inverse.tolist(), [c.tolist() for c in found.cells]
    ([0, 1, 0], [[0, 1], [2, 0]])
    """
    # Narrow while it can be: until it is compressed for the first time it is less than _DENSE.
    code: NDArray[Any] = np.zeros(len(columns[0]), dtype=np.int32)
    space = 1
    for column, size in zip(columns, sizes, strict=True):
        if space > 1 and space * size > _DENSE:
            code, rows = _compress(code, space)
            space = len(rows)
        code *= size
        code += column
        space *= size
    inverse, rows = _compress(code, space)
    return Patterns(inverse, [column[rows] for column in columns])


def _compress(code: NDArray[Any], space: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give numbers to the distinct codes, in their order, and find a row that has each."""
    if space > _DENSE:
        _, rows, inverse = np.unique(code, return_index=True, return_inverse=True)
        return inverse, rows
    seen = np.zeros(space, dtype=bool)
    seen[code] = True
    distinct = np.flatnonzero(seen)
    place = np.empty(space, dtype=np.int64)
    place[distinct] = np.arange(len(distinct))
    inverse, rows = place[code], np.empty(len(distinct), dtype=np.int64)
    rows[inverse] = np.arange(len(code))
    return inverse, rows
