"""A job-board list: one row per open post, with the disorder that real ones have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.standards.vocabulary import read_rows
from leadscore.synthetic.companies import DEGREES, TYPES, draw_companies
from leadscore.synthetic.draws import Draws, gather, gather_by, places_of, sample_words
from leadscore.synthetic.sample import COLLECTED, Sample, check_rows, place_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOARDS = ("51job", "lagou", "zhaopin", "boss")
_CHANNELS = ("甲招聘网", "乙招聘网", "丙招聘网", "丁招聘网")
_FRESH_DAYS, _STALE_DAYS, _OLDEST = 60, 130, 330
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_POSTS_PER_COMPANY = 6


def vacancy_list(rows: int, seed: int) -> Sample:
    """Make a job-board list; see ``samples.make_vacancies``.

    Examples
    --------
    >>> vacancy_list(50, seed=1).rows.shape
    (50, 11)
    """
    check_rows(rows, seed)
    draws = Draws(seed)
    mess = {"blank": rows // 400, "header": rows // 1400, "repeat": rows // 50}
    count = rows - sum(mess.values())
    companies = draw_companies(max(1, count // _POSTS_PER_COMPANY), seed)
    board = draws.pick_weighted("board", companies.height, [40, 20, 25, 15])
    posts = _posts(draws, companies, board, count)
    kept = draws.share("order", count).argsort()
    repeats = draws.pick("repeat", mess["repeat"], count)
    order = np.concatenate([kept, repeats])
    table = place_rows(
        _cells(draws, companies, board, posts),
        order,
        1 + draws.pick("blank", mess["blank"], len(order) - 1),
        1 + draws.pick("header", mess["header"], len(order) - 1),
    )
    truth = _truth(companies, board, posts)
    return Sample(table, truth, mess, encoding="gb18030")


def _posts(
    draws: Draws, companies: pl.DataFrame, board: NDArray[np.int64], count: int
) -> pl.DataFrame:
    """Give each post a company, a kind and a day; each company has one post at least."""
    spread = draws.share("company", count) ** 1.6 * companies.height
    company = np.concatenate([np.arange(companies.height), spread.astype(np.int64)])[:count]
    hiring = companies["hiring"].to_numpy()[company]
    is_agency = companies["agency"].to_numpy()[company]
    first = np.arange(count) < companies.height
    more = draws.share("hr_post", count) < 0.15
    stale = hiring == "no"
    age = draws.share("age", count)
    # The day an HR post was seen must prove that HR is being hired for, so it is never stale.
    days = np.where(stale, _STALE_DAYS + age * (_OLDEST - _STALE_DAYS), age**2 * _FRESH_DAYS)
    shown = (draws.share("size_shown", count) > 0.12) | (board[company] == 0)
    return pl.DataFrame(
        {
            "company": company,
            "hr": (hiring == "hr") & ~is_agency & (first | more),
            "agency": is_agency,
            "days": days.astype(np.int64),
            "size_shown": shown,
        }
    )


def _cells(
    draws: Draws, companies: pl.DataFrame, board: NDArray[np.int64], posts: pl.DataFrame
) -> pl.DataFrame:
    company, count = posts["company"].to_numpy(), posts.height
    words = sample_words()
    of = companies[company]
    label = gather([one["board"] for one in words["trade"]], of["trade"].to_numpy())
    glued = pl.Series(board[company] == 0)
    band, tidy = _bands(draws, of["employees"].to_numpy(), board[company], posts["size_shown"])
    plain = {"band": band, "label": label, "nature": of["nature"]}
    frame = pl.DataFrame({**plain, "glued": glued, "tidy": tidy})
    info = pl.concat_str(["nature", "tidy", "label"], separator="| ")
    apart = {key: pl.when(~pl.col("glued")).then(pl.col(key)) for key in plain}
    facts = frame.select(info=pl.when("glued").then(info), **apart)
    return pl.DataFrame(
        {
            "职位名称": _titles(draws, of, posts),
            "公司名称": _written_names(draws, of["name"]),
            "公司信息": facts["info"],
            "公司规模": facts["band"],
            "所属行业": facts["label"],
            "公司性质": facts["nature"],
            "工作地点": _locations(draws, of["place"].to_numpy()),
            "薪资": gather(words["salaries"], draws.pick("salary", count, len(words["salaries"]))),
            "发布日期": _dates(draws, posts["days"].to_numpy()),
            "职位描述": _descriptions(draws, of, posts),
            "渠道": gather(_CHANNELS, board[company]),
        }
    )


def _band_places(employees: NDArray[np.int64], board: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find each headcount's band: a place among the bands of all boards."""
    place = np.zeros(len(employees), dtype=np.int64)
    rows = read_rows("size_bands.csv")
    for number, name in enumerate(BOARDS):
        own = [at for at, row in enumerate(rows) if row["board"] == name]
        lows = [int(rows[at]["low"]) for at in own]
        found = np.searchsorted(lows, employees, side="right") - 1
        place = np.where(board == number, own[0] + np.maximum(found, 0), place)
    return place


