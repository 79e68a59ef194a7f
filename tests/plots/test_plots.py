"""Pictures: what they draw, what they refuse, and what they do with hostile text."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import unicodedata
import warnings
from itertools import combinations
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from plot_tables import CARD, FUNNEL, INCIDENCE, MORE, PICTURES, RANKED, TABLES, draw
from real_data import shared

import leadscore as ls
from leadscore import plots
from leadscore.data_files import read_toml
from leadscore.errors import ArgumentError, ColumnError, ColumnTypeError
from leadscore.plots import fonts, inks
from leadscore.plots.inks import Ink

HOSTILE = {
    "mathematics": r"$\frac{1}{0}$ & Co_Ltd ^ {x",
    "one dollar": "Cash$ Holding \\textbf{",
    "underscore": "_hidden_ company",
    "long": "An Exceedingly Long Name of a Company That Nobody Could Ever Fit Anywhere " * 3,
    "lines": "first\nsecond\tthird\x00\x1b[31m",
    "right to left": "שלום \u202eevil\u202c בע״מ",
    "script": "<script>alert(1)</script>",
    "beyond any font": "Rocket \U0001f680 \U00012000",
    "per cent": "100% {name} %s",
}


def new_axes(width: float = 7.6, height: float = 5.0) -> Any:
    """Make axes that pyplot does not know."""
    return Figure(figsize=(width, height), layout="constrained").subplots()


def drawn_texts(ax: Any) -> list[Text]:
    """Draw, and list the texts that are seen."""
    ax.figure.canvas.draw()
    unseen = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                unseen |= {tick.label1, tick.label2}
    texts = [t for t in ax.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [t for t in texts if t not in unseen]


@pytest.mark.parametrize("name", PICTURES)
def test_axes_in_axes_out(name: str) -> None:
    """A picture is drawn into the axes that are given, and pyplot hears nothing of it."""
    ax = new_axes()
    assert draw(name, ax) is ax
    assert ax.has_data()
    assert ax.get_title()
    assert not plt.get_fignums()


@pytest.mark.parametrize("name", PICTURES)
def test_without_axes_pyplot_shows_the_picture(name: str) -> None:
    """Without axes exactly one figure is made, and it is the one that pyplot shows."""
    ax = draw(name)
    assert plt.get_fignums() == [plt.gcf().number]
    assert ax.figure is plt.gcf()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", ["pandas", "arrow"])
def test_any_kind_of_table(name: str, kind: str) -> None:
    """Tables of pandas and Arrow give the picture that Polars gives, and are not changed."""
    table = TABLES[name]
    other: Any = table.to_pandas() if kind == "pandas" else table.to_arrow()
    before = other.copy(deep=True) if kind == "pandas" else other
    one, two = draw(name, new_axes()), draw(name, new_axes(), table=other)
    assert [t.get_text() for t in drawn_texts(one)] == [t.get_text() for t in drawn_texts(two)]
    assert other.equals(before)


@pytest.mark.parametrize("name", TABLES)
def test_wrong_table_names_what_is_missing(name: str) -> None:
    """A table that something else made is refused: what is missing, what makes it."""
    with pytest.raises(ColumnError, match=f"plots.{name} draws what ") as caught:
        draw(name, table=pl.DataFrame({"other": [1]}))
    assert "The table has: other." in str(caught.value)
    assert not plt.get_fignums(), "a refusal leaves no empty figure"


@pytest.mark.parametrize("name", TABLES)
def test_no_rows(name: str) -> None:
    """A table without rows is refused in one sentence."""
    with pytest.raises(ArgumentError, match=f"plots.{name}: the table has no rows"):
        draw(name, table=TABLES[name].clear())


@pytest.mark.parametrize("name", TABLES)
def test_nulls_are_drawn_or_refused_by_name(name: str) -> None:
    """A null where the result can have one is drawn around; elsewhere the column is named."""
    for column in TABLES[name].columns:
        kept = pl.when(pl.int_range(pl.len()) > 0).then(pl.col(column)).alias(column)
        said = ""
        try:
            draw(name, new_axes(), table=TABLES[name].with_columns(kept))
        except ArgumentError as error:
            said = str(error)
        assert not said or f'the column "{column}" is null in 1 of' in said


@pytest.mark.parametrize("name", TABLES)
def test_one_row_and_only_zeros(name: str) -> None:
    """A table of one row is drawn, and so is one where all that is measured is zero."""
    table = TABLES[name]
    kept = ("days", "day", "age", "position")
    zeros = [n for n, t in table.schema.items() if t.is_numeric() and n not in kept]
    for changed in (table.head(1), table.with_columns(pl.col(n) * 0 for n in zeros)):
        drawn_texts(draw(name, new_axes(), table=changed))


@pytest.mark.parametrize("name", TABLES)
def test_no_table(name: str) -> None:
    """What is no table is refused."""
    with pytest.raises((ColumnTypeError, ColumnError), match="A table is needed"):
        draw(name, table=[1, 2])


@pytest.mark.parametrize("name", PICTURES)
def test_unknown_language(name: str) -> None:
    """A language that nobody speaks is refused."""
    with pytest.raises(ArgumentError, match='lang="fr" is not known'):
        draw(name, lang="fr")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_says_how_to_read_it(name: str) -> None:
    """The docstring tells how to read it and has an example."""
    text = inspect.getdoc(getattr(plots, name)) or ""
    assert "How to read it: " in text
    assert ">>> " in text
    assert set(plots.__all__) == set(PICTURES)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PICTURES)
def test_texts_never_overlap(name: str, lang: str) -> None:
    """No text lies on another one, and none leaves the figure."""
    if lang == "zh" and fonts.chinese_font() is None:
        pytest.skip("no font with Chinese characters on this machine")
    ax = draw(name, lang=lang)
    texts = drawn_texts(ax)
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    for (one, a), (two, b) in combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 1 or high <= 1, f"{one!r} lies on {two!r}"
    outer = ax.figure.bbox
    for text, box in boxes:
        assert outer.x0 - 1 <= box.x0, text
        assert box.x1 <= outer.x1 + 1, text
        assert outer.y0 - 1 <= box.y0, text
        assert box.y1 <= outer.y1 + 1, text


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_names_are_drawn_as_text(hostile: str) -> None:
    """No name becomes a formula, a missing glyph, a second line or an error."""
    ax = plots.score_ranges(RANKED.with_columns(name=pl.lit(hostile)), card=CARD, ax=new_axes())
    labels = ax.get_yticklabels()
    assert len(drawn_texts(ax)) > 5
    assert not any(label.get_parse_math() or label.get_usetex() for label in labels)
    assert len(labels[0].get_text()) <= 40
    assert "\n" not in labels[0].get_text()
    if len(hostile) > 60:
        assert labels[0].get_text().endswith("…")
    ax = plots.lead_waterfall(TABLES["lead_waterfall"], name=hostile, ax=new_axes())
    drawn_texts(ax)
    assert not ax.title.get_parse_math()


@pytest.mark.parametrize("name", [n for n in TABLES if n not in ("calibration", "gains", "lift")])
def test_hostile_words_in_every_column(name: str) -> None:
    """Hostile words in any text column of any table are drawn, in every place they can take."""
    table = TABLES[name]
    words = r"$x_1$ \alpha _y"
    changed = [n for n, t in table.schema.items() if t == pl.String and n not in ("method",)]
    if name == "incidence":
        table = table.with_columns(pl.col("outcome").replace("demo", words))
    else:
        table = table.with_columns(pl.lit(words).alias(n) for n in changed)
    ax = draw(name, new_axes(), table=table)
    for text in drawn_texts(ax):
        if "alpha" in text.get_text():
            assert not text.get_parse_math()


def test_chinese_where_a_font_is() -> None:
    """With a Chinese font the words are Chinese and every character has a glyph."""
    if fonts.chinese_font() is None:
        pytest.skip("no font with Chinese characters on this machine")
    for name in PICTURES:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            texts = [t.get_text() for t in drawn_texts(draw(name, new_axes(), lang="zh"))]
        assert any("\u4e00" <= c <= "\u9fff" for text in texts for c in text), name
        assert not any("□" in text for text in texts)


def test_english_and_one_remark_where_no_font_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Chinese font the words are English, names show boxes, and one remark is made."""
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    fonts.remark_no_font.cache_clear()
    table = RANKED.with_columns(name=pl.lit("北京某某公司"))
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        with pytest.warns(UserWarning, match="No font with Chinese characters was found") as made:
            axes = [plots.score_ranges(table, lang="zh", ax=new_axes()) for _ in range(3)]
        assert len(made) == 1
        assert axes[0].get_title() == "Who to call first, and how sure that is"
        assert axes[0].get_yticklabels()[0].get_text() == "1 □□□□□□"
        drawn_texts(axes[0])


