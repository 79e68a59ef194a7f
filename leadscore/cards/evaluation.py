"""How good a learned card is on leads it has not seen, and whether it may replace the old one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import polars.selectors as cs

from leadscore.cards.batch import require_columns
from leadscore.cards.crossing import Crossing, find_crossing
from leadscore.cards.hindsight import outcomes_before
from leadscore.cards.leaks import refuse_late
from leadscore.cards.learned import Learned, learn_counts
from leadscore.cards.learning import count_weighted, join_outcomes, read_leads, settle, table_maker
from leadscore.cards.learning_counts import lead_slots
from leadscore.cards.metrics import (
    Judged,
    calibration_table,
    capacity_row,
    lift_table,
    segment_table,
    weighted_mean,
)
from leadscore.cards.outcomes import read_outcomes, weigh_outcomes
from leadscore.cards.rivals import boosted, recalibrated, untouched
from leadscore.cards.verdict import Verdict, propose
from leadscore.counted import counted
from leadscore.errors import Advice, Argument, ArgumentError, check_choice, check_count
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.cards.outcomes import WinCurve

METHODS = ("untouched", "recalibrated", "learned", "boosted")


@dataclass(frozen=True, repr=False)
class Evaluation:
    """A learned card judged on leads it has not seen.

    Attributes
    ----------
    learned : Learned
        Learned from the older leads only, by what was known of them when the newest period began.
    judged : dict of str to Judged
        By method: what it said of the newest leads, and what happened.
    segments_frame : polars.DataFrame
        The segment columns of the newest leads.
    since : date or None
        First day of the newest leads; None for a random split.
    everything : Learned
        Learned from all leads, for use once the gate is passed.
    crossing : Crossing or None
        The pair of attributes that the older leads propose to cross.
    crossing_gain : float
        Log loss of the card less that with the crossing on the newest leads; above 0: it helps.
    undecided : int
        Older leads that are decided today and were open when the newest period began.

    Examples
    --------
    >>> from leadscore.cards.scoring import score
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(400)
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": score(leads)["score"] > 55})
    >>> found = evaluate(leads, won, split="random", boosted_trees=False)
    >>> found.verdict.replace, found.methods()["method"].to_list()
    (True, ['untouched', 'recalibrated', 'learned'])
    """

    learned: Learned
    judged: dict[str, Judged]
    segments_frame: pl.DataFrame
    since: date | None
    everything: Learned
    crossing: Crossing | None
    crossing_gain: float
    undecided: int = 0

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the learned card may replace the old one."""
        new, old = self.judged["learned"], self.judged["untouched"]
        difference, error = weighted_mean(new.log_losses() - old.log_losses(), new.trials)
        return Verdict(difference < 0, difference, error, len(new.says))

    @property
    def champion(self) -> Card:
        """The card to use: learned from all leads when the verdict says so, else the old one."""
        return self.everything.card if self.verdict.replace else self.everything.prior

    def proposal(self, lang: str = "en") -> list[str]:
        """Say which two attributes may belong together, in a sentence; nothing when none do."""
        return propose(self.crossing, self.crossing_gain, lang)

    def _make(self, frame: pl.DataFrame) -> Any:
        return self.learned.make(frame.with_columns(cs.float().fill_nan(None)))

    def methods(self) -> Any:
        """Compare the methods on the newest leads.

        Returns
        -------
        table
            ``method``, ``leads``, ``auc``, ``auc_error``, ``log_loss``, ``log_loss_error``
            (standard errors), ``brier``, ``says`` (mean probability), ``is`` (share won).
        """
        rows = []
        for name, one in self.judged.items():
            trials = float(one.trials.sum())
            says, real = float(one.says @ one.trials) / trials, float(one.wins.sum()) / trials
            figures = (*one.auc(), *one.log_loss(), one.brier(), says, real)
            rows.append((name, len(one.says), *figures))
        columns = ["method", "leads", "auc", "auc_error", "log_loss", "log_loss_error", "brier"]
        return self._make(pl.DataFrame(rows, schema=[*columns, "says", "is"], orient="row"))

    def calibration(self, method: str = "learned") -> Any:
        """Set what was said against what happened; columns as ``calibration_table`` says."""
        return self._make(calibration_table(self._judged(method)))

    def lift(self, method: str = "learned") -> Any:
        """Say how many wins the likeliest leads hold; columns as ``lift_table`` says."""
        return self._make(lift_table(self._judged(method)))

    def capacity(self, calls: int) -> Any:
        """Say what calling so many of the newest leads would bring, by each method.

        Returns
        -------
        table
            ``method`` and the columns that ``capacity_row`` says.
        """
        check_count("calls", calls)
        rows = [{"method": name, **capacity_row(one, calls)} for name, one in self.judged.items()]
        return self._make(pl.DataFrame(rows))

    def segments(self) -> Any:
        """Set what was said against what happened by segment; columns as ``segment_table`` says."""
        return self._make(segment_table(self.judged["learned"], self.segments_frame))

    @property
    def additivity_gap(self) -> float | None:
        """Log loss of the learned card less that of boosted trees on the same bins.

        Well above 0: the facts act together in ways that a sum of points cannot say. None where
        no trees were grown.
        """
        if "boosted" not in self.judged:
            return None
        return self.judged["learned"].log_loss()[0] - self.judged["boosted"].log_loss()[0]

    def _judged(self, method: str) -> Judged:
        check_choice("method", method, self.judged)
        return self.judged[method]

    def __repr__(self) -> str:
        lines = [str(self.verdict), str(self.learned.slope)]
        if self.undecided:
            older = counted(self.undecided, "older lead was", "older leads were")
            lines.append(f"{older} still open on {self.since} and counted so.")
        for name, one in self.judged.items():
            lines.append(f"  {name:13} AUC {one.auc()[0]:.3f}  log loss {one.log_loss()[0]:.4f}")
        return "\n".join([*lines, *self.proposal()])

    def _repr_html_(self) -> str:
        from leadscore.cards.learned_html import evaluation_html  # noqa: PLC0415  notebooks only

        return evaluation_html(self)


