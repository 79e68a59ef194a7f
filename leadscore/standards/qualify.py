"""Qualify: the seven standards applied to a batch of leads, with the evidence of each fact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from leadscore.errors import ColumnError, check_choice, check_day
from leadscore.frames import add_columns, column_names
from leadscore.standards import brand, contact, etooling, hiring, hr, industry, size
from leadscore.standards.fields import field, table_fields
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from datetime import date

    from leadscore.doors import ColumnKind
    from leadscore.standards.brand import BrandLists

TableT = TypeVar("TableT")
STANDARDS = (size, industry, brand, contact, hr, hiring, etooling)
READS = tuple(dict.fromkeys(name for standard in STANDARDS for name in standard.COLUMNS))


def qualify(
    leads: TableT,
    *,
    as_of: date | str | None = None,
    brands: BrandLists | None = None,
    size_reading: str = "headcount",
    lang: str = "en",
) -> TableT:
    """Add the seven facts that make a good target, each with its evidence.

    Parameters
    ----------
    leads : table
        One row per company, with any of the lead columns of ``read_list``; a column that is
        absent is unknown. pandas, Polars (eager or lazy), PyArrow, DuckDB or Arrow stream.
    as_of : date or str, optional
        The day on which "hiring now" is judged; None takes ``collected_on`` where it is there,
        else dates are not judged.
    brands : BrandLists, optional
        Lists of known brands; without them ``brand`` is unknown.
    size_reading : {"headcount", "legal"}
        How the size standard is read: ``headcount`` lets the headcount decide (the sales
        default); ``legal`` gives every class that the law leaves possible.
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    table
        The same kind, rows in order, with ``size``, ``industry``, ``brand``, ``contact``,
        ``hr_type``, ``hiring``, ``etooling`` (text; ``|`` between values that are still possible;
        null: unknown) and for each a ``_why`` twin (null: no evidence).

    Raises
    ------
    ColumnError
        When none of the columns that the standards read is there.
    ColumnTypeError
        When one of them holds another kind of value.
    ArgumentError
        When ``size_reading`` or ``lang`` is not known, or ``as_of`` is no day.

    Examples
    --------
    >>> import polars as pl
    >>> leads = pl.DataFrame(
    ...     {"employees_low": [150], "employees_high": [500], "industry_codes": ["34"]}
    ... )
    >>> qualify(leads)["size", "industry", "hr_type"].row(0)
    ('small|medium', 'manufacturing', None)
    """
    check_language(lang)
    check_choice("size_reading", size_reading, ("headcount", "legal"))
    day = None if as_of is None else check_day("as_of", as_of)
    names = column_names(leads)
    if not set(READS) & set(names):
        raise ColumnError(
            "None of the columns that the standards read is in the table. They are: "
            f"{', '.join(READS)}. The table has: {', '.join(names[:30]) or 'no columns'}. "
            "Read the list with read_list first, or rename the columns."
        )
    needs: dict[str, ColumnKind] = {name: field(name).kind for name in READS}
    step = partial(qualify_batch, as_of=day, brands=brands, size_reading=size_reading, lang=lang)
    schema = {one.name: one.dtype for one in table_fields("facts")}
    return add_columns(leads, step, needs, schema, optional=READS)


def qualify_batch(
    frame: pl.DataFrame,
    *,
    as_of: date | None = None,
    brands: BrandLists | None = None,
    size_reading: str = "headcount",
    lang: str = "en",
) -> pl.DataFrame:
    """Qualify one batch: a pure function of each row; see ``qualify``.

    Examples
    --------
    >>> qualify_batch(pl.DataFrame({"vacancies": [0]}))["hiring"].to_list()
    ['no']
    """
    batch = frame.with_columns(
        (pl.col(name) if name in frame.columns else pl.lit(None))
        .cast(field(name).dtype)
        .alias(name)
        for name in READS
    )
    facts = pl.concat(
        [
            size.classify_size(batch, reading=size_reading, lang=lang),
            industry.classify_industry(batch, lang=lang),
            brand.classify_brand(batch, lists=brands, lang=lang),
            contact.classify_contact(batch, lang=lang),
            hr.classify_hr(batch, lang=lang),
            hiring.classify_hiring(batch, as_of=as_of, lang=lang),
            etooling.classify_etooling(batch, lang=lang),
        ],
        how="horizontal",
    )
    return facts.select([one.name for one in table_fields("facts")])
