"""What is understood of real lists without a mapping, judged row by row by independent oracles."""

from __future__ import annotations

import random
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from oracles import boss, directories, english, job51, lagou, liepin, zhaopin
from oracles.said import COUNTIES, FIELDS, Said
from timing import machine, publish, table

from leadscore import read_list
from leadscore.errors import ColumnError
from leadscore.lists.importer import row_values
from leadscore.lists.opening.cells import clean_cells
from leadscore.lists.opening.files import read_table
from leadscore.lists.opening.headers import find_header

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "lists.md"
AS_OF = date(2020, 4, 21)


@dataclass(frozen=True)
class Listed:
    """A file, the oracle that reads it, and what a person has to say to the importer."""

    folder: str
    file: str
    oracle: Callable[[Path], list[Said]]
    options: dict[str, Any] = field(default_factory=dict)


LISTS = [
    Listed("51job_2019_gbk", "51job.csv", job51.lists_in_cells),
    Listed("51job_2023_noheader", "data_undeal.csv", job51.no_header),
    Listed("51job_2019_fengxian_xlsx", "qianchengwuyou.xlsx", job51.workbook, {"as_of": AS_OF}),
    Listed("lagou_2019_full", "lagou.csv", lagou.full),
    Listed("lagou_2017_json_array", "lagou.json", lagou.array),
    Listed("lagou_2018_gbk_blankrows", "lagou.csv", lagou.blank_rows),
    Listed("boss_2022", "boss.csv", boss.glued),
    Listed("zhaopin_2024_numcols", "zhilian.csv", zhaopin.numbered),
    Listed("zhaopin_2018_jsonl_shenzhen", "*.json", zhaopin.json_lines),
    Listed("zhaopin_2018_jsonl_shenzhen", "*.csv", zhaopin.table),
    Listed("liepin_2019_named_zhilian", "*.csv", liepin.named_otherwise),
    Listed("zhuanjingtexin_lists", "*.csv", directories.official),
    Listed("qichacha_gaode_qingdao", "*.csv", directories.shops),
    Listed("qichacha_top500", "*.csv", directories.ranked),
    Listed("inc5000", "inc5000.csv", english.growing, {"currency": "USD"}),
    Listed("fortune500", "*.csv", english.largest),
    Listed("yc_companies", "*.json", english.young),
]
COLUMNS = {"company": "name", "industry": "industry_labels", "date": "posted"}


@dataclass
class Judged:
    """How one field of one file compares with its oracle."""

    told: int = 0
    filled: int = 0
    wrong: list[tuple[int, object, object]] = field(default_factory=list)


def understood(row: dict[str, Any]) -> dict[str, object]:
    """Bring the values that the importer read from one row into the shape of the oracle."""
    values: dict[str, object] = {name: row.get(COLUMNS.get(name, name)) for name in FIELDS}
    low, high = row.get("employees_low"), row.get("employees_high")
    values["headcount"] = None if low is None and high is None else (low, high)
    industry = row.get("industry_labels")
    values["industry"] = frozenset(industry.split("|")) if industry else None
    return values


def folded(value: object) -> object:
    """Fold width and blanks, which the importer may clean and an oracle may not."""
    if isinstance(value, frozenset):
        return frozenset(folded(one) for one in value)
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split())
    return value


def judge(said: list[Said], rows: dict[int, dict[str, Any]]) -> dict[str, Judged]:
    """Compare every row, field by field."""
    fields = {name: Judged() for name in FIELDS}
    for one in said:
        found = understood(rows.get(one.row, {}))
        for name, judged in fields.items():
            truth, value = getattr(one, name), found[name]
            judged.told += truth is not None
            judged.filled += truth is not None and value is not None
            extra = truth is None and value is not None
            if extra and name == "city" and _follows(str(value), f"{one.company} {one.near}"):
                continue
            if extra or (value is not None and folded(value) != folded(truth)):
                judged.wrong.append((one.row, truth, value))
    return fields


