"""Where the rows of one company differ: which value is kept, in an order that the user gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from leadscore.distinct import first_rows
from leadscore.errors import ArgumentError, check_choice
from leadscore.lists.companies.batches import Batch
from leadscore.lists.tables.runs import disagreement

PREFERENCES = ("trusted", "newest_list", "most_frequent", "newest", "most_complete")
"""What can decide, in the default order; the row that was read first decides at last."""


@dataclass(frozen=True)
class Choice:
    """The order in which reasons decide between values that differ.

    Attributes
    ----------
    prefer : tuple of str
        ``trusted``: the list stands earlier in ``trusted``; ``newest_list``: the list was
        collected later (``as_of``); ``most_frequent``: more rows say it; ``newest``: a row that
        says it was posted later; ``most_complete``: a row that says it says more. What is left out
        follows in the default order.
    trusted : tuple of str
        File names, the most trusted first; all others come after them.

    Examples
    --------
    >>> Choice.of(("newest",)).prefer
    ('newest', 'trusted', 'newest_list', 'most_frequent', 'most_complete')
    """

    prefer: tuple[str, ...] = PREFERENCES
    trusted: tuple[str, ...] = ()

    @classmethod
    def of(cls, prefer: Sequence[str] = (), trusted: Sequence[str] = ()) -> Choice:
        """Check what a caller gives, and fill it up.

        Parameters
        ----------
        prefer, trusted : sequence of str
            As the attributes; empty: the default.

        Returns
        -------
        Choice
            Every reason once.

        Raises
        ------
        ArgumentError
            When a reason is not known, or a single text is given for several.
        """
        for name, given in (("prefer", prefer), ("trusted", trusted)):
            if isinstance(given, str):
                raise ArgumentError(f'{name} takes several texts. Try {name}=("{given}",).')
        for one in prefer:
            check_choice("prefer", one, PREFERENCES)
        order = dict.fromkeys([*prefer, *PREFERENCES])
        return cls(tuple(order), tuple(trusted))


def check_trusted(choice: Choice, batches: Iterable[Batch]) -> None:
    """Refuse a trusted list that is not among the lists.

    Parameters
    ----------
    choice : Choice
        What the caller wants.
    batches : iterable of Batch
        The lists; a file's name or a batch's name stands for one.

    Raises
    ------
    ArgumentError
        When a name is not known; the nearest is offered.
    """
    known = list(dict.fromkeys(name for one in batches for name in (one.source, one.name)))
    for name in choice.trusted:
        check_choice("trusted", name, known)


def settle(
    rows: pl.DataFrame, fields: dict[str, list[str]], choice: Choice
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Keep one value of every field for each company.

    Parameters
    ----------
    rows : polars.DataFrame
        ``lead`` (number), ``at`` (place of the row), the columns of the fields, and where they
        are known ``posted``, ``collected_on``, ``trusted`` and ``spelling`` (a number for each
        name).
    fields : dict of str to list of str
        Field to its columns; those of one field go together.
    choice : Choice
        What decides.

    Returns
    -------
    tuple of polars.DataFrame and list of polars.DataFrame
        ``lead`` with the values kept; and for each field the leads in which values differ:
        ``lead, field, kept, others``.

    Examples
    --------
    >>> rows = pl.DataFrame({"lead": [0, 0, 0], "at": [0, 1, 2], "city": ["甲", "乙", "乙"]})
    >>> leads, differing = settle(rows, {"city": ["city"]}, Choice())
    >>> leads.rows(), differing[0].rows()
    ([(0, '乙')], [(0, 'city', '乙', '甲 (1)')])
    """
    lead = rows["lead"].to_numpy().astype(np.int64)
    count = int(lead.max(initial=-1)) + 1
    every = first_rows(lead, count)
    reasons = [n for n in ("posted", "collected_on", "trusted") if n in rows.columns]
    reasons = [n for n in reasons if rows[n].null_count() < rows.height]
    looked = rows.select("lead", "at", *_kept_apart(reasons)).with_columns(_filled(rows))
    spelled = "spelling" if "spelling" in rows.columns else "name"
    kept = [pl.Series("lead", np.arange(count), rows["lead"].dtype)]
    differing = []
    for name, columns in fields.items():
        # Those who tell names apart need not look at their keys, nor at the names themselves.
        table = rows.select(spelled if name == "name" else columns)
        first, unlike = disagreement(table, lead, every)
        if len(unlike):
            some = pl.concat([looked[unlike], table[unlike]], how="horizontal")
            best, others = _differing(some, rows.select(columns), name, table.columns, choice)
            first = first.copy()
            first[best["lead"].to_numpy()] = best["at"].to_numpy()
            differing.append(others.filter(pl.col("others") != ""))
        # A place of null gives null.
        place = pl.Series(first).cast(pl.UInt32, strict=False)
        kept += [rows[column][place] for column in columns]
    return pl.DataFrame(kept), differing


