"""Where the records of a JSON document lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.importer import read_list
from leadscore.lists.opening.json_shapes import GROUP, find_records

NORTH = [{"company": "Alder Inc", "city": "Hull"}, {"company": "Ash Ltd", "city": "Leeds"}]
SOUTH = [{"company": "Tarnvale Inc", "city": "Bath"}]
ROWS = [{"Company": "Alder Inc", "City": "Hull"}, {"Company": "Ash Ltd", "City": "Leeds"}]


def _records(document: Any) -> list[Any]:
    found = find_records(document)
    assert found is not None
    return found.records


@pytest.mark.parametrize(
    "document",
    [
        {"Company": {"0": "Alder Inc", "1": "Ash Ltd"}, "City": {"0": "Hull", "1": "Leeds"}},
        {"0": ROWS[0], "1": ROWS[1]},
        {
            "columns": ["Company", "City"],
            "index": [0, 1],
            "data": [["Alder Inc", "Hull"], ["Ash Ltd", "Leeds"]],
        },
        {
            "schema": {"fields": [{"name": "Company"}, {"name": "City"}, {"name": "x"}]},
            "data": ROWS,
        },
        {"Company": ["Alder Inc", "Ash Ltd"], "City": ["Hull", "Leeds"]},
        {
            "code": 0,
            "data": {
                "fields": ["Company", "City"],
                "items": [["Alder Inc", "Hull"], ["Ash Ltd", "Leeds"]],
            },
        },
        [[ROWS[0]], [ROWS[1]]],
    ],
    ids=["columns", "index", "split", "table", "lists", "fields and items", "pages"],
)
def test_a_table_is_read_however_it_is_laid_out(document: object) -> None:
    """The layouts in which tables are written as JSON hold the same records."""
    assert _records(document) == ROWS


def test_groups_of_records_are_one_list() -> None:
    """Lists with the same keys are read together, each record with the key of its group."""
    found = find_records({"total": 3, "data": {"Retail": NORTH, "Energy": SOUTH}})
    assert found is not None
    assert [(r["company"], r[GROUP]) for r in found.records] == [
        *(("Alder Inc", "Retail"), ("Ash Ltd", "Retail"), ("Tarnvale Inc", "Energy")),
    ]
    assert (found.groups, found.passed) == (("Retail", "Energy"), ())


def test_groups_may_lie_in_groups_and_say_something_themselves() -> None:
    """What stands beside the list of a group goes along; names that are taken get a number."""
    document = {
        "Retail": {"count": 2, "list": NORTH},
        "Energy": {"count": 1, "list": [{"company": "Oak Ltd", "city": "York", "group": "Oak"}]},
    }
    records = _records(document)
    assert [r["count"] for r in records] == [2, 2, 1]
    assert [r["group [2]"] for r in records] == ["Retail", "Retail", "Energy"]
    nested = {"Retail": {"UK": NORTH, "US": SOUTH}, "Energy": {"UK": SOUTH}}
    assert [(r[GROUP], r["group [2]"]) for r in _records(nested)] == [
        *(("UK", "Retail"), ("UK", "Retail"), ("US", "Retail"), ("UK", "Energy")),
    ]


def test_what_is_not_read_is_named() -> None:
    """Lists of other records are counted, with their place."""
    found = find_records({"companies": SOUTH, "filters": {"cities": [{"id": n} for n in range(9)]}})
    assert found is not None
    assert found.records == SOUTH
    assert (found.path, found.passed) == ("companies", ("filters.cities (9)",))


def test_records_under_keys_keep_their_key() -> None:
    """A key may be the company's name; running numbers say nothing."""
    document = {"Alder Inc": {"city": "Hull"}, "Ash Ltd": {"city": "Leeds"}}
    assert _records(document) == [
        {"city": "Hull", GROUP: "Alder Inc"},
        {"city": "Leeds", GROUP: "Ash Ltd"},
    ]
    assert _records({"0": {"city": "Hull"}}) == [{"city": "Hull"}]
    by_code = {"7": {"city": "Hull"}, "9": {"city": "Leeds"}}
    assert [record[GROUP] for record in _records(by_code)] == ["7", "9"]


def test_one_record_is_one_record() -> None:
    """Objects inside a single record are no list."""
    one = {"company": "Alder Inc", "offices": {"first": {"city": "Hull"}, "second": {"city": "x"}}}
    assert _records(one) == [one]
    two = {"company": {"id": "1", "name": "Alder"}, "industry": {"id": "2", "name": "Food"}}
    assert _records(two) == [two]


def test_lists_inside_records_do_not_take_their_place() -> None:
    """Longer lists within companies stay in their cells."""
    companies = [{**one, "tags": [{"v": n} for n in range(9)]} for one in NORTH]
    assert _records(companies) == companies
    groups = {"a": companies, "b": [{**SOUTH[0], "tags": [{"v": 1}]}]}
    assert [record["company"] for record in _records(groups)] == [
        *("Alder Inc", "Ash Ltd", "Tarnvale Inc"),
    ]


def test_records_inside_records_know_what_they_belong_to() -> None:
    """Posts inside their companies take the company along; one without posts keeps its row."""
    document = {
        "companies": [
            {"name": "Alder Inc", "jobs": [{"name": "Cook"}, {"name": "Driver"}, {"name": "Maid"}]},
            {"name": "Ash Ltd", "jobs": []},
        ]
    }
    assert [(r.get("name"), r["companies.name"]) for r in _records(document)] == [
        *(("Cook", "Alder Inc"), ("Driver", "Alder Inc"), ("Maid", "Alder Inc")),
        (None, "Ash Ltd"),
    ]


def test_every_record_of_every_group_is_in_the_import(tmp_path: Path) -> None:
    """No group is lost on the way to leads and problems, and the remarks say how they lay."""
    document = {
        "零售": [{"公司名称": "北京甲乙商贸有限公司"}],
        "能源": [{"公司名称": "广州丙丁能源有限公司"}],
    }
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    result = read_list(tmp_path / "a.json", kind="polars", lang="zh")
    assert sorted(result.leads["source_rows"]) == ["a.json:1", "a.json:2"]
    assert "每条记录都有一个键，见“group”列" in result.remarks


_GROUPS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=4),
    st.lists(
        st.fixed_dictionaries({"company": st.text(max_size=3), "city": st.text(max_size=3)}),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


@given(_GROUPS)
def test_groups_lose_no_record(groups: dict[str, list[dict[str, str]]]) -> None:
    """However many groups there are and whatever they are called, each record is there once."""
    records = _records(groups)
    assert [(r["company"], r["city"]) for r in records] == [
        (one["company"], one["city"]) for group in groups.values() for one in group
    ]
