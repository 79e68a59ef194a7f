"""A card as one SQL query, for leads that live in a warehouse; checked against the scorer.

It is an export, not a second scorer: every rule here is one of ``binning``, and the tests run both.
A text column is looked up once per distinct text, split into its possible values there, and joined
back; a number is compared with the edges of the bins.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from leadscore.cards.batch import require_columns
from leadscore.cards.binning import column_needs
from leadscore.cards.crossed import pair_slots
from leadscore.cards.dialects import Dialect, find_dialect
from leadscore.cards.segments import segments
from leadscore.cards.sql_stretches import touched_points, touched_set
from leadscore.distinct import MISSING_TEXT, is_missing
from leadscore.errors import ArgumentError, ColumnError, nearest
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute, Gate

OUTPUTS = ("score", "low", "high", "grade", "gate")
_BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
# What case folding makes of characters beyond a-z that a form of "missing" could be written with.
_FOLDS = {"\u017f": "s", "\u212a": "k"}
_LIGATURES = {"\ufb01": "fi"}


def card_sql(
    card: Card,
    table: str | Sequence[str],
    dialect: str,
    *,
    columns: Sequence[str] | None = None,
    keep: Sequence[str] = ("lead_id",),
    lang: str = "en",
) -> str:
    """Write a card as one SQL query; see ``Card.sql``.

    Examples
    --------
    >>> from leadscore.cards.card import hrm_card
    >>> import duckdb
    >>> _ = duckdb.execute("CREATE OR REPLACE TEMP TABLE calls AS SELECT 7 AS lead_id, "
    ...     "'small|medium' AS size, NULL AS industry, NULL AS brand, 'named' AS contact, "
    ...     "NULL AS hr_type, NULL AS hiring, NULL AS etooling, 'active' AS status")
    >>> duckdb.sql(card_sql(hrm_card(), "calls", "duckdb")).fetchall()
    [(7, 49, 19, 96, 'C', None)]
    """
    check_language(lang)
    return _Query(card, find_dialect(dialect), columns, lang).text(_table_names(table), list(keep))


def _table_names(table: str | Sequence[str]) -> list[str]:
    names = table.split(".") if isinstance(table, str) else list(table)
    if not names or not all(names):
        raise ArgumentError(f'table must be a name such as "warehouse.leads", found {table!r}.')
    return names


class _Query:
    """The query as it grows: what is read of each lead, the look-ups, the points."""

    def __init__(
        self, card: Card, dialect: Dialect, columns: Sequence[str] | None, lang: str
    ) -> None:
        self.card, self.to, self.lang = card, dialect, lang
        self.columns = columns
        self.names: list[str] = [] if columns is None else list(columns)
        if columns is not None:
            require_columns(card, self.names)
        self.reads: list[str] = []
        self.places: list[str] = []
        self.look_ups: list[str] = []
        self.joins: list[str] = []

    def text(self, table: Sequence[str], keep: list[str]) -> str:
        """Put the query together."""
        self._check_keep(keep)
        kept = [f"keep_{i}" for i in range(1, len(keep) + 1)]
        self.reads = [f"{self._column(n)} AS {k}" for k, n in zip(kept, keep, strict=True)]
        points = self._attribute_points()
        closes = self._gate_tests()
        given = ".".join(self.to.identifier(name) for name in table)
        leads = "\n  ".join(["leadscore_places AS leads", *self.joins])
        count = range(1, len(self.card.attributes) + 1)
        totals = [
            f"CAST({' + '.join(f'{kind}_{i}' for i in count)} AS {self.to.whole}) AS {name}"
            for kind, name in (("best", "score"), ("low", "low"), ("high", "high"))
        ]
        gates = [f"gate_{i}" for i in range(1, len(closes) + 1)]
        flags = [f"{test} AS {name}" for name, (test, _) in zip(gates, closes, strict=True)]
        labels = [label for _, label in closes]
        steps = [
            _step("leads", self.reads, f"{given} AS given"),
            _step("places", ["leads.*", *self.places], "leadscore_leads AS leads"),
            *self.look_ups,
            _step("ranges", [*kept, *points, *flags], leads),
            _step("points", [*kept, *self._best(), *gates], "leadscore_ranges"),
            _step("totals", [*kept, *totals, *gates], "leadscore_points"),
        ]
        names = [f"{k} AS {self.to.identifier(n)}" for k, n in zip(kept, keep, strict=True)]
        final = [*names, "score", "low", "high", f"{self._grade()} AS grade"]
        final.append(f"{self._gate(gates, labels)} AS gate")
        return (
            f'-- Card "{_plain(self.card.name)}", version "{_plain(self.card.version)}", '
            f"for {self.to.name}; made by leadscore.\nWITH\n"
            + ",\n".join(steps)
            + f"\nSELECT\n  {_lines(final)}\nFROM leadscore_totals\n"
        )

    def _check_keep(self, keep: list[str]) -> None:
        for name in keep:
            if name in OUTPUTS or keep.count(name) > 1:
                raise ArgumentError(f'keep names "{name}", which would then stand there twice.')
            if self.columns is not None and name not in self.names:
                raise ColumnError(
                    f'Column "{name}" is to be kept, but the table has no such column.'
                    f"{nearest(name, self.names)}"
                )

    def _attribute_points(self) -> list[str]:
        """Say the fewest and the most points of each attribute."""
        made = []
        for number, one in enumerate(self.card.attributes, 1):
            makers = {"number": self._number, "boolean": self._boolean, "crossed": self._crossed}
            low, high = makers.get(one.kind, self._text)(f"a{number}", one)
            made += [f"{low} AS low_{number}", f"{high} AS high_{number}"]
        return made

    def _best(self) -> list[str]:
        """Move each best guess into the range that is still possible."""
        made = []
        for i, one in enumerate(self.card.attributes, 1):
            best = f"GREATEST(low_{i}, LEAST({one.unknown}, high_{i}))"
            made += [f"low_{i}", f"high_{i}", f"{best} AS best_{i}"]
        return made

    def _text(self, alias: str, one: Attribute) -> tuple[str, str]:
        points = {str(v): b.points for b in one.bins for v in b.test.values}
        self._look_up(alias, one.column, points, one.slot_points[one.rest_slot])
        return _looked_up(alias, one)

    def _crossed(self, alias: str, one: Attribute) -> tuple[str, str]:
        """Look up what two texts are together; a number is a text of the stretches it touches."""
        ends = [f"{alias}_first", f"{alias}_second"]
        names = [self._side(end, side) for end, side in zip(ends, one.sides, strict=True)]
        points = {
            f"{names[0][a]}|{names[1][b]}": one.slot_points[slot]
            for (a, b), slot in pair_slots(one).items()
        }
        texts = [f"{end}_text" for end in ends]
        joins = [
            f"JOIN leadscore_{end}_parts AS {end} ON pairs.{text} = {end}.raw_text"
            for end, text in zip(ends, texts, strict=True)
        ]
        both = [f"{end}.part" for end in ends]
        # Parts are what stands between "|", so none of them holds one.
        part = f"CASE WHEN {both[0]} <> '' AND {both[1]} <> '' THEN {both[0]} || '|' || {both[1]}"
        name = f"leadscore_{alias}"
        self.look_ups += [
            _step(f"{alias}_pairs", [f"DISTINCT {texts[0]}", texts[1]], "leadscore_places"),
            _step(
                f"{alias}_parts",
                [*(f"pairs.{text}" for text in texts), f"{part} ELSE '' END AS part"],
                "\n  ".join([f"{name}_pairs AS pairs", *joins]),
            ),
        ]
        self._range(alias, texts, points, one.slot_points[one.rest_slot])
        same = [f"leads.{text} = {alias}.{text}" for text in texts]
        self.joins.append(f"LEFT JOIN {name} AS {alias} ON {' AND '.join(same)}")
        return _looked_up(alias, one)

    def _side(self, alias: str, side: Attribute) -> dict[str, str]:
        """Split one column of a crossing; returns how its values are called there."""
        if side.kind == "text":
            self.reads.append(
                f"CAST({self._column(side.column)} AS {self.to.text}) AS {alias}_text"
            )
            called = {str(value): str(value) for b in side.bins for value in b.test.values}
        elif side.kind == "boolean":
            truth = f"CAST({self._column(side.column)} AS BOOLEAN)"
            text = f"CASE WHEN {truth} THEN 'true' WHEN NOT {truth} THEN 'false' END"
            self.reads.append(f"{text} AS {alias}_text")
            called = {"true": "true", "false": "false"}
        else:
            line = [s.test for s in segments(side)]
            ends = list(column_needs(side, self.names))
            for end, column in zip(("low", "high"), (ends[0], ends[-1]), strict=True):
                self.reads.append(f"{self._finite(column)} AS {alias}_{end}")
            self.places.append(f"{touched_set(alias, line, self.to)} AS {alias}_text")
            called = {test.describe(): str(place) for place, test in enumerate(line)}
        self._split(alias, called)
        return called

    def _boolean(self, alias: str, one: Attribute) -> tuple[str, str]:
        self.reads.append(f"CAST({self._column(one.column)} AS BOOLEAN) AS {alias}")
        points = {value: b.points for b in one.bins for value in b.test.values}
        yes, no = (points.get(value, one.slot_points[one.rest_slot]) for value in (True, False))
        known = f"CASE WHEN leads.{alias} THEN {yes} WHEN NOT leads.{alias} THEN {no}"
        return f"{known} ELSE {one.lowest} END", f"{known} ELSE {one.highest} END"

    def _number(self, alias: str, one: Attribute) -> tuple[str, str]:
        line = segments(one)
        points = [s.points for s in line]
        edges = [s.test.start for s in line[1:]]
        ends = list(column_needs(one, self.names))
        if len(ends) == 1:
            self.reads.append(f"{self._finite(ends[0])} AS {alias}")
            case = self._segment(f"leads.{alias}", edges, points)
            null = f"CASE WHEN leads.{alias} IS NULL THEN"
            return f"{null} {one.lowest} ELSE {case} END", f"{null} {one.highest} ELSE {case} END"
        last = len(line) - 1
        for end, name, unknown in zip(("low", "high"), ends, (0, last), strict=True):
            self.reads.append(f"{self._finite(name)} AS {alias}_{end}")
            place = self._segment(f"leads.{alias}_{end}", edges, range(last + 1))
            null = f"CASE WHEN leads.{alias}_{end} IS NULL THEN {unknown}"
            self.places.append(f"{null} ELSE {place} END AS {alias}_{end}_place")
        return touched_points(alias, one, points)

    def _segment(self, value: str, edges: Sequence[float], results: Sequence[int]) -> str:
        whens = [
            f"WHEN {value} < {self.to.float_literal(edge)} THEN {result}"
            for edge, result in zip(edges, results, strict=False)
        ]
        return f"CASE {' '.join(whens)} ELSE {results[-1]} END" if whens else str(results[-1])

    def _column(self, name: str) -> str:
        return f"given.{self.to.identifier(name)}"

    def _finite(self, name: str) -> str:
        # In every dialect NaN either fails a comparison or is above infinity: so both are null.
        value = f"CAST({self._column(name)} AS {self.to.number})"
        most = self.to.float_literal(sys.float_info.max)
        return f"CASE WHEN ABS({value}) <= {most} THEN {value} END"

    def _gate_tests(self) -> list[tuple[str, str]]:
        """Say when each gate closes, and its label; a gate without a column never closes."""
        made = []
        for number, gate in enumerate(self.card.gates, 1):
            needs = set(column_needs(gate, self.names))
            if self.columns is None or needs <= set(self.names):
                label = self.to.literal(gate.label.in_language(self.lang))
                made.append((self._gate_test(f"g{number}", gate), label))
        return made

    def _gate_test(self, alias: str, gate: Gate) -> str:
        if gate.test.kind == "number":
            return f"CASE WHEN {self._inside(alias, gate)} THEN 1 ELSE 0 END"
        if gate.test.kind == "boolean":
            self.reads.append(f"CAST({self._column(gate.column)} AS BOOLEAN) AS {alias}")
            yes, no = (int(truth in gate.test.values) for truth in (True, False))
            return f"CASE WHEN leads.{alias} THEN {yes} WHEN NOT leads.{alias} THEN {no} ELSE 0 END"
        wanted = {str(value): 1 for value in gate.test.values}
        self._look_up(alias, gate.column, wanted, 0)
        return f"COALESCE({alias}.low_points, 0)"

    def _inside(self, alias: str, gate: Gate) -> str:
        ends = list(column_needs(gate, self.names))
        for end, name in zip(("low", "high"), (ends[0], ends[-1]), strict=True):
            self.reads.append(f"{self._finite(name)} AS {alias}_{end}")
        low, high, test = f"leads.{alias}_low", f"leads.{alias}_high", gate.test
        above = f"{low} >= {self.to.float_literal(test.start)}"
        below = f"{high} < {self.to.float_literal(test.below)}"
        # An open end lies in a test that is open there, but something has to be known.
        tests = [] if math.isinf(test.start) else [above]
        tests += [] if math.isinf(test.below) else [below]
        return " AND ".join(tests) or f"({low} IS NOT NULL OR {high} IS NOT NULL)"

    def _gate(self, flags: Sequence[str], labels: Sequence[str]) -> str:
        if not flags:
            return f"CAST(NULL AS {self.to.text})"
        whens = [f"WHEN {f} = 1 THEN {label}" for f, label in zip(flags, labels, strict=True)]
        return f"CASE {' '.join(whens)} END"

    def _grade(self) -> str:
        whens = [f"WHEN score >= {least} THEN '{letter}'" for letter, least in self.card.grades]
        return f"CASE {' '.join(whens)} ELSE '{self.card.rest_grade}' END"

    def _look_up(self, alias: str, column: str, points: dict[str, int], rest: int) -> None:
        """Give points to each distinct text of a column: the fewest and the most of its parts."""
        self.reads.append(f"CAST({self._column(column)} AS {self.to.text}) AS {alias}_text")
        self._split(alias, points)
        self._range(alias, ["raw_text"], points, rest)
        name = f"leadscore_{alias}"
        self.joins.append(f"LEFT JOIN {name} AS {alias} ON leads.{alias}_text = {alias}.raw_text")

    def _split(self, alias: str, named: Iterable[str]) -> None:
        """Split each distinct text of a column into the values that are possible."""
        name = f"leadscore_{alias}"
        split = [f"{self._strip('raw_text')} AS split_text"]
        self.look_ups += [
            _step(f"{alias}_raw", [f"DISTINCT {alias}_text AS raw_text"], "leadscore_places"),
            _step(f"{alias}_texts", ["raw_text", *split], f"{name}_raw WHERE raw_text IS NOT NULL"),
            _step(
                f"{alias}_known",
                ["raw_text", "split_text"],
                f"{name}_texts\n  WHERE {self._means_something(named)}",
            ),
            f"{name}_split AS ({self.to.parts.format(source=f'{name}_known')})",
            _step(
                f"{alias}_parts", ["raw_text", f"{self._strip('part')} AS part"], f"{name}_split"
            ),
        ]

    def _range(self, alias: str, texts: Sequence[str], points: dict[str, int], rest: int) -> None:
        """Give each text, or pair of texts, the fewest and the most points of its parts."""
        name = f"leadscore_{alias}"
        # An empty part of a set says nothing; a text of nothing else is a value nobody foresaw.
        found = f"CASE WHEN parts.part <> '' THEN COALESCE(bins.bin_points, {rest}) END"
        pairs = (
            f"{name}_parts AS parts LEFT JOIN {name}_bins AS bins ON parts.part = bins.bin_value"
        )
        fewest, most = f"COALESCE(MIN(found), {rest})", f"COALESCE(MAX(found), {rest})"
        self.look_ups += [
            _step(f"{alias}_bins", ["bin_value", "bin_points"], self.to.table_of(points)),
            _step(
                f"{alias}_found", [*(f"parts.{text}" for text in texts), f"{found} AS found"], pairs
            ),
            _step(
                alias,
                [*texts, f"{fewest} AS low_points", f"{most} AS high_points"],
                f"{name}_found GROUP BY {', '.join(texts)}",
            ),
        ]

    def _strip(self, text: str) -> str:
        return f"{self.to.strip}({text}, {self.to.literal(_BLANKS)})"

    def _means_something(self, named: Iterable[str]) -> str:
        folded = "split_text"
        for ligature, letters in _LIGATURES.items():
            folded = f"REPLACE({folded}, {self.to.literal(ligature)}, '{letters}')"
        upper = self.to.literal(ascii_uppercase + "".join(_FOLDS))
        folded = f"TRANSLATE({folded}, {upper}, '{ascii_lowercase + ''.join(_FOLDS.values())}')"
        missing = ", ".join(self.to.literal(text) for text in sorted(MISSING_TEXT))
        test = f"{folded} NOT IN ({missing})"
        # A value of the card, such as "none", means something although elsewhere it would not.
        here = ", ".join(self.to.literal(value) for value in named if is_missing(value))
        return f"split_text IN ({here}) OR {test}" if here else test


def _looked_up(alias: str, one: Attribute) -> tuple[str, str]:
    return (
        f"COALESCE({alias}.low_points, {one.lowest})",
        f"COALESCE({alias}.high_points, {one.highest})",
    )


def _step(name: str, columns: Sequence[str], source: str) -> str:
    return f"leadscore_{name} AS (SELECT\n  {_lines(columns)}\n  FROM {source})"


def _lines(columns: Sequence[str]) -> str:
    return ",\n  ".join(columns)


def _plain(text: str) -> str:
    """Keep a comment on its line."""
    return "".join(char if char.isprintable() else " " for char in text)
