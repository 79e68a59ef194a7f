"""Text to a date or a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.dates import parse_date, parse_year

COLLECTED = date(2020, 6, 10)
FULL = {
    "2019-09-13": date(2019, 9, 13),
    "2023-08-30 14:07:12": date(2023, 8, 30),
    "2019年12月15日": date(2019, 12, 15),
    "2019/9/3": date(2019, 9, 3),
    "2019.09.03": date(2019, 9, 3),
    "20190903": date(2019, 9, 3),
    "2019-09-13T10:00:00+08:00": date(2019, 9, 13),
    "2019-09-13T10:00:00.123Z": date(2019, 9, 13),
    "Sep 13, 2019": date(2019, 9, 13),
    "13 September 2019": date(2019, 9, 13),
    "Friday, September 13, 2019": date(2019, 9, 13),
    "13-Sep-19": date(2019, 9, 13),
    "13/04/2019": date(2019, 4, 13),
    "04/13/2019": date(2019, 4, 13),
    "发布时间：2019-09-13": date(2019, 9, 13),
}
RELATIVE = {
    "04-20": date(2020, 4, 20),
    "06-11": date(2019, 6, 11),
    "06-10": date(2020, 6, 10),
    "02-29": date(2020, 2, 29),
    "12月15日": date(2019, 12, 15),
    "04-20发布": date(2020, 4, 20),
    "Sep 13": date(2019, 9, 13),
    "3天前": date(2020, 6, 7),
    "1天前发布": date(2020, 6, 9),
    "今天": COLLECTED,
    "14:20发布": COLLECTED,
    "3小时前": COLLECTED,
    "发布于昨天": date(2020, 6, 9),
    "前天": date(2020, 6, 8),
    "2周前": date(2020, 5, 27),
    "Posted 3 days ago": date(2020, 6, 7),
    "yesterday": date(2020, 6, 9),
}


@pytest.mark.parametrize("text", FULL)
def test_a_full_date_is_exact(text: str) -> None:
    """A date with day, month and year needs no reference."""
    assert parse_date(text) == (FULL[text], True)


@pytest.mark.parametrize("text", RELATIVE)
def test_a_date_without_a_year_counts_from_the_day_of_collection(text: str) -> None:
    """It is the latest such day not after the reference, marked as not exact, and else unknown."""
    assert parse_date(text, reference=COLLECTED) == (RELATIVE[text], False)
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2019-02-30", "2019-13-01", "02-30", "99-99", "1600-01-01", "长期有效", "至今", "3年"),
        *("50-150", "1-3年", "几天前", "10天", "2019", "", "-", None),
    ],
)
def test_other_texts_are_no_date(text: str | None) -> None:
    """Impossible days, durations and blanks give nothing."""
    assert parse_date(text, reference=COLLECTED) is None


def test_two_readings_are_refused_until_somebody_says_which() -> None:
    """Day and month that could be swapped are a date only when the order is given."""
    assert parse_date("03/04/2019") is None
    assert parse_date("03/04/2019", day_first=True) == (date(2019, 4, 3), True)
    assert parse_date("03/04/2019", day_first=False) == (date(2019, 3, 4), True)
    assert parse_date("04/04/2019") == (date(2019, 4, 4), True)


def test_serial_numbers_only_when_asked() -> None:
    """A day count of Excel is a date only in a column that is known to hold dates."""
    assert parse_date("43721") is None
    assert parse_date("43721", counted=True) == (date(2019, 9, 13), True)
    assert parse_date("1687156484000") is None
    assert parse_date("1687156484000", counted=True) == (date(2023, 6, 19), True)
    assert parse_date("1687156484", counted=True) == (date(2023, 6, 19), True)


def test_short_years_are_read_where_the_column_says_where_they_stand() -> None:
    """Two digits are a year of this century up to 69."""
    assert parse_date("04/01/26") is None
    assert parse_date("04/01/26", day_first=True, short_year="last") == (date(2026, 1, 4), True)
    assert parse_date("98-04-01", short_year="first") == (date(1998, 4, 1), True)


def test_numbers_of_days_may_be_spelled() -> None:
    """Boards that spell numbers count days like those that do not."""
    found = parse_date("Listed nineteen days ago", reference=date(2020, 1, 31))
    assert found == (date(2020, 1, 12), False)


def test_a_month_is_not_exact() -> None:
    """A month without its day stands for its first day."""
    assert parse_date("2019年12月") == (date(2019, 12, 1), False)


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]),
)
def test_written_dates_read_back(day: date, form: str) -> None:
    """A date that is written is the date that is read."""
    found = parse_date(day.strftime(form))
    assert found is not None
    assert found.value == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_never_in_the_future(day: date, reference: date) -> None:
    """The year found is the latest that keeps the day at or before the reference."""
    found = parse_date(day.strftime("%m-%d"), reference=reference)
    assert found is not None
    assert reference - timedelta(days=366 * 8) <= found.value <= reference


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """Parsing never raises."""
    parse_date(text, reference=COLLECTED, day_first=True, counted=True)
    year = parse_year(text)
    assert year is None or 1500 <= year < 2100


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *(("1998", 1998), ("1998.0", 1998), ("成立于1998年", 1998), ("1998-05-06", 1998)),
        *(("19980506", 1998), ("Founded 1875", 1875), ("8", None), ("12345", None), (None, None)),
    ],
)
def test_a_year_is_found_alone_and_inside_a_date(text: str | None, year: int | None) -> None:
    """Four digits that are a year are found; other numbers are not."""
    assert parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("民國112年5月1日", date(2023, 5, 1)),
        ("112/05/01", date(2023, 5, 1)),
        ("112-05-01", date(2023, 5, 1)),
        ("30d+ ago", date(2023, 5, 2)),
        ("2w ago", date(2023, 5, 18)),
        ("更新於 2023/5/12", date(2023, 5, 12)),
    ],
)
def test_dates_of_boards_in_taiwan_and_hong_kong(text: str, day: date) -> None:
    """Years since 1911, traditional characters and short units are understood."""
    found = parse_date(text, reference=date(2023, 6, 1))
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize(("text", "year"), [("民國88年", 1999), ("088/05/01", 1999)])
def test_years_since_1911(text: str, year: int) -> None:
    """Lists from Taiwan count the years of a founding from 1911."""
    assert parse_year(text) == year
