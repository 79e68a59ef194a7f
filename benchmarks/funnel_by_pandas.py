"""The same three answers by pandas: grouped minima, one wide table, curves by sums over days.

It follows the default rules with a window and gives what ``EventLog`` gives, intervals included;
the benchmark checks that before it measures. The arithmetic on the days is NumPy's, so pandas is
asked only for what it is good at.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

Z = 1.959963984540054
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
ENDS = ("advanced", "won", "lost", "late", "open")


def answer(
    path: Path, stages: tuple[str, ...], as_of: dt.date, days: int = 90
) -> dict[str, pd.DataFrame]:
    """Give funnel, durations and incidence of a Parquet file."""
    events = pd.read_parquet(path, columns=["lead_id", "stage", "at", "outcome"])
    first = events.groupby(["lead_id", "stage"], sort=False)["at"].min().unstack()[list(stages)]
    ends = events[events["outcome"].notna()].drop_duplicates("lead_id").set_index("lead_id")
    ends = ends.reindex(first.index).reset_index(drop=True)
    first = first.reset_index(drop=True)  # ids of text are not looked up again from here on
    won, lost = (ends["at"].where(ends["outcome"] == name) for name in ("won", "lost"))
    first = first.where(~first.gt(lost, axis=0))
    # A stage is reached when it or a later one is first logged.
    reached = first.iloc[:, ::-1].cummin(axis=1).ffill(axis=1).iloc[:, ::-1]
    limit = reached[stages[0]] + pd.Timedelta(days=days)
    reached = reached.where(~reached.gt(limit, axis=0))
    cut = pd.Timestamp(as_of) + pd.Timedelta(days=1, microseconds=-1)
    funnel, durations = [], []
    for place, stage in enumerate(stages):
        after = reached[stages[place + 1]] if place + 1 < len(stages) else None
        stays = end_stays(reached[stage], after, won, lost, limit=limit, cut=cut)
        funnel.append({"stage": stage, **rates(stays)})
        logged = first[stage] == reached[stage]
        durations.append({"stage": stage, **quantiles(stays[logged[stays.index]])})
    start = reached[stages[0]]
    spells = end_stays(start, None, won.where(won >= start), lost, limit=None, cut=cut)
    return {
        "funnel": pd.DataFrame(funnel),
        "durations": pd.DataFrame(durations),
        "incidence": incidence(spells),
    }


def end_stays(
    begin: pd.Series,
    after: pd.Series | None,
    won: pd.Series,
    lost: pd.Series,
    *,
    limit: pd.Series | None,
    cut: pd.Timestamp,
) -> pd.DataFrame:
    """Say how each stay ended and after how many days; the first of several ends counts."""
    # Before the last stage a win counts that comes later; in it also an earlier one, at once.
    won = won.where(won >= begin) if after is not None else won.where(~(won < begin), begin)
    moments = {"advanced": after, "won": won, "lost": lost, "late": limit}
    end = pd.Series(cut, index=begin.index)
    state = pd.Series(ENDS.index("open"), index=begin.index)
    for name, moment in reversed(moments.items()):
        if moment is not None:
            earlier = moment <= end
            end, state = end.mask(earlier, moment), state.mask(earlier, ENDS.index(name))
    days = (end.dt.normalize() - begin.dt.normalize()).dt.days
    return pd.DataFrame({"days": days, "state": state})[begin.notna()]


def counts(stays: pd.DataFrame) -> pd.DataFrame:
    """Count the stays by days (all of them, from 0 on) and state."""
    found = stays.groupby(["days", "state"]).size().unstack(fill_value=0)
    last = int(stays["days"].max()) if len(stays) else 0
    found = found.reindex(index=range(last + 1), columns=range(len(ENDS)), fill_value=0)
    return found.set_axis(list(ENDS), axis=1)


def curves(table: pd.DataFrame, causes: list[list[str]]) -> dict[str, np.ndarray]:
    """Aalen and Johansen's curves and errors of some causes, with the share still open."""
    risk = table.sum(axis=1)[::-1].cumsum()[::-1].to_numpy(float)
    d = np.stack([table[names].sum(axis=1).to_numpy(float) for names in causes])
    total = d.sum(axis=0)
    survival = np.cumprod(1 - total / risk)
    rate = np.concatenate([[1.0], survival[:-1]]) / risk
    share = np.cumsum(rate * d, axis=1)
    rest = risk - total
    g = np.where(rest > 0, total / (risk * np.where(rest > 0, rest, 1)), 0.0)
    step = rate * d / risk
    var = share**2 * np.cumsum(g) - 2 * share * np.cumsum(share * g, axis=1)
    var += np.cumsum(share**2 * g, axis=1) + np.cumsum(rate**2 * (risk - d) * d / risk, axis=1)
    var += -2 * share * np.cumsum(step, axis=1) + 2 * np.cumsum(share * step, axis=1)
    return {
        "risk": risk,
        "known": risk + np.cumsum(total) - total,
        "share": share,
        "se": np.sqrt(np.maximum(var, 0)),
        "open": survival,
        "open_se": survival * np.sqrt(np.cumsum(g)),
    }


def band(share: np.ndarray, se: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intervals on the log(-log) scale; at 0 and 1 the exact binomial bound."""
    inside = (share > 1e-12) & (share < 1 - 1e-12)
    safe = np.where(inside, share, 0.5)
    width = Z * se / (safe * np.log(safe))
    tail = 0.025 ** (1 / n)
    low = np.where(inside, safe ** np.exp(-width), np.where(share > 0.5, tail, 0.0))
    high = np.where(inside, safe ** np.exp(width), np.where(share > 0.5, 1.0, 1 - tail))
    return low, high


def rates(stays: pd.DataFrame) -> dict[str, float]:
    """One row of the funnel."""
    table = counts(stays)
    found = curves(table, [["advanced", "won"], ["lost", "late"]])
    rate, se = found["share"][0, -1:], found["se"][0, -1:]
    low, high = band(rate, se, found["known"][-1:])
    on = curves(table, [["advanced"], ["won"], ["lost", "late"]])["share"][0, -1]
    return {
        "entered": len(stays),
        **table.sum().to_dict(),
        "so_far": table[["advanced", "won"]].sum().sum() / len(stays),
        "rate": rate[0],
        "low": low[0],
        "high": high[0],
        "undecided": found["open"][-1],
        "goes_on": on,
    }


def quantiles(stays: pd.DataFrame) -> dict[str, float]:
    """One row of the durations."""
    found = curves(counts(stays), [list(ENDS[:-1])])
    survival = found["open"]
    low, high = band(survival, found["open_se"], found["risk"][:1])
    row: dict[str, float] = {
        "entered": len(stays),
        "left": (stays["state"] < ENDS.index("open")).sum(),
    }
    for name, line in (("", survival), ("_low", low), ("_high", high)):
        whole = np.where(survival >= 1, 1.0, line)
        for share in SHARES:
            hit = whole <= 1 - share + 1e-12
            row[f"q{share * 100:g}{name}"] = hit.argmax() if hit.any() else np.nan
    return row


def incidence(spells: pd.DataFrame) -> pd.DataFrame:
    """Won, lost and open over days."""
    found = curves(counts(spells), [["won"], ["lost"]])
    parts = []
    for name, share, se in (
        ("won", found["share"][0], found["se"][0]),
        ("lost", found["share"][1], found["se"][1]),
        ("open", found["open"], found["open_se"]),
    ):
        low, high = band(share, se, found["known"])
        columns = {"day": np.arange(len(share)), "outcome": name, "at_risk": found["risk"]}
        parts.append(pd.DataFrame({**columns, "share": share, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)
