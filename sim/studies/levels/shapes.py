"""Sums of a watched replication on the shapes of revolving lines: statuses, payments, utilisation, spells.

Statuses are those of the Taiwan tape: -2 nothing billed, -1 bill paid in full, 0 revolving, n months late at the month
end; a line that is written off has none. All arrays are (months, lines); only shapes are compared, never levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.records import State
from sim.studies.levels.observe import Observation
from sim.studies.levels.rolls import Sums

Array = np.ndarray[Any, Any]
UNUSED, IN_FULL, REVOLVING = -2, -1, 0
GONE = -9
"""Status of a line that is written off or not seen."""
FULL_FROM = 0.99
SMALLEST_BILL = 2_000
"""Fen; ratios of smaller bills tell nothing."""
MINIMUM_CLUSTER = (0.9, 1.8)
"""Payments that count as the minimum, in multiples of it: 3-6 % of the bill where the minimum is 3.3 % (Taiwan)."""
HIGH_USE = 0.75
WINDOW_MONTHS = 5
"""Months of the Taiwan tape with comparable statuses, April to August."""
QUINTILE = 5


@dataclass(frozen=True)
class Lines:
    """The platform's revolving lines, month by month; money in fen."""

    weight: Array
    """(lines,)"""
    minimum: Array
    """(lines,) minimum payment, share of the bill"""
    bill: Array
    """(months, lines) principal on the statement"""
    limit: Array
    left: Array
    """(months, lines) of the bill unpaid at the month end"""
    age: Array
    """(months, lines) days past due at the month end"""
    is_open: Array

    @classmethod
    def of(cls, seen: Observation) -> Lines:
        """Every slot that held a line of the platform at the first statement."""
        bills, ends = seen.views["bill"], seen.views["end"]
        place = np.nonzero(seen.is_line(bills[0].product))
        product = bills[0].product[place]
        return cls(
            seen.weight[place[0]],
            seen.world.product["minimum_share"][product],
            np.stack([view["billed"][place] for view in bills]),
            np.stack([view["limit"][place] for view in bills]),
            np.stack([view["billed"][place] for view in ends]),
            np.stack([view["age"][place] for view in ends]),
            np.stack([(view["state"][place] == State.OPEN) & (view.product[place] == product) for view in ends]),
        )


def shape_sums(seen: Observation) -> Sums:
    """All sums on the shapes of lines of a replication."""
    lines = Lines.of(seen)
    status, ratio = statuses(lines), payment_ratios(lines)
    use = np.where(lines.limit > 0, lines.bill / np.maximum(lines.limit, 1), np.nan)
    use[~lines.is_open] = np.nan
    return {
        **transition_sums(status, lines.weight),
        **spell_sums(status, lines.weight),
        **reentry_sums(status, lines.weight),
        **use_sums(use, lines),
        **entry_by_use(status, use, lines.weight),
        **payment_sums(payment_classes(ratio, lines.minimum), lines.weight),
        **late_by_balance(status, lines),
    }


