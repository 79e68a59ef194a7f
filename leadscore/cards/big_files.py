"""Files of leads larger than memory: scored on the way from Parquet to Parquet."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from leadscore.cards.batch import OUTPUTS, Batch, card_needs, gate_columns, require_columns
from leadscore.cards.calling_order import PIECE, ROW, SAMPLE, find_cuts, write_in_order
from leadscore.cards.card import Card, hrm_card
from leadscore.cards.parquet_sources import Source, open_files
from leadscore.cards.running_top import RunningTop
from leadscore.cards.scoring import rank, score
from leadscore.doors import clean, require
from leadscore.errors import CardWarning, ColumnError, nearest
from leadscore.frames import add_columns
from leadscore.standards.vocabulary import check_language
from leadscore.writing import write_whole

if TYPE_CHECKING:
    from leadscore.doors import ColumnKind
    from leadscore.frames import Step

Progress = Callable[[int, int], object]
Prepare = Callable[[pl.LazyFrame], pl.LazyFrame]


def score_files(
    source: Source,
    out: str | Path,
    card: Card | str | Path | None = None,
    *,
    columns: Sequence[str] | None = None,
    prepare: Prepare | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> int:
    """Score Parquet files of any size into one Parquet file, in bounded memory.

    Parameters
    ----------
    source : path, list of paths, or LazyFrame
        A file, a folder (with all its folders; ``region=east`` in a path becomes a column), a
        pattern such as ``"leads/*.parquet"``, several of them, or a lazy frame.
    out : path
        The file to write; it is there when it is complete, and not before.
    card : Card, path or None
        As for ``score``.
    columns : sequence of str, optional
        The columns to write, of the files or of the outputs; only these are read and made.
        None: all.
    prepare : callable, optional
        What is done to the leads first, such as ``qualify``: from a lazy frame to one with the
        same rows.
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
        When ``out`` is one of the files to read, or would be the next time.
    ColumnError, ColumnTypeError
        As ``score`` does, and when the files do not fit together, before anything is read.

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
    chosen = _settle(card)
    leads, total = open_files(source, out)
    leads = prepare(leads) if prepare else leads
    names = leads.collect_schema().names()
    written = [*names, *(n for n in OUTPUTS if n not in names)] if columns is None else columns
    _check_columns(written, names)
    made = {name: OUTPUTS[name] for name in written if name in OUTPUTS}
    needs, step = _needs(leads, chosen, lang, tuple(made))
    read = [n for n in names if n in needs or (n in written and n not in made)]
    optional = gate_columns(chosen, names)
    scored = add_columns(leads.select(read), step, needs, made, optional).select(written)
    counter = _Counter(total, progress)
    with _one_remark():
        write_whole(out, _counted(scored, counter).sink_parquet)
    return counter.done


def rank_files(
    source: Source,
    out: str | Path,
    card: Card | str | Path | None = None,
    *,
    top: int | None = None,
    by: str | None = None,
    prepare: Prepare | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> int:
    """Put the leads of Parquet files of any size into calling order, in bounded memory.

    Parameters
    ----------
    source, out, card, prepare, lang, progress
        As for ``score_files``. Without ``top`` every row is counted twice: when it is sorted out
        and when it is written.
    top : int, optional
        Keep only so many leads (of each list). What is held in memory grows with it, not with
        the files; beside it stand the row groups that Polars reads ahead. Reasons are put into
        words only for these leads. None: all of them, in order; that needs room on the disk
        beside ``out``, for a while, about as much as the files take uncompressed.
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
    >>> rank_files(folder / "leads.parquet", folder / "all.parquet")
    1000
    """
    if top is None:
        return _rank_all(source, out, card, by=by, prepare=prepare, lang=lang, progress=progress)
    ranked = find_top(
        source, card, top=top, by=by, prepare=prepare, lang=lang, progress=progress, out=out
    )
    write_whole(out, ranked.write_parquet)
    return ranked.height


def find_top(
    source: Source,
    card: Card | str | Path | None = None,
    *,
    top: int,
    by: str | None = None,
    prepare: Prepare | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    out: str | Path | None = None,
) -> pl.DataFrame:
    """Find the first leads of Parquet files of any size.

    Parameters
    ----------
    source, card, top, by, prepare, lang, progress
        As for ``rank_files``.
    out : path, optional
        A file that will be written later, and must not be one of those to read.

    Returns
    -------
    polars.DataFrame
        As ``rank`` gives them.

    Examples
    --------
    >>> from leadscore.samples import make_leads
    >>> find_top(make_leads(1000).lazy(), top=3)["position"].to_list()
    [1, 2, 3]
    """
    chosen = _settle(card)
    leads, total = open_files(source, out)
    if progress is not None:
        leads = _counted(leads, _Counter(total, progress))
    leads = (prepare(leads) if prepare else leads).with_row_index(ROW)
    none = pl.DataFrame(schema=leads.collect_schema())
    options: dict[str, Any] = {"by": by, "top": top, "lang": lang}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CardWarning)
        rank(none, chosen, **options)  # Wrong columns are refused before anything is read.
        first = RunningTop(none, chosen, by, top)

    def take(batch: pl.DataFrame) -> pl.DataFrame:
        first.add(batch)
        return none

    with _one_remark():
        leads.map_batches(take, schema=none.schema, streamable=True).collect(engine="streaming")
        return rank(first.leads(), chosen, **options)


