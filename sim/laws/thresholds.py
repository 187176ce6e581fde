"""Threshold cascades on random networks: Watts' window, and the share of Gleeson and Cahalane round by round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.laws.cascades import FIRST_DEFAULT_MONTHS, horizon, mean_of
from sim.laws.comparison import Comparison, Measured, limit_line
from sim.laws.running import replicate
from sim.risk.poisson import poisson_law
from sim.risk.threshold import final_share, trigger_share
from sim.scenario.resolve import load

GLOBAL = 0.1
"""A cascade that takes more than this share of all borrowers is global."""


@dataclass(frozen=True)
class Networks:
    """Random networks of one mean degree z, borrowers of one threshold phi, and how much is run."""

    degree: float
    threshold: float
    sizes: tuple[int, int]
    months: int
    networks: int
    runs: int

    @property
    def replications(self) -> int:
        """On all networks of one size."""
        return self.networks * self.runs

    def shares(self, size: int, seeds: int) -> Any:
        """(networks, runs) share of borrowers in default at the end."""
        changes = {
            "population.size": size,
            "contagion.networks.all.degree": self.degree,
            "contagion.peers.threshold": self.threshold,
            "contagion.seeds.count": seeds,
        }
        resolved = load("watts_threshold").with_(changes | horizon(self.months))
        seed = resolved.scenario.seed
        runs = [replicate(resolved.with_({"seed": seed + n}), self.runs)[0]["defaults"] for n in range(self.networks)]
        return np.array(runs) / size


@dataclass(frozen=True)
class Window:
    """One first default: how often its cascade is global."""

    networks: Networks
    allowance: float
    """Distance from the limit times the root of the size: a network's own luck."""

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"Watts, z {self.networks.degree:g}, phi {self.networks.threshold:g}"

    @property
    def replications(self) -> int:
        """On all networks of one size."""
        return self.networks.replications

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """The share of global cascades: that of the extended vulnerable cluster within the window, else 0."""
        limit = trigger_share(self.networks.degree, self.networks.threshold)
        for size in self.networks.sizes:
            is_global = self.networks.shares(size, 1).ravel() > GLOBAL
            case, test = f"{self.title}, {size} borrowers", "share of cascades that are global"
            yield limit_line(
                case, test, limit, mean_of(is_global), self.allowance / size**0.5, false_alarm / 2
            )  # fmt: skip


@dataclass(frozen=True)
class Rounds:
    """A share of first defaults: how far it has spread after the horizon's rounds."""

    networks: Networks
    seed_share: float
    allowance: float
    """Distance from the limit times the size."""

    @property
    def title(self) -> str:
        """The case in a few words."""
        rounds = self.networks.months - FIRST_DEFAULT_MONTHS
        words = f"Gleeson-Cahalane, z {self.networks.degree:g}, phi {self.networks.threshold:g}"
        return f"{words}, {100 * self.seed_share:g} % first, {rounds} rounds"

    @property
    def replications(self) -> int:
        """On all networks of one size."""
        return self.networks.replications

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Share in default, mean over networks, each a draw of its own."""
        rounds = self.networks.months - FIRST_DEFAULT_MONTHS
        degrees = poisson_law(self.networks.degree)
        for size in self.networks.sizes:
            seeds = round(self.seed_share * size)
            limit = final_share(degrees, self.networks.threshold, seeds / size, rounds).final
            found = self.networks.shares(size, seeds)
            case, allowance = f"{self.title}, {size} borrowers", self.allowance / size
            yield limit_line(case, "share in default", limit, over_networks(found), allowance, false_alarm / 2)


def over_networks(shares: Any) -> Measured:
    """Mean of (networks, runs) shares; its error by networks, which share their runs' luck."""
    return mean_of(shares.mean(axis=1))
