"""Segments: which codes of GB/T 4754-2017 a seller thinks of as one kind of customer."""

from __future__ import annotations

from functools import cache

from leadscore.errors import check_choice
from leadscore.standards.industry_codes import classes_under, industry_codes
from leadscore.standards.vocabulary import read_toml

SEGMENTS = ("high_tech", "fmcg", "manufacturing", "other")


def segment_of(code: str, fmcg: str | None = None) -> str:
    """Find the segment of an industry code.

    Parameters
    ----------
    code : str
        A code of GB/T 4754-2017, of any level.
    fmcg : {"core", "wide"}, optional
        What counts as consumer goods; None takes the choice in ``industry_segments.toml``.

    Returns
    -------
    str
        high_tech, fmcg, manufacturing or other; several with ``|`` between them for a coarse code
        whose classes differ and for which the file makes no choice; other for an unknown code.

    Raises
    ------
    ArgumentError
        When ``fmcg`` is neither core nor wide.

    Examples
    --------
    >>> segment_of("3921"), segment_of("35"), segment_of("3581"), segment_of("1411")
    ('high_tech', 'manufacturing', 'high_tech', 'fmcg')
    >>> segment_of("52"), segment_of("2770", fmcg="wide")
    ('fmcg|other', 'fmcg')
    """
    table = read_toml("industry_segments.toml")
    reading = fmcg or table["fmcg_reading"]
    check_choice("fmcg", reading, ("core", "wide"))
    if code in table["coarse"]:
        return str(table["coarse"][code]["segment"])
    found = {_segment_of_class(one, reading) for one in classes_under(code)}
    return "|".join(s for s in SEGMENTS if s in found) or "other"


@cache
def _prefixes(reading: str) -> dict[str, str]:
    """Map code prefixes to segments; the longest that fits a class decides."""
    table = read_toml("industry_segments.toml")
    high, fmcg = table["high_tech"], table["fmcg"]
    found = dict.fromkeys([*high["manufacturing"], *high["services"]], "high_tech")
    found |= dict.fromkeys([*high["manufacturing_no"], *fmcg["core_no"]], "")
    wide = fmcg["wide"] if reading == "wide" else []
    return found | dict.fromkeys([*fmcg["core"], *wide], "fmcg")


@cache
def _segment_of_class(code: str, reading: str) -> str:
    prefixes = _prefixes(reading)
    fitting = [code[:n] for n in range(len(code), 0, -1) if code[:n] in prefixes]
    made = (
        industry_codes()[code].section
        in read_toml("industry_segments.toml")["manufacturing"]["codes"]
    )
    return (prefixes[fitting[0]] if fitting else "") or ("manufacturing" if made else "other")