def _follows(city: str, text: str) -> bool:
    """Tell whether a city that no column gives follows from the company's name or address."""
    return city in text or any(c in text for c, own in COUNTIES.items() if own == city)


def judge_file(listed: Listed, path: Path, *, show: int) -> list[object]:
    """Measure one file and give its line of the table."""
    said = listed.oracle(path)
    imported = read_list(path, kind="polars", **listed.options)
    rows = {row["row"]: row for row in row_values(path, **listed.options).iter_rows(named=True)}
    accounted = imported.rows["row"].to_list()
    lost = {one.row for one in said} ^ set(accounted)
    if lost or len(accounted) != len(set(accounted)):
        print(f"{path.name}: {len(lost)} rows are not accounted for, such as {sorted(lost)[:5]}")
    fields = judge(said, rows)
    for name, judged in fields.items():
        if show and judged.wrong:
            pairs = Counter((str(truth), str(value)) for _, truth, value in judged.wrong)
            print(f"  {path.name} {name}: {pairs.most_common(show)}")
        empty = [
            one.row for one in said if getattr(one, name) is not None and not rows.get(one.row)
        ]
        if show and empty:
            print(f"  {path.name} {name}: no row read for {len(empty)}, such as {empty[:5]}")
    return [
        f"{listed.folder}/{path.name}",
        len(accounted) - len(lost),
        imported.leads.height,
        imported.rows["lead_id"].null_count(),
        imported.problems.filter(~_row_out(imported)).height,
        *(shown(judged) for judged in fields.values()),
        ", ".join(f"{name} {value}" for name, value in listed.options.items()),
    ]


def _row_out(imported: Any) -> pl.Series:
    out = imported.rows.filter(pl.col("lead_id").is_null())["row"]
    return imported.problems["row"].is_in(out.to_list())


def judge_bare(listed: Listed, path: Path, *, seed: int = 1) -> list[object]:
    """Take the header off a file, shuffle its columns, and measure what content alone tells."""
    raw = read_table(path)
    header = None if raw.keys is not None else find_header(clean_cells(raw.frame)).row
    begin = 0 if header is None else header + 1
    columns = list(raw.frame.columns)
    random.Random(seed).shuffle(columns)
    numbers = raw.rows.slice(begin).to_list()
    # What the header explained in the file itself can be no row of data without it.
    said = [one for one in listed.oracle(path) if one != Said(one.row)]
    name = f"{listed.folder}/{path.name}"
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.csv"
        raw.frame.slice(begin).select(columns).write_csv(bare, include_header=False)
        try:
            values = row_values(bare, **listed.options)
        except ColumnError:
            return [name, "asks which column holds the names"]
    rows = {numbers[row["row"] - 1]: row for row in values.iter_rows(named=True)}
    return [name, *(shown(judged) for judged in judge(said, rows).values())]


def shown(judged: Judged) -> str:
    """Say the share filled, and the share wrong of what was filled."""
    if not judged.told:
        return f"{len(judged.wrong)} made up" if judged.wrong else ""
    wrong = len(judged.wrong) / max(judged.filled, 1)
    return f"{100 * judged.filled / judged.told:.1f} / {100 * wrong:.2f}"


def main() -> None:
    if not DATA.exists():
        print("skipped: the real lists are not there (shared/data beside the project)")
        return
    show = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    files = [
        (listed, path)
        for listed in LISTS
        for path in sorted((DATA / listed.folder).glob(listed.file))
    ]
    lines = [judge_file(listed, path, show=show) for listed, path in files]
    headings = ["list", "rows", "companies", "rows out", "cells not understood", *FIELDS, "said"]
    how = machine("polars", "openpyxl", how="shares of one run")
    publish("lists", f"{how}\n\n{table(headings, lines)}", PAGE)
    bare = [judge_bare(listed, path) for listed, path in files]
    width = len(FIELDS) + 1
    bare = [[*line, *[""] * (width - len(line))] for line in bare]
    publish("bare lists", table(["list", *FIELDS], bare), PAGE)


if __name__ == "__main__":
    main()
