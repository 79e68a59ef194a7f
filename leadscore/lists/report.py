"""The summary of an import in words: rows, companies, columns, what is filled, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.vocabulary.words import say
from leadscore.standards.fields import field

_SHOWN = (
    *("uscc", "region", "city", "address", "employees_low", "industry_labels", "industry_codes"),
    *("revenue_cny", "capital_cny", "founded", "status", "nature", "financing", "products"),
    *("contact_name", "phones", "emails", "website", "vacancies", "hr_titles", "last_posted"),
    *("hr_department", "tools"),
)


def write_report(
    *,
    leads: pl.DataFrame,
    problems: pl.DataFrame,
    duplicates: pl.DataFrame,
    rows: pl.DataFrame,
    mappings: dict[str, Mapping],
    remarks: Sequence[str],
    lang: str = "en",
) -> str:
    """Write the summary of an import.

    Parameters
    ----------
    leads, problems, duplicates, rows : polars.DataFrame
        The tables of ``Imported``.
    mappings : dict of str to Mapping
        The mapping used for each file.
    remarks : sequence of str
        Remarks on how the files were read.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str
        Lines of text.

    Examples
    --------
    >>> nothing = pl.DataFrame(schema=dict.fromkeys(("lead_id", "field", "kind"), pl.String))
    >>> tables = dict.fromkeys(("leads", "problems", "duplicates", "rows"), nothing)
    >>> print(write_report(**tables, mappings={"a.csv": Mapping({})}, remarks=[]))
    0 rows of a.csv gave 0 companies; 0 rows are in the problems only.
    Columns of a.csv:
    Problems: none.
    """
    names = list(mappings)
    files = names[0] if len(names) == 1 else say("report", "files", lang, count=len(names))
    lines = [
        say(
            "report",
            "head",
            lang,
            rows=f"{rows.height:,}",
            files=files,
            leads=f"{leads.height:,}",
            out=f"{rows['lead_id'].null_count():,}",
        )
    ]
    merged = duplicates.filter(pl.col("field").is_null())["lead_id"].n_unique()
    if merged:
        conflicts = duplicates["field"].count()
        lines.append(say("report", "merged", lang, count=f"{merged:,}", conflicts=f"{conflicts:,}"))
    if shares := _shares(leads, lang):
        lines.append(say("report", "filled", lang, shares=shares))
    if unnamed := (leads["kind"] == "anonymous").sum():
        lines.append(say("report", "unnamed", lang, count=f"{unnamed:,}"))
    for source, mapping in mappings.items():
        lines += _columns(source, mapping, lang)
    lines += _problems(problems, lang)
    if remarks:
        lines += [say("report", "remarks", lang), *(f"  {remark}" for remark in remarks)]
    return "\n".join(lines)


def _shares(leads: pl.DataFrame, lang: str) -> str:
    if not leads.height:
        return ""
    filled = {name: leads[name].count() / leads.height for name in _SHOWN}
    return ", ".join(
        f"{field(name).heading(lang)} {share:.0%}" for name, share in filled.items() if share
    )


def _columns(source: str, mapping: Mapping, lang: str) -> list[str]:
    lines = [say("report", "columns", lang, source=source)]
    width = max((len(name) for name in mapping.columns), default=0)
    for name, columns in mapping.columns.items():
        evidence = mapping.evidence.get(name, "")
        lines.append(f"  {name:{width}} <- {' + '.join(columns)}  ({evidence})")
    if mapping.ignored:
        unused = say("report", "unused", lang, columns=", ".join(mapping.ignored))
        lines.append(f"  {unused}")
    return lines


def _problems(problems: pl.DataFrame, lang: str) -> list[str]:
    if not problems.height:
        return [say("report", "no_problems", lang)]
    counts = (
        problems.group_by("problem", "column", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    lines = [say("report", "problems", lang)]
    for problem, column, count in counts.iter_rows():
        where = f" [{column}]" if column else ""
        lines.append(f"  {count:>7,}  {problem}{where}")
    return lines
