"""Which segments differ beyond chance and beyond speed, and why a rate moved: mix or rate."""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.errors import ArgumentError, check_choice
from leadscore.funnel.curves import Counts, aalen_johansen, interval, reach, tabulate
from leadscore.funnel.incidence import Spells, check_points, find_spells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.history import History, Segments
    from leadscore.funnel.rules import Rules

    Floats = NDArray[np.float64]

ADJUSTMENTS = ("bh", "bonferroni", "none")


def compare_table(
    history: History,
    rules: Rules,
    segments: list[tuple[str, Segments]],
    *,
    outcome: str,
    horizon: int | None,
    adjust: str,
    level: float,
) -> pl.DataFrame:
    """Compare each segment with all others; see ``EventLog.compare``."""
    check_choice("adjust", adjust, ADJUSTMENTS)
    spells = find_spells(history, rules, [outcome])
    parts = [
        _one(spells, name, found, outcome, horizon=horizon, level=level) for name, found in segments
    ]
    table = pl.concat(parts)
    p = table["p"].to_numpy()
    adjusted = adjust_p(p, adjust)
    return table.with_columns(
        pl.Series("p_adjusted", adjusted),
        pl.Series("different", np.nan_to_num(adjusted, nan=1.0) <= 1 - level),
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def _one(
    spells: Spells,
    name: str,
    segments: Segments,
    outcome: str,
    *,
    horizon: int | None,
    level: float,
) -> pl.DataFrame:
    code = segments.codes[spells.lead]
    size = len(segments)
    check_points(size, spells.days if horizon is None else np.array([horizon]))
    grid = None if horizon is None else np.arange(horizon + 1)
    # One cause for the outcome, one for every other way to close.
    place = spells.names.index(outcome) + 1
    cause = np.where(spells.cause == place, 1, np.where(spells.cause > 0, 2, 0))
    counts = tabulate(spells.days, cause, 2, groups=code, n_groups=size, grid=grid)
    whole = Counts(
        counts.days, counts.at_risk.sum(axis=0)[None], counts.events.sum(axis=1)[:, None]
    )
    rest = Counts(counts.days, whole.at_risk - counts.at_risk, whole.events - counts.events)
    one, other = _ends(counts, horizon), _ends(rest, horizon)
    n = np.bincount(code, minlength=size)
    had = cause == 1 if horizon is None else (cause == 1) & (spells.days <= horizon)
    low, high = interval(one["share"], one["se"], np.maximum(n, 1), level)
    label = segments.labels.to_series(0).cast(pl.String)
    return pl.DataFrame(
        {
            "by": [name] * size,
            "segment": label,
            "leads": n,
            outcome: np.bincount(code[had], minlength=size),
            "share": one["share"],
            "low": low,
            "high": high,
            "open": one["open"],
            "others": other["share"],
            "others_open": other["open"],
            "difference": one["share"] - other["share"],
            "p": _p_values(one, other),
        }
    )


def _ends(counts: Counts, horizon: int | None) -> dict[str, Floats]:
    """Read the last value of each curve: what came out so, what came out otherwise, what is open.

    With a horizon the share by that day is the question; what is open then does not matter, but
    what was not followed that far does.
    """
    curves = aalen_johansen(counts)
    at = np.maximum(reach(counts), 0)
    row = np.arange(len(at))
    still = curves.survival[row, at]
    if horizon is not None:
        still = np.where(reach(counts) >= horizon, 0.0, still)
    empty = reach(counts) < 0
    # On the scale below a share of n leads has at least this error, also a share of 0 or 1.
    n = np.maximum(counts.at_risk.max(axis=1), 1.0)
    found = {
        "least_error": 1 / (2 * np.sqrt(n)),
        "share": curves.incidence[0][row, at],
        "se": curves.se[0][row, at],
        "other_se": curves.se[1][row, at],
        "open": still,
    }
    return {name: np.where(empty, np.nan, values) for name, values in found.items()}


def _p_values(one: dict[str, Floats], other: dict[str, Floats]) -> Floats:
    """Test for a difference that no outcome of the open leads could undo.

    The final share lies between the share so far and that plus what is open. On the scale of
    arcsin(sqrt(share)), where the error hardly depends on the share.
    """
    z = np.fmax(_gap(one, other), _gap(other, one))
    return np.array([np.nan if np.isnan(v) else erfc(max(v, 0.0) / sqrt(2.0)) for v in z])


def _gap(upper: dict[str, Floats], lower: dict[str, Floats]) -> Floats:
    least, most = upper["share"], np.minimum(lower["share"] + lower["open"], 1.0)
    error = np.where(lower["open"] > 1e-9, lower["other_se"], lower["se"])
    above = np.maximum(_on_scale(least, upper["se"]), upper["least_error"])
    below = np.maximum(_on_scale(most, error), lower["least_error"])
    spread = np.sqrt(above**2 + below**2)
    gap = np.arcsin(np.sqrt(np.clip(least, 0, 1))) - np.arcsin(np.sqrt(most))
    found: Floats = np.where(spread > 0, gap / np.where(spread > 0, spread, 1.0), 0.0)
    return np.where(np.isnan(gap), np.nan, found)


def _on_scale(share: Floats, se: Floats) -> Floats:
    middle = np.clip(share, 1e-4, 1 - 1e-4)
    scaled: Floats = se / (2 * np.sqrt(middle * (1 - middle)))
    return scaled


def adjust_p(p: Floats, adjust: str) -> Floats:
    """Adjust p values for their number.

    Parameters
    ----------
    p : ndarray of float
        NaN: not tested.
    adjust : {"bh", "bonferroni", "none"}
        bh holds the share of false alarms among the alarms (Benjamini and Hochberg 1995),
        bonferroni the chance of any.

    Returns
    -------
    ndarray of float
        In the order of ``p``.

    Examples
    --------
    >>> adjust_p(np.array([0.01, 0.04, 0.03]), "bh").round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    known = np.flatnonzero(~np.isnan(p))
    found = np.array(p, dtype=float)
    count = len(known)
    if adjust == "bonferroni":
        found[known] = np.minimum(p[known] * count, 1.0)
    elif adjust == "bh" and count:
        order = known[np.argsort(p[known], kind="stable")]
        scaled = p[order] * count / np.arange(1, count + 1)
        found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def change_table(
    history: History,
    rules: Rules,
    segments: Segments,
    periods: tuple[tuple[int, int], tuple[int, int]],
    *,
    outcome: str,
    horizon: int,
) -> pl.DataFrame:
    """Split the change of a share into mix and rate; see ``EventLog.change``."""
    spells = find_spells(history, rules, [outcome])
    size = len(segments)
    found: list[tuple[Floats, Floats]] = []
    for first, last in periods:
        if last + horizon > history.as_of:
            raise ArgumentError(
                f"The leads of a period that ends {horizon} days before the last day of the log, "
                "or later, have not been followed to the horizon. Take an earlier period or a "
                "shorter horizon."
            )
        keep = (spells.begin >= first) & (spells.begin <= last)
        code = segments.codes[spells.lead[keep]]
        place = spells.names.index(outcome) + 1
        hit = (spells.cause[keep] == place) & (spells.days[keep] <= horizon)
        n = np.bincount(code, minlength=size).astype(float)
        if not n.sum():
            raise ArgumentError("One of the periods has no lead that started in it.")
        won = np.bincount(code[hit], minlength=size)
        found.append((n / n.sum(), won / np.where(n > 0, n, np.nan)))
    (w0, r0), (w1, r1) = found
    # A segment that exists in one period only is all mix: its rate did not change.
    r0, r1 = np.where(np.isnan(r0), r1, r0), np.where(np.isnan(r1), r0, r1)
    r0, r1 = np.nan_to_num(r0), np.nan_to_num(r1)
    base = float((w0 * r0).sum())
    middle = (r0 + r1) / 2
    mix = (w1 - w0) * (middle - base)
    rate = (r1 - r0) * (w0 + w1) / 2
    # Shares add up to 1 in both periods, so taking a constant off the rates changes no sum.
    columns: dict[str, Any] = {
        **{c.name: c for c in segments.spread(np.arange(size))},
        "share_before": w0,
        "share_after": w1,
        "rate_before": r0,
        "rate_after": r1,
        "mix": mix,
        "rate": rate,
        "change": mix + rate,
    }
    return pl.DataFrame(columns)
