"""JSON to cells: arrays, JSON lines, and records that lie deep inside an answer of a server."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import polars as pl

from leadscore.errors import ListError
from leadscore.lists.opening.json_shapes import GROUP, find_records, records_of_page
from leadscore.lists.opening.json_text import (
    BROKEN,
    DECODER,
    decoded,
    lines_of,
    python_value,
    sequence,
    without_script,
)
from leadscore.lists.opening.refusals import NoListError
from leadscore.lists.vocabulary.words import remark

_UNREAD = "(unreadable line)"
_AT_ONCE = 20_000
# Records of the same keys after which no further one is looked at as a page of a server.
_ENOUGH = 50
# How a database that knows more types than JSON writes a value.
_TYPED = frozenset(
    {"$date", "$oid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"}
)
_NAMED = 10


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
    between the items; an object inside a record gives keys such as ``company.size``; anything
    deeper becomes JSON text. Where the records lie inside an object, or the table as columns,
    ``find_records`` says which are read.

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
    text = without_script(text)
    try:
        document = DECODER.decode(text.strip())
    except RecursionError:
        raise ListError(f"{source}: JSON nested too deeply to be a list of companies.") from None
    except json.JSONDecodeError:
        document = python_value(text)
        if document is BROKEN:
            return _read_lines(text, remarks, lang)
    return _to_records(_find_records(document, source, remarks, lang), remarks)


def _read_lines(text: str, remarks: list[str], lang: str) -> Records | None:
    """Read JSON lines, objects one after the other, or an array that breaks off."""
    table = _Table()
    number, bad, opener = 0, [], _Opener()
    for number, line in enumerate(lines_of(text), start=1):
        value = decoded(line)
        if value is BROKEN:
            bad.append(table.count + 1)
        for record in [{_UNREAD: line}] if value is BROKEN else opener.records(value):
            table.add(record)
        if len(bad) > 5 and len(bad) > 0.5 * number:
            break
    if table.count and len(bad) <= 0.5 * number and isinstance(table.first, dict | list):
        if bad:
            remarks.append(remark("bad_lines", lang, count=len(bad), row=bad[0]))
        return table.finish(remarks)
    found, whole = sequence(text)
    if not found:
        return None
    opener = _Opener()
    found = [record for value in found for record in opener.records(value)]
    if not whole:
        remarks.append(remark("breaks_off", lang, row=len(found)))
    return _to_records(found, remarks)


class _Opener:
    """Opens what holds several records: an array of them, or a page of a server."""

    def __init__(self) -> None:
        self._no_pages: Counter[tuple[str, ...]] = Counter()

    def records(self, value: Any) -> list[Any]:
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return value
        if not isinstance(value, dict) or self._no_pages[tuple(value)] > _ENOUGH:
            return [value]
        found = records_of_page(value)
        if found is None:
            self._no_pages[tuple(value)] += 1
        return [value] if found is None else found


class _Table:
    """Records on their way into columns: only some of them stand in memory as objects."""

    def __init__(self) -> None:
        self.count = 0
        self.first: Any = None
        self._records: list[Any] = []
        self._frames: list[pl.DataFrame] = []
        self._keys: dict[str, None] = {}

    def add(self, record: Any) -> None:
        if not self.count:
            self.first = record
        self.count += 1
        self._records.append(record)
        if len(self._records) >= _AT_ONCE and not isinstance(self.first, list):
            self._flush()

    def _flush(self) -> None:
        frame, keys = _columns(self._records)
        if not keys:
            # Objects without a key are rows all the same, else later ones would move up.
            frame, keys = pl.DataFrame({"0": [None] * len(self._records)}), ("value",)
            frame = frame.cast(pl.String)
        self._keys.update(dict.fromkeys(keys))
        self._frames.append(frame.rename(dict(zip(frame.columns, keys, strict=True))))
        self._records = []

    def finish(self, remarks: list[str]) -> Records:
        if not self._frames:
            return _to_records(self._records, remarks)
        if self._records:
            self._flush()
        frame = pl.concat(self._frames, how="diagonal").select(list(self._keys))
        frame.columns = [str(place) for place in range(frame.width)]
        return Records(frame, tuple(self._keys), tuple(remarks))


def _find_records(document: Any, source: str, remarks: list[str], lang: str) -> list[Any]:
    found = find_records(document)
    if found is None:
        raise NoListError(
            f"{source}: valid JSON, but no list of objects in it. Allowed: an array of objects, "
            'one object a line, or an object with such an array inside, as in {"results": [{...}]}.'
        )
    if len(found.groups) == len(found.records) > 1:
        remarks.append(remark("keyed", lang, column=GROUP))
    elif found.groups:
        count, some = len(found.groups), ", ".join(found.groups[:_NAMED])
        more = ", ..." if count > _NAMED else ""
        said = {"count": count, "groups": some + more, "column": GROUP}
        remarks.append(remark("groups", lang, **said))
    elif found.path:
        remarks.append(remark("inner_list", lang, path=found.path))
    if found.passed:
        more = ", ..." if len(found.passed) > _NAMED else ""
        others = ", ".join(found.passed[:_NAMED]) + more
        remarks.append(remark("lists_not_read", lang, others=others))
    return found.records


def _to_records(found: list[Any], remarks: list[str]) -> Records:
    if all(isinstance(record, list) for record in found):
        width = max((len(record) for record in found), default=0)
        rows = [[_cell(v) for v in record] + [None] * (width - len(record)) for record in found]
        schema = {str(place): pl.String for place in range(width)}
        return Records(pl.DataFrame(rows, schema=schema, orient="row"), None, tuple(remarks))
    frame, keys = _columns(found)
    return Records(frame, keys, tuple(remarks))


def _columns(found: list[Any]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    objects = [_flat(record) if isinstance(record, dict) else {"value": record} for record in found]
    keys = tuple(dict.fromkeys(key for record in objects for key in record))
    columns = {
        str(place): pl.Series([_cell(record.get(key)) for record in objects], dtype=pl.String)
        for place, key in enumerate(keys)
    }
    return pl.DataFrame(columns), keys


def _flat(record: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Bring objects within a record up: ``{"company": {"size": 5}}`` has the key company.size."""
    flat: dict[str, Any] = {}
    for key, given in record.items():
        value = given
        while isinstance(value, dict) and len(value) == 1 and value.keys() <= _TYPED:
            (value,) = value.values()
        if isinstance(value, dict) and value and depth < 3 and not key.startswith("_"):
            inner = _flat(value, depth + 1)
            for name, one in inner.items():
                path = f"{key}.{name}"
                flat[path if path not in record else f"{path} [2]"] = one
        else:
            flat[key] = value
    return flat


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
