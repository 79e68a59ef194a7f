"""HR department: titles and department text to the customer type A, B or C."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.standards.evidence import highest, sentence, shorten
from leadscore.standards.titles import (
    HR_TYPES,
    HrTitle,
    divided_functions,
    fold,
    function_label,
    hr_title,
    pattern,
)
from leadscore.standards.vocabulary import check_language, read_toml

COLUMNS: tuple[str, ...] = ("hr_titles", "hr_department", "contact_title", "agency")
"""The lead columns that ``classify_hr`` reads."""


def department_types(text: str) -> tuple[str, str] | None:
    """Read the name or description of a department.

    Parameters
    ----------
    text : str
        Such as ``"人力资源部"`` or ``"HR & Admin"``.

    Returns
    -------
    tuple of str, or None
        The customer types it leaves possible, and the key of the kind of department in
        ``hr_titles.toml``; null when the text names none. An HR or personnel department of its
        own is A or B, one together with administration is C, shared services, a corporate
        university and development departments are A.

    Examples
    --------
    >>> department_types("人力资源部"), department_types("行政人事部")
    (('A|B', 'independent'), ('C', 'merged'))
    >>> department_types("销售部") is None
    True
    """
    folded = fold(text)
    for row in read_toml("hr_titles.toml")["department"]:
        if pattern(row["pattern"]).search(folded):
            return row["types"], row["key"]
    return None


def hr_type(
    titles: str | None,
    department: str | None,
    contact_title: str | None,
    agency: bool | None,
    *,
    lang: str = "en",
) -> tuple[str | None, str | None]:
    """Decide one company's customer type from its HR evidence.

    The higher type wins: one HR director makes type A, whatever clerks there are besides. Two
    posts for different HR functions are a divided department, type A. An agency's posts are its
    clients', so they prove nothing. The rule is a rule of thumb (mark K).

    Parameters
    ----------
    titles : str or None
        Titles of separate posts with ``|`` between them; only HR posts count.
    department : str or None
        Name of the HR department.
    contact_title : str or None
        Title of the contact; it counts when it is an HR title.
    agency : bool or None
        True when the company posts for others.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    tuple of (str or None)
        The type, or the still possible ones with ``|`` between them, and the evidence. Null types:
        nothing is known; null evidence: nothing was seen.

    Examples
    --------
    >>> hr_type("行政人事专员", None, None, None)
    ('C', 'post "行政人事专员": HR merged with administration')
    >>> hr_type("招聘专员", None, None, True)[0] is None
    True
    """
    posts = [] if agency else _split(titles)
    contact = _split(contact_title)
    findings = [
        *_title_findings(posts, "title", lang),
        *_divided(posts, lang),
        *_department_findings(department, lang),
        *_title_findings(contact, "contact", lang),
    ]
    types = highest(HR_TYPES, [found for found, _ in findings])
    if types is None:
        return None, sentence("hr", "agency", lang) if agency and titles else None
    findings.sort(key=lambda finding: (finding[0], finding[1]))
    words = list(dict.fromkeys(said for _, said in findings))
    return types, sentence("hr", "separator", lang).join(words[:3])


def classify_hr(leads: pl.DataFrame, *, lang: str = "en") -> pl.DataFrame:
    """Classify companies by how complete their HR is.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``hr_titles``, ``hr_department``, ``contact_title`` (text) and
        ``agency`` (Boolean). Columns that are absent count as null.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``hr_type``: A (complete system), B (HR posts), C (merged with
        administration), or several with ``|``; null when unknown. ``hr_type_why``: the evidence,
        at most three pieces, the deciding ones first; null when nothing was seen.

    Raises
    ------
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"hr_titles": ["HRBP|人事文员", None], "agency": [None, True]})
    >>> classify_hr(leads)["hr_type"].to_list()
    ['A', None]
    """
    check_language(lang)

    def decide(
        titles: str | None, department: str | None, contact: str | None, agency: bool | None
    ) -> tuple[str | None, str | None]:
        return hr_type(titles, department, contact, agency, lang=lang)

    types = {name: pl.Boolean if name == "agency" else pl.String for name in COLUMNS}
    absent = [pl.lit(None, types[name]).alias(name) for name in COLUMNS if name not in leads]
    schema = {"hr_type": pl.String, "hr_type_why": pl.String}
    return map_distinct(leads.with_columns(absent), COLUMNS, decide, schema)


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()] if text else []


def _title_findings(titles: Iterable[str], how: str, lang: str) -> Iterator[tuple[str, str]]:
    for title in titles:
        post: HrTitle | None = hr_title(title)
        if post is not None:
            said = sentence("hr", how, lang, title=shorten(title), label=post.label(lang))
            yield post.types, said


def _divided(titles: Iterable[str], lang: str) -> Iterator[tuple[str, str]]:
    functions = divided_functions(titles)
    if functions:
        words = sentence("hr", "and", lang).join(function_label(f, lang) for f in functions)
        yield "A", sentence("hr", "divided", lang, functions=words)


def _department_findings(text: str | None, lang: str) -> Iterator[tuple[str, str]]:
    found = department_types(text) if text else None
    if text and found:
        types, key = found
        rows = {row["key"]: row for row in read_toml("hr_titles.toml")["department"]}
        label = rows[key][lang]
        yield types, sentence("hr", "department", lang, text=shorten(text), label=label)
