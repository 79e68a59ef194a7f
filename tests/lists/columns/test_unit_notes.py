"""The unit of a whole list stands above its header."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.columns.unit_notes import unit_note, with_unit
from leadscore.lists.importer import read_list

LIST = "企业名称,营业收入,员工人数\n上海甲乙科技有限公司,120.5,50\n广州丙丁食品有限公司,3亿元,20\n"


@pytest.mark.parametrize("mapping", [None, {"revenue": "营业收入"}])
def test_the_unit_above_the_header_is_that_of_the_amounts(
    tmp_path: Path, mapping: dict[str, str] | None
) -> None:
    """Bare amounts are multiplied, amounts with a unit of their own and counts are not."""
    (tmp_path / "a.csv").write_text(f"企业名录,,单位：万元\n{LIST}", encoding="utf-8")
    result = read_list(tmp_path / "a.csv", mapping, kind="polars")
    read = result.leads.select("revenue_cny", "employees_low").rows()
    assert read == [(1_205_000, 50), (3e8, 20)]
    assert not len(result.problems)
    assert "营业收入（万元）" in str(result.mapping)
    again = read_list(tmp_path / "a.csv", result.mapping, kind="polars")
    assert again.leads.equals(result.leads)


@pytest.mark.parametrize(
    "titles",
    [
        [],
        ["企业名录"],
        ["单位：甲市统计局"],
        ["单位：个、人"],
        ["单位：2023"],
        ["单位：万元", "单位：亿元"],
    ],
)
def test_other_notes_are_no_unit(titles: list[str]) -> None:
    """Who made the list, units of counts, and two units that differ say nothing of amounts."""
    assert unit_note(titles) is None


def test_headings_with_a_unit_of_their_own_keep_it() -> None:
    """Only headings of amounts get the unit, and only when they state none."""
    names = ("企业名称", "注册资本（万美元）", "营业收入", "人数")
    assert with_unit(names, "亿元", Mapping({}))[0] == (
        *("企业名称", "注册资本（万美元）", "营业收入（亿元）", "人数"),
    )
    doubled = ("营业收入", "营业收入（亿元）")
    assert with_unit(doubled, "亿元", Mapping({}))[0] == doubled
