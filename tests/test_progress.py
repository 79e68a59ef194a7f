"""Progress: seen in a terminal, silent in a file, one bar in a notebook."""

from __future__ import annotations

import threading
from io import StringIO
from pathlib import Path

import pytest

from leadscore.progress import ProgressBar
from leadscore.samples import make_leads


class Terminal(StringIO):
    """Says that somebody looks at it."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_a_terminal_gets_one_line_that_ends_where_the_run_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line is written again and again; the last one says what was reached."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with ProgressBar("Scoring") as bar:
        for done in range(0, 10_001, 10):
            bar(done, 10_000)
    lines = screen.getvalue().rstrip("\n").split("\r")
    assert lines[-1].startswith("Scoring: 10,000 of 10,000 (100 %)")
    # Not a picture for every call.
    assert len(lines) < 100


def test_a_file_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs are not filled with bars."""
    log = StringIO()
    monkeypatch.setattr("sys.stderr", log)
    with ProgressBar() as bar:
        bar(5, 0)
    assert log.getvalue() == ""
    assert bar.in_words == "5"


def test_threads_may_call_it() -> None:
    """Calls from several threads never go backwards."""
    bar = ProgressBar()
    threads = [threading.Thread(target=bar, args=(n, 8)) for n in (8, 3, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert bar.in_words == "8 of 8 (100 %)"


def test_the_title_is_text() -> None:
    """A file's name with markup in it is shown as it is."""
    bar = ProgressBar("<script>")
    bar(1, 4)
    shown = bar._repr_html_()
    assert "<script>" not in shown
    assert 'value="1" max="4"' in shown


def test_a_notebook_gets_one_bar_and_no_warning(tmp_path: Path) -> None:
    """In a real kernel a long run shows one full bar in the end, and nothing else."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks need nbformat")
    nbclient = pytest.importorskip("nbclient", reason="notebooks are executed with nbclient")
    pytest.importorskip("ipykernel", reason="notebooks need a kernel")
    make_leads(3_000).write_parquet(tmp_path / "leads.parquet")
    code = (
        "from leadscore.cards.big_files import score_files\n"
        "from leadscore.progress import ProgressBar\n"
        "with ProgressBar('Scoring') as bar:\n"
        "    score_files('leads.parquet', 'scores.parquet', progress=bar)"
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    place = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(book, timeout=120, resources=place).execute()
    (shown,) = book.cells[0].outputs
    assert shown["output_type"] == "display_data"
    assert "Scoring: 3,000 of 3,000 (100 %)" in shown["data"]["text/html"]
