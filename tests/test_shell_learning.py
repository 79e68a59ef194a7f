"""The commands that compare cards and learn from outcomes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from commands import run

from leadscore.cards import evaluation
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.learning import learn
from leadscore.cards.scoring import score
from leadscore.samples import make_leads, make_vacancies
from leadscore.shell.fact_files import read_facts, read_outcome_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with leads, outcomes and two cards, which is also the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    leads = make_leads(400)
    leads.write_parquet("leads.parquet")
    days = pl.date_range(pl.date(2025, 1, 1), pl.date(2026, 2, 4), eager=True)
    outcomes = pl.DataFrame(
        {
            "lead_id": leads["lead_id"],
            "outcome": ["won" if one > 55 else "lost" for one in score(leads)["score"]],
            "contacted_on": days,
            "closed_on": days.dt.offset_by("20d"),
        }
    )
    outcomes.write_csv("outcomes.csv")
    outcomes.write_parquet("outcomes.parquet")
    hrm_card().save("old.toml")
    hrm_card().with_points({"size": {0: 40}}).save("new.toml")
    return tmp_path


def test_diff_lists_changes_and_regraded_leads(folder: Path) -> None:
    """Two cards are compared on paper, and on leads with the table of those regraded written."""
    assert "size, large: 20 -> 40 points" in run("card", "diff", "old.toml", "new.toml").stdout
    asked = ("card", "diff", "old.toml", "new.toml", "--leads", "leads.parquet")
    out = run(*asked, "-o", "regraded.csv").stdout
    found = hrm_card().diff(Card.load("new.toml"), make_leads(400))
    assert f"{len(found.leads)} of 400 leads change grade." in out
    assert pl.read_csv("regraded.csv").height == len(found.leads)
    chinese = run(*asked, "--lang", "zh").stdout
    assert "等级变动" in chinese
    assert "企业规模，大型：20 -> 40 分" in chinese
    assert "企业规模 +20" in chinese
    assert "size" not in chinese


def test_diff_of_equal_cards_and_without_leads(folder: Path) -> None:
    """Equal cards have nothing to tell; an output without leads is refused in one line."""
    assert "Nothing changed." in run("card", "diff", "old.toml", "old.toml").stdout
    refused = run("card", "diff", "old.toml", "new.toml", "-o", "x.csv", code=2)
    assert "give the leads with --leads" in refused.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_learn_writes_the_card_that_python_learns(folder: Path, ending: str) -> None:
    """The card that the command writes is the one that ``learn`` gives, whatever the file."""
    file = f"outcomes.{ending}"
    out = run("learn", "leads.parquet", file, "--card", "old.toml", "-o", "learned.toml").stdout
    expected = learn(make_leads(400), pl.read_parquet("outcomes.parquet"), hrm_card())
    assert hrm_card().diff(Card.load("learned.toml")) == hrm_card().diff(expected.card)
    assert str(expected.slope) in out
    assert "Disagreement" in out
    assert "Written: learned.toml" in out


@pytest.mark.parametrize("command", [("import", "leads2.parquet"), ("rank", "leads2.csv")])
def test_learn_reads_what_import_and_rank_write(folder: Path, command: tuple[str, str]) -> None:
    """A list that was imported or ranked is learned from as it is."""
    verb, made = command
    make_vacancies(300, 1).write("jobs.csv")
    run(verb, "jobs.csv", "-o", made, "--as-of", "2026-11-20")
    ids = read_facts(Path(made), "en")["lead_id"]
    won = ["won" if place % 3 == 0 else "lost" for place in range(len(ids))]
    pl.DataFrame({"lead_id": ids, "outcome": won}).write_csv("outcomes2.csv")
    assert f"Learned from {len(ids)} leads" in run("learn", made, "outcomes2.csv").stdout


def test_learn_crosses_two_attributes(folder: Path) -> None:
    """`--cross` adds an attribute that reads two together; anything but two names is refused."""
    out = run("learn", "leads.parquet", "outcomes.csv", "--cross", "size, brand", "-o", "x.toml")
    assert "Company size + Known products" in out.stdout
    assert Card.load(folder / "x.toml").attributes[-1].name == "size + brand"
    wrong = run("learn", "leads.parquet", "outcomes.csv", "--cross", "size", code=2)
    assert "such as --cross size,brand; found" in " ".join(wrong.stderr.split())


def test_learn_speaks_chinese(folder: Path) -> None:
    """With --lang zh sentences and headings are Chinese."""
    out = run("learn", "leads.parquet", "outcomes.csv", "--lang", "zh").stdout
    assert "结果支持您的评分卡" in out
    assert "分歧" in out
    assert "大型" in out
    assert "large" not in out


@pytest.fixture
def treeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the boosted trees out: they take longest, and are tested where they are grown."""
    monkeypatch.setattr(evaluation, "boosted", lambda *_: None)


