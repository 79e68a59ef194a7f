"""Samples are what they say: seeded, of the size asked for, with truth that holds in their rows."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from leadscore.errors import ArgumentError, FileError
from leadscore.samples import (
    Sample,
    make_brands,
    make_directory,
    make_english,
    make_leads,
    make_vacancies,
    write_samples,
)

DATA = Path(__file__).parent.parent / "data"
MAKERS = (make_vacancies, make_directory, make_english)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sheet(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_folder_data_is_what_the_program_writes(tmp_path: Path) -> None:
    """The files in data/ are those of ``python -m leadscore.samples``, byte for byte."""
    for path in write_samples(tmp_path):
        shipped = DATA / path.name
        if path.suffix == ".xlsx":
            assert sheet(path) == sheet(shipped)
        else:
            assert digest(path) == digest(shipped), path.name


def test_folder_data_is_small() -> None:
    """The sample files are small enough for git."""
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 1_500_000


def test_the_same_sample_gives_the_same_workbook(tmp_path: Path) -> None:
    """Writing a directory twice gives the same bytes."""
    for name in ("a.xlsx", "b.xlsx"):
        make_directory(50, seed=3).write(tmp_path / name)
    assert digest(tmp_path / "a.xlsx") == digest(tmp_path / "b.xlsx")


@settings(max_examples=25)
@given(rows=st.integers(1, 900), seed=st.integers(0, 50), maker=st.sampled_from(MAKERS))
def test_any_size_and_seed_works_and_repeats_itself(rows: int, seed: int, maker) -> None:  # type: ignore[no-untyped-def]
    """A sample has the rows asked for, unique company names, and is the same the next time."""
    sample = maker(rows, seed)
    assert sample.rows.height == rows
    assert sample.truth["name"].n_unique() == sample.truth.height
    assert sample.rows.equals(maker(rows, seed).rows)


def test_another_seed_gives_other_companies() -> None:
    """Two seeds do not share a company."""
    one, two = (set(make_vacancies(300, seed).truth["name"]) for seed in (1, 2))
    assert not one & two


def test_rows_without_mess_are_companies_of_the_truth() -> None:
    """Every row is a company of the truth, a blank row or the header again; nothing else."""
    sample = make_vacancies(3000, 1)
    names = sample.rows["公司名称"].str.replace_all(r"[\s\u00a0]", "")
    names = names.str.replace("(", "（", literal=True).str.replace(")", "）", literal=True)
    known = set(sample.truth["name"])
    odd = names.drop_nulls().filter(~names.drop_nulls().is_in(sorted(known))).to_list()
    assert names.null_count() == sample.mess["blank"] == 7
    assert odd == ["公司名称"] * sample.mess["header"]
    assert set(names.drop_nulls()) - {"公司名称"} == known


def test_vacancies_have_the_kinds_of_mess() -> None:
    """The job-board list shows each kind of disorder that it promises."""
    rows = make_vacancies(3000, 1).rows
    titles, sizes = rows["职位名称"].drop_nulls(), rows["公司规模"].drop_nulls()
    assert 0.3 < rows["公司信息"].count() / rows.height < 0.6
    assert sizes.str.contains("[０-９]").any()
    assert sizes.str.contains("\u00a0").any()
    assert {"-", "不限", "未公开", "N/A"} <= set(sizes)
    assert {"少于15人", "100-299人", "100-499人"} <= set(sizes)
    assert titles.str.starts_with("招聘").any()
    assert titles.str.starts_with("=").any()
    assert {"前台兼人事助理", "猎头顾问", "人力资源总监"} <= set(titles)
    assert rows["公司名称"].drop_nulls().str.contains("(", literal=True).any()


def test_truth_of_hr_posts_stands_in_the_rows() -> None:
    """A company with HR posts in the truth has posts with its type's titles."""
    sample = make_vacancies(2000, 4)
    clear = {
        "A": "人力资源总监|HRBP|薪酬福利|组织发展|业务伙伴",
        "C": "人事专员|人事行政|人事助理|人事文员|行政人事",
    }
    for kind, pattern in clear.items():
        true = sample.truth.filter((pl.col("hr_type") == kind) & (pl.col("hr_posts") > 0))
        rows = sample.rows.filter(pl.col("职位名称").str.contains(pattern))
        names = rows["公司名称"].str.replace_all(r"[\s\u00a0]", "")
        names = names.str.replace("(", "（", literal=True).str.replace(")", "）", literal=True)
        assert set(true["name"]) <= set(names)


