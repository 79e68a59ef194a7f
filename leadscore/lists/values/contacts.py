"""Addresses of the net: text to e-mail addresses and a website."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from leadscore.lists.values.cell_text import clean_cell
from leadscore.lists.vocabulary.words import read_words

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
_LATIN = re.compile(r"[a-z]{2,18}")
_HOST = re.compile(r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,17}")


@cache
def _endings(group: str) -> frozenset[str]:
    return frozenset(read_words("contacts.toml")[group].split())


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


def parse_url(text: str | None, *, headed: bool = False) -> str | None:
    """Read a website address; a missing scheme is added.

    Parameters
    ----------
    text : str or None
        One cell; of several addresses the first is taken.
    headed : bool
        Whether the cell is known to hold a website, so that ``example.guru`` is one: without it
        only the endings of ``contacts.toml`` show an address that begins with no ``http``.

    Returns
    -------
    str or None
        Scheme and host in lower case, without a slash at the end; None when the cell holds no
        web address (an e-mail address is none).

    Examples
    --------
    >>> parse_url("WWW.Example.com.cn/"), parse_url("https：//example.com/a?b=1")
    ('http://www.example.com.cn', 'https://example.com/a?b=1')
    >>> parse_url("node.js") is None, parse_url("example.guru", headed=True)
    (True, 'http://example.guru')
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
        any_ending = host.startswith("www.") or (headed and match[0] == plain)
        if match["scheme"] or _is_web(host, any_ending=any_ending):
            scheme = (match["scheme"] or "http:").lower().rstrip("/") or "http:"
            return f"{scheme}//{host}{match['rest'] or ''}".rstrip("/")
    return None


def _is_web(host: str, *, any_ending: bool) -> bool:
    ending = host.rsplit(".", 1)[1]
    if ending in _endings("endings"):
        return True
    return any_ending and bool(_LATIN.fullmatch(ending)) and ending not in _endings("files")


@cache
def _shared() -> tuple[str, ...]:
    return tuple(sorted(_endings("shared")))


def is_shared_page(url: str) -> bool:
    """Tell the page of a job board, a register or a network, and a picture, from a company's site.

    Parameters
    ----------
    url : str
        A web address.

    Returns
    -------
    bool
        True for the hosts and pages of the list in ``contacts.toml`` and below them, and for files
        of pictures.

    Examples
    --------
    >>> is_shared_page("https://company.zhaopin.com/CZ1.htm"), is_shared_page("http://example.com")
    (True, False)
    """
    host, path = f".{host_of(url) or ''}", urlsplit(url).path
    shared = _shared()
    return is_picture(url) or any(
        f".{one}" in f"{host}{path}" if "/" in one else host.endswith(f".{one}") for one in shared
    )


def is_picture(url: str) -> bool:
    """Tell the file of a picture by its ending.

    Examples
    --------
    >>> is_picture("https://example.com/logo.png?v=1"), is_picture("https://example.com/png")
    (True, False)
    """
    path = urlsplit(url).path.rsplit(".", 1)
    return len(path) == 2 and path[1].lower() in _endings("pictures")


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
