"""The sheet that pictures are drawn on: its axes, its texts, its rows and its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from leadscore.plots.fonts import settle_language, short, text_style, text_width
from leadscore.plots.inks import DARK, PALE, WHITE, Ink
from leadscore.plots.words import say

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

WIDTH = 7.6
_TALLEST = 40.0
_STEPS = [1, 2, 5, 10]
_KEY_CHARACTERS = 14.5
"""Characters of a key that stand side by side in an inch."""
SMALL = 8.5
NORMAL = 9.5


class Canvas:
    """Axes with the words, fonts and habits that all pictures share.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Where to draw; None makes a figure.
    lang : {"en", "zh"}
        The language.
    height, width : float
        Inches of a figure that is made.
    """

    def __init__(self, ax: Axes | None, lang: str, height: float = 4.4, width: float = WIDTH):
        self.lang = settle_language(lang)
        self.style = text_style()
        self.ax = ax if ax is not None else _new_axes(width, min(height, _TALLEST))
        self._keys: list[tuple[Artist, str]] = []
        self._above = 0.0
        for side in ("top", "right"):
            self.ax.spines[side].set_visible(False)
        self.ax.tick_params(labelsize=SMALL)
        self.ax.set_axisbelow(True)

    def say(self, group: str, key: str, **places: object) -> str:
        """Say words in the language of the picture."""
        return say(group, key, self.lang, **places)

    def axes(self, x: str | None = None, y: str | None = None) -> None:
        """Name the axes; a name is a key of the words."""
        if x:
            self.ax.set_xlabel(self.say("axis", x), fontsize=NORMAL, **self.style)
        if y:
            self.ax.set_ylabel(self.say("axis", y), fontsize=NORMAL, **self.style)

    def grid(self, axis: str) -> None:
        """Draw faint lines behind everything, across one axis or ``"both"``."""
        self.ax.grid(visible=True, axis=axis, color=PALE, linewidth=0.8)  # type: ignore[arg-type]

    def rows(
        self, names: Sequence[str], places: Sequence[float] | None = None, width: int = 38
    ) -> None:
        """Name the rows, the first one on top, at 0, 1, 2, ... or at the given places."""
        where = list(range(len(names)) if places is None else places)
        self.ax.set_yticks(where)
        self.ax.set_yticklabels([short(n, width) for n in names], fontsize=SMALL, **self.style)
        self.ax.set_ylim(max(where) + 0.7, min(where) - 0.7)
        self.ax.tick_params(axis="y", length=0)
        self.ax.spines["left"].set_visible(False)

    def columns(self, names: Sequence[str]) -> None:
        """Name the columns at 0, 1, 2, ..."""
        self.ax.set_xticks(range(len(names)))
        self.ax.set_xticklabels([short(n, 24) for n in names], fontsize=SMALL, **self.style)
        self.ax.tick_params(axis="x", length=0)

    def beside(self, texts: Sequence[str], places: Sequence[float] | None = None) -> None:
        """Write a text to the right of each row, outside of the drawing."""
        where = range(len(texts)) if places is None else places
        for y, text in zip(where, texts, strict=True):
            self.write(1.015, y, text, transform=self.ax.get_yaxis_transform(), ha="left")

    def write(self, x: float, y: float, text: str, **how: Any) -> Any:
        """Write a text."""
        settings = {"fontsize": SMALL, "va": "center", "ha": "center", "color": DARK, **how}
        return self.ax.text(x, y, short(text, 60), **settings, **self.style)

    def percent(self, axis: str) -> None:
        """Show the numbers of the axis ``"x"`` or ``"y"`` as per cent."""
        one = self.ax.xaxis if axis == "x" else self.ax.yaxis
        one.set_major_locator(MaxNLocator(6, steps=_STEPS))
        one.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}%"))

    def numbers(self, axis: str, *, whole: bool = True) -> None:
        """Show the numbers of the axis with thousands apart."""
        one = self.ax.xaxis if axis == "x" else self.ax.yaxis
        one.set_major_locator(MaxNLocator(7, integer=whole, steps=_STEPS))
        one.set_major_formatter(FuncFormatter(lambda value, _: number_text(value)))

    def bands(self, card: Any, low: float, high: float) -> None:
        """Shade the grades of a card between two scores, and write their letters on top."""
        edges = [high, *(float(least) for _, least in card.grades), low]
        letters = [*(letter for letter, _ in card.grades), card.rest_grade]
        for at, letter in enumerate(letters):
            right, left = min(edges[at], high), max(edges[at + 1], low)
            if right <= left:
                continue
            if at % 2:
                self.ax.axvspan(left, right, facecolor=PALE, edgecolor="none", zorder=0, alpha=0.7)
            share = (right - left) / (high - low)
            if share > 0.03:
                above = self.ax.get_xaxis_transform()
                start = f" {number_text(edges[at + 1])}+" if at < len(card.grades) else ""
                words = letter + (start if share > 0.12 else "")
                self.write((left + right) / 2, 1.0, words, transform=above, va="bottom")
        self._above = 14.0

    def key_area(self, key: str, ink: Ink, *, words: str | None = None) -> None:
        """Add an area to the key, under the words of ``key`` or other ones."""
        self._keys.append((Patch(**ink.area), words or self.say("key", key)))

    def key_line(self, key: str, *, words: str | None = None, **how: Any) -> None:
        """Add a line or a marker to the key, under the words of ``key`` or other ones."""
        self._keys.append((Line2D([], [], **how), words or self.say("key", key)))

    def finish(self, title: str) -> Axes:
        """Write the title and the key above the drawing, and return the axes."""
        lines = self._draw_key() if self._keys else 0
        self.ax.set_title(
            short(title, 80),
            fontsize=11,
            pad=6 + self._above + (4 + 12.5 * lines if lines else 0),
            **self.style,
        )
        return self.ax

    def _draw_key(self) -> int:
        texts = [short(text, 60) for _, text in self._keys]
        handles = [handle for handle, _ in self._keys]
        inches = self.ax.get_window_extent().width / self.ax.get_figure().dpi  # type: ignore[union-attr]
        columns = _fitting([text_width(t) for t in texts], inches * _KEY_CHARACTERS)
        # Matplotlib fills columns; people read lines.
        order = [at for first in range(columns) for at in range(first, len(texts), columns)]
        # A label that begins with an underscore would be left out, so the words come afterwards.
        legend = self.ax.legend(
            [handles[at] for at in order],
            ["·"] * len(texts),
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=columns,
            frameon=False,
            fontsize=SMALL,
            borderpad=0.1,
            borderaxespad=0.3 + self._above / SMALL,
            labelspacing=0.35,
            handlelength=1.8,
            handletextpad=0.5,
            columnspacing=1.3,
        )
        for one, at in zip(legend.get_texts(), order, strict=True):
            one.set(text=texts[at], color=DARK, **self.style)
        return -(-len(texts) // columns)


def _new_axes(width: float, height: float) -> Axes:
    """Make a figure as a notebook shows it and ``pyplot.show`` finds it."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  chooses a window system

    figure = plt.figure(figsize=(width, height), layout="constrained")
    axes: Axes = figure.subplots()
    return axes


