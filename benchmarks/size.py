"""Time and memory by size: Parquet to Parquet, streaming; growth from 1e5 leads on.

Run: ``python benchmarks/size.py`` (to 1e7); ``--most 50000000`` needs 2 GB of disk for a while, and
time; ``--most 1000000`` is a quick look. Every measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from timing import machine, publish, table

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
    """Read the columns that the card uses, and do next to nothing with them."""
    columns = list(card_needs(hrm_card(), []))
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


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "scan": scan, "copy": copy, "full": full, "numbers": numbers, "top": top,
}  # fmt: skip


def measure(way: str, folder: Path) -> tuple[float, int]:
    """Run one way in fresh processes: the median of the seconds, the most megabytes."""
    seconds, most = [], 0
    for _ in range(ROUNDS):
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


def growth_table(sizes: list[int]) -> str:
    """Measure every way at every size."""
    rows = []
    spent: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "leads"
            folder.mkdir()
            write_leads(folder, size)
            found = {way: measure(way, folder) for way in WAYS}
        spent[size] = found["full"][0]
        rows.append(
            [
                f"{size:,}",
                f"{found['full'][0]:.2f} s, {found['full'][1]:,} MB",
                f"{found['full'][0] / found['copy'][0]:.2f}x",
                f"{found['numbers'][0]:.2f} s, {found['numbers'][1]:,} MB",
                f"{found['numbers'][0] / found['scan'][0]:.2f}x",
                f"{found['top'][0]:.2f} s, {found['top'][1]:,} MB",
            ]
        )
    text = table(
        ["leads", "all outputs", "of Polars' copy", "score only", "of a scan", f"top {TOP:,}"], rows
    )
    large = [size for size in sizes if size >= 1_000_000]
    if len(large) > 1:
        first, last = large[0], large[-1]
        power = math.log(spent[last] / spent[first]) / math.log(last / first)
        text += f"\n\nFrom {first:,} to {last:,} leads the time grows as size^{power:.2f}."
    return text


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
    options.add_argument("--way", choices=list(WAYS))
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.way:
        run_here(given.way, given.folder)
        return
    every = [100_000, 1_000_000, 10_000_000, 50_000_000]
    sizes = [size for size in every if size <= given.most]
    parts = [
        machine("polars", "pyarrow").replace("medians of five", f"medians of {ROUNDS}"),
        growth_table(sizes),
        top_line(min(5_000_000, given.most)),
    ]
    publish("size", "\n\n".join(parts))


if __name__ == "__main__":
    main()
