"""How fast the funnel is, and how well its intervals, alarms and forecasts hold on known truth.

Run: ``python benchmarks/funnel.py [LEADS ...]``. The pandas way is checked to give the same counts.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from timing import machine, median_seconds, publish, table

from leadscore.funnel.log import EventLog
from leadscore.samples import LogSample, make_log

COLUMNS = ["lead_id", "stage", "at", "outcome"]
HORIZONS = [30, 90, 180]
AS_OF = make_log(10).as_of
STAGES = EventLog(make_log(10).events, as_of=AS_OF).stages


def scan(path: Path) -> None:
    """Read the three columns and nothing else."""
    pl.scan_parquet(path).select("lead_id", "stage", "at").select(
        pl.col("stage").n_unique(), pl.col("at").max(), pl.col("lead_id").max()
    ).collect()


def ours(path: Path) -> list[int]:
    """Funnel in 90 days, durations and incidence from the file."""
    log = EventLog(path, as_of=AS_OF)
    found = log.funnel(within="90d")
    log.durations(within="90d")
    log.incidence(within="90d")
    return [int(n) for n in found["entered"]]


def by_pandas(path: Path) -> list[int]:
    """Do the same by pivots, as most people write it; the curves by hand as well."""
    events = pd.read_parquet(path)
    steps = events[events["stage"].notna()]
    first = steps.pivot_table(index="lead_id", columns="stage", values="at", aggfunc="min")
    first = first.reindex(columns=list(STAGES))
    first = first.iloc[:, ::-1].cummin(axis=1).ffill(axis=1).iloc[:, ::-1]
    start = first[STAGES[0]]
    reached = first.where(first.sub(start, axis=0) <= pd.Timedelta(days=90))
    ends = events[events["outcome"].notna()].set_index("lead_id")
    closed = ends["at"].reindex(first.index)
    last = pd.Timestamp(AS_OF) + pd.Timedelta(days=1, microseconds=-1)
    for place, name in enumerate(STAGES):
        begin = reached[name].dropna()
        after = reached[STAGES[place + 1]] if place + 1 < len(STAGES) else closed
        end = pd.concat([after, closed], axis=1).min(axis=1).reindex(begin.index).fillna(last)
        curve((end.dt.normalize() - begin.dt.normalize()).dt.days, end < last)
    end = closed.fillna(last)
    curve((end.dt.normalize() - start.dt.normalize()).dt.days, closed.notna())
    return [int(n) for n in reached.notna().sum()]


def curve(days: pd.Series, done: pd.Series) -> pd.Series:
    """Kaplan and Meier by pandas."""
    counts = pd.crosstab(days, done)
    risk = counts.sum(axis=1)[::-1].cumsum()[::-1]
    left = counts[True] if True in counts else risk * 0
    return (1 - left / risk).cumprod()


def speed(sizes: list[int]) -> str:
    """Time all ways in one run."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "events.parquet"
            events = make_log(size, seed=1).events
            events.select(COLUMNS).write_parquet(path)
            if ours(path) != by_pandas(path):
                raise SystemExit("The two ways do not count the same.")
            times = median_seconds(
                {way.__name__: partial(way, path) for way in (scan, ours, by_pandas)}, rounds=3,
            )  # fmt: skip
        rows.append(
            (f"{size:,}", f"{events.height:,}", f"{times['scan']:.3f} s", f"{times['ours']:.2f} s",
             f"{times['ours'] / times['scan']:.1f}x", f"{times['by_pandas'] / times['ours']:.1f}x")
        )  # fmt: skip
    names = ["leads", "events", "bare scan", "leadscore", "of the scan", "pandas is slower by"]
    return table(names, rows)


def future(sample: LogSample, days: int) -> int:
    """Count the wins to come."""
    last = sample.as_of + dt.timedelta(days=days)
    after = (pl.col("closed") > sample.as_of) & (pl.col("closed") <= last)
    return sample.truth.filter((pl.col("outcome") == "won") & after).height


def forecasts(runs: int) -> str:
    """Foretell the wins of made logs whose future is known."""
    rows = []
    for inflow in ("steady", "campaign", "pause", "growth"):
        for method in ("semi_markov", "markov"):
            errors: dict[int, list[float]] = {h: [] for h in HORIZONS}
            inside: list[bool] = []
            for seed in range(runs):
                sample = make_log(20_000, seed=seed, inflow=inflow, days=600)
                log = EventLog(sample.events, as_of=sample.as_of)
                for row in log.forecast(HORIZONS, method=method).iter_rows(named=True):
                    actual = future(sample, row["days"])
                    errors[row["days"]].append((row["expected"] - actual) / actual)
                    inside.append(row["low"] <= actual <= row["high"])
            means = [f"{np.mean(np.abs(errors[h])):.1%}" for h in HORIZONS]
            rows.append((inflow, method, *means, f"{np.mean(inside):.0%}"))
    names = ["inflow", "method", *(f"{h} d" for h in HORIZONS), "inside the 90 % interval"]
    return table(names, rows)


def alarms(runs: int) -> str:
    """Compare 40 equal segments of 250 leads, most of them finished, some open."""
    found = {"bh": 0, "none": 0}
    for seed in range(runs):
        sample = make_log(10_000, seed=seed, segments=40)
        log = EventLog(sample.events, sample.leads, as_of=sample.as_of)
        for adjust in found:
            found[adjust] += bool(log.compare("segment", adjust=adjust)["different"].any())
    return table(
        ["40 equal segments", "runs with a false alarm"],
        [(name, f"{count / runs:.1%} of {runs}") for name, count in found.items()],
    )


if __name__ == "__main__":
    wanted = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    head = machine("numpy", "pandas", "polars", "pyarrow").replace(
        "medians of five", "medians of three"
    )
    text = "\n\n".join([head, speed(wanted), forecasts(8), alarms(200)])
    publish("funnel", text)
