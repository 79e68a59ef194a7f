"""The trail: every value of a lead leads back to a cell, and a changed file is noticed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from leadscore.errors import ArgumentError, FileError
from leadscore.lists.importer import read_list
from leadscore.lists.updates import merge

TEXT = """\
职位名称,公司名称,公司规模,所属行业,工作地点,发布日期,联系电话
人事专员,上海某甲科技有限公司,150-500人,计算机软件,上海-奉贤区,2024-03-01,021-55550000
会计,上海某甲科技有限公司,50-150人,互联网/电子商务,杭州,2024-03-05,021-55550000转801
会计,上海某甲科技有限公司,50-150人,互联网/电子商务,杭州,昨天也许,
会计,某乙厂,很多,,北京,2024-03-05,
"""


def put(folder: Path, text: str = TEXT, name: str = "list.csv") -> Path:
    """Write a list."""
    path = folder / name
    path.write_bytes(text.encode("gb18030"))
    return path


def test_every_value_leads_back_to_its_cell(tmp_path: Path) -> None:
    """Raw text, rule, file, row, column and state are told for kept, other and unread values."""
    imported = read_list(put(tmp_path), kind="polars")
    lead = imported.leads.row(0, named=True)
    trail = imported.trail(lead["lead_id"])
    sizes = trail.filter(pl.col("field") == "employees_low")
    assert sizes.select("value", "raw", "row", "column", "status").rows() == [
        ("150", "150-500人", 2, "公司规模", "another value was kept"),
        ("50", "50-150人", 3, "公司规模", "in the lead"),
        ("50", "50-150人", 4, "公司规模", "in the lead"),
    ]
    assert set(sizes["source"]) == {"list.csv"}
    assert set(sizes["rule"]) == {"number or band of people"}
    bad = trail.filter(pl.col("value").is_null())
    assert bad.select("field", "raw", "row", "status").rows() == [
        ("posted", "昨天也许", 4, "date not understood")
    ]
    told = set(trail.drop_nulls("value")["field"])
    lineage = {"source", "source_rows", "collected_on"}
    assert {name for name, value in lead.items() if value is not None} - lineage <= told
    derived = trail.filter(pl.col("raw").is_null())["field"].to_list()
    assert "industry_codes" in derived
    assert "employees_low" not in derived


def test_every_cell_of_the_lead_is_told(tmp_path: Path) -> None:
    """No filled cell of a mapped column is left out, and no other lead's row is in the trail."""
    imported = read_list(put(tmp_path), kind="polars", lang="zh")
    other = imported.leads.row(1, named=True)
    trail = imported.trail(other["lead_id"])
    assert set(trail["row"].drop_nulls()) == {5}
    assert trail.filter(pl.col("raw") == "很多")["status"].to_list() == ["人数无法识别"]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    """A file that changed, or is gone, is an error that says so; an unknown lead is too."""
    path = put(tmp_path)
    imported = read_list(path)
    lead = imported.leads["lead_id"][0]
    assert isinstance(imported.trail(lead), pd.DataFrame)
    with pytest.raises(ArgumentError, match="There is no lead"):
        imported.trail("nobody")
    put(tmp_path, TEXT.replace("会计", "出纳"))
    with pytest.raises(FileError, match="no longer the file that was imported"):
        imported.trail(lead)
    path.unlink()
    with pytest.raises(FileError, match="is gone"):
        imported.trail(lead)


def test_the_trail_follows_a_merge(tmp_path: Path) -> None:
    """After a merge the trail names each file, and a table's values are told as such."""
    imported = read_list(put(tmp_path), kind="polars")
    table = pl.DataFrame({"name": ["上海某甲科技有限公司"], "website": ["example.com"]})
    update = merge(imported, table)
    lead = update.leads["lead_id"][0]
    trail = update.imported.trail(lead)
    assert set(trail["source"].drop_nulls()) == {"list.csv", "leads"}
    site = trail.filter(pl.col("field") == "website").row(0, named=True)
    assert (site["rule"], site["status"]) == ("taken from a lead table", "in the lead")
