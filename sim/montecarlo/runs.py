"""One run from plan to result: find the folder, simulate what is missing, merge, summarise, complete."""

from __future__ import annotations

import contextlib
import json
import shlex
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas

from sim.errors import CannotWrite, Interrupted, YuqiError
from sim.montecarlo.course import Course, Keep, Keeper, follow
from sim.montecarlo.keeping import FolderKeeper
from sim.montecarlo.manifest import describe
from sim.montecarlo.memory import Memory
from sim.montecarlo.parallel import check_backend, check_jobs, simulate
from sim.montecarlo.plan import RunPlan, Simulator
from sim.montecarlo.progress import ProgressReport, Silence
from sim.montecarlo.result import Result, open_run
from sim.montecarlo.signals import Stopped, Stopper
from sim.montecarlo.store import RunFolder, Warn, open_folder, summary_text

Summarise = Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=3)


def run(  # noqa: PLR0913 (what a user may choose, by keyword)
    plan: RunPlan,
    simulator: Simulator,
    summarise: Summarise,
    out: Path | None,
    *,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    chunk: int | None = None,
    progress: ProgressReport | None = None,
    warn: Warn = _warn,
    course: Course | None = None,
) -> Result:
    """Run what is missing of a plan and give the whole; without `out` nothing is written.

    `jobs` defaults to one per processor; `chunk` fixes the replications that travel together, for tests. A run that is
    in the folder already, with as many replications or more, is given back as it is stored. `course` is for runs that
    stop by precision or draw by importance.
    """
    check_backend(backend)
    job = _Job(plan, simulator, check_jobs(jobs), backend, chunk, progress or Silence(), Stopper(), course)
    with job.stopper.listening():
        try:
            if out is None:
                return _run_in_memory(job, summarise)
            return _run_in_folder(job, summarise, absolute(out), resume, warn)
        except Stopped as stop:
            kept = "nothing was written" if out is None else f"{out} can be continued"
            raise Interrupted(f"stopped; {kept}; {_how_to_resume(plan)}", 128 + stop.number) from None


class _Job:
    """What simulating needs, and how far it came."""

    def __init__(
        self,
        plan: RunPlan,
        simulator: Simulator,
        jobs: int,
        backend: str,
        chunk: int | None,
        progress: ProgressReport,
        stopper: Stopper,
        course: Course | None,
    ) -> None:
        self.plan, self.simulator, self.progress, self.stopper = plan, simulator, progress, stopper
        self.course = course
        self._jobs, self._backend, self._chunk = jobs, backend, chunk

    def follow(self, keeper: Keeper) -> int:
        """Simulate what the keeper lacks; returns how many replications count."""
        if self.course is not None:
            return follow(self.course, keeper, self.simulator, len(self.plan.wanted), self.simulate)
        self.simulate(self.simulator, keeper.missing_below(self.plan.wanted.stop), keeper.keep, len(self.plan.wanted))
        return len(self.plan.wanted)

    def summary(self, summarise: Summarise, notes: Mapping[str, Any], finished: Result) -> dict[str, Any]:
        """The headlines, of plain draws where the run fell back to them."""
        is_plain = self.course is not None and self.course.used(notes) != self.course.draws
        chosen = self.course.summarise_plain if is_plain and self.course is not None else summarise
        return chosen(finished.replications, finished.monthly)

    def simulate(self, simulator: Simulator, missing: list[range], keep: Keep, total: int) -> None:
        """Simulate missing ones of `total` replications, handing each chunk to `keep`, which no first signal cuts."""
        self.progress.begin(total - sum(len(gap) for gap in missing), total)
        chunks = simulate(simulator, missing, self._jobs, self._backend, self._chunk)
        try:
            with contextlib.closing(chunks):  # type: ignore[type-var]
                for chunk in chunks:
                    with self.stopper.held():
                        keep(chunk.replications, chunk.rows, chunk.months)
                    self.progress.advance(len(chunk.replications))
        finally:
            self.progress.end()


def absolute(out: Path) -> Path:
    """The folder's path, which must not follow a change of the working directory."""
    try:
        return out.absolute()
    except OSError as fault:
        raise CannotWrite(f"{out}: the working directory has vanished; change to another") from fault


def _run_in_folder(job: _Job, summarise: Summarise, out: Path, resume: bool, warn: Warn) -> Result:
    with open_folder(out, job.plan, resume, warn) as folder:
        if folder is not None:
            with _left_consistent(job, folder):
                enough = job.follow(FolderKeeper(folder))
                if enough < len(job.plan.wanted):
                    folder.shorten(enough)
                folder.merge()
                finished = Result(out, {}, {}, folder.merged)
                folder.complete(job.summary(summarise, folder.notes, finished))
    return open_run(out, warn)


@contextlib.contextmanager
def _left_consistent(job: _Job, folder: RunFolder) -> Iterator[None]:
    """On the way out of a run that failed or was stopped, say in the manifest how far it came."""
    try:
        yield
    except (Stopped, YuqiError) as fault:
        with contextlib.suppress(YuqiError):  # the fault is what to report, not that it cannot be noted
            folder.leave_incomplete()
        if isinstance(fault, Stopped):
            message = f"stopped with {folder.done:,} of {len(job.plan.wanted):,} replications kept in {folder.path}; "
            raise Interrupted(message + _how_to_resume(job.plan), 128 + fault.number) from None
        raise


def _how_to_resume(plan: RunPlan) -> str:
    if not plan.command:
        return "continue with resume=True"
    command = list(plan.command)
    return f"continue with: {shlex.join(command if '--resume' in command else [*command, '--resume'])}"


def _run_in_memory(job: _Job, summarise: Summarise) -> Result:
    """The same columns without a folder; every row stays in memory."""
    memory = Memory(job.plan)
    enough = job.follow(memory)
    plan = job.plan if job.plan.replication is not None else replace(job.plan, replications=enough)
    manifest = describe(plan, len(plan.wanted), {}, memory.notes)
    summary = job.summary(summarise, memory.notes, Result(None, {}, {}, memory.table))
    return Result(None, manifest, json.loads(summary_text(summary)), memory.table)
