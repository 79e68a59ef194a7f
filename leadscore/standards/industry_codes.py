"""The codes of GB/T 4754-2017: which exist, their names, and what other schemes call them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from leadscore.errors import check_choice
from leadscore.standards.vocabulary import check_language, read_rows

SCHEMES = ("gbt4754", "isic", "nace", "naics")
_CODE = re.compile(r"([A-T]?)(\d{2,4})|([A-T])", re.IGNORECASE)


class IndustryCode(NamedTuple):
    """One code of the standard.

    Attributes
    ----------
    code : str
        Two to four digits, or the letter of a section.
    section : str
        The letter of its section.
    zh, en : str
        Its name; empty below the divisions unless a label, a word or a segment names the code.
    """

    code: str
    section: str
    zh: str
    en: str


@cache
def industry_codes() -> dict[str, IndustryCode]:
    """Give the whole structure of GB/T 4754-2017.

    Returns
    -------
    dict of str to IndustryCode
        20 sections, 97 divisions, 473 groups and 1381 classes by code, in the standard's order.

    Examples
    --------
    >>> industry_codes()["39"].section, len(industry_codes())
    ('C', 1971)
    """
    rows = read_rows("industry_codes.csv")
    return {r["code"]: IndustryCode(r["code"], r["section"], r["zh"], r["en"]) for r in rows}


def read_code(text: str) -> str | None:
    """Read the text of one GB/T 4754-2017 code, with or without its section letter.

    Parameters
    ----------
    text : str
        Such as ``"C3921"``, ``"I65"``, ``"65"`` or ``"C"``.

    Returns
    -------
    str or None
        The code as leadscore keeps it: no section letter unless it is all there is. None for
        anything that is no code of the standard, also when letter and digits contradict.

    Examples
    --------
    >>> read_code("C3921"), read_code(" i65 "), read_code("C")
    ('3921', '65', 'C')
    >>> read_code("F65") is None
    True
    """
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return None
    letter, digits, section = (part.upper() if part else "" for part in match.groups())
    found = industry_codes().get(digits or section)
    if found is None or (letter and found.section != letter):
        return None
    return found.code


@cache
def classes_under(code: str) -> tuple[str, ...]:
    """List the four-digit classes that a code covers.

    Parameters
    ----------
    code : str
        A code of the standard, of any level.

    Returns
    -------
    tuple of str
        The classes, in order; empty for an unknown code.

    Examples
    --------
    >>> classes_under("395")
    ('3951', '3952', '3953')
    """
    return tuple(
        c.code
        for c in industry_codes().values()
        if len(c.code) == 4 and (c.section == code or c.code.startswith(code))
    )


def code_name(code: str, lang: str = "en") -> str:
    """Name a code; where it has no name, the nearest level above that has one speaks for it.

    Parameters
    ----------
    code : str
        A code of the standard.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The name, or the code itself when it is unknown.

    Examples
    --------
    >>> code_name("65", "zh"), code_name("6513")
    ('软件和信息技术服务业', 'Software development')
    """
    check_language(lang)
    table = industry_codes()
    for length in range(len(code), 0, -1):
        found = table.get(code[:length])
        name = "" if found is None else (found.zh if lang == "zh" else found.en)
        if name:
            return name
    return code


@cache
def _scheme_table(scheme: str) -> dict[str, tuple[str, ...]]:
    wanted = "isic" if scheme == "nace" else scheme
    rows = read_rows("industry_schemes.csv")
    return {r["code"]: tuple(r["gb"].split("|")) for r in rows if r["scheme"] == wanted}


def codes_from_scheme(code: str, scheme: str) -> tuple[str, ...]:
    """Translate a code of another classification into GB/T 4754-2017.

    Parameters
    ----------
    code : str
        A code such as ``"26.11"`` (NACE), ``"C26"`` or ``"F"`` (ISIC), ``"334413"`` (NAICS). The
        same letter is another section in another scheme, so the scheme must be named.
    scheme : {"gbt4754", "isic", "nace", "naics"}
        The classification that the code belongs to.

    Returns
    -------
    tuple of str
        GB/T 4754-2017 codes, coarser than the code given (the tables go down to two to four
        digits); empty when the code is not understood.

    Raises
    ------
    ArgumentError
        When ``scheme`` is not one of the four.

    Examples
    --------
    >>> codes_from_scheme("F", "isic"), codes_from_scheme("26.11", "nace")
    (('E',), ('39', '40'))
    """
    check_choice("scheme", scheme, SCHEMES)
    if scheme == "gbt4754":
        found = read_code(code)
        return () if found is None else (found,)
    text = code.strip().upper().replace(".", "")
    digits = text[1:] if text[1:].isdigit() and text[:1].isalpha() else text
    if not (digits.isdigit() or re.fullmatch("[A-U]", digits)):
        return ()
    table = _scheme_table(scheme)
    for length in range(len(digits), 0, -1):
        if digits[:length] in table:
            return table[digits[:length]]
    return ()
