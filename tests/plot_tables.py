"""Small tables, one for each picture, by hand: pictures change only when drawing does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore import plots
from leadscore.cards.card import Card

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARD = Card.from_toml(
    """
    [card]
    name = "tiny"
    version = "1"
    grades = { A = 30, B = 15 }
    [[attribute]]
    name = "team"
    label = "Team size"
    unknown = 8
    bins = [{ in = ["big"], points = 24 }, { in = ["small"], points = 6 }]
    otherwise = 0
    [[attribute]]
    name = "debt"
    label = "Open invoices"
    unknown = 0
    bins = [{ below = 1, points = 16 }, { from = 1, points = -5 }]
    """
)

RANKED = pl.DataFrame(
    {
        "lead_id": ["a", "b", "c", "d", "e"],
        "name": ["Alpha Works", "Beta & Sons", "Gamma", "Delta Holding of the North", None],
        "position": [1, 2, 3, 4, 5],
        "score": [40, 32, 18, 8, 24],
        "low": [40, 19, 18, -5, 24],
        "high": [40, 40, 24, 24, 24],
        "grade": ["A", "A", "B", "C", "B"],
        "sure": [True, False, True, False, True],
        "gate": [None, None, None, None, "closed"],
    }
)
EXPLAINED = pl.DataFrame(
    {
        "attribute": ["team", "debt", "owner"],
        "label": ["Team size", "Open invoices", "Owner"],
        "value": ["big", "from 1", None],
        "points": [24, -5, 8],
        "low": [24, -5, 0],
        "high": [24, -5, 15],
    }
)
LEARNED = pl.DataFrame(
    {
        "attribute": ["team", "team", "team", "debt", "debt"],
        "bin": ["big", "small", "unknown", "below 1", "from 1"],
        "leads": [120, 1340, 2, 300, 88],
        "before": [24, 6, 8, 16, -5],
        "after": [31, 4, 8, 9, -12],
        "low": [22.0, -1.0, -9.0, 4.0, -20.0],
        "high": [40.0, 9.0, 25.0, 14.0, -4.0],
        "supported": [True, True, False, True, True],
    }
)
CALIBRATION = pl.DataFrame(
    {
        "says": [0.62, 0.41, 0.25, 0.12],
        "is": [0.70, 0.28, 0.27, 0.10],
        "low": [0.58, 0.20, 0.20, 0.05],
        "high": [0.80, 0.37, 0.35, 0.17],
        "fits": [True, False, True, True],
    }
)
LIFT = pl.DataFrame(
    {
        "leads_share": [0.2, 0.4, 0.6, 0.8, 1.0],
        "wins_share": [0.5, 0.72, 0.86, 0.95, 1.0],
        "precision": [0.5, 0.36, 0.287, 0.2375, 0.2],
        "lift": [2.5, 1.8, 1.43, 1.19, 1.0],
    }
)
FUNNEL = pl.DataFrame(
    {
        "stage": ["new", "call", "offer"],
        "label": ["New", "Call", "Offer"],
        "entered": [1200, 640, 210],
        "advanced": [640, 210, 0],
        "won": [0, 0, 84],
        "lost": [400, 250, 60],
        "late": [0, 30, 0],
        "open": [160, 150, 66],
        "rate": [0.6, 0.42, 0.55],
        "low": [0.57, 0.37, 0.44],
        "high": [0.63, 0.47, 0.64],
    }
)
COMPARED = pl.DataFrame(
    {
        "by": ["size"] * 3,
        "segment": ["large", "small", None],
        "leads": [420, 1300, 35],
        "share": [0.21, 0.08, 0.12],
        "low": [0.17, 0.065, 0.04],
        "high": [0.25, 0.095, 0.27],
        "others": [0.08, 0.19, 0.11],
        "different": [True, True, False],
    }
)
PIPELINE = pl.DataFrame(
    {
        "change": ["open_start", "entered", "reopened", "won", "lost", "open_end"],
        "label": ["Open at the start", "New", "Taken up again", "Won", "Lost", "Open at the end"],
        "leads": [400, 260, 12, -90, -150, 432],
        "amount": [4e5, 2.5e5, 1e4, -1e5, -1.2e5, 4.4e5],
    }
)
INCIDENCE = pl.DataFrame(
    {
        "day": [0, 10, 20, 30] * 4,
        "outcome": [o for o in ("won", "demo", "lost", "open") for _ in range(4)],
        "at_risk": [200, 150, 90, 40] * 4,
        "share": [
            *(0.0, 0.08, 0.2, 0.26),
            *(0.0, 0.1, 0.12, 0.12),
            *(0.02, 0.1, 0.25, 0.3),
            *(0.98, 0.72, 0.43, 0.32),
        ],
        "low": [0.0, 0.05, 0.16, 0.2] * 4,
        "high": [0.01, 0.12, 0.25, 0.33] * 4,
    }
)
COHORTS = pl.DataFrame(
    {
        "cohort": [date(2026, month, 1) for month in (1, 2, 3) for _ in range(3)],
        "leads": [210] * 3 + [1180] * 3 + [95] * 3,
        "age": [30, 60, 90] * 3,
        "share": [0.08, 0.14, 0.19, 0.11, 0.17, 0.22, 0.03, None, None],
        "mature": [True, True, True, True, True, False, False, False, False],
    }
)
DURATIONS = pl.DataFrame(
    {
        "stage": ["new", "call", "offer"],
        "label": ["New", "Call", "Offer"],
        "entered": [1200, 640, 210],
        "left": [1100, 500, 120],
        "q10": [1.0, 3.0, 9.0],
        "q25": [2.0, 6.0, 15.0],
        "q50": [4.0, 12.0, 31.0],
        "q75": [9.0, 25.0, None],
        "q90": [20.0, None, None],
    }
)
FORECAST = pl.DataFrame(
    {
        "days": [30, 60, 90],
        "until": [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 30)],
        "method": ["semi_markov"] * 3,
        "open": [500] * 3,
        "expected": [40.0, 66.0, 80.0],
        "low": [30.0, 52.0, 63.0],
        "high": [50.0, 80.0, 97.0],
    }
)
BACKTEST = pl.DataFrame(
    {
        "day": [date(2025, month, 1) for month in (9, 10, 11)] * 3,
        "days": [30] * 3 + [60] * 3 + [90] * 3,
        "method": ["semi_markov"] * 9,
        "expected": [38.0, 41.0, 44.0, 60.0, 66.0, 70.0, 75.0, 80.0, 86.0],
        "low": [29.0, 31.0, 34.0, 48.0, 53.0, 57.0, 60.0, 64.0, 69.0],
        "high": [47.0, 51.0, 54.0, 72.0, 79.0, 83.0, 90.0, 96.0, 103.0],
        "actual": [40, 36, 57, 64, 60, 75, 70, 91, 88],
    }
)

TABLES: dict[str, pl.DataFrame] = {
    "score_ranges": RANKED,
    "lead_waterfall": EXPLAINED,
    "learned_points": LEARNED,
    "calibration": CALIBRATION,
    "gains": LIFT,
    "lift": LIFT,
    "funnel_bars": FUNNEL,
    "segments": COMPARED,
    "pipeline_change": PIPELINE,
    "incidence": INCIDENCE,
    "cohort_map": COHORTS,
    "stage_durations": DURATIONS,
    "forecast_fan": FORECAST,
}
"""Which table each picture draws; ``card_points`` draws a card."""

MORE: dict[str, dict[str, Any]] = {
    "score_ranges": {"card": CARD},
    "lead_waterfall": {"card": CARD},
    "forecast_fan": {"backtest": BACKTEST},
}
"""What else is given for the full picture."""


def draw(name: str, ax: Axes | None = None, lang: str = "en", table: object = None) -> Axes:
    """Draw a picture by its name, from its own table or another one."""
    plot: Callable[..., Axes] = getattr(plots, name)
    if name == "card_points":
        return plot(CARD if table is None else table, ax=ax, lang=lang)
    given = TABLES[name] if table is None else table
    return plot(given, ax=ax, lang=lang, **MORE.get(name, {}))


PICTURES = ("card_points", *TABLES)
