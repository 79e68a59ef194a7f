"""How five kinds of SQL spell the few things in which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leadscore.errors import check_choice


@dataclass(frozen=True)
class Dialect:
    """The spellings of one kind of SQL.

    Attributes
    ----------
    name : str
        What the user calls it.
    text, number, whole : str
        Types: text, floating point of 64 bits, whole numbers of 64 bits.
    strip : str
        The function that takes characters away on both sides.
    parts : str
        A query for the parts of ``split_text`` between ``|``, as ``part``; with the place
        ``{source}``.
    rows : str
        A table of ``bin_value`` and ``bin_points``, with the place ``{rows}``.
    quote : str
        The character around identifiers.
    escapes : bool
        Texts are written with backslashes.
    float_text : str
        A floating-point literal, with the place ``{0}``.

    Examples
    --------
    >>> DIALECTS["spark"].identifier("a`b"), DIALECTS["duckdb"].identifier('a"b')
    ('`a``b`', '"a""b"')
    """

    name: str
    text: str
    number: str
    whole: str
    strip: str
    parts: str
    rows: str
    quote: str = '"'
    escapes: bool = False
    float_text: str = "{0}"

    def identifier(self, name: str) -> str:
        """Quote the name of a table or column."""
        if self.name == "bigquery":
            return f"`{_escaped(name, '`')}`"
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def literal(self, text: str) -> str:
        r"""Write a text so that every character of it can be seen.

        Examples
        --------
        >>> DIALECTS["duckdb"].literal("it's\n"), DIALECTS["spark"].literal("it's\n")
        ("('it''s' || chr(10))", "'it\\'s\\u000a'")
        """
        if self.escapes:
            return f"'{_escaped(text, chr(39))}'"
        pieces: list[str] = []
        plain = ""
        for char in text:
            if char.isprintable():
                plain += char
                continue
            pieces += [_doubled(plain)] * bool(plain) + [f"chr({ord(char)})"]
            plain = ""
        pieces += [_doubled(plain)] if plain or not pieces else []
        return (
            pieces[0] if len(pieces) == 1 and not pieces[0].startswith("chr") else _joined(pieces)
        )

    def float_literal(self, value: float) -> str:
        """Write a number so that it is read as the same 64-bit number.

        Examples
        --------
        >>> DIALECTS["duckdb"].float_literal(0.7), DIALECTS["snowflake"].float_literal(300.0)
        ('0.7e0', "CAST('300.0' AS FLOAT)")
        """
        text = repr(value + 0.0)
        return self.float_text.format(
            text if "e" in text or self.float_text != "{0}" else f"{text}e0"
        )

    def table_of(self, points: Mapping[str, int]) -> str:
        """Write texts and their points as a table.

        Examples
        --------
        >>> DIALECTS["bigquery"].table_of({"a": 1, "b": 2})
        "UNNEST([STRUCT('a' AS bin_value, 1 AS bin_points), STRUCT('b', 2)])"
        """
        pairs = [f"({self.literal(value)}, {number})" for value, number in points.items()]
        if self.name == "bigquery":
            value, number = next(iter(points.items()))
            first = f"({self.literal(value)} AS bin_value, {number} AS bin_points)"
            pairs = [f"STRUCT{pair}" for pair in (first, *pairs[1:])]
        return self.rows.format(rows=", ".join(pairs))


def _doubled(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _joined(pieces: list[str]) -> str:
    # An empty text first: a single chr() is text as well, but so every form reads the same.
    whole = " || ".join(pieces)
    return f"({whole})" if len(pieces) > 1 else whole


def _escaped(text: str, quote: str) -> str:
    made = []
    for char in text:
        if char in ("\\", quote):
            made.append("\\" + char)
        elif (char.isprintable() and char != "$") or ord(char) > 0xFFFF:
            made.append(char)
        else:
            # The dollar too: Spark would take "${name}" for a variable, even inside a text.
            made.append(f"\\u{ord(char):04x}")
    return "".join(made)


def find_dialect(name: str) -> Dialect:
    """Return the dialect with this name.

    Raises
    ------
    ArgumentError
        When there is none; names the nearest one.

    Examples
    --------
    >>> find_dialect("sparc")
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: dialect="sparc" is not known; ... Did you mean "spark"?
    """
    check_choice("dialect", name, DIALECTS)
    return DIALECTS[name]


_VALUES = "(VALUES {rows}) AS bins (bin_value, bin_points)"

DIALECTS = {
    one.name: one
    for one in (
        Dialect(
            name="duckdb",
            text="VARCHAR",
            number="DOUBLE",
            whole="BIGINT",
            strip="trim",
            parts="SELECT raw_text, unnest(string_split(split_text, '|')) AS part FROM {source}",
            rows=_VALUES,
        ),
        Dialect(
            name="postgres",
            text="TEXT",
            number="DOUBLE PRECISION",
            whole="BIGINT",
            strip="btrim",
            parts="SELECT raw_text, unnest(string_to_array(split_text, '|')) AS part FROM {source}",
            rows=_VALUES,
        ),
        Dialect(
            name="spark",
            text="STRING",
            number="DOUBLE",
            whole="BIGINT",
            strip="btrim",
            parts="SELECT raw_text, explode(split(split_text, '[|]')) AS part FROM {source}",
            rows="VALUES {rows} AS bins (bin_value, bin_points)",
            quote="`",
            escapes=True,
        ),
        Dialect(
            name="bigquery",
            text="STRING",
            number="FLOAT64",
            whole="INT64",
            strip="TRIM",
            parts="SELECT raw_text, part FROM {source} CROSS JOIN UNNEST(SPLIT(split_text, '|')) "
            "AS part",
            rows="UNNEST([{rows}])",
            quote="`",
            escapes=True,
        ),
        Dialect(
            name="snowflake",
            text="VARCHAR",
            number="FLOAT",
            whole="BIGINT",
            strip="TRIM",
            parts="SELECT raw_text, CAST(split_parts.value AS VARCHAR) AS part FROM {source}, "
            "LATERAL FLATTEN(input => SPLIT(split_text, '|')) AS split_parts",
            rows=_VALUES,
            escapes=True,
            float_text="CAST('{0}' AS FLOAT)",
        ),
    )
}
"""The dialects by name. BigQuery and Snowflake are written by their manuals, not run."""
