"""Text that a picture can hold: fonts with the characters, short enough, drawn as it is."""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

from leadscore.data_files import read_toml
from leadscore.plots.words import say
from leadscore.standards.vocabulary import check_language

_BOX = "□"
_WIDE = "WF"


def chinese_font() -> str | None:
    """Find a font on this machine that has Chinese characters; None when there is none."""
    found = {font.name for font in font_manager.fontManager.ttflist}
    wanted: list[str] = read_toml("plots", "plot_words.toml")["fonts"]["cjk"]
    return next((name for name in wanted if name in found), None)


def settle_language(lang: str) -> str:
    """Return the language that the picture can speak: English where no font has Chinese."""
    check_language(lang)
    if lang == "zh" and chinese_font() is None:
        remark_no_font()
        return "en"
    return lang


@cache
def remark_no_font() -> None:
    """Say once that Chinese cannot be drawn."""
    warnings.warn(say("text", "no_font", "en"), UserWarning, stacklevel=2)


def text_style() -> dict[str, Any]:
    """Return how every text is set: the user's font, then a Chinese one, and never as mathematics.

    Matplotlib takes what stands between two dollar signs for a formula, and LaTeX takes more;
    names are neither.
    """
    chinese = chinese_font()
    families = [*mpl.rcParams["font.family"], *([chinese] if chinese else [])]
    return {"fontfamily": families, "parse_math": False, "usetex": False}


def short(text: object, width: int = 30) -> str:
    r"""Make a text fit a label: one line, no control characters, at most so wide.

    Parameters
    ----------
    text : object
        What is to be written.
    width : int
        The widest, in Latin characters; a Chinese one counts as two.

    Returns
    -------
    str
        What was cut off is an ellipsis; a character that no font has is a box.

    Examples
    --------
    >>> short("A very long name of a company", 12)
    'A very long…'
    >>> short("two\nlines $x$")
    'two lines $x$'
    """
    kept = [" " if c.isspace() else c for c in str(text)]
    plain = "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    plain = " ".join(plain.split())
    if _width(plain) > width:
        while plain and _width(plain) > width - 1:
            plain = plain[:-1]
        plain = plain.rstrip() + "…"
    return _drawable(plain)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


def text_width(text: str) -> int:
    """Count characters, wide ones twice."""
    return _width(text)


def _drawable(text: str) -> str:
    """Put a box for each character that no font has."""
    if text.isascii():
        return text
    families = [*mpl.rcParams["font.family"], chinese_font()]
    known = [
        _characters(font_manager.findfont(font_manager.FontProperties(family=[name])))
        for name in families
        if name
    ]
    missing = {c for c in text if not any(ord(c) in one for one in known)}
    if any(unicodedata.east_asian_width(c) in _WIDE for c in missing) and not chinese_font():
        remark_no_font()
    return "".join(_BOX if c in missing else c for c in text)


@cache
def _characters(path: str) -> frozenset[int]:
    return frozenset(font_manager.get_font(path).get_charmap())
