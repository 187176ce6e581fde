"""Tests of simulated default counts against an exact law of finitely many borrowers, at one total false-alarm rate.

Mean, dispersion, shape (chi-square) and tails, because each is blind to some errors: the mean sees no wrong
correlation, a tail count sees little. The level of each test is the total divided by their number (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.risk.estimate import Estimate
from sim.risk.finite_pool import PoolLaw
from sim.risk.intervals import probability_interval
from sim.risk.reed_frost import CascadeLaw
from sim.risk.samples import FloatArray, RiskInputError, checked_level, checked_sample
from sim.risk.tails import SADDLEPOINT_METHOD, sum_p_value

TAIL_LEVELS = (0.95, 0.99, 0.999)
SMALLEST_EXPECTED = 20.0
"""Expected replications in each chi-square bin; measured null rate 0.8e-3 at a nominal 1e-3."""
FALSE_ALARM = 1e-6

Counts = NDArray[np.int64]
CountLaw = PoolLaw | CascadeLaw


class ImpossibleCount(RiskInputError):
    """A default count that is no whole number, or lies outside 0..pool size."""


@dataclass(frozen=True)
class PoolTest:
    """One comparison: the law's value, the simulated one with interval, the p-value and its method, the verdict.

    The interval has the confidence 1 - level of the test; `passed` says that the p-value is at least the level.
    """

    name: str
    analytic: float
    simulated: Estimate
    p_value: float
    method: str
    passed: bool


@dataclass(frozen=True)
class Battery:
    """All comparisons of one run; `passed` only if each passed. False-alarm rates are probabilities."""

    tests: tuple[PoolTest, ...]
    false_alarm: float
    test_level: float

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return all(test.passed for test in self.tests)

    def as_dict(self) -> dict[str, Any]:
        """Plain Python values for JSON, with the overall verdict."""
        return {"passed": self.passed, **asdict(self)}


@dataclass(frozen=True)
class _Finding:
    """A test before its level is known; a standard error makes a normal interval, tail successes an exact one."""

    name: str
    analytic: float
    simulated: float
    p_value: float
    method: str
    standard_error: float | None = None
    successes: int | None = None


def pool_battery(counts: Sequence[int] | NDArray[Any], law: CountLaw, false_alarm: float = FALSE_ALARM) -> Battery:
    """Compare default counts, shape (replications,), with the law; total false-alarm rate at most `false_alarm`.

    Fewer tests run where some cannot: no chi-square below two bins, no tail that the law does not have.
    Raises EmptySample, NonFiniteSample, ImpossibleCount, InvalidLevel.
    """
    checked_level(false_alarm, "false_alarm")
    whole = _checked_counts(counts, law.size)
    if law.variance == 0.0:
        findings = [_certain_finding(whole, law)]
    else:
        findings = [_mean_finding(whole, law), _dispersion_finding(whole, law)]
        findings += _shape_findings(whole, law) + _tail_findings(whole, law)
    level = false_alarm / len(findings)
    return Battery(tuple(_judged(finding, whole.size, level) for finding in findings), false_alarm, level)


def _checked_counts(counts: Sequence[int] | NDArray[Any], size: int) -> Counts:
    """The counts as int64. Raises ImpossibleCount with the first value that cannot be."""
    sample = checked_sample(counts)
    wrong = (sample != np.floor(sample)) | (sample < 0) | (sample > size)
    if wrong.any():
        raise ImpossibleCount(f"default count {sample[wrong][0]}, allowed are whole numbers in 0..{size}")
    return sample.astype(np.int64)


def _judged(finding: _Finding, replications: int, level: float) -> PoolTest:
    """The finding with its interval at confidence 1 - level and its verdict."""
    if finding.successes is not None:
        simulated = probability_interval(finding.successes, replications, 1.0 - level)
    else:
        half = None if finding.standard_error is None else float(stats.norm.isf(level / 2.0)) * finding.standard_error
        low = None if half is None else finding.simulated - half
        high = None if half is None else finding.simulated + half
        words = "no interval" if half is None else "normal, variance from the law"
        simulated = Estimate(finding.simulated, low, high, 1.0 - level, words, replications)
    passed = finding.p_value >= level
    return PoolTest(finding.name, finding.analytic, simulated, finding.p_value, finding.method, passed)


def _certain_finding(counts: Counts, law: CountLaw) -> _Finding:
    """For a law without variance (default never or always): every count must be the mean."""
    mean = float(counts.mean())
    same = bool((counts == round(law.mean)).all())
    return _Finding("certain_count", law.mean, mean, 1.0 if same else 0.0, "exact: the law has one value")


def _mean_finding(counts: Counts, law: CountLaw) -> _Finding:
    """Mean default count against the law's; standard error from the law's variance."""
    values: FloatArray = np.arange(law.size + 1, dtype=np.float64)
    p_value = sum_p_value(values, law.pmf, counts.size, float(counts.sum()))
    error = math.sqrt(law.variance / counts.size)
    return _Finding("mean", law.mean, float(counts.mean()), p_value, SADDLEPOINT_METHOD, error)


def _dispersion_finding(counts: Counts, law: CountLaw) -> _Finding:
    """Mean squared distance from the law's mean against its variance.

    The standard error takes the law's exact fourth moment: sqrt((mu4 - variance^2) / n).
    """
    squares: FloatArray = np.square(np.arange(law.size + 1, dtype=np.float64) - law.mean)
    spread = law.central_moment(4) - law.variance**2
    found = float(squares[counts].mean())
    if spread <= 1e-12 * law.variance**2:
        same = math.isclose(found, law.variance, rel_tol=1e-9)
        return _Finding("dispersion", law.variance, found, 1.0 if same else 0.0, "exact: one squared distance")
    p_value = sum_p_value(squares, law.pmf, counts.size, float(squares[counts].sum()))
    error = math.sqrt(spread / counts.size)
    return _Finding("dispersion", law.variance, found, p_value, SADDLEPOINT_METHOD, error)


def _shape_findings(counts: Counts, law: CountLaw) -> list[_Finding]:
    """Pearson's chi-square over merged neighbouring counts; `analytic` is its mean, the degrees of freedom."""
    starts = merged_bins(law.pmf * counts.size, SMALLEST_EXPECTED)
    if starts.size < 2:
        return []
    expected = np.add.reduceat(law.pmf * counts.size, starts)
    observed = np.add.reduceat(np.bincount(counts, minlength=law.size + 1), starts)
    statistic = float(((observed - expected) ** 2 / expected).sum())
    freedom = starts.size - 1
    method = f"chi-square, {freedom} degrees of freedom, expected at least {SMALLEST_EXPECTED:g} in each bin"
    return [_Finding("chi_square", float(freedom), statistic, float(stats.chi2.sf(statistic, freedom)), method)]


