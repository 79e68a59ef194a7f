"""Compressed files: what lies in a .gz or .zip is opened as if it lay in a folder, within a bound.

A list in an archive has a path of its own, the archive's path and then the list's name in it:
``jobs.zip/shanghai.csv``. So have the sheets of a workbook that hold one list in parts.
"""

from __future__ import annotations

import gzip
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from leadscore.errors import FileError, LeadscoreError, ListError, nearest
from leadscore.lists.opening.sheets import continued_sheets

LARGEST_OPENED = 4 * 1024**3
"""Bytes that the lists of an archive may have together after decompression."""
LARGEST_RATIO = 200
"""How many times its packed size a list may have; scraped lists have 5 to 30."""
_FREE = 64 * 1024**2
_MOST_MEMBERS = 1000
_STEP = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet"}
    | {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et"}
)
_WORKBOOK_PARTS = ("[content_types].xml", "mimetype", "xl/", "_rels/", "docprops/")
_BESIDE = re.compile(r"(?:read.?me|licen[cs]e|copying)\b", re.IGNORECASE)
_NO_LISTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", _GZIP, b"BZh")
# An OSError is also what the reader of bzip2 says of bytes that are none.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError, OSError),
)


class Opened(NamedTuple):
    """A list that can be read.

    Attributes
    ----------
    path : pathlib.Path
        A plain file: the list itself, or its copy out of an archive.
    passed : tuple of str
        Names of files beside it in the archive that are no lists, or of other sheets.
    sheet : str or None
        The sheet that the path names.
    """

    path: Path
    passed: tuple[str, ...]
    sheet: str | None = None


def lists_in(path: str | Path) -> list[Path]:
    """Name the lists that a file holds: itself, or several in an archive or a workbook.

    Parameters
    ----------
    path : str or pathlib.Path
        A file.

    Returns
    -------
    list of pathlib.Path
        The path itself for anything but a .zip with several lists, or a workbook with several
        sheets of the same headings.

    Raises
    ------
    ListError
        When an archive is damaged, protected by a password, too large, or holds no list.

    Examples
    --------
    >>> import tempfile
    >>> archive = Path(tempfile.mkdtemp()) / "jobs.zip"
    >>> with zipfile.ZipFile(archive, "w") as file:
    ...     file.writestr("north.csv", "name")
    ...     file.writestr("south.csv", "name")
    >>> [one.relative_to(archive).name for one in lists_in(archive)]
    ['north.csv', 'south.csv']
    """
    path = Path(path)
    kind = _kind(path)
    if kind == "workbook":
        return [path / sheet for sheet in continued_sheets(path)[0]] or [path]
    if kind != "zip":
        return [path]
    with _archive(path) as archive:
        names = list(_members(path, archive)[0])
    return [path] if len(names) == 1 else [path / name for name in names]


def exists(path: Path) -> bool:
    """Tell whether a path is there, in a folder or in an archive."""
    if path.exists():
        return True
    outer, inner = _split(path)
    kind = _kind(outer) if inner else None
    if kind == "workbook":
        return inner in continued_sheets(outer)[0]
    if kind != "zip":
        return False
    with _archive(outer) as archive:
        return inner in _members(outer, archive)[0]


def list_name(path: Path) -> str:
    """Name a list: by its file, and by its name in it where it is one of several.

    Examples
    --------
    >>> list_name(Path("folder/jobs.csv"))
    'jobs.csv'
    """
    outer, inner = _split(path)
    return f"{outer.name}/{inner}" if inner else path.name


def plain_file(path: Path) -> Path:
    """Give the file that a path leads to: itself, or the archive that the list is in."""
    return _split(path)[0]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Give a plain file for a list, unpacked for as long as it is needed.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a list in an archive.

    Yields
    ------
    Opened
        The plain file; one out of an archive is gone afterwards.

    Raises
    ------
    ListError
        When the archive is damaged, protected, holds no list or several, or would become too
        large.
    FileError
        When there is no room to unpack it.
    """
    outer, inner = _split(path)
    kind = _kind(outer)
    if kind == "workbook" and inner:
        sheets, others = continued_sheets(outer)
        passed = tuple(others) if [inner] == sheets[:1] else ()
        yield Opened(outer, passed, inner)
        return
    if kind in (None, "workbook") or (kind == "gzip" and inner):
        yield Opened(path, ())
        return
    with tempfile.TemporaryDirectory() as folder:
        if kind == "gzip":
            found = _open_gzip(path, Path(folder))
        else:
            found = _open_member(outer, inner, Path(folder))
        yield found


def _split(path: Path) -> tuple[Path, str]:
    """Part the path of a list in an archive from its name there."""
    for outer in path.parents:
        if outer.is_file():
            return outer, path.relative_to(outer).as_posix()
        if outer.is_dir():
            break
    return path, ""


def _kind(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            head = file.read(600)
    except (OSError, ValueError):
        # Whoever reads the file says what is the matter with it.
        return None
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_OLE):
        return "workbook"
    if not head.startswith(_ZIP):
        return None
    if _first_name(head).startswith(_WORKBOOK_PARTS):
        return "workbook"
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [name.lower() for name in archive.namelist()]
    except _DAMAGED:
        return "zip" if path.suffix.lower() == ".zip" else None
    return "workbook" if any(name.startswith(_WORKBOOK_PARTS[:3]) for name in inside) else "zip"


def _first_name(head: bytes) -> str:
    length = int.from_bytes(head[26:28], "little")
    return head[30 : 30 + length].decode("ascii", "replace").lower()


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as error:
        if isinstance(error, LeadscoreError):
            raise
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> ListError:
    return ListError(
        f"{path.name}: the archive is damaged or breaks off ({error}). Try to download it again, "
        "or to unpack it yourself and to give the files in it."
    )


def _members(
    path: Path, archive: zipfile.ZipFile
) -> tuple[dict[str, zipfile.ZipInfo], tuple[str, ...]]:
    """Find the lists of an archive by name, and the names of what is no list."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist()[: _MOST_MEMBERS + 1]:
        name = _inner_name(info)
        hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
        if info.is_dir() or hidden or not info.file_size:
            continue
        if name in found:
            raise ListError(
                f'{path.name}: two files in it are called "{name}". Try to unpack it yourself.'
            )
        found[name] = info
    _check(path, list(found.values()), len(archive.infolist()))
    able = [name for name, info in found.items() if not _is_other(archive, info)]
    usual = [name for name in able if Path(name).suffix.lower() in _ENDINGS]
    wanted = [n for n in usual if not _BESIDE.match(n.rpartition("/")[2])] or usual or able
    if not wanted:
        inside = ", ".join(list(found)[:10]) or "nothing"
        raise ListError(f"{path.name}: the archive holds no list that can be read ({inside}).")
    passed = tuple(name for name in found if name not in wanted)
    return {name: found[name] for name in wanted}, passed


