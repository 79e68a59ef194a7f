"""The sales process: eight stages in four phases, 38 work items, and what each stage asks for.

The shape (stages, counts of work items, the named measures and target standards, the e-mail
window) follows the process document; the document itself was not at hand, so all words are this
project's, and what has the mark ``K`` is this project's altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leadscore.errors import ArgumentError, DataFileError, check_choice, nearest
from leadscore.standards.vocabulary import check_language, read_toml

_FILE = "stages.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """One named thing of the process: a phase, channel, demand, standard, measure or work item.

    Attributes
    ----------
    key : str
        Its name in tables.
    en, zh : str
        Its name in words.
    mark : str
        ``"source"`` for what is known to stand in the process document (in other words), ``"K"``
        for what this project filled in.
    """

    key: str
    en: str
    zh: str
    mark: str

    def label(self, lang: str = "en") -> str:
        """Say it in words.

        Parameters
        ----------
        lang : {"en", "zh"}
            The language.

        Returns
        -------
        str
            The words.

        Examples
        --------
        >>> PROCESS.stages[7].items[0].label("zh")
        '开票并收款'
        """
        check_language(lang)
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class WorkItem(Term):
    """A piece of work of a stage."""


@dataclass(frozen=True, slots=True)
class Stage(Term):
    """A stage of the process.

    Attributes
    ----------
    number : int
        Its place, from 1 to 8.
    phase : str
        Key of the phase it belongs to.
    items : tuple of WorkItem
        Its work items, in order.
    standards, measures : tuple of Term
        What has to hold, and what is counted.
    """

    number: int
    phase: str
    items: tuple[WorkItem, ...]
    standards: tuple[Term, ...]
    measures: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """When somebody who has not answered is asked again.

    Attributes
    ----------
    min_days, max_days : int
        The first and the last calendar day after sending, both inside the window.
    mark : str
        As for ``Term``.
    """

    min_days: int
    max_days: int
    mark: str


@dataclass(frozen=True)
class Process:
    """The whole process.

    Attributes
    ----------
    stages : tuple of Stage
        In order.
    phases, channels, demands : tuple of Term
        In order; demands in the order of customer type A.
    demand_orders : mapping of str to tuple of str
        For each customer type the keys of the demands, the most important first.
    follow_up : mapping of str to FollowUp
        Channel key to its window.
    """

    stages: tuple[Stage, ...]
    phases: tuple[Term, ...]
    channels: tuple[Term, ...]
    demands: tuple[Term, ...]
    demand_orders: Mapping[str, tuple[str, ...]]
    follow_up: Mapping[str, FollowUp]

    @property
    def items(self) -> tuple[WorkItem, ...]:
        """All work items, in order."""
        return tuple(item for stage in self.stages for item in stage.items)

    def stage(self, name: str | int) -> Stage:
        """Find a stage by its key, its number or its name.

        Parameters
        ----------
        name : str or int
            Key, number (1 to 8, also as text), English or Chinese name; case does not matter.

        Returns
        -------
        Stage
            The stage.

        Raises
        ------
        ArgumentError
            When no stage is called so; names the nearest one.

        Examples
        --------
        >>> PROCESS.stage("demo").number, PROCESS.stage(5).key, PROCESS.stage("产品演示").key
        (5, 'demo', 'demo')
        >>> PROCESS.stage("demmo")
        Traceback (most recent call last):
            ...
        leadscore.errors.ArgumentError: stage="demmo" is not known; allowed: ... "demo"?
        """
        wanted = str(name).strip().casefold()
        for stage in self.stages:
            if wanted in _names(stage):
                return stage
        keys = [stage.key for stage in self.stages]
        every = [word for stage in self.stages for word in _names(stage)]
        raise ArgumentError(
            f'stage="{name}" is not known; allowed: {", ".join(keys)}, the numbers 1 to '
            f"{len(keys)}, and the English and Chinese names.{nearest(wanted, every)}"
        )

    def demands_for(self, hr_type: str) -> tuple[Term, ...]:
        """Put the five demands in the order of a customer type.

        Parameters
        ----------
        hr_type : {"A", "B", "C"}
            The customer type by its HR department.

        Returns
        -------
        tuple of Term
            The demands, the most important first: strategy for A, HR functions for B, clerical
            work for C.

        Raises
        ------
        ArgumentError
            When the type is not A, B or C.

        Examples
        --------
        >>> [demand.key for demand in PROCESS.demands_for("C")][0]
        'clerical'
        """
        check_choice("hr_type", hr_type, self.demand_orders)
        by_key = {demand.key: demand for demand in self.demands}
        return tuple(by_key[key] for key in self.demand_orders[hr_type])


@cache
def load_process() -> Process:
    """Read the process from ``stages.toml``, once.

    Returns
    -------
    Process
        The process.

    Raises
    ------
    DataFileError
        When a stage names a phase, or a type a demand, that the file does not have.

    Examples
    --------
    >>> [len(stage.items) for stage in load_process().stages]
    [4, 3, 7, 7, 6, 4, 6, 1]
    """
    data = read_toml(_FILE)
    process = Process(
        stages=tuple(_stage(n, row) for n, row in enumerate(data["stage"], start=1)),
        phases=_terms(data["phase"]),
        channels=_terms(data["channel"]),
        demands=_terms(data["demand"]),
        demand_orders={t: tuple(keys) for t, keys in data["by_type"].items() if t != "mark"},
        follow_up={
            channel: FollowUp(row["min_days"], row["max_days"], row["mark"])
            for channel, row in data["follow_up"].items()
        },
    )
    _check(process)
    return process


def _names(stage: Stage) -> list[str]:
    return [stage.key.casefold(), str(stage.number), stage.en.casefold(), stage.zh]


def _terms(rows: Iterable[dict[str, Any]]) -> tuple[Term, ...]:
    return tuple(Term(row["key"], row["en"], row["zh"], row["mark"]) for row in rows)


def _stage(number: int, row: dict[str, Any]) -> Stage:
    return Stage(
        key=row["key"],
        en=row["en"],
        zh=row["zh"],
        mark=row["mark"],
        number=number,
        phase=row["phase"],
        items=tuple(WorkItem(i["key"], i["en"], i["zh"], i["mark"]) for i in row["items"]),
        standards=_terms(row["standards"]),
        measures=_terms(row["measures"]),
    )


def _check(process: Process) -> None:
    phases = {phase.key for phase in process.phases}
    demands = {demand.key for demand in process.demands}
    faults = [
        f'stage "{s.key}": no phase "{s.phase}"' for s in process.stages if s.phase not in phases
    ]
    faults += [
        f"by_type {hr_type}: not each demand once"
        for hr_type, keys in process.demand_orders.items()
        if sorted(keys) != sorted(demands)
    ]
    faults += [
        f'follow_up: no channel "{channel}"'
        for channel in process.follow_up
        if channel not in {term.key for term in process.channels}
    ]
    if faults:
        raise DataFileError(f"standards/data/{_FILE}: " + "; ".join(faults) + ".")


PROCESS = load_process()
"""The process as the data file has it."""
