"""The page in a real browser: what it shows, that its numbers are those of the scorer, and that
nothing that was scraped does anything.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from browser import Opened, chromium
from engines import drawn
from hypothesis import given
from strategies import cards_and_leads

from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import rank, score
from leadscore.funnel.examples import example_log
from leadscore.reports.page import embed, write_page
from leadscore.reports.page_data import page_data
from leadscore.samples import make_leads

CARD = hrm_card()
LEADS = make_leads(400, 3).with_columns(
    name=pl.format("公司{}", pl.int_range(pl.len())),
    phones=pl.format("1380000{}|021-99990001", pl.int_range(1000, 1000 + pl.len())),
    size_why=pl.lit("150–500 people"),
    owner=pl.int_range(pl.len()).map_elements(lambda i: ["Wang", "Li", None][i % 3], pl.String),
    status=pl.when(pl.int_range(pl.len()) % 9 == 0).then(pl.lit("revoked")),
)
EVIL = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "<!--<script>",
    "a\u2028b\u2029c",
    "{{ 7 * 7 }}${alert(4)}",
)
ALL = """() => {
  const { data, state, scorePatterns, reasonsOf, questionOf } = window.leadscore;
  const made = scorePatterns(data, state.points);
  const ids = data.leads.columns.find((one) => one.name === "lead_id");
  return data.leads.pattern.map((p, row) => ({
    lead_id: ids.en[row], score: made.score[p], low: made.low[p], high: made.high[p],
    grade: made.grade[p], sure: made.sure[p],
    why: reasonsOf(data, made, p, state.lang).join(data.words[state.lang].reasons_joint) || null,
    ask: questionOf(data, made, p, state.lang),
  }));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with everything on it."""
    path = tmp_path_factory.mktemp("page") / "calls.html"
    ranked = rank(LEADS)
    first = ranked["lead_id"][0]
    write_page(
        path,
        ranked,
        card=CARD,
        problems=pl.DataFrame(
            {"source": ["a.csv"] * 60, "row": range(60), "problem": ["bad"] * 60}
        ),
        report="400 rows gave 400 companies.",
        remarks=["a remark"],
        trails=pl.DataFrame(
            {"lead_id": [first], "field": ["name"], "raw": ["raw cell"], "row": [2]}
        ),
        funnel=example_log().funnel(),
        forecast=example_log().forecast(30),
    )
    return path


@pytest.fixture
def opened(browser: Any, written: Path) -> Iterator[Opened]:
    """The page, open; at the end nothing may have failed or left the machine."""
    found = Opened(browser, written)
    yield found
    found.close()


def names(table: pl.DataFrame) -> list[str]:
    return table["name"].to_list()


def test_the_list_is_that_of_rank(opened: Opened) -> None:
    """The first fifty rows are those of ``rank``, with score, grade, reasons and question."""
    ranked = rank(LEADS)
    assert opened.names() == names(ranked.head(50))
    row = ranked.row(0, named=True)
    text = opened.page.locator("#rows tr").first.inner_text()
    for part in (str(row["score"]), row["grade"], row["ask"], *row["why"].split("; ")):
        assert part in text
    assert opened.page.locator("#count").inner_text() == "1 to 50 of 400 companies"


def test_disqualified_leads_come_last_and_say_why(opened: Opened) -> None:
    """The last page holds those that a gate closes, with its label instead of reasons."""
    for _ in range(7):
        opened.page.click("#next")
    assert opened.page.locator("#next").is_disabled()
    assert opened.names() == names(rank(LEADS).tail(50))
    last = opened.page.locator("#rows tr").last
    assert "Disqualified: No longer in business" in last.inner_text()


def test_columns_sort_both_ways(opened: Opened) -> None:
    """A heading sorts, a second click turns the order, and aria-sort says so."""
    head = opened.page.locator('th[data-key="score"]')
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    lowest = rank(LEADS).sort("score", "position")
    assert opened.names() == names(lowest.head(50))
    opened.page.click('th[data-key="name"] button')
    assert opened.names()[:3] == ["公司0", "公司1", "公司2"]


def test_filters_and_search_narrow_the_list(opened: Opened) -> None:
    """Grade, region, type and owner narrow together; search looks at phones, too."""
    page, ranked = opened.page, rank(LEADS)
    page.click('fieldset button[data-grade="B"]')
    region = ranked["region"].drop_nulls()[0]
    page.select_option("#filter-region", label=region)
    page.select_option("#filter-owner", label="Wang")
    page.select_option("#filter-hr_type", label="A: complete HR system")
    wanted = ranked.filter(
        pl.col("grade") == "B",
        pl.col("region") == region,
        pl.col("owner") == "Wang",
        pl.col("hr_type").str.split("|").list.contains("A"),
    )
    assert opened.names() == names(wanted)
    page.click("#clear")
    page.fill("#search", "13800001007")
    assert opened.names() == ["公司7"]
    assert page.locator("#count").inner_text().startswith("1 to 1 of 1 company")
    page.fill("#search", "nobody")
    assert page.locator("#count").inner_text().startswith("No company fits")
    page.click("#clear")
    page.select_option("#filter-owner", value="?")
    assert opened.names() == names(ranked.filter(pl.col("owner").is_null()).head(50))


def test_a_lead_opens_by_keyboard_to_waterfall_and_trail(opened: Opened) -> None:
    """Enter on the name opens the lead; the points of its rows add up to its score."""
    page, first = opened.page, rank(LEADS).row(0, named=True)
    button = page.locator("#rows button.name").first
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.className") == "name"
    points = page.locator(".made tbody td.right").evaluate_all(
        "(cells) => cells.map((one) => parseInt(one.firstChild.textContent))"
    )
    assert sum(points) == first["score"]
    assert len(points) == len(CARD.attributes) == page.locator(".made tbody svg .bar").count()
    assert "150–500 people" in page.locator(".made").inner_text()
    assert "raw cell" in page.locator(".trail-part").inner_text()
    button.press("Enter")
    assert page.locator(".detail").count() == 0


def test_sliders_rank_again_as_the_scorer_does(opened: Opened) -> None:
    """After sliding, order, positions and grades are those of ``rank`` with the changed card."""
    opened.slide(0, 0, 3)
    opened.slide(4, 1, 30)
    opened.slide(6, 4, -7)
    changed = CARD.with_points({"size": {0: 3}, "hr_type": {1: 30}, "etooling": {"unknown": -7}})
    ranked = rank(LEADS, changed)
    assert opened.names() == names(ranked.head(50))
    grades = opened.page.locator("#rows [data-cell=grade] span.grade").all_inner_texts()
    assert grades == ranked["grade"].head(50).to_list()
    before = {row["lead_id"]: row["grade"] for row in rank(LEADS).iter_rows(named=True)}
    moved = sum(before[row["lead_id"]] != row["grade"] for row in ranked.iter_rows(named=True))
    opened.page.wait_for_function(
        "text => document.getElementById('whatif-count').textContent === text",
        arg=f"3 point values changed: {moved} companies change grade.",
    )
    opened.page.click("#reset")
    opened.page.wait_for_function(
        "name => document.querySelector('#rows button.name').textContent === name",
        arg=rank(LEADS)["name"][0],
    )


def test_sliders_obey_the_keyboard(opened: Opened) -> None:
    """An arrow key moves the points by one, and the number beside it follows."""
    place = '[data-attribute="0"][data-slot="0"]'
    opened.page.locator(f"#whatif input[type=range]{place}").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator(f"#whatif input[type=number]{place}").input_value() == "21"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_saved_card_gives_exactly_the_numbers_of_the_page(
    browser: Any, written: Path, tmp_path: Path, lang: str
) -> None:
    """The file that the page saves scores every lead as the page does, words included."""
    opened = Opened(browser, written)
    opened.page.click(f'[data-lang="{lang}"]')
    for attribute, slot, points in ((0, 0, 31), (1, 0, -4), (2, 2, 9), (5, 3, 0), (6, 5, 2)):
        opened.slide(attribute, slot, points)
    with opened.page.expect_download() as download:
        opened.page.click("#save")
    file = tmp_path / "saved.toml"
    download.value.save_as(file)
    assert download.value.suggested_filename == "hrm-changed.toml"
    shown = pl.DataFrame(opened.page.evaluate(ALL), schema_overrides={"why": pl.String})
    opened.close()
    card = Card.load(file)
    assert card != CARD
    assert file.read_text(encoding="utf-8").count("#") == CARD.to_toml().count("#")
    expected = score(LEADS, card, lang=lang).sort("lead_id")
    assert shown.equals(expected.select(shown.columns))


@pytest.fixture(scope="module")
def console(browser: Any, written: Path) -> Iterator[Any]:
    """A page whose functions are given other data."""
    opened = Opened(browser, written)
    yield opened.page
    opened.close()


@drawn(60)
@given(cards_and_leads())
def test_any_card_scores_in_the_page_as_in_the_scorer(
    console: Any, drawn_one: tuple[Card, pl.DataFrame]
) -> None:
    """For random cards and leads the page's rule gives the outputs of ``score``, and its text."""
    card, leads = drawn_one
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {lang: score(leads, card, lang=lang) for lang in ("en", "zh")}
    data = json.loads(embed(page_data(leads, card=card)))
    found = console.evaluate(
        """(data) => {
          const { scorePatterns, reasonsOf, questionOf, cardText } = window.leadscore;
          const points = data.card.attributes.map((one) => one.points);
          const made = scorePatterns(data, points);
          const of = (lang) => data.leads.pattern.map((p) => [
            made.score[p], made.low[p], made.high[p], made.grade[p], made.sure[p],
            reasonsOf(data, made, p, lang).join(data.words[lang].reasons_joint) || null,
            questionOf(data, made, p, lang),
          ]);
          return { en: of("en"), zh: of("zh"), text: cardText(data.card, points) };
        }""",
        data,
    )
    columns = ["score", "low", "high", "grade", "sure", "why", "ask"]
    for lang in ("en", "zh"):
        assert [tuple(row) for row in found[lang]] == expected[lang].select(columns).rows()
    assert Card.from_toml(found["text"]) == card


def test_hostile_text_does_nothing(browser: Any, tmp_path: Path) -> None:
    """Names, cells and addresses that are markup or code are shown as they are, and stay text."""
    sites = ["javascript:alert(5)", "data:text/html,<script>alert(6)</script>", "www.ok.example"]
    leads = make_leads(len(EVIL)).with_columns(
        name=pl.Series(EVIL),
        region=pl.Series(EVIL),
        website=pl.Series(
            [*sites, "http://ok.example/a", " javascript:alert(7)", "ftp://x.example"]
        ),
        size_why=pl.Series(EVIL),
    )
    problems = pl.DataFrame({"source": EVIL, "raw": EVIL, "problem": EVIL})
    write_page(
        tmp_path / "evil.html", rank(leads), card=CARD, problems=problems, remarks=EVIL,
        report=EVIL[0],
    )  # fmt: skip
    opened = Opened(browser, tmp_path / "evil.html")
    for button in opened.page.locator("#rows button.name").all():
        button.click()
    for lang in ("zh", "en"):
        opened.page.click(f'[data-lang="{lang}"]')
    assert sorted(opened.page.locator("#rows button.name").all_text_contents()) == sorted(EVIL)
    assert opened.page.evaluate("[document.scripts.length, document.images.length]") == [2, 0]
    links = opened.page.locator("#rows a").evaluate_all(
        "(all) => all.map((one) => [one.href, one.rel])"
    )
    assert sorted(links) == [
        ["http://ok.example/a", "noopener noreferrer"],
        ["http://www.ok.example/", "noopener noreferrer"],
    ]
    opened.close()


def test_the_page_forbids_every_connection(opened: Opened) -> None:
    """The policy of the page lets nothing load, not even what its own script would ask for."""
    refused = opened.page.evaluate(
        "fetch('https://example.com/').then(() => 'loaded', () => 'refused')"
    )
    assert refused == "refused"
    assert any("Content Security Policy" in one for one in opened.faults)
    opened.faults.clear()
    opened.requests.clear()


def test_the_language_switch_changes_every_word(opened: Opened) -> None:
    """In Chinese, headings, labels, reasons, questions and sliders are Chinese."""
    opened.page.click('[data-lang="zh"]')
    assert opened.page.evaluate("document.documentElement.lang") == "zh-CN"
    ranked = rank(LEADS, lang="zh")
    text = opened.page.locator("#rows tr").first.inner_text()
    for part in (ranked["ask"][0], *ranked["why"][0].split("；")):
        assert part in text
    assert opened.page.locator("#calls th").nth(1).inner_text().startswith("企业名称")
    label = opened.page.locator("#whatif input").first.get_attribute("aria-label")
    assert label == "企业规模，大型：分值"


def test_sections_stand_where_their_tables_are_given(
    browser: Any, opened: Opened, tmp_path: Path
) -> None:
    """Funnel and forecast are there with events, and hidden without them."""
    assert opened.page.locator("#funnel tbody tr").count() == 3
    assert "are expected to be won" in opened.page.locator("#forecast").inner_text()
    assert "60" in opened.page.locator("#tiles").inner_text()
    write_page(tmp_path / "bare.html", rank(LEADS), card=CARD)
    bare = Opened(browser, tmp_path / "bare.html")
    assert not bare.page.locator("#funnel").is_visible()
    assert not bare.page.locator("#forecast").is_visible()
    bare.close()


def test_paper_gets_more_rows_than_the_screen(opened: Opened) -> None:
    """For printing the list is longer; after it the page is as it was."""
    opened.page.click("#next")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(opened.names()) == 200
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.names() == names(rank(LEADS).slice(50, 50))


def test_a_long_list_keeps_the_document_small(browser: Any, tmp_path: Path) -> None:
    """Of 5,000 leads 50 are in the document, whatever is typed, sorted or slid; ranks are exact."""
    leads = make_leads(5000, 9)
    write_page(tmp_path / "long.html", rank(leads), card=CARD)
    opened = Opened(browser, tmp_path / "long.html")
    nodes = "document.getElementsByTagName('*').length"
    for act in (
        lambda: None,
        lambda: opened.page.click('th[data-key="score"] button'),
        lambda: opened.page.fill("#search", "lead"),
        lambda: opened.slide(0, 0, 2),
    ):
        act()
        assert opened.page.locator("#rows > tr").count() == 50
        assert opened.page.evaluate(nodes) < 4000
    opened.page.click('th[data-key="position"] button')
    expected = rank(leads, CARD.with_points({"size": {0: 2}}))["lead_id"].head(50).to_list()
    assert opened.names() == expected
    opened.close()


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_serious_barrier(browser: Any, written: Path, lang: str, width: int) -> None:
    """Axe finds nothing serious or critical, in both languages, with a lead open, on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    opened = Opened(browser, written, width)
    opened.page.click(f'[data-lang="{lang}"]')
    opened.page.locator("#rows button.name").first.click()
    opened.page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    opened.slide(0, 0, 1)
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(opened.page).response["violations"]
    opened.close()
    bad = [
        (one["id"], one["nodes"][0]["html"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert bad == []
    assert wide <= width
