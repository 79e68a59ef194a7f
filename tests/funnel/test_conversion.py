"""Numbers that hold while leads are open: simulated truth, by hand, and the traps of dashboards."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from leadscore.errors import ArgumentError
from leadscore.funnel import incidence, stays
from leadscore.funnel.comparing import adjust_p
from leadscore.funnel.log import EventLog
from leadscore.funnel.rates import durations_from_counts, funnel_from_counts
from leadscore.samples import make_log


def truth_within(sample: object, days: int) -> float:
    """Share of all leads of a sample that is won within some days, the future included."""
    truth = sample.truth.with_columns(  # type: ignore[attr-defined]
        days=(pl.col("closed") - pl.col("started")).dt.total_days()
    )
    return float(((truth["outcome"] == "won") & (truth["days"] <= days)).mean())


def small(*rows: tuple[str, str, str], as_of: str = "2026-03-01") -> EventLog:
    """A log of three stages."""
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "at"], orient="row")
    return EventLog(events, process=["new", "call", "offer"], as_of=as_of)


def test_open_leads_are_not_lost() -> None:
    """The rate of a stage is that of the finished process, whatever share is still open."""
    sample = make_log(4000, seed=2, days=200)
    table = EventLog(sample.events, as_of=sample.as_of).funnel()
    truth = np.array([0.75, 0.72, 0.70, 0.72, 0.75, 0.80, 0.92, 0.95])
    inside = (table["low"].to_numpy() <= truth) & (truth <= table["high"].to_numpy())
    assert inside.sum() >= 7
    late = table["stage"].is_in(["meeting", "demo", "closing"]).to_numpy()
    assert (table["so_far"].to_numpy()[late] < truth[late] - 0.05).all()


def test_the_window_closes_on_its_day() -> None:
    """A step on the window's last moment counts, a later one is late; young leads are open."""
    log = small(
        ("a", "new", "2026-01-01"),
        ("a", "call", "2026-01-11"),
        ("b", "new", "2026-01-01"),
        ("b", "call", "2026-01-12"),
        ("c", "new", "2026-02-27"),
    )
    found = log.funnel(within="10d").row(0, named=True)
    assert (found["advanced"], found["late"], found["open"]) == (1, 1, 1)
    step = log.funnel(within={"call": "10d"}).row(0, named=True)
    assert (step["advanced"], step["late"], step["open"]) == (1, 1, 1)


def test_a_stage_after_the_contract_still_counts() -> None:
    """A lead that is won in one stage and goes on has won there and is in the next one too."""
    log = small(
        ("a", "new", "2026-01-01"),
        ("a", "call", "2026-01-05"),
        ("a", "won", "2026-01-08"),
        ("a", "offer", "2026-01-20"),
    )
    found = log.funnel()
    assert found["won"].to_list() == [0, 1, 1]
    assert found["entered"].to_list() == [1, 1, 1]


def test_incidence_ends_where_the_follow_up_ends() -> None:
    """The curve of a young log has no day beyond its last one, and finds the truth before."""
    sample = make_log(6000, seed=9, days=260)
    curves = EventLog(sample.events, as_of=sample.as_of).incidence()
    assert curves["day"].max() < 260
    at = curves.filter((pl.col("day") == 200) & (pl.col("outcome") == "won"))
    assert at["low"].item() <= truth_within(sample, 200) <= at["high"].item()
    sums = curves.group_by("day").agg(pl.col("share").sum())
    np.testing.assert_allclose(sums["share"].to_numpy(), 1.0, atol=1e-9)


def test_lost_competes_also_when_only_won_is_asked_for() -> None:
    """Lost leads never count as open ones that might still be won."""
    log = small(
        ("a", "new", "2026-01-01"),
        ("a", "lost", "2026-01-05"),
        ("b", "new", "2026-01-01"),
        ("b", "won", "2026-01-20"),
    )
    only = log.incidence(["won"]).filter(pl.col("outcome") == "won")
    assert only["share"].to_list()[-1] == 0.5
    staged = log.incidence(["offer", "lost"]).filter(pl.col("outcome") == "lost")
    assert staged["share"].to_list()[-1] == 0.5
    with pytest.raises(ArgumentError, match="no stage after the start"):
        log.incidence(["new"])


