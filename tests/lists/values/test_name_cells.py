"""Cells that name a company: what else stands in them is taken off, and what is no name is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists import read_list
from leadscore.lists.values.name_cells import NameHabits, is_no_name, name_habits, name_in_cell


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Tarnvale Systems\n3.6", "Tarnvale Systems"),
        ("3.6\nTarnvale Systems", "Tarnvale Systems"),
        ("Tarnvale4.22059  Reviews", "Tarnvale"),
        ("Tarnvale Systems 35 Reviews", "Tarnvale Systems"),
        ("Tarnvale Systems\nLtd.", "Tarnvale Systems Ltd."),
        ("Brindle\nTarnvale Foods Limited", "Brindle"),
        ("青禾网络\n                         “”", "青禾网络"),
        ("青禾\n上海青禾网络科技有限公司", "上海青禾网络科技有限公司"),
        ("上海青禾网络科技\n有限公司", "上海青禾网络科技有限公司"),
        ("青禾建築師事務所                     建築設計業", "青禾建築師事務所"),
        ("青禾集團_天澤汽車股份有限公司", "天澤汽車股份有限公司"),
        ("Tarnvale Inc._青禾股份有限公司", "青禾股份有限公司"),
    ],
)
def test_the_name_is_taken_out(cell: str, name: str) -> None:
    """Ratings, reviews, empty quotation marks, brands and further lines go."""
    assert name_in_cell(cell) == name


@pytest.mark.parametrize(
    "name",
    [
        "Agency 2.0",
        "Red 93.5",
        "3D打印  科技",
        "1 Source",
        "智联招聘",
        "工程师_测试_上海",
        "A_B",
        "TREND_SETTER PTE LTD",
        "“青禾”",
    ],
)
def test_a_name_stays_as_it_is(name: str) -> None:
    """What could be a part of one name is taken off only where most of the column has it."""
    assert name_in_cell(name) == name


def test_habits_are_those_of_the_column() -> None:
    """Ratings, words for recruiting, rising list numbers and padding count when many have them."""
    rated = name_habits(["Tarnvale 3.6", "Quillmoor 4.1", "Brindle", None])
    assert rated == NameHabits(rated=True)
    assert name_in_cell("Tarnvale 3.6", rated) == "Tarnvale"
    recruiting = name_habits(["青禾科技招聘", "天泽软件研发部招聘", "山海教育校园招聘"])
    assert recruiting == NameHabits(recruiting=True)
    assert name_in_cell("天泽软件研发部招聘", recruiting) == "天泽软件"
    numbered = name_habits(["1.青禾公司", "2、天泽公司", "3 山海公司", "4.青鸟公司"])
    assert numbered == NameHabits(numbered=True)
    assert name_in_cell("4.青鸟公司", numbered) == "青鸟公司"
    assert name_habits(["7.青禾公司", "3.天泽公司", "1.山海公司"]) == NameHabits()
    padded = name_habits(["青禾      设计业", "天泽      零售业"])
    assert name_in_cell("青禾      设计业", padded) == "青禾"
    assert name_habits([]) == name_habits([None, "Agency 2.0"]) == NameHabits()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        *(
            (text, True)
            for text in ("合计", "總計：2家", "共3家", "一、山海区（2家）", "Grand Total")
        ),
        *((text, True) for text in ("13800000000", "“”", "-", "保密", "上海某路1号点击查看地图")),
        *((text, True) for text in ("备注：以上信息由各单位提供", "第1页/共3页", "同上")),
        *(
            (text, False)
            for text in (
                "360",
                "5",
                "12306",
                "Total",
                "合计科技有限公司",
                "共享单车",
                "五百家(500家)",
            )
        ),
    ],
)
def test_what_names_no_company(text: str, wrong: bool) -> None:
    """Sums, headings of parts, numbers and unnamed companies are no names; short brands are."""
    assert is_no_name(text) == wrong


@given(
    st.text(max_size=40) | st.text(alphabet="青禾 公司\n_12.3招聘Reviews()“”", max_size=30),
    st.builds(NameHabits, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_no_name_holds_a_line_break(cell: str, habits: NameHabits) -> None:
    """Whatever a cell holds, its name is one line and is not lost."""
    name = name_in_cell(cell, habits)
    assert "\n" not in name
    assert "\r" not in name
    assert bool(name) >= bool(cell.strip())


def test_ratings_make_no_companies(tmp_path: Path) -> None:
    """Rows that differ in the rating behind the name are one company, without a conflict."""
    file = tmp_path / "list.csv"
    rows = ['"Tarnvale Systems\n3.6",Analyst', '"Tarnvale Systems\n3.7",Engineer']
    file.write_text("\n".join(["Company Name,Job Title", *rows, "Tarnvale Systems,Clerk", ""]))
    imported = read_list(file, kind="polars")
    assert imported.leads["name"].to_list() == ["Tarnvale Systems"]
    assert imported.leads["vacancies"].to_list() == [3]
    assert imported.duplicates["rule"].to_list() == ["same name"]
    raw = imported.trail(imported.leads["lead_id"][0]).filter(field="name")
    assert raw["raw"].to_list()[0] == "Tarnvale Systems\n3.6"
    assert set(raw["status"]) == {"in the lead"}


def test_sums_are_in_the_problems(tmp_path: Path) -> None:
    """A row that sums up is no lead; list numbers are no part of the names."""
    file = tmp_path / "list.csv"
    file.write_text("企业名称,县区\n1.青禾科技有限公司,甲区\n2.天泽电子有限公司,甲区\n合计：2家,\n")
    imported = read_list(file, kind="polars")
    assert imported.leads["name"].to_list() == ["青禾科技有限公司", "天泽电子有限公司"]
    assert imported.problems.select("row", "problem").rows() == [(4, "not a company name")]
