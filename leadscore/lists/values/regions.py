"""Places of China as names and cells write them: text to province, city and county."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from leadscore.lists.values.cell_text import clean_cell
from leadscore.lists.vocabulary.words import read_rows
from leadscore.standards.characters import traditional


class Region(NamedTuple):
    """A place, by the short names of its levels.

    Attributes
    ----------
    province : str or None
        Such as ``"山东"``; a municipality stands here.
    city : str or None
        Prefecture-level city, such as ``"青岛"``; for a municipality its name again.
    county : str or None
        County-level city, district or county, such as ``"胶州"`` or ``"海淀区"``.
    """

    province: str | None
    city: str | None = None
    county: str | None = None

    @property
    def place(self) -> str:
        """The most specific part that a list can be compared by.

        Examples
        --------
        >>> Region("山东", "青岛", "胶州").place, Region("北京", "北京", "海淀区").place
        ('胶州', '北京海淀区')
        """
        if self.county is None or self.county[-1] not in "区县旗":
            return self.county or self.city or self.province or ""
        return f"{self.city or self.province or ''}{self.county}"


_MUNICIPALITIES = ("北京", "天津", "上海", "重庆", "香港", "澳门")
_BETWEEN = " -·•/|,，、—:："
_DISTRICT = re.compile(
    r"(?!经济|高新|保税|自贸|工业|小区|社区|园区|校区|景区)"
    r"([\u4e00-\u9fff]{1,3}(?<![社小园校景厂])(?:新区|区|县|旗))(?!块|域|间|级|城)"
)
_SUFFIX = re.compile(r"(?:市(?!场|政|民|值|井)|州(?=.))")
_ANOTHER = re.compile(r"(?:县|区(?!块|域|间))")
_UNLISTED = re.compile(
    r"([\u4e00-\u9fff]{2,3}?(?<![超城都门夜花股菜上])[市县])(?!场|政|民|井|值|属|级|人|区|镇|委|立)"
)


@cache
def _entries() -> tuple[dict[str, Region], dict[str, Region], dict[str, Region]]:
    """Read the places: by any name, by a name that is safe without its suffix, by code."""
    named: dict[str, Region] = {}
    bare: dict[str, Region] = {}
    coded: dict[str, Region] = {}
    for row in read_rows("regions.csv"):
        short, parent = row["short"], row["parent"]
        if row["level"] == "province":
            region = Region(short, short if short in _MUNICIPALITIES else None)
        elif row["level"] == "city":
            region = Region(parent, short)
        else:
            region = Region(named[parent].province, parent, short)
        for name in (row["name"], short):
            named.setdefault(name, region)
        bare.setdefault(row["name"], region)
        if row["bare"] == "yes":
            bare.setdefault(short, region)
        if row["level"] != "county" and not row["code"].endswith("90"):
            coded[row["code"]] = region
    return named, bare, coded


def place_names() -> tuple[dict[str, Region], dict[str, Region]]:
    """Give all names of places.

    Returns
    -------
    tuple of dict
        Every name, and the names that mean a place at the beginning of a company name. They are
        shared: do not change them.

    Examples
    --------
    >>> place_names()[0]["胶州"]
    Region(province='山东', city='青岛', county='胶州')
    """
    return _entries()[:2]


def split_region(text: str) -> tuple[Region | None, str]:
    """Take the places off the beginning of a text.

    Parameters
    ----------
    text : str
        A company name or an address, cleaned.

    Returns
    -------
    tuple of (Region or None, str)
        The places read and what follows them. A second place is taken only when it lies in the
        first, so that a brand which is also a city stays where it is.

    Examples
    --------
    >>> split_region("山东省青岛市胶州市某某公司")
    (Region(province='山东', city='青岛', county='胶州'), '某某公司')
    >>> split_region("上海大同商贸")
    (Region(province='上海', city='上海', county=None), '大同商贸')
    """
    named, bare, _ = _entries()
    region, rest = None, text
    while True:
        found, length = _longest(rest, bare if region is None else named)
        if found is None or (region is not None and not _inside(found, region)):
            break
        after = rest[length:]
        if _ANOTHER.match(after) and found.province not in _MUNICIPALITIES:
            # A county or district that shares its name with a city.
            break
        region, rest = (
            found,
            (_SUFFIX.sub("", after, count=1) if _SUFFIX.match(after) else after).lstrip(_BETWEEN),
        )
    match = _DISTRICT.match(rest) if region is not None else _UNLISTED.match(rest)
    if match is None or len(match[0]) == len(text) > 4:
        return region, rest
    county = match[1] if region is None or region.county is None else region.county
    province, city = (region.province, region.city) if region is not None else (None, None)
    return Region(province, city, county), rest[match.end() :].lstrip(_BETWEEN)


def _longest(text: str, table: dict[str, Region]) -> tuple[Region | None, int]:
    for length in range(min(12, len(text)), 1, -1):
        if text[:length] in table:
            return table[text[:length]], length
    return None, 0


def _inside(inner: Region, outer: Region) -> bool:
    if inner.province != outer.province or inner == outer:
        return False
    return outer.city is None or (inner.city == outer.city and outer.county is None)


def plain_place(text: str) -> str:
    """Bring a cell into the form that places are looked up in.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        Cleaned and in simplified characters; empty when the cell says that nothing is known.

    Examples
    --------
    >>> plain_place(" 臺灣 ")
    '台湾'
    """
    return (clean_cell(text) or "").translate(traditional())


@lru_cache(maxsize=16_384)
def find_region(text: str | None) -> Region | None:
    """Read the place that a cell names.

    Parameters
    ----------
    text : str or None
        One cell, such as ``"上海-奉贤区"``, ``"北京·海淀区·中关村"``, ``"山东省"`` or an address.

    Returns
    -------
    Region or None
        None when the cell is missing or begins with no place of a known province.

    Examples
    --------
    >>> find_region("上海-奉贤区")
    Region(province='上海', city='上海', county='奉贤区')
    >>> find_region("臺北市內湖區")
    Region(province='台湾', city='台北', county='内湖区')
    >>> find_region("Canton, Ohio") is None
    True
    """
    if text is None or len(text) > 300 or text.isascii():
        return None
    plain = plain_place(text)
    if not plain:
        return None
    named, _, _ = _entries()
    plain = re.sub(r"^(?:中国|工作地点|上班地址|地址|注册地)?\s?[:：]?\s?", "", plain).lstrip(
        _BETWEEN
    )
    if plain in named:
        return named[plain]
    first = re.split(rf"[{re.escape(_BETWEEN)}]", plain, maxsplit=1)[0]
    region, _ = split_region(plain)
    if region is not None and region.province is not None:
        return region
    return named.get(first)


def region_of_code(code: str) -> Region | None:
    """Look up an administrative division code.

    Parameters
    ----------
    code : str
        Two to six digits of GB/T 2260; only the first four are used.

    Returns
    -------
    Region or None
        None for a code of no known province (100000 is the state itself).

    Examples
    --------
    >>> region_of_code("370211")
    Region(province='山东', city='青岛', county=None)
    """
    _, _, coded = _entries()
    return coded.get(code[:4]) or coded.get(code[:2])
