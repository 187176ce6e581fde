"""Weighted replications: hand numbers, the plain case, a shifted factor and its closed form, the agreement check."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.risk.agreement import agreement
from sim.risk.analytic import conditional_probability, large_pool_value_at_risk
from sim.risk.quantiles import empirical_quantile
from sim.risk.samples import MismatchedPairs
from sim.risk.weights import (
    InvalidWeights,
    calibrated_weights,
    checked_weights,
    effective_sample_size,
    largest_weight_share,
    weighted_quantile,
)
from tests.risk.shifted import shifted_losses


def test_effective_sample_size_and_largest_share_by_hand() -> None:
    weights = np.array([1.0, 1.0, 2.0])
    assert effective_sample_size(weights) == pytest.approx(16 / 6)
    assert largest_weight_share(weights) == 0.5
    assert effective_sample_size(np.zeros(3)) == 0.0
    assert largest_weight_share(np.zeros(0)) == 1.0


def test_calibrated_weights_by_hand() -> None:
    # mean 2, variance 1: 1 x (1 + (1 - 2)(1 - 2)) = 2 and 3 x (1 + (1 - 2)(3 - 2)) = 0
    assert calibrated_weights(np.array([1.0, 3.0])) == pytest.approx([2.0, 0.0])
    assert calibrated_weights(np.full(5, 0.5)) == pytest.approx(np.ones(5))


@settings(max_examples=50, deadline=None)
@given(some.lists(some.floats(0.01, 5.0), min_size=2, max_size=50))
def test_calibrated_weights_have_mean_one(weights: list[float]) -> None:
    assert calibrated_weights(np.array(weights)).mean() == pytest.approx(1.0, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.integers(-50, 50), min_size=1, max_size=60), some.floats(0.001, 0.999))
def test_a_quantile_of_equal_weights_is_the_order_statistic(values: list[int], level: float) -> None:
    assert weighted_quantile(values, np.ones(len(values)), level) == empirical_quantile(values, level)


def test_a_weighted_quantile_by_hand() -> None:
    values, weights = np.array([30, 10, 20, 20]), np.array([0.5, 1.5, 1.0, 1.0])
    # weight above: 2.5 over 10, 0.5 over 20, 0 over 30; allowed at level 0.5: 2, at 0.875: 0.5, at 0.9: 0.4
    assert [weighted_quantile(values, weights, level) for level in (0.3, 0.5, 0.875, 0.9)] == [10, 20, 20, 30]


@pytest.mark.parametrize(
    ("weights", "fault", "words"),
    [([1.0, -0.5], InvalidWeights, "row 1 is -0.5"), ([0.0, 0.0], InvalidWeights, "all weights are 0"),
     ([1.0, math.nan], InvalidWeights, "row 1 is nan"), ([1.0], MismatchedPairs, "2 values")],
)  # fmt: skip
def test_weights_out_of_range_are_refused(weights: list[float], fault: Any, words: str) -> None:
    with pytest.raises(fault, match=words):
        checked_weights(weights, 2)


def test_a_shifted_factor_gives_the_quantile_of_the_pool() -> None:
    """4,096 shifted replications; measured error 0.6 % of the quantile, five of them allowed (a false alarm in 1e6)."""
    losses, weights = shifted_losses(seed=1, size=4096)
    truth = large_pool_value_at_risk(0.03, 0.12, 0.999)
    assert weighted_quantile(losses, calibrated_weights(weights), 0.999) == pytest.approx(truth, rel=0.03)


@pytest.fixture(scope="module")
def plain() -> Any:
    return conditional_probability(np.random.default_rng(2).standard_normal(2_000), 0.03, 0.12)


def test_right_weights_agree_with_plain_runs(plain: Any) -> None:
    losses, weights = shifted_losses(seed=3, size=4096)
    found = agreement(plain, losses, weights)
    assert found.agrees
    assert abs(found.distance) < 3.0
    assert found.tail_size > 500
    assert "agree" in found.words


def test_runs_that_miss_a_cause_of_loss_do_not_agree(plain: Any) -> None:
    losses, weights = shifted_losses(seed=4, size=4096)
    for factor, side in ((1.4, 1), (0.5, -1)):
        found = agreement(factor * plain, losses, weights)
        assert not found.agrees
        assert found.distance * side > 4.89
        assert "standard errors from 1 %" in found.words


def test_a_thin_tail_and_a_heavy_replication_do_not_pass(plain: Any) -> None:
    losses, weights = shifted_losses(seed=5, size=4096)
    few = agreement(plain, losses[:1024], weights[:1024])
    assert "no interval below 2,048 replications" in few.words
    heavy = weights.copy()
    heavy[np.argmax(losses)] = 0.5
    found = agreement(plain, losses, heavy)
    assert not found.agrees
    assert "one replication carries" in found.words
    assert found.tail_share > 0.05
