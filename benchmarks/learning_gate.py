"""Judge the champion gate as it would be used: on what was known then.

Run: ``python benchmarks/learning_gate.py FOLDER [--draws 20]``. Of n labelled leads the newest 30 %
are the gate's period; the card learned from the others replaces the old one only if it did better
there. Then the choice is judged on the later test period: log loss of the choice, of always
learning (from all n), and of never. The table goes into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from learning import Field, draw, log_loss
from learning_rivals import Task, learned, rule
from learning_sets import SETS, load
from threadpoolctl import threadpool_limits
from timing import machine, publish, table

SIZES = (50, 100, 200, 500, 1000, 2000, 5000)
HEADS = ["set", "n", "gate", "always learned", "never", "to always", "to never", "replaced"]


def choice(task: Task) -> bool:
    """Say whether the learned card wins on the newest 30 % of the labelled leads."""
    cut = round(0.7 * len(task.won))
    older, newest = task.won[:cut], task.won[cut:]
    if not 0 < older.sum() < cut:
        return False
    trial = Task(task.card, task.slots[:cut], older, task.slots[cut:])
    return log_loss(learned(trial), newest) < log_loss(rule(trial), newest)


def cell(field: Field, size: int, draws: int) -> np.ndarray:
    """Log loss of gate, always and never, and whether the card was replaced, for every draw."""
    figures = []
    for number in range(draws):
        # Rows stand in time order, so the drawn ones do once sorted.
        chosen = np.sort(draw(field.won, size, np.random.default_rng([number, size])))
        task = Task(field.card, field.slots[chosen], field.won[chosen], field.test)
        always, never = (log_loss(way(task), field.truth, field.leads) for way in (learned, rule))
        taken = choice(task)
        figures.append((always if taken else never, always, never, taken))
    return np.array(figures, dtype=float)


def row(name: str, size: str, found: np.ndarray) -> list[str]:
    """Draw one cell; what the gate cost (+) or saved (-) with its standard error."""
    gate, always, never, share = found.mean(axis=0)
    against = []
    for other in (1, 2):
        cost = found[:, 0] - found[:, other]
        spread = cost.std(ddof=1) / math.sqrt(len(cost)) if len(cost) > 1 else math.nan
        against.append(f"{cost.mean():+.4f} ±{spread:.4f}")
    return [name, size, *(f"{one:.4f}" for one in (gate, always, never)), *against, f"{share:.0%}"]


def main() -> None:
    """Measure every cell and the mean over n."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=20)
    asked = parser.parse_args()
    rows, sums = [], []
    with threadpool_limits(1):
        for name in SETS:
            field = Field(load(name, asked.folder))
            cells = []
            for size in (s for s in SIZES if s < len(field.won)):
                cells.append(cell(field, size, asked.draws if size <= 1000 else asked.draws // 2))
                rows.append(row(name, f"{size:,}", cells[-1]))
                print(*rows[-1], flush=True)
            gate, always, never, _ = np.mean([one.mean(axis=0) for one in cells], axis=0)
            figures = (f"{one:.4f}" for one in (gate, always, never))
            sums.append([name, *figures, f"{gate - min(always, never):+.4f}"])
    heads = ["set, mean over n", "gate", "always learned", "never", "beyond the better of the two"]
    how = f"{asked.draws} draws up to 1,000 leads, {asked.draws // 2} above; mean ± standard error"
    text = [machine("numpy", how=how), table(heads, sums), table(HEADS, rows)]
    publish("gate", "\n\n".join(text))


if __name__ == "__main__":
    main()
