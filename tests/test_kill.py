"""A kill at any moment of a command leaves the old file or the new one, whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from leadscore.samples import make_leads, make_vacancies

TRIES = 20
IMPORT = ("import", "jobs.csv", "-o", "leads.parquet")


def _start(folder: Path, verb: tuple[str, ...] = IMPORT) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "leadscore", *verb]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, stdout=silent, stderr=silent)


def _import(folder: Path) -> bytes:
    assert _start(folder).wait(timeout=120) == 0
    return (folder / "leads.parquet").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Whenever the command is killed, the leads are those of before or those of after."""
    chance = random.Random(7)
    sample = make_vacancies(600, 1)
    sample.write(tmp_path / "jobs.csv")
    new = _import(tmp_path)
    make_vacancies(40, 2).write(tmp_path / "jobs.csv")
    old = _import(tmp_path)
    assert old != new
    sample.write(tmp_path / "jobs.csv")
    begun = time.monotonic()
    _import(tmp_path)
    whole = time.monotonic() - begun
    (tmp_path / "leads.parquet").write_bytes(old)
    seen = []
    for _ in range(TRIES):
        running = _start(tmp_path)
        # Most of the moments fall into the end, where the file is written.
        moment = whole * chance.uniform(0.3, 1.1)
        try:
            running.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        found = (tmp_path / "leads.parquet").read_bytes()
        assert found in (old, new)
        pl.read_parquet(tmp_path / "leads.parquet")
        seen.append(found == new)
        (tmp_path / "leads.parquet").write_bytes(old)
    assert not all(seen)


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_a_kill_while_the_file_is_written_leaves_the_old_one(tmp_path: Path) -> None:
    """Killed between the first byte and the rename, the old file stands and can be replaced.

    The part that the killed command left is removed by a later one, once it is a day old.
    """
    make_vacancies(40, 2).write(tmp_path / "jobs.csv")
    old = _import(tmp_path)
    code = (
        "import os, signal, pathlib, leadscore.writing as w\n"
        "def half(part):\n"
        "    part.write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "w.write_whole('leads.parquet', half)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert killed.returncode == -9
    (left,) = tmp_path.glob(".leads.*.part.parquet")
    assert (tmp_path / "leads.parquet").read_bytes() == old
    assert _import(tmp_path) == old
    assert left.exists()
    os.utime(left, (0, 0))
    assert _import(tmp_path) == old
    assert sorted(one.name for one in tmp_path.iterdir()) == ["jobs.csv", "leads.parquet"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
@pytest.mark.parametrize("kept", [(), ("--top", "500")])
def test_a_kill_while_a_large_list_is_ranked(tmp_path: Path, kept: tuple[str, ...]) -> None:
    """Whenever a streamed ranking is killed, the list is that of before or that of after."""
    chance = random.Random(8)
    verb = ("rank", "leads", *kept, "-o", "calls.parquet")
    calls = tmp_path / "calls.parquet"
    make_leads(60_000).write_parquet(_made(tmp_path / "leads") / "a.parquet", row_group_size=5000)
    begun = time.monotonic()
    assert _start(tmp_path, verb).wait(timeout=120) == 0
    whole = time.monotonic() - begun
    new = pl.read_parquet(calls)
    old = new.head(3)
    killed = 0
    for _ in range(TRIES // 4):
        old.write_parquet(calls)
        running = _start(tmp_path, verb)
        try:
            running.wait(timeout=whole * chance.uniform(0.4, 1.0))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            killed += 1
        assert pl.read_parquet(calls).height in (old.height, new.height)
    assert killed
    assert _start(tmp_path, verb).wait(timeout=120) == 0
    assert pl.read_parquet(calls).equals(new)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
