"""How much money: text to an amount with its currency, and to yuan for size classes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from leadscore.lists.values.cell_text import CHINESE, COMPOUND, WESTERN, clean_cell, parse_number
from leadscore.lists.vocabulary.words import read_words
from leadscore.standards.characters import traditional

Kind = Literal["exact", "about", "at_least", "at_most", "band"]


class Money(NamedTuple):
    """An amount of money as it was stated.

    Attributes
    ----------
    amount : float
        Units of the currency (not thousands of them); for a band the lower end.
    currency : str or None
        ISO 4217 code; None when the text does not say.
    kind : str
        ``exact``, ``about``, ``at_least``, ``at_most`` or ``band``.
    high : float or None
        The upper end of a band, else None.
    """

    amount: float
    currency: str | None
    kind: Kind
    high: float | None = None


_TIMES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mm": 1e6,
    "mn": 1e6,
    "mil": 1e6,
    "mln": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
    "mio": 1e6,
    "mrd": 1e9,
    "bil": 1e9,
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 1e5),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
}
_BEFORE = {
    "about": r"约|大约|近|about|around|approx(?:imately|\.)?|circa|ca\.?|~|≈",
    "at_least": r"超过|超|逾|大于|不低于|至少|>=?|≥|over|more than|above|at least|greater than",
    "at_most": r"少于|小于|低于|不足|不超过|至多|<=?|≤|under|less than|below|up to|at most",
}
_AFTER = {
    "about": r"左右|上下|余|多",
    "at_least": r"(?:及)?以上|\+|plus|(?:or|and) (?:more|above|over)",
    "at_most": r"(?:及)?以下|以内|(?:or|and) (?:less|below|under)",
}
_LABEL = (
    r"(?:注册资本|注册资金|实缴资本|认缴资本|资本金?|营业收入|营收|收入|revenue|capital)"
    r"\s?[:：]?\s?"
)
# Registers lose the point before the four decimals of ten-thousands: "1,6800000" was 1,680.0000.
_LOST_POINT = r"\d{1,3}(?:,\d{3})*,\d{7}"
# "1.234.567,89": points between thousands, where one number cannot be read otherwise.
_CONTINENTAL = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d{1,2})?|\.\d{3},\d{1,2})(?![\d.,])"
)
_SIGNS = ("$", "¥", "￥")
_SEPARATOR = r"\s?(?:-|–|—|~|〜|至|到|to)\s?"


@cache
def _currencies() -> dict[str, str]:
    table = read_words("currencies.toml")
    pairs = [(word, code) for code, entry in table.items() for word in entry["words"]]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    money = "|".join(re.escape(word) for word in _currencies())
    times = "|".join(sorted(_TIMES, key=len, reverse=True))
    # An English multiplier is a word of its own: the "m" of "marks" is none.
    scale = rf"\s?(?:(?:{times})(?![a-z])\.?)?"
    number = rf"(?:{_LOST_POINT}|{WESTERN}(?:e\+?\d\d?)?|{COMPOUND}|{CHINESE})"
    tail = r"[\s()]*"
    before, after = (
        "|".join(f"(?P<{place}_{key}>{pattern})" for key, pattern in choices.items())
        for place, choices in (("pre", _BEFORE), ("suf", _AFTER))
    )
    unit = rf"{tail}(?P<scale>{scale}){tail}(?P<yuan>元)?{tail}(?P<after>{money})?{tail}整?"
    # "(人民币)820万人民币" says the currency twice.
    single = (
        rf"(?:{_LABEL})?(?:{before})?\s?\(?(?P<before>{money})?\)?\s?"
        rf"(?P<number>{number})(?P<plus>\+)?{unit}"
    )
    band = (
        rf"(?:{_LABEL})?(?P<before>{money})?\s?(?P<low>{number})\s?(?P<low_scale>{scale})\s?(?:{money})?"
        rf"{_SEPARATOR}(?:{money})?\s?(?P<number>{number}){unit}"
    )
    return re.compile(rf"{single}(?:{after})?"), re.compile(band)


def parse_money(
    text: str | None, *, unit: float | None = None, currency: str | None = None
) -> Money | None:
    """Read an amount of money, with the multiplier and the currency that stand in the text.

    Parameters
    ----------
    text : str or None
        One cell, such as ``"50(万香港元)"`` or ``"$1.2 billion"``.
    unit : float or None
        What a number is multiplied by when the text itself has neither a multiplier nor a Chinese
        currency word (from a heading such as ``revenue ($ millions)``: 1000000).
    currency : str or None
        ISO code to take when the text names none.

    Returns
    -------
    Money or None
        None when the cell is missing, negative, or no amount. Zero is returned as it stands.

    Examples
    --------
    >>> tuple(parse_money("50(万香港元)"))
    (500000.0, 'HKD', 'exact', None)
    >>> tuple(parse_money("18.3 MM", currency="USD"))
    (18300000.0, 'USD', 'exact', None)
    >>> parse_money("()") is None
    True
    """
    return _parse(text, unit, currency) if text is not None and len(text) <= 100 else None


@lru_cache(maxsize=16_384)
def _parse(text: str, unit: float | None, currency: str | None) -> Money | None:
    plain = clean_cell(text)
    if plain is None:
        return None
    single, band = _patterns()
    plain = plain.lower().translate(traditional()).replace("圓", "元")
    plain = _CONTINENTAL.sub(_western, plain)
    match = single.fullmatch(plain)
    if match:
        amount = _amount(match["number"], match["scale"])
        if amount is None:
            return None
        return _stated(match, Money(amount, None, _kind(match)), unit, currency)
    match = band.fullmatch(plain)
    if match is None:
        return None
    high = _amount(match["number"], match["scale"])
    low = _amount(match["low"], match["low_scale"])
    bare = _amount(match["number"], "")
    if low is not None and bare is not None and not match["low_scale"].strip() and low <= bare:
        low = _amount(match["low"], match["scale"])
    if low is None or high is None or low > high:
        return None
    return _stated(match, Money(low, None, "band", high), unit, currency)


def _western(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace(",", ".")


def _kind(match: re.Match[str]) -> Kind:
    if match["plus"]:
        return "at_least"
    kinds: tuple[Kind, ...] = ("at_least", "at_most", "about")
    for kind in kinds:
        if match[f"pre_{kind}"] or match[f"suf_{kind}"]:
            return kind
    repaired = "e" in match["number"] or re.fullmatch(_LOST_POINT, match["number"])
    return "about" if repaired else "exact"


def _amount(number: str, scale: str) -> float | None:
    if re.fullmatch(_LOST_POINT, number):
        number = f"{number[:-4]}.{number[-4:]}"
    value = float(number) if "e" in number and "," not in number else parse_number(number)
    return None if value is None else round(value * _TIMES.get(scale.strip(" ."), 1.0), 4)


def _stated(
    match: re.Match[str], money: Money, unit: float | None, currency: str | None
) -> Money | None:
    word = match["before"] or match["after"]
    if match["before"] and match["after"]:
        # Many currencies share a sign; two names of different ones contradict each other.
        if match["before"] in _SIGNS:
            word = match["after"]
        elif _currencies()[match["before"]] != _currencies()[match["after"]]:
            return None
    scaled = match["scale"].strip() or match["yuan"] or re.search(CHINESE, match["number"])
    times = 1.0 if scaled or unit is None else unit
    # The bare word for yuan also counts other currencies, so a stated default goes before it.
    code = _currencies()[word] if word else currency or ("CNY" if match["yuan"] else None)
    high = None if money.high is None else money.high * times
    largest = money.amount * times if high is None else high
    if not math.isfinite(largest):
        return None
    return Money(money.amount * times, code, money.kind, high)


def read_unit(text: str) -> tuple[float | None, str | None] | None:
    """Read a unit of money that stands without a number, in a heading or beside an amount.

    Parameters
    ----------
    text : str
        Such as ``"万美元"``, ``"USD millions"`` or ``"人民币"``.

    Returns
    -------
    tuple of (float or None, str or None), or None
        The multiplier and the ISO code, each None where the text does not say it; None when the
        text is no unit.

    Examples
    --------
    >>> read_unit("万美元"), read_unit("USD millions"), read_unit("人民币"), read_unit("人")
    ((10000.0, 'USD'), (1000000.0, 'USD'), (None, 'CNY'), None)
    """
    mark, _, scale = text.partition(" ")
    if not text or text.isdecimal():
        return None
    found = (parse_money(one) for one in (f"1 {text}", f"{text} 1", f"{mark}1 {scale}"))
    stated = next((money for money in found if money is not None), None)
    if stated is None or (stated.amount == 1 and stated.currency is None):
        return None
    return None if stated.amount == 1 else stated.amount, stated.currency


def to_cny(money: Money | None, rates: Mapping[str, float] | None = None) -> float | None:
    """Convert an amount to yuan at indicative rates, good enough for size classes.

    Parameters
    ----------
    money : Money or None
        What ``parse_money`` returned.
    rates : mapping of str to float or None
        Yuan per unit of a currency, in place of those of ``data/currencies.toml`` (general
        knowledge, not checked against a source).

    Returns
    -------
    float or None
        Yuan; None when nothing is known, or the currency is not stated or has no rate.

    Examples
    --------
    >>> to_cny(parse_money("RMB 500万"))
    5000000.0
    >>> to_cny(parse_money("500万")) is None
    True
    """
    if money is None or money.currency is None:
        return None
    if rates is not None and money.currency in rates:
        return money.amount * rates[money.currency]
    entry = read_words("currencies.toml").get(money.currency)
    return None if entry is None else round(money.amount * float(entry["yuan"]), 4)
