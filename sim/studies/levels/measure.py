"""From sums to figures: each measure is a function of sums over all replications, its interval a jackknife over them.

Ratios of sums are estimated, not means of ratios: a replication with few events then counts for little. The jackknife
(Efron and Stein 1981, Annals of Statistics 9, 586-596) leaves out one replication at a time; its interval is Student's
t with one degree of freedom less than there are replications. Measured coverage at nominal 95 %, 24 pairs of 2,500
borrowers, 300 draws from 240 such pairs (standard error 1.3 points): 95.0 % over the measures, lowest 88 % (N3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import student_factor
from sim.studies.levels.rolls import Sums

Measure = Callable[[Mapping[str, float]], float]
METHOD = "jackknife over replications, Student t"
SAME = 1e-12
"""Relative error below which replications are equal up to rounding."""


def divided(part: float, whole: float) -> float:
    """A share; NaN where there is nothing to divide by."""
    return part / whole if whole != 0 else math.nan


def share(part: str, whole: str, multiple: float = 1.0) -> Measure:
    """Sum of one name over the sum of another, times a multiple."""
    return lambda sums: multiple * divided(sums[part], sums[whole])


def rest(part: str, whole: str) -> Measure:
    """One less a share."""
    return lambda sums: 1.0 - divided(sums[part], sums[whole])


def relative(first: Measure, second: Measure) -> Measure:
    """One measure over another."""
    return lambda sums: divided(first(sums), second(sums))


def together(parts: Sequence[str], whole: str, multiple: float = 1.0) -> Measure:
    """Sum of several names over the sum of another, times a multiple."""
    return lambda sums: multiple * divided(sum(sums[part] for part in parts), sums[whole])


def correlation(sums: Mapping[str, float]) -> float:
    """Correlation of utilisation in two successive months."""
    count = sums["pairs"]
    covariance = sums["pairs_xy"] / count - sums["pairs_x"] * sums["pairs_y"] / count**2
    first = sums["pairs_xx"] / count - (sums["pairs_x"] / count) ** 2
    second = sums["pairs_yy"] / count - (sums["pairs_y"] / count) ** 2
    return divided(covariance, math.sqrt(first * second))


def assets(sums: Mapping[str, float]) -> float:
    """Sum over month ends of receivables net of allowance, and cash, fen."""
    return sums["outstanding_fen"] - sums["allowance_fen"] + sums["cash_fen"]


def persistence(sums: Mapping[str, float]) -> float:
    """First-order autocorrelation of unemployment a month."""
    return divided(sums["lag_xy"], math.sqrt(sums["lag_xx"] * sums["lag_yy"]))


def monthly_change(sums: Mapping[str, float]) -> float:
    """Root of the mean square of the monthly change of unemployment, percentage points."""
    return math.sqrt(sums["step_squares"] / sums["steps"])


def summed(replications: Sequence[Sums]) -> Sums:
    """Sums over replications, by name."""
    return {name: math.fsum(sums[name] for sums in replications) for name in replications[0]}


def estimated(measure: Measure, replications: Sequence[Sums], confidence: float = 0.95) -> Estimate:
    """A measure of all replications together with its interval; absent where it does not exist."""
    whole, size = summed(replications), len(replications)
    value = measure(whole)
    if not math.isfinite(value):
        return absent(confidence, METHOD, size, "nothing to divide by")
    if size < 2:
        return Estimate(value, None, None, confidence, METHOD, size, "no interval from one replication")
    left_out = np.array([measure({name: whole[name] - sums[name] for name in whole}) for sums in replications])
    if not np.isfinite(left_out).all():
        return Estimate(value, None, None, confidence, METHOD, size, "too few events for an interval")
    error = math.sqrt((size - 1) / size * float(((left_out - left_out.mean()) ** 2).sum()))
    if error <= SAME * abs(value):
        return Estimate(value, None, None, confidence, METHOD, size, "no interval: all replications are equal")
    half = student_factor(size - 1, confidence) * error
    return Estimate(value, value - half, value + half, confidence, METHOD, size)
