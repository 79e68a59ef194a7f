"""Each rule against a brute-force oracle that is written from its sentence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from leadscore.errors import ArgumentError
from leadscore.funnel.rules import NEVER, Rules, Steps, describe_rules, read_rules, walk
from leadscore.funnel.stages import read_stages

STAGES = 4
Log = list[tuple[int, int]]
CHOICES = list(
    itertools.product(
        ("repair", "strict", "any"),
        ("allow", "later"),
        ("first", "last", "any"),
        ("ignore", "reset", "end"),
    )
)


def without_backs(log: Log, backs: str) -> Log:
    """The events that count after moves back, by the sentences."""
    if backs == "reset":
        return [(t, s) for t, s in log if not any(t2 > t and s2 < s for t2, s2 in log)]
    if backs == "end":
        moves = [t for t, s in log if any(t2 < t and s2 > s for t2, s2 in log)]
        return [(t, s) for t, s in log if not moves or t < min(moves)]
    return log


def reach(log: Log, start: int, rules: Rules) -> dict[int, int]:
    """Stage to moment for one lead whose clock starts at a moment."""
    log = sorted((t, s) for t, s in log if t >= start and s >= rules.start)
    found: dict[int, int] = {}
    if rules.skips == "repair":
        place = rules.start - 1
        for moment in sorted({t for t, _ in log}):
            ahead = [s for t, s in log if t == moment and s > place]
            if ahead:
                goal = max(ahead) if rules.ties == "allow" else min(ahead)
                found |= dict.fromkeys(range(place + 1, goal + 1), moment)
                place = goal
    else:
        found[rules.start] = start
        for stage in range(rules.start + 1, STAGES):
            since = found.get(stage - 1) if rules.skips == "strict" else start
            if since is None:
                continue
            for t, s in log:
                if s == stage and (t > since or (rules.ties == "allow" and t == since)):
                    found[stage] = t
                    break
    return in_time(found, start, rules)


def in_time(found: dict[int, int], start: int, rules: Rules) -> dict[int, int]:
    """Leave out what came after the window, or too long after the stage before."""
    if rules.within is not None:
        found = {s: t for s, t in found.items() if t <= start + rules.within}
    for stage, span in rules.steps:
        late = stage in found and stage - 1 in found and found[stage] - found[stage - 1] > span
        if stage > rules.start and late:
            gone = [stage] if rules.skips == "any" else range(stage, STAGES)
            found = {s: t for s, t in found.items() if s not in gone}
    return found


def oracle(log: Log, rules: Rules) -> dict[int, int]:
    """What one lead reached."""
    log = without_backs(log, rules.backs)
    entries = sorted({t for t, s in log if s == rules.start})
    later = sorted({t for t, s in log if s >= rules.start})
    first = later[:1] if rules.skips == "repair" else entries[:1]
    if not first:
        return {}
    if rules.entry == "first":
        return reach(log, first[0], rules)
    if rules.entry == "last":
        return reach(log, (entries or first)[-1], rules)
    tries = [reach(log, start, rules) for start in sorted({first[0], *entries})]
    return max(tries, key=lambda one: max(one, default=-1))


@pytest.mark.parametrize(("skips", "ties", "entry", "backs"), CHOICES)
def test_every_rule_agrees_with_its_oracle(skips: str, ties: str, entry: str, backs: str) -> None:
    """On 1,000 random small logs, ties and moves back in most of them, each moment is the same."""
    rng = np.random.default_rng(7)
    sizes = rng.integers(1, 9, 1000)
    lead = np.repeat(np.arange(1000), sizes).astype(np.int32)
    stage = rng.integers(0, STAGES, len(lead)).astype(np.int8)
    time = rng.integers(0, 7, len(lead)).astype(np.int64)
    cuts = np.cumsum(sizes)[:-1]
    rows = [
        list(zip(t.tolist(), s.tolist(), strict=True))
        for t, s in zip(np.split(time, cuts), np.split(stage, cuts), strict=True)
    ]
    for start, within, steps in ((0, None, ()), (1, None, ()), (0, 3, ()), (0, None, ((2, 2),))):
        rules = Rules(skips, ties, entry, backs, start, within, steps)
        found = walk(Steps(lead, stage, time), 1000, STAGES, rules).reached
        for one in range(1000):
            truth = oracle(rows[one], rules)
            expected = [truth.get(s, NEVER) for s in range(STAGES)]
            assert found[one].tolist() == expected, (rows[one], rules)


def test_the_order_of_rows_does_not_matter() -> None:
    """A shuffled log gives the same journeys, ties included."""
    rng = np.random.default_rng(8)
    lead = rng.integers(0, 50, 400).astype(np.int32)
    stage = rng.integers(0, STAGES, 400).astype(np.int8)
    time = rng.integers(0, 9, 400).astype(np.int64)
    order = rng.permutation(400)
    for choice in CHOICES:
        rules = Rules(*choice)
        one = walk(Steps(lead, stage, time), 50, STAGES, rules)
        two = walk(Steps(lead[order], stage[order], time[order]), 50, STAGES, rules)
        np.testing.assert_array_equal(one.reached, two.reached)
        np.testing.assert_array_equal(one.visited, two.visited)


def test_a_stage_is_visited_only_when_it_was_logged() -> None:
    """A repaired stage is reached but not visited."""
    steps = Steps(np.array([0, 0], np.int32), np.array([0, 2], np.int8), np.array([1, 5]))
    journeys = walk(steps, 1, 3, Rules())
    assert journeys.reached.tolist() == [[1, 5, 5]]
    assert journeys.visited.tolist() == [[True, False, True]]


def test_rules_are_described_in_both_languages() -> None:
    """Every choice has one sentence in English and in Chinese; the defaults come first."""
    english, chinese = describe_rules(), describe_rules("zh")
    for rule, choices in english.items():
        assert next(iter(choices)) == getattr(Rules(), rule)
        assert all(text.endswith(".") for text in choices.values())
        assert choices.keys() == chinese[rule].keys()


def test_wrong_rules_are_named() -> None:
    """A mistyped rule, stage or span says what is allowed."""
    stages = read_stages(None)
    with pytest.raises(ArgumentError, match=r'skips="strikt".*Did you mean "strict"'):
        read_rules(stages, skips="strikt")
    with pytest.raises(ArgumentError, match=r'stage "dmo".*Did you mean "demo"'):
        read_rules(stages, start="dmo")
    with pytest.raises(ArgumentError, match='within="soon" is no span'):
        read_rules(stages, within="soon")
