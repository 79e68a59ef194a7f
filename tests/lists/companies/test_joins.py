"""Joins: what makes rows one company beyond code and name, and what must not."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.lists.companies.joins import SHARED_PHONE, join_rows
from leadscore.lists.companies.one_company import merge_companies
from leadscore.lists.companies.suggestions import suggest
from leadscore.lists.values.names import name_key, region_of

CODE, OTHER = "91110000710926094P", "91110000710925462X"
PHONE = "021-55550000"


def table(*rows: tuple[str, dict[str, Any]]) -> pl.DataFrame:
    """Make rows of names and other values."""
    made: list[dict[str, Any]] = []
    for number, (name, values) in enumerate(rows, 2):
        place = region_of(name)
        row: dict[str, Any] = {
            "source": "a.csv",
            "row": number,
            "name": name,
            "name_key": name_key(name),
        }
        row |= {"name_region": place.province if place else None, "post": False}
        made.append({**row, **dict.fromkeys(("uscc", "phones", "region", "told_id")), **values})
    texts = dict.fromkeys(("uscc", "phones", "region", "told_id", "name_region"), pl.String)
    return pl.DataFrame(made, schema_overrides=texts)


def companies(*rows: tuple[str, dict[str, Any]]) -> int:
    """Count the companies of some rows."""
    return join_rows(table(*rows)).ids.n_unique()


def test_a_phone_joins_names_of_one_brand() -> None:
    """One phone and one brand are one company, whatever the words for the trade."""
    rows = [
        ("上海明德科技有限公司", {"phones": PHONE}),
        ("明德科技发展有限公司", {"phones": PHONE}),
    ]
    found = merge_companies(table(*rows))
    assert found.leads.height == 1
    assert found.duplicates.select("rule", "field", "others").rows()[0] == (
        "phone",
        None,
        "上海明德科技有限公司|明德科技发展有限公司",
    )


def test_a_phone_alone_joins_nothing() -> None:
    """Another brand, region, branch, group, masked number or service line stays apart."""
    first = ("上海明德科技有限公司", {"phones": PHONE})
    for name in (
        "上海明远科技有限公司",
        "北京明德贸易有限公司",
        "上海明德科技有限公司徐汇分公司",
        "上海明德科技集团有限公司",
        "上海鼎信财务咨询有限公司",
    ):
        assert companies(first, (name, {"phones": PHONE})) == 2, name
    for phone in ("138****0000", "400-123-4567"):
        rows = ("上海明德科技有限公司", "明德科技发展有限公司")
        assert companies(*((name, {"phones": phone}) for name in rows)) == 2


def test_a_phone_joins_no_two_trades() -> None:
    """Words for two trades are two companies with one telephone: a suggestion."""
    rows = [(f"上海明德{trade}有限公司", {"phones": PHONE}) for trade in ("电子", "信息科技")]
    assert companies(*rows) == 2
    assert companies(("上海明德有限公司", {"phones": PHONE}), rows[0]) == 1
    found = suggest(leads(*(name for name, _ in rows), phone=PHONE))
    assert found["reason"].to_list() == ["same phone, but the names differ"]


def test_a_phone_joins_no_two_registrations() -> None:
    """Another year of foundation or another capital is another company."""
    names = ("上海明德科技有限公司", "明德科技发展有限公司")
    for field, one, other in (("founded", 2001, 2009), ("capital_cny", 1e6, 5e6)):
        for values, count in (((one, other), 2), ((one, one), 1), ((one, None), 1)):
            given = zip(names, values, strict=True)
            rows = [(name, {"phones": PHONE, field: value}) for name, value in given]
            assert companies(*rows) == count


def test_a_shared_phone_joins_nothing() -> None:
    """A phone of more companies than the bound is an agent's."""
    trades = ("科技", "科技发展", "信息科技", "电子科技", "环保科技", "生物科技")
    rows = [(f"上海明德{trade}有限公司", {"phones": PHONE}) for trade in trades]
    assert companies(*rows) == len(trades) > SHARED_PHONE
    assert companies(*rows[:3]) == 1


def test_two_codes_are_two_companies() -> None:
    """No phone joins two valid codes, nor what stands between them."""
    names = ("上海明德科技有限公司", "上海明德科技发展有限公司", "上海明德科技服务有限公司")
    rows = [
        (n, {"phones": PHONE, "uscc": c}) for n, c in zip(names, (CODE, None, OTHER), strict=True)
    ]
    assert companies(*rows) == 3
    assert companies(*rows[:2]) == 1
    assert join_rows(table(*rows[:2])).ids.to_list() == [CODE, CODE]


