"""How to reach them: text to phones, e-mail addresses and a website."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from leadscore.lists.values import clean_cell
from leadscore.lists.words import read_words

Kind = Literal["mobile", "landline", "service", "masked", "foreign"]


class Phone(NamedTuple):
    """One telephone number.

    Attributes
    ----------
    text : str
        The number in one form: ``13812345678``, ``021-12345678-801``, ``400-123-4567``,
        ``138****5678``, ``+12125550123``.
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


# Four digits from 1900 to 2099 after a dash are a year, not an extension.
_EXTENSION = (
    r"(?:\s?(?:转|分机号?:?|ext\.?:?|extension|x|#|-|—)\s?"
    r"(?!(?:19|20)\d\d(?!\d))(?P<{}>\d{{1,6}})(?!\d))?"
)
AREA = r"10|2[0-57-9]|[3-9]\d\d"
"""Regex of the area codes of mainland China, without the zero in front."""
_DASH = r"[\s\-—–./]{0,3}"
_STAR = r"[*×•●xX]"
_STARS = re.compile(_STAR)
_PHONE = re.compile(
    r"(?<![\dA-Za-z*.@])(?:"
    rf"(?P<masked>(?:\+?86-?)?(?:0\d{{2,3}}-?)?\d{{1,7}}{_STAR}{{2,8}}\d{{0,6}}(?![\dA-Za-z*]))|"
    rf"(?:(?:\+|00)?86{_DASH})?0?(?P<mobile>1[3-9]\d{_DASH}\d{{4}}{_DASH}\d{{4}})(?!\d)|"
    rf"(?P<service>[48]00{_DASH}(?:\d{_DASH}){{7}})(?!\d)" + _EXTENSION.format("service_ext") + "|"
    rf"(?:(?:\+|00)?86{_DASH})?\(?0?(?P<area>(?:(?<=0)|(?<=86)|(?<=86[ -]))(?:{AREA}))\)?{_DASH}"
    rf"(?P<local>[1-9]\d{{2,3}}{_DASH}?\d{{4}})(?!\d)" + _EXTENSION.format("ext") + "|"
    rf"(?P<lost>{AREA})(?P<dash>[-—–])(?P<lost_local>[2-9]\d{{6,7}})(?!\d)"
    + _EXTENSION.format("lost_ext")
    + "|"
    r"(?P<long_area>[3-9]\d\d)(?P<long_local>[2-9]\d{7})(?!\d)|"
    rf"(?P<foreign>(?:\+|00)(?!86)[1-9](?:{_DASH}\(?\d\)?){{6,14}})(?!\d)|"
    r"(?P<american>(?:1[-. ])?\(?[2-9]\d\d\)?[-. ]\s?[2-9]\d\d[-. ]\d{4})(?!\d)"
    r"(?:\s?(?:ext\.?|x)\s?(?P<american_ext>\d{1,6}))?|"
    r"(?P<short>9[56]\d{3,4})(?![\d-])|"
    r"(?P<nearby>[2-9]\d{2,3}-?\d{4})(?!\d)"
    r")",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:qq|微信|wechat|传真|fax)(?:号码?)?\s?[:：]?\s?[\w\-()]+|https?://\S+",
    re.IGNORECASE,
)
_EXCEL_TAIL = re.compile(r"(?<=\d{7})\.0+(?!\d)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][\w.+-]{0,63})\s?(?:@|\[at\]|\(at\))\s?"
    r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,18})(?![\w@])",
    re.ASCII | re.IGNORECASE,
)
_URL = re.compile(
    r"(?P<scheme>https?:/{1,2}|//)?(?P<host>[^\s/?#:|,;，；、<>\"'()@]+)"
    r"(?P<rest>(?::\d{2,5})?[/?#][^\s|<>\"']*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,17}")


@cache
def _endings(group: str) -> frozenset[str]:
    return frozenset(read_words("contacts.toml")[group].split())


def parse_phones(text: str | None) -> tuple[Phone, ...]:
    """Find every telephone number in a cell.

    Numbers of mainland China are put into one form; others keep their country code. A year after
    a dash (``138...-2019``) is left out, an area code that lost its zero gets it back where the
    number can be nothing else. A number in scientific notation has lost digits and is refused.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    tuple of Phone
        In order, each number once; empty when there is none.

    Examples
    --------
    >>> [p.text for p in parse_phones("+86 138-1234-5678-2019；(021)12345678转801")]
    ['13812345678', '021-12345678-801']
    >>> parse_phones("138****5678")
    (Phone(text='138****5678', kind='masked', extension=None, dialable=False),)
    >>> parse_phones("1.38123E+10")
    ()
    """
    return _phones(text) if text is not None and len(text) <= 2_000 else ()


