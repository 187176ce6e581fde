"""Sums of a watched replication on recovery: cash received after 90 and 180 days past due and after writing off.

A cohort is followed from the close of a due day over twelve months. Cash is what owed money fell by; interest that
accrues in default is owed off the books and counts as cash only when it falls. Dropping a claim is not cash. In the
month of writing off balance turns into claim, and cash is understated by that month's interest.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.records import State
from sim.studies.levels.observe import Observation, View
from sim.studies.levels.rolls import Sums, add_into
from sim.units import MONTHS_PER_YEAR, NEVER

Array = np.ndarray[Any, Any]
Fields = dict[str, Array]
FOLLOWED = ("state", "default_day", "balance", "claim", "product")


def recovery_sums(seen: Observation) -> Sums:
    """All sums on recovery of a replication."""
    due = seen.views["due"]
    sums: Sums = {
        "loss": float(seen.row["loss_fen"]),
        "exposure_at_default": float(seen.row["exposure_at_default_fen"]),
    }
    sold = claims_sold(seen.weight, due)
    sums["claims_sold"], sums["debt_sold"] = sold, float(seen.monthly["debt_sold_fen"].sum())
    price = sums["debt_sold"] / sold if sold > 0 else 0.0
    for month in range(1, seen.months - MONTHS_PER_YEAR):
        following = due[month : month + MONTHS_PER_YEAR + 1]
        for name, is_entry in ENTRIES.items():
            add_into(sums, cohort_sums(name, seen.weight, is_entry(due[month - 1], due[month]), following, price))
    return sums


def _reaches(age: int) -> Callable[[View, View], Array]:
    return lambda before, now: (now["age"] >= age) & (now["age"] < age + 30) & (before["age"] < age)


def _is_written_off(before: View, now: View) -> Array:
    written_off: Array = (before["state"] == State.OPEN) & (now["state"] == State.CHARGED_OFF)
    return written_off


ENTRIES: dict[str, Callable[[View, View], Array]] = {
    "from_90": _reaches(90),
    "from_180": _reaches(180),
    "from_write_off": _is_written_off,
}
"""Which accounts enter a cohort between two due days: (borrowers, slots) of truth."""


def cohort_sums(name: str, weight: Array, entered: Array, following: list[View], price: float = 0.0) -> Sums:
    """Of the accounts that entered at the first of these views: what they owed (fen), what came in, what was cured.

    What is owed is the balance; after writing off, when there is none, the claim. A claim that is sold brings the price
    of the replication's sales.
    """
    place = np.nonzero(entered)
    weights = weight[place[0]]
    before = _fields(following[0], place)
    owed = np.where(before["balance"] > 0, before["balance"], before["claim"])
    cash, cured, alive = np.zeros(len(weights)), np.zeros(len(weights)), np.ones(len(weights), dtype=bool)
    for view in following[1:]:
        now = _fields(view, place)
        ended = has_ended(before, now)
        cash += np.where(alive, np.where(is_sold(before, now), price * before["claim"], cash_between(before, now)), 0.0)
        cured += np.where(alive & ended & (now["state"] == State.OPEN), still_owed(before, now), 0.0)
        alive &= ~ended
        before = now
    return {
        f"{name}_owed": float((weights * owed).sum()),
        f"{name}_cash": float((weights * cash).sum()),
        f"{name}_cured": float((weights * np.minimum(cured, np.maximum(owed - cash, 0.0))).sum()),
    }


def is_sold(before: Fields, now: Fields) -> Array:
    """(accounts,) whether a claim was sold: collections never take all of it, and the slot stays charged off."""
    stays = (before["state"] == State.CHARGED_OFF) & (now["state"] == State.CHARGED_OFF)
    sold: Array = stays & (before["claim"] > 0) & (now["claim"] == 0)
    return sold


def claims_sold(weight: Array, views: list[View]) -> float:
    """Claims sold between the first and the last of these views, fen."""
    total = 0.0
    for before, now in itertools.pairwise(views):
        fields = ({name: view[name] for name in ("state", "claim")} for view in (before, now))
        total += float((weight[:, None] * np.where(is_sold(*fields), before["claim"], 0)).sum())
    return total


def _fields(view: View, place: tuple[Array, ...]) -> Fields:
    return {name: (view.product if name == "product" else view[name])[place] for name in FOLLOWED}


def has_ended(before: Fields, now: Fields) -> Array:
    """(accounts,) whether the default ended: repaid, cured, dropped, or the slot given to something else."""
    is_other = (now["product"] != before["product"]) | (now["default_day"] != before["default_day"])
    ended: Array = is_other | (now["default_day"] == NEVER) | (now["state"] == State.EMPTY)
    return ended


def still_owed(before: Fields, now: Fields) -> Array:
    """(accounts,) what a cured account still owes of its default, fen; nothing where the claim was written off."""
    owed: Array = np.where(before["state"] == State.OPEN, np.minimum(now["balance"], before["balance"]), 0.0)
    return owed


def cash_between(before: Fields, now: Fields) -> Array:
    """(accounts,) cash received on a default between two views, fen."""
    was_open, is_open = before["state"] == State.OPEN, now["state"] == State.OPEN
    principal_paid = np.maximum(before["balance"] - now["balance"], 0.0)
    claim_paid = np.maximum(before["claim"] - now["claim"], 0.0)
    owed_before, owed_now = before["balance"] + before["claim"], now["balance"] + now["claim"]
    fallen = np.maximum(owed_before - owed_now, 0.0)
    ended = has_ended(before, now)
    while_defaulted = np.where(was_open & is_open, principal_paid + claim_paid, fallen)
    at_the_end = np.where(was_open, np.where(is_open, principal_paid, owed_before), 0.0)
    cash: Array = np.where(ended, at_the_end, while_defaulted)
    return cash
