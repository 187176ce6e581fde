"""Crossings of measured curves, on curves that are known."""

import math

import pytest

from sim.risk.estimate import Estimate
from sim.studies.root import halved, search

HALF = 0.1


def measured(curve, half: float = HALF):
    """The curve with an interval of +- half."""
    return lambda place: Estimate(curve(place), curve(place) - half, curve(place) + half, 0.95, "known", 100)


def test_a_line_is_crossed_where_it_is_zero_and_the_interval_is_where_its_own_holds_zero():
    (found,) = search(measured(lambda x: 0.5 * (x - 3.0)), 0.0, 10.0, 6, 1e-4).crossings
    assert found.place == pytest.approx(3.0, abs=1e-4)
    assert (found.ci_low, found.ci_high) == pytest.approx((2.8, 3.2), abs=1e-4)
    assert found.rises


def test_a_falling_line_has_its_interval_the_right_way_round():
    (found,) = search(measured(lambda x: 0.5 * (3.0 - x)), 0.0, 10.0, 6, 1e-4).crossings
    assert (found.ci_low, found.place, found.ci_high) == pytest.approx((2.8, 3.0, 3.2), abs=1e-4)
    assert not found.rises


@pytest.mark.parametrize(("low", "high", "grid"), [(0.0, 4.0, 5), (1.0, 9.0, 3), (2.8, 3.3, 2), (-50.0, 50.0, 9)])
def test_the_same_root_from_different_brackets(low, high, grid):
    (found,) = search(measured(lambda x: math.tanh(x - 3.0)), low, high, grid, 1e-5).crossings
    assert found.place == pytest.approx(3.0, abs=1e-5)
    assert found.ci_low == pytest.approx(3.0 - math.atanh(HALF), abs=1e-4)


def test_all_crossings_of_a_wave_are_reported_in_order():
    found = search(measured(math.sin, 0.01), 1.0, 10.0, 10, 1e-4).crossings
    assert [one.place for one in found] == pytest.approx([math.pi, 2 * math.pi, 3 * math.pi], abs=1e-4)
    assert [one.rises for one in found] == [False, True, False]


def test_an_interval_that_holds_zero_up_to_the_end_has_no_end():
    (found,) = search(measured(lambda x: 0.01 * (x - 3.0)), 0.0, 10.0, 6, 1e-4).crossings
    assert (found.ci_low, found.ci_high) == (None, None)


def test_an_end_beyond_the_next_knot_is_found_there():
    (found,) = search(measured(lambda x: 0.04 * (x - 5.0)), 0.0, 10.0, 11, 1e-4).crossings
    assert (found.ci_low, found.ci_high) == pytest.approx((2.5, 7.5), abs=1e-3)


def test_without_a_crossing_it_says_on_which_side_the_curve_is():
    assert search(measured(lambda x: 1.0), 0.0, 1.0, 3, 0.1).is_always is True
    assert search(measured(lambda x: -1.0), 0.0, 1.0, 3, 0.1).is_always is False
    assert search(measured(lambda x: x - 0.3), 0.0, 1.0, 3, 0.1).is_always is None


def test_no_place_is_measured_twice():
    seen = []
    curve = measured(lambda x: x - 0.3)
    found = search(lambda place: (seen.append(place), curve(place))[1], 0.0, 1.0, 5, 1e-3)
    assert len(seen) == len(set(seen)) == len(found.places)


def test_halving_gives_the_side_asked_for():
    sides = [halved(lambda x: 1 if x >= 0.3 else -1, 0.0, 1.0, 0.25, side) for side in (-1, 0, 1)]
    assert sides == [0.25, 0.375, 0.5]
