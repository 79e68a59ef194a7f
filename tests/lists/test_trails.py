"""The trails of many leads: each is the trail of that lead."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from leadscore.errors import FileError
from leadscore.lists.importer import read_list
from leadscore.lists.trails import trails
from leadscore.samples import make_directory, make_vacancies


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two small lists of the same companies."""
    paths = [tmp_path / "jobs.csv", tmp_path / "directory.xlsx"]
    make_vacancies(200, 1).write(paths[0])
    make_directory(40, 1).write(paths[1])
    return paths


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_trails_are_the_trail_of_each_lead(files: list[Path], lang: str) -> None:
    """With all rows told of, many trails at once say what ``Imported.trail`` says of each."""
    imported = read_list(files, kind="polars", lang=lang)
    ids = imported.leads["lead_id"].head(12).to_list()
    found = trails(imported, ids, rows=1000)
    order = ["field", "source", "row", "value", "raw"]
    for lead in ids:
        own = found.filter(pl.col("lead_id") == lead).drop("lead_id")
        assert own.sort(order).equals(imported.trail(lead).sort(order))


def test_only_the_first_rows_are_told_of(files: list[Path]) -> None:
    """A company with many rows is told of by its first ones; values of others are left out."""
    imported = read_list(files[0], kind="polars")
    counts = imported.rows.drop_nulls("lead_id")["lead_id"].value_counts().sort("count")
    most = counts["lead_id"][-1]
    found = trails(imported, [most], rows=2)
    assert found["row"].n_unique() == 2
    assert found["raw"].null_count() == 0


def test_leads_that_are_not_there_have_no_trail(files: list[Path]) -> None:
    """An unknown id gives no rows, and no error: a list may have been joined with others."""
    assert trails(read_list(files[0], kind="polars"), ["nobody"]).height == 0


def test_a_changed_file_is_refused(files: list[Path]) -> None:
    """A file that is no longer the one that was imported is no evidence."""
    imported = read_list(files[0], kind="polars")
    files[0].write_bytes(files[0].read_bytes() + b"\n")
    with pytest.raises(FileError, match="changed"):
        trails(imported, imported.leads["lead_id"].to_list())
