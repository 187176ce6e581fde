"""Seeds of a cascade: who stops paying for good, drawn among those performing as a replication starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import engine
from sim.scenario.models_contagion import Seeds
from sim.units import first_day_of

Array = np.ndarray[Any, Any]


def sow(seeds: Seeds, borrowers: Array, stream: Array) -> None:
    """Mark `seeds.count` of the (borrowers,) records: those with the smallest draws, then the smallest numbers.

    A draw belongs to its borrower, so that a larger count adds to the same seeds.
    """
    if seeds.count == 0:
        return
    draws = np.zeros(len(borrowers))
    engine.draw_seeds(borrowers, draws, stream)
    candidates = np.flatnonzero(borrowers["performing"] == 1)
    order = np.lexsort((borrowers["agent"][candidates], draws[candidates]))
    borrowers["strike_day"][candidates[order[: seeds.count]]] = first_day_of(seeds.month)
