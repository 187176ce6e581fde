"""Cases shared among processes give what they give here; a worker that dies, or whose parent does, leaves nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import WorkerFailure
from sim.laws.sharing import compared
from tests.laws.cases import Killed, Placed, Told

ROOT = Path(__file__).resolve().parents[2]
LINGERING = """
import sys, time
from sim.laws.sharing import compared
from tests.laws.cases import Sleeper
if __name__ == "__main__":
    list(compared([Sleeper(), Sleeper()], 1e-6, 2, lambda words: print(words, flush=True)))
"""


def test_shared_cases_give_the_same_lines_in_the_same_order():
    heard: list[str] = []
    here = list(compared([Told()], 1e-6, 1, heard.append))
    shared = list(compared([Placed(), Told()], 1e-6, 2, heard.append))
    assert shared[0].passed
    assert shared[1:] == here
    assert [words.split(":")[0] for words in heard] == ["told", "placed", "told"]


def test_a_worker_that_dies_ends_it_with_words():
    others = set(multiprocessing.active_children())
    with pytest.raises(WorkerFailure, match="killed"):
        list(compared([Killed(), Placed()], 1e-6, 2, lambda words: None))
    assert not set(multiprocessing.active_children()) - others


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
