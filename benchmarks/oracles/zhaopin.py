"""Zhaopin: numbered columns with skills in front of the size, and JSON lines of 2018."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from oracles.said import Interval, Said, chinese_city, labels, words

BANDS: dict[str, Interval] = {
    "20人以下": (0, 20),
    "20-99人": (20, 99),
    "100-299人": (100, 299),
    "100-499人": (100, 499),
    "300-499人": (300, 499),
    "500-999人": (500, 999),
    "1000-9999人": (1000, 9999),
    "10000人以上": (10000, None),
}


def numbered(path: Path) -> list[Said]:
    """``Java|民营|20-99人|计算机软件``: what stands behind the size is the industry."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    said = []
    for at, row in enumerate(rows, 2):
        parts = [part.strip() for part in row[3].split("|")]
        sizes = [place for place, part in enumerate(parts) if part in BANDS]
        tail = parts[sizes[-1] + 1 :] if sizes else parts[-1:]
        said.append(
            Said(
                at,
                company=words(row[1]),
                headcount=BANDS[parts[sizes[-1]]] if sizes else None,
                industry=labels(tail),
                title=words(row[0]),
                city=chinese_city(row[4].split("·")[0]),
            )
        )
    return said


def json_lines(path: Path) -> list[Said]:
    """One record a line, and lines end at the line feed only."""
    text = path.read_bytes().decode("utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    return [_said(at, json.loads(line)) for at, line in enumerate(lines, 1)]


def table(path: Path) -> list[Said]:
    """Read the same keys as columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_said(at, row) for at, row in enumerate(csv.DictReader(file), 2)]


def _said(at: int, row: dict[str, Any]) -> Said:
    size = row["companySize"]
    return Said(
        at,
        company=words(row["companyName"]),
        headcount=BANDS[size] if size else None,
        title=words(row["jobName"]),
        city=chinese_city(row["location"].split("-")[0]),
    )
