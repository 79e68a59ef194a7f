"""Additive steps on a Spark DataFrame: counted in each partition by the same code, then summed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl

from leadscore import errors
from leadscore.errors import LeadscoreError
from leadscore.spark.rows import gathered, quoted

_FAULT, _TEXT = "leadscore fault", "leadscore text"
Count = Callable[[pl.DataFrame], pl.DataFrame | None]


def sum_counts(
    table: Any,
    count: Count,
    schema: Mapping[str, pl.DataType],
    sums: list[str],
    *,
    whole: bool = False,
) -> pl.DataFrame:
    """Count in each partition, and add up what was counted.

    Parameters
    ----------
    table : pyspark.sql.DataFrame
        The rows.
    count : callable
        From rows to a table of counts, or None; it is sent to the executors.
    schema : mapping of str to polars type
        The columns of the counts: text, whole numbers, numbers, true and false, dates.
    sums : list of str
        Those that are added up; the others say of what they are counts.
    whole : bool
        Whether all rows of a partition are counted at once, because rows that belong together
        stand anywhere in it; else batch after batch.

    Returns
    -------
    polars.DataFrame
        On the driver: one row for each thing that was counted, sorted.

    Raises
    ------
    LeadscoreError
        What ``count`` raised in a partition.
    """
    from pyspark.sql import functions  # noqa: PLC0415  an extra

    # Most columns of a log are text; a null among the keys is a key of its own.
    columns = {**schema, _FAULT: pl.String(), _TEXT: pl.String()}
    work = partial(_work, count=count, columns=columns, whole=whole)
    counted = table.mapInArrow(work, _spark_schema(columns))
    keys = [functions.col(*quoted([name])) for name in columns if name not in sums]
    added = counted.groupBy(*keys).agg(
        *(functions.sum(*quoted([name])).cast(_name(schema[name])).alias(name) for name in sums)
    )
    found: Any = pl.from_arrow(added.toArrow())
    faults = found.filter(pl.col(_FAULT).is_not_null()).sort(_TEXT)
    for kind, text in faults.select(_FAULT, _TEXT).head(1).rows():
        raise getattr(errors, kind, LeadscoreError)(text)
    found = found.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    sorted_counts: pl.DataFrame = found.sort(
        [name for name in schema if name not in sums], nulls_last=True
    )
    return sorted_counts


def to_spark(table: pl.DataFrame, session: Any) -> Any:
    """Give a result on the driver to Spark."""
    return session.createDataFrame(plain_arrow(table))


def plain_arrow(table: pl.DataFrame) -> Any:
    """Turn a table into Arrow with the kind of text that Spark knows."""
    import pyarrow as pa  # noqa: PLC0415  heavy

    arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
    texts = {pa.large_string(): pa.string()}
    return arrow.cast(pa.schema([f.with_type(texts.get(f.type, f.type)) for f in arrow.schema]))


def refuse_repeats(table: Any, what: str) -> None:
    """Refuse a table in which an id stands twice; runs a job.

    Raises
    ------
    ArgumentError
        Names some of them.
    """
    counts = table.groupBy("lead_id").count()
    twice = [str(row["lead_id"]) for row in counts.filter("count > 1").limit(5).collect()]
    if twice:
        raise errors.ArgumentError(
            f"{what}: leads stand in the table more than once: {', '.join(twice)}. One row per "
            "lead is needed."
        )


def _work(
    batches: Iterator[Any], count: Count, columns: Mapping[str, pl.DataType], *, whole: bool
) -> Iterator[Any]:
    """Run on an executor: what goes wrong there is told on the driver, in its own words."""
    import pyarrow as pa  # noqa: PLC0415

    warnings.simplefilter("ignore")
    tables = gathered(batches)
    if whole:
        parts = list(tables)
        tables = iter([pa.concat_tables(parts)] if parts else [])
    for table in tables:
        rows: Any = pl.from_arrow(table)
        try:
            found = count(rows)
        except LeadscoreError as error:
            found = pl.DataFrame({_FAULT: [type(error).__name__], _TEXT: [str(error)]})
        if found is not None and found.height:
            full = found.select(
                (pl.col(name) if name in found.columns else pl.lit(None)).cast(dtype).alias(name)
                for name, dtype in columns.items()
            )
            yield from plain_arrow(full).to_batches()


def _name(dtype: pl.DataType) -> str:
    return "bigint" if dtype == pl.Int64 else "double"


def _spark_schema(columns: Mapping[str, pl.DataType]) -> Any:
    from pyspark.sql.pandas.types import from_arrow_type  # noqa: PLC0415
    from pyspark.sql.types import StructField, StructType  # noqa: PLC0415

    empty = plain_arrow(pl.DataFrame(schema=dict(columns)))
    return StructType([StructField(f.name, from_arrow_type(f.type)) for f in empty.schema])