def neighbours_differ(one: Ink, two: Ink) -> bool:
    """Say whether two areas side by side are told apart in black and white."""
    return one.hatch != two.hatch or abs(one.lightness - two.lightness) >= 20


@pytest.mark.parametrize(
    "group",
    [
        (inks.DONE, inks.STILL_OPEN, inks.LATE, inks.LOST),
        (inks.DONE, inks.UNSURE, inks.MINUS, inks.TOTAL),
        (inks.DONE, inks.UNSURE, inks.REST, inks.MINUS),
        (inks.TOTAL, inks.DONE, inks.WON, inks.MINUS),
        (inks.DONE, *inks.OTHERS, inks.STILL_OPEN, inks.LOST),
    ],
    ids=["funnel", "waterfall", "card", "pipeline", "incidence"],
)
def test_parts_are_told_apart_in_black_and_white(group: tuple[Ink, ...]) -> None:
    """Parts that can lie side by side differ in lightness or in hatch."""
    for one, two in combinations(group, 2):
        assert neighbours_differ(one, two), (one, two)


@pytest.mark.parametrize("name", ["funnel_bars", "pipeline_change", "lead_waterfall"])
def test_drawn_bars_are_told_apart_in_black_and_white(name: str) -> None:
    """The bars that touch each other in a picture differ in lightness or in hatch."""
    ax = draw(name, new_axes())
    bars = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_width()]
    for one, two in combinations(bars, 2):
        same_line = one.get_y() == two.get_y()
        if same_line and abs(one.get_x() + one.get_width() - two.get_x()) < 1e-9:
            kinds = [
                Ink(mpl.colors.to_hex(p.get_facecolor()), p.get_hatch() or "") for p in (one, two)
            ]
            assert neighbours_differ(*kinds)


