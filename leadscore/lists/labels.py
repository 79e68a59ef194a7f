"""Industry labels of one cell, told apart without cutting the commas that belong to a label."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff)）])\s+(?=[\u4e00-\u9fffA-Z])")
_CUTS = "|;；\n"
_COMMAS = ",，"


def split_labels(text: str) -> list[str]:
    """Split the industry labels of one cell.

    Cuts at ``|``, semicolons and line breaks; in Chinese text also at commas outside brackets and
    at blanks between words. English labels keep their commas ("Oil, Gas & Mining").

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    list of str
        The labels as found, each once, in order.

    Examples
    --------
    >>> split_labels("专业服务(咨询、人力资源、财会) 教育/培训/院校,文娱丨内容")
    ['专业服务(咨询、人力资源、财会)', '教育/培训/院校', '文娱丨内容']
    >>> split_labels("Business Products & Services")
    ['Business Products & Services']
    """
    chinese = bool(_HAN.search(text))
    cuts = _CUTS + _COMMAS if chinese else _CUTS
    parts, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "(（") - (letter in ")）" and depth > 0)
        if letter in cuts and (depth == 0 or letter == "|"):
            parts.append(text[begin:place])
            begin = place + 1
    parts.append(text[begin:])
    words = [word for part in parts for word in (_BETWEEN.split(part) if chinese else [part])]
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))
