"""The named rules of the funnel: what counts as reaching a stage, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from leadscore.data_files import read_toml
from leadscore.errors import check_choice
from leadscore.funnel.blocks import blocks
from leadscore.funnel.times import Span, read_span
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadscore.funnel.stages import Stages

NEVER = np.int64(1 << 59)
"""A moment after all others; eight times as much still fits into 64 bits."""
DEFAULTS = {"skips": "repair", "ties": "allow", "entry": "first", "backs": "ignore"}


@dataclass(frozen=True)
class Rules:
    """One choice per rule.

    Attributes
    ----------
    skips, ties, entry, backs : str
        See ``describe_rules``.
    start : int
        Place of the stage at which the clock starts.
    within : int or None
        Microseconds from the start in which stages count.
    steps : mapping of int to int
        Per place of a stage: microseconds from the stage before in which it counts.
    """

    skips: str = "repair"
    ties: str = "allow"
    entry: str = "first"
    backs: str = "ignore"
    start: int = 0
    within: int | None = None
    steps: tuple[tuple[int, int], ...] = ()

    @property
    def by_first(self) -> bool:
        """Whether the first moment of each stage says all that these rules ask for."""
        chosen = {name: getattr(self, name) for name in DEFAULTS}
        return chosen == DEFAULTS


def read_rules(
    stages: Stages,
    *,
    skips: str = "repair",
    ties: str = "allow",
    entry: str = "first",
    backs: str = "ignore",
    start: object = 1,
    within: Span | Mapping[str, Span] | None = None,
) -> Rules:
    """Check the rules that a caller chose.

    Raises
    ------
    ArgumentError
        When a rule, a stage or a span is not known; names the nearest one.

    Examples
    --------
    >>> from leadscore.funnel.stages import read_stages
    >>> read_rules(read_stages(None), within="90d").entry
    'first'
    """
    chosen = {"skips": skips, "ties": ties, "entry": entry, "backs": backs}
    for name, value in chosen.items():
        check_choice(name, value, read_toml("funnel", "rules.toml")[name])
    steps: tuple[tuple[int, int], ...] = ()
    window = None
    if isinstance(within, Mapping):
        steps = tuple((stages.place(k), read_span("within", v)) for k, v in within.items())
    elif within is not None:
        window = read_span("within", within)
    return Rules(skips, ties, entry, backs, stages.place(start), window, steps)


def describe_rules(lang: str = "en") -> dict[str, dict[str, str]]:
    """Say what each rule means, in one sentence each.

    Parameters
    ----------
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    dict
        Rule, then choice, to its sentence; the first choice of each is the default.

    Examples
    --------
    >>> describe_rules()["backs"]["ignore"]
    'A move back changes nothing.'
    """
    check_language(lang)
    data = read_toml("funnel", "rules.toml")
    return {rule: {k: words[lang] for k, words in data[rule].items()} for rule in DEFAULTS}


@dataclass(frozen=True)
class Journeys:
    """What each lead reached, and when.

    Attributes
    ----------
    reached : ndarray of int64, shape (leads, stages)
        The moment at which a stage was reached; ``NEVER`` where it was not, and before the start.
    visited : ndarray of bool, shape (leads, stages)
        Whether the stage itself was logged at that moment (False: it was skipped).
    """

    reached: NDArray[np.int64]
    visited: NDArray[np.bool_]

    def of(self, leads: slice) -> Journeys:
        """Return those of some leads."""
        return Journeys(self.reached[leads], self.visited[leads])


@dataclass(frozen=True)
class Steps:
    """Stage entries of leads: one place per event.

    Attributes
    ----------
    lead, stage, time : ndarray
        As in ``Events``; only events that enter a stage.
    """

    lead: NDArray[np.int32]
    stage: NDArray[np.int8]
    time: NDArray[np.int64]

    def cells(self, stages: int) -> NDArray[np.int64]:
        """Return the place of each step in a flat table of leads and stages."""
        # Flat places: NumPy's ufunc.at has a fast way for those only.
        return self.lead.astype(np.int64) * stages + self.stage

    def first(self, leads: int, stages: int) -> NDArray[np.int64]:
        """Return the first moment of each stage and lead; ``NEVER`` where there is none."""
        return first_moments(self.lead, self.stage, self.time, leads, stages)

    def take(self, keep: NDArray[np.bool_]) -> Steps:
        """Return the steps of a mask."""
        if keep.all():
            return self
        return Steps(self.lead[keep], self.stage[keep], self.time[keep])


def first_moments(
    lead: NDArray[np.int32],
    stage: NDArray[np.int8],
    time: NDArray[np.int64],
    leads: int,
    stages: int,
) -> NDArray[np.int64]:
    """Find the first moment of each stage and lead.

    Parameters
    ----------
    lead, stage, time : ndarray
        One place per event; events of stage -1 are left out.
    leads, stages : int
        How many there are.

    Returns
    -------
    ndarray of int64, shape (stages, leads)
        ``NEVER`` where there is none.

    Examples
    --------
    >>> day = np.array([3, 2, 1])
    >>> first_moments(np.array([0, 0, 0]), np.array([0, 0, -1]), day, 1, 1).tolist()
    [[2]]
    """
    found = np.full((stages + 1) * leads, NEVER)
    for block in blocks(len(lead)):
        # Flat places, for which NumPy's ufunc.at has a fast way; stage -1 falls into the last row.
        cell = stage[block].astype(np.int64)
        cell *= leads
        cell += lead[block]
        np.minimum.at(found, cell, time[block])
    table: NDArray[np.int64] = found.reshape(stages + 1, leads)[:stages]
    return table


def walk_first(first: NDArray[np.int64], rules: Rules) -> Journeys:
    """Find what each lead reached when the first moment of each stage says it all.

    Parameters
    ----------
    first : ndarray of int64, shape (stages, leads)
        From ``first_moments``.
    rules : Rules
        The default rules, with any start and any window.

    Returns
    -------
    Journeys
        The same as ``walk`` finds from the steps.
    """
    table = np.empty(first.shape, dtype=np.int64)
    table[: rules.start], reached = NEVER, table[rules.start :]
    table[-1] = first[-1]
    for place in range(len(first) - 2, rules.start - 1, -1):
        np.minimum(first[place], table[place + 1], out=table[place])
    # Stage by stage in one piece of memory, seen as one row per lead.
    _limit(table.T, reached[0], rules)
    visited = table == first
    visited &= table < NEVER
    return Journeys(table.T, visited.T)


def walk(steps: Steps, leads: int, stages: int, rules: Rules) -> Journeys:
    """Find what each lead reached by the rules, without sorting.

    Parameters
    ----------
    steps : Steps
        Stage entries, in any order.
    leads, stages : int
        How many there are.
    rules : Rules
        The rules. They apply in the order backs, entry, then skips and ties with the window.

    Returns
    -------
    Journeys
        One row per lead.

    Examples
    --------
    >>> steps = Steps(np.array([0, 0]), np.array([0, 2], np.int8), np.array([5, 9]))
    >>> walk(steps, 1, 3, Rules()).reached.tolist()
    [[5, 9, 9]]
    """
    if rules.by_first:
        return walk_first(steps.first(leads, stages), rules)
    steps = _after_backs(steps, leads, stages, rules.backs)
    if rules.entry == "any":
        reached = _furthest(steps, leads, stages, rules)
    else:
        starts = _starts(steps, leads, rules)
        reached = _from(steps, starts, stages, rules)
    visited = np.zeros(leads * stages, dtype=bool)
    cell = steps.cells(stages)
    visited[cell[steps.time == reached.reshape(-1)[cell]]] = True
    return Journeys(reached, visited.reshape(leads, stages))


def _first(lead: NDArray[np.int32], time: NDArray[np.int64], leads: int) -> NDArray[np.int64]:
    out = np.full(leads, NEVER)
    np.minimum.at(out, lead, time)
    return out


def _after_backs(steps: Steps, leads: int, stages: int, backs: str) -> Steps:
    """Leave out what the rule for moves back does not count."""
    if backs == "ignore":
        return steps
    bound = np.full((leads, stages), -NEVER if backs == "reset" else NEVER)
    at = (steps.lead, steps.stage)
    if backs == "reset":
        np.maximum.at(bound, at, steps.time)
        # The last moment of any earlier stage, per stage.
        last = np.maximum.accumulate(bound, axis=1)
        before = np.concatenate([np.full((leads, 1), -NEVER), last[:, :-1]], axis=1)
        return steps.take(before[at] <= steps.time)
    np.minimum.at(bound, at, steps.time)
    first = np.minimum.accumulate(bound[:, ::-1], axis=1)[:, ::-1]
    beyond = np.concatenate([first[:, 1:], np.full((leads, 1), NEVER)], axis=1)
    back = steps.time > beyond[at]
    end = _first(steps.lead[back], steps.time[back], leads)
    return steps.take(steps.time < end[steps.lead])


def _starts(steps: Steps, leads: int, rules: Rules) -> NDArray[np.int64]:
    at_start = steps.stage == rules.start
    beyond = steps.stage >= rules.start if rules.skips == "repair" else at_start
    first = _first(steps.lead[beyond], steps.time[beyond], leads)
    if rules.entry == "first":
        return first
    last = np.full(leads, -NEVER)
    np.maximum.at(last, steps.lead[at_start], steps.time[at_start])
    return np.where(last > -NEVER, last, first)


def _from(steps: Steps, starts: NDArray[np.int64], stages: int, rules: Rules) -> NDArray[np.int64]:
    """Walk from given starts: the moment each stage is reached."""
    leads = len(starts)
    steps = steps.take((steps.time >= starts[steps.lead]) & (steps.stage >= rules.start))
    if rules.skips == "repair" and rules.ties == "later":
        reached = _one_step_a_moment(steps, leads, stages, rules.start)
    else:
        reached = _by_stage(steps, starts, stages, rules)
    _limit(reached, starts, rules)
    return reached


def _limit(reached: NDArray[np.int64], starts: NDArray[np.int64], rules: Rules) -> None:
    """Take away what was reached after the window, or too long after the stage before."""
    stages = reached.shape[1]
    if rules.within is not None:
        limit = np.minimum(starts, NEVER - rules.within) + rules.within
        for moments in reached.T:
            np.copyto(moments, NEVER, where=moments > limit)
    for place, span in sorted(rules.steps):
        if place > rules.start:
            late = (reached[:, place] != NEVER) & (reached[:, place - 1] != NEVER)
            late[late] = reached[late, place] - reached[late, place - 1] > span
            last = place + 1 if rules.skips == "any" else stages
            reached[late, place:last] = NEVER


def _by_stage(
    steps: Steps, starts: NDArray[np.int64], stages: int, rules: Rules
) -> NDArray[np.int64]:
    leads = len(starts)
    reached = np.full((leads, stages), NEVER)
    if rules.skips == "repair":
        np.minimum.at(reached.reshape(-1), steps.cells(stages), steps.time)
        for k in range(stages - 2, rules.start - 1, -1):
            np.minimum(reached[:, k], reached[:, k + 1], out=reached[:, k])
        reached[:, : rules.start] = NEVER
        return reached
    reached[:, rules.start] = starts
    for k in range(rules.start + 1, stages):
        sel = steps.stage == k
        lead, time = steps.lead[sel], steps.time[sel]
        before = reached[lead, k - 1 if rules.skips == "strict" else rules.start]
        ok = time > before if rules.ties == "later" else time >= before
        reached[:, k] = _first(lead[ok], time[ok], leads)
    return reached


def _one_step_a_moment(steps: Steps, leads: int, stages: int, start: int) -> NDArray[np.int64]:
    """Skips repaired, but of several stages at one moment only the earliest is reached."""
    reached = np.full((leads, stages), NEVER)
    place = np.full(leads, start - 1, dtype=np.int64)
    now = np.full(leads, -NEVER)
    for _ in range(start, stages):
        ahead = (steps.stage > place[steps.lead]) & (steps.time > now[steps.lead])
        steps = steps.take(ahead)
        if not len(steps.lead):
            break
        moment = _first(steps.lead, steps.time, leads)
        here = steps.time == moment[steps.lead]
        goal = np.full(leads, stages, dtype=np.int64)
        np.minimum.at(goal, steps.lead[here], steps.stage[here].astype(np.int64))
        moved = moment != NEVER
        column = np.arange(stages)
        new = moved[:, None] & (column > place[:, None]) & (column <= goal[:, None])
        reached = np.where(new, moment[:, None], reached)
        place = np.where(moved, goal, place)
        now = np.where(moved, moment, now)
    return reached


def _furthest(steps: Steps, leads: int, stages: int, rules: Rules) -> NDArray[np.int64]:
    """Try every entry into the start; keep the one that gets furthest."""
    best = _from(steps, _starts(steps, leads, replace(rules, entry="first")), stages, rules)
    at_start = steps.stage == rules.start
    entries = np.stack([steps.lead[at_start].astype(np.int64), steps.time[at_start]])
    lead, time = np.unique(entries, axis=1)
    turn = np.arange(len(lead)) - np.searchsorted(lead, lead)
    # A repaired lead may have begun beyond the start, so its first entry is a try of its own.
    for attempt in range(int(turn.max(initial=-1)) + 1):
        now = turn == attempt
        starts = np.full(leads, NEVER)
        starts[lead[now]] = time[now]
        tried = _from(steps.take(starts[steps.lead] != NEVER), starts, stages, rules)
        better = _depth(tried) > _depth(best)
        best[better] = tried[better]
    return best


def _depth(reached: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the place of the furthest stage reached; -1 for none."""
    there = reached != NEVER
    furthest = there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    return np.where(there.any(axis=1), furthest, -1)
