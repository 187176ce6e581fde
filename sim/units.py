"""Money in fen, the one rounding, and the 30/360 calendar. Day 1 opens month 1; day 0 is the close before the start."""

from __future__ import annotations

from sim.compiled import rule

DAYS_PER_MONTH = 30
MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 360
"""Days of a simulated year; funding rates use it."""
DISCLOSURE_DAYS_PER_YEAR = 365
"""Days of the year in which borrowers' annual rates are disclosed: 0.05 % a day is 18.25 %."""
FEN_PER_YUAN = 100
NEVER = 1 << 30
"""A day that does not come."""
LARGEST_BALANCE = 2**62
"""No sum of money may reach this (int64 with a margin)."""


@rule
def fen(amount):
    """An amount of money as whole fen: round half to even, the only rounding of money there is."""
    return round(amount)


@rule
def month_of(day):
    """Month number of a day; month 1 holds days 1 to 30."""
    return (day - 1) // DAYS_PER_MONTH + 1


@rule
def day_of_month(day):
    """1..30."""
    return (day - 1) % DAYS_PER_MONTH + 1


@rule
def first_day_of(month):
    """The day that opens a month."""
    return (month - 1) * DAYS_PER_MONTH + 1


@rule
def last_day_of(month):
    """The day that closes a month."""
    return month * DAYS_PER_MONTH
