"""Which stages a log has: those of the sales process, or any list of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from leadscore.data_files import read_toml
from leadscore.errors import ArgumentError, nearest
from leadscore.standards.process import Process, load_process
from leadscore.standards.vocabulary import check_language

OPEN, WON, LOST = 0, 1, 2


@dataclass(frozen=True)
class Stages:
    """The stages of a log, in order, with every name by which they are found.

    Attributes
    ----------
    keys : tuple of str
        In order.
    labels : mapping of str to tuple of str
        For each language the names in words.
    phases : tuple of str
        The phase of each stage; its own key where the process has no phases.
    """

    keys: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    phases: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def names(self) -> dict[str, int]:
        """Return every name, casefolded, with the place of its stage (from 0)."""
        found: dict[str, int] = {}
        numbered = any(key.isdigit() for key in self.keys)
        for place, key in enumerate(self.keys):
            words = [key, *(names[place] for names in self.labels.values())]
            # Where keys are numbers themselves, a number is a key and never a place.
            words += [] if numbered else [str(place + 1)]
            for word in words:
                found.setdefault(word.strip().casefold(), place)
        return found

    def place(self, name: object) -> int:
        """Find the place of a stage, from 0.

        Raises
        ------
        ArgumentError
            When no stage is called so; names the nearest one.

        Examples
        --------
        >>> read_stages(None).place("产品演示"), read_stages(["new", "call"]).place(2)
        (4, 1)
        """
        names = self.names()
        word = str(name).strip().casefold()
        if word not in names:
            raise ArgumentError(unknown_stage(str(name), self))
        return names[word]

    def label(self, lang: str) -> tuple[str, ...]:
        """Return the names in words, in one language."""
        check_language(lang)
        return self.labels.get(lang, self.keys)


def unknown_stage(name: str, stages: Stages) -> str:
    """Say that a stage is not known, which are, and which is nearest."""
    return (
        f'stage "{name}" is not known; allowed: {", ".join(stages.keys)}, the numbers 1 to '
        f"{len(stages)}, and their names.{nearest(name, stages.names())}"
    )


def read_stages(process: Process | Sequence[str] | None) -> Stages:
    """Make the stages of a log.

    Parameters
    ----------
    process : Process, sequence of str, or None
        None: the eight stages of the sales process. A list: the stages' names, in order.

    Returns
    -------
    Stages
        The stages.

    Raises
    ------
    ArgumentError
        When there are fewer than one or more than 100 stages, or a name stands there twice.

    Examples
    --------
    >>> read_stages(["new", "call"]).keys, read_stages(None).keys[4]
    (('new', 'call'), 'demo')
    """
    if process is None:
        process = load_process()
    if isinstance(process, Process):
        every = process.stages
        words = {"en": tuple(s.en for s in every), "zh": tuple(s.zh for s in every)}
        return Stages(tuple(s.key for s in every), words, tuple(s.phase for s in every))
    if isinstance(process, str) or not isinstance(process, Iterable):
        raise ArgumentError(
            f"process={process!r} is no process; give a list of stage names in their order, or "
            "leave it out for the eight stages of the sales process."
        )
    keys = tuple(str(one).strip() for one in process)
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if not 1 <= len(keys) <= 100 or twice or "" in keys:
        raise ArgumentError(
            "process must name 1 to 100 different stages; found "
            + (f'"{twice[0]}" twice.' if twice else f"{len(keys)}.")
        )
    return Stages(keys, {}, keys)


@cache
def outcome_words() -> dict[str, int]:
    """Return the words for open, won and lost, casefolded, with their codes.

    Examples
    --------
    >>> outcome_words()["赢单"] == WON
    True
    """
    data = read_toml("funnel", "outcomes.toml")
    codes = {"open": OPEN, "won": WON, "lost": LOST}
    return {word.casefold(): code for key, code in codes.items() for word in data[key]}
