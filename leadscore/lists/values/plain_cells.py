"""Cells of the usual shape, a whole column at a time: names, telephones, persons, credit codes.

What is read here comes out exactly as the parser of the field reads it; every cell that might be
read otherwise is left to the parser.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from leadscore.distinct import MISSING_TEXT
from leadscore.lists.values.contact_cells import NO_PERSON
from leadscore.lists.values.phones import AREA
from leadscore.lists.values.plain_names import read_plain_names
from leadscore.lists.values.regions import region_of_code
from leadscore.lists.values.uscc import are_valid_usccs

_PHONE = rf"^(?:1[3-9]\d{{9}}|1[3-9]\d\*{{4}}\d{{4}}|0(?:{AREA})-[1-9]\d{{6,7}})$"
# Digits of full width are for the parser.
_PHONE = _PHONE.replace(r"\d", "[0-9]")
_NO_NAMES = sorted({*MISSING_TEXT, "true", "false"})
_NOTHING = pl.lit(None, pl.String)


def read_plain(name: str, texts: pl.Series) -> pl.DataFrame | None:
    """Read the cells of the usual shape of one field.

    Parameters
    ----------
    name : str
        The field.
    texts : polars.Series
        Cleaned cells; a long column should hold each once.

    Returns
    -------
    polars.DataFrame or None
        One row per cell: ``plain`` (false: left to the parser, and the other columns say
        nothing), the columns of the field's reader and ``problem``; None for a field of which
        all cells are left to the parser.

    Examples
    --------
    >>> read_plain("phones", pl.Series(["13812345678", "0532 8765"])).rows()
    [(True, '13812345678', None, None, None), (False, '0532 8765', None, None, None)]
    """
    read = _READERS.get(name)
    return None if read is None else read(texts)


def _names(prefix: str) -> Callable[[pl.Series], pl.DataFrame]:
    name = "name" if prefix == "name" else f"{prefix}_name"

    def read(texts: pl.Series) -> pl.DataFrame:
        found = read_plain_names(texts)
        return found.select(
            "plain",
            texts.alias(name),
            *(pl.col(part).alias(f"{prefix}_{part}") for part in ("key", "region", "city")),
            _NOTHING.alias("problem"),
        )

    return read


def _phones(texts: pl.Series) -> pl.DataFrame:
    phone = pl.col("phones")
    plain = phone.str.contains(_PHONE).fill_null(value=False)
    return (
        texts.alias("phones")
        .to_frame()
        .select(
            plain.alias("plain"),
            phone,
            _NOTHING.alias("phones_emails"),
            _NOTHING.alias("phones_contact"),
            _NOTHING.alias("problem"),
        )
    )


def _contacts(texts: pl.Series) -> pl.DataFrame:
    name = pl.col("contact_name")
    other = name.str.contains(NO_PERSON.pattern) | name.str.to_lowercase().is_in(_NO_NAMES)
    return (
        texts.alias("contact_name")
        .to_frame()
        .select(
            (~other).fill_null(value=False).alias("plain"),
            name,
            *(_NOTHING.alias(one) for one in ("contact_phones", "contact_emails", "problem")),
        )
    )


def _codes(texts: pl.Series) -> pl.DataFrame:
    code = pl.col("uscc")
    shown = pl.DataFrame(
        {"uscc": texts, "plain": are_valid_usccs(texts)}, schema_overrides={"uscc": pl.String}
    )
    issuer = code.str.slice(2, 6)
    regions = {
        digits: None if region is None else region.province
        for digits in shown.filter("plain").select(issuer.unique()).to_series()
        for region in (region_of_code(digits),)
    }
    return shown.select(
        "plain",
        "uscc",
        issuer.replace_strict(regions, default=None, return_dtype=pl.String).alias("uscc_region"),
        _NOTHING.alias("problem"),
    )


_READERS: dict[str, Callable[[pl.Series], pl.DataFrame]] = {
    "name": _names("name"),
    "short_name": _names("short"),
    "phones": _phones,
    "contact_name": _contacts,
    "uscc": _codes,
}
