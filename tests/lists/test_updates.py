"""Updates: merging is reading together, twice is once, and what is taken out leaves no trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscore.errors import ArgumentError, ColumnError, ColumnTypeError
from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list
from leadscore.lists.updates import merge, remove

HEAD = "公司名称,公司规模,联系电话,工作地点,职位名称\n"
NAMES = ["上海甲乙科技有限公司", "甲乙科技(上海)有限公司", "北京甲乙科技有限公司", "丙丁机械厂", ""]
CELLS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["20-99人", "100-499人", "很多", ""]),
    st.sampled_from(["021-55550000", "13800000000", "021-55550001", ""]),
    st.sampled_from(["上海", "北京", ""]),
    st.sampled_from(["会计", "人事专员", "销售"]),
)
LISTS = st.lists(CELLS, min_size=1, max_size=6)
DAYS = st.sampled_from([None, date(2024, 3, 1), date(2024, 3, 8)])
QUICK = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


def put(folder: Path, rows: list[tuple[str, ...]], name: str = "list.csv") -> Path:
    """Write a list whose first row names a company, so that there is always one lead."""
    path = folder / name
    first = ("某戊己贸易有限公司", "20-99人", "", "上海", "会计")
    path.write_text(HEAD + "".join(",".join(row) + "\n" for row in [first, *rows]), "utf-8")
    return path


def load(path: Any, **options: Any) -> Imported:
    """Read a list into Polars tables."""
    return read_list(path, kind="polars", **options)


def check_equal(one: Imported, other: Imported) -> None:
    """Check that two imports tell the same."""
    for name in ("leads", "problems", "duplicates", "rows"):
        assert getattr(one, name).equals(getattr(other, name)), name
    assert one == other


@QUICK
@given(old=LISTS, new=LISTS, days=st.tuples(DAYS, DAYS))
def test_what_is_taken_out_leaves_no_trace(
    tmp_path: Path, old: list[Any], new: list[Any], days: tuple[Any, Any]
) -> None:
    """Merging a list and taking it out again gives the old import, also for one file name."""
    (tmp_path / "new").mkdir(exist_ok=True)
    before = load(put(tmp_path, old), as_of=days[0])
    after = load(put(tmp_path / "new", [*new, ("庚公司", "", "", "", "")]), as_of=days[1])
    if {one.name for one in before.batches} & {one.name for one in after.batches}:
        return
    update = merge(before, after)
    assert update.imported.rows.height == before.rows.height + after.rows.height
    assert update.imported.rows.select("source", "row").is_unique().all()
    check_equal(remove(update, update.added), before)
    check_equal(remove(update.imported, after), before)
    check_equal(remove(update, before), after)


@QUICK
@given(old=LISTS, new=LISTS)
def test_merging_is_reading_together(tmp_path: Path, old: list[Any], new: list[Any]) -> None:
    """Merging two imports is the import of both files, row for row; nothing is lost."""
    files = [put(tmp_path, old, "one.csv"), put(tmp_path, new, "two.csv")]
    together, one, two = load(files), load(files[0]), load(files[1])
    update = merge(one, two)
    check_equal(update.imported, together)
    assert update.imported.rows.height == one.rows.height + two.rows.height


@QUICK
@given(rows=LISTS)
def test_twice_is_once(tmp_path: Path, rows: list[Any]) -> None:
    """Merging a list into itself, or giving a file twice, changes nothing."""
    path = put(tmp_path, rows)
    once = load(path)
    again = merge(once, load(path))
    check_equal(again.imported, once)
    assert again.changes.height == 0
    assert again.added == ()
    check_equal(load([path, path]), once)


@QUICK
@given(lists=st.lists(LISTS, min_size=2, max_size=3), random=st.randoms(use_true_random=False))
def test_order_of_merging_changes_no_id(tmp_path: Path, lists: list[Any], random: Any) -> None:
    """Whatever the order in which lists come, the companies and their rows are the same."""
    imports = [load(put(tmp_path, rows, f"{i}.csv")) for i, rows in enumerate(lists)]
    mixed = list(imports)
    random.shuffle(mixed)
    ends = []
    for order in (imports, mixed):
        whole = order[0]
        for one in order[1:]:
            whole = merge(whole, one).imported
        ends.append(set(whole.leads.select("lead_id", "source_rows").rows()))
    assert ends[0] == ends[1]


def test_changes_are_told_field_by_field(tmp_path: Path) -> None:
    """A new company, a changed headcount and a company that is gone are told, each once."""
    old = load(
        put(tmp_path, [("丙丁机械厂", "20-99人", "", "上海", "会计")], "a.csv"),
        as_of=date(2024, 3, 1),
    )
    new = put(tmp_path, [("庚辛贸易有限公司", "20-99人", "", "上海", "会计")], "b.csv")
    text = new.read_text("utf-8")
    new.write_text(text.replace("己贸易有限公司,20-99人", "己贸易有限公司,100-499人"), "utf-8")
    update = merge(old, load(new, as_of=date(2024, 3, 8)))
    assert update.changes.select("change", "field", "before", "after").rows() == [
        ("new", None, None, "庚辛贸易有限公司"),
        ("changed", "employees_low", "20", "100"),
        ("changed", "employees_high", "99", "499"),
        ("gone", None, "丙丁机械厂", None),
    ]
    assert repr(update) == "3 companies; 1 new, 1 changed, 1 no longer in the list."
    assert update.leads.height == 3
    dated = update.leads.select("name", "collected_on").rows()
    assert ("丙丁机械厂", date(2024, 3, 1)) in dated


def test_a_code_that_comes_later_is_a_change_of_id(tmp_path: Path) -> None:
    """A company whose code becomes known keeps its row, and the change of its id is told."""
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("企业名称\n中国石油化工股份有限公司\n", "utf-8")
    two.write_text("企业名称,信用代码\n中国石油化工股份有限公司,91110000710926094P\n", "utf-8")
    update = merge(load(one), load(two))
    assert update.leads["lead_id"].to_list() == ["91110000710926094P"]
    fields = update.changes.select("change", "field").rows()
    assert ("changed", "lead_id") in fields
    assert not [row for row in fields if row[0] in ("new", "gone")]


def test_the_users_order_decides(tmp_path: Path) -> None:
    """Newer lists win over more rows by default; another order and trusted lists are followed."""
    band = [("丙丁机械厂", "20-99人", "", "上海", post) for post in ("会计", "出纳", "销售")]
    old = load(put(tmp_path, band, "old.csv"), as_of=date(2024, 3, 1))
    new = load(
        put(tmp_path, [("丙丁机械厂", "100-499人", "", "上海", "会计")], "new.csv"),
        as_of=date(2024, 3, 8),
    )

    def low(**options: Any) -> int:
        leads = merge(old, new, **options).leads
        return int(leads.filter(pl.col("name") == "丙丁机械厂")["employees_low"][0])

    assert low() == 100
    assert low(prefer=("most_frequent",)) == 20
    assert low(trusted=("old.csv",)) == 20
    with pytest.raises(ArgumentError, match=r'trusted="odl.csv" is not known.*"old.csv"'):
        merge(old, new, trusted=("odl.csv",))
    with pytest.raises(ArgumentError, match=r'prefer="newst" is not known'):
        merge(old, new, prefer=("newst",))
    with pytest.raises(ArgumentError, match=r'Try prefer=\("newest",\)'):
        merge(old, new, prefer="newest")


def test_tables_of_any_kind_are_merged(tmp_path: Path) -> None:
    """Leads that were saved are merged as they are, ids and rows kept, in each kind of table."""
    imported = load(put(tmp_path, [("丙丁机械厂", "20-99人", "021-55550000", "上海", "人事专员")]))
    for table in (imported.leads, imported.leads.to_pandas(), imported.leads.to_arrow()):
        update = merge(table, load(put(tmp_path, [("庚公司", "", "", "", "会计")], "b.csv")))
        leads = pl.DataFrame(update.leads)
        kept = leads.filter(pl.col("source") == "list.csv").drop("source_rows")
        old = imported.leads.filter(pl.col("name") == "丙丁机械厂").drop("source_rows")
        assert kept.rows() == old.rows()
        assert type(update.changes) is type(table)
    own = pd.DataFrame({"lead_id": ["L-1", "L-2"], "name": ["甲乙公司", "丙丁公司"]})
    update = merge(own, pa.table({"name": ["甲乙公司"], "city": ["上海"]}))
    assert list(update.leads["lead_id"]) == ["L-1", "L-2"]
    with pytest.raises(ColumnError, match='"name" is missing'):
        merge(pl.DataFrame({"nam": ["x"]}), own)
    with pytest.raises(ColumnTypeError, match="A table is needed"):
        merge(own, 7)


def test_remove_says_what_it_does_not_know(tmp_path: Path) -> None:
    """A batch that is not there is an error with the nearest name; the last one is kept."""
    one = load(put(tmp_path, [], "one.csv"))
    two = load(put(tmp_path, [("丙丁机械厂", "", "", "", "")], "two.csv"))
    update = merge(one, two)
    assert remove(update, "two.csv").leads.height == 1
    with pytest.raises(ArgumentError, match=r'no batch "tow.csv".*Did you mean "two.csv'):
        remove(update, "tow.csv")
    with pytest.raises(ArgumentError, match="nothing would be left"):
        remove(one, "one.csv")
    with pytest.raises(ArgumentError, match="named by a text"):
        remove(one, 3)
