"""Documentation that must stay true."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from leadscore import qualify, read_list
from leadscore.cards.batch import OUTPUTS
from leadscore.standards.fields import table_fields

ROOT = Path(__file__).resolve().parents[1]


def test_columns_page_is_up_to_date() -> None:
    """docs/columns.md is what the table of fields says."""
    spec = importlib.util.spec_from_file_location("make_columns", ROOT / "docs" / "make_columns.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
    assert written == module.columns_page(), "run: python docs/make_columns.py"


def test_scores_are_listed() -> None:
    """The columns that scoring makes are those that the table of fields lists."""
    listed = [(one.name, one.dtype) for one in table_fields("scores")]
    assert listed == [
        *OUTPUTS.items(),
        ("position", OUTPUTS["score"]),
        ("explore", OUTPUTS["sure"]),
    ]


def test_every_column_made_is_listed_and_every_listed_column_is_made() -> None:
    """Leads, facts, scores and the tables of an import have the columns that the table lists."""
    imported = read_list(ROOT / "data" / "vacancies_gb18030.csv", kind="polars")
    tables = {
        "leads": imported.leads,
        "facts": qualify(imported.leads).drop(imported.leads.columns),
        "problems": imported.problems,
        "duplicates": imported.duplicates,
        "rows": imported.rows,
    }
    for name, table in tables.items():
        listed = {one.name: one.dtype for one in table_fields(name)}
        assert dict(table.schema) == listed, name


def test_readmes_speak_of_commands_that_exist() -> None:
    """Every `leadscore` command in the READMEs and docs is one that the shell knows."""
    pages = [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").glob("*.md")]
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    used = {line.split()[1] for line in lines if line.startswith("leadscore ")}
    assert used == {"import", "rank", "explain", "card"}
