"""Time the import of a vacancy list against a bare read and against parsing row by row.

Run: ``python benchmarks/importing.py``. Every measurement is made in a process of its own.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from timing import machine, publish, table

from leadscore.samples import make_directory, make_vacancies

SIZE = 1_000_000
SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
ROUNDS = {"pyarrow": 5, "leadscore": 5, "pandas": 1}
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

    from leadscore.lists.readers import Context, reader_of  # noqa: PLC0415
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
        text = pl.Series(rows[column].head(1000), dtype=pl.String)
        readers[column] = reader_of(field, (column,), text, Context())[0]

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
    command = [sys.executable, __file__, way, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    return Cost(told["seconds"], told["processor"], told["peak"] * 1024 / 1e9)


def child(way: str, path: str) -> None:
    """Time one way; imports and word lists are read first, with a small list."""
    small = Path(path).with_name("small.csv")
    WAYS[way](str(small))
    start, busy = time.perf_counter(), time.process_time()
    WAYS[way](path)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak}))


def in_turn(path: Path) -> dict[str, Cost]:
    """Measure every way, A B C A B C ...; medians of times, largest of peaks."""
    found: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for turn in range(max(ROUNDS.values())):
        for way, rounds in ROUNDS.items():
            if turn < rounds:
                found[way].append(measure(way, path))
    return {
        way: Cost(
            statistics.median(run.seconds for run in runs),
            statistics.median(run.processor for run in runs),
            max(run.gigabytes for run in runs),
        )
        for way, runs in found.items()
    }


def ways_table(found: dict[str, Cost]) -> str:
    """Show the ways beside each other."""
    bare, ours = found["pyarrow"].seconds, found["leadscore"].seconds
    names = {
        "pyarrow": "bare pyarrow read, all text",
        "leadscore": "`read_list`",
        "pandas": "pandas `read_csv` and `apply` of the same parsers (one run)",
    }
    rows = [
        [
            names[way],
            f"{cost.seconds:.1f} s",
            f"{cost.seconds / bare:.2f}x",
            f"{cost.seconds / ours:.2f}x",
            f"{cost.processor:.1f} s",
            f"{cost.gigabytes:.2f} GB",
        ]
        for way, cost in found.items()
    ]
    headings = [
        "way",
        "time",
        "of the bare read",
        "of `read_list`",
        "processor time",
        "peak memory",
    ]
    return table(headings, rows)


def sizes_table(files: dict[int, Path]) -> str:
    """Show what a row costs at each size, against a million rows."""
    seconds = {
        size: statistics.median(measure("leadscore", path).seconds for _ in range(3))
        for size, path in files.items()
    }
    unit = seconds[SIZE] / SIZE
    rows = [
        [f"{size:,}", f"{s:.3f} s", f"{s / size * 1e6:.1f} µs", f"{s / size / unit:.2f}x"]
        for size, s in seconds.items()
    ]
    return table(["rows", "time", "a row", f"of a row at {SIZE:,}"], rows)


def main() -> None:
    """Measure and publish."""
    with tempfile.TemporaryDirectory() as folder:
        files = {size: Path(folder, f"{size}.csv") for size in SIZES}
        companies = {size: write_list(path, size) for size, path in files.items()}
        write_list(Path(folder, "small.csv"), 2_000)
        megabytes = files[SIZE].stat().st_size / 1e6
        text = "\n\n".join(
            [
                machine("polars", "pyarrow", "pandas", how="medians, taken in turn"),
                f"{SIZE:,} rows x 12 columns, {companies[SIZE]:,} companies, GB18030, "
                f"{megabytes:.0f} MB:",
                ways_table(in_turn(files[SIZE])),
                "The same list at other sizes:",
                sizes_table(files),
            ]
        )
    publish("importing", text)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(*sys.argv[1:])
    else:
        main()
