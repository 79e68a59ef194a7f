"""Industry labels, codes and segments."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.errors import ArgumentError
from leadscore.lists.labels import split_labels
from leadscore.standards.industry import (
    SEGMENTS,
    classify_industry,
    codes_for_labels,
    codes_of,
    codes_of_name,
    is_industry_label,
    segment_of,
)
from leadscore.standards.industry_codes import (
    classes_under,
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


@given(st.sampled_from(sorted(industry_codes())), st.sampled_from(["core", "wide"]))
def test_a_code_has_the_segments_of_its_classes(code: str, fmcg: str) -> None:
    """Every code has a segment; without a stated choice it is the set of its classes' segments."""
    found = segment_of(code, fmcg).split("|")
    assert set(found) <= set(SEGMENTS)
    classes = {part for one in classes_under(code) for part in segment_of(one, fmcg).split("|")}
    if code in read_toml("industry_segments.toml")["coarse"]:
        assert set(found) <= classes
    else:
        assert set(found) == classes


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        ("2710", "high_tech"), ("3743", "high_tech"), ("4343", "high_tech"),
        ("2664", "high_tech"), ("2665", "high_tech"), ("3911", "high_tech"),
        ("3587", "manufacturing"), ("4030", "manufacturing"),
        ("1321", "manufacturing"), ("1411", "fmcg"), ("2682", "fmcg"), ("2231", "manufacturing"),
        ("2239", "fmcg"), ("5211", "fmcg"), ("5292", "other"), ("65", "high_tech"), ("66", "other"),
        ("39", "high_tech"), ("36", "manufacturing"), ("C", "manufacturing"), ("27", "high_tech"),
    ],
)  # fmt: skip
def test_segments(code: str, segment: str) -> None:
    """The documented choices."""
    assert segment_of(code) == segment


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


def test_known_labels_and_hints() -> None:
    """A hint by one word counts only when no label is known, and never makes a label known."""
    assert is_industry_label("计算机软件")
    assert not is_industry_label("精密机械设备")
    assert codes_of("精密机械设备") == (("34", "low"), ("35", "low"))
    assert codes_for_labels("精密机械设备|计算机软件") == "65"


def test_names_speak_last_and_only_of_what_is_made() -> None:
    """A name tells the industry only when codes and labels are silent; 科技 tells nothing."""
    assert codes_of_name("某某科技集团有限公司") is None
    assert codes_of_name("某某食品机械有限公司") == "34|35"
    assert codes_of_name("某某食品贸易有限公司") is None
    assert codes_of_name("某某汽车销售有限公司") == "526"
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


def test_the_high_tech_list_has_its_85_classes() -> None:
    """The classification of 2017 has 85 manufacturing classes; 3964 is our addition."""
    made = [one for one in classes_under("C") if segment_of(one) == "high_tech"]
    assert len(made) == 86
    assert "3964" in made
