"""Where a company comes from: files and row numbers as text, such as ``lagou.csv:2-5,9``."""

from __future__ import annotations

import numpy as np
import polars as pl

from leadscore.lists.tables.runs import ordered

_LEAD = "\0"


def source_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Say from which rows of which files each lead was made.

    Parameters
    ----------
    rows : polars.DataFrame
        ``lead`` (number), ``source`` (file name), ``row`` (number as a spreadsheet shows it).

    Returns
    -------
    polars.DataFrame
        ``lead``, ``source`` (file names with ``|`` between them) and ``source_rows`` (file name,
        colon, ranges of rows), sorted by file name.

    Examples
    --------
    >>> rows = pl.DataFrame({"lead": [0, 0, 0], "source": ["a.csv"] * 3, "row": [2, 3, 9]})
    >>> source_rows(rows).rows()
    [(0, 'a.csv', 'a.csv:2-3,9')]
    """
    if "told_rows" not in rows.columns:
        return _counted_rows(rows)
    told = rows.filter(pl.col("told_rows").is_not_null())
    parts = [
        told.select("lead", source="told_source", source_rows="told_rows"),
        _counted_rows(rows.filter(pl.col("told_rows").is_null())),
    ]
    both = [
        pl.col(name).drop_nulls().unique(maintain_order=True) for name in ("source", "source_rows")
    ]
    return (
        pl.concat(parts)
        .group_by("lead", maintain_order=True)
        .agg([one.str.join("|") for one in both])
    )


def _counted_rows(rows: pl.DataFrame) -> pl.DataFrame:
    names = sorted(rows["source"].unique())
    lead, row = (rows[name].to_numpy().astype(np.int64) for name in ("lead", "row"))
    source = np.zeros(len(row), dtype=np.int64)
    if len(names) > 1:
        source = rows["source"].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    # Rows mostly come as they stand in one file; then only the leads need sorting.
    in_order = len(names) == 1 and bool((row[1:] > row[:-1]).all())
    order = ordered([lead] if in_order else [lead, source, row])
    lead, source, row = lead[order], source[order], row[order]
    edge = np.ones(min(len(row), 1), dtype=bool)
    new_lead = np.append(edge, lead[1:] != lead[:-1])
    new_file = np.append(edge, source[1:] != source[:-1]) | new_lead
    begins = np.append(edge, row[1:] != row[:-1] + 1) | new_file
    ends = np.append(begins[1:], edge)
    # Every number is written behind a sign: of a lead, of a file, of a range, of its end.
    sign = np.where(begins, 0, 1)
    sign[new_file] = 2 + 2 * source[new_file] + ~new_lead[new_file]
    files = [f"{before}{name}" for name in names for before in (_LEAD, "|")]
    signs = pl.Series([",", "-", *(f"{file}:" for file in files)], dtype=pl.String)
    told = begins | ends
    spans = signs[sign[told]] + pl.Series(row[told]).cast(pl.String)
    if len(names) > 1:
        source_names = _parted(pl.Series(files)[sign[new_file] - 2])
    else:
        source_names = pl.repeat(names[0] if names else "", int(new_lead.sum()), eager=True)
    return pl.DataFrame(
        {
            "lead": pl.Series(lead[new_lead], dtype=rows["lead"].dtype),
            "source": source_names,
            "source_rows": _parted(spans),
        }
    )


def _parted(texts: pl.Series) -> pl.Series:
    """Join all texts, and part them where a lead begins."""
    together = texts.str.join("")
    return together.str.split(_LEAD).explode().slice(1)