def evaluate(
    leads: object,
    outcomes: object,
    card: Card | str | Path | None = None,
    *,
    split: str = "time",
    newest: float = 0.3,
    segments: Sequence[str] = (),
    boosted_trees: bool = True,
    trust: float = 1.0,
    curve: WinCurve | None = None,
    as_of: date | str | None = None,
    known: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Learn from the older leads and judge on the newest ones.

    The older leads count as they were known when the newest period began: one that was closed
    later was still open then. Judged is by what is known now.

    Parameters
    ----------
    leads, outcomes, card, trust, curve, as_of, known
        As for ``learn``.
    split : {"time", "random"}
        ``"time"`` judges on the leads contacted last, and needs ``contacted_on``; ``"random"``
        only when there are no dates: it flatters every method that learns.
    newest : float
        Share of the leads to judge on, between 0 and 1; leads of one day stay together.
    segments : sequence of str
        Columns of the leads to judge by, such as ``"region"``.
    boosted_trees : bool
        Whether to grow boosted trees for comparison; they take longest.
    seed : int
        For the random split and the trees.

    Returns
    -------
    Evaluation

    Raises
    ------
    ArgumentError
        As ``learn`` does, of the older leads; also when there are no dates to split by. Newest
        leads of one kind only are no error: what they cannot tell, such as the AUC, is null.

    Examples
    --------
    >>> from leadscore.samples import make_leads
    >>> leads = make_leads(60)
    >>> thirds = [i % 3 == 0 for i in range(60)]
    >>> won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": thirds})
    >>> evaluate(leads, won)
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: 60 outcomes have no contacted_on, so there is no newest ...
    """
    check_choice("split", split, ("time", "random"))
    if not 0 < newest < 1:
        raise ArgumentError(f"newest must be a share between 0 and 1, found {newest!r}.")
    chosen = settle(card)
    door = open_table(leads)
    require_columns(chosen, door.names)
    refuse_late(chosen, known)
    asked = door.read(dict.fromkeys(segments, "any"))
    frame = read_leads(door, chosen)
    frame = frame.with_columns(c.alias(f"segment {c.name}") for c in asked)
    weights = weigh_outcomes(outcomes, curve=curve, as_of=as_of)
    dates = read_outcomes(outcomes).select("contacted_on", "explore")
    frame = join_outcomes(frame, weights.hstack(dates)).filter(pl.col("trials") > 0)
    new, since = _split(frame, split, newest, seed)
    older, recent = frame.filter(~new), frame.filter(new)
    undecided = 0
    if since is not None:
        older, undecided = _without_hindsight(older, outcomes, since, curve)
    # The newest leads were mostly chosen, so they are judged as chosen ones; who was called by
    # chance matters for the card that is used from now on.
    learned, everything = (
        learn_counts(counts, chosen, trust=trust, make=table_maker(door))
        for counts in (count_weighted(older, chosen, marked=False), count_weighted(frame, chosen))
    )
    slots = np.stack(lead_slots(recent, chosen), axis=1).astype(np.int64)
    wins, trials = recent["wins"].to_numpy(), recent["trials"].to_numpy()
    says = _all_methods(learned, recent, slots, seed if boosted_trees else None)
    judged = {name: Judged(one, wins, trials) for name, one in says.items()}
    crossing, gain = find_crossing(learned), 0.0
    if crossing is not None:
        crossed = chosen.cross(crossing.first, crossing.second)
        again = learn_counts(count_weighted(older, crossed, marked=False), crossed, trust=trust)
        with_it = Judged(again.predict_batch(recent)["probability"].to_numpy(), wins, trials)
        gain = judged["learned"].log_loss()[0] - with_it.log_loss()[0]
    cut = recent.select(pl.col(f"segment {name}").alias(name) for name in segments)
    return Evaluation(learned, judged, cut, since, everything, crossing, gain, undecided)


def _without_hindsight(
    older: pl.DataFrame, outcomes: object, since: date, curve: WinCurve | None
) -> tuple[pl.DataFrame, int]:
    """Weigh the older leads by what was known then; also count those that were open then."""
    then = outcomes_before(outcomes, since)
    kinds = then.filter(pl.col("closed_on").is_not_null() | (pl.col("outcome") == "open"))
    if curve is None and "open" in kinds["outcome"] and "won" not in kinds["outcome"]:
        raise ArgumentError(
            f"When the newest period began, on {since}, no lead had been won yet, so nothing could "
            "be learned by then.",
            Advice(
                " Take a smaller share than newest, or type in how soon wins come: "
                "curve=WinCurve.typed({20: 0.4, 60: 0.8, 180: 1.0})."
            ),
        )
    today = read_outcomes(outcomes).select("lead_id", now="outcome")
    day = since - timedelta(days=1)
    weights = weigh_outcomes(then, curve=curve, as_of=day).hstack(then.select("outcome"))
    weights = weights.join(today, on="lead_id", how="left", maintain_order="left")
    frame = join_outcomes(older.drop("wins", "trials"), weights)
    undecided = frame.filter((pl.col("outcome") == "open") & (pl.col("now") != "open")).height
    return frame.drop("outcome", "now").filter(pl.col("trials") > 0), undecided


def _split(
    frame: pl.DataFrame, split: str, newest: float, seed: int
) -> tuple[pl.Series, date | None]:
    """Mark the newest leads; returns the mark and their first day."""
    if not frame.height:
        raise ArgumentError("No lead has an outcome, so there is nothing to judge.")
    if split == "random":
        order = np.random.default_rng(seed).permutation(frame.height)
        mark = order < max(1, math.floor(newest * frame.height))
        return pl.Series(mark), None
    days = frame["contacted_on"]
    if days.null_count():
        raise ArgumentError(
            f"{counted(days.null_count(), 'outcome has', 'outcomes have')} no contacted_on, so "
            "there is no newest period. Add the dates, or judge on a random part with ",
            Argument("split", "random"),
            ".",
        )
    since = days.sort(descending=True)[max(0, math.ceil(newest * frame.height) - 1)]
    new = days >= since
    if new.all():
        raise ArgumentError(
            f"All leads were contacted on or after {since}; no older ones are left to learn from.",
            Advice(" Take a smaller share than newest, or ", Argument("split", "random"), "."),
        )
    return new, since


def _all_methods(
    learned: Learned, recent: pl.DataFrame, slots: Any, seed: int | None
) -> dict[str, Any]:
    says = {
        "untouched": untouched(learned, slots),
        "recalibrated": recalibrated(learned, slots),
        "learned": learned.predict_batch(recent)["probability"].to_numpy(),
    }
    trees = None if seed is None else boosted(learned.counts, slots, seed)
    return says if trees is None else {**says, "boosted": trees}
