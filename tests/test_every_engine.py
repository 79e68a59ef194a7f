"""One random card and many random leads: every engine gives the same outputs.

With 100,000 leads: LEADSCORE_LEADS=100000 pytest tests/test_every_engine.py
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from engines import (
    ROWS,
    SQL_OUTPUTS,
    Postgres,
    in_all_kinds,
    in_duckdb,
    in_spark_sql,
    many_leads,
    postgres_server,
    spark_session,
    spark_table,
)
from hypothesis import Phase, find, settings
from strategies import cards

from leadscore import spark
from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card
from leadscore.cards.scoring import score

pytestmark = [
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
    # Spark says so of every use of pandas 3; nothing here goes through pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


def rich(card: Card) -> bool:
    """Ask for a card with texts, numbers, an interval, true and false, and a gate."""
    ends = {one.column.rpartition("_")[2] for one in card.attributes}
    return ends >= {"text", "number", "interval", "boolean"} and bool(card.gates)


@pytest.fixture(scope="module")
def card() -> Card:
    """The same random card in every run."""
    first = settings(max_examples=5000, derandomize=True, database=None, phases=[Phase.generate])
    return find(cards(), rich, settings=first)


@pytest.fixture(scope="module")
def leads(card: Card) -> pl.DataFrame:
    """Leads with nulls, sets, intervals and odd text."""
    return many_leads(card, ROWS)


@pytest.fixture(scope="module")
def expected(card: Card, leads: pl.DataFrame) -> pl.DataFrame:
    return score(leads, card)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with spark_session() as found:
        yield found


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


def test_leads_are_odd(leads: pl.DataFrame, expected: pl.DataFrame) -> None:
    """The leads have what the comparison is about: gates, ranges, sure ones, every grade."""
    assert leads.height == ROWS
    assert sum(leads.null_count().row(0)) > ROWS // 10
    assert expected["gate"].null_count() not in (0, ROWS)
    assert (expected["low"] < expected["high"]).any()
    assert expected["sure"].n_unique() == 2
    assert expected["grade"].n_unique() > 1
    texts = leads.select(pl.col(pl.String).exclude("lead_id"))
    assert texts.select(pl.any_horizontal(pl.all().str.contains("|", literal=True))).sum().item()


def test_tables(card: Card, leads: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Six kinds of pandas columns, PyArrow, Polars lazy and streaming, DuckDB: all outputs."""
    for kind, made in in_all_kinds(leads, card).items():
        assert made.equals(expected.select(list(OUTPUTS))), kind


def test_spark(session: Any, card: Card, leads: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Spark gives all eight outputs."""
    scored = spark.score(spark_table(session, leads).repartition(3), card)
    found = pl.from_arrow(scored.toArrow())
    assert isinstance(found, pl.DataFrame)
    order = found.sort("lead_id").select(expected.columns)
    # NaN is what was given, and is no part of the outputs.
    assert order.select("lead_id", *OUTPUTS).equals(expected.select("lead_id", *OUTPUTS))


@pytest.mark.parametrize("engine", ["duckdb", "postgres", "spark"])
def test_sql(
    request: Any, card: Card, leads: pl.DataFrame, expected: pl.DataFrame, engine: str
) -> None:
    """The card as SQL gives its five outputs."""
    if engine == "duckdb":
        found = in_duckdb(card, leads)
    elif engine == "postgres":
        found = request.getfixturevalue("postgres").score(card, leads)
    else:
        found = in_spark_sql(request.getfixturevalue("session"), card, leads)
    wanted = expected.select("lead_id", *SQL_OUTPUTS)
    types = {name: wanted.schema[name] for name in SQL_OUTPUTS}
    assert found.select(wanted.columns).cast(types).equals(wanted)
