"""Named products, careers hosts and HR-system posts become the degree of e-tooling."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError
from leadscore.standards.etooling import DEGREES, classify_etooling, etooling
from leadscore.standards.products import degree_of_url, find_tools, tool, tool_of_url
from leadscore.standards.titles import pattern
from leadscore.standards.vocabulary import read_rows, read_toml

WORDS = {"beisen", "钉钉", "飞书招聘", "飞书", "Workable.com", "payroll", "Lever", "sales"}
SAID = [
    "公司已上线人力资源系统", "已使用ehr", "公司采用hcm系统", "excel考勤", "wps工资", "表格花名册",
    "电子表排班", "考勤用excel", "钉钉打卡", "企业微信考勤", "payroll in spreadsheets",
    "attendance on excel", "手工考勤", "纸质工资", "手写排班", "人工算薪", "考勤靠手工", "纸卡打卡",
    "paper timesheets", "manual payroll", "payroll by hand", "payroll on paper",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("熟悉北森、Moka招聘系统者优先", ("beisen", "moka")),
        ("使用飞书招聘，沟通用飞书", ("feishu", "feishu_hire")),
        ("会用飞书招聘", ("feishu_hire",)),
        ("ＢＥＩＳＥＮ系统", ("beisen",)),
        ("SAP HCM or SuccessFactors", ("successfactors",)),
        ("Experience with Workday HCM", ("workday",)),
        ("HRIS (Workday), payroll: ADP", ("workday", "adp")),
        ("ATS such as Lever, Ashby", ("lever", "ashby")),
        ("每月用Excel做考勤", ("office_sheets",)),
        ("手工考勤，纸质登记", ("paper",)),
        ("钉钉打卡", ("dingtalk", "office_sheets")),
        ("i人事系统", ("ihr360",)),
        ("leverage data; 8-hour workday; a workable plan", ()),
        ("We leverage an ATS", ()),
        ("Lever operated machines", ()),
        ("adp molecules, ATP", ()),
        ("AI人事管理", ()),
        ("熟练使用Excel、Word", ()),
        ("熟悉用友、金蝶财务软件", ()),
        ("wecomputer", ()),
        ("摩卡咖啡 moka pot", ()),
        ("致远的目标", ()),
        ("企业信息系统图谱", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_tools_are_found_as_whole_names(text, keys):
    """Names inside other words, common words and accountants' software are not HR tools."""
    assert find_tools(text) == keys


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=8).map(" ".join))
def test_a_text_names_what_its_words_name(text):
    """Names stand on their own: a text of several names each of them, whatever is beside it."""
    found = set(find_tools(text))
    assert all(set(find_tools(word)) <= found for word in text.split(" "))


