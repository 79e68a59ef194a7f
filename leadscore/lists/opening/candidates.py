"""Which files of an archive, and which sheets, are lists of companies; the others are named.

Files that were given one by one must all be lists. What lies beside a list in its archive, or on
another sheet, need not be one: it is put aside, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from leadscore.errors import ColumnError, LeadscoreError, ListError
from leadscore.lists.opening.packed import opened, plain_file
from leadscore.lists.opening.refusals import NO_COMPANIES
from leadscore.lists.opening.sheets import parts_of, sheet_heads
from leadscore.lists.vocabulary.words import remark

Made = TypeVar("Made")


class Place(NamedTuple):
    """Where a list is.

    Attributes
    ----------
    path : pathlib.Path
        A file, or a list in an archive.
    sheet : str or None
        The sheet that was asked for, or found.
    one_of_several : bool
        Other sheets of the same file are read too.
    """

    path: Path
    sheet: str | None = None
    one_of_several: bool = False


class Taken(NamedTuple, Generic[Made]):
    """A list that was read.

    Attributes
    ----------
    made : object
        What was made of it.
    remarks : tuple of str
        What was put aside.
    """

    made: Made
    remarks: tuple[str, ...] = ()


def read_companies(
    paths: Sequence[Path], read: Callable[[Place], Made], sheet: str | None, lang: str
) -> list[Taken[Made]]:
    """Read those of some lists that hold companies.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        What ``lists_in`` names in one file.
    read : callable
        Reads one list; refuses with ``NO_COMPANIES`` what is none.
    sheet : str or None
        The sheet that was asked for; None: where the first sheet of a workbook is no list of
        companies, the first that is one is taken, with those that have its headings.
    lang : {"en", "zh"}
        Language of the remarks.

    Returns
    -------
    list of Taken
        At least one; what was put aside is said with the first.

    Raises
    ------
    LeadscoreError
        What ``read`` raises; of ``NO_COMPANIES`` the first, when nothing could be read.

    Examples
    --------
    >>> from leadscore.lists.opening.refusals import NoNamesError
    >>> def read(place):
    ...     if place.path.suffix != ".csv":
    ...         raise NoNamesError("no column holds company names")
    ...     return place.path.stem
    >>> paths = [Path("jobs.zip/read me.txt"), Path("jobs.zip/north.csv")]
    >>> read_companies(paths, read, None, "en")
    [Taken(made='north', remarks=('other files in the archive were not read: read me.txt',))]
    """
    taken: list[Made] = []
    aside: dict[Path, LeadscoreError] = {}
    for path in paths:
        try:
            taken.append(read(Place(path, sheet)))
        except NO_COMPANIES as error:
            aside[path] = error
    if not taken:
        return _on_other_sheets(paths, read, sheet, lang, next(iter(aside.values())))
    return _told(taken, _put_aside(list(aside), lang) if aside else None)


def _put_aside(paths: Sequence[Path], lang: str) -> str:
    key = "sheets_without_names" if _in_workbook(paths[0]) else "not_read"
    return remark(key, lang, others=", ".join(path.name for path in paths))


def _in_workbook(path: Path) -> bool:
    return bool(sheet_heads(plain_file(path)))


def _told(taken: Sequence[Made], told: str | None) -> list[Taken[Made]]:
    return [Taken(made, (told,) if told and not at else ()) for at, made in enumerate(taken)]


def _on_other_sheets(
    paths: Sequence[Path],
    read: Callable[[Place], Made],
    sheet: str | None,
    lang: str,
    refused: LeadscoreError,
) -> list[Taken[Made]]:
    tried = [path.name for path in paths]
    path = plain_file(paths[0]) if _in_workbook(paths[0]) else paths[0]
    if sheet is not None or _several_files(paths):
        raise _named(refused, "files in it", tried[1:])
    with opened(path) as inside:
        heads = sheet_heads(inside.path)
        for name in [name for name in heads if name not in tried]:
            parts = parts_of(inside.path, heads, name)
            taken: dict[str, Made] = {}
            for one in parts:
                with suppress(ColumnError, ListError):
                    taken[one] = read(Place(path, one, len(parts) > 1))
            if taken:
                others = ", ".join(one for one in heads if one not in taken)
                key = "other_sheets" if len(taken) == 1 else "several_sheets"
                told = remark(key, lang, sheet=", ".join(taken), others=others)
                return _told(list(taken.values()), told)
    raise _named(refused, "sheets", list(heads)[1:])


def _several_files(paths: Sequence[Path]) -> bool:
    return len(paths) > 1 and not _in_workbook(paths[0])


def _named(refused: LeadscoreError, what: str, others: Sequence[str]) -> LeadscoreError:
    """Add to a refusal what else was looked at."""
    if not others:
        return refused
    kind = ColumnError if isinstance(refused, ColumnError) else type(refused)
    return kind(*refused.parts, f" The other {what} hold none either: {', '.join(others)}.")