def test_funnel_parts_fill_the_bar() -> None:
    """What went on, is open, is too late and was lost add up to what entered."""
    ax = plots.funnel_bars(FUNNEL, ax=new_axes())
    ends: dict[float, float] = {}
    for bar in ax.patches:
        ends[round(bar.get_y(), 3)] = max(
            ends.get(round(bar.get_y(), 3), 0), bar.get_x() + bar.get_width()
        )
    assert list(ends.values()) == FUNNEL["entered"].to_list()


def test_funnel_of_segments() -> None:
    """A funnel by segment has a bar for each stage and segment, and null is named."""
    table = FUNNEL.with_columns(size=pl.Series(["large", None, "large"]))
    labels = [t.get_text() for t in plots.funnel_bars(table, ax=new_axes()).get_yticklabels()]
    assert labels == ["large · New (1,200)", "not given · Call (640)", "large · Offer (210)"]


def test_incidence_draws_one_segment() -> None:
    """Curves of several segments are refused, those of one are drawn."""
    table = INCIDENCE.with_columns(size=pl.Series(["a"] * 8 + ["b"] * 8))
    with pytest.raises(ArgumentError, match='draws one segment, and the table has 2 in "size"'):
        plots.incidence(table)
    plots.incidence(table.with_columns(size=pl.lit("a")), ax=new_axes())


