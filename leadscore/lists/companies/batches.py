"""A batch is one file of one day: the unit in which lists are added and taken out again.

An import keeps the typed rows of every batch. Leads are always worked out from all of them anew,
so a batch that is taken out leaves nothing behind.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from leadscore.errors import FileError
from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.opening.packed import plain_file
from leadscore.lists.values.readers import Context

# Large pieces let other threads run longer.
_READ = 1 << 22
_UNUSED = ("description", "moved")


@dataclass(frozen=True)
class Origin:
    """The file behind a batch, well enough described to notice that it changed.

    Attributes
    ----------
    path : Path
        Where it was.
    size : int
        Its bytes.
    digest : str
        BLAKE2 of them.
    sheet : str or None
        The sheet that was asked for.
    context : Context
        What the caller said about the list.
    """

    path: Path
    size: int
    digest: str
    sheet: str | None
    context: Context

    @classmethod
    def of(cls, path: str | Path, sheet: str | None, context: Context) -> Origin:
        """Describe a file as it is now.

        Parameters
        ----------
        path : str or Path
            The file, or a list in an archive.
        sheet : str or None
            The sheet that was asked for.
        context : Context
            What the caller said about the list.

        Returns
        -------
        Origin
            With the size and the digest of the file's bytes.

        Raises
        ------
        FileError
            When it cannot be read.
        """
        size, digest = _fingerprint(Path(path))
        return cls(Path(path).resolve(), size, digest, sheet, context)

    def check(self) -> None:
        """Refuse a file that is not the one that was imported.

        Raises
        ------
        FileError
            When it is gone, or its bytes are others.
        """
        size, digest = _fingerprint(self.path)
        if (size, digest) != (self.size, self.digest):
            raise FileError(
                f"{self.path}: this is no longer the file that was imported "
                f"({self.size:,} bytes then, {size:,} now). Put the old file back, or import again."
            )


def _fingerprint(path: Path) -> tuple[int, str]:
    path = plain_file(path)
    try:
        with plain_file(path).open("rb") as file:
            digest, piece = hashlib.blake2b(digest_size=16), memoryview(bytearray(_READ))
            while count := file.readinto(piece):
                digest.update(piece[:count])
            return file.tell(), digest.hexdigest()
    except FileNotFoundError as error:
        raise FileError(f"{path}: the file of this import is gone.") from error
    except OSError as error:
        raise FileError(f"{path}: the file cannot be read: {error.strerror}.") from error


@dataclass(frozen=True, eq=False)
class Batch:
    """The typed rows of one file of one day.

    Attributes
    ----------
    source : str
        The file's name.
    collected_on : date or None
        The day of the list, as the caller gave it.
    digest : str
        What the file held: two files of one name and day are two batches when they differ.
    values : polars.DataFrame
        One row per data row: ``row``, ``post`` and the values of its fields; and perhaps
        ``spelling``, a number for each cell that holds a name.
    problems : polars.DataFrame
        ``row, column, raw, problem, action``, the last two as keys.
    mapping : Mapping
        Which column was which field.
    remarks : tuple of str
        How the file was read.
    origin : Origin or None
        The file; None for a table that came from memory.

    Examples
    --------
    >>> nothing = pl.DataFrame()
    >>> Batch("a.csv", date(2024, 3, 1), "5d41402a", nothing, nothing, Mapping({})).name
    'a.csv@2024-03-01#5d41402a'
    """

    source: str
    collected_on: date | None
    digest: str
    values: pl.DataFrame
    problems: pl.DataFrame
    mapping: Mapping
    remarks: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def name(self) -> str:
        """Name the batch: file, day and the beginning of the digest."""
        day = f"@{self.collected_on}" if self.collected_on else ""
        return f"{self.source}{day}#{self.digest[:8]}"

    def trimmed(self) -> Batch:
        """Return the batch without columns that no lead is made from."""
        kept = self.values.drop([name for name in _UNUSED if name in self.values.columns])
        return Batch(
            *(self.source, self.collected_on, self.digest, kept, self.problems),
            *(self.mapping, self.remarks, self.origin),
        )


def batch_labels(batches: Sequence[Batch]) -> list[str]:
    """Name each batch as shortly as tells it from the others: file, then day, then digest.

    Parameters
    ----------
    batches : sequence of Batch
        Batches of one import.

    Returns
    -------
    list of str
        One label each; it is the ``source`` of its rows.

    Examples
    --------
    >>> nothing = pl.DataFrame()
    >>> days = [date(2024, 3, 1), date(2024, 3, 8)]
    >>> batch_labels([Batch("a.csv", d, "5d", nothing, nothing, Mapping({})) for d in days])
    ['a.csv@2024-03-01', 'a.csv@2024-03-08']
    """
    labels = [batch.source for batch in batches]
    dated = [name.name.rpartition("#")[0] for name in batches]
    for longer in (dated, [batch.name for batch in batches]):
        count = Counter(labels)
        labels = [
            long if count[short] > 1 else short for short, long in zip(labels, longer, strict=True)
        ]
    return labels


def joined_batches(old: Sequence[Batch], new: Sequence[Batch]) -> tuple[Batch, ...]:
    """Put batches together; one that is there already is replaced in its place.

    Parameters
    ----------
    old, new : sequence of Batch
        Batches.

    Returns
    -------
    tuple of Batch
        Every name once.

    Examples
    --------
    >>> nothing = pl.DataFrame()
    >>> batch = Batch("a.csv", None, "5d41402a", nothing, nothing, Mapping({}))
    >>> len(joined_batches([batch], [batch]))
    1
    """
    found = {batch.name: batch for batch in old}
    found.update({batch.name: batch for batch in new})
    return tuple(found.values())
