"""The fee of a bill split into instalments, and the annual rate it comes to: caps on rates hold for fees too."""

from __future__ import annotations

from sim.units import DAYS_PER_MONTH, DISCLOSURE_DAYS_PER_YEAR

BISECTIONS = 80


def annual_rate(fee: float, months: int) -> float:
    """Annual rate of 365 days of a bill of 1 paid in equal parts, the first after a month, each with part of a fee.

    The same convention as a disclosed rate: the rate per day times 365, of which a month has 30.
    """
    low, high = 0.0, 10.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if _value(fee, months, middle) > 1.0 else (low, middle)
    return low * DISCLOSURE_DAYS_PER_YEAR / DAYS_PER_MONTH


def _value(fee: float, months: int, rate: float) -> float:
    payment = (1.0 + fee) / months
    return sum(payment / (1.0 + rate) ** month for month in range(1, months + 1))


def capped_fee(fee: float, months: int, cap: float) -> float:
    """The fee, or the highest one whose annual rate keeps under the cap."""
    if annual_rate(fee, months) <= cap:
        return fee
    rate = cap * DAYS_PER_MONTH / DISCLOSURE_DAYS_PER_YEAR
    return months / sum((1.0 + rate) ** -month for month in range(1, months + 1)) - 1.0
