"""What a notebook shows of our objects: clear tables in their language, nothing that runs."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import leadscore as ls
from leadscore.cards.parts import Words
from leadscore.samples import make_leads, make_log

EVIL = "<script>alert(1)</script>"


def learned_from(card: ls.Card | None = None) -> Any:
    leads = make_leads(300)
    won = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": ls.score(leads)["score"] > 55})
    return leads, won, ls.learn(leads, won, card)


def put(folder: Path, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(f"公司名称,{EVIL},公司规模\n某甲{EVIL}公司,x,20-99人\n,y,{EVIL}\n", "utf-8")
    return path


def hostile_card() -> ls.Card:
    card = ls.hrm_card()
    first = dataclasses.replace(card.attributes[0], label=Words(EVIL, EVIL))
    return dataclasses.replace(
        card, label=Words(EVIL, "卡"), attributes=(first, *card.attributes[1:])
    )


def test_a_card_shows_its_points() -> None:
    """The table of a card has a row per bin, and says grades and gates below."""
    shown = ls.hrm_card()._repr_html_()
    assert shown.startswith("<table")
    assert "HR software, first call (hrm 1): 3 to 100 points" in shown
    assert shown.index("Company size") < shown.index("large") < shown.index("Grades: A 70+")


def test_an_import_shows_its_report(tmp_path: Path) -> None:
    """Fields, columns and problems stand in tables, with headings in the language of the import."""
    for lang, words in (("en", ("Field", "employees", "Problem")), ("zh", ("字段", "识别依据"))):
        imported = ls.read_list(put(tmp_path), lang=lang)
        shown = imported._repr_html_()
        assert imported.report.split("\n")[0] in shown
        for word in (*words, "公司名称"):
            assert word in shown
        assert shown.count("<table") == 2


def test_what_was_learned_shows_its_points() -> None:
    """Every bin stands there before and after, below the sentences of the text."""
    leads, won, learned = learned_from()
    shown = learned._repr_html_()
    assert "The outcomes support your card" in shown
    assert shown.count("<tr>") == 1 + learned.points().shape[0]
    found = ls.evaluate(leads, won, split="random", boosted_trees=False)
    assert found.verdict.in_words() in found._repr_html_()
    assert "recalibrated" in found._repr_html_()
    changed = ls.hrm_card().diff(learned.card, leads)
    assert f"{len(changed.leads)} of 300 leads change grade." in changed._repr_html_()


def test_a_log_shows_where_its_leads_stand() -> None:
    """The log says its size and last day, and how many are open, won and lost by stage."""
    sample = make_log(200)
    shown = ls.EventLog(sample.events, as_of=sample.as_of)._repr_html_()
    assert f"200 leads, 8 stages, as of {sample.as_of}" in shown
    assert "First contact" in shown
    assert shown.count("<tr>") == 9


def test_nothing_scraped_is_markup(tmp_path: Path) -> None:
    """A script in a name, a heading, a cell, an id, a stage or a card is text everywhere."""
    path = put(tmp_path)
    card = hostile_card()
    leads, _, learned = learned_from(card)
    marked = leads.with_columns(lead_id=pl.format("{}{}", pl.lit(EVIL), "lead_id"))
    events = pl.DataFrame({"lead_id": ["a"], "stage": [EVIL], "at": ["2026-01-01"]})
    imported = ls.read_list(path, kind="polars")
    shown: list[Any] = [
        card,
        learned,
        ls.hrm_card().diff(card.with_points({"size": {0: 60}}), marked),
        imported,
        ls.preview(path),
        ls.merge(imported, imported),
        ls.EventLog(events, process=[EVIL, "b"], as_of="2026-02-01"),
        # Tables show themselves; theirs is the same promise.
        ls.explain(marked, marked["lead_id"][0], card),
        ls.explain(marked.to_pandas(), marked["lead_id"][0], card),
    ]
    for one in shown:
        html = one._repr_html_()
        assert "<script>" not in html, type(one)
        assert "&lt;script&gt;" in html or type(one).__name__ == "Update", type(one)


def test_showing_needs_no_page_maker() -> None:
    """What a notebook shows is written without jinja2 and without drawing anything."""
    code = (
        "import sys, leadscore as ls; ls.hrm_card()._repr_html_(); "
        "print([m for m in ('jinja2', 'matplotlib', 'IPython', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


CELLS = [
    "import leadscore as ls\nfrom leadscore.samples import make_leads, make_log\n"
    "leads = make_leads(200)\nls.hrm_card()",
    "ls.read_list('list.csv')",
    "import polars as pl\n"
    "won = pl.DataFrame({'lead_id': leads['lead_id'], 'outcome': ls.score(leads)['score'] > 55})\n"
    "ls.learn(leads, won)",
    "ls.evaluate(leads, won, split='random', boosted_trees=False)",
    "sample = make_log(100)\nls.EventLog(sample.events, as_of=sample.as_of)",
    "ls.explain(leads.to_pandas(), leads['lead_id'][0])",
]


def test_an_executed_notebook_shows_tables(tmp_path: Path) -> None:
    """In a real kernel every object is shown as a table, and nothing is warned of."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks need nbformat")
    nbclient = pytest.importorskip("nbclient", reason="notebooks are executed with nbclient")
    pytest.importorskip("ipykernel", reason="notebooks need a kernel")
    put(tmp_path)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    client = nbclient.NotebookClient(
        book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    for cell in book.cells:
        kinds = [one["output_type"] for one in cell.outputs]
        assert kinds == ["execute_result"], cell.source
        shown = cell.outputs[0]["data"]["text/html"]
        assert "<table" in shown
        assert "<script>" not in shown
