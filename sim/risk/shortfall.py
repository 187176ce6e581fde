"""Expected shortfall of plain, equally weighted draws, with an interval whose coverage was measured.

The point is exact for lattice losses: ties at the value at risk count with the right share. No importance weights.

The interval. ES = VaR + mean excess. The two errors are all but independent (given the threshold, the excesses are
a sample of their own), so their intervals are combined by the square-and-add rule MOVER (Zou and Donner 2008,
Statistics in Medicine 27, 1693-1702): the exact order-statistic interval of VaR, and for the mean of m = n (1 -
level) excesses the gamma pivot with shape m / max(1, c^2), c the coefficient of variation. Each end is widened, if
need be, to Student's t with the variance of Manistre and Hancock (2005), North American Actuarial Journal 9,
129-156, whose plain normal interval covers too little.

Measured coverage at nominal 95 % (2,000 trials, standard error 0.4 points), Vasicek law p = 3 %, rho = 12 %, n =
5,000 and 10,000: 96.1 and 95.6 % at level 97.5 %, 98.6 and 98.3 % at 99.9 %; n = 200 at 97.5 %: 97.4 %.
Exponential, normal losses 96.4 % or more, lognormal (sigma 1) 94.4 %, Pareto with tail index 2.5 92.8 %.

The upper end exists where that of VaR does. It rests on the excesses seen: no sample bounds an expected shortfall
without an assumption on the tail.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from sim.risk.estimate import Estimate, Number, joined
from sim.risk.intervals import missing_ends, order_statistic_indices, student_factor
from sim.risk.samples import NumberArray, Sample, checked_level, checked_sample, exact_share, order_index

SHORTFALL_METHOD = "value at risk by exact order statistics and mean excess by gamma pivot, combined (MOVER)"


class Tail(NamedTuple):
    """The tail beyond the value at risk: all in the unit of the losses, `slots` in replications.

    `excess` is the mean of max(loss - VaR, 0) over the `slots` = n (1 - level) replications that make up the tail,
    `spread` the standard deviation of these excesses.
    """

    value_at_risk: float | int
    slots: float
    excess: float
    spread: float


def expected_shortfall_point(losses: Sample, level: float) -> float:
    """[sum of losses above VaR / n + VaR (F(VaR) - level)] / (1 - level), in the unit of the losses.

    F is the empirical law, VaR its order statistic ceil(n level): the mean of the worst share 1 - level (Acerbi and
    Tasche 2002, Journal of Banking & Finance 26, 1487-1503). Written as VaR + mean excess, so it is never below VaR.
    """
    tail = _tail(np.sort(checked_sample(losses)), level)
    return float(tail.value_at_risk + tail.excess)


def expected_shortfall(losses: Sample, level: float, confidence: float = 0.95) -> Estimate:
    """Expected shortfall with interval, in the unit of the losses, from independent, equally weighted draws.

    The head of this file says how the interval is made and what it covers.
    Raises EmptySample, NonFiniteSample, InvalidLevel.
    """
    ordered = np.sort(checked_sample(losses))
    tail = _tail(ordered, level)
    point = float(tail.value_at_risk + tail.excess)
    lower, upper = order_statistic_indices(ordered.size, level, confidence)
    below, above = _excess_reach(tail, confidence)
    half = _student_half_width(tail, level, confidence)
    low: Number = None
    high: Number = None
    if lower >= 1:
        bound = float(ordered[lower - 1])
        low = max(bound, point - max(half, math.hypot(tail.value_at_risk - bound, below)))
    if upper <= ordered.size:
        high = point + max(half, math.hypot(float(ordered[upper - 1]) - tail.value_at_risk, above))
    short = "less than one: the estimate is the largest loss" if tail.slots < 1.0 else ""
    note = joined(
        f"{tail.slots:,.6g} tail replications", short, missing_ends(lower, upper, ordered.size, level, confidence)
    )
    return Estimate(point, low, high, confidence, SHORTFALL_METHOD, ordered.size, note)


def _tail(ordered: NumberArray, level: float) -> Tail:
    """The tail of an ordered sample, shape (n,), beyond its order statistic ceil(n level)."""
    position = order_index(ordered.size, checked_level(level))
    threshold = ordered[position - 1]
    slots = float(ordered.size * (1 - exact_share(level)))
    excesses = (ordered[position:] - threshold).astype(np.float64)
    mean = float(excesses.sum()) / slots
    square = float(excesses @ excesses) / slots
    correction = max(slots, 1.0) / max(slots - 1.0, 0.5)
    return Tail(threshold.item(), slots, mean, math.sqrt(max(square - mean**2, 0.0) * correction))


def _excess_reach(tail: Tail, confidence: float) -> tuple[float, float]:
    """How far the mean excess may lie below and above its estimate, by the gamma pivot; unit of the losses."""
    if tail.excess <= 0.0:
        return 0.0, 0.0
    miss = (1.0 - confidence) / 2.0
    shape = max(tail.slots, 1.0) / max(1.0, (tail.spread / tail.excess) ** 2)
    low = tail.excess * shape / float(special.gammainccinv(shape, miss))
    high = tail.excess * shape / max(float(special.gammaincinv(shape, miss)), 1e-12 * shape)
    return tail.excess - low, high - tail.excess


def _student_half_width(tail: Tail, level: float, confidence: float) -> float:
    """Student factor x square root of (spread^2 + level x excess^2) / slots, Manistre and Hancock (2005)."""
    variance = (tail.spread**2 + level * tail.excess**2) / tail.slots
    return student_factor(max(tail.slots - 1.0, 1.0), confidence) * math.sqrt(variance)
