"""How a column writes its dates: what the cells that leave no doubt say about the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_NO_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")


class DateHabit(NamedTuple):
    """How a column writes dates that could be read in several ways.

    Attributes
    ----------
    day_first : bool or None
        Whether the day stands before the month; None: no date of the column tells.
    short_year : {"first", "last"} or None
        Where a year of two digits stands; None: no date of the column tells.
    """

    day_first: bool | None = None
    short_year: Literal["first", "last"] | None = None


def date_habit(texts: Iterable[str]) -> DateHabit:
    """Tell from the dates that leave no doubt how a column writes the others.

    Parameters
    ----------
    texts : iterable of str
        Its cells.

    Returns
    -------
    DateHabit
        A year of two digits stands where all cells allow one; where both places do, in the one
        that has far fewer different values, because the dates of a list lie near each other.

    Examples
    --------
    >>> date_habit(["19/12/2019", "01/02/2020"])
    DateHabit(day_first=True, short_year=None)
    >>> date_habit(["19/12/25", "31/12/25", "04/01/26"])
    DateHabit(day_first=True, short_year='last')
    """
    sides: set[tuple[int, int]] = set()
    short: set[tuple[int, int, int]] = set()
    dashed = False
    for text in texts:
        bare = _NO_YEAR.fullmatch(text)
        if bare:
            sides.add((int(bare[1]), int(bare[2])))
        match = _SLASHED.match(text)
        if match and len(match[4]) == 4:
            sides.add((int(match[1]), int(match[3])))
        elif match:
            short.add((int(match[1]), int(match[3]), int(match[4])))
            dashed |= match[2] == "-"
    year = _short_year(short, dashed=dashed)
    if year == "last":
        sides |= {(first, second) for first, second, _ in short}
    day_first = any(first > 12 for first, _ in sides)
    month_first = any(second > 12 for _, second in sides)
    return DateHabit(day_first if day_first != month_first else None, year)


def _short_year(
    dates: set[tuple[int, int, int]], *, dashed: bool
) -> Literal["first", "last"] | None:
    if not dates:
        return None
    last = all(1 <= min(a, b) <= 12 and max(a, b) <= 31 for a, b, _ in dates)
    last = last and not (any(a > 12 for a, *_ in dates) and any(b > 12 for _, b, _ in dates))
    first = all(1 <= b <= 12 and 1 <= c <= 31 for _, b, c in dates)
    if first and last:
        years, days = (len({one[place] for one in dates}) for place in (0, 2))
        # With slashes or points the year stands last nearly everywhere.
        first, last = years * 2 <= days, days * (1 + dashed) <= years
    return "first" if first else "last" if last else None
