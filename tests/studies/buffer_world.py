"""A tiny scenario in which the platform's capital shortfall hardly ever ties, run by the whole engine."""

from __future__ import annotations

from sim.risk.breaches import breaches_of, combined_p_value
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.studies.buffer.shortfalls import Shortfalls

SEGMENT = "population.segments.pool"


def unequal_borrowers(seed: int = 20260102) -> Resolved:
    """Fifty borrowers of unequal loans: p = 5 %, correlation 15 %, one month, one draw each."""
    changes = {
        "seed": seed,
        "population.size": 50,
        f"{SEGMENT}.income.dispersion": 0.6,
        f"{SEGMENT}.income.median": 1000,
        f"{SEGMENT}.employment.job_loss_monthly": 0.05,
        f"{SEGMENT}.employment.asset_correlation": 0.15,
    }
    return load("finite_pool").with_(changes)


def p_values(levels: tuple[float, ...], repetitions: int, size: int, fresh: int) -> dict[float, float]:
    """Two-sided p-value of the breaches over all repetitions, by level: `size` runs, then `fresh` others, and so on."""
    source = Shortfalls(unequal_borrowers())
    found: dict[float, list[int]] = {level: [] for level in levels}
    for repetition in range(repetitions):
        first = repetition * (size + fresh)
        every = source.without_buffer(range(first, first + size + fresh))
        for level in levels:
            found[level].append(breaches_of(every[:size], every[size:], level).found)
    return {level: combined_p_value(counts, fresh, size, level) for level, counts in found.items()}
