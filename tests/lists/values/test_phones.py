"""Text to telephone numbers. All numbers are made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.phones import parse_phones

PHONES = {
    "13812345678": "13812345678",
    "138 1234 5678": "13812345678",
    "+86 138-1234-5678": "13812345678",
    "008613812345678": "13812345678",
    "１３８１２３４５６７８": "13812345678",
    "13812345678.0": "13812345678",
    "13812345678-2019、0532-88888888-2018": "13812345678|0532-88888888",
    "(021)12345678转801": "021-12345678-801",
    "021-12345678-801": "021-12345678-801",
    "021 62345678": "021-62345678",
    "02162345678": "021-62345678",
    "+86-10-62345678": "010-62345678",
    "0086 755 26543210": "0755-26543210",
    "532-88888888": "0532-88888888",
    "53288888888": "0532-88888888",
    "021-62345678/62345679": "021-62345678|021-62345679",
    "4001234567": "400-123-4567",
    "400-1234-567 转 3": "400-123-4567-3",
    "95588": "95588",
    "+1 (212) 555-0123": "+12125550123",
    "(212) 555-0123": "212-555-0123",
    "138****5678": "138****5678",
    "138XXXX5678": "138****5678",
    "0532-8888****": "0532-8888****",
    "13812345678@163.com 13912345678": "13912345678",
    "传真：021-62345678 电话：021-62345679": "021-62345679",
    "电话/传真：021-62345678": "021-62345678",
    "Fax: +44 20 7946 0018": "",
    "62345678-801": "62345678-801",
    "021-62345678/79": "021-62345678|021-62345679",
    "13812345678转1234": "13812345678-1234",
    "13812345678-0532-88888888": "13812345678|0532-88888888",
    "1、62345678 2、13812345678": "62345678|13812345678",
    "86.2562345678": "025-62345678",
    "(376)694-9481": "376-694-9481",
    "415/555-0132": "415-555-0132",
    "1-415-555-0132 x204": "415-555-0132-204",
    "+1 (415) 555-0132 ext. 204": "+14155550132-204",
    "+1 415 555 0132 / 415 555 0133": "+14155550132|415-555-0133",
    "+44 (0)20 7946 0018": "+442079460018",
    "+49 (0) 89 / 123 456-0": "+49891234560",
    "(+ 44 20) 37 69 31 14": "+442037693114",
    "080-40123456": "080-40123456",
    "02-27528000#12": "02-27528000-12",
    "(02) 5550 1234": "02-55501234",
    "852-28153157": "+85228153157",
    "(852)3902-3393": "+85239023393",
    "886-2-2345-6789": "+886223456789",
    "(86)21 2345 6789": "021-23456789",
    "0800-123-456": "0800-123456",
    "049-2345678": "049-2345678",
    "03-5678901#123": "03-5678901-123",
    "(+86) 21 62345678": "021-62345678",
    "086-010-62345678": "010-62345678",
    "0755-82345678-8555-4": "0755-82345678-8555",
    "40 - 00270677": "",
    "(02)25550123-610": "02-25550123-610",
    "(02)2555-0123-2536": "02-25550123-2536",
    "02-25550123分機3318": "02-25550123-3318",
    "(+33 4) 55 52 23 11": "+33455522311",
    "13812345678-6": "13812345678",
    "13812345678-1234": "13812345678-1234",
    "(01) 5550132": "01-5550132",
    "(011) 5550-1234": "011-55501234",
}


@pytest.mark.parametrize("text", PHONES)
def test_phones_have_one_form(text: str) -> None:
    """Every spelling of a number gives the same text, several in a cell in their order."""
    assert "|".join(phone.text for phone in parse_phones(text)) == PHONES[text]


@pytest.mark.parametrize(
    "text",
    [
        *("1.38123E+10", "8.01901E+12", "2019-09-13", "91110000710926094P", "6225888888888888"),
        *("QQ:12345678", "12345", "1381234567", "2188888888", "-", "", None),
        *("91-80-60006600", "91-022-26543210", "52000000 USD", "$52000000", "01 55 55 12 34"),
        *("91110100MA5894011", "ZB-2024-0001", "粤B2-20240001", "苏ICP备12345678号"),
    ],
)
def test_other_numbers_are_no_phones(text: str | None) -> None:
    """Damaged numbers, dates, codes, amounts and parts of longer numbers are refused."""
    assert parse_phones(text) == ()


WRITTEN = {
    "4155550132": "4155550132",
    "0412 555 123": "0412 555 123",
    "0912-345-678": "0912-345-678",
    "0912345678": "0912345678",
    "01632 960 001": "01632 960 001",
    "Tel. 01 55 55 12 34": "01 55 55 12 34",
    "089/1234567": "089-1234567",
    "91-80-60006600": "91-80-60006600",
    "0225550123": "0225550123",
    "2815 3157; 2815 3158": "2815 3157|2815 3158",
    "98450 12345 ext 7": "98450 12345-7",
    "1381234567": "",
    "138 1234 567": "",
    "2019-09-13": "",
    "13.09.19": "",
    "1234567.5": "",
    "000-000-0000": "",
    "861381234567": "",
    "05328888888888": "",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_under_a_heading_numbers_of_other_countries_stay_as_written(text: str) -> None:
    """A column of telephones keeps what it writes; damaged numbers, dates and amounts are none."""
    found = parse_phones(text, headed=True)
    assert "|".join(phone.text for phone in found) == WRITTEN[text]
    assert {phone.kind for phone in found} <= {"foreign"}


_PIECES = st.lists(
    st.one_of(st.text(alphabet="0123456789", min_size=1, max_size=9), st.sampled_from("+()-. ")),
    min_size=1,
    max_size=9,
)


@given(_PIECES.map("".join), st.booleans())
def test_no_digit_is_added(text: str, headed: bool) -> None:
    """Every number stands in its cell, digit by digit, but for an area code and its zero."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    for phone in parse_phones(text, headed=headed):
        parts = phone.text.split("-") if phone.kind == "landline" else [phone.text]
        found = [re.sub(r"\D", "", part) for part in parts]
        assert all(part in digits or part.removeprefix("0") in digits for part in found)


