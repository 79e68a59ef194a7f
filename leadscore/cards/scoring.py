"""Leads become points: score, explain and rank, all read from the same cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import polars as pl

from leadscore.cards.batch import OUTPUTS, Batch, card_needs, gate_columns, require_columns
from leadscore.cards.binning import attribute_cells
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.exploration import check_exploration, rank_exploring
from leadscore.cards.ranking import keep_leading, rank_table
from leadscore.cards.wording import cell_note, value_words
from leadscore.errors import ArgumentError, check_count, nearest
from leadscore.frames import add_columns, column_names, open_table
from leadscore.standards.vocabulary import check_language

TableT = TypeVar("TableT")


def score(leads: TableT, card: Card | str | Path | None = None, *, lang: str = "en") -> TableT:
    """Score leads: points, range, grade, reasons and the next question.

    Parameters
    ----------
    leads : table
        One row per lead, with the columns that the card reads (for the shipped card the seven
        facts of ``qualify``): pandas, Polars (eager or lazy), PyArrow, DuckDB or Arrow stream.
    card : Card, path or None
        The card, or its TOML file; None is the shipped card ``hrm``.
    lang : {"en", "zh"}
        Language of ``gate``, ``why`` and ``ask``.

    Returns
    -------
    table
        The same kind, rows in order, with ``score``, ``low``, ``high`` (whole points, never
        null), ``grade``, ``sure`` (low and high give the same grade), ``gate`` (why disqualified;
        null: not), ``why`` (the three largest known parts; null: nothing known gives points) and
        ``ask`` (the question that can move the score most; null: nothing left to ask).

    Raises
    ------
    ColumnError
        When an attribute's column is missing; names the nearest one.
    ColumnTypeError
        When a column holds another kind of value than the attribute tests.

    Warns
    -----
    CardWarning
        When leads hold values that the card does not name (they get ``otherwise``), or a gate's
        column is absent (the gate then never closes).

    Examples
    --------
    >>> import polars as pl
    >>> facts = ["size", "industry", "brand", "contact", "hr_type", "hiring", "etooling", "status"]
    >>> nothing = pl.DataFrame({name: [None] for name in facts})
    >>> known = nothing.with_columns(size=pl.lit("large"), hr_type=pl.lit("A|B"))
    >>> score(known)["score", "low", "high", "grade", "sure", "why"].row(0)
    (55, 35, 100, 'B', False, 'Company size: large +20; HR department: ... +12 (12 to 18)')
    """
    chosen = _settle(card)
    check_language(lang)
    table = leads if isinstance(leads, pl.LazyFrame) else open_table(leads)
    names = column_names(table)
    require_columns(chosen, names)
    needs, optional = card_needs(chosen, names), gate_columns(chosen, names)
    if isinstance(table, pl.LazyFrame):
        step = partial(score_batch, card=chosen, lang=lang)
        return cast("TableT", add_columns(table, step, needs, OUTPUTS, optional))
    batch = Batch(table.read_coded(needs, optional), chosen)
    return cast("TableT", table.add(batch.outputs(lang)).table)


def rank(
    leads: TableT,
    card: Card | str | Path | None = None,
    *,
    by: str | None = None,
    top: int | None = None,
    explore: float | None = None,
    seed: int | None = None,
    lang: str = "en",
) -> TableT:
    """Score leads and put them in calling order.

    Parameters
    ----------
    leads : table
        As for ``score``, with a column ``lead_id``.
    card : Card, path or None
        As for ``score``.
    by : str, optional
        A column, such as ``"region"`` or ``"owner"``: a list of its own for each of its values.
    top : int, optional
        Keep only so many leads (of each list).
    explore : float, optional
        Mark this share of the leads, chosen by chance, to be contacted whatever their score;
        0.05 is usual. With ``top`` this share of its places goes to leads from further down.
        They show what a card misses; see ``docs/learning.md``.
    seed : int, optional
        For ``explore``: the same seed and leads give the same slice.
    lang : {"en", "zh"}
        As for ``score``.

    Returns
    -------
    table
        The columns of ``score`` and ``position`` (1 is called first). Leads that no gate
        disqualifies come first, then the higher score, then the smaller ``lead_id``; with ``by``
        list after list, those without a value last. A lazy frame comes back lazy. With
        ``explore`` also ``explore`` (true: chosen by chance; never one that a gate disqualifies).

    Raises
    ------
    ColumnError, ColumnTypeError
        As ``score`` does; also when ``lead_id`` or ``by`` is missing.
    ArgumentError
        When ``top`` is less than 1, ``explore`` not a share, or ``seed`` missing with it.

    Examples
    --------
    >>> import polars as pl
    >>> from leadscore.cards.card import Card
    >>> card = Card.from_toml('''
    ... [card]
    ... name = "tiny"
    ... grades = { A = 5 }
    ... [[attribute]]
    ... name = "size"
    ... unknown = 2
    ... bins = [{ in = ["large"], points = 9 }]
    ... otherwise = 0
    ... ''')
    >>> leads = pl.DataFrame({"lead_id": ["b", "a", "c"], "size": [None, None, "large"]})
    >>> rank(leads, card)["lead_id", "score", "position"].rows()
    [('c', 9, 1), ('a', 2, 2), ('b', 2, 3)]
    """
    chosen = _settle(card)
    check_language(lang)
    if top is not None:
        check_count("top", top)
    require_columns(chosen, column_names(leads))
    step = partial(rank_table, card=chosen, by=by, top=top, lang=lang)
    if explore is not None or seed is not None:
        share, start = check_exploration(explore, seed)
        step = partial(
            rank_exploring, card=chosen, by=by, top=top, lang=lang, explore=share, seed=start
        )
    if isinstance(leads, pl.LazyFrame):
        schema = leads.collect_schema()
        if top is not None and explore is None:
            # Batch by batch, so that no more than the leading rows of each are ever held.
            keep = partial(keep_leading, card=chosen, by=by, top=top)
            leads = cast("TableT", leads.map_batches(keep, schema=schema, streamable=True))
        marks = {} if explore is None else {"explore": pl.Boolean()}
        outputs = {**schema, **OUTPUTS, "position": pl.Int64(), **marks}
        return cast("TableT", cast("pl.LazyFrame", leads).map_batches(step, schema=outputs))
    return cast("TableT", step(leads))


def explain(
    leads: TableT, lead_id: object, card: Card | str | Path | None = None, *, lang: str = "en"
) -> TableT:
    """Show how the score of one lead is made.

    Parameters
    ----------
    leads : table
        As for ``score``, with a column ``lead_id``.
    lead_id : object
        The lead.
    card : Card, path or None
        As for ``score``.
    lang : {"en", "zh"}
        Language of the words.

    Returns
    -------
    table
        The same kind as ``leads``, one row per attribute in the card's order: ``attribute``,
        ``label``, ``value`` (in words; null: unknown), ``points``, ``low``, ``high``, ``note``
        (what is uncertain; null: nothing) and ``evidence`` (the fact's ``_why``, where the table
        has it). The columns ``points``, ``low`` and ``high`` add up to the lead's ``score``,
        ``low`` and ``high``.

    Raises
    ------
    ArgumentError
        When no lead, or more than one, has this id.
    ColumnError, ColumnTypeError
        As ``score`` does.

    Examples
    --------
    >>> import polars as pl
    >>> facts = ["size", "industry", "brand", "contact", "hr_type", "hiring", "etooling", "status"]
    >>> leads = pl.DataFrame({"lead_id": ["x"], **{name: ["medium"] for name in facts[:1]}})
    >>> leads = leads.with_columns(pl.lit(None, pl.String).alias(name) for name in facts[1:])
    >>> explain(leads, "x")["attribute", "points", "low", "high"].rows()[:2]
    [('size', 16, 16, 16), ('industry', 6, 3, 12)]
    """
    chosen = _settle(card)
    check_language(lang)
    door = open_table(leads)
    names = door.names
    require_columns(chosen, names)
    needs = card_needs(chosen, names)
    why = {f"{column}_why": "any" for one in chosen.attributes for column in one.columns}
    frame = door.read(
        {**needs, **why, "lead_id": "any"},  # type: ignore[dict-item]
        optional=[*why, *gate_columns(chosen, names)],
    )
    found = frame.filter(pl.col("lead_id") == lead_id) if frame.height else frame
    if found.height != 1:
        ids = [str(one) for one in frame["lead_id"].head(10_000)]
        raise ArgumentError(
            f'{found.height or "No"} leads have the id "{lead_id}"; exactly one is needed.'
            f"{nearest(str(lead_id), ids) if not found.height else ''}"
        )
    rows = []
    for one in chosen.attributes:
        cells = attribute_cells(one, found)
        cell = int(cells.codes[0])
        whys = [f"{name}_why" for name in one.columns if f"{name}_why" in found.columns]
        evidence = [found[name][0] for name in whys if found[name][0] is not None]
        rows.append(
            {
                "attribute": one.name,
                "label": one.label.in_language(lang),
                "value": value_words(one, cells, cell, lang),
                "points": int(cells.best[cell]),
                "low": int(cells.low[cell]),
                "high": int(cells.high[cell]),
                "note": cell_note(cells, cell, lang),
                "evidence": "; ".join(map(str, evidence)) or None,
            }
        )
    texts = dict.fromkeys(("attribute", "label", "value"), pl.String)
    points = dict.fromkeys(("points", "low", "high"), pl.Int64)
    schema = {**texts, **points, "note": pl.String, "evidence": pl.String}
    made: TableT = door.make(pl.DataFrame(rows, schema=schema))
    return made


def score_batch(frame: pl.DataFrame, card: Card, lang: str) -> pl.DataFrame:
    """Score one batch of leads: a pure function of each row.

    Parameters
    ----------
    frame : polars.DataFrame
        The columns of ``card_needs``.
    card : Card
        The card.
    lang : {"en", "zh"}
        Language of the words.

    Returns
    -------
    polars.DataFrame
        The columns of ``OUTPUTS``, same height and order.

    Examples
    --------
    >>> empty = pl.DataFrame({"size": []}, schema={"size": pl.String})
    >>> card = hrm_card()
    >>> import dataclasses
    >>> only = dataclasses.replace(card, attributes=card.attributes[:1], gates=())
    >>> score_batch(empty, only, "en").shape
    (0, 8)
    """
    return Batch(frame, card).outputs(lang)


def _settle(card: Card | str | Path | None) -> Card:
    if card is None:
        return hrm_card()
    return card if isinstance(card, Card) else Card.load(card)
