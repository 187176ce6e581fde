"""Gambler's ruin against reference values, hand figures, and the recursion carried on for ever."""

from typing import Any

import pytest

from sim.risk.random_walk import ImpossibleCapital, ruin_by_day, ruin_probability
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("ruin_random_walk"))
def test_ruin_equals_the_reference(case: dict[str, Any]) -> None:
    walk = (case["params"]["p_up"], case["params"]["u"])
    barrier, expected = case["params"]["B"], case["expected"]
    assert ruin_probability(*walk, barrier) == pytest.approx(expected["ruin_prob_infinite_horizon"], rel=1e-12)
    assert ruin_by_day(*walk, 1000, barrier)[1000] == pytest.approx(expected["ruin_prob_by_step_1000"], rel=1e-11)


def test_two_units_and_three_days_by_hand() -> None:
    # down-down in two days; there is no other way within three
    assert ruin_by_day(0.6, 2, 3).tolist() == pytest.approx([0.0, 0.0, 0.16, 0.16])
    # from one unit: down; or up, down, down
    assert ruin_by_day(0.6, 1, 3).tolist() == pytest.approx([0.0, 0.4, 0.4, 0.4 + 0.6 * 0.16])


def test_the_upper_barrier_ends_the_walk_for_good() -> None:
    # from one of two units: down or up, and then it is over
    assert ruin_by_day(0.6, 1, 9, 2).tolist() == pytest.approx([0.0] + [0.4] * 9)


@pytest.mark.parametrize("walk", [(0.5, 3, 10), (0.45, 6, 9), (0.7, 2, 12)])
def test_the_recursion_tends_to_the_closed_form(walk: tuple[float, int, int]) -> None:
    gain, capital, barrier = walk
    assert ruin_by_day(gain, capital, 3000, barrier)[-1] == pytest.approx(ruin_probability(*walk), abs=1e-10)


def test_a_high_barrier_is_none() -> None:
    assert ruin_probability(0.55, 20, 2000) == pytest.approx(ruin_probability(0.55, 20), rel=1e-12)


def test_edges() -> None:
    assert ruin_probability(0.5, 7) == 1.0
    assert ruin_probability(0.4, 7) == 1.0
    assert ruin_probability(1.0, 7) == 0.0
    assert ruin_probability(0.0, 7, 9) == 1.0
    assert ruin_probability(0.6, 0) == 1.0
    assert ruin_probability(0.6, 5, 5) == 0.0
    assert ruin_by_day(0.6, 0, 2).tolist() == [1.0, 1.0, 1.0]
    assert ruin_by_day(0.6, 5, 2, 5).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("wrong", [(1.2, 3, None), (0.5, -1, None), (0.5, 4, 3)])
def test_impossible_walks_are_refused(wrong: tuple[float, int, int | None]) -> None:
    with pytest.raises(ImpossibleCapital):
        ruin_probability(*wrong)
