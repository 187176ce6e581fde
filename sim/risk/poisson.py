"""Poisson probabilities up to where nothing is left: neighbours on a random network, claims in an amount of money."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from sim.risk.samples import FloatArray


def poisson_law(mean: float) -> FloatArray:
    """Probability of 0, 1, 2, ..., shape (numbers,); less than 1e-20 lies beyond the last."""
    last = math.ceil(mean + 12.0 * math.sqrt(mean) + 30.0)
    law: FloatArray = stats.poisson.pmf(np.arange(last + 1), mean)
    return law
