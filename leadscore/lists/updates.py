"""``merge`` and ``remove``: lists come again and again, and each can be taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from leadscore.doors import ColumnKind, PandasDoor, PolarsDoor
from leadscore.errors import ArgumentError, nearest
from leadscore.frames import open_table
from leadscore.lists.assembly import as_kind, assemble
from leadscore.lists.companies.batches import Batch, joined_batches
from leadscore.lists.companies.choices import Choice, check_trusted
from leadscore.lists.imported import Imported
from leadscore.lists.lead_table import batch_of_leads
from leadscore.lists.vocabulary.words import say
from leadscore.markup import paragraph
from leadscore.standards.fields import table_fields

_LINEAGE = frozenset({"lead_id", "source", "source_rows", "collected_on"})


@dataclass(frozen=True, eq=False, repr=False)
class Update:
    """What a merge gives back.

    Attributes
    ----------
    imported : Imported
        All batches together.
    changes : table
        ``lead_id, change, field, before, after``: ``new`` and ``gone`` leads once, with their
        name; ``changed`` leads once per field that differs. A gone lead is in no list of the
        new ones; it stays in the leads.
    added : tuple of str
        Names of the batches that were not there before; ``remove`` takes them.
    lang : str
        Language of the summary.

    Examples
    --------
    >>> old = pl.DataFrame({"name": ["甲乙科技有限公司"]})
    >>> merge(old, old)
    1 company; 0 new, 0 changed, 0 no longer in the list.
    """

    imported: Imported
    changes: Any
    added: tuple[str, ...]
    lang: str = "en"

    @property
    def leads(self) -> Any:
        """Give the leads of old and new lists together."""
        return self.imported.leads

    def __repr__(self) -> str:
        kinds = open_table(self.changes).read({"lead_id": "text", "change": "text"})
        count = {
            name: f"{kinds.filter(pl.col('change') == name)['lead_id'].n_unique():,}"
            for name in ("new", "changed", "gone")
        }
        total = f"{open_table(self.leads).height:,}"
        return say("report", "update", self.lang, leads=total, **count)

    def _repr_html_(self) -> str:
        return paragraph([repr(self)])


def merge(
    old: object,
    new: object,
    *,
    prefer: Sequence[str] = (),
    trusted: Sequence[str] = (),
) -> Update:
    r"""Bring new lists into an import.

    The leads are worked out anew from the rows of all batches, exactly as if all files had been
    read at once, so nothing is lost and nothing is counted twice. A batch (a file of one day with
    one content) that is in both is taken once.

    Parameters
    ----------
    old, new : Imported, Update, or a lead table of any kind
        What is there, and what comes. A table needs a column ``name``; it is one batch.
    prefer, trusted : sequence of str
        As for ``read_list``; left out, those of ``old`` hold on.

    Returns
    -------
    Update
        The leads, what changed, and the names of the added batches.

    Raises
    ------
    ArgumentError
        When ``prefer`` or ``trusted`` is not known.
    ColumnError
        When a table has no column ``name``.
    ColumnTypeError
        When ``old`` or ``new`` is no import and no table.

    Examples
    --------
    >>> old = pl.DataFrame({"name": ["甲乙科技有限公司", "丙丁机械厂"], "employees_low": [20, 50]})
    >>> new = pl.DataFrame({"name": ["甲乙科技有限公司"], "city": ["上海"]})
    >>> update = merge(old, new)
    >>> update.changes.select("change", "field", "before", "after").rows()
    [('changed', 'region', None, '上海'), ('changed', 'city', None, '上海'),
     ('gone', None, '丙丁机械厂', None)]
    >>> remove(update, update.added).leads.height
    2
    """
    before, after = _imported(old), _imported(new)
    choice = Choice.of(prefer or before.choice.prefer, trusted or before.choice.trusted)
    batches = joined_batches(before.batches, after.batches)
    check_trusted(choice, batches)
    together = assemble(batches, choice, kind=before.kind, lang=before.lang)
    known = {batch.name for batch in before.batches}
    added = tuple(batch.name for batch in after.batches if batch.name not in known)
    changes = as_kind(_changes(before, after, together), before.kind)
    return Update(together, changes, added, before.lang)


def remove(old: object, batch: object) -> Imported:
    """Take batches out of an import, as if they had never been in it.

    Parameters
    ----------
    old : Imported or Update
        What is there.
    batch : str, Batch, Imported, or a sequence of str
        A batch by its name (``imported.batches[0].name``), or by its file when only one batch
        is of that file; an import stands for all its batches.

    Returns
    -------
    Imported
        The rest. ``remove(merge(old, new), new)`` is ``old`` when none of the batches of ``new``
        was in ``old``.

    Raises
    ------
    ArgumentError
        When no batch has that name, several have it, or nothing would be left.

    Examples
    --------
    >>> old, new = (pl.DataFrame({"name": [name]}) for name in ("甲乙科技公司", "丙丁机械厂"))
    >>> update = merge(old, new)
    >>> update.leads["name"].to_list(), remove(update, update.added).leads["name"].to_list()
    (['甲乙科技公司', '丙丁机械厂'], ['甲乙科技公司'])
    """
    imported = _imported(old)
    names = _named(imported, batch)
    left = [one for one in imported.batches if one.name not in names]
    if not left:
        raise ArgumentError("remove: nothing would be left. Keep at least one batch.")
    return assemble(left, imported.choice, kind=imported.kind, lang=imported.lang)


def _imported(given: object) -> Imported:
    if isinstance(given, Update):
        return given.imported
    if isinstance(given, Imported):
        return given
    return assemble([batch_of_leads(given)], kind=_kind(given))


def _kind(table: object) -> str:
    door = open_table(table)
    kinds: dict[type, str] = {PandasDoor: "pandas", PolarsDoor: "polars"}
    return kinds.get(type(door), "pyarrow")


def _named(imported: Imported, batch: object) -> set[str]:
    if isinstance(batch, Update):
        batch = batch.imported
    if isinstance(batch, Imported):
        return {one.name for one in batch.batches}
    several = [batch] if isinstance(batch, str | Batch) else batch
    if not isinstance(several, Sequence):
        raise ArgumentError(
            f"remove: a batch is named by a text, but a {type(batch).__name__} was given."
        )
    return {_one_name(imported, one) for one in several}


def _one_name(imported: Imported, batch: object) -> str:
    wanted = batch.name if isinstance(batch, Batch) else str(batch)
    names = [one.name for one in imported.batches]
    if wanted in names:
        return wanted
    of_file = [one.name for one in imported.batches if one.source == wanted]
    if len(of_file) == 1:
        return of_file[0]
    if of_file:
        raise ArgumentError(f'remove: "{wanted}" names several batches: {", ".join(of_file)}.')
    raise ArgumentError(
        f'remove: there is no batch "{wanted}"; there are {", ".join(names)}.'
        f"{nearest(wanted, [*(one.source for one in imported.batches), *names])}"
    )


def _changes(before: Imported, after: Imported, together: Imported) -> pl.DataFrame:
    """Compare the leads of before with those of now, each found again by its rows."""
    old, now = _table(before.leads), _table(together.leads)
    new_rows = _lead_of_rows(after)
    now_rows = _lead_of_rows(together)
    moved = (
        _lead_of_rows(before)
        .join(now_rows, on=["batch", "row"], suffix="_now")
        .select("lead_id", "lead_id_now")
        .unique(maintain_order=True)
    )
    seen = now_rows.join(new_rows, on=["batch", "row"], how="semi")["lead_id"].unique()
    fresh = now.filter(~pl.col("lead_id").is_in(moved["lead_id_now"].to_list()))
    gone = moved.filter(~pl.col("lead_id_now").is_in(seen.to_list()))
    pairs = old.join(moved, on="lead_id", maintain_order="left").join(
        now, left_on="lead_id_now", right_on="lead_id", suffix="\0now", maintain_order="left"
    )
    parts = [_change(fresh, "new", after="name")]
    renamed = pairs.filter(pl.col("lead_id") != pl.col("lead_id_now"))
    parts.append(_change(renamed, "changed", "lead_id", before="lead_id", after="lead_id_now"))
    for one in table_fields("leads"):
        if one.name not in _LINEAGE:
            differ = pairs.filter(pl.col(one.name).ne_missing(pl.col(f"{one.name}\0now")))
            parts.append(
                _change(differ, "changed", one.name, before=one.name, after=f"{one.name}\0now")
            )
    left = pairs.join(gone, on="lead_id", how="semi", maintain_order="left")
    parts.append(_change(left, "gone", before="name"))
    order = {key: place for place, key in enumerate(("new", "changed", "gone"))}
    return pl.concat(parts).sort(
        pl.col("change").replace_strict(order, return_dtype=pl.Int64),
        maintain_order=True,
    )


def _change(
    table: pl.DataFrame,
    change: str,
    field: str | None = None,
    *,
    before: str | None = None,
    after: str | None = None,
) -> pl.DataFrame:
    lead = "lead_id_now" if "lead_id_now" in table.columns else "lead_id"
    ends = {"before": before, "after": after}
    return table.select(
        pl.col(lead).alias("lead_id"),
        pl.lit(change, pl.String).alias("change"),
        pl.lit(field, pl.String).alias("field"),
        *[
            (pl.lit(None, pl.String) if name is None else pl.col(name).cast(pl.String)).alias(end)
            for end, name in ends.items()
        ],
    )


def _table(leads: object) -> pl.DataFrame:
    return open_table(leads).read({one.name: one.kind for one in table_fields("leads")})


def _lead_of_rows(imported: Imported) -> pl.DataFrame:
    """Name the lead of every row, the batch by its full name: labels depend on the import."""
    names = dict(zip(imported.mappings, (one.name for one in imported.batches), strict=True))
    needs: dict[str, ColumnKind] = {"source": "text", "row": "number", "lead_id": "text"}
    rows = open_table(imported.rows).read(needs)
    batch = pl.col("source").replace_strict(names, return_dtype=pl.String)
    return rows.drop_nulls("lead_id").select(batch.alias("batch"), "row", "lead_id")
