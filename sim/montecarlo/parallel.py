"""Chunks of replications on threads, processes or a cluster, given back as they finish.

A worker that dies costs what it was given, which is run again: first each replication by itself, at last alone. One
that kills its worker every time is named, and the others are finished.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Literal, get_args

from sim.errors import UsageError, WorkerFailure
from sim.montecarlo import pools
from sim.montecarlo.chunks import ChunkSizer, cut, without
from sim.montecarlo.plan import Simulator
from sim.montecarlo.pools import Lane, Outputs
from sim.montecarlo.worker import Chunk, Failure, joined

Backend = Literal["threads", "processes", "dask"]
BACKENDS = get_args(Backend)
ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d+")
"""Of a scheduler."""
DEATHS_ALLOWED = 3
"""A replication whose worker dies this often, the last time with nothing else at work, is named and left out."""

WATCH_SECONDS = 5.0
"""With nothing finished for so long, the workers are asked whether anything still can."""


@dataclass(frozen=True)
class Died:
    """Replications that were out when a worker died; which of them killed it is not known where there are several."""

    replications: range


def check_jobs(jobs: int | None) -> int:
    """The number of workers: as asked, or one per processor."""
    if jobs is None:
        return os.cpu_count() or 1
    if jobs < 1:
        raise UsageError(f"--jobs {jobs} is not allowed; ask for 1 or more")
    return jobs


def check_backend(backend: str, scheduler: str | None = None) -> None:
    """Refuse a backend that is not there, and a scheduler for a backend that has none."""
    if backend not in BACKENDS:
        raise UsageError(f"--backend {backend} is not known; allowed are {', '.join(BACKENDS)}")
    if backend == "dask":
        _check_cluster(scheduler)
    elif scheduler is not None:
        raise UsageError(f"--scheduler {scheduler} goes with --backend dask, not with --backend {backend}")


def _check_cluster(scheduler: str | None) -> None:
    """Refuse a cluster that cannot be reached, as far as that shows from here."""
    if find_spec("distributed") is None:
        raise UsageError("--backend dask needs the packages of the extra `cluster`: pip install 'yuqi[cluster]'")
    if scheduler is not None and not ADDRESS.fullmatch(scheduler):
        raise UsageError(f"--scheduler {scheduler} is no address; it looks like tcp://10.0.0.5:8786")


def simulate(
    simulator: Simulator,
    missing: Sequence[range],
    jobs: int,
    backend: str,
    chunk: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Chunk]:
    """Every missing replication, in chunks as they finish, in no order; the first that fails raises its error."""
    for output in attempt(simulator, missing, jobs, backend, chunk, scheduler):
        if isinstance(output, Failure):
            raise output.error
        yield output


def attempt(
    simulator: Simulator,
    missing: Sequence[range],
    jobs: int,
    backend: str,
    chunk: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Chunk | Failure]:
    """The same, but a replication that fails or kills its workers comes back as a Failure and the others go on."""
    left = [run for run in missing if len(run)]
    if not left:
        return
    deaths: Counter[int] = Counter()
    with _lane(simulator, min(jobs, sum(len(run) for run in left)), backend, scheduler) as lane:
        sizer = ChunkSizer(lane.workers, chunk)
        while left:
            for output in _phase(lane, left, deaths, sizer):
                if isinstance(output, Died):
                    deaths.update(output.replications)
                    continue
                left = without(left, output.replications)
                yield output


def _lane(simulator: Simulator, jobs: int, backend: str, scheduler: str | None) -> AbstractContextManager[Lane]:
    if backend == "threads":
        return pools.threads(simulator, jobs)
    if backend == "processes":
        return pools.processes(simulator, jobs)
    from sim.montecarlo.cluster import cluster

    return cluster(simulator, jobs, scheduler)


def _phase(
    lane: Lane, left: Sequence[range], deaths: Counter[int], sizer: ChunkSizer
) -> Iterator[Chunk | Failure | Died]:
    """All that is left, unless workers died: then what was out at one death, each by itself; at two, one alone."""
    suspects = [one for run in left for one in run if deaths[one]]
    twice = [one for one in suspects if deaths[one] > 1]
    if twice:
        yield from _alone(lane, twice[0], deaths[twice[0]])
    elif suspects:
        yield from _outputs(lane, (range(one, one + 1) for one in suspects), ahead=lane.workers)
    else:
        for output in _outputs(lane, cut(left, sizer), ahead=2 * lane.workers):
            if isinstance(output, Chunk):
                sizer.measured(len(output.replications), output.seconds)
            yield output


def _alone(lane: Lane, replication: int, deaths: int) -> Iterator[Chunk | Failure | Died]:
    """One replication with nothing beside it, so that a death is its own."""
    one = range(replication, replication + 1)
    for output in _outputs(lane, iter([one]), ahead=1):
        if isinstance(output, Died) and deaths + 1 >= DEATHS_ALLOWED:
            message = f"replication {replication} killed its worker {deaths + 1} times"
            yield Failure(one, WorkerFailure(message))
        else:
            yield output


def _outputs(lane: Lane, chunks: Iterator[range], ahead: int) -> Iterator[Chunk | Failure | Died]:
    """Chunks as they finish, so many of them out at a time; after a death no more are handed out."""
    out: dict[Future[Outputs], range] = {}
    finished: SimpleQueue[Future[Outputs]] = SimpleQueue()

    def hand_over(chunk: range) -> None:
        try:
            future = lane.submit(chunk)
        except lane.deaths as death:  # of a worker that was idle
            future = Future()
            future.set_exception(death)
        out[future] = chunk
        future.add_done_callback(finished.put)

    try:
        for chunk in islice(chunks, ahead):
            hand_over(chunk)
        while out:
            future = _next(finished, lane)
            chunk = out.pop(future)
            if future.cancelled():  # by nobody here
                raise WorkerFailure("the workers are gone: their scheduler has ended, or cannot be reached any more")
            if isinstance(future.exception(), lane.deaths):
                yield Died(chunk)
                chunks = iter(())
                continue
            yield from joined(future.result())
            for following in islice(chunks, 1):
                hand_over(following)
    finally:
        for future in out:
            future.cancel()


def _next(finished: SimpleQueue[Future[Outputs]], lane: Lane) -> Future[Outputs]:
    """The next that finishes; between two looks at the workers, which may be gone."""
    while True:
        try:
            return finished.get(timeout=WATCH_SECONDS)
        except Empty:
            lane.watch()
