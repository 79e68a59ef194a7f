"""Reading a whole column by expressions gives what the parsers give, cell by cell."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.name_words import name_words
from leadscore.lists.values.plain_cells import read_plain
from leadscore.lists.values.readers import Context, reader_of
from leadscore.lists.values.regions import place_names
from leadscore.lists.values.uscc import are_valid_usccs, is_valid_uscc

_WORDS = name_words()
_PLACE = st.sampled_from(sorted(place_names()[0]))
_BRAND = st.text(alphabet="甲乙丙州市县区中国华集团原aZ1·　", max_size=4)
_INDUSTRY = st.sampled_from(sorted(_WORDS.industries))
_ODD = st.sampled_from(
    [
        *(
            "招聘",
            "校园招聘",
            "总部",
            "点击查看地图",
            "合计",
            "共",
            "保密",
            "路",
            "大街",
            "里",
            "门窗",
        ),
        *("三明治", "大理石材"),
    ]
)
_FORM = st.sampled_from([*_WORDS.forms, "店", "中心", "部", "厂", "车间", "分公司", "支公司", ""])
_INNER = st.one_of(
    _PLACE, st.sampled_from(["中国", "急聘", "有限合伙", "甲", "一店", "北京分公司"])
)
_BRACKET = st.one_of(
    st.just(""), st.builds("（{}）".format, _INNER), st.builds("({})".format, _INNER)
)
_MAYBE_PLACE = st.one_of(st.just(""), _PLACE, st.sampled_from(["中国", "中华", "上海市", "某某县"]))
_NAME = st.lists(
    st.one_of(_MAYBE_PLACE, _BRAND, _INDUSTRY, _BRACKET, _FORM, _ODD), min_size=1, max_size=6
).map("".join)
_USUAL = st.tuples(_MAYBE_PLACE, _BRAND, _BRACKET, _INDUSTRY, _BRACKET, _FORM, _FORM).map("".join)
_PHONE = st.text(alphabet="0123456789８-- ()*+、转", min_size=1, max_size=16)
_PERSON = st.text(alphabet="王李Ada .@138-()·true", min_size=1, max_size=14).map(str.strip)
_CODE = st.text(alphabet="0123456789ABGHJMPXYOI", min_size=17, max_size=19)


def agree(field: str, texts: list[str]) -> int:
    """Compare with the parser where the expressions say that they know; count these cells."""
    column = pl.Series("text", texts, dtype=pl.String)
    read, schema = reader_of(field, (field,), Repeating.of(column), Context())
    found = read_plain(field, column)
    assert found is not None
    assert found.columns == ["plain", *schema, "problem"]
    for text, (plain, *values) in zip(texts, found.iter_rows(), strict=True):
        if plain:
            assert tuple(values) == read(text), text
    return int(found["plain"].sum())


@settings(max_examples=50)
@given(st.lists(st.one_of(_USUAL, _NAME).filter(bool), min_size=10, max_size=30))
def test_names_read_by_expressions_are_names_as_parsed(names: list[str]) -> None:
    """No name that the expressions claim to know is read otherwise by the parser."""
    agree("name", names)


def test_masked_telephones_are_usual_and_wide_digits_are_not() -> None:
    """Stars are read as they stand; digits of full width are left to the parser."""
    assert agree("phones", ["138****5678", "13812345678", "0532-87654321"]) == 3
    assert agree("phones", ["1381234567８", "138****567８", "0532-8765432１", "138***45678"]) == 0


@settings(max_examples=50)
@given(st.lists(_PHONE, min_size=10, max_size=30))
def test_telephones_read_by_expressions_are_as_parsed(phones: list[str]) -> None:
    """No telephone that the expressions claim to know is read otherwise by the parser."""
    agree("phones", [*phones, "13812345678", "021-12345678", "0532-1234567", "01012345678"])


@settings(max_examples=50)
@given(st.lists(st.one_of(_PHONE, _PERSON).filter(bool), min_size=10, max_size=30))
def test_persons_read_by_expressions_are_as_parsed(cells: list[str]) -> None:
    """No contact that the expressions claim to know is read otherwise by the parser."""
    assert agree("contact_name", [*cells, "王女士", "Ada Quill"]) >= 2


@settings(max_examples=30)
@given(st.lists(_CODE, min_size=10, max_size=40))
def test_credit_codes_read_by_expressions_are_as_parsed(codes: list[str]) -> None:
    """Check digits of a column are those of each code."""
    codes = [*codes, "91110000710926094P", "91110000710926094Q", "91310000132260250X"]
    valid = are_valid_usccs(pl.Series(codes)).to_list()
    assert valid == [is_valid_uscc(code) for code in codes]
    assert agree("uscc", codes) == sum(valid)


@pytest.mark.parametrize(
    "name",
    [
        "上海甲乙科技有限公司",
        "甲乙科技（上海）有限公司",
        "浙江甲乙汽车零部件(杭州)股份有限公司",
        "甲乙集团有限公司",
    ],
)
def test_the_usual_names_are_read_by_expressions(name: str) -> None:
    """The usual shapes do not need the parser."""
    assert agree("name", [name]) == 1
