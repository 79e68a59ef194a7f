"""Company names: keys and parts."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.lists.values.names import is_company_name, name_key, region_of, split_name
from leadscore.lists.values.uscc import clean_uscc


@pytest.mark.parametrize(
    "names",
    [
        (
            "百度科技（北京）有限公司",
            "【急聘】北京市百度科技有限责任公司",
            "北京 百度科技 有限公司",
        ),
        ("台灣積體電路製造股份有限公司", "台湾积体电路制造有限公司"),
        ("某某咨询合伙企业(有限合伙)", "某某咨询合伙企业"),
        ("某某电子(招聘中)有限公司", "某某电子有限公司"),
        ("长沙银行股份有限公司", "长沙银行"),
        ("瞬联软件科技（北京）有限公司 CIeNET Technologies", "北京瞬联软件科技有限公司3"),
        ("IBM中国有限公司", "IBM（中国）有限公司"),
        ("The Example Trading Co., Ltd.", "EXAMPLE TRADING", "Example Trading Co.,Ltd"),
        ("A. Schulman GmbH & Co. KG", "A Schulman GmbH"),
        ("某某汽车有限公司（027575）", "某某汽车有限公司"),
        ("(總公司)某某人壽保險股份有限公司", "某某人寿保险有限公司总部"),
        ("某某(股)公司", "某某股份有限公司", "某某有限公司(木子集團)"),
        ("某某文化传播有...", "某某文化传播有限责…", "某某文化传播有限公司"),
        ("某某管道技术上海有限公司", "上海某某管道技术有限公司"),
        ("菏泽市城市建设投资有限公司", "菏泽城市建设投资有限公司"),
        ("Café Müllé GmbH", "Café Müllé"),
        ("Tarnvale s.r.o.", "Tarnvale Sp. z o.o.", "Tarnvale (P) Ltd", "Tarnvale S.A. de C.V."),
    ],
)
def test_spellings_of_one_company_meet(names: tuple[str, ...]) -> None:
    """Form, order of the place, width, script, notes and punctuation make no difference."""
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京字节跳动科技有限公司", "北京字节跳动科技有限公司上海分公司"),
        ("北京字节跳动科技有限公司", "上海字节跳动科技有限公司"),
        ("振业股份有限公司", "振业集团有限公司"),
        ("某某包装厂", "某某包装有限公司"),
        ("大同商贸有限公司", "上海大同商贸有限公司"),
        ("中国工商银行股份有限公司", "中国工商银行股份有限公司青岛市南支行"),
        ("青岛啤酒股份有限公司", "重庆啤酒股份有限公司"),
        ("百旺科技有限公司", "百望科技有限公司"),
        ("汨罗市新城地区供销合作社", "汨罗市弼时地区供销合作社"),
        ("新上海有限公司", "上海新有限公司"),
        ("某某有限公司（二分厂）", "某某有限公司"),
        ("某某保险有限公司(市北第二支公司)", "某某保险有限公司"),
        ("某某证券全国总部", "某某证券全国"),
        ("某某房屋北京总部", "某某房屋总部"),
    ],
)
def test_different_companies_do_not_meet(one: str, other: str) -> None:
    """Branches, groups, other places, other brands and other kinds of houses stay apart."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("柳州国联运输集团有限公司", ("柳州", "国联", "运输集团", "集团有限公司", "")),
        ("翁源县觉照禅书店", ("翁源县", "觉照禅", "", "书店", "")),
        (
            "一指遥(北京)科技发展有限公司常营分公司",
            ("北京", "一指遥", "科技发展", "有限公司", "常营分公司"),
        ),
        ("青岛啤酒股份有限公司", ("青岛", "", "啤酒", "股份有限公司", "")),
        ("Example Inc.", ("", "example", "", "inc", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_a_name_comes_apart(name: str, parts: tuple[str, ...]) -> None:
    """Region, brand, industry, form and branch are told apart."""
    assert split_name(name) == parts


def test_a_name_tells_its_place() -> None:
    """The place stands in front or in brackets; a branch lies where the branch is."""
    provinces = {
        name: region.province if (region := region_of(name)) else None
        for name in (
            "百度科技（北京）有限公司",
            "青岛腾琳木业有限公司",
            "北京字节跳动科技有限公司上海分公司",
            "百度科技有限公司",
            "Example Inc.",
            "某某管道技术上海有限公司",
            "北京云海咨询有限公司广州分公司（023160）",
            "北京路畅科技有限公司",
            "嘉禾县里泽乡交通管理站",
        )
    }
    found = ["北京", "山东", "上海", None, None, "上海", "广东", "北京", None]
    assert list(provinces.values()) == found


@pytest.mark.parametrize("name", ["三明治小店", "大理石加工经营部", "南京路商店", "德州扑克俱乐部"])
def test_another_word_is_no_place(name: str) -> None:
    """A place in front that is half of another word, or of a street's name, says nothing."""
    assert region_of(name) is None
    assert split_name(name).region == ""


@pytest.mark.parametrize(
    "name",
    [
        *("上海领象信息科技有限公司", "中国平安保险（集团）股份有限公司", "北京市海淀区百旺幼儿园"),
        *("某某咨询合伙企业(有限合伙)", "南京大学", "A & B GmbH", "Example Co.,Ltd"),
        "一指遥(北京)科技发展有限公司常营分公司",
    ],
)
def test_full_names_are_recognised(name: str) -> None:
    """What ends in a form or an organisation's word is a company name."""
    assert is_company_name(name)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "数据分析师",
            "有限公司",
            "公司",
            "计算机软件",
            "上海-浦东新区",
            "华东销售部",
            "150-500人",
            "",
        ),
        *("职位描述：负责某某有限公司", "http://example.com", "Inc.", "Mortgage Capital", None),
    ],
)
def test_other_texts_are_no_names(text: str | None) -> None:
    """Titles, industries, places, departments and sentences are no company names."""
    assert not is_company_name(text)


@given(
    st.text(max_size=40)
    | st.text(alphabet="北京上海有限公司集团(中国)科技分店厂急聘【】a. &", max_size=20)
)
def test_any_text_is_survived(text: str) -> None:
    """Nothing is raised, and blanks around a name change nothing."""
    assert name_key(f"  {text} ") == name_key(text)
    split_name(text)
    region_of(text)
    is_company_name(text)


def test_names_and_credit_codes_agree() -> None:
    """Among real registrations hardly two companies share a key."""
    path = shared("cn_registrations_slice") / "registrations.csv"
    owners: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            code = clean_uscc(row["统一社会信用代码"])
            if number % 5 == 0 and code:
                owners.setdefault(name_key(row["企业名称"]), set()).add(code)
    shared_keys = sum(len(codes) > 1 for codes in owners.values())
    assert "" not in owners
    assert shared_keys / len(owners) < 0.001


def test_the_brand_is_found_in_three_of_four_names() -> None:
    """Against 456 names with their brand given by hand."""
    path = shared("er_companynameparser") / "groundtruth.txt"
    pairs = [line.split(" ") for line in path.read_text(encoding="utf-8").splitlines()]
    told = [pair for pair in pairs if len(pair) == 2 and pair[1]]
    right = sum(split_name(name).brand == brand.casefold() for name, brand in told)
    assert right / len(told) > 0.75
