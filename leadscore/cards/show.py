"""A card as people see it: a table in a terminal, the same table in a notebook."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from leadscore import markup

if TYPE_CHECKING:
    from leadscore.cards.card import Card

_HEADINGS = {
    "en": ("Attribute", "Value", "Points"),
    "zh": ("项目", "取值", "分值"),
}
_WORDS = {
    "en": ("unknown (best guess)", "any other value", "Grades", "Out of the list", "below"),
    "zh": ("未知（估计值）", "其他取值", "等级", "淘汰条件", "低于"),
}

Row = tuple[str, str, str]


def card_rows(card: Card, lang: str = "en") -> list[Row]:
    """List the card as rows of attribute, value and points.

    Parameters
    ----------
    card : Card
        The card.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    list of (str, str, str)
        One row per bin, for the unknown and for any other value; the attribute's label stands
        in its first row only.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card_rows(hrm_card())[:2]
    [('Company size', 'large', '20'), ('', 'medium', '16')]
    """
    rows: list[Row] = []
    unknown, rest = _WORDS[lang][:2]
    for one in card.attributes:
        lines = [(one.bin_words(b, lang), b.points) for b in one.bins]
        lines.append((unknown, one.unknown))
        if one.otherwise is not None:
            lines.append((rest, one.otherwise))
        for place, (words, points) in enumerate(lines):
            rows.append((one.label.in_language(lang) if place == 0 else "", words, str(points)))
    return rows


def card_notes(card: Card, lang: str = "en") -> list[str]:
    """Say the grades and the gates in words, one line each."""
    _, _, grades, gates, below = _WORDS[lang]
    colon = "：" if lang == "zh" else ": "
    last = card.grades[-1][1]
    steps = [f"{letter} {least}+" for letter, least in card.grades]
    notes = [f"{grades}{colon}{', '.join(steps)}, {card.rest_grade} {below} {last}"]
    notes += [
        f"{gates}{colon}{gate.label.in_language(lang)} ({gate.column}: {gate.test.describe(lang)})"
        for gate in card.gates
    ]
    return notes


def card_text(card: Card, lang: str = "en") -> str:
    """Draw the card as a table of text.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> print(card_text(hrm_card()))
    HR software, first call (hrm 1): 3 to 100 points
    <BLANKLINE>
    Attribute            Value                             Points
    -------------------  --------------------------------  ------
    Company size         large                                 20
    ...
    """
    rows = [_HEADINGS[lang], *card_rows(card, lang)]
    widths = [max(_width(row[i]) for row in rows) for i in range(3)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([_title(card, lang), "", *lines, "", *card_notes(card, lang)])


def card_html(card: Card, lang: str = "en") -> str:
    """Draw the card as an HTML table; every text of the card is escaped.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> card_html(hrm_card()).startswith("<table ")
    True
    """
    rows = card_rows(card, lang)
    table = markup.table(_HEADINGS[lang], rows, title=_title(card, lang), right=(2,))
    return table + markup.paragraph(card_notes(card, lang))


def _title(card: Card, lang: str) -> str:
    span = (
        f"{card.lowest} 至 {card.highest} 分"
        if lang == "zh"
        else (f"{card.lowest} to {card.highest} points")
    )
    colon = "：" if lang == "zh" else ": "
    return f"{card.label.in_language(lang)} ({card.name} {card.version}){colon}{span}"


def _line(row: Row, widths: list[int]) -> str:
    name, value, points = row
    left = f"{_pad(name, widths[0])}  {_pad(value, widths[1])}"
    return f"{left}  {' ' * (widths[2] - _width(points))}{points}"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
