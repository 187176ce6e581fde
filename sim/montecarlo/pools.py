"""Workers of this machine: threads, and processes of joblib's loky. The only module that knows joblib.

A lane takes chunks and gives futures; what becomes of them is decided in `sim.montecarlo.parallel`. Workers compute and
send, they write nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from multiprocessing.pool import ThreadPool
from typing import Any, NamedTuple

import cloudpickle  # type: ignore[import-untyped]
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from sim.errors import WorkerFailure
from sim.montecarlo.plan import Simulator
from sim.montecarlo.worker import Chunk, Failure, is_out_of_threads, run_chunk

Outputs = list[Chunk | Failure]

IDLE_SECONDS = 300
"""After which a worker process that is asked nothing ends."""
SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The workers are the parallelism; libraries inside them start no threads of their own."""

_simulator: Simulator | None = None
"""In a worker process: what its parent sent it, once."""


def nothing_to_watch() -> None:
    """Workers of this process or below it cannot vanish unseen."""


class Lane(NamedTuple):
    """A way to workers: how to hand a chunk over, how many work, and the exceptions that say that a worker died.

    `watch` is called while nothing finishes, every few seconds; it raises WorkerFailure where nothing ever will.
    """

    submit: Callable[[range], Future[Outputs]]
    workers: int
    deaths: tuple[type[BaseException], ...] = ()
    watch: Callable[[], None] = nothing_to_watch


@contextlib.contextmanager
def threads(simulator: Simulator, jobs: int) -> Iterator[Lane]:
    """Threads of this process; one job too runs beside the main thread, which must stay free to hear signals."""
    with enough_workers(jobs):
        pool = ThreadPool(jobs)

    def submit(chunk: range) -> Future[Outputs]:
        future: Future[Outputs] = Future()
        future.set_running_or_notify_cancel()  # what nobody wants any more may still finish
        pool.apply_async(_settle, (future, simulator, chunk))
        return future

    try:
        yield Lane(submit, jobs)
    finally:
        pool.terminate()  # threads that are at work are not waited for: they end with the process


def _settle(future: Future[Outputs], simulator: Simulator, chunk: range) -> None:
    """In a worker thread: run the chunk and say how it ended, whatever that is; the pool itself forgets SystemExit."""
    try:
        future.set_result(run_chunk(simulator, chunk))
    except BaseException as fault:
        future.set_exception(fault)


@contextlib.contextmanager
def processes(simulator: Simulator, jobs: int) -> Iterator[Lane]:
    """Processes that stay for the next run; the simulator travels once to each. After a death all are started anew."""
    sent = cloudpickle.dumps(simulator)

    def submit(chunk: range) -> Future[Outputs]:
        with enough_workers(jobs):
            found: Future[Outputs] = _executor(sent, jobs).submit(_run_sent_chunk, chunk)
            return found

    try:
        yield Lane(submit, jobs, (BrokenProcessPool,))
    except BaseException:
        _executor(sent, jobs).shutdown(wait=False, kill_workers=True)
        raise


def _executor(simulator: bytes, jobs: int) -> Any:
    """The pool of processes that were given this simulator; a broken one is replaced."""
    return get_reusable_executor(
        jobs, timeout=IDLE_SECONDS, kill_workers=True, initializer=_prepare_worker,
        initargs=(simulator, os.getpid()), env=ONE_THREAD,
    )  # fmt: skip


@contextlib.contextmanager
def enough_workers(jobs: int) -> Iterator[None]:
    """Say what to do where the machine refuses so many workers; what the pool stumbles over then names no cause.

    Raises:
        WorkerFailure: exit 6.
    """
    try:
        yield
    except (RuntimeError, AttributeError, BlockingIOError) as fault:
        if isinstance(fault, BlockingIOError) or is_out_of_threads(fault):
            raise WorkerFailure(f"this machine cannot start {jobs:,} workers; use fewer --jobs") from fault
        raise


def _prepare_worker(simulator: bytes, parent: int) -> None:
    """In a new worker: die with the parent, leave Ctrl-C to it, and unpack the simulator it sent."""
    global _simulator
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before it could be watched
            os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _simulator = cloudpickle.loads(simulator)


def _run_sent_chunk(replications: range) -> Outputs:
    if _simulator is None:
        raise RuntimeError("a worker was asked to run before it was given a simulator")
    return run_chunk(_simulator, replications)
