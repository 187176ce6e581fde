"""Cascades in which each default brings down neighbours by chance: Reed-Frost exactly, and its limits at two sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.laws.comparison import Comparison, Measured, battery_lines, exactly, limit_line, order_line
from sim.laws.running import replicate
from sim.risk.battery import pool_battery
from sim.risk.branching import BorelTanner, giant_cascade
from sim.risk.reed_frost import reed_frost_by_generation
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved

FIRST_DEFAULT_MONTHS = 2
"""The seeds default on the first day of month 2; each further month is a generation."""


@dataclass(frozen=True)
class ReedFrost:
    """N borrowers who all know each other, m first defaults, infection with probability p, a horizon in months."""

    size: int
    seeds: int
    probability: float
    months: int
    replications: int

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"Reed-Frost, {self.size} borrowers, {self.seeds} first, p {100 * self.probability:g} %"

    def scenario(self) -> Resolved:
        """The verification scenario with the dials of the case."""
        return complete_network("reed_frost", self.size, self.seeds, self.probability, self.months)

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Default counts beyond the first ones against the exact law of so many generations."""
        rows, _ = replicate(self.scenario(), self.replications)
        generations = self.months - FIRST_DEFAULT_MONTHS
        law = reed_frost_by_generation(self.size - self.seeds, self.seeds, self.probability, generations)
        yield exactly(self.title, "performing at the start", self.size, int(rows["performing"].min()))
        yield from battery_lines(self.title, pool_battery(rows["defaults"] - self.seeds, law, false_alarm))


@dataclass(frozen=True)
class SmallCascades:
    """k first defaults that each bring down lambda others on average, at two sizes of the population."""

    offspring: float
    seeds: int
    sizes: tuple[int, int]
    months: int
    replications: int
    allowance: float
    """Distance of the mean from its limit, times the size."""

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"Borel-Tanner, lambda {self.offspring:g}, {self.seeds} first"

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Mean size against k / (1 - lambda), and its distance falling as 1 / N."""
        law, level = BorelTanner(self.offspring, self.seeds), false_alarm / 3
        distances = []
        for size in self.sizes:
            found = self.mean_size(size)
            case = f"{self.title}, {size} borrowers"
            yield limit_line(case, "mean size", law.mean, found, self.allowance / size, level)
            distances.append(found._replace(value=law.mean - found.value))
        ratio = self.sizes[1] / self.sizes[0]
        yield order_line(self.title, distances[0], distances[1], ratio, 0.35 * self.allowance / self.sizes[1], level)

    def mean_size(self, size: int) -> Measured:
        """Mean number of defaults, first ones included."""
        probability = self.offspring / size
        rows, _ = replicate(
            complete_network("borel_tanner", size, self.seeds, probability, self.months), self.replications
        )
        return mean_of(rows["defaults"])


@dataclass(frozen=True)
class GiantCascades:
    """One first default on random networks of two sizes, reproduction number R above 1."""

    reproduction: float
    degree: float
    sizes: tuple[int, int]
    months: int
    networks: int
    runs: int
    """Replications on each network."""
    allowance: float
    """Distance of either share from its limit, times the root of the size: a network's own luck."""

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"giant cascade, R {self.reproduction:g}"

    @property
    def replications(self) -> int:
        """On all networks of one size."""
        return self.networks * self.runs

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """How often a cascade is giant, and which share of borrowers it takes: both tend to s = 1 - exp(-R s)."""
        share, level = giant_cascade(self.reproduction).share, false_alarm / 4
        for size in self.sizes:
            sizes = np.concatenate([self.cascades(size, number) for number in range(self.networks)]) / size
            is_giant = sizes > share / 2
            case, allowance = f"{self.title}, {size} borrowers", self.allowance / size**0.5
            yield limit_line(case, "share of cascades that are giant", share, mean_of(is_giant), allowance, level)
            yield limit_line(case, "share of borrowers in them", share, mean_of(sizes[is_giant]), allowance, level)

    def cascades(self, size: int, number: int) -> Any:
        """(runs,) cascade sizes on one network."""
        changes = {
            "population.size": size,
            "contagion.networks.all.degree": self.degree,
            "contagion.peers.transmission": self.reproduction / self.degree,
        }
        resolved = load("giant_cascade").with_(changes | horizon(self.months))
        return replicate(resolved.with_({"seed": resolved.scenario.seed + number}), self.runs)[0]["defaults"]


def complete_network(name: str, size: int, seeds: int, probability: float, months: int) -> Resolved:
    """A scenario in which everybody is everybody's neighbour."""
    changes = {
        "population.size": size,
        "contagion.networks.all.degree": float(size - 1),
        "contagion.seeds.count": seeds,
        "contagion.peers.transmission": probability,
    }
    return load(name).with_(changes | horizon(months))


def horizon(months: int) -> dict[str, int]:
    """Both horizons, months."""
    return {"horizon_months": months, "loss_horizon_months": months}


def mean_of(values: Any) -> Measured:
    """Mean of independent (n,) values with its standard error."""
    return Measured(float(values.mean()), float(values.std(ddof=1)) / len(values) ** 0.5, len(values) - 1)
