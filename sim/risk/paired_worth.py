"""What the same luck is worth, with its own interval: how many times as many replications two independent runs need.

The figure itself is `sim.risk.paired.pairing`; here it gets the error that it has from so many pairs.
"""

from __future__ import annotations

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.paired import checked_pairs, pairing
from sim.risk.paired_ratio import resampled_counts
from sim.risk.samples import FloatArray, NumberArray, Sample, checked_level

WORTH_METHOD = "variances of both arms / variance of the paired difference, percentiles of 2,000 resamples of the pairs"


def worth_of_luck(base: Sample, other: Sample, confidence: float = 0.95) -> Estimate:
    """(Variance of base + variance of other) / variance of the difference, a plain number, from (pairs,) values.

    No value where the difference, or both arms, do not vary. Raises MismatchedPairs, EmptySample, NonFiniteSample.
    """
    first, second = checked_pairs(base, other)
    size, factor = first.size, pairing(first, second).replications_factor
    if factor is None:
        return Estimate(None, None, None, confidence, WORTH_METHOD, size, "times; the difference does not vary")
    drawn = np.concatenate([_factors(first, second, counts) for counts in resampled_counts(size)])
    miss = (1.0 - checked_level(confidence, "confidence")) / 2.0
    low, high = np.quantile(drawn, [miss, 1.0 - miss], method="inverted_cdf")
    if not np.isfinite(high):
        return Estimate(factor, min(low, factor), None, confidence, WORTH_METHOD, size, "times; no upper end")
    return Estimate(factor, min(low, factor), max(high, factor), confidence, WORTH_METHOD, size, "times")


def _factors(first: NumberArray, second: NumberArray, counts: NumberArray) -> FloatArray:
    """(resamples,) factors when pair i is there counts[:, i] times; infinite where the difference does not vary."""
    apart = _variances(second - first, counts)
    together = _variances(first, counts) + _variances(second, counts)
    return np.divide(together, apart, out=np.full(apart.shape, np.inf), where=apart > 0.0)


def _variances(values: NumberArray, counts: NumberArray) -> FloatArray:
    """(resamples,) variances of the resampled values, centred first so that squares stay exact enough."""
    centred = values - values.mean()
    size = values.size
    found: FloatArray = counts @ (centred * centred) / size - (counts @ centred / size) ** 2
    return found
