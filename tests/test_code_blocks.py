"""Every code block of the README and the docs runs.

Blocks with prompts run where pytest collects them, as doctests. This file runs the others: shell
commands in a folder with the files that they name, cards, and Python for a Spark session.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

import polars as pl
import pytest
from engines import spark_session, spark_table

from leadscore import read_list
from leadscore.cards.card import Card, hrm_card
from leadscore.samples import make_leads, make_log

# Spark says so of every use of pandas 3; nothing here goes through pandas.
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    # Small invented outcomes have little to learn from, and learning says so.
    pytest.mark.filterwarnings("ignore::leadscore.errors.CardWarning"),
]

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
_FENCE = re.compile(r"^( *)```(\S*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
# What the checks before a landing do themselves.
_ELSEWHERE = ("pip install", "ruff check", "bash .ci/run", "python docs/", "sphinx-build")
_PRINTED = ("text", "{toctree}", "{eval-rst}")


@dataclass(frozen=True)
class Block:
    """One block of one page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in _FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page, line, found[2], found[3])


def of(*languages: str) -> list[Block]:
    return [block for block in blocks() if block.language in languages]


def plain() -> list[Block]:
    return [block for block in of("python") if ">>> " not in block.text]


def test_every_block_is_of_a_kind_that_runs() -> None:
    """A block is Python, shell or a card, or it is what one of these prints."""
    kinds = {block.language for block in blocks()}
    assert kinds <= {"python", "sh", "toml", *_PRINTED}


def test_pages_with_prompts_are_collected(pytestconfig: pytest.Config) -> None:
    """Pages with examples stand where pytest looks for them."""
    places = [ROOT / one for one in pytestconfig.getini("testpaths")]
    for block in of("python"):
        if ">>> " in block.text:
            assert any(place == block.page or place in block.page.parents for place in places)


@pytest.mark.parametrize("block", of("toml"), ids=str)
def test_cards(block: Block) -> None:
    """A TOML block is a card that loads."""
    assert Card.from_toml(block.text).attributes


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the commands name."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(ROOT / "data", folder / "data")
    source = ROOT / "data" / "vacancies_gb18030.csv"
    leads = read_list(source, kind="polars").leads
    one = leads["name"][0]
    text = source.read_bytes().decode("gb18030")
    named = text.replace(one, "Acme Ltd", 1).replace(one, "宏达电子有限公司", 1)
    for name in ("list.csv", "名单.csv", "jobs.csv", "招聘.csv"):
        (folder / name).write_text(named, encoding="utf-8")
    for name in ("directory.xlsx", "名录.xlsx"):
        shutil.copy(ROOT / "data" / "directory.xlsx", folder / name)
    for name in ("events.csv", "事件.csv"):
        events_of(leads).write_csv(folder / name)
    for name in ("outcomes.csv", "结果.csv"):
        outcomes_of(leads).write_csv(folder / name)
    make_leads(500).write_parquet(folder / "big.parquet")
    (folder / "leads").mkdir()
    make_leads(500).write_parquet(folder / "leads" / "part.parquet")
    return folder


def events_of(leads: pl.DataFrame) -> pl.DataFrame:
    """Invent a log of these leads."""
    events = make_log(leads.height).events
    ids = dict(zip(events["lead_id"].unique().sort(), leads["lead_id"], strict=False))
    return events.with_columns(pl.col("lead_id").replace(ids))


def outcomes_of(leads: pl.DataFrame) -> pl.DataFrame:
    """Invent what became of these leads, a few of them contacted every day."""
    began = pl.Series(date(2026, 1, 1) + timedelta(days=k // 3) for k in range(leads.height))
    outcome = pl.Series(["won" if hash_of(one) % 3 == 0 else "lost" for one in leads["lead_id"]])
    return leads.select("lead_id").with_columns(outcome=outcome, contacted_on=began)


def hash_of(text: str) -> int:
    """A number of a text, the same in every run."""
    return crc32(text.encode())


@pytest.mark.parametrize("block", of("sh"), ids=str)
def test_shell(block: Block, room: Path) -> None:
    """The commands of a block end well, one after the other."""
    lines = block.text.replace("\\\n", " ").splitlines()
    ours = [line for line in lines if line.startswith("leadscore ")]
    others = [line for line in lines if line.strip() and line not in ours]
    assert all(line.startswith((*_ELSEWHERE, "#")) for line in others), others
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", "\n".join(ours)], cwd=room, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr or done.stdout


@pytest.mark.parametrize("block", plain(), ids=str)
def test_spark(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python without prompts is for a Spark session that has the tables it names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.toml").write_text(hrm_card().to_toml(), encoding="utf-8")
    with spark_session() as session:
        leads = read_list(ROOT / "data" / "companies_en.csv", kind="polars").leads
        spark_table(session, leads).createOrReplaceTempView("leads")
        spark_table(session, events_of(leads)).createOrReplaceTempView("events")
        spark_table(session, outcomes_of(leads)).createOrReplaceTempView("outcomes")
        # Java has a working folder of its own.
        text = block.text.replace('"scores"', repr(str(tmp_path / "scores")))
        exec(compile(text, str(block), "exec"), {"session": session})  # noqa: S102 (ours)
