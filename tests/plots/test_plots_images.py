"""Pictures look as they did: compared with reference images, within a tolerance.

Versions of Matplotlib set text differently, so what is drawn between the axes is compared with any
of them, and the whole picture with the version that drew the reference. Both are blurred a little.
After a change that is meant, look at the new pictures and write
them with ``PYTHONPATH=tests python tests/plots/test_plots_images.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from plot_tables import PICTURES, TABLES, draw

IMAGES = Path(__file__).parent / "images"
DPI = 60
SIZE = (7.6, 4.8)
PLACE = (0.28, 0.14, 0.5, 0.66)
"""Left, bottom, width and height of the axes, as shares: fitted to text they would move with it."""
BLUR = 4
"""Pixels to each side that are averaged."""
TOLERANCE = 26.0
"""Of 255, at the place that differs most."""


def render(name: str, table: object = None) -> np.ndarray[Any, Any]:
    """Draw a picture with the font that comes with Matplotlib, as RGB pixels."""
    with mpl.rc_context({**mpl.rcParamsDefault, "font.family": "DejaVu Sans", "backend": "agg"}):
        figure = Figure(figsize=SIZE, dpi=DPI)
        draw(name, figure.add_axes(PLACE), table=table)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3].copy()


def inside(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Cut out what lies between the axes."""
    height, width = picture.shape[:2]
    left, bottom, wide, high = PLACE
    top = round((1 - bottom - high) * height) + 2
    rows = slice(top, round((1 - bottom) * height) - 2)
    return picture[rows, round(left * width) + 2 : round((left + wide) * width) - 2]


def reference(name: str) -> tuple[np.ndarray[Any, Any], str]:
    """Read a reference image, and the version of Matplotlib that drew it."""
    with Image.open(IMAGES / f"{name}.png") as stored:
        version = str(stored.info["Matplotlib"])
        return np.asarray(stored.convert("RGB")), version


def distance(one: np.ndarray[Any, Any], two: np.ndarray[Any, Any]) -> float:
    """Return the largest difference of two pictures after blurring, from 0 to 255."""
    if one.shape != two.shape:
        return 255.0
    both = [_blurred(picture.astype(np.float64)) for picture in (one, two)]
    return float(np.abs(both[0] - both[1]).max())


def _blurred(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Average every pixel with its neighbours, by running sums."""
    for axis in (0, 1):
        padded = np.pad(
            picture, [(BLUR + 1, BLUR) if a == axis else (0, 0) for a in range(3)], mode="edge"
        )
        sums = np.cumsum(padded, axis=axis)
        size = picture.shape[axis]
        high = np.take(sums, range(2 * BLUR + 1, 2 * BLUR + 1 + size), axis=axis)
        picture = (high - np.take(sums, range(size), axis=axis)) / (2 * BLUR + 1)
    return picture


@pytest.mark.parametrize("name", PICTURES)
def test_picture_looks_as_it_did(name: str) -> None:
    """What is drawn is that of the reference image; with its version, the texts around it too."""
    wanted, version = reference(name)
    drawn = render(name)
    assert distance(inside(drawn), inside(wanted)) <= TOLERANCE
    if version == _version():
        assert distance(drawn, wanted) <= TOLERANCE


def _version() -> str:
    return ".".join(mpl.__version__.split(".")[:2])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("funnel_bars", pl.col("lost") * 0.8),
        ("score_ranges", pl.lit(value=True).alias("sure")),
        ("calibration", pl.lit(value=True).alias("fits")),
        ("cohort_map", pl.lit(value=True).alias("mature")),
        ("segments", pl.lit(value=False).alias("different")),
        ("lead_waterfall", pl.lit("known").alias("value")),
        ("stage_durations", pl.col("q50") + 6),
        ("gains", pl.col("wins_share") ** 1.4),
        ("forecast_fan", pl.col("expected") * 1.1),
    ],
)
def test_a_change_is_seen(name: str, change: pl.Expr) -> None:
    """The tolerance is not so wide that a change of what is drawn passes."""
    wanted, _ = reference(name)
    drawn = render(name, TABLES[name].with_columns(change))
    assert distance(inside(drawn), inside(wanted)) > TOLERANCE


def test_images_are_small() -> None:
    """There is one reference image for each picture, each below 25 KB."""
    files = sorted(IMAGES.glob("*.png"))
    assert [path.stem for path in files] == sorted(PICTURES)
    assert max(path.stat().st_size for path in files) < 25_000


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    for one in PICTURES:
        picture = Image.fromarray(render(one)).quantize(255)
        note = PngInfo()
        note.add_text("Matplotlib", _version())
        picture.save(IMAGES / f"{one}.png", optimize=True, pnginfo=note)
