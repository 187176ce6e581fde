"""Threshold cascades against reference values, limits, and a simulated network."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.risk.branching import giant_cascade
from sim.risk.poisson import poisson_law
from sim.risk.reed_frost import ImpossibleCascade
from sim.risk.threshold import (
    cascade_condition,
    cascade_window,
    final_share,
    trigger_share,
    vulnerable_degree,
)
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("watts_threshold", "K"))
def test_the_window_equals_the_reference(case: dict[str, Any]) -> None:
    window = cascade_window(case["params"]["phi"])
    assert vulnerable_degree(case["params"]["phi"]) == case["params"]["K"]
    assert window is not None
    assert window.low == pytest.approx(case["expected"]["z_low"], rel=1e-12)
    assert window.high == pytest.approx(case["expected"]["z_high"], rel=1e-12)


@pytest.mark.parametrize("case", reference_cases("watts_threshold", "seed_fraction"))
def test_the_final_share_equals_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    spread = final_share(poisson_law(parameters["z"]), parameters["phi"], parameters["seed_fraction"])
    assert spread.neighbour == pytest.approx(expected["q"], abs=1e-10)
    assert spread.final == pytest.approx(expected["final_fraction"], abs=1e-10)


def test_known_facts_without_the_reference_file() -> None:
    window = cascade_window(0.25)
    assert window is not None
    assert (round(window.low, 5), round(window.high, 5)) == (1.11414, 3.86307)
    assert final_share(poisson_law(3.0), 0.18, 0.001).final == pytest.approx(0.94055068222, abs=1e-10)


@pytest.mark.parametrize(("threshold", "degree"), [(0.1, 10), (0.18, 5), (0.25, 4), (1 / 3, 3), (1.0, 1), (0.51, 1)])
def test_one_neighbour_is_enough_up_to_this_degree(threshold: float, degree: int) -> None:
    assert vulnerable_degree(threshold) == degree


@pytest.mark.parametrize("threshold", [1.0, 0.5, 0.34])
def test_careful_borrowers_have_no_window(threshold: float) -> None:
    assert cascade_window(threshold) is None


def test_the_condition_is_met_inside_the_window_only() -> None:
    conditions = [cascade_condition(mean_degree, 0.18) for mean_degree in (0.9, 3.0, 8.0)]
    assert [condition > 1.0 for condition in conditions] == [False, True, False]


def test_without_first_defaults_nobody_falls() -> None:
    assert final_share(poisson_law(3.0), 0.18, 0.0) == (0.0, 0.0)


def test_where_one_neighbour_is_always_enough_the_giant_component_falls() -> None:
    spread = final_share(poisson_law(1.5), 1e-6, 1e-9)
    assert spread.final == pytest.approx(giant_cascade(1.5).share, abs=1e-6)


def test_rounds_count_from_the_first_defaults() -> None:
    degrees = poisson_law(4.0)
    first = final_share(degrees, 0.01, 0.1, rounds=1).final
    # whoever is no first one falls in the first round if any neighbour is one: 1 - exp(-0.4)
    assert first == pytest.approx(0.1 + 0.9 * (1 - np.exp(-0.4)), rel=1e-12)
    assert first < final_share(degrees, 0.01, 0.1, rounds=2).final < 1.0


def test_a_simulated_network_ends_at_the_share() -> None:
    # 20,000 borrowers, fixed seed; the limit is 0.99975, and a network of this size deviates by about 1e-4
    size, mean_degree, threshold, seeds = 20_000, 6.0, 0.2, 0.05
    generator = np.random.default_rng(5)
    ends = generator.integers(0, size, (2, int(size * mean_degree / 2)))
    degree = np.bincount(ends.ravel(), minlength=size)
    fallen = generator.random(size) < seeds
    for _ in range(100):
        pressed = np.bincount(ends[0], fallen[ends[1]], size) + np.bincount(ends[1], fallen[ends[0]], size)
        fallen |= (pressed > 0) & (pressed >= threshold * degree)
    expected = final_share(poisson_law(mean_degree), threshold, seeds).final
    assert fallen.mean() == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("wrong", [0.0, 1.5])
def test_impossible_thresholds_are_refused(wrong: float) -> None:
    with pytest.raises(ImpossibleCascade):
        vulnerable_degree(wrong)


def test_global_cascades_start_inside_the_window_only() -> None:
    assert trigger_share(3.0, 0.18) > 0.5
    assert [trigger_share(mean_degree, 0.18) for mean_degree in (0.9, 8.0)] == [
        pytest.approx(0.0, abs=1e-9), pytest.approx(0.0, abs=1e-9),
    ]  # fmt: skip


def test_where_one_neighbour_is_always_enough_every_member_of_the_giant_component_starts_it() -> None:
    assert trigger_share(1.5, 0.01) == pytest.approx(giant_cascade(1.5).share, rel=1e-9)


@pytest.mark.parametrize("threshold", [0.07, 0.1, 0.2, 0.3])
def test_a_whole_number_of_neighbours_is_enough_for_its_share(threshold: float) -> None:
    # a hundred neighbours each: 100 x threshold of them are just enough
    degrees = np.zeros(101)
    degrees[100] = 1.0
    needed = round(100 * threshold)
    expected = stats.binom.sf(needed - 1, 100, 0.05)
    assert final_share(degrees, threshold, 0.05, rounds=1).final == pytest.approx(0.05 + 0.95 * expected, rel=1e-12)
