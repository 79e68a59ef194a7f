"""Which column is which field, where headings and cells do not agree at first sight."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from leadscore import read_list
from leadscore.errors import ColumnError
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.imported import Imported

FIRMS = ("云岭甲科技有限公司", "山海乙贸易有限公司", "川里丙实业有限公司")


def imported(folder: Path, **columns: list[str]) -> Imported:
    """Read a list of these columns, written as a spreadsheet program would."""
    path = folder / "list.csv"
    path.write_text(pl.DataFrame(columns).write_csv(), encoding="utf-8")
    return read_list(path, kind="polars")


def read(folder: Path, **columns: list[str]) -> dict[str, str]:
    """Give field to headings of a list of these columns."""
    (mapping,) = imported(folder, **columns).mappings.values()
    return {name: "+".join(headings) for name, headings in mapping.columns.items()}


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("总市值", ["12.5亿", "3.2亿", "8亿"]),
        ("中标金额", ["155万元", "20万元", "9万元"]),
        ("上市日期", ["1991-04-03", "1992-05-06", "1999-07-08"]),
        ("项目编号", ["ZB-2024-0001", "ZB-2024-0002", "ZB-2024-0003"]),
        ("传真", ["0871-6312345", "0871-6312346", "0871-6312347"]),
        ("案号", ["（2019）京01执1号", "（2019）京01执2号", "（2019）京01执3号"]),
        ("更新时间", ["2023-01-02", "2023-01-03", "2023-01-04"]),
        ("部门", ["财务部", "采购部", "销售部"]),
    ],
)
def test_what_a_heading_says_is_nothing_else(
    tmp_path: Path, heading: str, cells: list[str]
) -> None:
    """Amounts, dates, codes and faxes of other things are not read as fields of a company."""
    assert read(tmp_path, 公司名称=list(FIRMS), **{heading: cells}) == {"name": "公司名称"}


def test_a_date_of_the_record_is_the_day_of_posting_where_there_are_postings(
    tmp_path: Path,
) -> None:
    """The same heading in a list of vacancies tells when they were posted."""
    posts = ["会计", "人事专员", "销售经理"]
    days = ["2023-01-02", "2023-01-03", "2023-01-04"]
    assert (
        read(tmp_path, 公司名称=list(FIRMS), 职位名称=posts, 更新时间=days)["posted"] == "更新时间"
    )


def test_swapped_headings(tmp_path: Path) -> None:
    """Where two columns claim one field, the one that holds it wins, and the other is free."""
    found = read(
        tmp_path,
        企业=list(FIRMS),
        公司类型=["外资（欧美）", "民营公司", "上市公司"],
        公司性质=["汽车", "教育/培训/院校", "互联网/电子商务"],
    )
    assert (found["nature"], found["industry"]) == ("公司类型", "公司性质")


def test_a_heading_without_a_single_such_cell_gives_way(tmp_path: Path) -> None:
    """The day of posting is where the days are, and a remark says so."""
    found = imported(
        tmp_path,
        corporate_name=list(FIRMS),
        job_title=["会计", "人事专员", "销售经理"],
        release_date=["招聘中", "最新", "招聘中"],
        savedate=["2017-08-12", "2017-08-13", "2017-08-14"],
    )
    assert found.mapping.columns["posted"] == ("savedate",)
    assert any('"release_date"' in remark for remark in found.remarks)


def test_a_class_of_size_gives_way_to_the_number_of_the_insured(tmp_path: Path) -> None:
    """A column of micro and small says no headcount; the numbers beside it do."""
    found = read(
        tmp_path,
        企业名称=list(FIRMS),
        参保人数=["25", "125", "8"],
        企业规模=["微型", "小型", "微型"],
    )
    assert found["employees"] == "参保人数"


def test_people_wanted_are_no_size(tmp_path: Path) -> None:
    """In a list of vacancies a handful of heads are those that are looked for."""
    posts = ["会计", "人事专员", "销售经理"]
    found = read(tmp_path, company=list(FIRMS), job_name=posts, headcount=["1人", "1~2人", "2~4人"])
    assert "employees" not in found


def test_a_sparse_name_gives_way_to_a_full_one(tmp_path: Path) -> None:
    """No row is left without a name because the better heading names few companies."""
    found = imported(
        tmp_path,
        Name=["Tarnvale Foods Limited", "Quillmoor & Son Inc", "Brindle Supply Ltd"],
        **{"Business Name": ["Klassy Foods Ltd", "", ""]},
    )
    assert found.mapping.columns["name"] == ("Name",)
    assert found.leads.height == 3


def test_names_stand_below_a_weak_heading_rather_than_their_categories(tmp_path: Path) -> None:
    """Three words that return in every row are kinds of companies, whatever they look like."""
    names = [
        "川城同仁",
        "无极川",
        "丽人阁",
        "山海堂",
        "云岭康",
        "松江里",
        "白鹤园",
        "青禾苑",
        "天泽居",
        "博远斋",
    ]
    kinds = ["卫生院", "口腔医院", "眼科医院", "卫生院", "口腔医院"] * 2
    phones = [f"010-6000000{at}" for at in range(10)]
    assert read(tmp_path, 医院名称=names, 医院小类=kinds, 联系电话=phones)["name"] == "医院名称"


def test_the_registered_name_is_no_person(tmp_path: Path) -> None:
    """A full name that is a company's is not that of a contact."""
    found = read(tmp_path, name=["云岭", "山海", "川里"], fullname=list(FIRMS))
    assert found == {"name": "fullname"}


