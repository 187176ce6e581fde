"""The battery finds seeded errors at a false-alarm rate of 1e-6 and stays quiet on the true law."""

import numpy as np
import pytest
from scipy import stats

from sim.risk.battery import ImpossibleCount, merged_bins, pool_battery
from sim.risk.finite_pool import pool_law
from sim.risk.tails import sum_p_value
from tests.risk.reference import simulated_counts

REPLICATIONS, SIZE, PROBABILITY, CORRELATION = 200_000, 200, 0.03, 0.12
LAW = pool_law(SIZE, PROBABILITY, CORRELATION)


def failed(probability: float, correlation: float) -> set[str]:
    """Names of the tests that fail for counts of another pool."""
    battery = pool_battery(simulated_counts(7, REPLICATIONS, SIZE, probability, correlation), LAW)
    return {test.name for test in battery.tests if not test.passed}


def test_the_true_law_passes() -> None:
    battery = pool_battery(simulated_counts(7, REPLICATIONS, SIZE, PROBABILITY, CORRELATION), LAW)
    assert battery.passed
    assert battery.as_dict()["passed"] is True
    assert [test.name for test in battery.tests] == [
        "mean",
        "dispersion",
        "chi_square",
        "tail_95",
        "tail_99",
        "tail_99_9",
    ]
    assert battery.test_level * len(battery.tests) == pytest.approx(1e-6)
    for test in battery.tests:
        low, high = test.simulated.ci_low, test.simulated.ci_high
        assert test.name == "chi_square" or (low is not None and high is not None and low <= test.analytic <= high)


def test_independent_defaults_pass_against_the_binomial_law() -> None:
    assert pool_battery(simulated_counts(8, 20_000, 100, 0.03, 0.0), pool_law(100, 0.03)).passed


def test_a_default_probability_five_percent_too_high_is_found() -> None:
    assert {"mean", "dispersion", "chi_square"} <= failed(1.05 * PROBABILITY, CORRELATION)


def test_a_correlation_of_fourteen_percent_is_found_but_not_by_the_mean() -> None:
    found = failed(PROBABILITY, 0.14)
    assert {"dispersion", "chi_square", "tail_99"} <= found
    assert "mean" not in found


def test_a_loading_of_rho_instead_of_its_root_is_found_but_not_by_the_mean() -> None:
    found = failed(PROBABILITY, CORRELATION**2)
    assert {"dispersion", "chi_square", "tail_99"} <= found
    assert "mean" not in found


def test_p_values_are_uniform_under_the_law() -> None:
    """400 runs of 2,000: each share below 1/4 is within 5 standard errors of 1/4 or, for coarse tails, below it."""
    shares: dict[str, list[bool]] = {}
    for seed in range(400):
        counts = simulated_counts(1_000 + seed, 2_000, SIZE, PROBABILITY, CORRELATION)
        for test in pool_battery(counts, LAW).tests:
            shares.setdefault(test.name, []).append(test.p_value < 0.25)
    for name, below in shares.items():
        assert np.mean(below) < 0.25 + 5 * 0.0217
        assert name.startswith("tail") or np.mean(below) > 0.25 - 5 * 0.0217


@pytest.mark.parametrize("total", [2, 10, 25, 60])
def test_the_saddlepoint_tail_equals_the_exact_binomial_one(total: int) -> None:
    """The sum of 400 indicators at 5 % is Binomial(400, 5 %); the continuous formula lies between its two tails."""
    found = sum_p_value(np.array([0.0, 1.0]), np.array([0.95, 0.05]), 400, total)
    law = stats.binom(400, 0.05)
    with_end = 2 * min(law.cdf(total), law.sf(total - 1))
    without = 2 * min(law.cdf(total - 1), law.sf(total))
    assert without < found < with_end
    assert found == pytest.approx((without + with_end) / 2, rel=0.3)


def test_the_dispersion_interval_takes_the_exact_fourth_moment() -> None:
    """For one fair coin a pool of two has counts 0, 1, 2 at 1/4, 1/2, 1/4: variance 1/2, fourth moment 1/2."""
    battery = pool_battery([0, 1, 1, 2] * 25, pool_law(2, 0.5))
    found = {test.name: test for test in battery.tests}["dispersion"].simulated
    half = stats.norm.isf(battery.test_level / 2) * np.sqrt((0.5 - 0.25) / 100)
    assert (found.estimate, found.ci_high) == (0.5, pytest.approx(0.5 + half, rel=1e-12))


def test_a_sum_beyond_the_law_is_impossible() -> None:
    assert sum_p_value(np.array([0.0, 1.0]), np.array([0.5, 0.5]), 10, 11.0) == 0.0
    assert sum_p_value(np.array([0.0, 1.0]), np.array([0.5, 0.5]), 10, 10.0) == pytest.approx(2 * 0.5**10)


def test_bins_are_merged_until_each_expects_enough() -> None:
    assert merged_bins(np.array([5.0, 16.0, 30.0, 3.0, 2.0]), 20.0).tolist() == [0, 2]
    assert merged_bins(np.array([5.0, 6.0]), 20.0).tolist() == [0]


def test_a_law_without_variance_allows_one_count() -> None:
    assert pool_battery([0, 0, 0], pool_law(5, 0.0)).passed
    assert not pool_battery([0, 1, 0], pool_law(5, 0.0)).passed
    assert pool_battery([5, 5], pool_law(5, 1.0)).passed


def test_a_pool_of_one_borrower_at_one_half_passes() -> None:
    assert pool_battery([0, 1] * 50, pool_law(1, 0.5)).passed


@pytest.mark.parametrize("count", [-1, 201, 0.5])
def test_impossible_counts_are_refused(count: float) -> None:
    with pytest.raises(ImpossibleCount, match="allowed"):
        pool_battery(np.array([1, count]), LAW)
