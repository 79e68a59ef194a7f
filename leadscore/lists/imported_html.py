"""An import as a notebook shows it: what was read, which column is which field, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from leadscore import markup
from leadscore.frames import open_table
from leadscore.lists.vocabulary.words import say

if TYPE_CHECKING:
    from leadscore.lists.columns.mapping import Mapping
    from leadscore.lists.imported import Imported

_HEADS = {
    "en": (("Field", "Column", "How it was recognised"), ("Count", "Problem", "Column")),
    "zh": (("字段", "列", "识别依据"), ("数量", "问题", "列")),
}
_KINDS = 20


def imported_html(imported: Imported) -> str:
    """Show an import.

    Parameters
    ----------
    imported : Imported
        What ``read_list`` returned.

    Returns
    -------
    str
        HTML: the sentences of the report, a table for the columns of each file, the commonest
        problems, the remarks. Whatever stands in the files is escaped.
    """
    lang = imported.lang
    parts = [markup.paragraph(_sentences(imported))]
    parts += [_columns(source, one, lang) for source, one in imported.mappings.items()]
    if imported.problems is not None:
        parts.append(_problems(imported))
    if imported.remarks:
        parts.append(markup.paragraph([say("report", "remarks", lang), *imported.remarks]))
    return "".join(parts)


def _sentences(imported: Imported) -> list[str]:
    """Take the sentences above the first list of columns."""
    lines = imported.report.split("\n")
    for source in imported.mappings:
        title = say("report", "columns", imported.lang, source=source)
        if title in lines:
            return lines[: lines.index(title)]
    return lines


def _columns(source: str, mapping: Mapping, lang: str) -> str:
    # A field is shown by the word that a mapping uses for it.
    rows = [
        [name, " + ".join(columns), mapping.evidence.get(name, "")]
        for name, columns in mapping.columns.items()
    ]
    title = say("report", "columns", lang, source=source).rstrip(":：")
    unused = say("report", "unused", lang, columns=", ".join(mapping.ignored))
    below = markup.paragraph([unused] if mapping.ignored else [], faint=True)
    return markup.table(_HEADS[lang][0], rows, title=title) + below


def _problems(imported: Imported) -> str:
    frame = open_table(imported.problems).read({"problem": "text", "column": "text"})
    lang = imported.lang
    if not frame.height:
        return markup.paragraph([say("report", "no_problems", lang)])
    counts = (
        frame.group_by("problem", "column", maintain_order=True)
        .agg(pl.len().alias("count"))
        .sort("count", descending=True, maintain_order=True)
    )
    rows = counts.select("count", "problem", "column").head(_KINDS).rows()
    title = say("report", "problems", lang).rstrip(":：")
    more = ["…"] if counts.height > _KINDS else []
    return markup.table(_HEADS[lang][1], rows, title=title) + markup.paragraph(more)
