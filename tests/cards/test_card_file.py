"""Cards as files: round trip, comments, and every fault named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from strategies import cards

from leadscore.cards.card import Card, hrm_card
from leadscore.errors import ArgumentError, CardError, FileError

SMALL = """
[card]
name = "small"
grades = { A = 5 }

[[attribute]]
name = "size"
unknown = 1
bins = [{ in = ["large"], points = 9 }]
otherwise = 0
"""


@given(cards())
@settings(max_examples=150)
def test_round_trip(card: Card) -> None:
    """Card -> TOML -> card is the same card, with commas, quotes, 1e-5, unicode and open ends."""
    again = Card.from_toml(card.to_toml())
    assert again == card
    assert Card.from_toml(again.to_toml()) == card
    assert card.diff(again) == []


def test_comments_survive() -> None:
    """Writing an unchanged card gives its text back; changed points keep every comment."""
    card = hrm_card()
    assert card.to_toml() == card.source
    changed = card.with_points({"size": {0: 25, "unknown": 10}, "hiring": {"otherwise": 1}})
    before, after = card.to_toml().splitlines(), changed.to_toml().splitlines()
    different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(different) == 3
    assert all(a.partition("#")[2] == b.partition("#")[2] for a, b in different)


def test_five_faults_are_all_named() -> None:
    """A card with five faults is refused once, and all five are named with their place."""
    text = SMALL.replace("grades = { A = 5 }", "grades = { A = 5, B = 9 }")
    text = text.replace("otherwise = 0", "otherwize = 0")
    text += (
        '[[attribute]]\nname = "age"\nunknown = 99\n'
        "bins = [{ below = 5, points = 1 }, { from = 3, points = 2.5 }]\n"
    )
    with pytest.raises(CardError) as caught:
        Card.from_toml(text, where="my.toml")
    message = str(caught.value)
    assert message.startswith('Card "my.toml": 5 faults.')
    for part in (
        'attribute "size": "otherwize" has no meaning here; allowed: name, column, crossed_with, '
        'label, ask, unknown, bins, otherwise. Did you mean "otherwise"?',
        'attribute "size": otherwise is missing: how many points has a value that no bin names?',
        'attribute "age", bin 2: points must be a whole number of points, found 2.5',
        'attribute "age": bin 1 (below 5) and bin 2 (from 3) overlap',
        "card, grades: each grade must ask for less than the one before: [5, 9]",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('name = "small"', "name = 3", "card: name must be a text, found 3"),
        ("grades = { A = 5 }", "grades = { hot = 5 }", "grades must be letters from A on"),
        ("grades = { A = 5 }", "", "card: grades must be a table"),
        ("unknown = 1", "", "unknown must be a whole number of points, found nothing"),
        ("unknown = 1", "unknown = true", "unknown must be a whole number of points, found True"),
        ('in = ["large"]', "in = []", "in must be a list of texts, or of true and false"),
        ('in = ["large"]', "in = [1, 2]", "numbers are tested with from / below"),
        ('in = ["large"]', 'in = ["a|b"]', '"a|b" cannot be a value'),
        ('in = ["large"]', 'in = ["large"], from = 3', "exactly one kind of test is needed"),
        ('in = ["large"]', 'from = "3"', "from must be a number, found '3'"),
        ('in = ["large"]', "from = 9, below = 3", "from = 9 is not less than below = 3"),
        ("points = 9", "points = 99999999", "is beyond 1,000,000 points"),
        ('{ in = ["large"], points = 9 }', '{ in = ["a"], points = 1 }, { in = ["a"], points = 2 }',
         '"a" is in bin 1 and in bin 2'),
        ('{ in = ["large"], points = 9 }', "{ in = ['a'], points = 1 }, { from = 2, points = 2 }",
         "its bins mix kinds of tests"),
        ("[[attribute]]", "[attribute]", '"attribute" must be written as [[attribute]] tables'),
        ("otherwise = 0", 'otherwise = 0\n[[gate]]\nname = "g"', "when must be a table such as"),
        ("otherwise = 0", 'otherwise = 0\n[[gate]]\nname = "g"\nwhen = { colum = "x", in = ["y"] }',
         'gate "g", when: "colum" has no meaning here'),
        ("[card]", "[card", "this is not valid TOML"),
    ],
)  # fmt: skip
def test_single_faults(old: str, new: str, text: str) -> None:
    """Each rule of the format has a sentence of its own."""
    assert old in SMALL
    with pytest.raises(CardError) as caught:
        Card.from_toml(SMALL.replace(old, new))
    assert text in str(caught.value)


def test_repeated_names() -> None:
    """Two attributes of one name are a fault."""
    block = SMALL[SMALL.index("[[attribute]]") :]
    with pytest.raises(CardError, match='attribute "size": 2 attributes have this name'):
        Card.from_toml(SMALL + block)


def test_files(tmp_path: Path) -> None:
    """A card is saved whole, read back, and a missing file offers the nearest name."""
    path = tmp_path / "hrm.toml"
    hrm_card().save(path)
    assert Card.load(path) == hrm_card()
    with pytest.raises(FileError, match=r'no such file\. Did you mean "hrm.toml"\?'):
        Card.load(tmp_path / "hmr.toml")
    path.write_bytes("[card]\nname = '卡'".encode("gbk"))
    with pytest.raises(CardError, match="not UTF-8 text"):
        Card.load(path)


def test_unwritable_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails the old file is whole and no part of the new one is left."""
    path = tmp_path / "card.toml"
    path.write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError, match=r"Cannot write .*Permission denied\. Nothing was changed"):
        hrm_card().save(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["card.toml"]


def test_with_points_refuses_what_is_not_there() -> None:
    """Points for an attribute or a bin that is not there are refused."""
    with pytest.raises(ArgumentError, match=r'no attribute "sizes"\. Did you mean "size"'):
        hrm_card().with_points({"sizes": {0: 1}})
    with pytest.raises(ArgumentError, match='"size" has no bin 9; allowed: 0 to 4'):
        hrm_card().with_points({"size": {9: 1}})
    with pytest.raises(CardError, match="99999999 is beyond"):
        hrm_card().with_points({"size": {0: 99999999}})
