"""What a change costs: the paired difference of a quantile per unit of a paired mean, with a bootstrap interval.

Numerator and denominator come from the same pairs, so their errors hang together: both are resampled at once. A ratio
exists only where the denominator is above zero beyond doubt. `tests/risk/test_paired_ratio.py` measures what it covers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.intervals import mean_interval, smallest_sample_two_sided
from sim.risk.paired import RESAMPLES, RESAMPLES_AT_ONCE, RESAMPLING_KEY, checked_pairs
from sim.risk.quantiles import empirical_quantile
from sim.risk.samples import FloatArray, MismatchedPairs, NumberArray, Sample, checked_level, order_index

RATIO_METHOD = "paired bootstrap, percentiles of 2,000 resamples"
UNCLEAR = "what it is divided by cannot be told from zero"
NOT_ABOVE = "what it is divided by is not above zero"


def quantile_per_mean(
    base: Sample, other: Sample, change: NumberArray, level: float, confidence: float = 0.95
) -> Estimate:
    """(Level-quantile of `other` - that of `base`) / mean of `change`, in units of the one per unit of the other.

    All have shape (pairs,); `change` is NaN in pairs in which it is not known. No value where the interval of the mean
    of `change` does not lie above zero, or the pairs are too few for one of the quantile: the note says which.
    Raises MismatchedPairs, EmptySample, NonFiniteSample.
    """
    first, second = checked_pairs(base, other)
    if np.shape(change) != first.shape:
        raise MismatchedPairs(f"{first.size} pairs need as many changes, found shape {np.shape(change)}")
    size, known = first.size, int((~np.isnan(change)).sum())
    fewest = smallest_sample_two_sided(level, confidence)
    if size < fewest:
        return _without(f"needs {fewest:,} replications", confidence, size)
    mean = mean_interval(change[~np.isnan(change)], confidence) if known else None
    if mean is None or mean.estimate is None or mean.estimate <= 0:
        return _without(NOT_ABOVE, confidence, known)
    if mean.ci_low is not None and mean.ci_low <= 0:
        return _without(UNCLEAR, confidence, known)
    ratio = float(empirical_quantile(second, level) - empirical_quantile(first, level)) / mean.estimate
    low, high = _ends(*_resampled(first, second, change, level), confidence)
    if not math.isfinite(low) or not math.isfinite(high):
        return _without(UNCLEAR, confidence, known)
    return Estimate(ratio, min(low, ratio), max(high, ratio), confidence, RATIO_METHOD, known)


def _ends(quantiles: FloatArray, means: FloatArray, confidence: float) -> tuple[float, float]:
    """Percentiles of the resampled ratios; one whose denominator is not above zero has no bound."""
    unbounded = ~(means > 0.0)
    ratios = np.where(unbounded, np.copysign(np.inf, quantiles), quantiles / np.where(unbounded, 1.0, means))
    miss = (1.0 - checked_level(confidence, "confidence")) / 2.0
    low, high = np.quantile(ratios, [miss, 1.0 - miss], method="inverted_cdf")
    return float(low), float(high)


def _resampled(
    first: NumberArray, second: NumberArray, change: NumberArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """(RESAMPLES,) differences of the quantiles and means of the change; a mean of no known pair is NaN."""
    size = first.size
    rank = size - order_index(size, level) + 1
    known = ~np.isnan(change)
    filled = np.where(known, change, 0.0)
    orders = [np.argsort(-values, kind="stable") for values in (first, second)]
    quantiles, means = [], []
    for counts in resampled_counts(size):
        ends = [
            values[order][np.argmax(np.cumsum(counts[:, order], axis=1) >= rank, axis=1)]
            for values, order in zip((first, second), orders, strict=True)
        ]
        quantiles.append(ends[1] - ends[0])
        counted = counts @ known
        means.append(np.where(counted > 0, counts @ filled, np.nan) / np.maximum(counted, 1))
    return np.concatenate(quantiles).astype(np.float64), np.concatenate(means)


def resampled_counts(size: int) -> Iterator[NumberArray]:
    """How often each of so many pairs is drawn, (RESAMPLES_AT_ONCE, pairs) at a time, RESAMPLES in all."""
    generator = np.random.Generator(np.random.Philox(key=RESAMPLING_KEY))
    for _ in range(RESAMPLES // RESAMPLES_AT_ONCE):
        drawn = generator.integers(0, size, (RESAMPLES_AT_ONCE, size))
        yield np.array([np.bincount(each, minlength=size) for each in drawn])


def _without(why: str, confidence: float, size: int) -> Estimate:
    return Estimate(None, None, None, confidence, RATIO_METHOD, size, f"no ratio: {why}")
