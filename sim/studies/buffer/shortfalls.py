"""Capital shortfalls of a scenario's platform, replication by replication, with a buffer on top of its equity."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from sim.chart import Account
from sim.errors import UsageError
from sim.market import PLATFORM
from sim.scenario.resolved import Resolved
from sim.setup import PLATFORM_NAME
from sim.simulation import Simulation

Array = np.ndarray[Any, Any]
SHEET = "lenders.platform.balance_sheet"


class Shortfalls:
    """A scenario with its opening book; the book is drawn once, whatever the buffer.

    `assets_fen` and `receivables_fen` are the platform's at the start: own assets, and own part of the receivables.
    """

    def __init__(self, resolved: Resolved) -> None:
        """Draw and age the opening book. Raises UsageError for a tape: a buffer is tried on a synthetic book."""
        if resolved.scenario.population.tape is not None:
            raise UsageError(f"{resolved.name} starts from a tape; this study draws its book, so leave the tape out")
        self._resolved = resolved
        self._simulation = Simulation.of(resolved.scenario)
        lender = self._simulation.markets[0][0].lenders[PLATFORM]
        book = lender.book
        self.equity_fen = -int(book[Account.EQUITY])
        self.assets_fen = self.equity_fen - int(book[Account.NOTES]) - int(book[Account.FUNDING])
        self.receivables_fen = int(lender.opening_own)

    def without_buffer(self, replications: range) -> Array:
        """Shortfall S of each replication, fen, shape (replications,); negative is surplus."""
        return _shortfalls(self._simulation, replications)

    def with_buffer(self, buffer_fen: int, replications: range) -> Array:
        """Shortfall of each replication, fen, if the platform holds the buffer as cash against equity and sees it.

        The cash target is a share of receivables, so the cash grows and shrinks with them.
        """
        sheet = self._resolved.scenario.lenders[PLATFORM_NAME].balance_sheet
        changes = {
            f"{SHEET}.equity_share": (self.equity_fen + buffer_fen) / (self.assets_fen + buffer_fen),
            f"{SHEET}.cash_share": sheet.cash_share + buffer_fen / self.receivables_fen,
        }
        scenario = self._resolved.with_(changes).scenario
        return _shortfalls(replace(self._simulation, scenario=scenario, used=[]), replications)


def _shortfalls(simulation: Simulation, replications: range) -> Array:
    """Replications on all processors, in their order."""
    _ = simulation.markets, simulation.links, simulation.central  # made once, before there are threads
    workers = max(1, min(os.cpu_count() or 1, len(replications)))
    edges = [len(replications) * worker // workers for worker in range(workers + 1)]
    parts = [replications[edges[worker] : edges[worker + 1]] for worker in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        rows = [found[0]["capital_shortfall_fen"] for found in pool.map(simulation, parts)]
    return np.concatenate(rows)
