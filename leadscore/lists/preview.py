"""``preview``: the first rows of a list before and after, and what each column was taken for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from leadscore import markup
from leadscore.errors import check_choice, check_day
from leadscore.lists.assembly import as_kind
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.importer import KINDS, Opened, open_rows
from leadscore.lists.opening.candidates import Place, read_companies
from leadscore.lists.opening.files import RawTable, read_table
from leadscore.lists.readings import Readings, read_values
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.values.readers import Context
from leadscore.lists.vocabulary.words import read_words, say
from leadscore.standards.fields import table_fields
from leadscore.standards.vocabulary import check_language

SAMPLE = 10_000
"""Rows that the statistics look at; a file is read whole, but not understood whole."""
_WIDEST = 28


@dataclass(frozen=True, eq=False, repr=False)
class Preview:
    """How a list would be understood.

    Attributes
    ----------
    before : table
        The first data rows: ``row``, and the cells under their headings.
    after : table
        The same rows: ``row``, and the values read from them.
    columns : table
        ``column, field, filled, distinct, understood, example, evidence``: a line per column;
        ``field`` is null where it is not used; ``filled`` is the share of rows with something
        in the cell, ``understood`` the share of those that gave a value (null: as found).
    mapping : Mapping
        The mapping, to be edited and given to ``read_list``.
    source : str
        The file's name.
    rows : int
        Data rows that the statistics looked at.
    lang : str
        Language of the headings.
    """

    before: Any
    after: Any
    columns: Any
    mapping: Mapping
    source: str
    rows: int
    lang: str = "en"

    def _parts(self) -> list[tuple[str, list[str], list[list[str]]]]:
        title = say("preview", "columns", self.lang, source=self.source, count=f"{self.rows:,}")
        shown = []
        for name, table in ((title, self.columns), ("before", self.before), ("after", self.after)):
            frame = _polars(table)
            heading = name if name == title else say("preview", name, self.lang)
            cells = [[_text(value) for value in row] for row in frame.iter_rows()]
            # The cells of the file stand under its own headings, whatever these are.
            own = frame.columns[1:] if name == "before" else []
            heads = [_heading(one, self.lang) for one in frame.columns[: frame.width - len(own)]]
            shown.append((heading, [*heads, *own], cells))
        return shown

    def __repr__(self) -> str:
        parts = [f"{title}\n{_lines(head, rows)}" for title, head, rows in self._parts()]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        return "".join(markup.table(head, rows, title=title) for title, head, rows in self._parts())


def preview(
    path: str | Path,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    rows: int = 5,
    sheet: str | None = None,
    as_of: date | str | None = None,
    currency: str | None = None,
    kind: str = "pandas",
    lang: str = "en",
) -> Preview:
    r"""Show how a list would be understood, before it is imported.

    Parameters
    ----------
    path, mapping, sheet, as_of, currency, kind, lang
        As for ``read_list``; one file.
    rows : int
        How many data rows to show.

    Returns
    -------
    Preview
        Prints as three tables; ``mapping`` can be edited and given to ``read_list``.

    Raises
    ------
    LeadscoreError
        As ``read_list``.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "list.csv"
    >>> _ = file.write_text("公司名称,规模\n上海甲乙科技有限公司,150-500人\n", encoding="utf-8")
    >>> seen = preview(file, kind="polars")
    >>> seen.columns.select("column", "field", "filled", "understood").rows()
    [('公司名称', 'name', 1.0, 1.0), ('规模', 'employees', 1.0, 1.0)]
    >>> seen.after.select("row", "name", "employees_low").rows()
    [(2, '上海甲乙科技有限公司', 150)]
    """
    check_language(lang)
    check_choice("kind", kind, KINDS)
    day = None if as_of is None else check_day("as_of", as_of)
    context = Context(day, currency.upper() if currency else None, None, lang)
    given = Mapping.of(mapping)

    def read(place: Place) -> tuple[RawTable, Opened]:
        raw = read_table(place.path, sheet=place.sheet, lang=lang)
        return raw, open_rows(raw, raw.source, given, context)

    raw, opened = read_companies([Path(path)], read, sheet, lang)[0].made
    cells = opened.cells.head(SAMPLE)
    readings = read_values(cells, opened.decision, context)
    return Preview(
        as_kind(_before(opened, rows), kind),
        as_kind(_after(opened, readings, rows), kind),
        as_kind(_columns(opened, cells, readings), kind),
        opened.decision.mapping,
        raw.source,
        cells.height,
        lang,
    )


def _before(opened: Opened, rows: int) -> pl.DataFrame:
    frame = opened.cells.head(rows).frame
    names = _unique(["row", *opened.header])[1:]
    cells = [column.alias(name) for column, name in zip(frame, names, strict=True)]
    return pl.DataFrame([opened.numbers.head(rows).cast(pl.Int64).alias("row"), *cells])


def _unique(names: Iterable[str]) -> list[str]:
    """Give repeated headings a number, so that a table can hold them."""
    found: list[str] = []
    for name in names:
        known, count = name, 1
        while known in found:
            count += 1
            known = f"{name} ({count})"
        found.append(known)
    return found


def _after(opened: Opened, readings: Readings, rows: int) -> pl.DataFrame:
    values = readings.values.head(rows)
    wanted = [one.name for one in table_fields("leads") if one.name in values.columns]
    others = [name for name in ("title", "posted", "salary") if name in values.columns]
    numbers = opened.numbers.head(rows).cast(pl.Int64).alias("row")
    return values.select(numbers, *wanted, *others)


def _columns(opened: Opened, cells: TextTable, readings: Readings) -> pl.DataFrame:
    mapping, height = opened.decision.mapping, max(cells.height, 1)
    faults: dict[str, int] = dict(readings.problems["column"].value_counts().iter_rows())
    fields: dict[int, list[str]] = {}
    for name, places in opened.decision.places.items():
        for place in places:
            fields.setdefault(place, []).append(name)
    lines = []
    for place, (heading, column) in enumerate(zip(opened.header, cells.frame, strict=True)):
        filled = column.len() - column.null_count()
        names = fields.get(place, [])
        wrong = sum(faults.get(" + ".join(mapping.columns[name]), 0) for name in names)
        known = column.drop_nulls()
        lines.append(
            {
                "column": heading,
                "field": " + ".join(names) or None,
                "filled": filled / height,
                "distinct": known.n_unique(),
                "understood": max(0.0, 1 - wrong / filled) if names and filled else None,
                "example": known[0] if len(known) else None,
                "evidence": "; ".join(mapping.evidence.get(name, "") for name in names) or None,
            }
        )
    texts = dict.fromkeys(("column", "field", "example", "evidence"), pl.String())
    numbers = {"filled": pl.Float64(), "distinct": pl.Int64(), "understood": pl.Float64()}
    order = ("column", "field", *numbers, "example", "evidence")
    schema = {name: (texts | numbers)[name] for name in order}
    return pl.DataFrame(lines, schema=schema, orient="row")


def _polars(table: Any) -> pl.DataFrame:
    if isinstance(table, pl.DataFrame):
        return table
    return pl.DataFrame(table) if hasattr(table, "column_names") else pl.from_pandas(table)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0%}" if 0 <= value <= 1 else f"{value:,.0f}"
    text = " ".join(str(value).split())
    while _width(text) > _WIDEST:
        text = text[:-2] + "…"
    return text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _heading(name: str, lang: str) -> str:
    """Head a column of the preview: in English by the name that it has in a table."""
    words = read_words("texts.toml")["heading"]
    if lang == "en" or name in words:
        return str(words[name][lang]) if name in words else name
    known = {one.name: one for one in table_fields("leads")}
    return known[name].heading(lang) if name in known else name


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    table = [[_text(name) for name in head], *rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in table
    )
