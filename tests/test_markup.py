"""Tables for notebooks: small, harmless whatever stands in them, the same in a dark notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from leadscore.markup import paragraph, table, text

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """Collects the tags and the text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ends: list[str] = []
        self.told: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; its attributes are ours."""
        self.tags.append(tag)
        assert {name for name, _ in attrs} <= {"style", "scope"}

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of a tag."""
        self.ends.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        self.told.append(data)


def bare(markup: str) -> str:
    return re.sub(r' style="[^"]*"', "", markup)


def test_a_table_is_what_it_should_be() -> None:
    """A small table, letter for letter, beside its style."""
    made = table(["Company", "Score"], [["甲 & 乙", 1200], [None, 5]], title="First")
    assert bare(made) == (
        "<table><caption>First</caption>"
        '<thead><tr><th scope="col">Company</th><th scope="col">Score</th></tr></thead>'
        "<tbody><tr><td>甲 &amp; 乙</td><td>1,200</td></tr><tr><td></td><td>5</td></tr></tbody>"
        "</table>"
    )
    assert bare(paragraph(["a", "b<"], faint=True)) == "<p>a<br>b&lt;</p>"
    assert paragraph([]) == ""


def test_numbers_stand_on_the_right() -> None:
    """Columns of numbers are set to the right, or those that are named."""
    rows: list[list[str | int | None]] = [["a", 1], ["b", None]]
    assert table(["x", "y"], rows).count("text-align:right") == 3
    assert table(["x", "y"], rows, right=()).count("text-align:right") == 0


def test_no_colour_is_set() -> None:
    """Text and ground keep the colours of the notebook, so that dark ones can be read."""
    made = table(["x"], [["a"]], title="t") + paragraph(["a"], faint=True)
    assert not re.search(r"[;\"](color|background)[^:;]*:(?!inherit)", made)


@given(st.lists(st.text(max_size=30) | st.just(HOSTILE), min_size=1, max_size=4))
def test_whatever_stands_in_a_cell_is_text(cells: list[str]) -> None:
    """No text makes a tag or an attribute, and every letter of it is shown."""
    made = Page(table(cells, [cells], title=cells[0]) + paragraph(cells))
    allowed = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "br"}
    assert set(made.tags) <= allowed
    tags = [tag for tag in made.tags if tag != "br"]
    assert sorted(made.ends) == sorted(tags)
    shown = "".join(made.told)
    for cell in cells:
        for word in re.findall(r"\w+", cell):
            assert word in shown


def test_characters_that_steer_are_blanks() -> None:
    """Control characters and those that turn words around are not passed on."""
    assert text("a\x1b\u202eb\tc") == "a  b\tc"
