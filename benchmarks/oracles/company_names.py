"""Full names with the part that the owner chose, and short names of listed companies."""

from __future__ import annotations

import csv
import re
from pathlib import Path

_MARKS = re.compile(r"^(?:S?\*?ST|S|N|XD|XR|DR)(?=[\u4e00-\u9fff])|-?[A-Z]+$")


def brands(path: Path) -> list[tuple[str, str]]:
    """Full name and brand, one blank between; no brand where the name has none."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        full, _, brand = line.strip().partition(" ")
        if full:
            pairs.append((full, brand.strip()))
    return pairs


def shares(path: Path) -> list[tuple[str, str]]:
    """Full name and short name, the marks of the exchange taken off the short one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["公司中文名称"], row["证券简称"]) for row in csv.DictReader(file)]
    bare = ((full, _MARKS.sub("", short.replace(" ", ""))) for full, short in rows)
    return [(full, short) for full, short in bare if re.search(r"[\u4e00-\u9fff]", short)]
