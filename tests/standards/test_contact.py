"""Names, numbers and addresses become how well somebody can be reached."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError
from leadscore.standards.contact import classify_contact

LEVELS = ["none", "switchboard", "direct", "named"]
MOBILE, MASKED, LANDLINE, DIRECT = "13800000000", "138****0000", "021-55550000", "021-55550000-801"
COLUMNS = ["contact_name", "phones", "emails"]


def level(name=None, phones=None, emails=None, column="contact", lang="en"):
    """The fact or evidence of one company."""
    leads = pl.DataFrame(
        [(name, phones, emails)], schema=dict.fromkeys(COLUMNS, pl.String), orient="row"
    )
    return classify_contact(leads, lang=lang)[column][0]


@pytest.mark.parametrize(
    ("name", "phones", "emails", "expected"),
    [
        ("王女士", MOBILE, None, "named"),
        ("王女士", DIRECT, None, "named"),
        ("王女士", None, "li.example@example.com", "named"),
        ("王女士", LANDLINE, None, "direct"),
        ("王女士", None, "hr@example.com", "direct"),
        ("人事部", MOBILE, None, "direct"),
        ("招聘组", LANDLINE, None, "switchboard"),
        (None, MOBILE, None, "direct"),
        (None, f"{MASKED}|{MOBILE}", None, "direct"),
        (None, "28830000-12", None, "direct"),
        (None, None, "li.example@example.com", "direct"),
        (None, LANDLINE, None, "switchboard"),
        (None, "400-123-4567", None, "switchboard"),
        (None, "8001234567", None, "switchboard"),
        (None, "95500", None, "switchboard"),
        (None, "+86-21-55550000", None, "switchboard"),
        (None, "+1 415 555 0100", None, "switchboard"),
        (None, "(415) 555-0100", None, "switchboard"),
        (None, "+86 138 0000 0000", None, "direct"),
        (None, "86-13800000000", None, "direct"),
        (None, None, "info@example.com", "switchboard"),
        (None, None, "HR2@example.com|sales.east@example.com", "switchboard"),
        (None, MASKED, None, "none"),
        (None, "8.01901E+12", None, "none"),
        (None, None, "a***@example.com", "none"),
        (None, None, "not an address", "none"),
        ("王女士", None, None, "none"),
        ("人事部", None, None, None),
        (None, "N/A", "-", None),
        (None, None, None, None),
    ],
)
def test_levels(name, phones, emails, expected):
    """Each combination has the level that a caller would give it."""
    assert level(name, phones, emails) == expected


def test_masked_numbers_are_present_but_not_dialable():
    """They are counted apart, and are neither missing nor a way to call."""
    assert level(phones=f"{MASKED}|{MOBILE}", column="contact_why") == (
        "mobile 1 of 2 dialable; masked, not dialable: 1 of 2 numbers"
    )


def test_neighbouring_numbers_are_all_counted():
    """Three mobiles in a row are three."""
    why = level(phones="|".join([MOBILE] * 3), column="contact_why")
    assert why == "mobile 3 of 3 dialable"


def test_evidence_is_said_in_chinese_and_never_prints_a_number():
    """Counts, not digits: the evidence may be shared."""
    why = level("王女士", f"{MOBILE}|{LANDLINE}", "li@example.com", "contact_why", "zh")
    assert why == (
        "有联系人姓名；手机可拨1个（共2个号码）；总机或服务号可拨1个（共2个号码）；个人邮箱1个（共1个）"
    )


def test_absent_columns_are_unknown_and_a_wrong_language_is_refused():
    """A list without contact columns says nothing about contacts."""
    assert classify_contact(pl.DataFrame({"name": ["a"]})).rows() == [(None, None)]
    with pytest.raises(ArgumentError, match="lang"):
        classify_contact(pl.DataFrame({"phones": ["1"]}), lang="xx")


names = st.sampled_from([None, "王女士", "人事部", ""])
phones = st.lists(
    st.sampled_from([MOBILE, MASKED, LANDLINE, DIRECT, "400-123-4567", "12"]), max_size=3
).map("|".join)
emails = st.lists(st.sampled_from(["hr@example.com", "li@example.com", "x"]), max_size=2).map(
    "|".join
)


def rank(fact):
    """The place of a level; unknown stands below all."""
    return -1 if fact is None else LEVELS.index(fact)


@given(names, phones, emails, st.sampled_from([MOBILE, LANDLINE, DIRECT, "400-123-4567"]))
def test_one_more_dialable_number_never_lowers_the_level(name, numbers, addresses, more):
    """Contact data only add."""
    before = level(name, numbers, addresses)
    after = level(name, "|".join(filter(None, [numbers, more])), addresses)
    assert rank(after) >= max(rank(before), LEVELS.index("switchboard"))


@given(st.lists(st.tuples(names, phones, emails), min_size=1, max_size=12), st.randoms())
def test_rows_are_judged_alone(rows, random):
    """Row order, repeats and batch size change nothing, and no number is printed."""
    leads = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    facts = classify_contact(leads)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert classify_contact(leads[order]).equals(facts[order])
    assert classify_contact(pl.concat([leads] * 3)).equals(pl.concat([facts] * 3))
    assert facts["contact"].to_list() == [level(*row) for row in rows]
    assert not any(re.search(r"\d{4}", why or "") for why in facts["contact_why"])


@pytest.mark.parametrize(
    ("phone", "level"),
    [
        *(("02-55501234", "switchboard"), ("4155550132", "switchboard")),
        *(("01 55 55 12 34", "switchboard"), ("91-80-60006600", "switchboard")),
        *(("(0412) 555 123", "switchboard"), ("118-157-0165", "switchboard")),
        *(("415-555-0132-204", "direct"), ("02-55501234-7", "direct")),
        *(("13812345678-1234", "direct"), ("+14155550132-204", "switchboard")),
    ],
)
def test_numbers_of_other_countries_reach_somebody(phone: str, level: str) -> None:
    """Forms of other countries count, each once; an extension is a direct line."""
    found = classify_contact(pl.DataFrame({"phones": [phone, f"{phone}|138****0000"]}))
    assert found["contact"].to_list() == [level, level]
    assert "other" not in found["contact_why"][0]
