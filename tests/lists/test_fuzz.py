"""Damaged lists: every row of a file is accounted for, or an error of ours says why."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscore.errors import LeadscoreError
from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list
from leadscore.lists.opening.files import read_table
from leadscore.samples import make_directory, make_english, make_vacancies

OUT = "row kept here only"
MARKS = [b'"', b"\n", b"\r\r\n", b",", b"\t", b"\0", b"\xff", b"[", b"{", b"\xe2\x80\xa8", b"a,b\n"]
SLOW = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One folder for all examples."""
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


@cache
def tables() -> dict[str, pl.DataFrame]:
    """Small lists of the shapes that real ones have."""
    samples = {
        "jobs": make_vacancies(30, 3),
        "firms": make_directory(20, 3),
        "en": make_english(25),
    }
    return {name: sample.rows for name, sample in samples.items()}


@cache
def files() -> dict[str, bytes]:
    """The lists as files of every kind and encoding."""
    found: dict[str, bytes] = {}
    for name, table in tables().items():
        text = table.write_csv(line_terminator="\r\n")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
            found[f"{name}-{encoding}.csv"] = text.encode(encoding)
        found[f"{name}.tsv"] = table.write_csv(separator="\t").encode("gb18030")
        records = table.to_dicts()
        found[f"{name}.json"] = json.dumps({"data": records}, ensure_ascii=False).encode()
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        found[f"{name}.jsonl"] = "\n".join(lines).encode()
        found[f"{name}.xlsx"] = workbook(table)
    return found


def workbook(table: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([table.columns, *table.rows()]):
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, place, cell)
    return file.getvalue()


def accounted(imported: Imported) -> list[tuple[str, int]]:
    """Rows of leads and rows of problems, each as often as it occurs."""
    found = []
    for text in imported.leads["source_rows"]:
        for one in text.split("|"):
            source, _, spans = one.rpartition(":")
            for span in spans.split(","):
                first, _, last = span.partition("-")
                found += [(source, n) for n in range(int(first), int(last or first) + 1)]
    out = imported.problems.filter(pl.col("action") == OUT)
    return found + out.select("source", "row").rows()


def check(path: Path) -> Imported | None:
    """Import a file and hold the law; None when it is refused with an error of ours."""
    try:
        imported = read_list(path, kind="polars")
    except LeadscoreError:
        return None
    rows = accounted(imported)
    assert len(rows) == len(set(rows)), "a row stands in two places"
    assert sorted(rows) == sorted(imported.rows.select("source", "row").rows())
    # Above the first row that is accounted for stand titles and the header, and nothing else.
    raw = read_table(path)
    known = {row for _, row in rows}
    holds = raw.frame.select(
        pl.any_horizontal(pl.all().str.strip_chars().str.len_bytes().fill_null(0) > 0)
    ).to_series()
    lost = set(raw.rows.filter(holds)) - known
    assert all(row < min(known) for row in lost), lost
    assert len(lost) <= 10
    return imported


@SLOW
@given(st.data())
def test_damaged_files_lose_no_row(folder: Path, data: st.DataObject) -> None:
    """Flipped bits, cut ends, holes and stray marks: no crash, no row in two places or in none."""
    name = data.draw(st.sampled_from(sorted(files())))
    damaged = bytearray(files()[name])
    places = st.integers(0, len(damaged) - 1)
    for place in data.draw(st.lists(places, max_size=8)):
        damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    if data.draw(st.booleans()):
        hole = data.draw(places)
        del damaged[hole : hole + data.draw(st.integers(0, 300))]
    for mark in data.draw(st.lists(st.sampled_from(MARKS), max_size=2)):
        place = data.draw(places)
        damaged[place:place] = mark
    cut = data.draw(st.one_of(st.none(), st.integers(1, len(damaged))))
    path = folder / name
    path.write_bytes(damaged[:cut])
    check(path)


CELLS = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "-",
                "无",
                "N/A",
                "上海甲乙科技有限公司",
                "北京丙丁食品有限公司",
                "甲乙科技",
                "公司名称",
            ),
            *(
                "20-99人",
                "1000人以上",
                "少于15人",
                "互联网/A轮/150-500人",
                "['五险一金', '双休']",
                "招聘",
            ),
            *(
                "13800000000",
                "021-99990000;13800000000(2023)",
                "a@example.com",
                "http://example.com",
            ),
            *(
                "91990000010000004K",
                "500万元人民币",
                "1e999",
                "-1",
                "9" * 400,
                "2024-02-30",
                "03-15",
            ),
            *("=1+1", "{'a': 1}", "[[[[", "a|b|c", "\u2028", "\ufeff", "😀", "０１２", "人" * 50),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
HEADS = ("公司名称", "公司规模", "行业", "电话", "注册资本", "成立日期", "职位名称", "备注", "x")


@SLOW
@given(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=6, unique=True),
    st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_random_cells_lose_no_row(
    folder: Path, heads: list[str], rows: list[list[str]], encoding: str
) -> None:
    """Any text in any column is read or is a problem."""
    cells = [row[: len(heads)] for row in rows]
    table = pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row")
    path = folder / "cells.csv"
    path.write_bytes(table.write_csv(quote_style="always").encode(encoding))
    check(path)


@pytest.mark.parametrize("name", ["jobs", "firms", "en"])
def test_every_encoding_and_format_gives_the_same_leads(folder: Path, name: str) -> None:
    """GB18030, UTF-8 and UTF-16, commas and tabs, a workbook: the same leads and problems."""
    found: list[Any] = []
    for kind in ("-utf-8.csv", "-utf-8-sig.csv", "-utf-16.csv", "-gb18030.csv", ".tsv", ".xlsx"):
        (folder / "list").write_bytes(files()[name + kind])
        imported = check(folder / "list")
        assert imported is not None
        found.append((imported.leads, imported.problems, imported.rows))
    for leads, problems, rows in found[1:]:
        assert leads.equals(found[0][0])
        assert problems.equals(found[0][1])
        assert rows.equals(found[0][2])


@pytest.mark.parametrize("name", ["jobs", "firms", "en"])
def test_json_gives_the_same_leads(folder: Path, name: str) -> None:
    """An array and lines of JSON give the leads of the CSV, but for the numbers of rows."""
    found = []
    for kind in ("-utf-8.csv", ".json", ".jsonl"):
        (folder / "list").write_bytes(files()[name + kind])
        imported = check(folder / "list")
        assert imported is not None
        found.append(imported.leads.drop("source_rows"))
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
