"""Tables in HTML: what many sites call an Excel export is a page with one table."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

_FEWEST_ROWS = 2
_SHARE_OF_WIDTH = 0.6
_WIDEST = 1_000
_NOT_SHOWN = frozenset({"script", "style", "head", "template"})
_BREAKS = frozenset({"br", "p", "div", "li"})


LARGEST_PAGE = 128 * 1024**2
"""Bytes of the largest page that is read."""


class HtmlTable(NamedTuple):
    """The table of a page.

    Attributes
    ----------
    rows : list of list of (str or None)
        Its cells; a cell over several rows stands in each of them, one over several columns in
        the first.
    others : int
        How many other tables the page has.
    """

    rows: list[list[str | None]]
    others: int


def read_html(text: str) -> HtmlTable | None:
    """Read the table of a page that is one list.

    Parameters
    ----------
    text : str
        The page.

    Returns
    -------
    HtmlTable or None
        The table with the most rows; None when it has no two rows of several cells, or most of
        its rows have another width: then the page only looks arranged.

    Examples
    --------
    >>> page = "<table><tr><th>Company<th>City<tr><td>A &amp; B<td>Hull</table>"
    >>> read_html(page).rows
    [['Company', 'City'], ['A & B', 'Hull']]
    >>> read_html("<html><body>Please log in.</body></html>") is None
    True
    """
    parser = _Tables(len(text))
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.finish() if any(table)]
    best = max(tables, key=len, default=[])
    if len(best) < _FEWEST_ROWS:
        return None
    widths = [len(row) for row in best if row]
    width = max(widths, default=0)
    if width < 2 or widths.count(width) < _SHARE_OF_WIDTH * len(widths):
        return None
    rows = [row + [None] * (width - len(row)) for row in best]
    return HtmlTable(rows, len(tables) - 1)


class _Table:
    def __init__(self, left: list[int]) -> None:
        # How many cells may still come out of others, in the whole page.
        self.left = left
        self.rows: list[list[str | None]] = []
        # Column to the cell that stands in it, and in how many rows more.
        self.held: dict[int, tuple[str | None, int]] = {}
        self.text: list[str] | None = None
        self.spans = (1, 1)

    def begin_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def begin_cell(self, rows: int, columns: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self.text, self.spans = [], (rows, columns)

    def end_cell(self) -> None:
        if self.text is None:
            return
        cell = "".join(self.text).strip() or None
        self.text = None
        self._fill_held()
        row, (rows, columns) = self.rows[-1], self.spans
        for at in range(columns):
            if at and not self._may_add():
                break
            value = cell if at == 0 else None
            if rows > 1:
                self.held[len(row)] = (value, rows - 1)
            row.append(value)

    def _fill_held(self) -> None:
        row = self.rows[-1]
        while len(row) in self.held and self._may_add():
            value, rows = self.held.pop(len(row))
            if rows > 1:
                self.held[len(row)] = (value, rows - 1)
            row.append(value)

    def _may_add(self) -> bool:
        self.left[0] -= 1
        return self.left[0] >= 0

    def end_row(self) -> None:
        self.end_cell()
        if self.rows and self.rows[-1]:
            self._fill_held()


class _Tables(HTMLParser):
    """Collects the cells of every table; one inside another is a table of its own."""

    def __init__(self, left: int) -> None:
        super().__init__(convert_charrefs=True)
        self._left = [left]
        self._done: list[_Table] = []
        self._open: list[_Table] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_SHOWN:
            self._hidden += 1
        elif tag == "table":
            self._open.append(_Table(self._left))
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].end_row()
            self._open[-1].begin_row()
        elif tag in ("td", "th"):
            said = dict(attrs)
            self._open[-1].begin_cell(_span(said.get("rowspan")), _span(said.get("colspan")))
        elif tag in _BREAKS and self._open[-1].text:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_SHOWN:
            self._hidden = max(self._hidden - 1, 0)
        elif not self._open:
            return
        elif tag == "table":
            self._open[-1].end_row()
            self._done.append(self._open.pop())
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in ("td", "th"):
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._hidden and self._open[-1].text is not None:
            self._open[-1].text.append(data)

    def finish(self) -> list[list[list[str | None]]]:
        for table in self._open:
            table.end_row()
        return [table.rows for table in (*self._done, *self._open)]


def _span(said: str | None) -> int:
    usual = said is not None and said.isascii() and said.isdigit() and len(said) < 5
    return max(1, min(int(said or 1), _WIDEST)) if usual else 1
