"""Three shapes of Lagou vacancies: many columns, a JSON array, and every second row blank."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from oracles.said import Interval, Said, chinese_city, labels, words

BANDS: dict[str, Interval] = {
    "少于15人": (0, 14),
    "15-50人": (15, 50),
    "50-150人": (50, 150),
    "150-500人": (150, 500),
    "500-2000人": (500, 2000),
    "2000人以上": (2000, None),
}


def full(path: Path) -> list[Said]:
    """Twenty-four columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_said(at, row, "companyFullName", "industryField") for at, row in enumerate(rows, 2)]


def blank_rows(path: Path) -> list[Said]:
    """Rows of nothing but commas stand between the others; they are no rows of data."""
    with path.open(encoding="gb18030", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        _said(at, row, "companyName", "companyField")
        for at, row in enumerate(rows, 2)
        if any(row.values())
    ]


def array(path: Path) -> list[Said]:
    """One JSON array of records."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [_said(at, row, "companyFullName", "industryField") for at, row in enumerate(rows, 1)]


def _said(at: int, row: dict[str, Any], company: str, industry: str) -> Said:
    size, created = row["companySize"], row.get("createTime")
    return Said(
        at,
        company=words(row[company]),
        headcount=BANDS[size] if size else None,
        industry=labels((row[industry] or "").replace(" ", ",").split(",")),
        title=words(row["positionName"]),
        city=chinese_city(row["city"]),
        date=date.fromisoformat(created[:10]) if created else None,
    )
