"""Industry labels of one cell, told apart without cutting the commas that belong to a label."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from leadscore.distinct import is_missing
from leadscore.lists.vocabulary.words import read_words

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff)）])\s+(?=[\u4e00-\u9fffA-Z])")
_CUTS = "|;；\n"
_COMMAS = ",，"
# A path such as "B2B -> Payments" names a label on each level.
_LEVELS = re.compile(r"\s*(?:-+>|→|»|\s[>›]\s)\s*")


@cache
def commas_within() -> re.Pattern[str]:
    """Compile what matches the commas inside labels that are one label for all their commas.

    Returns
    -------
    re.Pattern
        It matches one comma at a time.

    Examples
    --------
    >>> bool(commas_within().search("检测，认证")), bool(commas_within().search("电商，游戏"))
    (True, False)
    """
    whole = read_words("words.toml")["industry"]["whole"]
    commas = (re.split(r"[,，]", label, maxsplit=1) for label in whole)
    return re.compile("|".join(f"(?<={before})[,，](?={after})" for before, after in commas))


def split_labels(text: str) -> list[str]:
    """Split the industry labels of one cell.

    Cuts at ``|``, semicolons, line breaks and arrows; in Chinese text also at commas outside
    brackets and at blanks between words. English labels keep their commas ("Oil, Gas & Mining"),
    and so do the labels of boards that have one within (the list in ``words.toml``).

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    list of str
        The labels as found, each once, in order; words for "nothing here" are left out.

    Examples
    --------
    >>> split_labels("专业服务(咨询、人力资源、财会) 教育/培训/院校,文娱丨内容")
    ['专业服务(咨询、人力资源、财会)', '教育/培训/院校', '文娱丨内容']
    >>> split_labels("Business Products & Services"), split_labels("检测，认证,环保")
    (['Business Products & Services'], ['检测，认证', '环保'])
    >>> split_labels("Industrials -> Energy")
    ['Industrials', 'Energy']
    """
    return list(_labels(text))


# The labels of a list come again and again.
@lru_cache(maxsize=16_384)
def _labels(text: str) -> tuple[str, ...]:
    text = _LEVELS.sub("|", text)
    kept = {match.start() for match in commas_within().finditer(text)}
    chinese = bool(_HAN.search(text))
    cuts = _CUTS + _COMMAS if chinese else _CUTS
    parts, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "(（") - (letter in ")）" and depth > 0)
        if letter in cuts and place not in kept and (depth == 0 or letter == "|"):
            parts.append(text[begin:place])
            begin = place + 1
    parts.append(text[begin:])
    words = [word for part in parts for word in (_BETWEEN.split(part) if chinese else [part])]
    return tuple(dict.fromkeys(word.strip() for word in words if not is_missing(word)))
