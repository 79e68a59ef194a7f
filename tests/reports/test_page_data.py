"""What the page holds as data: packed, escaped, in both languages, and refused when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.cards.card import hrm_card
from leadscore.cards.scoring import rank
from leadscore.errors import ArgumentError, ColumnError, FileError
from leadscore.funnel.examples import example_log
from leadscore.reports.page import embed, write_page
from leadscore.reports.page_columns import pack_values
from leadscore.reports.page_data import page_data
from leadscore.reports.page_tables import pack_problems
from leadscore.reports.page_words import page_words
from leadscore.samples import make_leads

CARD = hrm_card()


def test_words_are_in_both_languages() -> None:
    """Every word of the page is there in English and in Chinese, with the same places."""
    words = page_words()
    assert words["en"].keys() == words["zh"].keys()
    for key, text in words["en"].items():
        assert text.strip() or key == "none"
        assert text.count("{") == words["zh"][key].count("{"), key


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_embedded_data_reads_back_and_ends_no_script(data: object) -> None:
    """Whatever the text, the JSON says the same and holds nothing that markup could begin with."""
    text = embed(data)
    assert json.loads(text) == data
    assert not set("<>&\u2028\u2029") & set(text)


@given(st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "公司"]), st.text(max_size=3))))
def test_packed_values_read_back(values: list[str | None]) -> None:
    """Packing forgets no value and no row, in either language."""
    en = pl.Series(values, dtype=pl.String)
    packed = pack_values({"en": en, "zh": en + "!"})
    at = packed.get("at", range(len(values)))
    assert [packed["en"][k] for k in at] == values
    if values and any(v is not None for v in values):
        assert [packed["zh"][k] for k in at] == [None if v is None else f"{v}!" for v in values]


def test_leads_stand_in_the_order_of_their_ids() -> None:
    """Equal scores are told apart by the id, so the page holds the leads in that order."""
    ranked = rank(make_leads(40))
    data = page_data(ranked, card=CARD)
    ids = next(one for one in data["leads"]["columns"] if one["name"] == "lead_id")
    assert ids["en"] == sorted(ranked["lead_id"])


def test_another_card_is_refused() -> None:
    """A table that was scored with another card is no page of this one."""
    ranked = rank(make_leads(40))
    other = CARD.with_points({"size": {0: 90, 1: 80, 2: 70, 3: 60}})
    with pytest.raises(ArgumentError, match='scored with another card than "hrm" 1: lead "lead-'):
        page_data(ranked, card=other)


def test_a_table_without_ids_is_refused() -> None:
    """The page needs lead_id, and says so."""
    with pytest.raises(ColumnError, match='"lead_id" is missing'):
        page_data(rank(make_leads(5)).drop("lead_id"), card=CARD)


def test_language_and_folder_are_checked(tmp_path: Path) -> None:
    """An unknown language and a folder that is not there are refused."""
    ranked = rank(make_leads(5))
    with pytest.raises(ArgumentError, match='lang="de" is not known'):
        write_page(tmp_path / "page.html", ranked, card=CARD, lang="de")
    with pytest.raises(FileError, match="Cannot write"):
        write_page(tmp_path / "none" / "page.html", ranked, card=CARD)


def test_the_same_list_gives_the_same_page(tmp_path: Path) -> None:
    """Nothing in the page depends on when or where it was written."""
    ranked = rank(make_leads(30))
    for name in ("one.html", "two.html"):
        write_page(tmp_path / name, ranked, card=CARD)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_any_kind_of_table_gives_the_same_page(tmp_path: Path) -> None:
    """pandas, PyArrow and Polars tables are one page."""
    ranked = rank(make_leads(30))
    kinds = {"polars": ranked, "pandas": ranked.to_pandas(), "arrow": ranked.to_arrow()}
    for name, table in kinds.items():
        write_page(tmp_path / name, table, card=CARD)
    assert len({(tmp_path / name).read_bytes() for name in kinds}) == 1


def test_sentences_of_problems_are_said_in_both_languages() -> None:
    """A problem that is one of the given sentences follows the language of the page."""
    problems = pl.DataFrame({"source": ["a"], "row": [3], "problem": ["not valid"], "raw": ["x"]})
    words = {"en": "not valid", "zh": "无效"}
    packed = pack_problems(problems, {"not valid": words, "无效": words})
    column = next(one for one in packed["rows"] if one["name"] == "problem")
    assert (column["en"], column["zh"]) == (["not valid"], ["无效"])


def test_many_problems_are_counted_and_cut() -> None:
    """The page lists the first problems and says how many there are."""
    problems = pl.DataFrame({"row": range(5000), "problem": ["bad"] * 5000})
    packed = pack_problems(problems, {})
    assert packed["total"] == 5000
    assert len(packed["rows"][0]["en"]) == 2000


def test_a_funnel_of_own_stages_keeps_its_labels() -> None:
    """Stages that are not of the process are shown as they are, in both languages."""
    data = page_data(
        rank(make_leads(5)),
        card=CARD,
        funnel=example_log().funnel(),
        forecast=example_log().forecast(30),
    )
    assert data["funnel"]["columns"][0]["en"] == ["new", "call", "offer"]
    assert data["funnel"]["counts"]["entered"] == [3, 2, 2]
    assert [one["name"] for one in data["forecast"]][:2] == ["days", "until"]


def test_an_empty_list_is_a_page(tmp_path: Path) -> None:
    """A list without companies is written like any other."""
    write_page(tmp_path / "page.html", rank(make_leads(5).head(0)), card=CARD)
    assert (tmp_path / "page.html").stat().st_size > 20_000
