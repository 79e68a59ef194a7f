"""The event log: the one object that answers every question about a funnel."""

from __future__ import annotations

from leadscore.funnel.outlook import OutlookLog


class EventLog(OutlookLog):
    """A log of what happened to leads, as known at the end of one day.

    Parameters
    ----------
    events : pandas, Polars (eager or lazy), PyArrow, DuckDB relation, or path of a Parquet file
        ``lead_id``, ``stage`` (key, number or name; also the words for won and lost), ``at`` (date,
        time or text); optional ``outcome`` (won, lost), ``reason``, ``owner``, ``channel``,
        ``item`` (work item), ``amount``.
    leads : table, optional
        One row per ``lead_id``; its columns can be used as ``by``.
    process : Process or sequence of str, optional
        The stages in order; the eight stages of the sales process when not given.
    as_of : str or date, optional
        The last day up to which the log is complete, that day included. The day of the last event
        when not given, with a warning.
    both : {"error", "first", "last"}
        What to do with a lead that is both won and lost.
    unknown : {"error", "skip"}
        What to do with a stage that is not known.
    day_first : bool, optional
        How ``03/04/2026`` is read.

    Attributes
    ----------
    stages : tuple of str
        The stages' keys, in order.
    as_of : datetime.date
        The last day.

    Raises
    ------
    ListError
        When the log is empty; a stage or outcome is not known; a lead is both won and lost; dates
        are ambiguous, or in the future without ``as_of``.
    ColumnError, ColumnTypeError, FileError, ArgumentError
        When the table or an argument cannot be used.

    Examples
    --------
    >>> import polars as pl
    >>> events = {"lead_id": ["a", "a", "b"], "stage": [1, 2, 1], "at": ["2026-03-01"] * 3}
    >>> EventLog(pl.DataFrame(events), as_of="2026-03-31")
    EventLog(3 events, 2 leads, 8 stages, as of 2026-03-31)
    """
