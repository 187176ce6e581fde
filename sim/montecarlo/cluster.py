"""Workers of a Dask cluster: one of this machine that ends with the run, or the one of a given scheduler.

The only module that knows Dask. The simulator travels once to each worker, those that come later too. Chunks go through
the client's executor, which says so when a task has killed its worker; other ways of waiting may not. Dask itself waits
for ever where no worker is left, or where a message got lost, so that a watch looks at the cluster.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import cloudpickle  # type: ignore[import-untyped]
import dask.config
from distributed import Client, KilledWorker, LocalCluster
from distributed.diagnostics.plugin import WorkerPlugin

from sim.errors import WorkerFailure
from sim.montecarlo.manifest import versions
from sim.montecarlo.plan import Simulator
from sim.montecarlo.pools import Lane, Outputs, enough_workers
from sim.montecarlo.worker import run_chunk
from sim.version import MODEL_VERSION

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 15
"""How long a scheduler may take to answer, and to find its first worker."""
IDLE_SECONDS = 60.0
"""A cluster that has nothing in work for so long, with chunks out, will not finish them."""
CLOSE_SECONDS, CLOSE_SECONDS_IN_HASTE = 15.0, 1.0
"""For each of client and cluster to end; a run that is stopped or has failed leaves what is not ended to the system."""

_simulators: dict[str, Simulator] = {}
"""In a worker: what runs have sent it, by token. A cluster may serve several runs at once."""


class Sent(WorkerPlugin):  # type: ignore[misc]
    """Brings a run's simulator to every worker, also to those that replace a dead one."""

    def __init__(self, token: str, simulator: bytes, own: bool) -> None:
        self.name, self._simulator, self._own = token, simulator, own
        self._versions = _identity()

    def setup(self, worker: Any) -> None:
        """Unpack it; other versions than the parent's could give other numbers under the same name."""
        here = _identity()
        differing = [
            f"{part} {here[part]}, not {wanted}" for part, wanted in self._versions.items() if here[part] != wanted
        ]
        if differing:
            raise WorkerFailure(f"{worker.address} has {'; '.join(differing)}")
        if self._own and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
        _simulators[self.name] = cloudpickle.loads(self._simulator)

    def teardown(self, worker: Any) -> None:
        """The run is over."""
        _simulators.pop(self.name, None)


def _identity() -> dict[str, object]:
    """What the last bit of a result may depend on."""
    return {"model": MODEL_VERSION, **versions()}


def _run_sent_chunk(token: str, replications: range) -> Outputs:
    return run_chunk(_simulators[token], replications)


@contextlib.contextmanager
def cluster(simulator: Simulator, jobs: int, scheduler: str | None) -> Iterator[Lane]:
    """A cluster's workers. With a scheduler they are as many as it has; without, `jobs` processes on loopback.

    Raises:
        WorkerFailure: exit 6, no answer, no workers, or workers of another version.
    """
    token = uuid.uuid4().hex
    sent = Sent(token, cloudpickle.dumps(simulator), own=scheduler is None)
    with _own_client(jobs) if scheduler is None else _client_of(scheduler) as client:
        try:
            client.register_plugin(sent)
        except Exception as fault:  # whatever unpacking meets on a machine that is not this one
            raise WorkerFailure(f"a worker of the cluster cannot take the run: {fault}") from fault
        executor, watch = client.get_executor(pure=False), _Watch(client)

        def submit(chunk: range) -> Future[Outputs]:
            watch.worked()
            future: Future[Outputs] = executor.submit(_run_sent_chunk, token, chunk)
            future.add_done_callback(watch.worked)
            return future

        try:
            workers = max(1, sum(client.nthreads().values()))  # none while a dead one is replaced
            yield Lane(submit, workers, (KilledWorker,), watch)
        finally:
            executor.shutdown(wait=False)
            if scheduler is not None:
                with contextlib.suppress(Exception):  # the cluster may be gone, the run is over anyway
                    _ask(client, "unregister_worker_plugin", name=token)


def _ask(client: Client, question: str, **arguments: Any) -> Any:
    """The scheduler's answer; the client's own methods wait for it without end."""
    return client.sync(getattr(client.scheduler, question), **arguments, callback_timeout=ANSWER_SECONDS)


class _Watch:
    """Whether a cluster still works; asked while nothing finishes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._worked = time.monotonic()

    def worked(self, future: object = None) -> None:
        """A chunk was handed over, is in work, or is finished."""
        self._worked = time.monotonic()

    def __call__(self) -> None:
        """Return where something is in work now, or was within IDLE_SECONDS.

        Raises:
            WorkerFailure: exit 6, the scheduler does not answer, or nothing has been in work for too long.
        """
        try:
            found = _ask(self._client, "processing", workers=None)
        except Exception as fault:  # no answer in time, no connection, or a loop that has ended
            raise WorkerFailure(f"the scheduler of the cluster does not answer ({type(fault).__name__})") from fault
        if any(found.values()):
            self.worked()
        elif time.monotonic() - self._worked > IDLE_SECONDS:
            left = f"its {len(found):,} workers do nothing" if found else "it has no workers left"
            raise WorkerFailure(f"the cluster has not worked for {IDLE_SECONDS:.0f} seconds: {left}")


@contextlib.contextmanager
def _own_client(jobs: int) -> Iterator[Client]:
    """So many worker processes on loopback, one thread each, no dashboard for others to see."""
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), enough_workers(jobs):
        own = LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, host=LOOPBACK, memory_limit=0,
            dashboard_address=f"{LOOPBACK}:0", worker_dashboard_address=f"{LOOPBACK}:0",
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
    client, patience = Client(own), CLOSE_SECONDS_IN_HASTE
    try:
        yield client
        patience = CLOSE_SECONDS
    finally:
        _kill(own)
        with contextlib.suppress(TimeoutError):
            client.close(timeout=patience)
        with contextlib.suppress(TimeoutError):
            own.close(timeout=patience)


def _kill(own: LocalCluster) -> None:
    """End the worker processes at once; they hold nothing that is still wanted."""
    for nanny in own.workers.values():
        nanny.auto_restart = False
        if nanny.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(nanny.pid, signal.SIGKILL)


@contextlib.contextmanager
def _client_of(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as fault:
        raise WorkerFailure(f"no scheduler answers at {scheduler} within {ANSWER_SECONDS} seconds") from fault
    try:
        try:
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError as fault:
            raise WorkerFailure(f"the scheduler at {scheduler} has no workers") from fault
        yield client
    finally:
        with contextlib.suppress(Exception):  # it may be gone, and the run is over
            client.close(timeout=CLOSE_SECONDS_IN_HASTE)
