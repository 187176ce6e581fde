"""The normals behind a factor path, all keyed: a replication's own, a section's, and how both fill strata.

A section is 256 replications in a row. What its replications share is drawn at the address of its first one, in months
that no run reaches.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from sim import engine
from sim.opening import stream_record
from sim.randomness import normal_cdf, normal_quantile

Array = np.ndarray[Any, Any]

SECTION = 256
"""Replications that are balanced against each other: replication r is in section r // 256."""
SECTION_BITS = 8
BEYOND_ANY_RUN = 100_001
"""First month at which a section's own normals are drawn."""
MONTHS_OF_A_BLOCK = 1_000
SMALLEST, LARGEST = 2.0**-53, 1.0 - 2.0**-53
"""Ends of what is taken for a probability: rounding must not make one 0 or 1."""


def own_normals(seed: int, replication: int, months: int) -> Array:
    """(months,) independent standard normals of a replication, those that move its factor under plain draws."""
    normals = np.zeros(months)
    engine.draw_factors(normals, 1, 0.0, stream_record(seed, replication))
    return normals


def section_normals(seed: int, section: int, block: int) -> Array:
    """(256,) independent standard normals that a section's replications share; each block is others."""
    normals = np.zeros(SECTION)
    first = BEYOND_ANY_RUN + block * MONTHS_OF_A_BLOCK
    engine.draw_factors(normals, first, 0.0, stream_record(seed, section * SECTION))
    return normals


@lru_cache(maxsize=64)
def shuffled_strata(seed: int, section: int) -> Array:
    """(256,) which stratum each replication of a section falls into: all orders are equally likely."""
    return np.argsort(section_normals(seed, section, 0), kind="stable")


def squeezed(stratum: int, normal: float) -> float:
    """A probability in the stratum of 256: where in it, the normal says. Uniform where the strata are."""
    inside = (stratum + normal_cdf(float(normal))) / SECTION
    return min(max(inside, SMALLEST), LARGEST)


def normal_in(stratum: int, normal: float) -> float:
    """The normal squeezed into a stratum of equal probability, as a normal again."""
    return float(normal_quantile(squeezed(stratum, normal)))
