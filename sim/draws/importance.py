"""Importance draws of the macro factor: most replications see a worse economy and count for less.

Of the mixture a fixed share is nominal, so that no weight exceeds its inverse (Hesterberg 1995, Technometrics 37,
185-194). Draws are stratified along the shift.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import brentq

from sim.draws.normals import SECTION, own_normals, shuffled_strata, squeezed
from sim.draws.plans import Drawn
from sim.randomness import normal_cdf, normal_quantile

Array = np.ndarray[Any, Any]

NOMINAL_SHARE = 0.2


@dataclass(frozen=True)
class Importance:
    """The normals come from N(0, 1) with the nominal share and from N(shift, 1) else.

    Along the shift each replication of a section falls into another of 256 strata that are equally likely under the
    mixture; across it normals are the replication's own.
    """

    shift: tuple[float, ...]
    """(months,) standard deviations of the normals; not all 0"""
    nominal_share: float = NOMINAL_SHARE
    kind = "importance"

    @cached_property
    def length(self) -> float:
        """Length of the shift, standard deviations."""
        return float(np.linalg.norm(self.shift))

    @cached_property
    def direction(self) -> Array:
        """(months,) unit vector along the shift."""
        return np.array(self.shift) / self.length

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """The replication's own normals, moved along the shift into its stratum, and the likelihood ratio."""
        normals = own_normals(seed, replication, months)
        own = float(self.direction @ normals)
        stratum = int(shuffled_strata(seed, replication // SECTION)[replication % SECTION])
        along = mixture_quantile(squeezed(stratum, own), self.length, self.nominal_share)
        return Drawn(normals + (along - own) * self.direction, 1.0 / self.likelihood(along))

    def likelihood(self, along: float | Array) -> Any:
        """Density of the mixture / nominal density at so many standard deviations along the shift."""
        shifted = np.exp(self.length * along - self.length * self.length / 2.0)
        return self.nominal_share + (1.0 - self.nominal_share) * shifted

    def likelihoods(self, normals: Array) -> Array:
        """The same for (n, months) normals, shape (n,)."""
        found: Array = self.likelihood(normals @ self.direction)
        return found


def mixture_quantile(probability: float, length: float, nominal_share: float) -> float:
    """Where the mixture of N(0, 1), with the nominal share, and N(length, 1) has the probability below it."""
    nominal = float(normal_quantile(probability))

    def excess(place: float) -> float:
        below = nominal_share * normal_cdf(place) + (1.0 - nominal_share) * normal_cdf(place - length)
        return float(below) - probability

    low, high = nominal, nominal + length  # the quantiles of the two parts
    if math.isclose(low, high) or excess(low) >= 0.0 or excess(high) <= 0.0:
        return low if excess(low) >= 0.0 else high
    return float(brentq(excess, low, high, xtol=1e-14, rtol=1e-14))
