"""Granularity and the tail at other correlations: published cases, the exact finite pool, identities."""

from typing import Any

import numpy as np
import pytest

from sim.risk.analytic import large_pool_value_at_risk
from sim.risk.estimate import Estimate
from sim.risk.finite_pool import pool_law
from sim.risk.granularity import concentration_of, granularity_adjustment, pool_quantile
from sim.risk.headlines_pool import pool_headlines
from sim.risk.samples import RiskInputError
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("granularity", "rho"))
def test_the_adjustment_equals_the_reference(case: dict[str, Any]) -> None:
    given, expected = case["params"], case["expected"]
    pool = (given["p"], given["rho"], 0.999, 1.0 / given["N"])
    assert granularity_adjustment(*pool) == pytest.approx(expected["GA"], rel=1e-12)
    assert pool_quantile(*pool) == pytest.approx(expected["lhp_plus_GA"], rel=1e-12)
    assert large_pool_value_at_risk(*pool[:3]) == pytest.approx(expected["lhp_VaR"], rel=1e-12)


def test_it_closes_the_gap_to_the_exact_pool() -> None:
    """At 1,000 borrowers the fine pool is 1.1 % too low; with the adjustment it is right to a step of the lattice."""
    exact = pool_law(1000, 0.03, 0.12).value_at_risk(0.999) / 1000
    fine = large_pool_value_at_risk(0.03, 0.12, 0.999)
    assert fine / exact < 0.99
    assert pool_quantile(0.03, 0.12, 0.999, 0.001) == pytest.approx(exact, rel=1.5e-3)


def test_concentration_is_the_sum_of_squared_shares() -> None:
    assert concentration_of(np.full(50, 3)) == pytest.approx(1 / 50)
    assert concentration_of(np.array([1, 1, 2])) == pytest.approx(6 / 16)
    with pytest.raises(RiskInputError):
        concentration_of(np.zeros(2))


def test_no_correlation_leaves_nothing_to_adjust() -> None:
    with pytest.raises(RiskInputError, match="correlation"):
        granularity_adjustment(0.03, 0.0, 0.999, 0.01)


def found(rate: float | None, correlation: float | None, tail: float) -> dict[str, Estimate]:
    """Headlines of a run with this default rate, correlation and value at risk."""
    values = {
        "default_rate": rate, "implied_asset_correlation": correlation, "var_99_9": tail,
        "economic_capital_99_9": tail - 100.0, "capital_buffer_99_9": tail - 5000.0,
    }  # fmt: skip
    return {
        name: Estimate(value, None if value is None else 0.9 * value if value > 0 else 1.1 * value, None, 0.95, "m", 9)
        for name, value in values.items()
    }


def test_figures_move_with_the_quantile_of_the_pool() -> None:
    run = found(0.03, 0.12, 1000.0)
    moved = pool_headlines(run, concentration=1e-3, people_per_record=100.0)
    base = pool_quantile(0.03, 0.12, 0.999, 1e-3)
    half, twice = (pool_quantile(0.03, rho, 0.999, 1e-3) / base for rho in (0.06, 0.24))
    assert half < 1.0 < twice
    assert moved["var_99_9_half_correlation"].estimate == pytest.approx(1000.0 * half)
    assert moved["economic_capital_99_9_twice_correlation"].estimate == pytest.approx(1000.0 * twice - 100.0)
    assert moved["capital_buffer_99_9_twice_correlation"].estimate == pytest.approx(-4000.0 + 1000.0 * (twice - 1.0))
    assert moved["var_99_9_twice_correlation"].ci_low == pytest.approx(900.0 + 1000.0 * (twice - 1.0))
    assert moved["var_99_9_twice_correlation"].ci_high is None
    fine = pool_quantile(0.03, 0.12, 0.999, 1e-5) / base
    assert moved["var_99_9_real_book"].estimate == pytest.approx(1000.0 * fine)
    assert 0.985 < fine < 0.99


@pytest.mark.parametrize(
    ("rate", "correlation", "words"),
    [(0.0, 0.1, "without a default rate"), (0.03, None, "without a positive"), (0.03, 0.0, "without a positive"),
     (0.03, 1e-4, "too small for a first-order")],
)  # fmt: skip
def test_where_no_pool_fits_the_figures_are_null(rate: float, correlation: float | None, words: str) -> None:
    for one in pool_headlines(found(rate, correlation, 1000.0), 1e-2).values():
        assert one.estimate is None
        assert words in one.note


def test_twice_a_correlation_above_a_half_is_no_correlation() -> None:
    moved = pool_headlines(found(0.03, 0.6, 1000.0), 1e-4)
    assert moved["var_99_9_half_correlation"].estimate is not None
    assert "no pool law at a correlation of 120 %" in moved["var_99_9_twice_correlation"].note
