"""How fast the funnel is, and how well its intervals, alarms and forecasts hold on known truth.

Run: ``python benchmarks/funnel.py [PART ...]`` with parts speed, size, coverage, forecasts, alarms;
all of them when none is named. The pandas way is checked to give the same numbers.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import funnel_by_pandas
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
PIECE = 1_000_000


def scan(path: Path) -> None:
    """Read the three columns and nothing else."""
    pl.scan_parquet(path).select("lead_id", "stage", "at").select(
        pl.col("stage").n_unique(), pl.col("at").max(), pl.col("lead_id").max()
    ).collect()


def ours(path: Path) -> dict[str, pd.DataFrame]:
    """Funnel in 90 days, durations and incidence from the file."""
    log = EventLog(path, as_of=AS_OF)
    return {
        "funnel": log.funnel(within="90d"),
        "durations": log.durations(within="90d"),
        "incidence": log.incidence(within="90d"),
    }


def by_pandas(path: Path) -> dict[str, pd.DataFrame]:
    """Do the same by pandas."""
    return funnel_by_pandas.answer(path, STAGES, AS_OF, 90)


def check_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    """Stop when counts differ, or a rate, bound, quantile or curve by more than 1e-9."""
    for name, left in other.items():
        right = one[name]
        for column in left.columns.intersection(right.columns):
            if left[column].dtype.kind in "if":
                np.testing.assert_allclose(left[column], right[column], rtol=0, atol=1e-9)
            else:
                assert list(left[column]) == list(right[column])  # noqa: S101


def write_log(leads: int, folder: Path) -> Path:
    """Write a log in pieces of at most a million leads, and return the path of all of them."""
    for n, first in enumerate(range(0, leads, PIECE)):
        events = make_log(min(PIECE, leads - first), seed=n + 1).events.select(COLUMNS)
        names = events.with_columns(pl.format("{}-{}", pl.lit(n), "lead_id").alias("lead_id"))
        names.write_parquet(folder / f"events-{n}.parquet")
    return folder / "events-*.parquet"


def speed(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> str:
    """Time all ways in one run."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_log(size, Path(folder))
            path = Path(folder) / "events-0.parquet"
            check_same(ours(path), by_pandas(path))
            times = median_seconds(
                {way.__name__: partial(way, path) for way in (scan, ours, by_pandas)}, rounds=3,
            )  # fmt: skip
            events = pl.scan_parquet(path).select(pl.len()).collect().item()
        rows.append(
            (f"{size:,}", f"{events:,}", f"{times['scan']:.3f} s", f"{times['ours']:.2f} s",
             f"{times['ours'] / times['scan']:.1f}x", f"{times['by_pandas'] / times['ours']:.1f}x")
        )  # fmt: skip
    names = ["leads", "events", "bare scan", "leadscore", "of the scan", "pandas is slower by"]
    return table(names, rows)


def once(path: str) -> None:
    """Answer twice in a process of its own; print the shorter time and the largest memory."""
    seconds = {}
    for way in (scan, ours):
        start = time.perf_counter()
        way(Path(path))
        middle = time.perf_counter()
        way(Path(path))
        seconds[way.__name__] = min(middle - start, time.perf_counter() - middle)
    # What getrusage says holds the parent's memory as well, from before this program began.
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    status = dict(line.split(":", 1) for line in lines)
    print(json.dumps({**seconds, "peak": int(status["VmHWM"].split()[0]) / 2**20}))


def size(sizes: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)) -> str:
    """Time and memory from small to large, with the exponent since the smallest."""
    rows, first = [], 0.0
    for leads in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = write_log(leads, Path(folder))
            run = [sys.executable, __file__, "once", str(path)]
            printed = subprocess.run(run, check=True, capture_output=True, text=True).stdout
            events = pl.scan_parquet(path).select(pl.len()).collect().item()
        found = json.loads(printed)
        first = first or found["ours"]
        decades = math.log10(leads / sizes[0])
        power = f"{math.log10(found['ours'] / first) / decades:.2f}" if decades else ""
        rows.append(
            (f"{leads:,}", f"{events:,}", f"{found['scan']:.2f} s", f"{found['ours']:.2f} s",
             f"{found['ours'] / found['scan']:.1f}x", power, f"{found['peak']:.1f} GB")
        )  # fmt: skip
    names = ["leads", "events", "bare scan", "leadscore", "of the scan", "exponent", "memory"]
    return table(names, rows)


