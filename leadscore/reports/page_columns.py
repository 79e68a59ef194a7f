"""Columns of the page, packed: every distinct text stands once, and leads name it by its place."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.reports.page_words import in_both, page_words
from leadscore.standards.fields import all_fields
from leadscore.standards.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from leadscore.reports.tables import Column

_HEADS = frozenset({"owner", "count"})
"""Columns that have no heading elsewhere."""


def pack_columns(
    columns: Mapping[str, Sequence[Column]],
    translate: Mapping[str, dict[str, str]] | None = None,
    shares: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Pack the same columns in both languages.

    Parameters
    ----------
    columns : mapping of str to sequence of Column
        The columns by language, with equal names in equal order.
    translate : mapping of str to dict, optional
        A text that stands here is shown in each language with the words given for it.
    shares : collection of str
        Columns of shares of 1, shown in per cent.

    Returns
    -------
    list of dict
        Per column ``name``, ``head``, ``kind`` (text, number, share, year or date), the values
        ``en``, and ``zh`` where they differ; with ``at`` each row names its value by place,
        without it there is one value per row. A value is null where nothing is known.

    Examples
    --------
    >>> from leadscore.reports.tables import plain_columns
    >>> table = pl.DataFrame({"raw": ["a long text"] * 4})
    >>> pack_columns({lang: plain_columns(table, lang, []) for lang in ("en", "zh")})[0]["at"]
    [0, 0, 0, 0]
    """
    packed = []
    for pair in zip(*(columns[lang] for lang in LANGUAGES), strict=True):
        one = pair[0]
        kind = "share" if one.name in shares else _kind(one)
        values = {lang: column.values for lang, column in zip(LANGUAGES, pair, strict=True)}
        if translate and kind == "text":
            values = _translated(values, translate)
        heads = {lang: column.heading for lang, column in zip(LANGUAGES, pair, strict=True)}
        if heads["en"] == one.name in _HEADS:
            heads = in_both(lambda lang, name=one.name: page_words()[lang][name])  # type: ignore[misc]
        packed.append({"name": one.name, "head": heads, "kind": kind, **pack_values(values)})
    return packed


def _kind(one: Column) -> str:
    known = all_fields().get(("leads", one.name))
    return "year" if known and known.unit == "year" else one.kind


def pack_values(values: Mapping[str, pl.Series]) -> dict[str, Any]:
    """Pack values in both languages, in the shorter of two ways.

    Parameters
    ----------
    values : mapping of str to polars.Series
        By language, of one length.

    Returns
    -------
    dict
        ``en``, ``zh`` where it differs, and ``at`` as ``pack_columns`` says.

    Examples
    --------
    >>> pack_values({"en": pl.Series(["yes"] * 9), "zh": pl.Series(["是"] * 9)})
    {'en': ['yes'], 'at': [0, 0, 0, 0, 0, 0, 0, 0, 0], 'zh': ['是']}
    """
    both = pl.DataFrame({lang: _plain(values[lang]) for lang in LANGUAGES})
    distinct = both.unique(maintain_order=True)
    straight = _named(both)
    if distinct.height == both.height:
        return straight
    place = distinct.with_row_index("at")
    at = both.join(place, on=list(LANGUAGES), how="left", nulls_equal=True, maintain_order="left")
    short = {**_named(distinct), "at": at["at"].to_list()}
    short = {key: short[key] for key in ("en", "at", "zh") if key in short}
    lengths = [len(json.dumps(one, ensure_ascii=False, default=str)) for one in (straight, short)]
    return straight if lengths[0] <= lengths[1] else short


def _named(both: pl.DataFrame) -> dict[str, Any]:
    en, zh = (both[lang] for lang in LANGUAGES)
    same = en.equals(zh, null_equal=True)
    return {"en": en.to_list()} if same else {"en": en.to_list(), "zh": zh.to_list()}


def _plain(values: pl.Series) -> pl.Series:
    if values.dtype == pl.Date:
        return values.dt.to_string("%Y-%m-%d")
    if values.dtype.is_float():
        # What no JSON can hold is nothing that a page can show.
        finite = pl.select(pl.when(values.is_finite()).then(values)).to_series()
        whole = finite.drop_nulls()
        if (whole == whole.round(0)).all() and (whole.abs() < 2**53).all():
            return finite.cast(pl.Int64)
        return finite
    return values


def _translated(
    values: dict[str, pl.Series], translate: Mapping[str, dict[str, str]]
) -> dict[str, pl.Series]:
    return in_both(
        lambda lang: (
            values[lang]
            .cast(pl.String)
            .replace({text: words[lang] for text, words in translate.items()})
        )
    )
