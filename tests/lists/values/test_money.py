"""Text to money, and money to yuan."""

from __future__ import annotations

import csv
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import shared

from leadscore.lists.values.money import parse_money, to_cny

AMOUNTS = {
    "$5 million (AUD)": (5_000_000, "AUD", "exact"),
    "$5 mil. - $10 mil.": (5_000_000, "USD", "band"),
    "$10+ billion (USD)": (1e10, "USD", "at_least"),
    "Rs. 12 Cr": (120_000_000, "INR", "exact"),
    "50 Lakhs": (5_000_000, None, "exact"),
    "₹ 3,40,00,000": (34_000_000, "INR", "exact"),
    "CHF 3 Mio.": (3_000_000, "CHF", "exact"),
    "1.234.567,89 €": (1_234_567.89, "EUR", "exact"),
    "1.234": (1.234, None, "exact"),
    "(人民币)820568.1415万人民币": (8_205_681_415, "CNY", "exact"),
    "50(万香港元)": (500_000, "HKD", "exact"),
    "72(万元人民币)": (720_000, "CNY", "exact"),
    "9(万)": (90_000, None, "exact"),
    "50,000(万日元)": (500_000_000, "JPY", "exact"),
    "100（万元）": (1_000_000, "CNY", "exact"),
    "300(万元美元)": (3_000_000, "USD", "exact"),
    "800(万元(人民币))": (8_000_000, "CNY", "exact"),
    "3,100(万元(港币))": (31_000_000, "HKD", "exact"),
    "296( 万人民币元)": (2_960_000, "CNY", "exact"),
    "40(万元德国马克)": (400_000, "DEM", "exact"),
    "50人民币元": (50, "CNY", "exact"),
    "1,6800000(万)": (16_800_000, None, "about"),
    "18.3 MM": (18_300_000, None, "exact"),
    "$1.2 billion": (1.2e9, "USD", "exact"),
    "US$5M": (5_000_000, "USD", "exact"),
    "RMB 500万": (5_000_000, "CNY", "exact"),
    "HK$ 5,000": (5000, "HKD", "exact"),
    "5,000,000 USD": (5_000_000, "USD", "exact"),
    "3千万": (30_000_000, None, "exact"),
    "1亿2千万": (120_000_000, None, "exact"),
    "2亿元": (200_000_000, "CNY", "exact"),
    "壹佰万元": (1_000_000, "CNY", "exact"),
    "1,234.5": (1234.5, None, "exact"),
    "注册资本：500万人民币": (5_000_000, "CNY", "exact"),
    "约500万": (5_000_000, None, "about"),
    "100万元以上": (1_000_000, "CNY", "at_least"),
    "$1B+": (1e9, "USD", "at_least"),
    "less than $1 million": (1_000_000, "USD", "at_most"),
    "500-1000万元": (5_000_000, "CNY", "band"),
    "$10M-$50M": (10_000_000, "USD", "band"),
    "$10 to $50 million": (10_000_000, "USD", "band"),
    "0万港币": (0, "HKD", "exact"),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_has_its_multiplier_and_currency(text: str) -> None:
    """Every shape of an amount gives units of the currency that it names."""
    found = parse_money(text)
    assert found is not None
    assert found[:3] == AMOUNTS[text]


@pytest.mark.parametrize(
    "text", ["()", "N/A", "", "-", "-5", "Philippe", "1.2.3", "100 marks", "2019-09-13", None]
)
def test_other_texts_are_no_money(text: str | None) -> None:
    """Blanks, names, dates and negative amounts give nothing."""
    assert parse_money(text) is None


def test_a_heading_gives_unit_and_currency() -> None:
    """Unit and currency of the heading apply only where the cell has none of its own."""
    assert parse_money("2560.0", unit=1e4, currency="CNY") == (25_600_000, "CNY", "exact", None)
    assert parse_money("3亿", unit=1e4) == (3e8, None, "exact", None)
    assert parse_money("3万美元", unit=1e4, currency="CNY") == (30_000, "USD", "exact", None)


def test_a_band_keeps_its_upper_end() -> None:
    """The amount of a band is its lower end; the upper one is beside it."""
    assert parse_money("500-1000万元") == (5_000_000, "CNY", "band", 10_000_000)


def test_yuan_need_a_currency_and_a_rate() -> None:
    """Without a stated currency or a rate nothing is converted, and rates can be replaced."""
    assert to_cny(parse_money("500万")) is None
    assert to_cny(None) is None
    assert to_cny(parse_money("500万", currency="XYZ")) is None
    assert to_cny(parse_money("RMB 500万")) == 5_000_000
    assert to_cny(parse_money("US$5M"), rates={"USD": 7.0}) == 35_000_000


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    """Parsing never raises, and an amount is a number."""
    found = parse_money(text)
    assert found is None or (math.isfinite(found.amount) and found.amount >= 0)


@given(st.text(alphabet="0123456789,.万亿千元美港币()$-~e+MBK ", max_size=16))
def test_texts_made_of_money_are_survived(text: str) -> None:
    """The pieces of amounts in any order raise nothing."""
    found = parse_money(text)
    assert found is None or math.isfinite(found.amount)


def test_every_shape_of_registered_capital_is_read() -> None:
    """In 200,000 registrations only blanks and names of persons are no amount."""
    path = shared("cn_registrations_slice") / "registrations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = {row["注册资金"] for row in csv.DictReader(file)}
    left = {re.sub(r"[A-Z ]+", "A", t.upper()) for t in texts if parse_money(t) is None}
    assert left <= {"", "A", "A/A"}
