"""Lists of shapes that nobody has shown us: other words, orders, separators, boards, languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from leadscore.errors import ColumnError
from leadscore.lists.importer import read_list, row_values

LISTS: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "unseen_lists.toml").read_text(encoding="utf-8")
)

BRANDS = [
    "".join(pair)
    for pair in zip("甲乙丙丁戊己庚辛壬癸子丑", "田江水山石木火土金云月星", strict=True)
]


def written(name: str, folder: Path) -> Path:
    """Write one of the lists to a file."""
    path = folder / f"{name}.{LISTS[name]['ending']}"
    path.write_text(LISTS[name]["text"], encoding="utf-8")
    return path


def test_there_are_many() -> None:
    """At least fifteen shapes, each said in words, none said twice."""
    assert len(LISTS) >= 15
    assert len({one["what"] for one in LISTS.values()}) == len(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_columns(name: str, tmp_path: Path) -> None:
    """Every field is read from the columns that a person would name."""
    imported = read_list(written(name, tmp_path), kind="polars")
    found = {field: list(columns) for field, columns in imported.mapping.columns.items()}
    assert {field: found.get(field) for field in LISTS[name]["columns"]} == LISTS[name]["columns"]
    assert imported.rows["lead_id"].null_count() == 0


@pytest.mark.parametrize("name", LISTS)
def test_values(name: str, tmp_path: Path) -> None:
    """The first row says what a person reads in it, and no more of what matters."""
    row = row_values(written(name, tmp_path)).row(0, named=True)
    first = LISTS[name]["first"]
    assert {field: row[field] for field in first} == first
    for field in ("employees_low", "title", "nature", "financing", "industry_labels"):
        assert row.get(field) == first.get(field)


@pytest.mark.parametrize("name", [name for name, one in LISTS.items() if "公司" in one["text"]])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings(name: str, encoding: str, tmp_path: Path) -> None:
    """The same list in another encoding says the same."""
    path, other = written(name, tmp_path), tmp_path / f"other.{LISTS[name]['ending']}"
    other.write_text(LISTS[name]["text"], encoding=encoding)
    assert row_values(path).drop("source").equals(row_values(other).drop("source"))


def test_short_names_without_a_header(tmp_path: Path) -> None:
    """Names without a legal form are taken when no other column could hold them, and said to be."""
    lines = [f"1-3年本科,{b}智造,互联网A轮20-99人,前端工程师,成都·武侯区" for b in BRANDS]
    path = tmp_path / "short.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    imported = read_list(path, kind="polars")
    assert imported.mapping.columns["name"] == ("2",)
    assert any("short ones" in remark for remark in imported.remarks)


def test_two_columns_that_could_hold_names_are_a_question(tmp_path: Path) -> None:
    """Where two columns could hold short names, nothing is guessed."""
    lines = [f"{b}智造,{b}小店,互联网A轮20-99人,前端工程师,成都·武侯区" for b in BRANDS]
    path = tmp_path / "short.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ColumnError, match="no column holds company names"):
        read_list(path)
