"""Columns: headings and content vote, and every decision says why."""

from __future__ import annotations

import polars as pl
import pytest

from leadscore.errors import ColumnError
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.columns.recognise import Shares
from leadscore.lists.columns.understanding import Decision, decide_columns
from leadscore.lists.opening.cells import clean_cells, unwrap_list
from leadscore.lists.opening.headers import find_header
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.values.labels import split_labels
from leadscore.lists.values.places import is_place, read_place
from leadscore.lists.vocabulary.headings import header_claims, normalise_header
from leadscore.lists.vocabulary.words import read_rows, read_words

NAMES = [f"上海某{letter}科技有限公司" for letter in "甲乙丙丁戊己庚辛壬癸"]
SIZES = ["20-99人", "100-299人", "少于15人", "1000人以上", "50-150人"] * 2


def decide(columns: dict[str, list[str | None]], mapping: object = None) -> Decision:
    """Decide the columns of a small list."""
    frame = clean_cells(
        pl.DataFrame(
            {str(i): pl.Series(v, dtype=pl.String) for i, v in enumerate(columns.values())}
        )
    )
    cells = TextTable.of(frame)
    return decide_columns(cells, tuple(columns), Mapping.of(mapping), source="list.csv")


def fields_of(decision: Decision) -> dict[str, tuple[str, ...]]:
    """Show field to columns."""
    return decision.mapping.columns


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("companyFullName", "name"),
        ("COMPANY NAME", "name"),
        ("公司 名称", "name"),
        ("公司名称（全称）", "name"),
        (" REVENUE ", "revenue"),
        ("revenue ($ millions)", "revenue"),
        ("Company_Size", "employees"),
        ("ＥＭＰＬＯＹＥＥＳ", "employees"),
        ("联系电话2", "phones"),
        ("统一社会信用代码", "uscc"),
        ("学历", ""),
    ],
)
def test_headings_fold_to_one_field(header: str, field: str) -> None:
    """Case, width, blanks, underscores, brackets and a number at the end make no difference."""
    assert header_claims(header)[0][0] == field


def test_the_heading_table_is_sound() -> None:
    """Every heading has a field that exists and a rank, and stands there once per field."""
    from leadscore.lists.vocabulary.fields import FIELDS

    seen = set()
    for row in read_rows("headers.csv"):
        assert row["field"] in {"", *FIELDS}
        assert row["rank"] in "12349"
        key = normalise_header(row["header"])[0], row["field"]
        assert key[0]
        assert key not in seen, key
        seen.add(key)


def test_both_languages_of_every_sentence() -> None:
    """Each sentence of the importer exists in both languages, with the same places."""
    for group, entries in read_words("texts.toml").items():
        for key, sentence in entries.items():
            assert set(sentence) == {"en", "zh"}, (group, key)


@pytest.mark.parametrize(
    ("rows", "place", "names"),
    [
        ([["公司名称", "规模"], ["甲公司", "5人"]], 0, ("公司名称", "规模")),
        ([["某市企业名录", None], ["序号", "企业名称"], ["1", "甲公司"]], 1, ("序号", "企业名称")),
        ([["0", "1", "2"], ["a", "b", "c"]], 0, ("0", "1", "2")),
        ([[None, "0", "1", "2"], ["7", "a", "b", "c"]], 0, ("[1]", "0", "1", "2")),
        ([["上海甲科技有限公司", "20-99人"], ["上海乙科技有限公司", "5人"]], None, ("1", "2")),
        ([["Firma", "Mitarbeiter"], ["A", "12"], ["B", "40"]], 0, ("Firma", "Mitarbeiter")),
        ([["企业名称"], ["甲公司"]], 0, ("企业名称",)),
        ([["电话", "电话", "公司"], ["1", "2", "甲"]], 0, ("电话", "电话 [2]", "公司")),
    ],
)
def test_the_header_is_found(
    rows: list[list[str | None]], place: int | None, names: tuple[str, ...]
) -> None:
    """Title rows above, numbers as headings, unknown languages and no header at all are told."""
    frame = pl.DataFrame(rows, orient="row", schema=[str(i) for i in range(len(rows[0]))])
    header = find_header(frame.cast(pl.String))
    assert (header.row, header.names) == (place, names)


