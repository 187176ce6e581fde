"""Runs a replication compiled, window by window, and lives one borrower's days again in the plain rule book.

The replay sees what the compiled borrower saw and must end in the same bytes: what it tells is what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim import engine
from sim.arrays import Run, lonely
from sim.errors import InternalError
from sim.opening import ledger_rows, raise_fault
from sim.simulation import Simulation
from sim.studies.life.event import date_of
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]


class Window(NamedTuple):
    """Days between two closes, and the place of their month."""

    first_day: int
    last_day: int
    place: int


def windows(simulation: Simulation, run: Run, last_day: int) -> Iterator[Window]:
    """The windows up to a day: opened before, closed after whoever asks has lived their days.

    Raises:
        LedgerImbalance: the books do not balance.
    """
    length = int(run.world[0].window_days)
    for first_day in range(1, last_day + 1, length):
        window = Window(first_day, first_day + length - 1, (first_day - 1) // DAYS_PER_MONTH)
        shared = (run.economies, window.place, run.market, run.world)
        engine.open_window(first_day, *shared)
        yield window
        closing = (run.stream, run.ledgers, run.words, run.rows)
        engine.close_window(first_day, window.last_day, *shared, *closing)
        engine.spread_news(run.borrowers, first_day, window.last_day, run.world, run.stream, run.network)
        raise_fault(run.market, simulation.scenario)


def live(run: Run, window: Window, last_day: int) -> None:
    """The compiled days of all borrowers in a window, up to a day."""
    shared = (run.economies, window.place, run.market, run.world, run.stream, run.ledgers, run.network)
    engine.run_block(run.borrowers, run.due, 0, len(run.borrowers), window.first_day, last_day, *shared, 0)


class Replay:
    """One borrower beside a compiled run."""

    def __init__(self, run: Run, borrower: int, run_block: Callable[..., None]) -> None:
        self.run, self.borrower, self._run_block = run, borrower, run_block

    def live(self, window: Window) -> None:
        """Run a window compiled, and the borrower's days of it again in plain Python.

        Raises:
            InternalError: the two do not end in the same bytes.
        """
        run, place = self.run, slice(self.borrower, self.borrower + 1)
        rows, due = run.borrowers[place].copy(), run.due[place].copy()
        seen = (run.economies.copy(), window.place, run.market.copy(), run.world.copy(), run.stream.copy())
        live(run, window, window.last_day)
        ledgers, _ = ledger_rows(1, int(run.world[0].window_days))
        self._run_block(rows, due, 0, 1, window.first_day, window.last_day, *seen, ledgers, lonely(1), 0)
        self._check(rows, run.borrowers[place], window)

    def _check(self, rows: Array, compiled: Array, window: Window) -> None:
        if rows.tobytes() == compiled.tobytes():
            return
        names = [name for name in rows.dtype.names or () if rows[name].tobytes() != compiled[name].tobytes()]
        raise InternalError(
            f"the replay of borrower {self.borrower} differs from the run on {date_of(window.last_day)}: "
            f"{', '.join(names) or 'bytes between fields'}"
        )
