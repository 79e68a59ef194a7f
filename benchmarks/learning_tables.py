"""Sum up what ``learning.py`` measured, and write it into docs/benchmarks.md.

Run: ``python benchmarks/learning_tables.py cells.csv [more.csv ...]``. Where two files hold the
same set, size, draw and way, the first counts.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from learning import read_rows
from learning_rivals import NAMED, WAYS
from timing import machine, publish, table

WORDS = {
    "rule": "hand card",
    "recalibrated": "card recalibrated",
    "logistic_cv": "LogisticRegressionCV",
    "logistic_cv_rule": "the same + rule score",
    "woe": "WOE + regression",
    "naive_bayes": "naive Bayes (Odoo)",
    "hist_gb": "HistGradientBoosting",
    "lightgbm": "LightGBM",
    "lightgbm_numbers": "LightGBM, bins as numbers",
    "catboost": "CatBoost",
    "ebm": "EBM",
    "optbinning": "optbinning scorecard",
    "learned": "**learned card**",
    "learned_without_rule": "learned, no card",
    "learned_wrong_card": "learned, wrong card",
    "learned_crossed": "**learned, proposed crossing**",
}
OURS = ("learned", "learned_without_rule", "learned_wrong_card", "learned_crossed")
MOST = 1000
"""Leads up to which the claim speaks."""
Cells = dict[tuple[str, str], dict[str, dict[int, float]]]
"""Log loss by set and size, way, and draw."""


def collect(files: Iterable[Path], figure: str = "log_loss") -> Cells:
    """Read cells; ways that failed are not in them."""
    cells: Cells = {}
    for file in files:
        for row in read_rows(file):
            if row[figure]:
                cell = cells.setdefault((row["set"], row["n"]), {})
                cell.setdefault(row["way"], {}).setdefault(int(row["draw"]), float(row[figure]))
    return dict(sorted(cells.items(), key=lambda item: (_place(item[0][0]), _size(item[0][1]))))


def _place(name: str) -> int:
    order = ("x_education", "uci_bank_time", "uci_bank_random", "olist", "maven", "deal_win_loss")
    return order.index(name) if name in order else len(order)


def _size(text: str) -> float:
    return math.inf if text == "all" else int(text)


def mean(values: Iterable[float]) -> float:
    """Return the mean of the draws."""
    return statistics.fmean(values)


def error(values: Sequence[float]) -> float:
    """Return the standard error of the mean over the draws; not a number for one draw."""
    if len(values) < 2:
        return math.nan
    return statistics.stdev(values) / math.sqrt(len(values))


def behind(cell: dict[str, dict[int, float]], way: str, other: str) -> float:
    """Mean log loss of a way beyond another's, over the draws that both have."""
    both = cell[way].keys() & cell[other].keys()
    return mean(cell[way][i] - cell[other][i] for i in both) if both else -math.inf


def extras(cells: Cells, way: str, against: Sequence[str]) -> dict[tuple[str, str], float]:
    """Log loss of a way beyond the best of others in each cell up to 1,000 leads."""
    return {
        key: max(behind(cell, way, other) for other in {*against, way} if other in cell)
        for key, cell in cells.items()
        if _size(key[1]) <= MOST and way in cell
    }


def _named(key: tuple[str, str]) -> str:
    return f"{key[0]}, n = {key[1]}"


def claim_table(cells: Cells) -> str:
    """Draw the claim: mean and worst extra log loss of every way, two yardsticks."""
    everyone = [way for way in WAYS if way not in OURS]
    rows = []
    for way in WAYS:
        named, every = (extras(cells, way, [*these, "learned"]) for these in (NAMED, everyone))
        if not named:
            continue
        worst = [max(one, key=one.__getitem__) for one in (named, every)]
        rows.append(
            (
                WORDS[way],
                f"{mean(named.values()):+.4f}",
                f"{named[worst[0]]:+.4f} ({_named(worst[0])})",
                f"{mean(every.values()):+.4f}",
                f"{every[worst[1]]:+.4f} ({_named(worst[1])})",
                _wins(cells, way),
            )
        )
    rows.sort(key=lambda row: float(row[1]))
    heads = ["way", "mean extra", "worst extra", "mean, of all ways", "worst, of all ways"]
    return table([*heads, "learned card better / same / worse"], rows)