@given(st.from_regex(r"[2-9]\d{2}[2-9]\d{6}", fullmatch=True), st.sampled_from("/-. "))
def test_americans_keep_their_area(number: str, mark: str) -> None:
    """However area and number are set apart, all ten digits come back."""
    number = "".join(str(int(digit)) for digit in number)
    area, first, last = number[:3], number[3:6], number[6:]
    if area in ("400", "800"):
        return
    for text in (
        f"{area}{mark}{first}-{last}",
        f"({area}){first}-{last}",
        f"({area}) {first}-{last}",
    ):
        assert [phone.text for phone in parse_phones(text)] == [f"{area}-{first}-{last}"], text


@given(st.text(max_size=80) | st.text(alphabet="0123456789-+() 转*xe.@:/qQ", max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """No cell raises; what is read is read again."""
    for headed in (False, True):
        for phone in parse_phones(text, headed=headed):
            assert parse_phones(phone.text, headed=True) or phone.kind in ("foreign", "landline")


def test_a_phone_says_whether_it_can_be_dialled() -> None:
    """Masked numbers and landlines without an area code are present but not dialable."""
    kinds = {
        text: [(phone.kind, phone.dialable) for phone in parse_phones(text)]
        for text in ("138****5678", "88888888", "13812345678", "021-62345678-801", "4001234567")
    }
    assert kinds == {
        "138****5678": [("masked", False)],
        "88888888": [("landline", False)],
        "13812345678": [("mobile", True)],
        "021-62345678-801": [("landline", True)],
        "4001234567": [("service", True)],
    }
    assert parse_phones("021-62345678-801")[0].extension == "801"


@given(st.lists(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), min_size=1, max_size=4, unique=True))
def test_several_mobiles_all_come_back(numbers: list[str]) -> None:
    """Mobile numbers joined in one cell are found again, in order."""
    ascii_numbers = [str(int(number)) for number in numbers]
    found = [phone.text for phone in parse_phones("；".join(ascii_numbers))]
    assert found == list(dict.fromkeys(ascii_numbers))
