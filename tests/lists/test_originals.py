"""Problems and merged rows beside the rows as they stand in their files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from leadscore.errors import FileError
from leadscore.lists.importer import read_list
from leadscore.lists.opening.files import read_table
from leadscore.lists.originals import merged_rows, problem_rows
from leadscore.samples import make_directory, make_vacancies

LIST = """某某名录,,
公司名称,公司规模,备注
上海甲乙科技有限公司,很多人,"a
b"

公司名称,公司规模,备注
-,20-99人,无名
北京丙丁食品有限公司,20-99人,
北京丙丁食品有限公司,20-99人,再次
"""


def test_each_problem_stands_beside_its_whole_row(tmp_path: Path) -> None:
    """The cells are those of the file, not cleaned, under the headings of the file."""
    (tmp_path / "a.csv").write_bytes(LIST.encode("gb18030"))
    imported = read_list(tmp_path / "a.csv", kind="polars")
    table = problem_rows(imported)
    assert table.columns == [
        *imported.problems.columns,
        *("cell:公司名称", "cell:公司规模", "cell:备注"),
    ]
    assert table.select(imported.problems.columns).equals(imported.problems)
    cells = {row: texts for row, *texts in table.select("row", pl.col("^cell:.*$")).rows()}
    assert cells == {
        3: ["上海甲乙科技有限公司", "很多人", "a\nb"],
        5: ["公司名称", "公司规模", "备注"],
        6: ["-", "20-99人", "无名"],
    }


def test_rows_of_a_merged_company_stand_together(tmp_path: Path) -> None:
    """Each row that became part of a company with several rows is listed with its cells."""
    (tmp_path / "a.csv").write_text(LIST, encoding="utf-8")
    table = merged_rows(read_list(tmp_path / "a.csv", kind="pandas"))
    assert isinstance(table, pd.DataFrame)
    assert table["row"].tolist() == [7, 8]
    assert table["cell:备注"].tolist()[1] == "再次"
    assert table["lead_id"].nunique() == 1


def test_several_files_of_several_kinds(tmp_path: Path) -> None:
    """Headings of all files have columns; a row has nothing in the columns of other files."""
    make_vacancies(200, 1).write(tmp_path / "v.csv")
    make_directory(60, 1).write(tmp_path / "d.xlsx")
    with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
        archive.write(tmp_path / "v.csv", "v.csv")
    imported = read_list([tmp_path / "v.zip", tmp_path / "d.xlsx"], kind="polars")
    problems, merged = problem_rows(imported), merged_rows(imported)
    for table, source, heading, at in (
        (problems, "d.xlsx", "企业名称", 1),
        (merged, "d.xlsx", "企业名称", 1),
        (merged, "v.zip", "公司名称", 0),
    ):
        raw = read_table(tmp_path / source)
        place = raw.frame.row(at).index(heading)
        texts = dict(zip(raw.rows, raw.frame[str(place)], strict=True))
        of = table.filter(pl.col("source") == source)
        assert [texts[n] for n in of["row"]] == of[f"cell:{heading}"].to_list() != []


def test_a_file_that_changed_is_not_shown(tmp_path: Path) -> None:
    """Rows of another file than the one imported would mislead."""
    (tmp_path / "a.csv").write_text(LIST, encoding="utf-8")
    imported = read_list(tmp_path / "a.csv", kind="polars")
    (tmp_path / "a.csv").write_text(LIST.replace("很多", "几多"), encoding="utf-8")
    with pytest.raises(FileError, match="no longer the file that was imported"):
        problem_rows(imported)
