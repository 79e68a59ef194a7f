"""Text to phones, e-mail addresses and websites. All numbers are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.contacts import host_of, parse_emails, parse_phones, parse_url

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
    ],
)
def test_other_numbers_are_no_phones(text: str | None) -> None:
    """Numbers damaged by a spreadsheet, dates, codes and card numbers are refused."""
    assert parse_phones(text) == ()


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


@given(st.text(max_size=80) | st.text(alphabet="0123456789-+() 转*xe.@:/qQ", max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """No parser raises; phones are stable under parsing again."""
    for phone in parse_phones(text):
        assert parse_phones(phone.text) or phone.kind in ("foreign", "landline")
    parse_emails(text)
    url = parse_url(text)
    assert url is None or url.startswith(("http://", "https://"))
    host_of(text)


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("HR@Example.com；招聘邮箱：job＠example.cn", ("hr@example.com", "job@example.cn")),
        ("mailto:x.y@example.co.uk", ("x.y@example.co.uk",)),
        ("x [at] example.com", ("x@example.com",)),
        ("logo@2x.png", ()),
        ("a@b", ()),
        (None, ()),
    ],
)
def test_emails_are_found_wherever_they_stand(text: str | None, emails: tuple[str, ...]) -> None:
    """Addresses come out in lower case; names of pictures are none."""
    assert parse_emails(text) == emails


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("www.Example.com", "http://www.example.com", "example.com"),
        ("https：//example.com/a?b=1", "https://example.com/a?b=1", "example.com"),
        ("官网：www.example.com.cn，很好", "http://www.example.com.cn", "example.com.cn"),
        (
            "http://jobs.example.com:8080/1.htm",
            "http://jobs.example.com:8080/1.htm",
            "jobs.example.com",
        ),
        ("a@example.com", None, None),
        ("node.js", None, None),
        ("Co., Ltd.", None, None),
        ("http://[::1", None, None),
        ("3.5", None, None),
        (None, None, None),
    ],
)
def test_a_website_gets_its_scheme(text: str | None, url: str | None, host: str | None) -> None:
    """A web address is completed; a mailbox or a word with a point is none."""
    assert parse_url(text) == url
    assert host_of(text) == host
