"""One replication on several threads: a block of borrowers and of ledger rows for each.

Borrowers see institutions as of the close before the window, and sums of integers are exact in any order, so the result
has the same bits as on one thread.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sim import engine
from sim.arrays import Run
from sim.units import month_of


def block_edges(borrowers: int, blocks: int) -> list[int]:
    """Where each block begins, and the end of the last."""
    return [borrowers * block // blocks for block in range(blocks + 1)]


def live_window(run: Run, pool: ThreadPoolExecutor, edges: list[int], first_day: int, last_day: int) -> None:
    """The borrowers' days of a window, a block for each thread."""
    place = month_of(first_day) - 1
    records = (run.economies, place, run.market, run.world, run.stream, run.ledgers, run.network)

    def live_block(block: int) -> None:
        engine.run_block(run.borrowers, run.due, edges[block], edges[block + 1], first_day, last_day, *records, block)

    for _ in pool.map(live_block, range(len(edges) - 1)):
        pass


def run_in_threads(run: Run, threads: int, first_day: int, last_day: int) -> None:
    """Whole months of a run; stops at the first fault of the books. The run has as many ledger blocks as threads."""
    edges = block_edges(len(run.borrowers), threads)
    window = int(run.world[0].window_days)
    records = (run.market, run.world, run.stream, run.ledgers, run.words, run.rows)
    with ThreadPoolExecutor(threads) as pool:
        for opening_day in range(first_day, last_day + 1, window):
            place, closing_day = month_of(opening_day) - 1, opening_day + window - 1
            engine.open_window(opening_day, run.economies, place, run.market, run.world)
            live_window(run, pool, edges, opening_day, closing_day)
            engine.close_window(opening_day, closing_day, run.economies, place, *records)
            engine.spread_news(run.borrowers, opening_day, closing_day, run.world, run.stream, run.network)
            if run.market[0].fault != 0:
                return