def test_a_person_of_two_columns(tmp_path: Path) -> None:
    """First and last name are one contact."""
    people = {"First Name": ["Ada", "Bo"], "Last Name": ["Alder", "Birch"]}
    found = imported(tmp_path, Company=["Alder Inc", "Birch Ltd"], **people)
    assert found.leads["contact_name"].to_list() == ["Ada Alder", "Bo Birch"]


def test_the_place_of_the_company_comes_before_that_of_the_person(tmp_path: Path) -> None:
    """A standard export with both is read, and a remark says which place was taken."""
    places = {"City": ["Austin", "Dallas"], "Company City": ["Boston", "Reno"]}
    found = imported(tmp_path, Company=["Alder Inc", "Birch Ltd"], **places)
    assert found.mapping.columns["city"] == ("Company City",)
    assert found.remarks


def test_a_city_that_is_a_number_is_none(tmp_path: Path) -> None:
    """Codes and coordinates below the heading of a place are left alone."""
    found = read(
        tmp_path, 公司名称=list(FIRMS), location=["117.19,34.25", "117.2,34.3", "117.3,34.4"]
    )
    assert found == {"name": "公司名称"}


def test_streets_below_the_heading_of_a_place_are_addresses(tmp_path: Path) -> None:
    """A location that holds whole addresses is an address."""
    streets = ["2418 Saint Ave, Long Beach, IN 46360", "18 Oak Street, Gary, IN 46360"]
    assert (
        read(tmp_path, company=["Alder Inc", "Birch Ltd"], location=streets)["address"]
        == "location"
    )


def test_the_newest_year_of_several(tmp_path: Path) -> None:
    """Of the same figure in two years the newer is read, with a remark."""
    found = imported(
        tmp_path,
        企业名称=list(FIRMS),
        **{"2022年营业收入（亿元）": ["1", "2", "3"], "2023年营业收入（亿元）": ["4", "5", "6"]},
    )
    assert found.leads["revenue_cny"].max() == 6e8
    assert any("2022" in remark for remark in found.remarks)


def test_the_seller_is_not_the_customers_contact(tmp_path: Path) -> None:
    """In the records of a sales team the person in charge is one of its own."""
    found = read(
        tmp_path,
        客户名称=list(FIRMS),
        成交状态=["未成交"] * 3,
        负责人=["销售甲", "销售乙", "销售甲"],
    )
    assert "contact_name" not in found


def test_posts_of_persons_are_no_vacancies(tmp_path: Path) -> None:
    """Where persons are listed, what looks like titles is what the persons are."""
    found = read(
        tmp_path,
        公司名称=list(FIRMS),
        联系人=["甲甲", "乙乙", "丙丙"],
        员工职位=["会计", "销售经理", "行政专员"],
    )
    assert "title" not in found


def test_equal_claims_to_a_place_are_a_question_and_no_refusal(tmp_path: Path) -> None:
    """Two cities that nothing tells apart are named in a remark, and the list is read."""
    found = imported(
        tmp_path,
        公司名称=list(FIRMS),
        城市=["上海", "北京", "苏州"],
        所在城市=["北京", "苏州", "上海"],
    )
    assert "city" not in found.mapping.columns
    assert any('"城市"' in remark and '"所在城市"' in remark for remark in found.remarks)


def test_a_header_below_a_title_row_known_by_its_parts(tmp_path: Path) -> None:
    """Headings that are not in the table as a whole still make the header."""
    path = tmp_path / "list.csv"
    path.write_text(
        "全量导出,,,,,\n办事处,岗位编号,上级主管,客户类型,门店编号,门店名称\n"
        "甲办,P1,甲甲,单店,S1,云岭超市（东店）\n甲办,P2,乙乙,单店,S2,山海超市\n",
        encoding="utf-8",
    )
    found = read_list(path, kind="polars")
    assert found.leads["name"].to_list() == ["云岭超市（东店）", "山海超市"]