def test_a_short_name_joins_the_only_full_one_of_its_province() -> None:
    """A name without form and region joins by the row's own province; a full name never does."""
    full = ("上海明德信息科技有限公司", {})
    assert companies(full, ("明德信息科技", {"region": "上海"})) == 1
    assert companies(full, ("明德信息科技", {"region": "北京"})) == 2
    assert companies(full, ("明德信息科技", {})) == 2
    assert companies(full, ("明德信息科技有限公司", {"region": "上海"})) == 2


def test_spellings_of_one_name_are_one_company() -> None:
    """Brackets, full-width and traditional forms meet; a branch is not its parent."""
    names = ("明德科技(上海)有限公司", "明德科技（上海）有限責任公司", "上海明德科技有限公司")
    assert companies(*((name, {}) for name in names)) == 1
    assert companies((names[2], {}), (f"{names[2]}徐汇分公司", {})) == 2


NAMES = st.sampled_from(
    [
        "上海明德科技有限公司",
        "明德科技发展有限公司",
        "明德贸易有限公司",
        "北京明德科技有限公司",
        "明德科技",
        "明远科技公司",
    ]
)
VALUES = st.fixed_dictionaries(
    {
        "phones": st.sampled_from([None, PHONE, f"{PHONE}|021-55550001", "021-55550001"]),
        "uscc": st.sampled_from([None, None, CODE, OTHER]),
        "region": st.sampled_from([None, "上海"]),
        "told_id": st.sampled_from([None, None, "L-1", "L-2"]),
    }
)
ROWS = st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=8)


@settings(max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_changes_no_join(rows: list[Any], random: Any) -> None:
    """Whatever the order of rows, they have the same ids; no lead has two valid codes."""
    mixed = list(range(len(rows)))
    random.shuffle(mixed)
    first = join_rows(table(*rows)).ids.to_list()
    second = join_rows(table(*(rows[place] for place in mixed))).ids.to_list()
    assert [first[place] for place in mixed] == second
    if not any(values["told_id"] for _, values in rows):
        codes: dict[str, set[str]] = {}
        for one, (_, values) in zip(first, rows, strict=True):
            codes.setdefault(one, set()).update({values["uscc"]} - {None})
        assert all(len(found) <= 1 for found in codes.values())


def leads(*names: str, phone: str | None = None) -> pl.DataFrame:
    """Make leads of names."""
    made = [
        {"lead_id": f"c{i}", "name": n, "name_key": name_key(n), "uscc": None, "phones": phone}
        for i, n in enumerate(names)
    ]
    return pl.DataFrame(made, schema_overrides={"phones": pl.String, "uscc": pl.String})


def test_suggestions_have_reasons() -> None:
    """A core without its region, one other character and a shared phone are suggested."""
    reasons = {
        ("上海明德信息科技有限公司", "明德信息科技有限公司"): "same core of the name",
        ("上海明德信息科技有限公司", "上海明得信息科技有限公司"): "names differ in a character",
        ("上海铭德信息科技有限公司", "上海明德信息科技有限公司"): "names differ in a character",
    }
    for names, reason in reasons.items():
        found = suggest(leads(*names))
        assert found.height == 1
        assert found["reason"][0].startswith(reason)
    shared = suggest(leads("上海明德信息科技有限公司", "上海鼎信贸易有限公司", phone=PHONE))
    assert shared["reason"].to_list() == ["same phone, but the names differ"]


def test_suggestions_leave_out_what_cannot_be() -> None:
    """Another region, another code and a branch are not suggested."""
    assert suggest(leads("上海明德信息科技有限公司", "北京明德信息科技有限公司")).height == 0
    pair = leads("上海明德信息科技有限公司", "上海明得信息科技有限公司")
    coded = pair.with_columns(pl.Series("uscc", [CODE, OTHER]))
    assert suggest(coded).height == 0
    assert suggest(leads("上海明德科技有限公司", "上海明德科技有限公司徐汇分公司")).height == 0


@settings(max_examples=40)
@given(
    st.lists(
        st.text("明德得信息科技贸易上海", min_size=2, max_size=7),
        unique=True,
        min_size=1,
        max_size=12,
    )
)
def test_suggestions_are_pairs_once(names: list[str]) -> None:
    """Every pair is there once, never a lead with itself, all alike or sharing a phone."""
    found = suggest(leads(*(f"{name}有限公司" for name in names)))
    pairs = [frozenset(row) for row in found.select("lead_id", "other_id").rows()]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)
    assert (found["similarity"] >= 0.75).all()
