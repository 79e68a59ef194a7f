"""Spark gives what the scorer gives: real pyspark on this machine."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import warnings
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from engines import drawn, from_spark, many_leads, spark_table
from hypothesis import given
from strategies import cards

from leadscore import spark
from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import score
from leadscore.errors import ArgumentError, CardWarning, ColumnError, ColumnTypeError
from leadscore.samples import make_leads
from leadscore.standards.qualify import qualify

pytestmark = [
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
    # Spark says so of every use of pandas 3; nothing here goes through pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


def collected(frame: Any) -> pl.DataFrame:
    """Bring a Spark DataFrame here, in order of the ids."""
    return from_spark(frame).sort("lead_id")


@given(cards())
@drawn(3)
def test_random_cards(session: Any, card: Card) -> None:
    """Cases of random cards get the expected outputs."""
    cases = card.cases(kind="polars")
    found = collected(spark.score(spark_table(session, cases.drop(list(OUTPUTS))), card))
    assert found.select(list(OUTPUTS)).equals(cases.select(list(OUTPUTS)))


def test_shipped_card(session: Any) -> None:
    """The shipped card's cases, and 100,000 leads of their values, get the same outputs as here."""
    cases = hrm_card().cases(kind="polars", lang="zh")
    found = collected(spark.score(spark_table(session, cases.drop(list(OUTPUTS))), lang="zh"))
    assert found.equals(cases)
    leads = many_leads(hrm_card(), 100_000)
    found = collected(spark.score(spark_table(session, leads).repartition(3)))
    assert found.equals(score(leads).sort("lead_id"))


def test_qualify(session: Any) -> None:
    """Facts and evidence are those of `qualify`."""
    leads = pl.DataFrame(
        {
            "lead_id": ["a", "b", "c"],
            "employees_low": [150, 2000, None],
            "employees_high": [500, None, None],
            "industry_codes": ["34", "65", None],
            "hr_titles": [None, "人力资源总监", None],
            "collected_on": [dt.date(2026, 11, 23)] * 3,
        }
    )
    found = collected(spark.qualify(spark_table(session, leads)))
    assert found.equals(qualify(leads))
    scored = collected(spark.score(spark.qualify(spark_table(session, leads)), None))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CardWarning)
        assert scored.equals(score(qualify(leads)))


def test_other_columns_come_back_as_they_were(session: Any) -> None:
    """Columns of every Spark type pass untouched; an output that is there is replaced in place."""
    first = spark_table(session, make_leads(50))
    frame = first.selectExpr(
        "CAST(1 AS TINYINT) AS score", "*",
        "CAST('1.50' AS DECIMAL(9,2)) AS money", "array('x', NULL) AS list",
        "map('k', 1) AS map", "named_struct('a', 1, 'b', array(2)) AS struct",
        "TIMESTAMP '2026-11-23 01:02:03' AS at", "DATE '2026-11-23' AS day",
        "CAST('ab' AS BINARY) AS bytes", "timestamp_ntz'2026-11-23 01:02:03' AS ntz",
    )  # fmt: skip
    scored = spark.score(frame)
    assert scored.columns == [*frame.columns, *list(OUTPUTS)[1:]]
    assert dict(scored.dtypes)["score"] == "bigint"
    before, after = frame.orderBy("lead_id").collect(), scored.orderBy("lead_id").collect()
    for name in frame.columns[1:]:
        assert [row[name] for row in before] == [row[name] for row in after], name
    assert after[0]["money"] == Decimal("1.50")


def test_wrong_columns_are_refused_before_a_job_starts(session: Any) -> None:
    """The messages are those of `score`, and they come at once."""
    frame = spark_table(session, make_leads(3))
    with pytest.raises(ColumnError, match=r'"size" is missing: .* Did you mean "sizes"'):
        spark.score(frame.withColumnRenamed("size", "sizes"))
    with pytest.raises(ColumnTypeError, match='"size" must hold text, but it holds Int32'):
        spark.score(frame.selectExpr("*").drop("size").selectExpr("1 AS size", "*"))
    with pytest.raises(ColumnError, match="None of the columns that the standards read"):
        spark.qualify(frame.select("lead_id"))
    with pytest.warns(CardWarning, match='gate "closed" never closes'):
        spark.score(frame.drop("status"))
    with pytest.raises(ArgumentError, match='lang="de" is not known'):
        spark.score(frame, lang="de")


def test_other_tables_are_refused() -> None:
    """A table that is not Spark's is refused with the function that takes it."""
    pytest.importorskip("pyspark")
    with pytest.raises(ColumnTypeError, match=r"a DataFrame was given\. leadscore\.qualify and"):
        spark.score(make_leads(3))


def test_without_pyspark() -> None:
    """Without pyspark the module can be imported, and its functions say what to install."""
    code = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from leadscore import spark\n"
        "try: spark.score(None)\n"
        "except ImportError as error: print(type(error).__name__, error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.startswith("MissingDependencyError leadscore.spark needs pyspark")
    assert 'pip install "leadscore[spark]"' in said
