"""Intervals for quantiles, probabilities, means and paired differences of independent replications.

Quantiles and probabilities get exact binomial intervals; means get Student's t. Expected shortfall has a file of its
own (`shortfall`), so have dispersion and correlation (`dispersion`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from sim.risk.estimate import Estimate, absent, joined
from sim.risk.samples import MismatchedPairs, RiskInputError, Sample, checked_level, checked_sample, order_index

ORDER_STATISTIC_METHOD = "exact order statistics (binomial)"
CLOPPER_PEARSON_METHOD = "Clopper-Pearson"
STUDENT_METHOD = "Student t"
PAIRED_METHOD = "Student t on paired differences"


class OrderStatistics(NamedTuple):
    """Numbers, from 1, of the order statistics that end an interval; 0 and size + 1 mean that the end is missing."""

    lower: int
    upper: int


def order_statistic_indices(size: int, level: float, confidence: float = 0.95) -> OrderStatistics:
    """Equal-tailed, distribution-free interval of the level-quantile (David and Nagaraja, Order Statistics, 7.1).

    With B ~ Binomial(size, level) and t = (1 - confidence) / 2: `lower` is the largest r with P(B <= r - 1) <= t,
    `upper` the smallest s with P(B >= s) <= t. Coverage is at least `confidence`, for ties too.
    """
    checked_level(level)
    tail = (1.0 - checked_level(confidence, "confidence")) / 2.0
    near, far = (float(special.bdtrik(share, size, level)) for share in (tail, 1.0 - tail))
    lower = 1 if math.isnan(near) else min(int(near) + 3, size + 1)
    while lower > 0 and special.bdtr(lower - 1, size, level) > tail:
        lower -= 1
    upper = 0 if math.isnan(far) else max(int(far) - 2, 0)
    while upper <= size and special.bdtrc(upper - 1, size, level) > tail:
        upper += 1
    return OrderStatistics(lower, upper)


def smallest_sample(level: float, confidence: float = 0.95) -> int:
    """Fewest values whose largest bounds the level-quantile from above, one-sided: ceil(ln(1 - confidence) / ln level).

    Wilks (1941), Annals of Mathematical Statistics 12, 91-96: level^n <= 1 - confidence.
    """
    miss = 1.0 - checked_level(confidence, "confidence")
    return _fewest_draws(checked_level(level), miss)


def smallest_sample_two_sided(level: float, confidence: float = 0.95) -> int:
    """Fewest values from which the two-sided, equal-tailed interval of the level-quantile has a finite upper end.

    ceil(ln((1 - confidence) / 2) / ln level): 3,688 at 99.9 % and 95 %.
    """
    miss = (1.0 - checked_level(confidence, "confidence")) / 2.0
    return _fewest_draws(checked_level(level), miss)


def _fewest_draws(level: float, miss: float) -> int:
    """Smallest n with level^n <= miss; a quotient within rounding of a whole number counts as whole."""
    quotient = math.log(miss) / math.log(level)
    whole = round(quotient)
    return max(1, whole if abs(quotient - whole) < 1e-9 * max(1.0, quotient) else math.ceil(quotient))


def quantile_interval(values: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """The order statistic ceil(n level) of the values with its exact interval, in their unit.

    Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    ordered = np.sort(checked_sample(values))
    size = ordered.size
    position = order_index(size, level)
    lower, upper = order_statistic_indices(size, level, confidence)
    largest = "the largest, hence likely too low" if size > 1 and size * (1.0 - level) < 1.0 - 1e-9 else ""
    return Estimate(
        estimate=ordered[position - 1],
        ci_low=ordered[lower - 1] if lower >= 1 else None,
        ci_high=ordered[upper - 1] if upper <= size else None,
        confidence=confidence,
        method=ORDER_STATISTIC_METHOD,
        n=size,
        note=joined(
            f"order statistic {position:,} of {size:,}",
            largest,
            missing_ends(lower, upper, size, level, confidence),
        ),
    )


def missing_ends(lower: int, upper: int, size: int, level: float, confidence: float) -> str:
    """In words, which ends of an order-statistic interval are missing and from how many replications they exist."""
    words = []
    if lower < 1:
        need = smallest_sample_two_sided(1.0 - level, confidence)
        words.append(f"no lower end below {need:,} replications")
    if upper > size:
        need = smallest_sample_two_sided(level, confidence)
        words.append(f"no finite upper end below {need:,} replications")
    return joined(*words)


def probability_interval(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """Share of successes with the exact interval of Clopper and Pearson (1934), Biometrika 26, 404-413.

    Raises RiskInputError unless 0 <= successes <= trials and trials >= 1.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise RiskInputError(f"{successes} successes in {trials} trials, allowed are 0..trials and at least one trial")
    tail = (1.0 - checked_level(confidence, "confidence")) / 2.0
    low = float(special.betaincinv(successes, trials - successes + 1, tail)) if successes > 0 else 0.0
    high = float(special.betainccinv(successes + 1, trials - successes, tail)) if successes < trials else 1.0
    note = f"{successes:,} of {trials:,} replications"
    return Estimate(successes / trials, low, high, confidence, CLOPPER_PEARSON_METHOD, trials, note)


def mean_interval(values: Sample, confidence: float = 0.95) -> Estimate:
    """Mean with the interval mean +- t(n - 1) s / sqrt(n), in the unit of the values; no interval for one value.

    Student's t is exact for normal values and approximate (central limit theorem) for others. Values that are all
    equal say nothing of their spread: no interval either. Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    sample = checked_sample(values)
    checked_level(confidence, "confidence")
    size = sample.size
    mean = float(sample.mean())
    if size < 2:
        return Estimate(mean, None, None, confidence, STUDENT_METHOD, size, "no interval from one replication")
    if sample.min() == sample.max():
        note = "no interval: all replications are equal"
        return Estimate(float(sample[0]), None, None, confidence, STUDENT_METHOD, size, note)
    half = student_factor(size - 1, confidence) * float(sample.std(ddof=1)) / math.sqrt(size)
    return Estimate(mean, mean - half, mean + half, confidence, STUDENT_METHOD, size)


def student_factor(degrees: float, confidence: float) -> float:
    """Two-sided Student factor t for the degrees of freedom, in standard errors."""
    return -float(special.stdtrit(degrees, (1.0 - checked_level(confidence, "confidence")) / 2.0))


def paired_difference(first: Sample, second: Sample, confidence: float = 0.95) -> Estimate:
    """Mean of first - second, value by value (same replication, common random numbers), with Student's t.

    Differences that are all equal say nothing of their spread: no interval then, as for any mean.
    Raises MismatchedPairs, EmptySample, NonFiniteSample, InvalidLevel.
    """
    left, right = checked_sample(first), checked_sample(second)
    if left.size != right.size:
        raise MismatchedPairs(f"pairs need two samples of one length, found {left.size} and {right.size}")
    found = mean_interval(left - right, confidence)
    return Estimate(found.estimate, found.ci_low, found.ci_high, confidence, PAIRED_METHOD, found.n, found.note)


def without_values(method: str, confidence: float) -> Estimate:
    """The estimate of a column in which no replication has a value."""
    return absent(confidence, method, 0, "no replication has a value")
