"""The importer: no row is lost, nothing is understood silently, and importing again is the same."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscore.errors import ArgumentError, ColumnError, LeadscoreError, ListError
from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list
from leadscore.standards.fields import table_fields

VACANCIES = """\
职位名称,公司名称,公司规模,公司性质,所属行业,工作地点,薪资,发布日期,岗位描述
人事专员,上海某甲科技有限公司,150-500人,民营公司,计算机软件,上海-奉贤区,6-8千/月,2024-03-01,使用北森系统
会计,上海某甲科技有限公司,150-500人,民营公司,互联网/电子商务,杭州,6-8千/月,2024-03-05,
会计,上海某甲科技有限公司,150-500人,民营公司,互联网/电子商务,杭州,6-8千/月,2024-03-05,
销售,,20-99人,国企,房地产,北京,面议,2024-03-02,
职位名称,公司名称,公司规模,公司性质,所属行业,工作地点,薪资,发布日期,岗位描述
店长,某乙便利店,很多,国企,快消,北京,面议,昨天也许,
"""


def put(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """Write a list."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def load(path: Any, *args: Any, **options: Any) -> Imported:
    """Read a list into Polars tables."""
    return read_list(path, *args, kind="polars", **options)


def check_accounts(imported: Imported, rows: int | None = None) -> None:
    """Check the law: every row is in one lead's rows, or in the problems with no lead."""
    accounts = imported.rows
    assert accounts.select("source", "row").is_unique().all()
    out = accounts.filter(pl.col("lead_id").is_null()).select("source", "row")
    explained = imported.problems.select("source", "row").unique()
    assert out.join(explained, on=["source", "row"], how="anti").height == 0
    told = []
    for lead, text in imported.leads.select("lead_id", "source_rows").rows():
        for part in text.split("|"):
            source, _, spans = part.rpartition(":")
            for span in spans.split(","):
                low, _, high = span.partition("-")
                told += [(source, row, lead) for row in range(int(low), int(high or low) + 1)]
    assert sorted(told) == sorted(accounts.filter(pl.col("lead_id").is_not_null()).rows())
    assert imported.leads["lead_id"].is_unique().all()
    if rows is not None:
        assert accounts.height == rows


def test_a_vacancy_list_becomes_companies(tmp_path: Path) -> None:
    """One row per company with its vacancies, HR titles, last date, tools, city and codes."""
    imported = load(put(tmp_path, VACANCIES))
    check_accounts(imported, 6)
    lead = imported.leads.row(0, named=True)
    expected = {
        "name": "上海某甲科技有限公司",
        "region": "浙江",
        "city": "杭州",
        "employees_low": 150,
        "employees_high": 500,
        "employees_kind": "band",
        "nature": "民营公司",
        "industry_labels": "互联网/电子商务|计算机软件",
        "hr_titles": "人事专员",
        "vacancies": 2,
        "hr_vacancies": 1,
        "last_posted": date(2024, 3, 5),
        "tools": "beisen",
        "source": "list.csv",
        "source_rows": "list.csv:2-4",
        "collected_on": None,
    }
    assert {name: lead[name] for name in expected} == expected
    assert imported.leads.height == 2


def test_problems_say_what_was_not_understood(tmp_path: Path) -> None:
    """A row without a company, a repeated header and cells that mean nothing are all listed."""
    imported = load(put(tmp_path, VACANCIES))
    assert imported.problems.select("row", "column", "problem", "action").rows() == [
        (5, None, "no company name", "row kept here only"),
        (6, None, "the header stands here again", "row kept here only"),
        (7, "公司规模", "headcount not understood", "left empty"),
        (7, "发布日期", "date not understood", "left empty"),
    ]
    chinese = load(put(tmp_path, VACANCIES), lang="zh")
    assert "没有公司名称" in chinese.problems["problem"].to_list()
    assert "没有公司名称" in chinese.report


def test_leads_have_every_documented_column(tmp_path: Path) -> None:
    """All documented columns are there, in order, with their types, also in a bare list."""
    imported = load(put(tmp_path, "公司\n某甲有限公司\n"))
    schema = {one.name: one.dtype for one in table_fields("leads")}
    assert dict(imported.leads.schema) == schema
    assert imported.leads["vacancies"].to_list() == [None]


def test_kinds_of_tables(tmp_path: Path) -> None:
    """pandas, Polars and PyArrow tables hold the same; another word is refused."""
    path = put(tmp_path, VACANCIES)
    frames = read_list(path)
    assert isinstance(frames.leads, pd.DataFrame)
    assert str(frames.leads["vacancies"].dtype) == "Int64"
    arrow = read_list(path, kind="pyarrow")
    assert isinstance(arrow.leads, pa.Table)
    polars = load(path)
    assert pl.from_arrow(arrow.leads).equals(polars.leads)  # type: ignore[union-attr]
    assert list(frames.leads["name"]) == polars.leads["name"].to_list()
    with pytest.raises(ArgumentError, match=r'kind="panda" is not known.*"pandas"'):
        read_list(path, kind="panda")


