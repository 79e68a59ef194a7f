"""Write ``columns.md`` from the tables of fields: ``python docs/make_columns.py``.

Columns of leads, facts and scores come from the package; those of results, which nothing but a
reader needs to look up, from the two CSV files beside this one.
"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from leadscore.standards.fields import table_fields

PAGE = Path(__file__).with_name("columns.md")
TABLES = {
    "leads": "Leads: one row per company, from `read_list`",
    "facts": "Facts: added by `qualify`",
    "scores": "Scores: added by `score` and `rank`",
    "problems": "Problems: what could not be understood, kept by every import",
    "duplicates": "Duplicates: which rows became one lead, kept by every import",
    "rows": "Rows: where every row of every file went, kept by every import",
    "changes": "Changes: what a merge changed, from `merge`",
    "trail": "Trail: which cell says what, from `Imported.trail`",
    "suggestions": "Suggestions: leads that may be one company, from `Imported.suggestions`",
    "pipeline": "Pipeline: what came in, what went out, what is left, from `EventLog.pipeline`",
}
RESULTS = {
    "columns_cards.csv": "Results of cards: explanations, learned cards, evaluations",
    "columns_funnel.csv": "Results of the funnel: the tables of `EventLog`",
}


def result_rows(name: str) -> list[dict[str, str]]:
    """Read one of the CSV files of result columns."""
    with PAGE.with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def result_parts(name: str, title: str) -> list[str]:
    """Draw the tables of one file, each under its name."""
    parts = [f"## {title}"]
    for table, rows in groupby(result_rows(name), key=lambda row: row["table"]):
        lines = [
            "| column | meaning | 中文 | type | unit | null means |",
            "|---|---|---|---|---|---|",
        ]
        for row in rows:
            cells = (row["en"], row["zh"], row["type"], row["unit"], row["null"])
            lines.append(f"| `{row['column']}` | " + " | ".join(cells) + " |")
        parts += [f"### `{table}`", "\n".join(lines)]
    return parts


def page() -> str:
    """Return the page's text."""
    parts = [
        "# The columns",
        "Columns are only ever added on the way from a list to a call list. Text columns with "
        "several values hold `|` between them; facts hold `|` between values that are still "
        "possible. Null is the only missing.",
    ]
    for name, title in TABLES.items():
        rows = [
            "| column | meaning | 中文 | type | unit | null means | made by |",
            "|---|---|---|---|---|---|---|",
        ]
        rows += [
            "| "
            + " | ".join(
                (f"`{one.name}`", one.en, one.zh, one.type, one.unit, one.null, one.origin)
            )
            + " |"
            for one in table_fields(name)
        ]
        parts += [f"## {title}", "\n".join(rows)]
    for name, title in RESULTS.items():
        parts += result_parts(name, title)
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
