"""Places abroad as lists write them: ``Boston, MA 02110``, ``Ontario``, ``Berlin, Germany``.

Two letters can be a state or a country (``CA``, ``DE``, ``IN``), so the codes of a whole column
decide which they are; ``WA`` and ``NT`` are each of two countries and go with the other codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from leadscore.lists.values.countries import country_name
from leadscore.lists.vocabulary.words import read_rows

_CODED = ("US", "CA", "AU")
_CODE = re.compile(r"[A-Z]{2,3}")
_ZIP = re.compile(r"[\s,-]*(?<!\d)(?:\d{4,6}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$")
_POSTCODE = re.compile(r" [A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?$")
_COUNTY = re.compile(r" (?:County|Parish|Borough)$")
_ENOUGH_CODES = 3
# Behind these letters of a country's name it is another word: a minority, a banner, a street.
_NO_COUNTRY = frozenset("族旗左右路街")


class Habit(NamedTuple):
    """What the codes of a column mean.

    Attributes
    ----------
    countries : tuple of str
        Countries whose states the codes are, the likeliest first; empty where they are countries.
    american : bool
        Whether codes show states of the United States, so that ``Georgia`` is one.
    alone : bool
        Whether a cell that is nothing but such a code is a state.
    """

    countries: tuple[str, ...] = _CODED
    american: bool = False
    alone: bool = False


NO_HABIT = Habit()


class Place(NamedTuple):
    """Where a company is.

    Attributes
    ----------
    region : str or None
        Of China by its short name, abroad the state or province by its full one.
    city : str or None
        Of China by its short name, abroad as found.
    country : str or None
        By its English name; null for China, for a part of the world, and where the cell does not
        say.
    """

    region: str | None = None
    city: str | None = None
    country: str | None = None


@cache
def _states() -> tuple[dict[tuple[str, str], str], dict[str, tuple[str, str]], frozenset[str]]:
    """Read the states: by country and code, by name, and the names that mean a city too."""
    coded, named, cities = {}, {}, set()
    for row in read_rows("states.csv"):
        if row["code"]:
            coded[row["country"], row["code"]] = row["name"]
        named[row["name"].casefold()] = (row["country"], row["name"])
        if row["city"]:
            cities.add(row["name"].casefold())
    return coded, named, frozenset(cities)


@cache
def _countries() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Read the codes: by English name, by Chinese name, and the names that mean a city too."""
    english, chinese, cities = {}, {}, set()
    for row in read_rows("countries.csv"):
        names = [name for name in row["en"].split(";") if name]
        for name in names:
            english[name.casefold()] = row["code"]
            if row["city"]:
                cities.add(name.casefold())
        for name in (one for one in row["zh"].split(";") if one):
            chinese[name] = row["code"]
            if row["city"]:
                cities.add(name)
    return english, chinese, frozenset(cities)


def country_habit(cells: Iterable[str]) -> Habit:
    """Find out what the codes of a column mean.

    Parameters
    ----------
    cells : iterable of str
        Distinct cells.

    Returns
    -------
    Habit
        Codes of countries make every code a country, unless codes of states are many more.

    Examples
    --------
    >>> country_habit(["Perth, WA", "Sydney, NSW"]).countries[0]
    'AU'
    >>> country_habit(["Berlin, DE", "Paris, FR"]).countries
    ()
    """
    found: dict[str, set[str]] = {"": set(), **{country: set() for country in _CODED}}
    alone = set()
    coded = _states()[0]
    for cell in cells:
        parts = [part.strip() for part in cell.split(",")]
        code = _ZIP.sub("", parts[-1])
        if not _CODE.fullmatch(code):
            continue
        homes = [country for country in _CODED if (country, code) in coded]
        if len(homes) == 1:
            found[homes[0]].add(code)
        elif not homes and (code == "US" or code in _iso_codes()):
            found[""].add(code)
        if homes and len(parts) == 1:
            alone.add(code)
    states = sum(len(found[country]) for country in _CODED)
    if found[""] and len(found[""]) * 3 >= states:
        return Habit(())
    order = tuple(sorted(_CODED, key=lambda country: -len(found[country])))
    return Habit(order, bool(found["US"]), len(alone) >= _ENOUGH_CODES and not found[""])


@cache
def _iso_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in read_rows("countries.csv")) - {"-", "US"}


