"""Compressed files: what lies in a .gz or .zip is opened as if it lay in a folder."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import FileError, LeadscoreError, ListError
from leadscore.lists.importer import read_list
from leadscore.lists.opening import packed as module
from leadscore.lists.opening.files import read_table
from leadscore.lists.opening.packed import exists, lists_in, plain_file

NORTH = "公司名称,规模\n北京甲乙科技有限公司,20-99人\n"
SOUTH = "公司名称,规模\n广州丙丁食品有限公司,100人\n"


def _zip(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _book() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["公司名称", "人数"])
    book.active.append(["上海戊己机械有限公司", 5])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("name", ["jobs.csv.gz", "jobs.csv", "jobs"])
def test_a_gzip_file_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    """The bytes say that a file is packed; the list keeps the name of the file."""
    (tmp_path / name).write_bytes(gzip.compress(NORTH.encode("gb18030")))
    table = read_table(tmp_path / name)
    assert table.frame.row(1) == ("北京甲乙科技有限公司", "20-99人")
    assert (table.source, table.encoding, table.remarks) == (name, "gb18030", ())


@pytest.mark.parametrize("method", [0, 8, 12, 14], ids=["stored", "deflate", "bzip2", "lzma"])
def test_a_zip_with_one_list_is_that_list(tmp_path: Path, method: int) -> None:
    """One list in an archive needs no name; files that are no lists are named in a remark."""
    members = {"a.csv": NORTH.encode(), "logo.png": b"\x89PNG", "README.txt": b"hello", "d/": b""}
    table = read_table(_zip(tmp_path / "a.dat", members, method))
    assert (table.source, table.frame.height) == ("a.dat", 2)
    assert table.remarks == ("other files in the archive were not read: logo.png, README.txt",)


def test_a_zip_with_several_lists_gives_all_of_them(tmp_path: Path) -> None:
    """read_list reads every list of an archive, of any kind, and says where each row stood."""
    members = {
        "north.csv": NORTH.encode("gb18030"),
        "lists/south.csv": SOUTH.encode("utf-16"),
        "east.xlsx": _book(),
        "__MACOSX/._north.csv": b"\0\1",
    }
    path = _zip(tmp_path / "all.zip", members)
    assert lists_in(path) == [path / "north.csv", path / "lists/south.csv", path / "east.xlsx"]
    imported = read_list(path, kind="polars")
    assert sorted(imported.leads["source_rows"]) == [
        *("all.zip/east.xlsx:2", "all.zip/lists/south.csv:2", "all.zip/north.csv:2"),
    ]
    assert read_table(path / "lists/south.csv").frame.row(1)[0] == "广州丙丁食品有限公司"
    with pytest.raises(ListError, match=r"3 lists are in it: north.csv, .*all.zip/north.csv"):
        read_table(path)


def test_a_list_in_an_archive_has_a_path(tmp_path: Path) -> None:
    """Such a path exists, leads to the archive's file, and a wrong one is answered."""
    path = _zip(tmp_path / "all.zip", {"north.csv": NORTH.encode(), "south.csv": SOUTH.encode()})
    assert exists(path / "north.csv")
    assert not exists(path / "west.csv")
    assert plain_file(path / "north.csv") == path
    with pytest.raises(FileError, match=r'no list "noth.csv" in it. Did you mean "north.csv"'):
        read_table(path / "noth.csv")


def test_names_in_an_archive_lead_nowhere_else(tmp_path: Path) -> None:
    """An absolute name or one with .. stays inside the archive."""
    path = _zip(
        tmp_path / "a.zip", {"/etc/passwd.csv": b"a,b\n1,2\n", "../../b.csv": b"c,d\n3,4\n"}
    )
    assert lists_in(path) == [path / "etc/passwd.csv", path / "b.csv"]
    assert read_table(path / "etc/passwd.csv").frame.row(1) == ("1", "2")


def test_names_that_chinese_archivers_write_are_read(tmp_path: Path) -> None:
    """Names in GBK without a mark come out as they were meant."""
    path = _zip(tmp_path / "a.zip", {"xxxx.csv": NORTH.encode(), "b.csv": SOUTH.encode()})
    path.write_bytes(path.read_bytes().replace(b"xxxx.csv", "名单.csv".encode("gbk")))
    assert lists_in(path)[0].name == "名单.csv"


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "holds no list that can be read"),
        ({"a.pdf": b"%PDF-1.7", "b.png": b"\x89PNG"}, r"holds no list .*a.pdf, b.png"),
        ({"a.zip": b"PK\x03\x04" + bytes(40)}, "holds no list"),
    ],
)
def test_an_archive_without_a_list_is_refused(
    tmp_path: Path, members: dict[str, bytes], said: str
) -> None:
    """What is in the archive instead is named."""
    with pytest.raises(ListError, match=said):
        read_table(_zip(tmp_path / "a.zip", members))


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    """One layer is unpacked, no more."""
    path = tmp_path / "a.gz"
    for inner in (gzip.compress(b"a,b\n"), _zip(tmp_path / "b.zip", {"a.csv": b"a"}).read_bytes()):
        path.write_bytes(gzip.compress(inner))
        with pytest.raises(ListError, match=r"a.gz: this is an archive inside an archive"):
            read_table(path)


