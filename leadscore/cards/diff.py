"""What two cards give differently, one line per change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadscore.cards.parts import AND
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute


_NEW_GONE = {"en": ("new, ", "gone, was "), "zh": ("新增，", "删除，原为")}
_CHINESE = {
    "points": "分",
    "card": "评分卡",
    "name": "名称",
    "version": "版本",
    "label": "显示名",
    "doubles_every": "胜算翻倍分值",
    "grades": "等级",
    "attributes": "项目",
    "order": "顺序",
    "column": "列",
    "ask": "提问",
    "unknown": "未知",
    "otherwise": "其他",
    "gate": "淘汰条件",
    "is": "为",
}
_Rows = dict[tuple[str, ...], str]
"""The value that stands at each place; a place is a path of keys."""


@dataclass(frozen=True)
class Change:
    """One difference between two cards.

    Attributes
    ----------
    place : str
        Where it is: ``"size, large"``, ``"grades, A"``.
    before, after : str
        What stood there; empty where there was nothing.
    lang : {"en", "zh"}
        The language of all three.

    Examples
    --------
    >>> str(Change("size, large", "20 points", "25 points"))
    'size, large: 20 -> 25 points'
    """

    place: str
    before: str
    after: str
    lang: str = "en"

    def __str__(self) -> str:
        new, gone = _NEW_GONE[self.lang]
        colon = "：" if self.lang == "zh" else ": "
        if not self.before:
            return f"{self.place}{colon}{new}{self.after}"
        if not self.after:
            return f"{self.place}{colon}{gone}{self.before}"
        unit = f" {_word('points', self.lang)}"
        before = self.before.removesuffix(unit) if self.after.endswith(unit) else self.before
        return f"{self.place}{colon}{before} -> {self.after}"


def diff_cards(old: Card, new: Card, lang: str = "en") -> list[Change]:
    """List what differs, in either language; see ``Card.diff``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card = hrm_card()
    >>> [str(c) for c in diff_cards(card, card.with_points({"size": {0: 25}}), "zh")]
    ['企业规模，大型：20 -> 25 分']
    """
    check_language(lang)
    places = {**_places(old, lang), **_places(new, lang)} if lang == "zh" else {}
    joint = "，" if lang == "zh" else ", "
    return [
        Change(
            places.get(place) or joint.join(_word(key, lang) for key in place), before, after, lang
        )
        for old_rows, new_rows in (
            (_head(old, lang), _head(new, lang)),
            *_attribute_pairs(old, new, lang),
            (_gates(old, lang), _gates(new, lang)),
        )
        for place, before, after in _compare(old_rows, new_rows)
    ]


def _word(key: str, lang: str) -> str:
    return _CHINESE.get(key, key) if lang == "zh" else key


def _places(card: Card, lang: str) -> dict[tuple[str, ...], str]:
    """Say the places of attributes and their bins as people read them."""
    said: dict[tuple[str, ...], str] = {}
    for one in card.attributes:
        head = one.label.in_language(lang)
        for key in ("column", "label", "ask", "unknown", "otherwise"):
            said[one.name, key] = f"{head}，{_word(key, lang)}"
        for b in one.bins:
            words = f"{head}，{one.bin_words(b, lang)}"
            said[one.name, b.describe()] = words
            said[one.name, b.describe(), "label"] = f"{words}，{_word('label', lang)}"
    return said


def _compare(old: _Rows, new: _Rows) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for place in dict.fromkeys([*old, *new]):
        before, after = old.get(place, ""), new.get(place, "")
        if before != after:
            yield place, before, after


def _head(card: Card, lang: str) -> _Rows:
    points = _word("points", lang)
    return {
        ("card", "name"): card.name,
        ("card", "version"): card.version,
        ("card", "label"): f"{card.label.en} / {card.label.zh}",
        ("card", "doubles_every"): f"{card.doubles_every:g} {points}",
        **{("grades", letter): f"{least} {points}" for letter, least in card.grades},
        ("attributes", "order"): ", ".join(one.name for one in card.attributes),
    }


def _attribute_pairs(old: Card, new: Card, lang: str) -> Iterator[tuple[_Rows, _Rows]]:
    before = {one.name: one for one in old.attributes}
    after = {one.name: one for one in new.attributes}
    for name in dict.fromkeys([*before, *after]):
        yield _attribute(before.get(name), lang), _attribute(after.get(name), lang)


def _attribute(one: Attribute | None, lang: str) -> _Rows:
    if one is None:
        return {}
    points = _word("points", lang)
    rows: _Rows = {
        (one.name, "column"): AND.join(one.columns),
        (one.name, "label"): f"{one.label.en} / {one.label.zh}",
        (one.name, "ask"): f"{one.ask.en} / {one.ask.zh}",
        **{(one.name, b.describe()): f"{b.points} {points}" for b in one.bins},
        (one.name, "unknown"): f"{one.unknown} {points}",
    }
    if one.otherwise is not None:
        rows[one.name, "otherwise"] = f"{one.otherwise} {points}"
    for b in one.bins:
        if b.label is not None:
            rows[one.name, b.describe(), "label"] = f"{b.label.en} / {b.label.zh}"
    return rows


def _gates(card: Card, lang: str) -> _Rows:
    return {
        (f"{_word('gate', lang)} {gate.name}",): (
            f"{gate.column} {_word('is', lang)} {gate.test.describe(lang)} "
            f"({gate.label.en} / {gate.label.zh})"
        )
        for gate in card.gates
    }