def test_the_period_estimate_equals_the_whole_when_it_covers_the_log() -> None:
    """A period that holds the whole log gives the curve of the log."""
    sample = make_log(500, seed=3)
    log = EventLog(sample.events, as_of=sample.as_of)
    whole = log.incidence()
    period = log.incidence(period=("2024-01-01", sample.as_of))
    assert whole.equals(period)


def test_cohorts_mark_what_is_immature() -> None:
    """A cell is mature when its youngest lead was followed; beyond the follow-up it is null."""
    sample = make_log(3000, seed=5, days=400)
    cells = EventLog(sample.events, as_of=sample.as_of).cohorts("90d", ages=[60, 120, 350])
    newest = cells.filter(pl.col("cohort") == cells["cohort"].max())
    assert newest["mature"].to_list() == [False, False, False]
    assert newest["share"].is_null().to_list() == [False, True, True]
    oldest = cells.filter(pl.col("cohort") == cells["cohort"].min())
    assert oldest["mature"].to_list()[:2] == [True, True]


def test_the_trend_of_a_constant_process_is_flat() -> None:
    """The share of each period covers the truth, and the newest ones are no lower than the rest."""
    covered, slopes = [], []
    for seed in range(6):
        sample = make_log(6000, seed=seed)
        table = (
            EventLog(sample.events, as_of=sample.as_of).trend("60d", horizon="150d").drop_nulls()
        )
        truth = truth_within(sample, 150)
        covered += ((table["low"] <= truth) & (truth <= table["high"])).to_list()
        share, width = table["share"].to_numpy(), (table["high"] - table["low"]).to_numpy() / 3.92
        x = np.arange(len(share)) - np.average(np.arange(len(share)), weights=width**-2)
        slope = (x * share / width**2).sum() / (x**2 / width**2).sum()
        slopes.append(slope * np.sqrt((x**2 / width**2).sum()))
    assert np.mean(covered) >= 0.9
    assert np.abs(slopes).max() < 3
    assert abs(np.mean(slopes)) * np.sqrt(len(slopes)) < 2.6


def test_forty_equal_segments_raise_no_alarm() -> None:
    """In 100 runs of 40 equal segments of about 250 leads, an alarm is as rare as promised."""
    rng = np.random.default_rng(1)
    alarms = 0
    for _ in range(100):
        size = 10_000
        won = rng.random(size) < 0.15
        days = rng.integers(1, 100, size)
        start = np.arange(size) % 300
        first = dt.date(2025, 1, 1)
        ids = np.arange(size)
        events = pl.DataFrame(
            {
                "lead_id": np.concatenate([ids, ids]),
                "stage": ["new"] * size + np.where(won, "won", "lost").tolist(),
                "at": pl.Series(np.concatenate([start, start + days])).cast(pl.Int32)
                + (first - dt.date(1970, 1, 1)).days,
            }
        ).with_columns(pl.col("at").cast(pl.Int32).cast(pl.Date))
        leads = pl.DataFrame({"lead_id": ids, "team": rng.integers(0, 40, size).astype(str)})
        log = EventLog(events, leads, process=["new"], as_of="2025-12-31")
        alarms += bool(log.compare("team")["different"].any())
    assert alarms <= 11, alarms  # 5 in 100 expected; 11 is beyond chance at 1 %


def test_a_slow_segment_is_not_called_different() -> None:
    """Equal final rates and different speed raise no alarm, though the shares so far differ."""
    for seed in range(3):
        sample = make_log(6000, seed=seed, days=300, segments=2, slow=2.5)
        log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
        table = log.compare("segment")
        fast, slow = table["share"].to_list()
        assert fast > slow + 0.02
        assert not table["different"].any()
        assert log.compare("segment", horizon="150d")["different"].all()


def test_a_true_difference_is_found() -> None:
    """A segment that wins twice as often is called different."""
    rng = np.random.default_rng(2)
    size = 2000
    group = np.arange(size) % 4
    won = rng.random(size) < np.where(group == 0, 0.3, 0.15)
    events = pl.DataFrame(
        {
            "lead_id": np.tile(np.arange(size), 2),
            "stage": ["new"] * size + np.where(won, "won", "lost").tolist(),
            "at": ["2025-01-01"] * size + ["2025-02-01"] * size,
        }
    )
    leads = pl.DataFrame({"lead_id": np.arange(size), "team": group.astype(str)})
    table = EventLog(events, leads, process=["new"], as_of="2025-12-31").compare("team")
    assert table.filter(pl.col("segment") == "0")["different"].item()


