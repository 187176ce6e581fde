"""Estimates from sections: the plain case again, hand numbers, closed forms of a shifted factor, what is missing."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.risk.analytic import (
    large_pool_expected_shortfall,
    large_pool_value_at_risk,
    pool_rate_variance,
)
from sim.risk.drawn import UnknownDraws, UnsupportedWeights, drawn_sample
from sim.risk.estimate import Estimate
from sim.risk.estimators import (
    band_of,
    capital_of,
    correlation_of,
    deviation_of,
    mean_of,
    probability_of,
    quantile_of,
    shortfall_of,
)
from sim.risk.headlines import headlines
from sim.risk.intervals import mean_interval, order_statistic_indices, probability_interval
from sim.risk.ratio import share_of_means
from sim.risk.sectioned import section_probability, tail_shares
from sim.risk.sections import SECTION, complete_rows, normalised, regressed, spread_over_sections
from sim.risk.shortfall import expected_shortfall_point
from tests.risk.reference import replication_table
from tests.risk.shifted import shifted_losses

P, RHO = 0.03, 0.12


@settings(max_examples=40, deadline=None)
@given(some.integers(50, 200_000), some.floats(0.5, 0.9995))
def test_ends_at_the_full_size_are_the_exact_order_statistics(size: int, level: float) -> None:
    lower, upper = order_statistic_indices(size, level)
    low, high = tail_shares(size, 1.0 - level, 0.95)
    assert (low is None) == (lower < 1)
    assert (high is None) == (upper > size)
    if low is not None:
        assert math.ceil(low * size - 1e-6) == size - lower
    if high is not None:
        assert math.floor(high * size + 1e-6) == size - upper


def test_the_error_over_sections_by_hand() -> None:
    """Sections 0 and 1 have means 1 and 3, the third is not complete: mean 2 of the two, standard error 1."""
    values = np.concatenate([np.full(SECTION, 1.0), np.full(SECTION, 3.0), np.full(10, 2.0)])
    sections = np.arange(values.size) // SECTION
    found = spread_over_sections(values, sections, complete_rows(sections))
    assert found.mean == pytest.approx(2.0)
    assert found.error == pytest.approx(1.0)
    assert found.freedom == 1


def test_influences_have_the_mean_of_their_estimator() -> None:
    values, weights = np.array([1.0, 2.0, 4.0]), np.array([0.5, 1.5, 2.0])
    assert normalised(values, weights).mean() == pytest.approx((0.5 + 3.0 + 8.0) / 4.0)
    # w y = 0.5, 3, 8 on w: slope 4.75 by least squares; 11.5 / 3 - 4.75 (4 / 3 - 1)
    slope = np.polyfit(weights, weights * values, 1)[0]
    assert regressed(values, weights).mean() == pytest.approx(11.5 / 3 - slope / 3)
    assert regressed(values, np.ones(3)).tolist() == values.tolist()


def test_a_control_that_explains_all_leaves_no_error() -> None:
    """A value of 7 everywhere is known exactly, however the weights scatter."""
    losses, weights = shifted_losses(seed=1, size=4096)
    assert regressed(np.full(losses.size, 7.0), weights) == pytest.approx(np.full(losses.size, 7.0))


@pytest.fixture(scope="module")
def losses() -> np.ndarray:
    return shifted_losses(seed=21, size=8192)[0]


@pytest.fixture(scope="module")
def weights() -> np.ndarray:
    return shifted_losses(seed=21, size=8192)[1]


def inside(found: Estimate, truth: float, width: float) -> None:
    """The interval is no wider than said and three half widths of it reach the truth (a false alarm in 1e7)."""
    assert found.ci_low is not None
    assert found.ci_high is not None
    half = (found.ci_high - found.ci_low) / 2.0
    assert found.ci_low <= found.estimate <= found.ci_high
    assert half < width * truth
    assert abs(found.estimate - truth) < 3.0 * half


def test_a_shifted_factor_against_closed_forms(losses: np.ndarray, weights: np.ndarray) -> None:
    run = drawn_sample(losses, "importance", weights)
    tail, shortfall = large_pool_value_at_risk(P, RHO, 0.999), large_pool_expected_shortfall(P, RHO, 0.999)
    inside(mean_of(run, 0.95), P, 0.04)
    inside(quantile_of(run, 0.999, 0.95), tail, 0.01)
    inside(quantile_of(run, 0.99, 0.95), large_pool_value_at_risk(P, RHO, 0.99), 0.02)
    inside(shortfall_of(run, 0.999, 0.95), shortfall, 0.006)
    inside(capital_of(run, 0.999, 0.95), tail - P, 0.015)
    beyond = run.of(losses > large_pool_value_at_risk(P, RHO, 0.9))
    inside(probability_of(beyond, 0.95), 0.1, 0.1)
    inside(deviation_of(run, 0.95), math.sqrt(pool_rate_variance(P, RHO)), 0.06)
    inside(correlation_of(run, 0.0, 0.95), RHO, 0.12)
    inside(share_of_means(beyond, run.of(np.ones(losses.size)), 0.95), 0.1, 0.1)
    median = band_of(run, 0.95)
    assert median.estimate == pytest.approx(large_pool_value_at_risk(P, RHO, 0.5), rel=0.1)
    assert median.ci_high == pytest.approx(large_pool_value_at_risk(P, RHO, 0.975), rel=0.05)


def test_equal_weights_give_the_points_of_plain_draws() -> None:
    values = np.random.default_rng(3).lognormal(0.0, 1.0, 4096)
    run = drawn_sample(values, "stratified")
    assert mean_of(run, 0.95).estimate == pytest.approx(mean_interval(values).estimate)
    assert quantile_of(run, 0.99, 0.95).estimate == np.sort(values)[4055]
    assert shortfall_of(run, 0.99, 0.95).estimate == pytest.approx(expected_shortfall_point(values, 0.99))
    exact = probability_interval(int((values > 2.0).sum()), 4096)
    found = probability_of(run.of(values > 2.0), 0.95)
    assert found.estimate == pytest.approx(exact.estimate)
    assert found.ci_high - found.ci_low == pytest.approx(exact.ci_high - exact.ci_low, rel=0.6)


def test_a_thin_tail_of_balanced_draws_has_the_exact_interval() -> None:
    values = np.random.default_rng(4).permutation(4096)
    found = quantile_of(drawn_sample(values, "sobol"), 0.999, 0.95)
    lower, upper = order_statistic_indices(4096, 0.999)
    assert (found.ci_low, found.ci_high) == (lower - 1, upper - 1)
    assert "thin tail" in found.note


def test_a_thin_tail_of_unequal_weights_has_no_interval() -> None:
    values = np.arange(4096)
    weights = np.where(values >= 4090, 0.5, 1.0)
    found = quantile_of(drawn_sample(values, "importance", weights), 0.999, 0.95)
    assert found.ci_high is None
    assert "the tail counts as" in found.note
    assert shortfall_of(drawn_sample(values, "importance", weights), 0.999, 0.95).ci_high is None


def test_fewer_than_eight_sections_have_no_interval() -> None:
    run = drawn_sample(np.arange(2047), "antithetic")
    for found in (
        mean_of(run, 0.95),
        quantile_of(run, 0.9, 0.95),
        shortfall_of(run, 0.9, 0.95),
        deviation_of(run, 0.95),
    ):
        assert (found.ci_low, found.ci_high) == (None, None)
        assert "no interval below 2,048 replications" in found.note
    assert mean_of(drawn_sample(np.arange(2048), "antithetic"), 0.95).ci_low is not None


def test_what_never_happened_has_the_upper_end_of_the_heaviest_weights() -> None:
    weights = np.tile([0.5, 1.5], 2048)
    never = section_probability(drawn_sample(np.zeros(4096), "importance", weights), 0.95)
    assert (never.estimate, never.ci_low) == (0.0, 0.0)
    assert never.ci_high == pytest.approx(1.0 - 0.025 ** (1.0 / (4096 / 1.5)))
    always = section_probability(drawn_sample(np.ones(4096), "importance", weights), 0.95)
    assert (always.estimate, always.ci_high) == (1.0, 1.0)


def test_what_always_happened_is_sure_whatever_the_weights_add_up_to() -> None:
    """Weights of importance draws add up to their number only on the mean; here they are 5 % short."""
    weights = np.tile([0.5, 1.4], 2048)
    always = section_probability(drawn_sample(np.ones(4096), "importance", weights), 0.95)
    assert (always.estimate, always.ci_high) == (1.0, 1.0)
    assert always.ci_low == pytest.approx(0.025 ** (1.0 / (4096 / 1.4)))


def test_replications_without_a_value_make_it_a_ratio() -> None:
    losses, weights = shifted_losses(seed=6, size=4096)
    run = drawn_sample(losses, "importance", weights).picked(losses > 0.01)
    truth = weights[losses > 0.01] @ losses[losses > 0.01] / weights[losses > 0.01].sum()
    found = mean_of(run, 0.95)
    assert found.estimate == pytest.approx(truth)
    assert found.n == int((losses > 0.01).sum())
    assert found.ci_low is not None


def test_headlines_of_importance_draws_are_weighted() -> None:
    losses, weights = shifted_losses(seed=7, size=4096)
    table = replication_table(losses).assign(weight=weights)
    found = headlines(table, draws="importance", weight_concentration=0.0)
    assert found["expected_loss"].estimate == pytest.approx(0.03 * 10_000_000, rel=0.1)
    assert found["implied_asset_correlation"].estimate == pytest.approx(RHO, abs=0.03)
    tail = 10_000_000 * large_pool_value_at_risk(P, RHO, 0.999)
    assert found["var_99_9"].estimate == pytest.approx(tail, rel=0.03)
    assert found["capital_buffer_99_9"].estimate == pytest.approx(tail - 900_000, rel=0.06)
    assert found["effective_sample_size"].estimate == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found["largest_weight_share"].estimate < 0.01
    assert found["tail_effective_sample_size"].estimate > 200
    mixed = table.sample(frac=1.0, random_state=2)
    assert headlines(mixed, draws="importance")["var_99_9"].ci_high == pytest.approx(found["var_99_9"].ci_high)


def test_plans_and_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UnknownDraws, match="plain, antithetic"):
        drawn_sample([1.0], "halton")
    with pytest.raises(UnsupportedWeights, match="row 1 is 2"):
        drawn_sample([1.0, 2.0], "plain", [1.0, 2.0])