def _kept_apart(names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).alias(f"\0{name}") for name in names]


def _differing(
    some: pl.DataFrame, values: pl.DataFrame, field: str, parts: list[str], choice: Choice
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Settle the companies whose rows differ: the place of the row to keep, and what differed."""
    if not set(parts) <= set(values.columns):
        # Cells that are spelled in two ways can hold one name.
        some, parts = some.hstack(values[some["at"]]), values.columns
    counted = some.group_by("lead", *parts).agg(
        pl.len().alias("times"), pl.col("at").min(), *_reasons(some.columns)
    )
    counted = counted.drop(parts).with_columns(values[counted["at"]])
    order = ["times" if reason == "most_frequent" else reason for reason in choice.prefer]
    order = [name for name in order if name in counted.columns]
    counted = counted.sort(
        ["lead", *order, "at"],
        descending=[False, *[name != "trusted" for name in order], False],
        nulls_last=True,
    )
    shown = pl.format("{} ({})", pl.col("shown"), pl.col("times"))
    others = (
        counted.with_columns(_shown(values.columns, field).alias("shown"))
        .group_by("lead", maintain_order=True)
        .agg(
            pl.lit(field, pl.String).alias("field"),
            pl.col("shown").first().alias("kept"),
            shown.slice(1).str.join("|").alias("others"),
        )
    )
    first = counted.group_by("lead", maintain_order=True).agg(pl.col("at").first())
    return first, others


def _filled(rows: pl.DataFrame) -> pl.Expr:
    # What every row tells, or none, makes no difference.
    names = [column.name for column in rows if 0 < column.null_count() < rows.height]
    told = [pl.lit(rows[name].is_not_null()).cast(pl.UInt32) for name in names]
    return pl.sum_horizontal(pl.lit(0, pl.UInt32), *told).alias("\0filled")


def _reasons(have: Sequence[str]) -> list[pl.Expr]:
    known = {
        "\0filled": pl.col("\0filled").max().alias("most_complete"),
        "\0posted": pl.col("\0posted").max().alias("newest"),
        "\0collected_on": pl.col("\0collected_on").max().alias("newest_list"),
        "\0trusted": pl.col("\0trusted").min().alias("trusted"),
    }
    return [reason for name, reason in known.items() if name in have]


def _shown(columns: list[str], field: str) -> pl.Expr:
    if field == "employees":
        return _interval_text()
    if field == "name":
        return pl.col("name")
    texts = [pl.col(name).cast(pl.String) for name in columns]
    return pl.concat_str(texts, separator=" / ", ignore_nulls=True)


def _interval_text() -> pl.Expr:
    low, high = (pl.col(f"employees_{end}").cast(pl.String) for end in ("low", "high"))
    return (
        pl.when(pl.col("employees_high").is_null())
        .then(pl.format("{}+", low.fill_null("")))
        .when(pl.col("employees_low") == pl.col("employees_high"))
        .then(low)
        .otherwise(pl.format("{}-{}", low.fill_null(""), high.fill_null("")))
    )
