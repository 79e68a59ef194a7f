"""What a part of a score says in words: values, points and what is uncertain about them."""

from __future__ import annotations

from leadscore.cards.binning import KNOWN, MISSING, SET, UNFORESEEN, Cells
from leadscore.cards.crossed import pair_slots
from leadscore.cards.parts import AND, Attribute
from leadscore.standards.vocabulary import label


def value_words(one: Attribute, cells: Cells, cell: int, lang: str) -> str | None:
    """Say what a cell holds.

    Parameters
    ----------
    one : Attribute
        The attribute.
    cells : Cells
        Its cells on a batch.
    cell : int
        The cell.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str or None
        The bin's own label, else the words of the standards, else the value; None: unknown.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.binning import attribute_cells
    >>> from leadscore.cards.card import hrm_card
    >>> size = hrm_card().attribute("size")
    >>> value_words(size, attribute_cells(size, pl.DataFrame({"size": ["small|medium"]})), 1, "en")
    'small or medium'
    """
    if cells.state[cell] == MISSING:
        return None
    said = _pair_words(one, lang) if one.kind == "crossed" else _own_labels(one, lang)
    parts = [part.strip() for part in cells.values[cell].split("|") if part.strip()]
    words = [said.get(part) or label(one.column, part, lang) for part in dict.fromkeys(parts)]
    return ("或" if lang == "zh" else " or ").join(words)


def _pair_words(one: Attribute, lang: str) -> dict[str, str]:
    """Say the pairs of values that a crossed attribute names."""
    said = {}
    sides = [(side.column, _own_labels(side, lang)) for side in one.sides]
    for pair, slot in pair_slots(one).items():
        own = one.bins[slot].label
        words = (
            labels.get(value) or label(column, value, lang)
            for value, (column, labels) in zip(pair, sides, strict=True)
        )
        said[AND.join(pair)] = AND.join(words) if own is None else own.in_language(lang)
    return said


def _own_labels(one: Attribute, lang: str) -> dict[str, str]:
    labels = {}
    yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
    for b in one.bins:
        keys = b.test.words or (b.test.describe(),)
        for key, value in zip(keys, b.test.values or keys, strict=True):
            if b.label is not None:
                labels[key] = b.label.in_language(lang)
            elif isinstance(value, bool):
                labels[key] = yes if value else no
            elif not b.test.values:
                labels[key] = b.test.describe(lang)
    return labels


def part_texts(one: Attribute, cells: Cells, lang: str) -> list[str | None]:
    """Say each cell as a reason, with its points.

    Parameters
    ----------
    one : Attribute
        The attribute.
    cells : Cells
        Its cells on a batch.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    list of str or None
        One per cell; None where nothing is known, or where it gives no points.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.binning import attribute_cells
    >>> from leadscore.cards.card import hrm_card
    >>> size = hrm_card().attribute("size")
    >>> cells = attribute_cells(size, pl.DataFrame({"size": ["large", "small|medium"]}))
    >>> part_texts(size, cells, "en")
    [None, 'Company size: large +20', 'Company size: small or medium +9 (4 to 16)']
    """
    head = one.label.in_language(lang)
    colon, to = ("：", "至") if lang == "zh" else (": ", " to ")
    texts: list[str | None] = []
    for cell, points in enumerate(cells.best):
        low, high = int(cells.low[cell]), int(cells.high[cell])
        if cells.state[cell] == MISSING or points == 0:
            texts.append(None)
            continue
        span = "" if low == high else f" ({low}{to}{high})"
        texts.append(f"{head}{colon}{value_words(one, cells, cell, lang)} {points:+d}{span}")
    return texts


_NOTES = {
    SET: ("several values are possible", "有多种可能"),
    MISSING: ("unknown: the card's best guess", "未知：取评分卡的估计值"),
    UNFORESEEN: ("the card does not name this value", "评分卡未列出此值"),
}


def cell_note(cells: Cells, cell: int, lang: str) -> str | None:
    """Say what is uncertain about a cell.

    Returns
    -------
    str or None
        None when the value is known and the card names it.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.binning import attribute_cells
    >>> from leadscore.cards.card import hrm_card
    >>> size = hrm_card().attribute("size")
    >>> cells = attribute_cells(size, pl.DataFrame({"size": ["large", None]}))
    >>> cell_note(cells, 1, "en"), cell_note(cells, 0, "en")
    (None, "unknown: the card's best guess")
    """
    state = int(cells.state[cell])
    if state == KNOWN:
        return None
    return _NOTES[state][1 if lang == "zh" else 0]