def test_size_of_truth_fits_the_band_shown() -> None:
    """The true headcount lies in the band that the list shows."""
    truth = make_vacancies(2000, 2).truth.drop_nulls("employees_low")
    top = pl.col("employees_high").fill_null(10**9)
    assert truth.filter(~pl.col("employees").is_between(pl.col("employees_low"), top)).is_empty()


def test_numbers_belong_to_nobody() -> None:
    """Telephones are of ranges that nobody has, hosts end in .example."""
    rows = make_directory(400, 1).rows
    phones = rows.select(pl.concat_str("电话", "更多电话", separator=" ", ignore_nulls=True))
    for text in phones.to_series().drop_nulls():
        for phone in text.replace(".0", "").split():
            assert re.fullmatch(r"1380000\d{4}|0\d{2,3}-9999\d{4}|138\*{4}\d{4}", phone)
    mails = rows["邮箱"].drop_nulls()
    assert mails.str.ends_with(".example").all()
    english = make_english(300, 1).rows["Phone"].drop_nulls()
    assert english.str.contains(r"-555-01\d\d$").all()


def test_contact_of_truth_is_what_the_directory_shows() -> None:
    """A named contact has a name and a mobile; a masked number alone is no contact."""
    sample = make_directory(300, 5)
    rows = sample.rows.unique("企业名称", keep="first").rename({"企业名称": "name"})
    both = sample.truth.join(rows, on="name")
    named = both.filter(pl.col("contact") == "named")
    assert named["联系人"].null_count() == 0
    assert named["电话"].str.starts_with("1380000").all()
    assert both.filter(pl.col("contact") == "none")["电话"].str.contains("*", literal=True).all()


def test_lists_share_their_companies() -> None:
    """The directory, the vacancies and the brands of one seed speak of the same companies."""
    vacancies, directory = make_vacancies(600, 7).truth, make_directory(400, 7).truth
    assert set(vacancies["name"]) <= set(directory["name"])
    brands = make_brands(200, 7).truth
    shared = brands.join(directory, on="name", how="inner")
    assert shared.height > 0
    assert shared["known_brand"].all()


def test_leads_hold_sets_and_unknown_values() -> None:
    """Benchmark leads have unique ids, sets of possible values and nulls."""
    leads = make_leads(2000, 1)
    assert leads["lead_id"].n_unique() == 2000
    assert leads["size"].str.contains("|", literal=True).any()
    assert leads["hr_type"].null_count() > 0


def test_wrong_arguments_are_told() -> None:
    """Rows below 1, seeds below 0 and unknown endings are refused with the reason."""
    with pytest.raises(ArgumentError, match="rows must be a whole number from 1 on, found 0"):
        make_vacancies(0)
    with pytest.raises(ArgumentError, match="seed must be a whole number from 0 on, found -1"):
        make_english(5, seed=-1)
    with pytest.raises(ArgumentError, match=r"allowed: \.csv, \.xlsx"):
        make_english(5).write("list.xls")


def test_unwritable_folder_is_told() -> None:
    """A sample that cannot be written says so."""
    sample = Sample(pl.DataFrame({"a": ["1"]}), pl.DataFrame())
    with pytest.raises(FileError, match="Cannot write"):
        sample.write("no-such-folder/list.csv")