def statuses(lines: Lines) -> Array:
    """(months, lines) status codes."""
    paid_in_full = lines.left <= (1.0 - FULL_FROM) * lines.bill
    status = np.where(lines.bill <= 0, UNUSED, np.where(paid_in_full, IN_FULL, REVOLVING))
    status = np.where(lines.age >= 1, (lines.age - 1) // 30 + 1, status)
    return np.where(lines.is_open, status, GONE)


def payment_ratios(lines: Lines) -> Array:
    """(months, lines) share of the billed principal paid by the month end; NaN where little was billed."""
    usable = lines.is_open & (lines.bill > SMALLEST_BILL)
    return np.where(usable, 1.0 - lines.left / np.maximum(lines.bill, 1), np.nan)


def payment_classes(ratio: Array, minimum: Array) -> Array:
    """(months, lines) 0 nothing, 1 near the minimum, 2 between, 3 in full; -1 unknown."""
    low, high = MINIMUM_CLUSTER[0] * minimum, MINIMUM_CLUSTER[1] * minimum
    classes = np.where((ratio >= low) & (ratio < high), 1, 2)
    classes = np.where(ratio >= FULL_FROM, 3, np.where(ratio <= 0.0, 0, classes))
    classes = np.where((ratio > 0.2) & (ratio < FULL_FROM) & (classes == 2), 4, classes)
    return np.where(np.isnan(ratio), -1, classes)


def counted(weight: Array, chosen: Array) -> float:
    """Weighted number of (months, lines) chosen."""
    return float((chosen * weight).sum())


def transition_sums(status: Array, weight: Array) -> Sums:
    """Line-months in a status that are followed by a known one, and of them those that stay."""
    before, after = status[:-1], status[1:]
    sums = {}
    for name, code in (("unused", UNUSED), ("full", IN_FULL), ("revolving", REVOLVING)):
        inside = (before == code) & (after != GONE)
        sums[f"status_{name}"] = counted(weight, inside)
        sums[f"status_{name}_stays"] = counted(weight, inside & (after == code))
    return sums


def spell_sums(status: Array, weight: Array) -> Sums:
    """Late lines by month of their spell (1, 2, 3; its beginning seen), and of them those current a month on."""
    late, known = status >= 1, status != GONE
    month = np.zeros_like(status)
    month[0] = np.where(late[0], -status.shape[0], 0)
    for now in range(1, len(status)):
        month[now] = np.where(late[now], month[now - 1] + 1, 0)
    sums = {}
    for place in (1, 2, 3):
        inside = (month[:-1] == place) & known[1:]
        sums[f"spell_{place}"] = counted(weight, inside)
        sums[f"spell_{place}_cured"] = counted(weight, inside & ~late[1:])
    return sums


def reentry_sums(status: Array, weight: Array) -> Sums:
    """Current lines in windows of five months, by whether late earlier in the window, and of them those late next."""
    sums = dict.fromkeys(("first_at_risk", "first_entered", "again_at_risk", "again_entered"), 0.0)
    for start in range(0, len(status) - WINDOW_MONTHS + 1, WINDOW_MONTHS):
        was_late = np.zeros(status.shape[1], dtype=bool)
        for now in range(start, start + WINDOW_MONTHS - 1):
            was_late |= status[now] >= 1
            current = (status[now] <= REVOLVING) & (status[now] != GONE) & (status[now + 1] != GONE)
            enters = status[now + 1] >= 1
            for name, group in (("first", current & ~was_late), ("again", current & was_late)):
                sums[f"{name}_at_risk"] += counted(weight, group)
                sums[f"{name}_entered"] += counted(weight, group & enters)
    return sums


def use_sums(use: Array, lines: Lines) -> Sums:
    """Line-months by utilisation at the statement, the mean, the aggregate (fen), and month-to-month change."""
    known = ~np.isnan(use)
    filled = np.where(known, use, 0.0)
    both = known[1:] & known[:-1]
    before, after, weight = filled[:-1], filled[1:], lines.weight
    return {
        "use_known": counted(weight, known),
        "use_below_5": counted(weight, known & (filled < 0.05)),
        "use_20_80": counted(weight, known & (filled >= 0.2) & (filled < 0.8)),
        "use_from_90": counted(weight, known & (filled >= 0.9)),
        "use_sum": counted(weight, filled),
        "use_billed": counted(weight, np.where(known, lines.bill, 0.0)),
        "use_limit": counted(weight, np.where(known, lines.limit, 0.0)),
        "pairs": counted(weight, both),
        "pairs_change": counted(weight, both * np.abs(after - before)),
        "pairs_x": counted(weight, both * before),
        "pairs_y": counted(weight, both * after),
        "pairs_xx": counted(weight, both * before**2),
        "pairs_yy": counted(weight, both * after**2),
        "pairs_xy": counted(weight, both * before * after),
    }


def entry_by_use(status: Array, use: Array, weight: Array) -> Sums:
    """Current lines with a bill by utilisation at the statement, and of them those late a month on."""
    before, after = status[:-1], status[1:]
    at_risk = ((before == IN_FULL) | (before == REVOLVING)) & (after != GONE) & ~np.isnan(use[:-1])
    high = np.where(np.isnan(use[:-1]), 0.0, use[:-1]) > HIGH_USE
    return {
        "high_use": counted(weight, at_risk & high),
        "high_use_late": counted(weight, at_risk & high & (after >= 1)),
        "low_use": counted(weight, at_risk & ~high),
        "low_use_late": counted(weight, at_risk & ~high & (after >= 1)),
    }


def payment_sums(classes: Array, weight: Array) -> Sums:
    """Bills by payment class, and pairs of successive bills that stay in the minimum or the full class."""
    before, after = classes[:-1], classes[1:]
    sums = {"bills": counted(weight, classes >= 0)}
    for name, code in (("nothing", 0), ("minimum", 1), ("partial", 2), ("full", 3), ("valley", 4)):
        sums[f"paid_{name}"] = counted(weight, classes == code)
    for name, code in (("minimum", 1), ("full", 3)):
        inside = (before == code) & (after >= 0)
        sums[f"payer_{name}"] = counted(weight, inside)
        sums[f"payer_{name}_stays"] = counted(weight, inside & (after == code))
    return sums


def late_by_balance(status: Array, lines: Lines) -> Sums:
    """Lines late at a month end, and those still late or written off a month on: numbers, and billed principal."""
    late = status[:-1] >= 1
    stays = late & ((status[1:] >= 1) | (status[1:] == GONE))
    bill = lines.bill[:-1]
    return {
        "late_accounts": counted(lines.weight, late),
        "late_accounts_stay": counted(lines.weight, stays),
        "late_balance": counted(lines.weight, late * bill),
        "late_balance_stays": counted(lines.weight, stays * bill),
    }


def limit_sums(seen: Observation) -> Sums:
    """Borrowers with a line, performing at the start, in the bottom and top fifth by limit; of them defaults in a year.

    Fifths of records by the sum of their limits at the first statement; ties stand in the order of the records.
    """
    first = seen.views["bill"][0]
    limit = np.where(seen.is_line(first.product), first["limit"], 0).sum(axis=1)
    chosen = np.nonzero(seen.performing & (limit > 0))[0]
    ordered = chosen[np.argsort(limit[chosen], kind="stable")]
    fifth = len(ordered) // QUINTILE
    sums = {}
    for name, group in (("bottom", ordered[:fifth]), ("top", ordered[len(ordered) - fifth :])):
        defaulted = (seen.default_day[group] >= 1) & (seen.default_day[group] <= 360)
        sums[f"limit_{name}"] = float(seen.weight[group].sum())
        sums[f"limit_{name}_defaults"] = float(seen.weight[group][defaulted].sum())
    return sums
