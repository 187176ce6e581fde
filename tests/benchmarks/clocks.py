"""Taking the time: repeated, interleaved by the caller, reported as best and median."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Seconds(NamedTuple):
    """Repeated measurements of one thing."""

    best: float
    median: float


def measure(work: Callable[[], object], times: int, clock: Callable[[], float] = time.thread_time) -> Seconds:
    """Seconds of `work`. The default clock counts what this thread was given: others disturb it less."""
    taken = []
    for _ in range(times):
        started = clock()
        work()
        taken.append(clock() - started)
    return Seconds(min(taken), statistics.median(taken))
