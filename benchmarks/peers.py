"""Score the same leads with the same card by other libraries, each in an environment of its own.

Run: ``python benchmarks/peers.py`` (1,000,000 leads); ``--leads 100000`` is a quick look. Makes the
environments with pip; they are kept in ``--rooms`` when that is given. The peers know no sets of
possible values, so the leads have none; and they give a score, where leadscore also gives the
range, the grade, the reasons and the question. All scores are checked to be equal first.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
from timing import machine, publish, table

from leadscore import hrm_card, score
from leadscore.cards.batch import Batch, card_needs
from leadscore.samples import make_leads

WAYS = Path(__file__).with_name("peer_ways.py")
OLD = ["pandas<3", "numpy<2.4", "setuptools<80", "pyarrow"]
# What each needs beside itself: toad names no dependencies, scorecardpy does not know pandas 3.
PEERS = {
    "optbinning": ["optbinning", "pyarrow"],
    "toad": ["toad", "scikit-learn", "scipy", "joblib", "seaborn", *OLD],
    "scorecardpy": ["scorecardpy", *OLD],
}
ROUNDS = 3
CARD = hrm_card()


def leads_without_sets(rows: int) -> pl.DataFrame:
    """Make leads whose facts are known or null."""
    leads = make_leads(rows)
    facts = [one.column for one in CARD.attributes]
    single = [
        pl.when(~pl.col(name).str.contains("|", literal=True)).then(pl.col(name)) for name in facts
    ]
    return leads.with_columns(single)


def card_text() -> str:
    """Write the card as plain JSON."""
    parts = {
        one.column: {
            "points": {value: b.points for b in one.bins for value in b.test.values},
            "unknown": one.unknown,
            "otherwise": one.otherwise,
        }
        for one in CARD.attributes
    }
    return json.dumps(parts)


def room(folder: Path, name: str) -> Path:
    """Make an environment, unless it is there."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS[name]], check=True)
    return python


def median(run: Callable[[], object]) -> float:
    """Time a function of our own."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def our_ways(leads: pl.DataFrame) -> dict[str, tuple[float, Any]]:
    """Time leadscore, and what one would write by hand."""
    frame = leads.to_pandas()
    columns = list(card_needs(CARD, leads.columns))
    arrow = leads.to_arrow()

    def numbers() -> pd.Series:
        batch = Batch(pl.from_pandas(frame[columns]), CARD)
        return pd.Series(batch.per_lead(batch.best))

    def by_hand() -> pl.Series:
        parts = [
            pl.col(one.column)
            .replace_strict({v: b.points for b in one.bins for v in b.test.values}, default=None)
            .fill_null(one.unknown)
            for one in CARD.attributes
        ]
        return leads.select(score=pl.sum_horizontal(parts))["score"]

    def by_sql() -> Any:
        with duckdb.connect() as base:
            base.register("leads", arrow)
            found = base.sql(CARD.sql("leads", "duckdb")).to_arrow_table()
        return found.sort_by("lead_id")["score"].to_pandas()

    ways: dict[str, Callable[[], Any]] = {
        "leadscore, all eight outputs, pandas": lambda: score(frame)["score"],
        "leadscore, score and range, pandas": numbers,
        "Polars by hand, score only": by_hand,
        "DuckDB by `card.sql`, five outputs": by_sql,
    }
    return {name: (median(run), run()) for name, run in ways.items()}


def peer_ways(leads: pl.DataFrame, rooms: Path) -> dict[str, tuple[float, Any]]:
    """Time the peers, each in its room."""
    found = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        leads.write_parquet(folder / "leads.parquet")
        (folder / "card.json").write_text(card_text(), encoding="utf-8")
        for name in PEERS:
            command = [str(room(rooms, name)), "-W", "ignore", str(WAYS), name]
            files = [str(folder / one) for one in ("leads.parquet", "card.json", "out.parquet")]
            done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
            if not done.stdout.strip():
                raise SystemExit(f"{name} did not run:\n{done.stderr}")
            seconds = json.loads(done.stdout.strip().splitlines()[-1])
            version = f"import importlib.metadata as m; print(m.version('{name}'))"
            said = subprocess.run(
                [command[0], "-c", version], capture_output=True, text=True, check=True
            )
            scores = pd.read_parquet(folder / "out.parquet")["score"]
            found[f"{name} {said.stdout.strip()}, score only"] = (float(seconds), scores)
    return found


def main() -> None:
    """Measure and publish."""
    options = argparse.ArgumentParser()
    options.add_argument("--leads", type=int, default=1_000_000)
    options.add_argument("--rooms", type=Path)
    given = options.parse_args()
    leads = leads_without_sets(given.leads)
    with tempfile.TemporaryDirectory() as place:
        found = {**our_ways(leads), **peer_ways(leads, given.rooms or Path(place))}
    first, *_ = found
    ours, expected = found[first]
    for name, (_, scores) in found.items():
        if list(scores) != list(expected):
            raise SystemExit(f"{name} gives other scores")
    rows = [[name, f"{spent:.3f} s", f"{spent / ours:.2f}x"] for name, (spent, _) in found.items()]
    lines = table([f"{given.leads:,} leads", "seconds", "of leadscore's eight outputs"], rows)
    head = machine("pandas", "polars", "duckdb").partition("medians")[0]
    publish("peers", f"{head}medians of {ROUNDS}.\n\n{lines}")


if __name__ == "__main__":
    main()
