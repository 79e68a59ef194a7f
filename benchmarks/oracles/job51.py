"""Three shapes of 51job vacancies, read by hand-written rules."""

from __future__ import annotations

import ast
import csv
from datetime import date
from pathlib import Path

import openpyxl
from oracles.said import Interval, Said, chinese_city, labels, words

BANDS: dict[str, Interval] = {
    "少于50人": (0, 49),
    "50-150人": (50, 150),
    "150-500人": (150, 500),
    "500-1000人": (500, 1000),
    "1000-5000人": (1000, 5000),
    "5000-10000人": (5000, 10000),
    "10000人以上": (10000, None),
}


def lists_in_cells(path: Path) -> list[Said]:
    """``['民营公司| 50-150人| 计算机软件']``: ownership, size unless it is missing, industries."""
    with path.open(encoding="gb18030", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_lists_in_cells(at, row) for at, row in enumerate(rows, 2)]


def _lists_in_cells(at: int, row: dict[str, str]) -> Said:
    def cell(name: str) -> str | None:
        items = ast.literal_eval(row[name])
        return words(items[0]) if items else None

    parts = [part.strip() for part in (cell("公司信息") or "").split("|")]
    sizes = [part for part in parts if part in BANDS]
    posted = cell("时间")
    return Said(
        at,
        company=cell("公司"),
        headcount=BANDS[sizes[0]] if sizes else None,
        industry=labels(parts[-1].split(" ")),
        title=cell("职位"),
        city=chinese_city((cell("地区") or "").split("-")[0]),
        date=date.fromisoformat(posted) if posted else None,
        near=row["公司地址"],
    )


def no_header(path: Path) -> list[Said]:
    """Twelve columns without headings, one fact each."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [
        Said(
            at,
            company=words(row[0]),
            headcount=BANDS[row[4]] if row[4] else None,
            industry=labels([row[11]]),
            title=words(row[1]),
            city=chinese_city(row[5].split("·")[0]),
            date=date.fromisoformat(row[10][:10]) if row[10] else None,
        )
        for at, row in enumerate(rows, 1)
    ]


def workbook(path: Path) -> list[Said]:
    """Eleven columns of a workbook without headings; month and day of spring 2020."""
    sheet = openpyxl.load_workbook(path, read_only=True).active
    said = []
    for at, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [str(cell or "").replace("\xa0", " ").strip() for cell in row]
        month, day = cells[10].split("-")
        said.append(
            Said(
                at,
                company=words(cells[2]),
                headcount=BANDS[cells[8]],
                industry=labels(cells[9].split(",")),
                title=words(cells[1]),
                city=chinese_city(cells[6].split("-")[0]),
                date=date(2020, int(month), int(day)),
            )
        )
    return said
