"""Places of China."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.lists.values.regions import Region, find_region, region_of_code, split_region
from leadscore.lists.values.uscc import clean_uscc, uscc_region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("上海-奉贤区", Region("上海", "上海", "奉贤区")),
        ("北京·海淀区·中关村", Region("北京", "北京", "海淀区")),
        ("山东省", Region("山东")),
        ("吉林", Region("吉林")),
        ("吉林市", Region("吉林", "吉林市")),
        ("深圳-宝安区", Region("广东", "深圳", "宝安区")),
        ("广东省深圳市南山区科技园", Region("广东", "深圳", "南山区")),
        ("江苏苏州昆山", Region("江苏", "苏州", "昆山")),
        ("成都-高新区", Region("四川", "成都")),
        ("Canton, Ohio", None),
        ("世纪大道1500号", None),
        ("中国", None),
        ("", None),
        (None, None),
    ],
)
def test_a_cell_names_its_place(text: str | None, region: Region | None) -> None:
    """Provinces, cities and districts are read with any separator between them."""
    assert find_region(text) == region


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("上海大同商贸", "大同商贸"),
        ("朝阳县大山苗圃", "大山苗圃"),
        ("北京区块链科技", "区块链科技"),
        ("超市管理", "超市管理"),
        ("东方电气", "东方电气"),
    ],
)
def test_a_brand_that_is_also_a_place_stays(text: str, rest: str) -> None:
    """Only places that lie in one another are taken off the front of a name."""
    assert split_region(text)[1] == rest


def test_codes_are_looked_up() -> None:
    """Four digits give the city, two the province, and others nothing."""
    assert region_of_code("370211") == Region("山东", "青岛")
    assert region_of_code("429004") == Region("湖北")
    assert region_of_code("100000") is None


@given(st.text(max_size=40) | st.text(alphabet="北京上海市区县吉林省朝阳州大同·-", max_size=14))
def test_any_text_is_survived(text: str) -> None:
    """Nothing is raised, and what is left is the end of the text."""
    assert text.endswith(split_region(text)[1]) or not split_region(text)[1]
    find_region(text)


def test_codes_agree_with_the_register() -> None:
    """In 200,000 registrations the province of the code is the one of the row, the city nearly."""
    path = shared("cn_registrations_slice") / "registrations.csv"
    provinces = cities = rows = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            region = uscc_region(clean_uscc(row["统一社会信用代码"]))
            if region is None or region.province is None:
                continue
            rows += 1
            provinces += region.province in row["所在省份"]
            same = region.city is None or region.city in (region.province, row["地区"])
            cities += same or row["地区"].startswith(region.city[:2])
    assert rows > 190_000
    assert provinces / rows > 0.999
    assert cities / rows > 0.995
