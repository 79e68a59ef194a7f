"""Time and memory by size: Parquet to Parquet, streaming; growth from 1e5 leads on; Spark.

Run: ``python benchmarks/size.py`` (to 1e7); ``--most 1000000`` is a quick look. In parts, which
keep what they found in a file and write the table of all that is found there:
``--results r.json --sizes 50000000 --ways copy full``. 50 million leads need 4 GB of disk for a
while, 10 GB with the whole order. Every measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from timing import machine, peak_megabytes, publish, table

from leadscore import hrm_card, rank
from leadscore.cards.batch import Batch, card_needs
from leadscore.cards.big_files import rank_files, score_files
from leadscore.samples import make_leads

PIECE = 1_000_000
TOP = 1000
ROUNDS = 3


def write_leads(folder: Path, rows: int) -> None:
    """Write different leads, a million to a file."""
    for piece, start in enumerate(range(0, rows, PIECE)):
        leads = make_leads(min(PIECE, rows - start), seed=piece)
        ids = pl.concat_str(pl.lit(f"{piece:02}-"), "lead_id")
        leads.with_columns(lead_id=ids).write_parquet(folder / f"part-{piece:02}.parquet")


def scan(folder: Path, _: Path) -> None:
    """Read the columns that the score alone uses, and do next to nothing with them."""
    columns = ["lead_id", *card_needs(hrm_card(), [])]
    pl.scan_parquet(folder).select(pl.col(columns).hash().sum()).collect(engine="streaming")


def copy(folder: Path, out: Path) -> None:
    """Let Polars copy the files."""
    pl.scan_parquet(folder).sink_parquet(out)


def full(folder: Path, out: Path) -> None:
    """Make all outputs and write them with all columns."""
    score_files(folder, out)


def numbers(folder: Path, out: Path) -> None:
    """Make the score alone."""
    score_files(folder, out, columns=["lead_id", "score"])


def top(folder: Path, out: Path) -> None:
    """Find the first thousand, with reasons."""
    rank_files(folder, out, top=TOP)


def order(folder: Path, out: Path) -> None:
    """Put all leads into calling order, and write them with all columns."""
    rank_files(folder, out)


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "scan": scan, "copy": copy, "full": full, "numbers": numbers, "top": top, "order": order,
}  # fmt: skip


def measure(way: str, folder: Path) -> tuple[float, int]:
    """Run one way in fresh processes: the median of the seconds, the most megabytes."""
    seconds, most = [], 0
    for _ in range(ROUNDS):
        os.sync()  # what the run before has written is not to be paid by this one
        said = subprocess.run(
            [sys.executable, __file__, "--way", way, "--folder", str(folder)],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        found = json.loads(said)
        seconds.append(found["seconds"])
        most = max(most, found["megabytes"])
    return sorted(seconds)[len(seconds) // 2], most


def run_here(way: str, folder: Path) -> None:
    """Measure in this process, and print what was measured."""
    out = folder.parent / f"{way}.out.parquet"
    start = time.perf_counter()
    WAYS[way](folder, out)
    seconds = time.perf_counter() - start
    out.unlink(missing_ok=True)
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


Found = dict[str, dict[str, list[float]]]
"""By size and way: seconds, megabytes."""


def measure_sizes(
    sizes: list[int], ways: list[str], found: Found, keep: Callable[[], None]
) -> None:
    """Measure some ways at some sizes."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "leads"
            folder.mkdir()
            write_leads(folder, size)
            for way in ways:
                found.setdefault(str(size), {})[way] = list(measure(way, folder))
                keep()


def growth_table(found: Found) -> str:
    """Draw what was measured at every size."""
    sizes = sorted(map(int, found))

    def told(size: int, way: str) -> str:
        one = found[str(size)].get(way)
        return f"{one[0]:.2f} s, {one[1]:,.0f} MB" if one else "-"

    def ratio(size: int, way: str, other: str) -> str:
        some = found[str(size)]
        return f"{some[way][0] / some[other][0]:.2f}x" if {way, other} <= set(some) else "-"

    rows = [
        [
            f"{size:,}",
            *(told(size, "full"), ratio(size, "full", "copy")),
            *(told(size, "numbers"), ratio(size, "numbers", "scan")),
            *(told(size, "top"), told(size, "order"), ratio(size, "order", "copy")),
        ]
        for size in sizes
    ]
    heads = ["leads", "all outputs", "of Polars' copy", "score only", "of a scan", f"top {TOP:,}"]
    text = table([*heads, "whole order", "of Polars' copy"], rows)
    large = [size for size in sizes if size >= 1_000_000 and "full" in found[str(size)]]
    if len(large) > 1:
        first, last = large[0], large[-1]
        spent = [found[str(size)]["full"][0] for size in (first, last)]
        power = math.log(spent[1] / spent[0]) / math.log(last / first)
        grows = f"the time of all outputs grows as size^{power:.2f}."
        text += f"\n\nFrom {first:,} to {last:,} leads {grows}"
    return text


