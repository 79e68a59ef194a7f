"""Learn where the truth is known: coverage of intervals, and selection with a random slice.

Run: ``python benchmarks/learning_truth.py [--worlds 60] [--draws 30]``. The tables go into
docs/learning.md.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits
from timing import publish, table

from leadscore.cards.card import Card
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning_counts import count_patterns, slot_points

PAGE = Path(__file__).resolve().parents[1] / "docs" / "learning.md"
BINS, ATTRIBUTES = 5, 8
COMMON_SD, SHARED = 0.3, 4
"""The learner's priors of the spreads: half-normal, and bins that the common one counts for."""
TRUTHS = {
    "drawn as the prior says": None,
    "card right": (1.0, 0.3),
    "card half right": (0.5, 0.3),
    "card unrelated": (0.0, 0.3),
    "unrelated, further away": (0.0, 0.4),
    "card exactly right": (1.0, 0.0),
}
"""Slope of the card in the truth, and spread of each bin about it, in log-odds."""


def plain_card(points: np.ndarray) -> Card:
    """Make a card of texts v0, v1, ... with these points."""
    lines = ['[card]\nname = "world"\ngrades = { A = 50 }']
    for j, row in enumerate(points):
        bins = ", ".join(f'{{ in = ["v{k}"], points = {int(p)} }}' for k, p in enumerate(row))
        lines.append(f'[[attribute]]\nname = "a{j}"\nunknown = 0\notherwise = 0\nbins = [{bins}]')
    return Card.from_toml("\n".join(lines))


def logistic(eta: np.ndarray) -> np.ndarray:
    """Turn log-odds into probabilities."""
    return 0.5 * (1 + np.tanh(0.5 * eta))


