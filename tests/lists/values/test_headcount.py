"""Text to an interval of employees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.headcount import LARGEST, find_headcount, parse_headcount

HEADCOUNTS = {
    "1萬人以上": (10_000, None, "at_least"),
    "數百人": (200, 999, "about"),
    "員工1200人": (1200, 1200, "exact"),
    "100人以上500人以下": (100, 500, "band"),
    "3,40,000": (340_000, 340_000, "exact"),
    "1,00,000+ employees": (100_000, None, "at_least"),
    "1k-5k": (1000, 5000, "band"),
    "101-250 Emp": (101, 250, "band"),
    "Myself Only": (1, 1, "exact"),
    "120 (est.)": (108, 132, "about"),
    "c. 120": (108, 132, "about"),
    "200 employees worldwide": (200, 200, "exact"),
    "10-Feb": (2, 10, "band"),
    "Oct-50": (10, 50, "band"),
    "1.200": (1200, 1200, "exact"),
    "50-150\uf417": (50, 150, "band"),
    "150-500人": (150, 500, "band"),
    "少于15人": (0, 14, "at_most"),
    "2000人以上": (2000, None, "at_least"),
    "１００－２９９人": (100, 299, "band"),
    "\u00a0\u00a050-150人 \u00a0": (50, 150, "band"),
    "501-1,000 employees": (501, 1000, "band"),
    "10,001+ employees": (10_001, None, "at_least"),
    "1 employee": (1, 1, "exact"),
    "约3千人": (2700, 3300, "about"),
    "五百人以上": (500, None, "at_least"),
    "三至五百人": (300, 500, "band"),
    "1.2万人": (12_000, 12_000, "exact"),
    "3万+": (30_000, None, "at_least"),
    "上万人": (10_000, None, "at_least"),
    "十来人": (8, 12, "about"),
    "数百人": (200, 999, "about"),
    "50人以下": (0, 50, "at_most"),
    "240": (240, 240, "exact"),
    "员工人数：1200": (1200, 1200, "exact"),
    "1-49人": (1, 49, "band"),
    "10000人以上": (10_000, None, "at_least"),
    "100~300人": (100, 300, "band"),
    "100—300人": (100, 300, "band"),
    "100到300人": (100, 300, "band"),
    "50人-150人": (50, 150, "band"),
    "1-2万人": (10_000, 20_000, "band"),
    "500-1千人": (500, 1000, "band"),
    "一百余人": (101, 199, "about"),
    "200多人": (201, 299, "about"),
    "员工1200余人": (1201, 1299, "about"),
    "近千人": (900, 1000, "about"),
    "20人左右": (18, 22, "about"),
    "七八十人": (70, 89, "about"),
    "七八人": (7, 8, "about"),
    "三五百人": (300, 599, "about"),
    "十几人": (11, 19, "about"),
    "几十人": (20, 99, "about"),
    "<50": (0, 49, "at_most"),
    "under 50": (0, 49, "at_most"),
    ">1000": (1001, None, "at_least"),
    "超过1000人": (1001, None, "at_least"),
    "≥300人": (300, None, "at_least"),
    "不超过50人": (0, 50, "at_most"),
    "100人（含）以上": (100, None, "at_least"),
    "1001-5000人（含）": (1001, 5000, "band"),
    "1000+": (1000, None, "at_least"),
    "5k": (5000, 5000, "exact"),
    "1.5K employees": (1500, 1500, "exact"),
    "500–1000": (500, 1000, "band"),
    "10 000": (10_000, 10_000, "exact"),
    "240.0": (240, 240, "exact"),
    "3000名员工": (3000, 3000, "exact"),
    "公司规模:100-499人": (100, 499, "band"),
    "between 10 and 50 employees": (10, 50, "band"),
    "Self-employed": (1, 1, "exact"),
    "51-200": (51, 200, "band"),
    "Nov-50": (11, 50, "band"),
}
OTHERS = [
    *("Canton, Ohio", "计算机软件", "人力资源服务", "人工智能", "机器人", "A轮", "招2人", "若干人"),
    *("通信/电信运营、增值服务", "2019-09-13", "13812345678", "021-12345678", "010-12345678"),
    *("15k-30k", "1-1.5万/月", "4.5-6千/月", "1-1.5万", "8千-1.1万", "8千-1.1万·13薪", "12-18K"),
    *("500-100", "500-100人", "2018-2020", "3-5年", "100元/天", "第一人民医院", "千人计划", "9.5"),
    *("50%", "¥500", "0", "0人", "百度", "1e3", "", "-", "N/A", "不限", "未公开", None),
]


@pytest.mark.parametrize("text", HEADCOUNTS)
def test_a_headcount_is_the_interval_a_person_would_write_down(text: str) -> None:
    """Every form of a headcount gives its interval and the way it was said."""
    assert parse_headcount(text) == HEADCOUNTS[text]


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_no_headcount(text: str | None) -> None:
    """Labels with the word for people, pay, dates, phones and blanks give nothing."""
    assert parse_headcount(text) is None


def test_a_bare_number_needs_a_known_column() -> None:
    """Without a unit only the bands that job boards use are taken for a headcount."""
    assert parse_headcount("240", bare_number=False) is None
    assert parse_headcount("8001-10000", bare_number=False) is None
    assert parse_headcount("51-200", bare_number=False) == (51, 200, "band")
    assert parse_headcount("240人", bare_number=False) == (240, 240, "exact")


@pytest.mark.parametrize(
    ("text", "interval", "rest"),
    [
        ("互联网A轮1000-9999人", (1000, 9999, "band"), "互联网A轮"),
        ("计算机软件0-20人", (0, 20, "band"), "计算机软件"),
        ("汽车生产已上市10000人以上", (10_000, None, "at_least"), "汽车生产已上市"),
        ("A轮少于15人", (0, 14, "at_most"), "A轮"),
        ("互联网１００－４９９人", (100, 499, "band"), "互联网"),
        ("360人力资源100-499人", (100, 499, "band"), "360人力资源"),
        ("O2O100-499人", (100, 499, "band"), "O2O"),
    ],
)
def test_a_headcount_is_cut_out_of_glued_text(
    text: str, interval: tuple[int, int | None, str], rest: str
) -> None:
    """Industry, stage and size with nothing between them come apart at the right place."""
    found = find_headcount(text)
    assert found is not None
    headcount, start, end = found
    assert headcount == interval
    assert text[:start] + text[end:] == rest


@pytest.mark.parametrize("text", ["360人力资源", "第一人民医院", "招2人", "5人工智能", None, ""])
def test_glued_text_without_a_headcount_stays_whole(text: str | None) -> None:
    """A number before a word that begins with the sign for people is no headcount."""
    assert find_headcount(text) is None


@given(st.text(alphabet="0123456789-~人千万百十约少于以上下+,. k员工招一三五数几", max_size=14))
def test_intervals_are_sound(text: str) -> None:
    """Whatever the text, nothing is raised and an interval is never empty or absurd."""
    found = parse_headcount(text)
    if found is not None:
        assert found.low is not None
        assert 0 <= found.low <= (found.high if found.high is not None else LARGEST) <= LARGEST


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    """Parsing never raises, and what is found lies where it is said to lie."""
    parse_headcount(text)
    found = find_headcount(text)
    assert found is None or 0 <= found[1] < found[2] <= len(text)


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.sampled_from(["-", "~", "—", "至", "－"]))
def test_every_band_reads_back(low: int, more: int, dash: str) -> None:
    """A band that is written is the band that is read."""
    found = parse_headcount(f"{low}{dash}{low + more}人")
    assert found is not None
    assert found[:2] == (low, low + more)


@pytest.mark.parametrize("text", ["0余人", "0多人", "00多人", "0万余人", "0余名员工"])
def test_more_than_nobody_is_no_headcount(text: str) -> None:
    """Zero and a bit more says nothing, and is answered at once."""
    assert parse_headcount(text) is None
    assert find_headcount(text) is None
