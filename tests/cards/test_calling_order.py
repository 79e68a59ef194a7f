"""A calling order that is sorted in pieces is the one that is sorted at once."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engines import drawn, many_leads
from hypothesis import given
from strategies import cards

from leadscore.cards import big_files, calling_order
from leadscore.cards.big_files import rank_files
from leadscore.cards.card import Card
from leadscore.cards.scoring import rank
from leadscore.errors import FileError
from leadscore.samples import make_leads

pytestmark = pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning")


@pytest.fixture(scope="module", autouse=True)
def small_pieces() -> Any:
    """Let pieces have 300 rows, so that small lists have many."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (calling_order, big_files):
            patch.setattr(module, "PIECE", 300)
            patch.setattr(module, "SAMPLE", 50)
        yield


@given(cards())
@drawn(5)
def test_random_cards(tmp_path_factory: pytest.TempPathFactory, card: Card) -> None:
    """Random cards and leads, ids that repeat, lists with null: the same rows in the same order."""
    folder = tmp_path_factory.mktemp("order")
    leads = many_leads(card, 4000).with_columns(
        lead_id=pl.concat_str(pl.lit("L"), pl.int_range(4000) % 700),
        owner=pl.Series(["x", "y", None, "z"] * 1000),
        tag=pl.Series(["p", "q"] * 2000, dtype=pl.Categorical),
    )
    leads.write_parquet(folder / "leads.parquet", row_group_size=500)
    for by in (None, "owner", "tag"):
        rows = rank_files(folder / "leads.parquet", folder / "out.parquet", card, by=by)
        found = pl.read_parquet(folder / "out.parquet")
        expected = rank(leads, card, by=by)
        assert rows == 4000
        assert found.schema == expected.schema
        assert found.equals(expected)
    assert [one.name for one in sorted(folder.iterdir())] == ["leads.parquet", "out.parquet"]


def test_one_score_for_all(tmp_path: Path) -> None:
    """Leads that tie are cut by their ids: no piece holds them all."""
    leads = make_leads(3000).with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("size", "industry", "brand", "contact")
    )
    leads = leads.with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("hr_type", "hiring", "etooling", "status")
    )
    cuts = calling_order.find_cuts(
        rank(leads[::6]).with_columns(pl.lit(0).alias(calling_order.ROW)), 3000, None
    )
    assert cuts["lead_id"].n_unique() == 9
    shuffled = leads.sample(fraction=1, shuffle=True, seed=1)
    assert rank_files(shuffled.lazy(), tmp_path / "out.parquet") == 3000
    assert pl.read_parquet(tmp_path / "out.parquet").equals(rank(leads))


def test_progress_counts_every_row_twice(tmp_path: Path) -> None:
    """Rows are counted when they lie in their pieces, and when they are written."""
    make_leads(2000).write_parquet(tmp_path / "leads.parquet")
    said: list[tuple[int, int]] = []
    rank_files(
        tmp_path / "leads.parquet",
        tmp_path / "out.parquet",
        progress=lambda done, total: said.append((done, total)),
    )
    assert said[-1] == (4000, 4000)
    assert [done for done, _ in said] == sorted(done for done, _ in said)


def test_no_rows(tmp_path: Path) -> None:
    """An empty list gives an empty file with all columns."""
    assert rank_files(make_leads(3).head(0).lazy(), tmp_path / "out.parquet") == 0
    found = pl.read_parquet(tmp_path / "out.parquet")
    assert found.schema == rank(make_leads(3)).schema


def test_what_a_killed_process_left_goes_after_a_day(tmp_path: Path) -> None:
    """Folders of pieces that are a day old are removed, younger ones are not."""
    old, young = (tmp_path / f".out.{name}.pieces" for name in ("old", "young"))
    for one in (old, young):
        one.mkdir()
        (one / "0.arrows").write_text("left")
    os.utime(old, (time.time() - 100_000,) * 2)
    rank_files(make_leads(30).lazy(), tmp_path / "out.parquet")
    assert young.exists()
    assert not old.exists()


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the pieces cannot be written the old file stands, and the pieces are gone."""
    (tmp_path / "out.parquet").write_text("old")

    def full(self: object, piece: int, table: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(calling_order.Pieces, "_write", full)
    with pytest.raises(FileError, match=r'Cannot write ".*out.parquet": No space left on device'):
        rank_files(make_leads(3000).lazy(), tmp_path / "out.parquet")
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"]
    assert (tmp_path / "out.parquet").read_text() == "old"
    with pytest.raises(FileError, match=r'Cannot write ".*x.parquet": No such file or directory'):
        rank_files(make_leads(3).lazy(), tmp_path / "nowhere" / "x.parquet")
