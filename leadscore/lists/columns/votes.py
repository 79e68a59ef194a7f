"""One column of a list and what speaks for its being a field: its heading, its cells, its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import numpy as np

from leadscore.distinct import is_missing
from leadscore.lists.columns.recognise import Shares
from leadscore.lists.tables.repeating import Repeating

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
    "posted": 0.8,
}
"""Kind to the share of distinct values from which content alone decides, the plainest first; the
day of posting is last, because it needs to be known whether there are vacancies."""

PLAIN = (
    *("uscc", "emails", "phones", "profile", "employees", "nature", "financing", "posted"),
    *("website", "salary"),
)
"""Kinds whose content cannot be mistaken: it overrules a heading that says otherwise."""

CERTAIN = frozenset({"uscc", "emails", "profile", "employees"})
"""Kinds that are read from a column even where its heading speaks of something else."""

# Where these are expected, numbers alone are something else.
_IN_WORDS = frozenset(
    {"name", "short_name", "region", "city", "address", "contact_name", "contact_title", "title"}
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
# What the content may show a column to be instead, beside what is plain.
_SOMETHING_ELSE: dict[str, tuple[str, ...]] = {
    "name": ("title",),
    "short_name": ("title",),
    "city": ("address",),
    "industry": ("number",),
    "contact_name": ("name",),
    "vacancies": ("title",),
}
# Kinds of which a list of many rows has many.
_MANIFOLD = frozenset({"name", "title", "address", "description"})
_CHOICE, _LONG = 2, 20
# Names of companies are new in at least this share of the rows, vacancies counted.
_VARIED = 0.2
_FEW = 10
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
    apart : bool
        Its heading speaks of something that no field is, such as an amount of something else.

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
    apart: bool = False

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
            and len(self.cells.texts) >= _VARIED * len(self.cells.place)
        )

    def weight(self, kind: str) -> float:
        """Weigh how well the column tells a kind by how many of its rows it tells it for."""
        return self.shares.get(kind, 0) * self.filled

    def supports(self, name: str) -> bool:
        """Tell whether content agrees with a weak heading; what cannot be tested agrees."""
        if name == "employees":
            return self.fits("employees") or self.shares.reaches("staff", 0.5)
        if name == "website" and not self.fits("website"):
            return False
        return not _tested(name) or self.shares.reaches(name, 0.3)

    def contradiction(self, name: str) -> str | None:
        """Name the kind that the column plainly is, when it is not what its heading says."""
        if name == "website" and self.shares.reaches("board_page", 0.5):
            return "board_page"
        if self.shares.reaches(name, 0.2):
            return None
        if name == "industry" and self.shares.reaches("industry_code", 0.5):
            return None
        kinds: tuple[str, ...] = PLAIN
        if name in _IN_WORDS:
            kinds = ("number", *PLAIN)
        for kind in (*kinds, *_SOMETHING_ELSE.get(name, ())):
            alike = kind == name or name in _ALIKE.get(kind, ())
            if not alike and self.shares.reaches(kind, 0.8):
                return kind
        return None

    def plainly(self, name: str) -> bool:
        """Tell whether the content alone would make the column this field."""
        if name == "employees" and self.shares.reaches("number", 0.8):
            return True
        return name in CONTENT and self.shares.reaches(name, CONTENT[name])

    def denies(self, name: str) -> bool:
        """Tell whether hardly a cell is what the field is about; what cannot be tested may be."""
        if name == "employees" and self.shares.reaches("number", 0.2):
            return False
        return _tested(name) and self.filled > 0 and not self.shares.reaches(name, 0.2)

    def fits(self, kind: str) -> bool:
        """Tell what a look at the whole column must add to the kind of its values.

        The size of a company is told from the number of people a vacancy looks for (``2人``) by
        its bands, an address from a word that ends like a street by how many there are; two
        texts in a long column are a choice, and the web pages of one host are not those of many
        companies.
        """
        several = len(self.cells.texts)
        if kind in _MANIFOLD and several <= _CHOICE and len(self.cells.place) >= _LONG:
            return False
        if kind == "address":
            return several >= 0.1 * len(self.cells.place)
        if kind == "website":
            return not self.shares.reaches("board_page", 0.5) and not self._of_one_host()
        return kind != "employees" or self.shares.reaches("bands", 0.3)

    def _of_one_host(self) -> bool:
        hosts = [urlsplit(value).netloc for value in self.shares.sample if "//" in value]
        return len(hosts) >= _FEW and Counter(hosts).most_common(1)[0][1] >= 0.8 * len(hosts)

    def variety(self) -> float:
        """Give the share of filled rows that say something new."""
        return len(self.cells.texts) / max(1, round(self.filled * len(self.cells.place)))

    def may_be(self, kind: str) -> bool:
        """Tell whether the heading leaves it to the cells to say so."""
        return not self.apart or kind in CERTAIN or kind == "posted"

    def likely_names(self) -> float:
        """Weigh how well the cells could be the names of companies; 0: not at all."""
        if self.field or self.apart:
            return 0.0
        could = self.variety() >= _VARIED and _like_brands(self.shares.sample)
        return self.weight("name") + 0.1 * self.brands + 0.01 * self.filled * could

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
    if len(values) < _FEW or max(found.values(), default=0) >= 0.5:
        return False
    return _like_brands(values)


def _like_brands(values: Sequence[str]) -> bool:
    """Tell texts that may be names: with letters, not too short, without marks and long numbers."""
    good = sum(
        2 <= len(value) <= 60
        and any(letter.isalpha() for letter in value)
        and _NO_NAME.search(value) is None
        for value in values
    )
    return 0 < 0.9 * len(values) <= good and sum(map(len, values)) >= 3 * len(values)


def _tested(name: str) -> bool:
    return name in CONTENT or name == "hr_department"
