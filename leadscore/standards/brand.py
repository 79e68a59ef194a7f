"""Known products: is a company, or one of its brands, on a list that the user trusts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import polars as pl

from leadscore.distinct import MISSING_TEXT, is_missing, map_distinct
from leadscore.errors import ColumnError, FileError, ListError, nearest
from leadscore.frames import open_table
from leadscore.standards.evidence import sentence
from leadscore.standards.titles import fold
from leadscore.standards.vocabulary import check_language, read_toml

COLUMNS: tuple[str, ...] = ("name", "name_key", "products", "brands")
"""The lead columns that ``classify_brand`` reads."""

LIST_COLUMNS = ("brand", "list", "year", "url")
"""The columns of a table of listed brands; ``brand`` and ``list`` must be filled."""


@dataclass(frozen=True, slots=True)
class ListedBrand:
    """One row of a list of known brands: the evidence.

    Attributes
    ----------
    brand : str
        The brand or company as the list names it.
    list : str
        The list.
    year : int or None
        The list's year; null when it states none.
    url : str or None
        Where the list can be read.
    """

    brand: str
    list: str
    year: int | None = None
    url: str | None = None


@dataclass(frozen=True)
class BrandLists:
    """Lists of known brands, chosen by the user; leadscore ships none that it could vouch for.

    Attributes
    ----------
    entries : tuple of ListedBrand
        The rows of all lists, in the order given.

    Examples
    --------
    >>> lists = BrandLists((ListedBrand("某某", "example list", 2024),))
    >>> lists.find("上海某某食品有限公司").brand
    '某某'
    >>> lists.find("上海某某达食品有限公司") is None
    True
    """

    entries: tuple[ListedBrand, ...]

    @classmethod
    def from_csv(cls, path: str | Path) -> BrandLists:
        """Read lists from a CSV file in UTF-8 with the columns brand, list, year and url.

        Parameters
        ----------
        path : str or Path
            The file; lines that begin with ``#`` are remarks.

        Returns
        -------
        BrandLists
            The lists.

        Raises
        ------
        FileError
            When the file cannot be read as UTF-8 text.
        ColumnError
            When ``brand`` or ``list`` is missing.
        ListError
            When rows are faulty; all faults are named together, each with its row.

        Examples
        --------
        >>> len(BrandLists.from_csv("data/brands.csv").entries)
        60
        """
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"{path}: the brand list cannot be read as UTF-8: {error}.") from error
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        reader = csv.DictReader(lines)
        _check_columns(str(path), reader.fieldnames or [])
        return cls(tuple(_entries(str(path), reader)))

    @classmethod
    def from_frame(cls, frame: object) -> BrandLists:
        """Take lists from a table with the columns brand, list, year and url.

        Parameters
        ----------
        frame : pandas, PyArrow or Polars table, DuckDB relation, or Arrow C stream
            One row per brand and list; ``year`` and ``url`` may be absent.

        Returns
        -------
        BrandLists
            The lists.

        Raises
        ------
        ColumnError
            When ``brand`` or ``list`` is missing.
        ListError
            When rows are faulty; all faults are named together, each with its row.

        Examples
        --------
        >>> table = pl.DataFrame({"brand": ["Acme"], "list": ["example list"], "year": [2024]})
        >>> BrandLists.from_frame(table).entries[0].year
        2024
        """
        door = open_table(frame)
        _check_columns("The table of brands", door.names)
        kept = door.read(dict.fromkeys(LIST_COLUMNS, "any"), optional=("year", "url"))
        return cls(tuple(_entries("The table of brands", kept.iter_rows(named=True))))

    def find(
        self,
        name: str | None,
        name_key: str | None = None,
        products: str | None = None,
        brands: str | None = None,
    ) -> ListedBrand | None:
        """Find the row that makes a company known.

        Parameters
        ----------
        name, name_key : str or None
            The company's name, and its normalised form.
        products, brands : str or None
            What it makes, with ``|`` between several.

        Returns
        -------
        ListedBrand or None
            The first row whose brand is the name, stands at its beginning (after a place) as
            its distinctive part, or is one of the company's brands or products. Exact but for
            width and case: one changed letter is another company.

        Examples
        --------
        >>> lists = BrandLists((ListedBrand("Acme", "example list"),))
        >>> lists.find("ACME Tools, Inc.").list, lists.find("Acmeus Inc.") is None
        ('example list', True)
        """
        found = self.match(name, name_key, products, brands)
        return found[0] if found else None

    def match(
        self,
        name: str | None,
        name_key: str | None = None,
        products: str | None = None,
        brands: str | None = None,
    ) -> tuple[ListedBrand, str] | None:
        """Find the row that makes a company known, and what it matched.

        Parameters
        ----------
        name, name_key, products, brands : str or None
            As in ``find``.

        Returns
        -------
        tuple of ListedBrand and str, or None
            The row, and ``"name"``, ``"start"`` or ``"product"``.

        Examples
        --------
        >>> lists = BrandLists((ListedBrand("Acme", "example list"),))
        >>> lists.match("Other Ltd", brands="Zeta|ACME")[1]
        'product'
        """
        for text in (name, name_key):
            folded = fold(text or "")
            for part in (folded, _without_region(folded)):
                if part and (entry := self.keys.get(_core(part))):
                    return entry, "name"
        for text in (brands, products):
            for part in (text or "").split("|"):
                if part.strip() and (entry := self.keys.get(_core(part))):
                    return entry, "product"
        entry = self._at_start(fold(name)) if name else None
        return (entry, "start") if entry else None

    def _at_start(self, folded: str) -> ListedBrand | None:
        # The whole name first: a region may be the beginning of a brand (北京现代).
        for text in dict.fromkeys([folded, _without_region(folded)]):
            for length in self._lengths:
                key = text[:length]
                if key in self.keys and _stands_alone(key, text[length:]):
                    return self.keys[key]
        return None

    @cached_property
    def keys(self) -> dict[str, ListedBrand]:
        """The first row of each brand, by its folded name without legal form."""
        keyed: dict[str, ListedBrand] = {}
        for entry in self.entries:
            keyed.setdefault(_core(entry.brand), entry)
        return keyed

    @cached_property
    def _lengths(self) -> list[int]:
        # One letter alone says nothing at the beginning of a name.
        return sorted({len(key) for key in self.keys if len(key) > 1}, reverse=True)

    @cached_property
    def count(self) -> int:
        """The number of different lists."""
        return len({(entry.list, entry.year) for entry in self.entries})


def classify_brand(
    leads: pl.DataFrame, *, lists: BrandLists | None = None, lang: str = "en"
) -> pl.DataFrame:
    """Classify companies by whether they are on the user's lists of known brands.

    Parameters
    ----------
    leads : polars.DataFrame
        One row per company; reads ``name``, ``name_key``, ``products`` and ``brands`` (text).
        Columns that are absent count as null.
    lists : BrandLists, optional
        The lists. Without them nothing is known about brands, and every fact is null.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        Same height and order. ``brand``: known, unlisted, or null (no lists, or a company without
        a name). ``brand_why``: the list's row (brand, list, year, url) and what it matched.

    Raises
    ------
    ArgumentError
        When ``lang`` is not known.

    Examples
    --------
    >>> lists = BrandLists((ListedBrand("某某", "example list", 2024),))
    >>> classify_brand(pl.DataFrame({"name": ["某某食品厂", "别家"]}), lists=lists).rows()
    [('known', 'on the list "example list": 某某, 2024 (first part of the company name)'),
     ('unlisted', 'lists given: 1, on none of them')]
    """
    check_language(lang)
    schema = {"brand": pl.String, "brand_why": pl.String}
    if lists is None:
        unknown = [pl.Series(name, [None], pl.String) for name in schema]
        return (
            pl.DataFrame(unknown)[[0] * leads.height]
            if leads.height
            else pl.DataFrame(schema=schema)
        )

    def decide(has_text: bool, *texts: str | None) -> tuple[str | None, str | None]:
        if not has_text:
            return None, None
        found = lists.match(*texts)
        if found is None:
            return "unlisted", sentence("brand", "unlisted", lang, n=lists.count)
        return "known", _why(*found, lang)

    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in leads]
    likely = _likely(leads.with_columns(absent).select(COLUMNS), lists)
    return map_distinct(likely, ["\0text", *COLUMNS], decide, schema)


def _likely(leads: pl.DataFrame, lists: BrandLists) -> pl.DataFrame:
    # Names are mostly distinct: those without a listed brand anywhere never reach Python.
    said = pl.concat_str(COLUMNS, separator="|", ignore_nulls=True).str.to_lowercase()
    spaced = said.str.replace_all(r"\s+", " ")
    keys = list(lists.keys)
    listed = spaced.str.contains_any(keys) if keys else pl.lit(value=False)
    marked = leads.with_columns(
        (~said.str.contains(_nothing())).alias("\0text"),
        (listed | spaced.str.contains(_WIDE)).alias("\0hit"),
    )
    masked = [pl.when("\0hit").then(pl.col(name)).alias(name) for name in COLUMNS]
    return marked.select("\0text", *masked)


def _nothing() -> str:
    forms = "|".join(re.escape(form) for form in sorted(MISSING_TEXT, key=len, reverse=True))
    return rf"^(?:\s*(?:{forms})\s*(?:\||$))*$"


def _why(entry: ListedBrand, how: str, lang: str) -> str:
    words = sentence("brand", "listed", lang, list=entry.list, brand=entry.brand)
    if entry.year is not None:
        words += sentence("brand", "year", lang, year=entry.year)
    if entry.url is not None:
        words += sentence("brand", "url", lang, url=entry.url)
    return words + sentence("brand", how, lang)


def _check_columns(where: str, names: Iterable[str]) -> None:
    names = list(names)
    missing = [name for name in ("brand", "list") if name not in names]
    if missing:
        raise ColumnError(
            "\n".join(f'{where}: column "{n}" is missing.{nearest(n, names)}' for n in missing)
            + f"\nFound: {', '.join(names) or 'no columns'}. Allowed: {', '.join(LIST_COLUMNS)}."
        )


def _entries(where: str, rows: Iterable[Mapping[Any, Any]]) -> list[ListedBrand]:
    entries, faults = [], []
    for number, row in enumerate(rows, start=1):
        brand, of_list, year, url = (_cell(row.get(name)) for name in LIST_COLUMNS)
        if brand is None or of_list is None:
            empty = "brand" if brand is None else "list"
            faults.append(f"row {number}: {empty} is empty; say which brand on which list.")
        elif not _core(brand):
            faults.append(f'row {number}: brand "{brand}" holds no name.')
        elif year is not None and not _YEAR.fullmatch(year):
            faults.append(
                f'row {number}: year "{year}" is not a year such as 2024; or leave it empty.'
            )
        else:
            entries.append(ListedBrand(brand, of_list, int(year[:4]) if year else None, url))
    if faults:
        raise ListError(
            f"{where}: {len(faults)} of the rows are faulty.\n"
            + "\n".join(f"  - {fault}" for fault in faults)
        )
    return entries


def _cell(value: object) -> str | None:
    text = "" if value is None else str(value)
    return None if is_missing(text) else text.strip()


_YEAR = re.compile(r"(?:19|20)\d{2}(?:\.0)?")
# Letters that folding would change; full-width brackets are left out, every other name has them.
_WIDE = (
    "[\u00a0\u2000-\u206f\u2100-\u214f\u2460-\u24ff\u3000"
    "\u3200-\u33ff\uf900-\ufaff\uff01-\uff07\uff0a-\uffef]"
)


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(read_toml("brand_words.toml")[key])


def _core(text: str) -> str:
    core = fold(text)
    while (shorter := _words("end").sub("", core).rstrip(" ,.&")) != core and shorter:
        core = shorter
    return core


def _without_region(folded: str) -> str:
    return (
        _words("regions").sub("", folded, count=1).strip()
        if _words("regions").match(folded)
        else folded
    )


def _stands_alone(key: str, rest: str) -> bool:
    """Whether the key is the whole brand of a name that goes on like this."""
    if not rest or rest[0] == "(":
        return True
    if key[-1].isascii():
        return not rest[0].isascii() or bool(_words("en_trades").match(rest))
    return (
        len(key) >= 4 or bool(_words("trades").match(rest)) or bool(_words("regions").match(rest))
    )
