"""Files are written whole or not at all: a temporary file beside the target, then a rename."""

from __future__ import annotations

import glob
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from leadscore.errors import FileError

_LEFT_SECONDS = 24 * 3600


def write_whole(path: str | Path, write: Callable[[Path], object]) -> None:
    """Let a function write a file, and put it in place only when it is complete.

    Parameters
    ----------
    path : str or Path
        Where the file shall be.
    write : callable
        Takes the path of a temporary file in the same folder and writes it.

    Raises
    ------
    FileError
        When the file cannot be written; whatever stood at ``path`` is then still whole.

    Notes
    -----
    A process that is killed leaves its temporary file, ``.NAME.XXXXXXXX.part.ENDING``, behind.
    It stands in nobody's way, may be deleted, and goes with the next write of the same file once
    it is a day old: a younger one may belong to a process that still writes.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> write_whole(target, lambda part: part.write_text("whole"))
    >>> target.read_text()
    'whole'
    """
    target = Path(path)
    part = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part{target.suffix}")
    try:
        write(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
        _remove_left(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(
            f'Cannot write "{path}": {reason}. Nothing was changed there. '
            "Check that the folder exists, that you may write to it, and that no other program "
            "holds the file open."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _remove_left(target: Path) -> None:
    """Remove the temporary files that killed processes left."""
    for left in target.parent.glob(f".{glob.escape(target.stem)}.????????.part{target.suffix}"):
        try:
            if left.stat().st_mtime < time.time() - _LEFT_SECONDS:
                left.unlink()
        except OSError:
            # Somebody else's, or gone already: it stands in nobody's way.
            continue
