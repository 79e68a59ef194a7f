"""Outcomes without hindsight: as they were known on an earlier day."""

from __future__ import annotations

from datetime import date

import polars as pl

from leadscore.cards.outcomes import read_outcomes


def outcomes_before(outcomes: object, day: date) -> pl.DataFrame:
    """Return outcomes as they were known when a day began.

    Parameters
    ----------
    outcomes : table
        As for ``read_outcomes``.
    day : date
        The day.

    Returns
    -------
    polars.DataFrame
        The columns of ``read_outcomes``. A lead that was closed on that day or later is open. A
        lead that is closed, nobody knows when, stays as it is. Leads contacted on that day or
        later are left out. The last day that is known is the one before.

    Examples
    --------
    >>> from datetime import date
    >>> table = pl.DataFrame({"lead_id": [1, 2, 3], "outcome": ["won", "lost", "won"],
    ...     "contacted_on": [date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 1)],
    ...     "closed_on": [date(2026, 1, 9), date(2026, 4, 1), date(2026, 3, 2)]})
    >>> outcomes_before(table, date(2026, 2, 1))["lead_id", "outcome"].rows()
    [(1, 'won'), (2, 'open')]
    """
    late = pl.col("closed_on").fill_null(date.min) >= day
    return (
        read_outcomes(outcomes)
        .filter(pl.col("contacted_on").fill_null(date.min) < day)
        .with_columns(
            outcome=pl.when(late).then(pl.lit("open")).otherwise(pl.col("outcome")),
            closed_on=pl.when(late).then(None).otherwise(pl.col("closed_on")),
        )
    )
