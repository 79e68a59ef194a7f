"""Where the records of a JSON document lie: in lists, in groups, by key, or column by column.

A document is looked through from the outside. What stands above the records, such as the key of
their group or the company that a list of its posts belongs to, goes along with each record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from leadscore.lists.opening.json_tables import are_headings, by_columns, is_flat
from leadscore.lists.vocabulary.headings import header_claims, whole_claims

GROUP = "group"
"""The column that the key of a group becomes."""
_DEEPEST = 20
_LOOKED_AT = 50
_SEVERAL = "*"
_BEST_RANKS = 4


class _Above(NamedTuple):
    """What stands above some records: an object, under which path, and the key of a group."""

    path: str
    item: Any
    key: str | None = None

    def values(self) -> dict[str, Any]:
        told = _scalars(self.item)
        return told if self.key is None else {GROUP: self.key, **told}


class _Piece(NamedTuple):
    """Records that stand together, with what stands above them, the nearest first."""

    records: list[Any]
    above: tuple[_Above, ...] = ()


Blocks = dict[tuple[str, ...], list[list[_Piece]]]
"""The lists under each path; the pieces of one block are parts of one list."""


class Found(NamedTuple):
    """The records of a document.

    Attributes
    ----------
    records : list
        Objects, or rows that are lists.
    path : str
        Where they lie, ``*`` for any key of a group; empty for the document itself.
    groups : tuple of str
        The keys of the groups that they come from.
    passed : tuple of str
        Where other records lie, which are not read, and how many.
    """

    records: list[Any]
    path: str = ""
    groups: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def find_records(document: Any) -> Found | None:
    """Find the records of a JSON document.

    Parameters
    ----------
    document : object
        What the JSON text stands for.

    Returns
    -------
    Found or None
        The list that is headed like companies, else the longest; lists of the same keys beside it
        are parts of it, and the key of each becomes a column. None when there are no records.

    Examples
    --------
    >>> found = find_records({"north": [{"name": "A"}], "south": [{"name": "B"}], "total": 2})
    >>> found.records
    [{'name': 'A', 'group': 'north'}, {'name': 'B', 'group': 'south'}]
    >>> found.path, found.groups
    ('*', ('north', 'south'))
    >>> find_records({"Company": {"0": "A", "1": "B"}, "City": {"0": "x", "1": "y"}}).records
    [{'Company': 'A', 'City': 'x'}, {'Company': 'B', 'City': 'y'}]
    """
    in_rows = isinstance(document, list) and document and isinstance(document[0], list)
    if in_rows and not any(map(_holds_objects, document)):
        return Found(document)
    blocks: Blocks = {}
    for path, block in _lists_of(document, (), 0):
        blocks.setdefault(path, []).append(block)
    if not blocks:
        return Found([document]) if isinstance(document, dict) and document else None
    path = max(blocks, key=lambda p: _rating(p, blocks[p]))
    pieces = [piece for block in blocks[path] for piece in block]
    passed = tuple(
        f"{_shown(other) or _SEVERAL} ({sum(len(p.records) for block in some for p in block):,})"
        for other, some in blocks.items()
        if other[: len(path)] != path and path[: len(other)] != other
    )
    return Found(_brought_down(pieces), _shown(path), _groups_of(pieces), passed)


def records_of_page(value: dict[str, Any]) -> list[Any] | None:
    """Give the records of one page of a server's answer, where many were put into one file.

    Parameters
    ----------
    value : dict
        An object that may be a page.

    Returns
    -------
    list or None
        None when it is a record itself.

    Examples
    --------
    >>> records_of_page({"page": 1, "list": [{"company": "A"}]})
    [{'company': 'A'}]
    >>> records_of_page({"company": "A", "jobs": [{"title": "cook"}]}) is None
    True
    """
    if not any(isinstance(one, dict | list) for one in value.values()):
        return None
    if _tells_name(_scalars(value)):
        return None
    found = find_records(value)
    if found is None or not found.path:
        return None
    named = any(isinstance(record, dict) and _tells_name(record) for record in found.records)
    return found.records if named else None


def _shown(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _rating(path: tuple[str, ...], blocks: list[list[_Piece]]) -> tuple[bool, bool, int, int]:
    """Rate a list: headed like companies, objects, long, near the outside."""
    first = next((p for block in blocks for p in block if p.records), _Piece([]))
    objects = any(isinstance(record, dict) for record in first.records)
    best = any(
        field == "name" and rank < _BEST_RANKS
        for key in _keys_of(first.records)
        for field, rank in whole_claims(key)
    )
    return best, objects, max(sum(len(p.records) for p in block) for block in blocks), -len(path)


def _keys_of(records: Sequence[Any]) -> set[str]:
    """Name the keys of the first records, inner ones with their path."""
    keys: set[str] = set()
    for record in records[:_LOOKED_AT]:
        for key, value in record.items() if isinstance(record, dict) else ():
            keys.add(key)
            if isinstance(value, dict):
                keys.update(f"{key}.{inner}" for inner in value)
    return keys


def _lists_of(
    value: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    """Give the lists of records in a value that is not itself in a list."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        yield from _lists_in_list(value, path, depth)
    elif isinstance(value, dict):
        table = by_columns(value)
        if table is not None:
            yield path, [_Piece(table)]
        elif _is_keyed(value):
            yield from _lists_by_key(value, path, depth)
        else:
            yield from _lists_in_object(value, path, depth)


