"""What an import gives back: leads, and everything that a person may ask about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from leadscore.doors import ColumnKind
from leadscore.frames import open_table
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.companies.batches import Batch
from leadscore.lists.companies.choices import Choice
from leadscore.standards.fields import table_fields


@dataclass(frozen=True, eq=False, repr=False)
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
    kind : str
        Kind of the tables: pandas, polars or pyarrow.
    batches : tuple of Batch
        What the leads were worked out from, one batch per file and day; ``merge`` adds some,
        ``remove`` takes some out.
    choice : Choice
        Which of several values is kept.

    Examples
    --------
    >>> mappings = {"a.csv": Mapping({"name": ("公司",)})}
    >>> imported = Imported(None, None, None, None, mappings, (), "1 row of a.csv ...")
    >>> imported.mapping.columns, imported
    ({'name': ('公司',)}, 1 row of a.csv ...)
    """

    leads: Any
    problems: Any
    duplicates: Any
    rows: Any
    mappings: dict[str, Mapping]
    remarks: tuple[str, ...]
    report: str
    lang: str = "en"
    kind: str = "pandas"
    batches: tuple[Batch, ...] = ()
    choice: Choice = field(default_factory=Choice)

    @property
    def mapping(self) -> Mapping:
        """Give the mapping that was used: of the first file, where there are several.

        Examples
        --------
        >>> import leadscore as ls
        >>> ls.read_list("data/directory.xlsx").mapping.columns["name"]
        ('企业名称',)
        """
        return next(iter(self.mappings.values()))

    @property
    def suggestions(self) -> Any:
        """List pairs of leads that may be one company, for a person to decide.

        Returns
        -------
        table
            ``lead_id, other_id, name, other_name, reason, similarity``, worked out when it is
            asked for; nothing is merged for it.

        Examples
        --------
        >>> import leadscore as ls
        >>> list(ls.read_list("data/directory.xlsx", kind="polars").suggestions.columns)
        ['lead_id', 'other_id', 'name', 'other_name', 'reason', 'similarity']
        """
        from leadscore.lists.assembly import as_kind  # noqa: PLC0415  it makes this class
        from leadscore.lists.companies.suggestions import suggest  # noqa: PLC0415  only when asked for

        names = ("lead_id", "name", "name_key", "uscc", "phones")
        leads = open_table(self.leads).read(dict.fromkeys(names, "text"))
        return as_kind(suggest(leads, self.lang), self.kind)

    def trail(self, lead_id: str) -> Any:
        r"""Show which cell of which file every value of one lead was read from.

        The files are read again, so they must be where they were, and unchanged.

        Parameters
        ----------
        lead_id : str
            The lead.

        Returns
        -------
        table
            ``field, value, raw, rule, source, row, column, status``; a value without ``raw`` was
            worked out of others, a cell without ``value`` was not understood.

        Raises
        ------
        ArgumentError
            When there is no such lead.
        FileError
            When a file is gone or changed.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> from leadscore.lists import read_list
        >>> file = Path(tempfile.mkdtemp()) / "list.csv"
        >>> _ = file.write_text("公司名称,人数\n上海甲乙科技有限公司,20-99人\n", encoding="utf-8")
        >>> imported = read_list(file, kind="polars")
        >>> trail = imported.trail(imported.leads["lead_id"][0])
        >>> wanted = trail.filter(pl.col("field") == "employees_high")
        >>> wanted.select("value", "raw", "row", "column", "status").rows()
        [('99', '20-99人', 2, '人数', 'in the lead')]
        """
        from leadscore.lists.assembly import as_kind  # noqa: PLC0415  it makes this class
        from leadscore.lists.trail import find_lead, trail_of  # noqa: PLC0415  it reads files

        kinds = {one.name: one.kind for one in table_fields("leads")}
        lead = find_lead(open_table(self.leads).read(kinds), lead_id)
        needs: dict[str, ColumnKind] = {"source": "text", "row": "number", "lead_id": "text"}
        rows = open_table(self.rows).read(needs).filter(pl.col("lead_id") == lead_id)
        batches = dict(zip(self.mappings, self.batches, strict=True))
        return as_kind(trail_of(lead, rows, batches, self.lang), self.kind)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Imported):
            return NotImplemented
        tables = ("leads", "problems", "duplicates", "rows")
        same = all(
            getattr(self, name) == getattr(other, name)
            for name in ("kind", "lang", "mappings", "remarks", "report", "choice")
        )
        return same and all(getattr(self, n).equals(getattr(other, n)) for n in tables)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self.report

    def _repr_html_(self) -> str:
        from leadscore.lists.imported_html import imported_html  # noqa: PLC0415  notebooks only

        return imported_html(self)