def test_an_archive_that_would_fill_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound holds for what an archive says, for what comes out, and for their ratio."""
    monkeypatch.setattr(module, "LARGEST_OPENED", 10**6)
    path = _zip(tmp_path / "a.zip", {"a.csv": b"a,b\n" * 10**6})
    with pytest.raises(ListError, match=r"a.zip: unpacked it would have more than .* the limit"):
        read_table(path)
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n" * 10**6))
    with pytest.raises(ListError, match=r"a.csv.gz: unpacked it would have more than"):
        read_table(packed)
    monkeypatch.setattr(module, "LARGEST_OPENED", 10**8)
    monkeypatch.setattr(module, "_FREE", 10**5)
    for one in (path, packed):
        with pytest.raises(ListError, match="unpacked it is more than 200 times as large"):
            read_table(one)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """A declared size that is too small does not cut a list silently."""
    path = _zip(tmp_path / "a.zip", {"a.csv": b"a,b\n" * 1000})
    data = path.read_bytes().replace((4000).to_bytes(4, "little"), (400).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(ListError, match=r"a.zip: the archive is damaged"):
        read_table(path)


def test_a_password_is_said(tmp_path: Path) -> None:
    """An archive that is protected is refused with that reason."""
    path = _zip(tmp_path / "a.zip", {"a.csv": b"a,b\n"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ListError, match="protected by a password"):
        read_table(path)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip"])
def test_a_download_that_broke_off_is_refused(tmp_path: Path, name: str) -> None:
    """Half an archive is no list, and nothing is read of it."""
    whole = NORTH.encode() * 100
    data = _zip(tmp_path / "b.zip", {"a.csv": whole}).read_bytes()
    data = data if name.endswith("zip") else gzip.compress(whole)
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ListError, match="the archive is damaged or breaks off"):
        read_table(tmp_path / name)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One archive of each kind, made once: an archive holds the time it was made."""
    path = tmp_path_factory.mktemp("whole") / "w.zip"
    return {
        "zip": _zip(path, {"a.csv": NORTH.encode(), "b.csv": b"x,y\n"}).read_bytes(),
        "gz": gzip.compress(NORTH.encode()),
        "xlsx": _book(),
    }


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where damaged archives are written."""
    return tmp_path_factory.mktemp("damaged") / "d.zip"


@given(
    st.sampled_from(["zip", "gz", "xlsx"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), max_size=6),
    st.floats(0, 1),
)
def test_damaged_archives_raise_only_our_errors(
    archives: dict[str, bytes],
    damaged: Path,
    kind: str,
    flips: list[tuple[float, int]],
    cut: float,
) -> None:
    """Flipped bits and cut ends of archives are survived."""
    data = bytearray(archives[kind])
    for place, bit in flips:
        data[int(place * len(data))] ^= 1 << bit
    damaged.write_bytes(data[: max(1, round(cut * len(data)))])
    try:
        for inner in lists_in(damaged):
            read_table(inner)
    except LeadscoreError:
        pass


def _sheets(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_sheets_with_the_same_headings_are_one_list(tmp_path: Path) -> None:
    """A list that goes on in further sheets is read whole; other sheets are named."""
    head = ["公司名称", "规模"]
    sheets = {
        "北京": [head, ["北京甲乙科技有限公司", "20-99人"]],
        "说明": [["本表", "仅供参考"]],
        "广州": [head, ["广州丙丁食品有限公司", "100人"]],
    }
    path = _sheets(tmp_path / "list.csv", sheets)
    assert lists_in(path) == [path / "北京", path / "广州"]
    assert exists(path / "广州")
    assert not exists(path / "说明")
    result = read_list(path, kind="polars")
    assert sorted(result.leads["source_rows"]) == ["list.csv/北京:2", "list.csv/广州:2"]
    assert "sheets with other headings were not read: 说明" in result.remarks
    one = read_list(path, sheet="广州", kind="polars")
    assert one.leads["source_rows"].to_list() == ["list.csv:2"]
    assert read_list(path / "广州", kind="polars").leads["name"].to_list() == [
        "广州丙丁食品有限公司"
    ]


def test_a_workbook_of_different_sheets_is_its_first(tmp_path: Path) -> None:
    """Sheets that are not parts of one list are not mixed; the others are named in a remark."""
    sheets = {"a": [["公司名称"], ["甲乙公司"]], "b": [["姓名", "电话"], ["某", "1"]]}
    path = _sheets(tmp_path / "list.xlsx", sheets)
    assert lists_in(path) == [path]
    assert read_table(path).sheet == "a"
    assert "other sheets with cells: b" in read_table(path).remarks[0]
