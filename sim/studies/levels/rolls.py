"""Sums of a watched replication on delinquency: what is missed on due days, what is cured, what rolls on.

A cohort is what stands at the close of a due day; thirty days on is the close of the next due day, so that ages are
whole months. Every function returns sums that add up over replications; no rate is formed here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.records import State
from sim.studies.levels.observe import AFTER_DAYS, Observation, View

Array = np.ndarray[Any, Any]
Sums = dict[str, float]
LAST_BUCKET = 4
"""Age 120 days and more; buckets 0..3 are 0, 30, 60 and 90 days past due at the close of a due day."""


def total(weight: Array, amount: Array, chosen: Array) -> float:
    """Sum of amounts (borrowers, slots) times weights (borrowers,) where chosen."""
    return float((weight[:, np.newaxis] * np.where(chosen, amount, 0)).sum())


def add_into(sums: Sums, more: Sums) -> None:
    """Add sums by name."""
    for name, value in more.items():
        sums[name] = sums.get(name, 0.0) + value


def roll_sums(seen: Observation) -> Sums:
    """All sums on delinquency of a replication."""
    sums: Sums = {}
    due, end = seen.views["due"], seen.views["end"]
    for month in range(seen.months):
        add_into(sums, stock_sums(seen.weight, due[month]))
        add_into(sums, overdue_borrowers(seen.weight, due[month], end[month]))
    for month in range(seen.months - 1):
        after = {days: seen.views[f"after_{days}"][month] for days in AFTER_DAYS}
        add_into(sums, cure_sums(seen.weight, due[month], after | {30: due[month + 1]}))
        add_into(sums, flow_sums(seen.weight, due[month], due[month + 1]))
        add_into(sums, bucket_sums(seen.weight, due[month], due[month + 1]))
        add_into(sums, charge_off_age(seen.weight, due[month], due[month + 1]))
    for month in range(seen.months - 3):
        add_into(sums, three_month_flow(seen.weight, end[month], end[month + 3]))
    return sums


def stock_sums(weight: Array, due: View) -> Sums:
    """Balance at the close of due days, fen: whole, and of accounts that missed today."""
    balance = due["balance"]
    return {
        "due_day_balance": total(weight, balance, balance > 0),
        "missed_balance": total(weight, balance, due["age"] == 0),
    }


def flow_sums(weight: Array, due: View, following: View) -> Sums:
    """Balance at a due day that was not 90 days past due at the one before and is now; all balance now; fen."""
    reached = (due["age"] < 90) & (following["age"] >= 90)
    return {
        "flow_base": total(weight, following["balance"], following["balance"] > 0),
        "balance_reaching_90": total(weight, following["balance"], reached),
    }


def cure_sums(weight: Array, due: View, later: dict[int, View]) -> Sums:
    """Amounts newly missed on due days, and what is left of them so many days later; fen, and balance of accounts."""
    fresh = due["age"] == 0
    sums = {
        "fresh_missed": total(weight, due["oldest_arrears"], fresh),
        "fresh_balance": total(weight, due["balance"], fresh),
    }
    for days, view in later.items():
        left = fresh & (view["age"] == days)
        unpaid = np.minimum(due["oldest_arrears"], view["oldest_arrears"])
        sums[f"fresh_left_{days}"] = total(weight, unpaid, left)
        sums[f"fresh_balance_left_{days}"] = total(weight, due["balance"], left)
    return sums


def bucket_sums(weight: Array, due: View, following: View) -> Sums:
    """By bucket at a due day: balance (fen), accounts, and of them those a bucket on, or written off, at the next."""
    sums: Sums = {}
    one = np.ones_like(due["balance"])
    rolled = (following["age"] >= due["age"] + 30) | (following["state"] == State.CHARGED_OFF)
    place = np.minimum(due["age"] // 30, LAST_BUCKET)
    for bucket in range(LAST_BUCKET + 1):
        inside = (due["age"] >= 0) & (due["balance"] > 0) & (place == bucket)
        for base, amount in (("balance", due["balance"]), ("accounts", one)):
            sums[f"bucket_{bucket}_{base}"] = total(weight, amount, inside)
            sums[f"rolled_{bucket}_{base}"] = total(weight, amount, inside & rolled)
    return sums


def charge_off_age(weight: Array, due: View, following: View) -> Sums:
    """Balance written off between two due days (fen), and the same times its age in days at the later of them."""
    written_off = (due["state"] == State.OPEN) & (following["state"] == State.CHARGED_OFF)
    return {
        "written_off": total(weight, due["balance"], written_off),
        "written_off_age": total(weight, due["balance"] * (due["age"] + 30.0), written_off),
    }


def three_month_flow(weight: Array, end: View, later: View) -> Sums:
    """Balance with nothing past due at a month end (fen), and of it what is 60-89 days past due three month ends on."""
    current = (end["age"] < 1) & (end["balance"] > 0)
    arrived = current & (later["age"] >= 60) & (later["age"] < 90)
    return {
        "current_balance": total(weight, end["balance"], current),
        "current_to_60": total(weight, end["balance"], arrived),
    }


def overdue_borrowers(weight: Array, due: View, end: View) -> Sums:
    """Borrower-months with a balance, and of them those with anything unpaid at a due day or month end."""
    has_balance = ((due["balance"] > 0) | (end["balance"] > 0)).any(axis=1)
    is_overdue = ((due["age"] >= 0) | (end["age"] >= 1)).any(axis=1)
    return {
        "borrower_months": float(weight[has_balance].sum()),
        "overdue_borrower_months": float(weight[has_balance & is_overdue].sum()),
    }
