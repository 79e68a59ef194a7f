"""Contact data: how close the known numbers and addresses come to a person.

Levels, the best first:

- ``named``: a person's name, and a mobile, a direct line or a personal mailbox to reach somebody.
- ``direct``: one of these without a name; or a name with a switchboard to ask for it.
- ``switchboard``: only a company number (landline, 400, 800, 95, 96 or an international number) or
  a shared mailbox (info@, hr@).
- ``none``: contact data was there, but none of it can be used: masked numbers, a name without a
  number, an address that is none.

All of it null is unknown, not ``none``: the list may just not have the column. A masked number
(138****5678) is present, and not dialable. A surname with a title (王女士) is a name; the name of a
desk (人事部) is not. Evidence gives counts, never numbers.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from leadscore.distinct import MISSING_TEXT
from leadscore.standards.evidence import sentence
from leadscore.standards.vocabulary import check_language, read_toml

COLUMNS: tuple[str, ...] = ("contact_name", "phones", "emails")
"""The lead columns that ``classify_contact`` reads."""

_PHONES = {
    "mobile": r"(?:(?:\+|00)?86-?)?1[3-9]\d{9}(?:-\d{1,6})?",
    "extension": (
        r"(?:(?:\+?86-?)?0\d{2,3}-?\d{7,8}|[2-8]\d{6,7}|0\d{1,4}-\d{6,8}"
        r"|[2-9]\d{2}-\d{3}-\d{4})-\d{1,6}"
    ),
    "main": (
        r"(?:(?:0\d{2,3}-?)?[2-8]\d{6,7}|\+?86-?0?\d{2,3}-?\d{7,8}|0\d{2,3}-?\d{7,8}"
        r"|[48]00-?\d{3,4}-?\d{3,4}|9[56]\d{3,6}|\+(?:[1-79]|8[1-57-9])[\d-]{6,15}"
        r"|(?:\+?1[-.]?)?(?:\([2-9]\d{2}\)|[2-9]\d{2})[-.]?\d{3}[-.]\d{4}"
        r"|0\d{1,4}-\d{6,8}|0\d{8,10}|[2-9]\d{8,12}"
        # What other countries write: digits in groups, as in 01.55.55.12.34 or (0412) 555 123.
        r"|\(?\+?\d{1,4}(?:[)./]+-?|-\d{1,4}-)\d[\d()./]{2,14}\d)"
    ),
    "masked": r"[^|]*[*＊][^|]*",
}
"""Forms of a phone number, blanks taken out; whole entries, each of at most one form."""


def classify_contact(leads: pl.DataFrame, *, lang: str = "en") -> pl.DataFrame:
    """Classify companies by how well somebody there can be reached.

    The levels are described at the head of this module.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``contact_name``, ``phones`` and ``emails`` (text, several with
        ``|`` between them). Columns that are absent count as null.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``contact``: named, direct, switchboard, none, or null when there is
        no contact data at all. ``contact_why``: how many of the numbers and addresses are of
        which kind; null likewise.

    Raises
    ------
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"phones": ["021-55550000", "138****0000", None]})
    >>> classify_contact(leads)["contact"].to_list()
    ['switchboard', 'none', None]
    >>> classify_contact(pl.DataFrame({"phones": ["13800000000|138****0000"]}))["contact_why"][0]
    'mobile 1 of 2 dialable; masked, not dialable: 1 of 2 numbers'
    """
    check_language(lang)
    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in leads]
    texts = leads.with_columns(absent).select(_present(name) for name in COLUMNS)
    counts = _once(texts, [_is_named(), *_phone_counts(), *_mail_counts()])
    return _once(counts, [_level().alias("contact"), _why(lang).alias("contact_why")])


def _once(frame: pl.DataFrame, columns: list[pl.Expr]) -> pl.DataFrame:
    # Numbers are mostly distinct, so this is Polars throughout; repeats are still done once.
    distinct = frame.unique()
    if distinct.height > frame.height // 2:
        return frame.select(columns)
    keys = frame.columns
    places = frame.join(
        distinct.with_row_index("\0place"), on=keys, how="left", maintain_order="left"
    )["\0place"]
    return distinct.select(columns)[places]


def _present(name: str) -> pl.Expr:
    folded = pl.col(name).str.strip_chars().str.to_lowercase()
    missing = folded.is_in(sorted(MISSING_TEXT))
    present = pl.when(~missing).then(pl.col(name).str.strip_chars()).otherwise(pl.lit(""))
    return present.fill_null("").alias(name)


def _is_named() -> pl.Expr:
    desk = read_toml("contact_words.toml")["not_a_person"]
    name = pl.col("contact_name").str.to_lowercase()
    is_desk = name.str.contains(f"^(?:{desk})$")
    return ((name != "") & ~is_desk).alias("named")


def _entries(name: str) -> pl.Expr:
    # Each entry gets fences of its own, so that neighbours are counted without lookaround.
    fenced = pl.col(name).str.to_lowercase().str.replace_all(r"\s*\|\s*", "||")
    return "|" + fenced + "|"


def _count(entries: pl.Expr, pattern: str) -> pl.Expr:
    return entries.str.count_matches(rf"\|{pattern}\|").cast(pl.Int32)


def _phone_counts() -> list[pl.Expr]:
    entries = _entries("phones").str.replace_all(r"\s+", "")
    kinds = [_count(entries, form).alias(kind) for kind, form in _PHONES.items()]
    return [*kinds, _count(entries, r"[^|]+").alias("phones")]


def _mail_counts() -> list[pl.Expr]:
    entries = _entries("emails")
    boxes = "|".join(read_toml("contact_words.toml")["role_mailboxes"])
    address = r"[^|@*\s]+@[^|@*\s]+\.[^|@*\s]+"
    return [
        _count(entries, address).alias("usable"),
        _count(entries, rf"(?:{boxes})(?:[._+-][^|@*\s]*|\d+)?@[^|@*\s]+\.[^|@*\s]+").alias("role"),
        _count(entries, r"[^|]+").alias("emails"),
    ]


def _level() -> pl.Expr:
    direct = (pl.col("mobile") + pl.col("extension") + pl.col("usable") - pl.col("role")) > 0
    shared = (pl.col("main") + pl.col("role")) > 0
    anything = pl.col("named") | (pl.col("phones") + pl.col("emails") > 0)
    return (
        pl.when(direct & pl.col("named"))
        .then(pl.lit("named"))
        .when(direct | (shared & pl.col("named")))
        .then(pl.lit("direct"))
        .when(shared)
        .then(pl.lit("switchboard"))
        .when(anything)
        .then(pl.lit("none"))
    )


def _why(lang: str) -> pl.Expr:
    kinds = [pl.col(kind) for kind in _PHONES]
    odd = reduce(lambda total, kind: total - kind, kinds, pl.col("phones"))
    parts = [
        pl.when(pl.col("named")).then(pl.lit(sentence("contact", "named", lang))),
        *(_counted(kind, pl.col(kind), "phones", lang) for kind in _PHONES),
        _counted("odd", odd, "phones", lang),
        _counted("personal", pl.col("usable") - pl.col("role"), "emails", lang),
        _counted("role", pl.col("role"), "emails", lang),
        _counted("unusable", pl.col("emails") - pl.col("usable"), "emails", lang),
    ]
    said = pl.concat_str(parts, separator=sentence("contact", "separator", lang), ignore_nulls=True)
    return pl.when(said != "").then(said)


def _counted(key: str, count: pl.Expr, total: str, lang: str) -> pl.Expr:
    template = sentence("contact", key, lang, n="{}", total="{}")
    return pl.when(count > 0).then(pl.format(template, count, pl.col(total)))