def _bands(
    draws: Draws, employees: NDArray[np.int64], board: NDArray[np.int64], shown: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Write the bands, once in all the ways they are found and once tidily."""
    place = _band_places(employees, board)
    bands = [row["band"] for row in read_rows("size_bands.csv")]
    forms = [(b, b.translate(_FULL_WIDTH), f"\u00a0\u00a0{b}\u00a0", f" {b}　") for b in bands]
    form = draws.pick_weighted("band_form", len(place), [82, 7, 7, 4])
    written = gather([text for one in forms for text in one], place * 4 + form)
    blanks = [None, *sample_words()["missing"]]
    missing = gather(blanks, draws.pick("missing", len(place), len(blanks)))
    both = pl.DataFrame({"written": written, "missing": missing, "shown": shown})
    messy = both.select(pl.when("shown").then("written").otherwise("missing")).to_series()
    return messy, gather(bands, place)


def _titles(draws: Draws, of: pl.DataFrame, posts: pl.DataFrame) -> pl.Series:
    words, count = sample_words(), posts.height
    kinds = words["titles"]
    pools = [kinds["A"], kinds["B"], kinds["C"], kinds["agency"], kinds["decoy"]]
    trades = [one["posts"] for one in words["trade"]]
    hr_type = places_of(of["hr_type"], TYPES)
    decoy = draws.share("decoy", count) < 0.2
    pool = np.where(decoy, 4, len(pools) + of["trade"].to_numpy())
    pool = np.where(posts["agency"].to_numpy() & (draws.share("agent", count) < 0.7), 3, pool)
    pool = np.where(posts["hr"].to_numpy(), hr_type, pool)
    titles = gather_by([*pools, *trades], pool, draws.share("title", count))
    place = draws.pick_weighted("front", count, [930, 50, 18, 2])
    front = gather(["", "招聘", "【急聘】", "=急聘="], place)
    # An HR post keeps its plain title: the truth says that the list shows its type.
    front = pl.select(pl.when(posts["hr"]).then(pl.lit("")).otherwise(front)).to_series()
    return front + titles


def _written_names(draws: Draws, names: pl.Series) -> pl.Series:
    """Write the names as different people did: other brackets, stray blanks."""
    half = pl.col("name").str.replace("（", "(").str.replace("）", ")")
    form = draws.pick_weighted("name_form", len(names), [60, 30, 6, 4])
    frame = pl.DataFrame({"name": names, "form": form})
    return frame.select(
        pl.when(pl.col("form") == 1)
        .then(half)
        .when(pl.col("form") == 2)
        .then(pl.col("name") + "\u00a0")
        .when(pl.col("form") == 3)
        .then(" " + half + " ")
        .otherwise("name")
    ).to_series()


def _locations(draws: Draws, place: NDArray[np.int64]) -> pl.Series:
    pools = []
    for _, city, _, districts in sample_words()["places"]:
        pools.append([city, *(f"{city}-{one}" for one in districts), f"{city}·{districts[0]}"])
    return gather_by(pools, place, draws.share("location", len(place)))


def _dates(draws: Draws, days: NDArray[np.int64]) -> pl.Series:
    forms = []
    for age in range(_OLDEST + 1):
        day = COLLECTED - dt.timedelta(days=age)
        short = f"{day.year}/{day.month}/{day.day}"
        forms += [f"{day}", short, f"{day:%Y年%m月%d日}", f"{day} 10:23:00"]
    form = draws.pick_weighted("date_form", len(days), [70, 15, 8, 7])
    return gather(forms, days * 4 + form)


def _descriptions(draws: Draws, of: pl.DataFrame, posts: pl.DataFrame) -> pl.Series:
    words, count = sample_words(), posts.height
    is_hr, asks = posts["hr"].to_numpy(), words["duties"]["asks"]
    duties = gather_by(
        [words["duties"]["other"], words["duties"]["hr"]],
        is_hr.astype(np.int64),
        draws.share("duty", count),
    )
    degree = places_of(of["etooling"], DEGREES)
    named = is_hr & (draws.share("tool_named", count) < 0.5)
    pools = [*(words["tools"][one] for one in DEGREES), [""]]
    tools = gather_by(pools, np.where(named, degree, 4), draws.share("tool", count))
    return duties + tools + gather(asks, draws.pick("ask", count, len(asks)))


def _interval(row: dict[str, str]) -> tuple[int, int | None]:
    """Say what a band means as it is written: "fewer than 50" is 0 to 49."""
    high = int(row["high"]) if row["high"] else None
    if "少于" in row["band"]:
        return 0, int(row["high"]) - 1
    return (0 if "以下" in row["band"] else int(row["low"])), high


def _truth(companies: pl.DataFrame, board: NDArray[np.int64], posts: pl.DataFrame) -> pl.DataFrame:
    """Say what is true, and what the list can show of it."""
    place = _band_places(companies["employees"].to_numpy(), board)
    bands = read_rows("size_bands.csv")
    seen = posts.group_by("company").agg(
        pl.col("size_shown").any(),
        posts=pl.len(),
        hr_posts=pl.col("hr").sum().cast(pl.Int64),
    )
    lows, highs = zip(*(_interval(row) for row in bands), strict=True)
    known = companies.drop("trade", "place", "status").with_columns(
        employees_low=gather(lows, place, pl.Int64),
        employees_high=gather(highs, place, pl.Int64),
    )
    shown = known.join(seen, on="company", how="left", maintain_order="left")
    return shown.with_columns(
        pl.when("size_shown").then(pl.col(name)).alias(name)
        for name in ("employees_low", "employees_high")
    )
