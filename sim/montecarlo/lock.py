"""One writer for a folder: a lock that the kernel frees when its holder dies, however it dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sim.errors import Conflict
from sim.montecarlo.files import TEMPORARY_PREFIX, disk_faults

LOCK_NAME = "run.lock"


def is_ours(name: str) -> bool:
    """Whether a file is a lock or a temporary file, which do not make a folder anyone's."""
    return name == LOCK_NAME or name.startswith(TEMPORARY_PREFIX)


class FolderLock:
    """Held from `with` to its end; a second holder is refused at once with a Conflict that names the first.

    The file stays behind, empty: to remove it would let two runs hold two files of the same name.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self._handle = -1

    def __enter__(self) -> FolderLock:
        with disk_faults(self.path):
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._handle)
            if fault.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                with disk_faults(self.path):
                    raise
            raise Conflict(
                f"{self.path.parent} is in use by {self._holder()}; wait for it or choose another folder with --out"
            ) from None
        self._sign()
        return self

    def _sign(self) -> None:
        """Say who holds the lock, for the message of a second run; the lock holds without it, faults are no matter."""
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat("T", "seconds"),
        }
        try:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, json.dumps(holder).encode(), 0)
        except OSError:
            return

    def _holder(self) -> str:
        try:
            holder = json.loads(self.path.read_text("utf-8"))
            return f"process {holder['pid']} on {holder['host']} since {holder['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            os.ftruncate(self._handle, 0)
        except OSError:
            pass  # on a full or vanished disk the old name stays in the file; the kernel frees the lock all the same
        finally:
            os.close(self._handle)
