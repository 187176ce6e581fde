"""One run from plan to result: find the folder, simulate what is missing, merge, summarise, complete."""

from __future__ import annotations

import contextlib
import json
import shlex
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas

from sim.errors import CannotWrite, Interrupted, WorkerFailure, YuqiError
from sim.montecarlo.course import Course, Keep, Keeper, follow
from sim.montecarlo.keeping import FolderKeeper
from sim.montecarlo.manifest import describe
from sim.montecarlo.memory import Memory
from sim.montecarlo.parallel import attempt, check_backend, check_jobs
from sim.montecarlo.plan import RunPlan, Simulator
from sim.montecarlo.progress import ProgressReport, Silence
from sim.montecarlo.result import Result, open_run
from sim.montecarlo.signals import Stopped, Stopper
from sim.montecarlo.store import RunFolder, Warn, open_folder, summary_text
from sim.montecarlo.worker import Failure
from sim.tables import to_pandas

Summarise = Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]

FAILURES_ALLOWED = 10
"""A run that has a folder goes on past so many failed replications, and finishes the others; one more ends it.
Without a folder nothing would be kept, so the first ends it.
"""
FAILURES_NAMED = 5


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
    scheduler: str | None = None,
    chunk: int | None = None,
    progress: ProgressReport | None = None,
    warn: Warn = _warn,
    monthly_columns: Sequence[str] | None = None,
    course: Course | None = None,
) -> Result:
    """Run what is missing of a plan and give the whole; without `out` nothing is written.

    `jobs` defaults to one per processor; `chunk` fixes the replications that travel together, for tests. A run that is
    in the folder already, with as many replications or more, is given back as it is stored. `scheduler` is the address
    of a Dask cluster, for `backend="dask"`. `summarise` is given all replication rows, and of the monthly table the
    `monthly_columns` (all by default): that table grows large, and a summary reads little of it. `course` is for runs
    that stop by precision or draw by importance.

    Raises:
        WorkerFailure: replications failed, which it names. In a folder the others were finished, and are kept.
    """
    check_backend(backend, scheduler)
    workers = _Workers(check_jobs(jobs), backend, chunk, scheduler)
    allowed = 0 if out is None else FAILURES_ALLOWED
    job = _Job(plan, simulator, workers, progress or Silence(), Stopper(), allowed, course)
    with job.stopper.listening():
        try:
            if out is None:
                return _run_in_memory(job, summarise)
            return _run_in_folder(job, summarise, absolute(out), resume, warn, monthly_columns)
        except Stopped as stop:
            kept = "nothing was written" if out is None else f"{out} can be continued"
            raise Interrupted(f"stopped; {kept}; {how_to_resume(plan)}", 128 + stop.number) from None


class _Workers(NamedTuple):
    """Who simulates."""

    jobs: int
    backend: str
    chunk: int | None
    scheduler: str | None


class _Job:
    """What simulating needs, and how far it came."""

    def __init__(
        self,
        plan: RunPlan,
        simulator: Simulator,
        workers: _Workers,
        progress: ProgressReport,
        stopper: Stopper,
        failures_allowed: int,
        course: Course | None,
    ) -> None:
        self.plan, self.simulator, self.progress, self.stopper = plan, simulator, progress, stopper
        self.failed: dict[int, str] = {}
        """What could not be simulated, replication by replication, and why."""
        self._workers, self._failures_allowed, self._course = workers, failures_allowed, course

    def follow(self, keeper: Keeper) -> int:
        """Simulate what the keeper lacks; returns how many replications count."""
        wanted = self.plan.wanted
        if self._course is not None:
            return follow(self._course, keeper, self.simulator, len(wanted), self.simulate)
        keeper.note(stopping=None)
        self.simulate(self.simulator, keeper.missing_below(wanted.stop), keeper.keep, len(wanted))
        return len(wanted)

    def summariser(self, summarise: Summarise, notes: Mapping[str, Any]) -> Summarise:
        """What makes the summary: `summarise`, or that of plain draws where the run fell back to them."""
        course = self._course
        return summarise if course is None or course.used(notes) == course.draws else course.summarise_plain

    def simulate(self, simulator: Simulator, missing: list[range], keep: Keep, total: int) -> None:
        """Simulate missing ones of `total` replications, handing each chunk to `keep`, which no first signal cuts.

        Raises:
            WorkerFailure: replications failed; up to the number allowed the others were finished first.
            YuqiError: a fault that is not one replication's, such as a ledger that does not balance.
        """
        self.progress.begin(total - sum(len(gap) for gap in missing), total)
        outputs = attempt(simulator, missing, *self._workers)
        try:
            with contextlib.closing(outputs):  # type: ignore[type-var]
                for output in outputs:
                    if isinstance(output, Failure):
                        self._note(output)
                        continue
                    with self.stopper.held():
                        keep(output.replications, output.rows, output.months)
                    self.progress.advance(len(output.replications))
        finally:
            self.progress.end()
        if self.failed:
            raise WorkerFailure(_failures(self.failed))

    def _note(self, failure: Failure) -> None:
        if not isinstance(failure.error, WorkerFailure):
            raise failure.error
        self.failed.update(dict.fromkeys(failure.replications, str(failure.error)))
        if len(self.failed) > self._failures_allowed:
            raise WorkerFailure(_failures(self.failed))


