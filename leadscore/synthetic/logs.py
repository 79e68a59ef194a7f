"""An invented event log of the sales process whose truth, also of the future, is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, check_choice
from leadscore.standards.process import load_process
from leadscore.synthetic.draws import Draws, gather
from leadscore.synthetic.sample import check_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_DAY = dt.date(2024, 1, 1)
DAY = 86_400_000_000
INFLOWS = ("steady", "campaign", "pause", "growth")
# Per stage: the share that goes on (of the last one: is won), and the scale of its days.
ADVANCE = (0.75, 0.72, 0.70, 0.72, 0.75, 0.80, 0.92, 0.95)
SCALE = (8.0, 10.0, 14.0, 20.0, 22.0, 25.0, 25.0, 20.0)
SHAPE = 1.2


@dataclass(frozen=True)
class LogSample:
    """A log with known truth.

    Attributes
    ----------
    events : polars.DataFrame
        What is known on ``as_of``: ``lead_id``, ``stage``, ``at``, ``outcome``, ``owner``,
        ``channel``, ``amount``; in no order of time.
    leads : polars.DataFrame
        ``lead_id`` and ``segment`` of the leads that had started by then.
    truth : polars.DataFrame
        Of the same leads, what became of them also after ``as_of``: ``started`` and ``closed``
        (dates), ``outcome``.
    as_of : datetime.date
        The last day of the log.
    """

    events: pl.DataFrame
    leads: pl.DataFrame
    truth: pl.DataFrame
    as_of: dt.date


def draw_log(
    leads: int,
    seed: int,
    *,
    days: int,
    inflow: str,
    ties: float,
    skips: float,
    backs: float,
    re_entries: float,
    segments: int,
    slow: float,
) -> LogSample:
    """Draw a log; see ``samples.make_log``."""
    check_rows(leads, seed)
    check_choice("inflow", inflow, INFLOWS)
    shares = {"ties": ties, "skips": skips, "backs": backs, "re_entries": re_entries}
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ArgumentError(f"{name}={share!r} must lie between 0 and 1.")
    draws = Draws(seed)
    segment = draws.pick("segment", leads, segments)
    speed = np.where(segment == segments - 1, slow, 1.0)
    start = (_arrivals(draws.share("arrival", leads), inflow, days) * DAY).astype(np.int64)
    entered, closed, outcome = _paths(draws, start, speed, ties)
    mess = {"skips": skips, "backs": backs, "re_entries": re_entries}
    lead, stage, time = _logged(draws, entered, closed, **mess)
    done = np.arange(leads)
    end = np.concatenate([np.zeros(len(lead), dtype=np.int64), outcome])
    lead, time = np.concatenate([lead, done]), np.concatenate([time, closed])
    stage = np.concatenate([stage, np.full(leads, -1)])
    known = time < days * DAY
    return _sample(
        draws,
        (lead[known], stage[known], time[known], end[known]),
        (segment, start, closed, outcome),
        days,
    )


def _arrivals(share: NDArray[np.float64], inflow: str, days: int) -> NDArray[np.float64]:
    """Turn chance into arrival days by the shape of the inflow."""
    if inflow == "growth":
        # Ten times as many a day after two years.
        rate = np.log(10) / 730
        found: NDArray[np.float64] = np.log1p(share * np.expm1(rate * days)) / rate
        return found
    if inflow == "pause":
        return share * (days - 60)
    if inflow == "campaign":
        usual, extra = days - 45, 5 * 45
        place = share * (usual + extra)
        return np.where(place < usual, place, usual + (place - usual) / 5)
    return share * days


def _paths(
    draws: Draws, start: NDArray[np.int64], speed: NDArray[np.float64], ties: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """When each stage is entered (-1: never), when the lead closes, and how (1 won, 2 lost)."""
    leads, stages = len(start), len(ADVANCE)
    entered = np.full((leads, stages), -1, dtype=np.int64)
    now = start.copy()
    alive = np.ones(leads, dtype=bool)
    for k in range(stages):
        entered[alive, k] = now[alive]
        share = draws.share(f"stay{k}", leads)
        stay = SCALE[k] * speed * (-np.log1p(-share)) ** (1 / SHAPE)
        # Stays last whole minutes, except for the steps that take no time at all.
        minutes = np.maximum(np.round(stay * 1440), 1).astype(np.int64)
        ahead = draws.share(f"advance{k}", leads) < ADVANCE[k]
        tie = ahead & (draws.share(f"tie{k}", leads) < ties) & (k + 1 < stages)
        now = np.where(alive, now + np.where(tie, 0, minutes * 60_000_000), now)
        alive &= ahead
    return entered, now, np.where(alive, 1, 2)


def _logged(
    draws: Draws,
    entered: NDArray[np.int64],
    closed: NDArray[np.int64],
    *,
    skips: float,
    backs: float,
    re_entries: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Choose what is logged of the paths: not every stage, but moves back and re-entries."""
    leads, stages = entered.shape
    parts: list[tuple[NDArray[np.int64], int, NDArray[np.int64]]] = []
    after = np.concatenate([entered[:, 1:], np.full((leads, 1), -1)], axis=1)
    after = np.where(after < 0, closed[:, None], after)
    for k in range(stages):
        there = entered[:, k] >= 0
        logged = there.copy()
        if 0 < k < stages - 1:
            logged &= draws.share(f"skip{k}", leads) >= skips
        parts.append((np.flatnonzero(logged), k, entered[logged, k]))
        if k == 0:
            continue
        share = backs if k > 1 else re_entries
        turn = logged & (draws.share(f"back{k}", leads) < share)
        stay = after[turn, k] - entered[turn, k]
        who = np.flatnonzero(turn)
        # There and back again within the stay, so that the truth of the lead does not change.
        parts.append((who, k - 1 if k > 1 else 0, entered[turn, k] + stay // 3))
        parts.append((who, k, entered[turn, k] + 2 * (stay // 3)))
    lead = np.concatenate([who for who, _, _ in parts])
    stage = np.concatenate([np.full(len(who), k) for who, k, _ in parts])
    return lead, stage, np.concatenate([time for _, _, time in parts])


def _sample(
    draws: Draws,
    logged: tuple[NDArray[np.int64], ...],
    truth_of: tuple[NDArray[np.int64], ...],
    days: int,
) -> LogSample:
    lead, stage, time, end = logged
    segment, start, closed, outcome = truth_of
    leads = len(start)
    process = load_process()
    keys: list[str | None] = [*(s.key for s in process.stages), None]
    ids = "lead-" + pl.Series(np.arange(leads)).cast(pl.String).str.zfill(8)
    owner = gather([f"owner {n}" for n in range(1, 6)], draws.pick("owner", leads, 5))
    channels = [term.key for term in process.channels]
    channel = gather(channels, draws.pick("channel", len(lead), len(channels)))
    amount = np.round(np.exp(draws.share("amount", leads) * 3) * 10_000, -2)
    who = lead.astype(np.uint32)
    events = pl.DataFrame(
        {
            "lead_id": ids[who],
            "stage": gather(keys, stage),
            "at": _moments(time),
            "outcome": gather([None, "won", "lost"], end),
            "owner": owner[who],
            "channel": channel,
            "amount": pl.Series(np.where(end == 1, amount[lead], np.nan)).fill_nan(None),
        }
    )
    begun = pl.Series(start < days * DAY)
    names = gather([f"S{n:02d}" for n in range(1, int(segment.max()) + 2)], segment)
    truth = pl.DataFrame(
        {
            "lead_id": ids,
            "started": _moments(start).dt.date(),
            "closed": _moments(closed).dt.date(),
            "outcome": gather([None, "won", "lost"], outcome),
        }
    )
    return LogSample(
        events,
        pl.DataFrame({"lead_id": ids, "segment": names}).filter(begun),
        truth.filter(begun),
        FIRST_DAY + dt.timedelta(days=days - 1),
    )


def _moments(micros: NDArray[np.int64]) -> pl.Series:
    first = (FIRST_DAY - dt.date(1970, 1, 1)).days * DAY
    return pl.Series(micros + first).cast(pl.Datetime("us"))
