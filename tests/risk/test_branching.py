"""Borel-Tanner and the giant cascade against reference values, their moments, and the finite law they are limits of."""

import math
from typing import Any

import numpy as np
import pytest

from sim.risk.branching import BorelTanner, giant_cascade
from sim.risk.reed_frost import ImpossibleCascade, reed_frost_law
from tests.risk.reference import expected_by, reference_cases


@pytest.mark.parametrize("case", reference_cases("contagion_borel_tanner"))
def test_borel_tanner_equals_the_reference(case: dict[str, Any]) -> None:
    law = BorelTanner(case["params"]["lam"], case["params"]["k"])
    expected = case["expected"]
    assert (law.mean, law.variance) == (pytest.approx(expected["mean"]), pytest.approx(expected["variance"]))
    pmf = law.pmf(200)
    for size, value in expected_by(case, "pmf_").items():
        assert pmf[int(size)] == pytest.approx(value, rel=1e-11)
    for level, size in expected_by(case, "quantile_").items():
        assert law.quantile(float(level)) == size
        assert pmf[: int(size) + 1].sum() == pytest.approx(expected[f"cdf_at_quantile_{level}"], rel=1e-11)
    assert law.exceedance(100) == pytest.approx(expected["P_total_gt_100"], rel=1e-9)


@pytest.mark.parametrize("case", reference_cases("contagion_giant"))
def test_the_giant_cascade_equals_the_reference(case: dict[str, Any]) -> None:
    giant, expected = giant_cascade(case["params"]["R"]), case["expected"]
    assert giant.share == pytest.approx(expected["s"], rel=1e-13)
    assert giant.extinction == pytest.approx(expected["extinction_prob"], rel=1e-12)
    assert giant.dual_reproduction == pytest.approx(expected["dual_R"], rel=1e-12)
    assert giant.variance_per_borrower == pytest.approx(expected["giant_size_var_per_N"], rel=1e-11)


def test_known_facts_without_the_reference_file() -> None:
    assert giant_cascade(1.5).share == pytest.approx(0.582811643866, abs=1e-12)
    assert BorelTanner(0.8, 1).pmf(2)[1:] == pytest.approx([math.exp(-0.8), 0.8 * math.exp(-1.6)], rel=1e-14)


def test_a_cascade_that_infects_nobody_is_its_seeds() -> None:
    assert BorelTanner(0.0, 3).pmf(4).tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize(("offspring", "initial"), [(0.3, 1), (0.9, 2), (0.6, 7)])
def test_moments_of_the_law_are_the_closed_ones(offspring: float, initial: int) -> None:
    law = BorelTanner(offspring, initial)
    pmf, sizes = law.pmf(40_000), np.arange(40_001)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-10)
    assert pmf @ sizes == pytest.approx(law.mean, rel=1e-8)
    assert pmf @ (sizes - law.mean) ** 2 == pytest.approx(law.variance, rel=1e-7)


@pytest.mark.parametrize("reproduction", [0.2, 1.0])
def test_below_criticality_no_cascade_is_giant(reproduction: float) -> None:
    assert giant_cascade(reproduction).share == 0.0


@pytest.mark.parametrize("reproduction", [1.0001, 1.7, 40.0])
def test_the_share_solves_its_equation(reproduction: float) -> None:
    share = giant_cascade(reproduction).share
    assert share > 0.0
    assert share == pytest.approx(-math.expm1(-reproduction * share), rel=1e-12)


@pytest.mark.parametrize(("offspring", "initial"), [(0.4, 1), (0.5, 3)])
def test_the_finite_law_tends_to_borel_tanner_as_one_over_its_size(offspring: float, initial: int) -> None:
    def gap(size: int) -> float:
        return BorelTanner(offspring, initial).mean - initial - reed_frost_law(size, initial, offspring / size).mean

    assert gap(200) / gap(400) == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize("wrong", [(1.0, 1), (-0.1, 1), (0.5, 0)])
def test_impossible_cascades_are_refused(wrong: tuple[float, int]) -> None:
    with pytest.raises(ImpossibleCascade):
        BorelTanner(*wrong)
