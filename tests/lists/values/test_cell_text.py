"""Cleaning one cell, and reading one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.cell_text import clean_cell, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1,200", 1200), ("10 000", 10_000), ("1.2万", 12_000), ("3千", 3000), ("五百", 500)),
        *(("三千五", 3500), ("一千零五", 1005), ("两万三", 23_000), ("一亿两千万", 120_000_000)),
        *(("壹佰", 100), ("5k", 5000), ("1亿2千万", 120_000_000), ("二〇一九", 2019), ("十五", 15)),
        *(("人", None), ("", None), ("七八", 78), ("1.2.3", None), ("亿" * 60, None)),
    ],
)
def test_a_number_is_read_in_both_scripts(text: str, number: float | None) -> None:
    """Digits and Chinese numerals with their multipliers give the number a reader would say."""
    assert parse_number(text) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    """A whole number reads the same with commas, blanks or nothing between its thousands."""
    written = f"{number:,}"
    forms = (written, written.replace(",", " "), str(number))
    assert {parse_number(form) for form in forms} == {float(number)}


@given(st.text(max_size=40))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A cleaned cell is clean, and cleaning never fails."""
    once = clean_cell(text)
    assert once is None or clean_cell(once) == once


@pytest.mark.parametrize("text", ["", "-", "--", "无", "N/A", "null", "\u00a0", "不限", None])
def test_forms_of_nothing_are_missing(text: str | None) -> None:
    """Every text that says "nothing here" becomes null."""
    assert clean_cell(text) is None
