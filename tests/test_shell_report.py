"""The command that writes a page, on invented lists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from commands import run

from leadscore.samples import make_directory, make_log, make_vacancies


def held(path: Path) -> Any:
    """Read the data that a page holds."""
    text = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two small lists, which is also the current one."""
    make_vacancies(300, 1).write(tmp_path / "jobs.csv")
    make_directory(60, 1).write(tmp_path / "directory.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_report_is_one_page_of_several_lists(folder: Path) -> None:
    """The page holds every company, the problems, the cells and the summary in two languages."""
    out = run("report", "jobs.csv", "directory.xlsx", "-o", "calls.html", "--as-of", "2026-11-20")
    assert "Written: calls.html" in out.stdout
    data = held(folder / "calls.html")
    counted = re.search(r"of 2 files gave (\d+) companies", data["report"]["en"])
    assert counted
    assert len(data["leads"]["pattern"]) == int(counted[1])
    assert data["report"]["zh"] != data["report"]["en"]
    assert data["collected"] == "2026-11-20"
    assert data["problems"]["total"] > 0
    problem = next(one for one in data["problems"]["kinds"] if one["name"] == "problem")
    assert problem["zh"] != problem["en"]
    evidence = next(one for one in data["leads"]["columns"] if one["name"] == "hiring_why")
    assert any(text.startswith("open posts") for text in evidence["en"])
    assert any(text.startswith("在招职位") for text in evidence["zh"])
    assert 0 < len(data["trails"]["leads"]) <= 200


def test_report_with_events_has_funnel_forecast_and_owners(folder: Path) -> None:
    """A log adds its funnel and forecast, and who has each lead now."""
    run("import", "directory.xlsx", "-o", "leads.parquet")
    ids = held_ids(folder)
    log = make_log(300)
    known = dict(zip(sorted(log.events["lead_id"].unique()), ids, strict=False))
    events = log.events.with_columns(log.events["lead_id"].replace(known))
    events.write_csv("events.csv")
    run("report", "leads.parquet", "--events", "events.csv", "--days", "60", "-o", "calls.html")
    data = held(folder / "calls.html")
    assert data["funnel"]["counts"]["entered"][0] == 300
    assert next(one for one in data["forecast"] if one["name"] == "days")["en"] == [60]
    owner = next(one for one in data["filters"] if one["name"] == "owner")
    assert owner["head"] == {"en": "Owner", "zh": "负责人"}
    assert owner["values"][0] == "owner 1"


def held_ids(folder: Path) -> list[str]:
    """Name the leads of the imported file."""
    return pl.read_parquet(folder / "leads.parquet")["lead_id"].to_list()


def test_facts_of_a_file_are_kept_and_top_leads_only(folder: Path) -> None:
    """A ranked file is shown as it is; --top keeps the first companies; --lang opens in Chinese."""
    run("rank", "jobs.csv", "-o", "calls.parquet")
    out = run("report", "calls.parquet", "--top", "7", "--lang", "zh", "-o", "calls.html").stdout
    assert "已写入：calls.html" in out
    data = held(folder / "calls.html")
    assert (len(data["leads"]["pattern"]), data["lang"], data["trails"]) == (7, "zh", None)
    assert '<html lang="zh-CN">' in (folder / "calls.html").read_text(encoding="utf-8")


def test_wrong_arguments_are_told_before_the_work(folder: Path) -> None:
    """Another ending, a missing file and a senseless number are one clean message each."""
    assert (
        '"calls.xlsx" must end in .html'
        in run("report", "jobs.csv", "-o", "calls.xlsx", code=2).output
    )
    assert (
        'No such file: "job.csv". Did you mean "jobs.csv"?'
        in run("report", "job.csv", code=2).output
    )
    assert "top must be a whole number" in run("report", "jobs.csv", "--top", "0", code=2).output
    assert not list(folder.glob("*.html"))


def test_five_thousand_companies_stay_small(folder: Path) -> None:
    """A list of 5,000 companies with all that the command adds is a page under 3 MB."""
    make_vacancies(12_000, 2).write(folder / "many.csv")
    make_directory(5_600, 2).write(folder / "firms.xlsx")
    run("report", "many.csv", "firms.xlsx", "-o", "calls.html", "--top", "5000")
    assert len(held(folder / "calls.html")["leads"]["pattern"]) == 5000
    assert (folder / "calls.html").stat().st_size < 3_000_000
