"""Countries: one name for each, whatever the language of the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscore.lists import merge, read_list
from leadscore.lists.values.countries import read_country


@pytest.mark.parametrize(
    ("texts", "country"),
    [
        (("US", "usa", "U.S.A.", "United States of America", "美国"), "United States"),
        (("DE", "Germany", "德国"), "Germany"),
        (("CN", "china", "中国"), "China"),
        (("Ruritania",), "Ruritania"),
        (("17", "-1"), None),
    ],
)
def test_spellings_of_one_country(texts: tuple[str, ...], country: str | None) -> None:
    """Names, codes and languages give one name; what is not known stays as found."""
    assert {read_country(text) for text in texts} == {country}


def test_a_column_of_countries(tmp_path: Path) -> None:
    """It is told by its heading, keeps companies apart, and comes through a merge."""
    file = tmp_path / "list.csv"
    rows = ["Brindle AG,Switzerland", "Brindle AG,CH", "Brindle AG,Germany", "Tarnvale Inc,"]
    file.write_text("\n".join(["Company,Country", *rows, ""]))
    imported = read_list(file, kind="polars")
    found = [("Brindle AG", "Switzerland"), ("Brindle AG", "Germany"), ("Tarnvale Inc", None)]
    assert imported.leads.select("name", "country").rows() == found
    assert imported.leads["source_rows"][0] == "list.csv:2-3"
    again = merge(imported.leads, imported.leads)
    assert again.leads.select("lead_id", "name", "country").equals(
        imported.leads.select("lead_id", "name", "country")
    )
