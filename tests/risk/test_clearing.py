"""Clearing vectors against reference values, hand figures and what must hold for any debts."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from sim.risk.clearing import ImpossibleDebts, clear
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("clearing"))
def test_the_clearing_vector_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    owed = np.array(parameters["L"], dtype=np.float64)
    assets = np.array([float(Fraction(value)) for value in parameters["external"]])
    found = clear(owed, assets, float(Fraction(parameters["alpha"])), float(Fraction(parameters["beta"])))
    exact = [float(Fraction(value)) for value in expected["clearing"]]
    assert found.payments == pytest.approx(exact, rel=1e-12)
    assert found.equity == pytest.approx([float(Fraction(value)) for value in expected["equity"]], abs=1e-12)
    assert np.flatnonzero(found.is_default).tolist() == expected["defaulters"]


def test_a_chain_passes_the_shortfall_on() -> None:
    # 0 has 4 and owes 10 to 1, which owes 12 to 2
    owed = np.array([[0.0, 10, 0], [0, 0, 12], [0, 0, 0]])
    found = clear(owed, np.array([4.0, 5.0, 0.0]))
    assert found.payments.tolist() == [4.0, 9.0, 0.0]
    assert found.equity.tolist() == [0.0, 0.0, 9.0]
    # half of what is outside and half of what comes in are lost on the way
    lossy = clear(owed, np.array([4.0, 5.0, 0.0]), 0.5, 0.5)
    assert lossy.payments.tolist() == [2.0, 3.5, 0.0]


def test_nothing_is_lost_without_costs() -> None:
    generator = np.random.default_rng(3)
    for _ in range(50):
        owed = generator.integers(0, 20, (6, 6)) * (generator.random((6, 6)) < 0.6)
        np.fill_diagonal(owed, 0)
        assets = generator.integers(0, 15, 6).astype(np.float64)
        found = clear(owed.astype(np.float64), assets)
        assert found.equity.sum() == pytest.approx(assets.sum(), abs=1e-9)
        assert (found.payments <= owed.sum(axis=1) + 1e-9).all()
        assert (found.equity[found.is_default] == 0.0).all()


@pytest.mark.parametrize(
    ("owed", "assets", "shares"),
    [([[0, -1], [0, 0]], [1, 1], (1, 1)), ([[1, 0], [0, 0]], [1, 1], (1, 1)), ([[0, 1], [0, 0]], [1, 1], (0, 1))],
)
def test_impossible_debts_are_refused(owed: Any, assets: Any, shares: tuple[float, float]) -> None:
    with pytest.raises(ImpossibleDebts):
        clear(np.array(owed, dtype=np.float64), np.array(assets, dtype=np.float64), *shares)
