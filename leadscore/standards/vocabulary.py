"""Vocabularies are data: the readers of ``standards/data`` and the two languages."""

from __future__ import annotations

from typing import Any

from leadscore import data_files
from leadscore.errors import check_choice

LANGUAGES = ("en", "zh")


def check_language(lang: str) -> None:
    """Refuse a language that the labels do not have.

    Raises
    ------
    ArgumentError
        When ``lang`` is neither ``"en"`` nor ``"zh"``.

    Examples
    --------
    >>> check_language("zh")
    """
    check_choice("lang", lang, LANGUAGES)


def read_toml(name: str) -> dict[str, Any]:
    """Read a TOML file of ``standards/data``; see ``data_files.read_toml``.

    Examples
    --------
    >>> read_toml("labels.toml")["size"]["large"]["zh"]
    '大型'
    """
    return data_files.read_toml("standards", name)


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file of ``standards/data``; see ``data_files.read_rows``.

    Examples
    --------
    >>> read_rows("fields.csv")[0]["name"]
    'lead_id'
    """
    return data_files.read_rows("standards", name)


def label(group: str, key: str, lang: str = "en") -> str:
    """Say a fact's value, a stage or a column heading in words.

    Parameters
    ----------
    group : str
        A table of ``labels.toml``, such as ``"size"``.
    key : str
        The value, or several with ``|`` between them.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The label; a key that has none comes back as it is.

    Examples
    --------
    >>> label("size", "small|medium", "zh")
    '小型或中型'
    >>> label("hr_type", "A")
    'A: complete HR system'
    """
    check_language(lang)
    table = read_toml("labels.toml").get(group, {})
    words = [table.get(part, {}).get(lang, part) for part in key.split("|")]
    return ("或" if lang == "zh" else " or ").join(words)