def _fitting(widths: Sequence[int], room: float) -> int:
    """Return how many columns of a key fit side by side."""
    for columns in range(len(widths), 1, -1):
        wide = [max(widths[at::columns]) for at in range(columns)]
        if sum(wide) + 5 * columns <= room:
            return columns
    return 1


def row_height(rows: float, each: float = 0.3) -> float:
    """Return the inches that a figure with so many rows needs."""
    return 1.5 + each * max(rows, 2)


def dot(*, filled: bool, marker: str = "o", colour: str = DARK, size: float = 6) -> dict[str, Any]:
    """Return how a marker looks, filled or hollow."""
    return {
        "marker": marker,
        "markersize": size,
        "color": colour,
        "markerfacecolor": colour if filled else WHITE,
        "markeredgecolor": colour,
        "linestyle": "none",
    }


def share_text(share: float | None) -> str:
    """Write a share as per cent: whole from 10 on, with one digit below.

    Examples
    --------
    >>> share_text(0.4567), share_text(0.03), share_text(0), share_text(None)
    ('46%', '3.0%', '0%', '–')
    """
    if share is None:
        return "–"
    percent = 100 * share
    return f"{percent:.{1 if 0 < abs(percent) < 9.95 else 0}f}%"


def number_text(value: float | None, *, sign: bool = False) -> str:
    """Write a number with thousands apart, and at most the digits that it needs.

    Examples
    --------
    >>> number_text(1234567.0), number_text(0.25), number_text(20, sign=True), number_text(-3)
    ('1,234,567', '0.25', '+20', '−3')
    """
    if value is None:
        return "–"
    plus = "+" if sign and value else ""
    whole = abs(value - round(value)) < 1e-9 or abs(value) >= 100
    text = f"{value + 0.0:{plus},.0f}" if whole else f"{value:{plus},.3g}"
    return text.replace("-", "−")
