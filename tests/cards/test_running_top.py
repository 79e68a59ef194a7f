"""The first leads of many batches: the same ones however the batches come, and little is held."""

from __future__ import annotations

import random

import polars as pl
import pytest
from engines import drawn, many_leads
from hypothesis import given
from hypothesis import strategies as st
from strategies import cards

from leadscore.cards.calling_order import ROW
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.ranking import keep_leading
from leadscore.cards.running_top import RunningTop
from leadscore.cards.scoring import rank
from leadscore.samples import make_leads

pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")


@given(
    card=cards(),
    size=st.integers(1, 90),
    top=st.sampled_from([1, 7, 60, 5000]),
    by=st.sampled_from([None, "owner"]),
    seed=st.integers(0, 99),
)
@drawn(20)
def test_batches_change_nothing(card: Card, size: int, top: int, by: str | None, seed: int) -> None:
    """Whatever the size and the order of the batches: the first of the whole, ties and all."""
    leads = many_leads(card, 200).with_columns(
        pl.Series("lead_id", [None, "b", "a", "c", "a"] * 40, dtype=pl.String),
        pl.Series("owner", ["x", None, "y", "x"] * 50),
        told=pl.int_range(200),
    )
    numbered = leads.with_row_index(ROW)
    batches = [numbered[start : start + size] for start in range(0, 200, size)]
    random.Random(seed).shuffle(batches)
    first = RunningTop(numbered.clear(), card, by, top)
    for batch in batches:
        first.add(batch)
    expected = rank(leads, card, by=by, top=top)
    assert rank(first.leads(), card, by=by, top=top).equals(expected)


def test_little_is_held() -> None:
    """What is held grows with the leads that are wanted, not with those that came."""
    leads = make_leads(60_000).with_row_index(ROW)
    first = RunningTop(leads.clear(), hrm_card(), None, 10)
    most = 0
    for start in range(0, leads.height, 500):
        first.add(leads[start : start + 500])
        most = max(most, sum(part.height for part in first._held))
    assert first.leads().height == 10
    assert most <= 20


def test_texts_of_other_rows_are_let_go() -> None:
    """What is held of a batch is a copy: not the texts of all its rows."""
    ids = pl.format("a long identifier of lead {}", pl.int_range(20_000))
    leads = make_leads(20_000).with_columns(lead_id=ids).with_row_index(ROW)
    first = RunningTop(leads.clear(), hrm_card(), None, 10)
    first.add(leads)
    alone = keep_leading(leads, hrm_card(), None, 10)
    for kept in (first.leads(), alone):
        texts = kept["lead_id"].to_arrow(compat_level=pl.CompatLevel.newest())
        assert 10 <= len(texts) <= 200
        assert sum(one.size for one in texts.buffers() if one) < 20_000