def future(sample: LogSample, days: int) -> int:
    """Count the wins to come."""
    last = sample.as_of + dt.timedelta(days=days)
    after = (pl.col("closed") > sample.as_of) & (pl.col("closed") <= last)
    return sample.truth.filter((pl.col("outcome") == "won") & after).height


def forecasts(runs: int = 24) -> str:
    """Foretell the wins of made logs whose future is known."""
    rows = []
    for inflow in ("steady", "campaign", "pause", "growth"):
        errors: dict[str, list[list[float]]] = {"semi_markov": [], "markov": []}
        inside: dict[str, list[float]] = {"semi_markov": [], "markov": []}
        for seed in range(runs):
            sample = make_log(20_000, seed=seed, inflow=inflow, days=600)
            log = EventLog(sample.events, as_of=sample.as_of)
            actual = np.array([future(sample, h) for h in HORIZONS])
            for method, missed in errors.items():
                found = log.forecast(HORIZONS, method=method)
                expected, low, high = (found[c].to_numpy() for c in ("expected", "low", "high"))
                missed.append(np.abs((expected - actual) / actual).tolist())
                inside[method].append(float(((low <= actual) & (actual <= high)).mean()))
        for method, missed in errors.items():
            means = [f"{one:.1%}" for one in np.mean(missed, axis=0)]
            share, error = np.mean(inside[method]), np.std(inside[method], ddof=1) / runs**0.5
            rows.append((inflow, method, *means, f"{share:.0%} ± {1.96 * error:.0%}"))
    names = ["inflow", "method", *(f"{h} d" for h in HORIZONS), "inside the 90 % interval"]
    return table(names, rows)


def coverage(leads: int = 1_000_000) -> str:
    """Ask how many intervals of young cohorts hold the truth, for won and lost in 120 days."""
    rows = []
    whole = make_log(leads, seed=99).truth.with_columns(
        days=(pl.col("closed") - pl.col("started")).dt.total_days()
    )
    for one in (60, 200, 2000):
        runs = min(4000, leads // one)
        sample = make_log(one * runs, seed=7, days=365)
        cohorts = sample.leads.select("lead_id", cohort=pl.int_range(pl.len()) // one)
        curves = EventLog(sample.events, cohorts, as_of=sample.as_of).incidence(by="cohort")
        # A cohort that is finished before has its last value for ever.
        ends = pl.col("day") == pl.col("day").max().over("cohort", "outcome")
        at = curves.filter(pl.col("day") <= 120).filter(ends)
        done = at.filter((pl.col("outcome") == "open") & (pl.col("share") < 1e-12))["cohort"]
        at = at.filter((pl.col("day") == 120) | pl.col("cohort").is_in(done.implode()))
        for outcome in ("won", "lost"):
            truth = ((whole["outcome"] == outcome) & (whole["days"] <= 120)).mean()
            found = at.filter(pl.col("outcome") == outcome)
            held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
            error = 1.96 * (held * (1 - held) / found.height) ** 0.5
            rows.append((one, found.height, outcome, f"{truth:.3f}", f"{held:.1%} ± {error:.1%}"))
    return table(["leads", "cohorts", "outcome", "truth", "inside the 95 % interval"], rows)


def alarms(runs: int = 200) -> str:
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


PARTS = {
    "speed": speed,
    "size": size,
    "coverage": coverage,
    "forecasts": forecasts,
    "alarms": alarms,
}


def main(wanted: list[str]) -> None:
    """Run some parts and put each in its place in the docs."""
    for name in wanted or list(PARTS):
        how = "medians of three, taken in turn" if name == "speed" else "one run"
        head = machine("numpy", "pandas", "polars", "pyarrow", how=how)
        publish(f"funnel {name}", f"{head}\n\n{PARTS[name]()}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        once(sys.argv[2])
    else:
        main(sys.argv[1:])
