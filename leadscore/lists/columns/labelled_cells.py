"""Cells that name what they tell, such as ``法人：张三 注册资本：155万元``, become columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from leadscore.lists.tables.repeating import Repeating, TextTable
from leadscore.lists.vocabulary.headings import whole_claims

_SAMPLE = 100
_MOST = 0.8
_SOME = 0.2
_SHORTEST, _LONGEST = 2, 10
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,20})\s?[:：]")
_AROUND = " \t\r\n,，;；|/"


def spread_labels(cells: TextTable, names: tuple[str, ...]) -> tuple[TextTable, tuple[str, ...]]:
    """Give what labelled cells tell as columns that are headed by the labels.

    Parameters
    ----------
    cells : TextTable
        Cleaned cells, below the header.
    names : tuple of str
        The heading of each column.

    Returns
    -------
    tuple of (TextTable, tuple of str)
        The columns and their headings; behind them, for each column most of whose cells begin with
        a known heading and a colon, and that has several such labels, one column for each label
        that is not a heading yet.

    Examples
    --------
    >>> rows = ["法人：甲甲 注册资本：155万元", "法人：乙乙 注册资本：20万元"]
    >>> cells, names = spread_labels(TextTable.of(pl.DataFrame({"0": rows})), ("1",))
    >>> names, cells.columns[2].column().to_list()
    (('1', '法人', '注册资本'), ['155万元', '20万元'])
    """
    columns, headings = list(cells.columns), list(names)
    for column in cells.columns:
        for label in _labels(column):
            if label not in headings:
                headings.append(label)
                columns.append(column.turned_to(_told(column.texts, label)))
    return (TextTable(columns), tuple(headings)) if len(columns) > len(names) else (cells, names)


def _labels(column: Repeating) -> list[str]:
    """List the labels of a column, when most of its cells begin with one."""
    step = max(1, len(column.place) // _SAMPLE)
    sample = column.appearing(step).head(_SAMPLE).to_list()
    read = [list(_pairs(text)) for text in sample if ":" in text or "：" in text]
    begun = sum(bool(pairs) and pairs[0][2] == 0 for pairs in read)
    if not sample or begun < _MOST * len(sample):
        return []
    count = Counter(label for pairs in read for label in dict.fromkeys(pair[0] for pair in pairs))
    labels = [label for label, times in count.items() if times >= _SOME * len(sample)]
    return labels if len(labels) > 1 else []


def _told(texts: pl.Series, label: str) -> pl.Series:
    told = (None if text is None else _value(text, label) for text in texts)
    return pl.Series(texts.name, list(told), dtype=pl.String)


def _value(text: str, label: str) -> str | None:
    return next((value for name, value, _ in _pairs(text) if name == label and value), None)


def _pairs(text: str) -> Iterator[tuple[str, str, int]]:
    """Give the labels of a cell, what each says, and where it begins."""
    found = [(label, match.end()) for match in _LABEL.finditer(text) if (label := _known(match[1]))]
    starts = [text.rfind(label, 0, end) for label, end in found] + [len(text)]
    for at, (label, end) in enumerate(found):
        told = text[end : starts[at + 1]].strip(_AROUND)
        yield label, told.partition("\n")[0].rstrip(_AROUND), starts[at]


def _known(text: str) -> str | None:
    """Find the longest ending that is a heading: a label may touch the value before it."""
    endings = (text[-length:] for length in range(min(len(text), _LONGEST), _SHORTEST - 1, -1))
    return next((ending for ending in endings if any(f for f, _ in whole_claims(ending))), None)
