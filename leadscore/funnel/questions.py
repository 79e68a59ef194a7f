"""The questions about conversion and time that a log answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from leadscore.errors import ArgumentError
from leadscore.funnel import conversion, incidence
from leadscore.funnel.known import By, KnownLog, check_level
from leadscore.funnel.rules import read_rules
from leadscore.funnel.times import DAY, Span, read_day, read_span


class Conversion(KnownLog):
    """Funnel, durations, incidence, cohorts and trend of a log."""

    def funnel(
        self,
        by: By = None,
        *,
        within: Span | Mapping[str, Span] | None = None,
        skips: str = "repair",
        ties: str = "allow",
        entry: str = "first",
        backs: str = "ignore",
        start: str | int = 1,
        per: str = "stage",
        level: float = 0.95,
        lang: str = "en",
    ) -> Any:
        """Count the funnel and estimate its rates with open leads as open.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the leads.
        within : str, number, timedelta or mapping, optional
            The window from the start, such as ``"90d"``; a mapping gives, per stage, the time
            allowed since the stage before.
        skips : {"repair", "strict", "any"}
        ties : {"allow", "later"}
        entry : {"first", "last", "any"}
        backs : {"ignore", "reset", "end"}
            The rules; ``rules.describe_rules`` says what each means. Moves back are looked at
            first, then the entry, then the rest.
        start : str or int
            The stage at which the clock starts.
        per : {"stage", "phase"}
            One row per stage, or per phase of the process.
        level : float
            Coverage of the intervals.
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            Per segment and stage: ``entered`` = ``advanced`` + ``won`` (without a further stage) +
            ``lost`` + ``late`` (the window passed) + ``open``; ``so_far``: the share that has gone
            on or won; ``rate``, ``low``, ``high``: the share that will have by ``days``, the
            longest stay known, with open leads as open (Aalen-Johansen); ``undecided``: the share
            still open by then; ``overall``: share of the start that reaches the stage, the product
            of the shares that go on.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> found = example_log().funnel()
        >>> found.select("stage", "entered", "advanced", "lost", "open").rows()
        [('new', 3, 2, 1, 0),
         ('call', 2, 2, 0, 0),
         ('offer', 2, 0, 0, 1)]
        """
        history = self._grouped(per)
        rules = read_rules(
            history.stages,
            skips=skips,
            ties=ties,
            entry=entry,
            backs=backs,
            start=start,
            within=within,
        )
        segments = self._history.by(by)
        check_level(level)
        return self._make(conversion.funnel_table(history, rules, segments, lang, level))

    def counts(self, by: By = None, **rules: Any) -> Any:
        """Count the stays behind the funnel, for counting a large log in parts.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the leads.
        **rules
            As for ``funnel``.

        Returns
        -------
        table
            Per segment, ``stage``, ``state``, ``days`` in the stage, and ``logged`` (false: the
            stage was skipped) the ``count`` of leads. Counts of different leads add up;
            ``rates.funnel_from_counts`` and ``rates.durations_from_counts`` finish them.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().counts().row(0)
        ('call', 'advanced', 0, False, 1)
        """
        segments = self._history.by(by)
        return self._make(conversion.counts_table(self._history, self._rules_of(rules), segments))

    def durations(
        self,
        by: By = None,
        *,
        shares: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9),
        lang: str = "en",
        **rules: Any,
    ) -> Any:
        """Estimate how many days leads stay in each stage, open ones included.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the leads.
        shares : sequence of float
            The quantiles.
        lang : {"en", "zh"}
            The language of the labels.
        **rules
            As for ``funnel``, without ``within``.

        Returns
        -------
        table
            Per segment and stage: ``entered`` (skipped stages are not counted), ``left``, and per
            quantile such as ``q50`` the days by which that share has left, with ``q50_low`` and
            ``q50_high``; null: the day has not come yet.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().durations(shares=[0.5])["q50"].to_list()
        [15.0, 10.0, 20.0]
        """
        found = conversion.durations_table(
            self._history, self._rules_of(rules), self._history.by(by), shares, lang
        )
        return self._make(found)

    def incidence(
        self,
        outcomes: Sequence[str] = ("won", "lost"),
        by: By = None,
        *,
        period: tuple[str | dt.date, str | dt.date] | None = None,
        level: float = 0.95,
        **rules: Any,
    ) -> Any:
        """Estimate the shares that are won, lost and still open over days since the start.

        Parameters
        ----------
        outcomes : sequence of str
            Of won, lost and stages after the start. They compete: a lead has the first of them.
            Won and lost compete also where they are not asked for.
        by : str or sequence of str, optional
            Columns of the leads.
        period : two days, optional
            Use only what happened from the first to the second day, both included; leads that
            were open before enter late (period estimate).
        level : float
            Coverage of the intervals.
        **rules
            As for ``funnel``; ``start`` says where the clock starts.

        Returns
        -------
        table
            Per segment, outcome (and ``open``) and ``day``: ``at_risk``, ``share``, ``low``,
            ``high``. A curve stops where the follow-up stops.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> import polars as pl
        >>> curves = example_log().incidence()
        >>> curves.filter(pl.col("day") == 40)["share"].round(3).to_list()
        [0.333, 0.333, 0.333]
        """
        check_level(level)
        days = None if period is None else read_period("period", period)
        found = incidence.incidence_table(
            self._history,
            self._rules_of(rules),
            self._history.by(by),
            tuple(outcomes),
            period=days,
            level=level,
        )
        return self._make(found)

    def cohorts(
        self,
        every: str = "month",
        *,
        ages: Sequence[int] = (30, 60, 90, 180, 365),
        outcome: str = "won",
        level: float = 0.95,
        **rules: Any,
    ) -> Any:
        """Estimate the share with an outcome by cohort and age.

        Parameters
        ----------
        every : str
            Length of a cohort: week, month, quarter, year, or such as ``"30d"``.
        ages : sequence of int
            Days since the start.
        outcome : str
            won, lost, or a stage after the start.
        level : float
            Coverage of the intervals.
        **rules
            As for ``funnel``.

        Returns
        -------
        table
            Per ``cohort`` (its first day) and ``age``: ``leads``, ``share``, ``low``, ``high``
            (null beyond the follow-up) and ``mature`` (true: the whole cohort has been followed to
            that age).

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().cohorts(ages=[40])["mature"].to_list()
        [True]
        """
        check_level(level)
        found = incidence.cohorts_table(
            self._history, self._rules_of(rules), every, ages=ages, outcome=outcome, level=level
        )
        return self._make(found)

    def trend(
        self,
        every: str = "month",
        *,
        horizon: Span = "90d",
        outcome: str = "won",
        by: By = None,
        kind: str = "period",
        level: float = 0.95,
        **rules: Any,
    ) -> Any:
        """Estimate an outcome per period, without a fall because leads are young.

        Parameters
        ----------
        every : str
            Length of a period: week, month, quarter, year, or such as ``"30d"``.
        horizon : str, number or timedelta
            The share that has the outcome within this time of the start.
        outcome : str
            won, lost, or a stage after the start.
        by : str or sequence of str, optional
            Columns of the leads.
        kind : {"period", "cohort"}
            period: what happened in the period to leads of every age, as a life table does; it is
            there up to the newest period. cohort: leads that started in the period; null where
            nobody has been followed to the horizon.
        level : float
            Coverage of the intervals.
        **rules
            As for ``funnel``.

        Returns
        -------
        table
            Per segment and ``period`` (its first day): ``leads`` under observation, how many had
            the outcome, ``share``, ``low``, ``high``; null where some age has nobody at risk.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().trend("year", horizon="40d")["share"].round(3).to_list()
        [0.333]
        """
        check_level(level)
        days = max(1, round(read_span("horizon", horizon) / DAY))
        found = incidence.trend_table(
            self._history,
            self._rules_of(rules),
            self._history.by(by),
            every,
            horizon=days,
            outcome=outcome,
            kind=kind,
            level=level,
        )
        return self._make(found)


def read_period(name: str, period: tuple[str | dt.date, str | dt.date]) -> tuple[int, int]:
    """Read the first and the last day of a period."""
    if isinstance(period, str) or len(period) != 2:
        raise ArgumentError(
            f'{name}={period!r} must be two days, such as ("2026-01-01", "2026-03-31").'
        )
    first, last = (read_day(name, one) for one in period)
    if first > last:
        raise ArgumentError(f"{name}: the first day, {period[0]}, is after the last, {period[1]}.")
    return first, last
