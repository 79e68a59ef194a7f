"""Refusals after which another file of the archive, or another sheet, may still be the list."""

from __future__ import annotations

from leadscore.errors import ColumnError, ListError


class NoListError(ListError):
    """A file or sheet holds no list at all: a page, a note, headings without rows."""


class NoNamesError(ColumnError):
    """No column of a list holds company names."""


NO_COMPANIES = (NoListError, NoNamesError)
"""What is raised where nothing says that there are companies."""
