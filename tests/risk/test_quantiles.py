"""Value at risk and expected shortfall: hand numbers, references, properties, measured coverage."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.risk.analytic import conditional_probability, large_pool_expected_shortfall
from sim.risk.quantiles import (
    empirical_quantile,
    harrell_davis,
    maritz_jarrett_error,
    smoothed_value_at_risk,
    value_at_risk,
)
from sim.risk.shortfall import expected_shortfall, expected_shortfall_point
from tests.risk.reference import reference_cases

LOSSES = some.lists(some.integers(-(10**12), 10**12), min_size=1, max_size=60)
LEVELS = some.floats(0.01, 0.999)
SAMPLE = [0.11, 0.35, 0.5, 0.72, 1.3, 1.9, 2.2, 3.7, 5.1, 9.4]


@pytest.mark.parametrize("case", reference_cases("quantile_estimator"))
def test_harrell_davis_and_maritz_jarrett_equal_the_reference(case: dict[str, Any]) -> None:
    sample, level = case["params"]["sample"], case["params"]["alpha"]
    assert harrell_davis(sample, level) == pytest.approx(case["expected"]["harrell_davis"], rel=1e-12)
    assert maritz_jarrett_error(sample, level) == pytest.approx(case["expected"]["maritz_jarrett_se"], rel=1e-12)


def test_harrell_davis_without_the_reference_file() -> None:
    assert harrell_davis(SAMPLE, 0.5) == pytest.approx(1.6616195872583808, rel=1e-12)
    assert maritz_jarrett_error(SAMPLE, 0.5) == pytest.approx(0.9020993010408276, rel=1e-12)
    found = smoothed_value_at_risk(SAMPLE, 0.5)
    assert found.ci_high == pytest.approx(1.6616195872583808 + 1.959963984540054 * 0.9020993010408276, rel=1e-12)


def test_maritz_jarrett_exists_at_the_ends_of_the_sample() -> None:
    for level in (0.001, 0.999):
        assert math.isfinite(maritz_jarrett_error(SAMPLE, level))
    assert maritz_jarrett_error([3.0], 0.5) == 0.0


def test_value_at_risk_of_one_to_a_hundred() -> None:
    losses = list(range(1, 101))
    assert [value_at_risk(losses, level).estimate for level in (0.5, 0.95, 0.951, 0.99, 0.999)] == [50, 95, 96, 99, 100]


def test_expected_shortfall_of_a_lattice_by_hand() -> None:
    # losses 0 (x 6), 1 (x 3), 5: VaR 75 % = 1, worst quarter of ten holds 5, 1 and half of a 1: 6.5 / 2.5
    assert expected_shortfall_point([0] * 6 + [1] * 3 + [5], 0.75) == pytest.approx(2.6, rel=1e-14)
    assert expected_shortfall_point(list(range(1, 101)), 0.95) == pytest.approx(98.0, rel=1e-14)


@settings(max_examples=60, deadline=None)
@given(LOSSES, LEVELS, LEVELS)
def test_quantiles_rise_with_the_level_and_shortfall_lies_above(losses: list[int], one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert empirical_quantile(losses, low) <= empirical_quantile(losses, high)
    slack = 1e-9 * max(1, *map(abs, losses))
    assert expected_shortfall_point(losses, low) <= expected_shortfall_point(losses, high) + slack
    assert expected_shortfall_point(losses, low) >= empirical_quantile(losses, low)


@settings(max_examples=60, deadline=None)
@given(LOSSES, LEVELS, some.integers(-(10**12), 10**12), some.integers(1, 1000), some.randoms())
def test_shift_scale_and_order_of_losses(losses: list[int], level: float, shift: int, scale: int, order: Any) -> None:
    changed = [scale * loss + shift for loss in losses]
    order.shuffle(changed)
    assert empirical_quantile(changed, level) == scale * empirical_quantile(losses, level) + shift
    expected = scale * expected_shortfall_point(losses, level) + shift
    assert expected_shortfall_point(changed, level) == pytest.approx(expected, rel=1e-9, abs=1e-9 * 10**15)


@settings(max_examples=40, deadline=None)
@given(LOSSES, LEVELS)
def test_the_shortfall_interval_holds_its_estimate_and_that_of_the_value_at_risk(
    losses: list[int], level: float
) -> None:
    shortfall, quantile = expected_shortfall(losses, level), value_at_risk(losses, level)
    assert (shortfall.ci_low is None) == (quantile.ci_low is None)
    assert (shortfall.ci_high is None) == (quantile.ci_high is None)
    slack = 1e-9 * max(1, *map(abs, losses))
    if shortfall.ci_low is not None:
        assert quantile.ci_low - slack <= shortfall.ci_low <= shortfall.estimate + slack
    if shortfall.ci_high is not None:
        assert max(quantile.ci_high, shortfall.estimate) <= shortfall.ci_high + slack


def test_a_shortfall_without_upper_end_says_so() -> None:
    found = expected_shortfall(np.arange(200), 0.999)
    assert found.ci_high is None
    assert "no finite upper end below 3,688 replications" in found.note


@pytest.mark.parametrize(("level", "size"), [(0.975, 5_000), (0.999, 5_000), (0.999, 10_000)])
def test_the_shortfall_interval_covers(level: float, size: int) -> None:
    """Nominal 95 %, measured 95.6-98.6 %; 600 trials: below 93 % has probability under 1e-3 at a coverage of 95.5 %."""
    generator = np.random.default_rng(31)
    truth = large_pool_expected_shortfall(0.03, 0.12, level)
    hits = 0
    for _ in range(600):
        found = expected_shortfall(conditional_probability(generator.standard_normal(size), 0.03, 0.12), level)
        assert found.ci_low is not None
        assert found.ci_high is not None
        hits += found.ci_low <= truth <= found.ci_high
    assert hits / 600 >= 0.93
