"""The card: Card > Attribute > Bin, gates and grades. A score is a sum of points.

A card is a frozen value: equal when it says the same, printed as the table a sales manager would
draw, changed only by making another one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, overload

from leadscore.cards.exports import Exports
from leadscore.cards.parts import Attribute, Gate, Words
from leadscore.errors import ArgumentError, nearest

if TYPE_CHECKING:
    from leadscore.cards.check import Finding
    from leadscore.cards.diff import Change
    from leadscore.cards.regrade import Regrade


@dataclass(frozen=True, repr=False)
class Card(Exports):
    """A score card: attributes whose points add up, gates and grades.

    Attributes
    ----------
    name, version : str
        What the card is called.
    label : Words
        What people read.
    doubles_every : float
        Points that double the odds of a win.
    grades : tuple of (str, int)
        Grade letter and the lowest score that earns it, best first. Below the last one is the
        next letter.
    attributes : tuple of Attribute
        In the order people read them.
    gates : tuple of Gate
        In the order they are tried.
    source : str or None
        The TOML text the card was read from, so that comments survive; not part of equality.

    Examples
    --------
    >>> card = hrm_card()
    >>> card.name, card.lowest <= card.highest
    ('hrm', True)
    >>> Card.from_toml(card.to_toml()) == card
    True
    """

    name: str
    version: str
    label: Words
    doubles_every: float
    grades: tuple[tuple[str, int], ...]
    attributes: tuple[Attribute, ...]
    gates: tuple[Gate, ...] = ()
    source: str | None = field(default=None, compare=False)

    @classmethod
    def from_toml(cls, text: str, where: str = "card") -> Card:
        """Read a card from TOML text.

        Parameters
        ----------
        text : str
            The file's text.
        where : str
            How error messages call it.

        Returns
        -------
        Card

        Raises
        ------
        CardError
            With every fault that the text has, each with its place.

        Examples
        --------
        >>> Card.from_toml(hrm_card().to_toml()).name
        'hrm'
        """
        from leadscore.cards.card_file import parse_card  # noqa: PLC0415  it makes Cards

        return parse_card(text, where)

    @classmethod
    def load(cls, path: str | Path) -> Card:
        """Read a card from a TOML file.

        Raises
        ------
        FileError
            When the file cannot be read.
        CardError
            With every fault that the file has.

        Examples
        --------
        >>> Card.load("no-such-card.toml")
        Traceback (most recent call last):
            ...
        leadscore.errors.FileError: Cannot read the card "no-such-card.toml": no such file...
        """
        from leadscore.cards.card_file import load_card  # noqa: PLC0415

        return load_card(path)

    def to_toml(self) -> str:
        """Write the card as TOML; comments of the text it was read from are kept.

        Returns
        -------
        str

        Examples
        --------
        >>> "[[attribute]]" in hrm_card().to_toml()
        True
        """
        from leadscore.cards.card_file import write_card  # noqa: PLC0415

        return write_card(self)

    def save(self, path: str | Path) -> None:
        """Write the card to a file, whole or not at all.

        Raises
        ------
        FileError
            When the file cannot be written; the old one is then still whole.

        Examples
        --------
        >>> hrm_card().save("no-such-folder/card.toml")
        Traceback (most recent call last):
            ...
        leadscore.errors.FileError: Cannot write "no-such-folder/card.toml": ...
        """
        from leadscore.writing import write_whole  # noqa: PLC0415

        write_whole(path, lambda part: part.write_text(self.to_toml(), encoding="utf-8"))

    def attribute(self, name: str) -> Attribute:
        """Return the attribute with this name.

        Raises
        ------
        ArgumentError
            When there is none; names the nearest one.

        Examples
        --------
        >>> hrm_card().attribute("sise")
        Traceback (most recent call last):
            ...
        leadscore.errors.ArgumentError: Card "hrm" has no attribute "sise". Did you mean "size"?
        """
        for one in self.attributes:
            if one.name == name:
                return one
        names = [one.name for one in self.attributes]
        raise ArgumentError(
            f'Card "{self.name}" has no attribute "{name}".'
            f"{nearest(name, names) or ' It has: ' + ', '.join(names) + '.'}"
        )

    def with_points(self, points: Mapping[str, Mapping[int | str, int]]) -> Card:
        """Return a card with other points.

        Parameters
        ----------
        points : mapping
            Attribute name to a mapping from the bin's place (0 is the first) or the words
            ``"unknown"`` and ``"otherwise"`` to whole points.

        Returns
        -------
        Card

        Raises
        ------
        ArgumentError
            When an attribute or a bin is not there.
        CardError
            When the new points make the card faulty.

        Examples
        --------
        >>> changed = hrm_card().with_points({"size": {0: 25}})
        >>> changed.attribute("size").bins[0].points
        25
        """
        for name in points:
            self.attribute(name)
        made = [one.with_points(points.get(one.name, {})) for one in self.attributes]
        changed = dataclasses.replace(self, attributes=tuple(made))
        return Card.from_toml(changed.to_toml(), where=f'card "{self.name}"')

    def cross(self, first: str, second: str) -> Card:
        """Return the card with one more attribute, which reads two of its attributes together.

        For facts that count only together. The new attribute has a bin for every pair of bins,
        all without points, so no score changes until it is given some, by hand or by ``learn``.

        Parameters
        ----------
        first, second : str
            Names of attributes.

        Returns
        -------
        Card

        Raises
        ------
        ArgumentError
            When an attribute is not there, both read one column, or they are crossed already.

        Examples
        --------
        >>> crossed = hrm_card().cross("size", "brand")
        >>> crossed.attributes[-1].name, crossed.highest == hrm_card().highest
        ('size + brand', True)
        """
        from leadscore.cards.crossed import cross_attributes  # noqa: PLC0415  rarely needed

        both = cross_attributes(self.attribute(first), self.attribute(second))
        if any(set(one.columns) == set(both.columns) for one in self.attributes):
            raise ArgumentError(f'Card "{self.name}" has "{first}" and "{second}" crossed already.')
        changed = dataclasses.replace(self, attributes=(*self.attributes, both))
        return Card.from_toml(changed.to_toml(), where=f'card "{self.name}"')

    @property
    def lowest(self) -> int:
        """Return the lowest score the card can give.

        Examples
        --------
        >>> hrm_card().lowest
        3
        """
        return sum(one.lowest for one in self.attributes)

    @property
    def highest(self) -> int:
        """Return the highest score the card can give.

        Examples
        --------
        >>> hrm_card().highest
        100
        """
        return sum(one.highest for one in self.attributes)

    @property
    def rest_grade(self) -> str:
        """Return the grade below the last threshold.

        Examples
        --------
        >>> hrm_card().rest_grade
        'D'
        """
        return chr(ord(self.grades[-1][0]) + 1)

    def grade(self, score: int) -> str:
        """Return the grade of a score.

        Examples
        --------
        >>> hrm_card().grade(1000)
        'A'
        """
        for letter, least in self.grades:
            if score >= least:
                return letter
        return self.rest_grade

    def check(self, leads: object = None) -> list[Finding]:
        """Look for gaps, unreachable grades and facts that are counted twice.

        Parameters
        ----------
        leads : table, optional
            Facts to check the card against: values it does not name, attributes that say the
            same thing.

        Returns
        -------
        list of Finding
            Empty when there is nothing to remark.

        Examples
        --------
        >>> hrm_card().check()
        []
        """
        from leadscore.cards.check import check_card  # noqa: PLC0415

        return check_card(self, leads)

    @overload
    def diff(self, other: Card) -> list[Change]: ...
    @overload
    def diff(self, other: Card, leads: object) -> Regrade: ...
    def diff(self, other: Card, leads: object = None) -> list[Change] | Regrade:
        """List what another card gives differently, on paper or on leads.

        Parameters
        ----------
        other : Card
            The card to compare with.
        leads : table, optional
            Leads with ``lead_id`` and the columns that both cards read.

        Returns
        -------
        list of Change, or Regrade
            One entry per attribute, bin, gate or grade that differs; empty when equal. With
            leads also which of them change grade, and by which attribute.

        Examples
        --------
        >>> card = hrm_card()
        >>> [str(c) for c in card.diff(card.with_points({"size": {0: 25}}))]
        ['size, large: 20 -> 25 points']
        """
        from leadscore.cards.diff import diff_cards  # noqa: PLC0415
        from leadscore.cards.regrade import compare_on_leads  # noqa: PLC0415

        return diff_cards(self, other) if leads is None else compare_on_leads(self, other, leads)

    def __repr__(self) -> str:
        from leadscore.cards.show import card_text  # noqa: PLC0415

        return card_text(self)

    def _repr_html_(self) -> str:
        from leadscore.cards.show import card_html  # noqa: PLC0415

        return card_html(self)


def hrm_card() -> Card:
    """Return the shipped card for sellers of HR software.

    Returns
    -------
    Card
        The card of ``cards/data/hrm.toml``; the reason for each choice is in its comments.

    Examples
    --------
    >>> [attribute.name for attribute in hrm_card().attributes]
    ['size', 'industry', 'brand', 'contact', 'hr_type', 'hiring', 'etooling']
    """
    from leadscore.cards.card_file import shipped_card  # noqa: PLC0415

    return shipped_card("hrm")
