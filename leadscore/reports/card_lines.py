"""A card as lines of a sheet: what gives how many points, the grades, what takes a lead out.

Reports stand beside cards and do not import them; a card is read here by the names of its parts.
"""

from __future__ import annotations

from typing import Any

from leadscore.reports.tables import heading_of, value_words
from leadscore.reports.words import say


def point_lines(card: Any, lang: str) -> list[tuple[str, str, int, str]]:
    """List what gives how many points.

    Parameters
    ----------
    card : Card
        The card.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    list of (str, str, int, str)
        Attribute, value, points and question, one line per bin, for the unknown and for any other
        value; attribute and question stand in the first line of each attribute only.
    """
    lines: list[tuple[str, str, int, str]] = []
    for one in card.attributes:
        own = [(one.bin_words(b, lang), b.points) for b in one.bins]
        own.append((say("word", "unknown", lang), one.unknown))
        if one.otherwise is not None:
            own.append((say("word", "rest", lang), one.otherwise))
        heads = (one.label.in_language(lang), one.ask.in_language(lang))
        for at, (words, points) in enumerate(own):
            head, ask = heads if at == 0 else ("", "")
            lines.append((head, words, points, ask))
    return lines


def card_title(card: Any, lang: str) -> str:
    """Say which card it is and how far its scores reach."""
    return say(
        "line",
        "span",
        lang,
        label=card.label.in_language(lang),
        name=card.name,
        version=card.version,
        low=card.lowest,
        high=card.highest,
    )


def rule_lines(card: Any, lang: str) -> list[str]:
    """Say grades and gates, one sentence each."""
    lines = [say("line", "grade", lang, letter=g, least=least) for g, least in card.grades]
    rest = {"letter": card.rest_grade, "least": card.grades[-1][1]}
    lines.append(say("line", "grade_rest", lang, **rest))
    for gate in card.gates:
        what = {"label": gate.label.in_language(lang), "column": heading_of(gate.column, lang)}
        lines.append(say("line", "gate", lang, **what, test=_values(gate, lang)))
    return lines


def _values(gate: Any, lang: str) -> str:
    texts = [value for value in gate.test.values if isinstance(value, str)]
    if not texts:
        return str(gate.test.describe(lang))
    return say("word", "list", lang).join(value_words(gate.column, one, lang) for one in texts)
