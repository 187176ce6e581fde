"""Cases that tell of the process they run in; in a module of their own, so that another process can import them."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from typing import NamedTuple

from sim.laws.comparison import Comparison, exactly


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


class Told(NamedTuple):
    """A case that tells the rate of false alarms it was given."""

    title: str = "told"
    replications: int = 1

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        yield exactly(self.title, "false alarm", 1e-6, false_alarm)
