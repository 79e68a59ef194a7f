"""JSON to cells."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import LeadscoreError, ListError
from leadscore.lists.opening import json_records as module
from leadscore.lists.opening.json_records import read_json


def test_arrays_and_lines_give_the_same_records() -> None:
    """One array, one object a line, and objects one after the other are the same list."""
    records = [{"name": "某某公司", "size": 12}, {"name": "B", "place": None}]
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in records)
    pretty = "\n".join(json.dumps(r, indent=1) for r in records)
    found = [read_json(text, "x.json") for text in (json.dumps(records), lines, pretty)]
    assert all(f is not None for f in found)
    assert {f.keys for f in found if f} == {("name", "size", "place")}
    assert [f.frame.rows() for f in found if f] == [
        [("某某公司", "12", None), ("B", None, None)]
    ] * 3


def test_only_a_line_feed_ends_a_line() -> None:
    """U+2028 inside a string does not cut a record in two."""
    text = '{"a": "x\u2028y"}\n{"a": "z\u0085w"}\n'
    found = read_json(text, "x.json")
    assert found is not None
    assert found.frame.rows() == [("x\u2028y",), ("z\u0085w",)]


def test_numbers_stay_as_they_are_written() -> None:
    """Long codes and decimals keep every digit."""
    found = read_json('[{"a": 911100007109260941234, "b": 1.50, "c": 1e400, "d": true}]', "x.json")
    assert found is not None
    assert found.frame.row(0) == ("911100007109260941234", "1.50", "1e400", "true")


def test_inner_values_become_text() -> None:
    """Lists of texts are joined, their bars replaced; objects come up; the rest is JSON text."""
    text = '[{"a": ["x|y", "z", ""], "b": {"c": ["d"]}, "e": [], "f": "", "g": [{"h": 1}]}]'
    found = read_json(text, "x.json")
    assert found is not None
    assert found.keys == ("a", "b.c", "e", "f", "g")
    assert found.frame.row(0) == ("x/y|z", "d", None, None, '[{"h": "1"}]')


def test_records_deep_inside_are_found() -> None:
    """The longest list of objects is taken, joined over its siblings, and it is said where."""
    hits = [[{"n": str(i), "tags": [{"v": 1}, {"v": 2}]} for i in range(5)], [{"n": "last"}]]
    text = json.dumps({"took": 3, "results": [{"hits": h, "pages": 9} for h in hits]})
    found = read_json(text, "x.json")
    assert found is not None
    assert found.frame["0"].to_list() == ["0", "1", "2", "3", "4", "last"]
    assert found.remarks == ('the records were found under "results.hits"',)


def test_broken_lines_are_kept_as_text() -> None:
    """A line that is no JSON becomes a record that holds its text, and is remarked."""
    text = '{"a": 1}\n{"a": 2\n{"a": 3}\n{"a": 4}\n'
    found = read_json(text, "x.json")
    assert found is not None
    assert found.frame.rows() == [("1", None), (None, '{"a": 2'), ("3", None), ("4", None)]
    assert found.remarks == ("1 line is not valid JSON, the first is record 2; the text was kept",)


@pytest.mark.parametrize(
    "text",
    ['[\n{"a": 1},\n{"a": 2},\n]\n', '[\n{"a": 1}\n{"a": 2}\n]', '[{"a": 1},\n{"a": 2},]\n'],
)
def test_brackets_and_commas_around_lines_are_no_records(text: str) -> None:
    """An array that is not quite valid, one record a line, holds its records and nothing else."""
    found = read_json(text, "x.json")
    assert found is not None
    assert (found.frame.rows(), found.remarks) == ([("1",), ("2",)], ())


def test_a_file_that_breaks_off_gives_what_it_has() -> None:
    """The records before the break are read."""
    found = read_json('[{"a": 1}, {"a": 2}, {"a": "br', "x.json")
    assert found is not None
    assert found.frame.rows() == [("1",), ("2",)]
    assert "breaks off after record 2" in found.remarks[0]


def test_lists_of_lists_have_no_keys() -> None:
    """Rows as lists are a table without names."""
    found = read_json('[["name", "size"], ["A", 3, "more"]]', "x.json")
    assert found is not None
    assert found.keys is None
    assert found.frame.rows() == [("name", "size", None), ("A", "3", "more")]


@pytest.mark.parametrize("text", ["[1, 2]", "[]", "{}", "[[[[]]]]" * 0 + '["a"]'])
def test_json_without_records_is_refused(text: str) -> None:
    """Valid JSON that is no list of objects is refused with an example."""
    with pytest.raises(ListError, match=r"x.json: valid JSON, but no list of objects"):
        read_json(text, "x.json")


@pytest.mark.parametrize("text", ["['会计'],['1-1.5万/月']\n", "[急聘] 会计,某某公司\n", "a,b\n"])
def test_other_text_is_not_json(text: str) -> None:
    """A CSV whose first cell begins with a bracket is left to the next reader."""
    assert read_json(text, "x.csv") is None


def test_deep_nesting_is_refused() -> None:
    """Brackets without end are refused, not followed."""
    with pytest.raises(ListError, match="nested too deeply"):
        read_json("[" * 100_000 + "]" * 100_000, "x.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_JSON | st.text(alphabet='[]{}",:a1\n', max_size=40))
def test_any_document_is_survived(document: object) -> None:
    """Any JSON, and any text made of its signs, is read, left alone or refused by name."""
    text = document if isinstance(document, str) else json.dumps(document)
    try:
        found = read_json(text, "x.json")
    except LeadscoreError:
        return
    if found is not None and found.keys is not None:
        assert found.frame.width == len(found.keys)


def test_lines_are_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that come later may have other keys; every record has its row and its cells."""
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    lines = [json.dumps({"a": n} if n < 7 else {"b": {"c": n}, "a": None}) for n in range(11)]
    records = read_json("\n".join([*lines[:5], "{broken", *lines[5:]]), "x.json")
    assert records is not None
    assert records.keys == ("a", "(unreadable line)", "b.c")
    assert records.frame["0"].drop_nulls().to_list() == [str(n) for n in range(7)]
    assert records.frame["1"].to_list()[5] == "{broken"
    assert records.frame["2"].to_list()[8:] == ["7", "8", "9", "10"]


def test_what_is_no_object_among_objects_is_kept() -> None:
    """A stray text in an array of objects is a record of its own."""
    records = read_json('[{"a": 1}, "stray", {"a": 2}]', "x.json")
    assert records is not None
    assert records.keys == ("a", "value")
    assert records.frame.rows() == [("1", None), (None, "stray"), ("2", None)]


def test_a_key_with_a_point_and_an_inner_key_are_two() -> None:
    """Bringing inner keys up overwrites nothing."""
    records = read_json('[{"a": {"b": 1}, "a.b": 2}]', "x.json")
    assert records is not None
    assert dict(zip(records.keys or (), records.frame.row(0), strict=True)) == {
        "a.b [2]": "1",
        "a.b": "2",
    }
