"""Agencies: companies whose open posts are other companies' posts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from leadscore.standards.titles import agency_title, fold, pattern
from leadscore.standards.vocabulary import read_toml


def is_agency(name: str | None, titles: Iterable[str] = ()) -> bool | None:
    """Recognise an agency or labour-dispatch firm by its name and its titles.

    Parameters
    ----------
    name : str or None
        The company's name, as full as it is known.
    titles : iterable of str
        Titles of its open posts.

    Returns
    -------
    bool or None
        True when the name names the trade (human-resources services, labour dispatch, headhunters,
        staffing) or a title is a headhunter's. Null otherwise: no name proves that a firm is not
        an agency. Authorities, schools, parks, building-labour contractors and makers of HR
        software are not agencies.

    Examples
    --------
    >>> is_agency("上海某某人力资源服务有限公司"), is_agency("某某精密机械有限公司")
    (True, None)
    >>> is_agency("某某市人力资源和社会保障局") is None
    True
    >>> is_agency("某某企业管理咨询有限公司", ["猎头顾问"])
    True
    """
    if name and _agency_name(name):
        return True
    return True if any(agency_title(title) for title in titles) else None


@lru_cache(maxsize=65536)
def _agency_name(name: str) -> bool:
    text, rules = fold(name), read_toml("agencies.toml")
    if not pattern(rules["agency"]).search(text):
        return False
    return not pattern(rules["not_agency"]).search(text)
