"""Growth hides losses: the bad-loan ratio of a book whose vintages are alike and differ in number and age only.

Young loans swell the denominator before they can be 90 days past due. In closed form: what is bad and what is owed per
account opened, by months on book, weighted with the accounts opened so many months ago. Nothing here simulates.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MONTHS_PER_YEAR = 12


def originations(months: int, growth: float) -> Array:
    """(months,) accounts opened, the first month's set to 1, growing by `growth` a year (3 is +300 %)."""
    return np.power(1.0 + growth, np.arange(months) / MONTHS_PER_YEAR)


def bad_loan_ratio(opened: Array, balance: Array, bad: Array) -> float:
    """Bad loans / balance at the end of the last month: a share.

    `opened`: (months,) accounts opened, oldest month first. `balance`, `bad`: (months,) money owed, and money 90 days
    past due, per account opened, by months on book from 0.
    """
    by_age = np.asarray(opened, dtype=np.float64)[::-1]
    return float(by_age @ np.asarray(bad, dtype=np.float64) / (by_age @ np.asarray(balance, dtype=np.float64)))


def hidden_by_growth(balance: Array, bad: Array, growth: float) -> float:
    """Bad-loan ratio with flat originations / the same with growth: how many times too good a growing book looks.

    `balance`, `bad`: (months,) money per account opened, by months on book from 0; `growth`: share per year.
    """
    months = len(balance)
    flat = bad_loan_ratio(originations(months, 0.0), balance, bad)
    return flat / bad_loan_ratio(originations(months, growth), balance, bad)
