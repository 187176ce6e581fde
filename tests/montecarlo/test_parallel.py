from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import LedgerImbalance, TooLarge, WorkerFailure
from sim.montecarlo import parallel, pools
from sim.montecarlo.chunks import LARGEST_CHUNK, ChunkSizer, cut, without
from sim.montecarlo.plan import Simulator
from sim.montecarlo.pools import Lane
from sim.montecarlo.result import open_run
from sim.montecarlo.runs import FAILURES_ALLOWED
from sim.montecarlo.worker import Chunk, Failure, joined, run_chunk
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import FakeEngine, months_of, rows_of

GAPS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 60)), max_size=5)


def ranges(gaps: list[tuple[int, int]]) -> list[range]:
    """Ranges that do not touch, from pairs of gap and length."""
    found, start = [], 0
    for gap, length in gaps:
        found.append(range(start + gap + 1, start + gap + 1 + length))
        start = found[-1].stop
    return found


@given(GAPS, st.integers(1, 8), st.one_of(st.none(), st.integers(1, 100)))
def test_chunks_cover_every_replication_once(gaps: list[tuple[int, int]], jobs: int, chunk: int | None) -> None:
    wanted = ranges(gaps)
    assert [r for piece in cut(wanted, ChunkSizer(jobs, chunk)) for r in piece] == [r for run in wanted for r in run]


@given(GAPS, st.integers(0, 200), st.integers(1, 80))
def test_what_is_taken_is_not_left(gaps: list[tuple[int, int]], first: int, length: int) -> None:
    taken = range(first, first + length)
    left = [r for run in without(ranges(gaps), taken) for r in run]
    assert left == [r for run in ranges(gaps) for r in run if r not in taken]


def test_a_chunk_takes_about_a_second() -> None:
    sizer = ChunkSizer(jobs=1)
    assert sizer.next_size(10**6) == 1
    for _ in range(5):
        sizer.measured(sizer.next_size(10**6), 0.01 * sizer.next_size(10**6))
    assert sizer.next_size(10**6) == 100
    sizer.measured(100, 1e-9)
    assert sizer.next_size(10**6) <= min(800, LARGEST_CHUNK)
    sizer.measured(1, 30.0)
    assert sizer.next_size(10**6) == 1


def test_many_workers_do_not_outrun_the_one_that_keeps() -> None:
    few, many = ChunkSizer(jobs=50), ChunkSizer(jobs=1_000)
    for sizer in (few, many):
        sizer.measured(10, 1.0)
        sizer.measured(100, 10.0)
    assert (few.next_size(10**7), many.next_size(10**7)) == (10, 200)


@pytest.mark.parametrize("backend", ["threads", "processes"])
def test_a_replication_that_fails_is_named_and_the_others_are_finished(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, backend: str
) -> None:
    with pytest.raises(
        WorkerFailure,
        match=r"replication 7 failed: ZeroDiv.*: no income; 11 of 12 .*--replication 7;.*--resume",
    ) as fault:
        start(engine=FakeEngine(bad=7), backend=backend, chunk=12)
    assert fault.value.exit_code == 6
    partial = open_run(tmp_path / "run")
    assert not partial.complete
    assert partial.manifest["replications_failed"] == {"7": "replication 7 failed: ZeroDivisionError: no income"}
    assert partial.replications["replication"].tolist() == [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11]
    start(resume=True)
    assert files_of(tmp_path / "run") == undisturbed(12)


@pytest.mark.parametrize("backend", ["threads", "processes"])
def test_a_policy_that_calls_exit_fails_like_any_other(start: Runner, backend: str) -> None:
    with pytest.raises(WorkerFailure, match=r"replication 7 failed: SystemExit: 0; 11 of 12 replications kept"):
        start(engine=FakeEngine(bad=7, fault="exit"), backend=backend)


