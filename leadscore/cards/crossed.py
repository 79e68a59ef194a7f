"""Two attributes taken together: a crossed attribute, and which bin a pair of values has."""

from __future__ import annotations

from itertools import product

from leadscore.cards.parts import AND, Attribute, Bin, Test, Words
from leadscore.cards.segments import segments
from leadscore.errors import ArgumentError


def cross_attributes(first: Attribute, second: Attribute) -> Attribute:
    """Make one attribute of two: a bin for every pair of their bins, all without points.

    Parameters
    ----------
    first, second : Attribute
        Neither of them crossed.

    Returns
    -------
    Attribute
        Bins in the order of the first, then of the second. It says what the two do not say
        alone, so its points come on top of theirs.

    Raises
    ------
    ArgumentError
        When both read the same column, or one is crossed already.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card = hrm_card()
    >>> both = cross_attributes(card.attribute("size"), card.attribute("brand"))
    >>> both.name, len(both.bins), both.bins[0].describe(), both.highest
    ('size + brand', 10, 'large + known', 0)
    """
    crossed = [one.name for one in (first, second) if one.crossed_with is not None]
    if crossed:
        raise ArgumentError(f'Attribute "{crossed[0]}" is crossed already; cross two plain ones.')
    if first.column == second.column:
        raise ArgumentError(
            f'Attributes "{first.name}" and "{second.name}" both read column "{first.column}"; '
            "crossed they say no more than either alone."
        )
    return Attribute(
        name=AND.join((first.name, second.name)),
        column=first.column,
        label=Words(*(AND.join(pair) for pair in _in_both(first.label, second.label))),
        ask=Words(*(" ".join(pair) for pair in _in_both(first.ask, second.ask))),
        unknown=0,
        bins=tuple(_both(first, second, a, b) for a, b in product(first.bins, second.bins)),
        otherwise=0,
        crossed_with=second.column,
    )


def _in_both(first: Words, second: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    return (first.en, second.en), (first.zh, second.zh)


def _both(first: Attribute, second: Attribute, a: Bin, b: Bin) -> Bin:
    label = None
    if a.label is not None or b.label is not None:
        words = ((first.bin_words(a, lang), second.bin_words(b, lang)) for lang in ("en", "zh"))
        label = Words(*(AND.join(pair) for pair in words))
    return Bin(a.test, 0, label, b.test)


def pair_slots(one: Attribute) -> dict[tuple[str, str], int]:
    """Say which bin of a crossed attribute each pair of named values has.

    Parameters
    ----------
    one : Attribute
        A crossed attribute.

    Returns
    -------
    dict
        Pairs of values, as the cells of its ``sides`` name them, to the place of the bin; pairs
        that no bin names are not there.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card = hrm_card()
    >>> slots = pair_slots(cross_attributes(card.attribute("size"), card.attribute("brand")))
    >>> slots["large", "known"], slots["large", "unlisted"], len(slots)
    (0, 1, 10)
    """
    first, second = (_values(side) for side in one.sides)
    return {
        (a, b): place
        for place, row in enumerate(one.bins)
        if row.also is not None
        for a, b in product(_fitting(first, row.test), _fitting(second, row.also))
    }


def _values(side: Attribute) -> dict[str, Test]:
    """Name the values that the bins of one side tell apart, each with a test that is only it."""
    if side.kind == "number":
        return {s.test.describe(): s.test for s in segments(side)}
    return {
        word: Test((value,))
        for b in side.bins
        for word, value in zip(b.test.words, b.test.values, strict=True)
    }


def _fitting(values: dict[str, Test], test: Test) -> list[str]:
    return [name for name, only in values.items() if test.covers(only)]
