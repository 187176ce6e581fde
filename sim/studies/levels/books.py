"""Sums of a watched replication on the platform's books: stocks, flows, profit and balances per user.

Stocks are summed over month ends, flows over months; a mean stock is a sum divided by the number of months.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.records import Kind
from sim.studies.levels.observe import PLATFORM, Observation
from sim.studies.levels.rolls import Sums
from sim.units import MONTHS_PER_YEAR

Array = np.ndarray[Any, Any]
COLUMNS = (
    "unemployment_rate", "outstanding_fen", "current_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen",
    "undrawn_fen", "due_fen", "missed_fen", "charge_off_fen", "net_income_fen", "allowance_fen", "cash_fen",
    "equity_fen",
)  # fmt: skip
"""Monthly columns of `sim.outputs` that are summed."""


def book_sums(seen: Observation) -> Sums:
    """All sums on the books of a replication."""
    monthly = seen.monthly
    sums = {name: float(monthly[name].astype(np.float64).sum()) for name in COLUMNS}
    sums["months"] = float(seen.months)
    sums["replications"] = 1.0
    sums["late_rate"] = _late_rate(seen.world)
    sums["performing"] = float(seen.weight[seen.performing].sum())
    defaulted = seen.performing & (seen.default_day >= 1) & (seen.default_day <= 360)
    sums["defaults_in_a_year"] = float(seen.weight[defaulted].sum())
    return sums | user_sums(seen) | trend_sums(monthly)


def _late_rate(world: Any) -> float:
    """Daily charge on what is overdue on the platform's first line, share; 0 without a line."""
    for product in world.product[: int(world.products)]:
        if product.lender == PLATFORM and product.kind == Kind.REVOLVING:
            return float(product.daily_rate * product.late_multiple)
    return 0.0


def trend_sums(monthly: Array) -> Sums:
    """Balance, balance 30 days past due and room on lines, of the first and the second half of the months, fen."""
    half = len(monthly) // 2
    sums: Sums = {}
    for name, months in (("first_half", monthly[:half]), ("second_half", monthly[len(monthly) - half :])):
        late = months["dpd_30_59_fen"] + months["dpd_60_89_fen"] + months["dpd_90_plus_fen"]
        for what, amount in (("balance", months["outstanding_fen"]), ("d30", late), ("undrawn", months["undrawn_fen"])):
            sums[f"{name}_{what}"] = float(amount.astype(np.float64).sum())
    return sums


def user_sums(seen: Observation) -> Sums:
    """At every twelfth month end: balance (fen), and users, who had one at any of the last twelve; all, and lines."""
    sums = dict.fromkeys(("users", "user_balance", "line_users", "line_balance"), 0.0)
    ends = seen.views["end"]
    for last in range(MONTHS_PER_YEAR, seen.months + 1, MONTHS_PER_YEAR):
        year = ends[last - MONTHS_PER_YEAR : last]
        for users, balances, only_lines in (("users", "user_balance", False), ("line_users", "line_balance", True)):
            held = [_balance(seen, view, only_lines) for view in year]
            sums[users] += float(seen.weight[np.any([balance > 0 for balance in held], axis=0)].sum())
            sums[balances] += float((seen.weight * held[-1]).sum())
    return sums


def _balance(seen: Observation, view: Any, only_lines: bool) -> Array:
    """(borrowers,) balance at the platform, fen."""
    balance = np.where(seen.is_line(view.product), view["balance"], 0.0) if only_lines else view["balance"]
    return np.asarray(balance.sum(axis=1))
