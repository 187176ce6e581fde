"""Whether plain Mesa and the engine are the same world: default rate and D30+ after a year, from one opening book."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.scenario.resolve import load
from sim.simulation import Simulation
from tests.benchmarks.plain_mesa import PlainModel

LARGEST_Z = 3.2905
"""Two-sided, a false alarm in a thousand."""
PLAIN_WORLD = str(Path(__file__).with_name("plain_world.yaml"))
"""The mechanisms that plain Mesa has too."""


class Comparison(NamedTuple):
    """Means over independent replications, and their difference in standard errors."""

    name: str
    engine: float
    engine_error: float
    mesa: float
    mesa_error: float

    @property
    def z(self) -> float:
        return (self.mesa - self.engine) / float(np.hypot(self.engine_error, self.mesa_error))


def standard_error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def compare(
    borrowers: int = 500, replications: int = 120, engine_replications: int = 2000, *, skip_idle_days: bool = True
) -> list[Comparison]:
    """Twelve months of the plain world by both, each with its own luck; the seeds are fixed."""
    scenario = load(PLAIN_WORLD).with_({"population.size": borrowers, "horizon_months": 12}).scenario
    simulation = Simulation.of(scenario)
    rows, _ = simulation(range(engine_replications))
    models = [
        PlainModel(scenario, simulation.books[0], seed, skip_idle_days=skip_idle_days).run(12)
        for seed in range(1, replications + 1)
    ]
    plain = {
        "default_rate": np.array([model.default_rate for model in models]),
        "d30_rate": np.array([model.platform.d30_rate for model in models]),
    }
    return [
        Comparison(
            name, float(rows[name].mean()), standard_error(rows[name]), float(values.mean()), standard_error(values)
        )
        for name, values in plain.items()
    ]
