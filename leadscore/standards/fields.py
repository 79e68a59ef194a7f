"""Every column that leadscore makes: its type, unit, headings and what null means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from leadscore.standards.vocabulary import read_rows

if TYPE_CHECKING:
    from leadscore.doors import ColumnKind

TYPES: dict[str, pl.DataType] = {
    "String": pl.String(),
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
    "Boolean": pl.Boolean(),
    "Date": pl.Date(),
}
_KINDS: dict[str, ColumnKind] = {
    "String": "text",
    "Int64": "number",
    "Float64": "number",
    "Boolean": "boolean",
    "Date": "date",
}


@dataclass(frozen=True)
class Field:
    """One column.

    Attributes
    ----------
    name : str
        The column.
    table : str
        Where it appears first: leads, facts, scores, problems, duplicates or rows.
    type : str
        A name of ``TYPES``.
    unit : str
        Unit of measure; empty for plain text and counts without one.
    en, zh : str
        Headings.
    null : str
        What null means.
    origin : str
        The function that makes it, and how.

    Examples
    --------
    >>> field("employees_low").unit
    'persons'
    """

    name: str
    table: str
    type: str
    unit: str
    en: str
    zh: str
    null: str
    origin: str

    @property
    def dtype(self) -> pl.DataType:
        """Return the Polars type."""
        return TYPES[self.type]

    @property
    def kind(self) -> ColumnKind:
        """Return the kind of value that the door checks for."""
        return _KINDS[self.type]

    def heading(self, lang: str) -> str:
        """Return the heading in one language."""
        return self.zh if lang == "zh" else self.en


@cache
def all_fields() -> dict[tuple[str, str], Field]:
    """Return every field by table and name, in the documented order.

    Examples
    --------
    >>> ("leads", "name") in all_fields()
    True
    """
    rows = read_rows("fields.csv")
    fields = [Field(**{("origin" if k == "from" else k): v for k, v in r.items()}) for r in rows]
    return {(one.table, one.name): one for one in fields}


def table_fields(table: str) -> list[Field]:
    """Return the fields of one table, in order.

    Examples
    --------
    >>> [one.name for one in table_fields("scores")][:3]
    ['score', 'low', 'high']
    """
    return [one for one in all_fields().values() if one.table == table]


def field(name: str) -> Field:
    """Return a field of leads, facts or scores.

    Raises
    ------
    KeyError
        When no such column is made.

    Examples
    --------
    >>> field("size").heading("zh")
    '企业规模'
    """
    for table in ("leads", "facts", "scores"):
        if (table, name) in all_fields():
            return all_fields()[table, name]
    raise KeyError(name)
