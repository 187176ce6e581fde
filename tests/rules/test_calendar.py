"""The calendar year behind the day count."""

import pytest

from tests.builders import a_world, rules


@pytest.mark.parametrize(("first", "day", "month"), [(1, 1, 1), (1, 30, 1), (1, 31, 2), (12, 31, 1), (6, 361, 6)])
def test_months_are_counted_from_the_calendar_month_of_the_first(first: int, day: int, month: int) -> None:
    assert rules.calendar_month(day, a_world(first_calendar_month=first)) == month


def test_before_the_start_the_calendar_runs_backwards() -> None:
    world = a_world(first_calendar_month=1)
    assert [rules.calendar_month(day, world) for day in (0, -29, -30, -359)] == [12, 12, 11, 1]


@pytest.mark.parametrize(
    ("first", "day", "festival"), [(6, 1, 18), (6, 30, 18), (11, 5, 11), (1, 151, 168), (1, 20, 0)]
)
def test_festivals_are_on_18_june_and_11_november(first: int, day: int, festival: int) -> None:
    assert rules.festival_day(day, a_world(first_calendar_month=first)) == festival


@pytest.mark.parametrize(("months", "days"), [(2.0, 60), (0.5, 15), (0.0, 0)])
def test_months_are_thirty_days(months: float, days: int) -> None:
    assert rules.days_of_months(months) == days
