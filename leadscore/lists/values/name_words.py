"""The words that company names are made of, collected once from the vocabularies."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from leadscore.lists.vocabulary.words import read_rows, read_words

NATION = ("中国", "中华")
"""Names of the state, as they stand at the beginning or the end of a name."""
BRANCH_ENDS = ("店", "中心", "部", "厂", "车间")
"""What else a branch's name ends in behind its parent's."""


class NameWords(NamedTuple):
    """The words that company names are taken apart by.

    Attributes
    ----------
    forms, dropped, parents, branches, english : tuple of str
        Endings, longest first: every Chinese one, those that two spellings may differ in, those a
        branch's name may follow, those of branches and shops, English ones.
    industries : frozenset of str
        Words for what a company does.
    """

    forms: tuple[str, ...]
    dropped: tuple[str, ...]
    parents: tuple[str, ...]
    branches: tuple[str, ...]
    english: tuple[str, ...]
    industries: frozenset[str]


@cache
def name_words() -> NameWords:
    """Collect the words that company names are taken apart by, once.

    Returns
    -------
    NameWords
        From ``legal_forms.csv`` and ``name_words.toml``. They are shared: do not change them.

    Examples
    --------
    >>> name_words().dropped[0]
    '股份有限责任公司'
    """
    rows = sorted(read_rows("legal_forms.csv"), key=lambda row: -len(row["form"]))

    def of(*kinds: str) -> tuple[str, ...]:
        return tuple(row["form"] for row in rows if row["kind"] in kinds)

    words = read_words("name_words.toml")
    whole = of("company", "partnership", "institution")
    kept = {row["form"] for row in rows if row["dropped"] == "no"}
    return NameWords(
        forms=tuple(row["form"] for row in rows if row["kind"] != "english"),
        dropped=tuple(form for form in of("company") if form not in kept),
        parents=tuple(f for f in whole if f not in ("集团", "工厂", "大学", "服务中心")),
        branches=of("branch", "shop"),
        english=of("english"),
        industries=frozenset(words["industry"].split()),
    )


@cache
def form_families() -> dict[str, str]:
    """Give the family of each Western legal form, the forms without blanks.

    Returns
    -------
    dict of str to str
        From ``name_words.toml``; it is shared: do not change it.

    Examples
    --------
    >>> form_families()["gmbhcokg"], "co" in form_families()
    ('gmbh', False)
    """
    families = read_words("name_words.toml")["families"]
    return {
        form.replace(" ", ""): family
        for family, forms in families.items()
        for form in (family, *forms)
    }


@cache
def name_pattern(group: str) -> re.Pattern[str]:
    """Compile a pattern of ``name_words.toml``.

    Parameters
    ----------
    group : str
        ``noise``, ``form`` and ``nation``: what stands in brackets and is no part of the name, of
        its legal form, or no smaller place. The file says what the others are.

    Returns
    -------
    re.Pattern
        The compiled pattern.

    Examples
    --------
    >>> bool(name_pattern("noise").search("急聘"))
    True
    """
    return re.compile(read_words("name_words.toml")[group])
