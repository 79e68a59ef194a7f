"""Other engines for the same card: DuckDB, a real PostgreSQL and a local Spark."""

from __future__ import annotations

import importlib.util
import math
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, settings

from leadscore.cards.batch import OUTPUTS
from leadscore.cards.card import Card
from leadscore.cards.scoring import score

SQL_OUTPUTS = ["score", "low", "high", "grade", "gate"]
_SQL_TYPES = {"String": "TEXT", "Float64": "DOUBLE PRECISION", "Boolean": "BOOLEAN"}


# More random cards than a quick run needs: LEADSCORE_CARDS=50 pytest tests/cards/test_sql.py
ASKED = int(os.environ.get("LEADSCORE_CARDS", "0"))


# More leads on every engine: LEADSCORE_LEADS=100000 pytest tests/test_every_engine.py
ROWS = int(os.environ.get("LEADSCORE_LEADS", "5000"))


def drawn(count: int) -> settings:
    """So many random cards, the same in every run: an engine's start is not worth shrinking for."""
    return settings(
        max_examples=max(count, ASKED), derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def many_leads(card: Card, rows: int, seed: int = 1) -> pl.DataFrame:
    """Draw leads whose values are those of the card's cases, in any combination."""
    cases = card.cases(columns=table_columns(card), kind="polars")
    chance = np.random.default_rng(seed)
    columns = [name for name in table_columns(card)[1:] if name in cases.columns]
    pools = {name: cases[name].unique(maintain_order=True) for name in columns}
    ids = pl.Series("lead_id", [f"L{i:07}" for i in range(rows)])
    drawn = [pools[n][chance.integers(0, len(pools[n]), rows)] for n in columns]
    return pl.DataFrame([ids, *drawn])


def table_columns(card: Card) -> list[str]:
    """Name the columns of a table for a random card: `..._interval` as two columns."""
    parts = [*card.attributes, *card.gates]
    names = ["lead_id"]
    for part in parts:
        interval = part.column.endswith("_interval")
        names += [f"{part.column}_low", f"{part.column}_high"] if interval else [part.column]
    return list(dict.fromkeys(names))


def in_all_kinds(leads: pl.DataFrame, card: Card) -> dict[str, pl.DataFrame]:
    """Score leads as every kind of table; the outputs as Polars frames."""
    import duckdb
    import pandas as pd

    frame = leads.to_pandas()
    texts = [name for name, dtype in leads.schema.items() if dtype == pl.String]
    made = {
        "lazy": score(leads.lazy(), card).collect(),
        "streaming": score(leads.lazy(), card).collect(engine="streaming"),
        "arrow": pl.from_arrow(score(leads.to_arrow(), card)),
        "duckdb": pl.from_arrow(score(duckdb.from_arrow(leads.to_arrow()), card).to_arrow_table()),
    }
    tables = {k: frame.astype(dict.fromkeys(texts, k)) for k in ("object", "str", "category")}
    tables["string"] = frame.astype(dict.fromkeys(texts, "string"))
    tables["string[pyarrow]"] = frame.astype(dict.fromkeys(texts, "string[pyarrow]"))
    tables["arrow columns"] = leads.to_pandas(use_pyarrow_extension_array=True)
    for kind, table in tables.items():
        result = score(table, card)
        assert isinstance(result, pd.DataFrame)
        made[kind] = pl.from_pandas(result[list(OUTPUTS)], schema_overrides=OUTPUTS)
    return {kind: table.select(list(OUTPUTS)) for kind, table in made.items()}


def in_duckdb(card: Card, leads: pl.DataFrame) -> pl.DataFrame:
    """Run the card's SQL in DuckDB."""
    import duckdb

    with duckdb.connect() as base:
        base.register("given", leads.to_arrow())
        base.execute('CREATE TABLE "the leads" AS SELECT * FROM given')
        query = card.sql(("the leads",), "duckdb", columns=leads.columns)
        return pl.from_arrow(base.sql(query).to_arrow_table()).sort("lead_id")


class Postgres:
    """A server of our own, on a socket in a temporary folder."""

    def __init__(self, folder: Path, programs: Path, user: str) -> None:
        self.folder, self.programs, self.user = folder, programs, user

    def run(self, program: str, *arguments: str, text: str | None = None) -> str:
        """Run one of PostgreSQL's programs as the server's user, who is not root."""
        command = [str(self.programs / program), *arguments]
        if os.getuid() == 0:
            command = [
                "setpriv",
                f"--reuid={self.user}",
                f"--regid={self.user}",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, cwd=self.folder, check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done.stdout

    def sql(self, text: str) -> str:
        """Run SQL and return what it prints."""
        return self.run(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "leadscore",
            "-d", "postgres", text=text,
        )  # fmt: skip

    def score(self, card: Card, leads: pl.DataFrame) -> pl.DataFrame:
        """Run the card's SQL on these leads."""
        columns = ", ".join(
            f'"{name}" {_SQL_TYPES[str(dtype)]}' for name, dtype in leads.schema.items()
        )
        query = card.sql(("the leads",), "postgres", columns=leads.columns)
        printed = self.sql(
            f'CREATE TEMP TABLE "the leads" ({columns});\n'
            f'COPY "the leads" FROM STDIN (FORMAT csv);\n{_csv(leads)}\\.\n'
            f"CREATE TEMP TABLE result AS {query};\nCOPY result TO STDOUT (FORMAT csv);\n"
        )
        names = {"lead_id": pl.String, **dict.fromkeys(SQL_OUTPUTS[:3], pl.Int64)}
        names |= dict.fromkeys(SQL_OUTPUTS[3:], pl.String)
        found = pl.read_csv(printed.encode(), has_header=False, schema=names)
        return found.sort("lead_id")


def _csv(leads: pl.DataFrame) -> str:
    return "".join(",".join(_cell(value) for value in row) + "\n" for row in leads.iter_rows())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else repr(value)
    return str(value).lower()


def _cannot(reason: str) -> NoReturn:
    """Skip with a word; where every engine must be there (LEADSCORE_ENGINES=all), fail."""
    if os.environ.get("LEADSCORE_ENGINES") == "all":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Start PostgreSQL, or skip with a word where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    if found[-1] is None:
        _cannot("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    programs = Path(found[-1]).parent
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0 and user not in {one.pw_name for one in pwd.getpwall()}:
        _cannot("PostgreSQL does not run as root, and there is no user postgres")
    # A short path: a socket's name may have about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    shutil.chown(folder, user) if os.getuid() == 0 else None
    server = Postgres(folder, programs, user)
    data = str(folder / "data")
    try:
        server.run(
            "initdb", "-D", data, "-U", "leadscore", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        server.run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield server
        server.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spark_session() -> Iterator[Any]:
    """Start Spark in this process, or skip with a word where it cannot be had."""
    if importlib.util.find_spec("pyspark") is None:
        _cannot('pyspark is not installed (pip install ".[spark]")')
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        _cannot("Spark needs Java, which is not installed")
    # Its workers are processes of their own, and would take whatever "python3" is on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[2]")
            .appName("leadscore-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def spark_table(session: Any, leads: pl.DataFrame) -> Any:
    """Give leads to Spark as they are, NaN and infinities included."""
    import pyarrow as pa

    table = leads.to_arrow()
    plain = [
        pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type)
        for f in table.schema
    ]
    return session.createDataFrame(table.cast(pa.schema(plain)))


def from_spark(frame: Any) -> pl.DataFrame:
    """Bring a Spark DataFrame here, its rows in order."""
    table = pl.from_arrow(frame.toArrow())
    assert isinstance(table, pl.DataFrame)
    return table


def in_spark_sql(session: Any, card: Card, leads: pl.DataFrame) -> pl.DataFrame:
    """Run the card's SQL in Spark."""
    spark_table(session, leads).createOrReplaceTempView("the_leads")
    query = card.sql("the_leads", "spark", columns=leads.columns)
    return from_spark(session.sql(query)).sort("lead_id")