def _lists_in_object(
    value: dict[str, Any], path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    named = {key: one for key, one in value.items() if _holds_objects(one)}
    only_groups = len(named) == len(value) and path[-1:] == (_SEVERAL,)
    grouped: set[str] = set()
    for at, keys in enumerate(_alike(named, 1 if only_groups else 2)):
        grouped.update(keys)
        place = (*path, _SEVERAL if not at else f"{_SEVERAL}{at + 1}")
        yield from _joined({key: named[key] for key in keys}, place, depth)
    is_record = _tells_name(value)
    for key, inner in value.items():
        if key not in grouped and not (is_record and isinstance(inner, dict) and _is_keyed(inner)):
            yield from _lists_of(inner, (*path, key), depth + 1)


def _lists_by_key(
    value: dict[str, Any], path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    """Give the objects under keys as a list, and the lists in them, each with its key."""
    if set(value) == {str(number) for number in range(len(value))}:
        yield from _lists_in_list(list(value.values()), path, depth)
        return
    yield path, [_Piece([one], (_Above("", None, key),)) for key, one in value.items()]
    yield from _joined(value, (*path, _SEVERAL), depth)


def _joined(
    parts: dict[str, Any], path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    """Give the lists in several parts, each with the key of its part; the parts are one list."""
    whole: list[_Piece] = []
    for key, part in parts.items():
        above = (_Above("", part, key),)
        for place, block in _lists_of(part, path, depth + 1):
            pieces = [_Piece(piece.records, piece.above + above) for piece in block]
            if place == path:
                whole += pieces
            else:
                yield place, pieces
    if whole:
        yield path, whole


def _lists_in_list(
    value: list[Any], path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    if _holds_objects(value) or _is_rows(value):
        yield path, [_Piece(value)]
    several = sum(isinstance(item, dict) for item in value) > 1
    found: set[tuple[str, ...]] = set()
    without: list[_Above] = []
    for item in value:
        # An object by itself is an envelope; one of several says something of what is in it.
        above = (_Above(_shown(path), item),) if several and isinstance(item, dict) else ()
        some = False
        for place, block in _lists_within(item, path, depth + 1):
            some = True
            found.add(place)
            yield place, [_Piece(piece.records, piece.above + above) for piece in block]
        if not some:
            without += above
    if found:
        bare = [_Piece([{}], (above,)) for above in without if _tells_name(above.item)]
        for place in found if bare else ():
            yield place, bare


def _lists_within(
    value: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    """Give the lists of objects inside a record."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _lists_within(inner, (*path, key), depth + 1)
    elif isinstance(value, list) and _holds_objects(value):
        yield from _lists_in_list(value, path, depth)


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _is_rows(value: list[Any]) -> bool:
    """Tell rows that are lists: several, of one width, with nothing deeper in them."""
    if len(value) < 2 or not all(isinstance(row, list) and len(row) > 1 for row in value):
        return False
    return len({len(row) for row in value}) == 1 and is_flat(value[0])


def _scalars(value: Any) -> dict[str, Any]:
    """Take what an object says itself, and the objects in it; no lists."""
    told: dict[str, Any] = {}
    for key, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, dict):
            told |= {f"{key}.{k}": v for k, v in one.items() if not isinstance(v, dict | list)}
        elif not isinstance(one, list):
            told[key] = one
    return told


def _tells_name(item: dict[str, Any]) -> bool:
    texts = (key for key, value in item.items() if isinstance(value, str) and value)
    return any("name" in dict(header_claims(key)) for key in texts)


def _alike(lists: dict[str, Any], least: int) -> list[list[str]]:
    """Put keys together whose records have most of their keys in common."""
    found: list[tuple[set[str], list[str]]] = []
    for key, records in lists.items():
        keys = _keys_of(records)
        near = next((group for kept, group in found if _same_keys(kept, keys)), None)
        if near is None:
            found.append((keys, [key]))
        else:
            near.append(key)
    return [group for _, group in found if len(group) >= least]


def _same_keys(first: set[str], second: set[str]) -> bool:
    return 2 * len(first & second) >= max(len(first), len(second), 1)


def _is_keyed(value: dict[str, Any]) -> bool:
    """Tell records under keys, such as the company's name: objects that have the same keys."""
    if not value or not all(isinstance(one, dict) and one for one in value.values()):
        return False
    numbered = all(key.isdecimal() for key in value)
    if not numbered and (len(value) < 2 or are_headings(value)):
        return False
    often = Counter(key for one in value.values() for key in one)
    usual = {key for key, count in often.items() if 2 * count > len(value)}
    return bool(usual) and all(_same_keys(usual, usual & one.keys()) for one in value.values())


def _groups_of(pieces: list[_Piece]) -> tuple[str, ...]:
    keys = (above.key for piece in pieces for above in piece.above if above.key is not None)
    return tuple(dict.fromkeys(keys))


def _brought_down(pieces: list[_Piece]) -> list[Any]:
    """Put what stands above a record into it, under names that are free."""
    if not any(piece.above for piece in pieces):
        return [record for piece in pieces for record in piece.records]
    taken = {key for p in pieces for r in p.records if isinstance(r, dict) for key in r}
    names: dict[tuple[int, str], str] = {}
    made = []
    for piece in pieces:
        told: dict[str, Any] = {}
        for level, above in enumerate(piece.above):
            for key, value in above.values().items():
                if (level, key) not in names:
                    names[level, key] = _free_name(key, above.path, taken)
                told[names[level, key]] = value
        objects = (r if isinstance(r, dict) else {"value": r} for r in piece.records)
        made += [{**record, **told} for record in objects]
    return made


def _free_name(key: str, path: str, taken: set[str]) -> str:
    name = free = key if key not in taken or not path else f"{path}.{key}"
    number = 2
    while free in taken:
        free, number = f"{name} [{number}]", number + 1
    taken.add(free)
    return free
