"""Text to e-mail addresses and websites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.contacts import host_of, parse_emails, parse_url


@given(st.text(max_size=80) | st.text(alphabet="0123456789-+() 转*xe.@:/qQ", max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """No parser raises, and a website is an address."""
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
        ("www.example.com.np", "http://www.example.com.np", "example.com.np"),
        ("example.guru", None, None),
        (None, None, None),
    ],
)
def test_a_website_gets_its_scheme(text: str | None, url: str | None, host: str | None) -> None:
    """A web address is completed; a mailbox or a word with a point is none."""
    assert parse_url(text) == url
    assert host_of(text) == host


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("example.guru", "http://example.guru"),
        ("Example.travel/en", "http://example.travel/en"),
        ("node.js", None),
        ("N.A", None),
        ("see example.guru", None),
        ("1.2.3", None),
    ],
)
def test_under_a_heading_any_host_is_a_website(text: str, url: str | None) -> None:
    """Where a column is known to hold websites, new endings count; files and versions do not."""
    assert parse_url(text, headed=True) == url
