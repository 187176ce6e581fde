"""The whole measurement: runs, sums, estimates, and one outcome for each target."""

from __future__ import annotations

from dataclasses import replace

from sim.risk.estimate import Estimate
from sim.scenario.resolved import Resolved
from sim.studies.levels.books import book_sums
from sim.studies.levels.measure import estimated
from sim.studies.levels.observe import Observation, observe
from sim.studies.levels.recovery import recovery_sums
from sim.studies.levels.rolls import Sums, add_into, roll_sums
from sim.studies.levels.shapes import limit_sums, shape_sums
from sim.studies.levels.sizes import Sizes, in_threads, level_simulation
from sim.studies.levels.tail import default_rates, response_sums, tail_estimates, unemployment_sums
from sim.studies.levels.target import Outcome, Part, Target
from sim.studies.levels.targets import TARGETS

ALL_PARTS: tuple[Part, ...] = ("levels", "paths", "macro", "tail")


def sums_of(seen: Observation) -> Sums:
    """All sums of one watched replication."""
    return roll_sums(seen) | recovery_sums(seen) | shape_sums(seen) | limit_sums(seen) | book_sums(seen)


def level_sums(base: Resolved, sizes: Sizes) -> list[Sums]:
    """By pair of replications with opposite macro factors: all sums of the scenario as it is."""

    def one(pair: int) -> Sums:
        simulation = level_simulation(base, sizes, pair)
        sums = sums_of(observe(simulation, 0))
        add_into(sums, sums_of(observe(simulation, 0, mirrored=True)))
        return sums

    return in_threads(one, sizes.pairs)


def measured(base: Resolved, sizes: Sizes, parts: tuple[Part, ...] = ALL_PARTS) -> list[Outcome]:
    """What was found for every target of these parts, in the order of the table."""
    sums: dict[Part, list[Sums]] = {}
    tail: dict[str, Estimate] = {}
    if "levels" in parts:
        sums["levels"] = level_sums(base, sizes)
    if "paths" in parts:
        sums["paths"] = response_sums(base, sizes)
    if "macro" in parts:
        sums["macro"] = unemployment_sums(base, sizes)
    if "tail" in parts:
        tail = tail_estimates(*default_rates(base, sizes))
    return [Outcome(target, found_for(target, sums, tail)) for target in TARGETS if target.part in parts]


def found_for(target: Target, sums: dict[Part, list[Sums]], tail: dict[str, Estimate]) -> Estimate:
    """The estimate of a target, in its unit."""
    if not isinstance(target.measure, str):
        return estimated(target.measure, sums[target.part])
    found = tail[target.measure]
    ends = [None if end is None else 100.0 * end for end in (found.estimate, found.ci_low, found.ci_high)]
    return replace(found, estimate=ends[0], ci_low=ends[1], ci_high=ends[2])
