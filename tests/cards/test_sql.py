"""A card as SQL gives what the scorer gives, on every engine that can be run here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest
from engines import (
    SQL_OUTPUTS,
    Postgres,
    drawn,
    in_duckdb,
    in_spark_sql,
    many_leads,
    postgres_server,
    spark_session,
)
from hypothesis import given
from strategies import cards

from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.dialects import DIALECTS
from leadscore.cards.scoring import score
from leadscore.cards.sql import _FOLDS, _LIGATURES
from leadscore.distinct import MISSING_TEXT
from leadscore.errors import ArgumentError, ColumnError

pytestmark = [
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
    # Spark says so of every use of pandas 3; nothing here goes through pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
Runner = Callable[[Card, pl.DataFrame], pl.DataFrame]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with spark_session() as session:
        yield session


def check(run: Runner, card: Card, leads: pl.DataFrame) -> None:
    """Compare the five outputs, lead by lead."""
    expected = score(leads, card).select("lead_id", *SQL_OUTPUTS).sort("lead_id")
    found = run(card, leads)
    types = {name: expected.schema[name] for name in SQL_OUTPUTS}
    wrong = expected.join(found.cast(types), on=expected.columns, how="anti", nulls_equal=True)
    assert found.height == expected.height
    assert wrong.is_empty(), (wrong.head(3).to_dicts(), card.to_toml())


def bare(cases: pl.DataFrame) -> pl.DataFrame:
    """Take the expected outputs away from cases."""
    return cases.drop("case", *OUTPUTS)


def check_card(run: Runner, card: Card, rows: int = 2000) -> None:
    """Compare on the cases of a card, and on leads drawn from their values."""
    check(run, card, bare(card.cases(kind="polars")))
    check(run, card, many_leads(card, rows))


@given(cards())
@drawn(25)
def test_duckdb(card: Card) -> None:
    """DuckDB gives what the scorer gives."""
    check_card(in_duckdb, card)


@given(cards())
@drawn(8)
def test_postgres(postgres: Postgres, card: Card) -> None:
    """A real PostgreSQL gives what the scorer gives."""
    check_card(postgres.score, card)


@given(cards())
@drawn(2)
def test_spark(spark: Any, card: Card) -> None:
    """A local Spark gives what the scorer gives."""
    check(lambda c, leads: in_spark_sql(spark, c, leads), card, bare(card.cases(kind="polars")))


def test_shipped_card(postgres: Postgres) -> None:
    """The shipped card's SQL gives what the scorer gives, in DuckDB and in PostgreSQL."""
    check_card(in_duckdb, hrm_card(), 100_000)
    check_card(postgres.score, hrm_card(), 10_000)


def test_shipped_card_in_spark(spark: Any) -> None:
    """The shipped card's SQL gives what the scorer gives, in Spark."""
    cases = bare(hrm_card().cases(kind="polars"))
    check(lambda card, leads: in_spark_sql(spark, card, leads), hrm_card(), cases)


GATES = Card.from_toml(
    '[card]\nname = "n"\ngrades = { A = 5 }\n[[attribute]]\nname = "staff"\nunknown = 1\n'
    "bins = [{ below = 20, points = 0 }, { from = 20, points = 9 }]\n"
    '[[gate]]\nname = "small"\nwhen = { column = "staff", below = 5 }\n'
    '[[gate]]\nname = "old"\nwhen = { column = "age", from = 100 }\n'
    '[[gate]]\nname = "young"\nwhen = { column = "age", below = 3 }\n'
    '[[gate]]\nname = "mid"\nwhen = { column = "age", from = 10, below = 20 }\n'
    '[[gate]]\nname = "off"\nwhen = { column = "open", in = [false] }\n'
    '[[gate]]\nname = "none"\nwhen = { column = "state", in = ["none", "it\'s"] }\n'
)


def test_gates_of_every_kind(postgres: Postgres) -> None:
    """Gates on numbers, intervals, true and false, and values that elsewhere mean missing agree."""
    for columns in (None, ["staff", "age", "open", "state"]):
        leads = bare(GATES.cases(columns=columns, kind="polars"))
        check(in_duckdb, GATES, leads)
        check(postgres.score, GATES, leads)


def test_absent_gate_column_never_closes() -> None:
    """Told that a gate's column is not there, the query does not read it."""
    leads = bare(GATES.cases(columns=["staff", "age"], kind="polars")).select("lead_id", "staff")
    check(in_duckdb, GATES, leads)


