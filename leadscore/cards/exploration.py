"""A recorded random slice of leads to contact whatever their score.

Who calls only what the card likes learns only that the card is right. A few leads that chance
chose, and that are marked as such, show what the rest is worth, and are the honest test sample.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.cards.ranking import rank_table
from leadscore.errors import ArgumentError
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.doors import ColumnKind


def check_exploration(explore: float | None, seed: int | None) -> tuple[float, int]:
    """Refuse a share that is none, and a slice that could not be drawn again.

    Returns
    -------
    tuple of float and int
        The share and the seed.

    Raises
    ------
    ArgumentError
        When ``explore`` is not between 0 and 1, or ``seed`` is missing or not a whole number.

    Examples
    --------
    >>> check_exploration(0.05, 7)
    (0.05, 7)
    >>> check_exploration(5, 7)
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: explore must be a share of the leads between 0 and 1, found 5...
    """
    if isinstance(explore, bool) or not isinstance(explore, int | float) or not 0 < explore < 1:
        raise ArgumentError(
            f"explore must be a share of the leads between 0 and 1, found {explore!r}; 0.05 is "
            "usual."
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ArgumentError(
            f"explore needs a seed, a whole number from 0 on, found {seed!r}: with it the slice "
            "can be drawn again. Take a new one for each list, such as the date: seed=20261123."
        )
    return explore, seed


def rank_exploring(
    table: Any,
    card: Card,
    by: str | None,
    top: int | None,
    lang: str,
    *,
    explore: float,
    seed: int,
) -> Any:
    """Rank a table with a random slice marked; see ``leadscore.rank``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> ranked = rank_exploring(
    ...     make_leads(500), hrm_card(), None, 20, "en", explore=0.1, seed=1
    ... )
    >>> ranked["position"].to_list() == list(range(1, 21)), int(ranked["explore"].sum())
    (True, 2)
    """
    door = open_table(rank_table(table, card, by, None, lang))
    needs: dict[str, ColumnKind] = {"lead_id": "any", "gate": "text", "position": "number"}
    frame = door.read({**needs, **({by: "any"} if by else {})})
    # Chance goes by lead, not by row: the same leads in another order give the same slice.
    chance = np.empty(frame.height)
    chance[frame["lead_id"].arg_sort().to_numpy()] = np.random.default_rng(seed).random(
        frame.height
    )
    rows = pl.DataFrame(
        {
            "list": frame[by] if by else pl.repeat(0, frame.height, eager=True),
            "row": pl.int_range(frame.height, eager=True),
            "position": frame["position"],
            "chance": pl.Series(chance, dtype=pl.Float64),
            "open": frame["gate"].is_null(),
        }
    )
    if top is None:
        chosen = rows.with_columns(explore=(pl.col("chance") < explore) & pl.col("open"))
    else:
        chosen = _shortened(rows, top, explore)
    extra = chosen.select("position", "explore")
    return door.take(chosen["row"].to_numpy()).add(extra).table


def _shortened(rows: pl.DataFrame, top: int, explore: float) -> pl.DataFrame:
    """Keep ``top`` leads of each list, some of them, at its end, chosen by chance."""
    places = min(top, max(1, math.floor(explore * top + 0.5)))
    rows = rows.with_columns(
        rest=pl.col("open") & (pl.col("position") > top - places),
        size=pl.col("open").sum().over("list"),
    )
    draw = pl.when("rest").then("chance").rank("ordinal").over("list")
    # Where a list is so short that all are called, nobody is called by chance alone.
    rows = rows.with_columns(explore=pl.col("rest") & (draw <= places) & (pl.col("size") > top))
    whole = pl.col("position") <= pl.when(pl.col("size") > top).then(top - places).otherwise(top)
    kept = rows.filter(whole | pl.col("explore"))
    first = pl.col("list").is_first_distinct().cum_sum()
    kept = kept.with_columns(order=first).sort(
        ["order", "explore", "position"], maintain_order=True
    )
    position = pl.int_range(1, pl.len() + 1).over("order").cast(pl.Int64)
    return kept.with_columns(position=position)
