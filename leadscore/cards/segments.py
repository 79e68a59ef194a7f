"""The number line, cut at the ends of an attribute's bins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from leadscore.cards.parts import Attribute, Test


@dataclass(frozen=True)
class Segment:
    """A stretch of the number line with one bin, or with none.

    Attributes
    ----------
    test : Test
        From where to where.
    slot : int
        The place of its bin; that of ``otherwise`` in a gap.
    points : int
        What it gives.
    """

    test: Test
    slot: int
    points: int


def segments(one: Attribute) -> list[Segment]:
    """Cut the number line at the ends of the bins.

    Parameters
    ----------
    one : Attribute
        A number attribute.

    Returns
    -------
    list of Segment
        In order, from minus infinity to infinity.

    Examples
    --------
    >>> from leadscore.cards.parts import Bin, Words
    >>> bins = (Bin(Test(start=300.0), 9), Bin(Test(below=20.0), 0))
    >>> staff = Attribute("n", "n", Words("n", "n"), Words("?", "?"), 0, bins, otherwise=4)
    >>> [(s.test.describe(), s.slot, s.points) for s in segments(staff)]
    [('below 20', 1, 0), ('20 to below 300', 3, 4), ('from 300', 0, 9)]
    """
    edges = {-math.inf, math.inf}
    for b in one.bins:
        edges |= {b.test.start, b.test.below}
    made = []
    for start, below in pairwise(sorted(edges)):
        stretch = Test(start=start, below=below)
        fits = [i for i, b in enumerate(one.bins) if b.test.covers(stretch)]
        slot = fits[0] if fits else one.rest_slot
        made.append(Segment(stretch, slot, one.slot_points[slot]))
    return made
