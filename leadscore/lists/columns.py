"""Which column is which field: headings and content vote, and every decision has its evidence.

A heading wins unless what stands below it is plainly something else. Where two columns claim one
field, the better heading wins (the rank in ``headers.csv``) and a remark says so; equal claims are
an error, or, where only the content speaks, a remark that asks. Nothing is chosen silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from leadscore.errors import Argument, ColumnError, nearest
from leadscore.lists.fields import FIELDS, POST_FIELDS
from leadscore.lists.headers import header_claims, nearly_a_name
from leadscore.lists.mapping import Mapping
from leadscore.lists.repeating import TextTable
from leadscore.lists.votes import CONTENT, Column
from leadscore.lists.words import say

_WEAK = 9


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


class _Decider:
    """The columns of one list while they are being decided."""

    def __init__(self, columns: list[Column], source: str, lang: str, headed: str) -> None:
        self.source, self.lang, self.headed = source, lang, headed
        self.columns = columns
        self.taken: dict[str, list[Column]] = {}
        self.evidence: dict[str, str] = {}
        self.remarks: list[str] = []

    def remark(self, key: str, **places: object) -> None:
        self.remarks.append(say("remark", key, self.lang, source=self.source, **places))

    def take(self, name: str, columns: list[Column], evidence: str) -> None:
        for column in columns:
            column.field = name
        self.taken[name] = columns
        self.evidence[name] = evidence

    def content(self, kind: str, column: Column) -> str:
        share = round(100 * column.shares.get(kind, 0))
        return say("evidence", "content", self.lang, share=share, kind=say("kind", kind, self.lang))

    def follow(self, mapping: Mapping) -> None:
        """Take what the caller says."""
        for name, wanted in mapping.columns.items():
            columns = [self._named(column, name) for column in wanted]
            self.take(name, columns, say("evidence", "given", self.lang))
            for column in columns:
                against = column.contradiction(name)
                if against is not None:
                    evidence = self.content(against, column)
                    self.remark("doubtful", column=column.name, field=name, evidence=evidence)
        for column in self.columns:
            if column.name in mapping.ignored:
                column.field = ""

    def _named(self, wanted: str, name: str) -> Column:
        for column in self.columns:
            if column.name == wanted:
                return column
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self.columns):
            return self.columns[int(wanted) - 1]
        names = [column.name for column in self.columns]
        raise ColumnError(
            f'{self.source}: the mapping says that field "{name}" is column "{wanted}", but there '
            f"is no such column. The list has: {', '.join(names)} (or the numbers 1 to "
            f"{len(names)}).{nearest(wanted, names)}"
        )

    def read_headings(self) -> None:
        """Let the headings claim their fields."""
        claims: dict[str, list[tuple[int, Column]]] = {}
        for column in self.columns:
            if column.field is not None:
                continue
            claim = self._claim(column)
            if claim is not None and claim[0]:
                claims.setdefault(claim[0], []).append((claim[1], column))
            elif claim is not None:
                column.field = ""
        self._title_of_the_contact(claims)
        for name, claimants in claims.items():
            self._settle(name, claimants)

    def _claim(self, column: Column) -> tuple[str, int] | None:
        claims = header_claims(column.name)
        for name, rank in claims:
            if name == "" or not column.filled:
                return name, rank
            if rank == _WEAK and not column.supports(name):
                continue
            against = column.contradiction(name)
            if against is None:
                return name, rank
            self.remark(
                "against", column=column.name, field=name, evidence=self.content(against, column)
            )
        return None

    def _title_of_the_contact(self, claims: dict[str, list[tuple[int, Column]]]) -> None:
        """Give a heading such as 职位 to the contact, where there is a person and no vacancy."""
        posts = POST_FIELDS - {"title"}
        person = claims.keys() & {"contact_name", "emails"}
        if person and "title" in claims and not posts & claims.keys():
            for rank, column in claims.pop("title"):
                if ("contact_title", _WEAK) in header_claims(column.name):
                    claims.setdefault("contact_title", []).append((_WEAK, column))
                else:
                    claims.setdefault("title", []).append((rank, column))

    def _settle(self, name: str, claimants: list[tuple[int, Column]]) -> None:
        if name in self.taken:
            for _, column in claimants:
                column.field = ""
            return
        filled = [claim for claim in claimants if claim[1].filled] or claimants[:1]
        best = min(rank for rank, _ in filled)
        winners = [column for rank, column in filled if rank == best]
        if FIELDS[name].many:
            winners = [column for _, column in filled]
        elif len(winners) > 1 and not _same(winners):
            first, second = winners[0].name, winners[1].name
            raise ColumnError(
                f'{self.source}: columns "{first}" and "{second}" both say they are "{name}", and '
                f"hold different values. Choose one: ",
                Argument("mapping", {name: first}),
                ".",
            )
        else:
            winners = winners[:1]
            for _, column in claimants:
                if column is not winners[0]:
                    column.field = ""
                    self.remark("better", field=name, kept=winners[0].name, other=column.name)
        self.take(name, winners, self._heading_evidence(name, winners))

    def _heading_evidence(self, name: str, columns: list[Column]) -> str:
        header = " + ".join(column.name for column in columns)
        words = say("evidence", self.headed, self.lang, header=header)
        if columns[0].shares.reaches(name, 0.05):
            words += "; " + self.content(name, columns[0])
        return words

    def read_content(self) -> None:
        """Let what the columns hold claim the fields that are still free."""
        for kind, least in CONTENT.items():
            if kind in self.taken or (kind == "posted" and not self._has_posts()):
                continue
            free = [c for c in self.columns if c.field is None and c.shares.reaches(kind, least)]
            able = sorted(
                (c for c in free if c.fits(kind) and c.is_best(kind)),
                key=lambda c: (-c.weight(kind), c.place),
            )
            if not able:
                continue
            if kind not in FIELDS:
                for column in able:
                    column.field = ""
            elif FIELDS[kind].many:
                # Tags hold industries too, among other words: only what tells as much counts.
                floor = able[0].weight(kind) - 0.1 if kind == "industry" else 0
                able = [c for c in able if c.weight(kind) >= floor]
                self.take(kind, able, self.content(kind, able[0]))
            else:
                self._take_best(kind, able)

    def _has_posts(self) -> bool:
        """Tell vacancies by more than a date, which companies have many of."""
        others = POST_FIELDS - {"posted"}
        seen = (c.shares.reaches(kind, CONTENT[kind]) for c in self.columns for kind in others)
        return bool(others & self.taken.keys()) or any(seen)

    def read_weak_name(self) -> None:
        """Take a heading such as "account" as the company, where nothing better is found."""
        if "name" in self.taken or "short_name" in self.taken:
            return
        for column in self.columns:
            weak = ("name", _WEAK) in header_claims(column.name) or nearly_a_name(column.name)
            if column.field is None and column.filled and weak:
                self.take("name", [column], self._heading_evidence("name", [column]))
                return

    def read_leftover_name(self) -> None:
        """Take the only column that nothing else claims and that could hold short names.

        Only where there is no header to go by, and the list is plainly one of companies.
        """
        if self.taken.keys() & {"name", "short_name"} or len(self.taken) < 2:
            return
        left = [c for c in self.columns if c.field is None and c.brands]
        if len(left) == 1 and left[0].name == str(left[0].place + 1):
            self.take("name", left, say("evidence", "leftover", self.lang))
            self.remark("leftover", column=left[0].name)

    def _take_best(self, kind: str, able: list[Column]) -> None:
        if len(able) > 1 and able[0].weight(kind) - able[1].weight(kind) < 0.1:
            if kind == "name":
                raise ColumnError(
                    f'{self.source}: columns "{able[0].name}" and "{able[1].name}" both hold '
                    f"company names. Choose one: ",
                    Argument("mapping", {"name": able[0].name}),
                    ".",
                )
            if not _same(able[:2]):
                self.remark("tie", field=kind, first=able[0].name, second=able[1].name)
                for column in able:
                    column.field = ""
                return
        self.take(kind, able[:1], self.content(kind, able[0]))


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
    decider = _Decider(seen, source, lang, headed)
    decider.follow(mapping)
    decider.read_headings()
    decider.read_content()
    decider.read_weak_name()
    decider.read_leftover_name()
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


def _same(columns: list[Column]) -> bool:
    first = columns[0].cells.column()
    return all(first.equals(other.cells.column()) for other in columns[1:])


def _no_name(source: str, columns: list[Column]) -> ColumnError:
    shown = []
    for column in columns[:30]:
        values = column.cells.appearing()
        example = f' (such as "{values[0][:20]}")' if len(values) else ""
        shown.append(f'"{column.name}"{example}')
    return ColumnError(
        f"{source}: no column holds company names. The columns are {', '.join(shown)}. "
        "Say which one it is: ",
        Argument("mapping", {"name": columns[0].name if columns else 1}),
        ".",
    )
