"""The cases that any other engine must pass: every boundary of a card, with what it must give."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.batch import card_needs
from leadscore.cards.binning import attribute_cells, column_needs
from leadscore.cards.parts import Attribute, Gate, Test
from leadscore.cards.scoring import score_batch
from leadscore.cards.segments import segments
from leadscore.distinct import is_missing
from leadscore.doors import clean
from leadscore.errors import CardWarning, check_choice
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind

KINDS = ("pandas", "polars", "pyarrow")
_MISSING = (None, "", " ", "-", "N/A", " nan ", "不限", "\u3000", "un\u212anown")
_MOST_SUMS = 20_000
_MEETINGS = 7
_TYPES: dict[ColumnKind, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
}
_Values = dict[str, Any]


def make_cases(
    card: Card, *, columns: Sequence[str] | None = None, kind: str = "pandas", lang: str = "en"
) -> Any:
    """List leads that touch every boundary of a card; see ``Card.cases``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> cases = make_cases(hrm_card(), kind="polars")
    >>> cases.filter(case="size: medium|small")["score", "low", "high"].row(0)
    (41, 7, 96)
    """
    check_language(lang)
    check_choice("kind", kind, KINDS)
    names = _names(card) if columns is None else list(columns)
    needs = card_needs(card, names)
    parts: list[tuple[str, list[tuple[str, _Values]]]] = [
        *((one.name, attribute_values(one, names)) for one in card.attributes),
        *((f"gate {one.name}", gate_values(one, names)) for one in card.gates),
    ]
    rows: list[tuple[str, _Values]] = [("nothing is known", {})]
    rows += [(f"{part}: {text}", values) for part, found in parts for text, values in found]
    rows += _mixed([found for _, found in parts])
    rows += _grade_edges(card, names)
    data = {
        "lead_id": [f"case-{number:05}" for number in range(1, len(rows) + 1)],
        "case": [text for text, _ in rows],
        **{name: [values.get(name) for _, values in rows] for name in needs},
    }
    types = {
        "lead_id": pl.String(),
        "case": pl.String(),
        **{n: _TYPES[k] for n, k in needs.items()},
    }
    leads = pl.DataFrame(data, schema=types)
    with warnings.catch_warnings():
        # Values that the card does not name are here on purpose.
        warnings.simplefilter("ignore", CardWarning)
        outputs = score_batch(clean(leads.select(list(needs)), needs), card, lang)
    table = leads.with_columns(outputs.get_columns())
    if kind == "polars":
        return table
    return table.to_arrow() if kind == "pyarrow" else table.to_pandas()


def _names(card: Card) -> list[str]:
    """Name the columns of the fullest table: numbers as intervals."""
    names: list[str] = []
    sides = [(side.column, side.kind) for one in card.attributes for side in one.sides]
    for column, kind in [*sides, *((gate.column, gate.test.kind) for gate in card.gates)]:
        names += [f"{column}_low", f"{column}_high"] if kind == "number" else [column]
    return names


def attribute_values(one: Attribute, names: Sequence[str]) -> list[tuple[str, _Values]]:
    """List what a lead may hold for one attribute, each with its words.

    Parameters
    ----------
    one : Attribute
        The attribute.
    names : sequence of str
        The table's columns; they tell whether a number stands there as an interval.

    Returns
    -------
    list of (str, dict)
        The words, and column name to value.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> [text for text, _ in attribute_values(hrm_card().attribute("hiring"), [])][:5]
    ['hr', 'yes', 'no', 'hr|hr', 'hr|yes']
    """
    if one.kind == "crossed":
        return [*_heads(one, names), *_pairs(*(attribute_values(s, names) for s in one.sides))]
    if one.kind == "number":
        edges = [s.test.start for s in segments(one)[1:]]
        return _number_values(edges, list(column_needs(one, names)))
    if one.kind == "boolean":
        return _boolean_values(one.column)
    groups = [[v for v in b.test.values if isinstance(v, str)] for b in one.bins]
    return [(_words(text), {one.column: text}) for text in _texts(groups)]


def _heads(one: Attribute, names: Sequence[str]) -> list[tuple[str, _Values]]:
    """Fill each bin of a crossed attribute once."""
    first, second = (list(column_needs(side, names)) for side in one.sides)
    rows = []
    for b in one.bins:
        if b.also is not None:
            values = dict.fromkeys(first, _inside(b.test)) | dict.fromkeys(second, _inside(b.also))
            rows.append((b.describe(), values))
    return rows


def _inside(test: Test) -> str | bool | float:
    if test.values:
        return test.values[0]
    if math.isfinite(test.start):
        return test.start
    return math.nextafter(test.below, -math.inf) if math.isfinite(test.below) else 0.0


def _pairs(
    firsts: list[tuple[str, _Values]], seconds: list[tuple[str, _Values]]
) -> list[tuple[str, _Values]]:
    """Let each value of one column meet several of the other."""
    rows = {}
    for i, j in product(range(max(len(firsts), len(seconds))), range(_MEETINGS)):
        first = firsts[i % len(firsts)]
        second = seconds[(i * _MEETINGS + j) % len(seconds)]
        rows[f"{first[0]} + {second[0]}"] = {**first[1], **second[1]}
    return list(rows.items())


def gate_values(one: Gate, names: Sequence[str]) -> list[tuple[str, _Values]]:
    """List what a lead may hold for one gate, each with its words.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> [text for text, _ in gate_values(hrm_card().gates[0], [])][:3]
    ['deregistered', 'revoked', 'deregistered|deregistered']
    """
    if one.test.kind == "number":
        edges = [end for end in (one.test.start, one.test.below) if math.isfinite(end)]
        return _number_values(edges, list(column_needs(one, names)))
    if one.test.kind == "boolean":
        return _boolean_values(one.column)
    groups = [[v] for v in one.test.values if isinstance(v, str)]
    return [(_words(text), {one.column: text}) for text in _texts(groups)]


def _words(text: str | None) -> str:
    return "null" if text is None else text if text.isprintable() and text else ascii(text)


def _boolean_values(column: str) -> list[tuple[str, _Values]]:
    return [("true", {column: True}), ("false", {column: False}), ("null", {column: None})]


def _texts(groups: Sequence[Sequence[str]]) -> list[str | None]:
    """Each value, sets of two bins, of all and with a stranger, odd forms, missing forms."""
    values = [value for group in groups for value in group]
    heads = [group[0] for group in groups]
    unseen = "never seen"
    while unseen in values:
        unseen += "!"
    sets = [f"{heads[0]}|{heads[0]}", *("|".join(pair) for pair in pairwise(heads))]
    sets += ["|".join(values), f"{values[0]}|{unseen}", f"{unseen}|{values[-1]}"]
    odd = [unseen, f" {values[0]}\t", f"\u3000{values[-1]}\u00a0", f"{values[0]} | {heads[-1]}"]
    odd += [f"{values[0]}|", "|", "||", " | ", f"{values[0]}|N/A", f"{values[0]}||{values[-1]}"]
    cased = [form for value in values for form in (value.upper(), value.title()) if form != value]
    swapped = [value.upper() for value in values if is_missing(value)]
    found: list[str | None] = [*values, *sets, *odd, *cased[:20], *swapped, *_MISSING]
    return list(dict.fromkeys(found))


def _number_values(edges: Sequence[float], ends: Sequence[str]) -> list[tuple[str, _Values]]:
    """Both sides of each edge, missing forms; with two columns also intervals across edges."""
    singles: list[float | None] = [
        side
        for edge in edges
        for side in (math.nextafter(edge, -math.inf), edge, math.nextafter(edge, math.inf))
    ]
    singles += [0.0, -0.0, 1e300, -1e300, None, math.nan, math.inf, -math.inf]
    if len(ends) == 1:
        return [(repr(value), {ends[0]: value}) for value in singles]
    pairs: list[tuple[float | None, float | None]] = [(v, v) for v in singles]
    for edge in edges:
        before = math.nextafter(edge, -math.inf)
        pairs += [(before, edge), (edge, before), (edge - 1, edge + 1), (before, None)]
        pairs += [(edge, None), (None, edge), (None, before), (math.nan, before), (edge, math.inf)]
    order = sorted(edges)
    pairs += [(left, right) for left, right in pairwise(order)]
    pairs += [(left, math.nextafter(right, -math.inf)) for left, right in pairwise(order)]
    if order:
        pairs += [(math.nextafter(order[0], -math.inf), order[-1]), (order[-1], order[0] - 1)]
    return [(f"{low!r} to {high!r}", {ends[0]: low, ends[1]: high}) for low, high in pairs]


def _mixed(found: Sequence[Sequence[tuple[str, _Values]]]) -> list[tuple[str, _Values]]:
    """Change everything at once, so that parts which are right alone are also added up right."""
    rows = []
    for number in range(2 * max(len(values) for values in found)):
        row: _Values = {}
        for place, values in enumerate(found):
            # Another stride for every part: their values meet in ever new combinations.
            row |= values[(number * (2 * place + 1) + place) % len(values)][1]
        rows.append((f"mixed {number + 1}", row))
    return rows


def _grade_edges(card: Card, names: Sequence[str]) -> list[tuple[str, _Values]]:
    """Find leads whose score is the nearest to each grade's line, on both sides of it."""
    sums: dict[int, tuple[_Values, ...]] = {0: ()}
    for together in _groups(card.attributes):
        options = _known_points(together, names)
        grown: dict[int, tuple[_Values, ...]] = {}
        for reached, chosen in sums.items():
            for points, values in options.items():
                grown.setdefault(reached + points, (*chosen, values))
        sums = _thinned(grown)
    rows = []
    for letter, least in card.grades:
        above = sorted(total for total in sums if total >= least)[:1]
        below = sorted(total for total in sums if total < least)[-1:]
        for side, nearest in (("from", above), ("below", below)):
            for total in nearest:
                row = {name: value for part in sums[total] for name, value in part.items()}
                rows.append((f"grade {letter}, {side} {least}: {total}", row))
    return rows


