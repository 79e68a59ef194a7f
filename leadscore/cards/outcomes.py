"""Outcomes as they are: won, lost and open, with dates; an open lead counts in part.

If 40 % of the wins come within 20 days, a lead that has been open for 20 days counts as 0.4 of a
loss.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.counted import counted
from leadscore.data_files import read_toml
from leadscore.distinct import is_missing
from leadscore.errors import Advice, ArgumentError, check_day, nearest
from leadscore.frames import open_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.doors import ColumnKind

KINDS = ("won", "lost", "open")
MOST_WINS = 0.9
OPTIONAL: dict[str, ColumnKind] = {
    "contacted_on": "date",
    "closed_on": "date",
    "explore": "boolean",
}
"""Columns of outcomes that may be absent, and what they hold."""


@dataclass(frozen=True)
class WinCurve:
    """How soon wins come: the share of all wins that has arrived by an age.

    Attributes
    ----------
    days : tuple of float
        Ages in days, ascending.
    shares : tuple of float
        Share of the wins that arrive by then, from 0 to 1, ascending; 1 at the end.

    Examples
    --------
    >>> curve = WinCurve.typed({20: 0.4, 60: 0.8, 180: 1.0})
    >>> curve.share([0, 20, 40, 500]).tolist()
    [0.0, 0.4, 0.6000000000000001, 1.0]
    >>> curve.age(0.9)
    120.0
    """

    days: tuple[float, ...]
    shares: tuple[float, ...]

    @classmethod
    def typed(cls, shares: Mapping[float, float]) -> WinCurve:
        """Make a curve from what people know: days to the share of wins that come by then.

        Raises
        ------
        ArgumentError
            When days or shares do not ascend, or the last share is not 1.

        Examples
        --------
        >>> WinCurve.typed({30: 0.5, 90: 0.4, 180: 1.0})
        Traceback (most recent call last):
            ...
        leadscore.errors.ArgumentError: The shares of wins must not fall with age, ...
        """
        days, values = tuple(map(float, shares)), tuple(map(float, shares.values()))
        if not days or list(days) != sorted(set(days)) or days[0] < 0 or math.isnan(sum(days)):
            raise ArgumentError(f"The days of a win curve must ascend from 0 on, found {days}.")
        if list(values) != sorted(values) or values[0] < 0 or values[-1] != 1:
            raise ArgumentError(
                f"The shares of wins must not fall with age, and end with 1, found {values}. "
                "Try {20: 0.4, 60: 0.8, 180: 1.0}."
            )
        return cls(days, values)

    def share(self, ages: object) -> NDArray[np.float64]:
        """Return the share of wins that has arrived by each age, straight between the points.

        Examples
        --------
        >>> WinCurve.typed({20: 0.4, 60: 1.0}).share([10, 40]).tolist()
        [0.2, 0.7]
        """
        grid = np.array([0.0, *self.days]) if self.days[0] > 0 else np.array(self.days)
        values = np.array([0.0, *self.shares]) if self.days[0] > 0 else np.array(self.shares)
        found: NDArray[np.float64] = np.interp(np.asarray(ages, dtype=np.float64), grid, values)
        return found

    def age(self, share: float) -> float:
        """Return the age by which this share of the wins has arrived.

        Examples
        --------
        >>> WinCurve.typed({20: 0.4, 60: 1.0}).age(0.4)
        20.0
        """
        grid, values = np.array([0.0, *self.days]), np.array([0.0, *self.shares])
        return float(np.interp(share, values, grid))


@dataclass(frozen=True)
class LongRunRate:
    """The share of leads that is won in the end.

    Attributes
    ----------
    rate : float or None
        Wins / (wins + losses, open leads in part); None where the pipeline is too young.
    at_least : float
        Wins / all leads: the rate if no open lead is won any more.
    oldest, needed : float
        Days: the age of the oldest lead, and the age by which 90 % of the wins come.
    text : str
        The answer in words.

    Examples
    --------
    >>> LongRunRate(None, 0.1, 20.0, 90.0, "at least 10 %").at_least
    0.1
    """

    rate: float | None
    at_least: float
    oldest: float
    needed: float
    text: str

    def __str__(self) -> str:
        return self.text


@cache
def _words() -> dict[str, str]:
    known: dict[str, list[str]] = read_toml("cards", "outcome_words.toml")
    return {word: kind for kind, words in known.items() for word in words}


def read_outcomes(outcomes: object) -> pl.DataFrame:
    """Read and check a table of outcomes.

    Parameters
    ----------
    outcomes : table
        One row per lead: ``lead_id``, ``outcome`` (won, lost or open, also as true and false or
        1 and 0), and where known ``contacted_on`` and ``closed_on`` (dates) and ``explore``
        (contacted by chance, as ``rank`` marked it).

    Returns
    -------
    polars.DataFrame
        ``lead_id``, ``outcome`` (won, lost, open; an empty one is open), ``contacted_on``,
        ``closed_on`` (null: not known), ``explore`` (never null).

    Raises
    ------
    ArgumentError
        When a lead has two rows, an outcome is an unknown word, or a lead was closed before it
        was contacted.
    ColumnError, ColumnTypeError
        When a column is missing or holds another kind of value.

    Examples
    --------
    >>> table = pl.DataFrame({"lead_id": ["a", "b"], "outcome": ["Won", None]})
    >>> read_outcomes(table)["lead_id", "outcome"].rows()
    [('a', 'won'), ('b', 'open')]
    """
    needs: dict[str, ColumnKind] = {"lead_id": "any", "outcome": "any", **OPTIONAL}
    frame = open_table(outcomes).read(needs, optional=list(OPTIONAL))
    frame = frame.with_columns(
        pl.lit(None).alias(name) for name in OPTIONAL if name not in frame.columns
    ).with_columns(
        pl.col("contacted_on", "closed_on").cast(pl.Date),
        pl.col("explore").cast(pl.Boolean).fill_null(value=False),
    )
    twice = frame.filter(pl.col("lead_id").is_duplicated())
    if twice.height:
        ids = ", ".join(str(one) for one in twice["lead_id"].unique(maintain_order=True)[:5])
        raise ArgumentError(
            f"{counted(twice['lead_id'].n_unique(), 'lead has', 'leads have')} more than one "
            f"outcome: {ids}. Keep one row per lead, the last one",
            Advice(', for example with .unique("lead_id", keep="last")'),
            ".",
        )
    words = frame["outcome"].cast(pl.String)
    kinds = {value: _kind(value) for value in words.drop_nulls().unique().to_list()}
    read = words.replace_strict(kinds, return_dtype=pl.String).fill_null("open")
    frame = frame.with_columns(outcome=read)
    early = frame.filter(pl.col("closed_on") < pl.col("contacted_on"))
    if early.height:
        ids = ", ".join(str(one) for one in early["lead_id"][:5])
        said = counted(
            early.height,
            "lead was closed before it was contacted",
            "leads were closed before they were contacted",
        )
        raise ArgumentError(
            f"{said}: {ids}. Correct contacted_on or closed_on, or leave these rows out."
        )
    return frame.select("lead_id", "outcome", *OPTIONAL)


def _kind(value: str | None) -> str:
    text = "" if value is None else value.strip().casefold()
    if text in _words():
        return _words()[text]
    if is_missing(text):
        return "open"
    raise ArgumentError(
        f'outcome "{value}" is not known; allowed: won, lost, open.{nearest(text, _words())}'
    )


def find_win_curve(outcomes: object, *, as_of: date | str | None = None) -> WinCurve:
    """Estimate how soon wins come, with open leads counted as long as they were watched.

    Parameters
    ----------
    outcomes : table
        As for ``read_outcomes``, with both dates.
    as_of : date or str, optional
        The day up to which outcomes are known; None: the last day in the table.

    Returns
    -------
    WinCurve
        From the Aalen-Johansen incidence of wins, losses competing, scaled to end with 1. It
        cannot know of wins that come later than the oldest lead is old: type in what older data
        say where the pipeline is young.

    Raises
    ------
    ArgumentError
        When no won lead has both dates.

    Examples
    --------
    >>> from datetime import date
    >>> table = pl.DataFrame({"lead_id": [1, 2, 3], "outcome": ["won", "won", "open"],
    ...     "contacted_on": [date(2026, 1, 1)] * 3,
    ...     "closed_on": [date(2026, 1, 11), date(2026, 1, 31), None]})
    >>> find_win_curve(table).days
    (10.0, 30.0)
    """
    frame = read_outcomes(outcomes)
    end = _last_day(frame, as_of)
    closed = pl.col("outcome") != "open"
    frame = frame.filter(
        pl.col("contacted_on").is_not_null() & (~closed | pl.col("closed_on").is_not_null())
    )
    won = (frame["outcome"] == "won").to_numpy()
    if end is None or not won.any():
        raise ArgumentError(
            "How soon wins come cannot be found: no won lead has both contacted_on and closed_on. "
            "Add the dates",
            Advice(", or type the curve in: WinCurve.typed({20: 0.4, 60: 0.8, 180: 1.0})"),
            ".",
        )
    ages = _ages(frame, end)
    days, first = np.unique(ages[won]), np.sort(ages)
    at_risk = len(ages) - np.searchsorted(first, days)
    wins = np.bincount(np.searchsorted(days, ages[won]), minlength=len(days))
    # Survival from wins and losses together; wins of a day count before that day's losses.
    ended = ages[(frame["outcome"] != "open").to_numpy()]
    steps, counts = np.unique(ended, return_counts=True)
    alive = np.cumprod(1.0 - counts / (len(ages) - np.searchsorted(first, steps)))
    before = np.concatenate([[1.0], alive])[np.searchsorted(steps, days)]
    incidence = np.cumsum(before * wins / at_risk)
    return WinCurve(tuple(days.tolist()), tuple((incidence / incidence[-1]).tolist()))


def _last_day(frame: pl.DataFrame, as_of: date | str | None) -> date | None:
    if as_of is not None:
        return check_day("as_of", as_of)
    last = frame.select(pl.max_horizontal(pl.col("contacted_on", "closed_on").max())).item()
    return last if isinstance(last, date) else None


def _ages(frame: pl.DataFrame, end: date) -> NDArray[np.float64]:
    closed = pl.when(pl.col("outcome") == "open").then(pl.lit(end)).otherwise(pl.col("closed_on"))
    ages = frame.select((closed - pl.col("contacted_on")).dt.total_days().clip(0)).to_series()
    found: NDArray[np.float64] = ages.cast(pl.Float64).to_numpy()
    return found


def weigh_outcomes(
    outcomes: object, *, curve: WinCurve | None = None, as_of: date | str | None = None
) -> pl.DataFrame:
    """Turn outcomes into weighted wins and trials.

    Parameters
    ----------
    outcomes : table
        As for ``read_outcomes``.
    curve : WinCurve, optional
        How soon wins come; None: found from the dates of these outcomes.
    as_of : date or str, optional
        The day up to which outcomes are known; None: the last day in the table.

    Returns
    -------
    polars.DataFrame
        ``lead_id``, ``wins`` and ``trials``: 1, 1 for a won lead; 0, 1 for a lost one; 0 and the
        share of wins that would have arrived by its age for an open one.

    Raises
    ------
    ArgumentError
        When leads are open and nothing says for how long.

    Examples
    --------
    >>> from datetime import date
    >>> table = pl.DataFrame({"lead_id": [1, 2, 3], "outcome": ["won", "lost", "open"],
    ...     "contacted_on": [date(2026, 1, 1)] * 3})
    >>> curve = WinCurve.typed({20: 0.4, 60: 1.0})
    >>> weigh_outcomes(table, curve=curve, as_of=date(2026, 1, 21)).rows()
    [(1, 1.0, 1.0), (2, 0.0, 1.0), (3, 0.0, 0.4)]
    """
    frame = read_outcomes(outcomes)
    wins = (frame["outcome"] == "won").cast(pl.Float64).to_numpy()
    trials = np.ones(frame.height)
    is_open = (frame["outcome"] == "open").to_numpy()
    if is_open.any():
        still = frame.filter(is_open)
        end = _last_day(frame, as_of)
        dateless = still["contacted_on"].null_count()
        if end is None or dateless:
            raise ArgumentError(
                f"{counted(dateless, 'open lead has', 'open leads have')} no contacted_on, so "
                "nothing says how much of a loss that is. Add the date, or leave these rows out "
                "(the rate is then too high)."
            )
        chosen = find_win_curve(frame, as_of=end) if curve is None else curve
        trials[is_open] = chosen.share(_ages(still, end))
    return frame.select("lead_id", wins=pl.Series(wins), trials=pl.Series(trials))


def long_run_rate(
    outcomes: object, *, curve: WinCurve | None = None, as_of: date | str | None = None
) -> LongRunRate:
    """Say which share of the leads is won in the end, or why that cannot be said yet.

    Parameters
    ----------
    outcomes, curve, as_of
        As for ``weigh_outcomes``.

    Returns
    -------
    LongRunRate
        Without a rate, with "at least", when the oldest lead is younger than the age by which
        90 % of the wins come.

    Examples
    --------
    >>> from datetime import date
    >>> table = pl.DataFrame({"lead_id": [1, 2, 3, 4], "outcome": ["won", "open", "open", "open"],
    ...     "contacted_on": [date(2026, 1, 1)] * 4, "closed_on": [date(2026, 1, 9)] + [None] * 3})
    >>> curve = WinCurve.typed({20: 0.4, 100: 1.0})
    >>> print(long_run_rate(table, curve=curve, as_of=date(2026, 1, 21)))
    at least 25.0 %: the oldest lead is 20 days old, but 90 % of wins need up to 87 days
    """
    frame = read_outcomes(outcomes)
    end = _last_day(frame, as_of)
    chosen = find_win_curve(frame, as_of=end) if curve is None else curve
    weights = weigh_outcomes(frame, curve=chosen, as_of=end)
    wins, trials = float(weights["wins"].sum()), float(weights["trials"].sum())
    at_least = wins / frame.height if frame.height else 0.0
    first = frame["contacted_on"].min()
    oldest = float((end - first).days) if isinstance(first, date) and end else 0.0
    needed = chosen.age(MOST_WINS)
    if oldest < needed or not trials:
        text = (
            f"at least {at_least:.1%}: the oldest lead is "
            f"{counted(f'{oldest:.0f}', 'day', 'days')} old, but 90 % of wins need "
            f"up to {counted(f'{needed:.0f}', 'day', 'days')}"
        ).replace("%:", " %:")
        return LongRunRate(None, at_least, oldest, needed, text)
    rate = wins / trials
    text = f"{rate:.1%} in the long run, at least {at_least:.1%}".replace("%", " %")
    return LongRunRate(rate, at_least, oldest, needed, text)