class World:
    """A card, a truth about it, and leads.

    Without ``about`` the truth is drawn as the learner's prior says; else it is slope x card plus
    normal deviations of the spread given.
    """

    def __init__(self, rng: np.random.Generator, about: tuple[float, float] | None) -> None:
        known = rng.normal(0, 0.4, (ATTRIBUTES, BINS))
        if about is None:
            slope = rng.normal(1, 0.5)
            common = abs(rng.normal(0, COMMON_SD))
            spread = common * np.sqrt(SHARED / rng.chisquare(SHARED, ATTRIBUTES))[:, None]
        else:
            slope, spread = about[0], np.array(about[1])
        self.truth = slope * known + spread * rng.normal(0, 1, (ATTRIBUTES, BINS))
        self.card = plain_card(np.round(known * 20 / math.log(2)))
        self.rng = rng

    def leads(self, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Draw slots and true probabilities."""
        slots = self.rng.integers(0, BINS, (rows, ATTRIBUTES))
        return slots, self.chance(slots)

    def chance(self, slots: np.ndarray) -> np.ndarray:
        """Return the true probability of a win."""
        eta = sum(self.truth[j][slots[:, j]] for j in range(ATTRIBUTES))
        return logistic(eta - 1.2)

    def learn(
        self, slots: np.ndarray, won: np.ndarray, by_chance: np.ndarray | None = None
    ) -> Learned:
        """Learn from leads with outcomes."""
        counts = count_patterns(
            as_frame(slots), self.card, won.astype(float), np.ones(len(won)), by_chance
        )
        return learn_counts(counts, self.card)

    def score(self, slots: np.ndarray) -> np.ndarray:
        """Score by the card."""
        return sum(slot_points(one)[slots[:, j]] for j, one in enumerate(self.card.attributes))


def as_frame(slots: np.ndarray) -> pl.DataFrame:
    """Write slots as the texts v0, v1, ..."""
    names = pl.Series([f"v{k}" for k in range(BINS)])
    return pl.DataFrame({f"a{j}": names[slots[:, j]] for j in range(slots.shape[1])})


def said(learned: Learned, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the probability of every lead with its interval."""
    found = learned.predict_batch(as_frame(slots))
    return tuple(
        found[name].to_numpy() for name in ("probability", "probability_low", "probability_high")
    )


def coverage(worlds: int, rows: int, about: tuple[float, float] | None) -> list[float]:
    """Coverage of the 90 % interval, its standard error over worlds, in the top tenth, width."""
    inside, top, width = [], [], []
    for seed in range(worlds):
        world = World(np.random.default_rng([seed, rows]), about)
        slots, chance = world.leads(rows)
        learned = world.learn(slots, world.rng.random(rows) < chance)
        fresh, truth = world.leads(1000)
        middle, low, high = said(learned, fresh)
        held = (low <= truth) & (truth <= high)
        inside.append(np.mean(held))
        top.append(np.mean(held[middle >= np.quantile(middle, 0.9)]))
        width.append(np.mean(high - low))
    error = np.std(inside, ddof=1) / math.sqrt(worlds)
    return [float(one) for one in (np.mean(inside), error, np.mean(top), np.mean(width))]


def selection(worlds: int, pool: int, explore: float) -> tuple[float, float]:
    """Said over true wins, in all and in the lower half, where callers also use a hunch."""
    whole, lower = [], []
    for seed in range(worlds):
        world = World(np.random.default_rng([seed, pool]), (0.7, 0.3))
        slots, chance = world.leads(pool)
        # The caller sees something that no column holds, and that moves the chance of a win.
        hunch = world.rng.normal(0, 1, pool)
        felt = logistic(np.log(chance / (1 - chance)) + 0.8 * hunch)
        liking = world.score(slots) + 0.8 * 20 / math.log(2) * hunch
        called = liking >= np.quantile(liking, 0.7)
        by_chance = world.rng.random(pool) < explore
        called |= by_chance
        won = world.rng.random(pool) < felt
        marks = by_chance[called] if explore else None
        learned = world.learn(slots[called], won[called], marks)
        fresh, _ = world.leads(4000)
        odds = np.log(world.chance(fresh) / (1 - world.chance(fresh)))
        truth = logistic(odds[:, None] + 0.8 * world.rng.normal(0, 1, (4000, 40))).mean(axis=1)
        chance_said, _, _ = said(learned, fresh)
        half = world.score(fresh) <= np.median(world.score(fresh))
        whole.append(chance_said.mean() / truth.mean())
        lower.append(chance_said[half].mean() / truth[half].mean())
    return float(np.mean(whole)), float(np.mean(lower))


def coverage_table(worlds: int) -> str:
    """Draw the coverage for every truth and number of leads."""
    sizes = (50, 100, 500, 2000)
    rows = []
    for words, about in TRUTHS.items():
        found = [coverage(worlds, size, about) for size in sizes]
        cells = [f"{mean:.3f} ±{error:.3f}" for mean, error, _, _ in found]
        tops = " / ".join(f"{top:.2f}" for _, _, top, _ in found)
        widths = " / ".join(f"{width:.2f}" for _, _, _, width in found)
        rows.append([words, *cells, tops, widths])
        print(rows[-1], flush=True)
    heads = ["truth", *(f"n = {size:,}" for size in sizes), "top tenth of leads", "mean width"]
    return table(heads, rows)


def selection_table(draws: int) -> str:
    """Draw what is said over what is true, with and without a random slice."""
    rows = []
    for pool in (1000, 5000):
        plain, explored = (selection(draws, pool, explore) for explore in (0.0, 0.05))
        removed = 1 - (explored[1] - 1) / (plain[1] - 1)
        figures = (f"{one:.2f}" for one in (plain[0], explored[0], plain[1], explored[1]))
        rows.append([f"{pool:,}", *figures, f"{removed:.0%}"])
    heads = ["pool", "all: none", "all: 5 % random", "lower half: none", "lower half: 5 % random"]
    return table([*heads, "excess removed there"], rows)


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--draws", type=int, default=30)
    asked = parser.parse_args()
    with threadpool_limits(1):
        publish("selection", selection_table(asked.draws), PAGE)
        publish("coverage", coverage_table(asked.worlds), PAGE)


if __name__ == "__main__":
    main()