def _inner_name(info: zipfile.ZipInfo) -> str:
    """Read the name as its writer meant it, without a way out of the archive."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # Chinese archivers write GBK and say nothing; zipfile takes that for code page 437.
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    parts = re.split(r"[/\\]", name)
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "list"


def _check(path: Path, members: list[zipfile.ZipInfo], count: int) -> None:
    if count > _MOST_MEMBERS:
        raise ListError(
            f"{path.name}: more than {_MOST_MEMBERS:,} files are in it. Try to unpack it yourself "
            "and to give the lists."
        )
    if any(info.flag_bits & 1 for info in members):
        raise ListError(
            f"{path.name}: the archive is protected by a password. Try to unpack it yourself and "
            "to give the files in it."
        )
    if sum(info.file_size for info in members) > LARGEST_OPENED:
        raise _too_large(path)


def _too_large(path: Path) -> ListError:
    return ListError(
        f"{path.name}: unpacked it would have more than {LARGEST_OPENED / 1024**3:.3g} GB; that is "
        "the limit. Try to unpack it yourself, and to split what is in it."
    )


def _is_other(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Tell by its first bytes whether a file cannot be a list."""
    with archive.open(info) as file:
        head = file.read(600)
    if head.startswith(_ZIP):
        return not _first_name(head).startswith(_WORKBOOK_PARTS)
    return head.startswith(_NO_LISTS)


def _open_member(outer: Path, inner: str, folder: Path) -> Opened:
    with _archive(outer) as archive:
        members, passed = _members(outer, archive)
        if not inner and len(members) > 1:
            some = ", ".join(list(members)[:10])
            raise ListError(
                f"{outer.name}: {len(members)} lists are in it: {some}. Give one of them, such as "
                f'"{outer / next(iter(members))}"; read_list reads all of them.'
            )
        name = inner or next(iter(members))
        if name not in members:
            raise FileError(f'{outer}: no list "{name}" in it.{nearest(name, members)}')
        first = name == next(iter(members))
        with archive.open(members[name]) as file:
            packed = members[name].compress_size
            target = _pour(cast(BinaryIO, file), folder, name, packed, outer)
    return Opened(target, passed if first else ())


def _open_gzip(path: Path, folder: Path) -> Opened:
    name = path.stem if path.suffix.lower() in (".gz", ".gzip") else path.name
    try:
        with gzip.open(path) as file:
            target = _pour(cast(BinaryIO, file), folder, name, path.stat().st_size, path)
        with target.open("rb") as unpacked:
            head = unpacked.read(600)
    except _DAMAGED as error:
        if isinstance(error, LeadscoreError):
            raise
        raise _broken(path, error) from error
    if head[257:262] == b"ustar" or head.startswith(_GZIP) or _kind(target) == "zip":
        raise ListError(
            f"{path.name}: this is an archive inside an archive. Try to unpack it yourself and to "
            "give the files in it."
        )
    return Opened(target, ())


def _pour(source: BinaryIO, folder: Path, name: str, packed: int, archive: Path) -> Path:
    """Unpack step by step, and stop where it becomes too much."""
    # Only the end of a name that is longer than a file system takes.
    target = folder / re.sub(r'[<>:"|?*\x00-\x1f]', "_", name.rpartition("/")[2])[-60:]
    size = 0
    try:
        with target.open("wb") as file:
            while part := source.read(_STEP):
                size += len(part)
                if size > LARGEST_OPENED:
                    raise _too_large(archive)
                if size > _FREE and size > LARGEST_RATIO * packed:
                    raise ListError(
                        f"{archive.name}: unpacked it is more than {LARGEST_RATIO} times as large; "
                        "no list is like that. Try to unpack it yourself and to look at it."
                    )
                file.write(part)
    except OSError as error:
        if error.errno is None:
            raise
        raise FileError(f"{archive}: cannot be unpacked ({error.strerror or error}).") from error
    return target
