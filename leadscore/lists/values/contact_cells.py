"""Cells of contacts: persons, phones, e-mail addresses and websites, told by what they are."""

from __future__ import annotations

import re
from typing import Any

from leadscore.lists.values.cell_text import joined
from leadscore.lists.values.contacts import is_shared_page, parse_emails, parse_url
from leadscore.lists.values.phones import parse_phones
from leadscore.lists.vocabulary.words import pattern

Values = tuple[Any, ...]

NO_PERSON = re.compile(r"@|(?:[0-9][ ().+*\-]{0,3}){7}")
"""Found in cells of contacts that hold an e-mail address or a telephone number."""
_NUMBERS = re.compile(r"[\w.+-]+@[\w.-]+|\+?\(?\d[\d\s().+\-–/*]{5,}\d", re.ASCII)
_AROUND = " \u3000,，;；:：/|()（）<>《》[]【】-–·+、"
_DIGITS = re.compile(r"(?:\d[ ()（）.*\-]{0,3}){7}")
_DAMAGED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)\.0+")


def read_phones(text: str) -> Values:
    """Read a cell of telephone numbers.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple
        Numbers, e-mail addresses and a person beside them, and the problem.

    Examples
    --------
    >>> read_phones("王老师 13812345678")
    ('13812345678', None, '王老师', None)
    """
    cells = [w[1] if (w := _WHOLE.fullmatch(cell)) else cell for cell in text.split("\n")]
    found = [phone.text for cell in cells for phone in parse_phones(cell, headed=True)]
    mails = parse_emails(text) if "@" in text else ()
    if not found and not mails:
        return None, None, None, "damaged" if _DAMAGED.fullmatch(text) else "phones"
    person = pattern("person_beside").search(text)
    return joined(found), joined(mails), person[1] if person else None, None


def read_emails(text: str) -> Values:
    """Read a cell of e-mail addresses.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple
        Addresses, telephone numbers beside them or in their place, and the problem.

    Examples
    --------
    >>> read_emails("hr@example.com"), read_emails("021-62345678")
    (('hr@example.com', None, None), (None, '021-62345678', None))
    """
    found = parse_emails(text)
    phones = parse_phones(text) if _DIGITS.search(text) else ()
    problem = None if found or phones else "emails"
    return joined(found), joined(phone.text for phone in phones), problem


def read_contact(text: str) -> Values:
    """Tell a person from the telephone numbers and addresses in the cell.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple
        The person, telephone numbers, e-mail addresses, and the problem.

    Examples
    --------
    >>> read_contact("王女士 13812345678"), read_contact("hr@example.com")
    (('王女士', '13812345678', None, None), (None, None, 'hr@example.com', None))
    """
    if text.casefold() in ("true", "false"):
        return None, None, None, None
    if not NO_PERSON.search(text):
        return text, None, None, None
    phones, mails = parse_phones(text, headed=True), parse_emails(text)
    rest = _NUMBERS.sub(" ", text)
    name = pattern("contact_label").sub(" ", rest).strip(_AROUND) if phones or mails else ""
    told = name if sum(map(str.isalpha, name)) >= 2 else None
    problem = None if phones or mails or told else "phones"
    return told, joined(phone.text for phone in phones), joined(mails), problem


def read_website(text: str) -> Values:
    """Read a cell of a company's own site.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple
        The address and the problem; pages of boards and pictures are none.

    Examples
    --------
    >>> read_website("example.com"), read_website("https://www.zhaopin.com/1.htm")
    (('http://example.com', None), (None, 'url_shared'))
    """
    found = parse_url(text, headed=True)
    if found is not None and is_shared_page(found):
        return None, "url_shared"
    return (found, None) if found is not None else (None, "url")


def read_url(text: str) -> Values:
    """Read a cell of web addresses.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    tuple
        The address and the problem.

    Examples
    --------
    >>> read_url("example.com/jobs")
    ('http://example.com/jobs', None)
    """
    found = parse_url(text, headed=True)
    return (str(found), None) if found is not None else (None, "url")
