"""Companies are known when a user's list names them or their brands, exactly."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError, ColumnError, FileError, ListError
from leadscore.standards.brand import BrandLists, ListedBrand, classify_brand

ROW = ListedBrand("星云", "example list", 2024, "https://example.com/list")
LISTS = BrandLists(
    (
        ROW,
        ListedBrand("金色麦田", "example list", 2024),
        ListedBrand("北京云端", "second list"),
        ListedBrand("Acme", "second list"),
        ListedBrand("XQ", "second list"),
        ListedBrand("Blue River Foods Co., Ltd.", "second list"),
        ListedBrand("青石集团有限公司", "second list"),
    )
)


@pytest.mark.parametrize(
    ("name", "brand", "how"),
    [
        ("星云", "星云", "name"),
        ("星云有限公司", "星云", "name"),
        ("上海星云股份有限公司", "星云", "name"),
        ("星云科技有限公司", "星云", "start"),
        ("（中国）星云食品有限公司", "星云", "start"),
        ("深圳市星云电子有限公司", "星云", "start"),
        ("星云（武汉）有限公司", "星云", "start"),
        ("金色麦田烘焙坊", "金色麦田", "start"),
        ("北京云端软件有限公司", "北京云端", "start"),
        ("青石控股", "青石集团有限公司", "name"),
        ("ACME Inc.", "Acme", "name"),
        ("The Acme Company", "Acme", "name"),
        ("ＡＣＭＥ　Ｔｏｏｌｓ", "Acme", "start"),
        ("Acme电器有限公司", "Acme", "start"),
        ("XQ中国有限公司", "XQ", "start"),
        ("Blue River Foods", "Blue River Foods Co., Ltd.", "name"),
        ("星去科技有限公司", None, None),
        ("星云达科技有限公司", None, None),
        ("新星云科技有限公司", None, None),
        ("云端软件有限公司", None, None),
        ("Acmeus Inc.", None, None),
        ("Acme Dental Care", None, None),
        ("Pacme Inc.", None, None),
        ("Blue River", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_names_are_matched_exactly(name, brand, how):
    """Place, form, width and case do not matter; one letter more or less is another company."""
    found = LISTS.match(name)
    assert (found and (found[0].brand, found[1])) == (brand and (brand, how))


def test_products_and_brands_count_too():
    """A company whose brand is listed is known, and the evidence says by what."""
    assert LISTS.match("别家有限公司", None, "饼干|星云", None) == (ROW, "product")
    assert LISTS.find("别家有限公司", "别家", None, "acme").list == "second list"
    assert LISTS.find("别家有限公司", None, "星云牌饼干", None) is None


def test_the_evidence_is_the_row():
    """Brand, list, year and url come back, in both languages."""
    leads = pl.DataFrame({"name": ["星云有限公司", "别家有限公司", None]})
    facts = classify_brand(leads, lists=LISTS)
    assert facts.rows() == [
        (
            "known",
            'on the list "example list": 星云, 2024, https://example.com/list (company name)',
        ),
        ("unlisted", "lists given: 2, on none of them"),
        (None, None),
    ]
    assert classify_brand(leads, lists=LISTS, lang="zh")["brand_why"].to_list()[:2] == [
        "上榜“example list”：星云，2024年，https://example.com/list（公司名称）",
        "未在所给2份名单上",
    ]


def test_without_lists_nothing_is_known():
    """No list, no fact; an empty list set finds nobody."""
    leads = pl.DataFrame({"name": ["星云有限公司", "别家"]})
    assert classify_brand(leads).rows() == [(None, None)] * 2
    assert classify_brand(leads[:0]).height == 0
    assert classify_brand(leads, lists=BrandLists(()))["brand"].to_list() == ["unlisted"] * 2
    assert classify_brand(pl.DataFrame({"city": ["x"]}), lists=LISTS).rows() == [(None, None)]


def test_lists_come_from_csv(tmp_path):
    """A file with remarks, a byte-order mark and empty cells gives its rows."""
    path = tmp_path / "brands.csv"
    path.write_text(
        "\ufeff# an example\nbrand,list,year,url\n星云,example list,2024,\nAcme,second list,,-\n",
        encoding="utf-8",
    )
    assert BrandLists.from_csv(path).entries == (
        ListedBrand("星云", "example list", 2024),
        ListedBrand("Acme", "second list"),
    )


def test_lists_come_from_any_table():
    """Tables of either kind give the same lists; year and url may be empty."""
    columns = {"brand": ["星云", "Acme"], "list": ["l", "l"], "year": [2024, None]}
    expected = (ListedBrand("星云", "l", 2024), ListedBrand("Acme", "l"))
    assert BrandLists.from_frame(pl.DataFrame(columns)).entries == expected
    assert BrandLists.from_frame(pd.DataFrame(columns)).entries == expected


def test_all_faults_of_a_list_are_told_together(tmp_path):
    """Each faulty row is named with what is wrong."""
    path = tmp_path / "brands.csv"
    path.write_text(
        "brand,list,year\n,l,2024\nAcme,,2024\nZeta,l,last year\nOmega,l,2023\n", "utf-8"
    )
    with pytest.raises(ListError) as caught:
        BrandLists.from_csv(path)
    text = str(caught.value)
    assert "3 of the rows are faulty" in text
    assert "row 1: brand is empty" in text
    assert "row 2: list is empty" in text
    assert 'row 3: year "last year" is not a year' in text


def test_missing_columns_and_files_are_named(tmp_path):
    """A mistyped column gets the nearest name, an absent or binary file its path."""
    path = tmp_path / "brands.csv"
    path.write_text("brands,list\nAcme,l\n", "utf-8")
    with pytest.raises(ColumnError, match=r'column "brand" is missing\. Did you mean "brands"'):
        BrandLists.from_csv(path)
    with pytest.raises(FileError, match=r"absent\.csv"):
        BrandLists.from_csv(tmp_path / "absent.csv")
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(FileError, match="UTF-8"):
        BrandLists.from_csv(path)
    with pytest.raises(ArgumentError, match="lang"):
        classify_brand(pl.DataFrame({"name": ["a"]}), lists=LISTS, lang="xx")


letters = st.text(alphabet="星云金色麦田科技有限公司AcmeＡ（）() .", max_size=12)


@given(st.lists(letters, min_size=1, max_size=8), st.randoms())
def test_a_batch_gives_the_same_as_one_company(names, random):
    """The batch's shortcut loses nobody; row order changes nothing."""
    leads = pl.DataFrame({"name": names}, schema={"name": pl.String})
    facts = classify_brand(leads, lists=LISTS)
    for name, fact in zip(names, facts["brand"], strict=True):
        assert (fact == "known") == (LISTS.find(name) is not None)
    order = list(range(len(names)))
    random.shuffle(order)
    assert classify_brand(leads[order], lists=LISTS).equals(facts[order])


@given(st.sampled_from("星云"), st.characters(categories=["Lo"], max_codepoint=0x9FFF))
def test_one_changed_letter_is_another_company(letter, other):
    """No fuzzy match: any other letter in the brand's place finds nothing."""
    if other not in "星云":
        assert LISTS.find("星云".replace(letter, other) + "科技有限公司") is None