def _rank_all(
    source: Source,
    out: str | Path,
    card: Card | str | Path | None,
    *,
    by: str | None,
    prepare: Prepare | None,
    lang: str,
    progress: Progress | None,
) -> int:
    check_language(lang)
    chosen = _settle(card)
    leads, total = open_files(source, out)
    total = total or int(leads.select(pl.len()).collect(engine="streaming").item())
    leads = leads.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    few = leads.gather_every(PIECE // SAMPLE)
    leads, few = (prepare(leads), prepare(few)) if prepare else (leads, few)
    names = leads.collect_schema().names()
    needs, step = _needs(leads, chosen, lang, tuple(OUTPUTS))
    keys: dict[str, ColumnKind] = {"lead_id": "any", **({by: "any"} if by else {})}
    require(keys, [name for name in keys if name in names], names, ())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CardWarning)
        sample = few.select([name for name in names if name in {ROW, *keys, *needs}])
        cuts = find_cuts(score(sample, chosen).collect(engine="streaming"), total, by)
    scored = add_columns(leads, step, needs, OUTPUTS, gate_columns(chosen, names))
    counter = _Counter(2 * total, progress)
    with _one_remark():
        return write_in_order(scored, cuts, out, by, counter.add)


def _check_columns(columns: Sequence[str], names: Sequence[str]) -> None:
    for name in columns:
        if name not in names and name not in OUTPUTS:
            raise ColumnError(
                f'Column "{name}" is to be written, but it is neither in the files nor an output.'
                f"{nearest(name, [*names, *OUTPUTS])}"
            )


def _settle(card: Card | str | Path | None) -> Card:
    return card if isinstance(card, Card) else hrm_card() if card is None else Card.load(card)


def _needs(
    leads: pl.LazyFrame, card: Card, lang: str, made: Sequence[str]
) -> tuple[dict[str, ColumnKind], Step]:
    """Find what a card reads, and how a batch is scored; wrong columns are refused here.

    The step is run on no rows, before anything is read.
    """
    schema = leads.collect_schema()
    names = schema.names()
    require_columns(card, names)
    needs = card_needs(card, names)
    step = partial(_step, card=card, lang=lang, names=made)
    picked = [name for name in needs if name in schema]
    require(needs, picked, names, gate_columns(card, names))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CardWarning)
        step(clean(pl.DataFrame(schema={name: schema[name] for name in picked}), needs))
    return needs, step


def _step(frame: pl.DataFrame, card: Card, lang: str, names: Sequence[str]) -> pl.DataFrame:
    return Batch(frame, card).outputs(lang, names=names)


class _Counter:
    """Counts rows, from any thread, and tells how far the work is."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done = 0
        self._total, self._progress, self._lock = total, progress, threading.Lock()

    def add(self, rows: int) -> None:
        with self._lock:
            self.done += rows
            if self._progress is not None:
                self._progress(self.done, self._total)


def _counted(table: pl.LazyFrame, counter: _Counter) -> pl.LazyFrame:
    def count(frame: pl.DataFrame) -> pl.DataFrame:
        counter.add(frame.height)
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
