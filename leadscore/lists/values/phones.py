"""Telephone numbers: every number of a cell in one form, and no digit of it dropped or added."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from leadscore.lists.values.cell_text import clean_cell

Kind = Literal["mobile", "landline", "service", "masked", "foreign"]


class Phone(NamedTuple):
    """One telephone number.

    Attributes
    ----------
    text : str
        The number in one form: ``13812345678``, ``021-12345678-801``, ``400-123-4567``,
        ``138****5678``, ``+12125550123``, ``212-555-0123``, ``02-55550123``.
    kind : str
        ``mobile``, ``landline``, ``service`` (400, 800, 95, 96), ``masked`` or ``foreign``.
    extension : str or None
        Digits of the extension; they are also part of ``text``.
    dialable : bool
        False for masked numbers and for a landline without its area code.
    """

    text: str
    kind: Kind
    extension: str | None
    dialable: bool


# Hong Kong and Macao with eight digits, Taiwan with area and number, known by their codes alone.
_NEIGHBOUR = (
    r"(?=85[23]\)?[\s-]?\d{4}[\s-]?\d{4}(?!\d))|(?=886\)?[\s-]\(?0?\d\)?[\s-]?\d{3,4}[\s-]?\d{4})"
)
_SAID = r"[转轉]|分[机機]号?:?|extn?\.?:?|extension|x|#"
# Four digits from 1900 to 2099 after a dash are a year, and more digits another number.
_EXTENSION = (
    rf"(?:\s?(?:{_SAID}|-|—)\s?"
    r"(?!(?:19|20)\d\d(?!\d))(?P<{}>\d{{1,6}})(?!\d|-(?!(?:19|20)\d\d(?!\d)|\d(?!\d))\d))?"
)
_SPOKEN = rf"(?:\s?(?:{_SAID})\s?(?P<foreign_ext>\d{{1,6}})(?!\d))?"
AREA = r"10|2[0-57-9]|[3-9]\d\d"
"""Regex of the area codes of mainland China, without the zero in front."""
_BEHIND = r"(?:(?<=0)|(?<=86)|(?<=86[ .)-])|(?<=86\) ))"
_DASH = r"[\s\-—–./]{0,3}"
_GAP = r"[\s\-—–.]{0,3}"
_STAR = r"[*×•●xX]"
_STARS = re.compile(_STAR)
_MORE = rf"(?:{_GAP}\(?\d\)?)"
_PHONE = re.compile(
    r"(?<![\dA-Za-z*.@])(?:"
    rf"(?P<masked>(?:\+?86-?)?(?:0\d{{2,3}}-?)?\d{{1,7}}{_STAR}{{2,8}}\d{{0,6}}(?![\dA-Za-z*]))|"
    rf"(?:(?:\+|00)?86\)?{_DASH})?0?(?P<mobile>1[3-9]\d{_DASH}\d{{4}}{_DASH}\d{{4}})(?!\d)"
    + _EXTENSION.format("mobile_ext").replace("{1,6}", "{3,6}")
    + rf"|(?P<service>[48]00{_DASH}(?:\d{_DASH}){{7}})(?!\d)"
    + _EXTENSION.format("service_ext")
    + rf"|(?:(?:\+|00)?86\)?{_DASH})?\(?0?(?P<area>{_BEHIND}(?:{AREA}))\)?"
    rf"{_DASH}(?P<local>[1-9]\d{{2,3}}{_DASH}?\d{{4}})(?!\d)"
    + _EXTENSION.format("ext")
    + rf"|(?P<lost>(?!852|853|886)(?:{AREA}))[-—–](?P<lost_local>[2-9]\d{{6,7}})(?!\d)"
    + _EXTENSION.format("lost_ext")
    + r"|(?P<long_area>(?!852|853|886)[3-9]\d\d)(?P<long_local>[2-9]\d{7})(?!\d)"
    rf"|(?P<nanp>\(?(?:\+\s?|00)1\)?{_DASH}\(?[2-9]\d\d\)?{_DASH}\d{{3}}{_DASH}\d{{4}})(?!\d)"
    + _EXTENSION.format("nanp_ext")
    # The zero in brackets is dialled within the country only; a slash ends the area code.
    + rf"|\(?(?:\+\s?|00|{_NEIGHBOUR})(?P<foreign>(?!86)[1-9]\d{{0,2}}\)?(?:{_GAP}\(0\))?"
    rf"{_MORE}{{0,5}}(?:\s?/\s?\d)?{_MORE}{{4,12}})(?!\d)"
    + _SPOKEN
    + r"|(?P<american>(?:1\s?[-. ]?\s?)?"
    r"(?:\([2-9]\d\d\)\s?[-./]?\s?[2-9]\d\d[-. ]?|[2-9]\d\d(?:\s?[-./]\s?|\s)[2-9]\d\d\s?[-. ]\s?)"
    r"\d{4})(?!\d)"
    + _EXTENSION.format("american_ext")
    + r"|(?:\((?P<trunk>0[1-9]\d{0,3})\)\s?[-/]?\s?|"
    rf"(?P<dashed>0(?!(?!800)(?:{AREA})-)[1-9]\d{{0,2}})\s?-\s?)"
    r"(?P<trunk_local>\d{3,4}[ -]?\d{3,4}|\d{2,3}[ -]\d\d[ -]\d\d)(?!\d)"
    + _EXTENSION.format("trunk_ext")
    + r"|(?P<short>9[56]\d{3,4})(?![\d-])"
    r"|(?P<nearby>[2-9]\d{2,3}-?\d{4})(?!\d)" + _EXTENSION.format("nearby_ext") + r")",
    re.IGNORECASE,
)
# Numbers that are whole only when no digit or letter stands beside them.
_WEAK = ("american", "trunk", "dashed", "short", "nearby")
_TOUCHED = re.compile(r"(?:\d\)?[\s\-—–./()+]{0,4}(?<!\d\. )|[A-Za-z][-./]?|[$€£¥备案第])$")
_PREFIXED = re.compile(r"(?<!\d)(?!0?86-)\d{1,3}-$")
_GOES_ON = re.compile(
    r"[\s\-./(]{0,2}(?!(?:19|20)\d\d(?!\d))\d|[A-Za-z号]|\s?(?:usd|rmb|cny|eur|gbp|元|万|亿|人)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:tel|telephone|phone|ph|mob|mobile|cell|office|direct|fax|[tpmf])"
    r"\s?(?:no|number)?[-./]?$",
    re.IGNORECASE,
)
_FAX = re.compile(
    r"(?<!话/)(?<!话、)(?<!tel/)(?<!phone/)(?:传真|傳真|\bfax)"
    r"(?:号码?| ?no\.?| number)?\s?[:.]?\s?[+(]*$",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:qq|微信|wechat)(?:号码?)?\s?[:：]?\s?[\w\-()]+|https?://\S+",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:(?<!\d)\d、|(?:^|[;,])\s*\d\))\s?(?=[\d(+])")
# "62345678/79": the last digits of a second number.
_LAST_DIGITS = re.compile(r"(?<!\d)(\d{7,8})/(\d{1,2})(?!\d)")
_EXCEL_TAIL = re.compile(r"(?<=\d{7})\.0+(?!\d)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_APART = re.compile(r"[;,、|&]|\b(?:or|and)\b|[或和]", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?:[^\W\d_]{1,15}\.?(?: ?no\.?)?\s?[:.]\s?)?"
    rf"(?P<number>[+(]*\d(?:[\s\-–—./()+]*\d)*\)?)(?:\s?(?:{_SAID})\s?(?P<ext>\d{{1,6}}))?",
    re.IGNORECASE,
)
_BARE = re.compile(r"0\d{8,10}|(?!86)[2-9]\d{8,12}")
_OTHER = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}|\d+[./]\d{1,3}|1[3-9]\d.*"
)


def parse_phones(text: str | None, *, headed: bool = False) -> tuple[Phone, ...]:
    """Find every telephone number in a cell.

    Numbers of mainland China are put into one form, those with a country code into another;
    numbers of other countries are ``area-number`` where the area is set apart (``212-555-0123``,
    ``02-55550123``). A year after a dash (``138...-2019``) is left out, an area code that lost its
    zero gets it back where the number can be nothing else. Digits that a shorter number would
    leave over, or letters beside it, say that it is none. A number in scientific notation has
    lost digits and is refused; a fax is no telephone.

    Parameters
    ----------
    text : str or None
        One cell.
    headed : bool
        Whether the cell is known to hold telephone numbers. Then a number of 7 to 15 digits that
        is none of these forms is kept as it is written.

    Returns
    -------
    tuple of Phone
        In order, each number once; empty when there is none.

    Examples
    --------
    >>> [p.text for p in parse_phones("+86 138-1234-5678-2019；(021)12345678转801")]
    ['13812345678', '021-12345678-801']
    >>> [p.text for p in parse_phones("+44 (0)20 7946 0018; (212) 555-0123 ext. 7")]
    ['+442079460018', '212-555-0123-7']
    >>> parse_phones("138****5678")
    (Phone(text='138****5678', kind='masked', extension=None, dialable=False),)
    >>> parse_phones("1.38123E+10"), parse_phones("01 55 55 12 34")
    ((), ())
    >>> parse_phones("01 55 55 12 34", headed=True)[0].text
    '01 55 55 12 34'
    """
    return _phones(text, headed) if text is not None and len(text) <= 2_000 else ()


@lru_cache(maxsize=16_384)
def _phones(text: str, headed: bool) -> tuple[Phone, ...]:
    plain = clean_cell(text)
    if plain is None:
        return ()
    plain = _SCIENTIFIC.sub(" ; ", _EXCEL_TAIL.sub("", _NOISE.sub(" ; ", plain)))
    plain = _LAST_DIGITS.sub(_second, _LISTED.sub(" ; ", plain))
    found: dict[str, Phone] = {}
    area = None
    for segment in _APART.split(plain) if headed else [plain]:
        phones, area, whole = _found(segment, area)
        if headed and not whole and not any(phone.kind == "masked" for phone in phones):
            written = _as_written(segment.strip())
            phones = [written] if written is not None else phones
        for phone in phones:
            found.setdefault(phone.text, phone)
    return tuple(found.values())


def _second(match: re.Match[str]) -> str:
    number, digits = match.groups()
    return f"{number} ; {number[: -len(digits)]}{digits}"


def _found(text: str, area: str | None) -> tuple[list[Phone], str | None, bool]:
    """Find numbers, the area code that the next may lack, and whether any digit was passed over."""
    phones, begin, whole = [], 0, True
    for match in _PHONE.finditer(text):
        before = text[begin : match.start()]
        if _FAX.search(before):
            begin = match.end()
            continue
        if not _is_whole(match, before):
            whole = False
            continue
        begin = match.end()
        phone = _read_phone(match, area)
        if phone is not None:
            phones.append(phone)
            if phone.kind == "landline" and phone.dialable:
                area = phone.text.split("-")[0]
    return phones, area, whole and bool(phones)


def _is_whole(match: re.Match[str], before: str) -> bool:
    """Tell a number from a part of a longer one, of a code or of an amount."""
    if match["area"] and len(match["area"]) + len(match["local"]) == 9 and match[0].isdecimal():
        # Areas of two digits have numbers of eight: this is the number of another country.
        return False
    if match["area"] or match["lost"]:
        return not _PREFIXED.search(before)
    if match["foreign"]:
        digits = _digits(match["foreign"])
        apart = "+" in match[0] or not _TOUCHED.search(before)
        return apart and 8 <= len(digits) <= (11 if digits[0] == "1" else 15)
    if not any(match[kind] for kind in _WEAK):
        return True
    if _TOUCHED.search(before) and not _LABEL.search(before):
        return False
    after = match.string[match.end() :]
    return not _GOES_ON.match(after) or _PHONE.match(after.lstrip(" -./")) is not None


def _read_phone(match: re.Match[str], area: str | None) -> Phone | None:
    if match["masked"]:
        shown = _STARS.sub("*", match["masked"])
        return Phone(shown, "masked", None, dialable=False) if len(shown) >= 7 else None
    if match["mobile"]:
        return _with_extension(_digits(match["mobile"]), "mobile", match["mobile_ext"])
    if match["short"]:
        return Phone(match["short"], "service", None, dialable=True)
    if match["service"]:
        digits, extension = _digits(match["service"]), match["service_ext"]
        return _with_extension(f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", "service", extension)
    for code, local, extension in (
        ("area", "local", "ext"),
        ("lost", "lost_local", "lost_ext"),
        ("long_area", "long_local", None),
    ):
        if match[code]:
            return _landline(match[code], match[local], match[extension] if extension else None)
    if match["nearby"]:
        local, extension = _digits(match["nearby"]), match["nearby_ext"]
        if area is not None:
            return _landline(area[1:], local, extension)
        return _with_extension(local, "landline", extension)._replace(dialable=False)
    return _foreign(match)


def _foreign(match: re.Match[str]) -> Phone:
    if match["nanp"]:
        return _with_extension(f"+1{_digits(match['nanp'])[-10:]}", "foreign", match["nanp_ext"])
    if match["foreign"]:
        digits = _digits(match["foreign"].replace("(0)", "", 1))
        return _with_extension(f"+{digits}", "foreign", match["foreign_ext"])
    if match["american"]:
        digits = _digits(match["american"])[-10:]
        written = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        return _with_extension(written, "foreign", match["american_ext"])
    written = f"{match['trunk'] or match['dashed']}-{_digits(match['trunk_local'])}"
    return _with_extension(written, "foreign", match["trunk_ext"])


def _as_written(text: str) -> Phone | None:
    """Keep a number of a form that no country of ours has, if it can be a number at all."""
    match = _WRITTEN.fullmatch(text)
    if match is None or _OTHER.fullmatch(match["number"]) or _FAX.search(text[: match.start(1)]):
        return None
    number, digits = match["number"], _digits(match["number"])
    if not 7 <= len(digits) <= 15 or len(set(digits)) == 1:
        return None
    if number == digits and not _BARE.fullmatch(number):
        return None
    area = re.fullmatch(r"(0\d{1,4})\s?/\s?(\d[\d -]{3,9})", number)
    shown = f"{area[1]}-{_digits(area[2])}" if area else number.replace("|", "/")
    return _with_extension(shown, "foreign", match["ext"])


def _landline(area: str, local: str, extension: str | None) -> Phone:
    return _with_extension(f"0{area}-{_digits(local)}", "landline", extension)


def _with_extension(text: str, kind: Kind, extension: str | None) -> Phone:
    whole = f"{text}-{extension}" if extension else text
    return Phone(whole, kind, extension, dialable=True)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
