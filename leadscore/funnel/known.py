"""A log as read: what is odd about it, where its leads stand, which leads stand behind a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from leadscore.counted import counted
from leadscore.errors import ArgumentError, check_choice
from leadscore.funnel import conversion
from leadscore.funnel.checks import checks_table
from leadscore.funnel.exports import export_table, items_table
from leadscore.funnel.history import History
from leadscore.funnel.pipeline import pipeline_table
from leadscore.funnel.reading import read_log
from leadscore.funnel.rules import Rules, read_rules
from leadscore.funnel.stages import Stages
from leadscore.funnel.stays import STATES
from leadscore.funnel.times import read_day, to_date
from leadscore.standards.process import load_process
from leadscore.standards.vocabulary import LANGUAGES, check_language

if TYPE_CHECKING:
    from leadscore.standards.process import Process

By = str | Sequence[str] | None


class KnownLog:
    """What ``EventLog`` knows of its leads; see there for the arguments."""

    def __init__(
        self,
        events: object,
        leads: object = None,
        process: Process | Sequence[str] | None = None,
        *,
        as_of: str | dt.date | None = None,
        both: str = "error",
        unknown: str = "error",
        day_first: bool | None = None,
    ) -> None:
        found = read_log(
            events,
            leads,
            process,
            as_of,
            both=both,
            unknown=unknown,
            day_first=day_first,
        )
        self._history = found.history
        self._make = found.make
        self._after, self._others = found.after, found.others
        self.stages = found.history.stages.keys
        self.as_of = to_date(found.history.as_of)

    def __repr__(self) -> str:
        return (
            f"EventLog({counted(len(self._history.events.lead), 'event', 'events')}, "
            f"{counted(self._history.leads, 'lead', 'leads')}, "
            f"{counted(len(self.stages), 'stage', 'stages')}, as of {self.as_of})"
        )

    def _repr_html_(self) -> str:
        from leadscore.funnel.log_html import log_html  # noqa: PLC0415  notebooks only

        return log_html(self, len(self._history.events.lead))

    def checks(self, lang: str = "en") -> Any:
        """List what is odd about the log, with counts and examples.

        Parameters
        ----------
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            ``check``, ``label``, ``count``, ``examples`` (lead ids, or the stages that are not
            known; null: none); one row per kind of oddity, also where the count is 0.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> checks = example_log().checks()
        >>> dict(checks.filter(pl.col("count") > 0).select("check", "count").rows())
        {'skips': 1}
        """
        check_language(lang)
        return self._make(checks_table(self._history, self._others, self._after, lang))

    def leads(self, stage: str | int, state: str | None = None, by: By = None, **rules: Any) -> Any:
        """List the leads behind a number of the funnel.

        Parameters
        ----------
        stage : str or int
            The stage.
        state : {"open", "advanced", "won", "lost", "late"}, optional
            Only those whose stay ended so; all that entered when not given.
        by : str or sequence of str, optional
            Columns of the leads to add.
        **rules
            The rules that the funnel was made with.

        Returns
        -------
        table
            ``lead_id``, ``state``, ``since`` (the day the stage was reached), ``days`` in it so
            far, ``logged`` (false: the stage itself was skipped), and the columns of ``by``.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().leads("offer", "open")["lead_id"].to_list()
        ['b']
        """
        if state is not None:
            check_choice("state", state, STATES)
        key = self.stages[self._history.stages.place(stage)]
        table = conversion.lead_states(self._history, self._rules_of(rules))
        table = table.filter(pl.col("stage") == key)
        if state is not None:
            table = table.filter(pl.col("state") == state)
        segments = self._history.by(by)
        places = segments.codes[table["\0lead"].to_numpy()]
        return self._make(table.drop("\0lead", "stage").with_columns(segments.spread(places)))

    def snapshot(self, by: By = None, lang: str = "en") -> Any:
        """Count where the leads stand on the last day.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the leads.
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            Per segment and stage that a lead entered last: ``open``, ``won``, ``lost``, and
            ``mean_age``, the mean days that the open ones have been in it.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().snapshot()["open"].to_list()
        [0, 0, 1]
        """
        check_language(lang)
        return self._make(conversion.snapshot_table(self._history, self._history.by(by), lang))

    def pipeline(
        self, since: str | dt.date, until: str | dt.date | None = None, lang: str = "en"
    ) -> Any:
        """Follow the open leads from the start of one day to the end of another.

        Parameters
        ----------
        since, until : str or date
            The first and the last day, both included; ``as_of`` when there is no last one.
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            One row per ``change``, with ``label``, signed ``leads``, and signed ``amount`` (null
            where the log has none): ``open_start``, ``entered`` (the first stage), ``reopened``
            (was closed before, and has another outcome now: ``both="last"``), ``revalued`` (the
            amounts of leads that were open at the start changed; only where there are amounts),
            ``won``, ``lost``, ``open_end``. All but the last add up to the last. Each day is told
            as it was known then: ``open_end`` is the ``open`` of a snapshot of that day, and the
            ``open_start`` of the next period. A lead without an amount counts as 0.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().pipeline("2026-01-15", "2026-02-28").select("change", "leads").rows()
        [('open_start', 3), ('entered', 0), ('reopened', 0), ('won', -1), ('lost', -1),
         ('open_end', 1)]
        """
        check_language(lang)
        first = read_day("since", since)
        last = self._history.as_of if until is None else read_day("until", until)
        return self._make(pipeline_table(self._history, first, last, lang))

    def items(self, stage: str | int, lang: str = "en") -> Any:
        """Count the work items that are logged for the leads of a stage.

        Parameters
        ----------
        stage : str or int
            A stage of the sales process.
        lang : {"en", "zh"}
            The language of the labels.

        Returns
        -------
        table
            ``item``, ``label``, ``leads`` (that entered the stage and have the item logged) and
            ``share`` of those that entered.

        Raises
        ------
        ColumnError
            When the log has no column ``item``.
        ArgumentError
            When the log has other stages than the sales process.

        Examples
        --------
        >>> events = {"lead_id": ["a", "b"], "stage": ["closing"] * 2, "at": ["2026-03-01"] * 2,
        ...           "item": ["sign", None]}
        >>> from leadscore.funnel.log import EventLog
        >>> log = EventLog(pl.DataFrame(events), as_of="2026-03-31")
        >>> log.items("closing").select("item", "leads").rows()[-1]
        ('sign', 1)
        """
        check_language(lang)
        return self._make(items_table(self._history, self._history.stages.place(stage), lang))

    def export(self) -> Any:
        """Return the events that count with the column names of process-mining tools.

        Returns
        -------
        table
            ``case:concept:name`` (the lead), ``concept:name`` (stage, won or lost),
            ``time:timestamp`` and, where the log has owners, ``org:resource``; sorted by lead and
            time.

        Examples
        --------
        >>> from leadscore.funnel.examples import example_log
        >>> example_log().export()["concept:name"].to_list()[:4]
        ['new', 'call', 'offer', 'won']
        """
        return self._make(export_table(self._history))

    def _rules_of(self, rules: dict[str, Any]) -> Rules:
        allowed = ("start", "within", "skips", "ties", "entry", "backs")
        for name in rules:
            check_choice("the rule", name, allowed)
        return read_rules(self._history.stages, **rules)

    def _grouped(self, per: str) -> History:
        """Return the history by stage, or with the stages of a phase put together."""
        check_choice("per", per, ("stage", "phase"))
        if per == "stage":
            return self._history
        phases = tuple(dict.fromkeys(self._history.stages.phases))
        places = np.array([phases.index(p) for p in self._history.stages.phases], dtype=np.int8)
        return self._history.with_stages(places, phase_stages(phases))


def phase_stages(phases: tuple[str, ...]) -> Stages:
    """Make stages of the phases of the sales process, with their names in words."""
    terms = {term.key: term for term in load_process().phases}
    labels = {
        lang: tuple(terms[p].label(lang) if p in terms else p for p in phases) for lang in LANGUAGES
    }
    return Stages(phases, labels, phases)


def check_level(level: float) -> None:
    """Refuse a coverage that is not between 0 and 1."""
    if not 0 < level < 1:
        raise ArgumentError(f"level={level!r} must lie between 0 and 1, for example 0.95.")
