"""Hiring period: open posts, HR posts among them, and how fresh they are."""

from __future__ import annotations

from datetime import date

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.standards.evidence import sentence
from leadscore.standards.vocabulary import check_language, read_toml

COLUMNS: tuple[str, ...] = ("vacancies", "hr_vacancies", "last_posted", "collected_on", "agency")
"""The lead columns that ``classify_hiring`` reads."""

_TYPES = {
    "vacancies": pl.Int64,
    "hr_vacancies": pl.Int64,
    "last_posted": pl.Date,
    "collected_on": pl.Date,
    "agency": pl.Boolean,
}


def hiring(
    vacancies: int | None,
    hr_vacancies: int | None,
    last_posted: date | None,
    collected_on: date | None,
    agency: bool | None,
    *,
    as_of: date | None = None,
    lang: str = "en",
) -> tuple[str | None, str | None]:
    """Decide whether one company is hiring, and whether it hires for HR.

    Parameters
    ----------
    vacancies : int or None
        Number of open posts; null where the list is not one of vacancies.
    hr_vacancies : int or None
        Number of HR posts among them; null where titles were not read.
    last_posted : date or None
        The newest date of a post.
    collected_on : date or None
        When the list was collected; stands in for ``last_posted`` where posts have no date, and for
        ``as_of`` where the caller gives none.
    agency : bool or None
        True when the company posts for others.
    as_of : date or None
        Today, as the caller sees it. The clock of the machine is never asked.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    tuple of (str or None)
        ``hr`` (an HR post is open), ``yes`` (others are), ``hr|yes`` (titles unknown), ``no`` (a
        list of vacancies shows none), or null; and the evidence. Null: not a list of vacancies, an
        agency, or seen longer ago than ``fresh_days`` of ``hiring.toml`` (a choice, mark K): old
        posts prove neither that a company is hiring nor that it has stopped.

    Examples
    --------
    >>> hiring(4, 1, date(2024, 3, 1), None, None, as_of=date(2024, 3, 31))
    ('hr', 'open posts: 4, of them HR: 1; last seen 2024-03-01, 30 days before 2024-03-31')
    >>> hiring(4, 1, date(2023, 3, 1), None, None, as_of=date(2024, 3, 31))[0] is None
    True
    >>> hiring(None, None, None, None, None)
    (None, None)
    """
    if vacancies is None and not hr_vacancies:
        return None, None
    if agency:
        return None, sentence("hiring", "agency", lang)
    seen, today = last_posted or collected_on, as_of or collected_on
    # A post that is dated after the day of asking was renewed ahead of time: it is fresh.
    age = max((today - seen).days, 0) if today and seen else None
    limit = read_toml("hiring.toml")["fresh_days"]
    if age is not None and age > limit:
        return None, sentence("hiring", "stale", lang, day=seen, age=age, on=today, limit=limit)
    value, words = _posts(vacancies, hr_vacancies, lang)
    if seen is None:
        return value, words + sentence("hiring", "undated", lang)
    if age is None:
        return value, words + sentence("hiring", "unreferenced", lang, day=seen)
    return value, words + sentence("hiring", "last", lang, day=seen, age=age, on=today)


def classify_hiring(
    leads: pl.DataFrame, *, as_of: date | None = None, lang: str = "en"
) -> pl.DataFrame:
    """Classify companies by whether they are hiring.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``vacancies``, ``hr_vacancies`` (whole numbers), ``last_posted``,
        ``collected_on`` (dates) and ``agency`` (Boolean). Columns that are absent count as null.
    as_of : date, optional
        The day the answer is for. Without it freshness is measured to ``collected_on``, and where
        that is null too it is not checked; the evidence says so.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``hiring``: hr, yes, ``hr|yes``, no, or null when unknown.
        ``hiring_why``: the evidence; null when nothing was seen.

    Raises
    ------
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"vacancies": [3, 0, None], "hr_vacancies": [0, 0, None]})
    >>> classify_hiring(leads)["hiring"].to_list()
    ['yes', 'no', None]
    """
    check_language(lang)

    def decide(
        vacancies: int | None,
        hr_vacancies: int | None,
        last_posted: date | None,
        collected_on: date | None,
        agency: bool | None,
    ) -> tuple[str | None, str | None]:
        return hiring(
            vacancies, hr_vacancies, last_posted, collected_on, agency, as_of=as_of, lang=lang
        )

    absent = [pl.lit(None, _TYPES[name]).alias(name) for name in COLUMNS if name not in leads]
    schema = {"hiring": pl.String, "hiring_why": pl.String}
    return map_distinct(leads.with_columns(absent), COLUMNS, decide, schema)


def _posts(vacancies: int | None, hr_vacancies: int | None, lang: str) -> tuple[str, str]:
    if hr_vacancies and vacancies is None:
        return "hr", sentence("hiring", "hr_posts", lang, hr=hr_vacancies)
    if hr_vacancies:
        return "hr", sentence("hiring", "posts", lang, n=vacancies, hr=hr_vacancies)
    if not vacancies:
        return "no", sentence("hiring", "none", lang)
    if hr_vacancies is None:
        return "hr|yes", sentence("hiring", "posts_hr_unknown", lang, n=vacancies)
    return "yes", sentence("hiring", "posts", lang, n=vacancies, hr=0)
