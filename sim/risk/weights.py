"""Replications of unequal weight: effective sample size, calibration, weighted quantile.

A weight is the likelihood ratio of a replication, nominal density of its factor path over the density it was drawn
from: 1 under plain draws, and 1 on average under any. Nothing here knows of intervals.
"""

from __future__ import annotations

import numpy as np

from sim.risk.samples import (
    FloatArray,
    MismatchedPairs,
    NumberArray,
    RiskInputError,
    Sample,
    checked_level,
    checked_sample,
    exact_share,
)

ROUNDING = 1e-12
"""Relative error allowed to a sum of weights, so that 0.001 x 1,000 replications is one replication."""


class InvalidWeights(RiskInputError):
    """Weights that are negative, not finite, or all zero."""


def checked_weights(weights: Sample, size: int) -> FloatArray:
    """Weights as float64, shape (size,). Raises InvalidWeights, MismatchedPairs for another length."""
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (size,):
        raise MismatchedPairs(f"{size} values need as many weights, found shape {array.shape}")
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0.0)))
    if wrong.size:
        raise InvalidWeights(f"weight of row {wrong[0]} is {array[wrong[0]]}, allowed are finite numbers from 0")
    if size and not array.any():
        raise InvalidWeights("all weights are 0, at least one must be positive")
    return array


def effective_sample_size(weights: FloatArray) -> float:
    """Replications of equal weight that say as much of a mean: (sum w)^2 / sum w^2 (Kish 1965, Survey Sampling, 8.2).

    `weights` has shape (replications,); 0 for none.
    """
    return float(weights.sum()) ** 2 / float(weights @ weights) if weights.any() else 0.0


def largest_weight_share(weights: FloatArray) -> float:
    """Largest weight / sum of weights, share; 1 for none, as nothing then rests on more than one replication."""
    return float(weights.max()) / float(weights.sum()) if weights.any() else 1.0


def calibrated_weights(weights: FloatArray) -> FloatArray:
    """Weights w (1 + (1 - mean w) (w - mean w) / var w), shape (replications,); their mean is exactly 1.

    A mean with these weights is the regression estimator that has the weight itself, whose expectation is 1, as
    control variate (Owen and Zhou 2000, Journal of the American Statistical Association 95, 135-143), hence one set of
    weights for means, probabilities and quantiles. Equal weights become 1.
    """
    mean = float(weights.mean())
    spread = float(weights.var())
    if spread <= (ROUNDING * mean) ** 2:
        return np.ones_like(weights)
    calibrated: FloatArray = weights * (1.0 + (1.0 - mean) * (weights - mean) / spread)
    return calibrated


def weighted_quantile(values: Sample, weights: FloatArray, level: float) -> float | int:
    """Smallest value x whose weight above it, sum of w over values > x, is at most n (1 - level); unit of the values.

    `weights` has shape (n,) and mean 1 (`calibrated_weights`). With equal weights it is the order statistic
    ceil(n level). Counted from the upper end, where large weights in the middle of the law cannot blur a tail.
    Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    sample = checked_sample(values)
    order = np.argsort(sample, kind="stable")
    allowed = sample.size * float(1 - exact_share(checked_level(level)))
    number: float | int = quantile_above(sample[order], weights_above(weights[order]), allowed).item()
    return number


def weights_above(ordered: FloatArray) -> FloatArray:
    """Sum of the weights behind each place of an ordered sample, shape (n,), summed from the far end."""
    above: FloatArray = np.concatenate([np.cumsum(ordered[:0:-1])[::-1], np.zeros(1)])
    return above


def quantile_above(ordered: NumberArray, above: FloatArray, allowed: float) -> np.generic:
    """First of the ordered values, shape (n,), whose weight above (`weights_above`) is at most `allowed`."""
    place = int(np.searchsorted(-above, -allowed * (1.0 + ROUNDING) - ROUNDING, side="left"))
    value: np.generic = ordered[min(place, ordered.size - 1)]
    return value
