"""Companies: which rows are one, what is kept, and that ids never depend on the import."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.companies.joins import company_id
from leadscore.lists.companies.lineage import source_rows
from leadscore.lists.companies.one_company import merge_companies

TYPES: dict[str, Any] = {
    "source": pl.String,
    "row": pl.Int64,
    "name": pl.String,
    "name_key": pl.String,
    "name_region": pl.String,
    "uscc": pl.String,
    "post": pl.Boolean,
    "title": pl.String,
    "city": pl.String,
    "posted": pl.Date,
    "hr_post": pl.Boolean,
    "employees_low": pl.Int64,
    "employees_high": pl.Int64,
    "employees_kind": pl.String,
    "industry_labels": pl.String,
    "phones": pl.String,
}
CODE = "91110000710926094P"


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    """Make rows; what a row leaves out is null, and the numbers count from 2."""
    base = {"source": "a.csv", "post": False, "hr_post": False}
    full = [{**dict.fromkeys(TYPES), **base, "row": i, **row} for i, row in enumerate(rows, 2)]
    for row in full:
        row["name_key"] = row["name_key"] or row["name"].removesuffix("有限公司")
    return pl.DataFrame(full, schema=TYPES)


def test_one_code_is_one_company() -> None:
    """Rows with one valid code are one company, named as most rows name it; its id is the code."""
    found = merge_companies(
        table(
            {"name": "甲公司", "uscc": CODE},
            {"name": "甲集团", "uscc": CODE},
            {"name": "甲集团", "uscc": CODE},
        )
    )
    assert found.leads.select("lead_id", "name", "source_rows").rows() == [
        (CODE, "甲集团", "a.csv:2-4")
    ]
    assert found.duplicates.select("rule", "field", "kept", "others").rows() == [
        ("uscc", None, None, None),
        ("conflict", "name", "甲集团", "甲公司 (1)"),
    ]


def test_a_row_without_a_code_joins_its_name() -> None:
    """The same name without a code joins the one company that has a code, not one of two."""
    one = merge_companies(table({"name": "甲公司", "uscc": CODE}, {"name": "甲公司"}))
    assert one.ids.to_list() == [CODE, CODE]
    other = "91110000710925462X"
    two = merge_companies(
        table(
            {"name": "甲公司", "uscc": CODE}, {"name": "甲公司", "uscc": other}, {"name": "甲公司"}
        )
    )
    assert two.ids.n_unique() == 3


def test_names_join_by_key_and_region_only() -> None:
    """One key in one region is one company, in two cities too; another region is another one."""
    found = merge_companies(
        table(
            {"name": "上海甲有限公司", "name_key": "甲", "name_region": "上海", "city": "上海"},
            {"name": "上海甲有限公司", "name_key": "甲", "name_region": "上海", "city": "杭州"},
            {"name": "甲(上海)有限公司", "name_key": "甲", "name_region": "上海"},
            {"name": "深圳甲有限公司", "name_key": "甲", "name_region": "广东"},
            {"name": "乙", "name_key": "乙"},
        )
    )
    assert found.leads["name"].to_list() == ["上海甲有限公司", "深圳甲有限公司", "乙"]
    assert found.leads["lead_id"][0] == company_id("甲", "上海")
    rules = found.duplicates.filter(pl.col("field").is_null())["rule"].to_list()
    assert rules == ["name_key"]


def test_vacancies_are_counted_once() -> None:
    """Posts are counted without repeats; HR posts are named; a directory has no count."""
    found = merge_companies(
        table(
            {"name": "甲", "post": True, "title": "会计", "city": "上海"},
            {"name": "甲", "post": True, "title": "会计", "city": "上海"},
            {"name": "甲", "post": True, "title": "人事|专员", "city": "上海", "hr_post": True},
            {"name": "乙", "post": True, "title": "会计"},
            {"name": "丙"},
        )
    )
    wanted = ("name", "vacancies", "hr_vacancies", "hr_titles")
    assert found.leads.select(wanted).rows() == [
        ("甲", 2, 1, "人事/专员"),
        ("乙", 1, 0, None),
        ("丙", None, None, None),
    ]


def test_the_most_frequent_value_is_kept_then_the_newest() -> None:
    """Headcounts differ: the most frequent is kept, of equals the newest, the others are listed."""
    band = {"employees_kind": "band"}
    small = {"employees_low": 20, "employees_high": 99, **band}
    large = {"employees_low": 100, "employees_high": 499, **band}
    often = merge_companies(
        table({"name": "甲", **small}, {"name": "甲", **large}, {"name": "甲", **large})
    )
    assert often.leads["employees_low"].to_list() == [100]
    conflict = often.duplicates.filter(pl.col("field") == "employees")
    assert conflict.select("kept", "others").rows() == [("100-499", "20-99 (1)")]
    new = merge_companies(
        table(
            {"name": "甲", **large, "posted": date(2024, 1, 1)},
            {"name": "甲", **small, "posted": date(2024, 3, 1)},
        )
    )
    assert new.leads.select("employees_low", "last_posted").rows() == [(20, date(2024, 3, 1))]


def test_lists_are_joined_by_frequency() -> None:
    """Labels of all rows are kept, the most frequent first; phones in order of appearance."""
    found = merge_companies(
        table(
            {"name": "甲", "industry_labels": "金融", "phones": "1|2"},
            {"name": "甲", "industry_labels": "互联网|教育", "phones": "3"},
            {"name": "甲", "industry_labels": "互联网"},
        )
    )
    assert found.leads.select("industry_labels", "phones").rows() == [("互联网|金融|教育", "1|2|3")]


def test_agencies_are_marked() -> None:
    """A firm that places staff is marked by its name or by a headhunter's post."""
    found = merge_companies(
        table(
            {"name": "上海甲人力资源服务有限公司"},
            {"name": "乙咨询", "post": True, "title": "猎头顾问"},
            {"name": "丙机械"},
        )
    )
    assert found.leads["agency"].to_list() == [True, True, None]


