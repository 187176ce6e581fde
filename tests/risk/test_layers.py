"""Layers of losses against reference values and hand figures."""

import itertools
from typing import Any

import numpy as np
import pytest

from sim.risk.finite_pool import pool_law
from sim.risk.layers import (
    ImpossibleLayer,
    borne,
    large_pool_exceeds,
    large_pool_layer_loss,
    large_pool_stop_loss,
    pool_layer_loss,
)
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("vasicek_tranche"))
def test_the_layer_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    pool = (parameters["p"], parameters["rho"])
    attach, detach = parameters["attach"], parameters["detach"]
    assert large_pool_stop_loss(attach, *pool) == pytest.approx(expected["stop_loss_at_attach"], rel=1e-11)
    assert large_pool_stop_loss(detach, *pool) == pytest.approx(expected["stop_loss_at_detach"], rel=1e-9)
    assert large_pool_layer_loss(attach, detach, *pool) == pytest.approx(expected["layer_expected_loss"], rel=1e-11)
    assert large_pool_exceeds(attach, *pool) == pytest.approx(expected["prob_attach"], rel=1e-12)
    assert large_pool_exceeds(detach, *pool) == pytest.approx(expected["prob_exhaust"], rel=1e-10)


def test_a_layer_bears_what_lies_between_its_ends() -> None:
    assert borne(np.array([0.0, 2.0, 3.5, 9.0]), 2.0, 5.0).tolist() == [0.0, 0.0, 1.5, 3.0]


def test_two_borrowers_by_hand() -> None:
    law = pool_law(2, 0.1)
    assert pool_layer_loss(law, 0.0, 1.0) == pytest.approx(0.19)
    assert pool_layer_loss(law, 1.0, 2.0) == pytest.approx(0.01)


def test_layers_add_up_to_the_whole() -> None:
    ends = (0.0, 0.02, 0.07, 0.3, 1.0)
    pairs = list(itertools.pairwise(ends))
    assert sum(large_pool_layer_loss(*pair, 0.03, 0.12) for pair in pairs) == pytest.approx(0.03, rel=1e-13)
    law = pool_law(100, 0.03, 0.12)
    assert sum(pool_layer_loss(law, 100 * a, 100 * b) for a, b in pairs) == pytest.approx(3.0, rel=1e-11)


def test_a_layer_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ImpossibleLayer):
        borne(np.zeros(1), 2.0, 1.0)
