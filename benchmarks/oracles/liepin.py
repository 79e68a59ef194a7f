"""Liepin: every title begins with 招聘, and many industries are financing stages."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from oracles.said import Said, chinese_city, labels, words

STAGES = frozenset(
    [
        "轮",
        "A轮",
        "B轮",
        "C轮",
        "D轮",
        "天使轮",
        "未融资",
        "上市",
        "战略投资",
        "不需要融资",
        "种子轮",
        "新三板",
    ]
)


def named_otherwise(path: Path) -> list[Said]:
    """Fifteen columns, one fact each; no sizes."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_said(at, row) for at, row in enumerate(rows, 2)]


def _said(at: int, row: dict[str, str]) -> Said:
    posted = re.fullmatch(r"(\d+)年(\d+)月(\d+)日", row["发布日期"].strip())
    parts = [part.strip() for part in row["公司行业"].split("，")]
    return Said(
        at,
        company=words(row["公司名称"]),
        industry=labels([part for part in parts if part not in STAGES]),
        title=words(row["岗位名称"]),
        city=chinese_city(row["工作城市"]),
        date=date(int(posted[1]), int(posted[2]), int(posted[3])) if posted else None,
    )
