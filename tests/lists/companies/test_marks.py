"""Marks: shops, branches, organisations and companies by their names; agencies as the standard."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.companies.marks import agency_names, agency_titles, kind_of_names
from leadscore.standards.agencies import is_agency


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("company", "上海甲乙餐饮管理有限公司 甲乙酒店管理(青岛)有限公司 云岭机械厂 云岭集团"),
        ("branch", "云岭科技有限公司徐汇分公司 云岭银行青岛分行 云岭餐饮有限公司(五四广场店)"),
        ("shop", "甲乙火锅(五四广场店) 老王家常菜 云岭大药房 云岭超市 甲乙烘焙（台东店）"),
        ("organisation", "云岭市第一中学 云岭区人民政府 云岭市人民医院 云岭行业协会"),
    ],
)
def test_kinds_of_names(kind: str, names: str) -> None:
    """Names say what they are by their endings; full-width brackets make no difference."""
    every = names.split()
    assert kind_of_names(pl.Series(every)).to_list() == [kind] * len(every)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "organisation",
            "云岭市第四人民医院（云岭市精神卫生中心） 云岭石油大学(华东) 云岭中学（石羊校区） "
            "川城第九十六中学（北二门） 云岭小学（马庙１号院东北） 云岭信息中心（云岭测绘中心） "
            "云岭区民政局 云岭市财政局 云岭省水利厅 云岭监狱 云岭消防救援大队 云岭区气象站 "
            "云岭街道办事处 云岭市公安局山海分局",
        ),
        (
            "branch",
            "云岭科技有限公司北京办事处 云岭电信有限公司山海分局 云岭石油有限公司城北加油站 "
            "云岭保险有限公司(客户服务中心)",
        ),
        (
            "company",
            "云岭投资管理中心（有限合伙） 云岭设计院(有限公司) 云岭合作社(普通合伙)",
        ),
        ("shop", "云岭美容学院（五四店） 云岭快餐（火车站） 云岭广场"),
        (None, "云岭科技大厦 云岭皮肤管理中心 云岭味局"),
    ],
)
def test_brackets_and_parts(kind: str | None, names: str) -> None:
    """A second name or a gate in brackets says nothing; a part of a company is its branch."""
    every = names.split()
    assert kind_of_names(pl.Series(every)).to_list() == [kind] * len(every)


def test_descriptions_in_the_place_of_names() -> None:
    """A client that a headhunter does not name is marked; a name with such a word in it is not."""
    described = "某公司 某知名互联网公司 苏州某汽车零部件公司 成都市某科技有限公司"
    names = [
        *described.split(),
        "知名汽车零部件企业",
        "公司保密",
        "Confidential",
        "Stealth Startup",
    ]
    assert kind_of_names(pl.Series(names)).to_list() == ["anonymous"] * len(names)
    named = "云岭大型冶金机电实业有限公司 上海言某信息科技有限公司 云岭知名度传媒有限公司"
    names = [*named.split(), "云岭大型构件公司"]
    assert kind_of_names(pl.Series(names)).to_list() == ["company"] * len(names)


def test_english_names() -> None:
    """An English legal form is a company; a name that says nothing has no kind."""
    names = ["Acme Trading Co., Ltd.", "Beta Inc", "Gamma Restaurant", "Delta University", "Omega"]
    expected = ["company", "company", "shop", "organisation", None]
    assert kind_of_names(pl.Series(names)).to_list() == expected


PARTS = (
    "猎头 人力资源 劳务派遣 人才 服务 有限 公司 上海 建筑 局 ＲＰＯ 渠道 顾问 executive search 软件"
)
TEXTS = st.lists(st.sampled_from(PARTS.split()), min_size=1, max_size=4).map("".join)


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_the_quick_look_misses_no_agency(rows: list[tuple[str, str]]) -> None:
    """What the standard calls an agency, by name or title, is marked, and nothing else."""
    frame = pl.DataFrame(rows, schema=["name", "title"], orient="row")
    expected = [bool(is_agency(name, [title])) for name, title in rows]
    found = agency_names(frame["name"]) | agency_titles(frame["title"])
    assert found.to_list() == expected
