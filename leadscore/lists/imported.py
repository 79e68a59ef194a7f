"""What an import gives back: leads, and everything that a person may ask about them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from leadscore.lists.mapping import Mapping


@dataclass(frozen=True, repr=False)
class Imported:
    """A list as leadscore understood it.

    Every data row of every file is in exactly one of two places: the ``source_rows`` of one lead,
    or ``problems`` with ``rows.lead_id`` null. The tables are pandas, Polars or PyArrow ones, as
    the caller asked.

    Attributes
    ----------
    leads : table
        One row per company, all lead columns in the documented order and types.
    problems : table
        ``source, row, column, raw, problem, action``: cells and rows that were not understood.
    duplicates : table
        ``lead_id, rule, source_rows, field, kept, others``: which rows became one lead by which
        rule (``field`` null), and which values differed (``field`` set).
    rows : table
        ``source, row, lead_id``: every data row once; a null lead means it is in the problems.
    mappings : dict of str to Mapping
        The mapping used for each file.
    remarks : tuple of str
        What a person should know about how the files were read.
    report : str
        The summary, as text.
    lang : str
        Language of the words in it.

    Examples
    --------
    >>> mappings = {"a.csv": Mapping({"name": ("公司",)})}
    >>> imported = Imported(None, None, None, None, mappings, (), "1 rows of a.csv ...")
    >>> imported.mapping.columns, imported
    ({'name': ('公司',)}, 1 rows of a.csv ...)
    """

    leads: Any
    problems: Any
    duplicates: Any
    rows: Any
    mappings: dict[str, Mapping]
    remarks: tuple[str, ...]
    report: str
    lang: str = "en"

    @property
    def mapping(self) -> Mapping:
        """Give the mapping that was used: of the first file, where there are several."""
        return next(iter(self.mappings.values()))

    def __repr__(self) -> str:
        return self.report

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.report)}</pre>"
