"""Replications of a scenario without a store: what a comparison needs."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim.scenario.resolved import Resolved
from sim.simulation import Simulation

Array = np.ndarray[Any, Any]


def replicate(resolved: Resolved, replications: int) -> tuple[Array, Array]:
    """The (replications,) rows and the (replications x months x lenders,) monthly rows.

    On all processors; in a process that was started to share the work, on one.
    """
    simulation = Simulation.of(resolved.scenario)
    simulation.start(0)  # books and links are made once, before there are threads
    processors = 1 if multiprocessing.parent_process() else os.cpu_count() or 1
    workers = min(processors, replications)
    edges = [replications * worker // workers for worker in range(workers + 1)]
    parts = [range(edges[worker], edges[worker + 1]) for worker in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(simulation, parts))
    rows, monthly = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(monthly)
