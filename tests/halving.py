"""One population in more and more records, each standing for fewer people: what must not depend on their number.

An opening book is drawn once and shared by its replications, so seeds, not replications, are what is independent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim import scenario
from sim.attribution import AttributedSimulation
from sim.simulation import Simulation

Array = np.ndarray
MEASURES = ("loss rate", "reproduction number", "amplified share")
CRITICAL_Z = 4.8916
"""Two-sided normal quantile at a false-alarm rate of 1e-6."""


def measured(name: str, size: int, people: int, seed: int, replications: int, *overrides: str) -> list[float]:
    """Means over the replications of one seed: loss / exposure at default counted, offspring, amplified / all."""
    said = [f"population.size={size}", f"population.accounts={people}", f"seed={seed}", *overrides]
    resolved = scenario.load(name, overrides=said).scenario
    rows, months = AttributedSimulation(Simulation.of(resolved), resolved, "direct")(range(replications))
    balance = months["outstanding_fen"][(months["lender"] == 0) & (months["month"] == 1)]
    loss_rate = rows["loss_fen"].mean() / balance.mean()
    return [loss_rate, rows["reproduction_number"].mean(), rows["amplified_defaults"].sum() / rows["defaults"].sum()]


def seeds_of(name: str, size: int, people: int, seeds: Sequence[int], replications: int, *overrides: str) -> Array:
    """(seeds, measures) for one number of records."""
    return np.array([measured(name, size, people, seed, replications, *overrides) for seed in seeds])


def disagreement(found: Sequence[Array]) -> Array:
    """(measures,) the largest |z| between the means of any two numbers of records."""
    means = np.array([each.mean(axis=0) for each in found])
    errors = np.array([each.std(axis=0, ddof=1) / np.sqrt(len(each)) for each in found])
    pairs = [(one, other) for one in range(len(found)) for other in range(one)]
    return np.max([np.abs(means[a] - means[b]) / np.hypot(errors[a], errors[b]) for a, b in pairs], axis=0)
