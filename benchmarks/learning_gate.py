"""Judge the champion gate as it would be used: on what was known then.

Run: ``python benchmarks/learning_gate.py FOLDER [--draws 20]``. Of n labelled leads the newest 30 %
are the gate's period; the card learned from the others replaces the old one only if it did better
there. Then the choice is judged on the later test period: log loss of the choice, of always
learning (from all n), and of never.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from learning import draw, log_loss
from learning_rivals import Task, learned, rule
from learning_sets import SETS, load

from leadscore.cards.learning_counts import lead_slots

SIZES = (50, 100, 200, 500, 1000, 2000, 5000)


def choice(task: Task) -> bool:
    """Say whether the learned card wins on the newest 30 % of the labelled leads."""
    cut = round(0.7 * len(task.won))
    older, newest = task.won[:cut], task.won[cut:]
    if not 0 < older.sum() < cut:
        return False
    trial = Task(task.card, task.slots[:cut], older, task.slots[cut:])
    return log_loss(learned(trial), newest) < log_loss(rule(trial), newest)


def main() -> None:
    """Print every cell and the mean over n."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=20)
    asked = parser.parse_args()
    for name in SETS:
        one = load(name, asked.folder)
        slots = np.stack(lead_slots(one.leads, one.card), axis=1).astype(np.int64)
        won, truth = one.won[: one.train], one.won[one.train :]
        cells = []
        for size in (s for s in SIZES if s < len(won)):
            figures = []
            for number in range(asked.draws):
                # Rows stand in time order, so the drawn ones do once sorted.
                chosen = np.sort(draw(won, size, np.random.default_rng([number, size])))
                task = Task(one.card, slots[chosen], won[chosen], slots[one.train :])
                always, never = log_loss(learned(task), truth), log_loss(rule(task), truth)
                taken = choice(task)
                figures.append((always if taken else never, always, never, taken))
            cells.append(np.mean(figures, axis=0))
            gate, always, never, share = cells[-1]
            print(
                f"{name:16} {size:5}  gate {gate:.4f}  always {always:.4f}  never {never:.4f}  "
                f"replaced in {share:.0%}",
                flush=True,
            )
        gate, always, never, _ = np.mean(cells, axis=0)
        better = min(always, never)
        print(
            f"{name:16}  mean  gate {gate:.4f}  beyond the better of the two {gate - better:+.4f}"
        )


if __name__ == "__main__":
    main()
