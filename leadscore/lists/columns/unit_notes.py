"""The unit of a whole list, such as ``单位：万元`` above it: it joins the headings of amounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.values.money import read_unit
from leadscore.lists.vocabulary.headings import header_claims, normalise_header
from leadscore.lists.vocabulary.words import pattern

_AMOUNTS = frozenset({"revenue", "capital"})
_PARTS = re.compile(r"[、，,;；/|]")


def unit_note(titles: Sequence[str]) -> str | None:
    """Find the unit of amounts in the rows above a header.

    Parameters
    ----------
    titles : sequence of str
        The cells of these rows.

    Returns
    -------
    str or None
        The unit as it is written; None when there is none, or several that differ.

    Examples
    --------
    >>> unit_note(["企业名录", "单位：万元、人"]), unit_note(["Amounts in USD millions"])
    ('万元', 'USD millions')
    >>> unit_note(["单位：北京市统计局"]) is None
    True
    """
    notes = pattern("unit_notes")
    told = (match["unit"] for title in titles for match in notes.finditer(title))
    units = {one.strip() for unit in told for one in _PARTS.split(unit) if read_unit(one.strip())}
    return units.pop() if len(units) == 1 else None


def with_unit(
    names: tuple[str, ...], unit: str | None, given: Mapping
) -> tuple[tuple[str, ...], Mapping]:
    """Write the unit of a list behind the headings of amounts that state none.

    Parameters
    ----------
    names : tuple of str
        The headings.
    unit : str or None
        What ``unit_note`` found.
    given : Mapping
        What the caller says; a heading in it stays the same column.

    Returns
    -------
    tuple of (tuple of str, Mapping)
        The headings and the mapping.

    Examples
    --------
    >>> with_unit(("企业名称", "营业收入"), "万元", Mapping({}))[0]
    ('企业名称', '营业收入（万元）')
    """
    if unit is None:
        return names, given
    amounts = {name for field in _AMOUNTS for name in given.columns.get(field, ())}
    said = {name: _noted(name, unit, amounts) for name in names}
    if len(set(said.values())) < len(said):
        return names, given
    columns = {
        field: tuple(said.get(name, name) for name in some) for field, some in given.columns.items()
    }
    ignored = tuple(said.get(name, name) for name in given.ignored)
    return tuple(said[name] for name in names), Mapping(columns, ignored, given.evidence)


def _noted(name: str, unit: str, amounts: Collection[str]) -> str:
    claims = header_claims(name)
    is_amount = name in amounts or bool(claims and claims[0][0] in _AMOUNTS)
    return f"{name}（{unit}）" if is_amount and not normalise_header(name)[1] else name
