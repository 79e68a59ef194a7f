"""The first leads of any number of batches: what can no longer be among them is let go at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import polars as pl

from leadscore.cards.calling_order import ROW
from leadscore.cards.ranking import call_levels, leading_rows, own_texts, score_lists

if TYPE_CHECKING:
    from leadscore.cards.card import Card

_LIST, _LEVEL, _LEAST = "leadscore:list", "leadscore:level", "leadscore:least"
_ORDER = [_LIST, _LEVEL, "lead_id", ROW]
_DOWN = [False, True, False, False]


class RunningTop:
    """Takes batches of leads in any order, from any thread, and holds the first of each list.

    At most twice the leads that are wanted are held, and one batch. Neither the size nor the
    order of the batches changes which leads are found.

    Parameters
    ----------
    none : polars.DataFrame
        No leads: the columns of the batches, with ``ROW``.
    card : Card
        The card.
    by : str or None
        A column: a list of its own for each of its values.
    top : int
        How many leads of each list are wanted.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(1000).with_row_index(ROW)
    >>> first = RunningTop(leads.clear(), hrm_card(), None, 5)
    >>> for start in range(0, 1000, 100):
    ...     first.add(leads[start : start + 100])
    >>> first.leads().height
    5
    """

    def __init__(self, none: pl.DataFrame, card: Card, by: str | None, top: int) -> None:
        self._card, self._by, self._top = card, by, top
        self._lock = threading.Lock()
        self._held = [self._leading(none)]
        self._rows = self._room = 0
        self._least: pl.DataFrame | None = None

    def add(self, batch: pl.DataFrame) -> None:
        """Take a batch: leads with the column ``ROW``."""
        leading = self._leading(batch)
        with self._lock:
            if self._least is not None:
                leading = _reaching(leading, self._least)
            self._held.append(own_texts(leading))
            self._rows += leading.height
            if self._rows > self._room:
                self._prune()

    def leads(self) -> pl.DataFrame:
        """Give the leads that are wanted, as they stand in the files."""
        with self._lock:
            self._prune()
            return self._held[0].sort(ROW).drop(_LIST, _LEVEL, ROW)

    def _leading(self, batch: pl.DataFrame) -> pl.DataFrame:
        checked, scored = score_lists(batch, self._card, self._by)
        keys = {
            _LIST: checked[self._by] if self._by else pl.repeat(0, batch.height, eager=True),
            _LEVEL: scored.per_lead(call_levels(scored)),
        }
        rows = leading_rows(checked, scored, self._by, self._top)
        return batch.with_columns(pl.DataFrame(keys).get_columns())[rows]

    def _prune(self) -> None:
        held = pl.concat(self._held).sort(_ORDER, descending=_DOWN, nulls_last=True)
        place = pl.int_range(pl.len()).over(_LIST)
        held = held.filter(place < self._top)
        self._held = [own_texts(held)]
        self._rows = held.height
        self._room = 2 * held.height
        full = held.group_by(_LIST).agg(pl.len(), pl.col(_LEVEL).min().alias(_LEAST))
        self._least = full.filter(pl.col("len") == self._top).select(_LIST, _LEAST)


def _reaching(leading: pl.DataFrame, least: pl.DataFrame) -> pl.DataFrame:
    """Leave out what stands below the last lead of a list that is full."""
    found = leading.join(least, on=_LIST, how="left", nulls_equal=True, maintain_order="left")
    return found.filter(pl.col(_LEVEL).ge(pl.col(_LEAST)).fill_null(value=True)).drop(_LEAST)
