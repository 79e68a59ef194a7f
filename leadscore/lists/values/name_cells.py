"""What a cell that names a company holds besides the name: ratings, list numbers, notes, brands.

Only what a name never holds is taken off at once: a second line, empty quotation marks, a count of
reviews. A bare rating, a list number, and a word for recruiting can belong to a name; they are
taken off where most of the column has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from leadscore.distinct import is_missing
from leadscore.lists.values.name_words import name_pattern
from leadscore.lists.values.names import is_company_name
from leadscore.standards.characters import traditional

_HAN = re.compile(r"[\u3400-\u9fff]")
_LINES = re.compile(r"[\r\n\t]+")
# A run of blanks can stand for a line break or a column of its own.
_PADDED = re.compile(r"[ \u3000\xa0]{4,}")
_RATING = r"[0-5]\.\d"
_REVIEWS = r"\(?[\d,]+(?:\.\d)?[kK]?\+?\s*[Rr]eviews?\)?"
_RATED = re.compile(rf"(?<=\S)\s*{_RATING}\s*★?$")
_REVIEWED = re.compile(rf"(?<=\S)\s*(?:{_RATING}\s*★?|\s)\s*{_REVIEWS}$")
_ONLY_RATED = re.compile(rf"(?:{_RATING}\s*★?|★+|{_REVIEWS}|{_RATING}\s*★?\s*{_REVIEWS}|[\d.,]+)")
_NUMBERED = re.compile(r"^\(?\d{1,5}\s*(?:[.、,，)）．]\s*(?!\d)|\s+)(?=\S)")
_EMPTY_MARKS = re.compile(r"\s*(?:“”|\"\"|''|‘’|「」|『』|《》|\(\)|（）|\[\]|【】)$")
# A number of a register or a telephone; short ones are brands.
_NO_NAME = re.compile(r"\d{6,}(?:\.0+)?")
_LONGEST = 200
_SAMPLE = 2_000
_MANY, _MOST, _NEARLY_ALL = 0.3, 0.6, 0.8


class NameHabits(NamedTuple):
    """What the cells of a column have in common besides names.

    Attributes
    ----------
    rated : bool
        Many end in a rating such as ``3.6``.
    recruiting : bool
        Nearly all end in a word for recruiting.
    numbered : bool
        Most begin with a list number.
    padded : bool
        Many hold something behind a run of blanks.
    """

    rated: bool = False
    recruiting: bool = False
    numbered: bool = False
    padded: bool = False


NO_HABITS = NameHabits()


def name_habits(cells: Sequence[str | None]) -> NameHabits:
    """Look at the cells of a column of names.

    Parameters
    ----------
    cells : sequence of str or None
        Distinct cells, in the order of the list; some thousand are enough.

    Returns
    -------
    NameHabits
        What can be taken off all names of this column.

    Examples
    --------
    >>> name_habits(["Tarnvale 3.6", "Quillmoor 4.1", "Brindle"])
    NameHabits(rated=True, recruiting=False, numbered=False, padded=False)
    >>> name_habits(["1.甲乙公司", "2.丙丁公司"]).numbered
    True
    """
    some = [cell for cell in cells[:_SAMPLE] if cell is not None]
    # One cell alone shows no habit.
    least = max(len(some), 2)
    many = _MANY * max(len(some), 4)
    recruiting = sum(bool(name_pattern("recruiting").search(cell)) for cell in some)
    return NameHabits(
        sum(bool(_RATED.search(cell)) for cell in some) >= many,
        recruiting >= _NEARLY_ALL * least,
        _numbered([match[0] for cell in some if (match := _NUMBERED.match(cell))], least),
        sum(bool(_PADDED.search(cell)) for cell in some) >= many,
    )


def _numbered(found: list[str], count: int) -> bool:
    """Tell whether numbers count: most cells have one, and they rise."""
    numbers = [int(re.sub(r"\D", "", one)) for one in found]
    rising = sum(one < other for one, other in pairwise(numbers))
    return len(numbers) >= _MOST * count and rising >= _NEARLY_ALL * (len(numbers) - 1)


def is_no_name(name: str) -> bool:
    """Tell whether what stands in a cell can be no company's name.

    Examples
    --------
    >>> is_no_name("合计：2家"), is_no_name("284169"), is_no_name("360"), is_no_name("!")
    (True, True, False, True)
    """
    if len(name) > _LONGEST or is_missing(name) or not any(c.isalnum() for c in name):
        return True
    if _NO_NAME.fullmatch(name):
        return True
    return any(name_pattern(group).fullmatch(name) for group in ("total", "unnamed"))


def name_in_cell(cell: str, habits: NameHabits = NO_HABITS) -> str:
    r"""Take the name out of a cell.

    Parameters
    ----------
    cell : str
        Such a cell.
    habits : NameHabits
        Of its column.

    Returns
    -------
    str
        The name as written; it never holds a line break. The cell itself where nothing else
        is left.

    Examples
    --------
    >>> name_in_cell("Tarnvale Systems\n3.6"), name_in_cell("Tarnvale4.22059 Reviews")
    ('Tarnvale Systems', 'Tarnvale')
    >>> name_in_cell("甲乙_上海甲乙科技有限公司"), name_in_cell("Agency 2.0")
    ('上海甲乙科技有限公司', 'Agency 2.0')
    """
    name = _one_line(cell)
    if "    " in name:
        name = _without_padding(name, many=habits.padded)
    if "eview" in name:
        name = _REVIEWED.sub("", name)
    name = _EMPTY_MARKS.sub("", name)
    if habits.rated:
        name = _RATED.sub("", name)
    if habits.recruiting:
        name = name_pattern("recruiting").sub("", name)
    if habits.numbered:
        name = _NUMBERED.sub("", name)
    if "_" in name:
        name = _registered(name)
    return name.strip() or " ".join(cell.split())


def _one_line(cell: str) -> str:
    """Choose among the lines of a cell: the one that is a company's name, else the first."""
    if not _LINES.search(cell):
        return cell
    lines = [line.strip() for line in _LINES.split(cell)]
    lines = [line for line in lines if line and not _ONLY_RATED.fullmatch(line)]
    if len(lines) < 2:
        return lines[0] if lines else " ".join(cell.split())
    first, second = lines[:2]
    if not _HAN.search(first):
        # What is nothing but a legal form was wrapped.
        whole = f"{first} {second}"
        return whole if name_pattern("wrapped").fullmatch(second) else first
    whole = f"{first}{second}"
    if not is_company_name(first):
        named = [line for line in lines if is_company_name(line)]
        if named or is_company_name(whole):
            return named[0] if named else whole
    return first


def _without_padding(name: str, *, many: bool) -> str:
    """Take off what stands behind a run of blanks, where what stands before it is a name."""
    first = _PADDED.split(name.strip())[0]
    return first if many or not _HAN.search(first) or is_company_name(first) else name


def _registered(name: str) -> str:
    """Choose between brand and registered name, as boards of Taiwan join them."""
    parts = [part.strip() for part in name.split("_")]
    legal = [
        part
        for part in parts
        if _HAN.search(part) and is_company_name(part) and not _is_group(part)
    ]
    return legal[0] if len(parts) == 2 and len(legal) == 1 else name


def _is_group(name: str) -> bool:
    return name.translate(traditional()).endswith("集团")
