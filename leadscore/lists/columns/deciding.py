"""How columns become fields: what was said, what the headings claim, what the cells look like."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from leadscore.errors import Argument, ColumnError, nearest
from leadscore.lists.columns.equal_claims import agree, fuller, latest
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.columns.votes import CONTENT, PLAIN, Column
from leadscore.lists.vocabulary.fields import FIELDS, POST_FIELDS
from leadscore.lists.vocabulary.headings import WEAK, header_claims, nearly_a_name, whole_claims
from leadscore.lists.vocabulary.words import pattern, say

_NAMES = ("name", "short_name")
_AMOUNTS = ("capital", "revenue")
# In a list of vacancies these may be said of the vacancy, too.
_OF_COMPANIES = frozenset({"employees", "status", "tools"})
# The ranks of the two in headers.csv.
_FIRST_NAME, _LAST_NAME = 3, 4
# From this rank on, where only a part of the heading speaks, a tie is asked about, not refused.
_OPEN = 5
# Fields that a list can do without: nobody should have to choose before anything is read.
_ASIDE = frozenset(
    {
        *("region", "city", "address", "website", "founded", "status", "channel"),
        *("contact_name", "contact_title"),
    }
)
# The rank of the heading "title" in headers.csv.
_PLAIN_TITLE = 3


class Claim(NamedTuple):
    """A field that the heading of a column claims, and how well it says so."""

    field: str
    rank: int
    column: Column


class Decider:
    """The columns of one list while they are being decided; the steps stand in their order.

    Parameters
    ----------
    columns : list of Column
        What is to be decided.
    source : str
        The file's name, for messages.
    lang : {"en", "zh"}
        Language of evidence and remarks.
    headed : {"header", "keys"}
        Where the headings come from.
    """

    def __init__(self, columns: list[Column], source: str, lang: str, headed: str) -> None:
        self.source, self.lang, self.headed = source, lang, headed
        self.columns = columns
        self.taken: dict[str, list[Column]] = {}
        self.evidence: dict[str, str] = {}
        self.remarks: list[str] = []
        self._against: list[tuple[Column, str, str]] = []
        self._dates: list[Claim] = []

    def remark(self, key: str, **places: object) -> None:
        """Say something about the list that a person should know."""
        self.remarks.append(say("remark", key, self.lang, source=self.source, **places))

    def take(self, name: str, columns: list[Column], evidence: str) -> None:
        """Let columns be a field."""
        for column in columns:
            column.field = name
        self.taken[name] = columns
        self.evidence[name] = evidence

    def content(self, kind: str, column: Column) -> str:
        """Say how much of a column looks like a kind."""
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
        claims: dict[str, list[Claim]] = {}
        for column in self.columns:
            if column.field is not None:
                continue
            claim = self._claim(column)
            if claim is not None and claim.field:
                claims.setdefault(claim.field, []).append(claim)
            elif claim is not None:
                column.field = ""
        self._title_of_the_contact(claims)
        self._title_of_no_post(claims)
        self._of_the_seller(claims)
        self._apart_from_posts(claims)
        for name, claimants in claims.items():
            self._settle(name, claimants)

    def _claim(self, column: Column) -> Claim | None:
        for name, rank in header_claims(column.name):
            if name == "" and rank == WEAK:
                column.apart = True
                return None
            if name == "" or not column.filled:
                return Claim(name, rank, column)
            if rank == WEAK and not column.supports(name):
                column.apart = name == "hr_department"
                continue
            against = column.contradiction(name)
            if against is None:
                return Claim(name, rank, column)
            self._against.append((column, name, self.content(against, column)))
        return None

    def _title_of_the_contact(self, claims: dict[str, list[Claim]]) -> None:
        """Give a heading such as 职位 to the contact, where there is a person and no vacancy."""
        posts = POST_FIELDS - {"title"}
        person = claims.keys() & {"contact_name", "emails"}
        if person and "title" in claims and not posts & claims.keys():
            moved = _taken_out(claims, "title", _may_be_a_contacts)
            renamed = [Claim("contact_title", WEAK, claim.column) for claim in moved]
            if renamed:
                claims.setdefault("contact_title", []).extend(renamed)

    def _title_of_no_post(self, claims: dict[str, list[Claim]]) -> None:
        """Leave a plain "title" open where nothing else speaks of vacancies or names companies."""
        others = (POST_FIELDS - {"title"}) | {"name", "short_name"}
        if not others & claims.keys() and not any(map(_may_head_names, self.columns)):
            _taken_out(claims, "title", lambda claim: claim.rank == _PLAIN_TITLE)

    def _of_the_seller(self, claims: dict[str, list[Claim]]) -> None:
        """In the list of a sales team the person in charge is the seller, not the customer's."""
        if any(pattern("sales_team").search(column.name) for column in self.columns):
            for claim in _taken_out(claims, "contact_name", lambda claim: claim.rank == 2):
                claim.column.field = ""

    def _apart_from_posts(self, claims: dict[str, list[Claim]]) -> None:
        """Part what belongs to vacancies from what belongs to companies, by what else is there."""
        if (POST_FIELDS - {"posted"}) & claims.keys():
            for name in _OF_COMPANIES & claims.keys():
                for claim in _taken_out(claims, name, _of_a_post):
                    claim.column.field = ""
        else:
            # A date of the record is the day of a posting only where there are postings.
            self._dates = _taken_out(claims, "posted", lambda claim: claim.rank > 1)

    def _settle(self, name: str, claimants: list[Claim]) -> None:
        if name in self.taken:
            for claim in claimants:
                claim.column.field = ""
            return
        filled = [claim for claim in claimants if claim.column.filled] or claimants[:1]
        many = FIELDS[name].many
        if not many and any(claim.column.plainly(name) for claim in filled):
            # What denies the field is left for what it is.
            filled = [claim for claim in filled if not claim.column.denies(name)]
            claimants = [claim for claim in claimants if not claim.column.denies(name)]
        winners = [claim.column for claim in filled]
        if not many:
            winners = self._best(name, filled)
            for claim in claimants:
                if claim.column not in winners:
                    claim.column.field = ""
                    if winners:
                        self._say_better(name, winners[0], claim.column)
        if winners:
            self.take(name, winners, self._heading_evidence(name, winners))

    def _say_better(self, name: str, kept: Column, other: Column) -> None:
        self.remark("better", field=name, kept=kept.name, other=other.name)

    def _best(self, name: str, claims: list[Claim]) -> list[Column]:
        """Choose among the claims to one field; a choice that nothing speaks for is a question."""
        best = min(claim.rank for claim in claims)
        winners = [claim.column for claim in claims if claim.rank == best]
        if name == "contact_name" and best == _FIRST_NAME:
            last = [claim.column for claim in claims if claim.rank == _LAST_NAME]
            return winners[:1] + last[:1]
        if name in _NAMES:
            winners = fuller(winners, [claim.column for claim in claims])
        winners = latest(winners)
        if len(winners) == 1 or agree(name, winners):
            return winners[:1]
        if best >= _OPEN or name in _ASIDE:
            self.remark("tie", field=name, first=winners[0].name, second=winners[1].name)
            for claim in claims:
                claim.column.field = ""
            return []
        first, second = winners[0].name, winners[1].name
        raise ColumnError(
            f'{self.source}: columns "{first}" and "{second}" both say they are "{name}", and '
            f"hold different values. Choose one: ",
            Argument("mapping", {name: first}),
            ".",
        )

    def _heading_evidence(self, name: str, columns: list[Column]) -> str:
        header = " + ".join(column.name for column in columns)
        words = say("evidence", self.headed, self.lang, header=header)
        if columns[0].shares.reaches(name, 0.05):
            words += "; " + self.content(name, columns[0])
        return words

    def read_content(self) -> None:
        """Let what the columns hold claim the fields that are still free."""
        for kind, least in CONTENT.items():
            if kind == "posted" and not self._dated_posts():
                continue
            if kind == "title" and self._of_persons():
                continue
            if kind in self.taken and not self._only_by_name(kind):
                continue
            free = [c for c in self.columns if c.field is None and c.may_be(kind)]
            able = sorted(
                (c for c in free if c.shares.reaches(kind, least) and c.fits(kind)),
                key=lambda c: (-c.weight(kind), c.place),
            )
            able = [column for column in able if column.is_best(kind)]
            if not able or (kind == "name" and self._better_headed(able[0])):
                continue
            for column in self.taken.pop(kind, []):
                self._say_better(kind, able[0], column)
                column.field = ""
            self._take_able(kind, able)

    def _of_persons(self) -> bool:
        """Tell a list of persons at companies: what looks like posts there is what they are."""
        persons = bool({"contact_name", "emails"} & self.taken.keys()) and self._headed_by_words()
        return persons and not POST_FIELDS & self.taken.keys()

    def _headed_by_words(self) -> bool:
        """Tell whether the columns have headings of their own."""
        return any(column.name != str(column.place + 1) for column in self.columns)

    def _better_headed(self, found: Column) -> bool:
        """Tell a category of companies from their names, which stand below a weak heading."""
        headed = (c for c in self.columns if c is not found and _may_head_names(c))
        return any(c.likely_names() and c.variety() > 3 * found.variety() for c in headed)

    def _dated_posts(self) -> bool:
        """Tell vacancies by more than a date, which companies have many of."""
        if not (POST_FIELDS - {"posted"}) & self.taken.keys():
            return False
        if self._dates:
            self._settle("posted", self._dates)
        return True

    def _only_by_name(self, kind: str) -> bool:
        """Tell a field of which only the heading speaks, and no cell."""
        return kind in PLAIN and all(column.denies(kind) for column in self.taken[kind])

    def _take_able(self, kind: str, able: list[Column]) -> None:
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

    def read_weak_name(self) -> None:
        """Take a heading such as "account" as the company, where nothing better is found."""
        if "name" in self.taken or "short_name" in self.taken:
            return
        weak = [
            column
            for column in self.columns
            if column.field is None and column.filled and _may_head_names(column)
        ]
        best = max(weak, key=Column.likely_names, default=None)
        if best is not None and (best.weight("name") > 0 or not self._lists_people()):
            self.take("name", [best], self._heading_evidence("name", [best]))

    def _lists_people(self) -> bool:
        """Tell a list of persons, whose plain names are no companies."""
        return any(pattern("person").search(column.name) for column in self.columns)

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
            if not agree(kind, able[:2]):
                self.remark("tie", field=kind, first=able[0].name, second=able[1].name)
                for column in able:
                    column.field = ""
                return
        self.take(kind, able[:1], self.content(kind, able[0]))

    def read_currencies(self, ignored: Collection[str]) -> None:
        """Let a column of currencies stand beside the amounts that it belongs to."""
        amounts = [columns for name in _AMOUNTS if len(columns := self.taken.get(name, [])) == 1]
        for column in self.columns:
            free = not column.field and column.name not in ignored
            if not amounts or not free or not column.shares.reaches("currency", 0.9):
                continue
            nearest_one = min(amounts, key=lambda columns: abs(columns[0].place - column.place))
            amounts.remove(nearest_one)
            nearest_one.append(column)
            column.field = nearest_one[0].field

    def finish(self) -> None:
        """Say which headings were not followed in the end."""
        for column, name, evidence in self._against:
            if column.field != name:
                self.remark("against", column=column.name, field=name, evidence=evidence)


def _taken_out(
    claims: dict[str, list[Claim]], name: str, apart: Callable[[Claim], bool]
) -> list[Claim]:
    """Take some of the claims to a field out, and give them."""
    taken = [claim for claim in claims.get(name, ()) if apart(claim)]
    left = [claim for claim in claims.pop(name, ()) if claim not in taken]
    if left:
        claims[name] = left
    return taken


def _may_be_a_contacts(claim: Claim) -> bool:
    return ("contact_title", WEAK) in header_claims(claim.column.name)


def _of_a_post(claim: Claim) -> bool:
    """Tell the state of a vacancy, the tools and the number of people that it asks for."""
    if claim.field == "employees":
        return claim.rank == 1 and claim.column.shares.reaches("few", 0.95)
    return claim.rank == WEAK


def _may_head_names(column: Column) -> bool:
    """Tell a weak heading of names; one known by its parts needs cells that could be names."""
    if ("name", WEAK) in whole_claims(column.name) or nearly_a_name(column.name):
        return True
    return ("name", WEAK) in header_claims(column.name) and column.likely_names() > 0
