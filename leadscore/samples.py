"""Invented lists with known truth, of any size: the same seed gives the same list.

Run as ``python -m leadscore.samples data`` it writes the sample files of the folder ``data`` again,
byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from leadscore.synthetic.companies import draw_companies
from leadscore.synthetic.directories import directory_list
from leadscore.synthetic.draws import Draws, gather, sample_words
from leadscore.synthetic.english import english_list
from leadscore.synthetic.logs import LogSample, draw_log
from leadscore.synthetic.sample import COLLECTED, Sample, check_rows
from leadscore.synthetic.vacancies import vacancy_list

__all__ = [
    "COLLECTED",
    "LogSample",
    "Sample",
    "make_brands",
    "make_directory",
    "make_english",
    "make_leads",
    "make_log",
    "make_vacancies",
    "write_samples",
]

_LISTS = ("示例消费品牌榜", "示例制造百强", "Example Tech 50")

# Each fact with the values a lead may have; sets and null are what real lists give.
_FACTS: dict[str, tuple[str | None, ...]] = {
    "size": ("micro", "small", "small|medium", "medium", "medium|large", "large", None, None),
    "industry": ("manufacturing", "fmcg", "high_tech", "other", "high_tech|manufacturing", None),
    "brand": ("known", "unlisted", "unlisted", "unlisted", None),
    "contact": ("named", "direct", "switchboard", "none", None),
    "hr_type": ("A", "B", "C", "A|B", "B|C", None, None, None, None),
    "hiring": ("hr", "yes", "yes", "no", None),
    "etooling": ("suite", "point", "office", "none", "suite|point", "point|office", None, None),
    "status": ("active", "active", "active", "active", "deregistered", None),
    "owner": ("east", "north", "south", "west"),
}


def make_vacancies(rows: int = 3000, seed: int = 1) -> Sample:
    """Make a job-board list: one row per open post.

    Parameters
    ----------
    rows : int
        Rows of the table, blank ones, repeats and repeated headers included.
    seed : int
        From 0 on. The companies are those of ``make_directory`` with the same seed.

    Returns
    -------
    Sample
        A GB18030 list with four boards' bands of size, company facts glued into one cell in part
        of it, full-width digits, odd blanks, disguised missing values, bracket variants of names,
        the header in mid-file, blank rows, exact repeats, agencies, merged HR titles and tools
        named in texts. ``truth`` has one row per company: ``employees_low`` and
        ``employees_high`` (what the list shows; null: nothing), ``size`` (of the true headcount),
        ``industry``, ``hr_type`` (shown by the posts where ``hr_posts`` > 0), ``hiring``,
        ``etooling``, ``agency``, ``posts`` and ``hr_posts`` (rows without repeats).

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> sample = make_vacancies(100, seed=1)
    >>> sample.rows.height, sample.truth.height, dict(sample.mess)
    (100, 16, {'blank': 0, 'header': 0, 'repeat': 2})
    """
    return vacancy_list(rows, seed)


def make_directory(rows: int = 400, seed: int = 1) -> Sample:
    """Make a directory of companies: registers' facts and contact data.

    Parameters
    ----------
    rows : int
        Rows of the table, blank ones and repeats included.
    seed : int
        From 0 on. The companies are those of ``make_vacancies`` with the same seed.

    Returns
    -------
    Sample
        With a title line above the header, telephones in several shapes and masked ones, credit
        codes valid, invalid, masked or absent, capital in several shapes, closed companies.
        ``truth`` has one row per company, with ``contact`` and ``uscc`` (null: the list does not
        show a valid one). Names of persons are invented, telephones are of ranges that nobody has.

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> make_directory(10).rows["企业名称"][0] == make_vacancies(10).truth["name"][0]
    True
    """
    return directory_list(rows, seed)


def make_english(rows: int = 500, seed: int = 1) -> Sample:
    """Make an English list of companies.

    Parameters
    ----------
    rows : int
        Rows of the table, repeats included.
    seed : int
        From 0 on.

    Returns
    -------
    Sample
        With LinkedIn's bands of size, exact numbers and unknown ones; revenue in dollars.
        ``truth`` has one row per company.

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> make_english(10).truth.columns[:5]
    ['company', 'name', 'employees', 'employees_low', 'employees_high']
    """
    return english_list(rows, seed)


def make_brands(rows: int = 60, seed: int = 1) -> Sample:
    """Make a list of known brands: of companies that the other lists have.

    Parameters
    ----------
    rows : int
        How many brands.
    seed : int
        From 0 on; the seed of the lists whose companies are listed.

    Returns
    -------
    Sample
        ``rows`` with the columns ``brand``, ``list``, ``year`` and ``url``; ``truth`` with
        ``brand`` and the ``name`` of its company.

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> make_brands(2).rows.columns
    ['brand', 'list', 'year', 'url']
    """
    check_rows(rows, seed)
    companies = draw_companies(rows * 40 + 100, seed).filter("known_brand").head(rows)
    count = companies.height
    draws = Draws(seed)
    place = draws.pick("brand_list", count, len(_LISTS))
    table = pl.DataFrame(
        {
            "brand": companies["brand"],
            "list": gather(_LISTS, place),
            "year": gather([str(2023 + n) for n in range(len(_LISTS))], place),
            "url": gather([f"https://example.com/list/{n + 1}" for n in range(len(_LISTS))], place),
        }
    )
    return Sample(table, companies.select("brand", "name"))


def make_leads(rows: int = 1000, seed: int = 1) -> pl.DataFrame:
    """Make qualified leads: ids and facts, with sets and unknown values.

    Parameters
    ----------
    rows : int
        How many leads.
    seed : int
        From 0 on.

    Returns
    -------
    polars.DataFrame
        ``lead_id``, the seven facts (text; ``|`` between values that are still possible; null:
        unknown), ``status``, ``owner`` and ``region``; every value is equally likely, so this
        measures speed and laws, not a market.

    Raises
    ------
    ArgumentError
        When ``rows`` is less than 1 or ``seed`` less than 0.

    Examples
    --------
    >>> make_leads(3, seed=1)["lead_id"].to_list()
    ['lead-0000000', 'lead-0000001', 'lead-0000002']
    """
    check_rows(rows, seed)
    draws = Draws(seed)
    regions = [one[0] for one in sample_words()["places"]]
    columns = {
        name: gather(values, draws.pick(name, rows, len(values)))
        for name, values in {**_FACTS, "region": (*regions, None)}.items()
    }
    ids = "lead-" + pl.Series(np.arange(rows)).cast(pl.String).str.zfill(7)
    return pl.DataFrame({"lead_id": ids, **columns})


def make_log(
    leads: int = 2000,
    seed: int = 1,
    *,
    days: int = 730,
    inflow: str = "steady",
    ties: float = 0.05,
    skips: float = 0.04,
    backs: float = 0.03,
    re_entries: float = 0.04,
    segments: int = 3,
    slow: float = 1.0,
) -> LogSample:
    """Make an event log of the sales process with known truth.

    Parameters
    ----------
    leads : int
        How many leads.
    seed : int
        From 0 on.
    days : int
        Length of the log.
    inflow : {"steady", "campaign", "pause", "growth"}
        How leads arrive: evenly; five times as many in the last 45 days; none in the last 60
        days; ten times as many a day after two years.
    ties, skips, backs, re_entries : float
        Share of the steps that take no time, of stages that are not logged, of stays with a move
        back, and of second stages from which the first is entered again. None of them changes
        what becomes of a lead.
    segments : int
        How many segments of equal final rates there are.
    slow : float
        How many times longer everything takes in the last segment.

    Returns
    -------
    LogSample
        ``events`` as known on ``as_of``; ``leads`` with their segment; ``truth`` with what became
        of each, also after ``as_of``.

    Raises
    ------
    ArgumentError
        When a number is out of its range or the inflow is not known.

    Examples
    --------
    >>> make_log(100).truth["outcome"].value_counts().sort("outcome")["count"].to_list()
    [88, 12]
    """
    return draw_log(
        leads,
        seed,
        days=days,
        inflow=inflow,
        ties=ties,
        skips=skips,
        backs=backs,
        re_entries=re_entries,
        segments=segments,
        slow=slow,
    )


def write_samples(folder: str | Path) -> list[Path]:
    """Write the sample files that stand in the folder ``data``.

    Parameters
    ----------
    folder : str or Path
        Made when it does not exist.

    Returns
    -------
    list of Path
        The files: a vacancy list, a directory, an English list and a brand list.

    Raises
    ------
    FileError
        When a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> [path.name for path in write_samples(tempfile.mkdtemp())]
    ['vacancies_gb18030.csv', 'directory.xlsx', 'companies_en.csv', 'brands.csv']
    """
    samples = {
        "vacancies_gb18030.csv": make_vacancies(),
        "directory.xlsx": make_directory(),
        "companies_en.csv": make_english(),
        "brands.csv": make_brands(),
    }
    Path(folder).mkdir(parents=True, exist_ok=True)
    paths = [Path(folder) / name for name in samples]
    for path, sample in zip(paths, samples.values(), strict=True):
        sample.write(path)
    return paths


if __name__ == "__main__":
    write_samples(sys.argv[1] if len(sys.argv) > 1 else "data")
