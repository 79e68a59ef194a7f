"""Write ``columns.md`` from the table of fields: ``python docs/make_columns.py``."""

from __future__ import annotations

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
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
