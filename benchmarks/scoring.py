"""Time scoring, pandas in and out, against code written by hand for one card.

Run: ``python benchmarks/scoring.py``. All ways make the same eight columns, and this is checked.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pandas as pd
from timing import machine, median_seconds, publish, table

from leadscore import hrm_card, score
from leadscore.samples import make_leads
from leadscore.standards.vocabulary import label

CARD = hrm_card()
OUTPUTS = ["score", "low", "high", "grade", "sure", "gate", "why", "ask"]
SIZES = (100, 10_000, 1_000_000)
APPLY_UP_TO = 10_000


def cell(one: Any, value: object) -> tuple[int, int, int, str | None]:
    """Score one value by hand: best, low, high and the reason."""
    points = {v: b.points for b in one.bins for v in b.test.values}
    if not isinstance(value, str):
        return one.unknown, one.lowest, one.highest, None
    found = [points.get(part, one.otherwise) for part in value.split("|")]
    low, high = min(found), max(found)
    best = min(max(one.unknown, low), high)
    span = "" if low == high else f" ({low} to {high})"
    words = f"{one.label.en}: {label(one.column, value)} {best:+d}{span}"
    return best, low, high, words if best else None


def by_apply(leads: pd.DataFrame) -> pd.DataFrame:
    """Score row by row, as most people begin."""

    def one_row(row: pd.Series) -> tuple[object, ...]:
        cells = [cell(one, row[one.column]) for one in CARD.attributes]
        best, low, high = (sum(c[i] for c in cells) for i in range(3))
        reasons = sorted((c for c in cells if c[3]), key=lambda c: -abs(c[0]))[:3]
        spans = [c[2] - c[1] for c in cells]
        widest = spans.index(max(spans))
        return (
            best, low, high, CARD.grade(best), CARD.grade(low) == CARD.grade(high),
            CARD.gates[0].label.en if row["status"] in CARD.gates[0].test.values else None,
            "; ".join(c[3] for c in reasons if c[3]) or None,
            CARD.attributes[widest].ask.en if max(spans) else None,
        )  # fmt: skip

    made = leads.apply(one_row, axis=1, result_type="expand")
    return leads.assign(**{name: made[i] for i, name in enumerate(OUTPUTS)})


def by_numpy(leads: pd.DataFrame) -> pd.DataFrame:
    """Score with arrays, as somebody writes who knows NumPy well and this one card."""
    columns, weights, texts = [], [], []
    for one in CARD.attributes:
        codes, values = pd.factorize(leads[one.column], use_na_sentinel=True)
        cells = [cell(one, value) for value in values] + [cell(one, None)]
        numbers = np.array([c[:3] for c in cells], dtype=np.int64)[codes]
        columns.append(numbers)
        words = np.array([c[3] for c in cells], dtype=object)
        texts.append((words, codes))
        weights.append(np.array([abs(c[0]) if c[3] else 0 for c in cells])[codes])
    best, low, high = sum(columns).T
    letters = np.array(["D", "C", "B", "A"], dtype=object)
    steps = np.array([least for _, least in reversed(CARD.grades)])
    grade, low_grade, high_grade = (
        np.searchsorted(steps, x, side="right") for x in (best, low, high)
    )
    closed = leads["status"].isin(CARD.gates[0].test.values).to_numpy()
    order = np.argsort(-np.stack(weights, axis=1), axis=1, kind="stable")[:, :3]
    parts = np.stack([words[codes] for words, codes in texts], axis=1)
    why = np.take_along_axis(parts, order, axis=1)
    has = np.not_equal(why, None)
    filled = np.where(has, why, "")
    joined = filled[:, 0]
    for k in (1, 2):
        joined = joined + np.where(has[:, k], "; ", "").astype(object) + filled[:, k]
    spans = np.stack([c[:, 2] - c[:, 1] for c in columns], axis=1)
    asks = np.array([one.ask.en for one in CARD.attributes], dtype=object)
    return leads.assign(
        score=best,
        low=low,
        high=high,
        grade=letters[grade],
        sure=low_grade == high_grade,
        gate=np.where(closed, CARD.gates[0].label.en, None),
        why=np.where(has[:, 0], joined, None),
        ask=np.where(spans.max(axis=1) > 0, asks[spans.argmax(axis=1)], None),
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Refuse to time ways that do not agree."""
    for name in OUTPUTS:
        left, right = one[name].astype(object), other[name].astype(object)
        if not ((left == right) | (left.isna() & right.isna())).all():
            raise SystemExit(f"{name} differs")


def scoring_table() -> str:
    """Time the three ways at three sizes."""
    rows = []
    for size in SIZES:
        leads = make_leads(size, seed=1).to_pandas()
        runs = {
            "leadscore": lambda leads=leads: score(leads),
            "numpy": lambda leads=leads: by_numpy(leads),
        }
        same(runs["leadscore"](), runs["numpy"]())
        if size <= APPLY_UP_TO:
            runs["apply"] = lambda leads=leads: by_apply(leads)
            same(runs["leadscore"](), runs["apply"]())
        seconds = median_seconds(runs)
        ours = seconds["leadscore"]
        rows.append(
            [
                f"{size:,}",
                f"{ours:.4f} s",
                f"{ours / seconds['numpy']:.2f}x",
                f"{seconds['apply'] / ours:.1f}x slower" if "apply" in seconds else "not run",
            ]
        )
    return table(["leads", "leadscore", "of hand-written NumPy", "row-wise apply is"], rows)


def import_seconds(module: str) -> float:
    """Time a fresh interpreter that imports a module, less one that imports nothing."""
    times = []
    for code in (f"import {module}", "pass"):
        runs = []
        for _ in range(7):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            runs.append(time.perf_counter() - start)
        times.append(statistics.median(runs))
    return times[0] - times[1]


def main() -> None:
    """Measure and publish."""
    both = {name: import_seconds(name) for name in ("polars", "leadscore")}
    text = "\n\n".join(
        [
            machine("numpy", "pandas", "polars", "pyarrow"),
            scoring_table(),
            f"`import leadscore` takes {both['leadscore'] / both['polars']:.2f}x of "
            f"`import polars` ({both['polars']:.3f} s).",
        ]
    )
    publish("scoring", text)


if __name__ == "__main__":
    main()
