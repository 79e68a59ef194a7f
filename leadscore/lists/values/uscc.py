"""The unified social credit code (GB 32100-2015): its check digit, and what is wrong with one."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import polars as pl

from leadscore.lists.values.cell_text import clean_cell
from leadscore.lists.values.regions import Region, region_of_code

Status = Literal["valid", "invalid", "masked", "old", "missing"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code: digits and capital letters without I, O, S, V and Z."""
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_VALUE_OF_BYTE = np.zeros(256, dtype=np.int64)
_VALUE_OF_BYTE[[ord(character) for character in ALPHABET]] = range(len(ALPHABET))
_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}")
_LABEL = re.compile(r"^.{0,12}?(?:代码|信用码|注册号|税号|USCC|CODE)\s?[:：]\s?", re.IGNORECASE)
# A reader of scans takes these for each other; the alphabet leaves the letters out for that reason.
_LOOKALIKES = str.maketrans("OIZS", "0125")


def is_valid_uscc(code: str | None) -> bool:
    """Tell whether an 18-character code has the right form and the right check digit.

    The check digit is ``(31 - sum(value_i * 3**(i-1)) mod 31) mod 31`` over the first
    17 characters.

    Parameters
    ----------
    code : str or None
        The code, nothing around it.

    Returns
    -------
    bool
        False for None and for any other length.

    Examples
    --------
    >>> is_valid_uscc("91110000710926094P"), is_valid_uscc("91110000710926094Q")
    (True, False)
    """
    if code is None or not _SHAPE.fullmatch(code):
        return False
    total = sum(_VALUES[c] * w for c, w in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[-total % 31] == code[17]


def are_valid_usccs(texts: pl.Series) -> pl.Series:
    """Tell of every text of a column whether it is a valid code and nothing else.

    Parameters
    ----------
    texts : polars.Series
        Text.

    Returns
    -------
    polars.Series
        As ``is_valid_uscc`` of each; false for null.

    Examples
    --------
    >>> are_valid_usccs(pl.Series(["91110000710926094P", None, "-"])).to_list()
    [True, False, False]
    """
    shaped = texts.str.contains(f"^{_SHAPE.pattern}$") & (
        texts.str.len_bytes() == len(_WEIGHTS) + 1
    )
    shaped = shaped.fill_null(value=False)
    known = "".join(texts.filter(shaped)).encode()
    values = _VALUE_OF_BYTE[np.frombuffer(known, np.uint8).reshape(-1, len(_WEIGHTS) + 1)]
    right = -(values[:, :-1] @ np.array(_WEIGHTS)) % len(ALPHABET) == values[:, -1]
    return shaped.scatter(shaped.arg_true(), pl.Series(right, dtype=pl.Boolean))


def clean_uscc(text: str | None) -> str | None:
    """Read a valid credit code out of a cell.

    Blanks, dashes, a label and lower case do no harm. The letters O, I, Z and S, which no code
    has, are read as 0, 1, 2 and 5 where the check digit agrees.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    str or None
        The 18 characters of a valid code, else None (``uscc_status`` says why).

    Examples
    --------
    >>> clean_uscc("统一社会信用代码：9111 0000 7109 2609 4p")
    '91110000710926094P'
    >>> clean_uscc("911100007109****4P") is None
    True
    """
    code = _compact(text)
    if code is None:
        return None
    if is_valid_uscc(code):
        return code
    repaired = code.translate(_LOOKALIKES)
    return repaired if is_valid_uscc(repaired) else None


def uscc_status(text: str | None) -> Status:
    """Say what a cell that should hold a credit code holds.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    {"valid", "invalid", "masked", "old", "missing"}
        ``masked``: some characters are hidden by stars or X; ``old``: a registration number of 15
        digits, as was used until 2015; ``missing``: the cell says that nothing is known.

    Examples
    --------
    >>> [uscc_status(t) for t in ("91110000710926094P", "911100007109****4P", "-")]
    ['valid', 'masked', 'missing']
    """
    code = _compact(text)
    if code is None:
        return "missing"
    if clean_uscc(text) is not None:
        return "valid"
    if 15 <= len(code) <= 18 and re.search(r"[*×]|X{2,}", code):
        return "masked"
    return "old" if re.fullmatch(r"[1-9]\d{14}", code) else "invalid"


def uscc_region(code: str | None) -> Region | None:
    """Return the place where a code was issued.

    Parameters
    ----------
    code : str or None
        A valid code; characters 3 to 8 are the division code of the registering office.

    Returns
    -------
    Region or None
        Province and, where the office is a city's, the city; None for an invalid code and for
        the national office (100000).

    Examples
    --------
    >>> uscc_region("91310000132260250X")
    Region(province='上海', city='上海', county=None)
    """
    return region_of_code(code[2:8]) if code is not None and is_valid_uscc(code) else None


def _compact(text: str | None) -> str | None:
    plain = clean_cell(text) if text is not None and len(text) <= 200 else None
    if plain is None:
        return None
    return re.sub(r"[\s\-_.'\"`]", "", _LABEL.sub("", plain)).upper() or None
