"""The leak guard: declared, known by name, and found by how it looks."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from real_data import shared

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.leaks import find_leaks, refuse_late
from leadscore.cards.learning import learn
from leadscore.cards.scoring import score
from leadscore.errors import ArgumentError, CardWarning
from leadscore.samples import make_leads
from leadscore.standards.fields import all_fields


def one_column(column: str, values: list[str]) -> Card:
    """A card of one attribute that reads one column."""
    bins = ", ".join(f'{{ in = ["{value}"], points = 0 }}' for value in values)
    return Card.from_toml(
        f'[card]\nname = "one"\ngrades = {{ A = 5 }}\n[[attribute]]\nname = "state"\n'
        f'column = "{column}"\nunknown = 0\notherwise = 0\nbins = [{bins}]\n'
    )


def test_late_columns_are_refused_by_name() -> None:
    """Columns that are written after the score are refused, unless the caller knows better."""
    for column in ("Tags", "Last Activity", "close_value", "成交日期", "score"):
        card = one_column(column, ["x"])
        with pytest.raises(ArgumentError, match=f'"state" reads column "{column}", which is known'):
            refuse_late(card)
        refuse_late(card, {column: "before"})
    leads = make_leads(20)
    outcomes = leads.select("lead_id", outcome=pl.lit("won"))
    with pytest.raises(ArgumentError, match='Attribute "hiring" reads column "hiring"'):
        learn(leads, outcomes, known={"hiring": "after"})
    with pytest.raises(ArgumentError, match='known\\["hiring"\\]="later" is not known'):
        learn(leads, outcomes, known={"hiring": "later"})


def test_columns_of_leads_are_known_before() -> None:
    """Nothing that leadscore itself makes of a list is refused, except what the card makes."""
    for (table, name), one in all_fields().items():
        if table in ("leads", "facts") and one.type == "String":
            refuse_late(one_column(name, ["x"]))


def test_planted_status_is_found() -> None:
    """A status filled in after the outcome is found: too good alone, or only on closed leads."""
    rng = np.random.default_rng(1)
    outcome = rng.choice(["won", "lost", "open"], 300, p=[0.2, 0.4, 0.4])
    card = one_column("state", ["signed", "called", "refused"])
    told = np.where(outcome == "won", "signed", "called")
    filled = np.where(outcome == "open", None, rng.choice(["called", "refused"], 300))
    honest = rng.choice(["called", "refused"], 300)
    for values, wanted in (
        (told, "tells won from lost almost alone"),
        (filled, "is filled for 100% of the closed leads and 0% of the open ones"),
        (honest, None),
    ):
        frame = pl.DataFrame({"state": values.tolist()})
        found = find_leaks(frame, card, outcome.tolist())
        assert [wanted in one.text for one in found if wanted] == ([True] if wanted else [])
        assert bool(found) == bool(wanted)


def test_learning_warns_of_a_planted_attribute() -> None:
    """Learning goes on, but names the attribute that is too good to be true."""
    leads = make_leads(300)
    won = (score(leads)["score"] > 55).to_list()
    planted = leads.with_columns(state=pl.Series(["signed" if w else "called" for w in won]))
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    with pytest.warns(CardWarning, match='attribute "state": tells won from lost almost alone'):
        learn(planted, outcomes, one_column("state", ["signed", "called"]))


def test_shipped_card_does_not_leak() -> None:
    """The shipped card reads nothing that is known too late."""
    refuse_late(hrm_card())


def test_tags_of_a_real_set_are_found() -> None:
    """On X Education "Tags", written by salespeople, is found; the source of a lead is not."""
    path = shared("x_education_leads") / "Leads.csv"
    frame = pl.read_csv(path, infer_schema_length=None)
    outcomes = ["won" if one else "lost" for one in frame["Converted"]]
    for column, wanted in (("Tags", True), ("Lead Source", False)):
        values = [v for v in frame[column].unique(maintain_order=True).drop_nulls() if "|" not in v]
        card = one_column(column, values)
        assert bool(find_leaks(frame, card, outcomes)) == wanted
