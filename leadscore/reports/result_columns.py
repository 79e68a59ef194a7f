"""The results of a log of events as columns of a sheet: shares in per cent, stages in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import polars as pl

from leadscore.frames import open_table
from leadscore.reports.tables import Column, plain_columns
from leadscore.reports.words import has_words, say
from leadscore.standards.process import load_process

COUNTS = ("entered", "advanced", "won", "lost", "late", "open")
"""The columns of a funnel that hold leads, in its order."""
SHARES = frozenset(["so_far", "rate", "undecided", "overall", "says", "is"])
"""Columns that always hold shares of 1."""
_FUNNEL = ("stage", "label", *COUNTS, "so_far", "rate", "low", "high", "undecided", "overall")
_DUE = (
    *("overdue", "due_until", "name", "contact_name", "phones", "stage", "channel", "sent"),
    *("days", "owner", "lead_id"),
)
_COMPANY = ("name", "contact_name", "phones")


def result_columns(
    table: object,
    lang: str,
    *,
    first: Sequence[str] = (),
    without: Iterable[str] = (),
    shares: Iterable[str] = (),
) -> list[Column]:
    """Turn a table of results into columns with headings that people read.

    Parameters
    ----------
    table : table
        Any kind.
    lang : {"en", "zh"}
        Language of headings and stages.
    first : sequence of str
        Columns in this order; what is not named stands before them.
    without : iterable of str
        Columns that are left out.
    shares : iterable of str
        Columns in per cent, beside ``SHARES``.

    Returns
    -------
    list of Column

    Examples
    --------
    >>> found = result_columns(pl.DataFrame({"stage": ["demo"], "rate": [0.5]}), "zh")
    >>> [(one.heading, one.values[0], one.look) for one in found]
    [('阶段', '产品演示', ''), ('转化率', 0.5, 'share')]
    """
    door = open_table(table)
    frame = door.read(dict.fromkeys(door.names, "any"))
    hidden, per_cent = set(without), SHARES | set(shares)
    named = [name for name in first if name in frame.columns and name not in hidden]
    order = [name for name in frame.columns if name not in {*named, *hidden}] + named
    made = []
    for column in plain_columns(frame, lang, order)[: len(order)]:
        head = say("result", column.name, lang) if has_words("result", column.name) else None
        # A share is shown as 12.3 %, however many digits it has; a filter button takes some room.
        width = min(column.width, 10) if column.kind == "number" else column.width
        width = max(width, _wide(head or column.heading) + 5)
        values = _in_words(column.values, lang) if column.name == "stage" else column.values
        look = "share" if column.name in per_cent else ""
        if column.name in COUNTS:
            look = "money"
        heading = head or column.heading
        made.append(
            dataclasses.replace(column, heading=heading, values=values, width=width, look=look)
        )
    return made


def funnel_columns(funnel: object, lang: str) -> list[Column]:
    """Turn what ``EventLog.funnel`` returned into columns: segments, stage, counts, rates.

    Parameters
    ----------
    funnel : table
        Any kind.
    lang : {"en", "zh"}
        Language of the headings; the stages are in the language of their ``label``.

    Returns
    -------
    list of Column
        The stage in words under its name ``stage``; ``late`` only where somebody was.
    """
    door = open_table(funnel)
    frame = door.read(dict.fromkeys(door.names, "any"))
    if {"stage", "label"} <= set(frame.columns):
        frame = frame.with_columns(pl.col("label").alias("stage")).drop("label")
    late = "late" in frame.columns and bool(frame["late"].fill_null(0).sum())
    hidden = () if late else ("late",)
    shares = ("low", "high")
    own = [name for name in frame.columns if name not in {*_FUNNEL, "days"}]
    first = [*own, *_FUNNEL, "days"]
    return result_columns(frame, lang, first=first, without=hidden, shares=shares)


def due_columns(due: object, companies: object, lang: str) -> list[Column]:
    """Turn what ``EventLog.due`` returned into columns, with names and phones where known.

    Parameters
    ----------
    due : table
        Any kind.
    companies : table or None
        Leads with ``lead_id``: what they are called and where they are reached.
    lang : {"en", "zh"}
        Language of headings and stages.

    Returns
    -------
    list of Column
        Overdue or not and until when, whom to call, what was sent.
    """
    door = open_table(due)
    frame = door.read(dict.fromkeys(door.names, "any"))
    known = None if companies is None else open_table(companies)
    if known is not None and "lead_id" in known.names and "lead_id" in frame.columns:
        names = [n for n in _COMPANY if n in known.names and n not in frame.columns]
        about = known.read({"lead_id": "text", **dict.fromkeys(names, "text")})
        about = about.unique("lead_id", keep="first").rename({"lead_id": "\0lead"})
        frame = frame.with_columns(pl.col("lead_id").cast(pl.String).alias("\0lead"))
        frame = frame.join(about, on="\0lead", how="left", maintain_order="left").drop("\0lead")
    empty = [n for n in _COMPANY if n in frame.columns and not frame[n].count()]
    own = [name for name in frame.columns if name not in _DUE]
    return result_columns(frame, lang, first=[*_DUE, *own], without=empty)


def _in_words(values: pl.Series, lang: str) -> pl.Series:
    words = {one.key: one.label(lang) for one in load_process().stages}
    return values.cast(pl.String).replace(words)


def _wide(text: str) -> float:
    return (len(text.encode()) + len(text)) / 2
