"""Glued cells: their parts are told by what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.headcount import find_headcount
from leadscore.lists.values.profiles import (
    Side,
    is_financing,
    is_nature,
    is_profile,
    may_hold_headcount,
    profile_side,
    read_profile,
)


@pytest.mark.parametrize(
    ("text", "side", "parts"),
    [
        ("民营公司| 50-150人| 计算机软件", "after", ("民营公司", 50, 150, None, "计算机软件")),
        ("民营公司| 计算机软件", "after", ("民营公司", None, None, None, "计算机软件")),
        ("Java|民营|20-99人|计算机软件", "after", ("民营", 20, 99, None, "计算机软件")),
        ("人工智能|Python|20-99人|人力资源服务", "after", (None, 20, 99, None, "人力资源服务")),
        ("民营/50-150人/计算机软件", "after", ("民营", 50, 150, None, "计算机软件")),
        ("互联网A轮1000-9999人", "before", (None, 1000, 9999, "A轮", "互联网")),
        ("计算机软件0-20人", "before", (None, 0, 20, None, "计算机软件")),
        ("人力资源服务不需要融资20-99人", "before", (None, 20, 99, "不需要融资", "人力资源服务")),
        ("数据服务D轮及以上10000人以上", "before", (None, 10000, None, "D轮及以上", "数据服务")),
        ("其他行业未融资20-99人", "before", (None, 20, 99, "未融资", "其他行业")),
        ("PLC|工业自动化|电气调试|专用设备制造", "after", (None, None, None, None, "专用设备制造")),
        ("小程序|后端开发|全栈开发", "after", (None, None, None, None, None)),
        ("500-999人", "after", (None, 500, 999, None, None)),
    ],
)
def test_parts_are_told_by_content(
    text: str, side: Side, parts: tuple[str | int | None, ...]
) -> None:
    """Separated or not, with skills in front or without, each part is what a person reads."""
    found = read_profile(text, side)
    size = found.headcount
    ends = (size and size.low, size and size.high)
    assert (found.nature, *ends, found.financing, found.industry) == parts


def test_the_side_is_the_habit_of_the_column() -> None:
    """The industry's place is learned from the column, not from one cell."""
    assert profile_side(["互联网A轮1000-9999人", "计算机软件0-20人", "Java20-99人"]) == "before"
    assert profile_side(["Java|民营|20-99人|计算机软件", "20-99人|互联网"]) == "after"
    assert profile_side([]) == "after"


def test_vocabularies() -> None:
    """Ownership and stages are told apart; a listed company is both."""
    assert is_nature("外资(非欧美)")
    assert is_nature("有限责任公司(自然人独资)")
    assert not is_nature("A轮")
    assert is_financing("天使轮")
    assert is_financing("Series B")
    assert not is_financing("轮胎制造")
    assert is_nature("上市公司")
    assert is_financing("上市公司")


def test_a_headcount_alone_is_no_profile() -> None:
    """A profile is a headcount together with something else that is known."""
    assert not is_profile("150-500人")
    assert not is_profile("本公司有员工50-150人，欢迎加入")
    assert is_profile("互联网A轮1000-9999人")


@given(
    st.lists(
        st.sampled_from(
            [*"159１５②人名位员工职千万 -~+多余约⼈㎏,", "以上", "employees", "PEOPLE"]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_quick_look_misses_no_headcount(pieces: list[str]) -> None:
    """Whatever is found as a headcount in glued text is seen by the quick look before."""
    text = "".join(pieces)
    assert find_headcount(text) is None or may_hold_headcount(text)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """No text makes the reader fail."""
    read_profile(text)
    read_profile(text, "before")
    is_profile(text)


@pytest.mark.parametrize("blank", ["   ", " ", "\n"])
def test_labels_may_stand_behind_their_facts(blank: str) -> None:
    """What follows a fact after a blank and names its kind is no fact of its own."""
    cell = blank.join(
        [
            *("电子商务,移动互联网 领域", "D轮及以上 发展阶段", "某资本 投资机构"),
            *("2000人以上 规模", "http://www.example.com 公司主页"),
        ]
    )
    found = read_profile(cell)
    assert found.industry == "电子商务|移动互联网"
    assert found.headcount is not None
    assert (found.financing, found.headcount.low) == ("D轮及以上", 2000)
    assert found.website == "http://www.example.com"
    assert is_profile(cell)


@pytest.mark.parametrize(
    ("cell", "nature", "industry"),
    [
        ("计算机软件/民营/50-99人", "民营", "计算机软件"),
        ("互联网/电子商务/民营公司/50-150人", "民营公司", "互联网/电子商务"),
        ("教育/政府/非盈利机构/50-150人", "政府/非盈利机构", "教育"),
    ],
)
def test_slashes_stand_between_facts_and_within_labels(
    cell: str, nature: str, industry: str
) -> None:
    """A slash beside ownership or a headcount separates; one within a label belongs to it."""
    found = read_profile(cell, "before")
    assert found.headcount is not None
    assert (found.nature, found.industry) == (nature, industry)
