"""Calling order on Spark is the one of `rank`."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from engines import drawn, from_spark, many_leads, spark_table
from hypothesis import given
from strategies import cards

from leadscore import spark
from leadscore.cards.batch import Batch
from leadscore.cards.card import Card
from leadscore.cards.scoring import rank
from leadscore.errors import ArgumentError, ColumnError
from leadscore.samples import make_leads

pytestmark = [
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
    # Spark says so of every use of pandas 3; nothing here goes through pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


@pytest.mark.parametrize("by", [None, "owner", "region"])
@pytest.mark.parametrize("top", [None, 7])
def test_shipped_card(session: Any, by: str | None, top: int | None) -> None:
    """Lists, null among them, come list after list, each in order, whole or the first ones."""
    leads = make_leads(6000)
    frame = spark_table(session, leads).repartition(4)
    found = from_spark(spark.rank(frame, by=by, top=top, lang="zh"))
    assert found.equals(rank(leads, by=by, top=top, lang="zh"))


@given(cards())
@drawn(1)
def test_random_cards(session: Any, card: Card) -> None:
    """Random cards, gates and odd values among them, give the same order."""
    leads = many_leads(card, 3000)
    found = from_spark(spark.rank(spark_table(session, leads).repartition(3), card, top=200))
    assert found.equals(rank(leads, card, top=200))


def test_only_kept_leads_are_put_into_words(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch keeps only leads that can still be among the first, and makes no reasons."""
    from leadscore.spark import ranking
    from leadscore.spark.rows import gathered

    monkeypatch.setattr(Batch, "_reasons", None)
    leads = make_leads(20_000)
    batches = leads.drop("lead_id").to_arrow().to_batches()
    needs = dict.fromkeys(leads.columns[1:], "any")
    kept = ranking._keep(
        iter(batches), card=_card(), by=None, top=10, needs=needs, picked=list(needs)
    )
    assert sum(one.num_rows for one in kept) < 200
    assert next(gathered(iter(batches))).num_rows == 20_000


def _card() -> Card:
    from leadscore.cards.card import hrm_card

    return hrm_card()


def test_names_of_any_kind(session: Any) -> None:
    """A list by a column with blanks, outputs that are there already: the same.

    Dots and backticks, which pyspark itself cannot hand over, are refused.
    """
    leads = make_leads(300).with_columns(pl.col("owner").alias("its 'owner'"), score=pl.lit(1))
    found = from_spark(spark.rank(spark_table(session, leads), by="its 'owner'"))
    assert found.equals(rank(leads, by="its 'owner'"))
    for name in ("a.b", "a`b"):
        with pytest.raises(ColumnError, match="cannot hand over tables with dots or backticks"):
            spark.rank(spark_table(session, leads.rename({"owner": name})))


def test_wrong_arguments(session: Any) -> None:
    """A missing column and a wrong number are refused before a job starts."""
    frame = spark_table(session, make_leads(3))
    with pytest.raises(ColumnError, match='"lead_id" is missing'):
        spark.rank(frame.drop("lead_id"))
    with pytest.raises(ColumnError, match=r'"ownr" is missing\. Did you mean "owner"'):
        spark.rank(frame, by="ownr")
    with pytest.raises(ArgumentError, match="top must be a whole number from 1 on, found 0"):
        spark.rank(frame, top=0)
