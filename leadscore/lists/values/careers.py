"""Careers pages: the address of a vacancy that is served by a known recruiting system is one."""

from __future__ import annotations

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.standards.etooling import known_host
from leadscore.standards.products import degree_of_url


def with_careers_pages(values: pl.DataFrame) -> pl.DataFrame:
    """Take the addresses of vacancies as careers pages where they show a recruiting system.

    Parameters
    ----------
    values : polars.DataFrame
        With ``job_url`` (text or null).

    Returns
    -------
    polars.DataFrame
        With ``careers_url``: as it was where it was known, else the address of the vacancy where
        its host is that of a known system; null where it is a page of a job board or of the
        company itself.

    Examples
    --------
    >>> urls = ["https://boards.greenhouse.io/example/jobs/1", "https://jobs.example.com/2"]
    >>> with_careers_pages(pl.DataFrame({"job_url": urls}))["careers_url"].to_list()
    ['https://boards.greenhouse.io/example/jobs/1', None]
    """
    may = values.select(known_host("job_url"))
    if not may["job_url"].count():
        return values
    found = map_distinct(may, ["job_url"], _served, {"page": pl.String})["page"]
    if "careers_url" in values.columns:
        found = values["careers_url"].fill_null(found)
    return values.with_columns(found.alias("careers_url"))


def _served(url: str | None) -> tuple[str | None]:
    return (url if degree_of_url(url) is not None else None,)
