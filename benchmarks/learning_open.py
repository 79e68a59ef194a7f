"""How well open leads counted in part give the long-run rate of a young pipeline.

Run: ``python benchmarks/learning_open.py FOLDER [--draws 8]``. Simulated: 400 leads a month, half
of the wins within 30 days, half of the losses that are ever closed within 60, 30 % of the losses
never closed. Real: Olist from January 2018 on (losses are not recorded) and Maven, known up to a
day and compared with what became of the same leads. The table goes into docs/learning.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from learning_sets import CARDS, maven, olist
from learning_truth import PAGE, World, as_frame
from threadpoolctl import threadpool_limits
from timing import publish, table

from leadscore.cards.card import Card
from leadscore.cards.hindsight import outcomes_before
from leadscore.cards.learning import learn
from leadscore.cards.outcomes import WinCurve, find_win_curve
from leadscore.errors import ArgumentError

START, HORIZON, A_MONTH = date(2026, 1, 1), 180, 400
MEDIAN_WIN, MEDIAN_LOSS, SPREAD, NEVER_CLOSED = 30.0, 60.0, 0.9, 0.3
OLIST_DAYS = tuple(date(2018, month, 1) for month in range(2, 7))
MAVEN_DAYS = (date(2017, 3, 15), date(2017, 5, 1), date(2017, 7, 1))
AGES = (5, 10, 20, 30, 45, 60, 90, 120)
Way = Callable[[pl.DataFrame, date, WinCurve], tuple[pl.DataFrame, WinCurve | None]]


def as_lost(known: pl.DataFrame, _: date, __: WinCurve) -> tuple[pl.DataFrame, WinCurve | None]:
    """Count open leads as lost."""
    return known.with_columns(outcome=pl.col("outcome").replace("open", "lost")), None


def closed_only(known: pl.DataFrame, _: date, __: WinCurve) -> tuple[pl.DataFrame, WinCurve | None]:
    """Leave open leads out."""
    return known.filter(pl.col("outcome") != "open"), None


def in_part(known: pl.DataFrame, _: date, __: WinCurve) -> tuple[pl.DataFrame, WinCurve | None]:
    """Count open leads in part, by the curve found from the same leads."""
    return known, None


def in_part_typed(
    known: pl.DataFrame, _: date, older: WinCurve
) -> tuple[pl.DataFrame, WinCurve | None]:
    """Count open leads in part, by the curve that older data gave."""
    return known, older


WAYS: dict[str, Way] = {
    "open = lost": as_lost,
    "closed only": closed_only,
    "in part": in_part,
    "in part, curve of older data": in_part_typed,
}


def said(
    leads: pl.DataFrame, outcomes: pl.DataFrame, card: Card, day: date, older: WinCurve
) -> dict[str, Callable[[pl.DataFrame], np.ndarray]]:
    """Learn in every way from what was known when a day began; returns what says probabilities."""
    known = outcomes_before(outcomes, day)
    found = {}
    for name, way in WAYS.items():
        taken, curve = way(known, day, older)
        try:
            learned = learn(leads, taken, card, curve=curve, as_of=day - timedelta(days=1))
        except ArgumentError:
            continue
        found[name] = lambda frame, one=learned: one.predict_batch(frame)["probability"].to_numpy()
    return found


def waits(rng: np.random.Generator, median: float, rows: int) -> np.ndarray:
    """Draw days until a decision."""
    return np.ceil(np.exp(rng.normal(math.log(median), SPREAD, rows)))


def simulated(seed: int, months: int) -> dict[str, tuple[float, float]]:
    """Said over true rate, and root mean square error of the probability, per way."""
    world = World(np.random.default_rng([seed, months]), (1.0, 0.3))
    rows, rng = A_MONTH * months, world.rng
    slots, chance = world.leads(rows)
    came = np.sort(rng.integers(0, 30 * months, rows))
    wins = rng.random(rows) < chance
    days = np.where(wins, waits(rng, MEDIAN_WIN, rows), waits(rng, MEDIAN_LOSS, rows))
    days[~wins & (rng.random(rows) < NEVER_CLOSED)] = 99_999
    wins &= days <= HORIZON
    contacted = [START + timedelta(days=int(d)) for d in came]
    dated = zip(contacted, days, strict=True)
    closed = [c + timedelta(days=int(d)) if d < 9999 else None for c, d in dated]
    outcomes = pl.DataFrame(
        {
            "lead_id": np.arange(rows),
            "outcome": np.where(wins, "won", np.where(days < 9999, "lost", "open")),
            "contacted_on": contacted,
            "closed_on": pl.Series(closed, dtype=pl.Date),
        }
    )
    leads = as_frame(slots).with_columns(lead_id=pl.Series(np.arange(rows)))
    today = START + timedelta(days=30 * months)
    in_time = normal_share(HORIZON)
    older = WinCurve.typed({**{a: normal_share(a) / in_time for a in AGES}, HORIZON: 1.0})
    fresh, truth = world.leads(2000)
    found = {}
    for name, ask in said(leads, outcomes, world.card, today, older).items():
        says = ask(as_frame(fresh))
        error = math.sqrt(np.mean((says - in_time * truth) ** 2))
        found[name] = (float(says.mean() / (in_time * truth.mean())), error)
    return found


def normal_share(age: float) -> float:
    """Share of wins that come by an age."""
    return 0.5 * (1 + math.erf(math.log(age / MEDIAN_WIN) / SPREAD / math.sqrt(2)))


def olist_outcomes(folder: Path) -> pl.DataFrame:
    """Read when leads of 2018 came and were won; all that is not won stays open."""
    deals = pl.read_csv(folder / "olist_funnel" / "olist_closed_deals_dataset.csv").select(
        "mql_id", closed_on=pl.col("won_date").str.slice(0, 10).str.to_date()
    )
    frame = olist(folder)[0].filter(pl.col("first") >= date(2018, 1, 1))
    frame = frame.join(deals, on="mql_id", how="left")
    # A deal or two is dated before its lead.
    frame = frame.filter((pl.col("closed_on") >= pl.col("first")).fill_null(value=True))
    won = pl.when(pl.col("closed_on").is_null()).then(pl.lit("open")).otherwise(pl.lit("won"))
    return frame.select("closed_on", lead_id="mql_id", contacted_on="first", outcome=won)


def maven_outcomes(folder: Path) -> pl.DataFrame:
    """Read when opportunities came and were closed."""
    return maven(folder)[0].select(
        lead_id="opportunity_id",
        outcome=pl.col("deal_stage").str.to_lowercase(),
        contacted_on=pl.col("engage_date").cast(pl.String).str.to_date(),
        closed_on=pl.col("close_date").cast(pl.String).str.to_date(),
    )


def real_rows(folder: Path) -> list[list[str]]:
    """Cut the real pipelines off, and compare with what became of the same leads."""
    sets = (
        ("olist", olist(folder)[0], "mql_id", olist_outcomes(folder), OLIST_DAYS),
        ("maven", maven(folder)[0], "opportunity_id", maven_outcomes(folder), MAVEN_DAYS),
    )
    rows = []
    for name, frame, key, outcomes, days in sets:
        leads = frame.rename({key: "lead_id"})
        card, older = Card.load(CARDS / f"{name}.toml"), find_win_curve(outcomes)
        for day in days:
            seen = outcomes.filter(pl.col("contacted_on") < day)
            there = leads.join(seen.select("lead_id"), on="lead_id", how="semi")
            share = float((seen["outcome"] == "won").mean())
            asked = said(leads, outcomes, card, day, older)
            cells = [f"{asked[w](there).mean() / share:.2f}" if w in asked else "-" for w in WAYS]
            rows.append([f"{name}, known up to {day}", f"{seen.height:,}", *cells])
    return rows


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=8)
    asked = parser.parse_args()
    rows = []
    with threadpool_limits(1):
        for months in (2, 3, 6, 12):
            draws = [simulated(seed, months) for seed in range(asked.draws)]
            cells = []
            for way in WAYS:
                ratio, error = np.mean([one[way] for one in draws], axis=0)
                spread = np.std([one[way][0] for one in draws], ddof=1)
                cells.append(f"{ratio:.2f} (SD {spread:.2f}), {error:.3f}")
            rows.append([f"simulated, {months} months", f"{A_MONTH * months:,}", *cells])
    heads = ["pipeline", "leads", *WAYS]
    publish("open", table(heads, [*rows, *real_rows(asked.folder)]), PAGE)


if __name__ == "__main__":
    main()
