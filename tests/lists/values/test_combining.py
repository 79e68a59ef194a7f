"""What fills what: places agree with each other, contacts of all columns come together."""

from __future__ import annotations

import polars as pl
import pytest

from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.combining import combine
from leadscore.lists.values.readers import Context, reader_of

_PLACES = (
    *("region", "region_city", "city", "city_province", "address_region", "address_city"),
    *("name_region", "name_city", "uscc_region"),
)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"city": "杭州", "city_province": "浙江", "name_region": "上海"}, ("浙江", "杭州")),
        ({"region": "贵州", "name_region": "吉林", "name_city": "白山"}, ("贵州", None)),
        ({"region": "吉林", "name_region": "吉林", "name_city": "白山"}, ("吉林", "白山")),
        (
            {
                "address_region": "辽宁",
                "address_city": "大连",
                "name_region": "江西",
                "name_city": "瑞金",
            },
            ("辽宁", "大连"),
        ),
        ({"region": "浙江", "region_city": "杭州"}, ("浙江", "杭州")),
        ({"name_region": "上海", "name_city": "上海", "uscc_region": "北京"}, ("上海", "上海")),
        ({"uscc_region": "北京"}, ("北京", None)),
    ],
)
def test_region_and_city_are_one_place(
    told: dict[str, str], place: tuple[str | None, str | None]
) -> None:
    """Columns go before addresses and names, and what goes behind adds only what agrees."""
    row = {name: [told.get(name)] for name in _PLACES}
    values = combine(pl.DataFrame(row, schema=dict.fromkeys(_PLACES, pl.String)))
    assert values.select("region", "city").row(0) == place


@pytest.mark.parametrize(
    ("told", "country"),
    [
        ({"city_country": "Japan"}, "Japan"),
        ({"city_country": "Japan", "name_region": "安徽", "name_city": "合肥"}, None),
        (
            {"city_country": "United States", "city_province": "Texas", "name_region": "安徽"},
            "United States",
        ),
        ({"country": "France", "city_country": "Japan"}, "France"),
        ({"region": "Texas", "address_region": "Texas", "address_country": "Japan"}, "Japan"),
    ],
)
def test_a_country_goes_with_the_region_of_its_cell(
    told: dict[str, str], country: str | None
) -> None:
    """A country fills the column where the region is that of the same cell, or none is known."""
    names = (*_PLACES, "country", "city_country", "address_country")
    row = {name: [told.get(name)] for name in names}
    values = combine(pl.DataFrame(row, schema=dict.fromkeys(names, pl.String)))
    assert values["country"].to_list() == [country]


CELLS = {
    ("contact_name", "王女士"): ("王女士", None, None),
    ("contact_name", "王女士 13812345678"): ("王女士", "13812345678", None),
    ("contact_name", "hr@greenfield.example.com"): (None, None, "hr@greenfield.example.com"),
    ("contact_name", "2815 3157"): (None, "2815 3157", None),
    ("contact_name", "Ada Quill <ada@example.com>"): ("Ada Quill", None, "ada@example.com"),
    ("contact_name", "false"): (None, None, None),
    ("emails", "021-62345678"): (None, "021-62345678", None),
    ("emails", "a@example.com电话：010-62345678"): (None, "010-62345678", "a@example.com"),
    ("phones", "hr@example.com"): (None, None, "hr@example.com"),
    ("phones", "13812345678 / hr@example.com"): (None, "13812345678", "hr@example.com"),
}


@pytest.mark.parametrize(("name", "cell"), CELLS)
def test_contacts_are_told_by_what_they_are(name: str, cell: str) -> None:
    """Numbers and addresses are found in each other's columns and beside a person's name."""
    read, schema = reader_of(name, (name,), Repeating.of(pl.Series([cell])), Context())
    *values, problem = read(cell)
    assert problem is None
    frame = combine(pl.DataFrame([values], schema=schema, orient="row"))
    found = tuple(
        frame[column][0] if column in frame.columns else None
        for column in ("contact_name", "phones", "emails")
    )
    assert found == CELLS[name, cell]


@pytest.mark.parametrize("told", [(None, "1"), ("1", None), ("1", "1|2"), ("3", "1")])
def test_phones_of_several_columns_come_together(told: tuple[str | None, str | None]) -> None:
    """No number of a second column is lost, and none stands twice."""
    values = {"phones": [told[0]], "emails_phones": [None], "contact_phones": [told[1]]}
    found = combine(pl.DataFrame(values, schema=dict.fromkeys(values, pl.String)))
    expected = dict.fromkeys(part for text in told if text for part in text.split("|"))
    assert found["phones"].to_list() == ["|".join(expected)]
    assert found.columns == ["phones"]


def test_the_recruiter_of_an_agency_is_no_contact() -> None:
    """A headhunter named beside a vacancy is left out, the company's own people stay."""
    told = {"contact_name": ["王女士", "李先生"], "contact_title": ["猎头顾问", "人事经理"]}
    found = combine(pl.DataFrame(told))
    assert found.rows() == [(None, None), ("李先生", "人事经理")]
