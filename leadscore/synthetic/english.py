"""An English list of companies, as networks and rankings export them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.standards.vocabulary import read_rows
from leadscore.synthetic.companies import draw_headcounts, size_classes
from leadscore.synthetic.draws import Draws, gather, sample_words
from leadscore.synthetic.sample import Sample, check_rows, place_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CONTACTS = ("named", "direct", "switchboard", None)
_STEP = 7_919
# 555-0100 to 555-0199 are kept for stories: no such line is ever connected.
_LINES = 100


def english_list(rows: int, seed: int) -> Sample:
    """Make an English list; see ``samples.make_english``.

    Examples
    --------
    >>> english_list(20, seed=1).rows.shape
    (20, 13)
    """
    check_rows(rows, seed)
    draws, words = Draws(seed), sample_words()["english"]
    mess = {"blank": 0, "header": 0, "repeat": rows // 40}
    count = rows - mess["repeat"]
    trade = draws.pick("trade", count, len(words["trade"]))
    place = draws.pick("place", count, len(words["places"]))
    employees = draw_headcounts(draws, count)
    written, low, high = _headcounts(draws, employees)
    name, latin = _names(seed, draws, trade)
    contact = draws.pick_weighted("contact", count, [25, 20, 35, 20])
    cells = pl.DataFrame(
        {
            "Company Name": name,
            "Industry": gather([one["label"] for one in words["trade"]], trade),
            "Employees": written,
            "State": gather([one[0] for one in words["places"]], place),
            "City": gather([one[1] for one in words["places"]], place),
            "Founded": pl.Series(1950 + draws.pick("founded", count, 74)).cast(pl.String),
            "Revenue": _revenues(draws, employees),
            "Website": "https://www." + latin + ".example",
            **_people(draws, place, contact, latin),
            "Careers page": _careers(draws, latin),
        }
    )
    order = np.concatenate([np.arange(count), draws.pick("repeat", mess["repeat"], count)])
    none = np.array([], dtype=np.int64)
    truth = pl.DataFrame(
        {
            "company": np.arange(count),
            "name": name,
            "employees": employees,
            "employees_low": low,
            "employees_high": high,
            "size": size_classes(employees, [one["least"] for one in words["trade"]], trade),
            "industry_codes": gather([one["code"] for one in words["trade"]], trade),
            "industry": gather([one["segment"] for one in words["trade"]], trade),
            "city": cells["City"],
            "contact": gather(_CONTACTS, contact),
        }
    )
    return Sample(place_rows(cells, order, none, none), truth, mess)


def _names(seed: int, draws: Draws, trade: NDArray[np.int64]) -> tuple[pl.Series, pl.Series]:
    words, count = sample_words()["english"], len(trade)
    parts = (words["starts"], words["middles"], words["ends"])
    turn = np.arange(count) * _STEP + 31 * seed
    brand = pl.Series([""] * count) if count else pl.Series([], dtype=pl.String)
    for part in parts:
        brand = brand + gather(part, turn % len(part))
        turn = turn // len(part)
    # All combinations used up: a number makes the next round's names new.
    again = np.arange(count) // (len(parts[0]) * len(parts[1]) * len(parts[2]))
    brand = brand + gather(["", *map(str, range(2, again.max() + 2))], again)
    form = gather(words["forms"], draws.pick("form", count, len(words["forms"])))
    word = gather([one["word"] for one in words["trade"]], trade)
    name = pl.DataFrame([brand.alias("a"), word.alias("b"), form.alias("c")]).select(
        pl.concat_str(pl.all(), separator=" ")
    )
    return name.to_series(), brand.str.to_lowercase()


def _headcounts(
    draws: Draws, employees: NDArray[np.int64]
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Write bands or numbers; return the text and the interval that it means."""
    rows = [row for row in read_rows("size_bands.csv") if row["board"] == "linkedin"]
    lows = [int(row["low"]) for row in rows]
    highs = [int(row["high"]) if row["high"] else None for row in rows]
    place = np.searchsorted(lows, employees, side="right") - 1
    form = draws.pick_weighted("headcount_form", len(employees), [65, 25, 10])
    exact = pl.Series(employees)
    frame = pl.DataFrame(
        {
            "form": form,
            "exact": exact,
            "band": gather([row["band"] for row in rows], place),
            "low": gather(lows, place, pl.Int64),
            "high": gather(highs, place, pl.Int64),
        }
    )

    def either(band: str, number: pl.Expr, blank: object) -> pl.Series:
        return frame.select(
            pl.when(pl.col("form") == 0)
            .then(band)
            .when(pl.col("form") == 1)
            .then(number)
            .otherwise(pl.lit(blank))
        ).to_series()

    written = either("band", pl.col("exact").cast(pl.String), "unknown")
    return written, either("low", pl.col("exact"), None), either("high", pl.col("exact"), None)


def _revenues(draws: Draws, employees: NDArray[np.int64]) -> pl.Series:
    tenths = (employees * (0.8 + draws.share("revenue", len(employees)))).astype(np.int64) + 1
    whole = pl.Series(tenths // 10).cast(pl.String)
    text = "$" + whole + "." + pl.Series(tenths % 10).cast(pl.String) + " million"
    shown = draws.share("revenue_shown", len(employees)) < 0.7
    return pl.select(pl.when(pl.Series(shown)).then(text)).to_series()


def _people(
    draws: Draws, place: NDArray[np.int64], contact: NDArray[np.int64], latin: pl.Series
) -> dict[str, pl.Series]:
    words, count = sample_words()["english"], len(place)
    first = gather(words["first_names"], draws.pick("first", count, len(words["first_names"])))
    last = gather(words["last_names"], draws.pick("last", count, len(words["last_names"])))
    role = gather(words["roles"], draws.pick("role", count, len(words["roles"])))
    area = gather([one[2] for one in words["places"]], place)
    line = pl.Series(100 + np.arange(count) % _LINES).cast(pl.String).str.zfill(4)
    personal = first.str.to_lowercase() + "." + last.str.to_lowercase() + "@" + latin + ".example"
    frame = pl.DataFrame(
        {
            "person": first + " " + last,
            "role": role,
            "mail": personal,
            "shared": "info@" + latin + ".example",
            "phone": "+1 " + area + "-555-" + line,
            "contact": contact,
        }
    )
    level = pl.col("contact")
    return {
        "Contact": frame.select(pl.when(level == 0).then("person")).to_series(),
        "Title": frame.select(pl.when(level == 0).then("role")).to_series(),
        "Email": frame.select(
            pl.when(level <= 1).then("mail").when(level == 2).then("shared")
        ).to_series(),
        "Phone": frame.select(pl.when(level <= 2).then("phone")).to_series(),
    }


def _careers(draws: Draws, latin: pl.Series) -> pl.Series:
    pages = [
        "https://boards.greenhouse.io/",
        "https://jobs.lever.co/",
        "https://apply.workable.com/",
    ]
    page = gather(pages, draws.pick("page", len(latin), len(pages))) + latin
    shown = draws.share("careers_shown", len(latin)) < 0.3
    return pl.select(pl.when(pl.Series(shown)).then(page)).to_series()
