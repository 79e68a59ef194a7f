"""JSON as scrapers leave it: by lines, page after page, in a script, or in Python's spelling."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
"""Numbers stay as they are written."""
BROKEN = object()
"""What a line is read as that is no JSON."""
_BETWEEN = " \t\r\n,[]\ufeff"
_LONGEST_PYTHON = 20 * 1024**2
_SCRIPT = re.compile(
    r"\s*(?:(?:(?:var|let|const)\s+)?[\w.$]{1,60}\s*=\s*|[\w.$]{1,60}\s*\()(?=\s*[\[{])"
)


def without_script(text: str) -> str:
    """Take away the script around a JSON text: ``var data = [...];`` or ``callback({...})``.

    Examples
    --------
    >>> without_script("var jobs = [1];"), without_script("show({})"), without_script("a,b(c)")
    ('[1]', '{}', 'a,b(c)')
    """
    begin = _SCRIPT.match(text)
    return text[begin.end() :].rstrip("; \t\r\n)") if begin else text


def begins_with_script(head: str) -> bool:
    """Tell by its first letters whether a text may be JSON in a script."""
    return _SCRIPT.match(head) is not None


def lines_of(text: str) -> Iterator[str]:
    r"""Give the lines that hold something; only a line feed ends one: U+2028 occurs in strings.

    The brackets and commas of an array hold nothing.

    Examples
    --------
    >>> list(lines_of('[\n{"a": 1},\n]\n'))
    ['{"a": 1},']
    """
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line.strip(_BETWEEN):
            yield line
        start = end + 1


def decoded(line: str) -> Any:
    """Read one line, which may have the comma and the bracket of the array around it.

    Returns
    -------
    object
        What the line stands for; ``BROKEN`` when it is no JSON.

    Examples
    --------
    >>> decoded('[{"a": 1},'), decoded("{'a': None}"), decoded("{a") is BROKEN
    ({'a': '1'}, {'a': None}, True)
    """
    bare = line.strip(" \t\r,\ufeff")
    for text in (bare, bare.removeprefix("[").removesuffix("]").rstrip(" ,")):
        try:
            return DECODER.decode(text)
        except (json.JSONDecodeError, RecursionError):
            pass
    return python_value(bare)


def python_value(text: str) -> Any:
    """Read a dictionary or a list as Python prints it; nothing is run.

    Returns
    -------
    object
        The value; ``BROKEN`` when it is none, or longer than 20 MB.

    Examples
    --------
    >>> python_value("{'company': 'A', 'size': 5}"), python_value("['a'], ['b']") is BROKEN
    ({'company': 'A', 'size': 5}, True)
    """
    text = text.strip()
    if text[:1] not in ("[", "{") or "'" not in text or len(text) > _LONGEST_PYTHON:
        return BROKEN
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return BROKEN
    return value if isinstance(value, dict | list) and _is_plain(value) else BROKEN


def _is_plain(value: Any) -> bool:
    """Tell values that JSON has too."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float)


def sequence(text: str) -> tuple[list[Any], bool]:
    """Read objects until the text ends or breaks; say whether it ended.

    Examples
    --------
    >>> sequence('[{"a": 1}, {"a": 2}][{"a": 3}]')
    ([{'a': '1'}, {'a': '2'}, {'a': '3'}], True)
    >>> sequence('[{"a": 1}, {"a')
    ([{'a': '1'}], False)
    """
    found: list[Any] = []
    place = _next(text, 0)
    while place < len(text):
        try:
            value, place = DECODER.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            return found, False
        if not isinstance(value, dict):
            return found, False
        found.append(value)
        place = _next(text, place)
    return found, True


def _next(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BETWEEN:
        place += 1
    return place
