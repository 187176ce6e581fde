"""Ruin by exponential claims against reference values, hand figures, simulation and the limit of small days."""

import math
from typing import Any

import numpy as np
import pytest

from sim.risk.cramer_lundberg import (
    adjustment_coefficient,
    daily_adjustment_coefficient,
    daily_ruin_by_day,
    daily_ruin_probability,
    ruin_probability,
)
from sim.risk.random_walk import ImpossibleCapital
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("ruin_cramer_lundberg"))
def test_ruin_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    assert ruin_probability(parameters["theta"], parameters["mu"], parameters["u"]) == pytest.approx(expected["psi"])
    found = adjustment_coefficient(parameters["theta"], parameters["mu"])
    assert found == pytest.approx(expected["adjustment_coefficient"], rel=1e-14)


def test_the_first_two_days_by_hand() -> None:
    income, rate, mean, capital = 1.0, 0.3, 2.0, 3.0
    first = rate * math.exp(-(capital + income) / mean)
    # a first claim x leaves u + 2c - x for a second one; or there is only the second
    both = (capital + income) / mean * math.exp(-(capital + 2 * income) / mean)
    second = rate * (1 - rate) * math.exp(-(capital + 2 * income) / mean) + rate * rate * both
    assert daily_ruin_by_day(income, rate, mean, capital, 2) == pytest.approx([0.0, first, first + second], rel=1e-13)


@pytest.mark.parametrize("business", [(1.0, 0.4, 2.0, 5.0), (0.3, 0.05, 4.0, 10.0), (2.0, 1.0, 1.5, 0.0)])
def test_the_recursion_tends_to_the_closed_form(business: tuple[float, float, float, float]) -> None:
    ruined = daily_ruin_by_day(*business, 4000)
    assert (np.diff(ruined) >= 0.0).all()
    assert ruined[-1] == pytest.approx(daily_ruin_probability(*business), rel=1e-6)


def test_the_daily_root_solves_its_equation() -> None:
    root = daily_adjustment_coefficient(1.0, 0.4, 2.0)
    assert root > 0.0
    assert 0.6 + 0.4 / (1.0 - 2.0 * root) == pytest.approx(math.exp(root), rel=1e-13)


def test_the_daily_business_tends_to_the_continuous_one_as_the_length_of_its_day() -> None:
    loading, mean, capital = 0.2, 1.0, 10.0

    def gap(rate: float) -> float:
        income = (1.0 + loading) * rate * mean
        return daily_ruin_probability(income, rate, mean, capital) - ruin_probability(loading, mean, capital)

    assert gap(0.02) / gap(0.01) == pytest.approx(2.0, rel=0.05)


def test_a_simulated_business_is_ruined_as_often() -> None:
    # fixed seed; 40,000 businesses, normal bound at 1e-6 (4.89 standard errors)
    generator, days, number = np.random.default_rng(11), 60, 40_000
    claims = np.where(generator.random((number, days)) < 0.2, generator.exponential(3.0, (number, days)), 0.0)
    capital = 4.0 + np.cumsum(0.7 - claims, axis=1)
    found = (capital.min(axis=1) < 0.0).mean()
    expected = daily_ruin_by_day(0.7, 0.2, 3.0, 4.0, days)[-1]
    assert abs(found - expected) < 4.89 * math.sqrt(expected * (1 - expected) / number)


def test_without_a_margin_ruin_is_certain() -> None:
    assert daily_ruin_probability(0.4, 0.2, 2.0, 50.0) == 1.0
    assert ruin_probability(0.0, 1.0, 50.0) == 1.0
    assert ruin_probability(-0.1, 1.0, 50.0) == 1.0


@pytest.mark.parametrize("wrong", [(1.0, 0.0, 1.0), (1.0, 0.5, 0.0), (-1.0, 0.5, 1.0)])
def test_impossible_businesses_are_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ImpossibleCapital):
        daily_adjustment_coefficient(*wrong)
