"""Files of leads larger than memory: scored on the way from Parquet to Parquet."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from leadscore.cards.batch import OUTPUTS, Batch, card_needs, gate_columns, require_columns
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.scoring import rank
from leadscore.doors import clean, require
from leadscore.errors import ArgumentError, CardWarning, ColumnError, FileError, nearest
from leadscore.frames import add_columns
from leadscore.standards.vocabulary import check_language
from leadscore.writing import write_whole

if TYPE_CHECKING:
    from leadscore.doors import ColumnKind

Source = str | Path | Sequence[str | Path] | pl.LazyFrame
Progress = Callable[[int, int], object]


def score_files(
    source: Source,
    out: str | Path,
    card: Card | str | Path | None = None,
    *,
    columns: Sequence[str] | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> int:
    """Score Parquet files of any size into one Parquet file, in bounded memory.

    Parameters
    ----------
    source : path, list of paths, or LazyFrame
        A file, a folder (with all its folders; ``region=east`` in a path becomes a column), a
        pattern such as ``"leads/*.parquet"``, several of them, or a lazy frame such as
        ``qualify(pl.scan_parquet("leads.parquet"))``.
    out : path
        The file to write; it is there when it is complete, and not before.
    card : Card, path or None
        As for ``score``.
    columns : sequence of str, optional
        The columns to write, of the files or of the outputs; only these are read and made.
        None: all.
    lang : {"en", "zh"}
        Language of ``gate``, ``why`` and ``ask``.
    progress : callable, optional
        Called as ``progress(done, total)``, in rows, from any thread; total is 0 for a lazy frame,
        whose rows are not known before.

    Returns
    -------
    int
        Rows written, in the order in which they were read.

    Raises
    ------
    FileError
        When there is no such file, it is not Parquet, or ``out`` cannot be written.
    ArgumentError
        When ``out`` is one of the files to read.
    ColumnError, ColumnTypeError
        As ``score`` does, before anything is read.

    Warns
    -----
    CardWarning
        Once, as ``score`` does; the counts are those of one batch.

    Examples
    --------
    >>> import tempfile
    >>> from leadscore.samples import make_leads
    >>> folder = Path(tempfile.mkdtemp())
    >>> make_leads(1000).write_parquet(folder / "leads.parquet")
    >>> score_files(folder / "leads.parquet", folder / "scored.parquet")
    1000
    >>> pl.read_parquet(folder / "scored.parquet").width
    19
    """
    check_language(lang)
    chosen = card if isinstance(card, Card) else hrm_card() if card is None else Card.load(card)
    leads, total = open_files(source, out)
    names = leads.collect_schema().names()
    require_columns(chosen, names)
    written = [*names, *(n for n in OUTPUTS if n not in names)] if columns is None else columns
    _check_columns(written, names)
    made = {name: OUTPUTS[name] for name in written if name in OUTPUTS}
    needs, optional = card_needs(chosen, names), gate_columns(chosen, names)
    read = [n for n in names if n in needs or (n in written and n not in made)]
    step = partial(_step, card=chosen, lang=lang, names=list(made))
    _refuse_early(leads, needs, optional, step)
    scored = add_columns(leads.select(read), step, needs, made, optional).select(written)
    return _sink(scored, out, total, progress)


def rank_files(
    source: Source,
    out: str | Path,
    card: Card | str | Path | None = None,
    *,
    top: int,
    by: str | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> int:
    """Find the first leads of Parquet files of any size, in bounded memory.

    Parameters
    ----------
    source, out, card, lang, progress
        As for ``score_files``.
    top : int
        Keep only so many leads (of each list). What is held in memory grows with it, not with
        the files. Reasons are put into words only for these leads.
    by : str, optional
        A column: a list of its own for each of its values.

    Returns
    -------
    int
        Rows written, in calling order, with the columns of ``rank``.

    Raises
    ------
    FileError, ArgumentError, ColumnError, ColumnTypeError
        As ``score_files`` and ``rank`` do.

    Examples
    --------
    >>> import tempfile
    >>> from leadscore.samples import make_leads
    >>> folder = Path(tempfile.mkdtemp())
    >>> make_leads(1000).write_parquet(folder / "leads.parquet")
    >>> rank_files(folder / "leads.parquet", folder / "calls.parquet", top=5, by="owner")
    20
    """
    leads, total = open_files(source, out)
    if progress is not None:
        leads = _counted(leads, total, progress)
    with _one_remark():
        ranked = rank(leads, card, by=by, top=top, lang=lang).collect(engine="streaming")
    write_whole(out, ranked.write_parquet)
    return ranked.height


def open_files(source: Source, out: str | Path) -> tuple[pl.LazyFrame, int]:
    """Find the files, and count their rows by their footers.

    Parameters
    ----------
    source, out
        As for ``score_files``.

    Returns
    -------
    leads : polars.LazyFrame
        Nothing is read yet.
    total : int
        Rows; 0 when ``source`` is a lazy frame.

    Raises
    ------
    FileError, ArgumentError
        As ``score_files`` does.

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
    target = Path(out).resolve()
    if target in {file.resolve() for file in files}:
        raise ArgumentError(f'The output "{out}" is one of the files to read. Choose another.')
    hive = any("=" in part for file in files for part in file.parts[:-1])
    leads = pl.scan_parquet(files, hive_partitioning=hive)
    try:
        return leads, int(leads.select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FileError(
            f'Cannot read "{files[0]}"{" and the others" if len(files) > 1 else ""} as Parquet: '
            f"{error}. Lists of other kinds are read by read_list."
        ) from error


def _files(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(path.rglob("*.parquet"))
        # Names that begin so are other programs' notes and unfinished parts.
        found = [one for one in found if not one.name.startswith((".", "_"))]
    else:
        found = sorted(Path(one) for one in glob(str(source), recursive=True))  # noqa: PTH207
    if not found:
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise FileError(
            f'No file fits "{source}".{nearest(path.name, beside)} Give a Parquet file, a folder '
            'that holds some, or a pattern such as "leads/*.parquet".'
        )
    return found


def _check_columns(columns: Sequence[str], names: Sequence[str]) -> None:
    for name in columns:
        if name not in names and name not in OUTPUTS:
            raise ColumnError(
                f'Column "{name}" is to be written, but it is neither in the files nor an output.'
                f"{nearest(name, [*names, *OUTPUTS])}"
            )


def _step(frame: pl.DataFrame, card: Card, lang: str, names: Sequence[str]) -> pl.DataFrame:
    return Batch(frame, card).outputs(lang, names=names)


def _refuse_early(
    leads: pl.LazyFrame,
    needs: dict[str, ColumnKind],
    optional: Sequence[str],
    step: Callable[[pl.DataFrame], pl.DataFrame],
) -> None:
    """Run the step on no rows, so that wrong columns are refused before anything is read."""
    schema = leads.collect_schema()
    picked = [name for name in needs if name in schema]
    require(needs, picked, list(schema), optional)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CardWarning)
        step(clean(pl.DataFrame(schema={name: schema[name] for name in picked}), needs))


def _sink(table: pl.LazyFrame, out: str | Path, total: int, progress: Progress | None) -> int:
    done = [0]

    def remember(rows: int, total: int) -> None:
        done[0] = rows
        if progress is not None:
            progress(rows, total)

    counted = _counted(table, total, remember)
    with _one_remark():
        write_whole(out, counted.sink_parquet)
    return done[0]


def _counted(table: pl.LazyFrame, total: int, progress: Progress) -> pl.LazyFrame:
    lock = threading.Lock()
    done = 0

    def count(frame: pl.DataFrame) -> pl.DataFrame:
        nonlocal done
        with lock:
            done += frame.height
            progress(done, total)
        return frame

    return table.map_batches(count, schema=table.collect_schema(), streamable=True)


@contextmanager
def _one_remark() -> Iterator[None]:
    """Say what the card did not foresee once, not once per batch."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", CardWarning)
        yield
    texts = [str(one.message) for one in caught if issubclass(one.category, CardWarning)]
    for other in caught:
        if not issubclass(other.category, CardWarning):
            warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    if texts:
        more = f" (and {len(texts) - 1} more batches)" if len(texts) > 1 else ""
        warnings.warn(texts[0] + more, CardWarning, stacklevel=4)
