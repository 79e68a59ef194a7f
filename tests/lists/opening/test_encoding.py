"""Which encoding the bytes of a text are in."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError, LeadscoreError, ListError
from leadscore.lists.opening import big5
from leadscore.lists.opening.encoding import decode, find_encoding, open_text

SIMPLE = (
    "职位,公司名称,公司规模\n会计,上海某某信息科技有限公司,20-99人\n"
    "人事专员,北京某某贸易有限公司,少于15人\n"
)
CLASSIC = (
    "職位,公司名稱,公司規模\n會計,臺灣某某電子股份有限公司,20-99人\n"
    "人事專員,香港某某貿易有限公司,少於15人\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((SIMPLE, "utf-8"), (SIMPLE, "gb18030"), (SIMPLE, "utf-16-le"), (SIMPLE, "utf-16-be")),
        *((CLASSIC, "utf-8"), (CLASSIC, "cp950"), (CLASSIC, "utf-16-le"), (CLASSIC, "gb18030")),
        *(("Name,City\nCafé Müller,Köln\n", "cp1252"), ("Name,City\nA,B\n", "utf-16-le")),
        ("Name,City\nA,B\n", "utf-8"),
    ],
)
def test_an_encoding_is_found_without_a_mark(text: str, encoding: str) -> None:
    """Two lines are enough to tell the encodings apart, and the text comes back whole."""
    found = decode(text.encode(encoding), "list.csv")
    assert found == (text.encode(), encoding, 0, None)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    """The mark is no part of the first heading."""
    found = decode(mark + SIMPLE.encode(encoding), "list.csv")
    assert (found.data, found.encoding) == (SIMPLE.encode(), encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_single_bad_bytes_are_counted_and_placed(encoding: str) -> None:
    """A file with one broken character is read, and it is said how many and where."""
    lines = (SIMPLE * 5).encode(encoding).split(b"\n")
    lines[4] += b"\xff"
    found = decode(b"\n".join(lines), "list.csv")
    assert (found.encoding, found.bad, found.first_line) == (encoding, 1, 5)
    assert found.data.decode().replace("\ufffd", "") == SIMPLE * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLE, "gb18030"), (CLASSIC, "cp950")],
)
@pytest.mark.parametrize("before", ["", "id,code\n" * 60_000])
def test_a_long_file_is_read_as_a_short_one(text: str, encoding: str, before: str) -> None:
    """Less of a long file tells the same, also where plain letters come first."""
    data = (before + text * 6_000).encode(encoding)
    assert find_encoding(data, "a.csv") == find_encoding(text.encode(encoding), "a.csv") == encoding


def test_big5_is_what_windows_writes() -> None:
    """Characters that plain Big5 lacks are read, those of Hong Kong too, and none is shifted."""
    text = CLASSIC + "會計,宏碁股份有限公司,20-99人\n出納,恒耀裏海墻粧嫺銹有限公司,5人\n"
    for said in (None, "big5"):
        assert decode(text.encode("cp950"), "a.csv", said).data.decode() == text
    cantonese = CLASSIC + "文員,喺呢度嘅有限公司,5人\n"
    assert decode(cantonese.encode("big5hkscs"), "a.csv").data.decode() == cantonese
    broken = decode(CLASSIC.encode("cp950") + b"\x81\x40" + "中|文\n".encode("cp950"), "a.csv")
    assert broken.data.decode() == CLASSIC + "\ufffd中|文\n"
    assert broken.bad == 1


@given(st.binary(max_size=60), st.integers(0, 30))
def test_big5_is_read_alike_in_pieces(data: bytes, cut: int) -> None:
    """Where a file is cut into pieces changes nothing."""
    decoder = codecs.getincrementaldecoder(big5.NAME)(big5.PAIRS)
    parts = decoder.decode(data[:cut]) + decoder.decode(data[cut:], final=True)
    assert parts == data.decode(big5.NAME, big5.PAIRS)


def test_delimiters_inside_characters_are_safe() -> None:
    """The second byte of a GBK character may be a bar or a backslash: decoding comes first."""
    text = "名称|规模\n某某鍇公司誠|20-99人\n襖子|少于15人\n" * 3
    assert b"|" in "鍇".encode("gbk") + "襖".encode("gbk") + "誠".encode("gbk") + b"|"
    assert decode(text.encode("gb18030"), "list.csv").data.decode() == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100, b"\x7fELF\x02\x01\x01\x00" * 9]
)
def test_binary_files_are_refused(data: bytes) -> None:
    """A file that is no text is refused with what is allowed."""
    with pytest.raises(ListError, match=r"list.csv: this is a binary file.*Excel workbooks"):
        decode(data, "list.csv")


def test_a_given_encoding_is_obeyed() -> None:
    """What the user says is obeyed, and a mistyped name is answered with the nearest."""
    assert decode(SIMPLE.encode("gb18030"), "list.csv", "gbk").encoding == "gbk"
    with pytest.raises(ArgumentError, match=r'encoding="gb18003" is not known.*mean "gb18030"\?'):
        decode(b"a", "list.csv", "gb18003")


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(data: bytes) -> None:
    """Random bytes become UTF-8 or are refused by name."""
    try:
        found = decode(data, "list.csv")
    except LeadscoreError:
        return
    found.data.decode()


@given(
    st.text(
        alphabet=st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc", "Co", "Cn"]),
        min_size=1,
    )
)
def test_valid_utf8_is_never_taken_for_anything_else(text: str) -> None:
    """Strict UTF-8 goes before all guesses."""
    assert find_encoding(text.encode(), "list.csv") == "utf-8" or text.startswith("\ufeff")


def test_the_line_of_the_first_bad_character_is_told_far_behind(tmp_path: Path) -> None:
    """A file that is read in pieces has its lines counted through."""
    line = "职位,公司名称,地点\n".encode("gb18030")
    path = tmp_path / "list.csv"
    path.write_bytes(line * 40_000 + b"\xff\xff,a,b\n" + line * 10)
    with path.open("rb") as file:
        text = open_text(file, path.name)
        pieces = list(text)
    assert (text.encoding, text.bad, text.first_line) == ("gb18030", 2, 40_001)
    assert b"".join(pieces).count(b"\n") == 40_011
