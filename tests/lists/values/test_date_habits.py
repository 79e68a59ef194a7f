"""How columns write their dates."""

from __future__ import annotations

import pytest

from leadscore.lists.values.date_habits import date_habit


@pytest.mark.parametrize(
    ("texts", "habit"),
    [
        (["19/12/25", "31/12/25", "04/01/26"], (True, "last")),
        (["12/19/25", "12/31/25", "01/04/26"], (False, "last")),
        (["25/12/19", "25/12/20", "25/12/31", "26/01/04"], (None, "first")),
        (["25-12-19", "25-12-20"], (None, "first")),
        (["19-12-25", "04-01-26"], (None, None)),
        (["01/02/98"], (None, "last")),
        (["19/12/2025", "04/01/2026"], (True, None)),
        (["19/12/25", "12/19/25", "25/45/12"], (None, None)),
    ],
)
def test_a_column_proves_the_order_of_its_dates(texts: list[str], habit: tuple[object]) -> None:
    """Days beyond 12, and a year that hardly varies, say how all dates of the column are read."""
    assert date_habit(texts) == habit


def test_days_and_months_without_a_year_prove_the_order_too() -> None:
    """One day beyond 12 settles how the other cells are read."""
    assert date_habit(["5/12", "5/13"]).day_first is False
    assert date_habit(["5/12"]).day_first is None
