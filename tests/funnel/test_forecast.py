"""Forecasts against the known future of made logs, and the plan that turns them around."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from leadscore.errors import ArgumentError, ListError
from leadscore.funnel.forecast import best_method
from leadscore.funnel.log import EventLog
from leadscore.funnel.semi_markov import SemiMarkov
from leadscore.funnel.visits import Visits, find_visits
from leadscore.samples import LogSample, make_log

HORIZONS = [30, 90, 180]


def future(sample: LogSample, days: int) -> int:
    """How many of the leads that are open on the last day are won within some days."""
    last = sample.as_of + dt.timedelta(days=days)
    after = (pl.col("closed") > sample.as_of) & (pl.col("closed") <= last)
    return sample.truth.filter((pl.col("outcome") == "won") & after).height


@pytest.mark.parametrize("inflow", ["steady", "campaign", "pause", "growth"])
@pytest.mark.parametrize("method", ["semi_markov", "markov"])
def test_forecasts_meet_the_known_future(inflow: str, method: str) -> None:
    """Over four logs the wins at 90 and 180 days are foretold without lean, within the bounds."""
    errors, inside = [], []
    for seed in range(4):
        sample = make_log(5000, seed=seed, inflow=inflow, days=600)
        table = EventLog(sample.events, as_of=sample.as_of).forecast(HORIZONS, method=method)
        for row in table.iter_rows(named=True):
            actual = future(sample, row["days"])
            inside.append(row["low"] <= actual <= row["high"])
            if row["days"] > 30:
                errors.append((row["expected"] - actual) / actual)
    assert abs(np.mean(errors)) < 0.05
    assert np.mean(inside) >= 0.7  # 90 % expected of 12, which hang together by log


def test_age_in_stage_matters() -> None:
    """A lead that has just come has the chance of a fresh one; the semi-Markov chance is exact."""
    # One stage that always ends with a win after exactly ten days.
    count = 200
    visits = Visits(
        np.arange(count),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.full(count, 10),
        np.ones(count, dtype=np.int64),
        1,
        100,
    )
    model = SemiMarkov.fit(visits)
    stage, age = np.zeros(3, dtype=np.int64), np.array([0, 5, 9])
    shares = model.shares(stage, age, np.array([1, 5, 10]))
    assert shares.tolist() == [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    assert model.fresh(12)[0].tolist() == [0.0] * 10 + [1.0] * 3


def test_steps_that_take_no_day_are_summed_exactly() -> None:
    """Half go on at once, half are lost at once; the second stage wins at once."""
    stage = np.array([0] * 100 + [1] * 50)
    goal = np.array([1] * 50 + [3] * 50 + [2] * 50)
    zero = np.zeros(150, dtype=np.int64)
    model = SemiMarkov.fit(Visits(np.arange(150), stage, zero, zero, goal, 2, 50))
    np.testing.assert_allclose(model.fresh(3), [[0.5] * 4, [1.0] * 4])


def test_the_sum_over_segments_is_the_whole() -> None:
    """Expected wins and amounts of the segments add up to those of all leads."""
    sample = make_log(1500, seed=2)
    log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
    whole, parts = log.forecast(90), log.forecast(90, by="segment")
    for name in ("open", "expected", "amount"):
        assert parts[name].sum() == pytest.approx(whole[name].sum())
    assert (whole["amount_low"] <= whole["amount"]).all()


def test_no_more_than_all_open_leads_are_won() -> None:
    """The interval of a few open leads ends where all of them are won."""
    sample = make_log(60, seed=5, days=200)
    log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
    table = log.forecast([90, 365], by="segment", level=0.999)
    assert (table["high"] <= table["open"]).all()
    assert (table["low"] >= 0).all()


def test_the_same_log_gives_the_same_forecast() -> None:
    """Intervals come from a seed: two calls are equal to the last digit."""
    sample = make_log(800, seed=3)
    log = EventLog(sample.events, as_of=sample.as_of)
    assert log.forecast(HORIZONS).equals(log.forecast(HORIZONS))


def test_the_past_is_seen_as_it_was() -> None:
    """The visits known on an earlier day are those of the log cut off on that day."""
    sample = make_log(600, seed=7, ties=0)
    day = sample.as_of - dt.timedelta(days=200)
    cut = sample.events.filter(pl.col("at").dt.date() <= day)
    whole = EventLog(sample.events, as_of=sample.as_of)._history
    number = (day - dt.date(1970, 1, 1)).days
    early = find_visits(whole).known_on(number)
    late = find_visits(EventLog(cut, as_of=day)._history)
    ids = whole.events.ids
    assert _rows(early, ids) == _rows(late, EventLog(cut, as_of=day)._history.events.ids)


def _rows(visits: Visits, ids: pl.Series) -> list[tuple[object, ...]]:
    """The visits by lead id, sorted."""
    columns = (visits.stage, visits.begin, visits.end, visits.goal)
    names = ids[visits.lead.astype(np.uint32)].to_list()
    return sorted(zip(names, *(c.tolist() for c in columns), strict=True))


def test_the_backtest_compares_and_chooses() -> None:
    """Each day, horizon and method has its forecast and what came; the better method is named."""
    sample = make_log(3000, seed=8)
    log = EventLog(sample.events, as_of=sample.as_of)
    table = log.backtest("60d", days=[30, 90], snapshots=3)
    assert table.height == 2 * 3 * 2
    assert table["error"].abs().mean() < 0.25
    assert table.filter(pl.col("days") == 90)["day"].max() <= sample.as_of - dt.timedelta(days=90)
    assert best_method(table) in ("semi_markov", "markov")
    assert log.forecast(90, method="best")["method"][0] in ("semi_markov", "markov")


def test_the_plan_turns_the_forecast_around() -> None:
    """Leads that arrive as the plan says bring the wins, in an average log of the same process."""
    sample = make_log(10_000, seed=1)
    log = EventLog(sample.events, as_of=sample.as_of)
    plan = log.plan(1000, sample.as_of + dt.timedelta(days=200)).to_dicts()
    expected, worst, best = plan
    assert best["leads"] < expected["leads"] < worst["leads"]
    wins = expected["from_open"] + expected["leads"] * expected["wins_per_lead"]
    assert wins == pytest.approx(1000)
    # The share of leads that start evenly over 200 days and are won by their end.
    truth = make_log(40_000, seed=5, days=200)
    won = (truth.truth["outcome"] == "won") & (truth.truth["closed"] <= truth.as_of)
    assert expected["wins_per_lead"] == pytest.approx(won.mean(), rel=0.08)
    easy = log.plan(1, sample.as_of + dt.timedelta(days=200)).row(0, named=True)
    assert easy["leads_per_week"] == 0


def test_wrong_forecasts_are_refused() -> None:
    """Horizons, methods, days and logs that cannot be are named."""
    sample = make_log(100, seed=1, days=60)
    log = EventLog(sample.events, as_of=sample.as_of)
    with pytest.raises(ArgumentError, match="days=0 must be whole days"):
        log.forecast(0)
    with pytest.raises(ArgumentError, match=r'method="markow".*Did you mean "markov"'):
        log.forecast(30, method="markow")
    with pytest.raises(ListError, match="too short for a backtest: it has"):
        log.backtest(days=90)
    with pytest.raises(ArgumentError, match="must be a day after the last day"):
        log.plan(5, sample.as_of)
    with pytest.raises(ArgumentError, match="wins=0"):
        log.plan(0, "2030-01-01")
