"""What the values of a column look like: found when asked for, on values taken from all of it."""

from __future__ import annotations

from collections import Counter

import pytest

from leadscore.lists.columns import recognise
from leadscore.lists.columns.recognise import TESTS, Shares


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each kind is tried."""
    count: Counter[str] = Counter()

    def counted(kind: str) -> None:
        test = TESTS[kind]

        def one(text: str) -> bool:
            count[kind] += 1
            return test(text)

        monkeypatch.setitem(recognise.TESTS, kind, one)

    for kind in list(TESTS):
        counted(kind)
    return count


def test_only_the_kind_asked_for_is_tried(tried: Counter[str]) -> None:
    """A kind costs nothing until it is asked for, and is measured once."""
    found = Shares(["20-99人", "100-299人"])
    assert found["employees"] == found["employees"] == 1
    assert tried == {"employees": 2}


def test_a_kind_that_no_value_of_a_sample_shows_is_not_looked_for(tried: Counter[str]) -> None:
    """Of a long column forty values decide that a kind is not there; the others are left alone."""
    found = Shares([f"某某{number}" for number in range(400)])
    assert found.get("emails", 0) == 0
    assert tried["emails"] <= 40


def test_a_kind_of_a_part_is_measured_on_every_value() -> None:
    """A share lies at what it is, however the values of the kind are spread over the list."""
    cells = [f"上海某某{n}号科技有限公司" if n % 4 == 0 else f"某某{n}" for n in range(400)]
    halves = sorted(cells, key=len)
    assert Shares(cells)["name"] == Shares(halves)["name"] == 0.25


def test_an_empty_column_looks_like_nothing() -> None:
    """Without a value there is no share."""
    assert dict(Shares([])) == {}
    assert "no such kind" not in Shares(["某某"])


def test_a_cell_of_many_blanks_is_answered() -> None:
    """What a scraper left between two words does not keep the patterns going for ever."""
    assert not TESTS["salary"]("30-42万\n" + " " * 5_000 + "72小时反馈")


def test_what_is_no_title_phone_or_page() -> None:
    """Labelled cells, codes with letters and pictures are not what their ends look like."""
    assert not TESTS["title"]("法定代表人：甲经理")
    assert not TESTS["title"]("青禾甲招聘")
    assert TESTS["title"]("招聘专员")
    assert not TESTS["phones"]("ZB-2024-0001")
    assert TESTS["phones"]("tel:010-12345678")
    assert not TESTS["website"]("https://img.example.com/logo.png")
