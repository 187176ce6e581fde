"""Cases shared among processes give what they give here; a worker that dies, or whose parent does, leaves nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.errors import WorkerFailure
from sim.laws.comparison import Comparison, exactly
from sim.laws.debts import ClearedDebts
from sim.laws.sharing import compared

ROOT = Path(__file__).resolve().parents[2]
RING = ((0, 5, 0, 0), (0, 0, 5, 0), (5, 0, 0, 0), (0,) * 4)
LINGERING = """
import sys, time
from sim.laws.sharing import compared
from tests.laws.test_sharing import Sleeper
if __name__ == "__main__":
    list(compared([Sleeper(), Sleeper()], 1e-6, 2, lambda words: print(words, flush=True)))
"""


class Killed(NamedTuple):
    """A case that ends its process."""

    title: str = "killed"
    replications: int = 1

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield exactly(self.title, "is alive", 1, 0)


class Sleeper(NamedTuple):
    """A case that says which process it is in, and takes long."""

    title: str = "asleep"
    replications: int = 1

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        print(f"worker {os.getpid()}", flush=True)
        time.sleep(60.0)
        yield exactly(self.title, "is awake", 1, 1)


class Placed(NamedTuple):
    """A case that tells in which process it ran."""

    title: str = "placed"
    replications: int = 1

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        yield exactly(self.title, "runs elsewhere", 1, int(multiprocessing.parent_process() is not None))


def test_shared_cases_give_the_same_lines_in_the_same_order():
    debts = ClearedDebts("a ring", RING, (0,) * 4)
    heard: list[str] = []
    here = list(compared([debts], 1e-6, 1, heard.append))
    shared = list(compared([Placed(), debts], 1e-6, 2, heard.append))
    assert shared[0].passed
    assert shared[1:] == here
    assert [words.split(":")[0] for words in heard] == [debts.title, "placed", debts.title]


def test_a_worker_that_dies_ends_it_with_words():
    with pytest.raises(WorkerFailure, match="killed"):
        list(compared([Killed(), Placed()], 1e-6, 2, lambda words: None))
    assert not multiprocessing.active_children()


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(tmp_path, end):
    script = tmp_path / "lingering.py"
    script.write_text(LINGERING, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    workers: list[int] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        while len(workers) < 2:
            words = parent.stdout.readline().split()
            if words[0] == "worker":
                workers.append(int(words[1]))
        parent.send_signal(end)
        parent.wait(timeout=20)
    deadline = time.monotonic() + 10.0
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker is still there"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Whether a process is there and no mere entry of the table."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