@pytest.mark.usefixtures("treeless")
def test_evaluate_gives_the_verdict_and_both_tables(folder: Path) -> None:
    """The command says the verdict that ``evaluate`` gives, and writes the methods."""
    out = run("evaluate", "leads.parquet", "outcomes.csv", "-o", "methods.parquet").stdout
    expected = evaluation.evaluate(make_leads(400), pl.read_parquet("outcomes.parquet"))
    assert str(expected.verdict) in out
    assert f"{expected.undecided} older leads were still open on {expected.since}" in out
    assert pl.read_parquet("methods.parquet").equals(expected.methods())
    for heading in ("Tenth", "Fits", "Log loss", "old card", "learned card"):
        assert heading in out


@pytest.mark.usefixtures("treeless")
def test_evaluate_speaks_chinese_and_refuses_a_wrong_split(folder: Path) -> None:
    """With --lang zh everything is Chinese; a split that does not exist is told in one line."""
    asked = ("evaluate", "leads.parquet", "outcomes.csv")
    out = run(*asked, "--card", "old.toml", "--split", "random", "--lang", "zh").stdout
    assert "学习后的评分卡" in out or "原评分卡" in out
    assert "实际" in out
    assert "--split rnd is not known" in run(*asked, "--split", "rnd", code=2).stderr


def test_wrong_input_is_told_in_one_message(folder: Path) -> None:
    """Missing files, wrong endings and wrong cells end with code 2 and say what to do."""
    assert "No such file" in run("learn", "leads.parquet", "outcome.csv", code=2).stderr
    wrong = run("learn", "leads.parquet", "outcomes.csv", "-o", "card.json", code=2)
    assert ".toml" in wrong.stderr
    nowhere = run("learn", "leads.parquet", "outcomes.csv", "-o", "missing/card.toml", code=2)
    assert 'there is no folder "missing"' in nowhere.stderr
    assert "Learned from" not in nowhere.stdout
    Path("bad.csv").write_text("lead_id,outcome,contacted_on\na,won,soon\n", encoding="utf-8")
    assert '1 cell is not a date such as 2026-03-31, such as "soon"' in (
        run("learn", "leads.parquet", "bad.csv", code=2).stderr
    )
    Path("bad.parquet").write_text("no parquet", encoding="utf-8")
    assert (
        "cannot be read as parquet" in run("learn", "leads.parquet", "bad.parquet", code=2).stderr
    )


def test_outcome_file_keeps_ids_and_reads_marks(tmp_path: Path) -> None:
    """Ids keep their zeros; true and false become marks; empty cells are null."""
    file = tmp_path / "outcomes.csv"
    file.write_text("lead_id,outcome,explore,closed_on\n007,won,TRUE,\n", encoding="utf-8")
    assert read_outcome_file(file).rows() == [("007", "won", True, None)]


@pytest.mark.parametrize("command", [("learn",), ("evaluate",), ("card", "diff")])
def test_help_has_examples(command: tuple[str, ...]) -> None:
    """The help of each command shows examples."""
    assert "Examples:" in run(*command, "--help").stdout
