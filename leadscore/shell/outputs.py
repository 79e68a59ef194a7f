"""What a command writes: the ending of the file decides the format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from leadscore.errors import ArgumentError, FileError
from leadscore.lists.imported import Imported
from leadscore.lists.originals import merged_rows, problem_rows
from leadscore.reports.csv_file import write_csv
from leadscore.reports.workbook import write_leads_workbook, write_workbook
from leadscore.shell.inputs import Leads
from leadscore.writing import write_whole

ENDINGS = (".xlsx", ".csv", ".parquet")


def check_output(path: Path, endings: Iterable[str] = ENDINGS) -> None:
    """Refuse an output before the work begins.

    Raises
    ------
    ArgumentError
        When its ending is not one of ``endings``.
    FileError
        When its folder does not exist.

    Examples
    --------
    >>> check_output(Path("calls.xls"))
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: "calls.xls" must end in .xlsx, .csv or .parquet...
    """
    check_ending(path, endings)
    if not path.parent.is_dir():
        raise FileError(
            f'Cannot write "{path}": there is no folder "{path.parent}". Make it first, or choose '
            "another."
        )


def check_ending(path: Path, endings: Iterable[str]) -> None:
    """Refuse a file whose name ends in another way than it may."""
    *most, last = endings
    if path.suffix.lower() not in {*most, last}:
        allowed = f"{', '.join(most)} or {last}" if most else last
        raise ArgumentError(f'"{path}" must end in {allowed}.')


def write_calls(  # noqa: PLR0917  a list, and what belongs to it
    path: Path,
    ranked: pl.DataFrame,
    leads: Leads,
    card: Any,
    lang: str,
    more: Mapping[str, pl.DataFrame] | None = None,
) -> list[Path]:
    """Write a ranked list, and its problems beside it where they have no sheet of their own.

    Parameters
    ----------
    path : Path
        Its ending decides the format.
    ranked : polars.DataFrame
        What ``rank`` returned.
    leads : Leads
        For problems, duplicates and remarks.
    card : Card
        The card that gave the points.
    lang : {"en", "zh"}
        Language of a workbook; columns of the other formats keep their documented names.
    more : mapping of str to polars.DataFrame, optional
        Further tables that ``write_workbook`` takes.

    Returns
    -------
    list of Path
        What was written.
    """
    if path.suffix.lower() == ".xlsx":
        told = {} if leads.imported is None else _told(leads.imported)
        told["remarks"] = leads.remarks
        write_workbook(path, ranked, card=card, lang=lang, **{**told, **(more or {})})
        return [path]
    return _write_table(path, ranked, None if leads.imported is None else leads.imported.problems)


def _told(imported: Imported) -> dict[str, Any]:
    """Collect what a workbook says beside the leads; the original rows are read again."""
    return {
        "problems": problem_rows(imported),
        "duplicates": imported.duplicates,
        "merged": merged_rows(imported),
        "remarks": imported.remarks,
    }


def write_import(path: Path, imported: Imported) -> list[Path]:
    """Write leads with their documented column names, and what else an import tells.

    Parameters
    ----------
    path : Path
        Its ending decides the format; a workbook has sheets for problems and merged rows, with the
        original rows; the other formats get a second file ``NAME.problems.csv``.
    imported : Imported
        What ``read_list`` returned, with Polars tables.

    Returns
    -------
    list of Path
        What was written.
    """
    if path.suffix.lower() == ".xlsx":
        write_leads_workbook(path, imported.leads, lang=imported.lang, **_told(imported))
        return [path]
    return _write_table(path, imported.leads, imported.problems)


def _write_table(path: Path, table: pl.DataFrame, problems: pl.DataFrame | None) -> list[Path]:
    write_table(path, table)
    if problems is None or not problems.height:
        return [path]
    beside = path.with_name(f"{path.stem}.problems.csv")
    write_csv(beside, problems)
    return [path, beside]


def write_table(path: Path, table: pl.DataFrame) -> None:
    """Write one table as Parquet or, with any other ending, as CSV."""
    if path.suffix.lower() == ".parquet":
        write_whole(path, table.write_parquet)
    else:
        write_csv(path, table)
