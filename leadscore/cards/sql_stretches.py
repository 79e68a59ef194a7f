"""An interval of numbers in SQL: which stretches between the edges of the bins it touches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadscore.cards.dialects import Dialect
    from leadscore.cards.parts import Attribute, Test


def touched_points(alias: str, one: Attribute, points: Sequence[int]) -> tuple[str, str]:
    """Say the fewest and the most points of the stretches that an interval touches.

    Parameters
    ----------
    alias : str
        What the columns of ``leads`` begin with: ``_low`` and ``_high``, and ``_low_place`` and
        ``_high_place``, the numbers of the stretches that these lie in.
    one : Attribute
        The attribute.
    points : sequence of int
        Points of each stretch.

    Returns
    -------
    (str, str)
        Two expressions; where nothing is known, all that the attribute can give.
    """
    low, high = f"leads.{alias}_low", f"leads.{alias}_high"
    first, last = f"LEAST({low}_place, {high}_place)", f"GREATEST({low}_place, {high}_place)"
    null = f"CASE WHEN {low} IS NULL AND {high} IS NULL THEN"
    ends = []
    for pick, unknown, never in (
        ("LEAST", one.lowest, one.highest),
        ("GREATEST", one.highest, one.lowest),
    ):
        found = [
            f"CASE WHEN {first} <= {i} AND {last} >= {i} THEN {p} ELSE {never} END"
            for i, p in enumerate(points)
        ]
        whole = f"{pick}({', '.join(found)})" if len(found) > 1 else str(points[0])
        ends.append(f"{null} {unknown} ELSE {whole} END")
    return ends[0], ends[1]


def touched_set(alias: str, line: Sequence[Test], to: Dialect) -> str:
    """Name the stretches that an interval touches, as a set: ``"0|1|"``.

    Parameters
    ----------
    alias : str
        What the columns ``_low`` and ``_high`` of ``leads`` begin with; they may be swapped.
    line : sequence of Test
        The stretches in order, all the numbers together.
    to : Dialect
        The dialect.

    Returns
    -------
    str
        An expression; null where nothing is known.

    Examples
    --------
    >>> from leadscore.cards.dialects import DIALECTS
    >>> from leadscore.cards.parts import Test
    >>> print(touched_set("a", [Test()], DIALECTS["duckdb"])[-46:])
    THEN CASE WHEN 1 = 1 THEN '0|' ELSE '' END END
    """
    low, high = f"leads.{alias}_low", f"leads.{alias}_high"
    names = []
    for place, test in enumerate(line):
        tests = []
        if math.isfinite(test.below):
            edge = to.float_literal(test.below)
            tests.append(f"({low} IS NULL OR {low} < {edge} OR {high} < {edge})")
        if math.isfinite(test.start):
            edge = to.float_literal(test.start)
            tests.append(f"({high} IS NULL OR {high} >= {edge} OR {low} >= {edge})")
        names.append(f"CASE WHEN {' AND '.join(tests) or '1 = 1'} THEN '{place}|' ELSE '' END")
    known = f"CASE WHEN {low} IS NOT NULL OR {high} IS NOT NULL"
    return f"{known} THEN {' || '.join(names)} END"
