"""What every value parser shares: cleaning one cell, joining values, and reading one number."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from leadscore.distinct import is_missing

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
    # Private use: glyphs of icon fonts that a scraper took along.
    "\ue000-\uf8ff\U000f0000-\U0010fffd]"
)
_SPACES = re.compile(r"\s+")
_DIGIT_NAMES = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {name: digit for digit, names in enumerate(_DIGIT_NAMES) for name in names}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SUFFIXES = {"k": 10**3, "w": 10**4, "lakh": 10**5, "lac": 10**5, "crore": 10**7}
_SUFFIX = r"(?i:[kw]|(?:lakh|lac|crore)s?)"
WESTERN = r"(?:\d{1,3}(?:[, ]\d{3})+(?!\d)|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)|\d+)(?:\.\d+)?"
"""Regex of a number in digits, with thousands separated by commas or blanks, Indian hundreds of
thousands by commas, or not at all."""
CHINESE = r"[零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万萬亿億半]+"
"""Regex of characters that a Chinese numeral is made of."""
COMPOUND = r"\d+(?:\.\d+)?亿\d+(?:\.\d+)?[百千]?万"
"""Regex of digits with two multipliers, such as one hundred million and twenty million."""
NUMBER = rf"(?:{WESTERN}\s?(?:[十百千万亿]+|{_SUFFIX}(?![A-Za-z]))?|{CHINESE})"
"""Regex of a number in either script, with its multiplier."""


def clean_cell(text: str | None) -> str | None:
    """Bring one cell into the form that the parsers read.

    Full-width letters and digits become plain ones (NFKC), every kind of blank becomes one
    space, invisible characters go.

    Parameters
    ----------
    text : str or None
        The cell as found.

    Returns
    -------
    str or None
        The cleaned text; None when the cell says that nothing is known.

    Examples
    --------
    >>> clean_cell("１００－２９９人\u00a0 ")
    '100-299人'
    >>> clean_cell(" N/A ") is None
    True
    """
    if text is None:
        return None
    plain = unicodedata.normalize("NFKC", text)
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", plain)).strip()
    return None if is_missing(plain) else plain


def joined(parts: Iterable[str]) -> str | None:
    """Join the values of a cell with ``|``, each once; null when there is none.

    Examples
    --------
    >>> joined(["a", "b|c", "a"]), joined([])
    ('a|b/c', None)
    """
    clean = [part.replace("|", "/") for part in parts if part]
    return "|".join(dict.fromkeys(clean)) or None


def parse_number(text: str) -> float | None:
    """Read one number, in digits or in Chinese numerals, with its multiplier.

    Parameters
    ----------
    text : str
        Nothing but the number, as ``clean_cell`` leaves it.

    Returns
    -------
    float or None
        The number; None when the text is not one number.

    Examples
    --------
    >>> [parse_number(t) for t in ("1,200", "1.2万", "3千", "五百", "三千五", "5k", "人")]
    [1200.0, 12000.0, 3000.0, 500.0, 3500.0, 5000.0, None]
    """
    parts = split_number(text)
    return None if parts is None else parts[0] * parts[1]


def split_number(text: str) -> tuple[float, float] | None:
    """Read one number as what is written and what it is multiplied by.

    Parameters
    ----------
    text : str
        Nothing but the number, as ``clean_cell`` leaves it.

    Returns
    -------
    tuple of float or None
        Coefficient and multiplier: ``"1.2万"`` is 1.2 and 10000, ``"五百"`` is 5 and 100, so that
        the first number of ``"三至五百"`` can take the multiplier of the second.

    Examples
    --------
    >>> split_number("1.2万"), split_number("五百"), split_number("240")
    ((1.2, 10000.0), (5.0, 100.0), (240.0, 1.0))
    """
    text = text.strip()
    parts = _compound(text) or _western(text) or _chinese(text)
    return parts if parts is not None and math.isfinite(parts[0] * parts[1]) else None


def _compound(text: str) -> tuple[float, float] | None:
    if not re.fullmatch(COMPOUND, text):
        return None
    great, rest = text.split("亿")
    return (parse_number(f"{great}亿") or 0.0) + (parse_number(rest) or 0.0), 1.0


def _western(text: str) -> tuple[float, float] | None:
    found = re.fullmatch(rf"({WESTERN})\s?(?:([十百千万亿]*)|({_SUFFIX}))", text)
    if found is None:
        return None
    times = float(_SUFFIXES[found[3].lower().rstrip("s")]) if found[3] else 1.0
    for mark in found[2] or "":
        times *= _PLACES.get(mark) or _GROUPS[mark]
    return float(re.sub("[, ]", "", found[1])), times


def _chinese(text: str) -> tuple[float, float] | None:
    if not re.fullmatch(CHINESE, text):
        return None
    value = _chinese_value(text)
    if value is None:
        return None
    head = text.rstrip("十拾百佰千仟万萬亿億")
    times = 1.0
    for mark in text[len(head) :]:
        times *= _PLACES.get(mark) or _GROUPS[mark]
    return (value / times, times) if head else (1.0, value)


def _chinese_value(text: str) -> float | None:
    if all(c in _DIGITS for c in text):
        # A row of digits is one digit, or a number read out digit by digit, such as a year.
        return float("".join(str(_DIGITS[c]) for c in text))
    total, group, digit, last = 0.0, 0.0, None, 1.0
    for mark in text:
        if mark == "半" or mark in _DIGITS:
            if digit:  # two digits in a row, as in a phrase like "seven or eight hundred"
                return None
            digit = 0.5 if mark == "半" else float(_DIGITS[mark])
            last = 1.0 if mark in "零〇" else last
        elif mark in _PLACES:
            last = float(_PLACES[mark])
            group += (1.0 if digit is None else digit) * last
            digit = None
        else:
            last = float(_GROUPS[mark])
            inner = group + (digit or 0.0)
            total = total * last if not inner and total else total + (inner or 1.0) * last
            group, digit = 0.0, None
    # A digit that ends the numeral stands one place below the last: "three thousand five".
    return total + group + (digit or 0.0) * (last / 10 if last > 10 else 1.0)
