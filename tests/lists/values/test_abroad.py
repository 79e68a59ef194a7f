"""Places abroad: states by code and name, countries, and what a column's codes mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.abroad import Habit, Place, country_at_start, country_habit, read_abroad

PLACES = {
    "Boston, MA": ("Boston", "Massachusetts"),
    "Reno, NV 89501": ("Reno", "Nevada"),
    "Washington, DC": ("Washington", "District of Columbia"),
    "New York, NY": ("New York", "New York"),
    "Toronto, ON, Canada": ("Toronto", "Ontario"),
    "Toronto, ON M5X 1A9": ("Toronto", "Ontario"),
    "Ottawa, Ontario Canada": ("Ottawa", "Ontario"),
    "Sydney NSW": ("Sydney", "New South Wales"),
    "Leeds, England, UK": ("Leeds", "England"),
    "Pune, Maharashtra, India": ("Pune", "Maharashtra"),
    "1 Main St, Denver, CO, USA": ("Denver", "Colorado"),
    "2418 Saint Ave, Long Beach, IN 46360": ("Long Beach", "Indiana"),
    "Northfield, Cook County, Illinois": ("Northfield", "Illinois"),
    "1 Main St, TX": (None, "Texas"),
    "Berlin, Germany": ("Berlin", None),
    "Mexico City, Mexico": ("Mexico City", None),
    "Texas": (None, "Texas"),
    "USA": (None, None),
}


@pytest.mark.parametrize("text", PLACES)
def test_states_and_countries_are_read(text: str) -> None:
    """The state goes before the country, and what stands before the state is the city."""
    found = read_abroad(text)
    assert found is not None
    assert (found.city, found.region) == PLACES[text]


@pytest.mark.parametrize("text", ["Springfield", "New York", "Singapore", "Tbilisi, Georgia", ""])
def test_what_names_no_state_is_left(text: str) -> None:
    """A city alone, and a name that a state shares with a country, say no state."""
    assert read_abroad(text) is None


def test_the_codes_of_a_column_say_what_they_are() -> None:
    """Codes of other countries make DE and IN countries; WA goes with the codes beside it."""
    habit = country_habit(["Berlin, DE", "Paris, FR", "Pune, IN"])
    assert read_abroad("Berlin, DE", habit) is None
    assert read_abroad("Gary, IN 46401", habit) is not None
    habit = country_habit(["Perth, WA", "Sydney, NSW", "Cairns, QLD"])
    assert read_abroad("Perth, WA", habit) == Place(
        city="Perth", region="Western Australia", country="Australia"
    )
    habit = country_habit(["Atlanta, GA", "Athens, Georgia"])
    assert read_abroad("Athens, Georgia", habit) == Place(
        city="Athens", region="Georgia", country="United States"
    )


def test_a_code_alone_is_a_state_where_the_column_has_several() -> None:
    """Three codes and none of a country make a column of states."""
    assert country_habit(["CA", "TX", "NY"]).alone
    assert not country_habit(["CA", "US", "GB"]).alone
    assert read_abroad("CA", country_habit(["CA", "TX", "NY"])) == Place(
        city=None, region="California", country="United States"
    )
    assert read_abroad("CA") is None


def test_a_country_at_the_beginning_of_a_chinese_cell() -> None:
    """A part of the world gives way to the country behind it; a banner is no country."""
    assert country_at_start("北美洲-美国") == ("United States", "")
    assert country_at_start("印度尼西亚雅加达") == ("Indonesia", "雅加达")
    assert country_at_start("朝鲜族自治县") is None
    assert country_at_start("苏州") is None


@given(st.text(max_size=60), st.lists(st.text(alphabet="ABCDE, NSWGB", max_size=12), max_size=5))
def test_any_text_is_survived(text: str, cells: list[str]) -> None:
    """No text raises, whatever the habit of its column; a city never holds a digit."""
    habit = country_habit(cells)
    assert isinstance(habit, Habit)
    found = read_abroad(text, habit)
    assert found is None or found.city is None or not any(map(str.isdigit, found.city))
    country_at_start(text)
