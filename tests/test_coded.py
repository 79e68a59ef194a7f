"""Columns of text as numbers: whatever the column is made of, every row keeps its text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.coded import Coded, CodedTable, code_arrays, code_columns
from leadscore.doors import PandasDoor
from leadscore.errors import ColumnError, ColumnTypeError

TEXTS = st.lists(st.one_of(st.none(), st.sampled_from(["", " ", "a", "b|c", "无", "x" * 20])))
lawful = settings(max_examples=60)
MANY = [f"value {i}" for i in range(300)]


def texts_of(column: Coded) -> list[str | None]:
    """Say each row's text again."""
    assert not len(column.numbers) or column.numbers.min() >= 0
    assert all(number < column.size for number in column.numbers)
    return [column.texts.get(number) for number in column.numbers.tolist()]


@given(TEXTS)
@lawful
def test_polars_text_and_categories_keep_their_texts(texts: list[str | None]) -> None:
    """Text, categories and slices of them come out as they went in, null as no text."""
    column = pl.Series("c", texts, dtype=pl.String)
    frame = pl.DataFrame([column, column.cast(pl.Categorical).alias("k")])
    for rows in (frame, frame[1:], pl.concat([frame, frame[:2]], rechunk=False)):
        for name, made in code_columns(rows).items():
            assert texts_of(made) == rows[name].cast(pl.String).to_list()


@given(TEXTS, st.integers(0, 5))
@lawful
def test_arrow_columns_keep_their_texts(texts: list[str | None], cut: int) -> None:
    """Whole, in pieces, as a dictionary, and in pieces with dictionaries of their own."""
    whole = pa.array(texts, pa.large_string())
    pieces = [whole[:cut], whole[cut:]]
    arrays = {
        "whole": whole,
        "slice": whole[cut:],
        "pieces": pa.chunked_array(pieces, pa.large_string()),
        "short": whole.cast(pa.string()),
        "dictionary": whole.dictionary_encode(),
        "dictionaries": pa.chunked_array([piece.dictionary_encode() for piece in pieces]),
        "number": pa.array([1] * len(whole)),
    }
    made = code_arrays(arrays)
    assert list(made) == [name for name in arrays if name != "number"]
    for name, column in made.items():
        assert texts_of(column) == arrays[name].to_pylist()


def test_dictionaries_with_null_and_repeats() -> None:
    """A dictionary may name null, and one text twice."""
    array = pa.DictionaryArray.from_arrays([0, 1, 2, None], pa.array(["a", None, "a"]))
    assert texts_of(code_arrays({"d": array})["d"]) == ["a", None, "a", None]
    assert code_arrays({"none": pa.chunked_array([], pa.string())})["none"].texts == {}


def test_texts_that_the_sample_does_not_show() -> None:
    """A few frequent texts and 300 rare ones in a long column, in any order, all keep their own."""
    texts = [*["often", "also"] * 4000, None, *MANY]
    for order in (texts, texts[::-1], sorted(texts, key=str)):
        [made] = code_columns(pl.DataFrame({"c": order})).values()
        assert texts_of(made) == order


def test_many_texts_and_none() -> None:
    """More texts than can be compared one by one; nothing but null; no rows."""
    assert texts_of(code_columns(pl.DataFrame({"c": MANY}))["c"]) == MANY
    assert texts_of(code_columns(pl.DataFrame({"c": [None, None]}))["c"]) == [None, None]
    for dtype in (pl.String, pl.Categorical, pl.Null):
        empty = code_columns(pl.DataFrame({"c": []}, schema={"c": dtype}))["c"]
        assert texts_of(empty) == []


def test_text_below_null_is_not_seen() -> None:
    """What stands in memory where a value is masked out is no value."""
    masked = pl.select(c=pl.when(pl.Series([True, False])).then(pl.Series(["a", "b"])))
    assert texts_of(code_columns(masked)["c"]) == ["a", None]
    _, *inside = pa.array(["a", "b"], pa.large_string()).buffers()
    hidden = pa.Array.from_buffers(pa.large_string(), 2, [pa.py_buffer(b"\1"), *inside])
    assert texts_of(code_arrays({"c": hidden})["c"]) == ["a", None]
    frame = pl.DataFrame({"c": pl.from_arrow(hidden), "d": pl.Series(["b", "b"])})
    assert texts_of(code_columns(frame)["c"]) == ["a", None]


def test_a_table_has_both_kinds_of_columns() -> None:
    """Columns of the door and of the frame stand side by side; height is that of the rows."""
    texts = code_arrays({"t": pa.array(["x", "y"])})
    table = CodedTable(pl.DataFrame({"n": [1, 2], "s": ["p", None]}), texts)
    assert (table.columns, table.height) == (["n", "s", "t"], 2)
    assert texts_of(table.text("t")) == ["x", "y"]
    assert texts_of(table.text("s")) == ["p", None]
    assert table.columns == ["n", "s", "t"]


@pytest.mark.parametrize("kind", ["object", "str", "string", "string[pyarrow]", "category"])
def test_the_door_reads_every_kind_of_pandas_text(kind: str) -> None:
    """Five column kinds of pandas give the same texts, numbers beside them in Polars."""
    frame = pd.DataFrame({"t": pd.Series(["a", None, "b"], dtype=kind), "n": [1.0, np.nan, 2.0]})
    table = PandasDoor(frame).read_coded({"t": "text", "n": "number"})
    assert texts_of(table.text("t")) == ["a", None, "b"]
    assert table.frame["n"].to_list() == [1.0, None, 2.0]


def test_the_door_refuses_what_is_no_text() -> None:
    """Numbers, mixed kinds, missing and repeated columns are refused as they are by `read`."""
    door = PandasDoor(pd.DataFrame({"n": [1], "mixed": pd.Series([1], dtype=object)}))
    with pytest.raises(ColumnTypeError, match='Column "n" must hold text, but it holds Int64'):
        door.read_coded({"n": "text"})
    with pytest.raises(ColumnError, match='Column "m" is missing'):
        door.read_coded({"m": "text"})
    twice = PandasDoor(pd.DataFrame([["a", "b"]], columns=["t", "t"]))
    with pytest.raises(ColumnError, match='Column "t" stands 2 times'):
        twice.read_coded({"t": "text"})
    mixed = PandasDoor(pd.DataFrame({"t": pd.Series(["a", 1], dtype=object)}))
    with pytest.raises(ColumnTypeError, match="mixes kinds of values"):
        mixed.read_coded({"t": "text"})