def test_adjusted_p_values() -> None:
    """Benjamini-Hochberg by hand; what was not tested stays untested."""
    p = np.array([0.005, 0.04, np.nan, 0.02])
    np.testing.assert_allclose(adjust_p(p, "bh"), [0.015, 0.04, np.nan, 0.03])
    np.testing.assert_allclose(adjust_p(p, "bonferroni"), [0.015, 0.12, np.nan, 0.06])
    np.testing.assert_allclose(adjust_p(p, "none"), p)


def test_simpson_mix_and_rate_add_up() -> None:
    """Every segment gets better, the whole gets worse: it is all mix, and the parts add up."""
    rows, leads = [], []
    plan = {("big", 0): (80, 40), ("big", 1): (20, 12), ("tiny", 0): (20, 2), ("tiny", 1): (80, 12)}
    for (size, period), (count, won) in plan.items():
        for n in range(count):
            lead = f"{size}-{period}-{n}"
            leads.append((lead, size))
            day = "2026-01-05" if period == 0 else "2026-03-05"
            rows.append((lead, "new", day))
            rows.append((lead, "won" if n < won else "lost", day))
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "at"], orient="row")
    table = pl.DataFrame(leads, schema=["lead_id", "size"], orient="row")
    log = EventLog(events, table, process=["new"], as_of="2026-12-31")
    found = log.change("size", ("2026-01-01", "2026-01-31"), ("2026-03-01", "2026-03-31"))
    assert (found["rate"] > 0).all()
    assert found["change"].sum() == pytest.approx(24 / 100 - 42 / 100)
    assert found["mix"].sum() < -0.2
    with pytest.raises(ArgumentError, match="have not been followed to the horizon"):
        log.change("size", ("2026-01-01", "2026-01-31"), ("2026-12-01", "2026-12-31"))


def test_durations_leave_out_what_was_skipped() -> None:
    """A stage that was not logged has no duration, though it counts as reached."""
    log = small(("a", "new", "2026-01-01"), ("a", "offer", "2026-01-11"))
    assert log.funnel()["entered"].to_list() == [1, 1, 1]
    assert log.durations()["entered"].to_list() == [1, 0, 1]


def test_the_snapshot_counts_each_lead_once() -> None:
    """Every lead stands in one stage, open, won or lost."""
    sample = make_log(800, seed=6)
    log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
    table = log.snapshot("segment")
    assert table.select(pl.sum_horizontal("open", "won", "lost").sum()).item() == 800


def test_counts_of_parts_make_the_same_funnel() -> None:
    """Leads counted in three partitions and summed give the funnel of the whole, digit by digit."""
    sample = make_log(900, seed=12)
    log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
    part = pl.col("lead_id").str.slice(5).cast(pl.Int64) % 3
    parts = [
        EventLog(sample.events.filter(part == n), sample.leads, as_of=sample.as_of).counts(
            "segment", within="60d"
        )
        for n in range(3)
    ]
    found = funnel_from_counts(pl.concat(parts))
    assert found.equals(log.funnel("segment", within="60d"))


def expected_states(
    reached: list[int | None], ends: dict[str, int], window: int | None, last: int
) -> list[tuple[str, int] | None]:
    """How each stay ends and after how many days, by plain reading of the definition."""
    found: list[tuple[str, int] | None] = []
    for place, begin in enumerate(reached):
        if begin is None:
            found.append(None)
            continue
        final = place + 1 == len(reached)
        ahead = None if final else reached[place + 1]
        ways: list[tuple[int, int, str]] = []
        if ahead is not None:
            ways.append((ahead, 0, "advanced"))
        for rank, name in ((1, "won"), (2, "lost")):
            if name in ends and (ends[name] >= begin or (final and name == "won")):
                ways.append((max(ends[name], begin), rank, name))
        start = reached[0]
        if window is not None and start is not None and start + window <= last:
            ways.append((start + window, 3, "late"))
        moment, _, state = min(ways, default=(last, 4, "open"))
        found.append((state, moment - begin))
    return found


