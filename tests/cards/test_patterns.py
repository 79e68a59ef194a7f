"""The cells that a page scores again: they are those of the scorer."""

from __future__ import annotations

import warnings

import polars as pl
from hypothesis import given, settings
from strategies import cards, cards_and_leads

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.learning_counts import slot_keys
from leadscore.cards.patterns import toml_pieces, touch
from leadscore.cards.scoring import score
from leadscore.samples import make_leads


def scored(leads: pl.DataFrame, card: Card) -> pl.DataFrame:
    """Score leads that hold what a random card did not foresee."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return score(leads, card)


@given(cards_and_leads())
@settings(max_examples=60)
def test_slots_add_up_to_the_scores(drawn: tuple[Card, pl.DataFrame]) -> None:
    """Score, low and high follow from the slots by the one rule for sets and for the unknown."""
    card, leads = drawn
    touched = touch(card, leads)
    totals = [[0, 0, 0] for _ in range(leads.height)]
    for one, cells in zip(card.attributes, touched.attributes, strict=True):
        points = [*(b.points for b in one.bins), one.unknown]
        points += [] if one.otherwise is None else [one.otherwise]
        for row, code in enumerate(cells.codes):
            slots = cells.slots[code]
            possible = points if slots == (len(one.bins),) else [points[k] for k in slots]
            low, high = min(possible), max(possible)
            best = min(max(one.unknown, low), high)
            totals[row] = [a + b for a, b in zip(totals[row], (best, low, high), strict=True)]
    expected = scored(leads, card)["score", "low", "high"].rows()
    assert [tuple(total) for total in totals] == expected
    assert touched.score.tolist() == [score for score, _, _ in expected]


@given(cards())
@settings(max_examples=40)
def test_text_with_other_points_is_that_card(card: Card) -> None:
    """The pieces of a card's text with other points between them are the card with those points."""
    pieces, places = toml_pieces(card)
    points = {place: 13 * number - 40 for number, place in enumerate(places)}
    text = "".join(f"{piece}{points[place]}" for piece, place in zip(pieces, places, strict=False))
    wanted = {
        one.name: {key: points[i, k] for k, key in enumerate(slot_keys(one))}
        for i, one in enumerate(card.attributes)
    }
    assert Card.from_toml(text + pieces[-1]) == card.with_points(wanted)


def test_comments_of_a_card_survive() -> None:
    """The text between the points is the card's own, comments and all."""
    pieces, places = toml_pieces(hrm_card())
    assert "".join(pieces).count("#") == hrm_card().to_toml().count("#")
    assert len(pieces) == len(places) + 1


def test_a_list_without_leads_has_no_cells() -> None:
    """No leads: no scores, and no cell of any attribute."""
    touched = touch(hrm_card(), make_leads(5).head(0))
    assert touched.score.tolist() == []
    assert [cells.slots for cells in touched.attributes] == [()] * 7
