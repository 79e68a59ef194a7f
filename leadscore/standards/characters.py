"""Traditional Chinese characters: the vocabularies are written in simplified ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from leadscore.standards.vocabulary import read_toml


@cache
def traditional() -> Mapping[int, str]:
    """Give the simplified character for each traditional one, as ``str.translate`` takes them.

    Returns
    -------
    mapping of int to str
        Code points and characters; it is shared.

    Examples
    --------
    >>> "人力資源經理".translate(traditional())
    '人力资源经理'
    """
    pairs = read_toml("characters.toml")["traditional"].split()
    return MappingProxyType({ord(old): new for old, new in pairs})
