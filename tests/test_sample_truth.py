"""The truth of the samples is found again by reading and qualifying them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from leadscore.lists.importer import read_list
from leadscore.samples import COLLECTED, Sample, make_directory, make_english, make_vacancies
from leadscore.standards.qualify import qualify

FACTS = ("size", "industry", "hr_type", "hiring", "etooling", "contact")


def found(sample: Sample, path: Path) -> pl.DataFrame:
    """Read and qualify a sample; put the truth beside it, its columns called ``true_...``."""
    sample.write(path)
    leads = read_list(path, as_of=COLLECTED, currency="USD", kind="polars").leads
    truth = sample.truth.rename({n: f"true_{n}" for n in sample.truth.columns if n != "name"})
    assert leads.height == truth.height
    facts = qualify(leads, as_of=COLLECTED).with_columns(
        pl.col("name")
        .str.strip_chars(" \u00a0")
        .str.replace("(", "（", literal=True)
        .str.replace(")", "）", literal=True)
    )
    both = truth.join(facts, on="name")
    assert both.height == truth.height
    return both


@pytest.mark.parametrize(
    ("make", "name"),
    [(make_vacancies, "a.csv"), (make_directory, "a.xlsx"), (make_english, "a.csv")],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_facts_found_contain_the_truth(make, name: str, seed: int, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """One row per company; whatever fact is found, the true value is among its values."""
    both = found(make(seed=seed), tmp_path / name)
    for fact in FACTS:
        if f"true_{fact}" not in both.columns:
            continue
        known = both.drop_nulls([fact, f"true_{fact}"])
        inside = ("|" + pl.col(fact) + "|").str.contains(
            pl.format("|{}|", f"true_{fact}"), literal=True
        )
        assert known.filter(~inside).select("name", fact, f"true_{fact}").rows() == []


@pytest.mark.parametrize("seed", [1, 2])
def test_vacancies_show_headcount_agency_and_hiring(seed: int, tmp_path: Path) -> None:
    """Every band, every agency and every fresh post is found; stale posts prove no hiring."""
    both = found(make_vacancies(seed=seed), tmp_path / "a.csv")
    for end in ("employees_low", "employees_high"):
        assert both.filter(~pl.col(end).eq_missing(pl.col(f"true_{end}"))).is_empty()
    assert both.filter(pl.col("true_agency") != pl.col("agency").fill_null(False)).is_empty()  # noqa: FBT003
    told = both.filter(~pl.col("true_agency"))
    fresh = told.filter(pl.col("true_hiring") != "no")
    assert fresh["hiring"].to_list() == fresh["true_hiring"].to_list()
    stale = told.filter(pl.col("true_hiring") == "no")
    assert not stale["hiring"].is_in(["hr", "yes"]).any()
    shown = both.filter(pl.col("true_hr_posts") > 0)
    assert shown["hr_type"].null_count() == 0


def test_directory_shows_codes_and_headcounts(tmp_path: Path) -> None:
    """Valid credit codes are found, others are not taken; so are the numbers of people."""
    both = found(make_directory(seed=3), tmp_path / "a.xlsx")
    for column in ("uscc", "employees_low", "employees_high", "status"):
        odd = both.filter(~pl.col(column).eq_missing(pl.col(f"true_{column}")))
        assert odd.select("name", column, f"true_{column}").rows() == []
