"""Open posts and their dates become "hiring for HR", "hiring", "not hiring" or unknown."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ArgumentError
from leadscore.standards.hiring import classify_hiring, hiring
from leadscore.standards.vocabulary import read_toml

TODAY = date(2024, 6, 1)
LIMIT = read_toml("hiring.toml")["fresh_days"]


@pytest.mark.parametrize(
    ("vacancies", "hr_vacancies", "fact"),
    [
        (5, 2, "hr"),
        (5, 0, "yes"),
        (5, None, "hr|yes"),
        (None, 2, "hr"),
        (0, 0, "no"),
        (0, None, "no"),
        (None, 0, None),
        (None, None, None),
    ],
)
def test_posts_decide(vacancies, hr_vacancies, fact):
    """Nothing seen is unknown unless the list is one of vacancies; uncounted HR posts stay open."""
    assert hiring(vacancies, hr_vacancies, None, None, None)[0] == fact


def test_posts_of_agencies_are_not_their_own():
    """An agency with HR posts is not hiring for HR; the evidence says why."""
    fact, why = hiring(5, 2, TODAY, TODAY, agency=True, as_of=TODAY)
    assert fact is None
    assert why == "posts for other companies: its vacancies are not its own"


def test_freshness_is_measured_to_the_day_given():
    """On the last day of the window a post counts, one day later it proves nothing."""
    fresh, stale = TODAY - timedelta(LIMIT), TODAY - timedelta(LIMIT + 1)
    assert hiring(1, 0, fresh, None, None, as_of=TODAY)[0] == "yes"
    fact, why = hiring(1, 0, stale, None, None, as_of=TODAY)
    assert fact is None
    assert why == (
        f"last seen {stale}, {LIMIT + 1} days before 2024-06-01: "
        f"older than {LIMIT} days proves nothing about today"
    )


def test_without_a_day_the_list_is_its_own_reference():
    """Freshness then runs to the day of collection; without that it is not checked, and said so."""
    old = date(2019, 1, 1)
    assert hiring(1, 0, old, date(2019, 2, 1), None)[0] == "yes"
    assert hiring(1, 0, old, date(2020, 2, 1), None)[0] is None
    fact, why = hiring(1, 0, old, None, None)
    assert fact == "yes"
    assert why == (
        "open posts: 1, of them HR: 0; last seen 2019-01-01, "
        "freshness not checked, no reference date"
    )
    assert hiring(1, 0, None, None, None)[1] == (
        "open posts: 1, of them HR: 0; freshness not checked, no date"
    )


def test_a_list_collected_long_ago_proves_nothing_today():
    """Undated posts are as old as their list; an empty old list is no proof either."""
    assert hiring(3, 1, None, date(2019, 4, 1), None, as_of=TODAY)[0] is None
    assert hiring(0, 0, None, date(2019, 4, 1), None, as_of=TODAY)[0] is None


def test_a_post_dated_after_today_is_fresh():
    """A renewal dated ahead is not negative age."""
    assert hiring(3, 1, TODAY + timedelta(3), None, None, as_of=TODAY)[0] == "hr"


def test_the_evidence_is_said_in_chinese():
    """The zh evidence counts the posts."""
    leads = pl.DataFrame({"vacancies": [3], "hr_vacancies": [1]})
    why = classify_hiring(leads, lang="zh")["hiring_why"][0]
    assert why == "在招职位3个，其中人力资源1个；无日期，未核实时效"


def test_a_batch_without_the_columns_is_unknown():
    """Absent columns are null facts; a wrong language is refused."""
    assert classify_hiring(pl.DataFrame({"name": ["a"]})).rows() == [(None, None)]
    with pytest.raises(ArgumentError, match="lang"):
        classify_hiring(pl.DataFrame({"vacancies": [1]}), lang="fr")


posts = st.one_of(st.none(), st.integers(0, 5))
days = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2024, 6, 30)))


@given(posts, posts, days, days, st.sampled_from([None, True, False]))
def test_asking_later_never_turns_unknown_into_known(vacancies, hr_vacancies, last, on, agency):
    """With time evidence only grows stale."""
    early = hiring(vacancies, hr_vacancies, last, on, agency, as_of=date(2024, 7, 1))[0]
    late = hiring(vacancies, hr_vacancies, last, on, agency, as_of=date(2024, 9, 1))[0]
    assert late in (early, None)


@given(st.lists(st.tuples(posts, posts, days), min_size=1, max_size=8), st.randoms())
def test_row_order_changes_nothing(rows, random):
    """Each company is judged alone."""
    schema = {"vacancies": pl.Int64, "hr_vacancies": pl.Int64, "last_posted": pl.Date}
    leads = pl.DataFrame(rows, schema=schema, orient="row")
    order = list(range(len(rows)))
    random.shuffle(order)
    facts = classify_hiring(leads, as_of=TODAY)
    assert classify_hiring(leads[order], as_of=TODAY).equals(facts[order])
