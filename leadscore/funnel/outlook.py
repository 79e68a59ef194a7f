"""The questions about difference, future and duty that a log answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from leadscore.errors import ArgumentError
from leadscore.funnel import comparing, forecast
from leadscore.funnel.followups import due_table
from leadscore.funnel.forecast import METHODS
from leadscore.funnel.known import By, check_level
from leadscore.funnel.planning import plan_table
from leadscore.funnel.questions import Conversion, read_period
from leadscore.funnel.standards_report import standards_table
from leadscore.funnel.times import DAY, Span, read_day, read_span
from leadscore.funnel.visits import Visits, find_visits
from leadscore.standards.vocabulary import check_language

Days = tuple[str | dt.date, str | dt.date]


class OutlookLog(Conversion):
    """Comparison, forecast, plan and follow-ups of a log."""

    @cached_property
    def _visits(self) -> Visits:
        return find_visits(self._history)

    def compare(
        self,
        by: str | Sequence[str],
        *,
        outcome: str = "won",
        horizon: Span | None = None,
        adjust: str = "bh",
        level: float = 0.95,
        **rules: Any,
    ) -> Any:
        """Compare each segment with all other leads, without alarms from chance or speed.

        Parameters
        ----------
        by : str or sequence of str
            Columns of the leads; each is taken alone, and all their segments together are
            adjusted for their number.
        outcome : str
            won, lost, or a stage after the start.
        horizon : str, number or timedelta, optional
            Compare the shares within this time of the start: speed then counts. Without it the
            final shares: a segment is different only when no outcome of the open leads could
            undo it.
        adjust : {"bh", "bonferroni", "none"}
            How p values are adjusted for their number.
        level : float
            Coverage of the intervals; ``different`` is true at an adjusted p of 1 - level.
        **rules
            As for ``funnel``.

        Returns
        -------
        table
            Per segment: ``by``, ``segment``, ``leads``, how many had the outcome, ``share``,
            ``low``, ``high``, ``open`` (share not decided), the same of all ``others``,
            ``difference``, ``p``, ``p_adjusted``, ``different``.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().compare("size")["different"].to_list()
        [False, False]
        """
        check_level(level)
        names = [by] if isinstance(by, str) else list(by)
        if not names:
            raise ArgumentError("by must name at least one column of the leads.")
        segments = [(name, self._history.by(name)) for name in names]
        days = None if horizon is None else max(1, round(read_span("horizon", horizon) / DAY))
        found = comparing.compare_table(
            self._history,
            self._rules_of(rules),
            segments,
            outcome=outcome,
            horizon=days,
            adjust=adjust,
            level=level,
        )
        return self._make(found)

    def change(
        self,
        by: By,
        before: Days,
        after: Days,
        *,
        outcome: str = "won",
        horizon: Span = "90d",
        **rules: Any,
    ) -> Any:
        """Split the change of a share between two periods into mix and rate.

        Parameters
        ----------
        by : str or sequence of str
            Columns of the leads.
        before, after : two days each
            The leads that started in each period, both days included. Both must have been
            followed to the horizon.
        outcome : str
            won, lost, or a stage after the start.
        horizon : str, number or timedelta
            The share that has the outcome within this time of the start.
        **rules
            As for ``funnel``.

        Returns
        -------
        table
            Per segment: its share of the leads and its rate in both periods; ``mix``: what the
            change of its share did, ``rate``: what the change of its rate did; ``change`` is
            their sum, and its sum over the segments is the change of the whole (half-way weights,
            so nothing is left over).

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().change(None, ("2026-01-01", "2026-01-01"), ("2026-01-01", "2026-01-02"),
        ...     horizon="40d")["change"].to_list()
        [0.0]
        """
        periods = (read_period("before", before), read_period("after", after))
        days = max(1, round(read_span("horizon", horizon) / DAY))
        found = comparing.change_table(
            self._history,
            self._rules_of(rules),
            self._history.by(by),
            periods,
            outcome=outcome,
            horizon=days,
        )
        return self._make(found)

    def forecast(
        self,
        days: int | Sequence[int] = 90,
        *,
        by: By = None,
        method: str = "semi_markov",
        level: float = 0.9,
    ) -> Any:
        """Forecast how many of the open leads will be won.

        Parameters
        ----------
        days : int or sequence of int
            Horizons in days from ``as_of``.
        by : str or sequence of str, optional
            Columns of the leads.
        method : {"semi_markov", "markov", "best"}
            semi_markov: each way out of a stage competes, given the stage and the days in it.
            markov: moves within thirty days, given the stage. best: the one with the smaller
            error in a backtest.
        level : float
            Coverage of the intervals.

        Returns
        -------
        table
            Per segment and horizon: ``days``, ``until``, ``method``, ``open`` (leads),
            ``expected`` wins among them, ``low``, ``high``; where the log has amounts also
            ``amount``, ``amount_low``, ``amount_high`` (a lead without one counts with the mean of
            the won ones). Leads that have not arrived yet are not in it.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().forecast(30)["expected"].round(2).to_list()
        [0.39]
        """
        check_level(level)
        found = forecast.forecast_table(
            self._visits,
            forecast.check_days(days),
            method,
            self._history.by(by),
            amounts=forecast.win_amounts(self._history),
            level=level,
        )
        return self._make(found)

    def backtest(
        self,
        every: str = "30d",
        *,
        days: int | Sequence[int] = (30, 90, 180),
        methods: Sequence[str] = tuple(METHODS),
        snapshots: int = 6,
        level: float = 0.9,
    ) -> Any:
        """Forecast from earlier days with what was known then, and compare with what came.

        Parameters
        ----------
        every : str
            Time between the days: week, month, quarter, year, or such as ``"30d"``.
        days : int or sequence of int
            Horizons in days.
        methods : sequence of {"semi_markov", "markov"}
            The methods.
        snapshots : int
            At most so many of the latest days for each horizon.
        level : float
            Coverage of the intervals.

        Returns
        -------
        table
            Per ``day``, horizon (``days``) and ``method``: ``open``, ``expected``, ``low``,
            ``high``, ``actual`` and ``error``, their relative difference (null where nothing was
            won). ``forecast.best_method`` names the better method.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().backtest(days=20)["actual"].to_list()[:2]
        [1, 1]
        """
        check_level(level)
        found = forecast.backtest_table(
            self._visits,
            every,
            methods,
            forecast.check_days(days),
            snapshots=snapshots,
            level=level,
        )
        return self._make(found)

    def plan(
        self, wins: int, by: str | dt.date, *, method: str = "semi_markov", level: float = 0.9
    ) -> Any:
        """Find how many new leads and touches a number of wins needs.

        Parameters
        ----------
        wins : int
            How many wins are wanted after ``as_of``.
        by : str or date
            The last day for them.
        method : {"semi_markov", "markov"}
            As for ``forecast``.
        level : float
            How sure the worst and the best case are.

        Returns
        -------
        table
            Rows ``expected``, ``worst`` and ``best``: ``from_open`` (wins among the open leads),
            ``missing``, ``wins_per_lead`` (of leads that arrive evenly until then), ``leads`` and
            ``leads_per_week`` (null: no number of leads can do it in time), ``touches_per_week``
            (as many events a lead as the log has), ``touches_per_owner``.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().plan(3, "2026-06-01")["case"].to_list()
        ['expected', 'worst', 'best']
        """
        check_level(level)
        if isinstance(wins, bool) or wins < 1:
            raise ArgumentError(f"wins={wins!r} must be a whole number from 1 on.")
        last = read_day("by", by)
        if last <= self._history.as_of:
            raise ArgumentError(
                f"by={by} must be a day after the last day of the log, {self.as_of}."
            )
        return self._make(
            plan_table(self._history, self._visits, wins, last, method=method, level=level)
        )

    def due(self, on: str | dt.date | None = None, lang: str = "en") -> Any:
        """List who must be followed up by the standards of the process.

        Parameters
        ----------
        on : str or date, optional
            The day; ``as_of`` when not given.
        lang : {"en", "zh"}
            The language of the channel's name.

        Returns
        -------
        table
            Open leads that were written to by a channel with a window (e-mail: 3 to 7 calendar
            days) and of which nothing has been heard since: ``lead_id``, ``stage``, ``channel``,
            ``sent``, ``days`` since, ``due_until``, ``overdue``, ``owner``. Whoever has waited
            less than the window's first day is not in it.

        Examples
        --------
        >>> import polars as pl
        >>> from leadscore.funnel.log import EventLog
        >>> sent = {"lead_id": ["a"], "stage": ["first_contact"], "at": ["2026-03-02"],
        ...         "channel": ["email"]}
        >>> EventLog(pl.DataFrame(sent), as_of="2026-03-06").due()["days"].to_list()
        [4]
        """
        check_language(lang)
        day = self._history.as_of if on is None else read_day("on", on)
        return self._make(due_table(self._history, day, lang))

    def standards_report(self, every: str = "month", lang: str = "en") -> Any:
        """Compute the measures that the process names per stage.

        Parameters
        ----------
        every : str
            Length of a period: week, month, quarter, year, or such as ``"30d"``.
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            ``owner``, ``period`` (its first day), ``stage``, ``measure``, ``label``, ``detail``
            (the channel, for channel use), ``value``, ``unit``. A measure that the log does not
            hold has one row without owner, period and value.

        Examples
        --------
        >>> import polars as pl
        >>> from leadscore.funnel.log import EventLog
        >>> events = {"lead_id": ["a", "b"], "stage": [1, 1], "at": ["2026-03-02"] * 2}
        >>> EventLog(pl.DataFrame(events), as_of="2026-03-06").standards_report()["value"][0]
        2.0
        """
        check_language(lang)
        return self._make(standards_table(self._history, every, lang))
