"""The law of breaches among fresh runs: hand numbers, a total over repetitions, and a false buffer found."""

import math

import numpy as np
import pytest

from sim.risk.breaches import breach_interval, breach_law, breaches_of, combined_p_value
from sim.risk.samples import RiskInputError


def test_one_fresh_run_exceeds_the_largest_of_n_once_in_n_plus_one() -> None:
    law = breach_law(fresh=1, size=9, level=0.999)
    assert law.pmf([0, 1]) == pytest.approx([0.9, 0.1])


def test_two_fresh_runs_and_the_largest_of_two() -> None:
    # of four exchangeable runs: both fresh ones above the larger of the first two in 1 of C(4, 2) = 6 orders
    assert breach_law(2, 2, 0.999).pmf([0, 1, 2]) == pytest.approx([1 / 2, 1 / 3, 1 / 6])


def test_the_mean_of_the_law_is_m_times_n_minus_k_plus_one_over_n_plus_one() -> None:
    found = breaches_of(np.arange(1000.0), np.arange(500.0, 1100.0), 0.99)
    assert found.found == 110
    assert found.expected == pytest.approx(600 * 11 / 1001)
    assert found.p_value < 1e-6
    assert found.low < found.expected < found.high


def test_an_estimate_of_the_share_that_breaches_has_the_ends_of_the_law() -> None:
    share = breach_interval(breaches_of(np.arange(100.0), np.arange(100.0), 0.95), 100)
    assert share.estimate == 0.05
    assert share.ci_low is not None
    assert share.ci_high is not None
    assert share.ci_low < 0.06 < share.ci_high
    assert "5 of 100 fresh runs, expected 5.941" in share.note


def test_a_total_over_repetitions_is_judged_by_the_convolved_law() -> None:
    # two repetitions of one fresh run against the largest of nine: totals 0, 1, 2 with 0.81, 0.18, 0.01
    assert combined_p_value([1, 1], 1, 9, 0.999) == pytest.approx(0.02)
    assert combined_p_value([0, 1], 1, 9, 0.999) == pytest.approx(0.38)
    assert combined_p_value([0, 0], 1, 9, 0.999) == 1.0


@pytest.mark.parametrize("level", [0.95, 0.99, 0.999])
def test_breaches_follow_the_law_and_a_buffer_too_small_does_not(level: float) -> None:
    """Twenty repetitions of 1,000 and 1,000 lognormal runs; 1e-6 each. A buffer of 80 % is found at every level."""
    generator = np.random.default_rng(8)
    right, wrong = [], []
    for _ in range(20):
        earlier, fresh = np.exp(generator.standard_normal((2, 1000)))
        right.append(breaches_of(earlier, fresh, level).found)
        wrong.append(breaches_of(0.5 * earlier, fresh, level).found)
    assert combined_p_value(right, 1000, 1000, level) > 1e-6
    assert combined_p_value(wrong, 1000, 1000, level) < 1e-6


def test_sizes_below_one_are_refused() -> None:
    with pytest.raises(RiskInputError, match="0 runs"):
        breach_law(1, 0, 0.5)
    assert math.isfinite(breach_law(1, 1, 0.5).mean())
