"""A table as a CSV file that Excel opens rightly and that runs nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from leadscore.frames import open_table
from leadscore.reports.safe_text import defuse
from leadscore.writing import write_whole


def write_csv(path: str | Path, table: object) -> None:
    """Write a table as CSV, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Where.
    table : table
        pandas, Polars, PyArrow, DuckDB or Arrow stream.

    Raises
    ------
    FileError
        When the file cannot be written; the old one is then still whole.

    Notes
    -----
    UTF-8 with a byte order mark, without which Excel reads Chinese wrongly. Text that begins with
    ``=``, ``+``, ``-``, ``@``, a tab or a line break gets an apostrophe in front (``safe_text``);
    numbers stay as they are.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "calls.csv"
    >>> write_csv(path, pl.DataFrame({"name": ["=cmd()"], "score": [-3]}))
    >>> path.read_text(encoding="utf-8-sig").splitlines()
    ['name,score', "'=cmd(),-3"]
    """
    door = open_table(table)
    frame = door.read(dict.fromkeys(door.names, "any"))
    texts = [n for n, t in frame.schema.items() if t in (pl.String, pl.Categorical) or t == pl.Enum]
    safe = frame.with_columns(defuse(pl.col(name).cast(pl.String)).alias(name) for name in texts)
    heads = pl.DataFrame({"name": safe.columns}).select(defuse(pl.col("name")))["name"]
    safe.columns = heads.to_list()
    write_whole(path, lambda part: safe.write_csv(part, include_bom=True))
