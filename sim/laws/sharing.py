"""The cases of `yuqi validate` shared among processes: a replication of a small pool is mostly Python, which threads
cannot run side by side.

A worker that dies ends the validation; so does an interruption, and no worker outlives either.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from sim.errors import WorkerFailure
from sim.laws.comparison import Comparison


class Case(Protocol):
    """A case to be compared with the engine; it travels to another process."""

    @property
    def title(self) -> str:
        """The case in a few words."""

    @property
    def replications(self) -> int:
        """How many are run."""

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Run the engine and compare; all lines together give a false alarm with at most this probability."""


def compared(
    cases: Sequence[Case], false_alarm: float, workers: int, tell: Callable[[str], None]
) -> Iterator[Comparison]:
    """The comparisons of all cases, in the order of the cases; `tell` hears of each case as it is waited for.

    With one worker they run here; with more, in processes that import the program's main module, as `multiprocessing`
    has it. Every case takes `false_alarm`. Raises WorkerFailure.
    """
    if workers == 1:
        for case in cases:
            tell(announcement(case))
            yield from case.comparisons(false_alarm)
        return
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), end_with_parent) as pool:
        waiting = [pool.submit(lines_of, case, false_alarm) for case in cases]
        try:
            for case, lines in zip(cases, waiting, strict=True):
                tell(announcement(case))
                yield from lines.result()
        except BrokenProcessPool as fault:
            raise WorkerFailure("a process of the validation was killed; run it again") from fault
        except BaseException:
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
            raise


def announcement(case: Case) -> str:
    """What is under way."""
    return f"{case.title}: {case.replications:,} replications"


def lines_of(case: Case, false_alarm: float) -> list[Comparison]:
    """In a worker: the lines of a case."""
    return list(case.comparisons(false_alarm))


def end_with_parent() -> None:
    """In a new worker: Ctrl-C, which a terminal sends to all, ends it without a word; so does its parent's death."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
