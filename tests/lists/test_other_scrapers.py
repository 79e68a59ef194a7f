"""Habits of scrapers that no list of ours has: each is understood, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscore.errors import ColumnError
from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list
from leadscore.lists.values.headcount import parse_headcount

NAMES = [f"上海{a}{b}科技有限公司" for a in "甲乙丙丁戊" for b in "子丑寅卯"]
BRANDS = [
    f"{a}{b}"
    for a in ("海底", "星云", "蓝鲸", "白桦", "青禾")
    for b in ("科技", "网络", "食品", "智造")
]
TITLES = [f"{a}开发工程师" for a in ("Java", "Python", "C++", "前端", "测试")] * 4


def imported(folder: Path, *columns: list[str]) -> Imported:
    """Import a list of these columns, each with its heading first."""
    file = folder / "list.csv"
    lines = (",".join(f'"{cell}"' for cell in row) for row in zip(*columns, strict=True))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_list(file, kind="polars")


def test_a_misspelt_heading_of_the_company(tmp_path: Path) -> None:
    """One wrong letter in the heading does not hide short names that content cannot tell."""
    found = imported(tmp_path, ["conpany", *BRANDS], ["position", *TITLES])
    assert found.mapping.columns["name"] == ("conpany",)
    assert sorted(found.leads["name"]) == sorted(BRANDS)


@pytest.mark.parametrize(
    ("company", "others"),
    [
        ("公司名称", ["外观设计", "发明授权", "2021", "2020", "public2022"]),
        ("名称", ["增发价格", "募资总额(万元)", "发行费用(万元)", "证监会行业(2012版)", "股本"]),
    ],
)
def test_one_heading_that_is_known_among_many(
    tmp_path: Path, company: str, others: list[str]
) -> None:
    """A table of figures has a header, though all but the company's heading are unknown."""
    figures = [[other, *(str(7 * i + j) for i in range(20))] for j, other in enumerate(others)]
    found = imported(
        tmp_path, ["代码", *(f"83{i}.OC" for i in range(20))], [company, *BRANDS], *figures
    )
    assert found.mapping.columns["name"] == (company,)
    assert found.leads.height == 20


def test_a_heading_that_lies_about_companies(tmp_path: Path) -> None:
    """Titles under the heading of the company are no companies; the file is refused with both."""
    with pytest.raises(ColumnError, match=r'no column holds company names.*"company_name" \(such'):
        imported(tmp_path, ["company_name", *TITLES], ["max_wages", *(["20000.0"] * 20)])


def test_benefits_are_no_facts_about_the_company(tmp_path: Path) -> None:
    """Tags such as free lunch under "company tags" make no problems."""
    tags = ["['五险一金', '带薪年假', '定期体检']", "['高新技术企业', '绩效奖金']"] * 10
    found = imported(tmp_path, ["company_name", *NAMES], ["company_tags", *tags])
    assert "profile" not in found.mapping.columns
    assert not found.problems.height


def test_days_of_other_things_are_no_days_of_posting(tmp_path: Path) -> None:
    """Neither the day a company joined a club nor that of the crawl says that it is hiring."""
    days = [f"2023-05-{i + 1:02}" for i in range(20)]
    joined = imported(tmp_path, ["Company", *NAMES], ["Date Joined", *days])
    crawled = imported(tmp_path, ["公司名称", *NAMES], ["岗位名称", *TITLES], ["当前时间", *days])
    assert "posted" not in {**joined.mapping.columns, **crawled.mapping.columns}
    assert crawled.leads["vacancies"].sum() == 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Large (35,000+ employees)", (35_000, None, "at_least")),
        ("Small-Medium (50-500 employees)", (50, 500, "band")),
        ("大型（1000人以上）", (1000, None, "at_least")),
        ("300-500人（中型）", (300, 500, "band")),
        ("1k-5k Employees (India)", (1000, 5000, "band")),
        ("50k-1 Lakh Employees (India)", (50_000, 100_000, "band")),
        ("1 Lakh+ Employees (Global)", (100_000, None, "at_least")),
    ],
)
def test_a_class_or_a_place_beside_the_headcount(
    text: str, expected: tuple[int, int | None, str]
) -> None:
    """The number counts; the words around it say less."""
    assert parse_headcount(text) == expected


def test_words_about_a_headcount_are_not_overlooked() -> None:
    """What makes a number inexact is no mere remark behind it."""
    assert parse_headcount("500 (approximately)") is None


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "cp1252"])
def test_an_english_list_with_a_few_foreign_letters(tmp_path: Path, encoding: str) -> None:
    """A handful of letters beyond ASCII are read rightly, however a spreadsheet saved the list."""
    names = [
        *(f"Acme {i} Trading Ltd" for i in range(60)),
        "Société Générale",
        "Müller GmbH",
        "Nestlé",
    ]
    lines = [f"{i},{name}\n" for i, name in enumerate(names)]
    file = tmp_path / "list.csv"
    file.write_bytes("".join(["rank,company\n", *lines]).encode(encoding))
    assert read_list(file, kind="polars").leads["name"].to_list()[-3:] == names[-3:]


def test_characters_that_were_lost_before_stand_as_they_are(tmp_path: Path) -> None:
    """A mark at the beginning says the encoding, so U+FFFD in the text is no wrong guess."""
    text = "company,about\n" + "".join(f"Acme {i} Ltd,a\ufffdb\n" for i in range(20))
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode("utf-16"))
    assert read_list(file, kind="polars").leads.height == 20
