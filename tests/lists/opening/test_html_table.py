"""Tables in HTML pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import ListError
from leadscore.lists.importer import read_list
from leadscore.lists.opening.html_table import read_html

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td{color:red}</style>
<title>x</title></head><body><table><tr><td>menu</td></tr></table><table border=1>
<tr><th>企业名称</th><th>职位</th><th>电话</th></tr>
<tr><td rowspan="2">上海<b>甲乙</b>科技有限公司</td><td>会计<br>出纳</td><td>13800000001</td></tr>
<tr><td>人事专员</td><td>13800000001</td></tr>
<tr><td>广州丙丁食品&amp;贸易有限公司</td><td colspan=2>司机</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_export_that_is_a_page_is_read(tmp_path: Path, encoding: str) -> None:
    """Cells over several rows stand in each, and a remark says what kind of file it is."""
    (tmp_path / "export.xls").write_bytes(PAGE.encode(encoding))
    result = read_list(tmp_path / "export.xls", kind="polars")
    assert result.leads["name"].to_list() == ["上海甲乙科技有限公司", "广州丙丁食品&贸易有限公司"]
    assert result.leads["source_rows"].to_list() == ["export.xls:2-3", "export.xls:4"]
    assert result.leads["hr_titles"].to_list() == ["人事专员", None]
    assert any("its largest table was read (1 other table)" in one for one in result.remarks)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>Please log in.</body></html>",
        "<table><tr><td>one row</td><td>only</td></tr></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><td>a<td>b<tr><td>c<tr><td>d<tr><td>e</table>",
    ],
)
def test_a_page_without_a_list_is_refused(tmp_path: Path, page: str) -> None:
    """Pages that only look arranged are no lists."""
    assert read_html(page) is None
    (tmp_path / "a.xls").write_text(page)
    with pytest.raises(ListError, match=r"a.xls: this is an HTML page without a table"):
        read_list(tmp_path / "a.xls")


def test_spans_cost_no_more_than_the_page() -> None:
    """A page whose cells are said to span thousands of rows and columns stays small."""
    row = "<tr><td rowspan=9999 colspan=9999>x" + "<td rowspan=1000 colspan=1000>y" * 3
    page = f"<table>{row * 2_000}</table>"
    found = read_html(page)
    size = sum(map(len, found.rows)) if found else 0
    assert size < 4 * len(page)


_PIECES = st.sampled_from(
    [
        *("<table>", "</table>", "<tr>", "</tr>", "<td>", "<td rowspan=2>", "<td colspan=3>"),
        *("</td>", "x", "&amp;", "<script>", "</script>", "<!--", "-->", "<", "\n", "<br>"),
        "<td rowspan=-1>",
    ]
)


@given(st.lists(_PIECES, max_size=40))
def test_any_page_is_survived(pieces: list[str]) -> None:
    """Tags in any order give a table whose rows have one width, or none."""
    found = read_html("".join(pieces))
    assert found is None or len({len(row) for row in found.rows}) == 1
