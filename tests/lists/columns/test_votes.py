"""Votes: what speaks for a column, and what its rows weigh."""

from __future__ import annotations

import polars as pl
import pytest

from leadscore.lists.columns.votes import Column
from leadscore.lists.tables.repeating import Repeating
from leadscore.lists.values.profiles import read_profile
from leadscore.lists.values.readers import Context, reader_of


def column(*cells: str | None) -> Column:
    """Look at a few cells."""
    return Column.of(0, "1", Repeating.of(pl.Series(cells, dtype=pl.String)))


def test_a_full_column_outweighs_an_empty_one() -> None:
    """Of two columns of cities the one that tells more rows weighs more."""
    full, thin = column("北京", "上海", "深圳", "某处"), column("北京", None, None, None)
    assert thin.shares["city"] > full.shares["city"]
    assert full.weight("city") > thin.weight("city")


@pytest.mark.parametrize(
    "cells",
    [
        ["0531-80000001", "0531-80000002"],
        ["400-8000001", "400-8000002"],
        ["13800000001", "13800000002"],
    ],
)
def test_phones_are_no_pay(cells: list[str]) -> None:
    """Two numbers with a hyphen are a phone where the form is one, without a unit of pay."""
    assert column(*cells).shares["phones"] == 1


@pytest.mark.parametrize("cell", ["4001-6000元/月", "8千-1.1万", "£22,000 - £24,000 a year"])
def test_pay_is_no_phone(cell: str) -> None:
    """Pay with its unit is never taken for a phone."""
    found = column(cell).shares
    assert found["salary"] == 1
    assert "phones" not in found


@pytest.mark.parametrize(
    ("cell", "city", "province"),
    [
        ("广东省", None, "广东"),
        ("全国", None, None),
        ("Remote", None, None),
        ("San Francisco, CA, USA", "San Francisco", "California"),
        ("台北市內湖區", "台北", "台湾"),
        ("昆山", "苏州", "江苏"),
    ],
)
def test_a_column_of_places(cell: str, city: str | None, province: str | None) -> None:
    """A province is no city, an open place is none, a foreign city keeps its whole name."""
    read, _ = reader_of("city", ("城市",), Repeating.of(pl.Series([cell])), Context())
    *place, problem = read(cell)
    assert (place[:2], problem) == ([city, province], None)


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("检测，认证,环保", "检测，认证|环保"),
        ("不限 移动互联网", "移动互联网"),
        ("Industrials -> Energy", "Industrials|Energy"),
        ("轮", None),
        ("天使轮", None),
    ],
)
def test_a_column_of_industries(cell: str, labels: str | None) -> None:
    """Labels keep their own commas; stages of financing and words for nothing are no labels."""
    read, _ = reader_of("industry", ("行业",), Repeating.of(pl.Series([cell])), Context())
    assert read(cell)[0] == labels


@pytest.mark.parametrize(
    ("cell", "nature", "financing", "industry", "low"),
    [
        ("公司规模：20-99人；公司性质：民营；公司行业：计算机软件", "民营", None, "计算机软件", 20),
        ("20-99人A轮互联网", None, "A轮", "互联网", 20),
        ("1000-9999人 | 已上市 | 互联网", None, "已上市", "互联网", 1000),
        ("事业单位| 50-150人| 非营利组织", "事业单位", None, "非营利组织", 50),
    ],
)
def test_glued_cells(
    cell: str, nature: str | None, financing: str | None, industry: str, low: int
) -> None:
    """Facts are told apart in any order, with labels or without."""
    found = read_profile(cell)
    assert (found.nature, found.financing, found.industry) == (nature, financing, industry)
    assert found.headcount is not None
    assert found.headcount.low == low
