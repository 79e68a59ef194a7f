"""BOSS Zhipin: industry, financing stage and size stand in one cell with nothing between."""

from __future__ import annotations

import csv
from pathlib import Path

from oracles.said import Interval, Said, chinese_city, labels, words

BANDS: dict[str, Interval] = {
    "1000-9999人": (1000, 9999),
    "10000人以上": (10000, None),
    "500-999人": (500, 999),
    "100-499人": (100, 499),
    "20-99人": (20, 99),
    "0-20人": (0, 20),
}
STAGES = ("不需要融资", "未融资", "已上市", "天使轮", "A轮", "B轮", "C轮", "D轮及以上")


def glued(path: Path) -> list[Said]:
    """Read the cell from its end; the heading stands once more among the rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Said(at) if row["公司信息"] == "公司信息" else _said(at, row)
        for at, row in enumerate(rows, 2)
    ]


def _said(at: int, row: dict[str, str]) -> Said:
    text = row["公司信息"].strip()
    band = next((band for band in BANDS if text.endswith(band)), None)
    rest = text.removesuffix(band) if band else text
    stage = next((stage for stage in STAGES if rest.endswith(stage)), "")
    return Said(
        at,
        company=words(row["公司名称"]),
        headcount=BANDS[band] if band else None,
        industry=labels([rest.removesuffix(stage)]),
        title=words(row["职位名称"]),
        city=chinese_city(row["职位地址"].split("·")[0]),
    )
