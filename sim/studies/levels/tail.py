"""What levels do not fix: how annual default rates vary, how unemployment moves, how charge-offs answer to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.employment import FINDING_DIALS, LONGEST_SPELL, finding_falls, next_spells
from sim.risk.dispersion import implied_correlation, standard_deviation_interval
from sim.risk.estimate import Estimate
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.studies.levels.observe import PLATFORM, advance
from sim.studies.levels.rolls import Sums
from sim.studies.levels.sizes import Sizes, in_threads, macro_simulation, path_simulation, tail_simulation
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]
SETTLING_MONTHS = 12
"""Months in which unemployment leaves its centre, not counted."""
PEAK_MONTHS = slice(27, 33)
"""Months 28-33 after December 2007: the half year around the peak of charge-offs in Q2 2010."""


def default_rates(base: Resolved, sizes: Sizes) -> tuple[Array, float]:
    """(replications,) annual default rates, and the concentration (sum of squared shares) of their pools."""

    def one(replication: int) -> tuple[float, float]:
        simulation = tail_simulation(base, sizes, replication)
        row, _ = simulation.replicate(0)
        book = simulation.books[0]
        weight = book["weight"][book["performing"] == 1].astype(np.float64)
        return float(row[0].default_rate), float((weight**2).sum() / weight.sum() ** 2)

    found = in_threads(one, sizes.tail_replications)
    return np.array([rate for rate, _ in found]), float(np.mean([share for _, share in found]))


def systematic_deviation(rates: Array, concentration: float) -> Estimate:
    """Standard deviation of the default rate less the scatter of independent defaults, relative to its mean.

    Borrowers of independent books are alike in law, so the scatter is concentration x mean x (1 - mean), and each end
    of the interval loses it too.
    """
    whole = standard_deviation_interval(rates)
    mean = float(rates.mean())
    own = concentration * mean * (1.0 - mean)

    def without(end: float | int | None) -> float | None:
        return None if end is None else float(np.sqrt(max(end**2 - own, 0.0) / (1.0 - concentration)) / mean)

    ends = without(whole.ci_low), without(whole.ci_high)
    return Estimate(without(whole.estimate), *ends, whole.confidence, whole.method, whole.n)


def tail_estimates(rates: Array, concentration: float) -> dict[str, Estimate]:
    """The estimates of the tail by name, shares."""
    return {
        "relative_deviation": systematic_deviation(rates, concentration),
        "implied_correlation": implied_correlation(rates, concentration),
    }


def response_sums(base: Resolved, sizes: Sizes) -> list[Sums]:
    """By replication: charge-offs and balances (fen) of the same half year on the flat and on the rising path."""

    def one(replication: int) -> Sums:
        sums: Sums = {}
        for path, deep in (("flat", False), ("rising", True)):
            simulation = path_simulation(base, sizes, replication, deep)
            _, rows = simulation.replicate(0)
            months = rows[PLATFORM :: len(simulation.scenario.lenders)][PEAK_MONTHS]
            sums[f"{path}_charge_off"] = float(months["charge_off_fen"].sum())
            sums[f"{path}_balance"] = float(months["outstanding_fen"].astype(np.float64).sum())
        return sums

    return in_threads(one, sizes.path_replications)


def unemployment_path(employment: Array, hazards: Array, falls: Array, warmup_months: int) -> Array:
    """(months,) expected share out of work, from personal risks and the month's hazards.

    `employment` is (borrowers,) with weight, job_risk, segment; `hazards` (months + 1,) with job_loss and job_finding
    by segment, of which the first is the month of the warm-up, repeated as often; `falls` (LONGEST_SPELL, segments) the
    fall of job finding with the spell. Given the hazards, work is independent of all else, so this is the limit of
    many borrowers with the same risks.
    """
    segment, risk, weight = employment["segment"], employment["job_risk"], employment["weight"].astype(np.float64)
    fall = falls[:, segment]
    spells = np.zeros((LONGEST_SPELL, len(segment)))
    path = []
    for place, month in enumerate(hazards):
        loss = np.minimum(1.0, risk * month["job_loss"][segment])
        finding = month["job_finding"][segment] * fall
        for _ in range(1 if place else warmup_months):
            spells = next_spells(spells, loss, finding)
        if place:
            path.append(float((weight * spells.sum(axis=0)).sum() / weight.sum()))
    return np.array(path)


def hazards_of(simulation: Simulation, replication: int) -> Array:
    """(months,) economies of a replication, with the hazards its borrowers face."""
    run = simulation.start(replication)
    advance(run, 1, len(run.economies) * DAYS_PER_MONTH)
    return run.economies


def unemployment_sums(base: Resolved, sizes: Sizes) -> list[Sums]:
    """By replication: moments of the expected unemployment rate about its overall mean, percentage points."""
    book = tail_simulation(base, sizes, 0).books[0]
    spread = macro_simulation(base, sizes, "full")
    centre = hazards_of(macro_simulation(base, sizes, "none"), 0)[:1]
    segments, warmup = spread.world[0].segment, base.scenario.population.warmup_months
    falls = finding_falls(*(segments[name] for name in FINDING_DIALS))

    def one(replication: int) -> Array:
        hazards = np.concatenate([centre, hazards_of(spread, replication)])
        return 100.0 * unemployment_path(book, hazards, falls, warmup)[SETTLING_MONTHS:]

    paths = in_threads(one, sizes.macro_replications)
    mean = float(np.mean(paths))
    return [path_moments(path, mean) for path in paths]


def path_moments(path: Array, mean: float) -> Sums:
    """Of successive months x, y of a path less a mean: sums of xx, xy, yy and (y - x)^2, and the number of pairs."""
    before, after = path[:-1] - mean, path[1:] - mean
    return {
        "steps": float(len(before)),
        "step_squares": float(((after - before) ** 2).sum()),
        "lag_xx": float((before**2).sum()),
        "lag_xy": float((before * after).sum()),
        "lag_yy": float((after**2).sum()),
    }
