"""Real lists: every row accounted for, and the columns a person would name, without a mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from real_data import shared

from leadscore.lists.importer import read_list


@dataclass(frozen=True)
class Listed:
    """A real list and what a person finds in it."""

    folder: str
    file: str
    rows: int
    companies: int
    filled: dict[str, float]
    options: dict[str, Any] = field(default_factory=dict)


SIZED = {"employees_low": 0.99, "industry_codes": 0.9, "city": 0.99}
LISTS = [
    Listed("lagou_2019_full", "lagou.csv", 1829, 900, {**SIZED, "financing": 0.99}),
    Listed("51job_2019_gbk", "51job.csv", 4950, 4600, {**SIZED, "employees_low": 0.95}),
    Listed(
        "51job_2019_fengxian_xlsx",
        "qianchengwuyou.xlsx",
        1603,
        880,
        {**SIZED, "last_posted": 0.99},
        {"as_of": date(2020, 4, 21)},
    ),
    Listed("zhaopin_2024_numcols", "zhilian.csv", 14251, 5700, {**SIZED, "nature": 0.9}),
    Listed(
        "zhaopin_2018_jsonl_shenzhen",
        "zhilian_java.json",
        6000,
        2100,
        {"employees_low": 0.97, "city": 0.99, "nature": 0.95},
    ),
    Listed("boss_2022", "boss.csv", 2411, 1400, {**SIZED, "financing": 0.8}),
    Listed("qichacha_top500", "top500_code.csv", 516, 510, {"uscc": 0.75}),
    Listed("qichacha_top500", "new_500.csv", 348, 340, {"uscc": 0.7}),
    Listed(
        "inc5000",
        "inc5000.csv",
        5000,
        4900,
        {"employees_low": 0.99, "industry_codes": 0.5, "revenue_cny": 0.99, "region": 0.99},
        {"currency": "USD"},
    ),
]


@pytest.mark.parametrize("one", LISTS, ids=lambda one: f"{one.folder}-{one.file}")
def test_a_real_list(one: Listed) -> None:
    """Rows in leads and rows in problems add up to the file, and the facts are there."""
    imported = read_list(shared(one.folder) / one.file, kind="polars", **one.options)
    leads, accounts = imported.leads, imported.rows
    assert accounts.height == one.rows
    assert accounts.select("source", "row").is_unique().all()
    out = accounts.filter(pl.col("lead_id").is_null())["row"].to_list()
    assert set(out) <= set(imported.problems["row"])
    assert leads["lead_id"].is_unique().all()
    assert set(leads["lead_id"]) == set(accounts["lead_id"].drop_nulls())
    assert leads.height >= one.companies
    for column, least in one.filled.items():
        share = 1 - leads[column].null_count() / leads.height
        assert share >= least, f"{column} {share:.2f}"
    low, high = leads["employees_low"], leads["employees_high"]
    assert ((low <= high) | high.is_null() | low.is_null()).all()


@pytest.mark.parametrize(
    ("folder", "file", "mapping"),
    [
        (
            "51job_2019_fengxian_xlsx",
            "qianchengwuyou.xlsx",
            {"title": "2", "name": "3", "employees": "9", "industry": "10"},
        ),
        ("zhaopin_2024_numcols", "zhilian.csv", {"title": "0", "name": "1", "profile": "3"}),
    ],
)
def test_a_given_mapping_changes_nothing_that_was_right(
    folder: str, file: str, mapping: dict[str, str]
) -> None:
    """What a person would map by hand is what was recognised."""
    path = shared(folder) / file
    options: dict[str, Any] = {"kind": "polars", "as_of": date(2024, 6, 1)}
    given, found = read_list(path, mapping, **options), read_list(path, **options)
    assert given.leads.equals(found.leads)


def test_the_part_after_the_skills_is_the_size() -> None:
    """A size is digits and a person's sign: skills and industries that hold the sign are none."""
    path = shared("zhaopin_2024_numcols") / "zhilian.csv"
    imported = read_list(path, kind="polars")
    raw = pl.read_csv(path, infer_schema=False)["3"].to_list()
    told = [
        re.search(r"(?:^|\|)(?:(\d+)-\d+人|(\d+)人以[上下])(?:\||$)", cell or "") for cell in raw
    ]
    stated = {row for row, match in enumerate(told, 2) if match}
    leads = imported.leads.select("lead_id", "employees_kind")
    known = imported.rows.join(leads, on="lead_id").drop_nulls("employees_kind")
    assert stated <= set(known["row"])
    labels = set("|".join(imported.leads["industry_labels"].drop_nulls()).split("|"))
    assert not labels & {"Java", "Python", "前端开发", "后端开发"}


def test_a_file_of_titles_that_all_begin_alike() -> None:
    """A word in front of every title makes no company one that hires for HR."""
    path = next(Path(shared("liepin_2019_named_zhilian")).glob("*.csv"))
    imported = read_list(path, kind="polars")
    hiring = imported.leads.filter(pl.col("hr_vacancies") > 0)
    assert hiring.height < imported.leads.height * 0.05
    labels = set("|".join(imported.leads["industry_labels"].drop_nulls()).split("|"))
    assert not labels & {"天使轮", "未融资", "上市", "战略投资"}


def test_hr_posts_of_a_district() -> None:
    """HR posts are found at about as many companies as a person finds, and not by words alone."""
    path = shared("51job_2019_fengxian_xlsx") / "qianchengwuyou.xlsx"
    imported = read_list(path, kind="polars", as_of=date(2020, 4, 21))
    assert 75 <= imported.leads.filter(pl.col("hr_vacancies") > 0).height <= 92