@lru_cache(maxsize=16_384)
def _phones(text: str) -> tuple[Phone, ...]:
    plain = clean_cell(text)
    if plain is None:
        return ()
    plain = _SCIENTIFIC.sub(" ", _EXCEL_TAIL.sub("", _NOISE.sub(" ; ", plain)))
    found: dict[str, Phone] = {}
    area = None
    for match in _PHONE.finditer(plain):
        phone = _read_phone(match, area)
        if phone is not None:
            found.setdefault(phone.text, phone)
            if phone.kind == "landline" and phone.dialable:
                area = phone.text.split("-")[0]
    return tuple(found.values())


def _read_phone(match: re.Match[str], area: str | None) -> Phone | None:
    if match["masked"]:
        shown = _STARS.sub("*", match["masked"])
        return Phone(shown, "masked", None, dialable=False) if len(shown) >= 7 else None
    if match["mobile"]:
        return Phone(_digits(match["mobile"]), "mobile", None, dialable=True)
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
    if match["foreign"] or match["american"]:
        return _foreign(match)
    local = _digits(match["nearby"])
    if area is not None:
        return _landline(area[1:], local, None)
    return Phone(local, "landline", None, dialable=False)


def _foreign(match: re.Match[str]) -> Phone:
    if match["foreign"]:
        digits = _digits(match["foreign"])
        digits = digits[2:] if match["foreign"].startswith("00") else digits
        return Phone(f"+{digits}", "foreign", None, dialable=True)
    digits = _digits(match["american"])[-10:]
    written = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return _with_extension(written, "foreign", match["american_ext"])


def _landline(area: str, local: str, extension: str | None) -> Phone:
    return _with_extension(f"0{area}-{_digits(local)}", "landline", extension)


def _with_extension(text: str, kind: Kind, extension: str | None) -> Phone:
    whole = f"{text}-{extension}" if extension else text
    return Phone(whole, kind, extension, dialable=True)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def parse_emails(text: str | None) -> tuple[str, ...]:
    """Find every e-mail address in a cell.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    tuple of str
        In lower case, in order, each once.

    Examples
    --------
    >>> parse_emails("HR@Example.com；招聘邮箱：job＠example.cn")
    ('hr@example.com', 'job@example.cn')
    """
    plain = clean_cell(text) if text is not None and len(text) <= 20_000 else None
    if plain is None:
        return ()
    found = (f"{name}@{host}".lower() for name, host in _EMAIL.findall(plain))
    return tuple(dict.fromkeys(a for a in found if a.rsplit(".", 1)[1] not in _endings("files")))


def parse_url(text: str | None) -> str | None:
    """Read a website address; a missing scheme is added.

    Parameters
    ----------
    text : str or None
        One cell; of several addresses the first is taken.

    Returns
    -------
    str or None
        Scheme and host in lower case, without a slash at the end; None when the cell holds no
        web address (an e-mail address is none).

    Examples
    --------
    >>> parse_url("WWW.Example.com.cn/"), parse_url("https：//example.com/a?b=1")
    ('http://www.example.com.cn', 'https://example.com/a?b=1')
    >>> parse_url("node.js") is None
    True
    """
    plain = clean_cell(text) if text is not None and len(text) <= 4_000 else None
    if plain is None:
        return None
    for match in _URL.finditer(plain.replace("\\", "/")):
        # What stands before an @ is a person, and what follows it is the host of a mailbox.
        around = plain[match.start() - 1 : match.start()], plain[match.end() : match.end() + 1]
        if "@" in around:
            continue
        host = match["host"].lower().rstrip(".")
        if not _HOST.fullmatch(host):
            continue
        if match["scheme"] or host.rsplit(".", 1)[1] in _endings("endings"):
            scheme = (match["scheme"] or "http:").lower().rstrip("/") or "http:"
            return f"{scheme}//{host}{match['rest'] or ''}".rstrip("/")
    return None


def host_of(url: str | None) -> str | None:
    """Return the host of a web address, without ``www.`` and port.

    Parameters
    ----------
    url : str or None
        A web address, with or without its scheme.

    Returns
    -------
    str or None
        None when there is no web address.

    Examples
    --------
    >>> host_of("http://www.Example.com:8080/jobs")
    'example.com'
    """
    address = parse_url(url)
    if address is None:
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
