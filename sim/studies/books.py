"""Many books of one scenario: each seed draws other people and ages them, and gets a few replications.

Replications are numbered through all books, so that tables of several books are one table.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.risk.platform_months import PlatformMonths
from sim.scenario.models import Scenario
from sim.setup import lender_names
from sim.simulation import Simulation, tables_of
from sim.tables import monthly_table, replication_table, to_pandas


class Books(NamedTuple):
    """What books lived, one behind the other."""

    replications: pd.DataFrame
    months: PlatformMonths
    book: np.ndarray
    """(replications,) number of the book, from 0"""

    @property
    def losses(self) -> np.ndarray:
        """(replications,) fen that the platform loses."""
        return self.replications["loss_fen"].to_numpy(dtype=np.float64)


def lived_books(scenario: Scenario, seeds: Sequence[int], replications: int, jobs: int | None = None) -> Books:
    """A book a seed, with so many replications each; books are shared out among `jobs` threads (one a processor)."""

    def live(place: int) -> tuple[np.ndarray, np.ndarray]:
        simulation = Simulation.of(scenario.model_copy(update={"seed": seeds[place]}))
        rows, months = simulation(range(replications))
        for each in (rows, months):
            each["replication"] += place * replications
        return rows, months

    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        rows, monthly = tables_of(list(pool.map(live, range(len(seeds)))))
    table = to_pandas(replication_table(rows))
    months = PlatformMonths.of(table, to_pandas(monthly_table(monthly, lender_names(scenario))))
    return Books(table, months, np.repeat(np.arange(len(seeds)), replications))
