"""`leadscore rank` on Parquet lists of any size: what it writes, prints and refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import commands
import openpyxl
import polars as pl
import pytest

from leadscore.cards.scoring import rank
from leadscore.samples import make_leads
from leadscore.standards.qualify import qualify

RAW = pl.DataFrame(
    {
        "lead_id": [f"L{n:03}" for n in range(300)],
        "employees_low": [(n * 37) % 2500 for n in range(300)],
        "vacancies": [n % 4 for n in range(300)],
        "region": ["east", "west", "south"] * 100,
        "status": ["active", "active", "deregistered"] * 100,
    }
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with partitions of leads, and one with leads that have no facts yet."""
    leads = make_leads(900)
    for (owner,), part in leads.partition_by("owner", as_dict=True).items():
        place = tmp_path / "leads" / f"owner={owner}"
        place.mkdir(parents=True)
        part.drop("owner").write_parquet(place / "part.parquet", row_group_size=50)
    RAW.write_parquet(tmp_path / "raw.parquet")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*arguments: str, code: int = 0) -> Any:
    """Run `leadscore rank`, check its exit code and that no traceback escaped."""
    return commands.run("rank", *arguments, code=code)


@pytest.mark.parametrize("source", ["leads", "leads/**/*.parquet", "leads/owner=*/part.parquet"])
def test_folders_and_patterns_are_ranked_whole(folder: Path, source: str) -> None:
    """Partitions become one list in calling order, with the column of the partitions."""
    said = run(source, "-o", "calls.parquet")
    expected = rank(make_leads(900))
    found = pl.read_parquet("calls.parquet")
    assert found.select(expected.columns).equals(expected)
    assert "900 companies ranked: A " in said.stdout
    assert expected["lead_id"][0] in said.stdout
    assert "Written: calls.parquet" in said.stdout


def test_lists_of_their_own(folder: Path) -> None:
    """With --by each partition has its own order; --top keeps the first ones of each."""
    run("leads", "--by", "owner", "-o", "calls.parquet")
    expected = rank(make_leads(900), by="owner")
    assert pl.read_parquet("calls.parquet").select(expected.columns).equals(expected)
    said = run("leads", "--by", "owner", "--top", "3", "-o", "calls.parquet").stdout
    assert "The first 12 of 900 leads are kept." in said
    first = expected.filter(pl.col("position") <= 3)
    assert pl.read_parquet("calls.parquet").select(first.columns).equals(first)


def test_the_first_ones_as_a_workbook_or_on_the_screen(folder: Path) -> None:
    """--top writes any kind of file; without an output the first ten are printed."""
    run("leads", "--top", "20", "-o", "calls.xlsx")
    assert openpyxl.load_workbook("calls.xlsx", read_only=True).worksheets[0].max_row == 21
    assert "The first 10 of 900 leads are kept." in run("leads").stdout


def test_leads_without_facts_are_qualified_on_the_way(folder: Path) -> None:
    """Leads get the facts of the standards, whether all or the first ones are kept."""
    expected = rank(qualify(RAW))
    run("raw.parquet", "-o", "calls.parquet")
    assert pl.read_parquet("calls.parquet").equals(expected)
    run("raw.parquet", "--top", "7", "-o", "calls.parquet")
    assert pl.read_parquet("calls.parquet").equals(expected.head(7))


def test_a_bar_on_a_terminal_and_nothing_in_a_pipe(folder: Path) -> None:
    """Standard error stays empty in a pipe; a terminal gets a bar that reaches its end."""
    command = [sys.executable, "-m", "leadscore", "rank", "raw.parquet", "-o", "calls.parquet"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    if sys.platform == "win32" or not Path("/usr/bin/script").exists():
        pytest.skip("no terminal can be made here")
    shown = subprocess.run(
        ["script", "-qec", " ".join(command), "/dev/null"],
        capture_output=True, text=True, check=True, env={"TERM": "xterm", "COLUMNS": "100"},
    ).stdout  # fmt: skip
    assert "Ranking ..." in shown
    assert "100%" in shown


def test_what_cannot_be_ranked_is_refused(folder: Path) -> None:
    """Wrong outputs, empty folders, files that are not alike: one message, nothing written."""

    def told(*arguments: str) -> str:
        return str(run(*arguments, code=2).stderr)

    Path("empty").mkdir()
    before = sorted(Path().rglob("*"))
    assert 'folder "empty" holds no Parquet file' in told("empty", "-o", "calls.parquet")
    assert "Write it into another folder" in told("leads", "-o", "leads/calls.parquet")
    assert "Write it into another folder" in told("./*.parquet", "-o", "calls.parquet")
    assert "is one of the files to read" in told("raw.parquet", "-o", "./raw.parquet")
    assert "ranked into a Parquet file" in told("leads", "-o", "calls.csv")
    assert "is a raw list" in told("leads", "list.csv", "-o", "calls.parquet")
    assert 'No file fits "leeds/*.parquet"' in told("leeds/*.parquet", "-o", "calls.parquet")
    assert 'there is no folder "out"' in told("leads", "-o", "out/calls.parquet")
    assert 'Column "ownr" is missing. Did you mean "owner"?' in told(
        "leads", "--by", "ownr", "-o", "calls.parquet"
    )
    assert sorted(Path().rglob("*")) == before
    RAW.drop("vacancies").write_parquet("leads/owner=east/z.parquet")
    assert 'is in "leads/owner=east/part.parquet", but not in "leads/owner=east/z' in told(
        "leads", "-o", "calls.parquet"
    )
    (folder / "two").mkdir()
    RAW.write_parquet("two/a.parquet")
    RAW.with_columns(pl.col("vacancies").cast(pl.String)).write_parquet("two/b.parquet")
    wrong = told("two", "-o", "calls.parquet")
    assert 'Column "vacancies" holds Int64 in "two/a.parquet", but String in' in wrong
    RAW.select("region").write_parquet("two/b.parquet")
    Path("two/a.parquet").unlink()
    assert 'Column "size" is missing: attribute "size"' in told("two", "-o", "calls.parquet")
    RAW.drop("lead_id").write_parquet("two/b.parquet")
    for top in ((), ("--top", "3")):
        assert 'Column "lead_id" is missing' in told("two", *top, "-o", "calls.parquet")
    assert not Path("calls.parquet").exists()
