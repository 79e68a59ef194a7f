"""Findings are joined on a scale, and every sentence exists in both languages."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from leadscore.standards.evidence import highest
from leadscore.standards.vocabulary import read_toml

findings = st.lists(st.sampled_from(["A", "B", "C", "A|B", "B|C"]), max_size=5)


@given(findings, findings)
def test_joining_is_the_same_in_any_order_and_grouping(left, right):
    """Joined parts joined again give what all findings give at once."""
    parts = [part for part in (highest("ABC", left), highest("ABC", right)) if part]
    assert highest("ABC", parts) == highest("ABC", [*right, *left])


@given(findings)
def test_a_finding_twice_changes_nothing(found):
    """Evidence that repeats itself is no more evidence."""
    assert highest("ABC", found * 2) == highest("ABC", found)


def test_every_sentence_has_both_languages_with_the_same_gaps():
    """What en fills in, zh fills in."""
    for table in read_toml("evidence.toml").values():
        for words in table.values():
            assert set(words) == {"en", "zh"}
            gaps = [set(re.findall(r"{(\w+)[}:]", words[lang])) for lang in ("en", "zh")]
            assert gaps[0] == gaps[1]
