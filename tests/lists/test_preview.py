"""The preview: what stands there, what is read, and what each column was taken for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from leadscore.errors import ArgumentError
from leadscore.lists.importer import read_list
from leadscore.lists.preview import SAMPLE, preview

TEXT = (
    "公司名称,公司规模,<q>备注</q>,公司名称\n上海某甲科技有限公司,150-500人,=1+1,x\n某乙厂,很多,,\n"
)


def put(folder: Path, text: str = TEXT) -> Path:
    """Write a list."""
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return path


def test_before_after_and_statistics(tmp_path: Path) -> None:
    """Rows stand side by side; each column has its field, shares, example and evidence."""
    text = TEXT.replace(",公司名称\n", ",备注\n")
    seen = preview(put(tmp_path, text), rows=1, kind="polars")
    assert seen.before.rows() == [(2, "上海某甲科技有限公司", "150-500人", "=1+1", "x")]
    after = seen.after.row(0, named=True)
    assert (after["row"], after["employees_low"], after["name"]) == (2, 150, "上海某甲科技有限公司")
    lines = {row["column"]: row for row in seen.columns.to_dicts()}
    size = lines["公司规模"]
    assert (size["field"], size["filled"], size["distinct"], size["understood"]) == (
        "employees",
        1.0,
        2,
        0.5,
    )
    assert "公司规模" in size["evidence"]
    assert lines["<q>备注</q>"]["field"] is None
    assert seen.rows == 2


def test_it_prints_and_is_safe_in_a_page(tmp_path: Path) -> None:
    """Text and page show the three tables; the page holds no markup of the list."""
    text = TEXT.replace(",公司名称\n", ",备注\n")
    for lang, word in (("en", "As they are read"), ("zh", "读取后的结果")):
        seen = preview(put(tmp_path, text), lang=lang)
        assert word in repr(seen)
        assert "150-500人" in repr(seen)
        assert "<q>" not in seen._repr_html_()
        assert "&lt;q&gt;" in seen._repr_html_()


def test_the_mapping_is_what_the_import_uses(tmp_path: Path) -> None:
    """The mapping shown is the one that ``read_list`` makes, and can be given to it."""
    path = put(tmp_path, TEXT.replace(",公司名称\n", ",备注\n"))
    seen = preview(path)
    assert seen.mapping == read_list(path).mapping
    assert read_list(path, seen.mapping).mapping == seen.mapping


def test_kinds_and_repeated_headings(tmp_path: Path) -> None:
    """Tables are of the kind asked for; a heading that is repeated is numbered."""
    path = put(tmp_path, TEXT.replace(",公司名称\n", ",<q>备注</q>\n"))
    assert isinstance(preview(path).columns, pd.DataFrame)
    seen = preview(path, kind="pyarrow")
    assert isinstance(seen.before, pa.Table)
    assert len(set(seen.before.column_names)) == 5
    assert repr(seen)
    with pytest.raises(ArgumentError, match="panda"):
        preview(path, kind="panda")


def test_a_long_list_is_looked_at_in_part(tmp_path: Path) -> None:
    """The statistics look at the first rows only, and say how many."""
    text = "公司名称,公司规模\n" + "某甲有限公司,20-99人\n" * (SAMPLE + 5)
    assert preview(put(tmp_path, text)).rows == SAMPLE


def test_a_list_in_an_archive_is_named_with_the_archive(tmp_path: Path) -> None:
    """A person sees which list of which archive is shown."""
    with zipfile.ZipFile(tmp_path / "jobs.zip", "w") as archive:
        archive.writestr("north.csv", TEXT)
        archive.writestr("south.csv", TEXT)
    text = repr(preview(tmp_path / "jobs.zip" / "south.csv", mapping={"name": 1}))
    assert text.startswith("Columns of jobs.zip/south.csv (2 rows looked at)")


def test_headings_follow_the_language(tmp_path: Path) -> None:
    """In Chinese the preview's own headings are Chinese; those of the file stay as they are."""
    path = put(tmp_path, "column,公司名称\nx,上海某甲科技有限公司\n")
    shown = str(preview(path, lang="zh")).splitlines()
    assert shown[1].split() == ["列", "字段", "填充率", "不同取值", "识别率", "示例", "依据"]
    before, after = (next(shown[at + 1].split() for at in range(len(shown)) if title in shown[at])
                     for title in ("原样", "结果"))  # fmt: skip
    assert before == ["行号", "column", "公司名称"]
    assert after[:2] == ["行号", "企业名称"]
    english = str(preview(path)).splitlines()
    assert english[1].split()[:3] == ["column", "field", "filled"]
