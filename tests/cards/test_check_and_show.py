"""What `check`, `diff` and printing say about a card."""

from __future__ import annotations

import dataclasses

import polars as pl

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.parts import Words
from leadscore.standards import brand, contact, etooling, hiring, hr, industry, size
from leadscore.standards.vocabulary import read_toml


def number_card(bins: str, grades: str = "A = 5") -> Card:
    """A card with one number attribute."""
    return Card.from_toml(
        f'[card]\nname = "n"\ngrades = {{ {grades} }}\n[[attribute]]\nname = "n"\nunknown = 1\n'
        f"otherwise = 1\nbins = [{bins}]\n"
    )


def test_shipped_card_has_nothing_to_remark() -> None:
    """The card that comes with the package passes its own check."""
    assert hrm_card().check() == []


def test_gaps_and_unreachable_grades() -> None:
    """A gap between bins and grades out of reach are remarked."""
    card = number_card(
        "{ below = 5, points = 1 }, { from = 9, points = 3 }", "A = 90, B = 2, C = 1"
    )
    assert [str(one) for one in card.check()] == [
        "grade A: asks for 90 points, but the card gives at most 3",
        "grade D: can never be given: the lowest possible score, 1, already earns C",
        'attribute "n": no bin covers 5 to below 9; such leads get otherwise = 1',
    ]


def test_unknown_outside_the_bins_is_remarked() -> None:
    """A best guess that no bin gives is possible, as on learned cards, but remarked."""
    card = number_card("{ below = 5, points = 1 }, { from = 5, points = 3 }", "A = 2")
    changed = card.with_points({"n": {"unknown": 9}})
    assert [str(one) for one in changed.check()] == [
        'attribute "n": unknown = 9 is outside what its bins can give (1 to 3); '
        "right only when an empty field itself says something, as outcomes may teach"
    ]
    assert changed.highest == 9


def test_idle_attribute() -> None:
    """An attribute that gives the same points for everything is remarked."""
    card = number_card("{ below = 5, points = 1 }")
    assert "gives 1 point whatever the value" in str(card.check())


def test_same_fact_twice() -> None:
    """The same column twice, or a fact and its source, is remarked as counted twice."""
    card = hrm_card()
    again = dataclasses.replace(card.attributes[0], name="staff")
    twice = dataclasses.replace(card, attributes=(*card.attributes, again), source=None)
    assert 'attributes "size" and "staff": both count "size"' in str(twice.check()[0])
    staff = number_card("{ below = 300, points = 1 }, { from = 300, points = 5 }").attributes[0]
    staff = dataclasses.replace(staff, name="staff", column="employees")
    both = dataclasses.replace(card, attributes=(*card.attributes, staff), source=None)
    assert 'both count "employees"' in str(both.check()[0])


def test_check_against_leads() -> None:
    """Against leads: values without a bin, look-alike attributes and absent gate columns."""
    sizes = ["large", "small"] * 30
    leads = pl.DataFrame({name: [None] * 60 for name in (a.column for a in hrm_card().attributes)})
    leads = leads.with_columns(
        size=pl.Series(sizes),
        hr_type=pl.Series(["A" if one == "large" else "C" for one in sizes]),
        hiring=pl.Series(["yess", *[None] * 59], dtype=pl.String),
    )
    texts = [str(one) for one in hrm_card().check(leads)]
    assert texts == [
        'gate "closed": never closes: there is no column "status".',
        'attribute "hiring": 1 lead has "yess", which no bin names; they get otherwise = 0. '
        'Did you mean "yes"?',
        'attributes "size" and "hr_type": say nearly the same thing of these leads '
        "(Cramer's V 1.00); the same fact may earn points twice",
    ]


def test_facts_are_made_from_the_columns_that_their_standard_reads() -> None:
    """The table that `check` uses says what each standard really reads."""
    made_from = read_toml("facts.toml")["made_from"]
    standards = {
        "size": size, "industry": industry, "brand": brand, "contact": contact,
        "hr_type": hr, "hiring": hiring, "etooling": etooling,
    }  # fmt: skip
    assert made_from == {name: list(one.COLUMNS) for name, one in standards.items()}


def test_diff_names_every_change() -> None:
    """Points, labels, grades, new and dropped bins and attributes each have a line."""
    old = hrm_card()
    new = dataclasses.replace(
        old.with_points({"size": {0: 25}}),
        grades=(("A", 75), ("B", 50), ("C", 30)),
        attributes=(*old.with_points({"size": {0: 25}}).attributes[:6],),
        gates=(),
        label=Words("Mine", "我的"),
        source=None,
    )
    lines = [str(change) for change in old.diff(new)]
    assert "size, large: 20 -> 25 points" in lines
    assert "grades, A: 70 -> 75 points" in lines
    assert "etooling, point: gone, was 14 points" in lines
    assert any(line.startswith("gate closed: gone, was status is deregistered") for line in lines)
    assert "card, label: HR software, first call / 人力资源软件首轮筛选 -> Mine / 我的" in lines


def test_printing_escapes_markup_and_aligns_wide_text() -> None:
    """A label with markup is text in HTML; the text table lines up with wide characters."""
    card = dataclasses.replace(hrm_card(), label=Words("<script>alert(1)</script>", "卡"))
    assert "<script>" not in card._repr_html_()
    assert "&lt;script&gt;" in card._repr_html_()
    lines = repr(hrm_card()).splitlines()
    assert lines[0] == "HR software, first call (hrm 1): 3 to 100 points"
    assert len({len(line) for line in lines[2:10]}) == 1
