"""Random cards and leads for the laws that hold for every one of them."""

from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from typing import Any

import polars as pl
from hypothesis import strategies as st

from leadscore.cards.card import Card
from leadscore.cards.card_rules import number_gaps
from leadscore.cards.crossed import cross_attributes
from leadscore.cards.parts import Attribute, Bin, Gate, Test, Words

POINTS = st.integers(-40, 40)
ODD = ["a,b", 'quo"te', "[-inf ~ 1e-05)", "无", "ünï", "none", "N.A.x", "it's", "a\nb", "=1+1", "é"]
WORDS = st.builds(
    Words, st.sampled_from(["Size", "a|b", 'x "y"']), st.sampled_from(["规模", "行业"])
)
NUMBERS = st.one_of(
    st.integers(-5, 2000),
    st.sampled_from([0.7, 1e-5, -0.0, 1e300, 499.5, 0.1 + 0.2]),
)


@st.composite
def text_bins(draw: st.DrawFn) -> tuple[Bin, ...]:
    """Draw bins that list texts, no text twice."""
    values = draw(
        st.lists(st.sampled_from([*ODD, *"abcdefgh"]), min_size=1, max_size=6, unique=True)
    )
    cuts = draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    groups: list[list[str]] = [[]]
    for value, cut in zip(values, cuts, strict=True):
        if cut and groups[-1]:
            groups.append([])
        groups[-1].append(value)
    return tuple(Bin(Test(tuple(group)), draw(POINTS)) for group in groups)


@st.composite
def number_bins(draw: st.DrawFn) -> tuple[Bin, ...]:
    """Draw bins that cut the number line, with gaps."""
    edges = sorted(draw(st.lists(NUMBERS.map(float), min_size=1, max_size=4, unique=True)))
    ends = [-math.inf, *edges, math.inf]
    bins = [
        Bin(Test(start=start, below=below), draw(POINTS))
        for start, below in pairwise(ends)
        if start < below and draw(st.integers(0, 3))
    ]
    return tuple(bins) or (Bin(Test(start=edges[0]), draw(POINTS)),)


@st.composite
def attributes(draw: st.DrawFn, name: str) -> Attribute:
    """Draw an attribute of any kind."""
    kind = draw(st.sampled_from(["text", "text", "number", "interval", "boolean"]))
    otherwise: int | None = draw(POINTS)
    bins: tuple[Bin, ...]
    if kind == "text":
        bins = draw(text_bins())
    elif kind == "boolean":
        truths = draw(st.sampled_from([(True,), (False,), (True, False)]))
        bins = tuple(Bin(Test((value,)), draw(POINTS)) for value in truths)
        otherwise = None if len(truths) == 2 else otherwise
    else:
        bins = draw(number_bins())
        otherwise = otherwise if number_gaps(bins) else None
    possible = [b.points for b in bins] + ([] if otherwise is None else [otherwise])
    unknown = draw(st.integers(min(possible), max(possible)))
    column = f"{name}_{kind}"
    return Attribute(name, column, draw(WORDS), draw(WORDS), unknown, bins, otherwise)


@st.composite
def crossings(draw: st.DrawFn, first: Attribute, second: Attribute) -> Attribute:
    """Draw a crossing of two attributes, which names some of their pairs and has points."""
    whole = cross_attributes(first, second)
    size = len(whole.bins)
    kept = draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=size, unique=True))
    bins = tuple(dataclasses.replace(whole.bins[i], points=draw(POINTS)) for i in kept)
    rest, label = draw(POINTS), draw(WORDS)
    points = [rest, *(b.points for b in bins)]
    unknown = draw(st.integers(min(points), max(points)))
    if draw(st.booleans()):
        bins = (dataclasses.replace(bins[0], label=label), *bins[1:])
    return dataclasses.replace(whole, label=label, unknown=unknown, bins=bins, otherwise=rest)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Draw a valid card."""
    names = [f"fact{i}" for i in range(draw(st.integers(1, 5)))]
    grades = sorted(draw(st.lists(st.integers(-60, 100), min_size=1, max_size=4, unique=True)))
    gates = (Gate("shut", Words("Shut", "关"), "status", Test(("closed", "gone"))),)
    parts = [draw(attributes(name)) for name in names]
    if len(parts) > 1 and draw(st.booleans()):
        # With the attributes that it crosses, or instead of one of them.
        parts = [*parts[draw(st.integers(0, 1)) :], draw(crossings(parts[0], parts[1]))]
    return Card(
        name=draw(st.sampled_from(["hrm", 'na"me', "卡"])),
        version="1",
        label=draw(WORDS),
        doubles_every=draw(st.sampled_from([20.0, 12.5])),
        grades=tuple(zip("ABCD", reversed(grades), strict=False)),
        attributes=tuple(parts),
        gates=gates if draw(st.booleans()) else (),
    )


def cell_values(one: Attribute) -> st.SearchStrategy[Any]:
    """Values a lead can have for an attribute: known, a set, missing in many forms, unforeseen."""
    if one.column.endswith("boolean"):
        return st.sampled_from([True, False, None])
    if one.kind == "number":
        return st.one_of(st.none(), NUMBERS.map(float), st.sampled_from([math.nan, math.inf]))
    named = [value for b in one.bins for value in b.test.values if isinstance(value, str)]
    known = st.sampled_from(named)
    return st.one_of(
        known,
        st.lists(known, min_size=2, max_size=3).map("|".join),
        st.sampled_from([None, "", "N/A", " - ", "never seen", f"{named[0]}|never seen"]),
    )


@st.composite
def leads_for(draw: st.DrawFn, card: Card, most: int = 8) -> pl.DataFrame:
    """Draw leads with the columns that a card reads."""
    height = draw(st.integers(0, most))

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=height, max_size=height))

    data: dict[str, pl.Series] = {
        "lead_id": pl.Series([f"L{i:02}" for i in range(height)], dtype=pl.String)
    }
    for one in dict.fromkeys(side for whole in card.attributes for side in whole.sides):
        if one.column in data or f"{one.column}_low" in data:
            continue
        if one.column.endswith("interval"):
            ends = st.one_of(st.none(), st.integers(-5, 2000).map(float))
            data[f"{one.column}_low"] = pl.Series(column(ends), dtype=pl.Float64)
            data[f"{one.column}_high"] = pl.Series(column(ends), dtype=pl.Float64)
        else:
            dtype = {"number": pl.Float64, "boolean": pl.Boolean}.get(one.kind, pl.String)
            data[one.column] = pl.Series(column(cell_values(one)), dtype=dtype)
    status = st.sampled_from(["closed", "active", "closed|active", "closed|gone", None])
    data["status"] = pl.Series(column(status), dtype=pl.String)
    return pl.DataFrame(data)


@st.composite
def cards_and_leads(draw: st.DrawFn) -> tuple[Card, pl.DataFrame]:
    """Draw a card and leads for it."""
    card = draw(cards())
    return card, draw(leads_for(card))