def _wins(cells: Cells, way: str) -> str:
    """Count cells in which the learned card is better, the same or worse, paired by draw."""
    if way == "learned":
        return ""
    counts = [0, 0, 0]
    for key, cell in cells.items():
        if _size(key[1]) > MOST or way not in cell:
            continue
        both = sorted(cell[way].keys() & cell["learned"].keys())
        differences = np.array([cell["learned"][i] - cell[way][i] for i in both])
        spread = error(differences.tolist())
        t = differences.mean() / spread if spread > 0 else 0.0
        counts[0 if t < -2 else 2 if t > 2 else 1] += 1
    return " / ".join(map(str, counts))


def set_table(cells: Cells, name: str) -> str:
    """Draw all cells of one set: mean over draws and standard error, the best of a row in bold."""
    keys = [key for key in cells if key[0] == name]
    ways = [way for way in WAYS if any(way in cells[key] for key in keys)]
    rows = []
    for key in keys:
        cell = cells[key]
        best = min(mean(values.values()) for way, values in cell.items() if way not in OURS[1:])
        draws = max(len(values) for values in cell.values())
        rows.append([key[1], draws, *(_cell(cell.get(way), best, draws) for way in ways)])
    return table(["n", "draws", *(WORDS[way].strip("*") for way in ways)], rows)


def _cell(values: dict[int, float] | None, best: float, draws: int) -> str:
    if not values:
        return "-"
    figures = list(values.values())
    middle = mean(figures)
    text = f"{middle:.3f}".lstrip("0")
    text = f"**{text}**" if middle <= best + 5e-4 else text
    if len(figures) > 1:
        text += f" ±{error(figures):.3f}".replace("±0.", "±.")
    return text if len(figures) == draws else f"{text} ({len(figures)})"


def lost_table(cells: Cells) -> str:
    """Draw the cells in which some other way beats the learned card by more than 0.005."""
    rows = []
    for key, cell in cells.items():
        others = {w: behind(cell, "learned", w) for w in cell if w not in OURS}
        if "learned" not in cell or not others:
            continue
        best = max(others, key=others.__getitem__)
        if others[best] <= 0.005:
            continue
        shared = sorted(cell["learned"].keys() & cell[best].keys())
        ways = (best, "learned", "learned_crossed")
        figures = [mean(cell[w][i] for i in shared if i in cell[w]) for w in ways]
        texts = [f"{one:.3f}" for one in figures]
        rows.append([*key, WORDS[best], *texts[:2], f"{others[best]:+.3f}", texts[2]])
    heads = ["set", "n", "best", "its log loss", "learned card", "lost", "with the crossing"]
    return table(heads, rows)


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    files = parser.parse_args().files
    cells = collect(files)
    counted = sum(1 for _, n in cells if _size(n) <= MOST)
    parts = [
        machine(
            "numpy",
            "scikit-learn",
            "lightgbm",
            "catboost",
            "interpret-core",
            "optbinning",
            how="one thread; mean log loss on the test period over draws ± standard error",
        ),
        f"Up to {MOST:,} leads ({counted} cells), log loss beyond the best of each cell:",
        claim_table(cells),
        "Cells in which the learned card loses more than 0.005, all sizes:",
        lost_table(cells),
    ]
    for name in dict.fromkeys(key[0] for key in cells):
        parts += [f"### {name}", set_table(cells, name)]
    failed = sum(bool(row["failed"]) for file in files for row in read_rows(file))
    parts.append(
        "Bold: best of the row among all ways but the last three. In brackets: the number of draws "
        f"where a way has fewer. {failed} fits failed and are left out."
    )
    publish("learning", "\n\n".join(parts))


if __name__ == "__main__":
    main()
