"""One large replication with its borrowers split over threads: a block of borrowers and of ledger rows for each thread.

Borrowers see institutions as of the close before the window, and sums of integers are exact in any order, so the result
has the same bits as on one thread.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim import engine
from sim.simulation import Run, Simulation
from sim.units import DAYS_PER_MONTH, month_of


def block_edges(borrowers: int, blocks: int) -> list[int]:
    """Where each block begins, and the end of the last."""
    return [borrowers * block // blocks for block in range(blocks + 1)]


def live_window(run: Run, pool: ThreadPoolExecutor, edges: list[int], first_day: int, last_day: int) -> None:
    """The borrowers' days of a window, a block for each thread."""
    place = month_of(first_day) - 1

    def live_block(block: int) -> None:
        engine.run_block(
            run.borrowers, run.due, edges[block], edges[block + 1], first_day, last_day, run.economies, place,
            run.market, run.world, run.stream, run.ledgers, block,
        )  # fmt: skip

    for _ in pool.map(live_block, range(len(edges) - 1)):
        pass


def run_window(run: Run, pool: ThreadPoolExecutor, edges: list[int], first_day: int, last_day: int) -> None:
    """A window: open it, let the borrowers live, let the institutions close its days."""
    place = month_of(first_day) - 1
    engine.open_window(first_day, run.economies, place, run.market, run.world)
    live_window(run, pool, edges, first_day, last_day)
    engine.close_window(
        first_day, last_day, run.economies, place, run.market, run.world, run.stream, run.ledgers, run.words, run.rows
    )


def replicate_threaded(
    simulation: Simulation, replication: int, threads: int, *, consume: bool = False
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """One replication on several threads: its row and its (months x lenders,) monthly rows."""
    run = simulation.start(replication, blocks=threads, consume=consume)
    edges = block_edges(len(run.borrowers), threads)
    window = simulation.scenario.window_days
    with ThreadPoolExecutor(threads) as pool:
        for first_day in range(1, len(run.economies) * DAYS_PER_MONTH + 1, window):
            run_window(run, pool, edges, first_day, first_day + window - 1)
            if run.market[0].fault != 0:
                break
    return simulation.finish(run), run.rows
