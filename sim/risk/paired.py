"""Differences between two arms that met the same luck, replication by replication: means, shares, quantiles, tails.

Every difference is other - base. Means take Student's t of the paired differences, shares of replications the adjusted
interval of Bonett and Price, quantiles a paired bootstrap. Expected shortfalls combine the intervals of the two arms by
the rule MOVER for dependent estimates (Zou and Donner 2008, Statistics in Medicine 27, 1693-1702), with the correlation
of their excesses; `tests/risk/test_paired.py` measures what they cover. Which figures are compared is not decided here.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.risk.capital import MEAN_SHARE
from sim.risk.estimate import Estimate, Number, absent
from sim.risk.intervals import (
    order_statistic_indices,
    paired_difference,
    smallest_sample_two_sided,
)
from sim.risk.quantiles import empirical_quantile
from sim.risk.samples import (
    FloatArray,
    MismatchedPairs,
    NumberArray,
    Sample,
    checked_level,
    checked_sample,
    order_index,
)
from sim.risk.shortfall import expected_shortfall

SHARES_METHOD = "Bonett-Price on discordant pairs"
QUANTILES_METHOD = "paired bootstrap, percentiles of 2,000 resamples"
SHORTFALLS_METHOD = "expected shortfalls of both arms, combined with the correlation of their excesses (MOVER)"
CAPITAL_METHOD = "difference of quantiles less Student t on paired differences, Bonferroni"
ALL_EQUAL = "no interval: the arms are equal in every replication"
RESAMPLES, RESAMPLES_AT_ONCE = 2_000, 50
RESAMPLING_KEY = 20_260_101
"""Key of the resamples: fixed, so that the same runs always give the same interval."""
DOUBT = 2.0
"""Tail replications that are taken to disagree beyond those seen: the correlation of a few pairs says little."""


class Pairing(NamedTuple):
    """What the same luck was worth, and how often the other arm came out lower or higher.

    `correlation` of the two arms over replications; `replications_factor` = (variance of base + variance of other) /
    variance of the difference: so many times the replications would an independent comparison need for an interval of
    the same width. Both are None where an arm, or the difference, does not vary. `lower`, `higher` are shares of pairs.
    """

    correlation: float | None
    replications_factor: float | None
    lower: float
    higher: float


def pairing(base: Sample, other: Sample) -> Pairing:
    """Correlation, factor and shares of the pairs. Raises MismatchedPairs, EmptySample, NonFiniteSample."""
    first, second = checked_pairs(base, other)
    lower, higher = float(np.mean(second < first)), float(np.mean(second > first))
    if first.size < 2:
        return Pairing(None, None, lower, higher)
    apart = float(np.var(second - first, ddof=1))
    together = float(np.var(first, ddof=1) + np.var(second, ddof=1))
    varies = np.ptp(first) > 0 and np.ptp(second) > 0
    correlation = float(np.corrcoef(first, second)[0, 1]) if varies else None
    return Pairing(correlation, together / apart if apart > 0.0 else None, lower, higher)


def checked_pairs(base: Sample, other: Sample) -> tuple[NumberArray, NumberArray]:
    """Both samples, shape (pairs,). Raises MismatchedPairs, EmptySample, NonFiniteSample."""
    first, second = checked_sample(base), checked_sample(other)
    if first.size != second.size:
        raise MismatchedPairs(f"pairs need two samples of one length, found {first.size} and {second.size}")
    return first, second


def mean_difference(base: Sample, other: Sample, confidence: float = 0.95) -> Estimate:
    """Mean of other - base with Student's t, in the unit of the values; without an interval where all are equal."""
    return paired_difference(other, base, confidence)


def share_difference(base: Sample, other: Sample, confidence: float = 0.95) -> Estimate:
    """Share of pairs in which something happens in the other arm less that in the base, from flags 0/1 a pair.

    Both kinds of discordant pairs are counted once more than seen: an interval exists even where there are none.
    Bonett and Price (2012), Journal of Educational and Behavioral Statistics 37, 479-488.
    """
    first, second = checked_pairs(base, other)
    size = first.size
    gained, lost = int(np.sum(second > first)), int(np.sum(second < first))
    more, fewer = (gained + 1) / (size + 2), (lost + 1) / (size + 2)
    half = normal_factor(confidence) * math.sqrt((more + fewer - (more - fewer) ** 2) / (size + 2))
    centre, note = more - fewer, f"only in this arm {gained:,}, only in the base {lost:,} of {size:,} replications"
    low, high = max(-1.0, centre - half), min(1.0, centre + half)
    return Estimate((gained - lost) / size, low, high, confidence, SHARES_METHOD, size, note)


def normal_factor(confidence: float) -> float:
    """Two-sided normal factor, in standard errors."""
    return float(stats.norm.isf((1.0 - checked_level(confidence, "confidence")) / 2.0))


