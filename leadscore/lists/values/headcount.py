"""How many people work there: text to an interval of employees."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from leadscore.lists.values.cell_text import NUMBER, WESTERN, clean_cell, parse_number, split_number
from leadscore.standards.characters import traditional

Kind = Literal["exact", "band", "at_least", "at_most", "about"]


class Headcount(NamedTuple):
    """An interval of employees, both ends included.

    Attributes
    ----------
    low : int or None
        The fewest people; None never occurs with a known ``high``.
    high : int or None
        The most people; None when the interval is open.
    kind : str
        How it was said: ``exact``, ``band``, ``at_least``, ``at_most`` or ``about``.
    """

    low: int | None
    high: int | None
    kind: Kind


LARGEST = 5_000_000
"""No employer has more people; a larger number is a phone number or money."""

# Bands of job boards, LinkedIn and WeCom that can be told from other ranges without a unit.
_BANDS = frozenset(
    {
        *((11, 50), (51, 200), (201, 500), (501, 1000), (1001, 5000), (5001, 10_000)),
        *((50, 150), (150, 500), (500, 2000), (500, 1000), (1000, 5000), (5000, 10_000)),
        *((20, 99), (100, 299), (300, 499), (100, 499), (500, 999), (1000, 9999)),
        *((51, 100), (101, 200)),
    }
)
# What Excel makes of a band that looks like a day or a month.
_DAMAGED = {
    **dict.fromkeys(("10-jan", "jan-10", "1月10日"), (1, 10)),
    **dict.fromkeys(("nov-50", "50-nov"), (11, 50)),
    **dict.fromkeys(("jan-49", "49-jan"), (1, 49)),
    **dict.fromkeys(("jan-50", "50-jan"), (1, 50)),
    **dict.fromkeys(("10-feb", "feb-10", "2-oct", "oct-2", "2月10日"), (2, 10)),
    **dict.fromkeys(("oct-50", "50-oct"), (10, 50)),
}
_SELF_EMPLOYED = frozenset(
    {"self-employed", "self employed", "sole proprietor", "freelancer"} | {"myself only", "just me"}
)

_LABEL = (
    r"(?P<label>(?:(?:公司|企业|单位|团队|机构|员工|人员|职工|雇员|从业|在职|在岗|参保|社保|缴纳|现有|"
    r"共有|拥有|目前|规模|人数|总人数|总数|数量|company|team|staff|employees?|number of|headcount|"
    r"size|workforce)\s*)+[:：为是约]?\s*)?"
)
_BEFORE = {
    "about": r"约|大约|大概|接近\s?约|about|around|approx(?:imately|\.)?|circa|ca\.?|c\.|~|≈",
    "nearly": r"近|将近|接近|nearly|almost",
    "above": r"超过|超|逾|过|多于|大于|高于|突破|>|over|more than|above|greater than",
    "at_least": r"至少|最少|不少于|不低于|大于等于|上|>=|≥|at least|min(?:imum)?(?: of)?",
    "below": r"少于|小于|低于|不足|不到|不满|未满|<|under|less than|below|fewer than",
    "at_most": r"不超过|不多于|不高于|最多|至多|小于等于|<=|≤|up to|at most|max(?:imum)?(?: of)?",
}
_AFTER = {
    "at_least": r"(?:及|或|\()?\s?以上\)?|\+|plus|(?:or|and) (?:more|above|over)|起",
    "below": r"以下\s?\(?不含(?:\d+人?)?\)?",
    "at_most": r"(?:及|或)?以下|以内|之内|内|(?:or|and) (?:less|fewer|below|under)",
    "about": r"左右|上下|\(?(?:est(?:imated|\.)?|approx\.?)\)?",
    "more": r"多|余",
    "roughly": r"来",
}
_UNIT = (
    r"(?:名|位|个)?(?:正式|全职)?(?:员工|职工|雇员|从业人员|人员|人)|名|位|"
    r"(?:full[- ]time )?employees?|"
    r"emps?\.?|people|persons?|staff(?: members)?|workers?|ftes?|team members|members"
)
_SEPARATOR = r"\s?(?:-{1,2}|–|—{1,2}|~|〜|‐|至|到|to)\s?"
_NOTE = (
    r"(?: (?:worldwide|globally|in total))?"
    r"(?:\s?\((?:含|包含|人|(?!approx|est|about|circa)[A-Za-z][A-Za-z .]{1,20})\))?[.。]?"
)


def _group(name: str, choices: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}_{key}>{pattern})" for key, pattern in choices.items())


_ONE = re.compile(
    rf"{_LABEL}(?:{_group('pre', _BEFORE)})?\s?(?P<number>{NUMBER})\s?"
    rf"(?:{_group('mid', _AFTER)})?\s?"
    rf"(?P<unit>{_UNIT})?\s?(?:\(含\)\s?)?(?:{_group('suf', _AFTER)})?{_NOTE}",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"{_LABEL}(?P<about>{_BEFORE['about']})?\s?(?P<low>{NUMBER})\s?(?:{_UNIT})?{_SEPARATOR}"
    rf"(?P<high>{NUMBER})\s?(?P<unit>{_UNIT})?\s?(?P<round>{_AFTER['about']})?{_NOTE}",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"{_LABEL}(?P<low>{NUMBER})\s?(?P<unit>人|名)?以上\s?[-至到,、]?\s?(?P<high>{NUMBER})\s?[人名]?以下"
)
_BETWEEN = re.compile(
    rf"(?:between )(?P<low>{NUMBER}) and (?P<high>{NUMBER})\s?(?P<unit>{_UNIT})?", re.IGNORECASE
)
_VAGUE = re.compile(
    rf"{_LABEL}(?:(?:好?几|数)(?P<place>[十百千万]+)|(?P<teens>十[几多]))\s?(?P<unit>{_UNIT})"
)
_PAIR = re.compile(
    rf"{_LABEL}(?P<low>[一两二三四五六七八])(?P<high>[二三四五六七八九])(?P<place>[十百千万]?)\s?(?P<unit>{_UNIT})"
)
# "Large (1,000+ employees)", "500-1000人（中型）": the class says less than the number.
_CLASS = (
    r"(?:(?:large|mid|medium|small|micro|startup|enterprise|company|business|sized?|"
    r"[大中小微]型?|企业|公司|规模)[-\s]*)+"
)
_SIZED = re.compile(rf"{_CLASS}\(([^()]+)\)|([^()]+?)\s?\({_CLASS}\)", re.IGNORECASE)
_POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_PLACES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}

# In glued text only digits count ("the first people's hospital" begins with a numeral and a
# person), and the unit must not be the beginning of another word.
_GLUED = re.compile(
    rf"(?<![\d.,招聘])(?:(?:少于|小于|不足|超过|大于|约)\s?)?(?:{WESTERN}\s?[千万]?{_SEPARATOR})?{WESTERN}\s?[千万]?"
    r"(?:\+|以上|多|余)?\s?(?:(?:名|位)?(?:员工|职工)|人(?![力工民才次口均事生间物类身寿气脸像文造防群份社资员格体行])|"
    r"employees|people\b)(?:\s?(?:及以上|以上|以下|以内|左右))?",
    re.IGNORECASE,
)


def parse_headcount(text: str | None, *, bare_number: bool = True) -> Headcount | None:
    """Read a number of employees, however it is written.

    Ten percent either way are given to "about" (a choice: it keeps "about 3,000" from proving a
    size class that 2,900 would not prove), ten percent below to "nearly", twenty percent either
    way to "ten or so". "200-odd" ends before 300. Nobody counts as unknown: lists write 0 for it.

    Parameters
    ----------
    text : str or None
        One cell.
    bare_number : bool
        Whether the cell is known to be a headcount, so that ``240`` is one. Without it only text
        with a unit, and the bands that job boards use, are understood.

    Returns
    -------
    Headcount or None
        People, both ends included; None when the cell is missing or no headcount.

    Examples
    --------
    >>> tuple(parse_headcount("150-500人"))
    (150, 500, 'band')
    >>> tuple(parse_headcount("10,001+ employees"))
    (10001, None, 'at_least')
    >>> tuple(parse_headcount("少于15人"))
    (0, 14, 'at_most')
    >>> parse_headcount("人力资源服务") is None
    True
    """
    return _parse(text, bare_number) if text is not None and len(text) <= 200 else None


def find_headcount(text: str | None) -> tuple[Headcount, int, int] | None:
    """Find a headcount with its unit inside text that is glued together.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    tuple of (Headcount, int, int) or None
        The headcount and where it begins and ends in ``text`` as it was given, so that the caller
        can cut it out; None when there is none.

    Examples
    --------
    >>> found, start, end = find_headcount("互联网A轮1000-9999人")
    >>> tuple(found), "互联网A轮1000-9999人"[:start]
    ((1000, 9999, 'band'), '互联网A轮')
    """
    if text is None or len(text) > 10_000:
        return None
    # One character for one, so that places in the widened text are places in the given one.
    plain = "".join(c if len(c) == 1 else " " for c in map(_narrow, text))
    for match in _GLUED.finditer(plain):
        found = parse_headcount(match[0], bare_number=False)
        if found is not None:
            return found, match.start(), match.end()
    return None


def _narrow(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=16_384)
def _parse(text: str, bare: bool) -> Headcount | None:
    plain = clean_cell(text)
    if plain is None:
        return None
    plain = plain.translate(traditional())
    if plain.casefold() in _SELF_EMPLOYED:
        return Headcount(1, 1, "exact")
    if bare and plain.casefold() in _DAMAGED:
        return Headcount(*_DAMAGED[plain.casefold()], "band")
    if bare and _POINTED.fullmatch(plain) and not plain.endswith(".000"):
        # Nobody employs a part of a person: the points stand between thousands.
        plain = plain.replace(".", "")
    for pattern, read in _READERS:
        match = pattern.fullmatch(plain)
        found = read(match, bare) if match else None
        if found is not None:
            return found
    sized = _SIZED.fullmatch(plain)
    return _parse(sized[1] or sized[2], bare) if sized else None


def _read_range(match: re.Match[str], bare: bool) -> Headcount | None:
    first, second = split_number(match["low"]), split_number(match["high"])
    if first is None or second is None or _starts_with_zero(match["low"], match["high"]):
        return None
    (low, times), (high, high_times) = first, second
    if times == 1 and low < high:
        times = high_times
    ends = _whole(low * times), _whole(high * high_times)
    fields = match.groupdict()
    if not (match["unit"] or fields.get("label")):
        pay, years = high_times > 1, _is_year(ends[0]) and _is_year(ends[1])
        if years or (pay and ends not in _BANDS) or not (bare or ends in _BANDS):
            return None
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return None
    if fields.get("about") or fields.get("round"):
        return _bounded(ends[0], ends[1], "about")
    return _bounded(ends[0], ends[1], "exact" if ends[0] == ends[1] else "band")


def _read_one(match: re.Match[str], bare: bool) -> Headcount | None:
    parts = split_number(match["number"])
    said = {
        key.split("_", 1)[1] for key, value in match.groupdict().items() if value and "_" in key
    }
    if parts is None or len(said) > 2 or _starts_with_zero(match["number"]):
        return None
    number = _whole(parts[0] * parts[1])
    if not (bare or match["unit"] or match["label"]) and not (
        number in (10_001, 10_000) and "at_least" in said
    ):
        return None
    return None if number is None else _interval(number, said)


def _interval(number: int, said: set[str]) -> Headcount | None:
    if "at_least" in said or "above" in said:
        return _bounded(number + ("above" in said), None, "at_least")
    if "below" in said or "at_most" in said:
        return _bounded(0, number - ("below" in said), "at_most")
    if "more" in said and number > 0:
        return _bounded(number + 1, number + _last_place(number) - 1, "about")
    if "nearly" in said:
        return _bounded(number - number // 10, number, "about")
    if "about" in said or "roughly" in said:
        spread = number // (5 if "roughly" in said else 10)
        return _bounded(number - spread, number + spread, "about")
    return _bounded(number, number, "exact")


def _read_vague(match: re.Match[str], bare: bool) -> Headcount | None:  # noqa: ARG001
    if match["teens"]:
        return _bounded(11, 19, "about")
    place = _PLACES.get(match["place"])
    return None if place is None else _bounded(2 * place, 10 * place - 1, "about")


def _read_pair(match: re.Match[str], bare: bool) -> Headcount | None:  # noqa: ARG001
    place = _PLACES[match["place"]] if match["place"] else 1
    low, high = (parse_number(match[end]) or 0 for end in ("low", "high"))
    if low >= high:
        return None
    return _bounded(int(low) * place, (int(high) + 1) * place - 1, "about")


_READERS = (
    (_RANGE, _read_range),
    (_BETWEEN, _read_range),
    (_FROM_TO, _read_range),
    (_PAIR, _read_pair),
    (_ONE, _read_one),
    (_VAGUE, _read_vague),
)


def _bounded(low: int, high: int | None, kind: Kind) -> Headcount | None:
    largest = low if high is None else high
    if largest <= 0 or largest > LARGEST:
        return None
    return Headcount(low, high, kind)


def _whole(number: float) -> int | None:
    nearest = round(number)
    return nearest if abs(number - nearest) < 1e-6 * max(1.0, abs(number)) else None


def _last_place(number: int) -> int:
    place = 1
    while number % (place * 10) == 0:
        place *= 10
    return place


def _is_year(number: int | None) -> bool:
    return number is not None and 1900 <= number <= 2100


def _starts_with_zero(*numbers: str) -> bool:
    return any(len(n) > 1 and n[0] == "0" for n in numbers)
