"""What a command writes: the ending of the file decides the format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from leadscore.errors import FileError, check_choice
from leadscore.reports.csv_file import write_csv
from leadscore.reports.workbook import write_plain_workbook, write_workbook
from leadscore.shell.inputs import Leads
from leadscore.writing import write_whole

ENDINGS = (".xlsx", ".csv", ".parquet")


def check_output(path: Path) -> None:
    """Refuse an output before the work begins.

    Raises
    ------
    ArgumentError
        When its ending is not one of ``ENDINGS``.
    FileError
        When its folder does not exist.

    Examples
    --------
    >>> check_output(Path("calls.xls"))
    Traceback (most recent call last):
        ...
    leadscore.errors.ArgumentError: the ending of the output=".xls" is not known; ...
    """
    check_choice("the ending of the output", path.suffix.lower(), ENDINGS)
    if not path.parent.is_dir():
        raise FileError(
            f'Cannot write "{path}": there is no folder "{path.parent}". Make it first, or choose '
            "another."
        )


def write_calls(path: Path, ranked: pl.DataFrame, leads: Leads, card: Any, lang: str) -> list[Path]:
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

    Returns
    -------
    list of Path
        What was written.
    """
    if path.suffix.lower() == ".xlsx":
        write_workbook(
            path,
            ranked,
            problems=leads.problems,
            card=card,
            duplicates=leads.duplicates,
            remarks=leads.remarks,
            lang=lang,
        )
        return [path]
    return write_tables(path, ranked, leads.problems)


def write_tables(path: Path, table: pl.DataFrame, problems: pl.DataFrame | None) -> list[Path]:
    """Write leads with their documented column names, and the problems with them.

    Parameters
    ----------
    path : Path
        Its ending decides the format; a workbook has a second sheet for the problems, the other
        formats get a second file ``NAME.problems.csv``.
    table : polars.DataFrame
        Leads.
    problems : polars.DataFrame or None
        What was not understood.

    Returns
    -------
    list of Path
        What was written.
    """
    ending = path.suffix.lower()
    some = None if problems is None or not problems.height else problems
    if ending == ".xlsx":
        sheets: Sequence[tuple[str, pl.DataFrame]] = [("leads", table)]
        write_plain_workbook(path, sheets if some is None else [*sheets, ("problems", some)])
        return [path]
    if ending == ".parquet":
        write_whole(path, table.write_parquet)
    else:
        write_csv(path, table)
    if some is None:
        return [path]
    beside = path.with_name(f"{path.stem}.problems.csv")
    write_csv(beside, some)
    return [path, beside]
