"""Markup that a scraper left in a cell."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.importer import read_list
from leadscore.lists.opening.cells import clean_cells
from leadscore.lists.opening.markup_left import drop_markup, without_markup


def test_marked_results_of_a_search_are_read(tmp_path: Path) -> None:
    """Tags and entities are in no value of a lead, whichever field it is."""
    record = {
        "name": "<em>云岭</em>科技有限公司",
        "address": '上海市<font color="red">云岭</font>东路5号A&amp;B座',
        "phone": "13800000001<br>13800000002",
    }
    (tmp_path / "a.json").write_text(json.dumps([record]), encoding="utf-8")
    lead = read_list(tmp_path / "a.json", kind="polars").leads.row(0, named=True)
    assert lead["name"] == "云岭科技有限公司"
    assert lead["address"] == "上海市云岭东路5号A&B座"
    assert lead["phones"] == "13800000001|13800000002"


@pytest.mark.parametrize(
    "text",
    [
        "R&D; sales",
        "a < b > c",
        "<h1>x</h1>",
        "http://a.example/?a=1&b=2",
        "AT&T",
        "<>",
        "&#;",
        "x;",
    ],
)
def test_other_signs_stay(text: str) -> None:
    """What only looks like markup is a part of the text."""
    assert without_markup(text) == text


def test_escapes_of_json_are_letters() -> None:
    """What was cut out of the JSON of a page reads as it was meant; other backslashes stay."""
    assert without_markup("互联网\\/电子商务") == "互联网/电子商务"
    assert without_markup("\\u4E91\\u5cad \\ud83d\\ude00 \\ud83d") == "云岭 \U0001f600 \ufffd"
    assert without_markup("C:\\users\\n") == "C:\\users\\n"


def test_what_is_only_markup_is_empty() -> None:
    """A cell that shows nothing is missing."""
    assert clean_cells(pl.DataFrame({"0": ["<b></b>", "&nbsp;", "x"]}))["0"].to_list() == [
        *(None, None, "x"),
    ]


@given(st.lists(st.none() | st.text(alphabet="<>/&;bemrp #x1a\\u0", max_size=12), max_size=8))
def test_a_column_is_cleaned_text_by_text(texts: list[str | None]) -> None:
    """The column gives what each text gives, and the column that was given is as it was."""
    column = pl.Series(texts, dtype=pl.String)
    made = drop_markup(column).to_list()
    assert made == [None if text is None else without_markup(text) for text in texts]
    assert column.to_list() == texts
