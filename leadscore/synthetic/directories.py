"""A directory of companies: one row per company, with registers' facts and contact data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.synthetic.codes import (
    credit_codes,
    landlines,
    masked_mobiles,
    mobiles,
    spoil_codes,
)
from leadscore.synthetic.companies import TYPES, draw_companies
from leadscore.synthetic.draws import Draws, gather, gather_by, places_of, sample_words
from leadscore.synthetic.sample import COLLECTED, Sample, check_rows, place_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTACTS = ("named", "direct", "switchboard", "none", None)
_STATUS_WORDS = {"active": ["存续", "在业", "开业"], "deregistered": ["注销"], "revoked": ["吊销"]}
_ROLES = {
    "A": ["人力资源总监", "总经理"],
    "B": ["人力资源经理", "总经理"],
    "C": ["行政主管", "总经理"],
}
_GIVEN = ("先生", "女士")


def directory_list(rows: int, seed: int) -> Sample:
    """Make a directory; see ``samples.make_directory``.

    Examples
    --------
    >>> directory_list(20, seed=1).rows.shape
    (20, 19)
    """
    check_rows(rows, seed)
    draws = Draws(seed)
    mess = {"blank": rows // 200, "header": 0, "repeat": rows // 50}
    count = rows - sum(mess.values())
    companies = draw_companies(count, seed)
    contact = draws.pick_weighted("contact", count, [30, 15, 22, 10, 23])
    code = credit_codes(np.arange(count) + 1_000_000 * (seed % 90))
    code_form = draws.pick_weighted("code_form", count, [85, 5, 5, 5])
    headcount = _headcounts(draws, companies["employees"].to_numpy())
    shown = pl.select(pl.when(headcount.is_not_null()).then(companies["employees"])).to_series()
    cells = pl.concat(
        [
            _register(draws, companies, spoil_codes(code, code_form), headcount),
            _people(draws, companies, contact),
            _online(draws, companies),
        ],
        how="horizontal",
    )
    order = np.concatenate([np.arange(count), draws.pick("repeat", mess["repeat"], count)])
    blank = 1 + draws.pick("blank", mess["blank"], count - 1)
    truth = companies.drop("trade", "place").with_columns(
        employees_low=shown,
        employees_high=shown,
        contact=gather(CONTACTS, contact),
        uscc=pl.select(pl.when(pl.Series(code_form == 0)).then(code)).to_series(),
    )
    title = f"企业名录导出（共{rows}行，导出日期{COLLECTED}）"
    table = place_rows(cells, order, blank, np.array([], dtype=np.int64))
    return Sample(table, truth, mess, title=title)


def _register(
    draws: Draws, companies: pl.DataFrame, code: pl.Series, headcount: pl.Series
) -> pl.DataFrame:
    words, count = sample_words(), companies.height
    status = places_of(companies["status"], tuple(_STATUS_WORDS))
    trade = companies["trade"].to_numpy()
    year = 1992 + (draws.share("founded", count) ** 0.6 * 32).astype(np.int64)
    founded = pl.Series(year).cast(pl.String) + gather(
        ["-03-18", "-11-02", "年6月8日", ""],
        draws.pick_weighted("founded_form", count, [5, 3, 1, 1]),
    )
    return pl.DataFrame(
        {
            "企业名称": companies["name"],
            "统一社会信用代码": code,
            "登记状态": gather_by(
                list(_STATUS_WORDS.values()), status, draws.share("status_word", count)
            ),
            "注册资本": _capital(draws, companies["employees"].to_numpy()),
            "成立日期": founded,
            "所属省份": companies["region"],
            "所属城市": companies["city"],
            "所属行业": gather([one["directory"] for one in words["trade"]], trade),
            "员工人数": headcount,
        }
    )


def _capital(draws: Draws, employees: NDArray[np.int64]) -> pl.Series:
    """Write the capital in the shapes that directories have."""
    count = len(employees)
    wan = np.maximum(10, (employees * (0.5 + 4 * draws.share("capital", count))).astype(np.int64))
    number = pl.Series(wan // 10 * 10)
    text = number.cast(pl.String)
    frame = pl.DataFrame(
        {
            "a": text + "万人民币",
            "b": text + ".00万元",
            "c": (number * 10_000).cast(pl.String) + "元",
            "d": text + "万美元",
        }
    )
    form = draws.pick_weighted("capital_form", count, [60, 20, 8, 4, 8])
    chosen = [pl.when(pl.Series(form == at)).then(name) for at, name in enumerate("abcd")]
    return frame.select(pl.coalesce(*chosen, pl.lit("-"))).to_series()


def _headcounts(draws: Draws, employees: NDArray[np.int64]) -> pl.Series:
    text = pl.Series(employees).cast(pl.String)
    form = draws.pick_weighted("headcount_form", len(employees), [45, 20, 10, 25])
    frame = pl.DataFrame({"a": text, "b": text + "人", "c": "员工人数：" + text})
    chosen = [pl.when(pl.Series(form == at)).then(name) for at, name in enumerate("abc")]
    return frame.select(pl.coalesce(*chosen)).to_series()


def _people(draws: Draws, companies: pl.DataFrame, contact: NDArray[np.int64]) -> pl.DataFrame:
    """Write names, telephones and mailboxes that prove the level of contact and no better one."""
    words, count = sample_words(), companies.height
    numbers, place = np.arange(count), companies["place"].to_numpy()
    named, direct, switchboard, nothing = (contact == level for level in range(4))
    surname = gather(words["surnames"], draws.pick("surname", count, len(words["surnames"])))
    person = surname + gather(_GIVEN, draws.pick("given", count, len(_GIVEN)))
    landline = landlines([one[2] for one in words["places"]], place, numbers)
    tail = draws.pick_weighted("phone_form", count, [90, 4, 6])
    own = mobiles(numbers) + gather(["", ".0", " "], tail)
    both = draws.share("both", count) < 0.5
    masked = masked_mobiles(numbers)
    first = _choose([(named | direct, own), (switchboard, landline), (nothing, masked)])
    more = _choose([((named | direct) & both, landline), (switchboard & both, masked)])
    host = "@" + companies["latin"] + ".example"
    personal, shared = "n" + pl.Series(numbers).cast(pl.String) + host, "info" + host
    mail = _choose([(named & both, personal), (switchboard & both, shared)])
    hr_type = places_of(companies["hr_type"], TYPES)
    role = gather_by(list(_ROLES.values()), hr_type, draws.share("role", count))
    return pl.DataFrame(
        {
            "联系人": _choose([(named, person)]),
            "联系人职务": _choose([(named & both, role)]),
            "电话": first,
            "更多电话": more,
            "邮箱": mail,
        }
    )


def _choose(cases: list[tuple[NDArray[np.bool_], pl.Series]]) -> pl.Series:
    """Take each row's text from the first case that holds; null where none does."""
    return pl.select(
        pl.coalesce([pl.when(pl.Series(holds)).then(texts) for holds, texts in cases])
    ).to_series()


