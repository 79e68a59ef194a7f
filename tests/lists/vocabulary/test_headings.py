"""Headings as a whole, without a year, and by their parts."""

import pytest

from leadscore.lists.vocabulary.fields import FIELDS
from leadscore.lists.vocabulary.headings import WEAK, header_claims, whole_claims
from leadscore.lists.vocabulary.words import read_rows


def test_the_table_of_parts_is_sound() -> None:
    """Every part has a field that exists and a rank behind the whole headings, and stands once."""
    seen = set()
    for row in read_rows("heading_parts.csv"):
        assert row["field"] in {"", *FIELDS}
        assert row["rank"] in ({"5", "9"} if row["field"] else {"1", "9"})
        assert row["where"] in {"end", "any", "tail"}
        assert row["part"] not in seen, row["part"]
        assert row["part"] == row["part"].lower()
        seen.add(row["part"])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("总机电话", "phones"),
        ("證券商名稱", "name"),
        ("sharename", "name"),
        ("stockName", "short_name"),
        ("2023年营业收入（亿元）", "revenue"),
        ("FY2023 Revenue", "revenue"),
        ("城市名称", "city"),
        ("state_name", "region"),
        ("Billing State/Province", "region"),
        ("联系人职称", "contact_title"),
        ("Key.Principal", "contact_name"),
        ("Mobile.No", "phones"),
        ("positionInfo.createTime", "posted"),
        ("data.company.name", "name"),
    ],
)
def test_a_heading_is_read_by_its_parts(heading: str, field: str) -> None:
    """Years, names of things, humps, dots and words before the last one are no obstacle."""
    assert header_claims(heading)[0][0] == field


@pytest.mark.parametrize(
    "heading",
    ["上市日期", "Award.Date", "中标金额", "总市值", "ipoDate", "项目编号", "sharecode", "rating"],
)
def test_some_parts_keep_the_cells_from_being_taken_for_something_else(heading: str) -> None:
    """A date of a listing is no day of posting, an amount of an award no capital."""
    assert header_claims(heading) == (("", WEAK),)


@pytest.mark.parametrize(
    "heading",
    [
        *("传真", "傳真機號碼", "fax_no", "Company Owner", "companyLogo", "案号", "linkedin_url"),
        *("expiresAt", "PreviousName_1.CompanyName", "截止日期", "项目名称"),
    ],
)
def test_some_parts_are_of_no_use(heading: str) -> None:
    """A fax is no telephone, a seller no contact, an earlier name no name."""
    assert header_claims(heading)[0] == ("", 1)


@pytest.mark.parametrize("heading", ["candidate", "capacity", "大小", "estate", "update"])
def test_words_that_only_end_alike_say_nothing(heading: str) -> None:
    """A part in Latin letters is a word of its own."""
    assert header_claims(heading) in ((), (("", 1),))


def test_the_name_in_english_stands_behind_the_registered_one() -> None:
    """Of two headings that differ in a language the one of the register is better."""
    (name, best), (english, behind) = (
        whole_claims("公司名称(中)")[0],
        whole_claims("公司名称(英)")[0],
    )
    assert name == english == "name"
    assert best < behind < WEAK
