"""Which column is which field: headings and content vote, and every decision has its evidence.

A heading wins unless what stands below it is plainly something else. Where two columns claim one
field, the better heading wins (the rank in ``headers.csv``) and a remark says so; equal claims are
an error, or, where only the content speaks, a remark that asks. Nothing is chosen silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from leadscore.errors import Argument
from leadscore.lists.columns.deciding import Decider
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.columns.votes import Column
from leadscore.lists.opening.refusals import NoNamesError
from leadscore.lists.tables.repeating import TextTable
from leadscore.lists.vocabulary.fields import FIELDS

_SHOWN = 30
_OF_PERSONS = frozenset({"contact_name", "phones", "emails"})


@dataclass
class Decision:
    """What every column of one list was found to be.

    Attributes
    ----------
    mapping : Mapping
        Field to columns, with evidence.
    places : dict of str to list of int
        Field to the places of its columns, from 0.
    remarks : list of str
        What a person should know about the choices.
    """

    mapping: Mapping
    places: dict[str, list[int]]
    remarks: list[str] = field(default_factory=list)


def decide_columns(
    cells: TextTable,
    names: tuple[str, ...],
    mapping: Mapping,
    *,
    source: str,
    headed: str = "header",
    lang: str = "en",
) -> Decision:
    """Decide which field every column is.

    Parameters
    ----------
    cells : TextTable
        Cleaned cells, below the header.
    names : tuple of str
        The heading of each column; ``"1"``, ``"2"``, ... where there is none.
    mapping : Mapping
        What the caller says; it is followed, and the other columns are decided here.
    source : str
        The file's name, for messages.
    headed : {"header", "keys"}
        Where the headings come from.
    lang : {"en", "zh"}
        Language of evidence and remarks.

    Returns
    -------
    Decision
        Field to columns, with evidence and remarks.

    Raises
    ------
    ColumnError
        When two columns have equal claims to one field, a column of the mapping is not there,
        or no column holds company names.

    Examples
    --------
    >>> import polars as pl
    >>> cells = TextTable.of(pl.DataFrame({"0": ["甲乙科技有限公司"], "1": ["20-99人"]}))
    >>> decide_columns(cells, ("公司", "大小"), Mapping({}), source="a.csv").places
    {'name': [0], 'employees': [1]}
    """
    seen = [Column.of(place, name, cells.columns[place]) for place, name in enumerate(names)]
    decider = Decider(seen, source, lang, headed)
    decider.follow(mapping)
    decider.read_headings()
    decider.read_content()
    decider.read_weak_name()
    decider.read_leftover_name()
    decider.read_currencies(mapping.ignored)
    decider.finish()
    taken = decider.taken
    if "name" not in taken and "short_name" not in taken:
        raise _no_name(source, decider.columns)
    order = [name for name in FIELDS if name in taken]
    columns = {name: tuple(c.name for c in taken[name]) for name in order}
    used = {name for group in columns.values() for name in group}
    return Decision(
        Mapping(columns, tuple(n for n in names if n not in used), decider.evidence),
        {name: [c.place for c in taken[name]] for name in order},
        decider.remarks,
    )


def _no_name(source: str, columns: list[Column]) -> NoNamesError:
    """Name the columns; those that may be persons or their numbers are named without an example."""
    shown = []
    for column in columns[:_SHOWN]:
        values = column.cells.appearing(1)
        told = column.field not in _OF_PERSONS and not column.apart and len(values)
        example = f' (such as "{" ".join(values[0].split())[:20]}")' if told else ""
        shown.append(f'"{column.name}"{example}')
    more = f" and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else ""
    said = f"{source}: no column holds company names. The columns are {', '.join(shown)}{more}. "
    likely = max(columns, key=Column.likely_names, default=None)
    if likely is None or likely.likely_names() == 0:
        return NoNamesError(f"{said}None of them looks like names; is this a list of companies?")
    choice = Argument("mapping", {"name": likely.name})
    return NoNamesError(f"{said}Say which one it is: ", choice, ".")
