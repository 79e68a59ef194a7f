"""Cells that say themselves what they tell."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from leadscore import preview, read_list
from leadscore.lists.columns.labelled_cells import spread_labels
from leadscore.lists.tables.repeating import TextTable

CARDS = (
    "云岭甲科技有限公司,法定代表人：甲甲 注册资本：155万美元 成立时间：2005-11-30,"
    "邮箱：a@example.com电话：010-85275777 更多号码\n"
    "山海乙科技有限公司,法定代表人：乙乙 注册资本：20万元 成立时间：2006-11-30,"
    "邮箱：b@example.com电话：010-85275778 更多号码\n"
)


def test_a_page_of_a_register_without_a_header(tmp_path: Path) -> None:
    """Every labelled value is read, even where a label touches the value before it."""
    path = tmp_path / "list.csv"
    path.write_text(CARDS, encoding="utf-8")
    imported = read_list(path, kind="polars")
    lead = imported.leads.row(0, named=True)
    assert (lead["contact_name"], lead["founded"]) == ("甲甲", 2005)
    assert (lead["phones"], lead["emails"]) == ("010-85275777", "a@example.com")
    assert imported.leads["capital_cny"][1] == 200_000
    trail = imported.trail(lead["lead_id"])
    assert "注册资本" in trail["column"].to_list()
    assert preview(path).mapping.columns["founded"] == ("成立时间",)


def test_the_mapping_can_be_kept(tmp_path: Path) -> None:
    """A saved mapping names the labels, and reads the same leads again."""
    path, saved = tmp_path / "list.csv", tmp_path / "list.toml"
    path.write_text(CARDS, encoding="utf-8")
    imported = read_list(path, kind="polars")
    saved.write_text(imported.mapping.to_toml(), encoding="utf-8")
    assert read_list(path, saved, kind="polars").leads.equals(imported.leads)


def test_a_label_that_stands_alone_is_no_list_of_labels() -> None:
    """One label in front of every cell is a habit of the page, and a colon alone is no label."""
    rows = [["地址：云岭路1号", "要求：会计，三年"], ["地址：云岭路2号", "时间：下午：三点"]]
    table = TextTable.of(pl.DataFrame(rows, orient="row", schema=["0", "1"]))
    assert spread_labels(table, ("地址", "说明"))[1] == ("地址", "说明")
