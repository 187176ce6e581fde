"""What a change costs: the paired difference of a quantile per unit of a paired mean, with Fieller's interval.

Numerator and denominator come from the same pairs, so their errors hang together. Variances and covariance are those of
resamples of the pairs; the interval is Fieller's (1954, Journal of the Royal Statistical Society B 16, 175-185), which
exists exactly where the denominator can be told from zero. `tests/risk/test_paired_ratio.py` measures what it covers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.intervals import smallest_sample_two_sided
from sim.risk.paired import RESAMPLES, RESAMPLES_AT_ONCE, RESAMPLING_KEY, checked_pairs, normal_factor
from sim.risk.quantiles import empirical_quantile
from sim.risk.samples import FloatArray, MismatchedPairs, NumberArray, Sample, order_index

RATIO_METHOD = "Fieller's interval, variances of 2,000 resamples of the pairs"


class Moments(NamedTuple):
    """Numerator and denominator of a ratio with the variances and covariance of their errors."""

    numerator: float
    denominator: float
    numerator_variance: float
    denominator_variance: float
    covariance: float


def quantile_per_mean(
    base: Sample, other: Sample, change: NumberArray, level: float, confidence: float = 0.95
) -> Estimate:
    """(Level-quantile of `other` - that of `base`) / mean of `change`, in units of the one per unit of the other.

    All have shape (pairs,); `change` is NaN in pairs in which it is not known. No value where the mean of `change` is
    not above zero beyond doubt, or the pairs are too few for an interval of the quantile: the note says which.
    Raises MismatchedPairs, EmptySample, NonFiniteSample.
    """
    first, second = checked_pairs(base, other)
    if np.shape(change) != first.shape:
        raise MismatchedPairs(f"{first.size} pairs need as many changes, found shape {np.shape(change)}")
    size, known = first.size, int((~np.isnan(change)).sum())
    fewest = smallest_sample_two_sided(level, confidence)
    if size < fewest:
        return _without(f"needs {fewest:,} replications", confidence, size)
    if known < 2:
        return _without("the denominator is known in fewer than two replications", confidence, known)
    return fieller(moments(first, second, change, level), confidence, known)


def moments(first: NumberArray, second: NumberArray, change: NumberArray, level: float) -> Moments:
    """Both parts of the ratio, and how they vary when pairs are drawn anew with replacement, always the same ones."""
    quantiles, means = _resampled(first, second, change, level)
    exist = ~np.isnan(means)
    spread = np.cov(quantiles[exist], means[exist], ddof=1)
    apart = float(empirical_quantile(second, level) - empirical_quantile(first, level))
    middle = float(np.nanmean(change))
    return Moments(apart, middle, float(spread[0, 0]), float(spread[1, 1]), float(spread[0, 1]))


def _resampled(
    first: NumberArray, second: NumberArray, change: NumberArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """(RESAMPLES,) differences of the quantiles and means of the change; a mean of no known pair is NaN."""
    size = first.size
    rank = size - order_index(size, level) + 1
    known = ~np.isnan(change)
    filled = np.where(known, change, 0.0)
    orders = [np.argsort(-values, kind="stable") for values in (first, second)]
    generator = np.random.Generator(np.random.Philox(key=RESAMPLING_KEY))
    quantiles, means = [], []
    for _ in range(RESAMPLES // RESAMPLES_AT_ONCE):
        drawn = generator.integers(0, size, (RESAMPLES_AT_ONCE, size))
        counts = np.array([np.bincount(each, minlength=size) for each in drawn])
        ends = [
            values[order][np.argmax(np.cumsum(counts[:, order], axis=1) >= rank, axis=1)]
            for values, order in zip((first, second), orders, strict=True)
        ]
        quantiles.append(ends[1] - ends[0])
        counted = counts @ known
        means.append(np.where(counted > 0, counts @ filled, np.nan) / np.maximum(counted, 1))
    return np.concatenate(quantiles).astype(np.float64), np.concatenate(means)


def fieller(found: Moments, confidence: float, size: int) -> Estimate:
    """The ratio with the values rho for which numerator - rho x denominator cannot be told from zero."""
    if found.denominator <= 0.0:
        return _without("the denominator is not above zero", confidence, size)
    square = normal_factor(confidence) ** 2
    leading = found.denominator**2 - square * found.denominator_variance
    if leading <= 0.0:
        return _without("the denominator cannot be told from zero", confidence, size)
    middle = found.numerator * found.denominator - square * found.covariance
    last = found.numerator**2 - square * found.numerator_variance
    half = math.sqrt(max(middle**2 - leading * last, 0.0))
    ratio = found.numerator / found.denominator
    low, high = (middle - half) / leading, (middle + half) / leading
    return Estimate(ratio, min(low, ratio), max(high, ratio), confidence, RATIO_METHOD, size)


def _without(why: str, confidence: float, size: int) -> Estimate:
    return Estimate(None, None, None, confidence, RATIO_METHOD, size, f"no ratio: {why}")
