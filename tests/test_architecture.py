"""Guards of the whole: layers, file sizes, light imports, public names, data inside the wheel."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import leadscore
from leadscore.standards.vocabulary import read_toml

PACKAGE = Path(leadscore.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LAYERS = {
    name: level
    for level, names in enumerate(
        [
            ["errors", "coded", "counted"],
            ["writing", "distinct", "doors", "data_files", "markup"],
            ["frames", "progress"],
            ["standards"],
            ["lists", "cards", "funnel"],
            ["reports"],
            ["plots", "synthetic"],
            ["samples", "spark"],
            ["shell"],
            ["cli"],
            ["__init__", "__main__"],
        ]
    )
    for name in names
}

LIST_LAYERS = {
    "vocabulary": 0,
    "tables": 0,
    "values": 1,
    "opening": 2,
    "columns": 3,
    "companies": 4,
}


def layer(module: str) -> str:
    """First part below the package."""
    return [*module.split("."), "__init__"][1]


def imports(path: Path) -> set[str]:
    """Every leadscore module that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module == "leadscore" else {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] == "leadscore"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A file imports its own part or parts below it; parts of one level never import each other."""
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module in imports(path):
        other = layer(module)
        if other == own:
            continue
        assert LAYERS[other] < LAYERS[own], f"{path.name} imports {module}"


@pytest.mark.parametrize("folder", LIST_LAYERS)
def test_imports_of_lists_point_down(folder: str) -> None:
    """Within lists the folders stand upon each other, and the files beside them upon all."""
    for path in (PACKAGE / "lists" / folder).glob("*.py"):
        for module in imports(path):
            other = [*module.split("."), "", ""][2]
            if module.startswith("leadscore.lists") and other != folder:
                assert LIST_LAYERS.get(other, 9) < LIST_LAYERS[folder], f"{path} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_and_functions_are_short(path: Path) -> None:
    """No file over 400 lines, no function body over 60 lines without its docstring."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                assert (body[-1].end_lineno or 0) - body[0].lineno < 60, node.name


def test_public_names() -> None:
    """At most 25 public names, all of them there, all with a docstring and an example."""
    assert len(leadscore.__all__) <= 25
    for name in leadscore.__all__:
        one = getattr(leadscore, name)
        if callable(one):
            assert one.__doc__, name
            assert ">>>" in one.__doc__ or issubclass(one, Exception), name


def test_import_is_light() -> None:
    """Importing the package loads no pandas, pyarrow, matplotlib, scikit-learn, typer or rich."""
    heavy = "pandas pyarrow matplotlib sklearn typer rich xlsxwriter python_calamine tomlkit duckdb"
    code = f"import sys, leadscore; print([m for m in {heavy.split()!r} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert found.strip() == "[]"


def test_labels_have_both_languages() -> None:
    """Every label has English and Chinese words."""
    for group, keys in read_toml("labels.toml").items():
        for key, words in keys.items():
            assert words.keys() == {"en", "zh"}, (group, key)
            assert all(words.values()), (group, key)


def test_no_eval_and_no_pickle() -> None:
    """Nothing in the package evaluates text or unpickles files."""
    banned = {"eval", "exec", "pickle", "marshal", "shelve"}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in banned, path
            if isinstance(node, ast.Import):
                assert not banned & {alias.name for alias in node.names}, path
