"""Namesakes: companies of one name are told apart by form, country, site and address."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.companies.joins import company_id, join_rows
from leadscore.lists.companies.namesakes import form_family, is_common, site_name
from leadscore.lists.companies.suggestions import suggest
from leadscore.lists.values.name_words import form_families, name_words
from leadscore.lists.values.names import name_key, region_of

FIELDS = ("country", "website", "city", "address", "phones", "uscc")


def table(*rows: tuple[str, dict[str, Any]]) -> pl.DataFrame:
    """Make rows of names and what is known besides."""
    made = []
    for name, values in rows:
        place = region_of(name)
        region = place.province if place else None
        known = {"name": name, "name_key": name_key(name), "name_region": region, "post": False}
        made.append({**known, **dict.fromkeys(FIELDS), **values})
    return pl.DataFrame(made, schema_overrides=dict.fromkeys([*FIELDS, "name_region"], pl.String))


def companies(*rows: tuple[str, dict[str, Any]]) -> list[int]:
    """Number the companies of some rows by first appearance."""
    ids = join_rows(table(*rows)).ids.to_list()
    order = {one: at for at, one in enumerate(dict.fromkeys(ids))}
    return [order[one] for one in ids]


def test_every_western_form_is_known() -> None:
    """What has a family is a form that is dropped, and forms of one family are one."""
    known = {form.replace(" ", "") for form in name_words().english}
    families = form_families()
    # Some families are only the name for their forms.
    named = {"private", "pty", "sacv", "zoo"}
    assert set(families) - known <= named
    names = ("A Inc.", "A Corporation", "A S.p.A.", "A GmbH & Co. KG", "A Pvt. Ltd.", "A Co., Ltd.")
    assert [form_family(name) for name in names] == ["inc", "inc", "spa", "gmbh", "private", "ltd"]
    assert form_family("A Company") is form_family("A") is form_family("青禾有限公司") is None


def test_legal_forms_tell_companies_apart() -> None:
    """Two families are two companies; without a form a name goes with the only one, or alone."""
    plain = [
        (name, {}) for name in ("Tarnvale", "Tarnvale Inc.", "Tarnvale Corp", "THE TARNVALE CO")
    ]
    assert companies(*plain) == [0, 0, 0, 0]
    assert companies(*plain, ("Tarnvale GmbH", {})) == [0, 1, 1, 0, 2]
    site = {"website": "http://tarnvale.example.com/about"}
    with_site = [("Tarnvale", site), ("Tarnvale Inc.", site), ("Tarnvale GmbH", {})]
    assert companies(*with_site) == [0, 0, 1]
    phone = {"phones": "+442079460018"}
    assert companies(("Tarnvale Ltd", phone), ("Tarnvale plc", phone)) == [0, 1]


def test_an_id_changes_only_where_namesakes_meet() -> None:
    """A form alone is no part of the id, so that it is the same with and without."""
    alone = join_rows(table(("Tarnvale GmbH", {}))).ids[0]
    assert alone == company_id("tarnvale", None)
    both = join_rows(table(("Tarnvale GmbH", {}), ("Tarnvale S.p.A.", {}))).ids.to_list()
    assert alone not in both


def test_countries_and_sites_tell_companies_apart() -> None:
    """Another country is another company; other sites are in other cities only."""
    swiss, german = {"country": "CH"}, {"country": "DE"}
    assert companies(("Brindle AG", swiss), ("Brindle AG", german), ("Brindle AG", swiss)) == [
        0,
        1,
        0,
    ]
    ulm = {"city": "Ulm", "website": "http://brindle-ulm.example"}
    bern = {"city": "Bern", "website": "http://brindle.example"}
    shop = {"city": "Ulm", "website": "http://shop-brindle.example"}
    rows = [("Brindle", one) for one in (ulm, bern, shop, {"city": "Ulm"}, {})]
    assert companies(*rows) == [0, 1, 0, 0, 2]
    jobs = [{**one, "post": True} for one in (swiss, german)]
    assert companies(*(("Brindle AG", one) for one in jobs)) == [0, 0]
    pages = [{"city": city, "website": f"http://facebook.com/{city}"} for city in ("Ulm", "Bern")]
    assert companies(*(("Brindle", one) for one in pages)) == [0, 0]
    full = [("青禾科技有限公司", {**one, "country": c}) for one, c in ((ulm, "CN"), (bern, "DE"))]
    assert companies(*full) == [0, 0]


def test_common_names_are_one_in_every_street() -> None:
    """A name without a word of its owner's is told apart by address, unless it is a vacancy's."""
    rows = [("社区卫生服务站", {"address": f"青禾路{number}号"}) for number in (1, 2, 1)]
    assert companies(*rows) == [0, 1, 0]
    assert companies(*((name, {**one, "post": True}) for name, one in rows)) == [0, 0, 0]
    assert companies(*(("青禾牙科诊所", one) for _, one in rows)) == [0, 0, 0]
    assert is_common(pl.Series(["便利店", "青禾便利店", None])).to_list() == [True, False, False]


def test_the_name_of_a_site() -> None:
    """The endings of countries and their second levels are no part of it."""
    hosts = ("tarnvale.com", "www2.tarnvale.com.au", "tarnvale", "linkedin.com", "co.uk")
    assert [site_name(host) for host in hosts] == ["tarnvale", "tarnvale", None, None, "co"]


def suggested(*names: str) -> list[str]:
    """Give the reasons of what is suggested of some leads."""
    leads = [
        {
            "lead_id": f"c{at}",
            "name": name,
            "name_key": name_key(name),
            "uscc": None,
            "phones": None,
        }
        for at, name in enumerate(names)
    ]
    return suggest(pl.DataFrame(leads))["reason"].to_list()


def test_namesakes_are_suggested() -> None:
    """What is told apart is for a person to decide, but not the common names of places."""
    assert suggested("Tarnvale GmbH", "Tarnvale Inc.") == ["same name, another legal form"]
    differs = "same name, but the region, website or city differs"
    assert suggested("Tarnvale GmbH", "Tarnvale") == suggested("Brindle", "BRINDLE") == [differs]
    assert suggested("社区卫生服务站", "社区卫生服务站") == []


NAMES = st.sampled_from(
    [
        "Brindle",
        "Brindle AG",
        "Brindle Inc",
        "BRINDLE CORP.",
        "Brindle GmbH",
        "牙科诊所",
        "青禾公司",
    ]
)
VALUES = st.fixed_dictionaries(
    {
        "country": st.sampled_from([None, "DE", "CH"]),
        "city": st.sampled_from([None, "Ulm", "Bern"]),
        "address": st.sampled_from([None, "青禾路1号", "青禾路2号"]),
        "website": st.sampled_from(
            [None, "http://brindle.de", "http://brindle.ch", "http://oak.com", "http://elm.com"]
        ),
    }
)
ROWS = st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=10)


@settings(max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_changes_no_company(rows: list[Any], random: Any) -> None:
    """Whatever the order of rows, ids are the same; no company has two forms or countries."""
    mixed = list(range(len(rows)))
    random.shuffle(mixed)
    first = join_rows(table(*rows)).ids.to_list()
    second = join_rows(table(*(rows[place] for place in mixed))).ids.to_list()
    assert [first[place] for place in mixed] == second
    known: dict[str, set[tuple[str, str]]] = {}
    for one, (name, values) in zip(first, rows, strict=True):
        form = form_family(name)
        known.setdefault(one, set()).update({("form", form)} if form else set())
        if name.isascii() and values["country"]:
            known[one].add(("country", values["country"]))
    for found in known.values():
        assert len({kind for kind, _ in found}) == len(found)
