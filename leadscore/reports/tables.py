"""A ranked table as a person reads it: columns in calling order, words, widths that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from leadscore.frames import open_table
from leadscore.reports.words import has_words, say
from leadscore.standards.fields import all_fields
from leadscore.standards.products import tool
from leadscore.standards.vocabulary import label, read_toml

Kind = Literal["text", "number", "date"]

PRINTED = (
    *("position", "name", "grade", "score", "range", "sure", "why", "ask"),
    *("contact_name", "contact_title", "phones", "gate"),
)
"""The columns that fit on paper; they stand first."""
_REACH = ("emails", "website", "city", "region")
_ABOUT = (
    *("size", "employees", "industry", "industry_labels", "brand", "contact", "hr_type"),
    *("hr_department", "hr_titles", "hiring", "vacancies", "hr_vacancies", "last_posted"),
    *("etooling", "tools", "careers_url", "products", "brands", "agency", "status", "kind"),
    *("nature", "financing", "revenue_cny", "capital_cny", "founded", "address"),
)
_LAST = ("lead_id", "uscc", "channel", "source", "source_rows", "collected_on")
# Said by another column already, or of no use to a person.
_DROPPED = frozenset(
    {"low", "high", "employees_low", "employees_high", "employees_kind", "name_key"}
    | {"industry_codes"}
)
_FACTS = ("size", "industry", "brand", "contact", "hr_type", "hiring", "etooling")
_WORDED = frozenset({*_FACTS, "status", "kind"})
_JOINED = frozenset(
    {"phones", "emails", "hr_titles", "products", "brands", "industry_labels", "channel", "source"}
)
_WIDEST = {"why": 52, "ask": 44, "name": 36, "gate": 18, "hr_titles": 30, "source_rows": 24}
_WRAPPED = frozenset({"why", "ask", "name", "gate", "phones", "hr_titles", "industry", "hr_type"})
_CELL = "cell:"
_MEASURED_ROWS = 5_000
_FILL = 0.93
_MOST_LINES = 12


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    name : str
        What it was called in the table.
    heading : str
        What people read.
    values : polars.Series
        Text, whole or broken numbers, or dates; null is an empty cell.
    width : float
        In characters, a Chinese one counted double.
    wrap : bool
        Whether long text goes on in the next line of the cell.
    look : str
        How its cells look, by a name that the sheets know; "": by kind and name.
    """

    name: str
    heading: str
    values: pl.Series
    width: float
    wrap: bool
    look: str = ""

    @property
    def kind(self) -> Kind:
        """Return how its cells are written."""
        if self.values.dtype.is_numeric():
            return "number"
        return "date" if self.values.dtype == pl.Date else "text"


def call_columns(ranked: object, lang: str = "en") -> list[Column]:
    """Turn a ranked table into the columns of a call list.

    Parameters
    ----------
    ranked : table
        What ``rank`` returns, in any kind of table. A column that is absent is left out.
    lang : {"en", "zh"}
        Language of headings and words.

    Returns
    -------
    list of Column
        Whom to call, why and what to ask first; then how to reach them, what is known, the
        evidence, columns of the user's own, and where it comes from. Columns that are empty
        throughout are left out.

    Examples
    --------
    >>> ranked = pl.DataFrame({"name": ["甲公司"], "low": [35], "high": [100], "size": [None]})
    >>> [(c.heading, c.values.to_list()) for c in call_columns(ranked)]
    [('Company', ['甲公司']), ('Range', ['35–100'])]
    """
    door = open_table(ranked)
    frame = door.read(dict.fromkeys(door.names, "any"))
    frame = _with_ranges(frame)
    made = [_column(frame[name], lang) for name in _order(frame.columns)]
    return [column for column in made if column.values.null_count() < len(column.values)]


