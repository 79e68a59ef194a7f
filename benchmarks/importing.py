"""Time the import of a vacancy list against a bare read and against parsing row by row.

Run: ``python benchmarks/importing.py``. Every measurement is made in a process of its own, after a
small list was read in it. The parts can be run apart: ``--only ways``, ``--only pandas`` and
``--only sizes``, each with ``--keep FILE``; what was measured before is taken from the file, and
the page is written when all parts are there.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from timing import machine, peak_megabytes, publish, table

from leadscore.samples import make_directory, make_vacancies

SIZE = 1_000_000
SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
ROUNDS = 5
ROUNDS_OF_SIZES = 3
PARTS = ("ways", "pandas", "sizes")
ENCODING = "gb18030"


def write_list(path: str | Path, rows: int) -> int:
    """Write the list: job-board columns and, of each company, a telephone of the directory."""
    sample = make_vacancies(rows, seed=1)
    phones = make_directory(sample.truth.height, seed=1).rows.select("企业名称", "电话")
    # The same company writes its brackets and blanks in several ways.
    key = pl.col("公司名称").str.replace_all("[\u00a0 ]", "").str.replace("(", "（", literal=True)
    key = key.str.replace(")", "）", literal=True)
    phones = phones.drop_nulls().unique("企业名称", keep="first", maintain_order=True)
    made = sample.rows.with_columns(key.alias("企业名称")).join(
        phones, on="企业名称", how="left", maintain_order="left"
    )
    header = pl.col("公司名称") == "公司名称"
    phone = pl.when(header).then(pl.lit("联系电话")).otherwise("电话").alias("联系电话")
    text = made.select(*sample.rows.columns, phone).write_csv(line_terminator="\r\n")
    Path(path).write_bytes(text.encode(ENCODING))
    return sample.truth.height


def by_pyarrow(path: str) -> int:
    """Read the file, everything as text, and nothing else."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv  # noqa: PLC0415

    with Path(path).open(encoding=ENCODING) as file:
        names = file.readline().strip().split(",")
    read = csv.read_csv(
        path,
        csv.ReadOptions(encoding=ENCODING),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return int(read.num_rows)


def by_leadscore(path: str) -> int:
    """Read the list to its end: columns, fields, companies, problems."""
    from leadscore import read_list  # noqa: PLC0415

    return int(read_list(path, kind="polars").leads.height)


def by_pandas(path: str) -> int:
    """Read with pandas and apply the same parsers row by row; companies are only counted."""
    import pandas as pd  # noqa: PLC0415

    from leadscore.lists.tables.repeating import Repeating  # noqa: PLC0415
    from leadscore.lists.values.readers import Context, reader_of  # noqa: PLC0415
    from leadscore.standards.agencies import is_agency  # noqa: PLC0415
    from leadscore.standards.products import find_tools  # noqa: PLC0415
    from leadscore.standards.titles import hr_title  # noqa: PLC0415

    fields = {
        "公司名称": "name",
        "公司信息": "profile",
        "公司规模": "employees",
        "所属行业": "industry",
        "工作地点": "city",
        "发布日期": "posted",
        "联系电话": "phones",
    }
    rows = pd.read_csv(path, dtype=str, encoding=ENCODING).dropna(how="all")
    readers = {}
    for column, field in fields.items():
        cells = Repeating.of(pl.Series(rows[column].head(1000), dtype=pl.String))
        readers[column] = reader_of(field, (column,), cells, Context())[0]

    def one_row(row: Any) -> list[Any]:
        values: list[Any] = []
        for column, read in readers.items():
            cell = row[column]
            values.extend(read(cell.strip()) if isinstance(cell, str) and cell.strip() else ())
        title, name, told = row["职位名称"], row["公司名称"], row["职位描述"]
        values += [hr_title(title), is_agency(name, [title]), find_tools(title), find_tools(told)]
        return values

    made = rows.apply(one_row, axis=1)
    return int(made.map(lambda values: values[1]).nunique())


WAYS = {"pyarrow": by_pyarrow, "leadscore": by_leadscore, "pandas": by_pandas}


class Cost(NamedTuple):
    """What one run took: seconds on the clock, of all processors together, and peak memory."""

    seconds: float
    processor: float
    gigabytes: float


def measure(way: str, path: Path) -> Cost:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--child", way, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    return Cost(told["seconds"], told["processor"], told["peak"] / 1024)


def child(way: str, path: str) -> None:
    """Time one way; imports and word lists are read first, with a small list."""
    small = Path(path).with_name("small.csv")
    WAYS[way](str(small))
    # What the imports leave behind is collected now, not by chance in the time of one size.
    gc.collect()
    start, busy = time.perf_counter(), time.process_time()
    WAYS[way](path)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    peak = peak_megabytes()
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak}), flush=True)
    os._exit(0)  # pyarrow's decoding threads now and then abort a process that ends in good order