def _groups(attributes: Sequence[Attribute]) -> list[list[Attribute]]:
    """Put attributes that read a common column together: their points hang together."""
    groups: list[list[Attribute]] = []
    for one in attributes:
        mine = [g for g in groups if any(set(one.columns) & set(other.columns) for other in g)]
        groups = [g for g in groups if g not in mine]
        groups.append([*(other for g in mine for other in g), one])
    return groups


def _known_points(together: Sequence[Attribute], names: Sequence[str]) -> dict[int, _Values]:
    """Map points of some attributes together to values that give them."""
    rows = [values for one in together for _, values in attribute_values(one, names)]
    needs = {k: v for one in together for k, v in column_needs(one, names).items()}
    types = {name: _TYPES[kind] for name, kind in needs.items()}
    frame = clean(pl.DataFrame(rows, schema=types, orient="row"), needs)
    cells = [attribute_cells(one, frame) for one in together]
    total = np.sum([one.best[one.codes] for one in cells], axis=0)
    found: dict[int, _Values] = {}
    for points, values in zip(total, rows, strict=True):
        found.setdefault(int(points), values)
    return found


def _thinned(sums: dict[int, Any]) -> dict[int, Any]:
    """Keep a bounded number of sums, evenly over their range."""
    if len(sums) <= _MOST_SUMS:
        return sums
    order: Iterable[int] = sorted(sums)[:: -(-len(sums) // _MOST_SUMS)]
    return {total: sums[total] for total in order}