@pytest.mark.parametrize("row", read_toml("tool_words.toml")["statement"], ids=lambda r: r["key"])
def test_a_statement_has_one_of_the_words_it_needs(row):
    """No text that a statement's pattern fits lacks all of the words that make it worth a look."""
    for text in SAID:
        fits = pattern(row["pattern"]).search(text)
        assert not fits or any(word in text for word in row["needs"])


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.zhiye.com/campus/jobs", "beisen"),
        ("app.mokahr.com/apply/example/1", "moka"),
        ("HTTPS://EXAMPLE.JOBS.FEISHU.CN/index", "feishu_hire"),
        ("https://example.wd3.myworkdayjobs.com:443/careers", "workday"),
        ("https://career5.successfactors.eu/career?x=1", "successfactors"),
        ("https://wecruit.hotjob.cn/x", "dayee"),
        ("https://example.fa.oraclecloud.com/hcmUI/CandidateExperience", "oracle_hcm"),
        ("https://example.oraclecloud.com/storage", None),
        ("https://boards.greenhouse.io/example", "greenhouse"),
        ("https://notzhiye.com", None),
        ("https://zhiye.com.example.cn", None),
        ("https://www.example.com/jobs?via=app.mokahr.com", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_hosts_are_matched_by_their_end(url, key):
    """A host below a known one counts; one that only contains its letters does not."""
    assert tool_of_url(url) == key
    assert (degree_of_url(url) is None) == (key is None)


@pytest.mark.parametrize(
    ("tools", "degree"),
    [
        ("beisen", "suite"),
        ("北森", "suite"),
        ("moka", "point"),
        ("moka|beisen|dingtalk", "suite"),
        ("dingtalk", "point|office"),
        ("dingtalk|moka", "point"),
        ("Excel|WPS", "office"),
        ("dingtalk|office_sheets", "point|office"),
        ("手工", "none"),
        ("paper|Excel", "office"),
        ("HRIS", "suite"),
        ("招聘系统", "point"),
        ("spoon", None),
        (None, None),
    ],
)
def test_the_strongest_tool_decides(tools, degree):
    """A suite beats a tool, a tool beats office software, office software beats paper."""
    assert etooling(tools, None, None, None)[0] == degree


def test_hosts_and_posts_are_evidence():
    """A careers page on a suite's host and a post for an HR system prove a suite."""
    assert etooling(None, "https://x.myworkdayjobs.com", None, None) == (
        "suite",
        "careers page on Workday",
    )
    assert etooling(None, None, "x.zhiye.com", None)[0] == "suite|point"
    assert etooling(None, None, None, "招聘专员|HRIS专员") == (
        "suite",
        'post for an HR system: "HRIS专员"',
    )


def test_nothing_seen_is_unknown_and_never_paper():
    """Unknown tools, an own website and ordinary posts leave the degree null."""
    assert etooling(None, "https://www.example.com", None, "HR Manager") == (None, None)


def test_a_batch_gives_the_same_as_one_company():
    """The batch's shortcuts leave out nothing; evidence in both languages."""
    rows = [
        ("moka", None, None, None),
        (None, "HTTPS://X.ZHIYE.COM", None, None),
        (None, None, "www.example.com", None),
        (None, None, None, "ＨＲＩＳ专员"),
        (None, None, None, "人力资源信息化主管"),
        (None, None, None, "人事专员"),
    ]
    names = ["tools", "careers_url", "website", "hr_titles"]
    leads = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    for lang in ("en", "zh"):
        one_by_one = [etooling(*row, lang=lang) for row in rows]
        assert classify_etooling(leads, lang=lang).rows() == one_by_one
    assert classify_etooling(leads, lang="zh")["etooling_why"][1] == "招聘网站托管于北森"
    assert classify_etooling(pl.DataFrame({"name": ["a"]})).rows() == [(None, None)]


def test_a_wrong_language_is_refused():
    """The allowed languages are named."""
    with pytest.raises(ArgumentError, match="allowed: en, zh"):
        classify_etooling(pl.DataFrame({"tools": ["moka"]}), lang="de")


def test_the_product_data_are_whole():
    """Keys, aliases and strict names are unique; kinds are known; hosts name products."""
    rows = read_rows("products.csv")
    keys = [row["key"] for row in rows]
    aliases = [alias for row in rows for alias in row["aliases"].split("|")]
    degrees = read_toml("tool_words.toml")["degree"]
    assert len(set(keys)) == len(keys)
    assert len(set(aliases)) == len(aliases)
    assert all(alias and alias == alias.casefold() for alias in aliases)
    assert {row["kind"] for row in rows} <= set(degrees)
    assert {row["mark"] for row in rows} <= {"1", "2", "K"}
    assert all(row["en"] and row["zh"] and row["maker"] for row in rows)
    for row in read_rows("hosts.csv"):
        assert row["product"] in keys
        assert set(row["degree"].split("|")) <= set(DEGREES)
        assert row["host"] == row["host"].casefold()


@given(
    st.lists(st.sampled_from(["beisen", "moka", "dingtalk", "Excel", "手工", "spoon"]), max_size=5)
)
def test_order_and_repeats_of_tools_change_nothing(tools):
    """The degree is that of the set of tools, and one more suite always gives suite."""
    degree = etooling("|".join(tools), None, None, None)
    assert etooling("|".join(reversed(tools * 2)), None, None, None) == degree
    assert etooling("|".join([*tools, "beisen"]), None, None, None)[0] == "suite"


@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    """Whatever is found has a label in both languages and a degree of the scale."""
    for key in find_tools(text):
        found = tool(key)
        assert found is not None
        assert found.label("zh")
        assert set(found.degree.split("|")) <= set(DEGREES)
    tool_of_url(text)
