"""Cells of cities, provinces and addresses."""

from __future__ import annotations

import pytest

from leadscore.lists.values.places import read_address, read_city, read_place, read_region

CITIES = {
    "上海-奉贤区": ("上海", "上海", None),
    "[杭州西湖区": ("杭州", "浙江", None),
    "美国加州": (None, None, "United States"),
    "美国-新泽西": (None, None, "United States"),
    "挪威奥斯陆": (None, None, "Norway"),
    "欧洲-英国": (None, None, "United Kingdom"),
    "中国": (None, None, "China"),
    "新加坡": ("新加坡", None, None),
    "慕尼黑": ("慕尼黑", None, None),
    "其他": (None, None, None),
    "异地": (None, None, None),
    "Others": (None, None, None),
    "Remote": (None, None, None),
    "Remote - US": (None, None, "United States"),
    "Remote in Boston, MA": ("Boston", "Massachusetts", "United States"),
    "Hybrid work in Reno, NV 89501": ("Reno", "Nevada", "United States"),
    "Hybrid remote in Boise, ID": ("Boise", "Idaho", "United States"),
    "Hybrid - Kolkata": ("Kolkata", None, None),
    "London EC1N•Hybrid work": ("London", None, None),
    "San Francisco, CA, USA; Remote": ("San Francisco", "California", "United States"),
    "Remote, OR": (None, "Oregon", "United States"),
    "India": (None, None, "India"),
    "England": (None, "England", "United Kingdom"),
    "Shanghai, China": ("Shanghai", None, "China"),
    "San Jose del Cabo": ("San Jose del Cabo", None, None),
    "Frankfurt am Main": ("Frankfurt am Main", None, None),
}


@pytest.mark.parametrize("text", CITIES)
def test_a_column_of_cities(text: str) -> None:
    """City, region and country follow from the cell; an open place is none of them."""
    place = read_city(text)
    assert (place.city, place.region, place.country) == CITIES[text]


@pytest.mark.parametrize(
    "text", ["117.197708", "112.6,30.2", "101020100", "Upgrade to Premium to see salary"]
)
def test_numbers_and_sentences_are_no_places(text: str) -> None:
    """A place on the map, a code and a sentence are refused."""
    with pytest.raises(ValueError, match=r"\d|Premium"):
        read_city(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("台北市中山區", ("台湾", "台北", None)),
        ("杭州市西湖区", ("浙江", "杭州", None)),
        ("California", ("California", None, "United States")),
        ("ontario", ("Ontario", None, "Canada")),
        ("Bavaria", ("Bavaria", None, None)),
        ("美国", ("美国", None, "United States")),
        ("不限", (None, None, None)),
        ("Others", (None, None, None)),
    ],
)
def test_a_column_of_provinces(text: str, place: tuple[str | None, ...]) -> None:
    """A province column that names the city gives it; states have one spelling."""
    assert read_region(text) == place


@pytest.mark.parametrize(
    "text", ["广安门外南街43号", "金华寺东路3", "定西村286", "南京路100号", "Oak Road 5, Leeds"]
)
def test_streets_and_villages_that_begin_like_cities_are_none(text: str) -> None:
    """An address says its city only where it goes on as a place."""
    assert read_address(text) == (None, None, None)


def test_districts_with_such_letters_stay() -> None:
    """A district whose name begins with a gate is a district."""
    assert read_place("北京门头沟区石龙路") == ("北京", "北京")
    assert read_place("西宁城西区庄和广场2座") == ("青海", "西宁")
    assert read_place("天津市庄王路") == ("天津", "天津")
