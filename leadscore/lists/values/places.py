"""Cells that are places: city, province or address; streets and sentences are told from them."""

from __future__ import annotations

import re
from functools import lru_cache

from leadscore.lists.values.abroad import (
    NO_HABIT,
    Habit,
    Place,
    country_at_start,
    read_abroad,
    without_postcode,
)
from leadscore.lists.values.regions import find_region, plain_place, split_region
from leadscore.lists.vocabulary.words import pattern, read_words

_HAN = re.compile(r"[\u4e00-\u9fff]")
_STREET = re.compile(r"[东南西北中]?(?:[路街道巷弄]|大[道街])")
# Right behind a city's name these make another word of it, such as a gate or a village.
_OTHER = re.compile(r"[门村寺桥庄里]")
_EDGES = "[]'\" "
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,8}(?:区|县|市|州|旗|盟|镇|乡|街道)|")
_SEPARATED = re.compile(r"[-·•,，/|—–]")


@lru_cache(maxsize=65_536)
def read_place(text: str) -> tuple[str | None, str | None]:
    """Read the province and the city that a text begins with.

    Parameters
    ----------
    text : str
        A cell, such as an address.

    Returns
    -------
    tuple of (str or None, str or None)
        Short names of province and city; null where the text does not say. A county-level city
        is given as the city it belongs to.

    Examples
    --------
    >>> read_place("上海-奉贤区"), read_place("广东省深圳市南山区"), read_place("山东省")
    (('上海', '上海'), ('广东', '深圳'), ('山东', None))
    >>> read_place("南京路100号")
    (None, None)
    """
    region = find_region(text)
    if region is None:
        return None, None
    rest = _rest(text)
    bare = region.county is None and plain_place(text).removesuffix(rest)[-1:] not in "市省"
    if _STREET.match(rest) or (bare and _OTHER.match(rest)):
        return None, None
    return region.province, region.city


def is_place(text: str) -> bool:
    """Tell whether a cell is a place and nothing else.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        True when it begins with a province or city and goes on with districts at most.

    Examples
    --------
    >>> is_place("北京·海淀区·中关村"), is_place("北京甲乙科技有限公司")
    (True, False)
    """
    if read_place(text)[0] is None:
        return False
    return bool(_SEPARATED.search(text)) or bool(_DISTRICT.fullmatch(_rest(text)))


def is_province(text: str) -> bool:
    """Tell whether a cell is a province and nothing else.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        True for provinces and municipalities without a district.

    Examples
    --------
    >>> is_province("山东省"), is_province("上海"), is_province("上海-奉贤区"), is_province("青岛")
    (True, True, False, False)
    """
    region = find_region(text)
    if region is None or region.county is not None or _rest(text):
        return False
    return region.city in (None, region.province)


@lru_cache(maxsize=65_536)
def read_city(text: str, habit: Habit = NO_HABIT) -> Place:
    """Read a cell of a column of cities.

    Parameters
    ----------
    text : str
        A cell.
    habit : Habit
        What the codes of states mean in its column.

    Returns
    -------
    Place
        Places of China by their short names; abroad the city as found, the state by its full name
        and the country by its English one. A word for any place ("remote", "全国") is none.

    Raises
    ------
    ValueError
        When the cell is no place: a number, or a sentence.

    Examples
    --------
    >>> read_city("杭州市西湖区"), read_city("Remote in Boston, MA")
    (Place(region='浙江', city='杭州', country=None),
     Place(region='Massachusetts', city='Boston', country='United States'))
    >>> read_city("美国-新泽西")
    Place(region=None, city=None, country='United States')
    """
    text = text.strip(_EDGES)
    region, city = read_place(text)
    if region is not None or city is not None:
        return Place(region, city)
    if not any(letter.isalpha() for letter in text):
        raise ValueError(text)
    if _is_open(text):
        return Place()
    text = pattern("place_mode").sub("", text).strip(_EDGES)
    if not text or _is_open(text):
        return Place()
    if _HAN.search(text):
        return _chinese_city(text)
    if is_sentence(text):
        raise ValueError(text)
    return _western_city(text, habit)


def _chinese_city(text: str) -> Place:
    country = country_at_start(plain_place(text))
    if country is not None:
        return Place(country=country[0])
    named = re.match(r"([\u4e00-\u9fff]{2,4}?)[市縣县]", text)
    city = named[1] if named else _before(r"[-·•,，、/|;；\s]", text)
    return Place(city=None if _is_open(city) else city)


def _western_city(text: str, habit: Habit) -> Place:
    found = [read_abroad(part.strip(), habit) for part in re.split(r"[/|;•]", text)]
    known = [place for place in found if place is not None]
    best = next((place for place in known if place.city and not _is_open(place.city)), None)
    if best is None and found[0] is None:
        city = without_postcode(_before(r"[,/|;•]", text))
        return Place(city=None if _is_open(city) else city)
    best = best or known[0]
    city_of_it = None if best.city and _is_open(best.city) else best.city
    return Place(best.region, city_of_it, best.country)


def _before(cuts: str, text: str) -> str:
    return re.split(cuts, text, maxsplit=1)[0].strip() or text


def _is_open(text: str) -> bool:
    return text.casefold() in read_words("words.toml")["open_place"]["words"]


def is_sentence(text: str) -> bool:
    """Tell a sentence from a name: five words and more, several of them small.

    Examples
    --------
    >>> is_sentence("Upgrade to Premium to see salary"), is_sentence("San Jose del Cabo")
    (True, False)
    """
    words = text.split()
    particles = read_words("words.toml")["place_mode"]["particles"]
    small = [word for word in words if word.islower() and word not in particles]
    return len(words) >= 5 and text[:1].isupper() and len(small) >= 2


@lru_cache(maxsize=65_536)
def read_region(text: str, habit: Habit = NO_HABIT) -> Place:
    """Read a cell of a column of provinces or states.

    Parameters
    ----------
    text : str
        A cell.
    habit : Habit
        What the codes of states mean in its column.

    Returns
    -------
    Place
        The region as found where it is not known.

    Examples
    --------
    >>> read_region("台北市中山區"), read_region("ONTARIO")
    (Place(region='台湾', city='台北', country=None),
     Place(region='Ontario', city=None, country='Canada'))
    """
    text = text.strip(_EDGES)
    province, city = read_place(text)
    if province is not None or not text:
        return Place(province, city)
    if _is_open(text):
        return Place()
    if _HAN.search(text):
        country = country_at_start(plain_place(text))
        return Place(text, country=country[0] if country else None)
    abroad = read_abroad(text, habit)
    if abroad is None or abroad.region is None:
        return Place(text, country=abroad.country if abroad else None)
    return abroad


def read_address(text: str, habit: Habit = NO_HABIT) -> Place:
    """Read the province, the city and the country of an address.

    Parameters
    ----------
    text : str
        An address.
    habit : Habit
        What the codes of states mean in its column.

    Returns
    -------
    Place
        Of a Chinese address what it begins with, of a Western one what stands at its end.

    Examples
    --------
    >>> read_address("2418 Saint Ave, Long Beach, IN 46360")
    Place(region='Indiana', city='Long Beach', country='United States')
    """
    if _HAN.search(text):
        return Place(*read_place(text))
    abroad = read_abroad(text, habit)
    if abroad is None:
        return Place()
    # The first part of an address is no city.
    return Place(abroad.region, abroad.city if abroad.region else None, abroad.country)


def _rest(text: str) -> str:
    return split_region(plain_place(text))[1]
