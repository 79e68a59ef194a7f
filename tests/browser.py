"""A real browser for tests of the page: headless Chromium, or a skip with a word."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engines import _cannot

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium: the one that is installed, else playwright's own."""
    for name in ("playwright", "axe_playwright_python"):
        if importlib.util.find_spec(name) is None:
            _cannot(f'{name} is not installed (pip install ".[test]")')
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(filter(None, map(shutil.which, _NAMES)), own)
        if not Path(found).exists():
            _cannot("Chromium is not installed (Debian: apt-get install chromium)")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Opened:
    """A page in the browser, and everything that it tried to do."""

    def __init__(self, browser: Any, path: Path, width: int = 1400) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.faults: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page = self.context.new_page()
        self.page.on("dialog", self._dismiss)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._listen)
        self.page.goto(path.as_uri())

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def names(self) -> list[str]:
        """Return the companies that are shown, in their order."""
        found: list[str] = self.page.locator("#rows button.name").all_inner_texts()
        return found

    def slide(self, attribute: int, slot: int, points: int) -> None:
        """Move a slider, as dragging it does."""
        place = f'[data-attribute="{attribute}"][data-slot="{slot}"]'
        self.page.eval_on_selector(
            f"#whatif input[type=range]{place}",
            "(input, points) => { input.value = points;"
            " input.dispatchEvent(new Event('input', { bubbles: true })); }",
            points,
        )
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")

    def close(self) -> None:
        """Close it; nothing of it may have failed, asked, or left the machine."""
        self.context.close()
        assert self.faults == []
        assert self.dialogs == []
        assert [url for url in self.requests if not url.startswith(("file:", "blob:"))] == []
