"""Readers: one cell to its values, with the habits of its column."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.readers import Context, reader_of


def read(name: str, cells: list[str], heading: str = "x", **said: date) -> list[tuple[object, ...]]:
    """Read a column."""
    column = Repeating.of(pl.Series(cells))
    reader, _ = reader_of(name, (heading,), column, Context(**said))  # type: ignore[arg-type]
    return [reader(cell) for cell in cells]


def test_numbers_of_size_classes_are_no_headcounts() -> None:
    """Below a heading of sizes, single digits alone are the numbers of classes."""
    assert {row[-1] for row in read("employees", ["7.0", "2.0"], "company_size")} == {
        "employees_code"
    }
    assert read("employees", ["7", "2"], "employees")[0][:2] == (7, 7)
    assert read("employees", ["7", "25"], "company_size")[0][:2] == (7, 7)


@pytest.mark.parametrize(
    ("cell", "heading", "found"),
    [
        ("5000萬元", "資本額", (None, "currency")),
        ("5000萬元新台幣", "資本額", (11_000_000.0, None)),
        ("5000萬人民幣", "資本額", (50_000_000.0, None)),
        ("5000万元", "注册资本", (50_000_000.0, None)),
        ("500", "注册资本(万元)", (5_000_000.0, None)),
        ("500", "資本額(萬元)", (None, "currency")),
        ("Less than $1 million (USD)", "Revenue", (None, "money_most")),
        ("1.5", "Revenue (in 000s USD)", (10_650.0, None)),
    ],
)
def test_money_is_in_yuan_only_where_that_is_said(
    cell: str, heading: str, found: tuple[float | None, str | None]
) -> None:
    """Traditional characters without a currency are no yuan, and an upper limit is no amount."""
    assert read("capital", [cell], heading) == [found]


def test_posting_dates_are_likely_ones() -> None:
    """The beginning of all clocks and a day years ahead are no dates of a posting."""
    cells = ["1970-01-01", "2099-01-01", "2024-05-06"]
    found = read("posted", cells, as_of=date(2024, 6, 1))
    assert found == [(None, "posted_when"), (None, "posted_when"), (date(2024, 5, 6), None)]


def test_a_day_count_is_a_year_of_founding() -> None:
    """What Excel or a program counted is a date below a heading of dates."""
    found = read("founded", ["40180", "1998", "1293811200000", "12"])
    assert found == [(2010, None), (1998, None), (2010, None), (None, "founded")]


def test_industries_lose_what_is_said_before_them() -> None:
    """A label before the labels, a slash written for a program, and the number of a label go."""
    cells = ["行业：计算机软件", "领域/融资：互联网金融，C轮", "互联网\\/电子商务", "100020|互联网"]
    assert [row[:2] for row in read("industry", cells)] == [
        ("计算机软件", None),
        ("互联网金融", "C轮"),
        ("互联网/电子商务", None),
        ("互联网", None),
    ]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://company.zhaopin.com/CZ1.htm", "url_shared"),
        ("https://img.example.com/logo.png", "url_shared"),
        ("https://www.example.com/about", None),
    ],
)
def test_pages_of_boards_and_pictures_are_no_websites(url: str, problem: str | None) -> None:
    """What a board shows of a company is not the company's own site."""
    assert read("website", [url])[0][1] == problem
