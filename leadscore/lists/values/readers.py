"""Readers: one cell of one field to its values, or to the name of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from leadscore.distinct import is_missing
from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.abroad import Habit, country_habit
from leadscore.lists.values.cell_text import joined
from leadscore.lists.values.contact_cells import (
    read_contact,
    read_emails,
    read_phones,
    read_url,
    read_website,
)
from leadscore.lists.values.contacts import parse_url
from leadscore.lists.values.countries import read_country
from leadscore.lists.values.date_habits import DateHabit, date_habit
from leadscore.lists.values.dates import FIRST_YEAR, LAST_YEAR, counted_date, parse_date, parse_year
from leadscore.lists.values.headcount import parse_headcount
from leadscore.lists.values.labels import split_labels
from leadscore.lists.values.money import parse_money, read_unit, to_cny
from leadscore.lists.values.name_cells import (
    NO_HABITS,
    NameHabits,
    is_no_name,
    name_habits,
    name_in_cell,
)
from leadscore.lists.values.names import name_key, place_of, region_of, split_name
from leadscore.lists.values.places import read_address, read_city, read_region
from leadscore.lists.values.profiles import Side, is_financing, profile_side, read_profile
from leadscore.lists.values.uscc import clean_uscc, uscc_region, uscc_status
from leadscore.lists.vocabulary.headings import normalise_header
from leadscore.lists.vocabulary.words import pattern, read_words
from leadscore.standards.characters import traditional
from leadscore.standards.products import find_tools

Values = tuple[Any, ...]
Read = Callable[[str], Values]
Schema = dict[str, pl.DataType]
"""What a reader gives: the values of these columns, and last the problem, a key of texts.toml."""

_DAMAGED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)\.0+")
# The web has no older posts, and a post is not of a day far ahead of its list.
_FIRST_POST, _AHEAD = 1990, 366
_CLASS = re.compile(r"[0-9](?:\.0+)?")
_SIZE = re.compile(r"size|scale|规模|規模", re.IGNORECASE)
_DOLLARS = re.compile(r"[萬億圓]")
_YUAN = re.compile(r"人民|rmb|cny|[¥￥]", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_THOUSANDS = re.compile(r"'?\b000(?:'?s)?\b|\bthousands\b")
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


def _name(cell: str, *, habits: NameHabits = NO_HABITS) -> Values:
    text = name_in_cell(cell, habits)
    if is_no_name(text):
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


def _headcount(text: str, *, coded: bool = False) -> Values:
    if coded and _CLASS.fullmatch(text):
        return None, None, None, "employees_code"
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    found = parse_headcount(text)
    if found is None:
        problem = "damaged" if _DAMAGED.fullmatch(text) else "employees"
        return None, None, None, "employees_zero" if re.fullmatch("0+[人名]?", text) else problem
    return found.low, found.high, found.kind, None


def _has_size_codes(columns: tuple[str, ...], cells: Repeating) -> bool:
    """Tell a column of size classes that are only numbered, such as ``company_size`` 1 to 7."""
    if not _SIZE.search(" ".join(columns)):
        return False
    texts = [text for text in cells.appearing().head(2_000).to_list() if not is_missing(text)]
    return len(set(texts)) > 1 and all(map(_CLASS.fullmatch, texts))


def _money_beside(text: str, *, unit: float | None, currency: str | None) -> Values:
    """Read an amount below which stands its currency, from a column of its own."""
    amount, _, beside = text.rpartition("\n")
    stated = read_unit(beside)
    if stated is None:
        return _money(text, unit=unit, currency=currency)
    if not amount:
        return None, None
    return _money(amount, unit=stated[0] or unit, currency=stated[1] or currency)


def _money(text: str, *, unit: float | None, currency: str | None) -> Values:
    found = parse_money(text, unit=unit, currency=currency)
    if found is None:
        return None, "damaged" if _DAMAGED.fullmatch(text) else "money"
    # An amount in simplified Chinese that names no currency is in yuan; in traditional characters
    # it is in the dollars of another place.
    if found.currency in (None, "CNY") and _HAN.search(text) and not currency:
        elsewhere = _DOLLARS.search(text) and not _YUAN.search(text)
        found = found._replace(currency=None if elsewhere else "CNY")
    if found.currency is None:
        return None, "currency"
    if found.amount == 0:
        return None, "money_zero"
    if found.kind == "at_most":
        return None, "money_most"
    amount = to_cny(found)
    return (amount, None) if amount is not None else (None, "rate")


def _city(text: str, *, habit: Habit) -> Values:
    try:
        place = read_city(text, habit)
    except ValueError:
        return None, None, None, "place"
    return place.city, place.region, place.country, None


def _region(text: str, *, habit: Habit) -> Values:
    return *read_region(text, habit), None


def _address(text: str, *, habit: Habit) -> Values:
    bare = pattern("address").sub("", text).strip("'\" ")
    if bare.count("[") != bare.count("]") or (bare[:1] == "[" and bare[-1:] == "]"):
        bare = bare.strip("[]'\" ")
    # What was a list is one address.
    bare = bare.replace("|", "" if _HAN.search(bare) else ", ")
    return bare or text, *read_address(bare, habit), None


def _profile(text: str, *, side: Side) -> Values:
    found = read_profile(text, side)
    if found == read_profile(""):
        return (None,) * 7 + ("profile",)
    size = found.headcount
    three = (None, None, None) if size is None else (size.low, size.high, size.kind)
    labels = "|".join(split_labels(found.industry)) if found.industry else None
    website = parse_url(found.website, headed=True)
    return (found.nature, *three, found.financing, labels or None, website, None)


def _year(text: str) -> Values:
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    year = parse_year(text)
    counted = counted_date(text) if year is None else None
    if counted is not None and FIRST_YEAR <= counted.year <= LAST_YEAR:
        year = counted.year
    return year, None if year is not None else "founded"


def _status(text: str) -> Values:
    folded = text.casefold()
    for key, words in read_words("words.toml")["status"].items():
        if folded in words or re.split(r"[(（,，]", folded)[0] in words:
            return key, None
    return None, "status"


def _industry(text: str) -> Values:
    text = pattern("industry_said").sub("", text.replace("\\/", "/"))
    labels = split_labels(text)
    stages = [label for label in labels if is_financing(label)]
    kept = [label for label in labels if label not in stages]
    # The number of a label stands in a column of its own beside its words.
    kept = [label for label in kept if not label.isdecimal()] or kept
    return joined(kept), stages[0] if stages else None, None


def _items(text: str) -> Values:
    return joined([part.strip() for part in re.split(r"[|、,，;；\n]", text)]), None


def _tools(text: str) -> Values:
    return joined(list(find_tools(text))) or _items(text)[0], None


def _posted(text: str, *, as_of: date | None, habit: DateHabit) -> Values:
    read = partial(parse_date, text, counted=True, **habit._asdict())
    found = read(reference=as_of)
    if found is not None:
        likely = found.value.year >= _FIRST_POST and (
            as_of is None or (found.value - as_of).days <= _AHEAD
        )
        return (found.value, None) if likely else (None, "posted_when")
    dated = as_of is None and read(reference=date(2000, 1, 1))
    return None, "posted_year" if dated else "posted"


def _count(text: str) -> Values:
    digits = re.fullmatch(r"(\d{1,7})(?:\.0+)?\s*[个条]?", text)
    return (int(digits[1]), None) if digits else (None, "vacancies")


def _name_columns(prefix: str) -> Schema:
    name = "name" if prefix == "name" else f"{prefix}_name"
    return {name: _TEXT, **{f"{prefix}_{part}": _TEXT for part in ("key", "region", "city")}}


_READERS: dict[str, tuple[Read, Schema]] = {
    "name": (_name, _name_columns("name")),
    "short_name": (_name, _name_columns("short")),
    "uscc": (_uscc, {"uscc": _TEXT, "uscc_region": _TEXT}),
    "country": (lambda text: (read_country(text), None), {"country": _TEXT}),
    "founded": (_year, {"founded": pl.Int64()}),
    "status": (_status, {"status": _TEXT}),
    "industry": (_industry, {"industry_labels": _TEXT, "moved": _TEXT}),
    "products": (_items, {"products": _TEXT}),
    "brands": (_items, {"brands": _TEXT}),
    "phones": (
        read_phones,
        {"phones": _TEXT, "phones_emails": _TEXT, "phones_contact": _TEXT},
    ),
    "emails": (read_emails, {"emails": _TEXT, "emails_phones": _TEXT}),
    "contact_name": (
        read_contact,
        {"contact_name": _TEXT, "contact_phones": _TEXT, "contact_emails": _TEXT},
    ),
    "website": (read_website, {"website": _TEXT}),
    "careers_url": (read_url, {"careers_url": _TEXT}),
    "vacancies": (_count, {"open_posts": pl.Int64()}),
    "tools": (_tools, {"tools": _TEXT}),
}


def _place_columns(*names: str) -> Schema:
    return dict.fromkeys(names, _TEXT)


_PLACES: dict[str, tuple[Callable[..., Values], Schema]] = {
    "region": (_region, _place_columns("region", "region_city", "region_country")),
    "city": (_city, _place_columns("city", "city_province", "city_country")),
    "address": (
        _address,
        _place_columns("address", "address_region", "address_city", "address_country"),
    ),
}
_PROFILE: Schema = {
    "profile_nature": _TEXT,
    **{f"profile_{name}": dtype for name, dtype in SIZE.items()},
    "profile_financing": _TEXT,
    "profile_labels": _TEXT,
    "profile_website": _TEXT,
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
        told = [_header_money(column) for column in columns]
        unit, currency = (
            next((one for one in some if one), None) for some in zip(*told, strict=True)
        )
        money = _money if len(columns) == 1 else _money_beside
        read = partial(money, unit=unit, currency=currency or context.currency)
        return read, {f"{name}_cny": pl.Float64()}
    if name in ("name", "short_name"):
        habits = name_habits(cells.appearing().head(2_000).to_list())
        return partial(_name, habits=habits), _READERS[name][1]
    if name == "employees":
        coded = _has_size_codes(columns, cells)
        return partial(_headcount, coded=coded), SIZE
    if name in _PLACES:
        habit = country_habit(cells.appearing().head(2_000).to_list())
        return partial(_PLACES[name][0], habit=habit), _PLACES[name][1]
    if name == "posted":
        dates = date_habit(cells.appearing().head(2_000).to_list())
        read = partial(_posted, as_of=context.as_of, habit=dates)
        return read, {"posted": pl.Date()}
    if name == "profile":
        sample = cells.appearing().head(500).to_list()
        return partial(_profile, side=profile_side(sample)), _PROFILE
    return _READERS[name]


def _header_money(header: str) -> tuple[float | None, str | None]:
    """Read multiplier and currency from a heading such as ``revenue ($ millions)``."""
    note = _THOUSANDS.sub("thousand", normalise_header(header)[1].removeprefix("in "))
    stated = read_unit(note)
    if stated is not None:
        simplified = header == header.translate(traditional())
        chinese = "CNY" if _HAN.search(note) and simplified else None
        named = stated[1] if simplified or stated[1] != "CNY" else None
        return stated[0], named or chinese
    words = header.casefold().split()
    return None, next((code for sign, code in _SIGNS.items() if sign in words), None)
