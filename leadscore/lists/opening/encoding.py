"""Which characters the bytes of a text file mean: the encoding is found, then all becomes UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import BinaryIO, NamedTuple

from leadscore.errors import ArgumentError, ListError, nearest
from leadscore.lists.opening import big5

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 150_000
_ENOUGH = 8_000
# A piece that fits into the processor's cache is transcoded faster than a large one.
_CHUNK = 1 << 18
_READ = 1 << 22
_NAMES = ("utf-8", "gb18030", "gbk", "cp950", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1a\x1b")
_ASCII = bytes(range(0x80))
_HIGH_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


class Text:
    """A text file as pieces of UTF-8, one after another; what was lost is known behind the last.

    Parameters
    ----------
    file : binary file
        The whole file.
    encoding : str
        What it is written in; bytes in ``"utf-8"`` that hold no errors are passed on as they are.
    source : str
        The file's name, for messages.
    guessed : bool
        Whether the encoding is a guess, which many bad bytes prove wrong.

    Attributes
    ----------
    encoding : str
        What the file is written in.
    bad : int
        How many characters could not be read so far; each stands as U+FFFD.
    first_line : int or None
        The line of the first of them, counted from 1.

    Examples
    --------
    >>> text = Text(io.BytesIO("公司,规模".encode("gb18030")), "gb18030", "a.csv", guessed=True)
    >>> text.peek(100).decode(), b"".join(text).decode(), text.bad
    ('公司,规模', '公司,规模', 0)
    """

    def __init__(self, file: BinaryIO, encoding: str, source: str, *, guessed: bool) -> None:
        self.encoding, self.bad = encoding, 0
        self.first_line: int | None = None
        self._file, self._source, self._guessed = file, source, guessed
        whole = encoding == "utf-8" and _is_utf8(file)
        self._pieces = self._as_it_is() if whole else self._transcoded()
        self._head = b""

    def peek(self, size: int) -> bytes:
        """Look at the beginning of what is still to come: at least so many bytes, if there are."""
        while len(self._head) < size and (piece := next(self._pieces, b"")):
            self._head += piece
        return self._head

    def __iter__(self) -> Iterator[bytes]:
        head, self._head = self._head, b""
        if head:
            yield head
        yield from self._pieces

    def _as_it_is(self) -> Iterator[bytes]:
        self._file.seek(0)
        if self._file.read(3) != codecs.BOM_UTF8:
            self._file.seek(0)
        while piece := self._file.read(_CHUNK):
            yield piece

    def _transcoded(self) -> Iterator[bytes]:
        beyond = 0
        self._file.seek(0)
        for number, text in enumerate(_characters(self._file, self.encoding)):
            bad = text.count("\ufffd")
            if bad and not self.bad:
                self.first_line = self._line(number, text)
            self.bad += bad
            part = text.encode("utf-8", "replace")
            beyond += len(part) - len(text)
            if part:
                yield part
        if self._guessed and self.bad > 5 and self.bad > 0.05 * beyond:
            raise ListError(
                f"{self._source}: {self.bad} characters cannot be read as {self.encoding}, the "
                f"most likely encoding; the first is in line {self.first_line}. Try encoding= with "
                f"one of {', '.join(_NAMES)}."
            )

    def _line(self, pieces: int, text: str) -> int:
        """Count the lines up to the first bad character of a piece."""
        place = self._file.tell()
        self._file.seek(0)
        before = islice(_characters(self._file, self.encoding), pieces)
        lines = sum(one.count("\n") for one in before)
        self._file.seek(place)
        return lines + text.count("\n", 0, text.index("\ufffd")) + 1


def _characters(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(big5.errors_for(encoding))
    begins = True
    for piece in _small_pieces(file):
        text = decoder.decode(piece, final=not piece)
        if begins and text:
            text, begins = text.removeprefix("\ufeff"), False
        yield text


def _small_pieces(file: BinaryIO) -> Iterator[memoryview]:
    """Read a file to its end: in large pieces, which are given as small ones, and an empty one."""
    whole = memoryview(bytearray(_READ))
    while count := file.readinto(whole):  # type: ignore[attr-defined]
        for start in range(0, count, _CHUNK):
            yield whole[start : min(start + _CHUNK, count)]
    yield whole[:0]


class Decoded(NamedTuple):
    """Text as UTF-8.

    Attributes
    ----------
    data : bytearray
        UTF-8 without a byte order mark.
    encoding : str
        What the file was written in.
    bad : int
        How many characters could not be read; each stands as U+FFFD now.
    first_line : int or None
        The line of the first of them, counted from 1.
    """

    data: bytearray
    encoding: str
    bad: int
    first_line: int | None


def decode(data: bytes | BinaryIO, source: str, encoding: str | None = None) -> Decoded:
    r"""Turn the bytes of a text file into UTF-8.

    A byte order mark decides; then bytes that are valid UTF-8 are that; then GB18030, Big5,
    damaged UTF-8, Windows-1252 and UTF-16 without a mark are tried on a sample, and the reading
    with the largest share of common characters wins.

    Parameters
    ----------
    data : bytes or binary file
        The whole file; an open one is read piece by piece.
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
    text = open_text(data, source, encoding)
    whole = bytearray()
    for piece in text:
        whole += piece
    return Decoded(whole, text.encoding, text.bad, text.first_line)


