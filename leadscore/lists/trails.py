"""The trails of many leads at once: every file is read again once, whatever the number of leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.frames import open_table
from leadscore.lists.trail import SCHEMA, read_cells, tell
from leadscore.standards.fields import table_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadscore.doors import ColumnKind
    from leadscore.lists.imported import Imported


def trails(imported: Imported, lead_ids: Sequence[str], *, rows: int = 3) -> pl.DataFrame:
    r"""Show which cells the values of some leads were read from.

    Parameters
    ----------
    imported : Imported
        What ``read_list`` returned; its files must be where they were, and unchanged.
    lead_ids : sequence of str
        The leads; one that is not in the import has no trail.
    rows : int
        How many rows of each lead are told of, the first ones: a company may have a hundred
        vacancies.

    Returns
    -------
    polars.DataFrame
        ``lead_id`` and the columns of ``Imported.trail``. A value of the lead that none of these
        rows says is left out, unless it was worked out of others and all rows are told of.

    Raises
    ------
    FileError
        When a file is gone or changed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from leadscore.lists import read_list
    >>> file = Path(tempfile.mkdtemp()) / "list.csv"
    >>> text = "公司名称,人数\n上海甲乙科技有限公司,20-99人\n北京丙丁软件有限公司,5人\n"
    >>> _ = file.write_text(text, encoding="utf-8")
    >>> imported = read_list(file, kind="polars")
    >>> found = trails(imported, imported.leads["lead_id"].to_list())
    >>> found.filter(pl.col("field") == "employees_high").select("value", "raw", "row").rows()
    [('99', '20-99人', 2), ('5', '5人', 3)]
    """
    kinds = {one.name: one.kind for one in table_fields("leads")}
    wanted = pl.col("lead_id").is_in(list(lead_ids))
    leads = open_table(imported.leads).read(kinds).filter(wanted)
    needs: dict[str, ColumnKind] = {"source": "text", "row": "number", "lead_id": "text"}
    every = open_table(imported.rows).read(needs).filter(wanted)
    some = every.group_by("lead_id", maintain_order=True).head(rows)
    whole = {lead for lead, count in every["lead_id"].value_counts().rows() if count <= rows}
    batches = dict(zip(imported.mappings, imported.batches, strict=True))
    owner = {(source, row): lead for lead, source, row in some.select(_KEYS).iter_rows()}
    found: dict[str, list[dict[str, Any]]] = {}
    for cell in read_cells(some, batches):
        found.setdefault(owner[cell["source"], cell["row"]], []).append(cell)
    out = []
    for lead in leads.iter_rows(named=True):
        key = lead["lead_id"]
        lines = tell(lead, found.get(key, []), imported.lang)
        out += [{"lead_id": key, **one} for one in lines if one["raw"] is not None or key in whole]
    return pl.DataFrame(out, schema={"lead_id": pl.String(), **SCHEMA}, orient="row")


_KEYS = ("lead_id", "source", "row")