def merged_bins(expected: FloatArray, smallest: float) -> NDArray[np.intp]:
    """First index of each bin of neighbouring cells, shape (bins,), so that each bin expects at least `smallest`."""
    starts, filled = [0], 0.0
    for index, cell in enumerate(expected):
        if filled >= smallest:
            starts.append(index)
            filled = 0.0
        filled += float(cell)
    if filled < smallest and len(starts) > 1:
        starts.pop()
    return np.array(starts, dtype=np.intp)


def _tail_findings(counts: Counts, law: CountLaw) -> list[_Finding]:
    """Share of replications above the law's quantiles, each by the exact binomial test (2 x the smaller tail)."""
    thresholds = {law.value_at_risk(level): level for level in reversed(TAIL_LEVELS)}
    findings = []
    for threshold, level in sorted(thresholds.items()):
        probability = law.exceedance(threshold)
        if probability <= 0.0:
            continue
        above = int((counts > threshold).sum())
        null = stats.binom(counts.size, probability)
        p_value = min(1.0, 2.0 * float(min(null.cdf(above), null.sf(above - 1))))
        name, method = f"tail_{100 * level:g}".replace(".", "_"), "two-sided exact binomial"
        findings.append(_Finding(name, probability, above / counts.size, p_value, method, successes=above))
    return findings
