"""How often fresh runs breach a buffer that is an order statistic of earlier ones: the law, and a test of it.

If the buffer is the k-th smallest of n independent shortfalls of a continuous law, the chance that a fresh run exceeds
it is Beta(n - k + 1, k), whatever the law; so the breaches among m fresh runs are beta-binomial (Wilks 1941, Annals of
Mathematical Statistics 12, 91-96). Ties make breaches rarer, never more frequent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from sim.risk.estimate import Estimate
from sim.risk.samples import FloatArray, RiskInputError, Sample, checked_level, checked_sample, order_index

BREACH_METHOD = "beta-binomial law of fresh runs"


class Breaches(NamedTuple):
    """Breaches among fresh runs beside their law: counts, the ends between which `confidence` of the law lies, p-value.

    `expected` is the mean of the law, m (n - k + 1) / (n + 1).
    """

    found: int
    expected: float
    low: int
    high: int
    p_value: float


def breach_law(fresh: int, size: int, level: float) -> Any:
    """Frozen scipy law of the breaches among `fresh` runs of the level-quantile of `size` runs, k = ceil(size level).

    Raises RiskInputError for sizes below 1, InvalidLevel.
    """
    if fresh < 1 or size < 1:
        raise RiskInputError(f"{size} runs and {fresh} fresh ones: at least one of each is needed")
    order = order_index(size, level)
    return stats.betabinom(fresh, size - order + 1, order)


def breaches_of(buffer_runs: Sample, fresh_runs: Sample, level: float, confidence: float = 0.95) -> Breaches:
    """Breaches of the level-quantile of some shortfalls among fresh ones, both in one unit.

    Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    earlier, fresh = np.sort(checked_sample(buffer_runs)), checked_sample(fresh_runs)
    buffer = earlier[order_index(earlier.size, level) - 1]
    found = int(np.count_nonzero(fresh > buffer))
    law = breach_law(fresh.size, earlier.size, level)
    tail = (1.0 - checked_level(confidence, "confidence")) / 2.0
    return Breaches(
        found,
        float(law.mean()),
        int(law.ppf(tail)),
        int(law.isf(tail)),
        _two_sided(law.pmf(np.arange(fresh.size + 1)), found),
    )


def combined_p_value(found: Sample, fresh: int, size: int, level: float) -> float:
    """Two-sided p-value of the total of breaches over independent repetitions, each of `fresh` runs; exact.

    The law of the total is the convolution of as many beta-binomial ones. Raises EmptySample, InvalidLevel.
    """
    counts = checked_sample(found)
    one = breach_law(fresh, size, level).pmf(np.arange(fresh + 1))
    total: FloatArray = np.ones(1)
    for _ in range(counts.size):
        total = np.convolve(total, one)
    return _two_sided(total, int(counts.sum()))


def breach_interval(breaches: Breaches, fresh: int, confidence: float = 0.95) -> Estimate:
    """Share of fresh runs that breach, and between which shares the law of the buffer lets it lie."""
    note = (
        f"{breaches.found:,} of {fresh:,} fresh runs, expected {breaches.expected:.4g}; the ends are those of the law"
    )
    low, high = breaches.low / fresh, breaches.high / fresh
    return Estimate(breaches.found / fresh, low, high, confidence, BREACH_METHOD, fresh, note)


def _two_sided(pmf: FloatArray, found: int) -> float:
    """2 x the smaller tail of a law on 0, 1, 2, ..., the observed count in both, at most 1."""
    return float(min(1.0, 2.0 * min(pmf[: found + 1].sum(), pmf[found:].sum())))
