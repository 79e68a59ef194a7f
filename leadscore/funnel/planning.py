"""The funnel backwards: how many new leads and touches a number of wins needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.errors import check_choice
from leadscore.funnel.curves import normal_quantile
from leadscore.funnel.forecast import METHODS, RUNS, SEED, look_ahead

if TYPE_CHECKING:
    from leadscore.funnel.history import History
    from leadscore.funnel.markov import Markov
    from leadscore.funnel.semi_markov import SemiMarkov
    from leadscore.funnel.visits import Visits


def plan_table(
    history: History, visits: Visits, wins: int, by: int, *, method: str, level: float
) -> pl.DataFrame:
    """Find the new leads needed per week; see ``EventLog.plan``."""
    check_choice("method", method, METHODS)
    days = by - visits.as_of
    everyone = np.zeros(history.leads, dtype=np.int64)
    found = look_ahead(visits, np.array([days]), method, everyone, 1)[0]
    low, high = found.interval(level)
    model = METHODS[method].fit(visits)
    rng = np.random.default_rng(SEED)
    # Leads that arrive evenly from tomorrow on have days - 1, days - 2, ... 0 days left.
    yields = np.array([_yield(m, days) for m in (model, *_again(model, rng))])
    week = 7.0 / days
    share = normal_quantile(0.5 + level / 2) * yields[1:].std()
    touches = len(history.events.lead) / max(history.leads, 1)
    owners = history.segments["owner"].n_unique() if "owner" in history.segments.columns else 1
    rows = []
    worst = (float(low[0, 0]), max(yields[0] - share, 0.0))
    best = (float(high[0, 0]), yields[0] + share)
    for name, (have, rate) in {
        "expected": (float(found.expected[0, 0]), float(yields[0])),
        "worst": worst,
        "best": best,
    }.items():
        missing = max(wins - have, 0.0)
        leads = 0.0 if not missing else missing / rate if rate > 1e-9 else None
        weekly = None if leads is None else leads * week
        work = None if weekly is None else weekly * touches
        rows.append((name, have, missing, rate, leads, weekly, work, work and work / owners))
    numbers = [
        "from_open",
        "missing",
        "wins_per_lead",
        "leads",
        "leads_per_week",
        "touches_per_week",
        "touches_per_owner",
    ]
    schema = {"case": pl.String(), **dict.fromkeys(numbers, pl.Float64())}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _again(model: SemiMarkov | Markov, rng: np.random.Generator) -> list[SemiMarkov | Markov]:
    return [model.resample(rng) for _ in range(RUNS)]


def _yield(model: SemiMarkov | Markov, days: int) -> float:
    """Share of the leads that arrive evenly within some days that is won by their end."""
    return float(model.fresh(days)[0, :days].mean())