@pytest.mark.parametrize("heading", ["acct_name", "sharename"])
def test_one_unknown_heading_above_names(tmp_path: Path, heading: str) -> None:
    """A heading that only ends like one is no company."""
    found = imported(tmp_path, **{heading: list(FIRMS)})
    assert found.leads.height == 3


def test_a_refusal_proposes_what_could_be_names_and_shows_no_persons(tmp_path: Path) -> None:
    """The column that could hold names is proposed, and telephone numbers are not shown."""
    with pytest.raises(ColumnError) as refused:
        imported(
            tmp_path,
            序号=["1", "2"],
            手机=["13800000001", "13800000002"],
            甲方=["云岭食坊", "山海小栈"],
        )
    assert 'mapping={"name": "甲方"}' in str(refused.value)
    assert "13800000001" not in str(refused.value)


def test_a_refusal_of_what_is_no_list_of_companies_proposes_nothing(tmp_path: Path) -> None:
    """Where no column could hold names, the question is whether the file is the right one."""
    with pytest.raises(ColumnError, match="is this a list of companies"):
        imported(tmp_path, x=["1", "2"], y=["3", "4"])


def test_a_list_of_persons_is_refused(tmp_path: Path) -> None:
    """People below the heading "name" are no companies; companies below it are."""
    people = {"empID": ["1", "2"], "gender": ["F", "M"], "city": ["Boston", "Reno"]}
    with pytest.raises(ColumnError, match="no column holds company names"):
        imported(tmp_path, name=["Ada Alder", "Bo Birch"], **people)
    assert read(tmp_path, name=["Alder Inc", "Birch Ltd"], **people)["name"] == "name"


@pytest.mark.parametrize("heading", ["公司官网", "网址", "x"])
def test_the_page_of_a_job_board_is_no_website(tmp_path: Path, heading: str) -> None:
    """Whatever the heading says, the board's page about a company is not its own."""
    pages = [f"https://company.zhaopin.com/CZ{at}.htm" for at in range(3)]
    assert "website" not in read(tmp_path, 公司名称=list(FIRMS), **{heading: pages})


def amounts(folder: Path, field: str, **columns: list[str]) -> list[float | None]:
    """Give the amounts that a list of these columns states, in yuan."""
    found = imported(folder, 公司名称=list(FIRMS), **columns).leads
    told = dict(zip(found["name"], found[field], strict=True))
    return [told[firm] for firm in FIRMS]


def test_a_currency_in_a_column_of_its_own_is_that_of_the_amounts(tmp_path: Path) -> None:
    """It goes before the yuan that a Chinese heading means, and may bring its own multiplier."""
    cells = {"注册资本(万元)": ["500", "20", "80"], "注册资本币种": ["人民币", "美元", "港元"]}
    assert amounts(tmp_path, "capital_cny", **cells) == [5e6, 1.42e6, 728_000.0]
    cells = {"注册资本": ["500", "20", "80"], "单位": ["万元人民币", "万美元", "万港元"]}
    assert amounts(tmp_path, "capital_cny", **cells) == [5e6, 1.42e6, 728_000.0]
    cells = {"Annual Revenue": ["500", "", "80"], "Currency": ["USD", "EUR", "GBP"]}
    assert amounts(tmp_path, "revenue_cny", **cells) == [3_550.0, None, 728.0]


def test_a_currency_stands_beside_the_nearest_amount(tmp_path: Path) -> None:
    """Two amounts have a currency each, and a column that was set aside is left there."""
    cells = {
        "公司名称": list(FIRMS),
        "注册资本": ["500", "20", "80"],
        "币种": ["人民币", "美元", "港元"],
        "revenue": ["5", "2", "8"],
        "currency": ["USD", "EUR", "GBP"],
    }
    assert read(tmp_path, **cells)["capital"] == "注册资本+币种"
    assert read(tmp_path, **cells)["revenue"] == "revenue+currency"
    aside = Mapping({}, ("币种", "currency"))
    found = read_list(tmp_path / "list.csv", mapping=aside, kind="polars")
    assert "revenue_cny" not in found.leads.columns or not found.leads["revenue_cny"].count()
    again = read_list(tmp_path / "list.csv", kind="polars")
    (mapping,) = again.mappings.values()
    same = read_list(tmp_path / "list.csv", mapping=mapping, kind="polars")
    assert same.leads["revenue_cny"].to_list() == again.leads["revenue_cny"].to_list()