def in_turn(runs: dict[str, tuple[str, Path]], rounds: int) -> dict[str, Cost]:
    """Measure several runs, A B C A B C ...; medians of times, largest of peaks."""
    found: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (way, path) in runs.items():
            found[name].append(measure(way, path))
    return {
        name: Cost(
            statistics.median(run.seconds for run in costs),
            statistics.median(run.processor for run in costs),
            max(run.gigabytes for run in costs),
        )
        for name, costs in found.items()
    }


def measured(part: str, folder: Path) -> dict[str, Cost]:
    """Write the lists that a part needs, and measure it."""
    write_list(folder / "small.csv", 2_000)
    sizes = SIZES if part == "sizes" else (SIZE,)
    files = {size: folder / f"{size}.csv" for size in sizes}
    for size, path in files.items():
        if not path.exists():
            write_list(path, size)
    if part == "pandas":
        return in_turn({"pandas": ("pandas", files[SIZE])}, 1)
    if part == "ways":
        return in_turn({way: (way, files[SIZE]) for way in ("pyarrow", "leadscore")}, ROUNDS)
    runs = {str(size): ("leadscore", path) for size, path in files.items()}
    return in_turn(runs, ROUNDS_OF_SIZES)


def ways_table(found: dict[str, Cost]) -> str:
    """Show the ways beside each other."""
    bare, ours = found["pyarrow"], found["leadscore"]
    names = {
        "pyarrow": "bare pyarrow read, all text",
        "leadscore": "`read_list`",
        "pandas": "pandas `read_csv` and `apply` of the same parsers (one run)",
    }
    rows = [
        [
            names[way],
            f"{found[way].seconds:.1f} s",
            f"{found[way].seconds / bare.seconds:.2f}x",
            f"{found[way].seconds / ours.seconds:.2f}x",
            f"{found[way].processor:.1f} s",
            f"{found[way].processor / bare.processor:.2f}x",
            f"{found[way].gigabytes:.2f} GB",
        ]
        for way in WAYS
        if way in found
    ]
    headings = [
        *("way", "time", "of the bare read", "of `read_list`"),
        *("processor time", "of the bare read", "peak memory"),
    ]
    return table(headings, rows)


def sizes_table(found: dict[str, Cost]) -> str:
    """Show what a row costs at each size, against a million rows."""
    unit = found[str(SIZE)]
    rows = [
        [
            f"{int(size):,}",
            f"{cost.seconds:.3f} s",
            f"{cost.seconds / int(size) * 1e6:.1f} µs",
            f"{cost.seconds / int(size) / (unit.seconds / SIZE):.2f}x",
            f"{cost.processor / int(size) * 1e6:.1f} µs",
            f"{cost.processor / int(size) / (unit.processor / SIZE):.2f}x",
            f"{cost.gigabytes:.2f} GB",
        ]
        for size, cost in found.items()
    ]
    headings = [
        *("rows", "time", "a row", f"of a row at {SIZE:,}"),
        *("processor time of a row", f"of a row at {SIZE:,}", "peak memory"),
    ]
    return table(headings, rows)


def page(costs: dict[str, dict[str, Cost]]) -> str:
    """Say what was measured."""
    return "\n\n".join(
        [
            machine("polars", "pyarrow", "pandas", how="medians, taken in turn"),
            f"{SIZE:,} rows x 12 columns in GB18030, made by `leadscore.samples`; medians of "
            f"{ROUNDS}{', the pandas way once' if 'pandas' in costs else ''}:",
            ways_table(costs["ways"] | costs.get("pandas", {})),
            f"The same list at other sizes, medians of {ROUNDS_OF_SIZES}. Every process reads a "
            "small list first, so that imports and word lists are not counted, nor what they leave "
            "to be collected; what an import costs whatever its size is:",
            sizes_table(costs["sizes"]),
        ]
    )


def kept(file: Path | None) -> dict[str, dict[str, Cost]]:
    """Read what was measured before."""
    if file is None or not file.exists():
        return {}
    told = json.loads(file.read_text(encoding="utf-8"))
    return {
        part: {name: Cost(*cost) for name, cost in costs.items()} for part, costs in told.items()
    }


def main() -> None:
    """Measure all parts or one, and publish when ways and sizes are there; pandas is slow."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", choices=PARTS)
    reader.add_argument("--keep", type=Path, help="JSON file of what was measured")
    reader.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.child:
        child(*asked.child)
        return
    costs = kept(asked.keep)
    with tempfile.TemporaryDirectory() as folder:
        for part in (asked.only,) if asked.only else PARTS:
            costs[part] = measured(part, Path(folder))
    if asked.keep is not None:
        asked.keep.write_text(json.dumps(costs), encoding="utf-8")
    missing = [part for part in PARTS if part not in costs and part != "pandas"]
    if missing:
        print(f"Still to be measured: {', '.join(missing)}.")
    else:
        publish("importing", page(costs))


if __name__ == "__main__":
    main()
