"""Numbers for texts: exact whatever the hashes do, the same on every run."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.funnel import numbering
from leadscore.funnel.blocks import BLOCK, at_once, blocks
from leadscore.funnel.numbering import first_rows, number_leads, number_words


@given(st.lists(st.text("ab1", max_size=4), max_size=60))
@settings(max_examples=100)
def test_numbers_follow_the_first_appearance(texts: list[str]) -> None:
    """The numbers rise with the first appearance, and each gives its text back."""
    codes, distinct = number_leads(pl.Series("lead_id", texts, dtype=pl.String))
    assert distinct.to_list() == list(dict.fromkeys(texts))
    assert [distinct[code] for code in codes.tolist()] == texts


def test_texts_that_share_a_hash_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """When two texts are taken for one by their hashes, the texts decide."""
    monkeypatch.setattr(
        numbering, "first_rows", lambda hashes: np.zeros(len(hashes), dtype=np.int32)
    )
    codes, distinct = number_leads(pl.Series("lead_id", ["a", "b", "a", "c"]))
    assert distinct[codes].to_list() == ["a", "b", "a", "c"]
    assert sorted(distinct.to_list()) == ["a", "b", "c"]


def test_many_rows_in_few_slots() -> None:
    """Hashes that fall into one slot, and more rows than a block, are settled turn by turn."""
    rng = np.random.default_rng(3)
    hashes = rng.integers(0, 5000, BLOCK + 999).astype(np.uint64)
    first = first_rows(hashes)
    np.testing.assert_array_equal(hashes[first], hashes)
    _, own = np.unique(hashes, return_index=True)
    np.testing.assert_array_equal(np.unique(first), np.sort(own))


def test_words_of_every_kind() -> None:
    """Text, categories and numbers with gaps keep their values; null is one of them."""
    for column in (
        pl.Series(["x", None, "y", "x"]),
        pl.Series(["x", None, "y", "x"]).cast(pl.Enum(["y", "x"])),
        pl.Series([1.5, None, 2.0, 1.5]),
        pl.Series([None, None], dtype=pl.String),
    ):
        codes, words = number_words(column)
        assert [words[code] for code in codes.tolist()] == column.to_list()


def test_results_keep_the_order_of_the_blocks() -> None:
    """Several threads give the blocks' results in order, and pass an error on."""
    rows = 40 * BLOCK + 1
    assert list(at_once(lambda block: block.start, blocks(rows))) == [n * BLOCK for n in range(41)]
    with pytest.raises(ZeroDivisionError):
        list(at_once(lambda n: 1 // n, [1, 0, 1]))


@given(
    st.sampled_from(["lead-", "L", "客户-", ""]),
    st.sampled_from([1, 3, 8, 11]),
    st.lists(st.integers(0, 30), min_size=1, max_size=40),
    st.lists(st.sampled_from(["", "lead-00000001", "lead-0000000:", "L0000001 ", "9"]), max_size=2),
)
@settings(max_examples=200)
def test_running_numbers_are_read_exactly(
    start: str, width: int, values: list[int], others: list[str]
) -> None:
    """Ids that end in running numbers get what other texts get, also where some are no such ids."""
    texts = [f"{start}{value:0{width}}" for value in values] + others
    codes, distinct = number_leads(pl.Series("lead_id", texts, dtype=pl.String))
    assert distinct.to_list() == list(dict.fromkeys(texts))
    assert [distinct[code] for code in codes.tolist()] == texts


@pytest.mark.parametrize("strange", "/:@p?O\t\0")
def test_what_is_no_digit_is_never_read_as_one(strange: str) -> None:
    """A character beside the digits, of the same length, keeps its text apart."""
    texts = ["lead-00000001", f"lead-0000000{strange}", "lead-00000002", "lead-00000010"]
    codes, distinct = number_leads(pl.Series("lead_id", texts))
    assert (codes.tolist(), distinct.to_list()) == ([0, 1, 2, 3], texts)
