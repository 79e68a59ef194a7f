"""How far a long run is: a bar in a notebook, a line in a terminal, nothing in a file."""

from __future__ import annotations

import sys
import threading
import time
from importlib import import_module
from types import TracebackType
from typing import Any

from leadscore.markup import text

_EVERY = 0.2
"""Seconds between two pictures: more often costs time and nobody sees it."""


class ProgressBar:
    """Shows how far a run is; to be given as ``progress``.

    In a notebook it is one bar that fills, without further packages; in a terminal one line that is
    written again, to standard error; where standard error is a file, nothing.

    Parameters
    ----------
    title : str
        What is being done.

    Examples
    --------
    >>> with ProgressBar("Scoring") as bar:
    ...     bar(50, 200)
    ...     bar.in_words
    'Scoring: 50 of 200 (25 %)'
    """

    def __init__(self, title: str = "") -> None:
        self.title = title
        self.done = self.total = 0
        self._lock = threading.Lock()
        self._shown_at = -_EVERY
        self._handle: Any = None
        self._notebook = _in_notebook()

    def __call__(self, done: int, total: int) -> None:
        """Show that so much is done, of so much in all; 0 where that is not known.

        May be called from any thread, and as often as one likes.
        """
        with self._lock:
            self.done, self.total = max(done, self.done), total
            now = time.monotonic()
            if now - self._shown_at >= _EVERY or (total and done >= total):
                self._shown_at = now
                self._show()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show where it ended."""
        with self._lock:
            self._show()
            if not self._notebook and sys.stderr.isatty():
                sys.stderr.write("\n")

    @property
    def in_words(self) -> str:
        """How far it is, as text."""
        if self.total:
            share = int(100 * self.done / self.total)
            told = f"{self.done:,} of {self.total:,} ({min(share, 100)} %)"
        else:
            told = f"{self.done:,}"
        return f"{self.title}: {told}" if self.title else told

    def _repr_html_(self) -> str:
        value = f' value="{min(self.done, self.total)}" max="{self.total}"' if self.total else ""
        bar = f'<progress{value} style="width:20em;vertical-align:middle"></progress>'
        return f"<div>{bar} {text(self.in_words)}</div>"

    def _show(self) -> None:
        if self._notebook:
            page: Any = import_module("IPython.display")  # There in every notebook.
            html = page.HTML(self._repr_html_())
            if self._handle is None:
                self._handle = page.display(html, display_id=True)
            else:
                self._handle.update(html)
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r{self.in_words}\x1b[K")
            sys.stderr.flush()


def _in_notebook() -> bool:
    """Tell a notebook's kernel; whoever runs in one has loaded IPython."""
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return getattr(shell, "kernel", None) is not None
