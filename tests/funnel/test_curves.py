"""Curves from counts, against statsmodels, brute force and simulated truth."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.funnel.curves import (
    aalen_johansen,
    interval,
    quantiles,
    reach,
    tabulate,
)

# Bone-marrow transplants, 35 patients: days and outcome (1 relapse, 2 death, 0 open), from Scrucca,
# Santucci and Aversa 2007, Bone Marrow Transplantation 40, 381-387; the test data of their paper.
BMT = (
    "13,2 1,1 72,0 7,2 8,2 67,0 9,2 5,2 70,0 4,0 7,0 68,0 1,2 10,2 7,2 3,1 4,1 4,1 3,1 3,1 22,2 "
    "8,1 2,2 0,2 0,1 35,0 35,0 4,2 14,2 26,2 3,2 2,0 8,0 32,0 12,1"
)
BMT_DAYS = [int(pair.split(",")[0]) for pair in BMT.split()]
BMT_CAUSES = [int(pair.split(",")[1]) for pair in BMT.split()]

# Transplants again, 100 patients: years and first event (1 chronic GVHD, 2 relapse, 3 death, 0
# open), from Pintilie 2006, Competing Risks: A Practical Perspective, data set "cgvhd".
CGVHD = (
    "0.52,1 0.408,1 0.348,1 0.482,1 0.378,1 0.416,2 0.381,1 0.914,1 0.923,1 0.397,1 0.479,1 "
    "0.991,1 0.474,1 0.339,1 0.277,1 0.367,1 0.742,1 0.408,1 0.958,1 0.063,3 0.282,1 0.413,1 "
    "0.394,1 0.342,1 0.367,1 0.277,1 0.367,1 0.331,1 0.32,1 0.329,1 0.444,1 0.438,2 0.964,1 "
    "0.564,1 0.402,1 0.277,1 0.4,1 0.446,1 0.474,1 0.329,1 0.323,1 0.392,1 0.496,1 0.63,1 "
    "0.383,1 1.205,0 0.361,1 0.277,1 0.287,1 0.619,1 0.452,1 0.29,1 0.479,1 0.11,3 0.857,1 "
    "1.993,1 0.463,1 0.496,1 0.422,1 0.307,1 0.701,1 0.279,1 0.419,1 0.616,1 0.331,1 0.181,3 "
    "0.567,1 0.287,3 0.057,0 0.764,1 0.381,1 0.274,2 2.776,0 0.172,2 0.553,1 0.287,1 0.345,1 "
    "0.375,1 0.517,1 0.457,1 0.345,1 0.219,3 0.422,1 0.479,1 0.29,1 0.35,1 0.372,1 0.277,1 "
    "0.301,2 0.474,1 0.465,1 0.433,1 0.359,1 1.202,0 0.408,1 0.402,1 0.35,1 0.411,1 0.301,1 "
    "0.32,1"
)
CGVHD_YEARS = [float(pair.split(",")[0]) for pair in CGVHD.split()]
CGVHD_CAUSES = [int(pair.split(",")[1]) for pair in CGVHD.split()]


def oracle(days: Sequence[float], causes: list[int]) -> tuple[list[Any], list[Any], Any, Any]:
    """What statsmodels says: incidences, their errors, Kaplan-Meier survival, the times."""
    duration = pytest.importorskip("statsmodels.duration.survfunc")
    time, cause = np.array(days), np.array(causes)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        both = duration.CumIncidenceRight(time, cause)
        alive = duration.SurvfuncRight(time, (cause > 0).astype(int))
    return both.cinc, both.cinc_se, alive, both.times


def compare(days: Sequence[float], causes: list[int]) -> None:
    """Same incidences, errors and survival as the oracle to 1e-12, wherever it has a number."""
    cinc, cinc_se, alive, times = oracle(days, causes)
    ours = aalen_johansen(tabulate(days, causes, max(causes)))
    at = np.searchsorted(ours.days, times)
    for cause, (values, errors) in enumerate(zip(cinc, cinc_se, strict=True)):
        np.testing.assert_allclose(ours.incidence[cause, 0, at], values, rtol=0, atol=1e-12)
        known = np.isfinite(errors) & (np.asarray(errors) > 1e-6)
        np.testing.assert_allclose(
            ours.se[cause, 0, at][known], np.asarray(errors)[known], rtol=0, atol=1e-12
        )
    at = np.searchsorted(ours.days, alive.surv_times)
    np.testing.assert_allclose(ours.survival[0, at], alive.surv_prob, rtol=0, atol=1e-12)
    known = np.isfinite(alive.surv_prob_se)
    np.testing.assert_allclose(
        ours.survival_se[0, at][known], alive.surv_prob_se[known], rtol=0, atol=1e-12
    )


def test_public_competing_risk_data_equal_statsmodels() -> None:
    """Two public sets, of two and three outcomes, some on one day: the same numbers to 1e-12."""
    compare(BMT_DAYS, BMT_CAUSES)
    compare(CGVHD_YEARS, CGVHD_CAUSES)


def test_random_logs_equal_statsmodels() -> None:
    """Two hundred random small logs with many ties: the same numbers to 1e-12."""
    pytest.importorskip("statsmodels")
    rng = np.random.default_rng(5)
    for _ in range(200):
        size = int(rng.integers(6, 60))
        days = rng.integers(1, 15, size).tolist()
        causes = rng.choice([0, 1, 2], size, p=[0.4, 0.3, 0.3]).tolist()
        if 2 in causes and 1 in causes:
            compare(days, causes)


def test_delayed_entry_equals_statsmodels() -> None:
    """Kaplan-Meier with delayed entry is that of statsmodels (which opens a day later)."""
    duration = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(3)
    for _ in range(50):
        entry = rng.integers(0, 5, 80)
        days = entry + rng.integers(1, 9, 80)
        status = rng.integers(0, 2, 80)
        # Ours is at risk on the day of entry already; theirs from the next one on.
        ours = aalen_johansen(tabulate(days, status, 1, entries=entry + 1))
        if (ours.at_risk[0][1:6] == 0).any():
            continue
        theirs = duration.SurvfuncRight(days, status, entry=entry)
        at = np.searchsorted(ours.days, theirs.surv_times)
        np.testing.assert_allclose(ours.survival[0, at], theirs.surv_prob, rtol=0, atol=1e-12)


def test_counts_are_as_good_as_rows() -> None:
    """A table of counts gives the same curves and the same errors as its rows."""
    rng = np.random.default_rng(1)
    days, causes = rng.integers(0, 9, 500), rng.integers(0, 3, 500)
    cells, counts = np.unique(np.stack([days, causes]), axis=1, return_counts=True)
    rows = aalen_johansen(tabulate(days, causes, 2))
    table = aalen_johansen(tabulate(cells[0], cells[1], 2, counts=counts))
    np.testing.assert_array_equal(rows.incidence, table.incidence)
    np.testing.assert_array_equal(rows.se, table.se)


def test_counts_add_up() -> None:
    """Counting two halves and adding is counting the whole."""
    rng = np.random.default_rng(2)
    days, causes, grid = rng.integers(0, 9, 300), rng.integers(0, 3, 300), np.arange(10)
    whole = tabulate(days, causes, 2, grid=grid)
    halves = tabulate(days[:99], causes[:99], 2, grid=grid) + tabulate(
        days[99:], causes[99:], 2, grid=grid
    )
    np.testing.assert_array_equal(whole.at_risk, halves.at_risk)
    np.testing.assert_array_equal(whole.events, halves.events)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=40),
)
@settings(max_examples=100)
def test_shares_add_up_to_one(rows: list[tuple[int, int]]) -> None:
    """On every day the incidences and the share still open add up to 1."""
    days, causes = zip(*rows, strict=True)
    curves = aalen_johansen(tabulate(days, causes, 3))
    np.testing.assert_allclose(curves.incidence.sum(axis=0) + curves.survival, 1, atol=1e-12)


def test_without_open_leads_it_is_the_plain_share() -> None:
    """When everything is finished the curve ends at won / all with the binomial error."""
    causes = [1] * 30 + [2] * 70
    curves = aalen_johansen(tabulate(np.arange(100) % 7, causes, 2))
    assert curves.incidence[0, 0, -1] == pytest.approx(0.3, abs=1e-12)
    assert curves.se[0, 0, -1] == pytest.approx(np.sqrt(0.3 * 0.7 / 100), abs=1e-12)


def test_groups_are_counted_apart() -> None:
    """The curve of a group is the curve of its rows alone."""
    rng = np.random.default_rng(4)
    days, causes, groups = rng.integers(0, 9, 200), rng.integers(0, 3, 200), rng.integers(0, 3, 200)
    all_groups = aalen_johansen(
        tabulate(days, causes, 2, groups=groups, n_groups=3, grid=np.arange(9))
    )
    for g in range(3):
        one = aalen_johansen(tabulate(days[groups == g], causes[groups == g], 2, grid=np.arange(9)))
        np.testing.assert_array_equal(all_groups.incidence[:, g], one.incidence[:, 0])
        np.testing.assert_array_equal(all_groups.se[:, g], one.se[:, 0])


def test_quantiles_wait_for_their_day() -> None:
    """A share that has not left yet has no day; one that has, has the first such day."""
    curves = aalen_johansen(tabulate([2, 4, 6, 6, 6], [1, 1, 0, 0, 0], 1))
    day, low, high = quantiles(curves, [0.2, 0.4, 0.5])
    assert day[0, :2].tolist() == [2.0, 4.0]
    assert np.isnan(day[0, 2])
    assert low[0, 0] <= 2.0
    assert np.isnan(high[0, 2])


def test_reach_is_the_last_day_with_anybody() -> None:
    """Beyond the last follow-up nothing is claimed; an empty group has no reach."""
    table = tabulate([1, 4], [1, 0], 1, groups=[0, 0], n_groups=2, grid=range(9))
    assert reach(table).tolist() == [4, -1]


def test_intervals_cover_the_truth() -> None:
    """95 % intervals of immature cohorts cover the known truth in 93 to 97 % of 2,000 runs."""
    rng = np.random.default_rng(11)
    runs, size, horizon = 2000, 60, 120
    cause = rng.random((runs, size))
    leaves = np.ceil(rng.exponential(100, (runs, size))).astype(int)
    open_until = rng.integers(20, 400, (runs, size))
    truth = 0.35 * (1 - np.exp(-horizon / 100))
    kind = np.where(cause < 0.35, 1, 2)
    day = np.minimum(leaves, open_until)
    seen = np.where(leaves <= open_until, kind, 0)
    table = tabulate(
        day.ravel(),
        seen.ravel(),
        2,
        groups=np.repeat(np.arange(runs), size),
        n_groups=runs,
        grid=np.arange(horizon + 1),
    )
    curves = aalen_johansen(table)
    low, high = interval(curves.incidence[0, :, -1], curves.se[0, :, -1], size)
    covered = np.mean((low <= truth) & (truth <= high))
    assert 0.93 <= covered <= 0.97
