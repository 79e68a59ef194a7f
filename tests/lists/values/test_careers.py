"""Vacancies on the pages of recruiting systems."""

from pathlib import Path

import leadscore as ls


def test_an_application_link_shows_the_system(tmp_path: Path) -> None:
    """A company whose vacancies are served by a known system has a tool, others show none."""
    path = tmp_path / "list.csv"
    path.write_text(
        "title,company,apply_url\n"
        "HR Manager,Alder Robotics Inc,https://boards.greenhouse.io/alder/jobs/1\n"
        "Driver,Birch Foods Ltd,https://www.jobs.example/2\n",
        encoding="utf-8",
    )
    imported = ls.read_list(path, kind="polars")
    assert imported.leads["careers_url"].to_list() == [
        "https://boards.greenhouse.io/alder/jobs/1",
        None,
    ]
    facts = ls.qualify(imported.leads)
    assert facts["etooling"].to_list() == ["point", None]
