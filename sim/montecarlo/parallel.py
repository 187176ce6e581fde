"""Chunks of replications on threads or processes, given back as they finish. The only module that knows joblib.

Workers compute and send; they write nothing. A worker that is killed costs its replications, which are run again.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Literal

import cloudpickle  # type: ignore[import-untyped]
from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import BrokenProcessPool

from sim.errors import NotBuiltYet, UsageError, WorkerFailure
from sim.montecarlo.chunks import ChunkSizer, cut, without
from sim.montecarlo.plan import Simulator
from sim.montecarlo.worker import Chunk, Failure, is_out_of_threads, run_chunk

Backend = Literal["threads", "processes", "dask"]
BACKENDS = ("threads", "processes")
DEATHS_ALLOWED = 3
"""A replication whose worker dies this often, at last alone, is named and ends the run."""

SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""

_simulator: Simulator | None = None
"""In a worker process: what its parent sent it, once."""


def check_jobs(jobs: int | None) -> int:
    """The number of workers: as asked, or one per processor."""
    if jobs is None:
        return os.cpu_count() or 1
    if jobs < 1:
        raise UsageError(f"--jobs {jobs} is not allowed; ask for 1 or more")
    return jobs


def check_backend(backend: str) -> None:
    """Refuse a backend that is not there."""
    if backend == "dask":
        raise NotBuiltYet("--backend dask is not built yet; use threads or processes")
    if backend not in BACKENDS:
        raise UsageError(f"--backend {backend} is not known; allowed are {', '.join(BACKENDS)}")


def simulate(
    simulator: Simulator, missing: Sequence[range], jobs: int, backend: str, chunk: int | None = None
) -> Iterator[Chunk]:
    """Every missing replication, in chunks as they finish, in no order; the first that fails raises its error."""
    # Never fewer than two, unless one is asked for: joblib runs a single one in the caller.
    jobs = min(jobs, max(2, sum(len(gap) for gap in missing)))
    sizer = ChunkSizer(jobs, chunk)
    if backend == "threads" or jobs == 1:
        yield from _finished(_threads(simulator, cut(missing, sizer), jobs), sizer)
        return
    left = list(missing)
    while left:
        issued: list[range] = []
        done = _processes(simulator, _noted(cut(left, sizer), issued), jobs)
        try:
            for finished in _finished(done, sizer):
                left = without(left, finished.replications)
                yield finished
        except BrokenProcessPool as fault:
            for finished in _suspects(simulator, issued, left, jobs, fault):
                left = without(left, finished.replications)
                yield finished


def _suspects(
    simulator: Simulator, issued: Sequence[range], left: Sequence[range], jobs: int, fault: Exception
) -> Iterator[Chunk]:
    """What was out when a worker died, each replication alone, so that the one that kills can be named."""
    unfinished = {replication for run in left for replication in run}
    for replication in (replication for run in issued for replication in run if replication in unfinished):
        for _ in range(DEATHS_ALLOWED - 1):
            alone = iter([range(replication, replication + 1)])
            try:
                yield from _finished(_processes(simulator, alone, jobs), None)
                break
            except BrokenProcessPool as again:
                fault = again
        else:
            what = " ".join(str(fault).split())
            raise WorkerFailure(
                f"replication {replication} killed its worker {DEATHS_ALLOWED} times ({what[:200]}); what is finished "
                f"is kept, see it alone with --replication {replication} --backend threads"
            ) from fault


def _noted(chunks: Iterator[range], issued: list[range]) -> Iterator[range]:
    for chunk in chunks:
        issued.append(chunk)
        yield chunk


def _finished(outputs: Iterator[Chunk | Failure], sizer: ChunkSizer | None) -> Iterator[Chunk]:
    """Pass finished chunks on and learn from their times; whatever ends this ends the workers too."""
    with _aborted_at_end(outputs):
        for output in outputs:
            if isinstance(output, Failure):
                raise output.error
            if sizer is not None:
                sizer.measured(len(output.replications), output.seconds)
            yield output


@contextlib.contextmanager
def _aborted_at_end(outputs: Iterator[Chunk | Failure]) -> Iterator[None]:
    """Stop joblib's workers when nobody wants their results; to close it instead would warn of work thrown away."""
    try:
        yield
    finally:
        with contextlib.suppress(KeyboardInterrupt):
            outputs.throw(KeyboardInterrupt())  # type: ignore[attr-defined]


@contextlib.contextmanager
def _enough_workers(jobs: int) -> Iterator[None]:
    """Say what to do where the machine refuses so many workers; what the pool stumbles over then names no cause."""
    try:
        yield
    except (RuntimeError, AttributeError, BlockingIOError) as fault:
        if isinstance(fault, BlockingIOError) or is_out_of_threads(fault):
            raise WorkerFailure(f"this machine cannot start {jobs:,} workers; use fewer --jobs") from fault
        raise


def _threads(simulator: Simulator, chunks: Iterator[range], jobs: int) -> Iterator[Chunk | Failure]:
    """One job too runs beside the main thread, which must stay free to hear signals: joblib runs one job in the caller,
    so two threads are asked for and given one chunk at a time.
    """
    dispatched = 1 if jobs == 1 else 2 * jobs
    pool = Parallel(
        n_jobs=max(jobs, 2),
        backend="threading",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch=dispatched,
    )
    with _enough_workers(jobs):
        return iter(pool(delayed(run_chunk)(simulator, chunk) for chunk in chunks))


def _processes(simulator: Simulator, chunks: Iterator[range], jobs: int) -> Iterator[Chunk | Failure]:
    """The simulator travels once to each worker; the same simulator finds the same workers again."""
    pool = Parallel(
        n_jobs=jobs,
        backend="loky",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch=2 * jobs,
        max_nbytes=None,  # no memory maps on disk: a killed parent would leave them behind
        initializer=_prepare_worker,
        initargs=(cloudpickle.dumps(simulator), os.getpid()),
    )
    with _enough_workers(jobs):
        return iter(pool(delayed(_run_sent_chunk)(chunk) for chunk in chunks))


def _prepare_worker(simulator: bytes, parent: int) -> None:
    """In a new worker: die with the parent, leave Ctrl-C to it, and unpack the simulator it sent."""
    global _simulator
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before it could be watched
            os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _simulator = cloudpickle.loads(simulator)


def _run_sent_chunk(replications: range) -> Chunk | Failure:
    if _simulator is None:
        raise RuntimeError("a worker was asked to run before it was given a simulator")
    return run_chunk(_simulator, replications)
