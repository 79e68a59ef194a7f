"""What parts of a picture look like, told apart by colour, by lightness, and by hatch.

The colours are those of Okabe and Ito (2008), which people with any kind of colour blindness can
tell apart. Parts that lie side by side differ in lightness or in hatch too, so that a picture is
still read when it is printed in black and white; a test holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BLUE, ORANGE, SKY, GREEN, PURPLE = "#0072B2", "#E69F00", "#56B4E9", "#009E73", "#CC79A7"
BLACK, DARK, GREY, PALE, WHITE = "#000000", "#333333", "#767676", "#EBEBEB", "#FFFFFF"


@dataclass(frozen=True)
class Ink:
    """How an area is filled.

    Attributes
    ----------
    colour : str
        Of the area.
    hatch : str
        Of the lines on it; empty for none.
    line : str
        Colour of hatch and edge.

    Examples
    --------
    >>> Ink("#FFFFFF", "///").area["hatch"]
    '///'
    """

    colour: str
    hatch: str = ""
    line: str = WHITE

    @property
    def area(self) -> dict[str, Any]:
        """How Matplotlib calls it."""
        return {
            "facecolor": self.colour,
            "hatch": self.hatch or None,
            "edgecolor": self.line,
            "linewidth": 0.6,
        }

    @property
    def lightness(self) -> float:
        """How light it looks in black and white, from 0 (black) to 100 (white): CIE L*.

        Examples
        --------
        >>> round(Ink("#FFFFFF").lightness), round(Ink("#0072B2").lightness)
        (100, 46)
        """
        parts = [int(self.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return 116 * luminance ** (1 / 3) - 16 if luminance > 216 / 24389 else 903.3 * luminance


DONE = Ink(BLUE)
STILL_OPEN = Ink(WHITE, "////", GREY)
LOST = Ink(ORANGE)
LATE = Ink(PALE, "....", GREY)
UNSURE = Ink(SKY, "////", BLUE)
REST = Ink(PALE, "", GREY)
TOTAL = Ink(DARK)
MINUS = Ink(ORANGE, "\\\\\\\\", DARK)
WON = Ink(GREEN, "...", WHITE)
OTHERS = (Ink(SKY, "xxx", DARK), Ink(GREEN, "...", WHITE), Ink(PURPLE, "---", DARK))
