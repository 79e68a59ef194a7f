"""The unified social credit code."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.lists.values.regions import Region
from leadscore.lists.values.uscc import (
    ALPHABET,
    clean_uscc,
    is_valid_uscc,
    uscc_region,
    uscc_status,
)

# Published codes of three listed companies and one state company.
PUBLISHED = ["91110000710926094P", "91110000710925462X", "911100007109351850", "9111000071093123XX"]


def _random_codes(count: int) -> list[str]:
    draw = random.Random(7)
    codes = []
    while len(codes) < count:
        stem = (
            "91" + "".join(draw.choices("0123456789", k=6)) + "".join(draw.choices(ALPHABET, k=9))
        )
        codes += [stem + last for last in ALPHABET if is_valid_uscc(stem + last)]
    return codes[:count]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_valid(code: str) -> None:
    """The check digit of real codes agrees, also where the last characters are X."""
    assert is_valid_uscc(code)
    assert uscc_status(code) == "valid"


def test_every_single_substitution_is_caught() -> None:
    """In 100 random codes no exchange of one character gives a valid code."""
    for code in _random_codes(100):
        for place in range(18):
            for other in ALPHABET:
                if other != code[place]:
                    assert not is_valid_uscc(code[:place] + other + code[place + 1 :])


def test_every_swap_of_neighbours_is_caught() -> None:
    """In 100 random codes no swap of two different neighbours gives a valid code."""
    for code in _random_codes(100):
        for place in range(17):
            first, second = code[place : place + 2]
            if first != second:
                assert not is_valid_uscc(code[:place] + second + first + code[place + 2 :])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("91110000710926094P", "valid"),
        ("信用代码: 9111 0000-7109 2609 4p", "valid"),
        ("9111000O710926094P", "valid"),
        ("91110000710926094Q", "invalid"),
        ("911100007109260", "old"),
        ("91110000710****94P", "masked"),
        ("9.11100E+17", "invalid"),
        ("未公开", "missing"),
        ("", "missing"),
        (None, "missing"),
    ],
)
def test_a_code_says_what_is_wrong_with_it(text: str | None, status: str) -> None:
    """Masked, old, damaged and absent codes are told apart, and only a valid one is returned."""
    assert uscc_status(text) == status
    assert (clean_uscc(text) is not None) == (status == "valid")


def test_lookalike_letters_are_repaired_where_the_check_digit_agrees() -> None:
    """The letter O, which no code has, is read as zero."""
    assert clean_uscc("9111000O710926094P") == "91110000710926094P"


def test_a_code_tells_its_region() -> None:
    """The division code inside gives province and city; the national office gives none."""
    assert uscc_region("91310000132260250X") == Region("上海", "上海")
    assert uscc_region("91110000710926094Q") is None


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """No function raises, and what is returned is valid."""
    code = clean_uscc(text)
    assert code is None or is_valid_uscc(code)
    assert uscc_status(text) in ("valid", "invalid", "masked", "old", "missing")
    uscc_region(text)
