"""A quantile's change per unit of another: hand numbers, when there is no ratio, and what the interval covers."""

import numpy as np
import pytest

from sim.risk.paired import quantile_difference
from sim.risk.paired_ratio import NOT_ABOVE, UNCLEAR, quantile_per_mean
from sim.risk.samples import MismatchedPairs


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (np.full(100, -1.0), NOT_ABOVE),
        (np.zeros(100), NOT_ABOVE),
        (np.full(100, np.nan), NOT_ABOVE),
        (np.tile([0.9, -0.7], 50), UNCLEAR),  # 0.1 +- 0.16
    ],
)
def test_no_ratio_without_a_denominator(change: np.ndarray, told: str) -> None:
    base = np.arange(100.0)
    found = quantile_per_mean(base, base - 1.0, change, 0.95)
    assert (found.estimate, found.ci_low, found.ci_high) == (None, None, None)
    assert told in found.note


def test_a_denominator_just_above_zero_gives_a_ratio_with_a_wide_interval() -> None:
    base = np.random.default_rng(2).normal(size=100)
    found = quantile_per_mean(base, base - 1.0, np.tile([1.0, -0.6], 50), 0.95)  # 0.2 +- 0.16
    assert found.estimate == pytest.approx(-5.0)
    assert found.ci_low is not None
    assert found.ci_low < -10.0


def test_where_the_denominator_does_not_vary_the_interval_is_that_of_the_difference() -> None:
    """Both are percentiles of 2,000 resamples, but not of the same ones: ends agree within a tenth of the width."""
    base, other = np.random.default_rng(3).normal(size=(2, 400))
    apart = quantile_difference(base, other, 0.9)
    found = quantile_per_mean(base, other, np.full(400, 2.0), 0.9)
    width = apart.ci_high - apart.ci_low
    assert 2.0 * found.estimate == pytest.approx(apart.estimate)
    assert 2.0 * found.ci_low == pytest.approx(apart.ci_low, abs=width / 10)
    assert 2.0 * found.ci_high == pytest.approx(apart.ci_high, abs=width / 10)


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


def test_the_interval_covers_what_it_says() -> None:
    """Quantiles of correlated normals, change correlated with both: truth -0.8 / 1.5.

    95 % intervals, 100 samples of 300 pairs: 87 or fewer cover with a chance of 1 in 700.
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
