"""Runs on a Dask cluster: one of this machine, and one that is there already."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import UsageError, WorkerFailure
from sim.montecarlo import parallel
from sim.montecarlo.result import open_run
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import FakeEngine

LOOPBACK = "127.0.0.1"


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'yuqi\[cluster\]'"):
        parallel.check_backend("dask")


@pytest.mark.parametrize("address", ["here", "10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://10.0.0.5", "tcp://a b:1"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(parallel, "find_spec", lambda name: object())
    with pytest.raises(UsageError, match=r"it looks like tcp://10\.0\.0\.5:8786"):
        parallel.check_backend("dask", address)


def cluster_of(workers: int) -> Any:
    """A cluster of this machine that is there before a run."""
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0",
        worker_dashboard_address=f"{LOOPBACK}:0", silence_logs=50,
    )  # fmt: skip


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers that is there before the run and stays after it."""
    own = cluster_of(2)
    try:
        yield own.scheduler_address
    finally:
        own.close(timeout=30)


@pytest.mark.slow
def test_a_given_scheduler_serves_one_run_after_the_other(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, scheduler: str
) -> None:
    with pytest.raises(WorkerFailure, match="replication 3 failed"):
        start(20, engine=FakeEngine(bad=3), backend="dask", scheduler=scheduler)
    start(20, backend="dask", scheduler=scheduler, resume=True)
    assert files_of(tmp_path / "run") == undisturbed(20)


@pytest.mark.slow
def test_a_replication_that_kills_workers_of_the_cluster_is_named(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(WorkerFailure, match=r"replication 5 killed its worker 3 times; 11 of 12 .*kept"):
        start(engine=FakeEngine(bad=5, fault="die"), backend="dask", chunk=2)
    assert list(open_run(tmp_path / "run").manifest["replications_failed"]) == ["5"]
    start(resume=True)
    assert files_of(tmp_path / "run") == undisturbed(12)


class Scheduler:
    """Answers what is in work on each worker, or raises."""

    def __init__(self, found: dict[str, list[str]] | None) -> None:
        self.scheduler, self._found = self, found

    def processing(self) -> dict[str, list[str]]:
        if self._found is None:
            raise OSError("closed")
        return self._found

    def sync(self, question: Callable[[], object], workers: None, callback_timeout: float) -> object:
        return question()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, r"the scheduler of the cluster does not answer \(OSError\)"),
        ({}, "has not worked for 0 seconds: it has no workers left"),
        ({"one": [], "two": []}, "has not worked for 0 seconds: its 2 workers do nothing"),
    ],
)
def test_a_cluster_that_will_not_finish_is_said(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, list[str]] | None, words: str
) -> None:
    pytest.importorskip("distributed")
    from sim.montecarlo import cluster

    monkeypatch.setattr(cluster, "IDLE_SECONDS", 0.0)
    with pytest.raises(WorkerFailure, match=words):
        cluster._Watch(Scheduler(found))()


def test_a_cluster_that_works_or_has_just_worked_is_left_alone() -> None:
    pytest.importorskip("distributed")
    from sim.montecarlo import cluster

    cluster._Watch(Scheduler({"one": ["a chunk"]}))()
    cluster._Watch(Scheduler({"one": []}))()


@pytest.mark.slow
def test_a_scheduler_that_ends_meanwhile_ends_the_run(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cluster_of(1)
    monkeypatch.setattr("sim.montecarlo.cluster.ANSWER_SECONDS", 3)
    monkeypatch.setattr(parallel, "WATCH_SECONDS", 1.0)
    threading.Timer(2.0, own.close, kwargs={"timeout": 30}).start()
    with pytest.raises(WorkerFailure, match=r"the workers are gone|does not answer"):
        start(engine=FakeEngine(seconds=1.0), chunk=1, backend="dask", scheduler=own.scheduler_address)
    start(resume=True)
    assert files_of(tmp_path / "run") == undisturbed(12)


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_said(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("sim.montecarlo.cluster.ANSWER_SECONDS", 1)
    with pytest.raises(WorkerFailure, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        start(backend="dask", scheduler="tcp://127.0.0.1:9")
