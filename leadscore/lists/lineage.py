"""Where a company comes from: files and row numbers as text, such as ``lagou.csv:2-5,9``."""

from __future__ import annotations

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
    ordered = rows.select("lead", "source", "row").sort("lead", "source", "row")
    begins = (
        (pl.col("row") != pl.col("row").shift() + 1)
        | (pl.col("lead") != pl.col("lead").shift())
        | (pl.col("source") != pl.col("source").shift())
    )
    runs = (
        ordered.with_columns(begins.fill_null(value=True).cum_sum().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("lead", "source").first(),
            pl.col("row").first().alias("from"),
            pl.col("row").last().alias("to"),
        )
    )
    span = (
        pl.when(pl.col("from") == pl.col("to"))
        .then(pl.col("from").cast(pl.String))
        .otherwise(pl.format("{}-{}", "from", "to"))
    )
    files = (
        runs.select("lead", "source", span.alias("span"))
        .group_by("lead", "source", maintain_order=True)
        .agg(pl.col("span").str.join(","))
        .with_columns(pl.format("{}:{}", "source", "span").alias("source_rows"))
    )
    return files.group_by("lead", maintain_order=True).agg(
        pl.col("source").str.join("|"), pl.col("source_rows").str.join("|")
    )
