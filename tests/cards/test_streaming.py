"""Lazy frames and files of any size: the same outputs, in bounded memory, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engines import drawn, in_all_kinds, many_leads
from hypothesis import given
from strategies import cards

from leadscore.cards import scoring
from leadscore.cards.batch import OUTPUTS, Batch
from leadscore.cards.big_files import rank_files, score_files
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import rank, score
from leadscore.errors import (
    ArgumentError,
    CardWarning,
    ColumnError,
    ColumnTypeError,
    FileError,
)
from leadscore.samples import make_leads
from leadscore.standards.qualify import qualify

pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")
NAMES = list(OUTPUTS)


@given(cards())
@drawn(8)
def test_cases_pass_on_every_kind_of_table(card: Card) -> None:
    """The cases of random cards get the expected outputs, whatever the table."""
    cases = card.cases(kind="polars")
    for kind, made in in_all_kinds(cases.drop(NAMES), card).items():
        assert made.equals(cases.select(NAMES)), kind


def test_shipped_card_on_every_kind_of_table() -> None:
    """20,000 leads of odd values get equal outputs on every kind of table."""
    leads = many_leads(hrm_card(), 20_000)
    expected = score(leads).select(NAMES)
    for kind, made in in_all_kinds(leads, hrm_card()).items():
        assert made.equals(expected), kind


@given(cards())
@drawn(8)
def test_top_is_the_beginning_of_the_whole(card: Card) -> None:
    """`top` changes which rows come back, and nothing else: eager, lazy, streaming, in batches."""
    leads = many_leads(card, 200)
    whole = rank(leads, card)
    for top in (1, 7, 5000):
        assert rank(leads, card, top=top).equals(whole.head(top))
        lazy = rank(leads.lazy(), card, top=top)
        assert lazy.collect(engine="streaming").equals(whole.head(top))
    listed = leads.with_columns(owner=pl.Series(["x", "y", None, "z"] * 50))
    every = rank(listed, card, by="owner")
    for top in (1, 30):
        expected = every.filter(pl.col("position") <= top)
        assert rank(listed, card, by="owner", top=top).equals(expected)
        assert rank(listed.to_arrow(), card, by="owner", top=top).num_rows == expected.height
        assert rank(listed.lazy(), card, by="owner", top=top).collect().equals(expected)


def test_top_puts_only_kept_rows_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons are made for no more patterns than there are kept rows."""
    made: list[int] = []
    reasons = Batch._reasons

    def counted(self: Batch, lang: str) -> pl.Series:
        made.append(len(self.best))
        return reasons(self, lang)

    monkeypatch.setattr(Batch, "_reasons", counted)
    rank(make_leads(20_000), top=50)
    assert len(made) == 1
    assert made[0] <= 50


def test_top_of_nothing_and_without_ids() -> None:
    """No rows give no rows, and a table without ids is refused, with `top` as without."""
    assert rank(make_leads(3).head(0), top=2).height == 0
    for top in (None, 2):
        with pytest.raises(ColumnError, match='Column "lead_id" is missing'):
            rank(make_leads(3).drop("lead_id"), top=top)


def files(folder: Path, leads: pl.DataFrame) -> Path:
    """Write leads into a folder of hive partitions, in small row groups."""
    for place, owner in enumerate(("east", "west")):
        part = folder / f"owner={owner}"
        part.mkdir(parents=True)
        rows = leads.filter(owner=owner).drop("owner")
        rows.write_parquet(part / f"part-{place}.parquet", row_group_size=500)
        (part / "_note.parquet").write_text("left by another program")
    return folder


def test_files_folders_and_patterns(tmp_path: Path) -> None:
    """A folder with partitions, a pattern and a list of files give the scores of the table."""
    leads = make_leads(4000).filter(pl.col("owner").is_in(["east", "west"])).sort("owner")
    folder = files(tmp_path / "leads", leads)
    out = tmp_path / "scored.parquet"
    expected = score(leads)
    paths = sorted(folder.rglob("part-*.parquet"))
    for source in (folder, str(folder / "**" / "part-*.parquet"), paths):
        said: list[tuple[int, int]] = []
        rows = score_files(
            source, out, progress=lambda done, total, said=said: said.append((done, total))
        )
        assert rows == leads.height
        assert said[-1] == (leads.height, leads.height)
        assert pl.read_parquet(out).select(expected.columns).equals(expected)
    assert rank_files(folder, out, top=3, by="owner") == 6
    assert pl.read_parquet(out)["lead_id", *NAMES, "position"].equals(
        rank(leads, by="owner", top=3)["lead_id", *NAMES, "position"]
    )


def test_lazy_frames_and_chosen_columns(tmp_path: Path) -> None:
    """Facts can be made on the way; only the columns that are asked for are written."""
    raw = pl.DataFrame({"lead_id": ["a", "b"], "employees_low": [5, 2000], "vacancies": [0, 3]})
    raw.write_parquet(tmp_path / "raw.parquet")
    out = tmp_path / "out.parquet"
    facts = qualify(pl.scan_parquet(tmp_path / "raw.parquet"))
    assert score_files(facts, out, columns=["lead_id", "size", "score", "grade"]) == 2
    expected = score(qualify(raw))["lead_id", "size", "score", "grade"]
    assert pl.read_parquet(out).equals(expected)


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path) -> None:
    """Wrong files and columns are refused by name, and what stood at the target is still whole."""
    leads, out = tmp_path / "leads.parquet", tmp_path / "out.parquet"
    make_leads(20).write_parquet(leads)
    out.write_text("old")
    with pytest.raises(FileError, match=r'No file fits ".*leeds.parquet"\. Did you mean "leads'):
        score_files(tmp_path / "leeds.parquet", out)
    with pytest.raises(FileError, match=r'Cannot read ".*out.parquet" as Parquet'):
        score_files(out, tmp_path / "other.parquet")
    with pytest.raises(ArgumentError, match="is one of the files to read"):
        score_files(leads, leads)
    with pytest.raises(ColumnError, match=r'"scor" is to be written, .* Did you mean "score"'):
        score_files(leads, out, columns=["scor"])
    with pytest.raises(ColumnTypeError, match='Column "size" must hold text'):
        score_files(pl.scan_parquet(leads).with_columns(size=pl.lit(1)), out)
    with pytest.raises(FileError, match=r'Cannot write ".*no-such-folder'):
        score_files(leads, tmp_path / "no-such-folder" / "x.parquet")
    assert out.read_text() == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["leads.parquet", "out.parquet"]


def test_remarks_come_once(tmp_path: Path) -> None:
    """A value that the card does not name is remarked on once, not once per batch."""
    leads = make_leads(3000).with_columns(size=pl.lit("huge"))
    leads.write_parquet(tmp_path / "leads.parquet", row_group_size=200)
    with pytest.warns(CardWarning, match='"size" has no bin for "huge"') as said:
        score_files(tmp_path / "leads.parquet", tmp_path / "out.parquet")
    assert len(said) == 1


def test_top_of_a_file_keeps_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 row groups no more than the leading rows of each batch reach the final order."""
    path = tmp_path / "leads.parquet"
    make_leads(40_000).write_parquet(path, row_group_size=1000)
    held: list[int] = []
    whole = scoring.rank_table

    def watched(table: pl.DataFrame, **options: Any) -> pl.DataFrame:
        held.append(table.height)
        return whole(table, **options)

    monkeypatch.setattr(scoring, "rank_table", watched)
    found = rank(pl.scan_parquet(path), top=10).collect(engine="streaming")
    assert sum(held) < 4000
    assert found.equals(rank(pl.read_parquet(path), top=10))
