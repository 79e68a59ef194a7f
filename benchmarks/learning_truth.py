"""Learn where the truth is known: coverage of intervals, and selection with a random slice.

Run: ``python benchmarks/learning_truth.py [--worlds 30]``.
"""

from __future__ import annotations

import argparse
import math

import numpy as np
import polars as pl

from leadscore.cards.card import Card
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning_counts import count_patterns, slot_points

BINS, ATTRIBUTES = 5, 8


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
    """A truth, a card that knows a part of it, and leads."""

    def __init__(self, rng: np.random.Generator, knows: float) -> None:
        known = rng.normal(0, 0.4, (ATTRIBUTES, BINS))
        self.truth = knows * known + math.sqrt(1 - knows**2) * rng.normal(
            0, 0.4, (ATTRIBUTES, BINS)
        )
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


def coverage(worlds: int, rows: int, knows: float) -> float:
    """Share of new leads whose true probability lies in the 90 % interval."""
    inside = []
    for seed in range(worlds):
        world = World(np.random.default_rng([seed, rows]), knows)
        slots, chance = world.leads(rows)
        learned = world.learn(slots, world.rng.random(rows) < chance)
        fresh, truth = world.leads(1000)
        _, low, high = said(learned, fresh)
        inside.append(np.mean((low <= truth) & (truth <= high)))
    return float(np.mean(inside))


def selection(worlds: int, pool: int, explore: float) -> tuple[float, float]:
    """Said over true wins, in all and in the lower half, where callers also use a hunch."""
    whole, lower = [], []
    for seed in range(worlds):
        world = World(np.random.default_rng([seed, pool]), 0.7)
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


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=30)
    worlds = parser.parse_args().worlds
    for knows, words in ((1.0, "right"), (0.7, "half right"), (0.0, "unrelated")):
        cells = [f"{coverage(worlds, n, knows):.3f}" for n in (50, 100, 500, 2000)]
        print(f"coverage, card {words:10}  n = 50, 100, 500, 2000:  {'  '.join(cells)}", flush=True)
    for pool in (1000, 5000):
        for explore in (0.0, 0.05):
            whole, lower = selection(max(4, worlds // 3), pool, explore)
            print(
                f"said / true, pool {pool}, explore {explore:.0%}: {whole:.2f} in all, "
                f"{lower:.2f} in the lower half",
                flush=True,
            )


if __name__ == "__main__":
    main()