def test_encodings_give_the_same_leads(tmp_path: Path) -> None:
    """A GB18030 and a UTF-8 copy of one file give the same leads, problems and duplicates."""
    first = load(put(tmp_path, VACANCIES))
    second = load(put(tmp_path, VACANCIES, encoding="gb18030"))
    assert first.leads.equals(second.leads)
    assert first.problems.equals(second.problems)
    assert first.duplicates.equals(second.duplicates)


def test_importing_again_is_the_same(tmp_path: Path) -> None:
    """Reading a file twice gives equal tables, also through the mapping that was saved."""
    path = put(tmp_path, VACANCIES)
    first = load(path)
    saved = put(tmp_path, first.mapping.to_toml(), "mapping.toml")
    for again in (load(path), load(path, saved), load(path, first.mapping)):
        assert again.leads.equals(first.leads)
        assert again.problems.equals(first.problems)
        assert again.mapping == first.mapping


def test_order_of_files_changes_no_id(tmp_path: Path) -> None:
    """Several files are one list; their order changes neither ids nor source rows."""
    one = put(tmp_path, VACANCIES, "one.csv")
    two = put(
        tmp_path, "企业名称,联系电话\n上海某甲科技有限公司,021-55550000\n某丙厂,\n", "two.csv"
    )
    there, back = load([one, two]), load([two, one])
    check_accounts(there, 8)
    columns = ("lead_id", "source_rows", "phones", "vacancies")
    assert sorted(there.leads.select(columns).rows()) == sorted(back.leads.select(columns).rows())
    lead = there.leads.row(0, named=True)
    assert lead["source_rows"] == "one.csv:2-4|two.csv:2"
    assert (lead["phones"], lead["vacancies"]) == ("021-55550000", 2)
    assert set(there.mappings) == {"one.csv", "two.csv"}
    alone = load(one).leads
    assert set(alone["lead_id"]) <= set(there.leads["lead_id"])


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two files of one name in two folders keep their folders in the source."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    files = [put(tmp_path / folder, "公司\n某甲有限公司\n") for folder in "ab"]
    imported = load(files)
    assert imported.leads["source"].to_list() == ["a/list.csv|b/list.csv"]
    once, twice = load(files[0]), load([files[0], files[0]])
    assert twice.leads.equals(once.leads)
    with pytest.raises(ArgumentError, match="no file"):
        load([])


def test_money_needs_a_currency(tmp_path: Path) -> None:
    """Chinese amounts are yuan; English ones need a word, a heading or the caller to say so."""
    chinese = load(put(tmp_path, "公司,注册资本\n某甲公司,500万\n某乙公司,100万美元\n"))
    assert chinese.leads["capital_cny"][0] == 5_000_000
    assert chinese.leads["capital_cny"][1] > 6_000_000
    unstated = put(tmp_path, "company,revenue\nAcme Inc,18.3 MM\n")
    problems = load(unstated).problems
    assert problems.select("column", "raw", "problem").rows() == [
        ("revenue", "18.3 MM", "currency not stated")
    ]
    with pytest.raises(ArgumentError, match='currency="USB" is not known'):
        load(unstated, currency="usb")
    stated = load(unstated, currency="usd").leads["revenue_cny"][0]
    headed = load(put(tmp_path, "company,revenue ($ millions)\nAcme Inc,18.3\n"))
    assert headed.leads["revenue_cny"][0] == pytest.approx(stated)
    assert headed.problems.height == 0


def test_dates_without_a_year(tmp_path: Path) -> None:
    """A day without a year needs the list's day; without it the cell is a problem."""
    path = put(tmp_path, "公司名称,职位名称,发布日期\n某甲公司,会计,04-20\n")
    assert load(path).problems["problem"].to_list() == ["date without a year, and no as_of given"]
    dated = load(path, as_of=date(2020, 5, 1))
    assert dated.leads.select("last_posted", "collected_on").rows() == [
        (date(2020, 4, 20), date(2020, 5, 1))
    ]


def test_day_and_month_by_the_habit_of_the_column(tmp_path: Path) -> None:
    """One date that leaves no doubt settles the order of day and month for its column."""
    text = "company,job title,posted\nAcme Inc,Clerk,03/04/2023\nBeta Inc,Clerk,25/04/2023\n"
    assert load(put(tmp_path, text)).leads["last_posted"].to_list() == [
        date(2023, 4, 3),
        date(2023, 4, 25),
    ]


def test_codes_make_ids_and_bad_codes_make_problems(tmp_path: Path) -> None:
    """A valid code is the id; a masked, old or wrong one is a remark, and the row is kept."""
    text = (
        "企业名称,统一社会信用代码\n中国石油化工股份有限公司,91110000710926094P\n"
        "某甲公司,9111000071093123**\n某乙公司,91110000710926095P\n某丙公司,未公开\n"
    )
    imported = load(put(tmp_path, text))
    check_accounts(imported, 4)
    assert imported.leads["lead_id"][0] == "91110000710926094P"
    assert imported.leads["lead_id"].str.starts_with("c").sum() == 3
    assert imported.problems["problem"].to_list() == [
        "credit code is masked",
        "credit code not valid",
    ]


