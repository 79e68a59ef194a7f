"""Cells that are places, told from street names and from company names that begin with a place."""

from __future__ import annotations

import re
from functools import lru_cache

from leadscore.lists.regions import find_region, plain_place, split_region

_STREET = re.compile(r"[东南西北中]?(?:[路街道巷弄]|大[道街])")
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
    if region is None or _STREET.match(_rest(text)):
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


def _rest(text: str) -> str:
    return split_region(plain_place(text))[1]
