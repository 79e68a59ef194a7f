"""What a card gives to other engines: SQL for a warehouse, cases to check one, cells for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from leadscore.cards.card import Card
    from leadscore.cards.patterns import Touched


class Exports:
    """The part of ``Card`` that leaves the package."""

    def sql(
        self,
        table: str | Sequence[str],
        dialect: str,
        *,
        columns: Sequence[str] | None = None,
        keep: Sequence[str] = ("lead_id",),
        lang: str = "en",
    ) -> str:
        """Write the card as one SQL query that gives the same scores as ``score``.

        Parameters
        ----------
        table : str or sequence of str
            The table of leads: ``"warehouse.leads"``, or the names one by one.
        dialect : {"duckdb", "postgres", "spark", "bigquery", "snowflake"}
            The spelling. The tests run the first three; of the other two only the text is checked.
        columns : sequence of str, optional
            The table's columns, to tell numbers from intervals; None: as the card names them.
        keep : sequence of str
            Columns of the table that the result shall have, before the outputs.
        lang : {"en", "zh"}
            Language of ``gate``.

        Returns
        -------
        str
            A query with a row per lead: ``score``, ``low``, ``high``, ``grade``, ``gate``.

        Raises
        ------
        ArgumentError, ColumnError
            When an argument is not allowed, or a column is missing.

        Examples
        --------
        >>> from leadscore.cards.card import hrm_card
        >>> print(hrm_card().sql("leads", "duckdb").splitlines()[0])
        -- Card "hrm", version "1", for duckdb; made by leadscore.
        """
        from leadscore.cards.sql import card_sql  # noqa: PLC0415

        return card_sql(_card(self), table, dialect, columns=columns, keep=keep, lang=lang)

    def cases(
        self, *, columns: Sequence[str] | None = None, kind: str = "pandas", lang: str = "en"
    ) -> Any:
        """List the cases that any other engine must pass: every boundary from both sides.

        Parameters
        ----------
        columns : sequence of str, optional
            The columns of the table to imitate; None: all that the card reads, numbers as
            intervals ``x_low``, ``x_high``.
        kind : {"pandas", "polars", "pyarrow"}
            Kind of the table.
        lang : {"en", "zh"}
            Language of the outputs.

        Returns
        -------
        table
            ``lead_id``, ``case`` (what it is about), the card's columns, the outputs of ``score``.

        Raises
        ------
        ArgumentError
            When ``kind`` or ``lang`` is not known.

        Examples
        --------
        >>> from leadscore.cards.card import hrm_card
        >>> hrm_card().cases(kind="polars")["case", "score", "grade"].row(0)
        ('nothing is known', 41, 'C')
        """
        from leadscore.cards.cases import make_cases  # noqa: PLC0415

        return make_cases(_card(self), columns=columns, kind=kind, lang=lang)

    def touched(self, leads: object) -> Touched:
        """Find which bins every lead touches, so that a program can score with other points.

        Parameters
        ----------
        leads : table
            As for ``score``.

        Returns
        -------
        Touched
            Per attribute the cells and the cell of each lead; see ``cards/patterns.py``.

        Raises
        ------
        ColumnError, ColumnTypeError
            As ``score`` does.

        Examples
        --------
        >>> from leadscore.cards.card import hrm_card
        >>> from leadscore.samples import make_leads
        >>> len(hrm_card().touched(make_leads(9)).attributes)
        7
        """
        from leadscore.cards.patterns import touch  # noqa: PLC0415

        return touch(_card(self), leads)


def _card(card: Exports) -> Card:
    return cast("Card", card)
