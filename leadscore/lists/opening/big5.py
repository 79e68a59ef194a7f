"""Big5 as Windows writes it, with the characters that only Hong Kong's extension has."""

from __future__ import annotations

import codecs

NAME = "cp950"
"""The codec of Python: Microsoft's Big5, which has 碁, 恒 and 裏."""
PAIRS = "leadscore.big5_pairs"
"""What to do with pairs of bytes that it does not know; for ``errors`` of ``bytes.decode``."""


def _read_pair(error: UnicodeError) -> tuple[str, int]:
    """Read a pair as Big5-HKSCS; one that means nothing is lost whole, and shifts no other."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start = error.start
    pair = error.object[start : start + 2]
    trail = pair[1] if len(pair) > 1 else 0
    if not (0x40 <= trail < 0x7F or 0xA1 <= trail < 0xFF) or not 0x81 <= pair[0] < 0xFF:
        return "\ufffd", start + 1
    try:
        return pair.decode("big5hkscs"), start + 2
    except UnicodeDecodeError:
        return "\ufffd", start + 2


codecs.register_error(PAIRS, _read_pair)


def errors_for(encoding: str) -> str:
    r"""Name what is done with bytes that an encoding does not know.

    Examples
    --------
    >>> b"\xa4\xa4\x81\x40\xa4\xa4".decode(NAME, errors_for(NAME))
    '中�中'
    """
    return PAIRS if encoding == NAME else "replace"
