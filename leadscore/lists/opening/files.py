"""A file, whatever it is, to a table of text: kinds are told by content, not by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from leadscore.errors import FileError, ListError, nearest
from leadscore.lists.opening.delimited import read_delimited
from leadscore.lists.opening.encoding import Text, open_text
from leadscore.lists.opening.html_table import LARGEST_PAGE, read_html
from leadscore.lists.opening.json_records import read_json
from leadscore.lists.opening.json_text import begins_with_script
from leadscore.lists.opening.packed import list_name, opened
from leadscore.lists.opening.refusals import NoListError
from leadscore.lists.opening.stacked_headings import join_headings
from leadscore.lists.opening.workbook import read_workbook
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.vocabulary.words import remark
from leadscore.standards.vocabulary import check_language

LARGEST_FILE = 4 * 1024**3
"""Bytes of the largest file that is read."""
_WORKBOOK_NAMES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et"})
_OTHERS = (
    (b"%PDF", "a PDF document", "export the list as CSV or XLSX from the program that made it"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"\x89PNG", "a picture", "export the list as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture", "export the list as CSV or XLSX"),
    (b"GIF8", "a picture", "export the list as CSV or XLSX"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b|\s*<(?:[a-z]+:)?workbook\b", re.IGNORECASE)


@dataclass(frozen=True)
class RawTable:
    """The cells of a file as they stand there, no header taken.

    Attributes
    ----------
    table : TextTable
        An empty cell is null, blank rows are left out.
    rows : polars.Series
        Whole numbers: the row of each record as a spreadsheet shows it, counted from 1; for JSON
        and Parquet the number of the record.
    source : str
        The file's name, without its folder.
    sheet : str or None
        The sheet of a workbook.
    encoding, delimiter : str or None
        How a text was written; None where that does not apply.
    kind : str
        ``delimited``, ``workbook``, ``json``, ``parquet`` or ``html``.
    remarks : tuple of str
        What was noticed, in words.
    keys : tuple of str or None
        The names of the columns where the format itself has names.
    """

    table: TextTable
    rows: pl.Series
    source: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    kind: str
    remarks: tuple[str, ...]
    keys: tuple[str, ...] | None

    @property
    def frame(self) -> pl.DataFrame:
        """The cells as columns ``"0"``, ``"1"``, ... of Polars."""
        return self.table.frame


def read_table(
    path: str | Path, *, sheet: str | None = None, encoding: str | None = None, lang: str = "en"
) -> RawTable:
    r"""Open a file and read its cells as text.

    Parameters
    ----------
    path : str or pathlib.Path
        Delimited text, an Excel workbook, JSON, JSON lines or Parquet; as it is, in a .gz, or in
        a .zip. Of several lists in a .zip one is named as if the archive were a folder:
        ``jobs.zip/shanghai.csv``.
    sheet : str or None
        Sheet of a workbook; None takes the first that is not empty.
    encoding : str or None
        Encoding of a text; None finds it.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    RawTable
        The cells, where they came from and what was noticed.

    Raises
    ------
    FileError
        When the file does not exist or cannot be read; the nearest name is offered.
    ListError
        When it is empty, too large (also: after decompression), no list (HTML, PDF, picture), or
        damaged.
    ArgumentError
        When ``encoding`` or ``lang`` is not known.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "jobs.csv")
    ...     _ = file.write_bytes("公司,规模\n某某公司,20-99人\n".encode("gb18030"))
    ...     table = read_table(file)
    >>> table.encoding, table.delimiter, table.frame.row(1)
    ('gb18030', ',', ('某某公司', '20-99人'))
    """
    check_language(lang)
    path = Path(path)
    with opened(path) as inside:
        table = _read(inside.path, inside.sheet or sheet, encoding, lang)
    joined = join_headings(table.table, table.rows) if table.keys is None else None
    remarks = table.remarks
    if joined is not None and joined.upper is not None:
        table = replace(table, table=joined.table, rows=joined.rows)
        said = {"upper": joined.upper, "lower": joined.upper + 1}
        remarks = (*remarks, remark("two_rows", lang, **said))
    if inside.passed:
        others = ", ".join(inside.passed)
        key = "not_read" if inside.sheet is None else "sheets_not_read"
        remarks = (remark(key, lang, others=others), *remarks)
    return replace(table, source=list_name(path), remarks=remarks)


def _read(path: Path, sheet: str | None, encoding: str | None, lang: str) -> RawTable:
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return _workbook(path, sheet, lang)
    if head.startswith(b"PAR1"):
        return _parquet(path)
    for mark, what, advice in _OTHERS:
        if head.startswith(mark):
            raise ListError(
                f"{path.name}: this is {what}, no list that can be read. Try to {advice}."
            )
    return _text(path, encoding, lang)


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileError(f"{path}: this is a folder. Give the file in it that holds the list.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise FileError(f"{path}: no such file.{_neighbour(path)}") from error
    except (OSError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path}: cannot be read ({reason}).") from error
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf") and size <= len(head):
        raise NoListError(f"{path.name}: the file is empty. Try to export the list again.")
    if size > LARGEST_FILE:
        raise ListError(
            f"{path.name}: {size / 1024**3:.1f} GB; the limit is {LARGEST_FILE // 1024**3} GB. Try "
            "to split the file and to give the parts together."
        )
    return head


def _neighbour(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f' There is no folder "{folder}" either.'
    return nearest(path.name, sorted(p.name for p in folder.iterdir() if p.is_file()))


def _workbook(path: Path, sheet: str | None, lang: str) -> RawTable:
    found = read_workbook(path, sheet, lang)
    suffix = path.suffix.lower()
    remarks = found.remarks
    if suffix not in _WORKBOOK_NAMES:
        remarks = (remark("workbook_name", lang, suffix=suffix or '""'), *remarks)
    table = TextTable.of(found.frame)
    return RawTable(table, found.rows, path.name, found.name, None, None, "workbook", remarks, None)


def _parquet(path: Path) -> RawTable:
    try:
        table = pl.read_parquet(path)
        frame = table.select([_as_text(table[name]) for name in table.columns])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ListError(f"{path.name}: the Parquet file cannot be read ({error}).") from error
    if not frame.height:
        raise ListError(f"{path.name}: the file has no rows. Try to export the list again.")
    keys = tuple(frame.columns)
    frame.columns = [str(place) for place in range(frame.width)]
    rows = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    cells = TextTable.of(frame)
    return RawTable(cells, rows, path.name, None, None, None, "parquet", (), keys)


def _as_text(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List) and column.dtype.inner == pl.String:
        column = column.list.join("|", ignore_nulls=True)
    elif column.dtype.is_nested():
        column = column.to_frame().select(pl.struct(pl.all()).struct.json_encode()).to_series()
    elif column.dtype.is_float():
        column = column.cast(pl.String).str.strip_suffix(".0")
    text = column.cast(pl.String).to_frame("text")
    return text.select(pl.when(pl.col("text") != "").then(pl.col("text")))["text"].alias(
        column.name
    )


def _text(path: Path, encoding: str | None, lang: str) -> RawTable:
    try:
        with path.open("rb") as file:
            return _table(open_text(file, path.name, encoding), path, lang)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error


def _table(text: Text, path: Path, lang: str) -> RawTable:
    head = text.peek(20_000)
    if _HTML.match(head):
        return _page(text, path, lang)
    if _XML.match(head):
        raise NoListError(
            f"{path.name}: this is an XML file. Try to open it in Excel and to save it as .xlsx."
        )
    data: Iterable[bytes] = text
    start = head[:200].decode("utf-8", "ignore")
    if start.lstrip()[:1] in ("[", "{") or begins_with_script(start):
        whole = bytearray()
        for piece in text:
            whole += piece
        table = _json(whole, text, path, lang)
        if table is not None:
            return table
        data = [bytes(whole)]
    found = read_delimited(data, lang)
    if not found.table.height:
        raise _no_cells(path)
    return RawTable(
        table=found.table,
        rows=found.rows,
        source=path.name,
        sheet=None,
        encoding=text.encoding,
        delimiter=found.delimiter,
        kind="delimited",
        remarks=_noticed(text, path, lang) + found.remarks,
        keys=None,
    )


def _no_cells(path: Path) -> NoListError:
    return NoListError(f"{path.name}: the file holds no cells. Try to export the list again.")


def _noticed(text: Text, path: Path, lang: str) -> tuple[str, ...]:
    remarks = []
    if path.suffix.lower() in _WORKBOOK_NAMES:
        remarks.append(remark("text_name", lang, suffix=path.suffix.lower()))
    if text.bad:
        said = {"count": text.bad, "encoding": text.encoding, "line": text.first_line}
        remarks.append(remark("bad_bytes", lang, **said))
    return tuple(remarks)


def _json(data: bytearray, text: Text, path: Path, lang: str) -> RawTable | None:
    found = read_json(data.decode("utf-8", "replace"), path.name, lang)
    if found is None and path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        raise ListError(
            f"{path.name}: named as JSON, but not valid JSON. Allowed: an array of objects, or "
            "one object a line. Try to export it again, or to name it .csv if it is delimited."
        )
    if found is None:
        return None
    if not found.frame.width:
        raise _no_cells(path)
    return RawTable(
        table=TextTable.of(found.frame),
        rows=pl.Series("row", range(1, found.frame.height + 1), dtype=pl.Int64),
        source=path.name,
        sheet=None,
        encoding=text.encoding,
        delimiter=None,
        kind="json",
        remarks=_noticed(text, path, lang) + found.remarks,
        keys=found.keys,
    )


def _page(text: Text, path: Path, lang: str) -> RawTable:
    """Read the table of an HTML page, which many sites call an Excel export."""
    whole = bytearray()
    for piece in text:
        whole += piece
        if len(whole) > LARGEST_PAGE:
            break
    page = read_html(whole.decode("utf-8", "replace")) if len(whole) <= LARGEST_PAGE else None
    if page is None:
        raise NoListError(
            f"{path.name}: this is an HTML page without a table that is a list: perhaps a login "
            "or error page was saved. Try to open it in a browser; if it shows the list, copy it "
            "into Excel and save it as .xlsx."
        )
    numbers = [at for at, row in enumerate(page.rows, start=1) if any(row)]
    rows = [row for row in page.rows if any(row)]
    if not rows:
        raise _no_cells(path)
    schema = {str(place): pl.String for place in range(len(rows[0]))}
    remarks = (*_noticed(text, path, lang), remark("html_table", lang, count=page.others))
    return RawTable(
        table=TextTable.of(pl.DataFrame(rows, schema=schema, orient="row")),
        rows=pl.Series("row", numbers, dtype=pl.Int64),
        source=path.name,
        sheet=None,
        encoding=text.encoding,
        delimiter=None,
        kind="html",
        remarks=remarks,
        keys=None,
    )
