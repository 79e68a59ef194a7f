"""Compare the learned card with what else can be learned from the same bins and outcomes.

Run: ``python benchmarks/learning.py FOLDER [--draws 20] [--sizes 20,50,...] [--ways ...]
[--sets ...] [--out cells.csv]``. FOLDER holds the public sets that docs/learning.md names. Ways
whose package is not installed are left out, and said so. Every cell is printed, also the lost ones.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import math
import sys
import time
from pathlib import Path

import numpy as np
from learning_rivals import NAMED, WAYS, Task
from learning_sets import SETS, Set, load

from leadscore.cards.learning_counts import lead_slots

SIZES = (20, 50, 100, 200, 500, 1000, 2000, 5000)
PACKAGES = {
    "lightgbm": "lightgbm",
    "catboost": "catboost",
    "ebm": "interpret",
    "optbinning": "optbinning",
}
FLOOR = 1e-6
COLUMNS = ["set", "n", "way", "log_loss", "se", "auc", "brier", "draws", "seconds"]


def log_loss(chance: np.ndarray, won: np.ndarray) -> float:
    """Mean minus log-likelihood."""
    chance = np.clip(chance, FLOOR, 1 - FLOOR)
    return float(-np.mean(won * np.log(chance) + (1 - won) * np.log1p(-chance)))


def auc(chance: np.ndarray, won: np.ndarray) -> float:
    """Area under the curve, ties counted half."""
    values, inverse = np.unique(chance, return_inverse=True)
    wins = np.bincount(inverse, weights=won, minlength=len(values))
    losses = np.bincount(inverse, weights=1 - won, minlength=len(values))
    below = np.cumsum(losses) - losses
    return float(wins @ (below + losses / 2) / (wins.sum() * losses.sum()))


def draw(won: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Choose leads at random, until both outcomes are among them."""
    while True:
        rows = rng.choice(len(won), size, replace=False)
        if 0 < won[rows].sum() < size:
            return rows


def run_set(one: Set, sizes: list[int], draws: int, ways: list[str]) -> list[dict]:
    """Measure every way at every size on one set."""
    slots = np.stack(lead_slots(one.leads, one.card), axis=1).astype(np.int64)
    train, test = slots[: one.train], slots[one.train :]
    won, truth = one.won[: one.train], one.won[one.train :]
    rows = []
    for size in [*[s for s in sizes if s < len(won)], len(won)]:
        count = 1 if size == len(won) else draws if size <= 1000 else max(1, draws // 2)
        scores: dict[str, list[tuple]] = {way: [] for way in ways}
        for number in range(count):
            rng = np.random.default_rng([number, size])
            chosen = np.arange(len(won)) if size == len(won) else draw(won, size, rng)
            task = Task(one.card, train[chosen], won[chosen], test)
            for way in ways:
                start = time.perf_counter()
                chance = WAYS[way](task)
                seconds = time.perf_counter() - start
                brier = float(np.mean((chance - truth) ** 2))
                scores[way].append((log_loss(chance, truth), auc(chance, truth), brier, seconds))
        rows += [_cell(one.name, size, way, np.array(scores[way])) for way in ways]
        shown = "  ".join(f"{r['way']} {r['log_loss']:.3f}" for r in rows[-len(ways) :])
        print(f"{one.name:16} {size:6}  {shown}", flush=True)
    return rows


def _cell(name: str, size: int, way: str, table: np.ndarray) -> dict:
    mean, count = table.mean(axis=0), len(table)
    error = float(table[:, 0].std(ddof=1) / math.sqrt(count)) if count > 1 else math.nan
    values = [name, size, way, mean[0], error, mean[1], mean[2], count, mean[3]]
    return dict(zip(COLUMNS, values, strict=True))


def claim(rows: list[dict]) -> str:
    """Sum up: log loss beyond the best of the named methods, over all cells up to 1,000 leads."""
    cells: dict[tuple, dict[str, float]] = {}
    for row in rows:
        if row["n"] <= 1000:
            cells.setdefault((row["set"], row["n"]), {})[row["way"]] = row["log_loss"]
    lines = []
    for way in rows and {row["way"]: None for row in rows}:
        extra = {
            key: cell[way] - min(v for k, v in cell.items() if k in NAMED or k == "learned")
            for key, cell in cells.items()
        }
        if extra:
            worst = max(extra, key=extra.__getitem__)
            lines.append(
                f"{way:22} mean {np.mean(list(extra.values())):+.4f}, worst {extra[worst]:+.4f} "
                f"({worst[0]}, n = {worst[1]})"
            )
    return "\n".join(lines)


def main() -> None:
    """Run what was asked for, print all cells, write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    ways = asked.ways.split(",")
    absent = [w for w in ways if w in PACKAGES and importlib.util.find_spec(PACKAGES[w]) is None]
    if absent:
        print(f"Left out, not installed: {', '.join(absent)}", file=sys.stderr)
    ways = [way for way in ways if way not in absent]
    rows = []
    for name in asked.sets.split(","):
        one = load(name, asked.folder)
        rows += run_set(one, [int(s) for s in asked.sizes.split(",")], asked.draws, ways)
        if asked.out:
            with asked.out.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
    print(claim(rows))


if __name__ == "__main__":
    main()
