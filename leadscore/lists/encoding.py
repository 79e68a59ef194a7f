"""Which characters the bytes of a text file mean: the encoding is found, then all becomes UTF-8."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from leadscore.errors import ArgumentError, ListError, nearest

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 150_000
_CHUNK = 1 << 23
_NAMES = ("utf-8", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1a\x1b")
_HIGH_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


class Decoded(NamedTuple):
    """Text as UTF-8.

    Attributes
    ----------
    data : bytes
        UTF-8 without a byte order mark.
    encoding : str
        What the file was written in.
    bad : int
        How many characters could not be read; each stands as U+FFFD now.
    first_line : int or None
        The line of the first of them, counted from 1.
    """

    data: bytes
    encoding: str
    bad: int
    first_line: int | None


def decode(data: bytes, source: str, encoding: str | None = None) -> Decoded:
    r"""Turn the bytes of a text file into UTF-8.

    A byte order mark decides; then bytes that are valid UTF-8 are that; then GB18030, Big5,
    damaged UTF-8, Windows-1252 and UTF-16 without a mark are tried on a sample, and the reading
    with the largest share of common characters wins.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        The file's name, for messages.
    encoding : str or None
        What the user says it is; nothing is guessed then.

    Returns
    -------
    Decoded
        The text as UTF-8, and what was lost.

    Raises
    ------
    ArgumentError
        When ``encoding`` is not known.
    ListError
        When the bytes are no text.

    Examples
    --------
    >>> decode("职位,公司\n会计,某某公司".encode("gb18030"), "jobs.csv").encoding
    'gb18030'
    """
    name = find_encoding(data, source) if encoding is None else _known(encoding)
    if name == "utf-8" and _is_utf8(data):
        return Decoded(data.removeprefix(codecs.BOM_UTF8), name, 0, None)
    return _transcode(data, name, source, checked=encoding is None)


def find_encoding(data: bytes, source: str) -> str:
    """Decide which encoding the bytes of a text file are in.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        The file's name, for messages.

    Returns
    -------
    str
        Name of a codec of Python.

    Raises
    ------
    ListError
        When the bytes are no text.

    Examples
    --------
    >>> find_encoding("公司,规模".encode("utf-16-le"), "jobs.csv")
    'utf-16-le'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = _sample(data)
    if b"\0" in sample:
        wide = _utf16(sample)
        if wide is None:
            raise _no_text(source)
        return wide
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 50:
        raise _no_text(source)
    if _is_utf8(data):
        return "utf-8"
    scores = {name: _score(sample, name) for name in ("utf-8", "gb18030", "big5")}
    alone, high = len(_HIGH_ALONE.findall(sample)), sum(b > 0x7F for b in sample)
    # In Chinese bytes above 0x7F stand in pairs; in Western text they stand alone between letters.
    if high and alone > 0.7 * high:
        scores["cp1252"] = alone / high
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.2:
        found = _utf16(sample)
        if found is None:
            raise _no_text(source)
        return found
    return best


def _sample(data: bytes) -> bytes:
    if len(data) <= 2 * _SAMPLE:
        return data
    middle = len(data) // 2 & ~1
    return data[:_SAMPLE] + data[middle : middle + _SAMPLE]


def _no_text(source: str) -> ListError:
    return ListError(
        f"{source}: this is a binary file, no list that can be read. Allowed: CSV, TSV or other "
        "delimited text, Excel workbooks (.xlsx, .xls), JSON, JSON lines, Parquet. Try to export "
        "the list as CSV or XLSX from the program that made it."
    )


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError, UnicodeError):
        raise ArgumentError(
            f'encoding="{encoding}" is not known; allowed: {", ".join(_NAMES)} and the other '
            f"codecs of Python.{nearest(encoding, _NAMES)}"
        ) from None


def _is_utf8(data: bytes) -> bool:
    """Validate without building a text: several times faster than ``bytes.decode``."""
    import pyarrow as pa  # noqa: PLC0415  heavy, and only needed when a file is read

    offsets = pa.py_buffer(bytes(8) + len(data).to_bytes(8, "little"))
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _utf16(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its zero bytes stand, else by how it reads."""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    even = sample[: len(sample) & ~1]
    best, share = None, 0.6
    # Zero bytes at odd places are the upper halves of Latin characters, lower byte first.
    for name in ("utf-16-le", "utf-16-be") if high >= low else ("utf-16-be", "utf-16-le"):
        text = even.decode(name, "replace")
        good = sum(c in "\t\r\n" or " " <= c < "\x7f" or c in _common() for c in text)
        if len(text) > 1 and good > share * len(text):
            best, share = name, good / len(text)
    return best


def _score(sample: bytes, encoding: str) -> float:
    """Return the share of characters beyond ASCII that are common, less three for each bad one."""
    text = sample.decode(encoding, "replace")
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    common = _common()
    good = sum(c in common for c in beyond)
    bad = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in beyond)
    # The sample may begin or end inside a character: that proves nothing.
    return (good - 3 * max(0, bad - 4)) / len(beyond)


@cache
def _common() -> frozenset[str]:
    """Collect the everyday characters: the first levels of GB 2312 and Big5, and punctuation."""
    simple = bytes(b for lead in range(0xB0, 0xD8) for t in range(0xA1, 0xFF) for b in (lead, t))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    classic = bytes(b for lead in range(0xA4, 0xC7) for t in trails for b in (lead, t))
    marks = "".join(
        map(chr, (*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), *range(0x2010, 0x2027)))
    )
    letters = simple.decode("gb2312", "ignore") + classic.decode("big5", "ignore")
    return frozenset(letters + marks + "·\u00a0￥丨①②③④⑤℃→★●■◆")


def _transcode(data: bytes, encoding: str, source: str, *, checked: bool) -> Decoded:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    parts: list[bytes] = []
    bad = beyond = lines = 0
    first_line = None
    for start in range(0, len(data) or 1, _CHUNK):
        text = decoder.decode(data[start : start + _CHUNK], start + _CHUNK >= len(data))
        if start == 0:
            text = text.removeprefix("\ufeff")
        count = text.count("\ufffd")
        if count and first_line is None:
            first_line = lines + text.count("\n", 0, text.index("\ufffd")) + 1
        bad += count
        part = text.encode("utf-8", "replace")
        lines += part.count(b"\n")
        beyond += len(part) - len(text)
        parts.append(part)
    if checked and bad > 5 and bad > 0.05 * beyond:
        raise ListError(
            f"{source}: {bad} characters cannot be read as {encoding}, the most likely encoding; "
            f"the first is in line {first_line}. Try encoding= with one of {', '.join(_NAMES)}."
        )
    return Decoded(b"".join(parts), encoding, bad, first_line)
