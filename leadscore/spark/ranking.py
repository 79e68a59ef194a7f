"""Calling order on Spark: counted by score, so that no machine has to hold one list."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.cards.batch import OUTPUTS, Batch, card_needs, gate_columns, require_columns
from leadscore.cards.learning import settle
from leadscore.cards.ranking import leading_rows
from leadscore.doors import clean
from leadscore.errors import CardWarning, check_count
from leadscore.spark.rows import add_columns, check_columns, check_frame, gathered, quoted, score
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from pathlib import Path

    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind

_LIST, _GATED, _SCORE, _BEFORE = "leadscore list", "leadscore gated", "leadscore score", "before"
_LEVEL = (_LIST, _GATED, _SCORE)


def rank(
    leads: Any,
    card: Card | str | Path | None = None,
    *,
    by: str | None = None,
    top: int | None = None,
    lang: str = "en",
) -> Any:
    """Score the leads of a Spark DataFrame and put them in calling order; see ``leadscore.rank``.

    Parameters
    ----------
    leads : pyspark.sql.DataFrame
        As for ``score``, with a column ``lead_id``.
    card, lang
        As for ``score``.
    by : str, optional
        A column: a list of its own for each of its values.
    top : int, optional
        Keep only so many leads (of each list). Each batch keeps only what can still be among
        them, and only the leads that are left in the end are put into words.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of ``score`` and ``position``, sorted. Nothing is run yet. Rows with one
        ``lead_id`` and one score have no order of their own on Spark.

    Raises
    ------
    MissingDependencyError, ColumnError, ColumnTypeError, ArgumentError
        As ``leadscore.rank`` does, before anything is run.

    Examples
    --------
    >>> from leadscore import spark
    >>> calls = spark.rank(session.table("facts"), top=1000)    # doctest: +SKIP
    """
    check_language(lang)
    check_frame(leads)
    if top is not None:
        check_count("top", top)
    chosen = settle(card)
    names = list(leads.columns)
    require_columns(chosen, names)
    keys: dict[str, ColumnKind] = {"lead_id": "any", **({by: "any"} if by else {})}
    check_columns(leads, keys)
    needs, optional = card_needs(chosen, names), gate_columns(chosen, names)
    if top is not None:
        listed: dict[str, ColumnKind] = {by: "any"} if by else {}
        read = {**needs, **listed}
        picked, _ = check_columns(leads, read, optional)
        keep = partial(_keep, card=chosen, by=by, top=top, needs=read, picked=picked)
        leads = leads.mapInArrow(keep, leads.schema)
    levels = {_GATED: pl.Boolean(), _SCORE: pl.Int64()}
    step = partial(_level, card=chosen)
    placed = _placed(add_columns(leads, step, needs, levels, optional), by)
    if top is not None:
        placed = placed.filter(placed["position"] <= top)
    return _worded(placed, chosen, lang, [*dict.fromkeys([*names, *OUTPUTS, "position"])])


def _placed(leads: Any, by: str | None) -> Any:
    """Add the position: how many leads have a better score, and the place among equals."""
    from pyspark.sql import Window, functions  # noqa: PLC0415  an extra

    listed = functions.col(*quoted([by])) if by else functions.lit(0)
    leads = leads.withColumn(_LIST, listed)
    counts = leads.groupBy(*_LEVEL).count()
    better = Window.partitionBy(_LIST).orderBy(_GATED, functions.desc(_SCORE))
    before = functions.sum("count").over(better) - functions.col("count")
    counts = counts.select(
        *(functions.col(n).alias(f"{n} of") for n in _LEVEL), before.alias(_BEFORE)
    )
    same = [leads[name].eqNullSafe(counts[f"{name} of"]) for name in _LEVEL]
    joined = leads.join(functions.broadcast(counts), same[0] & same[1] & same[2])
    equals = Window.partitionBy(*_LEVEL).orderBy(functions.asc_nulls_last("lead_id"))
    position = functions.col(_BEFORE) + functions.row_number().over(equals)
    return joined.withColumn("position", position.cast("bigint"))


def _worded(placed: Any, card: Card, lang: str, names: list[str]) -> Any:
    from pyspark.sql import functions  # noqa: PLC0415

    order = [functions.asc_nulls_last(_LIST), functions.asc("position")]
    # Sorted before the words are added, so that these are not shuffled; batches keep their order.
    return score(placed.orderBy(*order), card, lang=lang).select(*quoted(names))


def _level(frame: pl.DataFrame, card: Card) -> pl.DataFrame:
    batch = Batch(frame, card)
    gated, points = batch.per_lead(batch.gates > 0), batch.per_lead(batch.best)
    return pl.DataFrame({_GATED: gated, _SCORE: points})


def _keep(
    batches: Iterator[Any],
    *,
    card: Card,
    by: str | None,
    top: int,
    needs: dict[str, ColumnKind],
    picked: list[str],
) -> Iterator[Any]:
    """Run on an executor: leave out what cannot be among the first of its list."""
    warnings.simplefilter("ignore", CardWarning)
    for table in gathered(batches):
        read: Any = pl.from_arrow(table.select(picked))
        frame = clean(read, needs)
        rows = leading_rows(frame, Batch(frame, card), by, top)
        yield from table.take(rows).combine_chunks().to_batches()
