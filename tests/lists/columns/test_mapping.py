"""Mappings: made of what a caller gives, checked, saved and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ColumnError, FileError, ListError
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.vocabulary.fields import FIELDS

COLUMNS = st.text(min_size=1, max_size=8)


@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS)), COLUMNS, max_size=6),
    st.lists(COLUMNS, max_size=3),
)
def test_a_saved_mapping_reads_back(columns: dict[str, str], ignored: list[str]) -> None:
    """A mapping written as TOML and read again is the same mapping, whatever the headings."""
    unique = {field: (f"{column}{at}",) for at, (field, column) in enumerate(columns.items())}
    mapping = Mapping(unique, tuple(ignored), dict.fromkeys(unique, 'header "a"\nand more # x'))
    assert Mapping.from_toml(mapping.to_toml()) == mapping


def test_an_unknown_field_names_the_nearest() -> None:
    """A mistyped field is refused, with the nearest field and all that are allowed."""
    with pytest.raises(ColumnError, match=r'"employes" is not a field.*Did you mean "employees"'):
        Mapping.of({"employes": "规模"})


def test_two_columns_for_one_field_are_refused() -> None:
    """A single-valued field takes one column; phones take several."""
    with pytest.raises(ColumnError, match=r"'a' and 'b'\. Choose one"):
        Mapping.of({"name": ["a", "b"]})
    assert Mapping.of({"phones": ["a", "b"]}).columns["phones"] == ("a", "b")


def test_one_column_for_two_fields_is_refused() -> None:
    """A column is given to one field only; the error names both fields."""
    with pytest.raises(ColumnError, match='"a" is given to two fields, "name" and "city"'):
        Mapping.of({"name": "a", "city": "a"})


@pytest.mark.parametrize("given_value", [3, ["name"], {"name": None}, {"name": []}])
def test_other_shapes_are_refused(given_value: object) -> None:
    """What is no mapping is refused by our own error, which shows what one looks like."""
    with pytest.raises(ColumnError, match="column"):
        Mapping.of(given_value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """No such file, no TOML, and a TOML file of something else each have their own error."""
    with pytest.raises(FileError, match="cannot be read"):
        Mapping.of(tmp_path / "absent.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[columns", encoding="utf-8")
    with pytest.raises(ListError, match="not valid TOML"):
        Mapping.of(broken)
    broken.write_text("[card]\nname = 'x'", encoding="utf-8")
    with pytest.raises(ListError, match=r"\[columns\].*card"):
        Mapping.of(str(broken))
    broken.write_bytes("name = '公司'".encode("gb18030"))
    with pytest.raises(FileError, match="not UTF-8"):
        Mapping.of(broken)