def test_damaged_numbers_are_told(tmp_path: Path) -> None:
    """What a spreadsheet damaged is a problem or repaired: 1.5E+10, and 13800000000.0."""
    text = "公司名称,联系电话,员工人数\n某甲公司,13800000000.0,240.0\n某乙公司,1.38E+10,#NAME?\n"
    imported = load(put(tmp_path, text))
    assert imported.leads.select("phones", "employees_low").rows() == [
        ("13800000000", 240),
        (None, None),
    ]
    assert imported.problems["problem"].to_list() == ["number damaged by a spreadsheet"]


def test_contacts_of_several_columns_are_joined(tmp_path: Path) -> None:
    """Phones of several columns are read together; masked ones keep their stars."""
    text = (
        "公司名称,联系人,职务,手机,座机,邮箱\n"
        "某甲公司,甲女士,人事经理,138****0000,021-55550000转801,hr@example.com\n"
    )
    lead = load(put(tmp_path, text)).leads.row(0, named=True)
    assert lead["phones"] == "138****0000|021-55550000-801"
    assert (lead["contact_title"], lead["emails"]) == ("人事经理", "hr@example.com")


def test_a_financing_stage_is_no_industry(tmp_path: Path) -> None:
    """A stage in the industry column is read as the stage, with a remark."""
    imported = load(put(tmp_path, "公司名称,公司行业\n某甲公司,天使轮\n某乙公司,计算机软件\n"))
    assert imported.leads.select("financing", "industry_labels").rows() == [
        ("天使轮", None),
        (None, "计算机软件"),
    ]
    assert "1 row has a financing stage" in imported.remarks[0]


def test_whether_rows_are_vacancies_can_be_said(tmp_path: Path) -> None:
    """A list without titles counts no vacancies unless the caller says that it holds them."""
    path = put(tmp_path, "公司名称,公司规模\n某甲公司,20-99人\n某甲公司,20-99人\n")
    assert load(path).leads["vacancies"].to_list() == [None]
    assert load(path, vacancies=True).leads["vacancies"].to_list() == [2]
    assert load(put(tmp_path, VACANCIES), vacancies=False).leads["vacancies"][0] is None


def test_lists_in_cells_and_a_numbered_header(tmp_path: Path) -> None:
    """Cells that are lists as text, and a header of numbers, are understood without a mapping."""
    facts, post = "['民营公司| 50-150人| 计算机软件']", "['会计经理']"
    rows = [["0", "1", "2"]]
    rows += [[f"['上海某{letter}科技有限公司']", facts, post] for letter in "甲乙丙丁戊"]
    rows.append(["[]", "[]", "[]"])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    imported = load(put(tmp_path, out.getvalue()))
    check_accounts(imported, 6)
    assert imported.mapping.columns == {"name": ("0",), "profile": ("1",), "title": ("2",)}
    lead = imported.leads.row(0, named=True)
    assert (lead["nature"], lead["employees_high"], lead["industry_labels"]) == (
        "民营公司",
        150,
        "计算机软件",
    )
    assert imported.problems["problem"].to_list() == ["no company name"]


def test_the_report_names_columns_problems_and_the_unused(tmp_path: Path) -> None:
    """The summary tells rows, companies, evidence, what was not used, and is safe in a page."""
    path = put(tmp_path, "公司名称,<q>备注</q>\n某甲公司,x\n,y\n")
    imported = load(path)
    assert imported.report.startswith("2 rows of list.csv gave 1 company; 1 row is in")
    assert 'name <- 公司名称  (header "公司名称"' in imported.report
    assert "not used: <q>备注</q>" in imported.report
    assert "&lt;q&gt;" in imported._repr_html_()
    assert "<q>" not in imported._repr_html_()
    assert repr(imported) == imported.report


def test_wrong_input_has_its_own_error(tmp_path: Path) -> None:
    """A header without rows, a list without companies and an unknown language are told apart."""
    with pytest.raises(ListError, match="no row of data"):
        load(put(tmp_path, "公司名称,公司规模\n"))
    with pytest.raises(ColumnError, match="no column holds company names"):
        load(put(tmp_path, "a,b\nx,y\n"))
    with pytest.raises(ArgumentError, match='lang="fr"'):
        load(put(tmp_path, VACANCIES), lang="fr")


CELLS = st.one_of(
    st.sampled_from(
        [
            "某甲有限公司",
            "上海某乙科技有限公司",
            "20-99人",
            "公司名称",
            "",
            "-",
            "[]",
            "['a']",
            "A轮",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_any_cells_are_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    """Whatever the cells, the import ends in our own error or accounts for every row."""
    out = io.StringIO()
    csv.writer(out).writerows([["公司名称", "公司规模", "其他"], *rows])
    path = tmp_path_factory.mktemp("fuzz") / "list.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    try:
        imported = load(path, {"name": "公司名称"})
    except LeadscoreError:
        return
    check_accounts(imported)
