"""Value at risk: the empirical quantile of losses, and the smoothed Harrell-Davis quantile for charts.

The headline is the order statistic k = ceil(n alpha) with its exact interval. Harrell-Davis with the Maritz-Jarrett
error is smoother but covers less (94.0-94.5 % for a nominal 95 % at 99.9 %), so it never makes a headline.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from sim.risk.estimate import Estimate
from sim.risk.intervals import quantile_interval
from sim.risk.samples import FloatArray, Sample, checked_level, checked_sample, order_index

HARRELL_DAVIS_METHOD = "Harrell-Davis with Maritz-Jarrett error"


def value_at_risk(losses: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """Value at risk of the losses at the level (share), in their unit, with the exact order-statistic interval.

    VaR = min{x : F(x) >= level} of the empirical law F. Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    return quantile_interval(losses, level, confidence)


def empirical_quantile(values: Sample, level: float) -> float | int:
    """The order statistic ceil(n level) alone, in the unit and type of the values."""
    sample = checked_sample(values)
    position = order_index(sample.size, level) - 1
    number: float | int = np.partition(sample, position)[position].item()
    return number


def harrell_davis(values: Sample, level: float) -> float:
    """Mean of all order statistics with weights I(i/n; a, b) - I((i-1)/n; a, b), a = (n+1) level, b = n + 1 - a.

    I is the incomplete beta function. Harrell and Davis (1982), Biometrika 69, 635-640.
    """
    ordered = np.sort(checked_sample(values)).astype(np.float64)
    size = ordered.size
    shape = (size + 1) * checked_level(level)
    return float(_beta_weights(size, shape, size + 1 - shape) @ ordered)


def maritz_jarrett_error(values: Sample, level: float) -> float:
    """Standard error of the level-quantile, in the unit of the values.

    Square root of the variance of the m-th order statistic under the empirical law, m = floor(n level + 1/2), at least
    1. Maritz and Jarrett (1978), Journal of the American Statistical Association 73, 194-196; the beta weights have the
    shapes m - 1 and n - m, as in Wilcox (Introduction to Robust Estimation, 3.2) and SciPy, and m and n - m + 1 at the
    two ends of the sample, where one of these is zero.
    """
    ordered = np.sort(checked_sample(values)).astype(np.float64)
    size = ordered.size
    middle = max(1, math.floor(size * checked_level(level) + 0.5))
    centred = ordered - ordered[middle - 1]
    at_an_end = middle == 1 or middle == size
    first, second = (middle, size - middle + 1) if at_an_end else (middle - 1, size - middle)
    weights = _beta_weights(size, first, second)
    return math.sqrt(max(float(weights @ centred**2) - float(weights @ centred) ** 2, 0.0))


def smoothed_value_at_risk(losses: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """Harrell-Davis quantile +- normal factor x Maritz-Jarrett error, in the unit of the losses, for charts."""
    sample = checked_sample(losses)
    centre = harrell_davis(sample, level)
    half = float(stats.norm.isf((1.0 - checked_level(confidence, "confidence")) / 2.0))
    half *= maritz_jarrett_error(sample, level)
    note = "smoother for charts; the interval covers slightly less than it says"
    return Estimate(centre, centre - half, centre + half, confidence, HARRELL_DAVIS_METHOD, sample.size, note)


def _beta_weights(size: int, first: float, second: float) -> FloatArray:
    """Probability that a Beta(first, second) variable lies in each of `size` equal parts of 0..1; shape (size,)."""
    grid = np.arange(size + 1) / size
    weights: FloatArray = np.diff(special.betainc(first, second, grid))
    return weights
