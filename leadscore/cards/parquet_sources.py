"""Which Parquet files are meant by a path, a folder or a pattern, and whether they fit together."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from glob import glob
from pathlib import Path

import polars as pl

from leadscore.errors import ArgumentError, ColumnError, FileError, nearest

Source = str | Path | Sequence[str | Path] | pl.LazyFrame


def open_files(source: Source, out: str | Path | None = None) -> tuple[pl.LazyFrame, int]:
    """Find the files, check that they fit together, and count their rows by their footers.

    Parameters
    ----------
    source : path, list of paths, or LazyFrame
        A file, a folder with all its folders, a pattern, or several of them.
    out : path, optional
        The file that is to be written.

    Returns
    -------
    leads : polars.LazyFrame
        Nothing is read yet. ``region=east`` in a path becomes the column ``region``.
    total : int
        Rows; 0 when ``source`` is a lazy frame.

    Raises
    ------
    FileError
        When there is no such file, or it is not Parquet.
    ColumnError
        When the files have other columns, or another type of a column.
    ArgumentError
        When ``out`` is one of the files to read, or would be the next time.

    Examples
    --------
    >>> open_files("no-such-folder/*.parquet", "out.parquet")
    Traceback (most recent call last):
        ...
    leadscore.errors.FileError: No file fits "no-such-folder/*.parquet". ...
    """
    if isinstance(source, pl.LazyFrame):
        return source, 0
    several = [source] if isinstance(source, str | Path) else list(source)
    files = [file for one in several for file in _files(one)]
    if out is not None:
        _refuse_target(out, several, files)
    _check_schemas(files)
    hive = any("=" in part for file in files for part in file.parts[:-1])
    leads = pl.scan_parquet(files, hive_partitioning=hive)
    return leads, int(leads.select(pl.len()).collect().item())


def _files(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(path.rglob("*.parquet"))
    else:
        found = sorted(Path(one) for one in glob(str(source), recursive=True))  # noqa: PTH207
    # Names that begin so are other programs' notes and unfinished parts.
    found = [one for one in found if one.is_file() and not one.name.startswith((".", "_"))]
    if not found and path.is_dir():
        raise FileError(f'The folder "{source}" holds no Parquet file, nor do the folders in it.')
    if not found:
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise FileError(
            f'No file fits "{source}".{nearest(path.name, beside)} Give a Parquet file, a folder '
            'that holds some, or a pattern such as "leads/*.parquet".'
        )
    return found


def _refuse_target(out: str | Path, sources: Sequence[str | Path], files: Sequence[Path]) -> None:
    target = Path(out).resolve()
    if target in {file.resolve() for file in files}:
        raise ArgumentError(f'The output "{out}" is one of the files to read. Choose another.')
    for source in sources:
        inside = Path(source).is_dir() and target.is_relative_to(Path(source).resolve())
        fits = not Path(source).exists() and fnmatch(str(target), str(Path(source).absolute()))
        if inside or fits:
            raise ArgumentError(
                f'The output "{out}" would be one of the files of "{source}" the next time. '
                "Write it into another folder."
            )


def _check_schemas(files: Sequence[Path]) -> None:
    """Refuse files that are not alike: a scan would find it out in the middle of the work."""
    first: dict[str, pl.DataType] = {}
    for file in files:
        try:
            schema = dict(pl.read_parquet_schema(file))
        except (OSError, pl.exceptions.PolarsError) as error:
            raise FileError(
                f'Cannot read "{file}" as Parquet: {error}. Lists of other kinds are read by '
                "read_list."
            ) from error
        first = first or schema
        for name in [*first, *schema]:
            if name not in first or name not in schema:
                there, absent = (files[0], file) if name in first else (file, files[0])
                raise ColumnError(
                    f'Column "{name}" is in "{there}", but not in "{absent}". Files that are read '
                    "as one list need the same columns."
                )
            if first[name] != schema[name]:
                raise ColumnError(
                    f'Column "{name}" holds {first[name]} in "{files[0]}", but {schema[name]} in '
                    f'"{file}". Files that are read as one list need the same types; cast it first.'
                )