def _failures(failed: Mapping[int, str]) -> str:
    """What failed, in one line."""
    named = list(failed.values())[:FAILURES_NAMED]
    more = f"; and {len(failed) - len(named)} more" if len(failed) > len(named) else ""
    return "; ".join(named) + more


def absolute(out: Path) -> Path:
    """The folder's path, which must not follow a change of the working directory."""
    try:
        return out.absolute()
    except OSError as fault:
        raise CannotWrite(f"{out}: the working directory has vanished; change to another") from fault


def _run_in_folder(
    job: _Job, summarise: Summarise, out: Path, resume: bool, warn: Warn, monthly_columns: Sequence[str] | None
) -> Result:
    with open_folder(out, job.plan, resume, warn) as folder:
        if folder is not None:
            folder.check_space(job.plan.bytes_each)
            with _left_consistent(job, folder):
                enough = job.follow(FolderKeeper(folder))
                if enough < len(job.plan.wanted):
                    folder.shorten(enough)
                folder.merge()
                summariser = job.summariser(summarise, folder.notes)
                replications = to_pandas(folder.merged("replications"))
                folder.complete(summariser(replications, to_pandas(folder.merged("monthly", monthly_columns))))
    return open_run(out, warn)


@contextlib.contextmanager
def _left_consistent(job: _Job, folder: RunFolder) -> Iterator[None]:
    """On the way out of a run that failed or was stopped, say in the manifest how far it came and what failed."""
    try:
        yield
    except (Stopped, YuqiError) as fault:
        with contextlib.suppress(YuqiError):  # the fault is what to report, not that it cannot be noted
            folder.leave_incomplete(job.failed)
        kept = f"{folder.done:,} of {len(job.plan.wanted):,} replications kept in {folder.path}"
        if isinstance(fault, Stopped):
            raise Interrupted(f"stopped with {kept}; {how_to_resume(job.plan)}", 128 + fault.number) from None
        if job.failed:
            see = f"see it alone with --replication {min(job.failed)}"
            raise WorkerFailure(f"{fault}; {kept}; {see}; {how_to_resume(job.plan)}") from fault
        raise


def how_to_resume(plan: RunPlan) -> str:
    """What to enter in order to go on with a run that was stopped."""
    if not plan.command:
        return "continue with resume=True"
    command = list(plan.command)
    return f"continue with: {shlex.join(command if '--resume' in command else [*command, '--resume'])}"


def _run_in_memory(job: _Job, summarise: Summarise) -> Result:
    """The same columns without a folder; every row stays in memory."""
    memory = Memory(job.plan)
    enough = job.follow(memory)
    plan = job.plan if job.plan.replication is not None else replace(job.plan, replications=enough)
    manifest = describe(plan, len(plan.wanted), {}, course=memory.notes)
    tables = to_pandas(memory.table("replications")), to_pandas(memory.table("monthly"))
    summary = job.summariser(summarise, memory.notes)(*tables)
    return Result(None, manifest, json.loads(summary_text(summary)), memory.table, plan.scenario_yaml)