def open_text(data: bytes | BinaryIO, source: str, encoding: str | None = None) -> Text:
    """Find the encoding of a text file, and give it piece by piece.

    Parameters
    ----------
    data, source, encoding
        As for ``decode``; the file must stay open until the last piece.

    Returns
    -------
    Text
        The pieces as UTF-8.

    Raises
    ------
    ArgumentError, ListError
        As ``decode``.

    Examples
    --------
    >>> text = open_text("公司,规模".encode("gb18030"), "a.csv")
    >>> text.encoding, b"".join(text).decode()
    ('gb18030', '公司,规模')
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    said = _marked(file) if encoding is None else _known(encoding)
    return Text(file, said or find_encoding(file, source), source, guessed=said is None)


def _marked(file: BinaryIO) -> str | None:
    """Name the encoding that a byte order mark says."""
    file.seek(0)
    head = file.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def find_encoding(data: bytes | BinaryIO, source: str) -> str:
    """Decide which encoding the bytes of a text file are in.

    Parameters
    ----------
    data : bytes or binary file
        The whole file; an open one is read piece by piece.
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
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    marked = _marked(file)
    if marked is not None:
        return marked
    sample = _sample(file)
    if b"\0" in sample:
        wide = _utf16(sample)
        if wide is None:
            raise _no_text(source)
        return wide
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 50:
        raise _no_text(source)
    if _is_utf8(file):
        return "utf-8"
    part = _telling(sample)
    scores = {name: _score(part, name) for name in ("utf-8", "gb18030", big5.NAME)}
    alone, high = len(_HIGH_ALONE.findall(part)), _beyond_ascii(part)
    # In Chinese bytes above 0x7F stand in pairs; in Western text they stand alone between letters.
    if high and alone > 0.7 * high:
        scores["cp1252"] = alone / high
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.2:
        return best
    found = _utf16(sample)
    if found is None and high * 20 > len(part):
        raise _no_text(source)
    # Nearly all is ASCII: whichever it is, only a few letters depend on it.
    return found or "cp1252"


def _sample(file: BinaryIO) -> bytes:
    """Read the beginning and something from the middle; all of it where the file is short."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size <= 2 * _SAMPLE:
        return file.read()
    head = file.read(_SAMPLE)
    file.seek(size // 2 & ~1)
    return head + file.read(_SAMPLE)


def _telling(sample: bytes) -> bytes:
    """Take less of a sample where that holds enough characters that tell encodings apart."""
    half = len(sample) // 2
    part = sample[:_ENOUGH] + sample[half : half + _ENOUGH]
    return part if half > _ENOUGH and _beyond_ascii(part) > _ENOUGH // 2 else sample


def _beyond_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))


def _no_text(source: str) -> ListError:
    return ListError(
        f"{source}: this is a binary file, no list that can be read. Allowed: CSV, TSV or other "
        "delimited text, Excel workbooks (.xlsx, .xls), JSON, JSON lines, Parquet. Try to export "
        "the list as CSV or XLSX from the program that made it."
    )


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError, UnicodeError):
        raise ArgumentError(
            f'encoding="{encoding}" is not known; allowed: {", ".join(_NAMES)} and the other '
            f"codecs of Python.{nearest(encoding, _NAMES)}"
        ) from None
    # What calls itself Big5 was nearly always written by Windows.
    return big5.NAME if name == "big5" else name


def _is_utf8(file: BinaryIO) -> bool:
    """Validate without building a text: several times faster than ``bytes.decode``."""
    file.seek(0)
    rest = b""
    while part := file.read(_CHUNK):
        part = rest + part
        # A character may go on in the next piece: its first byte is among the last four.
        cut = next((n for n in range(1, min(4, len(part)) + 1) if part[-n] & 0xC0 != 0x80), 0)
        rest = part[len(part) - cut :]
        if not _is_whole_utf8(part[: len(part) - cut]):
            return False
    return _is_whole_utf8(rest)


def _is_whole_utf8(data: bytes) -> bool:
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
    text = sample.decode(encoding, big5.errors_for(encoding))
    beyond = {c: count for c, count in Counter(text).items() if c > "\x7f"}
    if not beyond:
        return 0.0
    common = _common()
    good = sum(count for c, count in beyond.items() if c in common)
    bad = sum(n for c, n in beyond.items() if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    # The sample may begin or end inside a character: that proves nothing.
    return (good - 3 * max(0, bad - 4)) / sum(beyond.values())


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
    foreign = "".join(map(chr, range(0xC0, 0x180)))
    return frozenset(letters + marks + foreign + "·\u00a0￥丨①②③④⑤℃→★●■◆")
