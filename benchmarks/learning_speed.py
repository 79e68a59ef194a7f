"""Time the whole procedure against cross-validated logistic regression on one-hot columns.

Run: ``python benchmarks/learning_speed.py [--rows 10000 1000000]``; every way is run once. The
table goes into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegressionCV
from timing import machine, publish, table

from leadscore.cards.card import Card
from leadscore.cards.learned import learn_counts
from leadscore.cards.learning import learn
from leadscore.cards.learning_counts import count_patterns
from leadscore.cards.scoring import score

ATTRIBUTES, VALUES = 10, 5


def world(rows: int) -> tuple[pl.DataFrame, np.ndarray, Card]:
    """Make leads with uneven values, outcomes that follow a card, and the card."""
    rng = np.random.default_rng(1)
    lines = ['[card]\nname = "big"\ngrades = { A = 50 }']
    columns = {"lead_id": pl.Series(np.arange(rows))}
    for j in range(ATTRIBUTES):
        points = rng.integers(0, 15, VALUES)
        bins = ", ".join(f'{{ in = ["v{k}"], points = {p} }}' for k, p in enumerate(points))
        lines.append(f'[[attribute]]\nname = "a{j}"\nunknown = 0\notherwise = 0\nbins = [{bins}]')
        drawn = rng.choice(VALUES, rows, p=[0.55, 0.2, 0.12, 0.08, 0.05])
        columns[f"a{j}"] = pl.Series([f"v{k}" for k in range(VALUES)])[drawn]
    card = Card.from_toml("\n".join(lines))
    leads = pl.DataFrame(columns)
    total = score(leads, card)["score"].to_numpy()
    chance = 1 / (1 + np.exp(-0.03 * (total - total.mean()) + 2))
    return leads, rng.random(rows) < chance, card


def measure(rows: int) -> list[str]:
    """Seconds of counting, of learning from counts, of all of it from tables, and of the rival."""
    leads, won, card = world(rows)
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    learn(leads.head(1000), outcomes.head(1000), card)
    start = time.perf_counter()
    counts = count_patterns(leads, card, won.astype(float), np.ones(rows))
    counted = time.perf_counter()
    learn_counts(counts, card)
    solved = time.perf_counter()
    learn(leads, outcomes, card)
    whole = time.perf_counter() - solved
    other = rival(leads, won)
    return [
        f"{rows:,}",
        f"{len(counts.trials):,}",
        f"{counted - start:.2f} s",
        f"{solved - counted:.2f} s",
        f"{whole:.2f} s",
        f"{other:.1f} s",
        f"{other / whole:.1f}x",
    ]


def rival(leads: pl.DataFrame, won: np.ndarray) -> float:
    """Seconds of scikit-learn with its defaults, 8 strengths and 5 folds, from one-hot columns."""
    codes = np.stack([leads[f"a{j}"].rank("dense").to_numpy() - 1 for j in range(ATTRIBUTES)], 1)
    one_hot = np.zeros((len(won), ATTRIBUTES * VALUES))
    for j in range(ATTRIBUTES):
        one_hot[np.arange(len(won)), j * VALUES + codes[:, j].astype(int)] = 1.0
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        LogisticRegressionCV(Cs=8, cv=5, scoring="neg_log_loss").fit(one_hot, won)
    return time.perf_counter() - start


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000])
    found = [measure(rows) for rows in parser.parse_args().rows]
    heads = ["leads", "patterns", "counting", "learning from counts", "all, from tables"]
    heads += ["LogisticRegressionCV", "slower by"]
    how = machine("numpy", "polars", "scikit-learn", how="one run")
    publish("learning speed", f"{how}\n\n{table(heads, found)}")


if __name__ == "__main__":
    main()
