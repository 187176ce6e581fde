"""The calendar year behind the day count, and its two shopping festivals."""

from sim.compiled import rule
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, day_of_month, month_of

JUNE = 6
JUNE_FESTIVAL_DAY = 18
NOVEMBER = 11
NOVEMBER_FESTIVAL_DAY = 11


@rule
def calendar_month(day, world):
    """Calendar month of a day, 1..12."""
    return (month_of(day) + int(world.first_calendar_month) - 2) % MONTHS_PER_YEAR + 1


@rule
def festival_day(day, world):
    """The day of the shopping festival in this day's month; 0 in a month without one."""
    month = calendar_month(day, world)
    if month == JUNE:
        return day - day_of_month(day) + JUNE_FESTIVAL_DAY
    if month == NOVEMBER:
        return day - day_of_month(day) + NOVEMBER_FESTIVAL_DAY
    return 0


@rule
def is_festival_month(day, world):
    """Whether this day's month holds a shopping festival."""
    month = calendar_month(day, world)
    return month in (JUNE, NOVEMBER)


@rule
def days_of_months(months):
    """Whole days of a number of months."""
    return int(months * DAYS_PER_MONTH)