def test_long_lists_are_looked_up() -> None:
    """Ten thousand values make one table to join with, and no long expression."""
    values = ", ".join(f'"v{i}"' for i in range(10_000))
    card = Card.from_toml(
        f'[card]\nname = "long"\ngrades = {{ A = 5 }}\n[[attribute]]\nname = "town"\nunknown = 1\n'
        f"bins = [{{ in = [{values}], points = 9 }}]\notherwise = 0\n"
    )
    leads = pl.DataFrame({"lead_id": ["a", "b", "c"], "town": ["v9999", "v1|x", None]})
    check(in_duckdb, card, leads)
    assert card.sql("t", "duckdb").count("v9999") == 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_odd_names_are_quoted(dialect: str) -> None:
    """Quotation marks, line breaks and dollars in names and values cannot leave their place."""
    card = Card.from_toml(
        '[card]\nname = "a\\n; DROP TABLE x"\ngrades = { A = 5 }\n[[attribute]]\nname = "n"\n'
        "column = 'co\"l`u\\mn'\nunknown = 0\notherwise = 0\n"
        "bins = [{ in = ['it''s', '${x}\\', \"line\\nbreak\"], points = 1 }]\n".replace("''", "'")
        .replace("'it's'", '"it\'s"')
    )  # fmt: skip
    text = card.sql(("my.db", "leads"), dialect)
    assert text.startswith('-- Card "a ; DROP TABLE x", version "1", for ')
    assert "${x}" not in text or dialect in ("duckdb", "postgres")
    assert "line\nbreak" not in text
    column = {
        "spark": '`co"l``u\\mn`', "bigquery": '`co"l\\`u\\\\mn`',
    }.get(dialect, '"co""l`u\\mn"')  # fmt: skip
    assert column in text
    if dialect == "duckdb":
        leads = pl.DataFrame({"lead_id": ["a", "b", "c"], 'co"l`u\\mn': ["it's", "${x}\\", "z"]})
        check(in_duckdb, card, leads)


def test_bigquery_and_snowflake_spellings() -> None:
    """What cannot be run here has the words that the manuals of the two give."""
    card = hrm_card()
    big, snow = card.sql("p.d.leads", "bigquery"), card.sql("DB.S.LEADS", "snowflake")
    assert "FROM `p`.`d`.`leads` AS given" in big
    assert "UNNEST([STRUCT('large' AS bin_value, 20 AS bin_points), STRUCT('medium', 16)" in big
    assert "CROSS JOIN UNNEST(SPLIT(split_text, '|')) AS part" in big
    assert "AS INT64) AS score" in big
    assert 'FROM "DB"."S"."LEADS" AS given' in snow
    assert "LATERAL FLATTEN(input => SPLIT(split_text, '|')) AS split_parts" in snow
    assert "(VALUES ('large', 20), ('medium', 16)" in snow
    assert "CAST('20.0' AS FLOAT)" in GATES.sql("t", "snowflake")


def test_case_folding_is_complete() -> None:
    """No character but those that the query knows folds to a part of a form of "missing"."""
    letters = [chr(c) for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000]
    folds = {c: c.casefold() for c in letters if c.casefold() != c}
    used = {c: to for c, to in folds.items() if any(to in text for text in MISSING_TEXT)}
    assert used == {**_FOLDS, **_LIGATURES}


def test_wrong_arguments() -> None:
    """A mistyped dialect, a missing column and a column that is kept twice are refused."""
    with pytest.raises(ArgumentError, match=r'dialect="postgresql" is not known; .* "postgres"'):
        hrm_card().sql("leads", "postgresql")
    with pytest.raises(ColumnError, match='"staff" is missing: attribute "staff" of card "n"'):
        GATES.sql("leads", "duckdb", columns=["lead_id", "stuff"])
    with pytest.raises(ColumnError, match=r'"lead_no" is to be kept, .* Did you mean "lead_id"'):
        GATES.sql("leads", "duckdb", columns=["lead_id", "staff"], keep=["lead_no"])
    with pytest.raises(ArgumentError, match='keep names "score"'):
        GATES.sql("leads", "duckdb", keep=["score"])
    with pytest.raises(ArgumentError, match="table must be a name"):
        GATES.sql("", "duckdb")
