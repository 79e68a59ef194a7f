"""Make the pictures of ``docs/plots.md`` from the code that stands there.

Run from the project's folder: ``python docs/make_plots.py``. With the name of a file as argument
that page is taken instead.
"""

from __future__ import annotations

import doctest
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from PIL import Image

import leadscore as ls
from leadscore.samples import make_log

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "plots.md"
COLOURS = 96


def make_plots(page: Path) -> list[Path]:
    """Run the code of each section, and save the axes that it leaves as the picture it shows."""
    mpl.use("agg")
    text = page.read_text(encoding="utf-8")
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    known: dict[str, Any] = {}
    made = []
    for section in re.split(r"^(?=#+ )", text, flags=re.MULTILINE):
        test = parser.get_doctest(section, known, page.name, str(page), 0)
        if runner.run(test, clear_globs=False).failed:
            raise SystemExit(1)
        known = test.globs
        shown = re.search(r"\((images/\w+\.png)\)", section)
        if shown:
            made.append(save(known["ax"], page.parent / shown[1]))
    return made


def save(ax: Any, path: Path) -> Path:
    """Save a picture, small."""
    path.parent.mkdir(exist_ok=True)
    drawn = BytesIO()
    ax.figure.savefig(drawn, dpi=96, format="png")
    picture = Image.open(drawn).convert("RGB").quantize(COLOURS)
    picture.save(path, optimize=True)
    return path


def make_chinese(folder: Path) -> None:
    """Draw the three pictures of the Chinese README; this needs a font with Chinese characters."""
    lang: Any = {"lang": "zh"}
    card = ls.hrm_card()
    leads = ls.qualify(ls.read_list(ROOT / "data" / "vacancies_gb18030.csv").leads, **lang)
    calls = ls.rank(leads, card, **lang)
    first = ls.explain(leads, calls["lead_id"].iloc[0], card, **lang)
    sample = make_log(1500)
    funnel = ls.EventLog(sample.events, as_of=sample.as_of).funnel(**lang)
    axes = {
        "score_ranges": ls.plots.score_ranges(calls, card=card, top=20, **lang),
        "lead_waterfall": ls.plots.lead_waterfall(first, card=card, **lang),
        "funnel_bars": ls.plots.funnel_bars(funnel, **lang),
    }
    for name, ax in axes.items():
        save(ax, folder / f"{name}_zh.png")


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    make_plots(page)
    make_chinese(page.parent / "images")
