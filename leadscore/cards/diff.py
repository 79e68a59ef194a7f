"""What two cards give differently, one line per change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute


@dataclass(frozen=True)
class Change:
    """One difference between two cards.

    Attributes
    ----------
    place : str
        Where it is: ``"size, large"``, ``"grades, A"``.
    before, after : str
        What stood there; empty where there was nothing.

    Examples
    --------
    >>> str(Change("size, large", "20 points", "25 points"))
    'size, large: 20 -> 25 points'
    """

    place: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.place}: new, {self.after}"
        if not self.after:
            return f"{self.place}: gone, was {self.before}"
        unit = " points"
        before = self.before.removesuffix(unit) if self.after.endswith(unit) else self.before
        return f"{self.place}: {before} -> {self.after}"


def diff_cards(old: Card, new: Card) -> list[Change]:
    """List what differs; see ``Card.diff``."""
    return [
        change
        for old_rows, new_rows in (
            (_head(old), _head(new)),
            *_attribute_pairs(old, new),
            (_gates(old), _gates(new)),
        )
        for change in _compare(old_rows, new_rows)
    ]


def _compare(old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for place in dict.fromkeys([*old, *new]):
        before, after = old.get(place, ""), new.get(place, "")
        if before != after:
            yield Change(place, before, after)


def _head(card: Card) -> dict[str, str]:
    return {
        "card, name": card.name,
        "card, version": card.version,
        "card, label": f"{card.label.en} / {card.label.zh}",
        "card, doubles_every": f"{card.doubles_every:g} points",
        **{f"grades, {letter}": f"{least} points" for letter, least in card.grades},
        "attributes, order": ", ".join(one.name for one in card.attributes),
    }


def _attribute_pairs(old: Card, new: Card) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    before = {one.name: one for one in old.attributes}
    after = {one.name: one for one in new.attributes}
    for name in dict.fromkeys([*before, *after]):
        yield _attribute(before.get(name)), _attribute(after.get(name))


def _attribute(one: Attribute | None) -> dict[str, str]:
    if one is None:
        return {}
    rest = {} if one.otherwise is None else {f"{one.name}, otherwise": f"{one.otherwise} points"}
    return {
        f"{one.name}, column": one.column,
        f"{one.name}, label": f"{one.label.en} / {one.label.zh}",
        f"{one.name}, ask": f"{one.ask.en} / {one.ask.zh}",
        **{f"{one.name}, {b.test.describe()}": f"{b.points} points" for b in one.bins},
        f"{one.name}, unknown": f"{one.unknown} points",
        **rest,
        **_bin_labels(one),
    }


def _bin_labels(one: Attribute) -> dict[str, str]:
    named = [b for b in one.bins if b.label is not None]
    return {
        f"{one.name}, {b.test.describe()}, label": f"{b.label.en} / {b.label.zh}"
        for b in named
        if b.label is not None
    }


def _gates(card: Card) -> dict[str, str]:
    def words(parts: Iterable[str]) -> str:
        return " ".join(parts)

    return {
        f"gate {gate.name}": words(
            (gate.column, "is", gate.test.describe(), f"({gate.label.en} / {gate.label.zh})")
        )
        for gate in card.gates
    }
