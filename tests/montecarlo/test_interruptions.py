from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sim.errors import Interrupted
from sim.montecarlo.signals import Stopped, Stopper
from tests.montecarlo.campaigns import children, victim
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import FakeEngine

SOON = 10.0
"""Seconds until a run has stopped: two where nothing else runs, and tests share their machine."""


def wait_for_parts(folder: Path, count: int = 1) -> None:
    deadline = time.monotonic() + 300
    while len(list(folder.glob("parts/*.part"))) < count:
        assert time.monotonic() < deadline, "no part appeared"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("backend", "number"), [("threads", signal.SIGINT), ("threads", signal.SIGTERM), ("processes", signal.SIGINT)]
)
def test_a_signal_stops_soon_and_says_how_to_resume(
    tmp_path: Path, start: Runner, undisturbed: Callable[[int], dict[str, bytes]], backend: str, number: signal.Signals
) -> None:
    process = victim(tmp_path / "run", 100, 0.1, backend)
    wait_for_parts(tmp_path / "run")
    below = children(process)
    sent = time.monotonic()
    process.send_signal(number)
    errors = process.communicate(timeout=120)[1]
    assert time.monotonic() - sent < SOON
    assert process.returncode == 128 + number
    assert errors.strip().endswith("continue with: yuqi run fake --out 'a folder' --resume")
    assert "Traceback" not in errors
    assert "of 100 replications kept" in errors
    assert not psutil.wait_procs(below, timeout=SOON)[1]
    start(100, resume=True)
    assert files_of(tmp_path / "run") == undisturbed(100)


def test_a_long_replication_does_not_hold_the_signal_up(tmp_path: Path) -> None:
    process = victim(tmp_path / "run", 100, 30, "threads")
    while not (tmp_path / "run" / "parts").exists():
        time.sleep(0.01)
    time.sleep(0.3)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode == 130
    assert time.monotonic() - sent < SOON


@pytest.mark.parametrize(("backend", "delay"), [("threads", 0.0), ("threads", 0.17), ("processes", 0.1)])
def test_a_killed_run_resumes_to_the_same_bytes(
    tmp_path: Path, start: Runner, undisturbed: Callable[[int], dict[str, bytes]], backend: str, delay: float
) -> None:
    process = victim(tmp_path / "run", 60, 0.02, backend)
    wait_for_parts(tmp_path / "run")
    time.sleep(delay)
    below = children(process)
    process.kill()
    process.communicate()
    assert not psutil.wait_procs(below, timeout=SOON)[1]
    start(60, resume=True)
    assert files_of(tmp_path / "run") == undisturbed(60)


def test_of_many_runs_into_one_folder_one_runs(tmp_path: Path) -> None:
    runs = [victim(tmp_path / "run", 20, 0.1, "threads") for _ in range(4)]
    errors = [process.communicate(timeout=300)[1] for process in runs]
    codes = sorted(process.returncode for process in runs)
    assert codes == [0, 4, 4, 4]
    refused = [text for process, text in zip(runs, errors, strict=True) if process.returncode == 4]
    assert all("in use by" in text for text in refused)


def test_a_run_without_a_folder_stops_too(start: Runner) -> None:
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    with pytest.raises(Interrupted, match="nothing was written") as fault:
        start(1000, out=None, engine=FakeEngine(seconds=0.05))
    assert fault.value.exit_code == 130
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def send_while_held(stopper: Stopper, number: signal.Signals, reached: list[str]) -> None:
    with stopper.held():
        os.kill(os.getpid(), number)
        reached.append(number.name)


def test_the_first_signal_waits_for_what_is_held_and_the_second_does_not() -> None:
    stopper, reached = Stopper(), []
    with stopper.listening():
        for number in (signal.SIGINT, signal.SIGTERM):
            with pytest.raises(Stopped):
                send_while_held(stopper, number, reached)
    assert reached == ["SIGINT"]


def test_outside_the_main_thread_the_signals_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def listen() -> None:
        with Stopper().listening():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert seen == [before]
