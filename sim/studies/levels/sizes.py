"""How large the study is, and the scenarios it runs: the baseline with its size and seed changed, and for the
charge-offs of 2007-2010 two fixed paths. Each replication, or pair of them, has a seed and an opening book of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH

Result = TypeVar("Result")
THREADS = 2
SEED_STEP = 1_000_003
"""Distance between the seeds of two replications."""
CALM, DEEP = 0.05, 0.10
"""Unemployment before and at the height of 2007-2010, United States."""
RISE_MONTHS = 22
"""December 2007 (month 0) to October 2009."""


@dataclass(frozen=True)
class Sizes:
    """Borrowers, months and replications of each part, and the first seed (None: the scenario's own)."""

    borrowers: int = 10_000
    months: int = 24
    pairs: int = 24
    tail_borrowers: int = 4_000
    tail_replications: int = 400
    path_borrowers: int = 10_000
    path_replications: int = 16
    path_months: int = 33
    macro_replications: int = 400
    macro_months: int = 60
    seed: int | None = None


def scenario_of(base: Resolved, sizes: Sizes, replication: int, changes: dict[str, Any]) -> Resolved:
    """A scenario with changes and the seed of this replication; every day has a close."""
    first = base.scenario.seed if sizes.seed is None else sizes.seed
    return base.with_({"seed": first + SEED_STEP * (replication + 1), "window_days": 1} | changes)


def level_simulation(base: Resolved, sizes: Sizes, replication: int) -> Simulation:
    """A scenario as it is, for one pair of replications."""
    changes = {"population.size": sizes.borrowers, "horizon_months": sizes.months, "loss_horizon_months": 12}
    return Simulation.of(scenario_of(base, sizes, replication, changes).scenario)


def tail_simulation(base: Resolved, sizes: Sizes, replication: int) -> Simulation:
    """A replication of one year with the factor's full dispersion."""
    changes = {
        "population.size": sizes.tail_borrowers,
        "horizon_months": 12,
        "loss_horizon_months": 12,
        "macro.dispersion": "full",
    }
    return Simulation.of(scenario_of(base, sizes, replication, changes).scenario)


def path_simulation(base: Resolved, sizes: Sizes, replication: int, deep: bool) -> Simulation:
    """A replication with unemployment flat at 5 %, or rising to 10 % within 22 months and staying; no dispersion."""
    knots = {0: CALM, RISE_MONTHS: DEEP if deep else CALM}
    changes = {
        "population.size": sizes.path_borrowers,
        "horizon_months": sizes.path_months,
        "macro.dispersion": "none",
        "macro.central_path.unemployment": knots,
    }
    return Simulation.of(scenario_of(base, sizes, replication, changes).scenario)


def macro_simulation(base: Resolved, sizes: Sizes, dispersion: str) -> Simulation:
    """One borrower, for the sake of the economy around him."""
    changes = {
        "population.size": 1,
        "population.accounts": None,
        "population.warmup_months": 0,
        "horizon_months": sizes.macro_months,
        "macro.dispersion": dispersion,
        "window_days": DAYS_PER_MONTH,
    }
    return Simulation.of(scenario_of(base, sizes, 0, changes).scenario)


def in_threads(work: Callable[[int], Result], replications: int) -> list[Result]:
    """Results by replication, in their order whichever thread is done first; the engine releases the interpreter."""
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return list(pool.map(work, range(replications)))