@lru_cache(maxsize=65_536)
def read_abroad(text: str, habit: Habit = NO_HABIT) -> Place | None:
    """Read a place that names its state or its country in English.

    Parameters
    ----------
    text : str
        A cell, such as the place of a company or its address.
    habit : Habit
        What codes mean in its column.

    Returns
    -------
    Place or None
        None when no state and no country is named. What stands right before the state is the
        city; before a country alone it is the first part.

    Examples
    --------
    >>> read_abroad("Boston, MA 02110"), read_abroad("Leeds, England, UK")
    (Place(region='Massachusetts', city='Boston', country='United States'),
     Place(region='England', city='Leeds', country='United Kingdom'))
    >>> read_abroad("2418 Saint Ave, Long Beach, IN 46360").city
    'Long Beach'
    >>> read_abroad("Berlin, Germany"), read_abroad("India"), read_abroad("Springfield")
    (Place(region=None, city='Berlin', country='Germany'),
     Place(region=None, city=None, country='India'), None)
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or len(text) > 300 or (len(parts) == 1 and _is_city(parts[0])):
        return None
    country, parts = _country(parts)
    state, parts = _state(parts, country, habit)
    if state is not None:
        # "Northfield, Cook County, Illinois": the county is not the city.
        within = parts[:-1] if len(parts) > 1 and _COUNTY.search(parts[-1]) else parts
        return Place(state[1], _city(within[-1:]), country_name(state[0]))
    if country is None:
        return None
    return Place(None, _city(parts[:1]), country_name(country))


def _is_city(text: str) -> bool:
    folded = text.casefold()
    return folded in _states()[2] or folded in _countries()[2]


def _country(parts: list[str]) -> tuple[str | None, list[str]]:
    """Take the country off the end: a part of its own, or the last words of one."""
    english = _countries()[0]
    last = _ZIP.sub("", parts[-1]) or parts[-1]
    found = english.get(last.casefold())
    if found is not None:
        return found, parts[:-1]
    words = last.split()
    for count in range(min(3, len(words) - 1), 0, -1):
        name = " ".join(words[-count:])
        # "Ontario Canada" is a state and a country, "New Mexico" is not.
        if name.casefold() in english and name[:1].isupper() and _is_state(words[:-count]):
            return english[name.casefold()], [*parts[:-1], " ".join(words[:-count])]
    return None, parts


def _is_state(words: list[str]) -> bool:
    text = " ".join(words)
    return text.casefold() in _states()[1] or any((one, text) in _states()[0] for one in _CODED)


def _state(
    parts: list[str], home: str | None, habit: Habit
) -> tuple[tuple[str, str] | None, list[str]]:
    """Take the state off the end: its country's code and its full name."""
    if not parts:
        return None, parts
    last = _ZIP.sub("", parts[-1])
    zipped = last != parts[-1]
    found = _named_state(last, home, habit)
    if found is None and (len(parts) > 1 or zipped or habit.alone or home is not None):
        found = _coded_state(last, home, habit, sure=zipped)
    if found is not None:
        return found, parts[:-1]
    # "Sydney NSW", "Reno NV 89501"
    front, _, code = last.rpartition(" ")
    if front and (zipped or len(code) == 3) and front[-1:].islower():
        found = _coded_state(code, home, habit, sure=zipped)
    return (None, parts) if found is None else (found, [*parts[:-1], front])


def _named_state(text: str, home: str | None, habit: Habit) -> tuple[str, str] | None:
    found = _states()[1].get(text.casefold())
    if found is None or (home is not None and home != found[0]):
        return None
    unsure = found[1] == "Georgia" and home is None and not habit.american
    return None if unsure else found


def _coded_state(
    code: str, home: str | None, habit: Habit, *, sure: bool
) -> tuple[str, str] | None:
    coded = _states()[0]
    homes = (home,) if home is not None else habit.countries or (_CODED if sure else ())
    return next(((one, coded[one, code]) for one in homes if (one, code) in coded), None)


def _city(parts: list[str]) -> str | None:
    if not parts:
        return None
    city = without_postcode(parts[0])
    return city if city and not any(letter.isdigit() for letter in city) else None


def without_postcode(city: str) -> str:
    """Take a postcode off the end of a city.

    Examples
    --------
    >>> without_postcode("London EC1N"), without_postcode("Reno 89501")
    ('London', 'Reno')
    """
    return _POSTCODE.sub("", _ZIP.sub("", city)).strip(" -")


def country_at_start(text: str) -> tuple[str | None, str] | None:
    """Read the country that a Chinese cell begins with.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple of (str or None, str) or None
        The country by its English name (null for a part of the world), and what follows it; None
        for other places and for names that also mean a city and stand alone.

    Examples
    --------
    >>> country_at_start("美国-新泽西"), country_at_start("挪威奥斯陆"), country_at_start("新加坡")
    (('United States', '新泽西'), ('Norway', '奥斯陆'), None)
    """
    names, cities = _countries()[1:]
    for length in range(min(8, len(text)), 1, -1):
        if text[:length] in names:
            rest = text[length:]
            if text in cities or rest[:1] in _NO_COUNTRY:
                return None
            rest = rest.lstrip(" -·•/|,，、—:：")
            # Behind a part of the world stands the country.
            return (country_at_start(rest) if names[text[:length]] == "-" else None) or (
                country_name(names[text[:length]]),
                rest,
            )
    return None