def test_whatever_ends_a_worker_thread_comes_back(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(simulator: Simulator, chunk: range) -> None:
        raise GeneratorExit(f"in {chunk}")

    monkeypatch.setattr(pools, "run_chunk", leave)
    with pools.threads(FakeEngine(), 1) as lane:
        assert isinstance(lane.submit(range(3)).exception(timeout=10), GeneratorExit)


def test_workers_that_are_gone_are_said(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(chunk: range) -> Future[pools.Outputs]:
        future: Future[pools.Outputs] = Future()
        future.cancel()
        return future

    monkeypatch.setattr(pools, "threads", lambda simulator, jobs: nullcontext(Lane(lost, jobs)))
    with pytest.raises(WorkerFailure, match="the workers are gone: their scheduler has ended"):
        start()


def test_workers_are_watched_while_nothing_finishes(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch() -> None:
        raise WorkerFailure("the cluster does nothing")

    monkeypatch.setattr(parallel, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(
        pools, "threads", lambda simulator, jobs: nullcontext(Lane(lambda _: Future(), jobs, (), watch))
    )
    with pytest.raises(WorkerFailure, match="the cluster does nothing"):
        start()


def test_a_run_in_which_everything_fails_ends(start: Runner, tmp_path: Path) -> None:
    with pytest.raises(WorkerFailure, match=r"replication 0 failed.*; and 6 more; 0 of 500 replications kept"):
        start(500, engine=FakeEngine(fault="raise always"), chunk=1, jobs=1)
    assert len(open_run(tmp_path / "run").manifest["replications_failed"]) == FAILURES_ALLOWED + 1


def test_without_a_folder_the_first_failure_ends_the_run(start: Runner) -> None:
    with pytest.raises(WorkerFailure, match=r"replication 3 failed: ZeroDivisionError: no income$"):
        start(engine=FakeEngine(bad=3), out=None, jobs=1)


def test_finished_neighbours_of_a_failure_travel_as_one() -> None:
    found = joined(run_chunk(FakeEngine(bad=4), range(2, 9)))
    assert [(type(output), output.replications) for output in found] == [
        (Chunk, range(2, 4)), (Failure, range(4, 5)), (Chunk, range(5, 9))
    ]  # fmt: skip
    last = found[-1]
    assert isinstance(last, Chunk)
    assert last.rows.tobytes() == rows_of(range(5, 9)).tobytes()
    assert last.months.tobytes() == months_of(range(5, 9)).tobytes()


@pytest.mark.parametrize("backend", ["threads", "processes"])
def test_a_ledger_that_does_not_balance_is_not_softened(start: Runner, backend: str) -> None:
    with pytest.raises(LedgerImbalance, match="3 fen") as fault:
        start(engine=FakeEngine(bad=4, fault="ledger"), backend=backend)
    assert fault.value.exit_code == 70


def test_memory_that_runs_out_is_exit_code_7(start: Runner) -> None:
    with pytest.raises(TooLarge, match="fewer --jobs") as fault:
        start(engine=FakeEngine(bad=4, fault="memory"))
    assert fault.value.exit_code == 7


def test_a_killed_worker_costs_only_its_replications(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path
) -> None:
    engine = FakeEngine(bad=5, fault="die once", marker=tmp_path / "died")
    start(engine=engine, backend="processes", chunk=2)
    assert (tmp_path / "died").exists()
    assert files_of(tmp_path / "run") == undisturbed(12)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_replication_that_kills_every_worker_is_named_and_the_others_are_finished(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, jobs: int
) -> None:
    with pytest.raises(WorkerFailure, match=r"replication 5 killed its worker 3 times; 11 of 12 .*kept") as fault:
        start(engine=FakeEngine(bad=5, fault="die"), backend="processes", chunk=2, jobs=jobs)
    assert fault.value.exit_code == 6
    partial = open_run(tmp_path / "run")
    assert not partial.complete
    assert list(partial.manifest["replications_failed"]) == ["5"]
    assert 5 not in partial.replications["replication"].tolist()
    start(resume=True)
    assert files_of(tmp_path / "run") == undisturbed(12)


def test_there_are_no_more_workers_than_replications(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    threads = pools.threads

    def noted(simulator: Simulator, jobs: int) -> AbstractContextManager[Lane]:
        asked.append(jobs)
        return threads(simulator, jobs)

    monkeypatch.setattr(pools, "threads", noted)
    start(4, jobs=100_000)
    start(6, jobs=100_000, resume=True)
    start(7, jobs=100_000, resume=True)
    assert asked == [4, 2, 1]


def test_a_machine_that_starts_no_more_threads_is_told(start: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if "(worker)" in thread.name:
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(WorkerFailure, match="cannot start 4 workers; use fewer --jobs"):
        start(jobs=4)


def test_a_replication_that_starts_no_more_threads_says_so() -> None:
    def greedy(replications: object) -> object:
        raise RuntimeError("can't start new thread")

    failure = run_chunk(greedy, range(2))[0]  # type: ignore[arg-type]
    assert isinstance(failure, Failure)
    assert "use fewer --jobs" in str(failure.error)


def test_an_engine_that_breaks_its_promise_is_found() -> None:
    def others(replications: object) -> object:
        return rows_of(range(3)), months_of(range(3))

    def unsorted(replications: object) -> object:
        return rows_of(range(2)), months_of(range(2))[::-1]

    def strange(replications: object) -> object:
        return months_of(range(2)), months_of(range(2))

    for engine in (others, unsorted, strange):
        failure = run_chunk(engine, range(2))[0]  # type: ignore[arg-type]
        assert isinstance(failure, Failure)
        assert "the engine returned" in str(failure.error)
