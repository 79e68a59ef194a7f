"""What stands above a sheet of problems: how many there are, by kind."""

from __future__ import annotations

from leadscore.frames import open_table
from leadscore.reports.words import say

_MOST_KINDS = 30


def problem_lines(problems: object, lang: str) -> list[str]:
    """Count problems by kind, in words.

    Parameters
    ----------
    problems : table or None
        ``source, row, column, problem, action`` and more.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    list of str
        The sum, one line for each kind with its column, the most frequent first, and what stands
        beside the problems; nothing when there are none.

    Examples
    --------
    >>> import polars as pl
    >>> one = {"source": "a.csv", "row": 7, "column": None, "problem": "no name", "action": "out"}
    >>> problem_lines(pl.DataFrame([one]), "en")
    ['1 problem in 1 row, by kind:', '1 x no name (out)']
    """
    if problems is None:
        return []
    door = open_table(problems)
    if not door.height or not {"source", "row", "column", "problem", "action"} <= set(door.names):
        return []
    table = door.read(dict.fromkeys(("source", "row", "column", "problem", "action"), "any"))
    kinds = (
        table.group_by("problem", "action", "column", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    rows = table.select("source", "row").n_unique()
    lines = [say("line", "counts", lang, count=f"{table.height:,}", rows=f"{rows:,}")]
    for problem, action, column, count in kinds.head(_MOST_KINDS).iter_rows():
        places = {"count": f"{count:,}", "problem": problem, "action": action}
        if column is None:
            lines.append(say("line", "count", lang, **places))
        else:
            lines.append(say("line", "count_column", lang, **places, column=column))
    if any(name.startswith("cell:") for name in door.names):
        lines.append(say("line", "beside", lang))
    return lines
