"""The exact cascade law against reference values, hand figures, enumeration of all graphs, and large populations."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.risk.reed_frost import ImpossibleCascade, reed_frost_by_generation, reed_frost_law, seeded_cascade_law
from tests.risk.reference import expected_by, reference_cases


@pytest.mark.parametrize("case", reference_cases("contagion_reed_frost"))
def test_the_law_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    law = reed_frost_law(parameters["n"], parameters["m"], parameters["p"])
    for count, value in expected_by(case, "P_extra_").items():
        assert law.pmf[int(count)] == pytest.approx(value, rel=1e-10)
    assert law.mean == pytest.approx(expected["mean_extra"], rel=1e-12)
    assert law.variance == pytest.approx(expected["var_extra"], rel=1e-12)
    assert law.value_at_risk(0.999) == expected["q0.999_extra"]
    assert law.cdf[expected["q0.999_extra"]] == pytest.approx(expected["cdf_at_q0.999"], rel=1e-12)


def test_one_borrower_after_two_defaults_escapes_both() -> None:
    assert reed_frost_law(1, 2, 0.3).pmf == pytest.approx([0.49, 0.51], rel=1e-15)


def test_of_two_borrowers_the_second_may_fall_by_the_first() -> None:
    q = 0.6
    none, one = q * q, 2 * 0.4 * q * q
    assert reed_frost_law(2, 1, 0.4).pmf == pytest.approx([none, one, 1 - none - one], rel=1e-14)


@pytest.mark.parametrize(("initial", "probability"), [(1, 0.35), (2, 0.6)])
def test_the_law_equals_the_component_of_every_graph(initial: int, probability: float) -> None:
    size = 3 + initial
    edges = list(itertools.combinations(range(size), 2))
    pmf = np.zeros(4)
    for opened in itertools.product((False, True), repeat=len(edges)):
        weight = math.prod(probability if is_open else 1 - probability for is_open in opened)
        reached, news = set(range(initial)), True
        while news:
            touched = {v for e, is_open in zip(edges, opened, strict=True) if is_open and set(e) & reached for v in e}
            news = not touched <= reached
            reached |= touched
        pmf[len(reached) - initial] += weight
    assert reed_frost_law(3, initial, probability).pmf == pytest.approx(pmf, rel=1e-12)


@pytest.mark.parametrize(("size", "initial", "mean"), [(400, 1, 0.8), (300, 5, 1.5), (200, 30, 3.0)])
def test_hundreds_of_borrowers_keep_a_law(size: int, initial: int, mean: float) -> None:
    law = reed_frost_law(size, initial, mean / (size + initial))
    assert law.pmf.min() >= 0.0
    assert law.pmf.sum() == pytest.approx(1.0, abs=1e-12)


def test_nobody_and_everybody() -> None:
    assert reed_frost_law(4, 0, 0.5).pmf.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert reed_frost_law(4, 1, 0.0).pmf.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert reed_frost_law(4, 1, 1.0).pmf.tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_seeds_that_infect_nobody_are_binomial() -> None:
    law = seeded_cascade_law(20, 0.1, 0.0)
    assert law.pmf == pytest.approx(stats.binom.pmf(np.arange(21), 20, 0.1), rel=1e-12)


def test_a_default_among_two_with_seeds_by_hand() -> None:
    # both first: 0.01; one first and it infects: 2 x 0.1 x 0.9 x 0.5
    assert seeded_cascade_law(2, 0.1, 0.5).pmf == pytest.approx([0.81, 0.09, 0.10], rel=1e-13)


@pytest.mark.parametrize("wrong", [(-1, 1, 0.1), (3, -1, 0.1), (3, 1, 1.1)])
def test_impossible_cascades_are_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ImpossibleCascade):
        reed_frost_law(*wrong)


@pytest.mark.parametrize(("size", "initial", "probability"), [(12, 1, 0.1), (15, 4, 0.07), (6, 9, 0.2)])
def test_after_as_many_generations_as_borrowers_the_cascade_is_over(
    size: int, initial: int, probability: float
) -> None:
    found = reed_frost_by_generation(size, initial, probability, size).pmf
    assert found == pytest.approx(reed_frost_law(size, initial, probability).pmf, rel=1e-10)


def test_one_generation_is_binomial_and_none_is_nobody() -> None:
    found = reed_frost_by_generation(8, 2, 0.1, 1).pmf
    assert found == pytest.approx(stats.binom.pmf(np.arange(9), 8, 1 - 0.81), rel=1e-12)
    assert reed_frost_by_generation(8, 2, 0.1, 0).pmf.tolist() == [1.0] + [0.0] * 8
