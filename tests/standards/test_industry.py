"""Industry labels, names and codes."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.errors import ArgumentError
from leadscore.lists.values.labels import split_labels
from leadscore.standards.industry import (
    classify_industry,
    codes_for_labels,
    codes_of,
    codes_of_name,
    is_industry_label,
)
from leadscore.standards.industry_codes import (
    codes_from_scheme,
    industry_codes,
    read_code,
)
from leadscore.standards.vocabulary import read_rows, read_toml


def facts(
    codes: list[str | None], labels: list[str | None], names: list[str | None]
) -> list[object]:
    """Classify leads."""
    schema = dict.fromkeys(("industry_codes", "industry_labels", "name"), pl.String)
    leads = pl.DataFrame(list(zip(codes, labels, names, strict=True)), schema=schema, orient="row")
    return classify_industry(leads)["industry"].to_list()


def test_structure_of_the_standard() -> None:
    """GB/T 4754-2017 has 20 sections, 97 divisions, 473 groups and 1381 classes."""
    levels = Counter("section" if code.isalpha() else len(code) for code in industry_codes())
    assert levels == {"section": 20, 2: 97, 3: 473, 4: 1381}


def test_every_code_in_the_data_exists() -> None:
    """Labels, words and segments use only codes of the standard (the edition of 2017)."""
    used = {c for r in read_rows("industry_labels.csv") for c in r["codes"].split("|")}
    used |= {c for r in read_rows("industry_words.csv") for c in r["codes"].split("|")}
    used |= {c for r in read_rows("industry_schemes.csv") for c in r["gb"].split("|")}
    table = read_toml("industry_segments.toml")
    for part in ("high_tech", "fmcg", "manufacturing"):
        used |= {code for codes in table[part].values() for code in codes}
    used |= set(table["coarse"])
    assert used - {""} <= set(industry_codes())


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("快速消费品(食品、饮料、化妆品)", "14|15|268|512|5134|522|5234"),
        ("快速消费品（食品、饮料、化妆品）", "14|15|268|512|5134|522|5234"),
        ("通信/电信运营、增值服务", "63"),
        ("专业服务(咨询、人力资源、财会)", "72"),
        ("电子技术/半导体/集成电路", "39"),
        ("Food & Beverage", "14|15|268|512|5134|522|5234"),
        ("通用设备制造业", "34"),
        ("食品製造業", "14"),
        ("C3921", "3921"),
        ("多元化业务集团公司", None),
        ("不需要融资", None),
        ("A轮", None),
        ("150-500人", None),
        ("Canton, Ohio", None),
        ("F", None),
        ("I65", "65"),
        ("房地产业", "70"),
        ("Healthcare -> Medical Devices", "358"),
        ("B2B -> Engineering, Product and Design", "651"),
        *[(stage, None) for stage in ("天使轮", "未融资", "已上市", "上市", "战略投资", "轮")],
        ("互联网/电子商务|快消品", "14|15|268|512|5134|522|5234"),
    ],
)
def test_labels(label: str, codes: str | None) -> None:
    """Labels keep the commas and slashes inside them; stages and headcounts are no industries."""
    assert codes_for_labels(label) == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("电子商务B2B", "5292|643"), ("跨境电子商务", "5292|643"), ("電子商務業", "5292|643"),
        ("电子通路業", "51|52"), ("医疗器械销售", "51|52"), ("医药流通", "515|525"),
        ("某某器械流通", "51|52"), ("电力设备", "38"), ("印刷包装设备", "346"), ("物流设备", "343"),
        ("餐饮设备", None), ("酒店用品", None), ("汽车租赁", "711"), ("船舶租赁", "71"),
        ("汽车维修", "811"), ("空调维修", "81"), ("食品检测", "745"), ("服装设计", "748|749"),
        ("旅游地产", "701"), ("海岛地产", "701|703"), ("化工贸易", "51"), ("食品机械", "353"),
        ("农药制造", "263"), ("绳网制造", "C"), ("Jewelry Stores", "52"), ("Textile Trading", "51"),
        ("Drug Manufacturers", "27"), ("Wire Manufacturers", "C"), ("Boat Rental", "71"),
    ],
)  # fmt: skip
def test_the_head_of_a_label_stands_at_its_end(label: str, codes: str | None) -> None:
    """What a label ends in decides; goods that only say for what are not who makes them."""
    assert codes_for_labels(label) == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [("机械服务", None), ("食品安全", None), ("包装平台", None), ("物流服务外包", "58|59|54"),
     ("Automotive Services", None), ("Bank Services Group", "66")],
)  # fmt: skip
def test_who_serves_makers_is_no_maker(label: str, codes: str | None) -> None:
    """Services, platforms and the like never take the manufacturing code of the word before."""
    assert codes_for_labels(label) == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("J 金融业", "J"), ("C 制造业", "C"), ("K 房地产", "701|703"), ("F 制造业", "C"),
        ("C39计算机、通信和其他电子设备制造业", "39"), ("C3670 汽车零部件及配件制造", "3670"),
        ("R86 广播、电视、电影和影视录音制作业", "87"), ("I65某种软件", "65"), ("36氪", None),
        ("58同城", None), ("白酒", "151"), ("白酒Ⅱ", "151"), ("饲料行业", "132"),
        ("商用车", "361"), ("火电", "4411"), ("港口", "553"), ("医药商业", "515|525"),
        ("电气机械及器材制造业", "38"), ("金融保险业", "66|67|68|69"), ("行业：计算机软件", "65"),
        ("领域/融资：互联网金融", "663|694"), ("互联网\\/电子商务", "64|65"),
        ("Government", "S"), ("Town Government", "92"), ("Food Service", "62"),
        ("Food Service Contractors", "62"), ("FoodTech", None), ("Healthcare", "84"),
        ("Information Technology", "65"), ("Property Management / Consultancy", "702|703"),
        ("补充医疗保险", None), ("战略投资者", None),
    ],
)  # fmt: skip
def test_labels_of_registers_and_directories(label: str, codes: str | None) -> None:
    """Sections and codes with their names, levels of schemes, and words of exchanges are read."""
    assert codes_for_labels(label) == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("移动互联网、电子商务", "64|65|5292|643"), ("人工智能、汽车丨出行", "65"),
        ("物业服务、某某业态", "702"), ("医疗/健康/制药/生物", "84|27"),
        ("咨询(财会、法律、翻译)", "724"), ("Restaurants, bars and hotels", "62|61"),
        ("Independent Oil & Gas", "07|25"),
    ],
)  # fmt: skip
def test_joined_labels_give_the_codes_of_all_their_parts(label: str, codes: str) -> None:
    """A joined label is read part by part; with a part that is not known it is a guess."""
    assert codes_for_labels(label) == codes


def test_a_guess_is_low() -> None:
    """What an ending, or a known part of an unknown label, tells is of low confidence."""
    guesses = ("精密电力设备", "跨境医药流通", "医疗/健康/制药/生物", "Wire Manufacturers")
    assert {level for one in guesses for _, level in codes_of(one)} == {"low"}
    assert not any(map(is_industry_label, guesses))


@given(st.sampled_from([r["label"] for r in read_rows("industry_labels.csv")]))
def test_an_ending_that_says_nothing_changes_nothing(label: str) -> None:
    """A Chinese label with 行业 behind it is the label."""
    if "\u4e00" <= label[-1] <= "\u9fff" and not label.endswith("业"):
        assert codes_of(label + "行业") == codes_of(label)


def test_known_labels_and_hints() -> None:
    """A hint by one word counts only when no label is known, and never makes a label known."""
    assert is_industry_label("计算机软件")
    assert not is_industry_label("精密机械设备")
    assert codes_of("精密机械设备") == (("34", "low"), ("35", "low"))
    assert codes_for_labels("精密机械设备|计算机软件") == "65"


def test_names_speak_last_and_only_of_what_is_made() -> None:
    """A name tells the industry only when codes and labels are silent; 科技 tells nothing."""
    assert codes_of_name("某某科技集团有限公司") is None
    assert codes_of_name("某某食品机械有限公司") == "353"
    assert codes_of_name("某某食品贸易有限公司") is None
    assert codes_of_name("某某汽车销售有限公司") == "526"
    assert codes_of_name("某某机械租赁有限公司") == "711"
    assert codes_of_name("某某服装设计有限公司") is None
    assert codes_of_name("某某食品检测有限公司") is None
    assert facts(["65", None, None], [None, "银行", None], ["某某机械厂"] * 3) == [
        "high_tech", "other", "manufacturing",
    ]  # fmt: skip
    assert facts([None], ["多元化"], ["某某机械厂"]) == [None]


def test_several_industries_are_a_set() -> None:
    """A company with several labels is in any of their segments, in the order of the scale."""
    assert facts(["66|35|65"], [None], [None]) == ["high_tech|manufacturing|other"]


def test_other_schemes_must_be_named() -> None:
    """The letter F is construction in ISIC and trade in GB/T 4754; a wrong scheme is refused."""
    assert codes_from_scheme("F", "isic") == ("E",)
    assert codes_from_scheme("F", "gbt4754") == ("F",)
    assert read_code("F65") is None
    with pytest.raises(ArgumentError, match="gbt4754, isic, nace, naics"):
        codes_from_scheme("F", "sic")


@given(st.text(max_size=40))
def test_any_text_is_a_label_or_is_not(text: str) -> None:
    """No text makes the reader fail, and whatever it returns are codes of the standard."""
    assert {code for code, _ in codes_of(text)} <= set(industry_codes())


def test_evidence_in_both_languages() -> None:
    """The evidence says from which label, code or name."""
    leads = pl.DataFrame(
        {"industry_codes": ["35", None, None], "industry_labels": [None, "计算机软件", None],
         "name": [None, None, "某某制药厂"]}, schema_overrides={"name": pl.String},
    )  # fmt: skip
    assert classify_industry(leads, lang="zh")["industry_why"].to_list() == [
        "行业代码35: 专用设备制造业",
        "行业标签“计算机软件”：65 软件和信息技术服务业",
        "据企业名称“制药”：27 医药制造业",
    ]


@pytest.mark.parametrize(
    ("folder", "file", "column"),
    [
        ("lagou_2019_full", "lagou.csv", "industryField"),
        ("51job_2023_noheader", "data_undeal.csv", None),
        ("inc5000", "inc5000.csv", "INDUSTRY"),
    ],
)
def test_the_labels_of_real_lists_are_known(folder: str, file: str, column: str | None) -> None:
    """At least 98 of 100 rows of a list's own vocabulary are known labels."""
    path = shared(folder) / file
    frame = pl.read_csv(path, has_header=column is not None, infer_schema=False)
    cells = frame[column or frame.columns[-1]].drop_nulls()
    known = [all(is_industry_label(part) for part in split_labels(cell)) for cell in cells]
    assert sum(known) >= 0.98 * len(known)


def test_no_label_stands_twice() -> None:
    """Of two rows for one label, one would hide the other."""
    labels = [r["label"].casefold() for r in read_rows("industry_labels.csv")]
    assert len(labels) == len(set(labels))
