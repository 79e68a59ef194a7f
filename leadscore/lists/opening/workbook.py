"""Excel workbooks to cells: the first sheet that holds something, every value as text."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import polars as pl

from leadscore.errors import ListError, nearest
from leadscore.lists.opening.merged_cells import fill_down
from leadscore.lists.vocabulary.words import remark

LARGEST_OPENED = 512 * 1024**2
"""Bytes that a workbook may have after decompression."""
# OSError: a place in the file that is beyond any file; ValueError: names that are no text.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, ValueError, OSError),
)
_ERRORS = frozenset({"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})


class Sheet(NamedTuple):
    """One sheet of a workbook.

    Attributes
    ----------
    frame : polars.DataFrame
        Columns ``"0"``, ``"1"``, ... of text from the sheet's first used column on.
    rows : polars.Series
        The row numbers of the sheet.
    name : str
        The sheet's name.
    remarks : tuple of str
        What was noticed.
    """

    frame: pl.DataFrame
    rows: pl.Series
    name: str
    remarks: tuple[str, ...]


def read_workbook(path: Path, sheet: str | None = None, lang: str = "en") -> Sheet:
    """Read one sheet of an Excel workbook (.xlsx, .xlsm, .xlsb, .xls) or an OpenDocument sheet.

    Dates become ISO text, whole numbers lose their ``.0``, error values such as ``#N/A`` are
    null.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    sheet : str or None
        The sheet's name; None takes the first visible one that is not empty.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    Sheet
        The cells with their row numbers.

    Raises
    ------
    ListError
        When the workbook is damaged, protected, empty, would take more than 512 MB, or has no
        such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  only for workbooks

    check_opened_size(path)
    try:
        # A path would be opened by its ending, which may be wrong.
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            return _read_sheet(workbook, path.name, sheet, lang)
    except CalamineError as error:
        raise ListError(
            f"{path.name}: looks like an Excel workbook but cannot be opened ({error}). It may "
            "be damaged or protected by a password. Try to open it in Excel and to save it again."
        ) from error


def _read_sheet(workbook: object, source: str, sheet: str | None, lang: str) -> Sheet:
    names = visible_first(workbook)
    if sheet is not None and sheet not in names:
        raise ListError(
            f'{source}: no sheet "{sheet}"; its sheets are: {", ".join(names)}.'
            f"{nearest(sheet, names)}"
        )
    filled: list[str] = []
    found: Sheet | None = None
    for name in [sheet] if sheet is not None else names:
        cells = workbook.get_sheet_by_name(name)  # type: ignore[attr-defined]
        if not cells.height:
            continue
        filled.append(name)
        if found is None:
            rows = cells.to_python(skip_empty_area=False)
            count = fill_down(rows, cells.merged_cell_ranges or [])
            found = _to_text(rows, name)
            if found is None:
                filled.pop()
            elif count:
                told = remark("merged_cells", lang, count=count)
                found = found._replace(remarks=(*found.remarks, told))
    if found is None:
        raise ListError(f"{source}: the workbook holds no cells. Try another file or sheet.")
    if len(filled) > 1:
        told = remark("other_sheets", lang, sheet=found.name, others=", ".join(filled[1:]))
        found = found._replace(remarks=(told, *found.remarks))
    return found


def visible_first(workbook: object) -> list[str]:
    """Name the sheets of an open workbook, hidden ones last."""
    sheets = workbook.sheets_metadata  # type: ignore[attr-defined]
    visible = [s.name for s in sheets if str(s.visible).endswith("Visible")]
    return visible + [s.name for s in sheets if s.name not in visible]


def _to_text(cells: list[list[object]], name: str) -> Sheet | None:
    width = max((len(row) for row in cells), default=0)
    columns = {}
    for place in range(width):
        texts = [cell_text(row[place]) if place < len(row) else None for row in cells]
        columns[str(place)] = pl.Series(texts, dtype=pl.String)
    frame = pl.DataFrame(columns)
    rows = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    if not width:
        return None
    mask = frame.select(kept=~pl.all_horizontal(pl.all().is_null()))["kept"]
    if not mask.any():
        return None
    frame = frame.filter(mask)
    first = next(place for place in range(width) if frame[str(place)].null_count() < frame.height)
    last = max(place for place in range(width) if frame[str(place)].null_count() < frame.height)
    frame = frame.select([pl.col(str(p)).alias(str(p - first)) for p in range(first, last + 1)])
    return Sheet(frame, rows.filter(mask), name, ())


def cell_text(value: object) -> str | None:
    """Write the value of a cell as text; None when there is none."""
    if isinstance(value, str):
        return None if value == "" or value in _ERRORS else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Excel keeps fifteen digits; whole numbers beyond that are not what was typed anyway.
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return None if value is None else str(value)


def check_opened_size(path: Path) -> None:
    """Refuse a workbook that would fill the memory, by what it says and by what it holds.

    Raises
    ------
    ListError
        When it is damaged, or would take more than ``LARGEST_OPENED`` bytes.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            said = sum(member.file_size for member in members)
        held = said if said > LARGEST_OPENED else _opened_size(path, members)
    except _DAMAGED as error:
        raise ListError(
            f"{path.name}: the workbook is damaged ({error}). Try to open it in Excel and to "
            "save it again."
        ) from error
    if held > LARGEST_OPENED:
        raise ListError(
            f"{path.name}: the workbook would take more than {LARGEST_OPENED // 1024**2} MB when "
            "it is opened; that is the limit. Try to save the sheet as CSV, or to split it."
        )


def _opened_size(path: Path, members: list[zipfile.ZipInfo]) -> int:
    """Count what really comes out, for the sizes that an archive states may be wrong."""
    total = 0
    with path.open("rb") as file:
        for member in members:
            if member.compress_type != zipfile.ZIP_DEFLATED:
                total += member.compress_size
                continue
            file.seek(member.header_offset)
            header = file.read(30)
            file.seek(
                int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"),
                io.SEEK_CUR,
            )
            total += _inflated_size(file.read(member.compress_size), LARGEST_OPENED - total)
            if total > LARGEST_OPENED:
                break
    return total


def _inflated_size(data: bytes, limit: int) -> int:
    opener, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while data and size <= limit:
        size += len(opener.decompress(data, 1 << 20))
        data = opener.unconsumed_tail
    return size
