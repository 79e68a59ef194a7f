"""A calling order larger than memory: cut into pieces by a sample, each piece sorted alone.

A sample of the leads says where the order can be cut so that every piece fits into memory. Each
batch is split at these cuts, and its rows go to the files of their pieces; then piece after piece
is read, sorted and written. Where the cuts lie changes the memory that is used, never the result.
"""

from __future__ import annotations

import glob
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from leadscore.writing import write_whole

PIECE = 250_000
"""Rows of a piece, about: what is sorted in memory at one time."""
SAMPLE = 1_000
"""Rows of the sample for each piece: the pieces then differ by some percent."""
_MOST, _GROUP = 400, 125_000
ROW = "leadscore:row"
"""The column that says where in the files a lead stands: it settles what nothing else does."""
_LIST, _GATED, _PLACE = "leadscore:list", "leadscore:gated", "leadscore:place"
_LEFT_SECONDS = 24 * 3600


def in_order(leads: pl.DataFrame) -> pl.DataFrame:
    """Sort scored leads, or keys of such, as ``rank`` does."""
    names = [_LIST, _GATED, "score", "lead_id", ROW]
    down = [False, False, True, False, False]
    return leads.sort(names, descending=down, nulls_last=True)


def _with_keys(leads: pl.DataFrame, by: str | None) -> pl.DataFrame:
    listed = (pl.col(by) if by else pl.lit(0, pl.Int8)).alias(_LIST)
    return leads.with_columns(listed, pl.col("gate").is_not_null().alias(_GATED))


def _keys(leads: pl.DataFrame, by: str | None) -> pl.DataFrame:
    return _with_keys(leads, by).select(_LIST, _GATED, "score", "lead_id", ROW)