def _online(draws: Draws, companies: pl.DataFrame) -> pl.DataFrame:
    words, count = sample_words(), companies.height
    latin, degree = companies["latin"], companies["etooling"]
    shown = draws.share("careers_shown", count) < 0.35
    pages = [words["careers"]["suite"], words["careers"]["point"]]
    kind = (degree == "point").to_numpy().astype(np.int64)
    page = gather_by(pages, kind, draws.share("page", count))
    page = (
        pl.DataFrame({"page": page, "latin": latin})
        .select(pl.col("page").str.replace("{}", pl.col("latin"), literal=True))
        .to_series()
    )
    has_page = degree.is_in(["suite", "point"]).to_numpy() & shown
    hr_type = places_of(companies["hr_type"], TYPES)
    pools = [words["department"][one] for one in TYPES]
    department = gather_by(pools, hr_type, draws.share("department", count))
    site = "http://www." + latin + ".example"
    chance = draws.share("site", count)
    broken = gather(["#NAME?"], np.zeros(count, dtype=np.int64))
    district = [one[1] + one[3][0] + "示例路" for one in words["places"]]
    street = gather(district, companies["place"].to_numpy())
    return pl.DataFrame(
        {
            "官网": _choose([(chance < 0.02, broken), (chance < 0.7, site)]),
            "招聘网址": _choose([(has_page, page)]),
            "人力资源部门": _choose([(draws.share("department_shown", count) < 0.25, department)]),
            "品牌": _choose([(draws.share("brand_shown", count) < 0.4, companies["brand"])]),
            "企业地址": street + pl.Series(1 + np.arange(count) % 300).cast(pl.String) + "号",
        }
    )