def test_source_rows_are_ranges_of_each_file() -> None:
    """Neighbouring rows are a range, files are told apart, and the order is that of the names."""
    rows = pl.DataFrame(
        {"lead": [0, 0, 0, 1, 0], "source": ["b", "a", "a", "a", "a"], "row": [7, 2, 3, 4, 5]}
    )
    assert source_rows(rows).rows() == [(0, "a|b", "a:2-3,5|b:7"), (1, "a", "a:4")]


NAMES = st.sampled_from(["甲", "乙", "丙", "丁"])
REGIONS = st.sampled_from([None, "上海", "广东"])
CODES = st.sampled_from([None, None, CODE, "91110000710925462X"])
ROWS = st.lists(st.tuples(NAMES, REGIONS, CODES), min_size=1, max_size=12)


@settings(max_examples=30)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_changes_no_id(rows: list[tuple[str, str | None, str | None]], random: Any) -> None:
    """Whatever the order of rows, the same rows make the same companies with the same ids."""
    made = [
        {"name": n, "name_region": r, "uscc": c, "row": i} for i, (n, r, c) in enumerate(rows, 2)
    ]
    mixed = list(made)
    random.shuffle(mixed)
    first, second = (merge_companies(table(*some)) for some in (made, mixed))
    by_row = dict(zip([row["row"] for row in made], first.ids, strict=True))
    assert by_row == dict(zip([row["row"] for row in mixed], second.ids, strict=True))
    columns = ("lead_id", "source_rows")
    assert set(first.leads.select(columns).rows()) == set(second.leads.select(columns).rows())
    assert first.leads["lead_id"].is_unique().all()


@settings(max_examples=30)
@given(ROWS)
def test_every_row_is_in_one_lead(rows: list[tuple[str, str | None, str | None]]) -> None:
    """The rows of all leads together are the rows given, each once."""
    found = merge_companies(table(*({"name": n, "name_region": r, "uscc": c} for n, r, c in rows)))
    numbers: list[int] = []
    for text in found.leads["source_rows"]:
        for span in text.removeprefix("a.csv:").split(","):
            low, _, high = span.partition("-")
            numbers += range(int(low), int(high or low) + 1)
    assert sorted(numbers) == list(range(2, len(rows) + 2))
