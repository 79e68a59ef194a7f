"""Invented companies: the truth from which every sample is drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.synthetic.draws import Draws, gather, sample_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = ("micro", "small", "medium", "large")
TYPES = ("A", "B", "C")
DEGREES = ("suite", "point", "office", "none")
HIRING = ("hr", "yes", "no")
STATUS = ("active", "deregistered", "revoked")

# Share of companies, and the headcount up to which they reach: most of a scraped list is small.
_SHARES = (0.0, 0.15, 0.40, 0.65, 0.82, 0.93, 0.99, 1.0)
_PERSONS = (4, 18, 70, 190, 480, 1100, 4200, 16000)
# Likelihood of A, B and C by headcount, and of each degree of e-tooling by type: our choice.
_TYPE_BY_PERSONS = ((100, (5, 35, 60)), (300, (20, 50, 30)), (1000, (45, 40, 15)))
_TYPE_OF_LARGE = (75, 20, 5)
_DEGREE_BY_TYPE = ((40, 40, 18, 2), (8, 32, 45, 15), (2, 12, 50, 36))
_STEP = 60_013


def draw_companies(count: int, seed: int) -> pl.DataFrame:
    """Draw invented companies.

    Parameters
    ----------
    count : int
        How many. The first ones do not depend on it.
    seed : int
        The same seed gives the same companies.

    Returns
    -------
    polars.DataFrame
        One row per company: ``company`` (its number), ``name``, ``brand``, ``latin``, ``place``,
        ``region``, ``city``, ``trade`` (places in the words), ``employees`` (persons), ``size``,
        ``industry_codes``, ``industry``, ``nature``, ``hr_type``, ``hiring``, ``etooling``,
        ``status``, ``agency``, ``known_brand``.

    Examples
    --------
    >>> few, many = draw_companies(3, seed=1), draw_companies(300, seed=1)
    >>> many["name"].n_unique(), few.equals(many.head(3))
    (300, True)
    """
    draws, words = Draws(seed), sample_words()
    trades = words["trade"]
    trade = draws.pick_weighted("trade", count, [one["weight"] for one in trades])
    place = draws.pick("place", count, len(words["places"]))
    employees = draw_headcounts(draws, count)
    hr_type = _weighted_rows(draws.share("hr_type", count), _type_weights(employees))
    etooling = _weighted_rows(draws.share("etooling", count), np.array(_DEGREE_BY_TYPE)[hr_type])
    agencies = np.array([one["code"] == "726" for one in trades])
    brand, latin = _brands(count, seed)
    return pl.DataFrame(
        {
            "company": np.arange(count),
            "name": _names(draws, brand, trade, place),
            "brand": brand,
            "latin": latin,
            "place": place,
            "region": gather([one[0] for one in words["places"]], place),
            "city": gather([one[1] for one in words["places"]], place),
            "trade": trade,
            "employees": employees,
            "size": size_classes(employees, [one["least"] for one in trades], trade),
            "industry_codes": gather([one["code"] for one in trades], trade),
            "industry": gather([one["segment"] for one in trades], trade),
            "nature": gather(words["natures"], draws.pick("nature", count, len(words["natures"]))),
            "hr_type": gather(TYPES, hr_type),
            "hiring": gather(HIRING, draws.pick_weighted("hiring", count, [35, 55, 10])),
            "etooling": gather(DEGREES, etooling),
            "status": gather(STATUS, draws.pick_weighted("status", count, [95, 4, 1])),
            "agency": agencies[trade],
            "known_brand": draws.share("known_brand", count) < np.where(employees > 300, 0.3, 0.02),
        }
    )


def draw_headcounts(draws: Draws, count: int) -> NDArray[np.int64]:
    """Draw headcounts, skewed as those of scraped lists are.

    Examples
    --------
    >>> persons = draw_headcounts(Draws(1), 1000)
    >>> bool(persons.min() >= 4 and np.median(persons) < persons.mean())
    True
    """
    logs = np.interp(draws.share("employees", count), _SHARES, np.log(_PERSONS))
    return np.exp(logs).astype(np.int64)


def size_classes(
    employees: NDArray[np.int64], least: list[list[int]], trade: NDArray[np.int64]
) -> pl.Series:
    """Give each headcount the size class of its trade.

    Parameters
    ----------
    employees : ndarray of int
        Persons.
    least : list of list of int
        For each trade the headcounts from which small, medium and large begin; empty where the
        standard does not go by headcount.
    trade : ndarray of int
        Each company's trade.

    Returns
    -------
    polars.Series
        The class; null where headcount does not tell.

    Examples
    --------
    >>> size_classes(np.array([299, 300]), [[20, 300, 1000]], np.array([0, 0])).to_list()
    ['small', 'medium']
    """
    bounds = np.array([one or [0, 0, 0] for one in least])[trade]
    place = (employees[:, None] >= bounds).sum(axis=1)
    silent = np.array([not one for one in least])[trade]
    return gather([*CLASSES, None], np.where(silent, len(CLASSES), place))


def _type_weights(employees: NDArray[np.int64]) -> NDArray[np.int64]:
    steps = np.searchsorted([persons for persons, _ in _TYPE_BY_PERSONS], employees, side="right")
    weights: NDArray[np.int64] = np.array([*(w for _, w in _TYPE_BY_PERSONS), _TYPE_OF_LARGE])
    taken: NDArray[np.int64] = weights[steps]
    return taken


def _weighted_rows(share: NDArray[np.float64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose a column of each row, as likely as the row's weights (which add up to 100)."""
    passed = share[:, None] * 100 >= np.cumsum(weights, axis=1)[:, :-1]
    chosen: NDArray[np.int64] = passed.sum(axis=1)
    return chosen


@cache
def _all_syllables() -> tuple[pl.Series, pl.Series]:
    syllables = sample_words()["syllables"]
    return pl.Series([one[0] for one in syllables]), pl.Series([one[1] for one in syllables])


def _brands(count: int, seed: int) -> tuple[pl.Series, pl.Series]:
    """Make brands of three syllables; none comes twice before all combinations are used."""
    han, latin = _all_syllables()
    many = len(han)
    combinations = many**3
    turn = (np.arange(count) * _STEP + 97 * seed + 5) % combinations
    parts = (turn % many, (turn // many) % many, turn // many**2)
    spelled = [latin[part] for part in parts]
    written = [han[part] for part in parts]
    round_number = pl.Series(np.arange(count) // combinations)
    again = pl.select(pl.when(round_number > 0).then(round_number.cast(pl.String))).to_series()
    again = again.fill_null("")
    return (
        written[0] + written[1] + written[2] + again,
        spelled[0] + spelled[1] + spelled[2] + again,
    )


def _names(
    draws: Draws, brand: pl.Series, trade: NDArray[np.int64], place: NDArray[np.int64]
) -> pl.Series:
    words = sample_words()
    frame = pl.DataFrame(
        {
            "brand": brand,
            "word": gather([one["word"] for one in words["trade"]], trade),
            "city": gather([one[1] for one in words["places"]], place),
            "form": draws.pick_weighted("form", len(brand), [60, 25, 15]),
        }
    )
    brand_word = pl.col("brand") + pl.col("word")
    return frame.select(
        pl.when(pl.col("form") == 0)
        .then(pl.col("city") + brand_word + "有限公司")
        .when(pl.col("form") == 1)
        .then(brand_word + "（" + pl.col("city") + "）有限公司")
        .otherwise(pl.col("city") + brand_word + "股份有限公司")
    ).to_series()
