"""Runs the scenario of a study at points, each an ordinary run in a folder of its own below the study's.

A point that is in its folder already is read, not run again, so that a study that was stopped goes on where it was. All
points have the same seed, hence the same luck.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import CannotWrite, Conflict
from sim.montecarlo.files import disk_faults, remove_temporary, write_whole
from sim.montecarlo.lock import FolderLock, is_ours
from sim.montecarlo.plan import FINGERPRINT_SHOWN
from sim.montecarlo.progress import AfterBuilding, duration
from sim.montecarlo.runs import absolute
from sim.montecarlo.store import summary_text
from sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from sim.job import Job, Tell
    from sim.montecarlo.progress import ProgressReport
    from sim.montecarlo.result import Result
    from sim.plots.studies import Drawing

PREFIX = "point-"
"""Starts the name of the folder of a point."""


@dataclass
class Means:
    """With what a study runs: workers, progress, news."""

    tell: Tell
    progress: Callable[[], ProgressReport]
    jobs: int | None = None
    backend: str = "threads"
    resume: bool = False
    command: Sequence[str] = ()


@dataclass
class Points:
    """The points of a study: runs them in its folder, or in memory without one. Made by `study_points`."""

    folder: Path | None
    means: Means
    expected: int | None = None
    """How many points there will be, where that is known."""
    done: int = 0
    _seconds: list[float] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def run(self, name: str, scenario: Resolved) -> Result:
        """The run of a scenario under the name of its point."""
        from sim.headline import summariser
        from sim.montecarlo.runs import run

        report = AfterBuilding(self.means.progress())
        job = self._job(scenario, report.ready)
        start = time.monotonic()
        found = run(
            job.plan,
            job.simulator,
            summariser(scenario.scenario),
            None if self.folder is None else self.folder / f"{PREFIX}{name}",
            resume=self.means.resume,
            jobs=self.means.jobs,
            backend=self.means.backend,
            progress=report,
            warn=lambda message: self.means.tell(f"warning: {message}"),
        )
        self._count(name, time.monotonic() - start)
        return found

    def _job(self, scenario: Resolved, ready: Callable[[], None]) -> Job:
        from sim.job import prepare

        means = self.means
        return prepare(
            scenario, jobs=means.jobs, backend=means.backend, attribution="none", in_folder=self.folder is not None,
            command=means.command, tell=means.tell, ready=ready,
        )  # fmt: skip

    def _count(self, name: str, seconds: float) -> None:
        """Say how far the study is, and how long the rest will take; a point that is looked at again does not count."""
        if name in self._names:
            return
        self._names.add(name)
        self.done += 1
        self._seconds.append(seconds)
        if self.expected is None:
            self.means.tell(f"point {self.done} ({name})")
            return
        # The first point compiles, perhaps; the others tell better how long one takes.
        usual = self._seconds[1:] or self._seconds
        left = (self.expected - self.done) * sum(usual) / len(usual)
        self.means.tell(f"point {self.done} of {self.expected} ({name}), about {duration(left)} left")

    def keep(self, name: str, content: bytes) -> None:
        """Write a file of the study; one that is there with the same content is left alone."""
        if self.folder is None:
            return
        path = self.folder / name
        try:
            if path.read_bytes() == content:
                return
        except OSError:
            pass
        write_whole(path, content)

    def keep_figure(self, name: str, drawing: Drawing) -> None:
        """Write a figure of the study as SVG."""
        if self.folder is not None:
            from sim.plots.studies import svg

            self.keep(name, svg(drawing))

    def keep_document(self, name: str, document: Any) -> None:
        """Write a JSON file of the study; a number that does not exist becomes null."""
        self.keep(name, summary_text(document).encode())


def study_fingerprint(kind: str, scenario: Resolved, said: Any) -> str:
    """SHA-256 of a study's kind, its scenario with tape and mapping, and what else its points hang on."""
    from sim.job import prepare

    plan = prepare(scenario, jobs=1, attribution="none").plan
    whole = [kind, plan.fingerprint, said]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@contextmanager
def study_points(
    kind: str, fingerprint: str, out: Path | None, means: Means, *, default_out: bool, files: Sequence[str]
) -> Iterator[Points]:
    """The points of a study in its folder, locked: `out`, or `results/<kind>-<fingerprint>` with `default_out`.

    Raises Conflict where the folder holds anything but the points of this study and its `files`.
    """
    if out is None and default_out:
        out = Path("results") / f"{kind}-{fingerprint[:FINGERPRINT_SHOWN]}"
    if out is None:
        yield Points(None, means)
        return
    path = absolute(out)
    _refuse_foreign(path, f"{kind}.json", fingerprint, files)
    with disk_faults(path):
        path.mkdir(parents=True, exist_ok=True)
    with FolderLock(path):
        remove_temporary(path)
        write_whole(path / f"{kind}.study", fingerprint.encode())
        yield Points(path, means)


def _refuse_foreign(path: Path, document: str, fingerprint: str, files: Sequence[str]) -> None:
    """Nothing but what this study writes may lie in the folder."""
    if path.exists() and not path.is_dir():
        raise CannotWrite(f"{path} is a file, not a folder; choose another with --out")
    if not path.is_dir():
        return
    mark = document.replace(".json", ".study")
    try:
        there = (path / mark).read_text("ascii", errors="replace")
    except OSError:
        there = fingerprint
    if there != fingerprint:
        raise Conflict(f"{path} holds another study of this kind; choose another folder with --out")
    allowed = {document, mark, *files}
    foreign = sorted(
        entry.name
        for entry in path.iterdir()
        if entry.name not in allowed and not entry.name.startswith(PREFIX) and not is_ours(entry.name)
    )
    if foreign:
        raise Conflict(f"{path} holds what is no part of this study ({foreign[0]}); choose another with --out")
