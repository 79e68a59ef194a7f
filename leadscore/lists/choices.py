"""Where the rows of one company differ: which value is kept, in an order that the user gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from leadscore.errors import ArgumentError, check_choice
from leadscore.lists.batches import Batch

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
        are known ``posted``, ``collected_on`` and ``trusted``.
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
    # Equal values have equal hashes: one pass tells the companies whose rows all agree.
    extra = [n for n in ("posted", "collected_on", "trusted") if n in rows.columns]
    looked = rows.select("lead", "at", *_prints(fields), *_kept_apart(extra), _filled(rows.columns))
    found = looked.group_by("lead").agg(
        [
            part
            for name in fields
            for part in (
                pl.col(name).min().alias(f"{name}\0least"),
                pl.col(name).max().alias(f"{name}\0most"),
                pl.col("at").filter(pl.col(name).is_not_null()).min().alias(f"{name}\0first"),
            )
        ]
    )
    kept = found.select("lead")
    differing = []
    for name, columns in fields.items():
        first, others = _differing(rows, looked, found, name, columns, choice=choice)
        place = pl.DataFrame({"place": found[f"{name}\0first"]})
        if first.height:
            place = (
                found.select("lead", place=f"{name}\0first")
                .join(first, on="lead", how="left", maintain_order="left")
                .select(place=pl.coalesce("at", "place"))
            )
        kept = kept.with_columns(rows.select(columns)[place["place"]])
        differing.append(others)
    return kept, differing


def _prints(fields: dict[str, list[str]]) -> list[pl.Expr]:
    made = []
    for name, columns in fields.items():
        told = pl.any_horizontal([pl.col(c).is_not_null() for c in columns])
        value = pl.col(columns[0]) if len(columns) == 1 or name == "name" else pl.struct(columns)
        made.append(pl.when(told).then(value.hash()).alias(name))
    return made


def _kept_apart(names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).alias(f"\0{name}") for name in names]


def _differing(
    rows: pl.DataFrame,
    looked: pl.DataFrame,
    found: pl.DataFrame,
    field: str,
    columns: list[str],
    *,
    choice: Choice,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Settle the companies whose rows differ: the place of the row to keep, and what differed."""
    unlike = found.filter(pl.col(f"{field}\0least") != pl.col(f"{field}\0most")).select("lead")
    counted = (
        looked.select("lead", "at", field, pl.col("^\0.*$"))
        .filter(pl.col(field).is_not_null())
        .join(unlike, on="lead", how="semi")
        .group_by("lead", field)
        .agg(pl.len().alias("times"), pl.col("at").min(), *_reasons(looked.columns))
    )
    counted = counted.drop(field).with_columns(rows.select(columns)[counted["at"]])
    order = ["times" if reason == "most_frequent" else reason for reason in choice.prefer]
    order = [name for name in order if name in counted.columns]
    counted = counted.sort(
        ["lead", *order, "at"],
        descending=[False, *[name != "trusted" for name in order], False],
        nulls_last=True,
    )
    shown = pl.format("{} ({})", pl.col("shown"), pl.col("times"))
    others = (
        counted.with_columns(_shown(columns, field).alias("shown"))
        .group_by("lead", maintain_order=True)
        .agg(
            pl.lit(field, pl.String).alias("field"),
            pl.col("shown").first().alias("kept"),
            shown.slice(1).str.join("|").alias("others"),
        )
    )
    first = counted.group_by("lead", maintain_order=True).agg(pl.col("at").first())
    return first, others


def _filled(names: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal([pl.col(name).is_not_null() for name in names]).alias("\0filled")


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
