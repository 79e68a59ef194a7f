"""Medians of five, the machine's line, and the place in the docs where a table goes."""

from __future__ import annotations

import datetime as dt
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def median_seconds(runs: dict[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Time several functions in turn, A B C A B C ..., after one warm-up each."""
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def machine(*packages: str, how: str = "medians of five, taken in turn") -> str:
    """Say where, when and how the numbers were measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}; {dt.date.today().isoformat()}; "  # noqa: DTZ011
        f"{how}."
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Draw a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def publish(name: str, text: str, page: Path = PAGE) -> None:
    """Print a result and put it in its place on a page of the docs."""
    print(text)
    start, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    written = page.read_text(encoding="utf-8")
    if start not in written:
        written = f"{written.rstrip()}\n\n{start}\n{end}\n"
    before, _, rest = written.partition(start)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def peak_megabytes() -> int:
    """Tell the most memory that this process has held, and not what the one that began it held."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return int(status["VmHWM"].split()[0]) // 1024
