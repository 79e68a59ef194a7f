"""Evidence: the values it leaves possible on an ordered scale, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leadscore import data_files
from leadscore.standards.vocabulary import check_language


def highest(scale: Sequence[str], findings: Iterable[str]) -> str | None:
    """Join findings about one company: the higher value wins.

    A finding is a value or several still possible ones. What is sure of the strongest finding
    is sure of the company; what is possible in any finding is possible. The order of the findings
    does not matter, and saying the same thing twice changes nothing.

    Parameters
    ----------
    scale : sequence of str
        The values of a fact, the highest first.
    findings : iterable of str
        Each a value of the scale, or several with ``|`` between them.

    Returns
    -------
    str or None
        A value, or the still possible ones in the order of the scale with ``|`` between them;
        null without findings.

    Examples
    --------
    >>> highest("ABC", ["C", "B"]), highest("ABC", ["B|C", "A|B"]), highest("ABC", [])
    ('B', 'A|B', None)
    """
    spans = [[scale.index(value) for value in finding.split("|")] for finding in findings]
    if not spans:
        return None
    best = min(min(span) for span in spans)
    worst = min(max(span) for span in spans)
    return "|".join(scale[best : worst + 1])


def sentence(fact: str, key: str, lang: str, **values: object) -> str:
    """Say a piece of evidence in words.

    Parameters
    ----------
    fact : str
        A table of ``evidence.toml``, such as ``"hiring"``.
    key : str
        The sentence.
    lang : {"en", "zh"}
        The language.
    **values
        What the sentence's gaps are filled with.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> sentence("hiring", "posts", "en", n=3, hr=1)
    'open posts: 3, of them HR: 1'
    """
    check_language(lang)
    return data_files.say("standards", "evidence.toml", fact, key, lang=lang, **values)


def shorten(text: str, length: int = 30) -> str:
    """Cut a scraped text to a length that fits a sentence.

    Parameters
    ----------
    text : str
        Any text.
    length : int
        The most characters to keep.

    Returns
    -------
    str
        The text with single blanks; its end replaced by an ellipsis when it was too long.

    Examples
    --------
    >>> shorten("HR   Manager"), shorten("a" * 40, 5)
    ('HR Manager', 'aaaa…')
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
