"""A lead table from anywhere becomes a batch, so that it can be merged like a list."""

from __future__ import annotations

import io
from datetime import date
from hashlib import blake2b

import polars as pl

from leadscore.distinct import map_distinct
from leadscore.doors import ColumnKind
from leadscore.frames import open_table
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.companies.batches import Batch
from leadscore.lists.values.names import name_key, region_of
from leadscore.lists.values.readers import SIZE
from leadscore.standards.fields import table_fields

_TOLD = {
    "lead_id": "told_id",
    "source": "told_source",
    "source_rows": "told_rows",
    "vacancies": "open_posts",
    "hr_vacancies": "open_hr_posts",
    "hr_titles": "told_titles",
    "last_posted": "posted",
    "agency": "told_agency",
    "industry_codes": "told_codes",
}
_DERIVED = ("kind",)
_NO_PROBLEMS = dict.fromkeys(("row", "column", "raw", "problem", "action"), pl.String())


def batch_of_leads(table: object) -> Batch:
    """Make a batch of a table of leads.

    Parameters
    ----------
    table : table of any kind
        One row per company with a column ``name``, and any other columns of leads.

    Returns
    -------
    Batch
        Its source is ``leads``; the ids, sources and counts that the table gives are kept.

    Raises
    ------
    ColumnError
        When there is no column ``name``.
    ColumnTypeError
        When a column holds another kind of value than it must, or ``table`` is no table.

    Examples
    --------
    >>> batch = batch_of_leads(pl.DataFrame({"name": ["甲乙科技有限公司"], "vacancies": [3]}))
    >>> batch.values.select("row", "name_key", "open_posts").rows()
    [(1, '甲乙科技', 3)]
    """
    door = open_table(table)
    fields = {one.name: one for one in table_fields("leads") if one.name not in _DERIVED}
    needs: dict[str, ColumnKind] = {name: one.kind for name, one in fields.items()}
    frame = door.read(needs, [name for name in fields if name != "name"])
    frame = frame.select([pl.col(n).cast(fields[n].dtype) for n in frame.columns])
    told = {n for n in frame.columns if frame[n].null_count() < frame.height} | {"name"}
    for together in (SIZE, ("contact_name", "contact_title")):
        told |= set(together) if told & set(together) else set()
    frame = frame.select(
        [
            pl.col(n) if n in frame.columns else pl.lit(None, fields[n].dtype).alias(n)
            for n in fields
            if n in told
        ]
    )
    days = frame["collected_on"].unique() if "collected_on" in frame.columns else None
    day = days[0] if days is not None and len(days) == 1 else None
    values = _named(frame).rename(_TOLD, strict=False)
    row = pl.int_range(1, frame.height + 1, dtype=pl.Int64).alias("row")
    values = values.with_columns(row, pl.lit(value=False).alias("post"))
    return Batch(
        "leads",
        day if isinstance(day, date) else None,
        _digest(frame),
        values,
        pl.DataFrame(schema={**_NO_PROBLEMS, "row": pl.Int64()}),
        Mapping(
            {name: (name,) for name in frame.columns},
            tuple(name for name in door.names if name not in frame.columns),
        ),
    )


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Work out the key and the region of every name; a key that the table gives is kept."""

    def read(name: str | None) -> tuple[str | None, str | None]:
        place = region_of(name) if name else None
        key = (name_key(name) or name.casefold()) if name else None
        return key, None if place is None else place.province

    schema = {"key": pl.String(), "name_region": pl.String()}
    found = map_distinct(frame, ["name"], read, schema)
    told = [frame["name_key"]] if "name_key" in frame.columns else []
    keys = pl.DataFrame([*told, found["key"]]).select(name_key=pl.coalesce(pl.all()))
    return frame.with_columns(keys["name_key"], found["name_region"])


def _digest(frame: pl.DataFrame) -> str:
    out = io.BytesIO()
    frame.rechunk().write_ipc(out)
    return blake2b(out.getbuffer(), digest_size=16).hexdigest()
