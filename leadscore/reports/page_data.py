"""What the page holds as data: the card, the cells of every lead, columns, and tables of results.

Reports stand beside cards and do not import them: the card is read by the names of its parts, and
which bins a lead touches is asked of the card itself (``Card.touched``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.doors import require
from leadscore.errors import ArgumentError
from leadscore.frames import open_table
from leadscore.reports.card_lines import point_lines
from leadscore.reports.page_columns import pack_columns, pack_values
from leadscore.reports.page_tables import pack_funnel, pack_problems, pack_results, pack_trails
from leadscore.reports.page_words import in_both, page_words
from leadscore.reports.tables import Column, call_columns
from leadscore.reports.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILTERS = ("region", "hr_type", "industry", "owner")
"""Columns by which the list can be filtered, where it has them, beside the grade."""
REASONS = 3
_MOST_SOURCES = 3
# Said by the scores of the page itself.
_OWN = frozenset({"position", "grade", "score", "range", "sure", "why", "ask", "gate", "explore"})
_FORECAST_HIDDEN = ("method",)


def page_data(
    ranked: object,
    *,
    card: Any,
    problems: object = None,
    remarks: Sequence[str] = (),
    report: Mapping[str, str] | None = None,
    trails: object = None,
    funnel: object = None,
    forecast: object = None,
    twin: object = None,
    phrases: Iterable[tuple[str, str]] = (),
    lang: str = "en",
) -> dict[str, Any]:
    """Collect what the page holds; see ``write_page``.

    Returns
    -------
    dict
        ``card``, ``patterns`` (the distinct combinations of cells), ``leads`` (in the order of
        their ids), ``tables`` and ``words``; everything that people read in both languages.

    Examples
    --------
    >>> from leadscore import hrm_card, rank
    >>> from leadscore.samples import make_leads
    >>> data = page_data(rank(make_leads(50)), card=hrm_card())
    >>> len(data["leads"]["pattern"]), data["card"]["grades"]
    (50, [['A', 70], ['B', 50], ['C', 30]])
    """
    frame, other = _sorted(ranked), None if twin is None else _sorted(twin)
    touched = card.touched(frame)
    _check_scores(frame, touched.score, card)
    translate = {text: {"en": en, "zh": zh} for en, zh in phrases for text in (en, zh)}
    patterns, inverse = _patterns(touched)
    by_lang = {lang: frame, "zh" if lang == "en" else "en": frame if other is None else other}
    columns = _columns(frame, by_lang, card)
    return {
        "lang": lang,
        "reasons": REASONS,
        "words": page_words(),
        "card": _card(card, touched, columns),
        "patterns": patterns,
        "leads": {"pattern": inverse, "columns": columns},
        "filters": [_filter(frame, name) for name in FILTERS if name in frame.columns],
        "sources": _sources(frame),
        "collected": _collected(frame),
        "report": dict(report or {}),
        "remarks": list(remarks),
        "trails": pack_trails(trails, frame, translate),
        "problems": pack_problems(problems, translate),
        "funnel": pack_funnel(funnel),
        "forecast": pack_results(forecast, without=_FORECAST_HIDDEN),
    }


def _sorted(table: object) -> pl.DataFrame:
    """Put leads in the order of their ids, by which equal scores are told apart."""
    door = open_table(table)
    require({"lead_id": "any"}, ["lead_id"] if "lead_id" in door.names else [], door.names, ())
    frame = door.read(dict.fromkeys(door.names, "any"))
    return frame.sort("lead_id", nulls_last=True, maintain_order=True)


def _check_scores(frame: pl.DataFrame, score: NDArray[np.int64], card: Any) -> None:
    if "score" not in frame.columns:
        return
    given = frame["score"].cast(pl.Int64).to_numpy()
    wrong = np.flatnonzero(given != score)
    if len(wrong):
        row = int(wrong[0])
        raise ArgumentError(
            f'The table was scored with another card than "{card.name}" {card.version}: lead '
            f'"{frame["lead_id"][row]}" has {given[row]} points, the card gives it {score[row]}. '
            "Give the card that was used, or score the leads again."
        )


def _patterns(touched: Any) -> tuple[dict[str, Any], list[int]]:
    """Find the distinct combinations of cells, and the one of each lead."""
    codes = np.stack([*(one.codes for one in touched.attributes), touched.gates], axis=1)
    distinct, inverse = np.unique(codes, axis=0, return_inverse=True)
    *cells, gate = distinct.T.tolist() if len(distinct) else [[] for _ in range(codes.shape[1])]
    return {"cells": cells, "gate": gate}, inverse.reshape(-1).tolist()


def _card(card: Any, touched: Any, columns: list[dict[str, Any]]) -> dict[str, Any]:
    names = [one["name"] for one in columns]
    lines = in_both(lambda lang: _slot_words(card, lang))
    attributes = []
    for i, (one, cells) in enumerate(zip(card.attributes, touched.attributes, strict=True)):
        rest = [] if one.otherwise is None else [one.otherwise]
        # The evidence of a crossing is that of the two attributes which it crosses.
        why = "" if one.kind == "crossed" else f"{one.column}_why"
        attributes.append(
            {
                "name": one.name,
                "label": in_both(one.label.in_language),
                "ask": in_both(one.ask.in_language),
                "unknown": len(one.bins),
                "points": [*(b.points for b in one.bins), one.unknown, *rest],
                "slots": {lang: words[i] for lang, words in lines.items()},
                "cells": [list(slots) for slots in cells.slots],
                "values": {lang: list(said) for lang, said in cells.values.items()},
                "notes": {lang: list(said) for lang, said in cells.notes.items()},
                "evidence": names.index(why) if why in names else None,
            }
        )
    return {
        "name": card.name,
        "version": card.version,
        "label": in_both(card.label.in_language),
        "grades": [list(grade) for grade in card.grades],
        "rest": card.rest_grade,
        "attributes": attributes,
        "gates": [in_both(gate.label.in_language) for gate in card.gates],
        "pieces": touched.pieces,
        "places": [list(place) for place in touched.places],
    }


def _slot_words(card: Any, lang: str) -> list[list[str]]:
    """Say the slots of each attribute: its bins, the unknown, any other value."""
    lines = iter(point_lines(card, lang))
    counts = [len(one.bins) + 1 + (one.otherwise is not None) for one in card.attributes]
    return [[next(lines)[1] for _ in range(count)] for count in counts]


def _columns(
    frame: pl.DataFrame, by_lang: Mapping[str, pl.DataFrame], card: Any
) -> list[dict[str, Any]]:
    """Pack what is known of the leads beside their cells."""
    said = {one.column for one in card.attributes if one.kind == "text"}
    columns = {lang: call_columns(by_lang[lang], lang) for lang in ("en", "zh")}
    kept = {
        lang: [one for one in some if one.name not in _OWN and one.name not in said]
        for lang, some in columns.items()
    }
    packed = [
        pack_columns({lang: [kept[lang][i]] for lang in kept}) for i in range(len(kept["en"]))
    ]
    return [_as_list(one, first, frame) for (one,), first in zip(packed, kept["en"], strict=True)]


def _as_list(packed: dict[str, Any], column: Column, frame: pl.DataFrame) -> dict[str, Any]:
    """Keep a column of several values as it is; the page puts its own sign between them."""
    if column.name not in frame.columns or frame.schema[column.name] != pl.String:
        return packed
    raw = frame[column.name]
    joined = raw.str.replace_all("|", say("word", "list", "en"), literal=True)
    same = joined.equals(column.values, check_names=False, null_equal=True)
    if not raw.str.contains("|", literal=True).any() or not (same or column.name == "source_rows"):
        return packed
    head = {key: packed[key] for key in ("name", "head")}
    return {**head, "kind": "list", **pack_values({"en": raw, "zh": raw})}


def _filter(frame: pl.DataFrame, name: str) -> dict[str, Any]:
    """Pack the values of a column by which leads are filtered, in words."""
    raw = frame[name].cast(pl.String)
    distinct = raw.drop_nulls().str.split("|").explode().unique().sort().to_frame(name)
    columns = {lang: call_columns(distinct, lang) for lang in ("en", "zh")}
    values = distinct[name].to_list()
    return {
        "name": name,
        "head": in_both(lambda lang: _filter_head(name, columns[lang], lang)),
        "values": values,
        "words": {
            lang: some[0].values.cast(pl.String).to_list() if some else []
            for lang, some in columns.items()
        },
        "rows": pack_values({"en": raw, "zh": raw}),
    }


def _filter_head(name: str, columns: Sequence[Column], lang: str) -> str:
    heading = columns[0].heading if columns else name
    return page_words()[lang].get(name, heading) if heading == name else heading


def _sources(frame: pl.DataFrame) -> dict[str, Any]:
    if "source" not in frame.columns:
        return {"names": [], "more": 0}
    names = frame["source"].cast(pl.String).drop_nulls().str.split("|").explode().unique().sort()
    more = max(0, len(names) - _MOST_SOURCES)
    return {"names": names.head(_MOST_SOURCES).to_list(), "more": more}


def _collected(frame: pl.DataFrame) -> str | None:
    if "collected_on" not in frame.columns:
        return None
    newest = frame["collected_on"].drop_nulls().max()
    return None if newest is None else str(newest)[:10]