def plain_columns(table: object, lang: str, names: Sequence[str]) -> list[Column]:
    """Turn a table of problems or duplicates into columns, in the given order.

    Parameters
    ----------
    table : table
        Any kind.
    lang : {"en", "zh"}
        Language of the headings.
    names : sequence of str
        The columns that stand first; others follow. A column ``cell:HEADING`` holds cells of a
        file and keeps the heading that it has there.

    Returns
    -------
    list of Column

    Examples
    --------
    >>> problems = pl.DataFrame({"row": [3], "raw": ["?"]})
    >>> [c.heading for c in plain_columns(problems, "en", ["raw"])]
    ['Found', 'Row']
    """
    door = open_table(table)
    frame = door.read(dict.fromkeys(door.names, "any"))
    ordered = [n for n in names if n in frame.columns]
    ordered += [n for n in frame.columns if n not in ordered]
    return [_column(frame[name], lang, wrapped=False) for name in ordered]


def raw_columns(table: object) -> list[Column]:
    """Turn a table into columns that keep their names and values.

    Parameters
    ----------
    table : table
        Any kind.

    Returns
    -------
    list of Column
        True and false become the words ``true`` and ``false``.

    Examples
    --------
    >>> raw_columns(pl.DataFrame({"agency": [True]}))[0].values.to_list()
    ['true']
    """
    door = open_table(table)
    frame = door.read(dict.fromkeys(door.names, "any"))
    made = []
    for values in frame:
        kept = values.dtype.is_numeric() or values.dtype == pl.Date
        shown = values if kept else values.cast(pl.String)
        width = min(max(_width(values.name) + 3, _measured(shown)), 40)
        made.append(Column(values.name, values.name, shown, width, wrap=False))
    return made


def _order(names: list[str]) -> Iterable[str]:
    why = tuple(f"{fact}_why" for fact in _FACTS)
    known = {*PRINTED, *_REACH, *_ABOUT, *why, *_LAST, *_DROPPED}
    own = [name for name in names if name not in known]
    order = (*PRINTED, *_REACH, *own, *_ABOUT, *why, *_LAST)
    return [name for name in order if name in names]


def _with_ranges(frame: pl.DataFrame) -> pl.DataFrame:
    """Write score range and headcount as one text each."""
    new = []
    if {"low", "high"} <= set(frame.columns):
        low, high = pl.col("low").cast(pl.String), pl.col("high").cast(pl.String)
        span = pl.when(pl.col("low") == pl.col("high")).then(low).otherwise(low + "–" + high)
        new.append(span.alias("range"))
    if {"employees_low", "employees_high"} <= set(frame.columns):
        new.append(_headcount().alias("employees"))
    return frame.with_columns(new)


def _headcount() -> pl.Expr:
    low, high = pl.col("employees_low"), pl.col("employees_high")
    said = low.cast(pl.Int64).cast(pl.String)
    return (
        pl.when(low == high)
        .then(said)
        .when(low.is_not_null() & high.is_null())
        .then(said + "+")
        .otherwise(said + "–" + high.cast(pl.Int64).cast(pl.String))
    )


def _column(values: pl.Series, lang: str, *, wrapped: bool = True) -> Column:
    name = values.name
    shown = _readable(values, lang)
    heading = heading_of(name, lang)
    widest = max(_WIDEST.get(name, 40 if shown.dtype == pl.String else 14), 8)
    width = min(max(_width(heading) + 3, _measured(shown)), widest)
    return Column(name, heading, shown, width, wrapped and name in _WRAPPED)


def heading_of(name: str, lang: str) -> str:
    """Head a column for people; one of the user's own keeps its name.

    Examples
    --------
    >>> heading_of("capital_cny", "zh"), heading_of("mine", "zh")
    ('注册资本 (元)', 'mine')
    """
    if name.startswith(_CELL):
        return name.removeprefix(_CELL)
    if has_words("heading", name):
        return say("heading", name, lang)
    for table in ("leads", "facts", "scores"):
        if (table, name) in all_fields():
            field = all_fields()[table, name]
            unit = {"yuan": ("yuan", "元")}.get(field.unit)
            shown = unit[1 if lang == "zh" else 0] if unit else ""
            return f"{field.heading(lang)} ({shown})" if shown else field.heading(lang)
    return name


