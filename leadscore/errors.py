"""The error tree: one base to catch, one leaf for each step that can fail.

::

    LeadscoreError
    ├── FileError               also OSError      a file cannot be opened, read or written
    ├── ListError               also ValueError   a list holds something that cannot be understood
    ├── ColumnError             also ValueError   a column is missing, or named twice
    ├── ColumnTypeError         also TypeError    a column holds the wrong kind of value
    ├── CardError               also ValueError   a card is faulty; all faults are in ``faults``
    ├── ArgumentError           also ValueError   an argument is not one of the allowed ones
    ├── DataFileError           also ValueError   a vocabulary file is faulty
    └── MissingDependencyError  also ImportError  an optional library is not installed

    CardWarning             a UserWarning     a card was used, but it did not foresee something

Every message says where, what was found, what is allowed and what to try. An argument in it is
spelled as whoever called would write it: ``top=5`` from Python, ``--top 5`` from a shell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

_SHOWN = 30


@dataclass(frozen=True)
class Argument:
    """An argument in a message; as text it is spelled for Python.

    Parameters
    ----------
    name : str
        The argument.
    value : object
        The value that was given, or one to try; None: only the name is meant.

    Examples
    --------
    >>> print(Argument("mapping", {"name": "Company"}), Argument("split", "random"))
    mapping={"name": "Company"} split="random"
    """

    name: str
    value: object = None

    def __str__(self) -> str:
        if self.value is None:
            return self.name
        if isinstance(self.value, str):
            return f'{self.name}="{self.value}"'
        if isinstance(self.value, dict):
            pairs = ", ".join(f'"{key}": "{value}"' for key, value in self.value.items())
            return f"{self.name}={{{pairs}}}"
        return f"{self.name}={self.value!r}"


class Advice:
    """A part of a message for those who can give its arguments, or call what it names.

    Parameters
    ----------
    *parts : str or Argument
        The text. Without any argument it is for Python only.

    Examples
    --------
    >>> print(Advice("Or skip them: ", Argument("unknown", "skip"), "."))
    Or skip them: unknown="skip".
    """

    def __init__(self, *parts: str | Argument) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)


class Worded(Exception):  # noqa: N818  warnings are worded too
    """An exception or warning whose message may name arguments.

    Parameters
    ----------
    *parts : str, Argument or Advice
        The message.

    Attributes
    ----------
    parts : tuple
        The same: whoever shows the message can spell its arguments in another way.
    """

    def __init__(self, *parts: str | Argument | Advice) -> None:
        super().__init__("".join(str(part) for part in parts))
        self.parts = parts


class LeadscoreError(Worded):
    """Whatever leadscore refuses, it refuses with a child of this.

    Examples
    --------
    >>> import leadscore as ls
    >>> try:
    ...     ls.read_list("no such file.csv")
    ... except ls.LeadscoreError as refused:
    ...     print(type(refused).__name__)
    FileError
    """


class FileError(LeadscoreError, OSError):
    """A file cannot be opened, read or written."""


class ListError(LeadscoreError, ValueError):
    """A list was read, but what it holds cannot be understood."""


class ColumnError(LeadscoreError, ValueError):
    """A column that is needed is missing, or two columns claim one place."""


class ColumnTypeError(LeadscoreError, TypeError):
    """A column holds another kind of value than it must."""


class CardError(LeadscoreError, ValueError):
    """A card is faulty.

    Attributes
    ----------
    faults : tuple of str
        One sentence per fault, each with its place in the card.
    """

    def __init__(self, where: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{where}: {count}.", *(f"  - {f}" for f in self.faults)]))


class ArgumentError(LeadscoreError, ValueError):
    """An argument is not one of the values that are allowed."""


class DataFileError(LeadscoreError, ValueError):
    """A vocabulary or threshold file does not hold what it must."""


class MissingDependencyError(LeadscoreError, ImportError):
    """An optional library is not installed; the message gives the command."""


class CardWarning(UserWarning):
    """A card was used on leads that hold something it did not foresee."""


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Name the most similar allowed word, as the end of a sentence.

    Parameters
    ----------
    found : str
        The word that was given.
    allowed : iterable of str
        The words that exist.

    Returns
    -------
    str
        ``' Did you mean "x"?'``, or an empty text when nothing is similar.

    Examples
    --------
    >>> nearest("employes", ["employees", "city"])
    ' Did you mean "employees"?'
    >>> nearest("zzz", ["employees", "city"])
    ''
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  only needed when something is wrong

    best = process.extractOne(
        found, list(allowed), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60
    )
    return f' Did you mean "{best[0]}"?' if best else ""


def check_choice(name: str, value: object, allowed: Iterable[str]) -> None:
    """Refuse an argument that is not one of the allowed words.

    Parameters
    ----------
    name : str
        The argument, as the caller wrote it.
    value : object
        What was given.
    allowed : iterable of str
        The words that are allowed.

    Raises
    ------
    ArgumentError
        When ``value`` is not one of ``allowed``; names the nearest one.

    Examples
    --------
    >>> check_choice("lang", "en", ["en", "zh"])
    >>> check_choice("lang", "eng", ["en", "zh"])
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: lang="eng" is not known; allowed: en, zh. Did you mean "en"?
    """
    words = list(allowed)
    if value not in words:
        raise ArgumentError(
            Argument(name, str(value)),
            f" is not known; allowed: {', '.join(words)}.{nearest(str(value), words)}",
        )


def check_count(name: str, value: object) -> None:
    """Refuse what is no whole number from 1 on.

    Parameters
    ----------
    name : str
        The argument.
    value : object
        What was given for it.

    Raises
    ------
    ArgumentError
        When it is something else.

    Examples
    --------
    >>> check_count("top", 5)
    >>> check_count("top", 0)
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: top must be a whole number from 1 on, found 0.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ArgumentError(Argument(name), f" must be a whole number from 1 on, found {value!r}.")


def shown_columns(names: Sequence[str]) -> str:
    """List the columns of a table for a message.

    Examples
    --------
    >>> shown_columns(["a", "b"]), shown_columns([]), shown_columns(list("abc" * 11))[-12:]
    ('a, b', 'no columns', 'c and 3 more')
    """
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more or "no columns"


def check_day(name: str, value: date | str) -> date:
    """Take a day as a date or as text, and refuse anything else.

    Parameters
    ----------
    name : str
        The argument, as the caller wrote it.
    value : date, datetime or str
        The day; text begins with a date such as ``2026-03-31``.

    Returns
    -------
    date
        The day.

    Raises
    ------
    ArgumentError
        When it is no day.

    Examples
    --------
    >>> check_day("as_of", "2026-03-31")
    datetime.date(2026, 3, 31)
    >>> check_day("as_of", "last Monday")
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: as_of='last Monday' is no day; write 2026-03-31, or ...
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ArgumentError(
            f"{name}={value!r} is no day; write 2026-03-31, or give a datetime.date."
        ) from None
