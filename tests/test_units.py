"""The one rounding and the calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.units import DAYS_PER_MONTH, NEVER, first_day_of
from tests.builders import rules

pytestmark = pytest.mark.plain


@pytest.mark.parametrize(
    ("amount", "whole"), [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (2.4999, 2), (7, 7)]
)
def test_money_is_rounded_half_to_even(amount: float, whole: int) -> None:
    assert rules.fen(amount) == whole


@given(st.integers(-(2**53), 2**53))
def test_whole_fen_stay_as_they_are(amount: int) -> None:
    assert rules.fen(float(amount)) == amount


@pytest.mark.parametrize(
    ("day", "month", "place"), [(1, 1, 1), (30, 1, 30), (31, 2, 1), (360, 12, 30), (0, 0, 30), (-29, 0, 1)]
)
def test_months_have_thirty_days_and_day_one_opens_the_first(day: int, month: int, place: int) -> None:
    assert (rules.month_of(day), rules.day_of_month(day)) == (month, place)


@given(st.integers(-1000, 10_000))
def test_a_day_lies_in_its_month(day: int) -> None:
    first = first_day_of(rules.month_of(day))
    assert first <= day < first + DAYS_PER_MONTH
    assert rules.day_of_month(day) == day - first + 1


def test_never_fits_a_day_and_lies_beyond_every_horizon() -> None:
    assert 600 * DAYS_PER_MONTH < NEVER < 2**31 - 1
