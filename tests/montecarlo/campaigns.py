"""Kills at random moments, as often as asked: what becomes of the run, its workers and its folder.

A sample runs in `make test`, the whole in `make soak`. Every campaign returns the figures of its row in the table.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[2]
ORPHAN_SECONDS = 2.0
"""Within which nothing may be left of a killed run, where the machine is free."""
SHARE_AT_WORK = 0.75
MOMENTS_OF_START, MOMENTS_OF_WORK = 3.0, 1.0
"""Seconds from the start, or from the next part that is written, within which a run is killed."""
PATIENCE = 120.0
"""Until a run is given up; tests share their machine."""


class Outcome(NamedTuple):
    """Kills that were sent, seconds until the last process below was gone, exit codes seen, runs that were equal."""

    kills: int
    slowest_end: float
    codes: tuple[int, ...]
    equal: int
    runs: int


def victim(folder: Path, replications: int, seconds: float, backend: str, *more: str) -> subprocess.Popen[str]:
    """A run of the stand-in engine in a process of its own: two workers, chunks of two."""
    arguments = [str(folder), str(replications), str(seconds), backend, "2", *more]
    command = [sys.executable, "-m", "tests.montecarlo.victim", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Processes below a run; none where it is gone."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Worker processes of a run, not those that watch over its resources."""
    return [child for child in children(process) if "resource_tracker" not in _words(child)]


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "resource_tracker"


def kill_workers(
    place: Path, kills: int, per_run: int, seed: int, is_equal: Callable[[Path], bool], backend: str = "processes"
) -> Outcome:
    """SIGKILL to one worker of a run at a time; the run must finish by itself, and equal an undisturbed one."""
    choose = random.Random(seed)  # noqa: S311 - not a secret
    codes, equal, runs, sent, slowest = [], 0, 0, 0, 0.0
    while sent < kills:
        folder = place / f"workers-{runs}"
        process = victim(folder, 60, 0.15, backend)
        for _ in range(min(per_run, kills - sent)):
            sent += _kill_one(process, folder, choose)
        errors = process.communicate(timeout=PATIENCE)[1]
        below = children(process)
        slowest = max(slowest, _gone_after(below))
        codes.append(process.returncode)
        assert "Traceback" not in errors, errors
        runs += 1
        equal += is_equal(folder)
    return Outcome(sent, slowest, tuple(sorted(set(codes))), equal, runs)


def _kill_one(process: subprocess.Popen[str], folder: Path, choose: random.Random) -> int:
    """Kill one worker once a part has appeared and a moment has passed; 0 where the run was over before."""
    before = len(list(folder.glob("parts/*.part")))
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and len(list(folder.glob("parts/*.part"))) <= before:
        assert time.monotonic() < deadline, "the run hangs"
        time.sleep(0.02)
    time.sleep(choose.uniform(0, 0.5))
    alive = workers(process)
    if process.poll() is not None or not alive:
        return 0
    choose.choice(alive).kill()
    return 1


def kill_parents(place: Path, kills: int, seed: int, is_equal: Callable[[Path], bool]) -> Outcome:
    """SIGKILL to a run at any moment from its start, then `--resume`, again and again until it is complete."""
    choose = random.Random(seed)  # noqa: S311 - not a secret
    codes, equal, runs, sent, slowest = [], 0, 0, 0, 0.0
    while sent < kills:
        folder = place / f"parents-{runs}"
        code = -signal.SIGKILL
        while code == -signal.SIGKILL:
            process = victim(folder, 40, 0.1, ("threads", "processes")[runs % 2], "--resume")
            below = _live(process, folder, choose) if sent < kills else []
            if sent < kills and process.poll() is None:
                process.kill()
                sent += 1
            errors = process.communicate(timeout=PATIENCE)[1]
            slowest = max(slowest, _gone_after(below))
            code = process.returncode
            assert "Traceback" not in errors, errors
        codes.append(code)
        runs += 1
        equal += is_equal(folder)
    return Outcome(sent, slowest, tuple(sorted(set(codes))), equal, runs)


def _live(process: subprocess.Popen[str], folder: Path, choose: random.Random) -> list[psutil.Process]:
    """Let a run live until a moment of its start or, three times of four, of its work; the processes below it then."""
    at_work = choose.random() < SHARE_AT_WORK
    moment = choose.uniform(0, MOMENTS_OF_WORK if at_work else MOMENTS_OF_START)
    before = len(list(folder.glob("parts/*.part")))
    deadline = time.monotonic() + PATIENCE
    while at_work and process.poll() is None and len(list(folder.glob("parts/*.part"))) == before:
        assert time.monotonic() < deadline, "the run hangs"
        time.sleep(0.02)
    time.sleep(moment)
    return children(process) if process.poll() is None else []


def _gone_after(below: list[psutil.Process]) -> float:
    """Seconds until the processes are gone."""
    start = time.monotonic()
    alive = psutil.wait_procs(below, timeout=PATIENCE)[1]
    assert not alive, f"orphans: {alive}"
    return time.monotonic() - start
