"""When: text to a date, or to a year."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from leadscore.lists.values.cell_text import clean_cell
from leadscore.lists.values.date_habits import DateHabit
from leadscore.standards.characters import traditional

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = date(1970, 1, 1)


class ParsedDate(NamedTuple):
    """A date as a cell says it.

    Attributes
    ----------
    value : datetime.date
        The day.
    exact : bool
        False when a part was not in the cell: the year, the day of the month, or everything
        ("3 days ago").
    """

    value: date
    exact: bool


_MONTH_NAMES = (
    *(("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",)),
    *(("jun", "june"), ("jul", "july"), ("aug", "august"), ("sep", "sept", "september")),
    *(("oct", "october"), ("nov", "november"), ("dec", "december")),
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_AROUND = re.compile(
    r"^(?:发布于|更新于|刊登于|刊登日期|发布时间|发布日期|更新时间|更新日期|发布|更新|日期|时间|"
    r"(?:posted|listed|updated)(?: on)?|on)\s?:?\s?|\s?(?:发布|更新|刷新|posted)$",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?:[T ]\s?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s?(?:[ap]\.?m\.?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s?(?:[-/.]|年)\s?(\d{{1,2}})\s?(?:[-/.]|月)\s?(\d{{1,2}})\s?[日号]?{_CLOCK}",
    re.IGNORECASE,
)
# Years since 1911, as in Taiwan.
_MINGUO = re.compile(
    rf"(?:民国\s?(\d{{2,3}})|(1[0-3]\d))\s?(?:[-/.]|年)\s?(\d{{1,2}})\s?(?:[-/.]|月)\s?(\d{{1,2}})"
    rf"\s?日?{_CLOCK}",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{6}})?{_CLOCK}", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"(\d{4})\s?(?:[-/.]|年)\s?(\d{1,2})\s?月?")
_NO_YEAR = re.compile(rf"(\d{{1,2}})\s?(?:-|月)\s?(\d{{1,2}})\s?[日号]?{_CLOCK}", re.IGNORECASE)
_SLASHED = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_CLOCK}", re.IGNORECASE)
_SHORT = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d\d){_CLOCK}", re.IGNORECASE)
_SLASHED_NO_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(?P<a>[a-z]{{3,9}})\.?[ -](?P<b>\d{{1,2}})(?:st|nd|rd|th)?,?[ -]"
    rf"(?P<y>\d{{4}}){_CLOCK}|"
    rf"(?:[a-z]{{3,9}},? )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<m>[a-z]{{3,9}})\.?,?[ -]"
    rf"(?P<z>\d{{4}}|\d\d){_CLOCK}|"
    r"(?P<only>[a-z]{3,9})\.?,? (?P<of>\d{4})",
    re.IGNORECASE,
)
_NAMED_NO_YEAR = re.compile(
    r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})",
    re.IGNORECASE,
)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "twenty-one", "thirty"),
)
_SPELLED = {word: number for number, word in enumerate(_NUMBERS[:-1], start=1)} | {"thirty": 30}
_AGO = re.compile(
    rf"(?:(\d{{1,4}})|(an?|一|昨|前|今|几|{'|'.join(_SPELLED)}))\s?\+?\s?"
    r"(秒|分钟|小时|天|日|周|星期|个?月|年|second|minute|hour|day|week|month|year|h|d|w|mo)s?\+?"
    r"(?:钟|内|以)?(?:之?前| ago|\+ ago)?",
    re.IGNORECASE,
)
_NAMED_DAYS = {
    **dict.fromkeys(("今天", "今日", "刚刚", "刚才", "today", "just now", "just posted"), 0),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), 1),
    **dict.fromkeys(("前天", "前日"), 2),
}
_UNIT_DAYS = {
    **dict.fromkeys(("秒", "分钟", "小时", "second", "minute", "hour", "h"), 0),
    **dict.fromkeys(("天", "日", "day", "d"), 1),
    **dict.fromkeys(("周", "星期", "week", "w"), 7),
    **dict.fromkeys(("月", "个月", "month", "mo"), 30),
    **dict.fromkeys(("年", "year"), 365),
}
_DAY_WITH_CLOCK = re.compile(r"(今天|昨天|前天|today|yesterday)?,?\s?\d{1,2}:\d{2}(?::\d{2})?")
_MINGUO_YEAR = re.compile(r"民国\s?(\d{2,3})\s?年?|^(\d{2,3})/\d{1,2}/\d{1,2}$")
_YEAR = re.compile(
    r"(?<![\d.])(1[5-9]\d\d|20\d\d)(?!\d)|"
    r"(?<!\d)((?:1[5-9]|20)\d\d)(?:0[1-9]|1[0-2])\d\d(?!\d)"
)


def parse_date(
    text: str | None,
    *,
    reference: date | None = None,
    day_first: bool | None = None,
    short_year: Literal["first", "last"] | None = None,
    counted: bool = False,
) -> ParsedDate | None:
    """Read a date in the forms that lists use; a clock time and its zone are left out.

    Parameters
    ----------
    text : str or None
        One cell.
    reference : datetime.date or None
        The day the list was collected: ``04-20`` becomes the latest such day not after it, and
        ``3天前`` counts back from it. Without it such cells are not understood.
    day_first : bool or None
        How ``03/04/2019`` is read; None refuses it where both readings are dates.
    short_year : {"first", "last"} or None
        Where the year stands in ``19/12/25``; None refuses it.
    counted : bool
        Whether a bare number is a date: ``43721`` counts the days of Excel, ``1687156484000`` the
        milliseconds since 1970, ten digits the seconds.

    Returns
    -------
    ParsedDate or None
        None when the cell is missing, no date, or could be two.

    Examples
    --------
    >>> parse_date("2019年12月15日")
    ParsedDate(value=datetime.date(2019, 12, 15), exact=True)
    >>> parse_date("04-20", reference=date(2020, 3, 1))
    ParsedDate(value=datetime.date(2019, 4, 20), exact=False)
    >>> parse_date("03/04/2019") is None
    True
    >>> parse_date("19/12/25", short_year="last")
    ParsedDate(value=datetime.date(2025, 12, 19), exact=True)
    """
    if text is None or len(text) > 60:
        return None
    return _parse(text, reference, DateHabit(day_first, short_year), counted)


@lru_cache(maxsize=16_384)
def _parse(text: str, reference: date | None, habit: DateHabit, counted: bool) -> ParsedDate | None:
    plain = clean_cell(text)
    if plain is None:
        return None
    plain = plain.translate(traditional())
    plain = _AROUND.sub("", plain).strip() or plain
    full = _full_date(plain, habit)
    if full is not None:
        return full
    stamp = counted_date(plain) if counted else None
    if stamp is not None:
        return ParsedDate(stamp, exact=True)
    return None if reference is None else _relative_date(plain, reference, habit.day_first)


def counted_date(text: str) -> date | None:
    """Read a date that is a count: days of Excel, or the time since 1970.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    datetime.date or None
        From five digits days, from nine or ten seconds, from eleven or more milliseconds; None for
        other texts.

    Examples
    --------
    >>> counted_date("43721"), counted_date("1687156484000"), counted_date("2019")
    (datetime.date(2019, 9, 13), datetime.date(2023, 6, 19), None)
    """
    if re.fullmatch(r"[1-6]\d{4}(?:\.\d+)?", text):
        # Excel counts a 29 February 1900 that never was, so day 60 and later start from here.
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    if not re.fullmatch(r"-?\d{9,13}(?:\.0+)?", text):
        return None
    seconds = int(float(text)) // (1 if len(text.lstrip("-").split(".")[0]) <= 10 else 1000)
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _full_date(text: str, habit: DateHabit) -> ParsedDate | None:
    match = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _day(match[1], match[2], match[3])
    match = _MINGUO.fullmatch(text)
    if match:
        return _day(1911 + int(match[1] or match[2]), match[3], match[4])
    match = _MONTH_ONLY.fullmatch(text)
    if match:
        return _day(match[1], match[2], "1", exact=False)
    match = _SLASHED.fullmatch(text)
    if match:
        order = _order(int(match[1]), int(match[3]), habit.day_first)
        return None if order is None else _day(match[4], *order)
    match = _SHORT.fullmatch(text) if habit.short_year is not None else None
    if match:
        return _short(match, habit)
    match = _NAMED.fullmatch(text)
    return _named(match) if match else None


def _short(match: re.Match[str], habit: DateHabit) -> ParsedDate | None:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if habit.short_year == "first":
        return _day(_century(first), second, third)
    order = _order(first, second, habit.day_first)
    return None if order is None else _day(_century(third), *order)


def _century(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year


def _named(match: re.Match[str]) -> ParsedDate | None:
    month = _MONTHS.get((match["a"] or match["m"] or match["only"]).lower())
    year = match["y"] or match["z"] or match["of"]
    if month is None:
        return None
    if len(year) == 2:
        year = str(_century(int(year)))
    return _day(year, month, match["b"] or match["d"] or 1, exact=match["only"] is None)


def _order(first: int, second: int, day_first: bool | None) -> tuple[int, int] | None:
    """Return (month, day), or None when both orders are dates and nobody said which."""
    if first == second or second > 12 >= first:
        return first, second
    if first > 12 >= second:
        return second, first
    if day_first is None:
        return None
    return (second, first) if day_first else (first, second)


def _relative_date(text: str, reference: date, day_first: bool | None) -> ParsedDate | None:
    match = _NO_YEAR.fullmatch(text)
    if match:
        return _latest(int(match[1]), int(match[2]), reference)
    match = _SLASHED_NO_YEAR.fullmatch(text)
    if match:
        order = _order(int(match[1]), int(match[2]), day_first)
        return None if order is None else _latest(*order, reference)
    match = _NAMED_NO_YEAR.fullmatch(text)
    if match and (match[1] or match[4]).lower() in _MONTHS:
        return _latest(
            _MONTHS[(match[1] or match[4]).lower()], int(match[2] or match[3]), reference
        )
    days = _days_ago(text.lower())
    if days is None or days > (reference - date(FIRST_YEAR, 1, 1)).days:
        return None
    return ParsedDate(reference - timedelta(days=days), exact=False)


def _days_ago(text: str) -> int | None:
    if text in _NAMED_DAYS:
        return _NAMED_DAYS[text]
    match = _DAY_WITH_CLOCK.fullmatch(text)
    if match:
        return _NAMED_DAYS[match[1]] if match[1] else 0
    match = _AGO.fullmatch(text)
    if match is None or not re.search("前|ago|内", text) or match[2] in ("几", "今", "昨", "前"):
        return None
    count = int(match[1] or _SPELLED.get(match[2], 1))
    return count * _UNIT_DAYS[match[3]]


def _latest(month: int, day: int, reference: date) -> ParsedDate | None:
    for year in range(reference.year, reference.year - 9, -1):
        found = _day(year, month, day, exact=False)
        if found is not None and found.value <= reference:
            return found
    return None


def _day(
    year: str | int, month: str | int, day: str | int, *, exact: bool = True
) -> ParsedDate | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return ParsedDate(date(int(year), int(month), int(day)), exact)
    except ValueError:
        return None


def parse_year(text: str | None) -> int | None:
    """Read the year a company was founded in, alone or inside a date.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    int or None
        The first year from 1500 to 2099 that stands in the text.

    Examples
    --------
    >>> parse_year("成立于1998年"), parse_year("1998-05-06"), parse_year("20190903")
    (1998, 1998, 2019)
    >>> parse_year("8 years") is None
    True
    """
    plain = clean_cell(text) if text is not None and len(text) <= 200 else None
    match = _YEAR.search(plain) if plain else None
    if match is None and plain is not None:
        minguo = _MINGUO_YEAR.search(plain.translate(traditional()))
        return 1911 + int(minguo[1] or minguo[2]) if minguo else None
    return int(match[1] or match[2]) if match else None
