"""JSON as scrapers leave it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import LeadscoreError
from leadscore.lists.opening.files import read_table
from leadscore.lists.opening.json_records import read_json
from leadscore.lists.opening.json_text import BROKEN, decoded, python_value

FIRST = [{"company": "Alder Inc", "city": "Hull"}, {"company": "Ash Ltd", "city": "Leeds"}]
SECOND = [{"company": "Oak Ltd", "city": "York"}]
ROWS = [("Alder Inc", "Hull"), ("Ash Ltd", "Leeds"), ("Oak Ltd", "York")]
PAGES = [{"page": n, "result": {"list": page}} for n, page in enumerate((FIRST, SECOND))]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FIRST) + json.dumps(SECOND),
        json.dumps(FIRST) + "," + json.dumps(SECOND),
        json.dumps(FIRST) + "\n" + json.dumps(SECOND) + "\n",
        "\n".join(map(json.dumps, PAGES)),
        "".join(map(json.dumps, PAGES)),
        f"var data = {json.dumps(FIRST + SECOND)};\n",
        f"show({json.dumps({'data': FIRST + SECOND})})",
        "\n".join(map(str, FIRST + SECOND)),
        str(FIRST + SECOND),
    ],
    ids=[
        *("arrays", "arrays and a comma", "array a line", "page a line", "pages"),
        *("script", "call", "Python lines", "Python list"),
    ],
)
def test_no_record_is_lost_however_pages_were_put_together(tmp_path: Path, text: str) -> None:
    """Each way in which scrapers append pages, or print them, holds the same records."""
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    table = read_table(tmp_path / "a.json")
    assert (table.keys, table.frame.rows()) == (("company", "city"), ROWS)
    assert not any("breaks off" in one or "not valid" in one for one in table.remarks)


def test_values_with_a_type_are_values() -> None:
    """What a database writes as an object with its type is the value itself."""
    record = {"n": {"$numberInt": "30"}, "at": {"$date": {"$numberLong": "16"}}, "o": {"x": "y"}}
    found = read_json(json.dumps([record]), "x.json")
    assert found is not None
    assert (found.keys, found.frame.row(0)) == (("n", "at", "o.x"), ("30", "16", "y"))


def test_a_list_inside_a_record_does_not_make_it_a_page() -> None:
    """One company a line keeps its inner lists in their cells."""
    lines = [json.dumps({"company": "A", "jobs": [{"title": "cook"}, {"title": "maid"}]})] * 3
    found = read_json("\n".join(lines), "x.json")
    assert found is not None
    assert (found.keys, found.frame.height) == (("company", "jobs"), 3)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "{'a': open('x')}",
        "['a'], ['b']",
        "{1: 'a'}",
        "{'a': {'b', 'c'}}",
        "'a'",
    ],
)
def test_only_plain_values_are_read(text: str) -> None:
    """Nothing is run, and what JSON does not have is no record."""
    assert python_value(text) is BROKEN
    assert decoded(text) is BROKEN


def test_brackets_without_end_are_no_value() -> None:
    """Deep nesting in Python's spelling is left, not followed."""
    assert python_value("['" + "[" * 100_000) is BROKEN
    assert python_value("[" * 5_000 + "''" + "]" * 5_000) is BROKEN
    assert python_value("{'a': " + "-" * 100_000 + "1}") is BROKEN


@given(st.text(alphabet="[]{}',:a1 \n\"$()=", max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """Whatever the text, records come out, nothing, or an error of ours."""
    with suppress(LeadscoreError):
        read_json(text, "x.json")
