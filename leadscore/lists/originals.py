"""Rows as they stand in their files, read again: what a person needs beside a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from leadscore.frames import open_table
from leadscore.lists.assembly import as_kind
from leadscore.lists.companies.batches import Batch, batch_labels
from leadscore.lists.imported import Imported
from leadscore.lists.opening.cells import clean_cells
from leadscore.lists.opening.files import RawTable, read_table
from leadscore.lists.opening.headers import find_header

CELL = "cell:"
"""What the name of a column begins with that holds the cells of a file."""
MOST_MERGED = 20_000
"""Rows of merged companies that are shown."""
_MOST_CELLS = 500


def problem_rows(imported: Imported) -> Any:
    r"""Put beside each problem the whole row in which it was found.

    Parameters
    ----------
    imported : Imported
        What ``read_list`` returned; its files are read again.

    Returns
    -------
    table
        The problems, in the same order and of the same kind, and a column ``cell:HEADING`` for
        each heading of their files; null where the row's file has no such column. Rows of a table
        that came from memory have no cells.

    Raises
    ------
    FileError
        When a file is gone or has changed since it was imported.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from leadscore.lists.importer import read_list
    >>> file = Path(tempfile.mkdtemp()) / "list.csv"
    >>> text = "公司名称,公司规模\n上海甲乙科技有限公司,很多\n北京丙丁食品有限公司,20人\n"
    >>> _ = file.write_text(text, encoding="utf-8")
    >>> problems = problem_rows(read_list(file, kind="polars"))
    >>> problems.select("row", "cell:公司名称", "cell:公司规模").rows()
    [(2, '上海甲乙科技有限公司', '很多')]
    """
    problems = _polars(imported.problems)
    return as_kind(_beside(imported.batches, problems), imported.kind)


def merged_rows(imported: Imported) -> Any:
    """List the rows of every company that was put together from several rows.

    Parameters
    ----------
    imported : Imported
        What ``read_list`` returned; its files are read again.

    Returns
    -------
    table
        ``lead_id, name, source, row`` and the cells of each row as ``problem_rows`` gives them,
        company by company; the first ``MOST_MERGED`` rows.

    Raises
    ------
    FileError
        When a file is gone or has changed since it was imported.
    """
    rows, leads = _polars(imported.rows), _polars(imported.leads)
    several = (
        rows.drop_nulls("lead_id")
        .with_row_index("at")
        .filter(pl.len().over("lead_id") > 1)
        .sort(pl.col("at").min().over("lead_id"), "at")
        .head(MOST_MERGED)
        .join(leads.select("lead_id", "name"), on="lead_id", how="left", maintain_order="left")
        .select("lead_id", "name", "source", "row")
    )
    return as_kind(_beside(imported.batches, several), imported.kind)


def _polars(table: object) -> pl.DataFrame:
    door = open_table(table)
    return door.read(dict.fromkeys(door.names, "any"))


def _beside(batches: Sequence[Batch], table: pl.DataFrame) -> pl.DataFrame:
    wanted = table.select("source", "row").unique(maintain_order=True)
    cells = _cells(batches, wanted)
    if cells is None:
        return table
    names = [name for name in cells.columns if name.startswith(CELL)]
    joined = table.join(cells, on=["source", "row"], how="left", maintain_order="left")
    return joined.select(*table.columns, *names[:_MOST_CELLS])


def _cells(batches: Sequence[Batch], wanted: pl.DataFrame) -> pl.DataFrame | None:
    found = []
    for batch, label in zip(batches, batch_labels(batches), strict=True):
        rows = wanted.filter(pl.col("source") == label)["row"]
        if batch.origin is None or not rows.len():
            continue
        batch.origin.check()
        raw = read_table(batch.origin.path, sheet=batch.origin.sheet)
        found.append(_rows_of(raw, batch, rows).with_columns(pl.lit(label).alias("source")))
    return pl.concat(found, how="diagonal") if found else None


def _rows_of(raw: RawTable, batch: Batch, rows: pl.Series) -> pl.DataFrame:
    headings = raw.keys or find_header(clean_cells(raw.table.head(300).frame), _known(batch)).names
    names: list[str] = []
    for place, heading in enumerate(headings[: raw.frame.width], start=1):
        name = f"{CELL}{heading or place}"
        names.append(name if name not in names else f"{name} ({place})")
    frame = raw.frame.select(raw.frame.columns[: len(names)])
    frame.columns = names
    return frame.with_columns(raw.rows.cast(pl.Int64).alias("row")).filter(
        pl.col("row").is_in(rows.to_list())
    )


def _known(batch: Batch) -> set[str]:
    named: list[Any] = [name for names in batch.mapping.columns.values() for name in names]
    return {str(name) for name in named if not str(name).isdecimal()}
