"""Files that are whole or not there: written beside their place, forced to disk, then moved over it.

Faults of the disk become one message with the path and what can be done.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sim.errors import CannotWrite

TEMPORARY_PREFIX = ".writing-"
"""Starts the name of a file that is not whole yet; whatever bears it may be removed by the holder of the lock."""

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, content: bytes) -> None:
    """Put the bytes at the path: either all of them, or what was there before."""

    def write(sink: IO[bytes]) -> None:
        sink.write(content)

    write_whole_with(path, write, needed=len(content))


def write_whole_with(path: Path, write: Callable[[IO[bytes]], object], needed: int | None = None) -> None:
    """The same for a file that `write` fills; `needed` is its size in bytes, where known, for the message."""
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    with disk_faults(path, needed):
        try:
            with open(temporary, "wb") as sink:
                write(sink)
                sink.flush()
                os.fsync(sink.fileno())
            os.replace(temporary, path)
            flush_folder(path.parent)
        except BaseException:
            # An interruption too: the next run would remove the file, but the disk may be full of it now.
            temporary.unlink(missing_ok=True)
            raise


def flush_folder(folder: Path) -> None:
    """Force the folder's list of names to disk, without which a replaced file may come back after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def disk_faults(path: Path, needed: int | None = None) -> Iterator[None]:
    """Turn the system's refusals into CannotWrite with the path, the bytes needed and the bytes free."""
    try:
        yield
    except OSError as fault:
        raise CannotWrite(f"{path}: cannot be written: {_reason(fault, path, needed)}") from fault


def _reason(fault: OSError, path: Path, needed: int | None) -> str:
    why = (fault.strerror or str(fault)).lower()
    if fault.errno not in NO_SPACE:
        return f"{why}; choose another folder with --out"
    need = "" if needed is None else f", {needed:,} bytes needed"
    if fault.errno == errno.EFBIG:
        return (
            f"{why}{need}; what is finished is kept: raise the limit on the size of files (ulimit -f) and continue "
            "with --resume"
        )
    free = free_bytes(path)
    have = "" if free is None else f", {free:,} bytes free"
    return f"{why}{need}{have}; what is finished is kept: make room and continue with --resume"


def free_bytes(path: Path) -> int | None:
    """Bytes that the file's folder still takes; None where the system does not say."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None


def remove_temporary(folder: Path) -> None:
    """Remove what an interrupted write has left; only the holder of the lock may call this."""
    if folder.is_dir():
        for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
            leftover.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Rename a damaged file to `*.corrupt` and return its new path; an earlier one is never overwritten."""
    aside = path.with_name(f"{path.name}.corrupt")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{number}.corrupt")
    with disk_faults(path):
        os.replace(path, aside)
        flush_folder(path.parent)
    return aside
