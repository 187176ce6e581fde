"""One run from plan to result: find the folder, simulate what is missing, merge, summarise, complete."""

from __future__ import annotations

import contextlib
import json
import shlex
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas

from sim.errors import CannotWrite, Interrupted, YuqiError
from sim.montecarlo.manifest import describe
from sim.montecarlo.parallel import check_backend, check_jobs, simulate
from sim.montecarlo.parts import TableName
from sim.montecarlo.plan import RunPlan, Simulator
from sim.montecarlo.progress import ProgressReport, Silence
from sim.montecarlo.result import Result, open_run
from sim.montecarlo.signals import Stopped, Stopper
from sim.montecarlo.store import RunFolder, Warn, open_folder, summary_text
from sim.tables import MONTHLY_SCHEMA, REPLICATION_SCHEMA, Table, join, monthly_table, replication_table, to_pandas

Summarise = Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]
Keep = Callable[[range, np.ndarray, np.ndarray], None]


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
) -> Result:
    """Run what is missing of a plan and give the whole; without `out` nothing is written.

    `jobs` defaults to one per processor; `chunk` fixes the replications that travel together, for tests. A run that is
    in the folder already, with as many replications or more, is given back as it is stored.
    """
    check_backend(backend)
    job = _Job(plan, simulator, check_jobs(jobs), backend, chunk, progress or Silence(), Stopper())
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
    ) -> None:
        self.plan, self.simulator, self.progress, self.stopper = plan, simulator, progress, stopper
        self._jobs, self._backend, self._chunk = jobs, backend, chunk

    def simulate(self, missing: list[range], keep: Keep) -> None:
        """Simulate the missing replications and hand each chunk to `keep`, which no first signal cuts in two."""
        total = len(self.plan.wanted)
        self.progress.begin(total - sum(len(gap) for gap in missing), total)
        chunks = simulate(self.simulator, missing, self._jobs, self._backend, self._chunk)
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
                job.simulate(folder.missing, folder.write_part)
                folder.merge()
                finished = Result(out, {}, {}, folder.merged)
                folder.complete(summarise(finished.replications, finished.monthly))
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
    kept: list[tuple[int, Table, Table]] = []

    def keep(replications: range, rows: np.ndarray, months: np.ndarray) -> None:
        kept.append((replications.start, replication_table(rows), monthly_table(months, job.plan.lender_names)))

    job.simulate([job.plan.wanted], keep)
    kept.sort(key=lambda found: found[0])
    tables: dict[TableName, Table] = {
        "replications": join([rows for _, rows, _ in kept], REPLICATION_SCHEMA),
        "monthly": join([months for _, _, months in kept], MONTHLY_SCHEMA),
    }
    summary = summarise(to_pandas(tables["replications"]), to_pandas(tables["monthly"]))
    manifest = describe(job.plan, len(job.plan.wanted), {})
    return Result(None, manifest, json.loads(summary_text(summary)), tables.__getitem__)