def spark_line(rows: int) -> str:
    """Compare all outputs on a local Spark with a hash scan of the same files there."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    warnings.simplefilter("ignore")
    from pyspark.sql import SparkSession, functions  # noqa: PLC0415  an extra

    from leadscore import spark  # noqa: PLC0415

    builder = SparkSession.builder.master("local[*]").config("spark.driver.host", "127.0.0.1")
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(name, "false")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    times: dict[str, list[float]] = {"scan": [], "score": []}
    with tempfile.TemporaryDirectory() as place:
        write_leads(Path(place), rows)
        leads = session.read.parquet(place)
        scored, hashed = spark.score(leads), functions.xxhash64(*leads.columns)
        runs = {
            "scan": lambda: leads.agg(functions.bit_xor(hashed)).collect(),
            "score": lambda: scored.write.format("noop").mode("overwrite").save(),
        }
        for _ in range(ROUNDS + 1):
            for name, run in runs.items():
                start = time.perf_counter()
                run()
                times[name].append(time.perf_counter() - start)
    session.stop()
    scan_seconds, seconds = (sorted(one[1:])[ROUNDS // 2] for one in times.values())
    return (
        f"All outputs of {rows:,} leads on a local Spark: {seconds:.1f} s, "
        f"{seconds / scan_seconds:.2f}x of a hash scan there ({scan_seconds:.1f} s)."
    )


def top_line(rows: int) -> str:
    """Compare explaining the first thousand with scoring alone, in memory."""
    leads = make_leads(rows)
    columns = list(card_needs(hrm_card(), leads.columns))

    def alone() -> None:
        batch = Batch(leads.select(columns), hrm_card())
        leads.with_columns(
            score=batch.per_lead(batch.best),
            low=batch.per_lead(batch.low),
            high=batch.per_lead(batch.high),
        )

    times: dict[str, list[float]] = {"alone": [], "top": []}
    for _ in range(ROUNDS + 1):
        for name, run in (("alone", alone), ("top", lambda: rank(leads, top=TOP))):
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    ratio = sorted(times["top"][1:])[1] / sorted(times["alone"][1:])[1]
    return f"The first {TOP:,} of {rows:,} leads with reasons: {ratio:.2f}x of score, low and high."


def main() -> None:
    """Measure and publish."""
    options = argparse.ArgumentParser()
    options.add_argument("--most", type=int, default=10_000_000)
    options.add_argument("--sizes", type=int, nargs="*")
    options.add_argument("--ways", nargs="*", choices=[*WAYS, "memory", "spark"])
    options.add_argument("--results", type=Path)
    options.add_argument("--way", choices=list(WAYS))
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.way:
        run_here(given.way, given.folder)
        return
    every = [100_000, 1_000_000, 10_000_000, 50_000_000]
    sizes = given.sizes or [size for size in every if size <= given.most]
    asked = given.ways or [*WAYS, "memory", "spark"]
    found: dict[str, Any] = {"sizes": {}, "lines": {}}
    if given.results and given.results.exists():
        found = json.loads(given.results.read_text(encoding="utf-8"))

    def keep() -> None:
        if given.results:
            given.results.write_text(json.dumps(found), encoding="utf-8")

    some = min(5_000_000, max(sizes))
    for name, line in (("memory", top_line), ("spark", spark_line)):
        if name in asked:
            found["lines"][name] = line(some)
            keep()
    ways = [way for way in WAYS if way in asked]
    if ways:
        measure_sizes(sizes, ways, found["sizes"], keep)
    head = machine("polars", "pyarrow", "pyspark", how=f"medians of {ROUNDS}")
    publish("size", "\n\n".join([head, growth_table(found["sizes"]), *found["lines"].values()]))


if __name__ == "__main__":
    main()
