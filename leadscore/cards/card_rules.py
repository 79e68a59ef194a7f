"""What a card file must hold: the document is read table by table and every fault is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from leadscore.cards.card import Card
from leadscore.cards.parts import Attribute, Bin, Gate, Test, Words
from leadscore.errors import nearest

MOST_POINTS = 1_000_000
_CARD_KEYS = ("name", "version", "label", "doubles_every", "grades")
_ATTRIBUTE_KEYS = (
    "name",
    "column",
    "crossed_with",
    "label",
    "ask",
    "unknown",
    "bins",
    "otherwise",
)
_TEST_KEYS = ("in", "from", "below")
_BIN_KEYS = (*_TEST_KEYS, "and", "points", "label")
_GATE_KEYS = ("name", "label", "when")
_WHEN_KEYS = ("column", *_TEST_KEYS)


class Faults(list[str]):
    """The faults found so far, each with its place."""

    def add(self, place: str, text: str) -> None:
        """Keep one fault."""
        self.append(f"{place}: {text}")

    def unknown_keys(self, place: str, table: Mapping[str, Any], allowed: Iterable[str]) -> None:
        """Keep a fault for every key that has no meaning here."""
        words = list(allowed)
        for key in table:
            if key not in words:
                self.add(
                    place,
                    f'"{key}" has no meaning here; allowed: {", ".join(words)}.'
                    f"{nearest(key, words)}",
                )


def read_document(document: Mapping[str, Any], text: str, faults: Faults) -> Card | None:
    """Read a whole card document.

    Parameters
    ----------
    document : mapping
        The parsed TOML.
    text : str
        The text it was parsed from, kept in the card for its comments.
    faults : Faults
        Every fault is added here.

    Returns
    -------
    Card or None
        None when a part is missing without which there is no card.

    Examples
    --------
    >>> faults = Faults()
    >>> read_document({}, "", faults) is None, list(faults)
    (True, ['the file: it has no [card] table', 'the file: it has no [[attribute]]'])
    """
    faults.unknown_keys("the file", document, ("card", "attribute", "gate"))
    head = document.get("card")
    if not isinstance(head, dict):
        faults.add("the file", "it has no [card] table")
        head = None
    rows = _tables(document, "attribute", faults)
    if not rows:
        faults.add("the file", "it has no [[attribute]]")
    attributes = [_attribute(row, place, faults) for place, row in _placed("attribute", rows)]
    gate_rows = _tables(document, "gate", faults)
    gates = [_gate(row, place, faults) for place, row in _placed("gate", gate_rows)]
    _no_repeats("attribute", [row.get("name") for row in rows], faults)
    _no_repeats("gate", [row.get("name") for row in gate_rows], faults)
    if head is None:
        return None
    faults.unknown_keys("card", head, _CARD_KEYS)
    name = _name(head, "card", faults)
    return Card(
        name=name,
        version=str(head.get("version", "1")),
        label=_words(head, "label", "card", faults, default=name),
        doubles_every=_doubles_every(head, faults),
        grades=_grades(head, faults),
        attributes=tuple(one for one in attributes if one is not None),
        gates=tuple(one for one in gates if one is not None),
        source=text,
    )


def _tables(document: Mapping[str, Any], key: str, faults: Faults) -> list[dict[str, Any]]:
    rows = document.get(key, [])
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    faults.add("the file", f'"{key}" must be written as [[{key}]] tables')
    return []


def _placed(key: str, rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f'{key} "{row["name"]}"' if row.get("name") else f"{key} number {i}", row)
        for i, row in enumerate(rows, 1)
    ]


def _no_repeats(key: str, names: list[Any], faults: Faults) -> None:
    for name in dict.fromkeys(n for n in names if isinstance(n, str) and names.count(n) > 1):
        faults.add(f'{key} "{name}"', f"{names.count(name)} {key}s have this name")


def _attribute(row: Mapping[str, Any], place: str, faults: Faults) -> Attribute | None:
    faults.unknown_keys(place, row, _ATTRIBUTE_KEYS)
    name = _name(row, place, faults)
    label = _words(row, "label", place, faults, default=name)
    asked = Words(f"What is known about: {label.en}?", f"请了解：{label.zh}？")
    ask = _words(row, "ask", place, faults, default=asked)
    bins = _bins(row, place, faults)
    otherwise = _points(row, "otherwise", place, faults) if "otherwise" in row else None
    unknown = _points(row, "unknown", place, faults)
    if bins is None:
        return None
    if otherwise is None and "otherwise" not in row:
        _needs_otherwise(bins, place, faults)
    column, crossed = row.get("column", name), row.get("crossed_with")
    for key, value in (("column", column), ("crossed_with", crossed)):
        if not (isinstance(value, str) and value) and (key == "column" or key in row):
            faults.add(place, f"{key} must be the name of a lead column, found {value!r}")
            return None
    if column == crossed:
        faults.add(place, f'crossed_with names "{column}" again; it must be another column')
        return None
    return Attribute(name, column, label, ask, unknown or 0, bins, otherwise, crossed)


def _bins(row: Mapping[str, Any], place: str, faults: Faults) -> tuple[Bin, ...] | None:
    rows = row.get("bins")
    if not isinstance(rows, list) or not rows or not all(isinstance(b, dict) for b in rows):
        faults.add(place, "bins must be a list of at least one { in = [...], points = n }")
        return None
    bins = []
    for number, one in enumerate(rows, 1):
        where = f"{place}, bin {number}"
        faults.unknown_keys(where, one, _BIN_KEYS)
        points = _points(one, "points", where, faults)
        test = _test(one, where, faults)
        label = _words(one, "label", where, faults, default="") if "label" in one else None
        crossed = "crossed_with" in row
        also = _also(one, where, faults, crossed=crossed)
        if test is not None and (also is not None) == crossed:
            bins.append(Bin(test, points or 0, label, also))
    if len(bins) < len(rows):
        return None
    if any(len({test.kind for test in tests}) > 1 for tests in _sides(bins)):
        faults.add(
            place,
            "its bins mix kinds of tests; use only texts, only true/false, or only from / below",
        )
        return None
    _no_overlap(bins, place, faults)
    return tuple(bins)


def _also(row: Mapping[str, Any], place: str, faults: Faults, *, crossed: bool) -> Test | None:
    """Read the test of the second column, which the bins of crossed attributes have."""
    value = row.get("and")
    if value is None and not crossed:
        return None
    if not crossed:
        faults.add(place, '"and" tests a second column; name it in the attribute: crossed_with')
        return None
    if not isinstance(value, dict):
        faults.add(place, 'a crossed bin also needs and = { in = ["..."] }, or from / below in it')
        return None
    faults.unknown_keys(f"{place}, and", value, _TEST_KEYS)
    return _test(value, f"{place}, and", faults)


def _sides(bins: Sequence[Bin]) -> list[list[Test]]:
    """Return the tests of each column."""
    return [[b.test for b in bins], [b.also for b in bins if b.also is not None]]


def _test(row: Mapping[str, Any], place: str, faults: Faults) -> Test | None:
    has_range = "from" in row or "below" in row
    if ("in" in row) == has_range:
        faults.add(place, 'exactly one kind of test is needed: in = ["..."], or from / below')
        return None
    if has_range:
        return _range(row, place, faults)
    values = row["in"]
    texts = isinstance(values, list) and all(isinstance(v, str) for v in values)
    truths = isinstance(values, list) and all(isinstance(v, bool) for v in values)
    if not values or not (texts or truths):
        faults.add(
            place,
            f"in must be a list of texts, or of true and false, found {values!r}; "
            "numbers are tested with from / below",
        )
        return None
    for value in values:
        if isinstance(value, str) and ("|" in value or value != value.strip() or not value):
            faults.add(
                place,
                f'"{value}" cannot be a value: it is empty, has blanks around it, '
                'or holds "|", which stands between possible values',
            )
    return Test(tuple(values))


def _range(row: Mapping[str, Any], place: str, faults: Faults) -> Test | None:
    ends = {"from": -math.inf, "below": math.inf}
    for key in ends:
        if key not in row:
            continue
        value = row[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            faults.add(place, f"{key} must be a number, found {value!r}")
            return None
        ends[key] = float(value)
    if ends["from"] >= ends["below"]:
        faults.add(place, f"from = {ends['from']:g} is not less than below = {ends['below']:g}")
        return None
    return Test(start=ends["from"], below=ends["below"])


def _no_overlap(bins: list[Bin], place: str, faults: Faults) -> None:
    if bins[0].also is not None:
        _no_common_pair(bins, place, faults)
        return
    seen: dict[str | bool, int] = {}
    for number, one in enumerate(bins, 1):
        for value in one.test.values:
            if value in seen:
                faults.add(place, f'"{value}" is in bin {seen[value]} and in bin {number}')
            seen.setdefault(value, number)
    if bins[0].test.kind == "number":
        order = sorted(range(len(bins)), key=lambda i: bins[i].test.start)
        for first, second in pairwise(order):
            if bins[second].test.start < bins[first].test.below:
                faults.add(
                    place,
                    f"bin {first + 1} ({bins[first].test.describe()}) and bin "
                    f"{second + 1} ({bins[second].test.describe()}) overlap",
                )


def _no_common_pair(bins: list[Bin], place: str, faults: Faults) -> None:
    for (i, one), (j, other) in combinations(enumerate(bins, 1), 2):
        if one.also is None or other.also is None or not one.test.meets(other.test):
            continue
        if one.also.meets(other.also):
            what = f"bin {i} ({one.describe()}) and bin {j} ({other.describe()})"
            faults.add(place, f"{what} overlap")


def _needs_otherwise(bins: tuple[Bin, ...], place: str, faults: Faults) -> None:
    kind = bins[0].test.kind
    if bins[0].also is not None:
        faults.add(place, "otherwise is missing: how many points has a pair that no bin names?")
    elif kind == "text":
        faults.add(place, "otherwise is missing: how many points has a value that no bin names?")
    elif kind == "boolean" and len({v for b in bins for v in b.test.values}) < 2:
        faults.add(place, "otherwise is missing: only one of true and false has a bin")
    elif kind == "number" and number_gaps(bins):
        gaps = "; ".join(test.describe() for test in number_gaps(bins))
        faults.add(place, f"otherwise is missing: the bins leave a gap ({gaps})")


def number_gaps(bins: Iterable[Bin]) -> list[Test]:
    """Find the ranges of numbers that no bin covers.

    Examples
    --------
    >>> [gap.describe() for gap in number_gaps([Bin(Test(start=0.0, below=5.0), 1)])]
    ['below 0', 'from 5']
    """
    gaps, reached = [], -math.inf
    for one in sorted(bins, key=lambda b: b.test.start):
        if one.test.start > reached:
            gaps.append(Test(start=reached, below=one.test.start))
        reached = max(reached, one.test.below)
    if reached < math.inf:
        gaps.append(Test(start=reached))
    return gaps


def _gate(row: Mapping[str, Any], place: str, faults: Faults) -> Gate | None:
    faults.unknown_keys(place, row, _GATE_KEYS)
    name = _name(row, place, faults)
    label = _words(row, "label", place, faults, default=name)
    when = row.get("when")
    if not isinstance(when, dict):
        faults.add(place, 'when must be a table such as { column = "status", in = ["revoked"] }')
        return None
    faults.unknown_keys(f"{place}, when", when, _WHEN_KEYS)
    column = when.get("column")
    if not isinstance(column, str) or not column:
        faults.add(f"{place}, when", "column must be the name of a lead column")
        return None
    test = _test(when, f"{place}, when", faults)
    return None if test is None else Gate(name, label, column, test)


def _name(row: Mapping[str, Any], place: str, faults: Faults) -> str:
    name = row.get("name")
    if isinstance(name, str) and name.strip():
        return name
    faults.add(place, f"name must be a text, found {name!r}")
    return ""


def _words(
    row: Mapping[str, Any], key: str, place: str, faults: Faults, default: str | Words
) -> Words:
    value = row.get(key, default)
    if isinstance(value, Words):
        return value
    if isinstance(value, str):
        return Words(value, value)
    if isinstance(value, dict) and value and all(isinstance(v, str) for v in value.values()):
        faults.unknown_keys(f"{place}, {key}", value, ("en", "zh"))
        en, zh = value.get("en"), value.get("zh")
        return Words(en or zh or "", zh or en or "")
    faults.add(place, f'{key} must be a text or {{ en = "...", zh = "..." }}, found {value!r}')
    return Words("", "")


def _points(row: Mapping[str, Any], key: str, place: str, faults: Faults) -> int | None:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        found = "nothing" if value is None else repr(value)
        faults.add(place, f"{key} must be a whole number of points, found {found}")
        return None
    if abs(value) > MOST_POINTS:
        faults.add(place, f"{key} = {value} is beyond {MOST_POINTS:,} points")
        return None
    return value


def _doubles_every(head: Mapping[str, Any], faults: Faults) -> float:
    value = head.get("doubles_every", 20)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value < math.inf:
        faults.add("card", f"doubles_every must be a number above 0, found {value!r}")
        return 20.0
    return float(value)


def _grades(head: Mapping[str, Any], faults: Faults) -> tuple[tuple[str, int], ...]:
    value = head.get("grades")
    if not isinstance(value, dict) or not value:
        faults.add("card", "grades must be a table such as { A = 70, B = 50, C = 30 }")
        return (("A", 0),)
    letters = [chr(ord("A") + i) for i in range(len(value))]
    if list(value) != letters or len(value) > 25:
        faults.add(
            "card", f"grades must be letters from A on, best first, found {', '.join(value)}"
        )
        return (("A", 0),)
    scores = [_points(value, letter, "card, grades", faults) for letter in letters]
    known = [score for score in scores if score is not None]
    if len(known) == len(scores) and known != sorted(set(known), reverse=True):
        faults.add("card, grades", f"each grade must ask for less than the one before: {known}")
    return tuple(zip(letters, (score or 0 for score in scores), strict=True))
