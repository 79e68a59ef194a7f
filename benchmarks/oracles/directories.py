"""Directories and official lists: names, and little else."""

from __future__ import annotations

import csv
from pathlib import Path

from oracles.said import Said, chinese_city, words


def shops(path: Path) -> list[Said]:
    """Numbered headings: a counter, the name, province, city, district, street."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [
        Said(at, company=words(row[1]), city=chinese_city(row[3])) for at, row in enumerate(rows, 2)
    ]


def official(path: Path) -> list[Said]:
    """Read a title, the heading 序号,企业名称, and both again now and then."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    begin = next(at for at, row in enumerate(rows) if row[:1] == ["序号"]) + 1
    return [
        Said(at, company=words(row[1]) if row[0].strip().isdecimal() else None)
        for at, row in enumerate(rows[begin:], begin + 1)
        if any(cell.strip() for cell in row)
    ]


def ranked(path: Path) -> list[Said]:
    """No heading: a rank or not, the name, the credit code, a page."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [Said(at, company=words(row[-3])) for at, row in enumerate(rows, 1)]
