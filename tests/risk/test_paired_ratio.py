"""A quantile's change per unit of another: hand numbers, when there is no ratio, and what the interval covers."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.risk.paired_ratio import Moments, fieller, moments, quantile_per_mean
from sim.risk.samples import MismatchedPairs


def test_fieller_by_hand() -> None:
    """Variance of the denominator 0: the interval of the numerator divided by it, 6 +- 1.96 over 3."""
    found = fieller(Moments(6.0, 3.0, 1.0, 0.0, 0.0), 0.95, 10)
    half = stats.norm.isf(0.025) / 3.0
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((2.0, 2.0 - half, 2.0 + half))


def test_the_ends_are_where_the_difference_is_just_not_told_from_zero() -> None:
    parts = Moments(-4.0, 2.0, 0.5, 0.2, -0.1)
    found = fieller(parts, 0.95, 10)
    for end in (found.ci_low, found.ci_high):
        assert end is not None
        variance = 0.5 + 2.0 * 0.1 * end + 0.2 * end**2
        assert abs(-4.0 - 2.0 * end) / math.sqrt(variance) == pytest.approx(stats.norm.isf(0.025))


@pytest.mark.parametrize(
    ("denominator", "variance", "told"),
    [(-1.0, 0.01, "not above zero"), (0.0, 0.01, "not above zero"), (1.0, 0.27, "cannot be told from zero")],
)
def test_no_ratio_without_a_denominator(denominator: float, variance: float, told: str) -> None:
    found = fieller(Moments(5.0, denominator, 1.0, variance, 0.0), 0.95, 10)
    assert (found.estimate, found.ci_low, found.ci_high) == (None, None, None)
    assert told in found.note


def test_a_ratio_of_exact_changes_is_exact() -> None:
    """Other = base - 6, change = 2 always: -3, and nothing varies."""
    base = np.arange(100.0)
    found = quantile_per_mean(base, base - 6.0, np.full(100, 2.0), 0.95)
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((-3.0, -3.0, -3.0))


def test_unknown_changes_are_left_out_of_the_mean_only() -> None:
    base = np.random.default_rng(1).normal(size=200)
    change = np.where(np.arange(200) < 50, 4.0, np.nan)
    found = quantile_per_mean(base, base + 8.0, change, 0.95)
    assert (found.estimate, found.n) == (pytest.approx(2.0), 50)


def test_too_few_replications_are_told() -> None:
    base = np.arange(72.0)
    assert "needs 72 replications" in quantile_per_mean(base[:71], base[:71], base[:71], 0.95).note
    assert quantile_per_mean(base, base - 1.0, base + 1.0, 0.95).estimate is not None


def test_shapes_must_agree() -> None:
    with pytest.raises(MismatchedPairs):
        quantile_per_mean([1.0, 2.0], [1.0, 2.0], np.ones(3), 0.95)


def test_moments_of_a_mean_are_those_of_the_mean() -> None:
    """The variance of a mean of 400 is s^2 / n: 2,000 resamples know it within 12 % (4 standard errors)."""
    generator = np.random.default_rng(5)
    base, change = generator.normal(size=(2, 400))
    found = moments(base, base, change, 0.95)
    assert found.numerator_variance == 0.0
    assert found.denominator_variance == pytest.approx(change.var() / 400, rel=0.12)


def test_the_interval_covers_what_it_says() -> None:
    """Quantiles of correlated normals, change correlated with both: truth -0.8 / 1.5.

    95 % intervals, 100 samples of 300 pairs: 87 or fewer cover with a chance of 1 in 500.
    """
    generator = np.random.default_rng(11)
    covered = 0
    for _ in range(100):
        shared, own, noise = generator.normal(size=(3, 300))
        other = 0.8 * shared + 0.6 * own - 0.8
        found = quantile_per_mean(shared, other, 1.5 + 0.6 * shared + noise, 0.95)
        assert found.ci_low is not None
        assert found.ci_high is not None
        covered += found.ci_low <= -0.8 / 1.5 <= found.ci_high
    assert covered > 87
