"""One column of a list and what speaks for its being a field: its heading, its cells, its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from leadscore.distinct import is_missing
from leadscore.lists.recognise import Shares
from leadscore.lists.repeating import Repeating

_SAMPLE = 400

# Content alone decides in this order, and from these shares of the distinct values on.
CONTENT: dict[str, float] = {
    "uscc": 0.5,
    "emails": 0.5,
    "phones": 0.5,
    "salary": 0.7,
    "education": 0.7,
    "profile": 0.5,
    "employees": 0.6,
    "nature": 0.6,
    "financing": 0.6,
    "status": 0.7,
    "posted": 0.8,
    "job_url": 0.5,
    "website": 0.5,
    "name": 0.3,
    "city": 0.6,
    "region": 0.7,
    "address": 0.5,
    "industry": 0.5,
    "title": 0.5,
    "capital": 0.8,
    "description": 0.3,
}
"""Kind to the share of distinct values from which content alone decides, the plainest first."""

# Content of these kinds cannot be mistaken: it overrules a heading that says otherwise.
_PLAIN = (
    *("uscc", "emails", "phones", "profile", "employees", "nature", "financing", "posted"),
    *("website", "salary"),
)
_ALIKE = {
    "posted": {"founded"},
    "website": {"careers_url", "job_url"},
    "job_url": {"careers_url", "website"},
    "employees": {"profile"},
    "profile": {"employees", "industry"},
    "salary": {"capital", "revenue"},
    "nature": {"status", "industry"},
    "financing": {"industry", "nature"},
}
_NO_NAME = re.compile(r"[,，;；、|{}\[\]=<>]|https?:|www\.|\d{3,}")


@dataclass
class Column:
    """One column of a list, and what speaks for it.

    Attributes
    ----------
    place : int
        From 0.
    name : str
        Its heading, or its number from 1.
    cells : Repeating
        Its cells.
    shares : Shares
        Kind to the share of its distinct values that look like it, measured on a sample of them.
    filled : float
        Share of its cells that hold anything.
    field : str or None
        The field it was found to be; ``""`` for known and of no use.

    Examples
    --------
    >>> import polars as pl
    >>> cells = Repeating.of(pl.Series(["20-99人", "100-299人", None, None]))
    >>> column = Column.of(0, "大小", cells)
    >>> column.shares["employees"], column.weight("employees"), column.contradiction("status")
    (1.0, 0.5, 'employees')
    """

    place: int
    name: str
    cells: Repeating
    shares: Shares
    filled: float
    field: str | None = None

    @classmethod
    def of(cls, place: int, name: str, cells: Repeating) -> Column:
        """Look at the cells of a column."""
        height = len(cells.place)
        filled = (height - cells.null_count()) / max(height, 1)
        return cls(place, name, cells, Shares(_sample(cells)), filled)

    @cached_property
    def brands(self) -> bool:
        """Whether the cells could be names without a legal form: short, distinct, of no kind."""
        return (
            self.filled >= 0.9
            and _could_be_brands(self.shares)
            and len(self.cells.texts) >= 0.2 * len(self.cells.place)
        )

    def weight(self, kind: str) -> float:
        """Weigh how well the column tells a kind by how many of its rows it tells it for."""
        return self.shares.get(kind, 0) * self.filled

    def supports(self, name: str) -> bool:
        """Tell whether content agrees with a weak heading; what cannot be tested agrees."""
        if name == "employees":
            return self.fits("employees") or self.shares.reaches("staff", 0.5)
        return name not in CONTENT or self.shares.reaches(name, 0.3)

    def contradiction(self, name: str) -> str | None:
        """Name the kind that the column plainly is, when it is not what its heading says."""
        if self.shares.reaches(name, 0.2):
            return None
        kinds = (*_PLAIN, "title") if name in ("name", "short_name") else _PLAIN
        for kind in kinds:
            alike = kind == name or name in _ALIKE.get(kind, ())
            if not alike and self.shares.reaches(kind, 0.8):
                return kind
        return None

    def fits(self, kind: str) -> bool:
        """Tell the size of a company from the number of people a vacancy looks for (``2人``)."""
        return kind != "employees" or self.shares.reaches("bands", 0.3)

    def is_best(self, kind: str) -> bool:
        """Tell whether no plainer kind has a better share in the column."""
        most = self.shares.get(kind, 0) + 0.2
        return not any(self.shares.reaches(k, most, beyond=True) for k in CONTENT if k != kind)


def _sample(cells: Repeating) -> list[str]:
    distinct = cells.appearing(max(1, len(cells.place) // 20_000))
    some = np.arange(0, len(distinct), max(1, len(distinct) // _SAMPLE))
    return [value for value in distinct[some] if not is_missing(value)]


def _could_be_brands(found: Shares) -> bool:
    values = found.sample
    if len(values) < 10 or max(found.values(), default=0) >= 0.5:
        return False
    good = sum(
        2 <= len(value) <= 60
        and any(letter.isalpha() for letter in value)
        and _NO_NAME.search(value) is None
        for value in values
    )
    return good >= 0.9 * len(values) and sum(map(len, values)) >= 3 * len(values)
