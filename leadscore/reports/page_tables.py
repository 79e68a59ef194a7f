"""Tables of the page beside the list: problems, trails, funnel and forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from leadscore.frames import open_table
from leadscore.reports.page_columns import pack_columns
from leadscore.reports.page_words import in_both
from leadscore.reports.result_columns import funnel_columns, result_columns
from leadscore.reports.tables import plain_columns
from leadscore.standards.fields import table_fields
from leadscore.standards.process import load_process

MOST_PROBLEMS = 2_000
"""Problems that the page lists row by row."""
_PROBLEMS = ("source", "row", "column", "raw", "problem", "action")
_KIND = ("problem", "action", "column")
_TRAIL = ("field", "value", "raw", "rule", "source", "row", "column", "status")
_COUNTS = ("entered", "advanced", "won", "lost", "late", "open")
_SHARES = frozenset({"so_far", "rate", "low", "high", "undecided", "overall"})

Words = Mapping[str, dict[str, str]]


def pack_problems(problems: object, translate: Words) -> dict[str, Any]:
    """Pack problems by kind and row by row.

    Parameters
    ----------
    problems : table or None
        Those of ``read_list``.
    translate : mapping
        Sentences that are known in both languages.

    Returns
    -------
    dict
        ``total``, the columns of ``kinds`` and of ``rows`` (at most ``MOST_PROBLEMS``).

    Examples
    --------
    >>> pack_problems(None, {})
    {'total': 0, 'kinds': [], 'rows': []}
    """
    if problems is None:
        return {"total": 0, "kinds": [], "rows": []}
    door = open_table(problems)
    names = [name for name in _PROBLEMS if name in door.names]
    frame = door.read(dict.fromkeys(names, "any"))
    if not frame.height:
        return {"total": 0, "kinds": [], "rows": []}
    kinds = (
        frame.group_by([name for name in _KIND if name in names], maintain_order=True)
        .len("count")
        .sort("count", descending=True, maintain_order=True)
    )
    return {
        "total": frame.height,
        "kinds": _both(kinds, (*_KIND, "count"), translate),
        "rows": _both(frame.head(MOST_PROBLEMS), _PROBLEMS, translate),
    }


def _both(frame: pl.DataFrame, names: Iterable[str], translate: Words) -> list[dict[str, Any]]:
    order = [name for name in names if name in frame.columns]
    return pack_columns(in_both(lambda lang: plain_columns(frame, lang, order)), translate)


def pack_trails(trails: object, leads: pl.DataFrame, translate: Words) -> dict[str, Any] | None:
    """Pack the cells that leads were read from.

    Parameters
    ----------
    trails : table or None
        ``lead_id`` and the columns of ``Imported.trail``.
    leads : polars.DataFrame
        The leads in the order of the page.
    translate : mapping
        Sentences that are known in both languages.

    Returns
    -------
    dict or None
        ``columns``, and ``leads``: the place of a lead to where its lines begin and how many.

    Examples
    --------
    >>> trail = pl.DataFrame({"lead_id": ["b"], "field": ["name"], "raw": ["x"]})
    >>> packed = pack_trails(trail, pl.DataFrame({"lead_id": ["a", "b"]}), {})
    >>> packed["leads"], [one["name"] for one in packed["columns"]]
    ({'1': [0, 1]}, ['field', 'raw'])
    """
    if trails is None:
        return None
    door = open_table(trails)
    names = [name for name in ("lead_id", *_TRAIL) if name in door.names]
    frame = door.read(dict.fromkeys(names, "any"))
    place = leads.select("lead_id").with_row_index("place").unique("lead_id", keep="first")
    found = frame.join(place, on="lead_id", how="inner", maintain_order="left")
    shown = [name for name in _TRAIL if name in names]
    # Rows of one company often say the same: they are one line, with all their numbers.
    if "row" in shown:
        same = ["place", *(name for name in shown if name != "row")]
        rows = pl.col("row").cast(pl.String).drop_nulls().unique(maintain_order=True).str.join(", ")
        found = found.group_by(same, maintain_order=True).agg(rows.replace("", None))
    found = found.sort("place", maintain_order=True)
    spans = found.with_row_index("first").group_by("place", maintain_order=True)
    leads_at = {
        str(lead): [first, count]
        for lead, first, count in spans.agg(pl.col("first").min(), pl.len()).iter_rows()
    }
    return {"leads": leads_at, "columns": _trail_columns(found.select(shown), translate)}


def _trail_columns(found: pl.DataFrame, translate: Words) -> list[dict[str, Any]]:
    """Pack trails with the headings that the trail of one lead has."""
    columns = pack_columns(
        in_both(lambda lang: plain_columns(found, lang, found.columns)), translate
    )
    known = {one.name: one for one in table_fields("trail")}
    return [{**one, "head": in_both(known[one["name"]].heading)} for one in columns]


def pack_funnel(funnel: object) -> dict[str, Any] | None:
    """Pack a funnel, with its stages in both languages.

    Parameters
    ----------
    funnel : table or None
        What ``EventLog.funnel`` returned.

    Returns
    -------
    dict or None
        ``columns``, and the counts ``entered``, ``advanced``, ``won``, ``lost``, ``late`` and
        ``open`` for the bars.

    Examples
    --------
    >>> pack_funnel(None) is None
    True
    """
    if funnel is None:
        return None
    door = open_table(funnel)
    frame = door.read(dict.fromkeys(door.names, "any"))
    some = in_both(lambda lang: funnel_columns(_said(frame, lang), lang))
    columns = pack_columns(some, shares=_SHARES)
    counts = {name: frame[name].fill_null(0).to_list() for name in _COUNTS if name in frame.columns}
    return {"columns": columns, "counts": counts}


def _said(frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Say the stages of the process in one language; others keep the label that they have."""
    if not {"stage", "label"} <= set(frame.columns):
        return frame
    words = {one.key: one.label(lang) for one in load_process().stages}
    known = pl.col("stage").cast(pl.String).replace_strict(words, default=None)
    return frame.with_columns(label=known.fill_null(pl.col("label").cast(pl.String)))


def pack_results(table: object, *, without: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Pack a table of results with headings in both languages.

    Parameters
    ----------
    table : table or None
        Any kind.
    without : iterable of str
        Columns that are left out.

    Returns
    -------
    list of dict
        As ``pack_columns`` gives; empty without a table.

    Examples
    --------
    >>> pack_results(pl.DataFrame({"days": [90], "method": ["x"]}), without=["method"])[0]["head"]
    {'en': 'Days', 'zh': '天数'}
    """
    if table is None:
        return []
    hidden = tuple(without)
    return pack_columns(in_both(lambda lang: result_columns(table, lang, without=hidden)))
