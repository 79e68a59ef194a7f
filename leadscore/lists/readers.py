"""Readers: one cell of one field to its values, or to the name of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from leadscore.lists.contacts import parse_emails, parse_phones, parse_url
from leadscore.lists.dates import parse_date, parse_year
from leadscore.lists.headcount import parse_headcount
from leadscore.lists.headers import normalise_header
from leadscore.lists.labels import split_labels
from leadscore.lists.money import parse_money, to_cny
from leadscore.lists.names import name_key, place_of, region_of, split_name
from leadscore.lists.places import read_place
from leadscore.lists.profiles import Side, is_financing, profile_side, read_profile
from leadscore.lists.repeating import Repeating
from leadscore.lists.uscc import clean_uscc, uscc_region, uscc_status
from leadscore.lists.words import pattern, read_words
from leadscore.standards.products import find_tools

Values = tuple[Any, ...]
Read = Callable[[str], Values]
Schema = dict[str, pl.DataType]
"""What a reader gives: the values of these columns, and last the problem, a key of texts.toml."""

_DAMAGED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)\.0+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SIGNS = {"usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "rmb": "CNY", "cny": "CNY"}
SIZE: Schema = {
    "employees_low": pl.Int64(),
    "employees_high": pl.Int64(),
    "employees_kind": pl.String(),
}
_TEXT = pl.String()


@dataclass(frozen=True)
class Context:
    """What the caller said about a list.

    Attributes
    ----------
    as_of : date or None
        The day of the list; it settles dates without a year.
    currency : str or None
        What an amount is in when neither it nor its heading says so.
    vacancies : bool or None
        Whether the rows are vacancies; None: it is not said.
    lang : {"en", "zh"}
        Language of what is said.
    """

    as_of: date | None = None
    currency: str | None = None
    vacancies: bool | None = None
    lang: str = "en"


def _name(text: str) -> Values:
    if not any(letter.isalnum() for letter in text) or len(text) > 200:
        return None, None, None, None, "bad_name"
    parts = split_name(text)
    place = None if parts.branch else place_of(parts.region)
    if place is None:
        place = region_of(text)
    region, city = (None, None) if place is None else (place.province, place.city)
    return text, name_key(text) or text.casefold(), region, city, None


def _uscc(text: str) -> Values:
    code = clean_uscc(text)
    if code is not None:
        place = uscc_region(code)
        return code, None if place is None else place.province, None
    if _DAMAGED.fullmatch(text):
        return None, None, "damaged"
    return None, None, {"masked": "uscc_masked", "old": "uscc_old"}.get(uscc_status(text), "uscc")


def _headcount(text: str) -> Values:
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    found = parse_headcount(text)
    if found is None:
        problem = "damaged" if _DAMAGED.fullmatch(text) else "employees"
        return None, None, None, "employees_zero" if re.fullmatch("0+[人名]?", text) else problem
    return found.low, found.high, found.kind, None


def _money(text: str, *, unit: float | None, currency: str | None) -> Values:
    found = parse_money(text, unit=unit, currency=currency)
    if found is None:
        return None, "damaged" if _DAMAGED.fullmatch(text) else "money"
    if found.currency is None and _HAN.search(text):
        # An amount written in Chinese that names no currency is in yuan.
        found = found._replace(currency="CNY")
    if found.currency is None:
        return None, "currency"
    if found.amount == 0:
        return None, "money_zero"
    amount = to_cny(found)
    return (amount, None) if amount is not None else (None, "rate")


def _city(text: str) -> Values:
    region, city = read_place(text)
    if region is None and city is None:
        city = _first_place(text)
        if city.casefold() in read_words("words.toml")["open_place"]["words"]:
            city = None
    return city, region, None


def _first_place(text: str) -> str:
    """Take what stands before the first separator; names of foreign cities keep their blanks."""
    named = re.match(r"([\u4e00-\u9fff]{2,4}?)[市縣县]", text)
    if named:
        return named[1]
    cuts = r"[-·•,，、/|;；\s]" if _HAN.search(text) else r"[,/|;]"
    return re.split(cuts, text, maxsplit=1)[0].strip() or text


def _region(text: str) -> Values:
    return read_place(text)[0] or text, None


def _address(text: str) -> Values:
    bare = pattern("address").sub("", text)
    region, city = read_place(bare)
    return bare, region, city, None


def _profile(text: str, *, side: Side) -> Values:
    found = read_profile(text, side)
    if found == read_profile(""):
        return (None,) * 6 + ("profile",)
    size = found.headcount
    three = (None, None, None) if size is None else (size.low, size.high, size.kind)
    labels = "|".join(split_labels(found.industry)) if found.industry else None
    return (found.nature, *three, found.financing, labels or None, None)


def _year(text: str) -> Values:
    whole = _WHOLE.fullmatch(text)
    year = parse_year(whole[1] if whole else text)
    return year, None if year is not None else "founded"


def _status(text: str) -> Values:
    folded = text.casefold()
    for key, words in read_words("words.toml")["status"].items():
        if folded in words or re.split(r"[(（,，]", folded)[0] in words:
            return key, None
    return None, "status"


def _phones(text: str) -> Values:
    cells = [w[1] if (w := _WHOLE.fullmatch(cell)) else cell for cell in text.split("\n")]
    found = [phone for cell in cells for phone in parse_phones(cell)]
    if not found:
        return None, "damaged" if _DAMAGED.fullmatch(text) else "phones"
    return joined([phone.text for phone in found]), None


def _emails(text: str) -> Values:
    found = parse_emails(text)
    return (joined(list(found)), None) if found else (None, "emails")


def _url(text: str) -> Values:
    found = parse_url(text)
    return (str(found), None) if found is not None else (None, "url")


def _industry(text: str) -> Values:
    labels = split_labels(text)
    stages = [label for label in labels if is_financing(label)]
    kept = [label for label in labels if label not in stages]
    return joined(kept), stages[0] if stages else None, None


def _items(text: str) -> Values:
    return joined([part.strip() for part in re.split(r"[|、,，;；\n]", text)]), None


def _tools(text: str) -> Values:
    return joined(list(find_tools(text))) or _items(text)[0], None


def _posted(text: str, *, as_of: date | None, day_first: bool | None) -> Values:
    found = parse_date(text, reference=as_of, day_first=day_first)
    if found is not None:
        return found.value, None
    dated = as_of is None and parse_date(text, reference=date(2000, 1, 1), day_first=day_first)
    return None, "posted_year" if dated else "posted"


def _day_first(texts: list[str]) -> bool | None:
    """Tell from the dates that leave no doubt whether a column writes the day first."""
    sides = [re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}", text) for text in texts]
    first = any(side and int(side[1]) > 12 for side in sides)
    second = any(side and int(side[2]) > 12 for side in sides)
    return first if first != second else None


def _count(text: str) -> Values:
    digits = re.fullmatch(r"(\d{1,7})(?:\.0+)?\s*[个条]?", text)
    return (int(digits[1]), None) if digits else (None, "vacancies")


def joined(parts: Iterable[str]) -> str | None:
    """Join the values of a cell with ``|``, each once; null when there is none.

    Examples
    --------
    >>> joined(["a", "b|c", "a"]), joined([])
    ('a|b/c', None)
    """
    clean = [part.replace("|", "/") for part in parts if part]
    return "|".join(dict.fromkeys(clean)) or None


def _name_columns(prefix: str) -> Schema:
    name = "name" if prefix == "name" else f"{prefix}_name"
    return {name: _TEXT, **{f"{prefix}_{part}": _TEXT for part in ("key", "region", "city")}}


_READERS: dict[str, tuple[Read, Schema]] = {
    "name": (_name, _name_columns("name")),
    "short_name": (_name, _name_columns("short")),
    "uscc": (_uscc, {"uscc": _TEXT, "uscc_region": _TEXT}),
    "region": (_region, {"region": _TEXT}),
    "city": (_city, {"city": _TEXT, "city_province": _TEXT}),
    "address": (_address, {"address": _TEXT, "address_region": _TEXT, "address_city": _TEXT}),
    "employees": (_headcount, SIZE),
    "founded": (_year, {"founded": pl.Int64()}),
    "status": (_status, {"status": _TEXT}),
    "industry": (_industry, {"industry_labels": _TEXT, "moved": _TEXT}),
    "products": (_items, {"products": _TEXT}),
    "brands": (_items, {"brands": _TEXT}),
    "phones": (_phones, {"phones": _TEXT}),
    "emails": (_emails, {"emails": _TEXT}),
    "website": (_url, {"website": _TEXT}),
    "careers_url": (_url, {"careers_url": _TEXT}),
    "vacancies": (_count, {"open_posts": pl.Int64()}),
    "tools": (_tools, {"tools": _TEXT}),
}
_PROFILE: Schema = {
    "profile_nature": _TEXT,
    **{f"profile_{name}": dtype for name, dtype in SIZE.items()},
    "profile_financing": _TEXT,
    "profile_labels": _TEXT,
}


def reader_of(
    name: str, columns: tuple[str, ...], cells: Repeating, context: Context
) -> tuple[Read, Schema]:
    """Find the reader of a field, made ready for one column.

    Parameters
    ----------
    name : str
        The field.
    columns : tuple of str
        The headings, which may hold a unit or a currency.
    cells : Repeating
        The cells; the habits of the whole column settle what one cell leaves open.
    context : Context
        The list's day and currency.

    Returns
    -------
    tuple of (callable, dict)
        The reader, and the columns it gives.

    Examples
    --------
    >>> cells = Repeating.of(pl.Series(["500"]))
    >>> read, schema = reader_of("capital", ("注册资本(万元)",), cells, Context())
    >>> read("500"), list(schema)
    ((5000000.0, None), ['capital_cny'])
    """
    if name in ("revenue", "capital"):
        unit, currency = _header_money(" ".join(columns))
        read = partial(_money, unit=unit, currency=currency or context.currency)
        return read, {f"{name}_cny": pl.Float64()}
    if name == "posted":
        day_first = _day_first(cells.appearing().head(2_000).to_list())
        read = partial(_posted, as_of=context.as_of, day_first=day_first)
        return read, {"posted": pl.Date()}
    if name == "profile":
        sample = cells.appearing().head(500).to_list()
        return partial(_profile, side=profile_side(sample)), _PROFILE
    return _READERS[name]


def _header_money(header: str) -> tuple[float | None, str | None]:
    """Read multiplier and currency from a heading such as ``revenue ($ millions)``."""
    note = normalise_header(header)[1]
    mark, _, scale = note.partition(" ")
    tries = (parse_money(text) for text in (f"1 {note}", f"{note} 1", f"{mark}1 {scale}") if note)
    stated = next((money for money in tries if money is not None), None)
    if stated is not None:
        multiplied = stated.amount if stated.amount != 1 else None
        chinese = "CNY" if _HAN.search(note) else None
        return multiplied, stated.currency or chinese
    words = header.casefold().split()
    return None, next((code for sign, code in _SIGNS.items() if sign in words), None)
