"""Segments of industry codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.standards.industry_codes import classes_under, industry_codes
from leadscore.standards.segments import SEGMENTS, segment_of
from leadscore.standards.vocabulary import read_toml


@given(st.sampled_from(sorted(industry_codes())), st.sampled_from(["core", "wide"]))
def test_a_code_has_the_segments_of_its_classes(code: str, fmcg: str) -> None:
    """Every code has a segment; without a stated choice it is the set of its classes' segments."""
    found = segment_of(code, fmcg).split("|")
    assert set(found) <= set(SEGMENTS)
    classes = {part for one in classes_under(code) for part in segment_of(one, fmcg).split("|")}
    if code in read_toml("industry_segments.toml")["coarse"]:
        assert set(found) <= classes
    else:
        assert set(found) == classes


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        ("2710", "high_tech"), ("3743", "high_tech"), ("4343", "high_tech"),
        ("2664", "high_tech"), ("2665", "high_tech"), ("3911", "high_tech"),
        ("3587", "manufacturing"), ("4030", "manufacturing"),
        ("1321", "manufacturing"), ("1411", "fmcg"), ("2682", "fmcg"), ("2231", "manufacturing"),
        ("2239", "fmcg"), ("5211", "fmcg"), ("5292", "other"), ("65", "high_tech"), ("66", "other"),
        ("39", "high_tech"), ("36", "manufacturing"), ("C", "manufacturing"), ("27", "high_tech"),
    ],
)  # fmt: skip
def test_segments(code: str, segment: str) -> None:
    """The documented choices."""
    assert segment_of(code) == segment


def test_the_high_tech_list_has_its_85_classes() -> None:
    """The classification of 2017 has 85 manufacturing classes; 3964 is our addition."""
    made = [one for one in classes_under("C") if segment_of(one) == "high_tech"]
    assert len(made) == 86
    assert "3964" in made