def test_content_is_enough() -> None:
    """Without any known heading the columns are recognised by what they hold."""
    found = fields_of(
        decide(
            {
                "1": [f"https://jobs.example.com/all/{n}.html" for n in range(100000, 100010)],
                "2": ["会计助理", "Java工程师", "销售经理", "行政专员", "店长"] * 2,
                "3": list(NAMES),
                "4": ["6-8千/月", "1-1.5万/月", "100元/天", "面议", "15k-30k"] * 2,
                "5": ["上海-奉贤区", "苏州", "北京·海淀区·中关村", "昆山", "广州"] * 2,
                "6": ["民营公司", "国企", "合资", "上市公司", "外资（欧美）"] * 2,
                "7": [f"\u00a0\u00a0{size} \u00a0" for size in SIZES],
                "8": ["机械/设备/重工", "计算机软件", "房地产", "互联网/电子商务", "汽车"] * 2,
                "9": ["04-20", "04-19", "03-29", "04-18", "04-08"] * 2,
                "10": ["91110000710926094P", "91110000710925462X"] * 5,
                "11": ["不需要融资", "A轮", "已上市", "天使轮", "未融资"] * 2,
            }
        )
    )
    assert found == {
        "name": ("3",),
        "uscc": ("10",),
        "city": ("5",),
        "employees": ("7",),
        "nature": ("6",),
        "financing": ("11",),
        "industry": ("8",),
        "job_url": ("1",),
        "title": ("2",),
        "salary": ("4",),
        "posted": ("9",),
    }


def test_a_better_heading_wins_with_a_remark() -> None:
    """Of two columns for one field the better heading is taken, and a remark names both."""
    other = [name.replace("某", "另") for name in NAMES]
    decision = decide({"公司名称": list(NAMES), "公司全称": other})
    assert fields_of(decision)["name"] == ("公司全称",)
    assert '"公司全称"; column "公司名称"' in decision.remarks[0]
    assert decision.mapping.ignored == ("公司名称",)


def test_equal_headings_are_an_error_that_names_both() -> None:
    """Nothing is chosen silently between two equal claims; equal content is no conflict."""
    other = [name.replace("某", "另") for name in NAMES]
    with pytest.raises(ColumnError, match='"公司名称" and "企业名称" both say they are "name"'):
        decide({"公司名称": list(NAMES), "企业名称": other})
    assert fields_of(decide({"公司名称": list(NAMES), "企业名称": list(NAMES)}))["name"] == (
        "公司名称",
    )


def test_a_tie_of_content_is_a_question() -> None:
    """Two unlabelled columns of dates are not guessed at; the remark says what to write."""
    days = [f"2024-01-{day:02}" for day in range(1, 11)]
    posts = ["Java开发工程师", "销售代表"] * 5
    decision = decide({"1": list(NAMES), "2": days, "3": days[::-1], "4": posts})
    assert "posted" not in fields_of(decision)
    assert 'Say in the mapping which: "posted" is "2"' in decision.remarks[0]


def test_content_overrules_a_heading_that_is_plainly_wrong() -> None:
    """A column headed as the address that holds web addresses is the website, with a remark."""
    sites = [f"www.example{n}.com" for n in range(10)]
    decision = decide({"公司": list(NAMES), "公司地址": sites})
    assert fields_of(decision)["website"] == ("公司地址",)
    assert "not followed" in decision.remarks[0]


def test_people_wanted_are_not_the_size() -> None:
    """A column 人数 that says how many people a vacancy looks for is not the headcount."""
    wanted = ["1人", "2人", "若干人", "3人", "10人"] * 2
    assert "employees" not in fields_of(decide({"公司": list(NAMES), "人数": wanted}))
    assert "employees" in fields_of(decide({"公司": list(NAMES), "人数": SIZES}))
    staff = [str(number) for number in range(120, 130)]
    assert "employees" in fields_of(decide({"公司": list(NAMES), "人数": staff}))


def test_a_post_beside_a_contact_is_the_contacts() -> None:
    """职位 next to 联系人, without any sign of vacancies, is the contact's title."""
    people = ["甲先生"] * 10
    found = fields_of(decide({"公司": list(NAMES), "联系人": people, "职位": ["经理"] * 10}))
    assert found["contact_title"] == ("职位",)
    assert "title" not in found


def test_ids_are_no_phones() -> None:
    """Seven-digit numbers without an area are not taken for phones."""
    found = fields_of(decide({"公司": list(NAMES), "号": [str(2168490 + n) for n in range(10)]}))
    assert "phones" not in found


def test_pages_of_one_portal_are_no_websites() -> None:
    """Addresses that share one host are not the companies' sites."""
    pages = [f"https://www.qichacha.com/firm_{n}.html" for n in range(10)]
    assert "website" not in Shares(pages)


