"""Kills at random moments, as often as asked: what becomes of the run, its workers and its folder.

A sample runs in `make test`, the whole in `make soak`. Every campaign returns the figures of its row in the table.
"""

from __future__ import annotations

import math
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
HANG_SECONDS = 10.0
"""Within which a run must go on after a kill, its new workers started: longer is a hang, where the machine is free."""
WORKER_FAILURE = 6
SHARE_AT_WORK = 0.75
WORKERS_REPLICATIONS, PARENTS_REPLICATIONS = 60, 40
MOMENTS_OF_START, MOMENTS_OF_WORK = 3.0, 1.0
"""Seconds from the start, or from the next part that is written, within which a run is killed."""
PATIENCE = 120.0
"""Until a run is given up; tests share their machine."""


class Outcome(NamedTuple):
    """Kills that were sent, the longest times after one in seconds, last exit codes, runs that were equal.

    `named`: runs in which three kills in a row met one replication, which was named (6) and run again by `--resume`.
    `slowest_end`: until the last process below a run that has ended was gone. `slowest_step`: until a run that lost a
    worker, or was started anew, had written its next part or was over.
    """

    kills: int
    slowest_end: float
    slowest_step: float
    codes: tuple[int, ...]
    equal: int
    runs: int
    named: int = 0


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
    place: Path, kills: int, per_run: int, seed: int, is_equal: Callable[[Path], bool], backend: str = "processes",
    budget: float = math.inf,
) -> Outcome:  # fmt: skip
    """SIGKILL to one worker of a run at a time; the run must finish, and equal an undisturbed one.

    It finishes by itself, unless three kills in a row met the same replication: that is named, and needs `--resume`.
    No run is begun after `budget` seconds.
    """
    choose = random.Random(seed)  # noqa: S311 - not a secret
    start = time.monotonic()
    codes, equal, runs, named, sent, slowest, longest = [], 0, 0, 0, 0, 0.0, 0.0
    while sent < kills and time.monotonic() - start < budget:
        folder = place / f"workers-{runs}"
        process = victim(folder, WORKERS_REPLICATIONS, 0.1, backend)
        _next_part(process, folder)
        below: set[psutil.Process] = set()
        for _ in range(min(per_run, kills - sent)):
            sent += _kill_one(process, choose)
            longest = max(longest, _next_part(process, folder))
            below.update(children(process))
        errors = process.communicate(timeout=PATIENCE)[1]
        slowest = max(slowest, _gone_after(list(below)))
        assert "Traceback" not in errors, errors
        if process.returncode == WORKER_FAILURE and "killed its worker 3 times" in errors:
            named += 1
            process = victim(folder, WORKERS_REPLICATIONS, 0.1, backend, "--resume")
            process.communicate(timeout=PATIENCE)
        codes.append(process.returncode)
        runs += 1
        equal += is_equal(folder)
    return Outcome(sent, slowest, longest, tuple(sorted(set(codes))), equal, runs, named)


def _kill_one(process: subprocess.Popen[str], choose: random.Random) -> int:
    """Kill one worker after a moment; 0 where the run was over before."""
    time.sleep(choose.uniform(0, 0.5))
    alive = workers(process)
    if process.poll() is not None or not alive:
        return 0
    choose.choice(alive).kill()
    return 1


def _next_part(process: subprocess.Popen[str], folder: Path) -> float:
    """Wait until another part is written or the run is over; the seconds that took."""
    start, before = time.monotonic(), len(list(folder.glob("parts/*.part")))
    while process.poll() is None and len(list(folder.glob("parts/*.part"))) <= before:
        assert time.monotonic() - start < PATIENCE, "the run hangs"
        time.sleep(0.02)
    return time.monotonic() - start


def kill_parents(
    place: Path, kills: int, seed: int, is_equal: Callable[[Path], bool], budget: float = math.inf
) -> Outcome:
    """SIGKILL to a run at any moment from its start, then `--resume`, again and again until it is complete.

    After `budget` seconds the run at hand is left to finish, and is the last.
    """
    choose = random.Random(seed)  # noqa: S311 - not a secret
    start = time.monotonic()
    codes, equal, runs, sent, slowest, longest = [], 0, 0, 0, 0.0, 0.0
    while sent < kills and time.monotonic() - start < budget:
        folder = place / f"parents-{runs}"
        code = -signal.SIGKILL
        while code == -signal.SIGKILL:
            is_victim = sent < kills and time.monotonic() - start < budget
            process = victim(folder, PARENTS_REPLICATIONS, 0.1, ("threads", "processes")[runs % 2], "--resume")
            below, waited = _live(process, folder, choose) if is_victim else ([], _next_part(process, folder))
            longest = max(longest, waited)
            if is_victim and process.poll() is None:
                process.kill()
                sent += 1
            errors = process.communicate(timeout=PATIENCE)[1]
            slowest = max(slowest, _gone_after(below))
            code = process.returncode
            assert "Traceback" not in errors, errors
        codes.append(code)
        runs += 1
        equal += is_equal(folder)
    return Outcome(sent, slowest, longest, tuple(sorted(set(codes))), equal, runs)


def _live(process: subprocess.Popen[str], folder: Path, choose: random.Random) -> tuple[list[psutil.Process], float]:
    """Let a run live until a moment of its start or, three times of four, of its work.

    Returns the processes below it then, and the seconds until its first part where that was waited for.
    """
    at_work = choose.random() < SHARE_AT_WORK
    moment = choose.uniform(0, MOMENTS_OF_WORK if at_work else MOMENTS_OF_START)
    waited = _next_part(process, folder) if at_work else 0.0
    time.sleep(moment)
    return (children(process) if process.poll() is None else []), waited


def _gone_after(below: list[psutil.Process]) -> float:
    """Seconds until the processes are gone."""
    start = time.monotonic()
    while alive := [one for one in below if _is_alive(one)]:
        assert time.monotonic() - start < PATIENCE, f"orphans: {alive}"
        time.sleep(0.01)
    return time.monotonic() - start


def _is_alive(process: psutil.Process) -> bool:
    """Whether it still runs: one that has ended stays in the list until the system's first process looks at it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
