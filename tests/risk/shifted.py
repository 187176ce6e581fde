"""A toy of importance draws: the factor of a fine pool from a defensive mixture, a fifth nominal, the rest shifted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.risk.analytic import conditional_probability

NOMINAL = 0.2


def shifted_factors(generator: np.random.Generator, size: int, shift: float = 3.2) -> tuple[NDArray[Any], NDArray[Any]]:
    """Factors, standard deviations, and their likelihood ratios, at most 1 / 0.2; shape (size,) each."""
    nominal = generator.random(size) < NOMINAL
    factors = generator.standard_normal(size) + np.where(nominal, 0.0, shift)
    ratio = np.exp(shift * factors - shift**2 / 2.0)
    return factors, 1.0 / (NOMINAL + (1.0 - NOMINAL) * ratio)


def shifted_losses(seed: int, size: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Default rates of an infinitely fine pool, p = 3 %, correlation 12 %, and their weights; shape (size,) each."""
    factors, weights = shifted_factors(np.random.default_rng(seed), size)
    return conditional_probability(factors, 0.03, 0.12), weights
