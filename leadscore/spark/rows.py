"""Row-wise steps on a Spark DataFrame: its Arrow batches, worked on by the same code."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.cards.batch import OUTPUTS, card_needs, gate_columns, require_columns
from leadscore.cards.learning import settle
from leadscore.cards.scoring import score_batch
from leadscore.doors import clean, require
from leadscore.errors import (
    CardWarning,
    ColumnError,
    ColumnTypeError,
    MissingDependencyError,
    check_choice,
    check_day,
)
from leadscore.standards.fields import field, table_fields
from leadscore.standards.qualify import READS, qualify_batch
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind
    from leadscore.standards.brand import BrandLists

_ROWS = 100_000
_TYPES: dict[str, pl.DataType] = {
    **dict.fromkeys(("string", "varchar", "char"), pl.String()),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "void": pl.Null(),
    **dict.fromkeys(("timestamp", "timestamp_ntz"), pl.Datetime()),
    "tinyint": pl.Int8(),
    "smallint": pl.Int16(),
    "int": pl.Int32(),
    "bigint": pl.Int64(),
    "float": pl.Float32(),
    "double": pl.Float64(),
    "decimal": pl.Decimal(38, 18),
}
Step = Callable[[pl.DataFrame], pl.DataFrame]


def qualify(
    leads: Any,
    *,
    as_of: date | str | None = None,
    brands: BrandLists | None = None,
    size_reading: str = "headcount",
    lang: str = "en",
) -> Any:
    """Add the seven facts to a Spark DataFrame; see ``leadscore.qualify``.

    Parameters
    ----------
    leads : pyspark.sql.DataFrame
        One row per company.
    as_of, brands, size_reading, lang
        As for ``leadscore.qualify``.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of ``leads`` and the facts, each with its evidence. Nothing is run yet.

    Raises
    ------
    MissingDependencyError
        When pyspark is not installed.
    ColumnError, ColumnTypeError, ArgumentError
        As ``leadscore.qualify`` does, before anything is run.

    Examples
    --------
    >>> from leadscore import spark
    >>> facts = spark.qualify(session.table("leads"))    # doctest: +SKIP
    """
    check_language(lang)
    check_choice("size_reading", size_reading, ("headcount", "legal"))
    day = None if as_of is None else check_day("as_of", as_of)
    check_frame(leads)
    if not set(READS) & set(leads.columns):
        raise ColumnError(
            "None of the columns that the standards read is in the table. They are: "
            f"{', '.join(READS)}. The table has: {', '.join(leads.columns[:30])}."
        )
    needs: dict[str, ColumnKind] = {name: field(name).kind for name in READS}
    step = partial(qualify_batch, as_of=day, brands=brands, size_reading=size_reading, lang=lang)
    schema = {one.name: one.dtype for one in table_fields("facts")}
    return add_columns(leads, step, needs, schema, optional=READS)


def score(leads: Any, card: Card | str | Path | None = None, *, lang: str = "en") -> Any:
    """Score the leads of a Spark DataFrame; see ``leadscore.score``.

    Parameters
    ----------
    leads : pyspark.sql.DataFrame
        One row per lead, with the columns that the card reads.
    card : Card, path or None
        The card, or its TOML file, which only the driver reads; None is the shipped card.
    lang : {"en", "zh"}
        Language of ``gate``, ``why`` and ``ask``.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of ``leads`` and the outputs of ``leadscore.score``. Nothing is run yet.

    Raises
    ------
    MissingDependencyError
        When pyspark is not installed.
    ColumnError, ColumnTypeError
        As ``leadscore.score`` does, before anything is run.

    Warns
    -----
    CardWarning
        When a gate's column is absent. Values that the card does not name are not remarked on
        here: nobody reads what an executor prints. ``card.check`` on a sample finds them.

    Examples
    --------
    >>> from leadscore import spark
    >>> scored = spark.score(session.table("facts"))    # doctest: +SKIP
    >>> scored.orderBy("gate", "score").show()          # doctest: +SKIP
    """
    check_language(lang)
    check_frame(leads)
    chosen = settle(card)
    names = list(leads.columns)
    require_columns(chosen, names)
    return add_columns(
        leads,
        partial(score_batch, card=chosen, lang=lang),
        card_needs(chosen, names),
        OUTPUTS,
        optional=gate_columns(chosen, names),
    )


def add_columns(
    leads: Any,
    step: Step,
    needs: Mapping[str, ColumnKind],
    schema: Mapping[str, pl.DataType],
    optional: Sequence[str] = (),
) -> Any:
    """Give the needed columns to a row-wise step and add what it returns.

    Parameters
    ----------
    leads : pyspark.sql.DataFrame
        The rows.
    step : callable
        As for ``leadscore.frames.add_columns``; it is sent to the executors.
    needs, schema, optional
        As there.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of ``leads`` (replaced where a new one has the name) and those of ``schema``.

    Raises
    ------
    MissingDependencyError, ColumnError, ColumnTypeError
        As ``score`` does.
    """
    check_frame(leads)
    picked, empty = check_columns(leads, needs, optional)
    # The step runs here once, on no rows, so that wrong columns are refused before a job starts.
    made = step(empty).select(list(schema)).schema
    work = partial(_work, step=step, needs=dict(needs), picked=picked, names=list(schema))
    return leads.mapInArrow(work, _with_columns(leads.schema, made))


def check_columns(
    leads: Any, needs: Mapping[str, ColumnKind], optional: Sequence[str] = ()
) -> tuple[list[str], pl.DataFrame]:
    """Refuse a Spark DataFrame whose columns are missing, stand twice or are of another kind.

    Returns
    -------
    picked : list of str
        The needed columns that are there.
    empty : polars.DataFrame
        These columns, without rows.
    """
    names = list(leads.columns)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ColumnError(f'Column "{repeated[0]}" stands twice in the table. Rename or drop one.')
    marked = [name for name in names if "." in name or "`" in name]
    if marked:
        raise ColumnError(
            f'Column "{marked[0]}": Spark cannot hand over tables with dots or backticks in a '
            "name. Rename it with withColumnRenamed."
        )
    picked = [name for name in needs if name in names]
    require(needs, picked, names, optional)
    return picked, clean(_no_rows(leads, picked), needs)


def quoted(names: Sequence[str]) -> list[str]:
    """Quote column names, so that dots and blanks in them mean nothing to Spark."""
    return [f"`{name.replace('`', '``')}`" for name in names]


def _no_rows(leads: Any, picked: Sequence[str]) -> pl.DataFrame:
    types = dict(leads.dtypes)
    found = {name: types[name].partition("(")[0] for name in picked}
    for name, kind in found.items():
        if kind not in _TYPES:
            raise ColumnTypeError(
                f'Column "{name}" holds {types[name]}, which leadscore does not read. '
                "Cast it to text, a number, a boolean or a date first."
            )
    return pl.DataFrame(schema={name: _TYPES[kind] for name, kind in found.items()})


def _with_columns(given: Any, new: Mapping[str, pl.DataType]) -> Any:
    from pyspark.sql import types  # noqa: PLC0415  an extra

    kinds = {
        pl.String(): types.StringType(),
        pl.Int64(): types.LongType(),
        pl.Boolean(): types.BooleanType(),
    }
    fields = {one.name: one for one in given.fields}
    fields |= {name: types.StructField(name, kinds[dtype]) for name, dtype in new.items()}
    return types.StructType(list(fields.values()))


def _work(
    batches: Iterator[Any],
    step: Step,
    needs: Mapping[str, ColumnKind],
    picked: list[str],
    names: list[str],
) -> Iterator[Any]:
    """Run on an executor: join small batches, add the columns, hand them back."""
    # Remarks about values would be lost in the executors' logs, once per batch.
    warnings.simplefilter("ignore", CardWarning)
    for table in gathered(batches):
        frame: Any = pl.from_arrow(table.select(picked))
        yield from _widened(table, step(clean(frame, needs)).select(names)).to_batches()


def _widened(table: Any, new: pl.DataFrame) -> Any:
    import pyarrow as pa  # noqa: PLC0415  heavy

    arrays = dict(zip(table.column_names, table.columns, strict=True))
    for column in new.get_columns():
        array = column.to_arrow()
        arrays[column.name] = array.cast(pa.string()) if column.dtype == pl.String else array
    return pa.table(arrays)


def gathered(batches: Iterator[Any]) -> Iterator[Any]:
    """Join the small batches of Spark into tables."""
    # Spark sends 10,000 rows at a time; a step has a cost of its own, so it gets ten times that.
    import pyarrow as pa  # noqa: PLC0415

    waiting: list[Any] = []
    for batch in batches:
        if batch.num_rows:
            waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= _ROWS:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def check_frame(leads: object) -> None:
    """Refuse what is no Spark DataFrame, and a machine without pyspark."""
    try:
        import pyspark  # noqa: F401, PLC0415  an extra
    except ImportError as error:
        raise MissingDependencyError(
            "leadscore.spark needs pyspark, which is not installed. Run: pip install "
            '"leadscore[spark]" (and Java 17 or later for Spark on this machine).'
        ) from error
    if not hasattr(leads, "mapInArrow"):
        raise ColumnTypeError(
            f"leadscore.spark needs a Spark DataFrame, but a {type(leads).__name__} was given. "
            "leadscore.qualify and leadscore.score take every other kind of table."
        )
