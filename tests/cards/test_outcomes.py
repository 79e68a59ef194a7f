"""Won, lost and open: how soon wins come, part-lead weights, and rates that can be said."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.cards.outcomes import (
    WinCurve,
    find_win_curve,
    long_run_rate,
    read_outcomes,
    weigh_outcomes,
)
from leadscore.errors import ArgumentError, ColumnTypeError

DAY = date(2026, 1, 1)


def pipeline(months: int, seed: int) -> tuple[pl.DataFrame, date, float]:
    """Leads of some months with known truth: 20 % win, median 30 days; 30 % of losses stay open."""
    rng = np.random.default_rng(seed)
    rows = 400 * months
    start = rng.integers(0, 30 * months, rows)
    wins = rng.random(rows) < 0.2
    times = np.where(wins, rng.lognormal(np.log(30), 0.8, rows), rng.lognormal(np.log(40), 1, rows))
    never = ~wins & (rng.random(rows) < 0.3)
    closed = np.where(never, 10**6, start + np.ceil(times)).astype(int)
    end = 30 * months
    seen = closed <= end
    outcome = np.where(seen, np.where(wins, "won", "lost"), "open")
    frame = pl.DataFrame(
        {
            "lead_id": np.arange(rows),
            "outcome": outcome,
            "contacted_on": [DAY + timedelta(days=int(d)) for d in start],
            "closed_on": [
                DAY + timedelta(days=int(d)) if s else None
                for d, s in zip(closed, seen, strict=True)
            ],
        }
    )
    return frame, DAY + timedelta(days=end), float(wins.mean())


def test_part_leads_give_the_long_run_rate() -> None:
    """With part-lead weights a young pipeline says nearly what it will be in the end."""
    # The reference page: .73, .84, .93, .93 of the truth at 2, 3, 6 and 12 months.
    for months, least in ((2, 0.6), (3, 0.72), (6, 0.8), (12, 0.85)):
        ratios = []
        for seed in range(8):
            frame, end, truth = pipeline(months, seed)
            weights = weigh_outcomes(frame, as_of=end)
            ratios.append(weights["wins"].sum() / weights["trials"].sum() / truth)
        assert least < np.mean(ratios) < 1.1, months


def test_a_curve_from_older_data_helps_the_young() -> None:
    """A typed curve says more of a young pipeline than its own few wins."""
    older = find_win_curve(pipeline(24, 99)[0])
    own, typed = [], []
    for seed in range(8):
        frame, end, truth = pipeline(2, seed)
        for found, curve in ((own, None), (typed, older)):
            weights = weigh_outcomes(frame, curve=curve, as_of=end)
            found.append(weights["wins"].sum() / weights["trials"].sum() / truth)
    assert abs(np.mean(typed) - 1) < abs(np.mean(own) - 1)


def test_no_rate_before_the_wins_can_be_in() -> None:
    """A rate is refused while the oldest lead is younger than the age of 90 % of wins."""
    frame, end, _ = pipeline(2, 1)
    curve = WinCurve.typed({30: 0.5, 200: 1.0})
    young = long_run_rate(frame, curve=curve, as_of=end)
    assert young.rate is None
    assert str(young).startswith("at least ")
    assert "90 % of wins need up to 166 days" in young.text
    old = long_run_rate(frame, curve=curve, as_of=end + timedelta(days=200))
    assert old.rate is not None
    assert old.rate >= old.at_least > 0
    assert "in the long run" in str(old)


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["won", "lost", "open"]))))
@settings(max_examples=40)
def test_curve_is_a_share(leads: list[tuple[int, str]]) -> None:
    """Whatever the outcomes, the curve rises from above 0 to 1."""
    frame = pl.DataFrame(
        {
            "lead_id": range(len(leads)),
            "outcome": [outcome for _, outcome in leads],
            "contacted_on": [DAY - timedelta(days=age) for age, _ in leads],
            "closed_on": [None if outcome == "open" else DAY for _, outcome in leads],
        },
        schema_overrides={"closed_on": pl.Date, "outcome": pl.String, "contacted_on": pl.Date},
    )
    if "won" not in {outcome for _, outcome in leads}:
        with pytest.raises(ArgumentError, match="no won lead has both contacted_on and closed_on"):
            find_win_curve(frame)
        return
    curve = find_win_curve(frame)
    assert list(curve.days) == sorted({float(age) for age, o in leads if o == "won"})
    assert curve.shares[0] > 0
    assert list(curve.shares) == sorted(curve.shares)
    assert curve.shares[-1] == 1
    assert curve.share([10**6]).tolist() == [1]
    weights = weigh_outcomes(frame)
    assert weights["trials"].is_between(0, 1).all()


def test_without_open_leads_the_curve_is_the_share_of_win_times() -> None:
    """With every lead closed the estimate is the plain share of win times."""
    frame = pl.DataFrame(
        {
            "lead_id": range(5),
            "outcome": ["won", "won", "won", "won", "lost"],
            "contacted_on": [DAY] * 5,
            "closed_on": [DAY + timedelta(days=d) for d in (1, 2, 3, 4, 2)],
        }
    )
    assert find_win_curve(frame).shares == pytest.approx((0.25, 0.5, 0.75, 1.0))


def test_words_of_outcomes() -> None:
    """Words, truths, numbers and Chinese mean the same; what is empty is open."""
    for values, wanted in (
        (["Won", " lost ", "open", None, "Closed Won", "赢单"], ["won", "lost", "open", "open"]),
        ([True, False, None], ["won", "lost", "open"]),
        ([1, 0, None], ["won", "lost", "open"]),
        ([1.0, 0.0, float("nan")], ["won", "lost", "open"]),
    ):
        frame = pl.DataFrame({"lead_id": range(len(values)), "outcome": values})
        assert read_outcomes(frame)["outcome"].to_list()[: len(wanted)] == wanted


def test_wrong_outcomes() -> None:
    """Open leads without dates, wrong curves and dates as text are refused in words."""
    frame = pl.DataFrame({"lead_id": [1, 2], "outcome": ["won", "open"]})
    with pytest.raises(ArgumentError, match="1 open lead has no contacted_on"):
        weigh_outcomes(frame)
    with pytest.raises(ArgumentError, match="days of a win curve must ascend"):
        WinCurve.typed({})
    with pytest.raises(ArgumentError, match="days of a win curve must ascend"):
        WinCurve.typed({30: 0.5, 20: 1.0})
    with pytest.raises(ArgumentError, match="end with 1"):
        WinCurve.typed({30: 0.5, 60: 0.9})
    with pytest.raises(ColumnTypeError, match='"contacted_on" must hold dates'):
        read_outcomes(frame.with_columns(contacted_on=pl.lit("2026-01-01")))
