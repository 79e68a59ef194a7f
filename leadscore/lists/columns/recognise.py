"""What the values of a column look like: one test per kind, applied to distinct values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import ge, gt

from leadscore.lists.values.contacts import is_picture, is_shared_page, parse_emails, parse_url
from leadscore.lists.values.dates import parse_date
from leadscore.lists.values.headcount import parse_headcount
from leadscore.lists.values.labels import split_labels
from leadscore.lists.values.money import parse_money, read_unit
from leadscore.lists.values.names import is_company_name
from leadscore.lists.values.phones import parse_phones
from leadscore.lists.values.places import is_place, is_province, read_place
from leadscore.lists.values.profiles import is_financing, is_nature, is_profile
from leadscore.lists.vocabulary.headings import whole_claims
from leadscore.lists.vocabulary.words import pattern, read_words
from leadscore.standards.characters import traditional
from leadscore.standards.hr import department_types
from leadscore.standards.industry import codes_of, is_industry_label

_USCC = re.compile(r"[1-9AGNY][0-9A-Z]{7}[0-9A-Z*]{10}", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
# A number, or the two of a place on the map.
_NUMBERS = re.compile(r"[(\[]?[-+]?\d+(?:\.\d+)?(?:[,，;|\s]\s*[-+]?\d+(?:\.\d+)?)?[)\]]?")
_MONEY = re.compile(r".*\d.*(?:万|亿|美元|人民币|元|USD|RMB|CNY|million|billion).*", re.IGNORECASE)
# Digits alone are a phone only as a mobile, an area with its number, or a service line: not an id.
_BARE_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}|86\d{11}")
# A letter right beside a digit makes it a code, but for the words that go with a telephone.
_PHONE_WORDS = re.compile(
    r"(?:telephone|phone|mobile|mob|tel|fax|ext|cell|[xmtp])(?![a-z])", re.IGNORECASE
)
_CODE = re.compile(r"[a-z]-?\d|\d-?[a-z]", re.IGNORECASE)
_SENTENCE = re.compile(r"[;；。]")
_LABEL = re.compile(r"([^\s:：]{1,10})\s?[:：]")
_PAY = re.compile(r"[k千万元月年天时薪$£€¥￥]", re.IGNORECASE)
_SHORT_DATE = re.compile(
    r"(?:0?[1-9]|1[0-2])(?:[-/月](?:0?[1-9]|[12]\d|3[01])|\.(?:0[1-9]|[12]\d|3[01]))日?(?:发布)?"
)
_LONG = 40
_TOGETHER = 40
_FEW = 20


def _is_uscc(text: str) -> bool:
    return bool(_USCC.fullmatch(text)) and sum(c.isdigit() for c in text) >= 9


def _is_url(text: str) -> bool:
    if "." not in text or any(c in text for c in "@ "):
        return False
    url = parse_url(text)
    return url is not None and not is_picture(url)


def _is_board_page(text: str) -> bool:
    url = parse_url(text) if "." in text else None
    return url is not None and is_shared_page(url)


def _is_email(text: str) -> bool:
    return "@" in text and bool(parse_emails(text))


def _is_phone(text: str) -> bool:
    if text.isdecimal() and not _BARE_PHONE.fullmatch(text):
        return False
    if _CODE.search(_PHONE_WORDS.sub(" ", text)):
        return False
    digits = sum(map(str.isdigit, text)) + text.count("*")
    if digits < 7 or digits * 2 < len(text) or (_PAY.search(text) and _covers("salary", text)):
        return False
    return bool(parse_phones(text))


def _is_date(text: str) -> bool:
    return len(text) <= 30 and not _NUMBER.fullmatch(text) and parse_date(text) is not None


def _is_short_date(text: str) -> bool:
    """Tell a month and day without a year, such as ``04-20``; ``3.5`` is rather a number."""
    return bool(_SHORT_DATE.fullmatch(text))


def _is_headcount(text: str) -> bool:
    return len(text) <= _LONG and parse_headcount(text, bare_number=False) is not None


def _is_band(text: str) -> bool:
    found = parse_headcount(text, bare_number=False) if len(text) <= _LONG else None
    return found is not None and found.kind != "exact"


def _is_few(text: str) -> bool:
    found = parse_headcount(text) if len(text) <= _LONG else None
    return found is not None and found.high is not None and found.high <= _FEW


def _is_city(text: str) -> bool:
    return len(text) <= _LONG and is_place(text) and read_place(text)[1] is not None


def _is_address(text: str) -> bool:
    if not 4 <= len(text) <= 2 * _LONG or _is_company(text) or _found("description", text):
        return False
    return _found("street", text) and not is_place(text)


def _is_name(text: str) -> bool:
    return len(text) <= 80 and _is_company(text)


# Three kinds ask this of the same text.
_is_company = lru_cache(maxsize=4_096)(is_company_name)


def _is_title(text: str) -> bool:
    if len(text) > _LONG or _SENTENCE.search(text) or _is_labelled(text):
        return False
    # A page that is headed with a company's name and this word names no post.
    post = text.removesuffix("招聘")
    return not _is_company(text) and _found("title", post)


def _is_labelled(text: str) -> bool:
    """Tell a cell that begins with a heading of its own, such as ``法定代表人：``."""
    label = _LABEL.match(text)
    claims = whole_claims(label[1]) if label else ()
    return any(field not in ("", "title") for field, _ in claims)


def _is_description(text: str) -> bool:
    return len(text) > _LONG and _found("description", text)


def _is_money(text: str) -> bool:
    return (
        len(text) <= _LONG
        and bool(_MONEY.fullmatch(text))
        and parse_money(text, currency="CNY") is not None
    )


def _is_industry(text: str) -> bool:
    # A number is a code only below a heading that says so.
    if len(text) > 2 * _LONG or _NUMBER.fullmatch(text):
        return False
    return any(map(_is_label, split_labels(text)))


_is_label = lru_cache(maxsize=16_384)(is_industry_label)


def _found(group: str, text: str) -> bool:
    return bool(pattern(group).search(text.translate(traditional())))


def _covers(group: str, text: str) -> bool:
    return bool(pattern(group).fullmatch(unicodedata.normalize("NFKC", text).strip()))


@cache
def _statuses() -> frozenset[str]:
    table = read_words("words.toml")["status"]
    return frozenset(word.casefold() for words in table.values() for word in words)


def _is_currency(text: str) -> bool:
    if len(text) > _LONG or any(letter.isdigit() for letter in text):
        return False
    unit = read_unit(text)
    return unit is not None and unit[1] is not None


TESTS: dict[str, Callable[[str], bool]] = {
    "uscc": _is_uscc,
    "emails": _is_email,
    "website": _is_url,
    "job_url": lambda text: _is_url(text) and _found("job_page", text),
    "board_page": _is_board_page,
    "phones": _is_phone,
    "employees": _is_headcount,
    "bands": _is_band,
    "few": _is_few,
    "staff": lambda text: text.isdecimal() and int(text) >= 20,
    "profile": is_profile,
    "nature": is_nature,
    "financing": is_financing,
    "status": lambda text: text.casefold() in _statuses(),
    "posted": lambda text: _is_short_date(text) or _is_date(text),
    "salary": lambda text: _covers("salary", text),
    "education": lambda text: _covers("education", text),
    "name": _is_name,
    "city": _is_city,
    "region": is_province,
    "address": _is_address,
    "title": _is_title,
    "industry": _is_industry,
    "description": _is_description,
    "capital": _is_money,
    "currency": _is_currency,
    "hr_department": lambda text: len(text) <= _LONG and department_types(text) is not None,
    "industry_code": lambda text: text.isdecimal() and bool(codes_of(text)),
    "number": lambda text: bool(_NUMBERS.fullmatch(text)),
}
"""Kind to test. The kinds are fields, but for some: ``education``, ``board_page`` and ``number``
only keep others away; ``currency`` stands beside amounts; ``bands``, ``few`` and ``staff`` tell the
size of a company from the number of people it looks for."""


class Shares(Mapping[str, float]):
    """Kind to the share of a column's values that look like it; each is found when asked for.

    Kinds with none are left out. A kind that none of forty values, taken evenly, look like is not
    looked for in the others.

    Parameters
    ----------
    values : sequence of str
        Distinct values, nothing missing among them.

    Examples
    --------
    >>> Shares(["50-150人", "150-500人"])["employees"], dict(Shares(["某某"]))
    (1.0, {})
    """

    def __init__(self, values: Sequence[str]) -> None:
        self.sample = values
        # The values stand in the order of the list: every part must be taken from all of it.
        step = -(-len(values) // _TOGETHER)
        self._parts = [values[begin::step] for begin in range(step)]
        self._looked: dict[str, tuple[int, int, int]] = {}

    def __getitem__(self, kind: str) -> float:
        *_, (hits, _) = self._look(kind)
        if not hits:
            raise KeyError(kind)
        return hits / len(self.sample)

    def reaches(self, kind: str, least: float, *, beyond: bool = False) -> bool:
        """Tell whether a share is so large; not all values need to be tested for that.

        Parameters
        ----------
        kind : str
            A kind.
        least : float
            The least share.
        beyond : bool
            Whether it must be larger than that.

        Returns
        -------
        bool
            As the share itself says.

        Examples
        --------
        >>> shares = Shares(["50-150人", "某某"])
        >>> shares.reaches("employees", 0.5), shares.reaches("employees", 0.5, beyond=True)
        (True, False)
        """
        enough, count = gt if beyond else ge, max(len(self.sample), 1)
        for hits, left in self._look(kind):
            if enough(hits / count, least) or not enough((hits + left) / count, least):
                break
        return bool(enough(hits / count, least))

    def __iter__(self) -> Iterator[str]:
        return (kind for kind in TESTS if self.get(kind, 0))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _look(self, kind: str) -> Iterator[tuple[int, int]]:
        """Test one part after the other: the values that pass, and how many are left to test."""
        test = TESTS.get(kind, bool)
        start = 0, len(self.sample) if kind in TESTS else 0, 0
        hits, left, done = self._looked.get(kind, start)
        yield hits, left
        while left:
            part = self._parts[done]
            hits, left, done = hits + sum(map(test, part)), left - len(part), done + 1
            if done == 1 and (not hits or (kind == "website" and _one_host(self.sample))):
                hits, left = 0, 0
            self._looked[kind] = hits, left, done
            yield hits, left


def _one_host(values: Sequence[str]) -> bool:
    """Tell pages of one portal, such as a job board, from the sites of many companies."""
    hosts = [match[1] for match in (re.match(r"https?://([^/]+)", v) for v in values) if match]
    if len(hosts) < 10:
        return False
    roots = [".".join(host.split(".")[-2:]) for host in hosts]
    return max(roots.count(root) for root in set(roots)) * 2 > len(roots)
