"""Titles, department text and the contact's title become the customer type."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.errors import ArgumentError
from leadscore.standards.agencies import is_agency
from leadscore.standards.hr import classify_hr, department_types, hr_type
from leadscore.standards.titles import HR_TYPES, hr_title

TITLES = [
    "人力资源总监",
    "HRBP",
    "招聘专员",
    "培训主管",
    "人力资源经理",
    "人事专员",
    "行政人事专员",
    "会计",
]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("人力资源部", "A|B"),
        ("人事部", "A|B"),
        ("HR Department", "A|B"),
        ("组织部", "A|B"),
        ("人力行政部", "C"),
        ("行政人事部", "C"),
        ("综合管理部", "C"),
        ("HR & Administration", "C"),
        ("HR共享服务中心", "A"),
        ("企业大学", "A"),
        ("人才发展部", "A"),
        ("没有人力资源部", "B|C"),
        ("销售部", None),
    ],
)
def test_departments_give_their_types(text, types):
    """An HR department of its own is A or B, a merged one C, shared services and the like A."""
    found = department_types(text)
    assert (found and found[0]) == types


@pytest.mark.parametrize(
    ("titles", "department", "contact", "types"),
    [
        ("人力资源总监|行政人事专员", None, None, "A"),
        ("人力资源经理", None, None, "B"),
        ("行政人事专员", None, None, "C"),
        ("人事文员", None, None, "C"),
        ("招聘主管|培训主管", None, None, "A"),
        ("招聘主管|招聘专员", None, None, "A|B"),
        (None, "人力资源部", None, "A|B"),
        ("人力资源经理", "人力资源部", None, "A|B"),
        ("人力资源经理", "行政人事部", None, "B"),
        (None, None, "人力资源总监", "A"),
        (None, None, "总经理", None),
        ("会计|销售", None, None, None),
        (None, None, None, None),
    ],
)
def test_evidence_is_joined_and_the_higher_type_wins(titles, department, contact, types):
    """A director beside merged clerks is type A; two functions are a divided department."""
    assert hr_type(titles, department, contact, None)[0] == types


def test_an_agencys_posts_say_nothing_about_the_agency():
    """HR posts of an agency are its clients': null, and the reason is said."""
    types, why = hr_type("人力资源总监", None, None, agency=True)
    assert types is None
    assert why is not None
    assert "other companies" in why
    assert hr_type("人力资源总监", "人力资源部", None, agency=True)[0] == "A|B"


def test_evidence_is_said_in_both_languages():
    """The evidence names the title and what it was taken for."""
    leads = pl.DataFrame({"hr_titles": ["前台兼人事助理"]})
    assert classify_hr(leads)["hr_type_why"][0] == (
        'post "前台兼人事助理": HR merged with administration'
    )
    assert classify_hr(leads, lang="zh")["hr_type_why"][0] == "职位“前台兼人事助理”：人事与行政合并"


def test_long_titles_are_cut_in_the_evidence():
    """A scraped title of any length leaves a sentence of readable length."""
    why = hr_type("人事专员" + "五险一金" * 30, None, None, None)[1]
    assert why is not None
    assert len(why) < 80


def test_a_wrong_language_is_refused():
    """The nearest language is named."""
    with pytest.raises(ArgumentError, match='lang="eng" is not known; allowed: en, zh'):
        classify_hr(pl.DataFrame({"hr_titles": ["HR"]}), lang="eng")


def test_absent_columns_and_empty_frames_are_unknown():
    """A frame without any of the columns gives null facts, one per row."""
    assert classify_hr(pl.DataFrame({"name": ["a", "b"]})).rows() == [(None, None), (None, None)]
    assert classify_hr(pl.DataFrame(schema={"hr_titles": pl.String})).height == 0


@given(st.lists(st.sampled_from(TITLES), min_size=1, max_size=6), st.randoms())
def test_the_order_of_titles_and_repeats_change_nothing(titles, random):
    """Type and evidence are those of the set of titles."""
    shuffled = [*titles]
    random.shuffle(shuffled)
    first = hr_type("|".join(titles), None, None, None)
    assert hr_type("|".join(shuffled), None, None, None) == first
    assert hr_type("|".join([*titles, *titles]), None, None, None) == first


@given(st.lists(st.sampled_from(TITLES), max_size=5), st.sampled_from(TITLES))
def test_one_more_title_never_lowers_the_type(titles, more):
    """The best and the worst type still possible only rise with more posts."""
    before = hr_type("|".join(titles), None, None, None)[0]
    after = hr_type("|".join([*titles, more]), None, None, None)[0]
    if before is not None:
        assert after is not None
        assert after[0] <= before[0]
        assert after[-1] <= before[-1]
        assert set(after.split("|")) <= set(HR_TYPES)


@given(st.permutations(range(8)))
def test_row_order_changes_nothing(order):
    """Each company is judged alone."""
    leads = pl.DataFrame({"hr_titles": TITLES, "agency": [None, True] * 4})
    assert classify_hr(leads[order]).equals(classify_hr(leads)[order])


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("上海某某人力资源服务有限公司", True),
        ("某某人力资源有限公司", True),
        ("某某劳务派遣有限公司", True),
        ("某某人才服务（上海）有限公司", True),
        ("某外资猎头公司", True),
        ("Example Staffing Inc.", True),
        ("Example Human Resources Consulting Ltd", True),
        ("某某市人力资源和社会保障局", None),
        ("某某人力资源学院", None),
        ("某某人力资源软件有限公司", None),
        ("某某建筑劳务有限公司", None),
        ("某某精密机械有限公司", None),
        ("Example Recruitment Software Ltd", None),
        (None, None),
    ],
)
def test_agencies_are_known_by_their_names(name, agency):
    """The trade must be named; authorities, schools, builders and software makers are none."""
    assert is_agency(name) is agency


def test_a_headhunters_title_makes_an_agency():
    """A consultancy that seeks headhunters is an agency, a firm that seeks recruiters is not."""
    assert is_agency("某某企业管理有限公司", ["猎头顾问"]) is True
    assert is_agency("某某企业管理有限公司", ["招聘专员"]) is None


def test_real_titles_one_board_district():
    """Of the board's titles of all kinds about 140 at 82 companies are HR posts, judged by hand."""
    openpyxl = pytest.importorskip("openpyxl")
    path = shared("51job_2019_fengxian_xlsx") / "qianchengwuyou.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [(str(r[1]), r[2]) for r in book.active.iter_rows(values_only=True)]
    found = [(title, company) for title, company in rows if hr_title(title)]
    assert 133 <= len(found) <= 147
    assert 78 <= len({company for _, company in found}) <= 86


def test_real_titles_with_a_prefix():
    """Where every title begins with 招聘, only those that name an HR post behind it count."""
    folder: Path = shared("liepin_2019_named_zhilian")
    with next(folder.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        titles = [row["岗位名称"] for row in csv.DictReader(file)]
    assert sum(title.startswith("招聘") for title in titles) > 3900
    assert sum(hr_title(title) is not None for title in titles) < 30
    assert not [t for t in titles if (post := hr_title(t)) and post.key == "recruiting"]