def quantile_difference(base: Sample, other: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """Level-quantile of the other arm less that of the base, in the unit of the values.

    No interval below the number of replications from which the quantiles have one themselves: resamples of a sample
    that hardly reaches the quantile know nothing of it.
    """
    first, second = checked_pairs(base, other)
    size = first.size
    point = float(empirical_quantile(second, level) - empirical_quantile(first, level))
    why = ALL_EQUAL if np.array_equal(first, second) else _missing(size, level, confidence)
    if why:
        return Estimate(point, None, None, confidence, QUANTILES_METHOD, size, why)
    resampled = resampled_quantile_differences(first, second, level)
    if np.ptp(resampled) == 0.0:
        return Estimate(point, None, None, confidence, QUANTILES_METHOD, size, "no interval: all resamples are equal")
    miss = (1.0 - checked_level(confidence, "confidence")) / 2.0
    low, high = np.quantile(resampled, [miss, 1.0 - miss])
    return Estimate(point, min(low, point), max(high, point), confidence, QUANTILES_METHOD, size)


def resampled_quantile_differences(first: NumberArray, second: NumberArray, level: float) -> FloatArray:
    """(RESAMPLES,) differences of the level-quantiles when pairs are drawn anew with replacement, always the same ones.

    Only the pairs near the top of an arm can hold its quantile, so only those are counted; the chance that a resample
    needs more is below 1e-8.
    """
    size = first.size
    rank = size - order_index(size, level) + 1
    reach = min(size, rank + math.ceil(8.0 * math.sqrt(rank)) + 10)
    near = np.union1d(*(np.argsort(-values, kind="stable")[:reach] for values in (first, second)))
    shares = np.append(np.full(near.size, 1.0 / size), max(0.0, 1.0 - near.size / size))
    generator = np.random.Generator(np.random.Philox(key=RESAMPLING_KEY))
    found = []
    for _ in range(RESAMPLES // RESAMPLES_AT_ONCE):
        counts = generator.multinomial(size, shares, RESAMPLES_AT_ONCE)[:, :-1]
        found.append(_from_top(second[near], counts, rank) - _from_top(first[near], counts, rank))
    return np.concatenate(found)


def _from_top(values: NumberArray, counts: NumberArray, rank: int) -> FloatArray:
    """(resamples,) values of the rank, from 1 at the top, when value i is there counts[:, i] times."""
    order = np.argsort(-values, kind="stable")
    place = np.argmax(np.cumsum(counts[:, order], axis=1) >= rank, axis=1)
    found: FloatArray = values[order][place].astype(np.float64)
    return found


def shortfall_difference(base: Sample, other: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """Expected shortfall of the other arm less that of the base at the level, in the unit of the values."""
    first, second = checked_pairs(base, other)
    size = first.size
    below, above = expected_shortfall(first, level, confidence), expected_shortfall(second, level, confidence)
    point = _less(above.estimate, below.estimate)
    why = ALL_EQUAL if np.array_equal(first, second) else _missing(size, level, confidence)
    if why or point is None:
        return Estimate(point, None, None, confidence, SHORTFALLS_METHOD, size, why)
    excesses = [np.maximum(values - empirical_quantile(values, level), 0.0) for values in (first, second)]
    correlation = excess_correlation(excesses[0], excesses[1], size * (1.0 - level))
    low = point - _reach(_less(above.estimate, above.ci_low), _less(below.ci_high, below.estimate), correlation)
    high = point + _reach(_less(above.ci_high, above.estimate), _less(below.estimate, below.ci_low), correlation)
    return Estimate(point, low, high, confidence, SHORTFALLS_METHOD, size)


def capital_difference(base: Sample, other: Sample, level: float = 0.999, confidence: float = 0.95) -> Estimate:
    """(Quantile - mean) of the other arm less that of the base: economic capital, in the unit of the losses.

    As in `sim.risk.capital`, the quantiles take nine tenths of the allowed error, the means one tenth.
    """
    first, second = checked_pairs(base, other)
    miss = 1.0 - checked_level(confidence, "confidence")
    tail = quantile_difference(first, second, level, 1.0 - miss * (1.0 - MEAN_SHARE))
    mean = mean_difference(first, second, 1.0 - miss * MEAN_SHARE)
    return Estimate(
        estimate=_less(tail.estimate, mean.estimate),
        ci_low=_less(tail.ci_low, mean.ci_high),
        ci_high=_less(tail.ci_high, mean.ci_low),
        confidence=confidence,
        method=CAPITAL_METHOD,
        n=first.size,
        note=tail.note,
    )


def excess_correlation(base: FloatArray, other: FloatArray, slots: float) -> float:
    """Correlation of the excesses over the quantile, 0..1, drawn towards 0 where few replications make up the tail.

    `base` and `other` in the unit of the values, shape (pairs,); `slots` the replications in a tail. A negative
    correlation counts as none.
    """
    if np.ptp(base) == 0.0 or np.ptp(other) == 0.0:
        return 0.0
    return max(0.0, float(np.corrcoef(base, other)[0, 1])) * slots / (slots + DOUBT)


def _reach(one: Number, another: Number, correlation: float) -> float:
    """Length of the difference of two errors with the correlation, in their unit."""
    side, next_side = float(one or 0), float(another or 0)
    return math.sqrt(max(side * side + next_side * next_side - 2.0 * correlation * side * next_side, 0.0))


def _missing(size: int, level: float, confidence: float) -> str:
    """In words, from how many replications the interval exists; empty where it does."""
    lower, upper = order_statistic_indices(size, level, confidence)
    if lower >= 1 and upper <= size:
        return ""
    need = max(smallest_sample_two_sided(share, confidence) for share in (level, 1.0 - level))
    return f"no lower end below {need:,} replications; no finite upper end below {need:,} replications"


def _less(first: Number, second: Number) -> float | None:
    """First less second; None if either does not exist."""
    return None if first is None or second is None else float(first - second)


def without_pairs(method: str, confidence: float, size: int = 0) -> Estimate:
    """The difference that cannot be told: no pair, or a tail of one pair."""
    why = "no quantile from one replication" if size else "no replication has a value in both arms"
    return absent(confidence, method, size, why)
