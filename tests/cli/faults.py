"""What can go wrong around the command, done to it: each case with the exit code and the words it must end with.

`make test` runs those that end before anything is simulated; `make soak` all of them, and prints the table.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from sim.cli import main; main()")
RUN = (
    "run", "baseline", "--replications", "3", "--jobs", "1", "--set", "population.size=50", "--set", "horizon_months=3",
    "--set", "population.warmup_months=0", "--out", "here",
)  # fmt: skip


class Ended(NamedTuple):
    """How the command ended."""

    code: int
    out: str
    err: str


class Fault(NamedTuple):
    """A fault, how it is done in an empty folder, and what must come of it."""

    name: str
    do: Callable[[Path], Ended]
    code: int
    words: str


def call(folder: Path, *words: str, changes: dict[str, str | None] | None = None, **options: object) -> Ended:
    """The command in the folder, its environment changed; None removes a name."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(changes or {})}
    kept = {name: value for name, value in environment.items() if value is not None}
    given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run([*COMMAND, *words], cwd=folder, env=kept, text=True, timeout=600, check=False, **given)  # type: ignore[call-overload]
    return Ended(done.returncode, done.stdout or "", done.stderr or "")


def through_shell(folder: Path, script: str) -> Ended:
    """A line of the shell in which `$yuqi` is the command."""
    yuqi = f'{sys.executable} -c "{COMMAND[2]}"'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RUN": " ".join(RUN)}
    done = subprocess.run(
        ["bash", "-c", script.replace("$yuqi", yuqi)], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def out_is_a_file(folder: Path) -> Ended:
    (folder / "here").write_text("")
    return call(folder, *RUN)


def read_only_folder(folder: Path) -> Ended:
    folder.chmod(0o555)
    try:
        # Root may write anywhere, unless it gives that right away.
        humble = "setpriv --bounding-set -dac_override " if os.getuid() == 0 else ""
        return through_shell(folder, f"{humble}$yuqi $RUN")
    finally:
        folder.chmod(0o755)


def vanished_folder(folder: Path) -> Ended:
    return through_shell(folder, "mkdir gone && cd gone && rmdir ../gone && $yuqi $RUN")


def head_of_the_output(folder: Path) -> Ended:
    return through_shell(folder, "$yuqi show baseline | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}")


def full_output(folder: Path) -> Ended:
    return through_shell(folder, "$yuqi show baseline >/dev/full")


def closed_streams(folder: Path) -> Ended:
    return through_shell(folder, "$yuqi check baseline <&- >&-")


def no_home(folder: Path) -> Ended:
    return call(folder, "check", "baseline", changes={"HOME": None, "XDG_CACHE_HOME": "/nonexistent"})


def foreign_locale(folder: Path) -> Ended:
    strange = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    return call(folder, "show", "baseline", changes=strange)


def full_disk(folder: Path) -> Ended:
    with small_disk(folder, 96):
        return call(folder, *RUN)


def no_room(folder: Path) -> Ended:
    with small_disk(folder, 96):
        return call(folder, *RUN[:3], "100000", *RUN[4:])


def first_file_refused(folder: Path) -> Ended:
    return with_files_up_to(folder, 500)


def table_refused(folder: Path) -> Ended:
    """The scenario, the manifest and the parts fit, the table made of the parts does not."""
    return with_files_up_to(folder, 40_000)


def with_files_up_to(folder: Path, size: int) -> Ended:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return call(folder, *RUN, preexec_fn=limit)


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[None]:
    """A disk of its own under the folder; needs the rights of root."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


BEFORE_SIMULATING = (
    Fault("the results' folder is a file", out_is_a_file, 5, "is a file, not a folder"),
    Fault("a read-only folder, without root's rights", read_only_folder, 5, "permission denied; choose another folder"),
    Fault("a vanished working directory", vanished_folder, 5, "the working directory has vanished"),
    Fault("| head", head_of_the_output, 0, ""),
    Fault("/dev/full as standard output", full_output, 5, "standard output cannot be written: no space left"),
    Fault("closed standard input and output", closed_streams, 0, ""),
    Fault("no HOME, no folder for caches", no_home, 0, ""),
    Fault("locale C, ASCII streams", foreign_locale, 0, ""),
)
ON_SMALL_DISKS = (
    Fault("more replications than the disk takes", no_room, 5, "replications need about"),
    Fault("a disk that fills up", full_disk, 5, "bytes free; what is finished is kept"),
    Fault("a limit on the size of files, met by the first", first_file_refused, 5, "manifest.json: cannot be written"),
    Fault("a limit on the size of files, met by a table", table_refused, 5, "replications.parquet: cannot be written"),
)
