"""Where a company comes from: files and row numbers as text, such as ``lagou.csv:2-5,9``."""

from __future__ import annotations

import numpy as np
import polars as pl


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
    ordered = rows.select("lead", pl.col("source").cast(pl.Enum(names)), "row")
    lead, row = ordered["lead"].to_numpy(), ordered["row"].to_numpy()
    source = ordered["source"].to_physical().to_numpy()
    keys = (row, source, lead)
    # Rows mostly come as they stand in one file; then only the leads need sorting.
    in_order = len(names) == 1 and bool((row[1:] > row[:-1]).all())
    order = np.argsort(lead, kind="stable") if in_order else np.lexsort(keys)
    row, source, lead = (values[order] for values in keys)
    same = (row[1:] == row[:-1] + 1) & (source[1:] == source[:-1]) & (lead[1:] == lead[:-1])
    edge = np.ones(min(len(row), 1), dtype=bool)
    runs = ordered.select(pl.all().gather(order[np.append(edge, ~same)]))
    ends = row[np.append(~same, edge)]
    end = pl.col("to").cast(pl.String)
    span = (
        pl.when(pl.col("row") == pl.col("to")).then(end).otherwise(pl.format("{}-{}", "row", end))
    )
    spans = runs.with_columns(pl.Series("to", ends)).select("lead", "source", span.alias("span"))
    if len(names) == 1:
        files = (
            spans.with_columns(pl.col("lead").set_sorted())
            .group_by("lead")
            .agg(
                pl.lit(names[0]).alias("source"),
                pl.concat_str(pl.lit(f"{names[0]}:"), pl.col("span").str.join(",")).alias(
                    "source_rows"
                ),
            )
        )
        return files.sort("lead")
    files = (
        spans.group_by("lead", "source", maintain_order=True)
        .agg(pl.col("span").str.join(","))
        .with_columns(pl.format("{}:{}", "source", "span").alias("source_rows"))
    )
    return files.group_by("lead", maintain_order=True).agg(
        pl.col("source").cast(pl.String).str.join("|"), pl.col("source_rows").str.join("|")
    )
