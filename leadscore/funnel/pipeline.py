"""How the open pipeline changed between two days: what came in, what went out, what is left."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.data_files import read_toml
from leadscore.errors import ArgumentError
from leadscore.funnel.forecast import last_amounts
from leadscore.funnel.rules import NEVER
from leadscore.funnel.stages import LOST, OPEN, WON
from leadscore.funnel.times import to_date

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History

ABSENT = -1


def pipeline_table(history: History, since: int, until: int, lang: str) -> pl.DataFrame:
    """Follow the open leads from one day to another; see ``EventLog.pipeline``.

    Raises
    ------
    ArgumentError
        When the log does not know the last of the days, or they stand the wrong way round.
    """
    if since > until:
        raise ArgumentError(
            f"since={to_date(since)} is after until={to_date(until)}; give the first day first."
        )
    if until > history.as_of:
        raise ArgumentError(
            f"until={to_date(until)} is after the last day that the log knows, "
            f"{to_date(history.as_of)}. Take an earlier day, or give the log a later as_of."
        )
    before, after = history.known_on(since - 1), history.known_on(until)
    then, now = _states(before), _states(after)
    moved = then != now
    closed = (then == WON) | (then == LOST)
    flows: dict[str, tuple[int, NDArray[np.bool_]]] = {
        "open_start": (1, then == OPEN),
        "entered": (1, moved & (then == ABSENT)),
        "reopened": (1, moved & closed),
        "won": (-1, moved & (now == WON)),
        "lost": (-1, moved & (now == LOST)),
        "open_end": (1, now == OPEN),
    }
    counts = {name: sign * int(mask.sum()) for name, (sign, mask) in flows.items()}
    old, new = last_amounts(before), last_amounts(after)
    sums: dict[str, float | None] = dict.fromkeys(flows)
    if old is not None and new is not None:
        old, new = np.nan_to_num(old), np.nan_to_num(new)
        sums = {
            name: sign * fsum((old if name == "open_start" else new)[mask])
            for name, (sign, mask) in flows.items()
        }
        counts["revalued"], sums["revalued"] = 0, fsum((new - old)[then == OPEN])
    labels = read_toml("funnel", "pipeline.toml")
    rows = [(one, labels[one][lang], counts[one], sums[one]) for one in labels if one in counts]
    columns = {
        "change": pl.String,
        "label": pl.String,
        "leads": pl.Int64,
        "amount": pl.Float64,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def _states(history: History) -> NDArray[np.int8]:
    """Say for each lead whether it has entered a stage, and whether it is open, won or lost."""
    here = (history.first != NEVER).any(axis=0)
    return np.where(here, history.outcome, ABSENT).astype(np.int8)
