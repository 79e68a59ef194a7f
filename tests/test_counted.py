"""Numbers with their word: one thing is "1 lead", everything else "2 leads"."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from leadscore.counted import counted, fill

# A number before a word in the plural that is said without asking whether the number is 1.
_BARE = re.compile(
    r"(?<!of )\{\w+\} (?:\w+ )?(?:leads|rows|companies|files|problems|lines|remarks|days)\b"
)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 leads"),
        (1, "1 lead"),
        ("1", "1 lead"),
        ("1,001", "1,001 leads"),
        (1001, "1,001 leads"),
    ],
)
def test_one_and_many(count: object, said: str) -> None:
    """Only a 1 has the word for one, as a number and as text."""
    assert counted(count, "lead", "leads") == said


def test_sentences() -> None:
    """A place with two words is filled with the number and one of them; all others as ever."""
    text = "{count:of {all} leads changes|of {all} leads change} grade, {share:.1f} % in {file}."
    assert fill(text, count=1, all=9, share=11.14, file="a") == (
        "1 of 9 leads changes grade, 11.1 % in a."
    )
    assert fill(text, count=2, all=9, share=22.2, file="a").startswith("2 of 9 leads change grade")


@pytest.mark.parametrize("part", ["lists", "plots", "reports", "standards", "funnel", "cards"])
def test_sentences_ask_for_the_number(part: str) -> None:
    """No sentence of the data files puts a number before a bare plural."""
    for file in (files(f"leadscore.{part}") / "data").iterdir():
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            assert not _BARE.findall(text), file.name
