"""Tables that JSON holds as columns, or as rows beside their headings: made into records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from leadscore.lists.vocabulary.headings import whole_claims


def by_columns(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Open an object that holds a table as columns, or as rows beside their headings.

    Parameters
    ----------
    value : dict
        Any object.

    Returns
    -------
    list of dict or None
        The records; None when the object is no such table.

    Examples
    --------
    >>> by_columns({"Company": {"0": "A", "1": "B"}, "City": {"0": "x", "1": "y"}})
    [{'Company': 'A', 'City': 'x'}, {'Company': 'B', 'City': 'y'}]
    >>> by_columns({"columns": ["Company", "City"], "data": [["A", "x"]]})
    [{'Company': 'A', 'City': 'x'}]
    """
    if len(value) < 2:
        return None
    if all(isinstance(one, dict) and one and is_flat(list(one.values())) for one in value.values()):
        rows = next(iter(value.values())).keys()
        same = all(one.keys() == rows for one in value.values())
        numbered = all(key.isdecimal() for key in rows)
        headed = not any(key.isdecimal() for key in value)
        if same and headed and (numbered or (are_headings(value) and not are_headings(rows))):
            table = [{key: one[row] for key, one in value.items()} for row in rows]
            return _indexed(table, list(rows))
        return None
    if all(isinstance(one, list) and len(one) > 1 and is_flat(one) for one in value.values()):
        if len({len(one) for one in value.values()}) > 1:
            return None
        return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]
    return _beside_headings(value)


def _beside_headings(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    rows = [(k, v) for k, v in value.items() if isinstance(v, list) and v and _all_lists(v)]
    if len(rows) != 1:
        return None
    key, data = rows[0]
    widths = {len(row) for row in data}
    heads = [
        one
        for name, one in value.items()
        if name != key and isinstance(one, list) and {len(one)} == widths and _are_names(one)
    ]
    if len(heads) != 1:
        return None
    table = [dict(zip(heads[0], row, strict=True)) for row in data]
    index = value.get("index")
    given = isinstance(index, list) and len(index) == len(table) and is_flat(index)
    return _indexed(table, [str(one) for one in index]) if given and index else table


def _indexed(table: list[dict[str, Any]], index: list[str]) -> list[dict[str, Any]]:
    """Keep the index of a table where it is more than running numbers."""
    if all(key.isdecimal() for key in index) or any("index" in record for record in table):
        return table
    return [{"index": key, **record} for key, record in zip(index, table, strict=True)]


def _all_lists(rows: list[Any]) -> bool:
    return all(isinstance(row, list) for row in rows)


def _are_names(values: list[Any]) -> bool:
    texts = all(isinstance(one, str) and not one.isdecimal() for one in values)
    return texts and len(set(values)) == len(values)


def are_headings(keys: Collection[str]) -> bool:
    """Tell whether most of some keys are headings that are known as a whole."""
    return 2 * sum(bool(whole_claims(key)) for key in keys) >= len(keys)


def is_flat(values: Sequence[Any]) -> bool:
    """Tell whether no value holds others."""
    return not any(isinstance(value, dict | list) for value in values)
