"""What one row of a file says, as a person reads it; the shape that every oracle gives."""

from __future__ import annotations

import html
from dataclasses import dataclass, fields
from datetime import date

Interval = tuple[int, int | None]

# County-level cities that the files name in place of the city they belong to.
COUNTIES = {
    **dict.fromkeys(("昆山", "常熟", "张家港", "太仓", "吴江"), "苏州"),
    **dict.fromkeys(("江阴", "宜兴"), "无锡"),
    **dict.fromkeys(("启东", "如皋", "海安", "海门", "如东"), "南通"),
    **dict.fromkeys(("义乌", "东阳", "永康", "兰溪"), "金华"),
    **dict.fromkeys(("慈溪", "余姚", "宁海"), "宁波"),
    **dict.fromkeys(("海宁", "桐乡", "平湖", "嘉善", "海盐"), "嘉兴"),
    **dict.fromkeys(("诸暨", "上虞"), "绍兴"),
    **dict.fromkeys(("乐清", "瑞安"), "温州"),
    **dict.fromkeys(("晋江", "石狮"), "泉州"),
    **dict.fromkeys(("泰兴", "靖江", "兴化"), "泰州"),
    **dict.fromkeys(("丹阳", "句容", "扬中"), "镇江"),
    **dict.fromkeys(("仪征",), "扬州"),
    **dict.fromkeys(("溧阳", "金坛"), "常州"),
    **dict.fromkeys(("温岭", "临海", "玉环"), "台州"),
    **dict.fromkeys(("长兴", "德清", "安吉"), "湖州"),
    **dict.fromkeys(("临安", "建德", "桐庐", "淳安"), "杭州"),
    **dict.fromkeys(("武安",), "邯郸"),
    **dict.fromkeys(("大冶",), "黄石"),
    **dict.fromkeys(("三河", "霸州"), "廊坊"),
    **dict.fromkeys(("延吉",), "延边"),
    **dict.fromkeys(("库尔勒",), "巴音郭楞"),
    **dict.fromkeys(("公主岭",), "长春"),
    **dict.fromkeys(("邹城", "兖州"), "济宁"),
    **dict.fromkeys(("滕州",), "枣庄"),
    **dict.fromkeys(("龙口", "莱阳", "招远"), "烟台"),
    **dict.fromkeys(("诸城", "寿光"), "潍坊"),
    **dict.fromkeys(("莱芜",), "济南"),  # a district of Jinan since 2019
    **dict.fromkeys(("巩义", "新郑", "新密"), "郑州"),
}
# Not a city: a province, a country, or words that say that the place is open.
NO_CITY = frozenset(
    [
        "河北",
        "山西",
        "辽宁",
        "吉林省",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "海南",
        "四川",
        "贵州",
        "云南",
        "陕西",
        "甘肃",
        "青海",
        "台湾",
        "内蒙古",
        "广西",
        "西藏",
        "宁夏",
        "新疆",
        "全国",
        "国外",
        "异地招聘",
        "日本",
        "印度尼西亚",
        "老挝",
        "阿联酋",
    ]
)


@dataclass(frozen=True)
class Said:
    """One row as its raw text reads; a null means that the row does not say.

    ``near`` is other text of the row from which a city may follow that no column gives.
    A headcount is lowest and highest, null for no upper end; an industry is the set of its labels.
    """

    row: int
    company: str | None = None
    headcount: Interval | None = None
    industry: frozenset[str] | None = None
    title: str | None = None
    city: str | None = None
    date: date | None = None
    near: str = ""


FIELDS = tuple(field.name for field in fields(Said) if field.name not in ("row", "near"))


def words(text: str | None) -> str | None:
    """Return the text without the blanks around and repeated within it; null for none.

    What a page wrote for a mark, such as ``&amp;``, is the mark.
    """
    bare = html.unescape(text or "").replace("\u200b", "")
    return None if bare.strip() in ("", "/", "-") else " ".join(bare.split())


def chinese_city(text: str | None) -> str | None:
    """Return the city that a bare place name such as ``昆山`` or ``山东省`` belongs to."""
    place = (text or "").strip()
    if not place or place in NO_CITY or place.endswith("省"):
        return None
    if place == "吉林市":  # so called to tell it from the province
        return place
    for suffix in ("市", "州", "地区"):
        place = place.removesuffix(suffix) if len(place) > 2 else place
    return COUNTIES.get(place, place)


def labels(parts: list[str]) -> frozenset[str] | None:
    """Return a set of labels; null when there is none."""
    return frozenset(part.strip() for part in parts if part.strip() not in ("", "不限")) or None
