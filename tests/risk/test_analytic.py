"""Closed forms and the finite-pool law against reference values, brute force and limits."""

import itertools
import math
from typing import Any

import mpmath
import numpy as np
import pytest

from sim.risk.analytic import (
    ImpossiblePool,
    bivariate_normal,
    correlation_slopes,
    default_covariance,
    implied_asset_correlation,
    large_pool_cdf,
    large_pool_expected_shortfall,
    large_pool_value_at_risk,
    pool_rate_variance,
)
from sim.risk.finite_pool import pool_law
from tests.risk.reference import expected_by, reference_cases


@pytest.mark.parametrize("case", reference_cases("vasicek_lhp"))
def test_the_infinitely_fine_pool_equals_the_reference(case: dict[str, Any]) -> None:
    pool = (case["params"]["p"], case["params"]["rho"])
    for level, value in expected_by(case, "VaR_").items():
        assert large_pool_value_at_risk(*pool, float(level)) == pytest.approx(value, rel=1e-12)
    for level, value in expected_by(case, "ES_").items():
        assert large_pool_expected_shortfall(*pool, float(level)) == pytest.approx(value, rel=1e-12)
    assert large_pool_cdf(0.05, *pool) == pytest.approx(case["expected"]["cdf_at_0.05"], rel=1e-12)
    assert default_covariance(*pool) == pytest.approx(case["expected"]["variance"], rel=1e-12)
    assert implied_asset_correlation(pool[0], case["expected"]["sd"]) == pytest.approx(pool[1], rel=1e-10)


@pytest.mark.parametrize("case", reference_cases("vasicek_finite_pool") + reference_cases("binomial"))
def test_the_finite_pool_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    law = pool_law(parameters["N"], parameters["p"], parameters.get("rho", 0.0))
    for count, value in expected_by(case, "pmf_").items():
        assert law.pmf[int(count)] == pytest.approx(value, rel=1e-12)
    for level, value in expected_by(case, "VaR_count_").items():
        assert law.value_at_risk(float(level)) == value
        assert law.cdf[int(value)] == pytest.approx(expected[f"cdf_at_VaR_count_{level}"], abs=1e-12)
    for level, value in expected_by(case, "ES_count_").items():
        assert law.expected_shortfall(float(level)) == pytest.approx(value, rel=1e-11)
    assert law.variance == pytest.approx(expected.get("var_count", expected.get("var")), rel=1e-12)


def test_known_facts_without_the_reference_file() -> None:
    assert large_pool_value_at_risk(0.03, 0.12, 0.999) == pytest.approx(0.193851956, abs=1e-9)
    assert large_pool_expected_shortfall(0.03, 0.04, 0.999) == pytest.approx(0.10925185662652273, rel=1e-12)
    law = pool_law(100, 0.03, 0.12)
    assert law.pmf[0] == pytest.approx(0.1864078260363064, rel=1e-12)
    assert law.value_at_risk(0.999) == 22
    assert pool_law(10_000, 0.05).pmf[0] == pytest.approx(1.722078277288862e-223, rel=1e-10)


@pytest.mark.parametrize(("size", "count", "correlation"), [(10_000, 250, 0.12), (10_000, 2_500, 0.3), (200, 60, 0.9)])
def test_the_quadrature_equals_one_of_thirty_digits(size: int, count: int, correlation: float) -> None:
    with mpmath.workdps(30):
        threshold = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf("0.03") - 1)
        rho = mpmath.mpf(correlation)

        def integrand(factor: Any) -> Any:
            score = (threshold + mpmath.sqrt(rho) * factor) / mpmath.sqrt(1 - rho)
            return mpmath.ncdf(score) ** count * mpmath.ncdf(-score) ** (size - count) * mpmath.npdf(factor)

        step = mpmath.mpf(1) / 100
        exact = (
            mpmath.binomial(size, count) * step * mpmath.fsum(integrand(step * index) for index in range(-1000, 1001))
        )
    assert pool_law(size, 0.03, correlation).pmf[count] == pytest.approx(float(exact), abs=1e-13)


@pytest.mark.parametrize("pool", [(2, 0.3, 0.5), (200, 0.03, 0.12), (50, 0.5, 0.99), (10_000, 0.03, 0.0001)])
def test_moments_of_the_law_are_the_closed_ones(pool: tuple[int, float, float]) -> None:
    law = pool_law(*pool)
    assert law.pmf.sum() == pytest.approx(1.0, abs=1e-11)
    assert law.pmf @ np.arange(pool[0] + 1) == pytest.approx(law.mean, rel=1e-11)
    assert law.central_moment(2) == pytest.approx(law.variance, rel=1e-10)


def test_shortfall_of_a_binomial_pool_by_enumeration() -> None:
    outcomes = sorted(
        (sum(path), math.prod(0.3 if default else 0.7 for default in path))
        for path in itertools.product((0, 1), repeat=5)
    )
    worst, total = 0.1, 0.0
    for count, probability in reversed(outcomes):
        used = min(worst, probability)
        total, worst = total + used * count, worst - used
    assert pool_law(5, 0.3).expected_shortfall(0.9) == pytest.approx(total / 0.1, rel=1e-12)


def test_bivariate_normal_at_known_points() -> None:
    assert bivariate_normal(0.0, 0.0, 0.5) == pytest.approx(1 / 3, rel=1e-14)
    assert bivariate_normal(1.0, -0.5, 0.0) == pytest.approx(0.8413447460685429 * 0.3085375387259869, rel=1e-13)
    assert bivariate_normal(0.0, 1.0, 0.3) + bivariate_normal(0.0, -1.0, -0.3) == pytest.approx(0.5, rel=1e-13)


@pytest.mark.parametrize("mean", [0.001, 0.03, 0.4])
@pytest.mark.parametrize("correlation", [1e-6, 0.04, 0.5, 0.97])
@pytest.mark.parametrize("concentration", [0.0, 0.005, 0.3])
def test_the_implied_correlation_inverts_the_variance(mean: float, correlation: float, concentration: float) -> None:
    deviation = math.sqrt(pool_rate_variance(mean, correlation, concentration))
    assert implied_asset_correlation(mean, deviation, concentration) == pytest.approx(correlation, rel=1e-7)


def test_the_implied_correlation_at_its_limits() -> None:
    assert implied_asset_correlation(0.03, 0.0, 0.01) == 0.0
    with pytest.raises(ImpossiblePool, match="at most"):
        implied_asset_correlation(0.03, 0.5)


def test_slopes_are_those_of_the_covariance() -> None:
    by_mean, by_correlation = correlation_slopes(0.03, 0.12)
    step = 1e-6
    across = (default_covariance(0.03 + step, 0.12) - default_covariance(0.03 - step, 0.12)) / (2 * step)
    along = (default_covariance(0.03, 0.12 + step) - default_covariance(0.03, 0.12 - step)) / (2 * step)
    assert (by_mean, by_correlation) == (pytest.approx(across, rel=1e-6), pytest.approx(along, rel=1e-6))


@pytest.mark.parametrize("pool", [(0, 0.1, 0.1), (10, 1.5, 0.1), (10, 0.1, 1.0), (10, 0.1, -0.1)])
def test_impossible_pools_are_refused(pool: tuple[int, float, float]) -> None:
    with pytest.raises(ImpossiblePool):
        pool_law(*pool)
