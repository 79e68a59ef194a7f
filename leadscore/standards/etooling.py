"""Degree of e-tooling: named products, careers-page hosts and HR-system posts to one degree."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.standards.evidence import highest, sentence, shorten
from leadscore.standards.products import degree_of_url, find_tools, tool, tool_of_url
from leadscore.standards.titles import hr_title
from leadscore.standards.vocabulary import check_language, read_rows, read_toml

COLUMNS: tuple[str, ...] = ("tools", "careers_url", "website", "hr_titles")
"""The lead columns that ``classify_etooling`` reads."""

DEGREES = ("suite", "point", "office", "none")
"""Degrees of e-tooling, the highest first."""


def etooling(
    tools: str | None,
    careers_url: str | None,
    website: str | None,
    hr_titles: str | None,
    *,
    lang: str = "en",
) -> tuple[str | None, str | None]:
    """Decide one company's degree of e-tooling.

    The strongest evidence decides. An HR suite, or a post for an HR information system, is
    ``suite``. A tool for one HR task is ``point``. A collaboration platform (钉钉, 飞书, 企业微信)
    carries some HR and hides whether single tools are used: ``point|office``. Office software as
    the stated HR tool (Excel, 钉钉打卡) is ``office``. ``none`` only where paper or handwork is
    stated: that nothing was seen proves nothing.

    Parameters
    ----------
    tools : str or None
        Tools with ``|`` between them: keys from ``find_tools``, or names.
    careers_url, website : str or None
        Addresses; the host tells which system serves the careers page.
    hr_titles : str or None
        Titles with ``|`` between them.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    tuple of (str or None)
        The degree, or the still possible ones with ``|`` between them, and the evidence; both null
        when nothing was seen.

    Examples
    --------
    >>> etooling("moka|dingtalk", None, None, None)
    ('point', 'named: Moka; named: DingTalk')
    >>> etooling("手工", None, None, None)[0], etooling(None, "https://www.example.com", None, None)
    ('none', (None, None))
    """
    findings = [
        *_named(tools, lang),
        *_hosted([careers_url, website], lang),
        *_posts(hr_titles, lang),
    ]
    degree = highest(DEGREES, [found for found, _ in findings])
    if degree is None:
        return None, None
    findings.sort(key=_strongest_first)
    words = list(dict.fromkeys(said for _, said in findings))
    return degree, sentence("etooling", "separator", lang).join(words[:3])


def classify_etooling(leads: pl.DataFrame, *, lang: str = "en") -> pl.DataFrame:
    """Classify companies by their degree of e-tooling.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``tools``, ``careers_url``, ``website`` and ``hr_titles`` (text).
        Columns that are absent count as null.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``etooling``: suite, point, office, none, or several with ``|``;
        null when unknown. ``etooling_why``: the evidence, at most three pieces; null likewise.

    Raises
    ------
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"tools": ["beisen", None], "careers_url": [None, "x.mokahr.com"]})
    >>> classify_etooling(leads)["etooling"].to_list()
    ['suite', 'point']
    """
    check_language(lang)

    def decide(
        tools: str | None, careers_url: str | None, website: str | None, titles: str | None
    ) -> tuple[str | None, str | None]:
        return etooling(tools, careers_url, website, titles, lang=lang)

    schema = {"etooling": pl.String, "etooling_why": pl.String}
    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in leads]
    reduced = leads.select(pl.all(), *absent).select(
        "tools", *(known_host(name) for name in ("careers_url", "website")), _system_post()
    )
    return map_distinct(reduced, COLUMNS, decide, schema)


def _strongest_first(finding: tuple[str, str]) -> tuple[list[int], str]:
    return [DEGREES.index(degree) for degree in finding[0].split("|")], finding[1]


def _named(tools: str | None, lang: str) -> Iterator[tuple[str, str]]:
    column = read_toml("tool_words.toml")["column"]
    for entry in (part.strip() for part in (tools or "").split("|")):
        known = [entry] if tool(entry) else find_tools(entry)
        for key in known:
            product = tool(key)
            if product:
                yield product.degree, sentence("etooling", "tool", lang, name=product.label(lang))
        for degree, words in column.items():
            if not known and entry.casefold() in words:
                yield degree, sentence("etooling", "tool", lang, name=entry)


def _hosted(urls: list[str | None], lang: str) -> Iterator[tuple[str, str]]:
    for url in urls:
        product, degree = tool(tool_of_url(url) or ""), degree_of_url(url)
        if product and degree:
            yield degree, sentence("etooling", "host", lang, name=product.label(lang))


def _posts(titles: str | None, lang: str) -> Iterator[tuple[str, str]]:
    for title in (titles or "").split("|"):
        post = hr_title(title)
        if post and post.key == "information_system":
            yield "suite", sentence("etooling", "title", lang, title=shorten(title))


def known_host(name: str) -> pl.Expr:
    """Keep the addresses that may be pages of a known system.

    Most companies have a host of their own; without them few distinct addresses are left.

    Parameters
    ----------
    name : str
        A column of addresses.

    Returns
    -------
    polars.Expr
        The column; null where the address names no host of ``hosts.csv``.

    Examples
    --------
    >>> pages = pl.DataFrame({"url": ["https://x.mokahr.com/apply", "https://x.example.com"]})
    >>> pages.select(known_host("url"))["url"].to_list()
    ['https://x.mokahr.com/apply', None]
    """
    hosts = [row["host"].removeprefix("*.") for row in read_rows("hosts.csv")]
    lower = pl.col(name).str.to_lowercase()
    return pl.when(lower.str.contains_any(hosts)).then(pl.col(name)).alias(name)


def _system_post() -> pl.Expr:
    hint = pl.col("hr_titles").str.contains("(?i)hr|ＨＲ|信息|系统")
    return pl.when(hint).then(pl.col("hr_titles")).alias("hr_titles")