@pytest.mark.parametrize("window", [None, 4])
def test_states_agree_with_their_definition_on_random_logs(window: int | None) -> None:
    """On 500 random leads every stay ends as the definition says, after as many days."""
    rng = np.random.default_rng(3)
    rows: list[tuple[str, str, int]] = []
    truth: dict[str, list[tuple[str, int] | None]] = {}
    for n in range(500):
        lead, stages, last = f"L{n}", ["new", "call", "offer"], 12
        days = rng.integers(0, 12, int(rng.integers(1, 5)))
        steps = [(int(d), int(rng.integers(0, 3))) for d in days]
        ends = {}
        if rng.random() < 0.6:
            name = str(rng.choice(["won", "lost"]))
            ends[name] = max(int(rng.integers(0, 13)), min(d for d, _ in steps))
            rows.append((lead, name, ends[name]))
        rows += [(lead, stages[s], d) for d, s in steps]
        counted = [(d, s) for d, s in steps if d <= ends.get("lost", 99)]
        reached = [min((d for d, s in counted if s >= k), default=None) for k in range(3)]
        if window is not None and reached[0] is not None:
            limit = reached[0] + window
            reached = [d if d is not None and d <= limit else None for d in reached]
        truth[lead] = expected_states(reached, ends, window, last)
    events = pl.DataFrame(rows, schema=["lead_id", "stage", "day"], orient="row")
    events = events.with_columns(at=pl.col("day").cast(pl.Int32).cast(pl.Date))
    log = EventLog(events, process=["new", "call", "offer"], as_of="1970-01-13")
    rules = {} if window is None else {"within": window}
    for place, stage in enumerate(log.stages):
        found = {
            r["lead_id"]: (r["state"], r["days"]) for r in log.leads(stage, **rules).to_dicts()
        }
        assert found == {k: v[place] for k, v in truth.items() if v[place] is not None}


def test_many_segments_are_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand segments give what each gives alone, with a table of counts or without."""
    sample = make_log(3000, seed=12)
    leads = sample.leads.select("lead_id", part=pl.int_range(pl.len()) % 1000)
    log = EventLog(sample.events, leads, as_of=sample.as_of)
    whole = log.funnel().select("stage", "entered", "advanced", "won", "lost", "open")
    found = log.funnel("part", within="200d")
    assert found.height == 8000
    every = log.funnel("part").group_by("stage", maintain_order=True)
    assert every.agg(pl.col(whole.columns[1:]).sum()).equals(whole)
    own = leads.filter(pl.col("part") == 777)["lead_id"]
    some = sample.events.filter(pl.col("lead_id").is_in(own.implode()))
    alone = EventLog(some, as_of=sample.as_of)
    for name in ("funnel", "durations"):
        left = getattr(log, name)("part", within="200d").filter(pl.col("part") == 777).drop("part")
        assert left.equals(getattr(alone, name)(within="200d"))
    monkeypatch.setattr(stays, "_DENSE", 1)
    sparse = EventLog(sample.events, leads, as_of=sample.as_of)
    assert sparse.funnel("part", within="200d").equals(found)


def test_too_many_curves_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curves of more points than fit into memory are refused with the bound; the funnel is not."""
    monkeypatch.setattr(incidence, "MOST_POINTS", 2000)
    sample = make_log(300, seed=1, days=100)
    leads = sample.leads.select("lead_id", own="lead_id")
    log = EventLog(sample.events, leads, as_of=sample.as_of)
    for ask in (log.incidence, log.compare):
        with pytest.raises(ArgumentError, match=r"by gives 300 segments.*at most 20 can be"):
            ask(by="own")
    assert log.funnel("own").height == 2400


def test_counts_finish_durations_as_well() -> None:
    """Counts of two halves of the leads give the durations of all of them."""
    sample = make_log(800, seed=6)
    first = pl.col("lead_id") < sample.leads["lead_id"][400]
    parts = [
        EventLog(sample.events.filter(half), as_of=sample.as_of).counts()
        for half in (first, ~first)
    ]
    log = EventLog(sample.events, as_of=sample.as_of)
    assert durations_from_counts(pl.concat(parts)).equals(log.durations())
    assert funnel_from_counts(pl.concat(parts)).equals(log.funnel())
