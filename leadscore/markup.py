"""Rows become an HTML table for a notebook; whatever stands in them is text, never markup.

The style is inline and small. No colour of text or ground is set, so that a table reads as well in
a dark notebook as in a light one; lines and faint text are made of the text's own colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

# Control characters mean nothing in a page, and bidirectional ones turn words around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE = "border:0;border-bottom:1px solid rgba(128,128,128,.35);padding:.2em .7em"
_LEFT = f"text-align:left;vertical-align:top;{_LINE}"
_RIGHT = f"text-align:right;vertical-align:top;font-variant-numeric:tabular-nums;{_LINE}"
_TITLE = "text-align:left;font-weight:bold;padding:.2em 0;caption-side:top;color:inherit"
_TABLE = "border-collapse:collapse;margin:.4em 0;color:inherit;font-size:inherit"
_FAINT = "opacity:.6"

Cell = str | int | float | None


def text(value: object) -> str:
    r"""Make a value harmless in a page.

    Parameters
    ----------
    value : object
        None is nothing; whole numbers get separators.

    Returns
    -------
    str
        Escaped; a line break stays one, other control characters become blanks.

    Examples
    --------
    >>> text("<script>alert('x')</script>")
    '&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;'
    >>> text(12345), text(None), text("a\nb")
    ('12,345', '', 'a<br>b')
    """
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return escape(_CONTROL.sub(" ", str(value))).replace("\n", "<br>")


def paragraph(lines: Iterable[object], *, faint: bool = False) -> str:
    """Write lines of text below each other; nothing where there are none.

    Examples
    --------
    >>> paragraph(["a & b", "c"])
    '<p style="margin:.4em 0">a &amp; b<br>c</p>'
    """
    told = "<br>".join(text(line) for line in lines)
    look = f"margin:.4em 0;{_FAINT}" if faint else "margin:.4em 0"
    return f'<p style="{look}">{told}</p>' if told else ""


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "",
    right: Iterable[int] | None = None,
) -> str:
    """Write rows as a table.

    Parameters
    ----------
    heads : sequence of str
        One heading per column.
    rows : iterable of sequences
        The cells, as ``text`` writes them.
    title : str
        Stands above the table.
    right : iterable of int, optional
        Places of the columns that are set to the right; those that hold numbers only when not
        given.

    Returns
    -------
    str
        A ``<table>``.

    Examples
    --------
    >>> made = table(["Company", "Score"], [["<b>", 70], [None, 5]], title="First")
    >>> made.count("<tr>"), "<b>" in made, made.count("text-align:right")
    (3, False, 3)
    """
    lines = [list(row) for row in rows]
    places = set(_numbers(lines, len(heads)) if right is None else right)
    looks = [_RIGHT if place in places else _LEFT for place in range(len(heads))]
    above = f'<caption style="{_TITLE}">{text(title)}</caption>' if title else ""
    head = "".join(
        f'<th scope="col" style="{look}">{text(word)}</th>'
        for word, look in zip(heads, looks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{look}">{text(cell)}</td>' for cell, look in zip(row, looks, strict=True)
        )
        + "</tr>"
        for row in lines
    )
    return (
        f'<table style="{_TABLE}">{above}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _numbers(rows: list[list[Cell]], width: int) -> Iterable[int]:
    for place in range(width):
        cells = [row[place] for row in rows if row[place] is not None]
        if cells and all(isinstance(one, int | float) for one in cells):
            yield place
