"""Intervals against exact indices, hand numbers and measured coverage."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.risk.intervals import (
    mean_interval,
    order_statistic_indices,
    paired_difference,
    probability_interval,
    quantile_interval,
    smallest_sample,
    smallest_sample_two_sided,
)
from sim.risk.samples import EmptySample, InvalidLevel, MismatchedPairs, NonFiniteSample, RiskInputError, order_index
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("quantile_ci", "n"))
def test_order_statistic_indices_equal_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    found = order_statistic_indices(parameters["n"], parameters["alpha"], parameters["conf"])
    assert found == (expected["r"], expected["s"])


@pytest.mark.parametrize("case", reference_cases("quantile_ci", "alpha", "conf"))
def test_smallest_samples_equal_the_reference(case: dict[str, Any]) -> None:
    if "n_one_sided" not in case["expected"]:
        return
    parameters, expected = case["params"], case["expected"]
    assert smallest_sample(parameters["alpha"], parameters["conf"]) == expected["n_one_sided"]
    assert smallest_sample_two_sided(parameters["alpha"], parameters["conf"]) == expected["n_two_sided_finite"]


def test_known_facts_without_the_reference_file() -> None:
    assert order_statistic_indices(10_000, 0.999) == (9983, 9997)
    assert (smallest_sample(0.999), smallest_sample_two_sided(0.999)) == (2995, 3688)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("size", [1, 2, 5, 6, 40, 367, 368, 3687, 3688])
def test_indices_are_the_tightest_that_the_binomial_law_allows(size: int, level: float) -> None:
    lower, upper = order_statistic_indices(size, level)
    law = stats.binom(size, level)
    assert law.cdf(lower - 1) <= 0.025 < law.cdf(lower)
    assert law.sf(upper - 1) <= 0.025
    assert upper == 0 or law.sf(upper - 2) > 0.025
    assert (upper <= size) == (size >= smallest_sample_two_sided(level))


def test_the_quantile_of_999_per_mille_is_the_9990th_of_ten_thousand() -> None:
    assert order_index(10_000, 0.999) == 9990
    assert order_index(100, 0.07) == 7  # 100 * 0.07 is 7.000000000000001 in binary
    assert order_index(1, 0.001) == 1


def test_a_missing_upper_end_is_said_in_words() -> None:
    short = quantile_interval(np.arange(3687), 0.999)
    assert short.ci_high is None
    assert "no finite upper end below 3,688 replications" in short.note
    enough = quantile_interval(np.arange(3688), 0.999)
    assert enough.ci_high == 3687
    assert "no finite" not in enough.note


def test_one_value_has_a_quantile_and_no_interval() -> None:
    found = quantile_interval([7], 0.5)
    assert (found.estimate, found.ci_low, found.ci_high) == (7, None, None)
    assert "no lower end below 6 replications" in found.note


def test_clopper_pearson_by_hand() -> None:
    none = probability_interval(0, 100)
    assert none.ci_low == 0.0
    assert none.ci_high == pytest.approx(1 - 0.025 ** (1 / 100), rel=1e-12)
    every = probability_interval(100, 100)
    assert every.ci_high == 1.0
    assert every.ci_low == pytest.approx(0.025 ** (1 / 100), rel=1e-12)
    some = probability_interval(3, 50)
    assert some.ci_low is not None
    assert some.ci_high is not None
    assert stats.binom.sf(2, 50, some.ci_low) == pytest.approx(0.025, rel=1e-9)
    assert stats.binom.cdf(3, 50, some.ci_high) == pytest.approx(0.025, rel=1e-9)


def test_mean_of_two_by_hand() -> None:
    found = mean_interval([0.0, 2.0])  # s = sqrt 2, standard error 1, t(1) = 12.7062
    assert found.estimate == 1.0
    assert found.ci_high == pytest.approx(1 + 12.706204736432095, rel=1e-9)


def test_equal_or_single_values_have_no_interval() -> None:
    for values in ([5], [5, 5, 5]):
        found = mean_interval(values)
        assert (found.estimate, found.ci_low, found.ci_high) == (5.0, None, None)
        assert "no interval" in found.note


def test_pairs_take_out_what_they_share() -> None:
    noise = np.random.default_rng(1).normal(0, 100, 50)
    found = paired_difference(noise + np.linspace(0.9, 1.1, 50), noise)
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.estimate == pytest.approx(1.0)
    assert found.ci_high - found.ci_low < 0.05


def test_bad_input_is_named() -> None:
    with pytest.raises(EmptySample):
        mean_interval([])
    with pytest.raises(NonFiniteSample, match="value 1"):
        quantile_interval([1.0, math.nan], 0.5)
    with pytest.raises(InvalidLevel, match=r"1\.0"):
        quantile_interval([1.0], 1.0)
    with pytest.raises(MismatchedPairs):
        paired_difference([1.0], [1.0, 2.0])
    with pytest.raises(RiskInputError, match="3 successes"):
        probability_interval(3, 2)


def test_the_quantile_interval_covers_as_often_as_it_says() -> None:
    """1,500 trials at an exact coverage of 97.5 % or more: below 96 % with probability under 1e-3."""
    generator = np.random.default_rng(20)
    hits = 0
    for _ in range(1_500):
        found = quantile_interval(generator.random(5_000), 0.999)
        assert found.ci_low is not None
        assert found.ci_high is not None
        hits += found.ci_low <= 0.999 <= found.ci_high
    assert hits / 1_500 >= 0.96
