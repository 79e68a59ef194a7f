"""Compare the learned card with what else can be learned from the same bins and outcomes.

Run: ``python benchmarks/learning.py FOLDER --out cells.csv [--draws 20] [--first 0] [--sizes ...]
[--ways ...] [--sets ...] [--again learned]``. FOLDER holds the public sets that docs/learning.md
names. Every set, size, draw and way is one row of the file, written when it is measured: a run that
was stopped goes on where it was, and ``--again`` measures some ways anew on the same draws.
``learning_tables.py`` sums the rows up. All ways run on one thread.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import time
from pathlib import Path

import numpy as np
from learning_rivals import WAYS, Task
from learning_sets import SETS, Set, load
from threadpoolctl import threadpool_limits

from leadscore.cards.learning_counts import lead_slots

SIZES = ("20", "50", "100", "200", "500", "1000", "2000", "5000", "all")
PACKAGES = {
    "lightgbm": "lightgbm",
    "lightgbm_numbers": "lightgbm",
    "catboost": "catboost",
    "ebm": "interpret",
    "optbinning": "optbinning",
}
FLOOR = 1e-6
COLUMNS = ["set", "n", "draw", "way", "log_loss", "auc", "brier", "seconds", "failed"]


def log_loss(chance: np.ndarray, won: np.ndarray, leads: np.ndarray | float = 1.0) -> float:
    """Mean minus log-likelihood of wins among leads."""
    chance = np.clip(chance, FLOOR, 1 - FLOOR)
    total = np.sum(won * np.log(chance) + (leads - won) * np.log1p(-chance))
    return float(-total / np.sum(leads * np.ones(len(won))))


def auc(chance: np.ndarray, won: np.ndarray, leads: np.ndarray) -> float:
    """Area under the curve, ties counted half."""
    values, inverse = np.unique(chance, return_inverse=True)
    wins = np.bincount(inverse, weights=won, minlength=len(values))
    losses = np.bincount(inverse, weights=leads - won, minlength=len(values))
    below = np.cumsum(losses) - losses
    return float(wins @ (below + losses / 2) / (wins.sum() * losses.sum()))


def draw(won: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Choose leads at random, until both outcomes are among them."""
    while True:
        rows = rng.choice(len(won), size, replace=False)
        if 0 < won[rows].sum() < size:
            return rows


class Field:
    """One set, counted: slots to learn from, and distinct slots to judge with their outcomes."""

    def __init__(self, one: Set) -> None:
        self.card, self.name = one.card, one.name
        slots = np.stack(lead_slots(one.leads, one.card), axis=1).astype(np.int64)
        self.slots, self.won = slots[: one.train], one.won[: one.train]
        self.test, inverse = np.unique(slots[one.train :], axis=0, return_inverse=True)
        self.leads = np.bincount(inverse.ravel()).astype(float)
        self.truth = np.bincount(inverse.ravel(), weights=one.won[one.train :])

    def task(self, size: str, number: int) -> Task | None:
        """Draw the leads of one task; None where the set has too few, or all are drawn once."""
        if size == "all":
            chosen = np.arange(len(self.won))
            if number:
                return None
        elif int(size) >= len(self.won):
            return None
        else:
            chosen = draw(self.won, int(size), np.random.default_rng([number, int(size)]))
        return Task(self.card, self.slots[chosen], self.won[chosen], self.test, chosen)

    def judge(self, task: Task, way: str) -> list[float | str]:
        """Measure one way: log loss, AUC, Brier, seconds, and why it failed if it did."""
        start = time.process_time()
        try:
            chance = WAYS[way](task)
        except (ValueError, RuntimeError, IndexError, KeyError, TypeError) as error:
            why = " ".join(f"{type(error).__name__}: {error}".split())[:80]
            return ["", "", "", time.process_time() - start, why]
        seconds = time.process_time() - start
        wins, leads = self.truth, self.leads
        brier = np.sum(wins * (1 - chance) ** 2 + (leads - wins) * chance**2) / leads.sum()
        return [
            log_loss(chance, wins, leads),
            auc(chance, wins, leads),
            float(brier),
            seconds,
            "",
        ]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read what was measured before."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def keep(path: Path, again: list[str]) -> set[tuple[str, ...]]:
    """Drop the rows to be measured again; return the keys of the others."""
    rows = [row for row in read_rows(path) if row["way"] not in again]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return {tuple(row[name] for name in COLUMNS[:4]) for row in rows}


def settle() -> argparse.Namespace:
    """Read what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--again", default="")
    return parser.parse_args()


def main() -> None:
    """Measure what is not in the file yet: the first draw of every cell, then the second, ..."""
    asked = settle()
    ways = asked.ways.split(",")
    absent = [w for w in ways if w in PACKAGES and importlib.util.find_spec(PACKAGES[w]) is None]
    if absent:
        print(f"Left out, not installed: {', '.join(absent)}")
    ways = [way for way in ways if way not in absent]
    done = keep(asked.out, asked.again.split(","))
    fields = [Field(load(name, asked.folder)) for name in asked.sets.split(",")]
    with asked.out.open("a", newline="", encoding="utf-8") as file, threadpool_limits(1):
        writer = csv.writer(file)
        for number in range(asked.first, asked.draws):
            for field in fields:
                for size in asked.sizes.split(","):
                    left = [w for w in ways if (field.name, size, str(number), w) not in done]
                    task = field.task(size, number) if left else None
                    for way in left if task else ():
                        row = [field.name, size, number, way, *field.judge(task, way)]
                        writer.writerow(row)
                        file.flush()
            print(f"{time.strftime('%H:%M:%S')} draw {number} of every cell", flush=True)


if __name__ == "__main__":
    main()
