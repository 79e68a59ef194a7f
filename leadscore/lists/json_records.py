"""JSON to cells: arrays, JSON lines, and records that lie deep inside an answer of a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from leadscore.errors import ListError
from leadscore.lists.words import read_words

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_UNREAD = "(unreadable line)"


class Records(NamedTuple):
    """What was read out of a JSON text.

    Attributes
    ----------
    frame : polars.DataFrame
        Columns ``"0"``, ``"1"``, ... of text; one row per record.
    keys : tuple of str or None
        The key of each column; None when the records are lists.
    remarks : tuple of str
        What was noticed.
    """

    frame: pl.DataFrame
    keys: tuple[str, ...] | None
    remarks: tuple[str, ...]


def read_json(text: str, source: str, lang: str = "en") -> Records | None:
    r"""Read the records of a JSON text.

    Numbers stay as they are written. A list of texts inside a record becomes text with ``|``
    between the items, anything deeper becomes JSON text. Where the records lie inside an object,
    the longest list of objects is taken, joined over its siblings.

    Parameters
    ----------
    text : str
        The whole file.
    source : str
        The file's name, for messages.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    Records or None
        None when the text is no JSON at all (a CSV whose first cell begins with ``[``).

    Raises
    ------
    ListError
        When it is JSON but holds no records.

    Examples
    --------
    >>> records = read_json('{"a": 1, "b": ["x", "y"]}\n{"a": 2.50}\n', "x.json")
    >>> records.keys, records.frame.rows()
    (('a', 'b'), [('1', 'x|y'), ('2.50', None)])
    """
    remarks: list[str] = []
    try:
        document = _DECODER.decode(text.strip())
    except RecursionError:
        raise ListError(f"{source}: JSON nested too deeply to be a list of companies.") from None
    except json.JSONDecodeError:
        found = _read_lines(text, remarks, lang)
        if found is None:
            return None
        return _to_records(found, remarks)
    return _to_records(_find_records(document, source, remarks, lang), remarks)


def _say(key: str, lang: str, **places: object) -> str:
    sentence: str = read_words("remarks.toml")[key][lang]
    return sentence.format(**places)


def _read_lines(text: str, remarks: list[str], lang: str) -> list[Any] | None:
    """Read JSON lines, objects one after the other, or an array that breaks off."""
    # Only a line feed ends a line: U+2028 and its like occur inside strings.
    lines = [line for line in text.split("\n") if line.strip()]
    found: list[Any] = []
    bad: list[int] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_DECODER.decode(line.strip().rstrip(",")))
        except (json.JSONDecodeError, RecursionError):
            bad.append(number)
            found.append({_UNREAD: line})
            if len(bad) > 5 and len(bad) > 0.5 * number:
                break
    if found and len(bad) <= 0.5 * len(found) and isinstance(found[0], dict | list):
        if bad:
            remarks.append(_say("bad_lines", lang, count=len(bad), row=bad[0]))
        return found
    found, whole = _read_sequence(text)
    if not found:
        return None
    if not whole:
        remarks.append(_say("breaks_off", lang, row=len(found)))
    return found


def _read_sequence(text: str) -> tuple[list[Any], bool]:
    """Read objects until the text ends or breaks; say whether it ended."""
    found: list[Any] = []
    place = len(text) - len(text.lstrip(" \t\r\n[\ufeff"))
    while place < len(text):
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            return found, False
        if not isinstance(value, dict):
            return found, False
        found.append(value)
        while place < len(text) and text[place] in " \t\r\n,]":
            place += 1
    return found, True


def _find_records(document: Any, source: str, remarks: list[str], lang: str) -> list[Any]:
    if isinstance(document, list) and document and isinstance(document[0], list):
        return document
    lists: dict[tuple[str, ...], list[list[dict[str, Any]]]] = {}
    for path, records in _object_lists(document, (), 0):
        lists.setdefault(path, []).append(records)
    if not lists:
        if isinstance(document, dict) and document:
            return [document]
        raise ListError(
            f"{source}: valid JSON, but no list of objects in it. Allowed: an array of objects, "
            'one object a line, or an object with such an array inside, as in {"results": [{...}]}.'
        )
    path = max(lists, key=lambda p: (max(map(len, lists[p])), -len(p)))
    if path:
        remarks.append(_say("inner_list", lang, path=".".join(path)))
    return [record for records in lists[path] for record in records]


def _object_lists(
    value: Any,
    path: tuple[str, ...],
    depth: int,
) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    if depth > 20:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _object_lists(inner, (*path, str(key)), depth + 1)
    elif isinstance(value, list):
        records = [item for item in value if isinstance(item, dict)]
        if records:
            yield path, records
        for item in value:
            yield from _object_lists(item, path, depth + 1)


def _to_records(found: list[Any], remarks: list[str]) -> Records:
    if all(isinstance(record, list) for record in found):
        width = max((len(record) for record in found), default=0)
        rows = [[_cell(v) for v in record] + [None] * (width - len(record)) for record in found]
        schema = {str(place): pl.String for place in range(width)}
        return Records(pl.DataFrame(rows, schema=schema, orient="row"), None, tuple(remarks))
    objects = [record if isinstance(record, dict) else {"value": record} for record in found]
    keys = list(dict.fromkeys(key for record in objects for key in record))
    columns = {
        str(place): pl.Series([_cell(record.get(key)) for record in objects], dtype=pl.String)
        for place, key in enumerate(keys)
    }
    return Records(pl.DataFrame(columns), tuple(keys), tuple(remarks))


def _cell(value: Any) -> str | None:
    if value is None or value in ("", []):
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(v, str | bool | None) for v in value):
        parts = [_cell(v) for v in value]
        return "|".join(part.replace("|", "/") for part in parts if part) or None
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
