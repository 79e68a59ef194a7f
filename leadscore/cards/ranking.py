"""Calling order: who comes first, and who can be left out before anything is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.batch import Batch, card_needs, gate_columns
from leadscore.doors import require
from leadscore.frames import open_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind


def rank_table(table: Any, card: Card, by: str | None, top: int | None, lang: str) -> Any:
    """Score a table and put it in calling order; see ``leadscore.rank``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> rank_table(make_leads(9), hrm_card(), None, 2, "en")["position"].to_list()
    [1, 2]
    """
    door = open_table(table)
    extra: dict[str, ColumnKind] = {"lead_id": "any", **({by: "any"} if by else {})}
    # Ids are looked at only where scores tie, so with `top` most of them are never read.
    early = {name: kind for name, kind in extra.items() if top is None or name == by}
    require(extra, [name for name in extra if name in door.names], door.names, ())
    needs = {**card_needs(card, door.names), **early}
    leads = door.read_coded(needs, gate_columns(card, door.names))
    batch = Batch(leads, card)
    rows = np.arange(door.height) if top is None else leading_rows(leads.frame, batch, by, top)
    kept = door if top is None else door.take(rows)
    order, position = _order(kept.read(extra), batch, rows, by, top)
    outputs = batch.outputs(lang, rows[order]).with_columns(position=position)
    return kept.take(order).add(outputs).table


def leading_rows(frame: pl.DataFrame, batch: Batch, by: str | None, top: int) -> NDArray[np.int64]:
    """Find the rows that can be among the first of their list: all that reach its lowest score.

    Parameters
    ----------
    frame : polars.DataFrame
        Leads, with the column ``by``.
    batch : Batch
        The same leads, scored.
    by : str or None
        A list of its own for each of its values.
    top : int
        How many leads of each list are wanted.

    Returns
    -------
    ndarray of int64
        Row numbers, ascending; at least the first ``top`` of each list, and those that tie with
        the last of them.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(1000)
    >>> 5 <= len(leading_rows(leads, Batch(leads, hrm_card()), None, 5)) < 100
    True
    """
    level = call_levels(batch)
    if by is None:
        count = np.bincount(batch.inverse, minlength=len(level))
        order = np.argsort(-level, kind="stable")
        enough = int(np.searchsorted(np.cumsum(count[order]), top))
        least = level[order[min(enough, len(order) - 1)]] if len(order) else 0
        return np.flatnonzero((level >= least)[batch.inverse])
    keys = pl.DataFrame({"list": frame[by], "level": batch.per_lead(level)})
    steps = keys.group_by("list", "level").len().sort("level", descending=True)
    above = pl.col("len").cum_sum().over("list") - pl.col("len")
    lowest = steps.filter(above < top).group_by("list").agg(least=pl.col("level").min())
    least = keys.join(lowest, on="list", how="left", nulls_equal=True, maintain_order="left")
    return np.flatnonzero((least["level"] >= least["least"]).to_numpy())


def call_levels(batch: Batch) -> NDArray[np.int64]:
    """Give each pattern its place in the calling order as one number: the higher, the earlier.

    Disqualified leads stand below all others; then the score decides.
    """
    return np.where(batch.gates > 0, np.iinfo(np.int32).min, 0) + batch.best


def keep_leading(frame: pl.DataFrame, card: Card, by: str | None, top: int) -> pl.DataFrame:
    """Leave out the rows of one batch that cannot be among the first of all batches.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> keep_leading(make_leads(1000), hrm_card(), "owner", 1).height < 100
    True
    """
    return own_texts(frame[leading_rows(*score_lists(frame, card, by), by, top)])


def score_lists(frame: pl.DataFrame, card: Card, by: str | None) -> tuple[pl.DataFrame, Batch]:
    """Read what decides the calling order of a batch, and score it.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> checked, scored = score_lists(make_leads(10), hrm_card(), "owner")
    >>> "owner" in checked.columns, len(scored.inverse)
    (True, 10)
    """
    door = open_table(frame)
    lists: dict[str, ColumnKind] = {by: "any"} if by else {}
    checked = door.read({**card_needs(card, door.names), **lists}, gate_columns(card, door.names))
    return checked, Batch(checked, card)


def own_texts(leads: pl.DataFrame) -> pl.DataFrame:
    """Copy the texts of leads: rows that were taken out of a batch hold those of all its rows.

    Examples
    --------
    >>> own_texts(pl.DataFrame({"name": ["a", None], "score": [1, 2]})).rows()
    [('a', 1), (None, 2)]
    """
    texts = [name for name, kind in leads.schema.items() if kind == pl.String]
    return leads.with_columns(pl.concat_str(name, pl.lit("")).alias(name) for name in texts)


def _order(
    frame: pl.DataFrame, batch: Batch, rows: NDArray[np.int64], by: str | None, top: int | None
) -> tuple[NDArray[np.int64], pl.Series]:
    pattern = batch.inverse[rows]
    keys = pl.DataFrame(
        {
            "list": frame[by] if by else pl.repeat(0, frame.height, eager=True),
            "gated": batch.gates[pattern] > 0,
            "score": batch.best[pattern],
            "id": frame["lead_id"],
            "row": pl.int_range(frame.height, eager=True),
        }
    ).sort(
        ["list", "gated", "score", "id", "row"],
        descending=[False, False, True, False, False],
        nulls_last=True,
    )
    position = keys.select(position=pl.int_range(1, pl.len() + 1).over("list"))["position"]
    keys = keys.with_columns(position=position.cast(pl.Int64))
    if top is not None:
        keys = keys.filter(pl.col("position") <= top)
    return keys["row"].to_numpy(), keys["position"]