def _readable(values: pl.Series, lang: str) -> pl.Series:
    dtype = values.dtype
    if dtype == pl.Boolean:
        yes, no = say("word", "yes", lang), say("word", "no", lang)
        return values.replace_strict({True: yes, False: no}, return_dtype=pl.String)
    if dtype.is_numeric() or dtype == pl.Date:
        return values
    if isinstance(dtype, pl.Datetime):
        days = values.dt.date()
        # pandas keeps dates as midnights.
        midnight = (values == days.cast(dtype)).all()
        return days if midnight else values.dt.to_string("%Y-%m-%d %H:%M")
    if isinstance(dtype, pl.List | pl.Array):
        return values.cast(pl.List(pl.String)).list.join(say("word", "list", lang))
    text = values.cast(pl.String)
    if values.name == "why":
        return text.str.replace_all("; |；", "\n")
    if values.name in _WORDED:
        return _in_words(text, values.name, lang)
    if values.name == "field":
        return _mapped(text, lambda name: _field_heading(name, lang))
    if values.name == "tools":
        return _tool_names(text, lang)
    if values.name in _JOINED:
        return text.str.replace_all("|", say("word", "list", lang), literal=True)
    return text


def value_words(column: str, value: str, lang: str) -> str:
    """Say a value of a column in words; one that has none stays as it is.

    Examples
    --------
    >>> value_words("status", "revoked", "zh"), value_words("size", "large", "en")
    ('吊销', 'large')
    """
    if column in read_toml("labels.toml"):
        return label(column, value, lang)
    return say(column, value, lang) if has_words(column, value) else value


def _in_words(text: pl.Series, column: str, lang: str) -> pl.Series:
    return _mapped(text, lambda value: value_words(column, value, lang))


def _field_heading(name: str, lang: str) -> str:
    """Head a field of a list: money has its currency in the name of its column."""
    told = f"{name}_cny" if ("leads", f"{name}_cny") in all_fields() else name
    return heading_of(told, lang)


def _tool_names(text: pl.Series, lang: str) -> pl.Series:
    joint = say("word", "list", lang)

    def named(value: str) -> str:
        found = [(key, tool(key)) for key in value.split("|")]
        return joint.join(one.label(lang) if one else key for key, one in found)

    return _mapped(text, named)


def _mapped(text: pl.Series, words: Callable[[str], str]) -> pl.Series:
    """Put every distinct text into words."""
    distinct = text.drop_nulls().unique(maintain_order=True)
    said = [words(value) for value in distinct]
    return text.replace_strict(distinct, said, default=None, return_dtype=pl.String)


def _width(text: str) -> float:
    """Count characters, Chinese ones double: in UTF-8 they take three bytes and Latin ones one."""
    return (len(text.encode()) + len(text)) / 2


def line_counts(columns: list[Column]) -> list[int]:
    """Count the lines that each row needs, so that wrapped text is seen in every program.

    Parameters
    ----------
    columns : list of Column
        The columns of a sheet.

    Returns
    -------
    list of int
        One number per row, from 1 on.

    Examples
    --------
    >>> why = Column("why", "Why", pl.Series(["a" * 25, None]), 10.0, wrap=True)
    >>> line_counts([why])
    [3, 1]
    """
    height = len(columns[0].values)
    most = pl.repeat(1, height, eager=True)
    for column in columns:
        if column.wrap:
            text = column.values
            # Words do not break anywhere: a line holds a little less than its width.
            room = 2 * max(column.width * _FILL, 1)
            part = pl.element()
            lines = ((part.str.len_bytes() + part.str.len_chars()) / room).ceil().clip(1)
            needed = text.str.split("\n").list.eval(lines).list.sum()
            most = pl.DataFrame([most.alias("a"), needed.alias("b")]).max_horizontal()
    return most.clip(1, _MOST_LINES).cast(pl.Int64).to_list()


def _measured(values: pl.Series) -> float:
    head = values.head(_MEASURED_ROWS)
    text = head.cast(pl.String).str.split("\n").explode()
    widths = (text.str.len_bytes() + text.str.len_chars()) / 2
    return float(widths.max() or 0) + 2  # type: ignore[arg-type]
