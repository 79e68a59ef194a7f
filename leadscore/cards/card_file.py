"""A card as a TOML file: read with every fault named, written with the comments kept."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadscore.cards.card_rules import Faults, read_document
from leadscore.data_files import read_text
from leadscore.errors import CardError, FileError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tomlkit.items import Item

    from leadscore.cards.card import Card
    from leadscore.cards.parts import Attribute, Bin, Test, Words

MAX_CARD_BYTES = 4_000_000


@cache
def shipped_card(name: str) -> Card:
    """Read a card that comes with the package."""
    return parse_card(read_text("cards", f"{name}.toml"), f"{name}.toml")


def load_card(path: str | Path) -> Card:
    """Read a card from a TOML file; see ``Card.load``."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_CARD_BYTES:
            raise CardError(f'Card "{path}"', ["the file is over 4 MB; that is no card"])
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        beside = [one.name for one in file.parent.glob("*.toml")] if file.parent.exists() else []
        raise FileError(
            f'Cannot read the card "{path}": no such file.{nearest(file.name, beside)} '
            'Write one to start from with: leadscore card show --toml > "my card.toml"'
        ) from error
    except UnicodeDecodeError as error:
        raise CardError(
            f'Card "{path}"', ["the file is not UTF-8 text; save it as UTF-8 and try again"]
        ) from error
    except OSError as error:
        raise FileError(f'Cannot read the card "{path}": {error.strerror}.') from error
    return parse_card(text, str(path))


def parse_card(text: str, where: str) -> Card:
    """Read a card from TOML text; see ``Card.from_toml``."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f'Card "{where}"', [f"this is not valid TOML: {error}"]) from error
    faults = Faults()
    card = read_document(document, text, faults)
    if faults or card is None:
        raise CardError(f'Card "{where}"', faults)
    return card


def write_card(card: Card) -> str:
    """Write a card as TOML text; see ``Card.to_toml``."""
    import tomlkit  # noqa: PLC0415  only needed to write

    old = tomlkit.parse(card.source) if card.source else tomlkit.document()
    head = _settle(old, "card", tomlkit.table())
    _set(head, "name", card.name)
    _set(head, "version", card.version)
    _set_words(head, "label", card.label)
    _set(head, "doubles_every", card.doubles_every)
    grades = tomlkit.inline_table()
    grades.update(dict(card.grades))
    if head.get("grades") != dict(card.grades):
        head["grades"] = grades
    _write_tables(old, "attribute", [(a.name, a) for a in card.attributes], _fill_attribute)
    _write_tables(old, "gate", [(g.name, g) for g in card.gates], _fill_gate)
    return tomlkit.dumps(old)


def _write_tables(old: Any, key: str, wanted: list[tuple[str, Any]], fill: Any) -> None:
    import tomlkit  # noqa: PLC0415

    found = {table.get("name"): table for table in old.get(key, [])}
    if list(found) == [name for name, _ in wanted]:
        for name, one in wanted:
            fill(found[name], one)
        return
    tables = tomlkit.aot()
    for name, one in wanted:
        table = found.get(name, tomlkit.table())
        fill(table, one)
        tables.append(table)
    if key in old:
        del old[key]
    if wanted:
        old[key] = tables


def _fill_attribute(table: Any, one: Attribute) -> None:
    _set(table, "name", one.name)
    if one.column != one.name:
        _set(table, "column", one.column)
    elif "column" in table:
        del table["column"]
    if one.crossed_with is not None:
        _set(table, "crossed_with", one.crossed_with)
    elif "crossed_with" in table:
        del table["crossed_with"]
    _set_words(table, "label", one.label)
    _set_words(table, "ask", one.ask)
    _set(table, "unknown", one.unknown)
    _fill_bins(table, one.bins)
    if one.otherwise is not None:
        _set(table, "otherwise", one.otherwise)
    elif "otherwise" in table:
        del table["otherwise"]


def _fill_bins(table: Any, bins: Iterable[Bin]) -> None:
    import tomlkit  # noqa: PLC0415

    wanted = [_bin_dict(one) for one in bins]
    found = table.get("bins", [])
    if len(found) == len(wanted) and all(
        {k: v for k, v in old.items() if k != "points"}
        == {k: v for k, v in new.items() if k != "points"}
        for old, new in zip(found, wanted, strict=True)
    ):
        for old, new in zip(found, wanted, strict=True):
            _set(old, "points", new["points"])
        return
    rows = tomlkit.array()
    for new in wanted:
        row = tomlkit.inline_table()
        row.update(new)
        rows.append(row)
    table["bins"] = rows.multiline(multiline=True)


def _fill_gate(table: Any, one: Any) -> None:
    import tomlkit  # noqa: PLC0415

    _set(table, "name", one.name)
    _set_words(table, "label", one.label)
    when = {"column": one.column, **_test_dict(one.test)}
    if table.get("when") != when:
        row = tomlkit.inline_table()
        row.update(when)
        table["when"] = row


def _bin_dict(one: Bin) -> dict[str, Any]:
    label = {} if one.label is None else {"label": _words_value(one.label)}
    also = {} if one.also is None else {"and": _test_dict(one.also)}
    return {**_test_dict(one.test), **also, "points": one.points, **label}


def _test_dict(test: Test) -> dict[str, Any]:
    if test.values:
        return {"in": list(test.values)}
    ends = {"from": test.start, "below": test.below}
    return {key: _number(end) for key, end in ends.items() if abs(end) != float("inf")}


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _words_value(words: Words) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}


def _set_words(table: Any, key: str, words: Words) -> None:
    import tomlkit  # noqa: PLC0415

    both = _words_value(words)
    found = table.get(key)
    same = found == both or (isinstance(found, str) and both == {"en": found, "zh": found})
    if not same:
        row = tomlkit.inline_table()
        row.update(both)
        table[key] = row


def _set(table: Any, key: str, value: object) -> None:
    if key not in table or table[key] != value:
        table[key] = _number(value) if isinstance(value, float) else value


def _settle(document: Any, key: str, fresh: Item) -> Any:
    if key not in document:
        document[key] = fresh
    return document[key]
