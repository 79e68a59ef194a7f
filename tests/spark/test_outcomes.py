"""A card learned on Spark is the one that `learn` learns."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from engines import spark_table

from leadscore import spark
from leadscore.cards.card import hrm_card
from leadscore.cards.learning import learn
from leadscore.cards.outcomes import WinCurve
from leadscore.cards.scoring import score
from leadscore.errors import ArgumentError, CardWarning, ColumnError
from leadscore.samples import make_leads

pytestmark = [
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
LEADS = make_leads(4000)


@pytest.fixture(scope="module")
def session(session: Any) -> Any:
    session.conf.set("spark.sql.shuffle.partitions", "3")
    return session


def outcomes(rows: int = 3000, *, explore: bool = False) -> pl.DataFrame:
    """Draw outcomes by the score; a third is open, in part with a date."""
    chance = np.random.default_rng(5)
    points = score(LEADS)["score"].to_numpy()[:rows]
    won = chance.random(rows) < 1 / (1 + np.exp(-(points - 55) / 12))
    first = dt.date(2026, 1, 1)
    begun = [first + dt.timedelta(days=int(n)) for n in chance.integers(0, 200, rows)]
    ended = [
        day + dt.timedelta(days=int(n))
        for day, n in zip(begun, chance.integers(1, 60, rows), strict=True)
    ]
    still = chance.random(rows) < 0.3
    word = np.where(still, "open", np.where(won, "Won", "lost"))
    table = pl.DataFrame(
        {
            "lead_id": LEADS["lead_id"][:rows],
            "outcome": word,
            "contacted_on": begun,
            "closed_on": [None if s else day for s, day in zip(still, ended, strict=True)],
        }
    )
    if explore:
        table = table.with_columns(explore=pl.Series(chance.random(rows) < 0.1))
    return table


def check(session: Any, told: pl.DataFrame, **options: Any) -> None:
    """Compare the counts and everything that is made of them."""
    expected = learn(LEADS, told, **options)
    frames = (spark_table(session, one).repartition(3) for one in (LEADS, told))
    found = spark.learn(*frames, **options)
    assert np.array_equal(found.counts.slots, expected.counts.slots)
    assert np.array_equal(found.counts.leads, expected.counts.leads)
    assert np.array_equal(found.counts.wins, expected.counts.wins)
    assert np.allclose(found.counts.trials, expected.counts.trials, rtol=0, atol=1e-12)
    assert found.card == expected.card
    for mine, theirs in zip(found.exact, expected.exact, strict=True):
        assert np.allclose(mine, theirs, rtol=0, atol=1e-8)
    assert found.slope.value == pytest.approx(expected.slope.value, abs=1e-10)


def test_same_card(session: Any) -> None:
    """Counts are equal and the card is the same, with open leads and a curve that is found."""
    check(session, outcomes())


def test_marks_of_chance_a_typed_curve_and_another_day(session: Any) -> None:
    """Leads that chance chose, a curve of one's own, a day and a trust are used as here."""
    curve = WinCurve.typed({20: 0.4, 60: 1.0})
    told = outcomes(explore=True)
    check(session, told, curve=curve, as_of=dt.date(2026, 12, 31), trust=2.0)


def test_tables_are_sparks(session: Any) -> None:
    """The result's tables come as Spark DataFrames."""
    learned = spark.learn(spark_table(session, LEADS), spark_table(session, outcomes()))
    assert hasattr(learned.points(), "mapInArrow")


def test_refusals(session: Any) -> None:
    """Repeated ids, strange words, other ids and missing columns are refused as `learn` does."""
    leads, told = spark_table(session, LEADS), outcomes(50)

    def refused(match: str, table: pl.DataFrame, given: Any = leads) -> None:
        with pytest.raises(ArgumentError, match=match):
            spark.learn(given, spark_table(session, table))

    refused("outcomes: leads stand in the table more than once", pl.concat([told, told[:1]]))
    refused("leads: leads stand in the table more than once", told, leads.union(leads.limit(1)))
    refused('outcome "maybe" is not known', told.with_columns(outcome=pl.lit("maybe")))
    refused(
        "No outcome belongs to a lead", told.with_columns(lead_id=pl.lit("x") + pl.col("lead_id"))
    )
    refused(
        "All .* outcomes are won",
        told.with_columns(outcome=pl.lit("won"), closed_on="contacted_on"),
    )
    early = told.with_columns(closed_on=pl.lit(dt.date(2020, 1, 1)))
    refused(f"closed before they were contacted: {told['lead_id'][0][:6]}", early)
    refused(
        "open leads have no contacted_on",
        told.with_columns(contacted_on=None, closed_on=None).cast(
            {"contacted_on": pl.Date, "closed_on": pl.Date}
        ),
    )
    with pytest.raises(ColumnError, match='"outcome" is missing'):
        spark.learn(leads, spark_table(session, told.drop("outcome")))
    with pytest.raises(ColumnError, match='"size" is missing'):
        spark.learn(leads.drop("size"), spark_table(session, told))


def test_remarks(session: Any) -> None:
    """An attribute with one value in all leads is remarked on."""
    same = LEADS.with_columns(size=pl.lit("large"))
    with pytest.warns(CardWarning, match='"size" has one value in all leads'):
        spark.learn(spark_table(session, same), spark_table(session, outcomes()), hrm_card())
