"""Files of leads with their facts, and of outcomes, for the commands that learn and compare."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from leadscore.counted import counted
from leadscore.errors import ListError
from leadscore.funnel.times import read_moments
from leadscore.shell.display import print_remark
from leadscore.shell.inputs import Reading, check_files, qualified, read_leads
from leadscore.shell.result_tables import read_table

_DATES = ("contacted_on", "closed_on")
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def read_facts(file: Path, lang: str) -> pl.DataFrame:
    """Read leads with their facts; a list without them gets the facts of the standards.

    Parameters
    ----------
    file : Path
        What ``leadscore import`` or ``leadscore rank`` wrote, a raw list, or a Parquet table with
        ``lead_id`` and the columns that a card reads.
    lang : {"en", "zh"}
        Language of remarks.

    Returns
    -------
    polars.DataFrame
        One row per lead.
    """
    check_files([file])
    if file.suffix.lower() == ".parquet":
        table = read_table(file)
        if "lead_id" in table.columns and "name_key" not in table.columns:
            return table
    reading = Reading(lang=lang)
    leads = read_leads([file], reading)
    facts = qualified(leads, reading, None)
    for remark in leads.remarks:
        print_remark(remark, lang)
    return facts


def read_outcome_file(file: Path) -> pl.DataFrame:
    r"""Read a table of outcomes; the text of a CSV becomes dates and true or false.

    Parameters
    ----------
    file : Path
        ``.csv`` or ``.parquet`` with the columns that ``read_outcomes`` wants.

    Returns
    -------
    polars.DataFrame
        With dates and booleans as such.

    Raises
    ------
    ListError
        When a cell is no date, or neither true nor false.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "outcomes.csv"
    >>> _ = file.write_text("lead_id,outcome,contacted_on\na,won,2026-03-01\n", encoding="utf-8")
    >>> read_outcome_file(file)["contacted_on"].to_list()
    [datetime.date(2026, 3, 1)]
    """
    check_files([file])
    table = read_table(file)
    for name in (*_DATES, "explore"):
        if name in table.columns and table.schema[name] == pl.String:
            column = table[name].str.strip_chars().replace("", None)
            read = _truth(column) if name == "explore" else _dates(column)
            wrong = column.filter(column.is_not_null() & read.is_null())
            if len(wrong):
                wanted = "true or false" if name == "explore" else "a date such as 2026-03-31"
                raise ListError(
                    f'"{file}", column "{name}": '
                    f"{counted(len(wrong), 'cell is', 'cells are')} not {wanted}, such as "
                    f'"{wrong[0]}".'
                )
            table = table.with_columns(read.alias(name))
    return table


def _dates(column: pl.Series) -> pl.Series:
    return read_moments(column).cast(pl.Datetime("us")).dt.date()


def _truth(column: pl.Series) -> pl.Series:
    return column.str.to_lowercase().replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean)