def test_a_mapping_is_followed_by_heading_and_by_number() -> None:
    """Given columns are found by heading first, then by their number from 1."""
    columns = {"0": ["会计"] * 10, "1": list(NAMES)}
    assert fields_of(decide(columns, {"title": "0", "name": "1"}))["name"] == ("1",)
    assert fields_of(decide({"a": ["x"] * 10, "b": list(NAMES)}, {"name": 2}))["name"] == ("b",)


def test_a_mapping_to_no_column_names_the_nearest() -> None:
    """A mistyped column of a mapping is an error that shows what there is."""
    with pytest.raises(ColumnError, match=r'no such column.*Did you mean "公司名称"'):
        decide({"公司名称": list(NAMES)}, {"name": "公司名"})


def test_ignored_columns_stay_ignored() -> None:
    """A saved mapping used again does not guess at the columns it left out."""
    columns = {"公司": list(NAMES), "大小": list(SIZES)}
    assert "employees" in fields_of(decide(columns))
    again = decide(columns, Mapping({"name": ("公司",)}, ("大小",)))
    assert fields_of(again) == {"name": ("公司",)}


def test_no_company_column_is_an_error_that_shows_the_columns() -> None:
    """A list without company names says so, with examples and the mapping to write."""
    with pytest.raises(ColumnError, match=r'no column holds company names.*"a" \(such as "x"\)'):
        decide({"a": ["x"], "b": ["y"]})


def test_every_decision_has_evidence() -> None:
    """Each mapped field says which heading or which share of the values decided."""
    decision = decide({"公司": list(NAMES), "x": list(SIZES)})
    assert 'header "公司"' in decision.mapping.evidence["name"]
    told = decision.mapping.evidence["employees"]
    assert told == "100 % of the values sampled look like headcounts"


def test_lists_written_as_text_are_opened() -> None:
    """Python and JSON lists are opened, other brackets and very long cells are left alone."""
    assert unwrap_list("['民营公司| 50-150人']") == "民营公司| 50-150人"
    assert unwrap_list('["a", null, 3]') == "a|3"
    assert unwrap_list("[__import__('os')]") == "[__import__('os')]"
    assert unwrap_list("[1, [2]]") == "[1, [2]]"
    assert unwrap_list("[" * 5000 + "]" * 5000) == "[" * 5000 + "]" * 5000
    assert clean_cells(pl.DataFrame({"0": ["[]", "['a']", None]}))["0"].to_list() == [
        None,
        "a",
        None,
    ]


def test_labels_keep_their_own_commas() -> None:
    """Commas in brackets belong to a label; commas between Chinese labels do not."""
    assert split_labels("移动互联网,金融") == ["移动互联网", "金融"]
    assert split_labels("快速消费品(食品,饮料) 贸易/进出口") == [
        "快速消费品(食品,饮料)",
        "贸易/进出口",
    ]
    assert split_labels("通信/电信运营、增值服务") == ["通信/电信运营、增值服务"]
    assert split_labels("Oil, Gas & Mining") == ["Oil, Gas & Mining"]


def test_places() -> None:
    """Cells that are places are told from streets and from names that begin with a place."""
    assert read_place("上海-奉贤区") == ("上海", "上海")
    assert read_place("南京路100号") == (None, None)
    assert is_place("昆明·西山区")
    assert not is_place("上海甲科技有限公司")


def test_a_mapping_against_the_content_is_followed_and_remarked() -> None:
    """Who says that the pay is the company gets it, and is told what the column looks like."""
    frame = pl.DataFrame(
        {
            "0": [f"甲{n}科技有限公司" for n in range(30)],
            "1": [f"{n}-{n + 5}千/月" for n in range(30)],
        }
    )
    cells = TextTable.of(frame)
    given = Mapping({"name": ("待遇",)})
    decision = decide_columns(cells, ("单位", "待遇"), given, source="a.csv", lang="zh")
    assert decision.places["name"] == [1]
    assert [one for one in decision.remarks if "待遇" in one] == [
        "a.csv：对应关系指定列“待遇”为“name”，但抽样的值中 100 % 像薪资；已按指定读取，请核对。"
    ]
    fitting = Mapping({"name": ("单位",), "salary": ("待遇",)})
    assert not decide_columns(cells, ("单位", "待遇"), fitting, source="a.csv").remarks


def test_a_space_of_no_width_goes() -> None:
    """What nobody sees does not make another title, wherever it stands."""
    cells = ["\u200b会计", "工程师(平台方向\u200b)", "\u200b", "出纳"]
    cleaned = clean_cells(pl.DataFrame({"0": cells}))["0"].to_list()
    assert cleaned == ["会计", "工程师(平台方向)", None, "出纳"]
