"""Intervals for draws that are not plain: antithetic, Sobol, stratified, importance. All from sections of 256.

Estimates use every replication with its weight. Errors are those of a mean of independent sections: of the value, of
"lies above", or of the excess. A quantile's interval inverts the exact binomial law at the effective number of
replications that this error stands for (Korn and Graubard 1998, Survey Methodology 24, 193-201; Woodruff 1952, Journal
of the American Statistical Association 47, 635-646), so that with plain draws it is the exact one again.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from sim.risk.drawn import Drawn
from sim.risk.estimate import Estimate, Number, joined
from sim.risk.intervals import missing_ends, student_factor
from sim.risk.samples import FloatArray, NumberArray, checked_level
from sim.risk.sections import SectionError, few_sections, normalised, regressed, spread_over_sections
from sim.risk.weights import effective_sample_size, quantile_above, weighted_quantile, weights_above

SECTION_MEAN_METHOD = "Student t over sections"
SECTION_SHARE_METHOD = "Clopper-Pearson at the effective size of the sections"
SECTION_QUANTILE_METHOD = "order statistics at the effective size of the sections"
SECTION_SHORTFALL_METHOD = "Student t over sections and gamma pivot, the wider"
FEWEST_IN_TAIL = 20.0
"""Effective replications above a quantile from which the spread over sections says how well it is known."""


def section_spread(drawn: Drawn, values: NumberArray) -> SectionError:
    """Weighted mean of values, shape (n,), of the drawn replications, with its error over the sections."""
    influence = (regressed if drawn.whole else normalised)(values, drawn.weights)
    return spread_over_sections(influence, drawn.sections, drawn.complete)


def section_mean(drawn: Drawn, confidence: float) -> Estimate:
    """Weighted mean +- Student factor x error over the sections, in the unit of the values."""
    mean = float(drawn.shares @ drawn.values) / drawn.size
    if drawn.values.min() == drawn.values.max():
        note = "no interval: all replications are equal" if drawn.size > 1 else "no interval from one replication"
        return Estimate(float(drawn.values[0]), None, None, confidence, SECTION_MEAN_METHOD, drawn.size, note)
    few = few_sections(drawn.sections, drawn.complete)
    if few:
        return Estimate(mean, None, None, confidence, SECTION_MEAN_METHOD, drawn.size, few)
    spread = section_spread(drawn, drawn.values)
    half = student_factor(spread.freedom, confidence) * spread.error
    note = f"{spread.freedom + 1:,} sections"
    return Estimate(mean, mean - half, mean + half, confidence, SECTION_MEAN_METHOD, drawn.size, note)


def section_probability(drawn: Drawn, confidence: float) -> Estimate:
    """Weighted share of the replications whose value, 0 or 1, is 1. None or all of them: as of plain draws with the
    largest weight each.
    """
    share = min(max(float(drawn.shares @ drawn.values) / drawn.size, 0.0), 1.0)
    if drawn.values.min() == drawn.values.max():
        share = float(drawn.values[0])  # weights add up to their number only on the mean
    few = few_sections(drawn.sections, drawn.complete)
    if few:
        return Estimate(share, None, None, confidence, SECTION_SHARE_METHOD, drawn.size, few)
    size = drawn.size / max(1.0, float(drawn.weights.max()))
    if 0.0 < share < 1.0:
        size = effective_size(drawn, drawn.values, confidence)
    tail = (1.0 - checked_level(confidence, "confidence")) / 2.0
    low = float(special.betaincinv(share * size, size - share * size + 1.0, tail)) if share > 0.0 else 0.0
    high = float(special.betaincinv(share * size + 1.0, size - share * size, 1.0 - tail)) if share < 1.0 else 1.0
    note = f"{int(drawn.values.sum()):,} of {drawn.size:,} replications, weighted"
    return Estimate(share, min(low, share), max(high, share), confidence, SECTION_SHARE_METHOD, drawn.size, note)


def effective_size(drawn: Drawn, happened: NumberArray, confidence: float) -> float:
    """Plain replications that would know the share of `happened`, 0 or 1 of shape (n,), as well as the drawn ones do.

    Share (1 - share) / error^2, less what few sections cost. An error below half a replication, the heaviest of those
    in which it happened, is not told apart from that. Some, but not all, must have happened.
    """
    share = float(drawn.shares @ happened) / drawn.size
    spread = section_spread(drawn, happened)
    error = max(spread.error, 0.5 * float(drawn.weights[happened.astype(bool)].max()) / drawn.size)
    factor = student_factor(drawn.size - 1, confidence) / student_factor(spread.freedom, confidence)
    return max(share * (1.0 - share), 0.0) / error**2 * factor**2


def section_quantile(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """The weighted level-quantile, in the unit of the values, with its interval from the sections.

    Where fewer than 20 replications lie above it, the spread over the sections says nothing: then the interval is that
    of as many plain draws, which balanced draws do not exceed (Hoeffding 1956, Annals of Mathematical Statistics 27,
    713-721, for strata); with unequal weights there is none.
    """
    point = weighted_quantile(drawn.values, drawn.shares, level)
    few = few_sections(drawn.sections, drawn.complete)
    above = drawn.values > point
    tail = effective_sample_size(drawn.weights[above])
    thin = tail < FEWEST_IN_TAIL
    if not few and thin and np.ptp(drawn.weights) > 0.0:
        few = f"no interval: the tail counts as {tail:,.0f} replications"
    if few:
        return Estimate(point, None, None, confidence, SECTION_QUANTILE_METHOD, drawn.size, few)
    size = float(drawn.size)
    if not thin:
        size = effective_size(drawn, above, confidence)
    shares = tail_shares(size, 1.0 - level, confidence)
    low, high = _values_at(drawn, shares)
    missing = missing_ends(1 if low is not None else 0, 0 if high is not None else 1, 0, level, confidence)
    said = "thin tail: interval of plain draws" if thin else f"counts as {size:,.0f} plain replications"
    note = joined(said, missing)
    return Estimate(
        point, _least(low, point), _most(high, point), confidence, SECTION_QUANTILE_METHOD, drawn.size, note
    )


def tail_shares(size: float, share: float, confidence: float) -> tuple[float | None, float | None]:
    """Shares above the lower and the upper end of the interval of the quantile that has `share` of the law above it.

    With K ~ Binomial(size, share) and t = (1 - confidence) / 2: c / size for the c with P(K >= c + 1) = t and with
    P(K <= c) = t, both continued to real numbers by the incomplete beta function; None where no such c lies in 0..size.
    """
    tail = (1.0 - checked_level(confidence, "confidence")) / 2.0

    def more(count: float) -> float:
        return float(special.betainc(count + 1.0, size - count, share))

    last = size * (1.0 - 1e-12)
    lower = float(optimize.brentq(lambda count: more(count) - tail, 0.0, last)) if more(0.0) > tail else 0.0
    has_upper = 1.0 - more(0.0) <= tail
    upper = float(optimize.brentq(lambda count: 1.0 - more(count) - tail, 0.0, last)) if has_upper else None
    return (lower / size if lower <= size - 1.0 else None), (None if upper is None else upper / size)


def _values_at(drawn: Drawn, shares: tuple[float | None, float | None]) -> tuple[Number, Number]:
    """Largest value with at least the first share above it, and smallest with at most the second; None for None."""
    order = np.argsort(drawn.values, kind="stable")
    ordered, above = drawn.values[order], weights_above(drawn.shares[order])
    lower, upper = shares
    low: Number = None
    if lower is not None:
        reached = np.flatnonzero(above >= lower * drawn.size * (1.0 - 1e-12))
        low = ordered[reached[-1]].item() if reached.size else None
    return low, None if upper is None else quantile_above(ordered, above, upper * drawn.size).item()


def section_shortfall(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """Weighted value at risk + mean excess, in the unit of the losses, with its interval from the sections.

    To first order the error of the value at risk cancels, so the error is that of the mean of max(loss - VaR, 0) / (1 -
    level). Each end is the wider of Student's t and a gamma pivot of that mean: excesses are skewed.
    """
    quantile = section_quantile(drawn, level, confidence)
    threshold = weighted_quantile(drawn.values, drawn.shares, level)
    excesses: FloatArray = np.maximum(drawn.values - threshold, 0.0) / (1.0 - level)
    excess = float(drawn.shares @ excesses) / drawn.size
    point = float(threshold) + excess
    if quantile.ci_high is None:
        note = quantile.note
        return Estimate(point, None, None, confidence, SECTION_SHORTFALL_METHOD, drawn.size, note)
    spread = section_spread(drawn, excesses)
    below, above = _reach(excess, spread, drawn.size, confidence)
    return Estimate(
        point, point - below, point + above, confidence, SECTION_SHORTFALL_METHOD, drawn.size, quantile.note
    )


def _reach(excess: float, spread: SectionError, size: int, confidence: float) -> tuple[float, float]:
    """How far the mean excess may lie below and above its estimate, in its unit."""
    half = student_factor(spread.freedom, confidence) * spread.error
    if excess <= 0.0 or spread.error <= 0.0:
        return half, half
    miss = (1.0 - confidence) / 2.0
    factor = student_factor(size - 1, confidence) / student_factor(spread.freedom, confidence)
    shape = (factor * excess / spread.error) ** 2
    low = excess * shape / float(special.gammainccinv(shape, miss))
    high = excess * shape / max(float(special.gammaincinv(shape, miss)), 1e-12 * shape)
    return max(half, excess - low), max(half, high - excess)


def section_deviation(drawn: Drawn, confidence: float) -> Estimate:
    """Weighted standard deviation, its logarithm +- Student factor x error over the sections; unit of the values."""
    mean = float(drawn.shares @ drawn.values) / drawn.size
    squares = (drawn.values - mean) ** 2
    variance = float(drawn.shares @ squares) / drawn.size
    deviation = math.sqrt(max(variance, 0.0))
    few = few_sections(drawn.sections, drawn.complete)
    if few or variance <= 0.0:
        note = few or "no interval: all replications are equal"
        return Estimate(deviation, None, None, confidence, SECTION_MEAN_METHOD, drawn.size, note)
    spread = section_spread(drawn, squares)
    reach = math.exp(student_factor(spread.freedom, confidence) * spread.error / (2.0 * variance))
    return Estimate(
        deviation,
        deviation / reach,
        deviation * reach,
        confidence,
        f"{SECTION_MEAN_METHOD}, on the logarithm",
        drawn.size,
    )


def _least(end: Number, point: Number) -> Number:
    return None if end is None or point is None else min(end, point)


def _most(end: Number, point: Number) -> Number:
    return None if end is None or point is None else max(end, point)
