"""The door: every kind of table comes in, and the same kind goes out."""

from __future__ import annotations

import datetime as dt
import math

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from leadscore.distinct import codes, is_missing, map_distinct
from leadscore.errors import ColumnError, ColumnTypeError
from leadscore.frames import add_columns, open_table

SCHEMA = {"twice": pl.Int64()}


def twice(frame: pl.DataFrame) -> pl.DataFrame:
    """Double the column n."""
    return frame.select(twice=(pl.col("n") * 2).cast(pl.Int64))


def test_pandas_keeps_index_other_columns_and_the_input() -> None:
    """Repeated index, an unholdable object column and the input itself stay as they were."""
    frame = pd.DataFrame({"n": [1, 2], "odd": [{"a": 1}, {2}]}, index=["k", "k"])
    made = add_columns(frame, twice, {"n": "number"}, SCHEMA)
    assert list(frame.columns) == ["n", "odd"]
    assert list(made.index) == ["k", "k"]
    assert made["twice"].tolist() == [2, 4]
    assert made["odd"].tolist() == frame["odd"].tolist()


def test_columns_are_replaced_in_place() -> None:
    """Running a step again replaces its column, in every kind of table."""
    for table in (
        pd.DataFrame({"n": [1], "twice": [0]}),
        pl.DataFrame({"n": [1], "twice": [0]}),
        pa.table({"n": [1], "twice": [0]}),
    ):
        made = open_table(add_columns(table, twice, {"n": "number"}, SCHEMA))
        assert made.names == ["n", "twice"]
        assert made.read({"twice": "number"})["twice"].to_list() == [2]


def test_duckdb_relation_comes_back_as_a_relation() -> None:
    """A relation gives a relation, rows in order, whatever connection it came from."""
    with duckdb.connect() as own:
        relation = own.sql("select i as n from range(2000) t(i)")
        made = add_columns(relation, twice, {"n": "number"}, SCHEMA)
        assert isinstance(made, duckdb.DuckDBPyRelation)
        assert made.columns == ["n", "twice"]
        rows = made.fetchall()
        assert rows == [(i, 2 * i) for i in range(2000)]


def test_any_arrow_stream_comes_in() -> None:
    """An object with nothing but the Arrow C stream interface is read; PyArrow goes out."""

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pa.table({"n": [1, 2]}).__arrow_c_stream__()

    made = add_columns(Stream(), twice, {"n": "number"}, SCHEMA)
    assert isinstance(made, pa.Table)
    assert made.column("twice").to_pylist() == [2, 4]


def test_lazy_stays_lazy() -> None:
    """A lazy frame comes back lazy, with its schema known before it runs."""
    made = add_columns(pl.LazyFrame({"n": [1, 2]}), twice, {"n": "number"}, SCHEMA)
    assert isinstance(made, pl.LazyFrame)
    assert made.collect_schema().names() == ["n", "twice"]
    assert made.collect()["twice"].to_list() == [2, 4]


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float64[pyarrow]", "object"])
def test_nan_and_infinities_become_null(dtype: str) -> None:
    """NaN and infinities are null behind the door, whatever the column kind."""
    frame = pd.DataFrame({"n": pd.Series([1.0, math.nan, math.inf, -math.inf], dtype=dtype)})
    assert open_table(frame).read({"n": "number"})["n"].to_list() == [1.0, None, None, None]


def test_timestamps_are_dates() -> None:
    """A pandas timestamp column is read as dates."""
    frame = pd.DataFrame({"d": pd.to_datetime(["2026-11-23 10:00", None])})
    assert open_table(frame).read({"d": "date"})["d"].to_list() == [dt.date(2026, 11, 23), None]


def test_repeated_column_is_refused() -> None:
    """A needed column that stands twice is refused by name."""
    frame = pd.DataFrame([[1, 2]], columns=["n", "n"])
    with pytest.raises(ColumnError, match='Column "n" stands 2 times'):
        open_table(frame).read({"n": "number"})


def test_text_in_a_number_column_is_refused() -> None:
    """Text where numbers are needed: one error with the column and the first value."""
    with pytest.raises(ColumnTypeError, match='"n" must hold numbers, but it holds text, such as'):
        open_table(pl.DataFrame({"n": ["500"]})).read({"n": "number"})


def test_empty_tables_pass() -> None:
    """No rows in, no rows out."""
    made = add_columns(pd.DataFrame({"n": []}), twice, {"n": "number"}, SCHEMA)
    assert list(made.columns) == ["n", "twice"]
    assert made.empty


def test_codes_of_categories_and_text_agree() -> None:
    """Categories, their unused ones too, give the same codes as their text."""
    texts = ["b", None, "a", " b", "N/A", "b"]
    as_text = codes(pl.Series(texts))
    as_category = codes(pl.from_pandas(pd.Series(texts, dtype="category")))
    for numbers, values in (as_text, as_category):
        assert [None if n < 0 else values[n] for n in numbers] == ["b", None, "a", "b", None, "b"]


def test_map_distinct_calls_once_per_combination() -> None:
    """The function sees each combination once, missing text as None, and order is kept."""
    calls = []

    def join(one: str | None, two: int | None) -> tuple[str]:
        calls.append((one, two))
        return (f"{one}{two}",)

    frame = pl.DataFrame({"a": ["x", "N/A", "x", None], "b": [1, 1, 1, None]})
    made = map_distinct(frame, ["a", "b"], join, {"c": pl.String})
    assert made["c"].to_list() == ["x1", "None1", "x1", "NoneNone"]
    assert len(calls) == 3


def test_missing_forms() -> None:
    """The disguises of missing are known; zero and real words are not among them."""
    assert all(is_missing(t) for t in [None, "", "  ", "-", "N/A", "不限", "Select", "未公开"])
    assert all(is_missing(t) for t in ["-1", "Unknown / Non-Applicable", "•", "無", "不拘"])
    assert not any(is_missing(t) for t in ["0", "1", "-2", "A", "无锡", "none of them"])
