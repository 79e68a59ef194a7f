"""Documentation that must stay true."""

from __future__ import annotations

import csv
import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from card_tables import card_tables
from funnel_tables import funnel_tables
from typer.main import get_command

import leadscore
from leadscore import qualify, read_list
from leadscore.cards.batch import OUTPUTS
from leadscore.cli import app
from leadscore.standards.fields import table_fields

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["columns", "process", "standards"])
def test_pages_made_of_data_are_up_to_date(name: str) -> None:
    """A page that a script writes is what the script writes today."""
    script = ROOT / "docs" / f"make_{name}.py"
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == module.page(), f"run: python docs/make_{name}.py"


def test_every_public_name_is_in_the_reference() -> None:
    """docs/api.md shows each name that the package gives."""
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name in leadscore.__all__:
        assert f":: leadscore.{name}\n" in page, name


def test_every_public_name_has_an_example() -> None:
    """Each public name, and each public method of it, shows itself in an example that runs."""
    for name in leadscore.__all__:
        thing = getattr(leadscore, name)
        own = vars(thing) if inspect.isclass(thing) else {}
        parts = [part for part in own if not part.startswith("_") and _documented(own[part])]
        for one in (thing, *(getattr(thing, part) for part in parts)):
            assert ">>> " in (inspect.getdoc(one) or ""), f"{name}: {one}"


def _documented(member: object) -> bool:
    kinds = (property, classmethod, staticmethod)
    return inspect.isfunction(member) or isinstance(member, kinds)


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


@pytest.mark.parametrize(
    ("file", "made"), [("columns_cards.csv", card_tables), ("columns_funnel.csv", funnel_tables)]
)
def test_every_result_column_is_listed(file: str, made: Callable[[], dict[str, list[str]]]) -> None:
    """The tables that cards and logs give have the columns that the page lists, and no others."""
    with (ROOT / "docs" / file).open(encoding="utf-8", newline="") as text:
        listed = [(row["table"], row["column"]) for row in csv.DictReader(text)]
    found = {name: set(columns) for name, columns in made().items()}
    assert {name for name, _ in listed} == set(found)
    for name, columns in found.items():
        assert {column for table, column in listed if table == name} == columns, name


def test_every_command_is_shown() -> None:
    """Every command of the shell stands in a block of the README or the docs, which all run."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    shown = {line.split()[1] for line in lines if line.startswith("leadscore ")}
    assert set(get_command(app).commands) <= {*shown, "demo"}
