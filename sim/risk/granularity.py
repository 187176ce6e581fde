"""What the number of borrowers and the correlation do to the tail of a one-factor pool: adjustments to a simulated one.

A simulated book of a few thousand records overstates the tail of a real one of millions. Its quantile is scaled by the
ratio of two quantiles of the Vasicek law with the same mean and correlation: that of the infinitely fine pool with the
granularity adjustment of either book.
"""

from __future__ import annotations

import math

from scipy import special

from sim.risk.analytic import checked_correlation, large_pool_value_at_risk
from sim.risk.samples import NumberArray, RiskInputError, checked_level


def concentration_of(weights: NumberArray) -> float:
    """Sum of squared shares of record weights, shape (records,): 1/N for N equal ones (Herfindahl index)."""
    total = float(weights.sum())
    if total <= 0.0:
        raise RiskInputError(f"weights add up to {total}, a positive sum is needed")
    return float((weights / total) @ (weights / total))


def granularity_adjustment(probability: float, correlation: float, level: float, concentration: float) -> float:
    """First-order addition to the level-quantile of the default rate (share) for a pool that is not infinitely fine.

    -1 / (2 phi(z)) d/dz [phi(z) v(z) / mu'(z)] at z = Phi^-1(level), mu(z) the conditional default probability and v =
    H mu (1 - mu) the conditional variance, H the concentration (Martin and Wilde 2002, Risk 15, 123-128; Gordy and
    Juneja 2010, Management Science 56, 1833-1848). Raises InvalidLevel, ImpossiblePool, and RiskInputError at
    correlation 0.
    """
    if checked_correlation(correlation) == 0.0:
        raise RiskInputError("correlation: 0 leaves no factor to adjust, a positive one is needed")
    factor = float(special.ndtri(checked_level(level)))
    threshold = float(special.ndtri(checked_level(probability, "probability")))
    slope = math.sqrt(correlation / (1.0 - correlation))
    score = (threshold + math.sqrt(correlation) * factor) / math.sqrt(1.0 - correlation)
    mean = float(special.ndtr(score))
    density = math.exp(-(score**2) / 2.0) / math.sqrt(2.0 * math.pi)
    variance = mean * (1.0 - mean)
    bracket = -factor * variance / (slope * density) + (1.0 - 2.0 * mean) + variance * score / density
    return -0.5 * concentration * bracket


def pool_quantile(probability: float, correlation: float, level: float, concentration: float) -> float:
    """Level-quantile of the default rate (share) of a one-factor pool of this concentration, to first order."""
    fine = large_pool_value_at_risk(probability, correlation, level)
    return fine + granularity_adjustment(probability, correlation, level, concentration)
