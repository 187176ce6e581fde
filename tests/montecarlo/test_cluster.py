"""Runs on a Dask cluster: one of this machine, and one that is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers that is there before the run and stays after it."""
    distributed = pytest.importorskip("distributed")
    own = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0",
        worker_dashboard_address=f"{LOOPBACK}:0", silence_logs=50,
    )  # fmt: skip
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


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_said(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("sim.montecarlo.cluster.ANSWER_SECONDS", 1)
    with pytest.raises(WorkerFailure, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        start(backend="dask", scheduler="tcp://127.0.0.1:9")
