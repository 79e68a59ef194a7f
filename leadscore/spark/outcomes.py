"""Learning on Spark: outcomes are joined and counted there, and the few counts decide here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.batch import card_needs, gate_columns, require_columns
from leadscore.cards.leaks import refuse_late
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning import remark_on, settle
from leadscore.cards.learning_counts import Counts, count_patterns, merge_counts
from leadscore.cards.outcomes import OPTIONAL, find_win_curve, read_outcomes, weigh_outcomes
from leadscore.doors import clean
from leadscore.errors import ArgumentError, check_day
from leadscore.spark.partitions import refuse_repeats, sum_counts, to_spark
from leadscore.spark.rows import check_columns, check_frame, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from leadscore.cards.card import Card
    from leadscore.cards.outcomes import WinCurve
    from leadscore.doors import ColumnKind

_MARK = "leadscore outcome "
_SUMS = ["wins", "trials", "leads"]


def learn(
    leads: Any,
    outcomes: Any,
    card: Card | str | Path | None = None,
    *,
    trust: float = 1.0,
    curve: WinCurve | None = None,
    as_of: date | str | None = None,
    known: Mapping[str, str] | None = None,
) -> Learned:
    """Move the points of a card as far as outcomes on Spark justify; see ``leadscore.learn``.

    Parameters
    ----------
    leads, outcomes : pyspark.sql.DataFrame
        As for ``leadscore.learn``.
    card, trust, as_of, known
        As there.
    curve : WinCurve, optional
        As there; None: found from the outcomes, whose words and dates come to the driver for it.

    Returns
    -------
    Learned
        As from ``leadscore.learn``; its tables are Spark DataFrames.

    Raises
    ------
    MissingDependencyError, ArgumentError, ColumnError, ColumnTypeError
        As ``leadscore.learn`` does.

    Examples
    --------
    >>> from leadscore import spark
    >>> learned = spark.learn(session.table("facts"), session.table("outcomes"))  # doctest: +SKIP
    """
    check_frame(leads)
    check_frame(outcomes)
    chosen = settle(card)
    names = list(leads.columns)
    require_columns(chosen, names)
    refuse_late(chosen, known)
    needs, optional = card_needs(chosen, names), gate_columns(chosen, names)
    picked, _ = check_columns(leads, {**needs, "lead_id": "any"}, optional)
    told: dict[str, ColumnKind] = {"lead_id": "any", "outcome": "any", **OPTIONAL}
    columns, _ = check_columns(outcomes, told, list(OPTIONAL))
    for table, what in ((leads, "leads"), (outcomes, "outcomes")):
        refuse_repeats(table, what)
    curve, as_of, marked = _settings(outcomes, columns, curve, as_of)
    joined = _joined(leads.select(*quoted(picked)), outcomes.select(*quoted(columns)))
    count = partial(
        _count, card=chosen, needs=needs, columns=columns, marked=marked, curve=curve, as_of=as_of
    )
    width = len(chosen.attributes) + marked
    numbers = dict.fromkeys(_SUMS, pl.Float64())
    schema = {**{str(n): pl.Int64() for n in range(width)}, **numbers}
    found = sum_counts(joined, count, schema, _SUMS)
    if not found.height and outcomes.limit(1).count():
        raise ArgumentError(
            "No outcome belongs to a lead: both tables must use the same ids in lead_id."
        )
    slots = found.select(pl.exclude(_SUMS)).to_numpy().reshape(-1, width)
    sums = (found[name].to_numpy() for name in _SUMS)
    counts = merge_counts([Counts(slots.astype(np.int64), *sums)], chosen)
    make = partial(to_spark, session=leads.sparkSession)
    learned = learn_counts(counts, chosen, trust=trust, make=make)
    remark_on(learned)
    return learned


def _settings(
    outcomes: Any, columns: list[str], curve: WinCurve | None, as_of: date | str | None
) -> tuple[WinCurve | None, date | None, bool]:
    """Find what no partition can know alone: the win curve, the last day, whether chance chose."""
    if {"contacted_on", "closed_on"} <= set(columns):
        # These are refused by their ids, which the counts below do not have.
        read_outcomes(outcomes.filter("closed_on < contacted_on").limit(1000).toArrow())
    keys = [name for name in columns if name != "lead_id"]
    # One row for each distinct outcome with its dates says all that the curve is made of.
    counted: Any = pl.from_arrow(outcomes.groupBy(*quoted(keys)).count().toArrow())
    rows = counted.drop("count")[np.repeat(np.arange(counted.height), counted["count"].to_numpy())]
    told = read_outcomes(rows.with_row_index("lead_id"))
    last = told.select(pl.max_horizontal(pl.col("contacted_on", "closed_on").max())).item()
    day = last if as_of is None else check_day("as_of", as_of)
    if (told["outcome"] == "open").any():
        weigh_outcomes(told, curve=curve, as_of=day)
        curve = curve or find_win_curve(told, as_of=day)
    return curve, day, bool(told["explore"].any())


def _joined(leads: Any, outcomes: Any) -> Any:
    from pyspark.sql import functions  # noqa: PLC0415  an extra

    marked = outcomes.select(
        *(functions.col(*quoted([name])).alias(_MARK + name) for name in outcomes.columns)
    )
    left, right = leads["lead_id"], marked[f"{_MARK}lead_id"]
    if dict(leads.dtypes)["lead_id"] != dict(outcomes.dtypes)["lead_id"]:
        left, right = left.cast("string"), right.cast("string")
    return leads.join(marked, left == right)


def _count(
    rows: pl.DataFrame,
    *,
    card: Card,
    needs: dict[str, ColumnKind],
    columns: list[str],
    marked: bool,
    curve: WinCurve | None,
    as_of: date | str | None,
) -> pl.DataFrame:
    """Run on an executor: count the patterns of one partition."""
    outcomes = rows.select(pl.col(_MARK + name).alias(name) for name in columns)
    weights = weigh_outcomes(outcomes, curve=curve, as_of=as_of)
    chance = read_outcomes(outcomes)["explore"].to_numpy() if marked else None
    frame = clean(rows.select([name for name in needs if name in rows.columns]), needs)
    counts = count_patterns(
        frame, card, weights["wins"].to_numpy(), weights["trials"].to_numpy(), chance
    )
    sums = {name: getattr(counts, name) for name in _SUMS}
    return pl.DataFrame({**{str(n): c for n, c in enumerate(counts.slots.T)}, **sums})
