"""What a card is made of: words, tests, bins, attributes and gates, each a frozen value."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leadscore.errors import ArgumentError
from leadscore.standards.vocabulary import label

Kind = Literal["text", "boolean", "number"]
AND = " + "
"""Between the two values of a crossed attribute, wherever they are put into words."""


@dataclass(frozen=True)
class Words:
    """What people read, in English and Chinese; one language stands in for the other.

    Attributes
    ----------
    en, zh : str
        The words.

    Examples
    --------
    >>> Words("Company size", "企业规模").in_language("zh")
    '企业规模'
    """

    en: str
    zh: str

    def in_language(self, lang: str) -> str:
        """Return the words in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Test:
    """The closed set of tests: a list of values, or a range of numbers.

    Attributes
    ----------
    values : tuple of str or bool
        The value is one of these (``in``); empty for a range.
    start : float
        Numbers from here on (``from``, included); minus infinity when open.
    below : float
        Numbers below this (``below``, not included); infinity when open.

    Examples
    --------
    >>> Test(("large",)).kind, Test(start=500.0).kind
    ('text', 'number')
    """

    values: tuple[str | bool, ...] = ()
    start: float = -math.inf
    below: float = math.inf

    __test__ = False  # not a test class, whatever its name says to a test runner

    @property
    def kind(self) -> Kind:
        """Return which kind of column the test reads."""
        if not self.values:
            return "number"
        return "boolean" if isinstance(self.values[0], bool) else "text"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the values as the cells of a column name them: true is ``"true"``."""
        return tuple(str(v).lower() if isinstance(v, bool) else v for v in self.values)

    def covers(self, other: Test) -> bool:
        """Return whether whatever passes the other test, of the same kind, passes this one."""
        if self.values:
            return set(other.values) <= set(self.values)
        return self.start <= other.start and other.below <= self.below

    def meets(self, other: Test) -> bool:
        """Return whether anything passes both this test and the other, of the same kind."""
        if self.values:
            return not set(self.values).isdisjoint(other.values)
        return max(self.start, other.start) < min(self.below, other.below)

    def describe(self, lang: str = "en") -> str:
        """Say the test in words."""
        if self.values:
            yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
            return ", ".join(v if isinstance(v, str) else (yes if v else no) for v in self.values)
        start, below = f"{self.start + 0.0:.12g}", f"{self.below + 0.0:.12g}"
        zh = lang == "zh"
        if math.isinf(self.start):
            return f"{below}以下(不含)" if zh else f"below {below}"
        if math.isinf(self.below):
            return f"{start}及以上" if zh else f"from {start}"
        return f"{start}至{below}(不含)" if zh else f"{start} to below {below}"


@dataclass(frozen=True)
class Bin:
    """One row of an attribute: a test and the points it gives.

    Attributes
    ----------
    test : Test
        When the bin applies.
    points : int
        What it adds to the score; may be negative.
    label : Words or None
        What people read; None takes the words of the standards, else the values themselves.
    also : Test or None
        Of a crossed attribute: the test of its second column, which must hold as well.

    Examples
    --------
    >>> Bin(Test(("large",)), 20).points
    20
    >>> Bin(Test(("large",)), 6, also=Test(start=300.0)).describe()
    'large + from 300'
    """

    test: Test
    points: int
    label: Words | None = None
    also: Test | None = None

    def describe(self, lang: str = "en") -> str:
        """Say the test, or both, in words."""
        tests = [self.test] if self.also is None else [self.test, self.also]
        return AND.join(test.describe(lang) for test in tests)


@dataclass(frozen=True)
class Attribute:
    """One column's part of the score, or that of two columns taken together.

    Attributes
    ----------
    name : str
        The name in the card; unique.
    column : str
        The lead column it reads. A number attribute ``x`` also reads an interval from ``x_low``
        and ``x_high`` when the table has no column ``x``.
    label : Words
        What people read.
    ask : Words
        The question that fills the gap when nothing is known.
    unknown : int
        The best guess, in points, when nothing is known. A learned card may put it outside what
        the bins give: that nobody filled in the field then says something itself.
    bins : tuple of Bin
        The rows; all of one kind.
    otherwise : int or None
        Points of a value that no bin names; such values are reported. None when the bins leave
        no gap.
    crossed_with : str or None
        The second lead column of a crossed attribute: each of its bins tests both. Where either
        is not known, nothing is.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> size = hrm_card().attribute("size")
    >>> size.lowest, size.highest, size.kind
    (0, 20, 'text')
    """

    name: str
    column: str
    label: Words
    ask: Words
    unknown: int
    bins: tuple[Bin, ...]
    otherwise: int | None = None
    crossed_with: str | None = None

    @property
    def kind(self) -> Kind | Literal["crossed"]:
        """Return which kind of column the attribute reads; of two columns it is crossed."""
        return self.bins[0].test.kind if self.crossed_with is None else "crossed"

    @property
    def sides(self) -> tuple[Attribute, ...]:
        """Return the attribute itself; of a crossed one what it reads of each of its columns."""
        if self.crossed_with is None:
            return (self,)
        tests = [(b.test, b.also) for b in self.bins if b.also is not None]
        columns = (self.column, self.crossed_with)
        return tuple(
            dataclasses.replace(
                self,
                name=column,
                column=column,
                bins=tuple(Bin(test, 0) for test in dict.fromkeys(side)),
                unknown=0,
                otherwise=0,
                crossed_with=None,
            )
            for column, side in zip(columns, zip(*tests, strict=True), strict=True)
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column, or both columns, that the attribute reads."""
        return (self.column,) if self.crossed_with is None else (self.column, self.crossed_with)

    @property
    def slot_points(self) -> tuple[int, ...]:
        """Return the points of every slot: the bins in order, unknown, otherwise if there is."""
        rest = () if self.otherwise is None else (self.otherwise,)
        return (*(b.points for b in self.bins), self.unknown, *rest)

    @property
    def possible(self) -> tuple[int, ...]:
        """Return every number of points that a known value can give."""
        rest = () if self.otherwise is None else (self.otherwise,)
        return (*(b.points for b in self.bins), *rest)

    @property
    def lowest(self) -> int:
        """Return the fewest points that are possible, known or not."""
        return min(self.slot_points)

    @property
    def highest(self) -> int:
        """Return the most points that are possible, known or not."""
        return max(self.slot_points)

    @property
    def rest_slot(self) -> int:
        """Return the slot of a value that no bin names; without ``otherwise`` none comes."""
        return len(self.bins) + (self.otherwise is not None)

    def bin_words(self, one: Bin, lang: str = "en") -> str:
        """Say a bin in words: its own label, the words of the standards, or its tests."""
        if one.label is not None:
            return one.label.in_language(lang)
        tests = (one.test,) if one.also is None else (one.test, one.also)
        sides = zip(self.columns, tests, strict=True)
        return AND.join(_test_words(column, test, lang) for column, test in sides)

    def with_points(self, points: Mapping[int | str, int]) -> Attribute:
        """Return the attribute with other points; see ``Card.with_points``."""
        allowed = [*range(len(self.bins)), "unknown", "otherwise"]
        for place in points:
            if place not in allowed:
                raise ArgumentError(
                    f'Attribute "{self.name}" has no bin {place!r}; allowed: 0 to '
                    f'{len(self.bins) - 1}, "unknown", "otherwise".'
                )
        return dataclasses.replace(
            self,
            unknown=points.get("unknown", self.unknown),
            otherwise=points.get("otherwise", self.otherwise),
            bins=tuple(
                dataclasses.replace(b, points=points.get(place, b.points))
                for place, b in enumerate(self.bins)
            ),
        )


def _test_words(column: str, test: Test, lang: str) -> str:
    if test.kind != "text":
        return test.describe(lang)
    joint = "、" if lang == "zh" else ", "
    return joint.join(label(column, str(value), lang) for value in test.values)


@dataclass(frozen=True)
class Gate:
    """A reason to disqualify a lead, whatever its score.

    Attributes
    ----------
    name : str
        The name in the card; unique.
    label : Words
        What people read as the reason.
    column : str
        The lead column it reads.
    test : Test
        When it closes. What is unknown, or only possible, does not close a gate.

    Examples
    --------
    >>> Gate("closed", Words("Closed", "已注销"), "status", Test(("revoked",))).column
    'status'
    """

    name: str
    label: Words
    column: str
    test: Test
