"""Marks: shops, branches, organisations and companies by their names; agencies as the standard."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.marks import agency_names, agency_titles, kind_of_names
from leadscore.standards.agencies import is_agency


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("company", "上海甲乙餐饮管理有限公司 甲乙酒店管理(青岛)有限公司 某甲机械厂 某甲集团"),
        ("branch", "某甲科技有限公司徐汇分公司 某甲银行青岛分行 某甲餐饮有限公司(五四广场店)"),
        ("shop", "甲乙火锅(五四广场店) 老王家常菜 某甲大药房 某甲超市 甲乙烘焙（台东店）"),
        ("organisation", "某市第一中学 某区人民政府 某市人民医院 某行业协会"),
    ],
)
def test_kinds_of_names(kind: str, names: str) -> None:
    """Names say what they are by their endings; full-width brackets make no difference."""
    every = names.split()
    assert kind_of_names(pl.Series(every)).to_list() == [kind] * len(every)


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