def test_forecast_refuses_a_backtest_of_other_days() -> None:
    """A backtest that says nothing of the forecast's days is refused."""
    late = MORE["forecast_fan"]["backtest"].with_columns(days=pl.lit(7))
    with pytest.raises(ArgumentError, match=r"one of the forecast's days \(30, 60, 90\)"):
        plots.forecast_fan(TABLES["forecast_fan"], backtest=late)


def test_pipeline_without_amounts() -> None:
    """Amounts that the log does not have are refused, and the way out is named."""
    table = TABLES["pipeline_change"].with_columns(amount=pl.lit(None, pl.Float64))
    with pytest.raises(ArgumentError, match='Draw of="leads"'):
        plots.pipeline_change(table, of="amount")
    with pytest.raises(ArgumentError, match='of="money" is not known'):
        plots.pipeline_change(table, of="money")


def test_durations_without_quantiles() -> None:
    """Durations of which no quantile is there are refused."""
    with pytest.raises(ColumnError, match='No column holds a quantile such as "q50"'):
        plots.stage_durations(pl.DataFrame({"label": ["New"], "entered": [3]}))


def test_top_of_the_ranking() -> None:
    """Only as many leads as asked for are drawn."""
    ax = plots.score_ranges(RANKED, top=2, ax=new_axes())
    assert [t.get_text() for t in ax.get_yticklabels()] == ["1 Alpha Works", "2 Beta & Sons"]
    with pytest.raises(ArgumentError, match="top must be a whole number from 1 on"):
        plots.score_ranges(RANKED, top=0)


def test_files_of_any_kind(tmp_path: Any) -> None:
    """Every picture can be saved as PNG, SVG and PDF, with Chinese in it."""
    table = RANKED.with_columns(name=pl.lit("北京某某公司 $1"))
    ax = plots.score_ranges(table, card=CARD, ax=new_axes())
    for kind in ("png", "svg", "pdf"):
        ax.figure.savefig(tmp_path / f"ranking.{kind}")
        assert (tmp_path / f"ranking.{kind}").stat().st_size > 1000


def test_plots_are_found_and_light() -> None:
    """``leadscore.plots`` is the package of pictures; Matplotlib is loaded when it is asked for."""
    assert ls.plots is plots
    assert "plots" in dir(ls)
    code = (
        "import sys, leadscore as ls; assert 'matplotlib' not in sys.modules; ls.plots; "
        "assert 'matplotlib' in sys.modules; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_words_have_both_languages() -> None:
    """Everything that a picture says is there in English and in Chinese, with the same places."""
    words = read_toml("plots", "plot_words.toml")
    for group, keys in words.items():
        for key, said in keys.items() if group != "fonts" else ():
            assert said.keys() == {"en", "zh"}, (group, key)
            places = [set(re.findall(r"\{(\w+)", text)) for text in said.values()]
            assert places[0] == places[1], (group, key)
            assert all(said.values())


@given(st.text(max_size=60), st.integers(4, 40))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    """Any text becomes one line of at most the width, and shortening it again changes nothing."""
    cut = fonts.short(text, width)
    assert fonts.text_width(cut) <= width
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in cut)
    assert fonts.short(cut, width) == cut


def test_a_real_list() -> None:
    """The ranking of a real list is drawn with all its names, and no text on another."""
    path = next(shared("lagou_2018_gbk_blankrows").glob("*.csv"))
    calls = ls.rank(ls.qualify(ls.read_list(path, kind="polars").leads))
    ax = plots.score_ranges(calls, card=ls.hrm_card(), lang="zh", top=40)
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert len(labels) == 40
    assert fonts.chinese_font() is None or not any("□" in label for label in labels)
    drawn_texts(ax)