def find_cuts(sample: pl.DataFrame, rows: int, by: str | None) -> pl.DataFrame:
    """Choose where to cut the order of all leads, from a sample of them.

    Parameters
    ----------
    sample : polars.DataFrame
        Scored leads with the column ``ROW``.
    rows : int
        How many leads there are.
    by : str or None
        The column that makes lists.

    Returns
    -------
    polars.DataFrame
        Keys in order: every piece but the first begins at one of them.

    Examples
    --------
    >>> leads = {"lead_id": list("abcd"), "score": [4, 3, 2, 1], "gate": [None] * 4}
    >>> sample = pl.DataFrame({**leads, ROW: range(4)})
    >>> find_cuts(sample, 2 * PIECE, None)["lead_id"].to_list()
    ['c']
    """
    keys = in_order(_keys(sample, by))
    # Every piece is an open file, and a system allows only so many of these.
    pieces = min(-(-rows // PIECE), keys.height, _MOST)
    return keys[[keys.height * n // pieces for n in range(1, pieces)]]


def write_in_order(
    scored: pl.LazyFrame,
    cuts: pl.DataFrame,
    out: str | Path,
    by: str | None,
    done: Callable[[int], object],
) -> int:
    """Write scored leads in calling order, with ``position``.

    Parameters
    ----------
    scored : polars.LazyFrame
        The leads with their outputs and the column ``ROW``.
    cuts : polars.DataFrame
        From ``find_cuts``.
    out : path
        The Parquet file; it is there when it is complete, and not before.
    by : str or None
        The column that makes lists.
    done : callable
        Called with a number of rows, from any thread: once when they lie in their pieces, once
        when they are written.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    FileError
        When a file cannot be written, also when the disk is full.
    """
    rows = [0]

    def write(part: Path) -> None:
        with _folder_beside(Path(out)) as folder:
            pieces = Pieces(folder, cuts, by)
            empty = _split(scored, pieces, done)
            rows[0] = _write(part, pieces.in_order(), empty, done)

    write_whole(out, write)
    return rows[0]


def _split(scored: pl.LazyFrame, pieces: Pieces, done: Callable[[int], object]) -> pl.DataFrame:
    """Bring all rows into their pieces; returns the empty table that is left."""

    def split(batch: pl.DataFrame) -> pl.DataFrame:
        pieces.add(batch)
        done(batch.height)
        return batch.clear()

    split_up = scored.map_batches(split, schema=scored.collect_schema(), streamable=True)
    empty = split_up.collect(engine="streaming")
    pieces.close()
    return empty


def _write(
    part: Path,
    pieces: Iterator[pl.DataFrame],
    empty: pl.DataFrame,
    done: Callable[[int], object],
) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415  heavy

    first = empty.drop(ROW).with_columns(position=pl.lit(0, pl.Int64))
    rows = 0
    with pq.ParquetWriter(part, _arrow(first).schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(_arrow(piece.select(first.columns)), row_group_size=_GROUP)
            rows += piece.height
            done(piece.height)
    return rows


def _arrow(frame: pl.DataFrame) -> Any:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


class Pieces:
    """The files of the pieces: batches go in in any order, pieces come out in theirs."""

    def __init__(self, folder: Path, cuts: pl.DataFrame, by: str | None) -> None:
        self._folder, self._by = folder, by
        self._cuts = cuts.with_columns(pl.lit(-1, pl.Int64).alias(_PLACE))
        self._lock = threading.Lock()
        self._writers: dict[int, Any] = {}

    def add(self, batch: pl.DataFrame) -> None:
        """Split a batch of scored leads at the cuts."""
        places = pl.int_range(batch.height, dtype=pl.Int64, eager=True).alias(_PLACE)
        keys = _keys(batch, self._by).with_columns(places)
        both = in_order(pl.concat([self._cuts, keys]))
        found = both.select(_PLACE, piece=(pl.col(_PLACE) < 0).cum_sum())
        for rows in found.filter(pl.col(_PLACE) >= 0).partition_by("piece"):
            self._write(rows["piece"][0], _arrow(batch[rows[_PLACE]]))

    def _write(self, piece: int, table: Any) -> None:
        import pyarrow as pa  # noqa: PLC0415  heavy

        with self._lock:
            if piece not in self._writers:
                options = pa.ipc.IpcWriteOptions(compression="lz4")
                path = str(self._path(piece))
                self._writers[piece] = pa.ipc.new_stream(path, table.schema, options=options)
            self._writers[piece].write_table(table)

    def _path(self, piece: int) -> Path:
        return self._folder / f"{piece}.arrows"

    def close(self) -> None:
        """Finish the files: nothing more is added."""
        for writer in self._writers.values():
            writer.close()

    def in_order(self) -> Iterator[pl.DataFrame]:
        """Give the leads piece by piece, in calling order, with ``position``."""
        import pyarrow as pa  # noqa: PLC0415  heavy

        before, count = None, 0
        for piece in sorted(self._writers):
            with pa.OSFile(str(self._path(piece))) as file:
                read: Any = pl.from_arrow(pa.ipc.open_stream(file).read_all())
            self._path(piece).unlink()
            leads = in_order(_with_keys(read, self._by))
            lists = leads[_LIST]
            goes_on = before is not None and before.eq_missing(lists[:1]).all()
            position = _positions(lists, count if goes_on else 0)
            before, count = lists[-1:], int(position[-1])
            yield leads.with_columns(position=pl.Series(position, dtype=pl.Int64))


def _positions(lists: pl.Series, count: int) -> Any:
    """Count the leads of each list from 1; the first list goes on after ``count`` leads."""
    lengths = lists.rle().struct.field("len").to_numpy().astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    begins[0] -= count
    return np.arange(1, len(lists) + 1) - np.repeat(begins, lengths)


@contextmanager
def _folder_beside(out: Path) -> Iterator[Path]:
    """Give a folder for a while, on the disk of the output; what killed processes left goes."""
    prefix, suffix = f".{out.stem}.", ".pieces"
    for left in out.parent.glob(f"{glob.escape(prefix)}*{suffix}"):
        if left.stat().st_mtime < time.time() - _LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
