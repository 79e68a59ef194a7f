"""English lists of companies: two rankings, and the answers of an interface as JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from oracles.said import Said, labels, words

# Countries and states that stand where the city does.
NO_TOWN = frozenset(["Remote", "United States", "India", "CA", "FL"])


def growing(path: Path) -> list[Said]:
    """Eight columns; a headcount of 0 says nothing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    said = []
    for at, row in enumerate(rows, 2):
        size = int(row["EMPLOYEES"])
        said.append(
            Said(
                at,
                company=words(row["COMPANY NAME"]),
                headcount=(size, size) if size else None,
                industry=labels([row["INDUSTRY"]]),
            )
        )
    return said


def largest(path: Path) -> list[Said]:
    """Rank, company, revenue, profit."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Said(at, company=words(row["company"])) for at, row in enumerate(rows, 2)]


def young(path: Path) -> list[Said]:
    """Read records two levels down; the first town of several places is the seat."""
    answers = json.loads(path.read_text(encoding="utf-8"))["results"]
    said = []
    for at, row in enumerate((hit for answer in answers for hit in answer["hits"]), 1):
        size = row["team_size"]
        towns = [place.split(",")[0].strip() for place in row["all_locations"].split(";")]
        said.append(
            Said(
                at,
                company=words(row["name"]),
                headcount=(size, size) if size else None,
                industry=labels([*row["industries"], *row["subindustry"].split("->")]),
                city=next((town for town in towns if town and town not in NO_TOWN), None),
            )
        )
    return said
