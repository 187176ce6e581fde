"""What a worker does with a chunk of replications: run it, time it, and turn any fault into a message that names it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import TooLarge, WorkerFailure, YuqiError
from sim.montecarlo.plan import Simulator
from sim.outputs import MONTHLY_DTYPE, REPLICATION_DTYPE


@dataclass(frozen=True)
class Chunk:
    """Finished replications: (k,) rows, their (k x months x lenders,) months, seconds of one worker."""

    replications: range
    rows: np.ndarray
    months: np.ndarray
    seconds: float


@dataclass(frozen=True)
class Failure:
    """Replications that could not be run, and why."""

    replications: range
    error: YuqiError


def run_chunk(simulator: Simulator, replications: range) -> list[Chunk | Failure]:
    """Run a chunk; a fault comes back as a value, because a raised one would throw the others' results away.

    Where a chunk of several fails, each of them is run alone: those that can be finished are, the others are named.
    What would end a process, such as the SystemExit of a policy in Python, is a fault like any other: in a thread it
    would end the worker without a word, and leave the parent waiting. Signals never come to a worker.
    """
    start = time.perf_counter()
    try:
        rows, months = simulator(replications)
        _check(simulator, replications, rows, months)
    except YuqiError as error:
        return [Failure(replications, error)]
    except MemoryError:
        message = f"replications {_named(replications)}: out of memory; use fewer --jobs or a smaller population.size"
        return [Failure(replications, TooLarge(message))]
    except BaseException as error:  # whatever the engine or a user's policy raises, it comes back under its name
        if len(replications) == 1:
            return [Failure(replications, _failure(replications, error))]
        return [output for one in replications for output in run_chunk(simulator, range(one, one + 1))]
    return [Chunk(replications, rows, months, time.perf_counter() - start)]


def joined(outputs: Sequence[Chunk | Failure]) -> list[Chunk | Failure]:
    """The same with chunks of consecutive replications as one: to be kept in one file."""
    found: list[Chunk | Failure] = []
    for output in outputs:
        last = found[-1] if found else None
        if (
            isinstance(output, Chunk)
            and isinstance(last, Chunk)
            and last.replications.stop == output.replications.start
        ):
            found[-1] = Chunk(
                range(last.replications.start, output.replications.stop),
                np.concatenate([last.rows, output.rows]),
                np.concatenate([last.months, output.months]),
                last.seconds + output.seconds,
            )
        else:
            found.append(output)
    return found


def _check(simulator: Simulator, replications: range, rows: np.ndarray, months: np.ndarray) -> None:
    """The engine's promise: these replications, sorted, every one with as many months, in the columns it says."""
    if (rows.dtype, months.dtype) != getattr(simulator, "dtypes", (REPLICATION_DTYPE, MONTHLY_DTYPE)):
        raise TypeError("the engine returned other columns than were to come")
    wanted = np.arange(replications.start, replications.stop)
    each = len(months) // len(wanted)
    if not np.array_equal(rows["replication"], wanted) or not np.array_equal(
        months["replication"], np.repeat(wanted, each)
    ):
        raise ValueError("the engine returned rows of other replications than it was asked for")


def _failure(replications: range, error: BaseException) -> WorkerFailure:
    """One replication's fault in words."""
    if is_out_of_threads(error):
        message = f"replication {_named(replications)} failed: this machine can't start new threads; use fewer --jobs"
        return WorkerFailure(message)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return WorkerFailure(f"replication {_named(replications)} failed: {what}")


def is_out_of_threads(error: BaseException | None) -> bool:
    """Whether a fault, or one that it came of, is that the machine starts no more threads."""
    while error is not None:
        if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _named(replications: range) -> str:
    first, last = replications.start, replications.stop - 1
    return str(first) if first == last else f"{first}-{last}"
